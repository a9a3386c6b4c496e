"""What of a responder's words goes on to the reporter: all of them but what says who the responder is.

It stands apart from `reply`, which finds what was written: here somebody's safety hangs on the last lines of it. The
letter is signed by the team, so the writer's name, addresses and numbers go together with the closing that
introduces them. Nothing is rewritten; whoever confirms the letter is shown exactly what was cut.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cocmail.mail.programs import names_device
from cocmail.mail.reply import program_lines

# A longer line is prose; that also bounds every pattern below.
_LONGEST = 120
_MOST_LINES = 8
_SHORT = 30
# A program wraps prose from about here on: a name alone on the next line ends that sentence.
_WRAPPED = 58


def _joined(phrases: str) -> str:
    """Alternatives written over several lines, with any white space where one stands in them."""
    return "|".join(line.strip() for line in phrases.strip().split("\n")).replace(" ", r"\s+")


_POLITE = _joined(r"""
    (?:(?:with )?(?:kind(?:est)?|best|warm(?:est)?)(?: personal)? )?(?:regards|wishes)|rgds|best|(?:all (?:the )?)best
    sincerely(?: yours)?|yours(?: (?:truly|sincerely|faithfully))?|cheers|take care|warmly|love|respectfully|cordially
    with (?:care|warmth|respect|sympathy)|k\.?r|b\.?r|x{1,3}
    (?:(?:ystävällisin|parhain|lämpimin|lämpöisin|sydämellisin|kunnioittavin|hyvin) )?(?:terveisin|terkuin)
    ystävällisesti|kunnioittaen|lämpimästi|(?:yst(?:äv)?\.? )?terv\.?|terkut?|terveiset|[ty]t\.?|t[.:]?
    (?:(?:med )?(?:vänlig|vänliga|bästa|varma|varm|hjärtliga|många) )?hälsn(?:ing(?:ar)?|\.)?|vänligen|allt gott
    m\.?v\.?h|v\.?h|kram(?:ar)?
    mit (?:freundlichen|besten|herzlichen) grüßen|(?:viele|liebe|beste|herzliche|freundliche) grüße|gruß|mfg|[lv]g
    (?:bien )?(?:cordialement|amicalement)|salutations|(?:bien )?à vous|(?:un )?saludos?(?: cordiales)?|atentamente
    (?:met )?vriendelijke groet(?:en)?|groet(?:en|jes)?|m\.?v\.?g|(?:cordiali )?saluti|cumprimentos|abraços?
    (?:med )?(?:vennlige?|venlige?|beste|bedste|mange) hils(?:en|ener|ner)|hilsen|d\.?b\.?h|pozdrawiam
""")
_THANKFUL = _joined(r"""
    (?:many |with )?thanks(?: (?:again|a lot|so much|in advance))?|thank you(?: (?:again|so much))?|th[nx]x?
    kiitos(?: (?:paljon|vielä))?|kiitoksin|kiitti|(?:stort |tusen )?tack(?: (?:så mycket|igen|på förhand))?
    danke|merci|gracias|bedankt|(?:tusen )?takk|tak|grazie|obrigad[oa]
""")
# Ordinary words, which close a letter only where a sentence ended before them.
_ORDINARY = frozenset(
    {"best", "love", "yours", "t", "tt", "yt", "x", "xx", "xxx", "kr", "br", "lg", "vg", "vh"}
)
_BY = r"[\s,.!:/–—-]+(?:from\s+|från\s+|toivoo\s+|toivottaa\s+)?"
_CLOSING = re.compile(rf"(?:{_POLITE})[\s,.!–—-]*", re.IGNORECASE)
_THANKS = re.compile(rf"(?:{_THANKFUL})[\s,.!–—-]*", re.IGNORECASE)
_OPENS = re.compile(rf"(?P<closing>{_POLITE}|{_THANKFUL}){_BY}", re.IGNORECASE)
_STRANGER = re.compile(r"[A-ZÅÄÖÉ]\S*(?:\s+(?:&|and|ja|och|[A-ZÅÄÖÉ]\S*)){0,4}")
_AFTERWARDS = re.compile(r"p\.?\s?(?:p\.?)?s\b", re.IGNORECASE)
_PRONOUNS = re.compile(r"\w{1,12}(?:/\w{1,12}){1,3}")
_SENTENCE_END = re.compile(r"[.!?…:]\W*$")
_ADDRESS = r"<?(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}>?"
_NUMBER = r"(?<!\w)(?:\+|\(\+?\d{1,3}\)|\d)[\d ()./\u00a0-]{5,20}\d(?!\w)"
_LINK = r"(?:https?://|www\.)\S{1,100}"
_REACHED = re.compile(rf"{_ADDRESS}|{_NUMBER}|{_LINK}")
_LABELS = re.compile(
    r"\b(?:tel|telephone|phone|ph|mob|mobile|cell|call|office|work|direct|fax|gsm|puh|puhelin|matkapuhelin|gsm|soita"
    r"|telefon|tfn|mobil|handy|e-?mail|mail|s-?posti|sähköposti|e-?post|m|p|t|e|w|or|tai|eller|whatsapp|signal"
    r"|telegram|web)\b",
    re.IGNORECASE,
)


class Writer(Protocol):
    """A responder, as far as a text can give them away."""

    @property
    def name(self) -> str:
        """The full name."""

    @property
    def address(self) -> str:
        """The registered address."""

    @property
    def also_known_as(self) -> Sequence[str]:
        """Nicknames, handles and further addresses."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A text for the reporter, and what was cut from it: whole lines or ends of lines, in their order."""

    kept: str
    cut: tuple[str, ...] = ()


def cut_for_reporter(text: str, writer: Writer) -> Outgoing:
    """The text without the name, addresses, numbers and signature of its `writer`, as far as they sign it.

    A name within a sentence stays: the sentence would break. `cocmail.reading.identifying` finds what is left.
    """
    lines = text.split("\n")
    page = _Signed(lines, writer)
    kept, cut = page.parted()
    return Outgoing("\n".join(kept).strip("\n"), tuple(cut))


def says_nothing(text: str, writer: Writer) -> bool:
    """Whether a text says no more than who its `writer` is: a closing, their name, and how to reach them; or no word.

    A number or an address alone may be what somebody is told, and so may be what stands below a name alone.
    """
    lines = [each.strip() for each in text.split("\n") if re.search(r"\w", each)]
    names = _Names(writer)
    if any(len(each) > _LONGEST for each in lines):
        return False
    told = [_OPENS.sub("", _REACHED.sub(" ", each), count=1) for each in lines if not _closes(each)]
    left = [names.without(each) for each in told]
    is_theirs = left[:1] != told[:1] or not told
    return is_theirs and not any(re.search(r"\w", _LABELS.sub(" ", each)) for each in left)


def _closes(line: str) -> bool:
    return len(line) <= _LONGEST and bool(_CLOSING.fullmatch(line) or _THANKS.fullmatch(line))


class _Signed:
    """The lines of a letter, and where its writer signs."""

    def __init__(self, lines: Sequence[str], writer: Writer) -> None:
        self.lines = lines
        self.hidden = program_lines(lines)
        self.names = _Names(writer)
        self.addresses = [each.casefold() for each in (writer.address, *writer.also_known_as) if "@" in each]
        shown = [number for number in range(len(lines)) if self._shown(number)]
        self.first, self.last = (shown[0], shown[-1]) if shown else (-1, -1)

    def parted(self) -> tuple[list[str], list[str]]:
        """The lines that stay and what was cut."""
        at = 0
        while at < len(self.lines):
            at = (self._shown(at) and self._sign_off(at)) or at + 1
        self._hide_last_contacts()
        last = next((n for n in reversed(range(len(self.lines))) if self._shown(n)), None)
        kept, cut = [], []
        for number, line in enumerate(self.lines):
            if self.hidden[number]:
                cut += [line.strip()] if line.strip() else []
            elif number == last and (end := self.names.ending(line)) is not None:
                kept.append(line[:end].rstrip())
                cut.append(line[end:].strip())
            else:
                kept.append(line)
        return kept, cut

    def _shown(self, at: int) -> bool:
        return bool(self.lines[at].strip()) and not self.hidden[at]

    def _sign_off(self, at: int) -> int:
        """The line after a closing or signature that begins at this line, now hidden; 0 where none does."""
        line = self.lines[at].strip()
        if len(line) > _LONGEST:
            return 0
        is_closing, is_thanks = bool(_CLOSING.fullmatch(line)), bool(_THANKS.fullmatch(line))
        if is_closing or is_thanks:
            name = self._next_words(at)
            if name is None:
                return 0
            stop = self._end(name)
            signs = self.names.sign(self.lines[name], closed=True) or self._is_contact(self.lines[name])
            if signs or (is_closing and self._is_strange_name(name) and self._is_end(stop)):
                # "Thank you" is meant for the reporter, and reads well above the team's name.
                return self._hide(name if is_thanks else at, stop)
            return 0
        if opened := _OPENS.match(line):
            rest = line[opened.end() :]
            stop = self._end(at)
            is_own = self.names.sign(rest, closed=True)
            if is_own or (
                _CLOSING.fullmatch(opened["closing"])
                and opened["closing"].casefold() not in _ORDINARY
                and _STRANGER.fullmatch(rest.rstrip(" .!"))
                and self._is_end(stop)
            ):
                return self._hide(at, stop)
        dressed = self.names.sign_dressed(line) and not self._is_listed(at)
        if dressed or (self.names.sign(line, closed=False) and self._stands_as_signature(at)):
            return self._hide(at, self._end(at))
        return 0

    def _is_listed(self, at: int) -> bool:
        """Whether a line is one of several that begin with the same sign."""
        around = (*self.lines[max(0, at - 1) : at], *self.lines[at + 1 : at + 2])
        sign = self.lines[at].strip()[0]
        return not sign.isalnum() and any(line.strip().startswith(f"{sign} ") for line in around)

    def _stands_as_signature(self, at: int) -> bool:
        """Whether a bare name on a line of its own signs, and does not end a sentence or greet somebody."""
        stop = self._end(at)
        if at == self.first and not self._is_end(stop):
            return False
        below = self.lines[stop].strip() if stop < len(self.lines) else ""
        if below and (stop == at + 1 or self.lines[stop - 1].strip()) and not _AFTERWARDS.match(below):
            return False
        above = self.lines[at - 1].strip() if at else ""
        return not above.endswith(":") and (
            len(above) < _WRAPPED or bool(_SENTENCE_END.search(above)) or above.endswith(",")
        )

    def _end(self, name: int) -> int:
        """The line after the last that belongs to the signature with the name at line `name`."""
        stop, count, last = name + 1, 0, name + 1
        is_new_paragraph = False
        while stop < len(self.lines) and count < _MOST_LINES:
            line = self.lines[stop].strip()
            if not line:
                is_new_paragraph = True
            elif self.hidden[stop] or self._is_contact(line) or names_device(line):
                count, last, is_new_paragraph = count + 1, stop + 1, False
            elif not _may_be_title(line) or (is_new_paragraph and len(line) > _SHORT):
                break
            else:
                # Below a blank line it counts only where a way to reach them follows.
                count, last = count + 1, last if is_new_paragraph else stop + 1
            stop += 1
        return last

    def _next_words(self, at: int) -> int | None:
        """The number of the next line with words, at most two blank ones away."""
        return next((n for n in range(at + 1, min(at + 4, len(self.lines))) if self._shown(n)), None)

    def _is_strange_name(self, at: int) -> bool:
        line = self.lines[at].strip()
        return len(line) <= 60 and bool(_STRANGER.match(line)) and not _SENTENCE_END.search(line.rstrip("."))

    def _is_end(self, stop: int) -> bool:
        """Whether nothing of the letter follows."""
        return stop > self.last

    def _is_contact(self, line: str) -> bool:
        """Whether a line holds nothing but ways to reach somebody, and what they are called."""
        line = line.strip()
        if len(line) > _LONGEST or not _REACHED.search(line):
            return False
        left = _LABELS.sub(" ", self.names.without(_REACHED.sub(" ", line)))
        return not re.search(r"\w", left)

    def _hide_last_contacts(self) -> None:
        """Hide numbers, the writer's address and devices that end the letter; a lone link may be meant."""
        at = len(self.lines) - 1
        found: list[int] = []
        while at >= 0:
            line = self.lines[at].strip()
            is_way = names_device(line) or (self._is_contact(line) and self._is_personal(line))
            if self._shown(at) and not is_way:
                break
            found += [at] if is_way else []
            at -= 1
        # "Call us at:" and a number below it are said on purpose.
        if at < 0 or not self.lines[at].rstrip().endswith(":"):
            for number in found:
                self.hidden[number] = True
        else:
            for number in found:
                self.hidden[number] = self.hidden[number] or names_device(self.lines[number])

    def _is_personal(self, line: str) -> bool:
        lowered = line.casefold()
        return any(each in lowered for each in self.addresses) or bool(re.search(_NUMBER, line))

    def _hide(self, start: int, stop: int) -> int:
        for number in range(start, stop):
            self.hidden[number] = self.hidden[number] or bool(self.lines[number].strip())
        return stop


def _may_be_title(line: str) -> bool:
    """Whether a line directly below a name may be a title, a team or a pronoun, and not the next sentence."""
    if _AFTERWARDS.match(line) or len(line) > 80 or line.startswith(("- ", "* ", "> ")):
        return False
    if len(line.split()) > 4 and _SENTENCE_END.search(line):
        return False
    return not line[0].islower() or bool(_PRONOUNS.fullmatch(line))


class _Names:
    """The ways in which one person signs."""

    def __init__(self, writer: Writer) -> None:
        parts = writer.name.split()
        names = {writer.name.strip(), *(each.strip() for each in writer.also_known_as)}
        initials: set[str] = set()
        if parts:
            first, last, letters = parts[0], parts[-1], [each[0].upper() for each in parts]
            names |= {
                first,
                last,
                f"{first} {last}",
                f"{last} {first}",
                f"{last}, {first}",
                f"{first} {last[0]}",
            }
            initials = {
                first[0].upper(),
                "".join(letters),
                ".".join(letters),
                " ".join(letters),
                ". ".join(letters),
            }
        name, short = _any_of(names), _any_of(initials)
        either = rf"(?:(?i:{name})|(?:{short})\b)"
        reached = rf"(?:[\s,]+(?:{_ADDRESS}|{_NUMBER})){{0,2}}"
        # What may stand behind the name on its line: pronouns, a number, a title, a colleague.
        tail = (
            rf"(?:\s*\([^()]{{1,40}}\))?{reached}"
            r"(?:\s*[,|/–—-][^.!?]{1,60}|\s+(?:&|\+|and|ja|och|und|from|for)\s+[^.!?,]{1,40})?[\s.!,]*"
        )
        self._closed = re.compile(rf"\W*(?<![\w@.]){either}(?!\w){tail}")
        self._bare = re.compile(rf"(?i:{name})(?!\w){tail}")
        self._dressed = re.compile(
            rf"(?:(?:/{{1,2}}|[–—-]{{1,2}}|[~*^])\s*(?i:{name})|(?:/|[–—-]{{1,2}})\s*(?:{short})"
            rf"|(?i:t|terv\.?|t\.|t:)[\s:.]+{either}|xx?\s+{either})(?!\w){tail}"
        )
        self._whole = re.compile(rf"(?<!\w)(?i:{name})(?!\w)")
        self._after_sentence = re.compile(rf"(?<=[.!?…)])\s*((?i:{name})(?!\w){reached}\W*)$")
        self._after_dash = re.compile(rf"(?:\s|(?<=[.!?,]))([/–—-]{{1,2}}\s*{either}(?!\w){reached}\W*)$")
        self._after_closing = re.compile(
            rf"(?:^|(?<=[\s,.!]))((?P<closing>(?i:{_POLITE}|{_THANKFUL})){_BY}{either}(?!\w){reached}\W*)$"
        )

    def sign(self, line: str, *, closed: bool) -> bool:
        """Whether a line is such a name; `closed` where a closing stands before it, so that initials do."""
        line = line.strip()
        return len(line) <= _LONGEST and bool((self._closed if closed else self._bare).fullmatch(line))

    def sign_dressed(self, line: str) -> bool:
        """Whether a line is "/Name", "- Name" or the like."""
        return bool(self._dressed.fullmatch(line))

    def without(self, line: str) -> str:
        """The line with blanks for the names."""
        return self._whole.sub(" ", line)

    def ending(self, line: str) -> int | None:
        """Where a signature at the end of a line of prose begins, as somebody who dictates writes it."""
        start = max(0, len(line) - _LONGEST)
        if found := self._after_closing.search(line, start):
            before = line[start : found.start()].rstrip()
            if found["closing"].casefold().rstrip(".:") not in _ORDINARY or before.endswith(
                (".", "!", "?", ",")
            ):
                return found.start(1)
        found = self._after_sentence.search(line, start) or self._after_dash.search(line, start)
        return found.start(1) if found else None


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; for nothing where there are none."""
    ranked = sorted(
        {" ".join(each.split()) for each in words if each.strip(" .,")}, key=lambda each: (-len(each), each)
    )
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in ranked) or r"(?!)"
