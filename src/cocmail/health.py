"""What `status` shows: when something last went well, what is wrong now, how much waits. Never content.

It stands apart because a health check needs the database and no key.

Fails: as `database`.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from cocmail.cases.model import State
from cocmail.database import Database
from cocmail.tables import cases, health, letters, messages


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
            held_back = sa.select(sa.func.count()).where(
                letters.c.state == "queued", letters.c.reply_code == "limit"
            )
            quarantined = sa.select(sa.func.count()).where(messages.c.state == "quarantined")
            is_open = cases.c.state != State.CLOSED
            return {
                "held_back": connection.scalar(held_back),
                "letters": {row[0]: row[1] for row in connection.execute(by_state)},
                "quarantine": connection.scalar(quarantined),
                "open_cases": connection.scalar(sa.select(sa.func.count()).select_from(cases).where(is_open)),
                "next_deadline_at": connection.scalar(
                    sa.select(sa.func.min(cases.c.next_due_at)).where(is_open)
                ),
            }

    def failed_since(self, since: datetime) -> int:
        """How many letters failed for good since then."""
        with self._database.reads() as connection:
            query = sa.select(sa.func.count()).where(letters.c.state == "failed", letters.c.ended_at > since)
            return connection.scalar(query) or 0
