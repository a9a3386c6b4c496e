"""What the sentences of a page hold beside their words, and what each of the words stands in or beside.

It stands apart because the weigher, the nets and the training of both must see the same. The letters of a word do not
tell whether it has a capital, is part of a name or of a day, is quoted, begins a paragraph or is what the sender is
called: that is seen here.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from cocmail.reading.dates import days, times
from cocmail.reading.names import are_given_names, handles, names
from cocmail.reading.page import SPEECH, Page, Span
from cocmail.reading.places import NUMBERED, find_channels, find_spots

# The word lists that a sentence may hold; the models learn what each of them is worth.
KINDS = (
    *("refusals", "programme", "anchors", "part_days", "vague_days", "just_now", "just_before"),
    *("spots", "addresses", "events", "vague_places", "continues", "ended", "may_continue", "may_have_ended"),
    *("conduct", "categories", "looks", "called", "single_roles", "people"),
    *("background", "vague_background", "witnesses", "crowds"),
    *("help_now", "danger", "live", "exposure", "despair", "reports", "not_reports"),
    *("reach_me", "no_reply", "dead_address"),
)
# What a word may stand in.
_WITHIN = (*KINDS, "numbered", "channel", "day", "time", "place", "name", "handle")
# All that a sentence may hold beside its words. "On Sunday, just before the final" is anchored: told so, a day is
# enough.
SHAPES = (*_WITHIN, "anchored")
# The signs that a word may stand before, and behind.
_BEFORE, _BEHIND = ',";)', '("'
# What a word may be marked with: what it stands in, how it is written, what it begins, and the signs beside it. Of a
# quotation mark it is not told whether it opens or ends the quotation.
MARKS = (
    *_WITHIN,
    *("speech", "subject", "first capital", "capital", "loud", "given name", "sender", "line", "paragraph"),
    *(f"before {sign}" for sign in _BEFORE),
    *(f"behind {sign}" for sign in _BEHIND),
)
# Which bit of a number stands for each of them.
_NUMBER = {mark: number for number, mark in enumerate(MARKS)}
_ONE = np.uint64(1)
BIT = {mark: _ONE << np.uint64(number) for mark, number in _NUMBER.items()}
_NO_BIT = np.uint64(0)
_ANCHORED = BIT["day"] | BIT["anchors"]
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.:]\d+)*|[?!:]")
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d")
# So many letters of a word are looked at.
_MOST_LETTERS = 40
# A word of more letters, all of them capitals, is loud.
_LOUD = 2
_BLANK, _LINE_END = ord(" "), ord("\n")
# Capitals of the Latin, Greek and Cyrillic alphabets: others stand in no name that is written here.
_IS_CAPITAL = np.array([chr(number).isupper() for number in range(0x530)] + [False])


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on a page.

    `held` has a row for each of its sentences and a column for each of the `SHAPES`; `painted` has for each character
    the marks of what it stands in, a bit for each of the `MARKS`.
    """

    held: NDArray[np.bool_]
    painted: NDArray[np.uint64]


def marks_of(page: Page) -> Marks:
    """What the sentences of a page hold, and where it stands."""
    # One more, as the last sentence may end where the page does.
    painted = np.zeros(len(page.flat) + 1, np.uint64)
    found = [(start, end, _NUMBER[mark]) for mark, there in _within(page) for start, end in there]
    starts, ends, numbers = np.array(found, np.int64).T
    lengths = ends - starts
    # All characters at once: span by span it would take twice as long.
    places = np.arange(lengths.sum()) + np.repeat(starts + lengths - np.cumsum(lengths), lengths)
    np.bitwise_or.at(painted, places, np.repeat(_ONE << numbers.astype(np.uint64), lengths))
    held = _over(painted, np.array(page.sentences, np.int64).reshape(-1, 2))
    anchored = (held & _ANCHORED) == _ANCHORED
    return Marks(np.column_stack([bits(held, len(_WITHIN)), anchored]), painted)


def bits(marks: NDArray[np.uint64], many: int = len(MARKS)) -> NDArray[np.bool_]:
    """Whether each of the first `many` of the `MARKS` is there, a row for each number."""
    found: NDArray[np.bool_] = (marks[:, None] >> np.arange(many, dtype=np.uint64)) & np.uint64(1) != 0
    return found


def tokens(page: Page, sentence: Span) -> tuple[str, ...]:
    """The words of a sentence, parted only once on a page; numbers are told only by their kind."""
    return _parted(page, sentence)[0]


def token_spans(page: Page, sentence: Span) -> tuple[Span, ...]:
    """Where each of the `tokens` of a sentence stands."""
    return _parted(page, sentence)[1]


def marks_of_words(
    page: Page, marks: Marks, sentences: Sequence[Span], most: int
) -> list[NDArray[np.uint64]]:
    """The marks of the first `most` words of each sentence; there must be one, and each must have a word.

    `marks` are those of this very page.
    """
    parted = [token_spans(page, sentence)[:most] for sentence in sentences]
    places = np.fromiter(chain.from_iterable(chain.from_iterable(parted)), np.int64).reshape(-1, 2)
    firsts = np.cumsum([0, *map(len, parted)])[:-1]
    found = _over(marks.painted, places)
    _mark_capitals(found, page, places, firsts)
    _mark_signs(found, page, places)
    words = [word for sentence in sentences for word in tokens(page, sentence)[:most]]
    _mark(found, "given name", np.array(are_given_names(words)))
    _mark(found, "sender", np.array([word in page.sender for word in words]))
    for number in firsts:
        for mark in _begins(page, int(places[number, 0])):
            found[number] |= BIT[mark]
    return np.split(found, firsts[1:])


def _within(page: Page) -> Iterator[tuple[str, Iterable[Span]]]:
    for kind in KINDS:
        for words in page.words:
            yield kind, page.spans(kind, words)
    yield "numbered", page.search_all(NUMBERED)
    yield "channel", find_channels(page)
    yield "day", days(page)
    yield "time", times(page)
    for words in page.words:
        yield "place", find_spots(page, words)
    for start, end in page.sentences:
        yield "name", names(page, start, end)
        yield "handle", handles(page, start, end)
    yield "speech", (found.span() for found in SPEECH.finditer(page.flat))
    yield "subject", [(max(page.subject, 0), len(page.flat))]


def _over(painted: NDArray[np.uint64], spans: NDArray[np.int64]) -> NDArray[np.uint64]:
    """All that is painted anywhere in each of the spans, which are in order."""
    if not len(spans):
        return painted[:0]
    found: NDArray[np.uint64] = np.bitwise_or.reduceat(painted, spans.ravel())[::2]
    return found


def _parted(page: Page, sentence: Span) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    known = page.found.tokens
    if sentence not in known:
        words, spans = [], []
        for found in _TOKEN.finditer(page.flat, *sentence):
            written = found[0]
            words.append(_number(written) if written[0].isdigit() else written[:_MOST_LETTERS])
            spans.append(found.span())
        known[sentence] = tuple(words), tuple(spans)
    return known[sentence]


def _number(written: str) -> str:
    return "9:99" if _CLOCK.fullmatch(written) else "9999" if len(written) == 4 else "9"


def _mark(found: NDArray[np.uint64], mark: str, there: NDArray[np.bool_]) -> None:
    found |= np.where(there, BIT[mark], _NO_BIT)


def _mark_capitals(
    found: NDArray[np.uint64], page: Page, places: NDArray[np.int64], firsts: NDArray[np.int64]
) -> None:
    starts, ends = places.T
    is_capital = _IS_CAPITAL[np.minimum(_letters(page.raw), len(_IS_CAPITAL) - 1)]
    begins, first = is_capital[starts], np.zeros(len(found), np.bool_)
    first[firsts] = True
    _mark(found, "first capital", begins & first)
    _mark(found, "capital", begins & ~first)
    capitals = np.cumsum(is_capital)
    are_all = capitals[ends - 1] - capitals[starts] == ends - starts - 1
    _mark(found, "loud", begins & are_all & (ends - starts > _LOUD))


def _mark_signs(found: NDArray[np.uint64], page: Page, places: NDArray[np.int64]) -> None:
    starts, ends = places.T
    letters = _letters(page.flat)
    behind = letters[ends]
    after = np.where((behind == _BLANK) | (behind == _LINE_END), letters[ends + 1], behind)
    for sign in _BEFORE:
        _mark(found, f"before {sign}", after == ord(sign))
    # Before the first letter stands the last one, a blank.
    for sign in _BEHIND:
        _mark(found, f"behind {sign}", letters[starts - 1] == ord(sign))


def _letters(text: str) -> NDArray[np.uint32]:
    """The number of each character of a text, and of two blanks behind it."""
    return np.frombuffer(f"{text}  ".encode("utf-32-le", "surrogatepass"), "<u4")


def _begins(page: Page, first: int) -> Iterator[str]:
    """What a sentence whose first word stands there begins."""
    line = page.flat.rfind("\n", 0, first) + 1
    if _TOKEN.search(page.flat, line, first):
        return
    yield "line"
    before = page.flat.rfind("\n", 0, max(line - 1, 0)) + 1
    if not page.flat[before:line].strip():
        yield "paragraph"
