"""What is wrong and what waits, as the database alone tells it: the one list of problems. Never content.

`status` shows the list and `alerts` tells of it. It stands apart because a health check needs the database and
no key.

Fails: as `database`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import State
from cocmail.database import Database
from cocmail.mail.automatic import TO_MEMBERS
from cocmail.mail.triage import Door
from cocmail.tables import WAITING, arrivals, cases, health, letters, messages

STALE_AFTER = timedelta(minutes=10)  #: how long a daemon may be without a successful look at the mailbox
CANARY_DUE = timedelta(hours=1)  #: by when the daily test letter has to be back
JUNK_REPORT, JUNK_ANSWERS = "reads like a report", "answers a letter of ours"  #: why junk is worth a look
_AN_HOUR = timedelta(hours=1)
_A_DAY = timedelta(days=1)
# For so long it is said that the group may hold back a report: nothing tells us when somebody has looked there.
_SERVICE_STANDS = timedelta(days=14)
# A server that is away for a moment is nobody's business.
_A_WHILE = timedelta(minutes=10)
_SEE_LOG = "see the log: journalctl -u cocmail"

# What a running daemon notes as `problem_NAME`: its words are in the row. What to do, and how long it may last.
_NOTED: dict[str, tuple[str, timedelta]] = {
    "imap": ("see: cocmail check", _A_WHILE),
    "smtp": ("letters wait until it is mended; see: cocmail check, cocmail outbox list", _A_WHILE),
    "key": ("put the right key file back; nothing can be read or sent without it", timedelta()),
    "stuck": (f"systemd starts it anew where WatchdogSec= is set; {_SEE_LOG}", timedelta()),
    "self_check": ("see: cocmail check; a backup may be needed", timedelta()),
    "unfetched": ("look at them in the mailbox: a report may be among them", _AN_HOUR),
    "junk_folder": ("reports that are taken for junk are not seen; see: cocmail check", _AN_HOUR),
    "processed_folder": ("mail is taken in all the same and stays where it is; see: cocmail check", _A_WHILE),
    "canary_unsent": ("no letter can go out; see: cocmail check", _AN_HOUR),
    "canary": (
        "look at the group, its moderation and the spam filter: reports may go the same way",
        timedelta(),
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an administrator has to know of, without content and without an address."""

    key: str  #: what it is called where it is remembered
    what: str  #: one line
    advice: str  #: what to do
    patience: timedelta = timedelta()  #: how long it has to last before somebody is called for it
    numbers: frozenset[int] = frozenset()  #: the letters or messages that it is about: a new one is news
    passes: str = ""  #: why it may stand here no more though nobody mended it, and where to look

    def __str__(self) -> str:
        return f"{self.what}; {self.advice}"


class Health:
    """The health of one alias, as its database tells it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, now: datetime, **values: object) -> None:
        """Keep what `status` shows. `None` takes a key away."""
        with self._database.writes() as connection:
            for key, value in values.items():
                connection.execute(health.delete().where(health.c.key == key))
                if value is not None:
                    connection.execute(health.insert().values(key=key, at=now, value=str(value)))

    def noted(self) -> dict[str, tuple[str, datetime]]:
        """What was kept, each with the time it was noted."""
        with self._database.reads() as connection:
            return {row.key: (row.value, row.at) for row in connection.execute(sa.select(health))}

    def counts(self) -> dict[str, Any]:
        """Letters by state, messages in quarantine, open cases, and the next date of any case."""
        with self._database.reads() as connection:
            by_state = sa.select(letters.c.state, sa.func.count()).group_by(letters.c.state)
            quarantined = sa.select(sa.func.count()).where(messages.c.state == "quarantined")
            is_open = cases.c.state != State.CLOSED
            return {
                "letters": {row[0]: row[1] for row in connection.execute(by_state)},
                "quarantine": connection.scalar(quarantined),
                "open_cases": connection.scalar(sa.select(sa.func.count()).select_from(cases).where(is_open)),
                "next_deadline_at": connection.scalar(
                    sa.select(sa.func.min(cases.c.next_due_at)).where(is_open)
                ),
            }

    def problems(self, now: datetime, *, poll: timedelta, canary: bool) -> list[Problem]:
        """All that is wrong. `poll` is how often the mailbox is looked at, `canary` whether test letters are sent."""
        noted = self.noted()
        with self._database.reads() as connection:
            return [
                *_noted_problems(noted, now, canary=canary),
                *_of_the_poll(connection, noted, now, max(STALE_AFTER, 3 * poll)),
                *_of_letters(connection, now),
                *_of_messages(connection, now),
            ]


def _noted_problems(
    noted: dict[str, tuple[str, datetime]], now: datetime, *, canary: bool
) -> Iterator[Problem]:
    for name, (advice, patience) in _NOTED.items():
        if f"problem_{name}" in noted and (canary or not name.startswith("canary")):
            yield Problem(name, noted[f"problem_{name}"][0], advice, patience)
    said, crashed_at = noted.get("crashed", ("", now))
    if said and timedelta() <= now - crashed_at < _AN_HOUR:
        yield Problem("crash", said, f"look whether it runs again; {_SEE_LOG}")
    mark, sent_at = noted.get("canary_sent", ("", now))
    back = noted.get("canary_back", ("", now))[0]
    # One that is lost is not forgotten when the next one goes out.
    sent_at = noted["canary_lost"][1] if "canary_lost" in noted else sent_at
    if canary and mark != back and now - sent_at > CANARY_DUE:
        # Patience: a daemon that was down meanwhile has yet to look.
        yield Problem(
            "canary-late",
            f"the test letter of {sent_at:%Y-%m-%d %H:%M} UTC has not come back through the alias",
            _NOTED["canary"][0],
            timedelta(minutes=5),
        )


def _of_the_poll(
    connection: sa.Connection, noted: dict[str, tuple[str, datetime]], now: datetime, stale: timedelta
) -> Iterator[Problem]:
    if "problem_imap" in noted:
        return
    looked = noted.get("last_poll")
    if looked is None:
        yield Problem("poll", "the mailbox has never been read", "is the daemon running?", _A_WHILE)
        return
    # Whoever works through a backlog reads the mailbox too. What a clock wrote that was ahead says nothing.
    newest = connection.scalar(
        sa.select(messages.c.spooled_at)
        .where(messages.c.spooled_at <= now + stale)
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    if all(abs(now - at) > stale for at in (looked[1], newest or looked[1])):
        yield Problem(
            "poll",
            f"the mailbox was last read at {looked[1]:%Y-%m-%d %H:%M} UTC",
            "is the daemon running?",
            timedelta(minutes=2),
        )


def _of_letters(connection: sa.Connection, now: datetime) -> Iterator[Problem]:
    def count(*which: sa.ColumnElement[bool]) -> int:
        return connection.scalar(sa.select(sa.func.count()).select_from(letters).where(*which)) or 0

    is_limited = letters.c.reply_code == "limit"
    # Those that a restore makes wait have a later date.
    late = count(
        letters.c.state.in_((*WAITING, "sending")),
        letters.c.queued_at < now - _AN_HOUR,
        letters.c.next_attempt_at <= now + _AN_HOUR,
        ~is_limited,
    )
    if late:
        yield Problem(
            "waiting",
            f"{_many(late, 'letter has', 'letters have')} waited for over an hour",
            "see: cocmail outbox list",
            timedelta(minutes=5),
        )
    have_failed = sa.select(letters.c.id).where(
        letters.c.state == "failed",
        letters.c.ended_at > now - _A_DAY,
        letters.c.ended_at < now + _A_DAY,
        letters.c.reply_code != "dropped",
    )
    if failed := frozenset(connection.scalars(have_failed)):
        yield Problem(
            "failed",
            f"{_many(len(failed), 'letter', 'letters')} could not be delivered in the last day",
            "the others on the case are told; see: cocmail outbox list",
            numbers=failed,
            passes="a day went by without another; see: cocmail outbox list",
        )
    if limited := count(letters.c.state.in_(WAITING), is_limited):
        yield Problem(
            "limits",
            f"{_many(limited, 'letter waits', 'letters wait')} for the limits of [smtp]",
            "is somebody flooding the alias? see: cocmail outbox list",
        )


def _of_messages(connection: sa.Connection, now: datetime) -> Iterator[Problem]:
    """What was laid aside of late and may be a report; junk as long as nobody took it out of its folder."""

    def came_within(term: timedelta) -> sa.ColumnElement[bool]:
        return (messages.c.spooled_at > now - term) & (messages.c.spooled_at < now + _A_DAY)

    is_unreadable = (messages.c.door == Door.UNREADABLE) & came_within(_A_DAY)
    may_hold = (messages.c.door == Door.SERVICE) & (messages.c.reason != TO_MEMBERS)
    is_service = may_hold & came_within(_SERVICE_STANDS)
    lies_there = sa.exists().where(arrivals.c.message_id == messages.c.id)
    is_junk = (messages.c.door == Door.JUNK) & messages.c.reason.in_((JUNK_REPORT, JUNK_ANSWERS))
    query = (
        sa.select(messages.c.id, messages.c.door)
        .where(messages.c.state == "quarantined")
        .where(is_unreadable | is_service | is_junk & lies_there)
        .order_by(messages.c.id)
    )
    found: dict[str, list[int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.door, []).append(row.id)
    for door, numbers in found.items():
        what, advice, passes = _LAID_ASIDE[door]
        shown = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
        text = f"{what} (message {shown})"
        yield Problem(door, text, advice, numbers=frozenset(numbers), passes=passes)


_LAID_ASIDE: dict[str, tuple[str, str, str]] = {
    Door.UNREADABLE: (
        "mail could not be filed and was laid aside with a stub case",
        "mend the fault, then: cocmail quarantine retry",
        "a day went by without another; see: cocmail quarantine list",
    ),
    Door.SERVICE: (
        "the group sent service mail: it may hold back a report",
        f"look at the group for messages that wait for a moderator; this stands for {_SERVICE_STANDS.days} days, "
        "whether or not somebody looked",
        f"{_SERVICE_STANDS.days} days went by without another; look at the group for messages that wait",
    ),
    Door.JUNK: (
        "the junk folder holds what may be a report or an answer",
        "look at it there; move it to the inbox (or `cocmail quarantine retry`) and it is filed, else delete it",
        "",
    ),
}


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
