"""When a case is due next, and which rung of the ladder that is (P14, P17).

It stands apart from `policy` because the due date is a function of the case alone: a late or repeated sweep
computes the same answer. Every open case has a next date (G7).
"""

from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo

from cocmail.cases.model import Case, Ladder, State


def started_at(case: Case, ladder: Ladder) -> datetime:
    """When the seven-day clock of this case began."""
    if case.follow_up_due is None:
        return case.received_at
    # The promise was made by the ladder of then, which may have been a shorter one.
    return max(case.follow_up_due - ladder.follow_up, case.received_at)


def followed_up(case: Case, at: datetime) -> Case:
    """The case whose promise was kept then: its seven-day clock stands, and no rung of it is left (P17)."""
    return replace(
        case,
        followed_up_at=at,
        follow_up_due=None,
        rung="",
        nudged_at=None,
        escalated_at=None,
        urgent=False,
    )


def due_rung(case: Case, now: datetime, ladder: Ladder) -> str:
    """The highest rung that is due and not done: '' or urgent, take, warn, escalation, review, expiry, erase.

    Rungs missed while the daemon was down are coalesced into that one.
    """
    rungs = [(at, name) for at, name in _open_rungs(not_ahead(case, now), ladder) if at <= now]
    order = ("expiry", "erase", "review", "urgent", "take", "warn", "escalation")
    return max((name for _, name in rungs), key=order.index, default="")


def last_digest(now: datetime, weekday: int, at: time, zone: tzinfo) -> datetime:
    """The latest moment not after now at which a weekly digest was due."""
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - weekday) % 7)
    moment = datetime.combine(day, at, tzinfo=zone)
    return moment if moment <= local else datetime.combine(day - timedelta(days=7), at, tzinfo=zone)


def not_ahead(case: Case, now: datetime) -> Case:
    """The case without times that have not come yet: a clock that was ahead must not silence it."""

    def past(at: datetime | None) -> datetime | None:
        return at if at is None or at <= now else None

    return replace(case, nudged_at=past(case.nudged_at), escalated_at=past(case.escalated_at))


def is_seen_to(before: Case, after: Case) -> bool:
    """Whether what a reminder from before says is over: that nobody took the case, or nobody followed up."""
    # From day 5 on they say that the reporter was not followed up, which a TAKE does not change.
    is_taken = bool(after.taken_by) and not before.taken_by and after.rung in ("", "take")
    is_followed_up = before.follow_up_due is not None and after.follow_up_due is None
    is_closed = after.state == State.CLOSED and before.state != State.CLOSED
    return is_taken or is_followed_up or is_closed


def next_due(case: Case, ladder: Ladder) -> datetime | None:
    """When the next rung is due; None for a case of which nothing is left to do."""
    return min((at for at, _ in _open_rungs(case, ladder)), default=None)


def _open_rungs(case: Case, ladder: Ladder) -> list[tuple[datetime, str]]:
    if case.state == State.CLOSED:
        return _last_rungs(case, ladder)
    rungs = []
    start = started_at(case, ladder)
    # Snoozed by somebody; danger and the promise to the reporter are not.
    quiet = case.quiet_until or start
    if case.urgent and not case.taken_by:
        rungs.append(((case.nudged_at or start) + ladder.urgent, "urgent"))
    if case.follow_up_due is None:
        # Followed up, yet still open: a quiet look each week, so that no open case is without a date.
        last = max(filter(None, (case.followed_up_at, case.nudged_at, case.received_at)))
        return [*rungs, (max(last + ladder.follow_up, quiet), "review")]
    if case.rung == "" and not case.taken_by:
        rungs.append((max(start + ladder.take, quiet), "take"))
    if case.rung in ("", "take"):
        rungs.append((max(start + ladder.warn, quiet), "warn"))
    # Its own time: reminders of an urgent case must not push the daily escalation away.
    again = case.escalated_at + ladder.repeat if case.escalated_at else case.follow_up_due
    rungs.append((again, "escalation"))
    return rungs


def _last_rungs(case: Case, ladder: Ladder) -> list[tuple[datetime, str]]:
    """A closed case keeps its content for so long; nobody's evidence vanishes without a word before."""
    if case.closed_at is None or case.erased_at is not None:
        return []
    end = case.closed_at + ladder.keep
    if case.rung != "expiry" or case.nudged_at is None:
        return [(end - ladder.farewell, "expiry")]
    return [(max(end, case.nudged_at + ladder.farewell), "erase")]
