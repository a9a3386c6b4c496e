"""When a case is due and on which rung of the ladder: tables of hours since the report."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.builders import BEN, START

from cocmail.cases.deadlines import due_rung, next_due, started_at
from cocmail.cases.model import Case, Ladder, State

LADDER = Ladder()


def after(*, days: float = 0, minutes: float = 0) -> datetime:
    return START + timedelta(days=days, minutes=minutes)


def case(
    *,
    rung: str = "",
    taken: bool = False,
    urgent: bool = False,
    nudged_at: datetime | None = None,
    followed_up_at: datetime | None = None,
    state: State = State.OPEN,
    quiet_until: datetime | None = None,
) -> Case:
    return Case(
        "copper lantern",
        START,
        None if followed_up_at else after(days=7),
        rung=rung,
        taken_by=BEN.key if taken else "",
        urgent=urgent,
        nudged_at=nudged_at,
        escalated_at=nudged_at if rung == "escalation" else None,
        followed_up_at=followed_up_at,
        state=state,
        quiet_until=quiet_until,
    )


@pytest.mark.parametrize(
    ("known", "now", "expected"),
    [
        # Nobody has moved, and the daemon was there all the time.
        (case(), after(), ""),
        (case(), after(days=3, minutes=-1), ""),
        (case(), after(days=3), "take"),
        (case(rung="take", nudged_at=after(days=3)), after(days=5, minutes=-1), ""),
        (case(rung="take", nudged_at=after(days=3)), after(days=5), "warn"),
        (case(rung="warn", nudged_at=after(days=5)), after(days=7, minutes=-1), ""),
        (case(rung="warn", nudged_at=after(days=5)), after(days=7), "escalation"),
        (case(rung="escalation", nudged_at=after(days=7)), after(days=8, minutes=-1), ""),
        (case(rung="escalation", nudged_at=after(days=7)), after(days=8), "escalation"),
        # The daemon was down: only the highest rung that was missed.
        (case(), after(days=6), "warn"),
        (case(), after(days=7), "escalation"),
        (case(), after(days=40), "escalation"),
        (case(rung="take", nudged_at=after(days=3)), after(days=9), "escalation"),
        (case(rung="escalation", nudged_at=after(days=7)), after(days=40), "escalation"),
        # Somebody took it: no reminder to take it, and the promise to the reporter stays.
        (case(taken=True), after(days=3), ""),
        (case(taken=True), after(days=5), "warn"),
        (case(taken=True, rung="warn", nudged_at=after(days=5)), after(days=7), "escalation"),
        (case(taken=True, rung="escalation", nudged_at=after(days=7)), after(days=8), "escalation"),
        # Whoever had taken it stepped back after day three.
        (case(rung=""), after(days=4), "take"),
        # Urgent: every half hour until it is taken.
        (case(urgent=True), after(minutes=29), ""),
        (case(urgent=True), after(minutes=30), "urgent"),
        (case(urgent=True, nudged_at=after(minutes=30)), after(minutes=59), ""),
        (case(urgent=True, nudged_at=after(minutes=30)), after(minutes=60), "urgent"),
        (case(urgent=True, nudged_at=after(minutes=30)), after(days=2), "urgent"),
        (case(urgent=True, taken=True), after(days=2), ""),
        (case(urgent=True, nudged_at=after(days=2)), after(days=3), "take"),
        # A snooze quiets what is not urgent.
        (case(quiet_until=after(days=4)), after(days=3), ""),
        (case(urgent=True, quiet_until=after(days=4)), after(minutes=30), "urgent"),
        (
            case(urgent=True, nudged_at=after(days=3), quiet_until=after(days=4)),
            after(days=3, minutes=29),
            "",
        ),
        (case(urgent=True, nudged_at=after(days=2), rung="warn"), after(days=7), "escalation"),
        # Followed up: a quiet look each week.
        (case(followed_up_at=after(days=2)), after(days=9, minutes=-1), ""),
        (case(followed_up_at=after(days=2)), after(days=9), "review"),
        (case(followed_up_at=after(days=2), nudged_at=after(days=9)), after(days=16, minutes=-1), ""),
        (case(followed_up_at=after(days=2), nudged_at=after(days=9)), after(days=16), "review"),
        # Closed: never.
        (case(state=State.CLOSED), after(days=400), ""),
        (case(state=State.CLOSED, urgent=True), after(days=400), ""),
    ],
)
def test_the_highest_rung_that_is_due_and_not_done(known: Case, now: datetime, expected: str) -> None:
    assert expected == due_rung(known, now, LADDER)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (case(), after(days=3)),
        (case(taken=True), after(days=5)),
        (case(rung="take", nudged_at=after(days=3)), after(days=5)),
        (case(rung="warn", nudged_at=after(days=5)), after(days=7)),
        (case(rung="escalation", nudged_at=after(days=9)), after(days=10)),
        (case(urgent=True), after(minutes=30)),
        (case(urgent=True, nudged_at=after(minutes=30)), after(minutes=60)),
        (case(urgent=True, taken=True), after(days=5)),
        (case(urgent=True, quiet_until=after(days=4)), after(minutes=30)),
        (case(followed_up_at=after(days=2)), after(days=9)),
        (case(followed_up_at=after(days=2), nudged_at=after(days=9)), after(days=16)),
        (case(state=State.CLOSED), None),
    ],
)
def test_the_next_date_is_that_of_the_next_rung(known: Case, expected: datetime | None) -> None:
    assert expected == next_due(known, LADDER)


def test_a_case_is_due_on_its_next_date_and_not_a_moment_before() -> None:
    known = case(rung="warn", nudged_at=after(days=5))
    at = next_due(known, LADDER)

    assert at is not None
    assert due_rung(known, at, LADDER) == "escalation"
    assert due_rung(known, at - timedelta(microseconds=1), LADDER) == ""


def test_the_numbers_of_the_ladder_are_the_teams() -> None:
    ladder = Ladder(
        take=timedelta(days=1),
        warn=timedelta(days=2),
        follow_up=timedelta(days=4),
        repeat=timedelta(hours=6),
        urgent=timedelta(minutes=10),
    )
    known = replace(case(), follow_up_due=after(days=4))

    assert after(days=1) == next_due(known, ladder)
    assert due_rung(known, after(days=2), ladder) == "warn"
    assert due_rung(known, after(days=4), ladder) == "escalation"
    escalated = replace(known, rung="escalation", escalated_at=after(days=4))
    assert after(days=4.25) == next_due(escalated, ladder)
    assert after(minutes=10) == next_due(replace(known, urgent=True), ladder)


def test_a_clock_that_was_started_anew_counts_from_its_own_beginning() -> None:
    known = replace(case(), follow_up_due=after(days=17))

    assert after(days=10) == started_at(known, LADDER)
    assert after(days=13) == next_due(known, LADDER)


def test_a_longer_clock_of_the_configuration_makes_no_case_older_than_it_is() -> None:
    longer = replace(LADDER, follow_up=timedelta(days=14))

    assert after() == started_at(case(), longer)
    assert due_rung(case(), after(minutes=5), longer) == ""
    assert after(days=3) == next_due(case(), longer)
