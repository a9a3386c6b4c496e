"""A little life of an alias: what arrives, who answers, what fails; and what must be true of it at its end.

The mail servers are real sockets in this process, so they outlive whoever is killed; the program is a child of the
nursery. A step is something that happens in the world, and one run of the program after it.

Fails: a broken guarantee is an AssertionError that names it.
"""

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from tests.builders import REPORTS, START, MovableClock, mail, make_database, read, write_config
from tests.fault_proxy import ScriptedImap
from tests.servers import PostgreSQL, SmtpServer
from tests.smtp_server import Letter
from tests.test_intake import bounce_of

from cocmail.cases.model import State
from cocmail.config import load
from cocmail.selfcheck import chain_faults, content_faults
from cocmail.tables import messages
from cocmail.wiring import House, build

CANARY = "turmeric"  #: stands in reports, and must stand nowhere in the clear
ROBOT = "robot@example.net"
HELD = "carla@example.org"
LOST = "lost@example.net"
KILLED = -9

Step = tuple[str, Callable[["World"], dict[str, Any]]]


@dataclass
class Memory:
    """The world at one moment, to come back to."""

    now: datetime
    messages: dict[int, bytes]
    moved: list[bytes]
    letters: list[Letter]
    folder: Path


@dataclass
class World:
    """The mail servers, the folder of the program and its database."""

    folder: Path
    imap: ScriptedImap
    smtp: SmtpServer
    nursery: subprocess.Popen[str]
    house: House  #: to look into the database from here
    server: PostgreSQL | None
    now: datetime = START
    moved: list[bytes] = field(default_factory=list)

    def deliver(self, *raws: bytes) -> None:
        """Messages come in."""
        for raw in raws:
            self.imap.messages[self.imap.uid_next] = raw
            self.imap.uid_next += 1

    def last_to(self, address: str, subject: str = "") -> bytes:
        """The newest letter to that address, of the case with that name."""
        return next(
            each.raw
            for each in reversed(self.smtp.to(address))
            if subject.casefold() in each.subject.casefold()
        )

    def run(self, **order: Any) -> int:
        """One run of the program; its exit status, `KILLED` where it was killed."""
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write(json.dumps({"now": self.now.isoformat(), **order}) + "\n")
        self.nursery.stdin.flush()
        status = int(self.nursery.stdout.readline())
        assert status in (0, KILLED), f"the child ended with {status}"
        return status

    def run_to_the_end(self, **order: Any) -> None:
        """Run until no letter's fate is unknown."""
        assert self.run(**order) == 0
        waits = self.house.health.counts()["letters"].get("unknown", 0)
        if waits:
            self.now += timedelta(minutes=11)
            assert self.run() == 0

    def remember(self, name: str) -> Memory:
        """Keep the world as it is now."""
        folder = self.folder.parent / name
        folder.mkdir(exist_ok=True)
        self.house.store.database.engine.dispose()
        shutil.copy2(self.folder / "cocmail.key", folder)
        if self.server is None:
            shutil.copy2(self.folder / "cocmail.db", folder)
        else:
            self._copy_database(_name_of(self.house), f"{_name_of(self.house)}_{name}")
        return Memory(self.now, dict(self.imap.messages), list(self.moved), list(self.smtp.letters), folder)

    def go_back(self, to: Memory) -> None:
        """Be as it was then."""
        self.now = to.now
        self.imap.messages.clear()
        self.imap.messages.update(to.messages)
        self.moved[:] = to.moved
        self.smtp.letters[:] = to.letters
        self.house.store.database.engine.dispose()
        shutil.copy2(to.folder / "cocmail.key", self.folder)
        if self.server is None:
            for each in self.folder.glob("cocmail.db*"):
                each.unlink()
            shutil.copy2(to.folder / "cocmail.db", self.folder)
        else:
            self._copy_database(f"{_name_of(self.house)}_{to.folder.name}", _name_of(self.house))

    def _copy_database(self, source: str, target: str) -> None:
        assert self.server is not None
        with self.server._administrator() as administrator:
            administrator.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
            administrator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (source,)
            )
            for _ in range(50):
                with contextlib.suppress(psycopg.errors.ObjectInUse):
                    administrator.execute(f"CREATE DATABASE {target} TEMPLATE {source} OWNER cocmail")
                    return
            raise AssertionError(f"{source} cannot be copied")


def _name_of(house: House) -> str:
    return house.store.database.url.rpartition("/")[2]


@contextlib.contextmanager
def world(folder: Path, server: PostgreSQL | None = None) -> Iterator[World]:
    """A world in which nothing has happened yet; on SQLite, or on that PostgreSQL."""
    work = folder / "work"
    work.mkdir()
    moved: list[bytes] = []
    with ScriptedImap() as imap, SmtpServer() as smtp:
        imap.uid_next = 1

        def move(line: bytes) -> bytes:
            uids = map(int, line.split()[3].split(b","))
            moved.extend(imap.messages.pop(uid) for uid in uids if uid in imap.messages)
            return b""

        processed = b'* LIST () "/" Processed\r\n'
        imap.answers |= {"SELECT": imap._examine, "LIST": processed, "MOVE": move}
        config = write_config(
            work,
            imap_port=imap.port,
            smtp_port=smtp.port,
            url=server.database() if server else "sqlite:///cocmail.db",
            imap_more='processed_folder = "Processed"',
        )
        make_database(load(config))
        house = build(load(config), MovableClock())
        nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.nursery", str(config)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        it = World(work, imap, smtp, nursery, house, server, moved=moved)
        try:
            pristine = it.remember("pristine")
            assert nursery.stdout is not None
            assert nursery.stdout.readline() == "ready\n"
            it.go_back(pristine)  # It has lived a little itself.
            yield it
        finally:
            house.store.database.engine.dispose()
            assert nursery.stdin is not None
            nursery.stdin.close()
            nursery.wait(10)
            assert nursery.stdout is not None
            nursery.stdout.close()


# -- what happens ----------------------------------------------------------------------------------------

REA, SAM, BEN, AINO = "rea@example.net", "sam@example.net", "ben@example.org", "aino@example.org"


def _reports(it: World) -> dict[str, Any]:
    report = mail(f"{REPORTS['en']} {CANARY}")
    it.deliver(
        report,
        mail(
            f"Carla Lindqvist shouted at me in the hall. {CANARY}", sender=SAM, message_id="<two@example.net>"
        ),
        mail("I am away.", sender=ROBOT, message_id="<three@example.net>", Auto_Submitted="auto-replied"),
        b"\x00\xff",
        b"Received: by somebody else\r\n" + report,
    )
    return {}


def _answers(it: World) -> dict[str, Any]:
    answer, notice = it.last_to(REA), it.last_to(BEN, _name(it, REA))
    it.deliver(
        mail(f"In the Oodi library. {CANARY}", answers=answer, message_id="<four@example.net>"),
        mail("Clear", sender=BEN, answers=notice, message_id="<five@example.org>"),
        mail("Clear", sender="thief@example.net", answers=notice, message_id="<six@example.net>"),
    )
    return {}


def _failures(it: World) -> dict[str, Any]:
    it.smtp.refuse(LOST)
    notice = read(it.last_to(AINO, _name(it, REA)))
    it.deliver(
        bounce_of(str(notice["Message-ID"]), AINO),
        mail(f"{REPORTS['sv']} {CANARY}", sender=LOST, message_id="<seven@example.net>"),
    )
    return {}


def _taken(it: World) -> dict[str, Any]:
    report = it.last_to(BEN, _name(it, REA))
    it.deliver(
        mail("Take\nnote I know the hall.", sender=BEN, answers=report, message_id="<eight@example.org>")
    )
    return {}


def _days(it: World) -> dict[str, Any]:
    it.now += timedelta(days=8)
    return {}


def _followed_up(it: World) -> dict[str, Any]:
    report = it.last_to(BEN, _name(it, REA))
    it.deliver(mail("followup I called.", sender=BEN, answers=report, message_id="<nine@example.org>"))
    return {}


def _erased(it: World) -> dict[str, Any]:
    return {"erase": _name(it, REA)}


def _written_again(it: World) -> dict[str, Any]:
    first = it.smtp.to(REA)[0].raw
    it.deliver(mail(f"And something more. {CANARY}", answers=first, message_id="<ten@example.net>"))
    return {}


def _name(it: World, reporter: str) -> str:
    return it.smtp.to(reporter)[0].subject.casefold()


LIFE: tuple[Step, ...] = (
    ("reports", _reports),
    ("answers", _answers),
    ("failures", _failures),
    ("taken", _taken),
    ("days", _days),
    ("followed-up", _followed_up),
    ("erased", _erased),
    ("written-again", _written_again),
)


# -- what must be true -----------------------------------------------------------------------------------


def state_of(it: World) -> dict[str, Any]:
    """All that is decided, without what is drawn by lot and without times."""
    store = it.house.store
    found = sorted(store.cases(closed=True), key=lambda each: each.id or 0)
    number = {case.name: f"case {place}" for place, case in enumerate(found)}

    def plain(text: str) -> str:
        for name, place in number.items():
            text = re.sub(name, place, text, flags=re.IGNORECASE)
        return re.sub(r"[a-z0-9]{20,}", "token", text)

    told: list[Any] = []
    with store.reading() as tx:
        for case in found:
            entries = tx.history(case.id or 0)
            told.append(
                {
                    "state": str(case.state),
                    "marks": sorted(case.marks),
                    "rung": case.rung,
                    "level": case.escalation_level,
                    "requests": case.requests_made,
                    "reporter": case.reporter,
                    "checklist": {key: each.state for key, each in sorted(case.checklist.items())},
                    "clearance": {key: str(each) for key, each in sorted(case.clearance.items())},
                    "entries": [(each.type, plain(each.who), plain(each.text)) for each in entries],
                    "letters": sorted(
                        (each.purpose, each.recipient, each.state) for each in tx.post.of_case(case.id or 0)
                    ),
                    "messages": len(tx.messages.of(case.id or 0)),
                }
            )
    sent = Counter(
        each.recipient for each in {(each.recipient, each.raw): each for each in it.smtp.letters}.values()
    )
    return {"cases": told, "sent": dict(sorted(sent.items())), "counts": it.house.health.counts()["letters"]}


def _message_id(raw: bytes) -> bytes:
    found = re.search(rb"^Message-ID: *(\S+)", raw, re.MULTILINE | re.IGNORECASE)
    assert found, "a letter without a Message-ID"
    return found[1]


def check(it: World, *, may_come_again: bool) -> int:
    """The standing guarantees G1 to G8; returns how many letters came twice, which `may_come_again` allows for one."""
    store = it.house.store
    delivered = {*it.imap.messages.values(), *it.moved}
    with store.database.reads() as connection:
        rows = connection.execute(messages.select()).all()
    held = {bytes(row.digest): row.state for row in rows}
    for raw in delivered:
        assert held.get(store.keys.find("raw", raw)) in ("filed", "quarantined"), "G1: a message is lost"
    copies = Counter((each.recipient, each.raw) for each in it.smtp.letters)
    again = sum(count - 1 for count in copies.values())
    assert again <= may_come_again, "G2: a letter came twice"
    marks = Counter(_message_id(raw) for _, raw in copies)
    assert max(marks.values(), default=1) == 1, "G2: a letter came again with other bytes"
    cases = store.cases(closed=True)
    about_carla = {case.name for case in cases if case.clearance.get(HELD) == "held"}
    assert len(about_carla) == 1
    for each in it.smtp.to(HELD):
        assert not any(name in each.text.casefold() + each.subject.casefold() for name in about_carla), "G3"
    assert it.smtp.to(ROBOT) == [], "G4: a robot was answered"
    if it.server is None:
        for path in it.folder.glob("cocmail.db*"):
            assert CANARY.encode() not in path.read_bytes(), "G5: a word of a report stands in the clear"
    for case in cases:
        assert case.state == State.CLOSED or case.next_due_at is not None, "G7: an open case has no date"
        assert "thief" not in str(case.clearance), "G6"
    assert any(not case.reporter and case.state != State.CLOSED for case in cases), (
        "G8: nobody has what is unreadable"
    )
    assert chain_faults(store) == []
    assert content_faults(store) == []
    assert store.unhandled_failures() == [], "nobody was told of a letter that failed"
    assert store.not_forgotten() == 0, "the key file knows what was destroyed"
    return again
