"""The verdicts that ship fit the code that uses them."""

import pytest

from cocmail.reading.impression import impression
from cocmail.reading.page import lay_out
from cocmail.reading.prose import read_page
from cocmail.reading.verdict import (
    REPORT,
    STATES,
    SUBJECTS_OF,
    URGENT,
    Clues,
    decide,
    read_verdicts,
    values,
    verdicts,
    written,
)
from cocmail.reading.weigher import weigh_sentences
from cocmail.reading.words import ALL

TEXT = "On Monday at 18.30 a man in a red cap shoved me in the lobby of Oodi. Anna saw it. He is still here."


def _clues(text: str) -> Clues:
    page = lay_out(text, "", (ALL["en"],), "", forwarded=True)
    weighed = weigh_sentences(page)
    proposed, _ = read_page(page, weighed, way="From")
    return Clues(weighed, proposed, impression(page, weighed.marks))


@pytest.mark.parametrize("question", SUBJECTS_OF)
def test_what_was_learned_is_looked_at(question: str) -> None:
    seen = {name for name in values(question, _clues(TEXT)) if not name.startswith("proposed ")}
    learned = {
        name
        for weights in verdicts()[question].values()
        for name in weights
        if not name.startswith("proposed ")
    }

    # A weight that rounds to nothing is left out.
    assert learned - {""} <= seen
    assert len(learned) > 0.8 * len(seen)


@pytest.mark.parametrize("question", SUBJECTS_OF)
def test_the_answers_are_those_that_are_asked_for(question: str) -> None:
    answers = set(decide(question, _clues(TEXT)))

    assert answers == {"yes", "no"} if question in (URGENT, REPORT) else answers <= set(STATES)


@pytest.mark.parametrize("text", ["", "\n", "?", "12.30"])
def test_a_page_without_sentences_gets_a_verdict(text: str) -> None:
    clues = _clues(text)

    assert all(decide(question, clues) for question in SUBJECTS_OF)


def test_verdicts_are_read_as_they_were_written() -> None:
    learned = {"when": {"absent": {"": -1.5, "when, first": 0.25, "#day": 0.0001}}}

    assert read_verdicts(written(learned)) == {"when": {"absent": {"": -1.5, "when, first": 0.25}}}
