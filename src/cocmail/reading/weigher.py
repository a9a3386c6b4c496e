"""What each sentence speaks of, as a small linear model weighs it.

It stands apart because it is trained and not written: `tests/training/train.py` makes `weights.txt` from
labelled sentences, and the same features must be seen there and here. A sentence's weight for a subject is the
sum of the weights of its words, stems, pairs of stems and endings and of the word lists that it holds, so that the
words which decided can be pointed at.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cocmail.reading.dates import days, times
from cocmail.reading.lookup import Lookup
from cocmail.reading.names import handles, names
from cocmail.reading.page import Page, Span
from cocmail.reading.places import CHANNEL, NUMBERED, place

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

SUBJECTS = (
    "when",
    "where",
    "ongoing",
    "description",
    "reported_person",
    "circumstances",
    "witnesses",
    "urgent",
    "declined",
    "other",
    # Whether what a sentence says of a field is enough, or that its writer does not know or will not tell.
    *("when enough", "where enough", "description enough", "reported_person enough", "witnesses enough"),
    *("when declined", "where declined", "ongoing declined", "reported_person declined"),
    *("circumstances declined", "witnesses declined"),
    # How the writer can be reached, or that they want no answer.
    *("contact", "contact declined"),
)
# The word lists that a sentence may hold; the model learns what each of them is worth for each subject.
KINDS = (
    *("refusals", "programme", "anchors", "part_days", "vague_days", "just_now", "just_before"),
    *("spots", "addresses", "events", "vague_places", "continues", "ended", "may_continue", "may_have_ended"),
    *("conduct", "categories", "looks", "called", "single_roles", "people"),
    *("background", "vague_background", "witnesses", "crowds"),
    *("help_now", "danger", "live", "exposure", "despair", "reports", "not_reports"),
    *("reach_me", "no_reply", "dead_address"),
)
# All that a sentence may hold beside its words.
SHAPES = (*KINDS, "numbered", "channel", "day", "time", "place", "anchored", "name", "handle")
# A list says more than a word.
LIST_WEIGHT = 0.5
_SCALE = 100
# Each subject is told by one character in the weights.
_CODES = "0123456789abcdefghijklmnopqrstuvwxyz"
# Smaller weights are left out: together they take more time than they decide.
_LEAST = 0.4
_STEM, _ENDING = 5, 3
# So many letters of a word are looked at.
_MOST_LETTERS = 40
# What stands before the first word of a sentence and after the last one, as they are paired with words.
_START, _END = "^", "$"
# The least that a page may weigh for a subject, and the most.
_FAINTEST, _LOUDEST = -6.0, 9.0
# Bound for the number of a pair; there are far fewer.
_MOST_STEMS = 1 << 24
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.:]\d+)*|[?!:]")
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d")


class Weights:
    """What each feature weighs for each subject.

    A feature of one word, or a list, has a row of the `table` by its name in `rows`; the feature "", where every
    sentence starts from, has the first, and what weighs nothing the last. A pair of stems is a number made of those of
    `stems`, and has the row of `pair_rows` that stands where the number stands in `pairs`, which are in order.
    """

    def __init__(
        self,
        table: NDArray[np.int16],
        rows: Mapping[str, int],
        stems: Mapping[str, int],
        pairs: Whole,
        pair_rows: Whole,
    ) -> None:
        self.table = table
        self.rows = rows
        self._stems = stems
        self._pairs = pairs
        self._pair_rows = pair_rows
        self._words = Lookup(self._look_up)

    def of_words(self, sentences: Iterable[Sequence[str]]) -> tuple[Numbers, Whole]:
        """For each place, the sum of the weights of the features that end there, and how many these are.

        Each sentence takes two places before its first word, where the pairs begin, and one after its last.
        """
        found = self._words.rows([word for words in sentences for word in (_START, _START, *words, _END)])
        sums = found[:, :-2].astype(np.float64)
        stems, many = found[:, -2].astype(np.int64), found[:, -1].astype(np.int64)
        sums[1:] += self.table[self._rows_of(_pairs(stems[:-1], stems[1:], False))]
        sums[2:] += self.table[self._rows_of(_pairs(stems[:-2], stems[2:], True))]
        return sums, many

    def _look_up(self, words: Sequence[str]) -> NDArray[np.int32]:
        """For each word the sums of its own weights, the number of its stem, and how many features end with it."""
        nothing = len(self.table) - 1
        row, stem_number = self.rows.get, self._stems.get
        rows, rest = [], []
        for word in words:
            stem, ending = word[:_STEM], f"-{word[-_ENDING:]}" if len(word) > _STEM else ""
            if word in (_START, _END):
                rows.append((nothing, nothing, nothing))
                rest.append((stem_number(word, 0), int(word == _END)))
                continue
            rows.append(
                (row(word, nothing), row(f"~{stem}", nothing), row(ending, nothing) if ending else nothing)
            )
            rest.append((stem_number(stem, 0), 5 if ending else 4))
        sums = self.table[np.array(rows)].sum(1, dtype=np.int32)
        return np.concatenate([sums, np.array(rest, np.int32)], axis=1)

    def _rows_of(self, pairs: Whole) -> Whole:
        there = np.searchsorted(self._pairs, pairs)
        return np.where(self._pairs[there] == pairs, self._pair_rows[there], len(self.table) - 1)


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loudly a page speaks of a subject.

    `first` is the weight of its weightiest sentence, `any` the logarithm of the chance that one of the three weightiest
    speaks of it, and `mean` what they all weigh on average.
    """

    first: float
    any: float
    mean: float


class Weighed:
    """The sentences of a page with their weight for every subject."""

    def __init__(self, page: Page, weights: Weights) -> None:
        self._page = page
        self._weights = weights
        self.sentences = page.sentences
        self.shapes = shapes_of(page)
        sums = self._weigh() if page.sentences else np.empty((0, len(SUBJECTS)))
        self._sums: Mapping[str, list[float]] = dict(zip(SUBJECTS, sums.T.tolist(), strict=True))
        self.loudness = _loudness(sums)
        self._held = frozenset(kind for kinds in self.shapes.values() for kind in kinds)

    def of(self, sentence: Span, subject: str) -> float:
        """The weight of one sentence for a subject: above 0 it rather speaks of it."""
        index = bisect_right(self.sentences, sentence) - 1
        if index < 0 or self.sentences[index] != sentence:
            return float(self._weights.table[0, SUBJECTS.index(subject)]) / _SCALE
        return self._sums[subject][index]

    def best(self, page: Page, subject: str) -> tuple[float, Span]:
        """The weightiest sentence of a page for a subject; the page may lack some of the sentences."""
        weights, sentences = self._sums[subject], self.sentences
        if page.sentences is not sentences:
            kept = set(page.sentences)
            there = [number for number, sentence in enumerate(sentences) if sentence in kept]
            weights, sentences = (
                [weights[number] for number in there],
                tuple(sentences[number] for number in there),
            )
        return max(zip(weights, sentences, strict=True), default=(-99.0, (0, 0)))

    def holds(self, kind: str) -> bool:
        """Whether any sentence holds something of a list or shape."""
        return kind in self._held

    def deciding(self, sentence: Span, subject: str) -> Span:
        """The word of a sentence that speaks loudest for a subject, alone and with its neighbours."""
        start, end = sentence
        found = [each.span() for each in _TOKEN.finditer(self._page.flat, start, end)]
        if not found:
            return sentence
        sums, _ = self._weights.of_words([tokens(self._page, sentence)])
        gains = sums[2:, SUBJECTS.index(subject)]
        # How the sentence ends counts for its last word.
        gains[-2] += gains[-1]
        return found[int(gains[:-1].argmax())]

    def _weigh(self) -> Numbers:
        row, table = self._weights.rows.get, self._weights.table
        said = [tokens(self._page, sentence) for sentence in self.sentences]
        starts = np.cumsum([0, *(len(words) + 3 for words in said[:-1])])
        words, many = self._weights.of_words(said)
        features = np.add.reduceat(many, starts)
        sums = np.add.reduceat(words, starts) / np.sqrt(features)[:, None] + table[0]
        for number, sentence in enumerate(self.sentences):
            if kinds := [
                each for kind in self.shapes.get(sentence, ()) if (each := row(f"#{kind}")) is not None
            ]:
                sums[number] += table[kinds].sum(0) * LIST_WEIGHT
        found: Numbers = sums / _SCALE
        return found


def _loudness(sums: Numbers) -> Mapping[str, Loudness]:
    """How loudly the sentences speak of each subject, a row for each sentence; no single one counts without bounds."""
    bounded = np.clip(sums if len(sums) else np.full((1, len(SUBJECTS)), _FAINTEST), _FAINTEST, _LOUDEST)
    loudest = np.sort(bounded, axis=0)[-3:]
    chances = 1 / (1 + np.exp(-loudest)) if len(sums) else np.zeros_like(loudest)
    told = np.stack([loudest[-1], np.log(1.001 - np.prod(1 - chances, axis=0)), bounded.mean(0)], axis=1)
    return {subject: Loudness(*each) for subject, each in zip(SUBJECTS, told.tolist(), strict=True)}


def weigh_sentences(page: Page) -> Weighed:
    """Every sentence of a page, weighed with the weights that ship."""
    return Weighed(page, _weights())


def elsewhere(page: Page, weighed: Weighed, subject: str, enough: float) -> set[Span]:
    """The sentences that tell of the reporter's own life, of a call to be made or of what is still to come.

    A place or a time in them is not that of the incident, unless they also tell of conduct or weigh enough.
    """
    told = page.sentences_with("elsewhere") - page.sentences_with("conduct")
    return {sentence for sentence in told if weighed.of(sentence, subject) < enough}


def features(page: Page, sentence: Span) -> dict[str, float]:
    """The features of a sentence with their values, as they are weighed: for training."""
    found = _features(tokens(page, sentence))
    values: dict[str, float] = {}
    for feature in found:
        values[feature] = values.get(feature, 0.0) + len(found) ** -0.5
    return values | dict.fromkeys((f"#{kind}" for kind in shapes_of(page).get(sentence, ())), LIST_WEIGHT)


def written(weights: dict[str, dict[str, float]]) -> str:
    """Weights as the lines of `weights.txt`: a feature, and for each subject that it counts for, how much."""
    lines = []
    for feature, each in sorted(weights.items()):
        told = " ".join(
            f"{_CODES[SUBJECTS.index(subject)]}{round(weight * _SCALE):+d}"
            for subject, weight in sorted(each.items(), key=lambda item: SUBJECTS.index(item[0]))
            if not feature or abs(weight) >= _LEAST
        )
        if told:
            lines.append(f"{feature}\t{told}\n")
    return "".join(lines)


def read_weights(lines: Iterable[str]) -> Weights:
    """The weights that `written` wrote, line by line: they are many, and stand in memory once."""
    rows: dict[str, int] = {}
    stems: dict[str, int] = {}
    pairs, table = array("q"), array("h")
    for number, line in enumerate(lines):
        feature, _, told = line.rstrip("\n").partition("\t")
        if " " in feature:
            first, *between, second = feature.removeprefix("~").split(" ")
            pairs.extend(stems.setdefault(stem, len(stems) + 1) for stem in (first, second))
            pairs.extend((bool(between), number))
        else:
            rows[feature] = number
        row = [0] * len(SUBJECTS)
        for each in told.split(" "):
            row[_CODES.index(each[0])] = int(each[1:])
        table.extend(row)
    # What is found nowhere weighs nothing: the last row, which is that of a pair greater than all others.
    pairs.extend((_MOST_STEMS, 0, False, len(table) // len(SUBJECTS)))
    table.extend([0] * len(SUBJECTS))
    left, right, apart, pair_rows = np.frombuffer(pairs, np.int64).reshape(-1, 4).T
    numbers = _pairs(left, right, apart)
    order = np.argsort(numbers)
    return Weights(
        np.frombuffer(table, np.int16).reshape(-1, len(SUBJECTS)),
        rows,
        stems,
        numbers[order],
        pair_rows[order],
    )


@cache
def _weights() -> Weights:
    with (files("cocmail.reading") / "weights.txt").open("r", encoding="utf-8") as lines:
        return read_weights(lines)


def shapes_of(page: Page) -> dict[Span, list[str]]:
    """What stands in each sentence beside its words: the lists that it has a phrase of, and a few shapes."""
    lists: dict[Span, list[str]] = {}
    for kind in KINDS:
        for sentence in page.sentences_with(kind):
            lists.setdefault(sentence, []).append(kind)
    shapes = [("numbered", page.search_all(NUMBERED)), ("channel", page.search_all(CHANNEL))]
    shapes += [("day", days(page)), ("time", times(page))]
    shapes += [("place", page.search_all(place(words))) for words in page.words]
    for kind, spans in shapes:
        for sentence in {page.sentence(start) for start, _ in spans}:
            if kind not in (found := lists.setdefault(sentence, [])):
                found.append(kind)
    for found in lists.values():
        if "day" in found and "anchors" in found:
            # "On Sunday, just before the final": told so, a day is enough.
            found.append("anchored")
    for start, end in page.sentences:
        if names(page, start, end):
            lists.setdefault((start, end), []).append("name")
        if handles(page, start, end):
            lists.setdefault((start, end), []).append("handle")
    return lists


def tokens(page: Page, sentence: Span) -> tuple[str, ...]:
    """The words of a sentence, parted only once on a page; numbers are told only by their kind."""
    known = page.found.tokens
    if sentence not in known:
        known[sentence] = tuple(
            _number(word) if word[0].isdigit() else word[:_MOST_LETTERS]
            for word in _TOKEN.findall(page.flat, *sentence)
        )
    return known[sentence]


def _number(written: str) -> str:
    return "9:99" if _CLOCK.fullmatch(written) else "9999" if len(written) == 4 else "9"


def _features(words: Sequence[str]) -> list[str]:
    """The features of a sentence, by name; `Weights.of_words` knows the same ones by number."""
    stems = [_START, _START, *(word[:_STEM] for word in words)]
    return [
        *words,
        *(f"~{stem}" for stem in stems[2:]),
        *(f"-{word[-_ENDING:]}" for word in words if len(word) > _STEM),
        *(f"~{left} {right}" for left, right in pairwise(stems[1:])),
        *(f"~{left} * {right}" for left, right in zip(stems, stems[2:], strict=False)),
        f"{stems[-1]} {_END}",
    ]


def _pairs(left: Whole, right: Whole, apart: Whole | bool) -> Whole:
    """The number of each pair of stems, which stand next to each other or with a word between them."""
    found: Whole = (left * _MOST_STEMS + right) * 2 + apart
    return found
