"""The soak: a daemon that is killed again and again while mail arrives and every server fails now and then.

Each round starts the daemon, does something to the world, and kills the daemon with SIGKILL after a random while. At
the end everything is healed, the clock is moved past every wait, and what is lost or came twice is counted.

Fails: nothing by itself; whoever calls it judges the counts.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from tests.builders import REPORTS, MovableClock, mail, make_database, write_config
from tests.servers import Dovecot, PostgreSQL, SmtpServer
from tests.smtp_server import Phase

from cocmail.config import load
from cocmail.selfcheck import chain_faults, content_faults
from cocmail.tables import letters, messages
from cocmail.wiring import House, build, utc_now

USER = "conduct-soak"
_PHASES: tuple[Phase, ...] = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "DOT", "QUIT")
_LATER = ("421 4.3.2 closing", "450 4.2.1 busy", "451 4.7.1 greylisted", "452 4.3.1 full")


@dataclass
class Counts:
    """What came of a soak."""

    seed: int
    kills: int = 0
    messages: int = 0
    letters: int = 0
    imap_stops: int = 0
    database_stops: int = 0
    smtp_faults: int = 0
    lost: int = 0  #: messages that no case has, and letters that no server accepted
    twice: int = 0  #: letters that say the same to the same person with other bytes
    resent: int = 0  #: copies with identical bytes and Message-ID
    laid_aside: int = 0  #: messages that were found unfiled after too many kills: stub cases
    faults: int = 0  #: broken chains and seals, open cases without a date

    @property
    def is_clean(self) -> bool:
        """Whether nothing was lost and nothing came twice."""
        return not (self.lost or self.twice or self.faults)


class Storm:
    """One soak in a folder of its own."""

    def __init__(
        self, folder: Path, dovecot: Dovecot, smtp: SmtpServer, database: PostgreSQL | None, seed: int
    ) -> None:
        self._lot = random.Random(seed)
        self._dovecot, self._smtp, self._database = dovecot, smtp, database
        self._delivered: list[tuple[str, bytes]] = []
        self.counts = Counts(seed)
        limits = "max_letters_per_hour = 1000000\nmax_letters_per_address_per_day = 1000"
        config = write_config(
            folder,
            imap_port=dovecot.port,
            smtp_port=smtp.port,
            user=USER,
            password=dovecot.password,
            url=database.database() if database else "sqlite:///cocmail.db",
            imap_more='processed_folder = "Processed"',
            smtp_more=limits,
            poll_seconds=1,
        )
        make_database(load(config))
        self._house: House = build(load(config), MovableClock())
        self._log = (folder / "daemon.log").open("w")
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.nursery", str(config)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        assert self._answer() == "ready"
        self._start_anew()

    def _start_anew(self) -> None:
        """The nursery has lived a little to warm up: begin with an empty database."""
        path = self._house.store.database.file()
        if path:
            for each in path.parent.glob(f"{path.name}*"):
                each.unlink()
        elif self._database:
            name = self._house.config.database_url().rpartition("/")[2]
            with self._database._administrator() as administrator:
                administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")
                administrator.execute(f"CREATE DATABASE {name} OWNER cocmail")
        make_database(self._house.config)
        self._smtp.letters.clear()

    def close(self) -> None:
        """End the nursery."""
        self._house.store.database.close()
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()
        self._nursery.wait(20)
        assert self._nursery.stdout is not None
        self._nursery.stdout.close()
        self._log.close()

    def blow(self, rounds: int, say: Callable[[str], None]) -> None:
        """So many kills."""
        for number in range(1, rounds + 1):
            daemon = int(self._ask(daemon=True))
            is_up = self._lot.random() < 0.9
            if is_up:
                assert self._answer() == "up", "the daemon ended by itself"
                self._while_it_runs()
            else:
                time.sleep(self._lot.random() * 0.3)  # In the middle of its start.
            os.kill(daemon, signal.SIGKILL)
            answer = self._answer()
            status = int(self._answer() if answer == "up" else answer)
            assert status == -signal.SIGKILL, f"the daemon ended by itself: {status}"
            self.counts.kills += 1
            if number % 25 == 0:
                say(f"{number} kills, {len(self._delivered)} messages, {len(self._smtp.letters)} letters")

    def settle(self) -> Counts:
        """Heal the world, let the program come to rest, and count."""
        self._smtp.heal()
        now = utc_now()
        for _ in range(15):
            now += timedelta(minutes=71)
            assert int(self._ask(now=now.isoformat())) == 0
            waiting = self._house.health.counts()["letters"].keys() - {"accepted", "failed", "withdrawn"}
            if not waiting:
                break
        self._count()
        return self.counts

    def _while_it_runs(self) -> None:
        lot = self._lot
        if lot.random() < 0.5:
            self._break_smtp()
        for _ in range(lot.choice((0, 1, 1, 2, 3))):
            self._deliver()
            time.sleep(lot.random() * 0.2)
        chance = lot.random()
        if chance < 0.06:
            self.counts.imap_stops += 1
            self._dovecot.stop()
            time.sleep(lot.random() * 0.3)
            self._dovecot.start()
        elif chance < 0.12 and self._database:
            self.counts.database_stops += 1
            # Orderly, or as after a power cut.
            type(self._database).stop_signal = lot.choice((signal.SIGINT, signal.SIGQUIT))
            self._database.stop()
            time.sleep(lot.random() * 0.3)
            self._database.start()
        time.sleep(lot.random() * 1.2)

    def _break_smtp(self) -> None:
        self.counts.smtp_faults += 1
        phase = self._lot.choice(_PHASES)
        if phase != "BODY" and self._lot.random() < 0.4:
            self._smtp.answer(phase, self._lot.choice(_LATER), times=1)
        else:
            self._smtp.drop(phase, keep=phase == "DOT" and self._lot.random() < 0.5, times=1)

    def _deliver(self) -> None:
        number = len(self._delivered)
        sender = f"r{number}@example.net"
        text = self._lot.choice(list(REPORTS.values()))
        raw = mail(text, sender=sender, message_id=f"<{number}@example.net>")
        self._dovecot.deliver(USER, raw)
        self._delivered.append((sender, raw))

    def _count(self) -> None:
        counts, store = self.counts, self._house.store
        with store.database.reads() as connection:
            held = {bytes(row.digest): row for row in connection.execute(messages.select())}
            states = Counter(row.state for row in connection.execute(letters.select()))
        counts.messages, counts.letters = len(self._delivered), sum(states.values())
        copies = Counter((each.recipient, each.raw) for each in self._smtp.letters)
        told = Counter(recipient for recipient, _ in copies)
        on_server = {*self._dovecot.fetch_all(USER), *self._dovecot.fetch_all(USER, "Processed")}
        for sender, raw in self._delivered:
            row = held.get(store.keys.find("raw", raw))
            if row is None or row.state == "spooled" or row.case_id is None or raw not in on_server:
                counts.lost += 1
            elif row.state == "quarantined":
                counts.laid_aside += 1
            else:
                counts.lost += told[sender] == 0
                counts.twice += max(0, told[sender] - 1)
        # Each responder has one notice of each case.
        for responder in ("aino@example.org", "ben@example.org", "carla@example.org"):
            counts.lost += max(0, len(self._delivered) - told[responder])
            counts.twice += max(0, told[responder] - len(self._delivered))
        counts.lost += sum(number for state, number in states.items() if state != "accepted")
        counts.resent = sum(number - 1 for number in copies.values())
        counts.faults = len(chain_faults(store)) + len(content_faults(store))
        counts.faults += sum(case.next_due_at is None for case in store.cases())

    def _ask(self, **order: object) -> str:
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps(order) + "\n")
        self._nursery.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._nursery.stdout is not None
        return self._nursery.stdout.readline().strip()


def as_line(counts: Counts) -> str:
    """The counts in one line."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in asdict(counts).items())
