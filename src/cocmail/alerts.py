"""Telling somebody on another way than mail: a command that is started for each problem, and a heartbeat.

A problem is told once when it begins, again every so often while it lasts and when more of it comes, and once when
it is over; what was told is kept in the database, so that a restart repeats nothing. While the database is away it is
kept here.

Fails: nothing reaches the caller. A command that does not work is logged, killed after COMMAND_SECONDS, and
tried again later.
"""

import json
import logging
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cocmail.database import StoreUnavailable
from cocmail.health import Health, Problem

log = logging.getLogger("cocmail.alerts")

COMMAND_SECONDS = 30.0  #: how long the command may run
HEARTBEAT_SECONDS = 10.0  #: how long the server of the heartbeat may take
_BETWEEN_BEATS = 60.0
_TRY_AGAIN = 300.0
# More of what was told is told as soon as this; a flood of failures is no flood of calls.
_MORE_AFTER = timedelta(minutes=10)
_PREFIX = "alert_"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A problem that stands, or stood until its end could be told."""

    what: str
    since: datetime
    said_at: datetime | None = None
    told: frozenset[int] = frozenset()  #: those of its numbers that were told
    passes: str = ""  #: as `Problem.passes`

    def as_text(self) -> str:
        said_at = self.said_at.isoformat() if self.said_at else ""
        more = {"told": sorted(self.told), "passes": self.passes}
        return json.dumps({"what": self.what, "since": self.since.isoformat(), "said_at": said_at, **more})


def _seen(text: str) -> _Seen:
    values = json.loads(text)
    said_at = values["said_at"]
    since = datetime.fromisoformat(values["since"])
    said = datetime.fromisoformat(said_at) if said_at else None
    return _Seen(values["what"], since, said, frozenset(values["told"]), values["passes"])


class Command:
    """The administrator's own program, started without a shell; a text stands at its stdin."""

    def __init__(self, words: Sequence[str], seconds: float = COMMAND_SECONDS) -> None:
        self._words = list(words)
        self._seconds = seconds

    def run(self, text: str, stopping: Callable[[], bool], **environment: str) -> str:
        """Run it to its end; '' where it worked, else why not. It is killed after its time, or when we stop."""
        try:
            process = subprocess.Popen(  # noqa: S603 (what to start is the administrator's own choice)
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=os.environ | environment,
                start_new_session=True,
            )
        except OSError as error:
            return error.strerror or type(error).__name__
        end = time.monotonic() + self._seconds
        left: bytes | None = text.encode()
        while True:
            try:
                process.communicate(left, timeout=0.2)
            except subprocess.TimeoutExpired:
                left = None  # It is written by and by; communicate goes on where it was.
                if time.monotonic() < end and not stopping():
                    continue
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                if process.stdin is not None:
                    with suppress(OSError):
                        process.stdin.close()
                return "it did not end in time"
            return "" if process.returncode == 0 else f"exit status {process.returncode}"


def tell_of_no_run(words: Sequence[str], team: str, key: str, why: str) -> None:
    """Say by the command, where there is one, that cocmail could not run. It needs no database.

    Nothing is remembered of it: each start that fails is told.
    """
    if not words:
        return
    text = (
        f"cocmail ({team}): it does not run: {why}\n\n"
        f"What to do: mend that and start it again; see: cocmail check\n"
    )
    if fault := Command(words).run(text, lambda: False, COCMAIL_PROBLEM=key, COCMAIL_EVENT="begins"):
        log.error("alerts.command does not work (%s)", fault)


class Alerts:
    """What an administrator was told of, and is still to be told of. `tell` is the one verb; one thread calls it."""

    def __init__(self, health: Health, team: str, command: Command | None, repeat: timedelta) -> None:
        self.stopping: Callable[[], bool] = lambda: False
        self._health = health
        self._team = team
        self._command = command
        self._repeat = repeat
        self._seen: dict[str, _Seen] = {}
        self._unsaved: set[str] = set()
        self._not_before = 0.0
        self._fault = ""

    def tell(self, problems: Sequence[Problem], now: datetime, *, only: str = "") -> None:
        """Say what is new, what still lasts and what is over. With `only` the list is about that one problem."""
        if self._command is None:
            return
        before = self._read()
        for problem in problems:
            self._stands(problem, now)
        standing = {each.key for each in problems}
        for key in [each for each in self._seen if each not in standing and only in ("", each)]:
            self._is_over(key, now)
        self._write(before, now)

    def _stands(self, problem: Problem, now: datetime) -> None:
        seen = self._seen.get(problem.key, _Seen("", now))
        # What went away may come again, and is news then.
        told = seen.told & problem.numbers
        seen = replace(seen, what=problem.what, told=told, passes=problem.passes)
        # A clock that was ahead must not make us wait for it.
        said_at = seen.said_at if seen.said_at and seen.said_at <= now else None
        seen = replace(seen, since=min(seen.since, now), said_at=said_at)
        self._seen[problem.key] = seen
        is_more = bool(problem.numbers - told)
        if now - seen.since < problem.patience:
            return
        if said_at and now - said_at < (_MORE_AFTER if is_more else self._repeat):
            return
        hours = self._repeat // timedelta(hours=1)
        text = (
            f"cocmail ({self._team}): {problem.what}\n\n"
            f"What to do: {problem.advice}\n\n"
            f"Since {seen.since:%Y-%m-%d %H:%M} UTC. This is told again every {hours} hours while it lasts, "
            f"{'when more of it comes, ' if problem.numbers else ''}and once when it is over.\n"
        )
        if self._run(text, problem.key, "lasts" if said_at and not is_more else "begins"):
            self._seen[problem.key] = replace(seen, said_at=now, told=problem.numbers)

    def _is_over(self, key: str, now: datetime) -> None:
        seen = self._seen[key]
        when = (
            f"It was there since {seen.since:%Y-%m-%d %H:%M} UTC and was gone at {now:%Y-%m-%d %H:%M} UTC.\n"
        )
        text = f"cocmail ({self._team}): over: {seen.what}\n\n{when}"
        if seen.passes:
            text = (
                f"cocmail ({self._team}): told of no more: {seen.what}\n\nIt was seen to, or {seen.passes}.\n"
            )
        if seen.said_at is None or self._run(text, key, "ends"):
            del self._seen[key]

    def _run(self, text: str, key: str, event: str) -> bool:
        if self._command is None or time.monotonic() < self._not_before:
            return False
        fault = self._command.run(text, self.stopping, COCMAIL_PROBLEM=key, COCMAIL_EVENT=event)
        if fault:
            # It is not started for each problem, every few seconds, when it does not work.
            self._not_before = time.monotonic() + _TRY_AGAIN
            if fault != self._fault and not self.stopping():
                log.error("alerts.command does not work (%s); it is tried every 5 minutes", fault)
        elif self._fault:
            log.info("alerts.command works again")
        self._fault = fault
        return not fault

    def _read(self) -> dict[str, _Seen] | None:
        """As the database has it, for another daemon may have told meanwhile; None where it does not answer."""
        try:
            noted = self._health.noted()
        except StoreUnavailable:
            return None
        saved = {}
        for key, (text, _) in noted.items():
            if key.startswith(_PREFIX):
                with suppress(ValueError, KeyError, TypeError):  # Then it is told once more.
                    saved[key.removeprefix(_PREFIX)] = _seen(text)
        unsaved = {key: self._seen[key] for key in self._unsaved if key in self._seen}
        self._seen = {key: each for key, each in saved.items() if key not in self._unsaved} | unsaved
        return saved

    def _write(self, before: dict[str, _Seen] | None, now: datetime) -> None:
        if before is None:
            self._unsaved = set(self._seen)
            return
        self._unsaved = {
            key for key in before.keys() | self._seen.keys() if before.get(key) != self._seen.get(key)
        }
        changed: dict[str, object] = {
            _PREFIX + key: self._seen[key].as_text() if key in self._seen else None for key in self._unsaved
        }
        if changed:
            with suppress(StoreUnavailable):
                self._health.note(now, **changed)
                self._unsaved = set()


class Heartbeat:
    """Asks for a URL, so that whoever waits for it notices when nobody does. At most once a minute."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._beaten_at = -_BETWEEN_BEATS
        self._fault = ""

    def beat(self) -> bool:
        """We are well. False where that was said less than a minute ago."""
        if not self._url or time.monotonic() - self._beaten_at < _BETWEEN_BEATS:
            return False
        self._beaten_at = time.monotonic()
        fault = ""
        try:
            with urllib.request.urlopen(self._url, timeout=HEARTBEAT_SECONDS) as reply:  # noqa: S310 (config)
                reply.read(1)
        except Exception as error:  # Whatever a foreign server does, it is no fault of ours.
            # The URL is a secret: who knows it can beat for us.
            fault = type(error).__name__
        if fault and not self._fault:
            log.error("alerts.heartbeat_url does not answer (%s)", fault)
        elif self._fault and not fault:
            log.info("alerts.heartbeat_url answers again")
        self._fault = fault
        return True
