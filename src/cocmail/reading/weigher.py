"""What each sentence speaks of, as a small linear model weighs it.

It stands apart because it is trained and not written: `tests/training/train.py` makes `weights.txt` from
labelled sentences, and the same features must be seen there and here. A sentence's weight for a subject is the
sum of the weights of its words, stems, pairs of stems and endings and of the word lists that it holds, so that the
words which decided can be pointed at.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from cocmail.reading.dates import days, times
from cocmail.reading.names import handles, names
from cocmail.reading.page import Page, Span
from cocmail.reading.places import CHANNEL, NUMBERED, place

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
_LEAST = 0.2
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+(?:[.:]\d+)*|[?!:]")
_CLOCK = re.compile(r"\d{1,2}[.:]\d\d")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature weighs for each subject.

    A feature has a row of the table; the feature "", where every sentence starts from, has the first.
    """

    rows: Mapping[str, int]
    table: NDArray[np.int16]


class Weighed:
    """The sentences of a page with their weight for every subject."""

    def __init__(self, page: Page, weights: Weights) -> None:
        self._page = page
        self._weights = weights
        self.sentences = page.sentences
        self.shapes = shapes_of(page)
        self._sums: list[list[float]] = self._weigh() if page.sentences else []

    def of(self, sentence: Span, subject: str) -> float:
        """The weight of one sentence for a subject: above 0 it rather speaks of it."""
        index = bisect_right(self.sentences, sentence) - 1
        if index < 0 or self.sentences[index] != sentence:
            return float(self._weights.table[0, SUBJECTS.index(subject)]) / _SCALE
        return self._sums[index][SUBJECTS.index(subject)]

    def best(self, page: Page, subject: str) -> tuple[float, Span]:
        """The weightiest sentence of a page for a subject; the page may lack some of the sentences."""
        kept = set(page.sentences)
        column = SUBJECTS.index(subject)
        return max(
            (
                (sums[column], sentence)
                for sums, sentence in zip(self._sums, self.sentences, strict=True)
                if sentence in kept
            ),
            default=(-99.0, (0, 0)),
        )

    def loudest(self, subject: str, most: int | None = None) -> list[float]:
        """The weights of the sentences for a subject, heaviest first, at most so many."""
        column = SUBJECTS.index(subject)
        return sorted((sums[column] for sums in self._sums), reverse=True)[:most]

    def holds(self, kind: str) -> bool:
        """Whether any sentence holds something of a list or shape."""
        return any(kind in kinds for kinds in self.shapes.values())

    def deciding(self, sentence: Span, subject: str) -> Span:
        """The word of a sentence that speaks loudest for a subject, alone and with its neighbours."""
        column = SUBJECTS.index(subject)
        gains: dict[Span, int] = {}
        for feature, span in _features(self._page.flat, *sentence):
            row = self._weights.rows.get(feature)
            if row is not None and (weight := int(self._weights.table[row, column])):
                gains[span] = gains.get(span, 0) + weight
        return max(gains, key=lambda span: gains[span], default=sentence)

    def _weigh(self) -> list[list[float]]:
        row, table = self._weights.rows.get, self._weights.table
        # Each sentence's rows begin with the one that all start from, so that none is without rows.
        rows: list[int] = []
        starts, features = [], []
        for sentence in self.sentences:
            found = _features(self._page.flat, *sentence)
            starts.append(len(rows))
            features.append(len(found))
            rows.append(0)
            rows += [each for feature, _ in found if (each := row(feature)) is not None]
        words = np.add.reduceat(table[rows], starts, dtype=np.float64) - table[0]
        sums = words / np.sqrt(np.maximum(features, 1))[:, None] + table[0]
        for number, sentence in enumerate(self.sentences):
            if kinds := [
                each for kind in self.shapes.get(sentence, ()) if (each := row(f"#{kind}")) is not None
            ]:
                sums[number] += table[kinds].sum(0) * LIST_WEIGHT
        told: list[list[float]] = (sums / _SCALE).tolist()
        return told


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
    found = [feature for feature, _ in _features(page.flat, *sentence)]
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
    table = array("h")
    for line in lines:
        feature, _, told = line.rstrip("\n").partition("\t")
        rows[feature] = len(rows)
        row = [0] * len(SUBJECTS)
        for each in told.split(" "):
            row[_CODES.index(each[0])] = int(each[1:])
        table.extend(row)
    return Weights(rows, np.frombuffer(table, np.int16).reshape(-1, len(SUBJECTS)))


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


def tokens(flat: str, start: int, end: int) -> Iterator[tuple[str, Span]]:
    """The words of a sentence, each with where it stands; numbers are told only by their kind."""
    for found in _TOKEN.finditer(flat, start, end):
        word = found.group()
        if word[0].isdigit():
            word = "9:99" if _CLOCK.fullmatch(word) else "9999" if len(word) == 4 else "9"
        yield word, found.span()


def _features(flat: str, start: int, end: int) -> list[tuple[str, Span]]:
    """The features of a sentence, each with the word that it begins at."""
    made: list[tuple[str, Span]] = []
    add = made.append
    stem_before = stem_two_before = "^"
    span = start, start
    for word, span in tokens(flat, start, end):
        stem = word[:5]
        add((word, span))
        add((f"~{stem}", span))
        if len(word) > 5:
            add((f"-{word[-3:]}", span))
        add((f"~{stem_before} {stem}", span))
        add((f"~{stem_two_before} * {stem}", span))
        stem_two_before, stem_before = stem_before, stem
    add((f"{stem_before} $", span))
    return made
