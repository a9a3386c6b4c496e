"""What a reply to one of our letters says that ends them; all other wishes for silence are in `test_contact.py`."""

from datetime import UTC, datetime

import pytest

from cocmail.reading import Report, read, read_answers


def wishes(text: str, *, is_reply: bool = True) -> bool:
    """Whether its writer is not to be written to."""
    report = Report(text, "", datetime(2026, 10, 9, 18, tzinfo=UTC), "Europe/Helsinki", True, "Rea Porter")
    languages = ("en", "fi", "sv")
    found = read_answers(report, (), {}, (), languages) if is_reply else read(report, (), languages)
    return "no-reply-wanted" in found.marks


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
    assert wishes(text)
    assert not wishes(text, is_reply=False)


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
    assert not wishes(text)


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
    assert wishes(text)


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
    assert not wishes(text)
