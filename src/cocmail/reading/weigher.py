"""What each sentence speaks of, as a small linear model weighs it.

It stands apart because the same features must be seen here and where the weights are learned. A sentence's weight for
a subject is the sum of the weights of its words, stems, pairs of stems and endings and of the word lists that it holds,
so that the words which decided can be pointed at.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from cocmail.reading.marks import SHAPES, marks_of, token_spans, tokens
from cocmail.reading.page import Page, Span
from cocmail.reading.weights import SCALE, Weights, names_of, weights

Numbers = NDArray[np.float64]

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
# A list says more than a word.
LIST_WEIGHT = 0.5
# The least that a page may weigh for a subject, and the most.
_FAINTEST, _LOUDEST = -6.0, 9.0


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
        self.marks = marks_of(page)
        sums = self._weigh() if page.sentences else np.empty((0, len(SUBJECTS)))
        self._sums: Mapping[str, list[float]] = dict(zip(SUBJECTS, sums.T.tolist(), strict=True))
        self.loudness = _loudness(sums)
        held = np.flatnonzero(self.marks.held.any(axis=0))
        self._held = frozenset(SHAPES[number] for number in held)

    def of(self, sentence: Span, subject: str) -> float:
        """The weight of one sentence for a subject: above 0 it rather speaks of it."""
        index = bisect_right(self.sentences, sentence) - 1
        if index < 0 or self.sentences[index] != sentence:
            return float(self._weights.start[SUBJECTS.index(subject)]) / SCALE
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
        found = token_spans(self._page, sentence)
        if not found:
            return sentence
        sums, _ = self._weights.of_words([tokens(self._page, sentence)])
        gains = sums[2:, SUBJECTS.index(subject)]
        # How the sentence ends counts for its last word.
        gains[-2] += gains[-1]
        return found[int(gains[:-1].argmax())]

    def _weigh(self) -> Numbers:
        said = [tokens(self._page, sentence) for sentence in self.sentences]
        starts = np.cumsum([0, *(len(words) + 3 for words in said[:-1])])
        words, many = self._weights.of_words(said)
        features = np.add.reduceat(many, starts)
        sums = np.add.reduceat(words, starts) / np.sqrt(features)[:, None] + self._weights.start
        sums += self.marks.held @ self._weights.of_lists * LIST_WEIGHT
        found: Numbers = sums / SCALE
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
    return Weighed(page, weights())


def elsewhere(page: Page, weighed: Weighed, subject: str, enough: float) -> set[Span]:
    """The sentences that tell of the reporter's own life, of a call to be made or of what is still to come.

    A place or a time in them is not that of the incident, unless they also tell of conduct or weigh enough.
    """
    told = page.sentences_with("elsewhere") - page.sentences_with("conduct")
    return {sentence for sentence in told if weighed.of(sentence, subject) < enough}


def features(page: Page, sentence: Span) -> dict[str, float]:
    """The features of a sentence with their values, as they are weighed: for training."""
    found = names_of(tokens(page, sentence))
    values: dict[str, float] = {}
    for feature in found:
        values[feature] = values.get(feature, 0.0) + len(found) ** -0.5
    held = marks_of(page).held[page.sentences.index(sentence)]
    return values | dict.fromkeys((f"#{shape}" for shape in compress(SHAPES, held)), LIST_WEIGHT)
