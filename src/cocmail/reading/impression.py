"""What a page as a whole looks like to a small neural net.

It stands apart because it is trained and not written: `tests/training/net.py` makes `net.npz` from labelled mails, by
what `encode` sees of them. The weigher knows words and pairs of words, and can point at them; the net has learned which
words do the same work, in which order, and what the sentences around one make of it. The verdict hears both.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from cocmail.reading.lookup import Lookup
from cocmail.reading.marks import SHAPES, Marks, bits, marks_of_words, tokens
from cocmail.reading.page import Page, Span
from cocmail.reading.verdict import ANSWERS, Impression

Numbers = NDArray[np.float32]

# The tables that a word is looked up in: the word, its stem, its ending, and its pieces.
TABLES = ("words", "stems", "endings", "pieces")
# The row of each table for where nothing is, and that of what was met too seldom to be learned. The others follow.
NOTHING, UNKNOWN = 0, 1
MOST_PIECES = 8
_PIECE, _STEM, _ENDING = 4, 5, 3
# So many words of a sentence are looked at, and so many sentences of a page.
_MOST_WORDS, _MOST_SENTENCES = 48, 300
# So many empty words keep apart what the net must not read across.
_GAP = 2
# So many words are looked up at once.
_AT_ONCE = 512
_UNMARKED = np.zeros(_GAP, np.uint64)
# A subject that no sentence speaks of counts as if one spoke of it so faintly.
FAINTEST = -8.0
_LEAST_LIKELY = -8.0


@dataclass(frozen=True, slots=True)
class Encoded:
    """A page as the net sees it: its sentences, their words and the marks of these.

    `shapes` has for each sentence what it holds, and how long it is.
    """

    sentences: tuple[Span, ...]
    words: tuple[tuple[str, ...], ...]
    marks: tuple[NDArray[np.uint64], ...]
    shapes: Numbers


def impression(page: Page, marks: Marks) -> Impression:
    """How likely each answer to each question is, as natural logarithms."""
    return nets().look_at(encode(page, marks))


def encode(page: Page, marks: Marks) -> Encoded:
    """What a net sees of a page; `marks` are those of this very page."""
    numbers = range(len(page.sentences))
    # The subject stands last, and is looked at in the longest mail too.
    looked_at = (*numbers[: _MOST_SENTENCES - 1], *numbers[_MOST_SENTENCES - 1 :][-1:])
    kept = [number for number in looked_at if tokens(page, page.sentences[number])]
    if not kept:
        nothing = np.zeros((1, len(SHAPES) + 1), np.float32)
        return Encoded(((0, 0),), (("",),), (np.zeros(1, np.uint64),), nothing)
    sentences = tuple(page.sentences[number] for number in kept)
    words = tuple(tokens(page, sentence)[:_MOST_WORDS] for sentence in sentences)
    lengths = np.log1p([len(each) for each in words])
    shapes = np.column_stack([marks.held[kept], lengths]).astype(np.float32)
    return Encoded(sentences, words, tuple(marks_of_words(page, marks, sentences, _MOST_WORDS)), shapes)


# For each of the `TABLES` the numbers of what has a row of its own there, in order.
Known = Mapping[str, NDArray[np.uint32]]


def rows(words: Sequence[str], known: Known) -> NDArray[np.int64]:
    """Where each word is looked up: its row in each of the `TABLES`, and `MOST_PIECES` in the last of them."""
    numbers = numbers_of(words)
    return np.concatenate([_rows_of(known[table], numbers[table]) for table in TABLES], axis=1)


def numbers_of(words: Sequence[str]) -> dict[str, NDArray[np.uint32]]:
    """What each word is looked up by in each of the `TABLES`, a row for each word; 0 is nothing.

    Of thirty thousand texts hardly two have the same number, and a word that was not learned has that of one that was
    once in a hundred and fifty thousand. Pieces of Latin-1 are never taken for each other.
    """
    whole = [_number(word) for word in words]
    # A short word is its own stem, and has no ending.
    long = [len(word) > _STEM for word in words]
    parts = {
        "words": whole,
        "stems": [_number(word[:_STEM]) if long[at] else whole[at] for at, word in enumerate(words)],
        "endings": [_number(word[-_ENDING:]) if long[at] else 0 for at, word in enumerate(words)],
    }
    numbers = {table: np.array(each, np.uint32).reshape(-1, 1) for table, each in parts.items()}
    return numbers | {"pieces": _pieces_of(words)}


def _number(text: str) -> int:
    return max(zlib.crc32(text.encode()), 1) if text else 0


def _rows_of(known: NDArray[np.uint32], numbers: NDArray[np.uint32]) -> NDArray[np.int64]:
    if not len(known):
        return np.where(numbers > 0, UNKNOWN, NOTHING)
    places = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    learned = np.where(known[places] == numbers, places + UNKNOWN + 1, UNKNOWN)
    return np.where(numbers > 0, learned, NOTHING)


def _pieces_of(words: Sequence[str]) -> NDArray[np.uint32]:
    """The numbers of the pieces of each word, of four letters each, its beginning and its end marked.

    One letter is one byte: what is not in Latin-1 counts as a question mark here.
    """
    length = MOST_PIECES + _PIECE - 1
    marked = [f"<{word}>"[:length] if word else "" for word in words]
    letters = b"".join(word.encode("latin-1", "replace").ljust(length, b"\0") for word in marked)
    windows = sliding_window_view(np.frombuffer(letters, np.uint8).reshape(-1, length), _PIECE, axis=1)
    numbers = np.ascontiguousarray(windows).view("<u4")[..., 0].astype(np.uint32)
    lengths = np.array([len(word) for word in marked])
    many = np.maximum(np.minimum(lengths, length) - _PIECE + 1, lengths > 0)
    return np.where(np.arange(MOST_PIECES) < many[:, None], numbers, np.uint32(0))


class Nets:
    """Trained nets, which look at a page side by side; several err less than one, each in another way.

    Their parts by the names that `tests/training/net.py` gives them. The first axis of every array is the net, but for
    the tables, where the row comes first, and for what the two ways through the sentences have, where the way does.
    """

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        self._parts = parts
        self._words = Lookup(self._look_up)

    def look_at(self, encoded: Encoded) -> Impression:
        """How likely each answer to each question is, as natural logarithms."""
        seen = self.sentences(encoded)
        around = np.concatenate([seen, self._carried(seen)], axis=2)
        spoken = np.maximum(self._linear("subjects", around).max(1, keepdims=True), FAINTEST)
        attention = self._linear("attention", around)
        attention = np.exp(attention - attention.max(1, keepdims=True))
        attention /= attention.sum(1, keepdims=True)
        # For each question what was heeded for it, and for all of them what the whole comes to.
        heeded = (attention.swapaxes(1, 2) @ around).swapaxes(0, 1)[:, :, None]
        whole = np.concatenate([around.mean(1, keepdims=True), spoken], axis=2)
        parts = self._parts
        sums = (
            heeded @ parts["answers, heeded"] + whole @ parts["answers, whole"] + parts["answers, start"]
        ).mean(1)
        return {
            question: dict(zip(answers, likely, strict=False))
            for (question, answers), likely in zip(ANSWERS.items(), _likely(sums[:, 0]).tolist(), strict=True)
        }

    def sentences(self, encoded: Encoded) -> Numbers:
        """What each sentence is by itself: net, sentence, number."""
        placed, marked, starts = _placed(encoded)
        words = self._words.rows(placed).swapaxes(0, 1).astype(np.float32)
        words += bits(marked).astype(np.float32) @ self._parts["marks"]
        known = np.array([bool(word) for word in placed], np.float32)[:, None]
        near = _positive(self._linear("near", _beside(words, 1))) * known
        far = _positive(self._linear("far", _beside(near, 2))) * known + near
        many = np.maximum(np.add.reduceat(known, starts), 1)
        parts = [
            np.maximum.reduceat(far, starts, axis=1),
            np.add.reduceat(far, starts, axis=1) / many,
            np.maximum.reduceat(near, starts, axis=1),
            np.add.reduceat(words, starts, axis=1) / np.sqrt(many),
            _positive(self._linear("shapes", encoded.shapes)),
        ]
        return _positive(self._linear("sentence", np.concatenate(parts, axis=2)))

    def _look_up(self, words: Sequence[str]) -> NDArray[np.float16]:
        there = rows(words, {name: self._parts[f"known {name}"] for name in TABLES})
        # As exact as the tables are, in half the room. Some words at a time: of a long page of odd words all pieces
        # together would take 80 MB for a moment.
        found = [
            self._sums(there[start : start + _AT_ONCE]).astype(np.float16)
            for start in range(0, len(there), _AT_ONCE)
        ]
        return np.concatenate(found)

    def _sums(self, there: NDArray[np.int64]) -> Numbers:
        found: Numbers = self._table("pieces", there[:, 3:]).sum(1)
        found /= np.float32(3)
        for column, name in enumerate(TABLES[:3]):
            found += self._table(name, there[:, column])
        return found

    def _table(self, name: str, there: NDArray[np.int64]) -> Numbers:
        parts = self._parts
        found: Numbers = parts[name].take(there, 0) * parts[f"{name} scale"].take(there, 0)[..., None]
        return found

    def _linear(self, name: str, values: Numbers) -> Numbers:
        found: Numbers = values @ self._parts[name] + self._parts[f"{name} start"][..., None, :]
        return found

    def _carried(self, sentences: Numbers) -> Numbers:
        """What is remembered at each sentence of those before it, and of those after it.

        Each way by a gated recurrent unit (Cho et al. 2014); both go at once.
        """
        ways = np.stack([sentences, sentences[:, ::-1]])
        # Sentence by sentence what each of the three gates is given: what stands together in memory is sooner reckoned.
        given = np.ascontiguousarray(np.moveaxis(_of_gates(self._linear("given", ways)), 3, 0))[..., None, :]
        weights, start = self._parts["kept"], self._parts["kept start"]
        memory = np.zeros(given.shape[2:], np.float32)
        remembered = np.empty((len(given), *memory.shape), np.float32)
        for number, each in enumerate(given):
            kept = memory @ weights + start
            reset, keep = _gate(each[:2] + kept[:2])
            new = np.tanh(each[2] + reset * kept[2])
            memory = remembered[number] = new + keep * (memory - new)
        forth, back = np.moveaxis(remembered[..., 0, :], 0, 2)
        return np.concatenate([forth, back[:, ::-1]], axis=2)


def _likely(sums: Numbers) -> NDArray[np.float64]:
    """How likely each of the answers to a question is, a row for each question."""
    above = sums.astype(np.float64) - sums.max(1, keepdims=True)
    likely: NDArray[np.float64] = np.maximum(
        above - np.log(np.exp(above).sum(1, keepdims=True)), _LEAST_LIKELY
    )
    return likely.round(3)


def _placed(encoded: Encoded) -> tuple[list[str], NDArray[np.uint64], NDArray[np.int64]]:
    """All words after each other with gaps between the sentences, their marks, and where each sentence begins."""
    placed: list[str] = []
    marked = []
    starts = []
    for words, marks in zip(encoded.words, encoded.marks, strict=True):
        starts.append(len(placed))
        placed += [*words, *[""] * _GAP]
        marked += [marks, _UNMARKED]
    return placed, np.concatenate(marked), np.array(starts)


def _beside(values: Numbers, distance: int) -> Numbers:
    """Each row with the one so far before it and the one so far after it."""
    edge = np.zeros((len(values), distance, values.shape[2]), np.float32)
    padded = np.concatenate([edge, values, edge], axis=1)
    return np.concatenate([padded[:, : -2 * distance], values, padded[:, 2 * distance :]], axis=2)


def _positive(values: Numbers) -> Numbers:
    return np.maximum(values, 0)


def _of_gates(values: Numbers) -> Numbers:
    """The numbers for the three gates of a recurrent unit, which stand behind each other, as an axis before all."""
    parted: Numbers = np.moveaxis(values.reshape(*values.shape[:-1], 3, -1), -2, 0)
    return parted


def _gate(values: Numbers) -> Numbers:
    # The logistic function, written so that nothing overflows.
    half = np.float32(0.5)
    found: Numbers = half * np.tanh(half * values) + half
    return found


@cache
def nets() -> Nets:
    """The nets that ship."""
    with (files("cocmail.reading") / "net.npz").open("rb") as file:
        return read_nets(np.load(file))


def read_nets(parts: Mapping[str, NDArray[Any]]) -> Nets:
    """The nets of a file that `tests/training/net.py` wrote.

    Each part is named "net/part"; what has a row in a table is the same for all of them, and is named "known table".
    """
    of_each: dict[str, list[str]] = {}
    for name in sorted(name for name in parts if "/" in name):
        of_each.setdefault(name.partition("/")[2], []).append(name)
    # In a table what the nets know of a word stands together, as it is looked up together.
    of_words = {*TABLES, *(f"{table} scale" for table in TABLES)}
    together = {name: _stacked(parts, each, int(name in of_words)) for name, each in of_each.items()}
    for name in ("given", "kept", "given start", "kept start"):
        together[name] = np.stack([together.pop(f"forth {name}"), together.pop(f"back {name}")])
    together["kept"] = np.ascontiguousarray(_of_gates(together["kept"]))
    together["kept start"] = np.ascontiguousarray(_of_gates(together["kept start"]))[..., None, :]
    size = 2 * together["kept"].shape[-1] + together["sentence"].shape[2]
    weights = np.stack([_wide(together.pop(f"answers {question}")) for question in ANSWERS])
    together["answers, heeded"], together["answers, whole"] = weights[:, :, :size], weights[:, :, size:]
    together["answers, start"] = np.stack(
        [_wide(together.pop(f"answers {question} start"), -np.inf)[:, None] for question in ANSWERS]
    )
    return Nets(together | {name: parts[name] for name in (f"known {table}" for table in TABLES)})


def _wide(weights: NDArray[Any], rest: float = 0.0) -> NDArray[Any]:
    """The weights of the answers to one question, with as many columns as there are for any of them.

    An answer that there is not starts from minus infinity, so that it never is one.
    """
    missing = max(map(len, ANSWERS.values())) - weights.shape[-1]
    return np.pad(weights, [(0, 0)] * (weights.ndim - 1) + [(0, missing)], constant_values=rest)


def _stacked(parts: Mapping[str, NDArray[Any]], names: Sequence[str], axis: int) -> NDArray[Any]:
    # One after the other: the whole file would be in memory twice for a moment, and the peak would stay.
    part = parts[names[0]]
    shape = (*part.shape[:axis], len(names), *part.shape[axis:])
    stacked = np.empty(shape, np.int8 if part.dtype == np.int8 else np.float32)
    for number, name in enumerate(names):
        np.moveaxis(stacked, axis, 0)[number] = parts[name] if number else part
    return stacked
