"""What is known after each message, and what may still be asked: tables of states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import REQUIRED, START, rules

from cocmail.cases.checklist import asked_on_release, merge, missing
from cocmail.cases.model import FIELDS, Case, Finding, Mark

STATES = ("absent", "declined", "partial", "present")
FINDINGS = st.dictionaries(
    st.sampled_from(FIELDS), st.builds(Finding, st.sampled_from(STATES), st.text(max_size=5)), max_size=8
)


@pytest.mark.parametrize(
    ("name", "state", "asked"),
    [
        ("when", "absent", True),
        ("when", "partial", True),
        ("when", "declined", False),
        ("when", "present", False),
        ("where", "absent", True),
        ("where", "partial", False),
        ("where", "declined", False),
        ("where", "present", False),
        ("description", "partial", False),
        ("reported_person", "partial", False),
    ],
)
def test_only_what_is_absent_is_asked_for_and_a_vague_time(name: str, state: str, *, asked: bool) -> None:
    found = missing({name: Finding(state)}, [name])

    assert ((name,) if asked else ()) == found


def test_what_was_never_looked_for_counts_as_absent() -> None:
    assert missing({}, REQUIRED) == REQUIRED


def test_what_is_not_required_is_never_asked_for() -> None:
    assert missing({"witnesses": Finding(), "when": Finding("partial")}, ["where"]) == ("where",)
    assert missing({}, []) == ()


def test_questions_stand_in_the_order_of_the_checklist() -> None:
    assert missing({}, ["witnesses", "where", "contact"]) == ("contact", "where", "witnesses")


@pytest.mark.parametrize(
    ("before", "later", "after"),
    [
        ("absent", "absent", "absent"),
        ("absent", "declined", "declined"),
        ("absent", "partial", "partial"),
        ("absent", "present", "present"),
        ("declined", "absent", "declined"),
        ("declined", "present", "present"),
        ("partial", "absent", "partial"),
        ("partial", "present", "present"),
        ("present", "absent", "present"),
        ("present", "declined", "present"),
        ("present", "partial", "present"),
    ],
)
def test_a_later_message_fills_a_field_and_never_empties_one(before: str, later: str, after: str) -> None:
    merged = merge({"where": Finding(before, "before")}, {"where": Finding(later, "later")})

    assert Finding(after, "before" if before == after else "later") == merged["where"]


def test_the_first_words_that_show_a_field_are_kept() -> None:
    merged = merge({"where": Finding("present", "in Oodi")}, {"where": Finding("present", "in the library")})

    assert Finding("present", "in Oodi") == merged["where"]


def test_all_eight_fields_are_there_and_no_other() -> None:
    merged = merge({}, {"when": Finding("present", "on Monday"), "weather": Finding("present", "rain")})

    assert tuple(merged) == FIELDS
    assert {"when"} == {name for name, finding in merged.items() if finding != Finding()}


@given(FINDINGS, FINDINGS)
def test_a_later_message_never_opens_a_question_about_a_field_that_was_given(
    known: dict[str, Finding], later: dict[str, Finding]
) -> None:
    given_before = {name for name, finding in known.items() if finding.state == "present"}

    assert not given_before & set(missing(merge(known, later), FIELDS))


@pytest.mark.parametrize("order", [("partial", "declined"), ("declined", "partial")])
def test_a_vague_time_that_the_reporter_declines_to_make_clearer_is_not_asked_again(
    order: tuple[str, str],
) -> None:
    first, second = (Finding(state, "words") for state in order)

    known = merge({"when": first}, {"when": second})

    assert missing(known, ["when"]) == ()


@pytest.mark.parametrize(
    ("marks", "requests", "asks"),
    [
        (frozenset(), 0, REQUIRED),
        (frozenset(), 1, REQUIRED),
        (frozenset(), 2, ()),
        (frozenset({"unclear"}), 0, ()),
        (frozenset({"unreadable"}), 0, ()),
    ],
)
def test_a_letter_that_is_let_go_asks_nothing_of_no_report_and_nothing_past_the_last_request(
    marks: frozenset[Mark], requests: int, asks: tuple[str, ...]
) -> None:
    known = Case("copper lantern", START, None, marks=marks, requests_made=requests)

    assert asked_on_release(known, (), rules()) == asks
