"""What in a text tells who somebody is: names in any form, addresses, numbers, days and times, places, genders.

It stands apart because two letters ask the same question: a draft in which all of it is replaced, and a letter to
the reporter in which its writer must not be known.
It errs towards finding: whoever reads the result can put a word back, and nobody can take one back that was sent.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cocmail.reading.coarse import coarse_day, coarse_time
from cocmail.reading.contact import ADDRESS, SPELT_ADDRESS
from cocmail.reading.cues import cue, words_of
from cocmail.reading.dates import clock_times, days
from cocmail.reading.inflection import forms, is_common
from cocmail.reading.languages import weigh_both, words_for
from cocmail.reading.model import Person
from cocmail.reading.names import handles, is_given_name, names
from cocmail.reading.page import MAX_CHARS, Page, Span, lay_out
from cocmail.reading.places import CHANNEL, NUMBERED
from cocmail.reading.words import ALL
from cocmail.reading.words.given import GIVEN_NAMES
from cocmail.reading.words.neutral import NEUTRAL, Neutral

Kind = Literal["name", "address", "number", "time", "place", "gender", "quote", "own-words"]
Part = Literal["reporter", "reported", "team"]

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]{1,500}")
_AT = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}")
# A file is often named for whom it shows, in words that other signs than spaces part.
_FILE = re.compile(
    r"(?<![\w.-])\w[\w.-]{0,100}\.(?:jpe?g|png|gif|heic|webp|bmp|tiff?|pdf|docx?|odt|rtf|txt|xlsx?|csv|pptx?|mp[34]|m4[av]"
    r"|mov|avi|mkv|webm|wav|ogg|zip|eml|msg|html?)(?![\w-])"
)
_PHONE = re.compile(r"(?<!\w)(?:\+|\(\+?\d{1,4}\) ?|\d)(?:[ \u00a0()/-]{0,2}\d){5,14}(?!\w)")
_FIGURES = re.compile(r"(?<![\w\[])\d[\d.,:]{0,20}\d(?!\w)")
_QUOTE = re.compile(r'"[^"\n]{3,300}"')
_CAPITALISED = re.compile(r"(?<![\w@.-])[A-ZÅÄÖÉ][\w'’-]{1,30}")
_QUOTE_MARKS = re.compile(r"^[ \t]*(?:[>|][ \t]*)+", re.MULTILINE)
_FINNISH_ENDING = re.compile(
    r"(lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|ksi|hin|n|ta|tä|a|ä)(?:kin|kaan|kään|han|hän|ko|kö)?$",
    re.IGNORECASE,
)
_ENDINGS = re.compile(
    r"(?:['’:]s|s|in|en|n|lle|lla|llä|lta|ltä|ssa|ssä|sta|stä|ille|illa|illä|ilta|iltä|issa|issä|ista|istä|ia|iä|a|ä)$"
)
_TITLE = re.compile(rf"(?<!\w)(?:{'|'.join(each.titles for each in NEUTRAL.values())}) $")
_REST_OF_DAY = re.compile(r",? ?(?:19|20)\d\d(?![\d.:])|-[^\W\d_]{1,20}")
_LETTERS = re.compile(r"(?<![\w@.-])[^\W\d_]{3,30}(?!\w)")
_LONGEST_NAME = 60
_MINUTES = re.compile(r"\d[:.]\d")
_UNTIL = re.compile(r" ?[-–] ?\d{1,2}[:.]\d\d(?!\d)")
_NO_DAY = re.compile(r"\d{1,2}\.(?:1[3-9]|[2-5]\d)\.?")
_IN_FIGURES = re.compile(r"\d[:.]\d|\d ?[ap]\.?m|(?:klo|kello|kl\.?|klockan)\b.*\d")
_GENITIVE = re.compile(r"['’:]s$")


@dataclass(frozen=True, slots=True)
class Trace:
    """One place that tells something. `instead` is what an anonymised text says there; None where only a person can
    say.
    """

    start: int
    end: int
    kind: Kind
    words: str
    instead: str | None
    is_known: bool = True  #: what it means is certain; a guess is shown to people


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays a part in a case, as far as we know their names."""

    reporter: Person
    reported: tuple[Person, ...] = ()
    team: tuple[Person, ...] = ()

    def parts(self) -> Iterator[tuple[Part, Person]]:
        """Everybody with their part; who reports comes first, and who is reported before the team."""
        yield "reporter", self.reporter
        for each in self.reported:
            yield "reported", each
        for each in self.team:
            yield "team", each


def pages_of(text: str, *, whole: bool) -> Iterator[Page]:
    """The text as pages that are read to their end; with `whole`, what is quoted or passed on as well."""
    if whole:
        text = _QUOTE_MARKS.sub(lambda found: " " * len(found.group()), text)
    words = words_for(weigh_both(text, ""))
    start = 0
    while start < len(text):
        end = start + MAX_CHARS
        if end < len(text):
            end = max(text.rfind("\n", start, end), text.rfind(" ", start, end), start + MAX_CHARS // 2) + 1
        yield lay_out(text[start:end], "", words, "", forwarded=whole)
        start = end


def still_names(text: str, person: Person) -> tuple[str, ...]:
    """The words of a text that tell who `person` is, and every number to call: what could not be cut from it."""
    found: list[str] = []
    for page in pages_of(text, whole=True):
        taken = _Taken(page)
        _find_addresses(taken, Cast(person), {"reporter": ""})
        _find_all(taken, "address", (_LINK, ADDRESS), "")
        is_finnish = any(words is ALL["fi"] for words in page.words)
        _find_known(taken, Cast(person), {"reporter": ""}, inflected=is_finnish)
        _find_days(taken, NEUTRAL["en"])
        _find_all(taken, "number", (_PHONE,), "")
        told = (
            each for each in taken.traces if each.kind == "number" or (each.is_known and each.kind != "time")
        )
        found += [each.words for each in sorted(told, key=lambda each: each.start)]
    return tuple(dict.fromkeys(found))


def people_named(told: str) -> tuple[Person, ...]:
    """The people in a short text that says who somebody is, such as a field of the checklist: names and handles alone.

    Words that describe them are no names; they would be struck from the whole account.
    """
    people = []
    for piece in told.split(","):
        words = [word for word in piece.split() if _is_said_name(word.strip("\"'“”().;:<>"))]
        if words:
            nicks = tuple(word for word in words if word.startswith("@"))
            people.append(Person("", " ".join(word for word in words if word not in nicks), (), nicks))
    return tuple(people)


def _is_said_name(word: str) -> bool:
    if not word or is_common(word):
        return False
    return word[0] == "@" or word[0].isupper() or is_given_name(word.lower())


class Labels:
    """The labels of one account: the same person has the same letter all through it."""

    def __init__(self, cast: Cast, language: str) -> None:
        self.cast = cast
        self.words: Neutral = NEUTRAL.get(language, NEUTRAL["en"])
        self.language = language
        self.parts: dict[Part, str] = {
            "reporter": self.words.reporter,
            "reported": self.words.reported,
            "team": self.words.team,
        }
        self._letters: dict[str, str] = {}
        self._count = {"person": 0, "name": 0}
        self._seen: set[str] = set()

    def meet(self, written: Iterable[str]) -> None:
        """Hear of names as they are written in a text, so that their forms are told from one another."""
        self._seen.update(word.casefold() for name in written for word in name.split())

    def label(self, written: str) -> tuple[str, bool]:
        """The label of a name that we can only guess, and whether it is at least a person's."""
        bases = [self._base(word) for word in written.casefold().split()]
        is_person = any(map(is_given_name, (word.casefold().replace("’", "'") for word in written.split())))
        known = next((self._letters[base] for base in bases if base in self._letters), None)
        if known is None:
            kind = "person" if is_person or written.startswith("@") else "name"
            self._count[kind] += 1
            known = getattr(self.words, kind).format(_letter(self._count[kind]))
        for base in bases:
            self._letters.setdefault(base, known)
        return known, is_person

    def ending(self, written: str) -> str:
        """What is put behind a label for the ending of a name."""
        word = written.split()[-1]
        return _ending(word, self._base(word.casefold()), finnish=self.language == "fi")

    def known(self, word: str) -> str:
        """The label of a word that was met as a name or part of one; '' for another."""
        return self._letters.get(self._base(word.casefold()), "")

    def _base(self, word: str) -> str:
        word = word.replace("’", "'")
        ending = _ENDINGS.search(word)
        while ending is not None:
            base = word[: ending.start()]
            if len(base) > 1 and (base in self._seen or base in self._letters):
                return base
            ending = _ENDINGS.search(word, ending.start() + 1)
        return word.removesuffix("'s").removesuffix(":s")


def traces(page: Page, labels: Labels) -> list[Trace]:
    """Everything on a page that tells who somebody is, in order and without overlaps."""
    taken = _Taken(page)
    words = labels.words
    _find_addresses(taken, labels.cast, labels.parts)
    _find_all(taken, "address", (_LINK, ADDRESS, SPELT_ADDRESS, _AT, _FILE), words.address)
    _find_known(taken, labels.cast, labels.parts, finnish=labels.language == "fi")
    _find_days(taken, words)
    _find_times(taken, words)
    _find_all(taken, "number", (_PHONE,), words.number)
    _find_all(taken, "place", (CHANNEL, NUMBERED), words.place)
    _find_guessed(taken, labels)
    quotes = [found.span() for found in _QUOTE.finditer(page.flat)]
    _find_genders(taken, quotes)
    for start, end in quotes:
        taken.note(start, end, "quote")
    for found in _FIGURES.finditer(page.flat):
        taken.note(*found.span(), "number")
    return _joined(page, sorted(taken.traces, key=lambda each: (each.start, -each.end)))


def _joined(page: Page, found: list[Trace]) -> list[Trace]:
    """The traces with first name and surname as one."""
    joined: list[Trace] = []
    for each in found:
        last = joined[-1] if joined else None
        if (
            last
            and each.kind == last.kind == "name"
            and last.instead
            and (each.instead or "").startswith(last.instead)
            and page.shown[last.end : each.start].strip(" .\n") == ""
            and each.start - last.end < 3
        ):
            words = f"{last.words} {each.words}"
            joined[-1] = Trace(
                last.start, each.end, "name", words, each.instead, last.is_known and each.is_known
            )
        else:
            joined.append(each)
    return joined


class _Taken:
    """A page and what was found on it: the first to claim a letter has it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.traces: list[Trace] = []
        self._owners = [0] * len(page.flat)

    def claim(self, start: int, end: int, kind: Kind, instead: str | None, *, is_known: bool = True) -> bool:
        """Take a span, unless part of it was taken."""
        if start >= end or not self.is_free(start, end) or not self.page.shown[start:end].strip():
            return False
        self.traces.append(Trace(start, end, kind, self.words(start, end), instead, is_known))
        self._owners[start:end] = [len(self.traces)] * (end - start)
        return True

    def owner(self, start: int, end: int) -> Trace | None:
        """What has taken the first letter of a span that is taken."""
        number = next(filter(None, self._owners[start:end]), 0)
        return self.traces[number - 1] if number else None

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing of a span was taken."""
        return not any(self._owners[start:end])

    def note(self, start: int, end: int, kind: Kind) -> None:
        """Tell of a span that stays as it is; what was found within it still counts."""
        if kind == "quote" or self.is_free(start, end):
            self.traces.append(Trace(start, end, kind, self.words(start, end), None, is_known=False))

    def words(self, start: int, end: int) -> str:
        """What stands there, on one line."""
        return " ".join(self.page.shown[start:end].split())


def _find_all(taken: _Taken, kind: Kind, patterns: Sequence[re.Pattern[str]], instead: str) -> None:
    for pattern in patterns:
        for found in pattern.finditer(taken.page.flat):
            start, end = found.span()
            while (
                kind == "place"
                and taken.page.flat[start - 1 : start].isalpha()
                and end - start < _LONGEST_NAME
            ):
                start -= 1
            taken.claim(start, end, kind, instead, is_known=False)


def _find_addresses(taken: _Taken, cast: Cast, labels: Mapping[Part, str]) -> None:
    """The addresses that we know, wherever they stand."""
    flat = taken.page.flat
    for part, person in cast.parts():
        for address in _addresses(person):
            start = flat.find(address)
            while start >= 0:
                taken.claim(start, start + len(address), "address", labels[part])
                start = flat.find(address, start + len(address))


def _find_known(
    taken: _Taken, cast: Cast, labels: Mapping[Part, str], *, finnish: bool = False, inflected: bool = True
) -> None:
    """The names and handles that we know, in every form they take, Finnish cases too where `inflected`.

    In a `finnish` text the labels get the endings of the names.
    """
    page = taken.page
    for part, person in cast.parts():
        label = labels[part]
        for token in _tokens(person, inflected=finnish and part == "reported"):
            if token[:2].lower() not in page.flat:
                continue
            for pattern in _token_patterns(token, inflected):
                for found in pattern.finditer(page.shown):
                    start = _with_title(page, found.start())
                    ending = _ending(found.group(), token, finnish=finnish)
                    taken.claim(start, found.end(), "name", label + ending if label else "")


def _with_title(page: Page, start: int) -> int:
    """Where a name begins together with the title or the sign before it."""
    if page.shown[start - 1 : start] == "@":
        return start - 1
    found = _TITLE.search(page.flat, max(0, start - 12), start)
    return found.start() if found else start


def _addresses(person: Person) -> list[str]:
    every = (*person.addresses, *person.aliases)
    return [each.strip().lower() for each in every if "@" in each.strip()[1:]]


def _tokens(person: Person, *, inflected: bool) -> list[str]:
    """The names that stand for somebody, whole ones first; of `inflected` ones also what they may come from."""
    aliases = [each.strip().lstrip("@").strip() for each in person.aliases if "@" not in each.strip()[1:]]
    words = [_GENITIVE.sub("", each.strip("\"'“”().,;:<>")) for each in person.name.split()]
    glued = [f"{words[0]}{mark}{words[-1]}" for mark in ("", ".", "_", "-")] if len(words) > 1 else []
    mailboxes = [address.partition("@")[0] for address in _addresses(person)]
    parts = [part for word in words for part in word.split("-") if "-" in word]
    every = [person.name.strip(), *aliases, *glued, *mailboxes, *words, *parts]
    if inflected:
        bases = [word[: ending.start()] for word in words if (ending := _ENDINGS.search(word))]
        every += [base for base in bases if base.casefold() in words_of(GIVEN_NAMES)]
    return list(dict.fromkeys(each for each in every if len(each) > 1 and re.search(r"[^\W\d_]", each)))


@cache
def _token_patterns(token: str, finnish: bool) -> tuple[re.Pattern[str], ...]:
    patterns = [forms(token, finnish=finnish, any_case=True)]
    if len(token) <= 3 or is_common(token):
        patterns.append(forms(token.upper(), finnish=False, any_case=False))
        patterns.append(forms(token.capitalize(), finnish=finnish, any_case=False))
    return tuple(patterns)


def _ending(written: str, token: str, *, finnish: bool) -> str:
    """What is put behind a label for the ending that the name had there."""
    if written.casefold() == token.casefold():
        return ""
    if finnish and (found := _FINNISH_ENDING.search(written)):
        return ":" + found[1].lower()
    if written[-1:].casefold() == "s" and not token.casefold().endswith("s"):
        return "'s" if written[-2:-1] in "'’" else "s"
    return "'s" if written[-1:] in "'’" else ""


def _find_guessed(taken: _Taken, labels: Labels) -> None:
    """Names of people we do not know, and of what else has one."""
    page = taken.page
    spans: list[Span] = []
    for start, end in page.sentences:
        spans += [
            _without_common(page, *span) for span in names(page, start, end) if not _is_month(page, *span)
        ]
        spans += [span for span in handles(page, start, end) if _is_nick(page.shown[slice(*span)])]
    labels.meet(page.shown[slice(*span)] for span in spans)
    shortest_first = sorted(spans, key=lambda span: span[1] - span[0])
    for start, end in shortest_first:
        if taken.is_free(start, end):
            labels.label(page.shown[start:end])
    for start, end in sorted(spans):
        if taken.is_free(start, end):
            label, is_person = labels.label(page.shown[start:end])
            label += labels.ending(page.shown[start:end])
            taken.claim(_with_title(page, start), end, "name", label, is_known=is_person)
        elif (whose := taken.owner(start, end)) and whose.kind == "name":
            # The surname of somebody whose first name we knew.
            for word in _CAPITALISED.finditer(page.shown, start, end):
                taken.claim(*word.span(), "name", whose.instead)
    for found in _CAPITALISED.finditer(page.shown):
        if label := labels.known(found.group()):
            taken.claim(*found.span(), "name", label + labels.ending(found.group()))
    if sum(char.isupper() for char in page.shown) * 60 < len(page.shown):
        # Who writes without capitals names people without capitals as well.
        for found in _LETTERS.finditer(page.flat):
            if is_given_name(found.group()) and not is_common(found.group()):
                taken.note(*found.span(), "name")


def _is_month(page: Page, start: int, end: int) -> bool:
    """Whether a name is that of a month, which some people bear as well."""
    return any(cue(words.months).fullmatch(page.flat, start, end) for words in page.words)


def _without_common(page: Page, start: int, end: int) -> Span:
    """A name without the common words before it that have a capital because they begin a sentence."""
    word, _, rest = page.shown[start:end].partition(" ")
    while rest and is_common(word) and not is_given_name(word.lower()):
        start += len(word) + 1
        word, _, rest = rest.partition(" ")
    return start, end


def _is_nick(written: str) -> bool:
    """Whether a word said to be a nickname looks like one; "called me" is none."""
    return written[0] in "@" or not written.isalpha() or not written.islower()


def _find_days(taken: _Taken, words: Neutral) -> None:
    page = taken.page
    for start, end in days(page):
        if more := _REST_OF_DAY.match(page.flat, end):
            end = more.end()
        if _NO_DAY.fullmatch(page.flat, start, end):
            continue  # "18.35." ends a sentence with a time.
        instead = coarse_day(page.flat[start:end], words)
        taken.claim(_with_small_words(page, start, words.before_days), end, "time", instead)


def _find_times(taken: _Taken, words: Neutral) -> None:
    page = taken.page
    spans = clock_times(page)
    # What is written in figures is surest: "19.40" before the "kello 19" within it.
    for start, end in sorted(spans, key=lambda span: not _MINUTES.search(page.flat[slice(*span)])):
        written = page.flat[start:end]
        if until := _UNTIL.match(page.flat, end):
            end = until.end()
        begin = _with_small_words(page, start, words.before_times)
        following = re.compile(r" ([^\W\d_]+)").match(page.flat, end)
        if _IN_FIGURES.search(written) or following is None or is_common(following[1]):
            taken.claim(begin, end, "time", coarse_time(written, words))
        else:
            # "At one point", "about two people": perhaps no time at all.
            taken.note(start, end, "time")


def _with_small_words(page: Page, start: int, small: str) -> int:
    found = re.compile(rf"(?<!\w)(?:{small} ){{1,2}}$").search(page.flat, max(0, start - 24), start)
    return found.start() if found else start


def _find_genders(taken: _Taken, quotes: Sequence[Span]) -> None:
    page = taken.page
    quoted = bytearray(len(page.flat))
    for start, end in quotes:
        quoted[start:end] = b"\1" * (end - start)
    for language, known in ALL.items():
        if not any(known is each for each in page.words):
            continue
        words = NEUTRAL[language]
        for found in _gendered(language).finditer(page.flat):
            if quoted[found.start()]:
                # What somebody said is the matter itself: only a person can say it otherwise.
                taken.note(*found.span(), "gender")
                continue
            neutral = words.gendered.get(found.group()) or _her(page, found.end())
            if page.shown[found.start()].isupper():
                neutral = neutral[0].upper() + neutral[1:]
            taken.claim(*found.span(), "gender", neutral)
        for start, end in page.search_all(cue(words.telling)):
            taken.note(start, end, "gender")


@cache
def _gendered(language: str) -> re.Pattern[str]:
    words = [*NEUTRAL[language].gendered, *(["her"] if language == "en" else [])]
    ranked = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ranked))})(?![\w-])")


def _her(page: Page, end: int) -> str:
    """Say "their" before what belongs to them, else "them"."""
    following = re.compile(r" ([^\W\d_]+)").match(page.flat, end)
    return "their" if following and not is_common(following[1]) else "them"


def _letter(number: int) -> str:
    """A, B ... Z, then numbers."""
    return chr(64 + number) if number <= 26 else str(number)
