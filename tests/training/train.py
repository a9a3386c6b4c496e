"""`python -m tests.training.train`: make `weights.npz`, `net.npz` and `verdicts.txt` of the reading anew.

It needs scikit-learn and torch, which nothing else here does, some 20 GB and two to three hours on two cores, and gives
the same files each time on the same kind of machine. It learns from what stands in this folder and from nothing else:
the labelled mails in `mails/` (see `mails.py`), the twins that `twins.py` makes of them, the plain ones that
`plainly.py` puts together, and the lines beside them.
So the figures of any other mails, those in `tests/measure` too, are of mails that nothing was learned from.

First each sentence is learned from, for `weights.npz`, and each mail with its sentences, for `net.npz` (see `net.py`).
Then whole mails are judged, for `verdicts.txt`: each by weights and nets that were learned from the mails of other
writers, as it will be with the mails that people send.

`--folds` writes nothing and tells how well mails of writers are read that were not learned from.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import numpy as np  # type: ignore[import-not-found,import-untyped,unused-ignore]
from scipy.sparse import csr_matrix  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,import-untyped,unused-ignore]
from tests.training import net
from tests.training.mails import Line, Mail, mails

from cocmail.reading import verdict
from cocmail.reading.impression import Encoded, encode, read_nets
from cocmail.reading.labels import answered
from cocmail.reading.marks import marks_of
from cocmail.reading.page import Page, lay_out
from cocmail.reading.prose import read_page
from cocmail.reading.verdict import REPORT, SUBJECTS_OF, URGENT, Clues, values
from cocmail.reading.weigher import SUBJECTS, Weighed, features
from cocmail.reading.weights import Weights, packed
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
UNTOLD = frozenset(subject for subject in SUBJECTS if subject.endswith((" enough", " declined"))) | {
    "contact"
}
SILENT = frozenset({"where", "reported_person", "circumstances", "witnesses"})
STRENGTH, VERDICT_STRENGTH = 15.0, 0.03
# Who writes single lines for a purpose writes otherwise than who writes a mail: such a line counts for less.
OWN_WEIGHT = 0.5
# For the verdicts a mail of a file that was written to show one thing often counts for less, and so does a twin.
FOCUS_WEIGHT = 0.3
FOLDS = 3
# What torch's nets say to these is kept, so that a test can see that ours say the same.
SAID = HERE.parent / "reading" / "said_by_nets.json"
SAMPLES = (
    "On Monday at 18.30 a man in a red cap shoved me in the lobby of Oodi. Anna saw it. He is still here.",
    "Hei, eilen joku huusi minulle rumasti. En tiedä kuka. Asun Lahdessa ja tulin bussilla.",
    "Jag vill tacka för en fin kväll! När är nästa träff, och finns det hiss?",
    "",
)
# A feature of fewer sentences weighs nothing: what it would be learned from is chance.
_LEAST_TEXTS = 3


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
    """A labelled mail: its page and what the net sees of it, the right answers, how much it counts, and its writer."""

    page: Page
    encoded: Encoded
    subjects: tuple[frozenset[str], ...]
    answers: Mapping[str, str]
    answerable: bool
    weight: float
    source: str
    language: str
    is_twin: bool


def texts() -> Iterator[Text]:
    """Every labelled sentence."""
    yield from _lines()
    told: dict[str, set[Line]] = {"": set()}
    for mail in mails():
        told[mail.name] = {*mail.lines, mail.subject}
        for line in (*mail.lines, mail.subject):
            # Of a twin only what its original does not say is learned from.
            if line.text.strip() and line not in told[mail.twin_of]:
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


@cache
def wholes() -> tuple[Whole, ...]:
    """Every labelled mail."""
    return tuple(_wholes())


def _wholes() -> Iterator[Whole]:
    for mail in mails():
        words = _words(mail.language)
        page = answered(lay_out(mail.text, mail.subject.text, words, mail.sender_name, forwarded=True))
        answers = {URGENT: _yes(mail.urgent), REPORT: _yes(mail.is_report)}
        weight = FOCUS_WEIGHT if mail.twin_of or mail.writer.startswith("focus") else 1.0
        encoded = encode(page, marks_of(page))
        subjects = tuple(_subjects(mail, page, sentence) for sentence in encoded.sentences)
        answers |= mail.states if mail.is_report else {}
        yield Whole(
            page,
            encoded,
            subjects,
            answers,
            mail.answerable,
            weight,
            mail.writer,
            mail.language,
            is_twin=bool(mail.twin_of),
        )


def _subjects(mail: Mail, page: Page, sentence: tuple[int, int]) -> frozenset[str]:
    """What a sentence of a page speaks of: it may be a part of a labelled one, or hold several."""
    if not mail.is_report:
        return frozenset({"other"})
    found: frozenset[str] = frozenset()
    after = 0
    for line in (*mail.lines, mail.subject):
        start = page.raw.find(line.text, after)
        if start < 0:
            continue
        after = start + len(line.text)
        common = min(after, sentence[1]) - max(start, sentence[0])
        if common > 0.5 * min(len(line.text), sentence[1] - sentence[0]):
            found |= line.subjects
    return found


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


def seen_by_others(
    rows: Sequence[Text],
    given: Sequence[Mapping[str, float]],
    nets: Mapping[int | None, Mapping[str, np.ndarray]],
) -> list[Seen]:
    """For each part: its mails, with what is seen of them by weights and nets learned from the other parts."""
    parts: list[Seen] = []
    for part in range(FOLDS):
        kept = [index for index, row in enumerate(rows) if fold_of(row.source, row.text) != part]
        weights = _usable(train([rows[index] for index in kept], [given[index] for index in kept]))
        looking = read_nets(nets[part])
        seen: Seen = []
        for whole in wholes():
            if fold_of(whole.source, "") == part:
                weighed = Weighed(whole.page, weights)
                proposed, _ = read_page(whole.page, weighed, way="From" if whole.answerable else "")
                clues = Clues(weighed, proposed, looking.look_at(whole.encoded))
                seen.append((whole, {name: values(name, clues) for name in SUBJECTS_OF}))
        parts.append(seen)
    return parts


Nets = dict[int | None, dict[str, np.ndarray]]
Said = list[dict[str, list[list[float]]]]


def learned_nets(parts: Sequence[int | None]) -> tuple[Nets, Said]:
    """For each part the nets that learned from the others, and for None those that learned from all.

    And what each of the last said to each question of each of the `SAMPLES`.
    """
    jobs = [(part, seed) for part in parts for seed in net.NETS]
    wholes()  # Made once, before the processes part.
    nets: Nets = {part: {} for part in parts}
    said: Said = []
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        for (part, seed), (learned, says) in zip(jobs, pool.map(_learned_net, jobs), strict=True):
            print(f"a net has learned ({part=}, {seed=})", flush=True)
            # What is known is the same for all nets of a part.
            nets[part] |= {
                name if name.startswith("known ") else f"{seed}/{name}": value
                for name, value in learned.items()
            }
            said += [says] if part is None else []
    return nets, said


def _learned_net(job: tuple[int | None, int]) -> tuple[dict[str, np.ndarray], dict[str, list[list[float]]]]:
    part, seed = job
    learned_from = [whole for whole in wholes() if part is None or fold_of(whole.source, "") != part]
    known = net.known_of([whole.encoded for whole in learned_from])
    lessons = [
        net.Lesson(
            whole.encoded,
            net.rows_of(whole.encoded, known),
            whole.subjects,
            whole.answers,
            whole.language,
        )
        for whole in learned_from
    ]
    pages = [lay_out(text, "", tuple(ALL.values()), "", forwarded=True) for text in SAMPLES]
    return net.train(lessons, known, seed, [encode(page, marks_of(page)) for page in pages])


def _usable(weights: Mapping[str, Mapping[str, float]]) -> Weights:
    return Weights(packed(weights, SUBJECTS))


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
    parts = range(FOLDS)
    nets, said = learned_nets(parts if options.folds else (*parts, None))
    seen = seen_by_others(rows, given, nets)
    if options.folds:
        _tell(seen)
        return 0
    weights, verdicts = packed(train(rows, given), SUBJECTS), verdict.written(judge(seen))
    np.savez_compressed(READING / "weights.npz", allow_pickle=False, **weights)
    np.savez_compressed(READING / "net.npz", allow_pickle=False, **nets[None])
    SAID.write_text(json.dumps({"texts": SAMPLES, "said": said}, ensure_ascii=False), "utf-8")
    (READING / "verdicts.txt").write_text(verdicts, "utf-8")
    print(f"{len(rows)} texts, {len(weights['counts'])} features, {len(weights['weights'])} weights")
    return 0


def _tell(seen: Sequence[Seen]) -> None:
    """How each question is answered by verdicts that were learned from other writers."""
    counts: dict[str, Counter[tuple[str, str]]] = {question: Counter() for question in SUBJECTS_OF}
    for part in range(FOLDS):
        verdicts = judge([each for number, each in enumerate(seen) if number != part])
        for whole, given in seen[part]:
            # Two that are nearly the same would count for two.
            if whole.is_twin:
                continue
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
