"""The four measurements, each a function from servers to figures.

Every count is checked: a figure for work that was not done right is no figure, and raises `Wrong`.
"""

# ruff: noqa: T201 (it talks to whoever runs it)
import imaplib
import json
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient
from tests.bench import mailbox
from tests.bench.mailbox import Source
from tests.bench.process import Child, Cost, Progress, percentile
from tests.builders import mail, make_database, write_config
from tests.servers import Dovecot, SmtpServer, wait_until

from cocmail.config import load
from cocmail.database import Database
from cocmail.health import Health
from cocmail.judging import judge, read_report
from cocmail.wiring import desk_of, rules_of

RESPONDERS = ("aino@example.org", "ben@example.org", "carla@example.org")
# Some of make_mailbox's senders sign with the names of the tests' roster. Who is named is told nothing, and that
# is right, but here each message is to cost the same.
_NAMES = {
    "Aino Virtanen": "Perpetua Quill",
    "Ben Okafor": "Zebedee Thwaite",
    "Carla Lindqvist": "Hyacinth Ashgrove",
}
LIMITS = "max_letters_per_hour = 1000000\nmax_letters_per_address_per_day = 1000000"


class Wrong(Exception):
    """What was measured did not do its work."""


def with_responders(config: str, count: int) -> str:
    """The tests' configuration with the first so many of its responders."""
    mark = "[[responders]]"
    head, *people = config.split(mark)
    return mark.join([head, *people[:count]])


@dataclass(slots=True)
class Program:
    """A configured cocmail in a folder of its own; a message is a letter to each of so many `responders` too."""

    folder: Path
    dovecot: Dovecot
    smtp: SmtpServer
    user: str
    url: str = "sqlite:///cocmail.db"
    responders: int = len(RESPONDERS)
    limits: str = LIMITS
    config: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.config = write_config(
            self.folder,
            imap_port=self.dovecot.port,
            smtp_port=self.smtp.port,
            url=self.url,
            user=self.user,
            password=self.dovecot.password,
            smtp_more=self.limits,
        )
        text = self.config.read_text()
        for name, other in _NAMES.items():
            text = text.replace(name, other)
        self.config.write_text(with_responders(text, self.responders))
        make_database(load(self.config))

    def words(self, *command: str) -> list[str]:
        """The command line of the installed program."""
        script = Path(sys.executable).with_name("cocmail")
        program = [str(script)] if script.exists() else [sys.executable, "-m", "cocmail"]
        return [*program, "-c", str(self.config), *command]

    def check(self, count: int) -> None:
        """As many cases as messages, one answer to each reporter, one notice to each responder a case."""
        config = load(self.config)
        database = Database(config.database_url())
        found = Health(database).counts()
        database.close()
        if found["open_cases"] != count or found["quarantine"]:
            raise Wrong(f"{count} messages became {found}")
        got = Counter(letter.recipient for letter in self.smtp.letters)
        team = [got.pop(address, 0) for address in RESPONDERS]
        if team != [count] * self.responders + [0] * (len(RESPONDERS) - self.responders):
            raise Wrong(f"{team} letters to the responders for {count} cases")
        if len(got) != count or set(got.values()) != {1}:
            raise Wrong(f"{sum(got.values())} answers to {len(got)} reporters for {count} cases")


def start(program: Program) -> dict[str, float]:
    """What `run --once` costs when nothing waits: the program's own start, a part of every figure for it."""
    child = Child(program.words("run", "--once"), program.folder)
    cost = child.wait(lambda: None)
    if cost.status:
        raise Wrong(f"run --once ended with {cost.status}: {child.log.read_text()[-500:]}")
    return {"wall_s": cost.wall, "cpu_s": cost.cpu}


def reaction(program: Program, count: int, seed: int) -> dict[str, Any]:
    """How long a reporter waits for the answer, and the daemon's memory when it has nothing to do.

    From before the APPEND is sent to when the SMTP server has the whole answer. Beside it, when another client
    that idles on the same mailbox is told: what comes before that is the server's, what comes after is ours.
    """
    draw = random.Random(f"{seed}/pauses")
    daemon = Child(program.words("run"), program.folder)
    try:
        wait_until(lambda: daemon.log.read_bytes().count(b"cocmail watches"), 30, "the daemon is ready")
        with (
            imaplib.IMAP4(program.dovecot.host, program.dovecot.port, timeout=30) as session,
            _Notices(program) as told,
        ):
            session.login(program.user, program.dovecot.password)
            time.sleep(2)
            idle, idle_cpu, begun = daemon.rss_mb(), daemon.cpu(), time.monotonic()
            time.sleep(2)
            idle_cpu = (daemon.cpu() - idle_cpu) / (time.monotonic() - begun)
            before = daemon.cpu()
            waits, notices, all_waits = [], [], []
            for number in range(1, count + 1):
                raw = mailbox.report(draw.choice(("en", "fi", "sv")), 2000, number)
                begun = time.time()
                session.append("INBOX", "", "", raw)
                program.smtp.wait_for(number * (1 + program.responders), 90)
                letters = program.smtp.letters[(number - 1) * (1 + program.responders) :]
                answer = next(each for each in letters if each.recipient == f"r{number}@example.net")
                waits.append(answer.at.timestamp() - begun)
                all_waits.append(max(each.at.timestamp() for each in letters) - begun)
                wait_until(lambda: number in told.at, 90, "the notice")  # noqa: B023
                notices.append(told.at[number] - begun)
                if number % 10 == 0:
                    print(f"  reaction: {number} of {count} messages", file=sys.stderr, flush=True)
                time.sleep(draw.uniform(0.3, 1.2))
            cpu = daemon.cpu() - before
            after = daemon.rss_mb()
    finally:
        status = daemon.end()
    if status:
        raise Wrong(f"the daemon ended with {status}: {daemon.log.read_text()[-500:]}")
    program.check(count)
    return {
        "messages": count,
        "answer_s": _spread(waits),
        "all_letters_s": _spread(all_waits),
        "idle_notice_s": _spread(notices),
        "cpu_ms_per_message": cpu * 1000 / count,
        "idle_rss_mb": idle,
        "idle_cpu_percent": idle_cpu * 100,
        "rss_after_mb": after,
    }


def drained(program: Program, source: Source, what: str) -> dict[str, Any]:
    """A mailbox taken in, filed and answered by `run --once`."""
    child = Child(program.words("run", "--once"), program.folder)
    cost = child.wait(Progress(what, child.log))
    if cost.status:
        raise Wrong(f"{what} ended with {cost.status}: {child.log.read_text()[-500:]}")
    program.check(source.count)
    return _rates(cost, source.count, len(program.smtp.letters), program.smtp.connections)


def watched(program: Program, source: Source, what: str) -> dict[str, Any]:
    """The same by the daemon, whose outbox works while it takes in. It may end once all letters are there."""
    wanted = source.count * (1 + program.responders)
    child = Child(program.words("run"), program.folder)
    cost = child.wait(Progress(what, child.log), until=lambda: len(program.smtp.letters) >= wanted)
    if cost.status:
        raise Wrong(f"{what} ended with {cost.status}: {child.log.read_text()[-500:]}")
    program.check(source.count)
    return _rates(cost, source.count, len(program.smtp.letters), program.smtp.connections)


def floor(folder: Path, dovecot: Dovecot, smtp: SmtpServer, user: str, source: Source) -> dict[str, Any]:
    """The same mailbox by the floor's script."""
    script = Path(__file__).with_name("floor.py")
    words = [str(dovecot.port), str(smtp.port), user, dovecot.password, str(folder)]
    child = Child([sys.executable, str(script), *words], folder)
    cost = child.wait(Progress("floor", child.log))
    if cost.status:
        raise Wrong(f"the floor ended with {cost.status}: {child.log.read_text()[-500:]}")
    recipients = {letter.recipient for letter in smtp.letters}
    answered = json.loads(child.output.read_text())["answered"]
    if not answered == len(smtp.letters) == len(recipients) == source.count:
        raise Wrong(f"the floor sent {len(smtp.letters)} answers for {source.count} messages")
    return _rates(cost, source.count, len(smtp.letters), smtp.connections)


def flood(program: Program, count: int) -> dict[str, Any]:
    """Mail from `count` addresses at once, under the limits of the example: what becomes of it, and of us.

    A case is there already. Its responder answers when the last mail of the flood is in the mailbox, and another
    one when all of it is filed.
    """
    database = Database(load(program.config).database_url())
    health = Health(database)
    daemon = Child(program.words("run"), program.folder)
    try:
        wait_until(lambda: daemon.log.read_bytes().count(b"cocmail watches"), 30, "the daemon is ready")
        with imaplib.IMAP4(program.dovecot.host, program.dovecot.port, timeout=600) as session:
            session.login(program.user, program.dovecot.password)
            session.append("INBOX", "", "", mailbox.report("en", 1000))
            program.smtp.wait_for(1 + program.responders, 60)
            notices = {each.recipient: each.raw for each in program.smtp.letters}
            begun = time.time()
            for number in range(count):
                session.append(
                    "INBOX", "", "", mailbox.report("en", 1000, number, host=f"flood{number}.example")
                )
            poured = time.time() - begun
            print(f"  flood: {count} mails in {poured:.0f} s", file=sys.stderr, flush=True)
            in_flood = _answered(program, session, notices[RESPONDERS[1]], RESPONDERS[1], 3_600)
            progress = Progress("flood", daemon.log, every=30)
            while health.counts()["open_cases"] < count + 1:
                daemon.peak_mb()
                progress()
                time.sleep(1)
            filed = time.time() - begun
            afterwards = _answered(program, session, notices[RESPONDERS[2]], RESPONDERS[2], 3_600)
            while _held(found := health.counts()) > count + 1 - _to_outsiders(program):
                daemon.peak_mb()
                progress()
                time.sleep(1)
            sent, peak, cpu = time.time() - begun, daemon.peak_mb(), daemon.cpu()
    finally:
        status = daemon.end()
        database.close()
    outsiders = _to_outsiders(program)
    if status or found["open_cases"] != count + 1 or found["quarantine"]:
        raise Wrong(f"the daemon ended with {status}; {count + 1} messages became {found}")
    if outsiders + _held(found) != count + 1:
        raise Wrong(f"{outsiders} letters to {count + 1} reporters, {_held(found)} are held")
    return {
        "mails": count,
        "poured_s": poured,
        "filed_s": filed,
        "messages_per_s": count / filed,
        "letters_sent_s": sent,
        "letters_to_outsiders": outsiders,
        "letters_held": _held(found),
        "letters_to_responders": len(program.smtp.letters) - outsiders,
        "responder_answered_in_flood_s": in_flood,
        "responder_answered_afterwards_s": afterwards,
        "cpu_s": cpu,
        "peak_rss_mb": peak,
    }


def _held(found: dict[str, Any]) -> int:
    return int(found["letters"].get("queued", 0))


def _to_outsiders(program: Program) -> int:
    return sum(each.recipient not in RESPONDERS for each in program.smtp.letters)


def _answered(program: Program, session: imaplib.IMAP4, letter: bytes, by: str, patience: float) -> float:
    """How long a responder waits for the report after their CLEAR is in the mailbox."""
    seen = len(program.smtp.letters)
    begun = time.time()
    clear = mail("Clear", answers=letter, sender=by, message_id=f"<clear.{by}>")
    session.append("INBOX", "", "", clear)

    def told() -> bool:
        return any(
            each.recipient == by and each.message["X-Cocmail"] == "report"
            for each in program.smtp.letters[seen:]
        )

    wait_until(told, patience, f"{by} is answered")
    return time.time() - begun


def reading(folder: Path, times: int) -> dict[str, Any]:
    """CPU ms for one report of 2 KB: from bytes to a judged message, and from its text to findings."""
    folder.mkdir(parents=True)
    config = load(write_config(folder))
    desk, rules, key = desk_of(config), rules_of(config), bytes(32)
    figures: dict[str, Any] = {}
    for language in ("en", "fi", "sv"):
        # Each once: nothing that is kept between two equal texts may help.
        raws = [mailbox.report(language, 2000, number) for number in range(times + 5)]
        begun, judged = [], []
        for raw in raws:
            at = time.process_time()
            judged.append(judge(raw, desk, key))
            begun.append(time.process_time() - at)
        read = []
        for each in judged:
            at = time.process_time()
            report = read_report(each, desk, rules, datetime.now(UTC))
            read.append(time.process_time() - at)
            if report.language != language:
                raise Wrong(f"a report in {language} was read as {report.language}")
        figures[language] = {
            "size": sum(map(len, raws)) // len(raws),
            "judge_ms": percentile(begun[5:], 0.5) * 1000,
            "read_ms": percentile(read[5:], 0.5) * 1000,
        }
    return figures


class _Notices:
    """Another client that idles on the mailbox: when it was told that the mailbox holds n messages."""

    def __init__(self, program: Program) -> None:
        self.at: dict[int, float] = {}
        self._end = threading.Event()
        self._client = IMAPClient(program.dovecot.host, port=program.dovecot.port, ssl=False, timeout=60)
        self._client.login(program.user, program.dovecot.password)
        self._client.select_folder("INBOX", readonly=True)
        self._client.idle()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> "_Notices":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._end.set()
        self._thread.join()
        self._client.idle_done()
        self._client.logout()

    def _listen(self) -> None:
        while not self._end.is_set():
            for notice in self._client.idle_check(timeout=0.5):
                if notice[1] == b"EXISTS":
                    self.at.setdefault(int(notice[0]), time.time())


def _spread(values: list[float]) -> dict[str, float]:
    return {"median": percentile(values, 0.5), "p95": percentile(values, 0.95), "max": max(values)}


def _rates(cost: Cost, messages: int, letters: int, connections: int) -> dict[str, Any]:
    return {
        "messages": messages,
        "letters": letters,
        "connections": connections,
        "wall_s": cost.wall,
        "messages_per_s": messages / cost.wall,
        "letters_per_s": letters / cost.wall,
        "cpu_s": cost.cpu,
        "cpu_ms_per_message": cost.cpu * 1000 / messages,
        "peak_rss_mb": cost.peak_mb,
        "other_cores_busy": cost.others,
    }
