"""`python -m tests.training.train`: make `weights.txt` and `verdicts.txt` of the reading anew.

It needs scikit-learn, which nothing else here does, and gives the same files each time. It learns from what stands in
this folder and from nothing else: the labelled mails in `mails/` (see `mails.py`), and the lines beside them. So the
figures of any other mails, those in `tests/measure/mails` too, are of mails that nothing was learned from.

First each sentence is learned from, for `weights.txt`. Then whole mails are, for `verdicts.txt`: each by weights that
were learned from the mails of other writers, as it will be with the mails that people send.

`--folds` writes nothing and tells how well mails of writers are read that were not learned from.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np  # type: ignore[import-not-found,import-untyped,unused-ignore]
from scipy.sparse import csr_matrix  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,import-untyped,unused-ignore]
from tests.training.mails import mails

from cocmail.reading import verdict, weigher
from cocmail.reading.labels import answered
from cocmail.reading.page import Page, lay_out
from cocmail.reading.prose import read_page
from cocmail.reading.verdict import REPORT, SUBJECTS_OF, URGENT, values
from cocmail.reading.weigher import SUBJECTS, Weighed, Weights, features
from cocmail.reading.words import ALL, Words

HERE = Path(__file__).parent
READING = HERE.parents[1] / "src" / "cocmail" / "reading"
# What a line beside this file shows, by its code; a capital declines, a dot shows nothing.
CODES = {
    "t": "when",
    "p": "where",
    "e": "where",
    "y": "ongoing",
    "n": "ongoing",
    "d": "description",
    "g": "description",
    "r": "reported_person",
    "s": "reported_person",
    "c": "circumstances",
    "o": "witnesses",
    "m": "witnesses",
    "u": "urgent",
    "x": "other",
}
# Subjects that such a line has no code for, and those that it may speak of without being written for them ("he keeps
# calling" is written for `ongoing`).
UNTOLD = frozenset(subject for subject in SUBJECTS if subject.endswith((" enough", " declined")))
SILENT = frozenset({"where", "reported_person", "circumstances", "witnesses"})
STRENGTH, VERDICT_STRENGTH = 15.0, 0.03
# Who writes single lines for a purpose writes otherwise than who writes a mail: such a line counts for less.
OWN_WEIGHT = 0.5
# For the verdicts a mail of a file that was written to show one thing often counts for less.
FOCUS_WEIGHT = 0.3
FOLDS = 3
_LEAST_TEXTS = 2


@dataclass(frozen=True)
class Text:
    """A labelled sentence: its languages, what it speaks of, and for which subjects it tells.

    `source` is the writer of the mail or "" where it comes from no mail.
    """

    languages: tuple[Words, ...]
    text: str
    subjects: frozenset[str]
    weights: Mapping[str, float]
    source: str = ""


@dataclass(frozen=True)
class Whole:
    """A labelled mail as the verdicts see it: its page, the right answers, how much it counts, and its writer."""

    page: Page
    answers: Mapping[str, str]
    weight: float
    source: str


def texts() -> Iterator[Text]:
    """Every labelled sentence."""
    yield from _lines()
    for mail in mails():
        for line in (*mail.lines, mail.subject):
            if line.text.strip():
                subjects = line.subjects if mail.is_report else frozenset({"other"})
                yield Text(_words(mail.language), line.text, subjects, {}, source=mail.writer)


def _lines() -> Iterator[Text]:
    for language, words in ALL.items():
        for line in (HERE / f"{language}.txt").read_text("utf-8").splitlines():
            codes, _, text = line.partition("|")
            subjects = {CODES[code] for code in codes if code in CODES}
            subjects |= {"ongoing"} if "u" in codes else set()
            subjects |= {"declined"} if any(code.isupper() for code in codes) else set()
            told = dict.fromkeys(SUBJECTS, OWN_WEIGHT) | dict.fromkeys(UNTOLD, 0.0) | {"other": 1.0}
            if subjects and "other" not in subjects:
                told |= dict.fromkeys(SILENT - subjects, 0.0)
            # A mail that is no report is written in one line, and each of its sentences learned from.
            for part in _sentences(words, text) if "other" in subjects else (text,):
                yield Text((words,), part, frozenset(subjects), told)


def _words(language: str) -> tuple[Words, ...]:
    return (ALL[language],) if language in ALL else tuple(ALL.values())


def _sentences(words: Words, text: str) -> list[str]:
    page = lay_out(text, "", (words,), "", forwarded=True)
    return [text[start:end] for start, end in page.sentences if end <= len(text)]


def vectors(rows: Iterable[Text]) -> list[dict[str, float]]:
    """The features of each text, taken as one sentence."""
    found = []
    for row in rows:
        page = lay_out(row.text, "", row.languages, "", forwarded=True)
        end = len(row.text)
        found.append(features(page.only(0, end), (0, end)))
    return found


def train(rows: Sequence[Text], given: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """The weight of each feature for each subject; the feature "" is where every sentence starts from."""
    counts = Counter(feature for each in given for feature in each)
    kept = [
        {feature: value for feature, value in each.items() if counts[feature] >= _LEAST_TEXTS}
        for each in given
    ]
    vectorizer = DictVectorizer()
    matrix: csr_matrix = vectorizer.fit_transform(kept)
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    names = vectorizer.get_feature_names_out()
    weights: dict[str, dict[str, float]] = {"": {}}
    for subject in SUBJECTS:
        wanted = np.array([subject in row.subjects for row in rows])
        counted = np.array([row.weights.get(subject, 1.0) for row in rows])
        tells = counted > 0
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0, max_iter=300, tol=1e-3)
        model.fit(matrix[tells], wanted[tells], sample_weight=counted[tells])
        weights[""][subject] = float(model.intercept_[0])
        for name, weight in zip(names, model.coef_[0], strict=True):
            weights.setdefault(name, {})[subject] = float(weight)
    return weights


def wholes() -> Iterator[Whole]:
    """Every labelled mail."""
    for mail in mails():
        words = _words(mail.language)
        page = answered(lay_out(mail.text, mail.subject.text, words, mail.sender_name, forwarded=True))
        answers = {URGENT: _yes(mail.urgent), REPORT: _yes(mail.is_report)}
        weight = FOCUS_WEIGHT if mail.writer.startswith("focus") else 1.0
        yield Whole(page, answers | (mail.states if mail.is_report else {}), weight, mail.writer)


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def fold_of(source: str, text: str) -> int:
    """The part that a writer, or a text without one, is in."""
    if source in _writers():
        return _writers()[source] % FOLDS
    return int(hashlib.sha256((source or text).encode()).hexdigest(), 16) % FOLDS


@cache
def _writers() -> dict[str, int]:
    return {writer: number for number, writer in enumerate(sorted({mail.writer for mail in mails()}))}


Seen = list[tuple[Whole, dict[str, dict[str, float]]]]


def seen_by_others(rows: Sequence[Text], given: Sequence[Mapping[str, float]]) -> list[Seen]:
    """For each part: its mails, with what is seen of them by weights learned from the other parts."""
    all_wholes = list(wholes())
    parts: list[Seen] = []
    for part in range(FOLDS):
        kept = [index for index, row in enumerate(rows) if fold_of(row.source, row.text) != part]
        weights = _usable(train([rows[index] for index in kept], [given[index] for index in kept]))
        seen: Seen = []
        for whole in all_wholes:
            if fold_of(whole.source, "") == part:
                weighed = Weighed(whole.page, weights)
                proposed, _ = read_page(whole.page, weighed, answerable=True)
                seen.append((whole, {name: values(name, weighed, proposed) for name in SUBJECTS_OF}))
        parts.append(seen)
    return parts


def _usable(weights: Mapping[str, Mapping[str, float]]) -> Weights:
    return weigher.read_weights(weigher.written({name: dict(each) for name, each in weights.items()}))


def judge(seen: Iterable[Seen]) -> dict[str, dict[str, dict[str, float]]]:
    """The verdicts learned from what is seen of mails."""
    flat = [each for part in seen for each in part]
    verdicts: dict[str, dict[str, dict[str, float]]] = {}
    for question in SUBJECTS_OF:
        rows = [(each[1][question], each[0]) for each in flat if question in each[0].answers]
        vectorizer = DictVectorizer(sparse=False)
        matrix = vectorizer.fit_transform([row for row, _ in rows])
        names = vectorizer.get_feature_names_out()
        middle, spread = matrix.mean(0), matrix.std(0) + 1e-6
        model = LogisticRegression(C=VERDICT_STRENGTH, max_iter=5000)
        answers = [whole.answers[question] for _, whole in rows]
        model.fit((matrix - middle) / spread, answers, sample_weight=[whole.weight for _, whole in rows])
        verdicts[question] = {}
        coefs, starts = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            coefs, starts = np.vstack([-coefs[0], coefs[0]]) / 2, np.array([-starts[0], starts[0]]) / 2
        for answer, coef, start in zip(model.classes_, coefs, starts, strict=True):
            each = {name: float(weight) for name, weight in zip(names, coef / spread, strict=True)}
            verdicts[question][str(answer)] = {"": float(start - (coef / spread * middle).sum()), **each}
    return verdicts


def main() -> int:
    """Train on everything that may be looked at, and write what was learned."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true")
    options = parser.parse_args()
    rows = list(texts())
    given = vectors(rows)
    seen = seen_by_others(rows, given)
    if options.folds:
        _tell(seen)
        return 0
    weights, verdicts = weigher.written(train(rows, given)), verdict.written(judge(seen))
    (READING / "weights.txt").write_text(weights, "utf-8")
    (READING / "verdicts.txt").write_text(verdicts, "utf-8")
    print(f"{len(rows)} texts, {weights.count(chr(10))} features, {len(weights.encode())} bytes")
    return 0


def _tell(seen: Sequence[Seen]) -> None:
    """How each question is answered by verdicts that were learned from other writers."""
    counts: dict[str, Counter[tuple[str, str]]] = {question: Counter() for question in SUBJECTS_OF}
    for part in range(FOLDS):
        verdicts = judge([each for number, each in enumerate(seen) if number != part])
        for whole, given in seen[part]:
            for question, right in whole.answers.items():
                if question in SUBJECTS_OF:
                    sums = {
                        answer: weights[""] + sum(weights.get(n, 0.0) * v for n, v in given[question].items())
                        for answer, weights in verdicts[question].items()
                    }
                    counts[question][right, max(sums, key=lambda each: sums[each])] += 1
    for question, count in counts.items():
        agreed = sum(number for (wanted, found), number in count.items() if wanted == found)
        print(f"{question}: {agreed} of {count.total()} right;", _told(count))


def _told(count: Counter[tuple[str, str]]) -> str:
    return ", ".join(
        f"{wanted} read as {found} {number}" for (wanted, found), number in sorted(count.items())
    )


if __name__ == "__main__":
    sys.exit(main())
