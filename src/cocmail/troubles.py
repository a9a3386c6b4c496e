"""What keeps the loops of a daemon from their work: said once, kept where `status` finds it, and taken back.

There are three kinds. A server that cannot be used is told of in the database; the database itself fails each loop on
its own, because on a full disk whoever only reads is well; and a loop makes no progress, for which it is given more
time while it waits for one of these.

Fails: `server_works` and `looked` raise `StoreUnavailable`.
"""

import logging
import time
from contextlib import suppress
from datetime import datetime

from cocmail.database import StoreUnavailable
from cocmail.health import Health
from cocmail.mailbox import Mailbox
from cocmail.wiring import Clock

log = logging.getLogger("cocmail")

#: The loops, and the server that each waits for beside the database, as its troubles are called.
SERVER_OF = {"intake": "imap", "outbox": "smtp", "escalation": ""}
LONGEST_WAIT = 900.0  #: seconds from one try to the next, at most
_STUCK_AFTER = 120.0
# One answer of a server may take this long: a large message on a slow line, the reply to a final dot.
_LONGEST_ANSWER = 700.0


class Troubles:
    """The troubles of one daemon, which any of its threads may tell of."""

    def __init__(self, health: Health, clock: Clock, poll_seconds: float) -> None:
        self._health = health
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._servers: dict[str, str] = {}
        self._without_database: dict[str, str] = {}
        self._noted_well: set[str] = set()
        self._beats: dict[str, float] = {}

    @property
    def of_servers(self) -> bool:
        """Whether a server cannot be used."""
        return bool(self._servers)

    @property
    def of_database(self) -> str:
        """Why a loop cannot use the database; '' where all can."""
        return next(iter(self._without_database.copy().values()), "")

    def __str__(self) -> str:
        return "; ".join(dict.fromkeys([*self._without_database.values(), *self._servers.values()]))

    def server_fails(self, server: str, reason: str, *, quiet: bool = False) -> None:
        """Say it once, and keep it where `status` finds it. `quiet`: it was said."""
        if self._servers.get(server) == reason:
            return
        self._servers[server] = reason
        self._noted_well.discard(server)
        if not quiet:
            log.error("%s", reason)
        with suppress(StoreUnavailable):
            self._health.note(self._clock(), **{f"problem_{server}": reason})

    def server_works(self, server: str) -> None:
        """Take it back. Raises `StoreUnavailable`."""
        if server not in self._noted_well:
            # Also what an earlier run left there, or whoever led before.
            self._health.note(self._clock(), **{f"problem_{server}": None})
            self._noted_well.add(server)
        if self._servers.pop(server, None) is not None:
            log.info("%s works again", server)

    def another_led(self) -> None:
        """Nobody knows what is noted by now."""
        self._noted_well.clear()

    def database_fails(self, loop: str, reason: str, *, quiet: bool = False) -> None:
        """Say it once, whichever loop it fails. `quiet`: it was said."""
        if not quiet and reason not in self._without_database.copy().values():
            log.error("%s", reason)
        self._without_database[loop] = reason

    def database_works(self, *loops: str, quiet: bool = False) -> None:
        """Take it back for these loops."""
        had_trouble = [loop for loop in loops if self._without_database.pop(loop, None) is not None]
        if had_trouble and not self._without_database and not quiet:
            log.info("database works again")

    def beat(self, *loops: str) -> None:
        """These loops make progress."""
        self._beats |= dict.fromkeys(loops, time.monotonic())

    def late(self) -> list[str]:
        """The loops that have made no progress for too long."""
        now, limit = time.monotonic(), max(_STUCK_AFTER, 3.0 * self._poll_seconds)
        return [name for name, beat in self._beats.items() if now - beat > limit + self._patience(name)]

    def _patience(self, loop: str) -> float:
        """How many seconds more than usual a loop may be without progress: while it waits for the world."""
        if self._without_database or SERVER_OF[loop] in self._servers:
            return 1.3 * LONGEST_WAIT
        return _LONGEST_ANSWER if loop in ("intake", "outbox") else 0.0


def looked(health: Health, mailbox: Mailbox, now: datetime) -> None:
    """Keep what a look at the mailbox tells, also what it could not do. Raises `StoreUnavailable`."""
    left = mailbox.given_up
    unfetched = f"{left} messages in the mailbox cannot be fetched" if left else None
    health.note(
        now,
        last_poll="ok",
        on_server=mailbox.on_server,
        held=mailbox.held,
        problem_imap=None,
        problem_unfetched=unfetched,
        problem_junk_folder=mailbox.junk_fault or None,
        problem_processed_folder=mailbox.move_fault or None,
    )
