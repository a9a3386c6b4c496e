"""Labelled mails in the plainest words, put together from the parts in `plainly/`.

Who writes a mail of their own avoids what everybody says, so that "that was the only time" stands in hardly any of
`mails/`, and in many that people send.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from cocmail.reading.model import FIELDS

FOLDER = Path(__file__).parent / "plainly"
LANGUAGES = ("en", "fi", "sv")
# So many mails are made for each language, as if by so many writers.
MANY, WRITERS = 1500, 9
_DATES = (
    "Mon, 12 Jan 2026 08:14:20 +0200",
    "Thu, 5 Feb 2026 21:40:02 +0200",
    "Wed, 4 Mar 2026 12:31:45 +0200",
    "Sun, 17 May 2026 18:05:11 +0300",
    "Tue, 22 Sep 2026 07:55:59 +0300",
)
# Behind words that say what was said nothing else may stand.
_SAYS = (" that ", " whether ", " although ", ", ", "att ", "om jag ", "vad ", " fast ")
_BE = {
    "en": ("It was {}.", "It happened {}."),
    "fi": ("Se oli {}.", "Se tapahtui {}."),
    "sv": ("Det var {}.", "Det hände {}."),
}
# Sentences that show nothing, most of them of what comes close to showing something.
_ASIDES = (".", ".", ".", "goes.", "goes.", "goes.", "saw.", "back.", "who.", "when.", "where.")
_ENOUGH, _SOME = "present", "partial"

Parts = Mapping[str, Sequence[str]]


def plain_mails() -> Iterator[tuple[str, str]]:
    """The writer of each mail, and the mail as `mails.py` reads it."""
    for language in LANGUAGES:
        parts = parts_of(language)
        for number in range(MANY):
            made = _Made(language, parts, random.Random(f"{language} {number}"))
            yield f"focus_plainly_{language}_{number % WRITERS}", made.mail(f"plain-{language}-{number}")


def parts_of(language: str) -> Parts:
    """The parts of a language, by what each shows."""
    found: dict[str, list[str]] = {}
    kind = ""
    for line in (FOLDER / f"{language}.txt").read_text("utf-8").splitlines():
        if line.startswith("== "):
            kind = line[3:]
        elif not line.startswith("#"):
            found.setdefault(kind, []).append(line)
    return found


class _Made:
    """One mail; what it tells is drawn by lot."""

    def __init__(self, language: str, parts: Parts, chance: random.Random) -> None:
        self._language, self._parts, self._chance = language, parts, chance
        self._states = dict.fromkeys(FIELDS, "absent") | {"contact": "present"}
        self._subject, self._subject_codes = self._one("subject"), "."
        self._is_day = False

    def mail(self, name: str) -> str:
        """The mail, of that name, as a file of `mails/` has it."""
        lines = [*self._account(), *self._rest()]
        many = self._chance.choice((0, 1, 1, 2, 2, 3))
        asides = [(".", self._one(self._chance.choice(_ASIDES))) for _ in range(many)]
        for aside in asides:
            lines.insert(self._chance.randint(0, len(lines)), aside)
        body = [".|" + self._one("hello"), ".|", *(f"{codes}|{text}" for codes, text in lines), ".|"]
        signed = self._one("name")
        body += [".|" + self._one("bye"), f"/.|{signed}"] if self._chance.random() < 0.6 else [f".|{signed}"]
        if self._chance.random() < 0.1:
            body = [_in_lower_case(line) for line in body]
        letters = "".join(_LETTERS[self._states[field]] for field in FIELDS)
        address = f"{signed.partition(' ')[0].strip('.').lower()}@example.org"
        return "\n".join(
            [
                f"=== {name} {self._language} r -",
                f"From: {signed} <{address}>",
                f"Date: {self._chance.choice(_DATES)}",
                f"Subject: {self._subject}",
                f"|Subject codes: {self._subject_codes}",
                "",
                *body,
                "## " + letters,
                "",
            ]
        )

    def _account(self) -> Iterator[tuple[str, str]]:
        """What happened, to whom by whom, when and where: in one sentence or in several."""
        chance = self._chance
        is_online = chance.random() < 0.25
        when, when_code = self._when()
        where, where_code = self._where(is_online=is_online, dated=bool(when))
        was, happened = _BE[self._language]
        apart = []
        inside = {"when": (when_code, when), "where": (where_code, where)}
        for field, ways in (("when", (was, happened)), ("where", (happened, happened))):
            code, text = inside[field]
            drawn = chance.random()
            if text and drawn < 0.25:
                apart.append((code, chance.choice(ways).format(text)))
                inside[field] = ("", "")
            elif text and drawn < 0.31 and self._subject_codes == ".":
                self._subject, self._subject_codes = text[0].upper() + text[1:], code
                inside[field] = ("", "")
        who, who_code, is_named = self._who(is_online=is_online)
        if is_named and not is_online and chance.random() < 0.25:
            yield who_code, self._one("there")
            who, who_code = self._one("that"), ""
        did, did_code = self._did(is_online=is_online, is_passive=not who)
        codes = did_code + who_code + "".join(code for code, _ in inside.values())
        if not who and not any(text for _, text in inside.values()) and chance.random() < 0.6:
            yield codes, self._one("told")
        else:
            yield codes, _sentence(self._language, who, did, inside["when"][1], inside["where"][1], chance)
        yield from apart
        if when_code == "w" and chance.random() < 0.2 and self._is_day:
            self._states["when"] = _ENOUGH
            yield "w", was.format(self._one("time"))
        if not is_named:
            if chance.random() < 0.4:
                self._states["reported_person"] = _ENOUGH
                yield "P", self._one("was")
            elif not who_code and chance.random() < 0.35:
                self._states["reported_person"] = "declined"
                yield "-P", self._one("who?")
        for field, code, kind in (("when", "-W", "when?"), ("where", "-L", "where?")):
            if self._states[field] == "absent" and chance.random() < 0.15:
                self._states[field] = "declined"
                yield code, self._one(kind)

    def _rest(self) -> Iterator[tuple[str, str]]:
        """Whether it goes on, who saw it, and what was before."""
        goes = (0.45, "O", "goes", _ENOUGH), (0.52, "-O", "goes?", "declined")
        saw = (0.25, "N", "saw", _ENOUGH), (0.35, "n", "saw-", _SOME), (0.38, "-N", "saw?", "declined")
        told = [("ongoing", goes), ("witnesses", saw), ("circumstances", ((0.2, "C", "back", _ENOUGH),))]
        self._chance.shuffle(told)
        for field, ways in told:
            drawn = self._chance.random()
            for below, code, kind, state in ways:
                if drawn < below:
                    self._states[field] = state
                    yield code, self._one(kind)
                    break

    def _when(self) -> tuple[str, str]:
        drawn = self._chance.random()
        self._is_day = 0.45 <= drawn < 0.65
        if drawn < 0.45:
            self._states["when"] = _ENOUGH
            return self._one("when"), "W"
        if drawn < 0.75:
            self._states["when"] = _SOME
            return self._one("day" if self._is_day else "time"), "w"
        return "", ""

    def _where(self, *, is_online: bool, dated: bool) -> tuple[str, str]:
        drawn = self._chance.random()
        if drawn < 0.3:
            return "", ""
        kind = "online" if is_online else "spot" if drawn < 0.72 else "venue" if drawn < 0.9 else "event"
        # A spot at no event that is told by its name or its day is none that could be found.
        state = _SOME if kind == "event" or (kind == "spot" and not dated) else _ENOUGH
        self._states["where"] = state
        return self._one(kind), "L" if state == _ENOUGH else "l"

    def _who(self, *, is_online: bool) -> tuple[str, str, bool]:
        """Who did it, the code of that, and whether it singles somebody out; nobody where it is told passively."""
        drawn = self._chance.random()
        if drawn < 0.5:
            self._states["reported_person"] = _ENOUGH
            return self._one("who"), "P", True
        if drawn < 0.68:
            self._states["reported_person"] = _SOME
            return self._one("some"), "p", False
        return ("" if drawn > 0.84 and not is_online else self._one("anyone")), "", False

    def _did(self, *, is_online: bool, is_passive: bool) -> tuple[str, str]:
        if is_passive:
            self._states["description"] = _ENOUGH
            return self._one("suffered"), "D"
        if self._chance.random() < 0.12:
            self._states["description"] = _SOME
            return self._one("bad"), "d"
        self._states["description"] = _ENOUGH
        return self._one("wrote" if is_online else "did"), "D"

    def _one(self, kind: str) -> str:
        return self._chance.choice(self._parts[kind])


_LETTERS = {"present": "P", "partial": "Q", "absent": "A", "declined": "D"}


def _sentence(language: str, who: str, did: str, when: str, where: str, chance: random.Random) -> str:
    """One sentence of these parts, in an order that the language has."""
    verb, _, rest = did.partition("~")
    goes_on = any(each in f" {rest or verb}" for each in _SAYS)
    is_when_first = bool(when) and chance.random() < 0.6
    before = [when] if is_when_first else []
    after = [] if is_when_first else [when]
    if language == "sv":
        words = _swedish(verb, who, rest, where, before, after, goes_on=goes_on)
    elif goes_on and where:
        words = [*(before or after), where, who, did]
    else:
        words = [*before, who, did, where, *after]
    text = " ".join(word for word in words if word)
    return text[0].upper() + text[1:].rstrip(",") + "."


def _swedish(
    verb: str, who: str, rest: str, where: str, before: list[str], after: list[str], *, goes_on: bool
) -> list[str]:
    """The parts of a Swedish sentence, whose verb stands second."""
    if not who:
        # "blev", "jag knuffad": what is behind the verb begins with whoever suffered it, or what of theirs.
        words = rest.split(" ")
        subject = 1 if words[0] == "jag" else 2
        who, rest = " ".join(words[:subject]), " ".join(words[subject:])
    middle = [where, *after, rest] if goes_on else [rest, where, *after]
    return [*before, verb, who, *middle] if any(before) else [who, verb, *middle]


def _in_lower_case(line: str) -> str:
    codes, _, text = line.partition("|")
    return f"{codes}|{text.lower()}"
