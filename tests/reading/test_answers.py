"""A reply to our questions is read against what was asked."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from cocmail.reading import Finding, Report, read_answers


def _answers(
    text: str, asked: Sequence[str], inline: Mapping[str, str] | None = None
) -> Mapping[str, Finding]:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(text, "Re: copper lantern", received, "Europe/Helsinki", True, "Mira Salo")
    return read_answers(report, asked, inline or {}, (), ("en", "fi", "sv")).fields


def test_a_short_reply_to_one_question_answers_it() -> None:
    assert Finding("present", "Quayside 4") == _answers("Quayside 4\n\nMira", ["where"])["where"]


@pytest.mark.parametrize("text", ["Thanks!", "Kiitos", "Tack", "Thank you!\n\nMira Salo", ""])
def test_plain_thanks_answer_nothing(text: str) -> None:
    fields = _answers(text, ["where", "when"])

    assert fields["where"].state == "absent"
    assert fields["when"].state == "absent"


@pytest.mark.parametrize("text", ["I don't know", "En tiedä", "Vet inte", "I'd rather not say."])
def test_a_reply_may_decline_the_question(text: str) -> None:
    assert _answers(text, ["where"])["where"].state == "declined"


def test_a_vague_time_is_part_of_an_answer() -> None:
    assert _answers("some time in spring", ["when"])["when"].state == "partial"


def test_what_the_rules_know_in_a_reply_is_taken_whatever_the_page_as_a_whole_looks_like() -> None:
    asked = ("where", "when", "ongoing", "reported_person")

    assert _answers("I was in the kitchen then. Thanks for asking.", asked)["where"].state == "present"


@pytest.mark.xfail(strict=True, reason="a clock time alone is taken for enough in a mail of few words")
def test_a_clock_time_alone_in_a_reply_is_part_of_an_answer() -> None:
    asked = ("where", "when", "ongoing", "reported_person")

    assert _answers("Around six o'clock. Others laughed.", asked)["when"].state == "partial"


@pytest.mark.parametrize(
    "text",
    [
        "I'd rather not answer that.",
        "en halua vastata",
        "Vill inte svara på det.",
        "no answer",
        "ei vastausta",
    ],
)
def test_who_declines_a_question_has_not_asked_for_silence(text: str) -> None:
    assert _answers(text, ["where"])["contact"].state == "present"


def test_what_is_found_is_not_made_less_by_the_order_of_the_questions() -> None:
    assert _answers("perjantaina ysin maissa", ["when"])["when"].state == "present"


@pytest.mark.parametrize("text", ["When:\nWhere:\n", "When: -\nWhere: n/a\n"])
def test_a_form_that_comes_back_empty_answers_nothing(text: str) -> None:
    fields = _answers(text, ["when", "where"])

    assert {fields[field].state for field in ("when", "where")} == {"absent"}


def test_as_many_lines_as_questions_are_answers_in_order() -> None:
    fields = _answers("Tuesday 18:30\nQuayside 4\nnope", ["when", "where", "ongoing"])

    assert Finding("present", "Quayside 4") == fields["where"]
    assert fields["when"].state == "present"
    assert fields["ongoing"].state == "present"


def test_pieces_between_commas_are_matched_by_cue_before_order() -> None:
    fields = _answers("Quayside 4, Tuesday 18:30", ["when", "where"])

    assert fields["when"].evidence == "Tuesday 18:30"
    assert fields["where"].evidence == "Quayside 4"


def test_what_stands_under_a_quoted_question_answers_that_question() -> None:
    text = "Quayside 4\n\nNo idea.\n"
    fields = _answers(text, ["where", "ongoing"], {"where": "Quayside 4", "ongoing": "No idea."})

    assert Finding("present", "Quayside 4") == fields["where"]
    assert Finding("declined", "No idea.") == fields["ongoing"]


def test_a_reply_in_prose_counts_as_any_report_does() -> None:
    fields = _answers("It was on Tuesday at 18:30 in the lobby, and my colleague saw it.", ["when"])

    assert fields["when"].state == "present"
    assert fields["where"].state == "present"
    assert fields["witnesses"].state == "present"
