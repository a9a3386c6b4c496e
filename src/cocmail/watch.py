"""cocmail looks after itself: the key, the nightly self-check, the daily test letter, and who has to be told.

What is wrong is noted in the database, where `status` finds it too; one list of problems (`health`) serves both.
The test letter (canary) goes to the alias on an SMTP connection of its own and has to come back through the
mailbox: it is in no case, counts in no limit, and `intake` knows it by its mark.

Fails: `StoreUnavailable` reaches the caller, who calls `database_is_away` and comes again.
"""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cocmail.alerts import Alerts, Heartbeat
from cocmail.health import Health, Problem
from cocmail.letters import Letters
from cocmail.mail.thread import NONCE_BYTES
from cocmail.outbox import FateUnknown, PermanentFailure, SmtpLine, SmtpUnavailable, TransientFailure
from cocmail.selfcheck import key_fault, self_check
from cocmail.store import Store

log = logging.getLogger("cocmail.watch")

_NIGHT = 3  # The hour, by the clock of the alias, after which the night's check is due.
_A_DAY = timedelta(days=1)
_LOOK_AGAIN = timedelta(hours=1)
_SEND_AGAIN = 900.0
_A_MOMENT = timedelta(minutes=2)
_DATABASE = "database"
_SHOWN = 5


@dataclass
class Watch:
    """Looks after one cocmail. `look` is the one verb; it is called by one thread."""

    store: Store
    health: Health
    letters: Letters
    alerts: Alerts
    heartbeat: Heartbeat
    clock: Callable[[], datetime]
    line: Callable[[], SmtpLine]  #: a new connection for the test letter
    timezone: str
    poll: timedelta  #: how often the mailbox is looked at
    canary_to: str = ""  #: the alias, where test letters are sent
    _send_not_before: float = field(default=0.0, init=False)

    def look(self, *, quietly: bool = False, away: str = "") -> list[Problem]:
        """Do what is due, and tell what is wrong; returns that. `quietly` sends no test letter and checks nothing.

        `away` says why the database is none for those who have to write: one whose disk is full can be read.

        Raises `StoreUnavailable`.
        """
        now = self.clock()
        fault = key_fault(self.store)
        self.note(key=fault)
        if not quietly:
            if not fault:
                self._check(now)
            self._send_canary(now)
        problems = self.health.problems(now, poll=self.poll, canary=bool(self.canary_to))
        problems += [_database_problem(away)] if away else []
        self.alerts.tell(problems, now)
        return problems

    def database_is_away(self, why: str) -> None:
        """Tell the one problem that no database can tell of."""
        self.alerts.tell([_database_problem(why)], self.clock(), only=_DATABASE)

    def database_answers(self) -> None:
        """For a daemon that stands by: it tells nothing but that the database is there again."""
        self.health.noted()
        self.alerts.tell([], self.clock(), only=_DATABASE)

    def note(self, **troubles: str) -> None:
        """Keep a trouble where `status` and the alerts find it; '' takes it away. Raises `StoreUnavailable`."""
        noted = self.health.noted()
        for name, text in troubles.items():
            if noted.get(f"problem_{name}", ("",))[0] != text:
                self.health.note(self.clock(), **{f"problem_{name}": text or None})
                if text:
                    log.error("%s", text)

    def canary_came(self, marks: Sequence[str], junk: bool) -> bool:
        """Whether a message with these marks is the test letter that is waited for; that it came is noted."""
        mark = self.health.noted().get("canary_sent", ("",))[0]
        if not mark or mark not in marks:
            return False
        where = "the test letter to the alias was put into the junk folder" if junk else ""
        self.note(canary=where)
        self.health.note(self.clock(), canary_back=mark, canary_lost=None)
        return True

    def _check(self, now: datetime) -> None:
        """Once a night, and every hour while something is wrong."""
        noted = self.health.noted()
        before = noted.get("self_check")
        if before is not None and before[1] <= now:
            again = _LOOK_AGAIN if "problem_self_check" in noted else _A_DAY
            if before[1] >= _last_night(now, self.timezone) and now - before[1] < again:
                return
        found = self_check(self.store, now)
        more = f" (and {len(found) - _SHOWN} more)" if len(found) > _SHOWN else ""
        shown = f"the self-check found: {'; '.join(found[:_SHOWN])}{more}" if found else ""
        self.note(self_check=shown)
        self.health.note(now, self_check=len(found))
        log.info("self-check: %s", f"{len(found)} faults" if found else "all is well")

    def _send_canary(self, now: datetime) -> None:
        if not self.canary_to or time.monotonic() < self._send_not_before:
            return
        noted = self.health.noted()
        before = noted.get("canary_sent")
        if before is not None and before[1] <= now:
            if now < before[1] + _A_DAY:
                return
            if before[0] != noted.get("canary_back", ("",))[0] and "canary_lost" not in noted:
                self.health.note(before[1], canary_lost=before[0])
        raw, mark = self.letters.canary(self.canary_to, secrets.token_bytes(NONCE_BYTES), now)
        # First: it may be back before the server's answer is.
        self.health.note(now, canary_sent=mark)
        unsent = refused = ""
        line = self.line()
        try:
            line.open()
            line.hand_in(self.canary_to, raw)
        except (SmtpUnavailable, TransientFailure) as error:
            unsent = f"the test letter to the alias cannot be sent: {error}"
        except PermanentFailure as error:
            refused = f"the mail server refuses the test letter to the alias ({error})"
        except FateUnknown:
            log.info("nobody knows whether the test letter was taken; it is waited for")
        finally:
            line.drop()
            if unsent:
                self._send_not_before = time.monotonic() + _SEND_AGAIN
                text, at = before or (None, now)
                self.health.note(at, canary_sent=text)
        self.note(canary_unsent=unsent)
        if refused:
            self.note(canary=refused)
            self.health.note(now, canary_back=mark, canary_lost=None)
        elif not unsent:
            log.info("a test letter was sent to the alias")


def _database_problem(why: str) -> Problem:
    advice = "nothing is lost: mail waits in the mailbox; look at the disk's room and at the database"
    return Problem(_DATABASE, why, advice, _A_MOMENT)


def _last_night(now: datetime, timezone: str) -> datetime:
    local = now.astimezone(ZoneInfo(timezone))
    night = local.replace(hour=_NIGHT, minute=0, second=0, microsecond=0)
    return night if night <= local else night - _A_DAY
