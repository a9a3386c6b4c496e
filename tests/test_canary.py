"""Words of a report are looked for everywhere a report may not be: files, logs, processes, the database, as it lies.

One word stands in every part of every message. It goes through the whole installed program, with everything
going wrong that can, and then it may be in the letters that were delivered and nowhere else.
"""

import base64
import json
import logging
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import jinja2
import pytest
import sqlalchemy as sa
from tests.builders import ALIAS, REPORTS, Desk, MovableClock, mail, read
from tests.fault_proxy import ScriptedImap
from tests.servers import Dovecot, PostgreSQL, SmtpServer, _postgresql, require, wait_until
from tests.test_daemon import Installed, smtp, user  # noqa: F401 (fixtures)

from cocmail import tables
from cocmail.config import load
from cocmail.database import Database
from cocmail.logs import _Lines

WORD = "quorkzebra"
BEN = "ben@example.org"


def _forms() -> list[bytes]:
    """The word as bytes could hold it: plain, UTF-16, and the middle of its base64 wherever it begins."""
    found = [WORD.encode("utf-16-le"), WORD.encode("utf-16-be"), WORD.encode()]
    for text in (WORD, WORD.capitalize(), WORD.upper()):
        for each in (text.encode(), text.encode("utf-16-le")):
            for shift in range(3):
                coded = base64.b64encode(b"\0" * shift + each)
                found.append(coded[4 : len(coded) - 4])
    return found


FORMS = _forms()


def _holds(data: bytes) -> bool:
    small = data.lower()
    return any(form in small for form in FORMS[:3]) or any(form in data for form in FORMS[3:])


def _files_with_the_word(*folders: Path) -> list[str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if WORD in path.name.casefold() or _holds(path.read_bytes())]


def _written(body: str = "", **headers: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = headers.pop("From_", f"Quorkzebra Person <{WORD}.local@example.net>")
    message["To"], message["Subject"] = ALIAS, headers.pop("Subject", f"About {WORD}")
    message["Message-ID"] = headers.pop("Message_ID", f"<{WORD}{len(body)}@example.net>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(body or WORD)
    return message


def _messages() -> Iterator[bytes]:
    """The word in every part of a message."""
    report = _written(
        f"Hi, Quorkzebra Mustermann shouted at me yesterday at six in the {WORD} library. Lisa {WORD} saw it.\n"
        f"Contact: {WORD}@example.com, tel. +358 40 1234567. QUORKZEBRA.",
        Cc=f"{WORD.capitalize()} <{WORD}@example.com>",
        Organization=WORD,
        X_Mailer=WORD,
    )
    report.add_attachment(
        f"evidence {WORD}".encode() * 50, maintype="image", subtype="jpeg", filename=f"{WORD}.jpg"
    )
    yield report.as_bytes()
    page = _written("html", Message_ID=f"<html.{WORD}@example.net>", From_=f"{WORD}2@example.net")
    page.set_content(
        f"<html><head><title>{WORD}</title></head><body><p>Somebody called <b>{WORD}</b> hit me.</p>"
        f"<img alt='{WORD}' src='cid:{WORD}'></body></html>",
        subtype="html",
    )
    yield page.as_bytes()
    head = f"From: Eve <{WORD}3@example.net>\r\nTo: {ALIAS}\r\nSubject: =?{WORD}?b?{WORD}?=\r\n".encode()
    yield (
        head
        + (
            f'Message-ID: <{WORD}-broken@example.net>\r\nContent-Type: text/plain; charset="{WORD}"\r\n'
            "Content-Transfer-Encoding: 8bit\r\n\r\n"
        ).encode()
        + b"\xff\xfe\x81 quorkzebra \xc3\x28 "
        + WORD.encode("utf-16-le")
        + b"\r\n"
    )
    # Its boundary never comes, its encoding is none, and it has a NUL.
    yield (
        head
        + (
            f'Message-ID: <{WORD}-shut@example.net>\r\nContent-Type: multipart/mixed; boundary="{WORD}"\r\n'
            f"Content-Transfer-Encoding: {WORD}\r\nDate: {WORD}\r\n{WORD}\r\n\r\n--{WORD}x\r\n"
        ).encode()
        + b"\0quorkzebra\0" * 20
    )
    yield _written("away", Message_ID=f"<auto.{WORD}@example.net>", Auto_Submitted=WORD).as_bytes()
    yield _written("away2", Message_ID=f"<auto2.{WORD}@example.net>", X_Autoreply=WORD).as_bytes()
    yield _written("away3", Auto_Submitted=f"auto-{WORD}; {WORD} ({WORD})").as_bytes()
    yield _written(
        "list", Message_ID=f"<list.{WORD}@example.net>", List_ID=f"{WORD} <{WORD}.example.net>",
        From_=f"{WORD}4@example.net", Precedence=WORD, Return_Path=f"<{WORD}@example.net>",
    ).as_bytes()  # fmt: skip
    yield _written("loop", Message_ID=f"<loop.{WORD}@example.net>", X_Cocmail=WORD).as_bytes()
    yield _bounce("<none@example.net>")


def _bounce(message_id: str) -> bytes:
    return (
        f"From: MAILER-DAEMON@{WORD}.example.net\r\nTo: {ALIAS}\r\nSubject: failure {WORD}\r\n"
        f"Message-ID: <{WORD}{len(message_id)}.dsn@example.net>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\n{WORD} does not exist.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; {WORD}.example.net\r\n\r\n"
        f"Final-Recipient: rfc822; {WORD}.local@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        f"Diagnostic-Code: smtp; 550 {WORD}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n--b--\r\n"
    ).encode()


class Watched(Installed):
    """The program with every library told to speak at its lowest level; all it says is kept."""

    def __init__(self, *args: object, **values: object) -> None:
        self.said: list[str] = []
        self.log_format = "text"
        super().__init__(*args, **values)  # type: ignore[arg-type]

    def _make_database(self) -> None:
        # What the command says is kept as well.
        assert self.run("migrate").returncode == 0

    def _words(self, *words: str, moved: str = "") -> list[str]:
        loud = (
            "import logging, sys; logging.basicConfig(level=1)\n"
            "for name in ('imapclient', 'mailparser', 'sqlalchemy.engine', 'apscheduler', 'alembic', 'asyncio',\n"
            "             'psycopg'):\n"
            "    logging.getLogger(name).setLevel(1)\n"
            "from cocmail.cli import main; main()"
        )
        program = [*super()._words(moved=moved)[: 4 if moved else 1], "-W", "default", "-c", loud]
        options = ["-c", str(self.folder / "cocmail.toml"), "--log-format", self.log_format]
        return [*program, *options, *words]

    def start(self, *words: str) -> subprocess.Popen[str]:
        # Into a file: a pipe that nobody reads would be full soon.
        with self.log.open("w") as log:
            return subprocess.Popen(self._words("run", *words), stderr=log, text=True, cwd=self.folder)

    @property
    def log(self) -> Path:
        """What the daemon said."""
        return self.folder.parent / "daemon.log"

    def run(self, *words: str, moved: str = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
        done = self.execute(*words, moved=moved, seconds=seconds)
        if "--reveal" not in words:
            self.said += [done.stdout, done.stderr]
        return done


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgreSQL | None]:
    """A PostgreSQL server of its own, whose files can be looked at; None for SQLite."""
    if request.param == "sqlite":
        yield None
        return
    require(PostgreSQL)
    with PostgreSQL(tmp_path_factory.mktemp("canary")) as server:
        yield server


def test_a_word_of_a_report_is_in_the_letters_and_nowhere_else(
    tmp_path: Path,
    dovecot: Dovecot,
    smtp: SmtpServer,  # noqa: F811
    user: str,  # noqa: F811
    database: PostgreSQL | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary, folder = tmp_path / "tmp", tmp_path / "home"
    temporary.mkdir()
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    url = database.database() if database else "sqlite:///cocmail.db"
    told = folder / "told"
    alerts = f'\n[alerts]\ncommand = ["sh", "-c", "cat >> {told}"]\n'
    here = Watched(folder, dovecot, smtp, user, url=url, more=alerts)
    for raw in _messages():
        dovecot.deliver(user, raw)

    # First run: letters are refused and put off in words that quote the report.
    smtp.refuse(f"{WORD}.local@example.net", f"550 5.1.1 {WORD} is not here", times=1)
    smtp.defer("aino@example.org", f"451 {WORD} greylisted", times=1)
    smtp.answer("DOT", f"554 5.7.1 {WORD} in the text", f"{WORD}2@example.net", times=1)
    assert here.run("run", "--once").returncode == 0
    wait_until(lambda: smtp.to(BEN))
    notices = [letter for letter in smtp.to(BEN) if letter.message["X-Cocmail"] == "notice"]
    for number, letter in enumerate(notices):
        words = f"Clear\nTake\nNote {WORD} said more"
        dovecot.deliver(
            user, mail(words, answers=letter.raw, sender=BEN, message_id=f"<b{number}@example.org>")
        )
    answered = smtp.to(f"{WORD}3@example.net")[0]
    dovecot.deliver(
        user,
        mail(f"It was {WORD} in Oodi.", answers=answered.raw, sender=f"{WORD}3@example.net",
             message_id=f"<{WORD}.more@example.net>"),
    )  # fmt: skip
    dovecot.deliver(user, _bounce(str(notices[0].message["Message-ID"])))

    # Then the daemon, in JSON, watched from all sides.
    here.log_format = "json"
    states = _the_daemon_works(here, tmp_path / "notify", monkeypatch)
    names = [str(case["name"]) for case in here.cases()]
    for format_ in ("text", "json"):
        here.log_format = format_
        for command in (
            ("status",), ("status", "--json"), ("cases",), ("cases", "--all", "--json"), ("check",),
            ("show", names[0]), ("show", "--json", names[0]), ("key", "rotate"),
        ):  # fmt: skip
            here.run(*command)
    aside = json.loads(here.run("quarantine", "list", "--json").stdout)
    for command in (
        ("quarantine", "list"),
        ("quarantine", "show", str(aside[0]["message"])),
        ("outbox", "list"),
    ):
        assert here.run(*command).returncode == 0
    assert "could not be delivered" in told.read_text()  # It is searched with all other files.
    assert WORD in here.run("show", names[-1], "--reveal").stdout.casefold()

    # Letters to reporters bear their address and quote nothing.
    telling = [letter for letter in smtp.letters if WORD in letter.text.casefold()]
    assert {(x.recipient, x.message["X-Cocmail"]) for x in telling if x.message["X-Cocmail"] != "notice"} == {
        (BEN, "report"),
        (BEN, "update"),
    }
    own = Database(load(folder / "cocmail.toml").database_url())
    _no_column_holds_it(own)
    _a_table_goes_away(own)
    dovecot.deliver(user, mail(f"One more {WORD}", message_id=f"<{WORD}.last@example.net>"))
    assert here.run("run", "--once").returncode != 0
    assert _files_with_the_word(folder, temporary) == []
    own.close()

    assert [text for text in (*here.said, *states) if _holds(text.encode())] == []
    if database:
        dump = _dump(url)
        assert b"raw_messages" in dump
        assert not _holds(dump)
        database.stop()
        assert _files_with_the_word(database.folder) == []
    assert _files_with_the_word(folder, temporary) == []


def _the_daemon_works(here: Watched, path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run the daemon until it has done what waits; what systemd heard and what /proc shows of it."""
    found: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        daemon = here.start()
        monkeypatch.delenv("NOTIFY_SOCKET")
        listener.settimeout(20)
        try:
            found.append(listener.recv(65_536).decode())
            wait_until(
                lambda: {"report", "update"} <= {x.message["X-Cocmail"] for x in here.smtp.to(BEN)}, 30
            )
            found += _seen_in_proc(Path(f"/proc/{daemon.pid}"))
            assert _files_with_the_word(here.folder, here.folder.parent / "tmp") == []
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(15)
            log = here.log.read_text()
            here.said.append(log)
        assert daemon.returncode == 0, log
        assert len([json.loads(line) for line in log.splitlines() if line.startswith("{")]) > 5
        listener.setblocking(False)
        try:
            while True:
                found.append(listener.recv(65_536).decode())
        except BlockingIOError:
            return found


def _seen_in_proc(process: Path) -> list[str]:
    """What any user of the computer could see of it; that its core is never dumped is seen here too."""
    limits = (process / "limits").read_text()
    assert re.search(r"Max core file size +[01] +[01] ", limits), limits
    names = [each / "comm" for each in (process, *(process / "task").iterdir())]
    return [path.read_bytes().decode() for path in (process / "cmdline", process / "environ", *names)]


def _columns(row: sa.Row[tuple[object, ...]]) -> Iterable[bytes]:
    for value in row:
        yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _no_column_holds_it(database: Database) -> None:
    """PostgreSQL may compress a value on disk, so that a search of its files would miss it."""
    with database.reads() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                assert not any(map(_holds, _columns(row))), table.name
        reasons = set(connection.scalars(sa.select(tables.messages.c.reason)))
    assert reasons <= {
        "", "a letter of cocmail", "Auto-Submitted: yes", "X-Autoreply", "mail of another list", "our own letter",
        "a delivery or disposition report", "no text could be read", "null return path",
    }  # fmt: skip


def _a_table_goes_away(database: Database) -> None:
    with database.writes() as connection:
        connection.exec_driver_sql("DROP TABLE letter_bytes")


def _dump(url: str) -> bytes:
    address = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run([_postgresql("pg_dump"), address], capture_output=True, check=True)
    # In a dump binary columns are hexadecimal.
    binary = b"".join(
        bytes.fromhex(each.decode()) for each in re.findall(rb"\\\\x((?:[0-9a-f]{2})+)", done.stdout)
    )
    assert binary
    return done.stdout + binary


@pytest.mark.parametrize(
    "text",
    [
        "a quorkzebra", "QUORKZEBRA", "Quorkzebra".encode("utf-16-le"), base64.b64encode(b"the Quorkzebra x"),
        base64.b64encode(b" the quorkzebra x"), base64.b64encode(b"e quorkzebra x"),
    ],
)  # fmt: skip
def test_the_search_finds_every_form_of_the_word(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "deep").mkdir()
    data = text.encode() if isinstance(text, str) else text

    (tmp_path / "deep" / "file").write_bytes(os.urandom(500) + data + os.urandom(500))

    assert _files_with_the_word(tmp_path) == [str(tmp_path / "deep" / "file")]
    assert not _holds(os.urandom(5000))


class TestFaults:
    """What goes wrong in the middle of a report is told without its words."""

    @pytest.fixture
    def log(self) -> Iterator[list[str]]:
        """What would be written to stderr at the lowest level."""
        lines: list[str] = []

        class Kept(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                lines.append(_Lines(journal=False, as_json=False).format(record))

        own, handler = logging.getLogger("cocmail"), Kept()
        before = own.level
        own.setLevel(1)
        own.addHandler(handler)
        yield lines
        own.removeHandler(handler)
        own.setLevel(before)

    def test_a_template_whose_fault_quotes_the_report(self, desk: Desk, log: list[str]) -> None:
        desk.arrives(mail(REPORTS["en"]))
        notice = next(raw for raw in desk.raw_letters() if read(raw)["To"] == BEN)
        quoting = "Subject: {{ case }}\n\n{{ {}[text] }}"
        broken = desk.house.letters._jinja.overlay(
            loader=jinja2.ChoiceLoader(
                [
                    jinja2.DictLoader({"en/report.txt": quoting}),
                    desk.house.letters._jinja.loader or pytest.fail("no loader"),
                ]
            )
        )
        desk.house.letters._jinja = broken

        desk.arrives(mail(f"Clear\nNote {WORD}", answers=notice, sender=BEN, message_id="<c@example.org>"))

        assert any("template en/report failed (UndefinedError)" in line for line in log)
        assert not _holds("\n".join(log).encode())

    def test_a_message_that_makes_the_program_fail(
        self, desk: Desk, log: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise ValueError(WORD)

        monkeypatch.setattr("cocmail.intake.judge", fail)
        desk.arrives(mail(WORD))

        assert any("ValueError at test_canary.py:" in line for line in log)
        assert not _holds("\n".join(log).encode())
        with desk.house.store.database.reads() as connection:
            assert set(connection.scalars(sa.select(tables.messages.c.reason))) == {"ValueError"}

    def test_a_database_that_refuses_a_statement(self, desk: Desk, log: list[str]) -> None:
        with desk.house.store.database.writes() as connection:
            connection.exec_driver_sql("CREATE UNIQUE INDEX one ON cases (reporter_hash)")

        desk.arrives(mail(f"{WORD} one"), mail(f"{WORD} two", message_id="<two@example.net>"))

        assert any("IntegrityError at " in line for line in log)
        assert not _holds("\n".join(log).encode())

    def test_an_alert_of_the_mail_server(self, tmp_path: Path, clock: MovableClock, log: list[str]) -> None:
        from tests.builders import make_house

        with ScriptedImap(LOGIN=f"TAG OK [ALERT] the message {WORD} is too large\r\n".encode()) as server:
            house = make_house(tmp_path, clock, imap_port=server.port)
            list(house.mailbox.waiting())
            house.mailbox.close()
            house.store.database.close()

        assert log
        assert not _holds("\n".join(log).encode())
