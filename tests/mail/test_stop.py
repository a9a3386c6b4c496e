"""STOP as people write it, and what only begins like it."""

import time

import pytest

from cocmail.mail.stop import begins_with_stop, says_stop

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


@pytest.mark.parametrize(
    "text",
    [
        "STOP - he reads my phone",
        "Please STOP. He reads my phone.",
        "STOP please, it is not safe",
        "Stop emailing me, he sees everything",
        "Lopettakaa viestien lähettäminen, mieheni näkee ne.",
        "Sluta skriva till mig: han läser allt.",
        "Lopettakaa viestit, mieheni lukee ne.",
        "Lopettakaa viestit heti, mieheni lukee ne",
        "Lopeta kirjeet, hän lukee ne",
        "Lopettakaa näiden viestien lähettäminen, mieheni lukee ne",
        "Stoppa mejlen, han läser dem",
        "Sluta skicka fler mejl, han läser",
        "Sluta med mejlen, han läser dem",
        "Vänligen sluta skicka brev. Han läser dem",
        "Stop emails, my husband reads them",
        "Stop these mails, he sees them",
        "Stop your letters, please. He sees them",
        "Stop sending, he sees it all",
        "Stop sending emails to this address, he sees them",
        "STOP STOP STOP, he reads my phone",
        "*STOP* - he reads my phone",
        "Ok stop please, my boss reads these",
        "Please please stop, he reads these",
    ],
)
def test_a_stop_with_a_reason_begins_with_one(text: str) -> None:
    assert begins_with_stop(text, *REA)
    assert not says_stop(text, *REA)


@pytest.mark.parametrize(
    "text",
    [
        "Stop. You are hurting me, I said to him.",
        "Stop him, he comes closer!",
        "STOP HIM. He comes closer!",
        "STOP! I shouted, but he went on.",
        "Please stop, I told him, but he went on.",
        "I said stop, and he did not.",
        "Stopping by on Monday, if that suits you.",
        "",
    ],
)
def test_what_is_told_of_a_stop_does_not_begin_with_one(text: str) -> None:
    assert not begins_with_stop(text, *REA)


def test_a_writer_with_a_name_without_end_is_heard_in_time() -> None:
    before = time.process_time()

    assert says_stop("STOP", "Rea Porter " * 10_000, "rea.porter@example.net")
    assert time.process_time() - before < 2
