"""Builds the rest and keeps it running: three loops, the clock, signals, systemd, logging.

The intake loop owns the mailbox; the outbox loop owns the SMTP connection; the escalation runs on
APScheduler's ticks, which also wake the other two. A loop that meets a fault of the world says so once, waits
longer each time, and goes on; one that ends by a bug ends the daemon, so that systemd starts it anew.
"""

import logging
import os
import random
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

from cocmail.config import Config
from cocmail.database import AnotherDaemon, Overtaken, StoreUnavailable
from cocmail.imap import MailboxUnavailable
from cocmail.logs import place_of
from cocmail.proofs import prove
from cocmail.reloading import Reloading
from cocmail.troubles import LONGEST_WAIT, SERVER_OF, Troubles, looked
from cocmail.wiring import Clock, build, utc_now

log = logging.getLogger("cocmail")

TICK_SECONDS = 15
# What a start sets right by itself must not be told of, nor a test letter sent at each of many starts.
_SETTLED_AFTER = 120.0
LOOK_SECONDS = 2  #: how often to look whether the lead is still ours, or free
_CLOCK_STEP = 5.0
_FIRST_WAIT = 5.0
_REFUSED_WAIT = 300.0
_STANDING_BY = "standing by: another cocmail leads"
# mallopt(3): blocks of so many bytes or more are given back to the system as soon as they are free.
_M_MMAP_THRESHOLD, _GIVEN_BACK = -3, 128 * 1024
# How many heaps there are for the threads: each keeps free what its own thread took once.
_M_ARENA_MAX, _HEAPS = -8, 1


class Notifier:
    """Tells systemd how we are (sd_notify(3)). A socket that nobody reads never holds us up."""

    def __init__(self, address: str) -> None:
        self._socket: socket.socket | None = None
        if address:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
            self._socket.setblocking(False)
            with suppress(OSError):
                self._socket.connect("\0" + address[1:] if address.startswith("@") else address)

    def tell(self, *lines: str) -> None:
        """Send assignments such as READY=1."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.send("\n".join(lines).encode())

    def close(self) -> None:
        """Let go of the socket."""
        if self._socket is not None:
            self._socket.close()


class Daemon:
    """The running service. `run` returns the exit status: 0 after a stop that was asked for."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        *,
        hold: bool = False,
        reload: Callable[[], Config] | None = None,
        asked: threading.Event | None = None,
    ):
        self._clock = clock
        self._hold = hold
        self.house = build(config, clock)
        self._reloading = Reloading(self.house, reload)
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._leads = threading.Event()
        self._attention = threading.Event()
        self._reload_asked = asked or threading.Event()
        self._letters_wait = threading.Event()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._troubles = Troubles(self.house.health, clock, config.imap.poll_seconds)
        self._crashed = ""
        self._polls = 0  # Looks at the mailbox, and messages of it.
        self._resting_for = ""
        self._sweep_lock = threading.Lock()
        self.house.escalation.stopping = partial(self._stops, "escalation")

    def run(self, *, signals: bool = True) -> int:
        """Run until `stop`. Raises `SchemaMismatch`, `TemplateFault` and `AnotherDaemon` at start only."""
        house = self.house
        if signals:
            signal.signal(signal.SIGTERM, self._on_stop_signal)
            signal.signal(signal.SIGINT, self._on_stop_signal)
            signal.signal(signal.SIGHUP, self._on_reload_signal)
        give_back_memory()
        prove(house.letters)
        notifier = Notifier(os.environ.get("NOTIFY_SOCKET", "") if signals else "")
        watch = threading.Thread(target=self._watch_loop, name="watch", daemon=True)
        watch.start()
        try:
            if not self._take_the_lead(notifier):
                return 0
            # While it stood by, the roster may have been changed.
            self._reloading.read_again()
            self._leads.set()
            return self._run(notifier)
        finally:
            self._stop.set()
            watch.join(2)
            notifier.tell("STOPPING=1")
            notifier.close()
            house.store.database.close()
            os.close(self._wake_read)
            os.close(self._wake_write)

    def stop(self) -> None:
        """Finish the message in hand and end. Safe from a signal handler and from any thread."""
        self._stop.set()
        self._attention.set()
        self.poke()

    def poke(self) -> None:
        """Look at everything now: the mailbox, the clock, the outbox."""
        self._letters_wait.set()
        with suppress(OSError):
            os.write(self._wake_write, b"x")

    def sweep(self) -> None:
        """Do what the clock demands, now."""
        with self._sweep_lock:
            if self.house.escalation.sweep():
                self._letters_wait.set()

    def wait_ready(self, seconds: float) -> bool:
        """Wait until the loops run."""
        return self._ready.wait(seconds)

    def _run(self, notifier: Notifier) -> int:
        scheduler = BackgroundScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        scheduler.add_job(self._tick, "interval", seconds=TICK_SECONDS, next_run_time=utc_now(), id="tick")
        scheduler.add_job(self.house.mailbox.reconcile, "interval", hours=1)
        loops = [
            threading.Thread(
                target=self._guarded, args=("intake", self._intake_loop), name="intake", daemon=True
            ),
            threading.Thread(
                target=self._guarded, args=("outbox", self._outbox_loop), name="outbox", daemon=True
            ),
        ]
        scheduler.start()
        for loop in loops:
            loop.start()
        # A loop that never comes to its first step is stuck as well.
        self._troubles.beat(*SERVER_OF)
        self._ready.set()
        notifier.tell("READY=1", "STATUS=Watching the mailbox")
        log.info("cocmail watches %s folder(s)", 2 if self.house.config.imap.junk_folder else 1)
        try:
            self._keep_watch(notifier, scheduler)
        finally:
            self.stop()
            scheduler.shutdown(wait=False)
            deadline = time.monotonic() + 8
            for loop in loops:
                loop.join(max(0.0, deadline - time.monotonic()))
            # Also a sweep that is under way has its database to its end.
            if self._sweep_lock.acquire(timeout=max(0.0, deadline - time.monotonic())):
                self._sweep_lock.release()
        if self._crashed:
            log.critical("the %s loop ended by a fault in the program; see the line above", self._crashed)
            self._tell_of_crash()
            return 1
        return 0

    def _keep_watch(self, notifier: Notifier, scheduler: BackgroundScheduler) -> None:
        """The main thread: feeds the watchdog while all loops make progress, and tells systemd in plain words."""
        offset = time.time() - time.monotonic()
        while not self._stop.is_set():
            self._attention.wait(LOOK_SECONDS)
            self._attention.clear()
            self._keep_lead()
            if abs(time.time() - time.monotonic() - offset) > _CLOCK_STEP:
                # APScheduler waits for a time of day: after a step back it would wait for all of the step.
                offset = time.time() - time.monotonic()
                log.warning("the clock was set anew; looking at every date")
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=utc_now())
            if self._reload_asked.is_set():
                self._reload_asked.clear()
                notifier.tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
                if self._reloading.read_again():
                    log.info("roster and templates were read again")
                    # Whoever is new gets no letter before the roster was met.
                    scheduler.modify_job("tick", next_run_time=utc_now())
                notifier.tell("READY=1")
            self._reloading.follow()
            if not self._troubles.late():
                notifier.tell("WATCHDOG=1")
            trouble = str(self._troubles) if self._leads.is_set() else self._resting_for
            notifier.tell(f"STATUS={trouble or 'Watching the mailbox'}")

    def _keep_lead(self) -> None:
        """On PostgreSQL the lead can be lost: rest until it is ours again."""
        database = self.house.store.database
        if self._leads.is_set() and database.still_leads():
            return
        if self._leads.is_set():
            self._leads.clear()
            log.error("the lead was lost; resting until it is ours again")
            database.step_down()
        self._resting_for = _STANDING_BY
        try:
            leads = database.lead(self._attention.set)
            if leads:
                self._troubles.another_led()
                self.house.letterbox.recover(self._clock())
                self._reloading.read_again()
                # It may be another server by now, which has not all that we held.
                self.house.mailbox.reconcile()
            self._troubles.database_works(*SERVER_OF)
            if leads:
                self._leads.set()
                self.poke()
                log.info("leading again")
        except StoreUnavailable as error:
            database.step_down()
            self._without_database("escalation", error)
            self._resting_for = str(error)

    def _watch_loop(self) -> None:
        """Looks after the daemon itself. The watchdog does not wait for it: a program of others runs in it."""
        house, begun, told = self.house, time.monotonic(), 0
        watch = house.watch
        watch.alerts.stopping = self._stop.is_set
        while not self._stop.wait(TICK_SECONDS):
            try:
                away = self._troubles.of_database
                if not self._leads.is_set():
                    if away:
                        watch.database_is_away(away)
                    else:
                        watch.database_answers()
                    continue
                late = self._troubles.late()
                watch.note(stuck=f"the {' and the '.join(late)} loop makes no progress" if late else "")
                settled = time.monotonic() - begun > _SETTLED_AFTER
                watch.look(quietly=self._hold or not settled, away=away)
                polls = self._polls
                is_well = not (late or away or self._troubles.of_servers)
                if polls > told and is_well and watch.heartbeat.beat():
                    told = polls
            except Overtaken:
                continue  # The database is well: what is wrong is the other one's to tell.
            except StoreUnavailable as error:
                watch.database_is_away(str(error))
            except Exception as error:
                if not self._stop.is_set():
                    log.critical("%s", place_of(error))
                    self._crashed = "watch"
                    self.stop()

    def _tell_of_crash(self) -> None:
        """Before the end: systemd may not start us again."""
        watch, what = self.house.watch, f"the {self._crashed} loop ended by a fault in the program"
        watch.alerts.stopping = lambda: False
        try:
            self.house.health.note(self._clock(), crashed=what)
            watch.look(quietly=True)
        except StoreUnavailable as error:
            watch.database_is_away(str(error))
        except Exception as error:
            log.critical("%s", place_of(error))

    def _take_the_lead(self, notifier: Notifier) -> bool:
        """Wait until the database answers and nobody else leads; False when told to stop before."""
        database, said = self.house.store.database, ""
        while not self._stop.is_set():
            state = _STANDING_BY
            try:
                database.require_schema()
                if self.house.escalation.instead_of is None:
                    # Our roster is of now: where the file cannot be read when we lead, it is an old one by then.
                    self.house.escalation.instead_of = self.house.store.members()
                leads = database.lead(self._attention.set)
                if database.file() and not leads:
                    raise AnotherDaemon
                waiting = self.house.letterbox.recover(self._clock()) if leads else 0
                self._troubles.database_works(*SERVER_OF, quiet=True)
                if waiting:
                    log.warning(
                        "%d letters were being sent when the last run ended; they wait 10 minutes", waiting
                    )
                if leads:
                    return True
            except StoreUnavailable as error:
                # One that can be read and not written, on a full disk, is no lead either.
                database.step_down()
                state = str(error)
                self._troubles.database_fails("escalation", state, quiet=True)
            if state != said:
                log.warning("%s", state)
                notifier.tell("READY=1", f"STATUS={state}")
                said = state
            notifier.tell("WATCHDOG=1")
            self._stop.wait(LOOK_SECONDS)
        return False

    def _guarded(self, name: str, loop: Callable[[], None]) -> None:
        try:
            loop()
        except Exception as error:
            log.critical("%s", place_of(error))
            self._crashed = name
            self.stop()

    def _stops(self, loop: str) -> bool:
        """Whether to stop. Asked before each round, message, letter and case: so the watchdog hears of progress."""
        self._troubles.beat(loop)
        return self._stop.is_set() or not self._may_act()

    def _stops_intake(self) -> bool:
        # Neither the letters of what was filed nor the heartbeat need wait for the end of a backlog.
        self._letters_wait.set()
        self._polls += 1
        return self._stops("intake")

    def _rests(self, loop: str) -> bool:
        """Whether a loop has to wait for the lead; waits a little where it has."""
        self._troubles.beat(loop)
        if self._leads.wait(1) and self._may_act():
            return False
        self._stop.wait(0.2)  # Until the main thread has seen it too.
        return True

    def _may_act(self) -> bool:
        """Whether the lead is ours. The database is asked too: this process may have stood still since."""
        return self._leads.is_set() and self.house.store.database.still_leads()

    def _intake_loop(self) -> None:
        house, wait = self.house, 0.0
        while not self._stop.is_set():
            if self._rests("intake"):
                continue
            try:
                if house.intake.drain(house.mailbox, stopping=self._stops_intake):
                    self._letters_wait.set()
                looked(house.health, house.mailbox, self._clock())
                self._polls += 1
                self._troubles.server_works("imap")
                self._troubles.database_works("intake")
                wait = 0.0
                if not self._stop.is_set():
                    house.mailbox.wait(float(house.config.imap.poll_seconds), self._wake_read)
            except MailboxUnavailable as error:
                self._troubles.database_works(
                    "intake"
                )  # Where it has any: what it waits for now is the mailbox.
                self._troubles.server_fails("imap", str(error))
                wait = _longer(wait, at_least=_REFUSED_WAIT if error.final else _FIRST_WAIT)
                self._letters_wait.set()
                self._nap(wait)
            except StoreUnavailable as error:
                self._without_database("intake", error)
                wait = _longer(wait, at_least=_FIRST_WAIT)
                self._nap(wait)
            self._drain_pipe()
        house.mailbox.close()

    def _outbox_loop(self) -> None:
        house, wait = self.house, 0.0
        house.outbox.stopping = partial(self._stops, "outbox")
        while not self._stop.is_set():
            if self._rests("outbox"):
                self._write_down()
                continue
            self._letters_wait.wait(TICK_SECONDS)
            self._letters_wait.clear()
            if self._hold or self._stop.is_set():
                continue
            begun = self._clock()
            try:
                house.outbox.flush()
                self._troubles.database_works("outbox")
                if house.outbox.trouble:
                    self._troubles.server_fails("smtp", house.outbox.trouble, quiet=True)
                if house.outbox.trouble and not house.outbox.goes_on:
                    wait = _longer(wait, at_least=_REFUSED_WAIT if house.outbox.refused else _FIRST_WAIT)
                    self._wait_for_server(wait * random.uniform(0.8, 1.2), begun)  # noqa: S311 (jitter)
                else:
                    wait = 0.0
                if not house.outbox.trouble:
                    self._troubles.server_works("smtp")
            except StoreUnavailable as error:
                self._without_database("outbox", error)
                self._stop.wait(_FIRST_WAIT)
        self._write_down()  # Nobody else knows it, and the database may be there by now.
        house.outbox.line.quit()

    def _wait_for_server(self, seconds: float, since: datetime) -> None:
        """Until it is tried again, or somebody asked for it since (`outbox retry`): they may have mended it."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._stop.wait(min(left, TICK_SECONDS)):
            with suppress(StoreUnavailable):
                asked = self.house.health.noted().get("outbox_retry")
                if asked is not None and since < asked[1] <= self._clock():
                    return

    def _write_down(self) -> None:
        """A letter that was accepted when the lead was lost: whoever leads now must not send it again."""
        with suppress(StoreUnavailable):
            self.house.outbox.write_down()

    def _tick(self) -> None:
        if self._rests("escalation"):
            return
        try:
            self.sweep()
            self._troubles.database_works("escalation")
        except StoreUnavailable as error:
            self._without_database("escalation", error)
        except Exception as error:
            log.critical("%s", place_of(error))
            self._crashed = "escalation"
            self.stop()
        self._letters_wait.set()

    def _without_database(self, loop: str, error: StoreUnavailable) -> None:
        if isinstance(error, Overtaken):
            self._attention.set()  # No trouble: the main thread sees to it.
            return
        self._troubles.database_fails(loop, str(error))

    def _nap(self, seconds: float) -> None:
        select.select([self._wake_read], [], [], seconds * random.uniform(0.8, 1.2))  # noqa: S311 (jitter)

    def _drain_pipe(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._wake_read, 4096)

    def _on_stop_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stop()

    def _on_reload_signal(self, _number: int, _frame: FrameType | None) -> None:
        # Only noted here: a second signal in the middle of a reload would put the older file back.
        self._reload_asked.set()
        self._attention.set()


def give_back_memory() -> None:
    """Have the C library keep little for later, where it can be told so (glibc): no large block, and one heap.

    Left alone it keeps as much for good as the largest attachments took together, and a heap for each thread.
    """
    with suppress(ImportError, OSError):  # A Python without ctypes, or linked statically.
        import ctypes

        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _GIVEN_BACK)
            mallopt(_M_ARENA_MAX, _HEAPS)


def _longer(wait: float, *, at_least: float) -> float:
    return min(max(wait * 2, at_least), LONGEST_WAIT)
