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
        "No more messages since May.",
        "It was on Monday.\nNo more texts since I blocked him.",
        "No more messages so far.",
        "No more messages because I blocked him.",
        "Ei enää viestejä koska estin hänet.",
        "Inga fler sms eftersom jag blockerade honom.",
        "My answer to him was short. Please stop texting me. He sent ten more.",
        "What I want from him:\nStop emailing me",
        "I sent him one line\nPlease stop messaging me\nbut it went on",
        "Jag svarade honom en gång. Sluta kontakta mig. Han skrattade.",
        "En halua enää viestejä häneltä.",
        "Jag vill inte ha fler brev från honom.",
    ],
)
def test_what_is_told_of_other_letters_asks_us_for_nothing(text: str) -> None:
    assert not wishes(text)


@pytest.mark.parametrize("text", ["Don't answer – that was his advice.", "Svara inte - sa han till mig."])
def test_what_somebody_else_advised_is_no_wish_in_a_first_mail(text: str) -> None:
    assert not wishes(text, is_reply=False)


def test_no_more_letters_are_asked_for_by_who_got_one() -> None:
    text = "It was in the hall. No more emails please, she said, so I stopped. No more letters please."

    assert wishes(text)
    assert not wishes(text, is_reply=False)
