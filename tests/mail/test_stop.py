"""STOP as people write it, and what only begins like it."""

import pytest

from cocmail.mail.stop import says_stop

REA = ("Rea Porter", "rea.porter@example.net")


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "Stop.",
        "stop!!",
        '"STOP"',
        "”Stop”",
        "*STOP*",
        "Stop please",
        "Please stop.",
        "Hi,\nstop, thank you",
        "Stop emailing me",
        "Stop sending me e-mails, please.",
        "stop writing to me",
        "stop all mail",
        "STOP STOP",
        "STOP Rea",
        "STOP\nRea",
        "STOP\n\nRea Porter\nDeveloper, Example Oy\n+358 40 123 4567",
        "Stop\n\nBest regards,\nR. Porter",
        "STOP\n\nSent from my iPhone",
        "LOPETA",
        "Lopettakaa, kiitos.",
        "STOP kiitos",
        "Stop\n\nTerveisin\nRea",
        "Lopettakaa viestien lähettäminen",
        "STOPP",
        "sluta skriva",
        "Sluta skriva till mig, tack!",
        "Stopp\n\nMvh Rea",
    ],
)
def test_a_reply_that_says_nothing_but_stop_is_one(text: str) -> None:
    assert says_stop(text, *REA)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rea",
        "Stop him!",
        "Stop him, please.",
        "Please stop Ben",
        "Stop it",
        "Stop this!",
        "Please stop this",
        "Stop this now please",
        "STOP ALL THIS",
        "Stop me",
        "Stop the meetup",
        "Stop?",
        "Don't stop",
        "I told him to stop.",
        "He said stop emailing me",
        "It has to stop",
        "Stop. He is at my door.",
        "STOP\n\nHe is here again",
        "STOP - he reads my phone",
        "Please STOP. He reads my phone.",
        "STOP please, it is not safe",
        "Stop emailing me, he sees everything",
        "Lopettakaa viestien lähettäminen, mieheni näkee ne.",
        "Sluta skriva till mig: han läser allt.",
        "Stop\nThanks\nHe is outside my door\nRea",
        "Thanks, Rea",
        "Lopeta se",
        "Lopettakaa hänen puheensa",
        "Sluta inte skriva",
        "Stoppa honom!",
        "Bus stop",
        "Stop please stop please stop please stop please stop",
        "stop " * 300,
    ],
)
def test_what_says_anything_else_is_a_message_like_any_other(text: str) -> None:
    assert not says_stop(text, *REA)


def test_a_name_that_is_not_the_writers_is_somebody_else() -> None:
    assert says_stop("Stop Ben", "Ben Okafor", "b@example.net")
    assert not says_stop("Stop Ben", "", "rea@example.net")
    assert not says_stop("Stop\nBen", "", "rea@example.net")
    assert not says_stop("Rea", "Stop", "stop@example.net")
    assert not says_stop("Stop it", "IT", "it@example.net")
