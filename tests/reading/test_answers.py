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


def test_a_no_to_another_question_is_no_wish_for_silence() -> None:
    asked = ("contact", "ongoing")

    assert _answers("No, it has stopped", asked)["contact"].state == "present"
    assert _answers("No", ["contact"])["contact"].state == "declined"


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


def test_answers_that_could_be_labels_are_answers() -> None:
    fields = _answers("Over\nBystanders", ["ongoing", "witnesses"])

    assert fields["ongoing"].evidence == "Over"
    assert fields["witnesses"].evidence == "Bystanders"


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


ASKED = ("when", "where", "reported_person", "ongoing")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "1. tiistaina noin 18.30\n3. Olli Berg\n4. ei",
            {"when": "tiistaina noin 18.30", "reported_person": "Olli Berg", "ongoing": "ei"},
        ),
        (
            "3. Olli Berg\n2. the lobby\n1. last Tuesday at six\n4. no",
            {
                "when": "last Tuesday at six",
                "where": "the lobby",
                "reported_person": "Olli Berg",
                "ongoing": "no",
            },
        ),
        (
            "1) i tisdags vid 18.30\n\n2) Kajgatan 4\n\n3) Olli Berg\n\n4) nej",
            {
                "when": "i tisdags vid 18.30",
                "where": "Kajgatan 4",
                "reported_person": "Olli Berg",
                "ongoing": "nej",
            },
        ),
        ("2. Quayside 4\n3. Olli Berg", {"where": "Quayside 4", "reported_person": "Olli Berg"}),
        (
            "Hi,\n\n2. the lobby\nnext to the stairs\n\n3. Olli Berg\n\nThanks!\nMira",
            {"where": "the lobby", "reported_person": "Olli Berg"},
        ),
        ("2. Karhu", {"where": "Karhu"}),
        ("4. ei", {"ongoing": "ei"}),
        ("2) kerros 3", {"where": "kerros 3"}),
        ("2. kokoushuone B\n4. nej", {"where": "kokoushuone B", "ongoing": "nej"}),
    ],
)
def test_the_number_of_a_question_says_which_one_an_answer_is_for(text: str, told: dict[str, str]) -> None:
    fields = _answers(text, ASKED)

    assert {field: fields[field].evidence for field in ASKED if fields[field].state == "present"} == told


@pytest.mark.parametrize(
    "text",
    [
        "2 people saw it",
        "2. maaliskuuta",
        "2. March",
        "2. mars",
        "2. kerros",
        "2.3. klo 18",
        "18.30",
        "2. 3. 2026",
        "2. Karhu\n2. Otso",
        "7. Karhu",
        "He did three things:\n2. he shouted\n3. he left",
    ],
)
def test_other_numbers_are_no_numbers_of_questions(text: str) -> None:
    assert _answers(text, ASKED) == _answers(text, ASKED[::-1])


@pytest.mark.parametrize(
    "text", ["no", "No.", "nej", "ei", "please don't", "Please do not contact me.", "Älkää ottako yhteyttä."]
)
@pytest.mark.parametrize("answerable", [False, True])
@pytest.mark.parametrize("inline", [False, True])
def test_who_says_no_to_being_reached_is_not_written_to(text: str, inline: bool, answerable: bool) -> None:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(text, "Re: copper lantern", received, "Europe/Helsinki", answerable, "Mira Salo")

    found = read_answers(report, ["contact"], {"contact": text} if inline else {}, (), ("en", "fi", "sv"))

    assert found.fields["contact"].state == "declined"
    assert "no-reply-wanted" in found.marks


@pytest.mark.parametrize("text", ["I don't know", "En tiedä", "Vet inte"])
@pytest.mark.parametrize("inline", [False, True])
def test_who_knows_no_better_way_to_be_reached_is_still_answered(text: str, inline: bool) -> None:
    assert _answers(text, ["contact"], {"contact": text} if inline else {})["contact"].state == "present"


def test_what_stands_under_one_question_is_no_answer_to_another() -> None:
    fields = _answers("Karhu\nno", ["where", "ongoing"], {"ongoing": "no"})

    assert Finding("present", "no") == fields["ongoing"]
    assert fields["where"].evidence != "no"
