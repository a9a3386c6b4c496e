"""RECUSE in a sentence: what is plainly one, what is asked about, and what is none."""

import time

import pytest

from cocmail.cases.commands import Misread, Reading, read_commands
from cocmail.cases.stepping import with_recusal


def heard(text: str) -> Reading:
    return with_recusal(read_commands(text))


@pytest.mark.parametrize(
    "text",
    [
        "I'm recusing myself.",
        "I\N{RIGHT SINGLE QUOTATION MARK}m recusing myself from this case, he is my brother.",
        "Please recuse me",
        "Sorry, recuse",
        "Hei!\nRecuse",
        "Hi all,\n\nrecuse",
        "Hi Aino, I need to recuse myself. He is my boss.",
        "I have to recuse myself from this one, sorry.",
        "I must recuse, he is my friend",
        "Thank you for the report.\n\nI would like to recuse myself.",
        "Unfortunately I will recuse myself here",
        "Recusing myself.",
        "I recluse myself",
        "Jäävään itseni tästä.",
        "Minun täytyy jäävätä itseni",
        "Jääväydyn tästä, hän on veljeni.",
        "Hei, minä jääviydyn.",
        "Minun pitää valitettavasti jääväytyä tästä",
        "Jag måste anmäla jäv i det här ärendet",
        "Jag recuse mig",
    ],
)
def test_who_says_plainly_that_they_step_back_does(text: str) -> None:
    assert [(each.verb, each.text) for each in heard(text).commands] == [("recuse", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Should I recuse myself?",
        "Could you please recuse me?",
        "I think I should recuse myself",
        "If he comes, I will recuse myself",
        "I will recuse myself if he is involved.",
        "He is my brother, so I have to recuse myself.",
        "He is my brother. Recuse.",
        "I have read what she wrote about it, and it is somebody whom I know, sorry. I have\nto recuse myself.",
        "Carla just wrote to me.\n\nI have to recuse myself from this one, sorry.\n\nSo please leave her out.",
        "See below.\n\nCarla Lindqvist, 13:10\nPlease recuse me from this case.",
        "I have a conflict of interest here.",
        "Olen jäävi.",
        "Jäävi",
        "Hej!\nJävig.",
        "Jääväydyn, jos hän on mukana.",
        "Jäävään itseni, jos hän on mukana.",
        "Jag är jävig i det här.",
    ],
)
def test_who_may_mean_it_is_asked_and_their_words_are_kept(text: str) -> None:
    reading = heard(text)

    assert ([each.meant for each in reading.misread], reading.commands) == (["recuse"], ())
    assert reading.note == text


@pytest.mark.parametrize(
    "text",
    [
        "She should recuse herself",
        "I think Carla should recuse herself",
        "I asked Ben to recuse himself",
        "I want to recuse her",
        "I do not need to recuse myself",
        "I see no reason to recuse myself",
        "I have no conflict of interest",
        "En ole jäävi.",
        "En jääväydy tästä.",
        "Carla jääväytyy tästä.",
        "Jäävi on hän, en minä.",
        "Jag är inte jävig.",
        "We can talk about recusals on Monday",
        "She wrote to me:\n\nI have to recuse myself",
        "See below.\n---------- Forwarded message ---------\nI have to recuse myself",
    ],
)
def test_what_is_said_of_others_or_denied_is_a_note(text: str) -> None:
    assert heard(text) == Reading(note=text)


def test_no_letter_to_the_reporter_is_a_recusal() -> None:
    text = "reply\nDear Rea,\nI have to recuse myself from your case."

    assert heard(text) == read_commands(text)


def test_who_steps_back_below_a_word_steps_back_as_well() -> None:
    assert [each.verb for each in heard("clear\nSorry, I must recuse myself").commands] == ["clear", "recuse"]
    assert [each.verb for each in heard("clsoe\nI recuse myself.").commands] == ["recuse"]
    asked = heard("take\nShould I recuse myself?")
    assert asked.misread == (Misread("Should I recuse myself?", "recuse"),)


def test_any_length_of_words_is_read_at_once() -> None:
    before = time.process_time()

    for text in ("hi " * 9000, "I must " * 9000, "not I recuse " * 9000, ":  " * 9000, "sorry, " * 9000):
        heard(text)

    assert time.process_time() - before < 5
