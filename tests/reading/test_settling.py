"""What comes of it where the rules and the verdict on the whole page differ.

What the nets say is put by hand here, so that these hold whatever they have learned.
"""

import pytest

from cocmail.reading.page import lay_out
from cocmail.reading.prose import read_page, settle
from cocmail.reading.verdict import ANSWERS, Clues
from cocmail.reading.weigher import weigh_sentences
from cocmail.reading.words import ALL

_SURELY, _HARDLY = 0.0, -60.0


def _settled(text: str, field: str, seen: str) -> tuple[str, str]:
    """What the rules propose for a field, and what it is settled as where the nets see `seen`."""
    page = lay_out(text, "", (ALL["en"],), "", forwarded=True)
    weighed = weigh_sentences(page)
    proposed, labelled = read_page(page, weighed, way="From")
    impression = {
        question: {answer: _SURELY if question == field and answer == seen else _HARDLY for answer in answers}
        for question, answers in ANSWERS.items()
    }
    settled = settle(page, Clues(weighed, proposed, impression), labelled)
    return proposed[field].state, settled[field].state


TOLD = "On Monday at 18.30 Priya Kettunen called me a liar in the lobby of Harbour House. Anna saw it."


@pytest.mark.parametrize(
    ("text", "field", "settled"),
    [
        # Much may show that they spoke of something else.
        (
            f"{TOLD} I don't know whether this is for you, I can't say if it is over my head.",
            "ongoing",
            "absent",
        ),
        # Who wants no answer gets none, whatever the page looks like.
        (f"{TOLD} Please do not write back to me.", "contact", "declined"),
    ],
)
def test_what_was_declined_may_not_have_been_told_at_all_but_silence_is_kept(
    text: str, field: str, settled: str
) -> None:
    assert _settled(text, field, "absent") == ("declined", settled)


def test_who_says_that_they_will_not_tell_is_not_asked_for_the_rest() -> None:
    text = f"{TOLD.replace('On Monday at 18.30 ', '')} I don't remember when it was, some evening."

    assert _settled(text, "when", "partial") == ("declined", "declined")


def test_nobody_is_silent_because_a_page_looks_so() -> None:
    assert _settled(TOLD, "contact", "declined") == ("present", "present")
