"""What of a report is looked at: parts of what runs on, and a form without the lines that were left empty."""

import pytest

from cocmail.reading.labels import answered
from cocmail.reading.page import Page, lay_out, lay_out_both
from cocmail.reading.words import ALL


def _page(text: str) -> Page:
    return lay_out(text, "", tuple(ALL.values()), "", forwarded=True)


def _shown(page: Page) -> list[str]:
    return [page.flat[start:end].strip() for start, end in page.sentences]


RUNS_ON = (
    "ok so there was this guy at the meetup with the red cap on and he kept leaning over my chair the whole evening "
    "but i did not say anything because my boss sat there too and then on the stairs he took my bag and would not let "
    "go of it so i screamed"
)


def test_what_runs_on_without_a_stop_is_read_in_parts() -> None:
    parts = _shown(_page(RUNS_ON))

    assert len(parts) == 3
    assert " ".join(parts) == RUNS_ON
    assert all(len(part) >= 60 for part in parts)


@pytest.mark.parametrize(
    "text",
    [
        "he took my bag and would not let go of it so i screamed",
        "word " * 100,
        "i cannot remember at all any more because it was so long ago and i was so tired, when exactly it was",
    ],
)
def test_what_is_short_or_has_no_joint_is_one(text: str) -> None:
    assert _shown(_page(text)) == [text.strip()]


@pytest.mark.parametrize("joint", ["when", "kun", "koska", "när"])
def test_the_words_of_a_question_stay_with_the_refusal_to_answer_it(joint: str) -> None:
    text = f"{'and so it went on and on all evening long, ' * 5}i cannot remember any more {joint} exactly it was then"

    assert f"i cannot remember any more {joint} exactly" in " | ".join(_shown(_page(text)))


@pytest.mark.parametrize(
    ("form", "left"),
    [
        ("Where: -\nWho: Olli Berg", ["who: olli berg"]),
        ("Is it still happening?:: (no answer)\nHe hit me.", ["he hit me."]),
        ("* Milloin: ei vastattu\nHän löi minua.", ["hän löi minua."]),
        ("Where: n/a", []),
    ],
)
def test_a_line_of_a_form_that_was_left_empty_tells_nothing(form: str, left: list[str]) -> None:
    assert _shown(answered(_page(form))) == left


@pytest.mark.parametrize(
    "text",
    [
        # The answer may stand below.
        "Where:\nin the lobby",
        "Who:\n\n\nOlli Berg",
        # What stands before a label is no label.
        "He is outside my door! What happened:\nOlli shouted at me.",
        "Call the police now! Witnesses: none\nOlli shouted at me.",
        "I was raped. Who did it?\nOlli",
        "I was raped by the person...",
        "He followed me home, who was it?",
        # A refusal is no empty line.
        "En tiedä missä se tapahtui...",
        "I don't know who did it...",
        # Nor is that there was nobody.
        "Witnesses: none",
        "Earlier incidents: none",
    ],
)
def test_nothing_that_somebody_said_is_left_out(text: str) -> None:
    assert _shown(answered(_page(text))) == _shown(_page(text))


def test_a_line_that_was_joined_to_an_empty_one_is_not_lost() -> None:
    page = answered(
        _page("Name or description of the person involved: none given\nhe hit me in the lobby on Monday")
    )

    assert "he hit me in the lobby on monday" in " ".join(_shown(page))


@pytest.mark.parametrize("language", ALL)
def test_what_declines_a_field_is_found_among_other_sentences(language: str) -> None:
    words = ALL[language]
    plain = {
        (field, phrase.strip())
        for field, phrases in words.refused.items()
        for phrase in phrases.split(",")
        if phrase.replace(" ", "").isalpha()
    }

    missed = {
        (field, phrase)
        for field, phrase in plain
        if not lay_out(f"Yes. {phrase}. No.", "", (words,), "", forwarded=True).refused(field, words)
    }

    assert plain
    assert not missed


def test_of_a_mail_that_is_all_passed_on_the_lines_of_programs_are_left_out_there() -> None:
    text = (
        "---------- Forwarded message ---------\nFrom: Rea <rea@example.net>\n\nBob shouted at me in the lobby"
        " at lunch.\n\nOn Mon, 2 Mar 2026 at 10:00, Bob <bob@example.com> wrote:\n> Shut up, all of you.\n"
    )

    own, passed_on = lay_out_both(text, "", tuple(ALL.values()), "", quoted=False)

    assert "shut up" in own.flat
    assert "bob shouted" in passed_on.flat
    assert "shut up" not in passed_on.flat
