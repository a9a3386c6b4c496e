"""A report as the questions see it: lower-cased, earlier mail blanked, parted into sentences and labelled
lines.

It stands apart so that every question looks at the same page, and so that evidence is cut out of the original
in one place, exactly as it was written and never across a line break.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import cache
from itertools import pairwise
from typing import Any

from cocmail.reading.cues import Beginnings, List, cue
from cocmail.reading.words import ALL, Words

# What is longer is not read to its end: the daemon must not be held up, and people write less.
MAX_CHARS = 30_000
_EVIDENCE_CHARS = 160
# What stands between text and subject: two blank lines end whatever stood open.
BETWEEN = "\n\n\n"
# One by one they are sooner replaced than all at once: most are on no page.
_PLAINER = {
    "İ": "i",
    "’": "'",
    "‘": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "»": '"',
    "«": '"',
    "\u00a0": " ",
}
_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
# What begins a line of its own: a bullet, or the box of a form.
_BULLET = re.compile(r"[ \t]*(?:(?:[-*•·]|\(?(?:\d{1,2}|[a-h])[.)])[ \t]|\[[ x]?\]|\([ x]\)|[☐☑☒])")
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:kl|klo|n|noin|mr|mrs|ms|dr|prof|nro|no|ca|t\.ex|approx|st|puh|incl|p)\.$"
)
# A Finnish or Swedish ordinal before what it counts.
_ORDINAL = re.compile(
    r"(?<!\d)\d{1,2}\. (?=(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu"
    r"|kerro|krs|päivä|rivi)"
)
_END_OF_SENTENCE = re.compile(r"[.!?;][.!?\"')]{0,3} ")
# What runs on for so many characters is parted where another thought may begin, into parts of at least so many.
_RUNS_ON, _PART = 220, 60
_JOINT = re.compile(
    r"(?<=[,:)–-]) |(?<=\w) (?=(?:and|but|then|so|because|ja|mut|mutta|sit|sitten|niin|och|men|sen|så|för) )"
)
# How a line begins that may go on with what the one above it said, and how that one ends if not.
_GOES_ON = re.compile(r"[ \t]*[a-zåäö]")
_STOPS = (".", "!", "?", ":", ";")
_WROTE = re.compile(r"(?:wrote|kirjoitti|skrev|writes)[^\n]{0,120}:[ \t]*$", re.MULTILINE)
_FORWARDED = re.compile(
    r"^[ \t]*(?:-{2,} ?(?:forwarded message|original message|välitetty viesti|alkuperäinen viesti"
    r"|vidarebefordrat|ursprungligt meddelande)|begin forwarded message"
    r"|(?:from|lähettäjä|från): [^\n]{1,200}\n[ \t]*(?:sent|date|lähetetty|päivä|skickat|datum): )",
    re.MULTILINE,
)
_NOT_WRITTEN = re.compile(
    r"^[ \t]*(?:sent from|get outlook|lähetetty \w{1,30}(?:sta|stä)|skickat från|hämta outlook)[^\n]{0,60}$"
    r"|^(?:-- ?|this message (?:may|was|is)[^\n]{0,200}|this e-?mail and any[^\n]{0,200})$",
    re.MULTILINE | re.IGNORECASE,
)
_DATED = re.compile(r"[@<]|\d{4}|\d[:.]\d\d")
# A quoted line of a chat, with its time, date or nick, or the head of a mail passed on: no letter of ours has them.
_PASTED = re.compile(
    r"[ \t|]*>[ \t>]*(?:[\[(]?\d{1,2}[.:]\d{2}(?!\d)|[\[(]?\d{1,2}[./]\d{1,2}\.|[\[(]?\d{4}-\d\d-\d\d|<[^>\s]{1,30}>"
    r"|-{2,} ?(?:forwarded message|original message|välitetty viesti|alkuperäinen viesti|vidarebefordrat))"
)
# Words of somebody else, told in quotation marks.
SPEECH = re.compile(r'"(?<![\w"].)(?=[\w*#@])[^"\n]{12,300}"(?!\w)')
_REPLY_SUBJECT = re.compile(r"^(?:re|vs|sv|aw)\s*:", re.IGNORECASE)

Span = tuple[int, int]


class _Found:
    """What was once found on a text, so that it is looked for only once."""

    def __init__(self) -> None:
        self.begun: list[list[int]] | None = None
        self.within: dict[tuple[str, int, int], list[Span]] = {}
        # The words of a sentence, and where they stand.
        self.tokens: dict[Span, tuple[tuple[str, ...], tuple[Span, ...]]] = {}
        # The lines of a form, as `labels` reads them.
        self.form: list[Any] | None = None
        # The pattern is kept so that its id stays its own.
        self.spans: dict[int, tuple[re.Pattern[str], list[Span]]] = {}


@dataclass(frozen=True, slots=True)
class Page:
    """A report laid out for reading; `flat`, `shown` and `raw` have the same length and share offsets.

    `raw` is text and subject as written; in `shown` what is not the reporter's own is blank; `flat` is
    `shown` in lower case with wrapped lines joined. `words` are those of the languages it seems to be written
    in, likeliest first; `sender` are the lower-case words of the sender's name.
    """

    raw: str
    shown: str
    flat: str
    sentences: tuple[Span, ...]
    words: tuple[Words, ...]
    sender: frozenset[str]
    # What was once looked for on this text; shared by all pages of it.
    found: _Found = field(default_factory=_Found, compare=False, repr=False)

    def evidence(self, start: int, end: int) -> str:
        """The words from `start` to `end`, or their longest line where they cross a line break."""
        pieces = _BREAKS.split(self.raw[start:end])
        longest = max(pieces, key=lambda piece: len(piece.strip()))
        return longest.strip().rstrip(",;")[:_EVIDENCE_CHARS].strip()

    def clause(self, start: int, end: int) -> str:
        """The sentence around `start` to `end`, as far as it stands on the same line and is not too long."""
        low = max((first for first, last in self.sentences if first <= start < last), default=start)
        high = max((last for first, last in self.sentences if first <= start < last), default=end)
        for found in _BREAKS.finditer(self.raw, low, high):
            if found.end() <= start:
                low = found.end()
            elif found.start() >= end:
                high = found.start()
                break
        low, high = max(low, start - 60), min(high, max(end, start + 100))
        while low > 0 and low < start and self.raw[low - 1].isalnum():
            low += 1
        while high > end and high < len(self.raw) and self.raw[high].isalnum():
            high -= 1
        return self.evidence(low, high) or self.evidence(start, end)

    def without(self, spans: set[Span]) -> "Page":
        """The same page as if these sentences were not on it."""
        kept = tuple(span for span in self.sentences if span not in spans)
        return Page(self.raw, self.shown, self.flat, kept, self.words, self.sender, self.found)

    def only(self, start: int, end: int) -> "Page":
        """The same page as if only what stands between two offsets were on it, in one sentence."""
        return Page(self.raw, self.shown, self.flat, ((start, end),), self.words, self.sender)

    def unwrapped(self) -> "Page":
        """The same page as if a line that ends in the middle of a sentence went on, however short it is.

        Each line may as well be a thought by itself, as in a chat: this is for words that must not be missed.
        """
        joined: list[Span] = []
        breaks = []
        for start, end in self.sentences:
            before = joined[-1] if joined else (start, start)
            is_next = self.flat[before[1] : start] == "\n" and _GOES_ON.match(self.shown, start)
            if is_next and not self.flat[slice(*before)].rstrip().endswith(_STOPS):
                joined[-1] = before[0], end
                breaks.append(before[1])
            else:
                joined.append((start, end))
        if not breaks:
            return self
        flat = list(self.flat)
        for place in breaks:
            flat[place] = " "
        return Page(self.raw, self.shown, "".join(flat), tuple(joined), self.words, self.sender)

    def sentence(self, position: int) -> Span:
        """The sentence that a position lies in."""
        index = bisect_right(self.sentences, (position, len(self.flat))) - 1
        if index >= 0 and position < self.sentences[index][1]:
            return self.sentences[index]
        return position, position

    def tells_one_thing(self) -> bool:
        """Whether there is but one sentence beside the subject: its words can be about nothing else."""
        end = self.subject
        return sum(start < end for start, _ in self.sentences) <= 1

    @property
    def subject(self) -> int:
        """Where the text ends and the subject, with what parts it from the text, begins."""
        return self.raw.rfind(BETWEEN)

    def search(self, pattern: re.Pattern[str]) -> Span | None:
        """The first match of a pattern within one sentence."""
        return next(iter(self.search_all(pattern)), None)

    def search_all(self, pattern: re.Pattern[str]) -> list[Span]:
        """Every match of a pattern within one sentence, in order; it is looked for only once on a text."""
        if len(self.sentences) == 1:
            return [found.span() for found in pattern.finditer(self.flat, *self.sentences[0])]
        return self._once(pattern, lambda: [match.span() for match in pattern.finditer(self.flat)])

    def _once(self, pattern: re.Pattern[str], find: Callable[[], Iterable[Span]]) -> list[Span]:
        """What is found of a pattern on the text, as far as it lies within one sentence of this page."""
        found = self.found.spans
        if id(pattern) not in found:
            found[id(pattern)] = pattern, list(find())
        return [span for span in found[id(pattern)][1] if span[1] <= self.sentence(span[0])[1]]

    def find_within(self, kind: str, start: int, end: int, find: Callable[[], list[Span]]) -> list[Span]:
        """What is found of a kind between two offsets; it is looked for only once on a text."""
        known, place = self.found.within, (kind, start, end)
        if place not in known:
            known[place] = find()
        return known[place]

    def is_speech(self, position: int) -> bool:
        """Whether a position lies in words that are quoted: what is said there answers none of our questions."""
        return any(start <= position < end for start, end in self.search_all(SPEECH))

    def spans(self, kind: str, words: Words) -> list[Span]:
        """Where the phrases of one list stand, in order."""
        return self._spans(getattr(words, kind), words.numerals)

    def search_from(self, kind: str, words: Words, pattern: re.Pattern[str]) -> list[Span]:
        """Every match of a pattern that begins with a phrase of one list, in order."""
        return self._spans(getattr(words, kind), words.numerals, pattern)

    def refused(self, field: str, words: Words) -> Span | None:
        """The first phrase by which a field is declined."""
        return next(iter(self._spans(words.refused[field], words.numerals)), None)

    def _spans(self, phrases: str, numerals: str, begun_so: re.Pattern[str] | None = None) -> list[Span]:
        pattern, lists = begun_so or cue(phrases, numerals), _lists()
        if len(self.sentences) == 1:
            return self.search_all(pattern)
        if self.found.begun is None:
            self.found.begun = lists.begun_in(self.flat)
        number = lists.numbers[phrases, numerals]
        begun = self.found.begun[number]
        return self._once(pattern, lambda: lists.find_all(pattern, number, self.flat, begun))

    def search_words(self, kind: str) -> Span | None:
        """The first phrase of one list, in the likeliest language that has one."""
        for words in self.words:
            if spans := self.spans(kind, words):
                return spans[0]
        return None

    def own_spans(self, kind: str, words: Words) -> list[Span]:
        """Where the phrases of one list stand in the writer's own words, not in quoted speech."""
        return [span for span in self.spans(kind, words) if not self.is_speech(span[0])]

    def sentences_with(self, kind: str) -> set[Span]:
        """The sentences that hold a phrase of one list in any of the languages."""
        return {self.sentence(start) for words in self.words for start, _ in self.spans(kind, words)}

    def count_words(self, kind: str) -> int:
        """How many different phrases of one list stand on the page."""
        return len({self.flat[slice(*span)] for words in self.words for span in self.spans(kind, words)})


@cache
def _lists() -> Beginnings:
    """All lists of all languages by how their phrases begin: one or another is looked for in any mail.

    The commonest words of a language are never looked for: they would be found everywhere.
    """
    lists: set[List] = set()
    for words in ALL.values():
        names = {each.name for each in fields(words)} - {"function_words"}
        plain = [value for name in names if isinstance(value := getattr(words, name), str)]
        lists |= {(phrases, words.numerals) for phrases in (*plain, *words.refused.values())}
    return Beginnings(lists)


def lay_out(
    text: str,
    subject: str,
    words: tuple[Words, ...],
    sender_name: str,
    *,
    forwarded: bool,
    quoted: bool = False,
) -> Page:
    """A page of the reporter's own words; with `forwarded`, of what they pass on as well, with `quoted` all of that."""
    text, subject = text[:MAX_CHARS], subject[:1000]
    raw, shown = f"{text}{BETWEEN}{subject}", _shown(text, subject, forwarded=forwarded, quoted=quoted)
    flat = _flatten(shown)
    sender = frozenset(re.findall(r"\w{2,}", _lower(sender_name)))
    return Page(raw, shown, flat, _sentences(flat), words, sender)


def lay_out_both(
    text: str, subject: str, words: tuple[Words, ...], sender_name: str, *, quoted: bool
) -> tuple[Page, Page]:
    """What `lay_out` makes, without and with what is passed on: one and the same page where that is nothing."""
    own = lay_out(text, subject, words, sender_name, forwarded=False)
    if ">" not in text and not _FORWARDED.search(_lower(text)):
        return own, own  # Most mails pass nothing on, and that is seen much faster than by laying them out.
    if _shown(text[:MAX_CHARS], subject[:1000], forwarded=True, quoted=quoted) == own.shown:
        return own, own
    return own, lay_out(text, subject, words, sender_name, forwarded=True, quoted=quoted)


def _shown(text: str, subject: str, *, forwarded: bool, quoted: bool) -> str:
    own = _own(text, forwarded=forwarded, all_quoted=quoted)
    if len(own.split()) < 4 and len(text.split()) > 8:
        # Nothing else is there: what is quoted is all we were told.
        own = text
    return own + BETWEEN + (" " * len(subject) if _REPLY_SUBJECT.match(subject) else subject)


def _lower(text: str) -> str:
    for odd, plain in _PLAINER.items():
        text = text.replace(odd, plain)
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _own(text: str, *, forwarded: bool, all_quoted: bool) -> str:
    """The text with equally long blanks for quoted lines, the line above them, footers and device lines.

    With `forwarded`, what is passed on stays: below such a heading, or as a chat or a letter pasted with its marks;
    with `all_quoted`, whatever is quoted.
    """
    low = _lower(text)
    cut = _FORWARDED.search(low)
    end = len(text) if forwarded or not cut else cut.start()
    lines = text[:end].split("\n")
    quoted = [number for number, line in enumerate(lines) if line.lstrip().startswith((">", "|>"))]
    heads = {
        above
        for number in quoted
        for above in range(max(0, number - 2), number)
        # What ends a sentence is not the first half of "On Monday ... \n wrote:".
        if _is_attributed("\n".join(lines[above:number]))
        and not lines[above].rstrip().endswith((".", "!", "?"))
    }
    earlier = heads.union(quoted)
    is_pasted = not heads and any(_PASTED.match(_lower(lines[number])) for number in quoted)
    if forwarded and (all_quoted or is_pasted):
        earlier = set()
    kept = [" " * len(line) if number in earlier else line for number, line in enumerate(lines)]
    own = "\n".join(kept) + re.sub(r"[^\n]", " ", text[end:])
    return _NOT_WRITTEN.sub(lambda found: " " * len(found.group()), own)


def _is_attributed(lines: str) -> bool:
    """Whether lines say who wrote what follows, and when or from where: "he wrote:" alone shows what he wrote."""
    return bool(_WROTE.search(_lower(lines))) and bool(_DATED.search(lines))


def _flatten(shown: str) -> str:
    """Lower case, every line break a newline, or a space where the line was only wrapped."""
    flat = _BREAKS.sub("\n", _lower(shown).replace("\r\n", " \n")).replace("\t", " ")
    lines = flat.split("\n")
    joined = [lines[0]]
    for before, line in pairwise(lines):
        wrapped = (
            len(before.rstrip()) > 50
            and line.strip()
            and not _BULLET.match(line)
            and not before.rstrip().endswith(":")
        )
        joined.append((" " if wrapped else "\n") + line)
    return "".join(joined)


def _sentences(flat: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    position = 0
    for line in flat.split("\n"):
        start, end = position, position + len(line)
        for found in _END_OF_SENTENCE.finditer(flat, position, end):
            if flat[found.start()] == "." and (
                _ABBREVIATION.search(flat[max(start, found.start() - 8) : found.start() + 1])
                or flat[found.end() : found.end() + 1].isdigit()
                or _ORDINAL.search(flat, max(start, found.start() - 2), found.end() + 12)
            ):
                continue
            spans += _parts(flat, start, found.end())
            start = found.end()
        if flat[start:end].strip():
            spans += _parts(flat, start, end)
        position = end + 1
    return tuple(spans)


def _parts(flat: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, or the parts of one that runs on and on, as some people type."""
    if end - start > _RUNS_ON:
        for found in _JOINT.finditer(flat, start, end):
            if found.start() - start >= _PART and end - found.start() >= _PART:
                yield start, found.start()
                start = found.start()
    yield start, end
