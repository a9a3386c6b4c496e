"""STOP as people write it, and what only begins like it."""

import pytest

from cocmail.mail.stop import begins_with_stop, says_stop, wants_no_more

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


@pytest.mark.parametrize(
    "text",
    [
        "No more emails please",
        "Thanks! No more messages, please.",
        "I don't want any more mail from you.",
        "Ei enää viestejä kiitos",
        "En halua enää mitään viestejä teiltä.",
        "Inga fler mejl tack.",
        "Jag vill inte ha fler brev, min man läser dem.",
    ],
)
def test_a_reply_may_ask_for_no_more_letters_in_other_words(text: str) -> None:
    assert wants_no_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No more messages, she said to me.",
        "There were no more emails after that.",
        "I don't want any more letters from him.",
        "En halua enää viestejä häneltä.",
        "Jag vill inte ha fler brev från honom.",
    ],
)
def test_what_is_told_of_other_letters_asks_us_for_nothing(text: str) -> None:
    assert not wants_no_more(text)
