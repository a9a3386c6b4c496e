"""The weights that ship fit the code that uses them."""

import time
from datetime import UTC, datetime

import pytest

from cocmail.reading import Report, read
from cocmail.reading.page import lay_out
from cocmail.reading.weigher import SUBJECTS, Weighed, features, weigh_sentences
from cocmail.reading.weights import Weights, packed
from cocmail.reading.words import ALL


def test_a_sentence_weighs_what_its_features_weigh() -> None:
    page = lay_out("He keeps following me to the tram.", "", (ALL["en"],), "", forwarded=True)
    weighed = weigh_sentences(page)
    (sentence,) = page.sentences

    assert weighed.best(page, "ongoing") == (weighed.of(sentence, "ongoing"), sentence)
    assert "#continues" in features(page, sentence)


@pytest.mark.parametrize(
    "text",
    [
        "He keeps following me to the tram. At 18.30 he shouted: are you deaf?! Anna's friend Anna saw it.",
        "Hän seurasi minua. Hän seurasi. Seurasi",
        "?\n\n...\n- -",
        "",
    ],
)
def test_words_weigh_by_number_what_their_features_weigh_by_name(text: str) -> None:
    page = lay_out(text, "on the tram", (ALL["en"],), "", forwarded=True)
    each = {sentence: features(page, sentence) for sentence in page.sentences}
    # Every other feature weighs something, each something else for each subject.
    names = sorted({name for values in each.values() for name in values})
    weights = {
        name: {subject: float(1 + number % 7 - at) for at, subject in enumerate(SUBJECTS)}
        for number, name in enumerate(["", *names[::2]])
    }

    weighed = Weighed(page, Weights(packed(weights, SUBJECTS)))

    for sentence, values in each.items():
        for subject in SUBJECTS:
            told = sum(value * weights.get(name, {}).get(subject, 0.0) for name, value in values.items())
            assert weighed.of(sentence, subject) == pytest.approx(weights[""][subject] + told)


def test_only_a_long_word_has_an_ending() -> None:
    pages = [lay_out(text, "", (ALL["en"],), "", forwarded=True) for text in ("the wing", "the flying")]
    weights = Weights(packed({"": {"where": -1.0}, "-ing": {"where": 2.0}}, SUBJECTS))

    short, long = (Weighed(page, weights).of(page.sentences[0], "where") for page in pages)

    assert short == -1.0
    assert long > -1.0


def test_the_word_that_decides_is_the_one_that_gains_most() -> None:
    page = lay_out("He came home late on the tram", "", (ALL["en"],), "", forwarded=True)
    (sentence,) = page.sentences
    learned = {
        "": {"where": -1.0},
        "home": {"where": 2.0},
        "~late on": {"where": 1.0},
        "tram $": {"where": 3.0},
    }

    weighed = Weighed(page, Weights(packed(learned, SUBJECTS)))

    assert page.flat[slice(*weighed.deciding(sentence, "where"))] == "tram"


def test_small_weights_are_left_out() -> None:
    parts = packed({"": {"when": -1.5}, "he": {"when": 0.5, "where": 0.01}, "she": {"where": 0.01}}, SUBJECTS)

    assert parts["start"].tolist() == [-150, *[0] * (len(SUBJECTS) - 1)]
    assert len(parts["words"]) == 1
    assert parts["counts"].tolist() == [1]
    assert parts["subjects"].tolist() == [SUBJECTS.index("when")]
    assert parts["weights"].tolist() == [50]


def test_words_of_one_number_weigh_together() -> None:
    # Both have the CRC-32 0x4ddb0c25.
    parts = packed({"": {}, "plumless": {"when": 1.0}, "buckeroo": {"when": 0.5, "where": 1.0}}, SUBJECTS)

    assert parts["words"].tolist() == [0x4DDB0C25]
    assert parts["weights"].tolist() == [150, 100]


@pytest.mark.parametrize(
    "text",
    [
        "On Monday he followed me to the tram again, Ben said, and it has not stopped. " * 13_000,
        # Words of which no list knows any.
        " ".join(
            chr(0x4E00 + number // 90) + chr(0x5000 + number % 90) + ("." if number % 9 == 8 else "")
            for number in range(7_000)
        ),
    ],
    ids=["a megabyte", "unknown words"],
)
def test_a_long_mail_is_read_within_two_seconds(text: str) -> None:
    report = Report(text, "", datetime(2026, 5, 20, tzinfo=UTC), "Europe/Helsinki", True, "")
    began = time.process_time()
    read(report, (), ("en", "fi", "sv"))

    assert time.process_time() - began < 2
