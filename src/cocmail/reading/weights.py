"""What each feature of a sentence weighs for each subject, in tables that take little room.

It stands apart because it is trained and not written: `tests/training/train.py` makes `weights.npz`. There `names_of`
gives the features of a sentence by name; `Weights` knows the same ones by number. There are a quarter of a million, and
by name, with a place for every subject, they took four times the memory.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocmail.reading.lookup import Lookup
from cocmail.reading.marks import SHAPES

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

# So many times are weights and their sums multiplied, to be whole numbers.
SCALE = 100
# Smaller weights are left out: together they take more time than they decide.
_LEAST = 0.4
_STEM, _ENDING = 5, 3
# What stands before the first word of a sentence and after the last one, as they are paired with words.
_START, _END = "^", "$"
# Steele et al. 2014: its bits are as good as random. It tells stems with a word between them from neighbours.
_APART = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
# How many features stand in a row of those whose entries are counted together.
_ROW = 8
# The number of the empty text, which is no feature.
_NONE = 0


class Weights:
    """What each feature weighs for each subject, from the `parts` that `packed` made."""

    def __init__(self, parts: Mapping[str, NDArray[Any]]) -> None:
        #: where every sentence starts from, a number for each subject, `SCALE` times what it weighs
        self.start = parts["start"].astype(np.float64)
        self._words, self._pairs = parts["words"], parts["pairs"]
        # How many subjects each feature weighs for, and for how many those before each row of features do: to know that
        # of every feature would take 1 MB.
        counts = parts["counts"]
        self._counts = np.pad(counts, (0, -len(counts) % _ROW)).reshape(-1, _ROW)
        many = self._counts.sum(1, dtype=np.int32)
        self._before = np.cumsum(many, dtype=np.int32) - many
        self._subjects, self._weights = parts["subjects"], parts["weights"]
        self._known = Lookup(self._look_up)

    def of_words(self, sentences: Iterable[Sequence[str]]) -> tuple[Numbers, Whole]:
        """For each place, the sum of the weights of the features that end there, and how many these are.

        Each sentence takes two places before its first word, where the pairs begin, and one after its last.
        """
        found = self._known.rows([word for words in sentences for word in (_START, _START, *words, _END)])
        sums = found[:, :-2].astype(np.float64)
        stems, many = found[:, -2].astype(np.uint32), found[:, -1].astype(np.int64)
        beside = _pairs(stems[:-1], stems[1:], apart=False)
        apart = _pairs(stems[:-2], stems[2:], apart=True)
        rows = _where(self._pairs, np.concatenate([beside, apart]))
        places = np.concatenate([np.arange(1, len(stems)), np.arange(2, len(stems))])
        learned = rows >= 0
        self._add(sums, rows[learned] + len(self._words), places[learned])
        return sums, many

    @cached_property
    def of_lists(self) -> Numbers:
        """What it weighs for each subject that a sentence holds something of each of the word lists and `SHAPES`."""
        return self._sums(_where(self._words, np.array([_number(f"#{each}") for each in SHAPES], np.uint32)))

    def _look_up(self, words: Sequence[str]) -> NDArray[np.int32]:
        """For each word the sums of its own weights, the number of its stem, and how many features end with it."""
        names: list[int] = []
        rest = []
        for word in words:
            if word in (_START, _END):
                names += [_NONE, _NONE, _NONE]
                rest.append((_number(word), int(word == _END)))
                continue
            stem, is_long = word[:_STEM], len(word) > _STEM
            ending = _number(f"-{word[-_ENDING:]}") if is_long else _NONE
            names += [_number(word), _number(f"~{stem}"), ending]
            rest.append((_number(stem), 5 if is_long else 4))
        sums = self._sums(_where(self._words, np.array(names, np.uint32))).reshape(len(words), 3, -1).sum(1)
        return np.concatenate([sums.astype(np.int32), np.array(rest, np.int64).astype(np.int32)], axis=1)

    def _sums(self, rows: Whole) -> Numbers:
        """What the feature of each row weighs for each subject; nothing where there is none."""
        sums = np.zeros((len(rows), len(self.start)))
        places = np.flatnonzero(rows >= 0)
        self._add(sums, rows[places], places)
        return sums

    def _add(self, sums: Numbers, rows: Whole, places: Whole) -> None:
        """Add what the feature of each row weighs to the sums of its place."""
        above, at = np.divmod(rows, _ROW)
        beside, each = self._counts[above], np.arange(len(rows))
        counts = beside[each, at].astype(np.int64)
        there = self._before[above] + np.cumsum(beside, axis=1, dtype=np.int64)[each, at]
        ends = np.cumsum(counts)
        entries = np.arange(counts.sum()) + np.repeat(there - ends, counts)
        cells = np.repeat(places * sums.shape[1], counts) + self._subjects[entries]
        sums += np.bincount(cells, self._weights[entries], sums.size).reshape(sums.shape)


def names_of(words: Sequence[str]) -> list[str]:
    """The names of the features of a sentence of these words."""
    stems = [_START, _START, *(word[:_STEM] for word in words)]
    return [
        *words,
        *(f"~{stem}" for stem in stems[2:]),
        *(f"-{word[-_ENDING:]}" for word in words if len(word) > _STEM),
        *(f"~{left} {right}" for left, right in pairwise(stems[1:])),
        *(f"~{left} * {right}" for left, right in zip(stems, stems[2:], strict=False)),
        f"{stems[-1]} {_END}",
    ]


def packed(weights: Mapping[str, Mapping[str, float]], subjects: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Weights by feature and subject as `Weights` takes them; of the feature "" they are where a sentence starts from.

    A word, a stem, an ending or a list has a number of 32 bits and a pair one of 64, both in order. Features that have
    the same number, of a hundred thousand words hardly one, weigh together; of words that were not learned one in
    seventy thousand has the number of one that was.
    """
    words: dict[int, dict[int, int]] = {}
    pairs: dict[int, dict[int, int]] = {}
    for feature, each in weights.items():
        if kept := {
            at: round(each[subject] * SCALE)
            for at, subject in enumerate(subjects)
            if feature and abs(each.get(subject, 0.0)) >= _LEAST
        }:
            numbered, number = (
                (pairs, _number_of_pair(feature)) if " " in feature else (words, _number(feature))
            )
            there = numbered.setdefault(number, {})
            for at, weight in kept.items():
                there[at] = there.get(at, 0) + weight
    rows = [numbered[number] for numbered in (words, pairs) for number in sorted(numbered)]
    return {
        "start": np.array([round(weights[""].get(subject, 0.0) * SCALE) for subject in subjects], np.int16),
        "words": np.array(sorted(words), np.uint32),
        "pairs": np.array(sorted(pairs), np.uint64),
        "counts": np.array([len(row) for row in rows], np.uint8),
        "subjects": np.array([at for row in rows for at in row], np.uint8),
        "weights": np.array([weight for row in rows for weight in row.values()], np.int16),
    }


@cache
def weights() -> Weights:
    """The weights that ship."""
    with (files("cocmail.reading") / "weights.npz").open("rb") as file:
        return Weights(dict(np.load(file)))


def _number(feature: str) -> int:
    return zlib.crc32(feature.encode())


def _number_of_pair(feature: str) -> int:
    left, *between, right = feature.removeprefix("~").split(" ")
    stems = np.array([_number(left), _number(right)], np.uint32)
    return int(_pairs(stems[:1], stems[1:], apart=bool(between))[0])


def _pairs(left: NDArray[np.uint32], right: NDArray[np.uint32], *, apart: bool) -> NDArray[np.uint64]:
    """The number of each pair of stems, which stand next to each other or with a word between them."""
    found: NDArray[np.uint64] = left.astype(np.uint64) << _HALF | right
    return found ^ _APART if apart else found


def _where(ordered: NDArray[Any], numbers: NDArray[Any]) -> Whole:
    """Where each number stands among the ordered ones, or -1."""
    if not len(ordered):
        return np.full(len(numbers), -1)
    # What is looked for in order is found sooner: each search begins near the end of the one before it.
    order = numbers.argsort()
    there = np.empty(len(numbers), np.int64)
    there[order] = ordered.searchsorted(numbers[order])
    np.minimum(there, len(ordered) - 1, out=there)
    there[ordered[there] != numbers] = -1
    return there
