"""`python tests/training/train.py [SENTENCES]`: make `weights.txt` of the reading anew from labelled sentences.

It needs scikit-learn, which nothing else here does, and gives the same file each time. It learns from the
sentences beside it and, where they are, from the sentence sets in the folder SENTENCES (that of the corpus next
to the repository where none is named). Of those it leaves out every text whose SHA-256 ends in 0 to 4, as does
whoever builds with them: figures are told on these. Each line beside it is `codes|text`; the codes are explained
below. They tell what a line was written for, not all that it says ("he keeps calling" is written for `ongoing`),
so it is silent on the other subjects of `SILENT`.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np  # type: ignore[import-not-found,import-untyped,unused-ignore]
from scipy.sparse import csr_matrix  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found,import-untyped,unused-ignore]

from cocmail.reading.page import lay_out
from cocmail.reading.weigher import SUBJECTS, features, written
from cocmail.reading.words import ALL

HERE = Path(__file__).parent
CORPUS = HERE.parents[2] / "shared" / "corpus" / "sentences"
WEIGHTS = HERE.parents[1] / "src" / "cocmail" / "reading" / "weights.txt"
# What a sentence shows, by its code; a capital declines, a dot shows nothing.
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
# Subjects that a line beside this file may speak of without being written for them.
SILENT = frozenset({"where", "reported_person", "circumstances", "witnesses"})
STRENGTH = 10.0
# The sets are written by others, as reports will be: a line of our own counts for less.
OWN_WEIGHT = 0.5
_LEAST_TEXTS = 2


@dataclass(frozen=True)
class Text:
    """A labelled text: its language, itself, the subjects that it speaks of, and whether it is of our own."""

    language: str
    text: str
    subjects: frozenset[str]
    own: bool

    def weight(self, subject: str) -> float:
        """How much this text counts where a subject is learned; 0 where it does not tell."""
        silent = subject in SILENT and self.subjects and not self.subjects & {subject, "other"}
        # Only our own lines tell what mail that is no report says.
        return 1.0 if not self.own or subject == "other" else 0.0 if silent else OWN_WEIGHT


def texts(corpus: Path = CORPUS, unlooked: str = "01234") -> Iterator[Text]:
    """Every labelled text."""
    for language in ALL:
        for line in (HERE / f"{language}.txt").read_text("utf-8").splitlines():
            codes, _, text = line.partition("|")
            subjects = {CODES[code] for code in codes if code in CODES}
            subjects |= {"ongoing"} if "u" in codes else set()
            subjects |= {"declined"} if any(code.isupper() for code in codes) else set()
            # A mail that is no report is written in one line, and each of its sentences learned from.
            for part in _sentences(language, text) if "other" in subjects else (text,):
                yield Text(language, part, frozenset(subjects), own=True)
        path = corpus / f"{language}.jsonl"
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            row = json.loads(line)
            if hashlib.sha256(row["text"].encode()).hexdigest()[-1] not in unlooked:
                yield Text(language, row["text"], _subjects(row), own=False)


def _sentences(language: str, text: str) -> list[str]:
    page = lay_out(text, "", (ALL[language],), "", forwarded=True)
    return [text[start:end] for start, end in page.sentences if end <= len(text)]


def _subjects(row: dict[str, Any]) -> frozenset[str]:
    found = set(row["shows"]) | set(row["partial"])
    found |= {"ongoing"} if row["ongoing"] else set()
    found |= {"urgent"} if row["urgent"] else set()
    found |= {"declined"} if row["declines"] else set()
    return frozenset(found & set(SUBJECTS))


def vectors(rows: list[Text]) -> list[dict[str, float]]:
    """The features of each text, taken as one sentence."""
    found = []
    for row in rows:
        page = lay_out(row.text, "", (ALL[row.language],), "", forwarded=True)
        end = len(row.text)
        found.append(features(page.only(0, end), (0, end)))
    return found


def train(rows: list[Text], given: list[dict[str, float]]) -> dict[str, dict[str, float]]:
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
        counted = np.array([row.weight(subject) for row in rows])
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0, max_iter=1000)
        model.fit(matrix, wanted, sample_weight=counted)
        weights[""][subject] = float(model.intercept_[0])
        for name, weight in zip(names, model.coef_[0], strict=True):
            weights.setdefault(name, {})[subject] = float(weight)
    return weights


def main() -> int:
    """Train on everything that may be looked at, and write the weights."""
    rows = list(texts(Path(sys.argv[1]) if sys.argv[1:] else CORPUS))
    text = written(train(rows, vectors(rows)))
    WEIGHTS.write_text(text, "utf-8")
    print(f"{len(rows)} texts, {text.count(chr(10))} features, {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
