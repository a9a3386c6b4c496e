"""`cocmail import`: the mail from before cocmail becomes cases, none is lost or twice, and nobody is told of any."""

import contextlib
import json
import os
import pty
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from tests.builders import MAILBOX, REPORTS, Desk, MovableClock, mail, read, to
from tests.servers import Dovecot, SmtpServer
from tests.test_daemon import Installed

from cocmail import tables
from cocmail.admin import importing
from cocmail.cases import clearance
from cocmail.cli import cli
from cocmail.config import load
from cocmail.database import Database
from cocmail.mail.message import Arrival
from cocmail.once import run_once
from cocmail.reloading import read_again
from cocmail.wiring import build

_users = iter(range(1, 1_000_000))
YEARS_AGO = datetime(2019, 1, 2, 12, tzinfo=UTC)


class Team(Installed):
    """A team that starts with cocmail now; its configuration, its database and its servers."""

    url: str

    def run(self, *words: str, moved: str = "", seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """One command, in this process: of many a start would take longer than all else."""
        done = CliRunner().invoke(cli, ["-c", str(self.folder / "cocmail.toml"), *words])
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    def brings_in(self, *words: str, code: int = 0) -> str:
        *options, source = words
        done = self.run("import", *options, str(self.folder / source))
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    def all_cases(self) -> list[dict[str, object]]:
        """Oldest first."""
        found: list[dict[str, object]] = json.loads(self.run("cases", "--all", "--json").stdout)
        return found[::-1]

    def history(self, name: object) -> list[dict[str, str]]:
        told = json.loads(self.run("show", str(name), "--json", "--reveal").stdout)
        entries: list[dict[str, str]] = told["entries"]
        return entries

    def rows(self, table: sa.Table) -> list[sa.Row[tuple[object, ...]]]:
        database = Database(self.database)
        try:
            with database.reads() as connection:
                return list(connection.execute(sa.select(table)).all())
        finally:
            database.close()

    @property
    def database(self) -> str:
        return self.url.replace("sqlite:///", f"sqlite:///{self.folder}/")

    def letters(self) -> list[object]:
        """What went out or waits to, without the weekly overview, which tells of no case here."""
        return [each for each in self.rows(tables.letters) if each.purpose != "digest"]

    def runs(self, **later: float) -> None:
        """`run --once`, so much later."""
        clock = MovableClock(datetime.now(UTC) + timedelta(**later))
        house = build(load(self.folder / "cocmail.toml"), clock)
        try:
            assert run_once(house) == []
        finally:
            house.store.database.close()


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


def make_team(folder: Path, dovecot: Dovecot, smtp: SmtpServer, url: str, **values: object) -> Team:
    team = Team(folder, dovecot, smtp, f"import{next(_users)}", url=url, **values)
    team.url = url
    return team


@pytest.fixture
def team(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, url: str) -> Team:
    return make_team(tmp_path, dovecot, smtp, url)


def old(
    text: str, number: int, *, day: int = 0, sender: str = "Rea Porter <rea@example.net>", **more: str
) -> bytes:
    """A mail of 2019, `day` days after the first, as it lay in the mailbox."""
    raw = mail(text, sender=sender, message_id=f"<{number}@example.net>", **more)  # type: ignore[arg-type]
    at = format_datetime(YEARS_AGO + timedelta(days=day))
    return raw.replace(b"Mon, 02 Mar 2026 13:00:00 +0200", at.encode())


def mbox(*mails: tuple[bytes, int]) -> bytes:
    """An mbox (mboxrd) of mails, each with the day on which it came."""
    box = b""
    for raw, day in mails:
        at = YEARS_AGO + timedelta(days=day)
        lines = raw.replace(b"\r\n", b"\n").split(b"\n")
        quoted = [b">" + each if each.lstrip(b">").startswith(b"From ") else each for each in lines]
        box += b"From someone@example.net " + at.strftime("%a %b %d %H:%M:%S %Y").encode() + b"\n"
        box += b"\n".join(quoted) + b"\n"
    return box


def maildir(folder: Path, *mails: tuple[bytes, int], name: str = "Maildir") -> Path:
    for each in ("cur", "new", "tmp"):
        (folder / name / each).mkdir(parents=True)
    for number, (raw, day) in enumerate(mails):
        seconds = (YEARS_AGO + timedelta(days=day)).timestamp()
        is_new = number % 2
        file = (
            folder
            / name
            / ("new" if is_new else "cur")
            / f"{int(seconds)}.M{number}.host{'' if is_new else ':2,S'}"
        )
        file.write_bytes(raw.replace(b"\r\n", b"\n"))
        os.utime(file, (seconds, seconds))
    return folder / name


A_THREAD = (
    (
        old(
            "It happened again in the library.\nFrom what I heard Ben Okafor saw it.",
            2,
            day=1,
            References="<1@example.net>",
        ),
        1,
    ),
    (old(REPORTS["en"], 1), 0),
    (
        old(
            "I have talked to her.",
            3,
            day=2,
            sender="Aino Virtanen <aino@example.org>",
            References="<1@example.net> <2@example.net>",
        ),
        2,
    ),
    (
        old(
            "In 2019 a man in a red hat groped me at the bar of the venue.",
            4,
            day=9,
            sender="kim@example.net",
        ),
        9,
    ),
)


def test_old_reports_become_closed_cases_in_the_order_they_came(team: Team) -> None:
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))

    said = team.brings_in("old.mbox")

    first, second = team.all_cases()
    assert "Messages: 4. New cases: 2. Joined to earlier ones: 2. Known already: 0. Laid aside: 0." in said
    assert [(each["state"], each["outcome"], each["messages"]) for each in (first, second)] == [
        ("closed", "imported", 3),
        ("closed", "imported", 1),
    ]
    assert [YEARS_AGO.isoformat(), (YEARS_AGO + timedelta(days=9)).isoformat()] == [
        each["received_at"] for each in (first, second)
    ]
    assert {"aino@example.org", "ben@example.org", "carla@example.org"} <= set(first["clearance"])  # type: ignore[call-overload]
    assert {"held"} == set(first["clearance"].values())  # type: ignore[attr-defined]
    assert isinstance(first["checklist"], dict)
    assert first["checklist"]["where"] == "present"
    words = [(each["type"], each["at"][:10]) for each in team.history(first["name"])]
    assert ("report", "2019-01-02") in words
    assert ("follow-up", "2019-01-03") in words
    assert ("unproven-note", "2019-01-04") in words
    # How long it is kept counts from now.
    assert str(first["next_due_at"]) > datetime.now(UTC).isoformat()
    assert team.letters() == []


def test_nobody_gets_a_letter_when_the_daemon_starts_nor_on_any_day_after(team: Team) -> None:
    urgent = old("Help, he is here now with a knife, outside my door!", 5, sender="uma@example.net")
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD, (urgent, 10)))
    team.brings_in("old.mbox")
    # The mailbox still holds them.
    for raw, day in A_THREAD:
        team.dovecot.deliver(team.user, raw, when=YEARS_AGO + timedelta(days=day))

    for days in (0, 0.05, 4, 6, 8, 40):
        team.runs(days=days)

    assert team.letters() == []
    assert {"digest"} >= {str(read(each.raw)["X-Cocmail"]) for each in team.smtp.letters}
    assert len(team.all_cases()) == 3
    assert {each["state"] for each in team.all_cases()} == {"closed"}


def test_a_new_mailbox_number_and_other_line_ends_make_nothing_new(team: Team) -> None:
    # One has a line that some mailbox files quote and others do not: nothing tells which this one is.
    raws = [raw for raw, _ in A_THREAD] + [
        old("See:\n>From here on I was afraid.", 6, sender="zoe@example.net")
    ]
    box = mbox(*((raw, number) for number, raw in enumerate(raws)))
    (team.folder / "old.mbox").write_bytes(
        box.replace(b"\n>>From", b"\n>From").replace(b"\nSubject:", b"\nStatus: RO\nSubject:")
    )
    maildir(team.folder, *((raw, 0) for raw in raws))
    team.brings_in("old.mbox")
    before = team.all_cases()

    again = [team.brings_in("old.mbox"), team.brings_in("Maildir")]
    for raw in raws:
        team.dovecot.deliver(team.user, raw)
    team.runs()
    team.dovecot.new_uid_validity(team.user)
    team.runs()

    assert all(
        "Messages: 5. New cases: 0. Joined to earlier ones: 0. Known already: 5." in each for each in again
    )
    assert before == team.all_cases()
    assert team.letters() == []


def test_a_maildir_is_read_and_left_as_it_is(team: Team) -> None:
    folder = maildir(team.folder, *A_THREAD)
    before = {each: (each.stat().st_mtime, each.read_bytes()) for each in folder.rglob("*") if each.is_file()}

    said = team.brings_in("Maildir")

    assert "Messages: 4. New cases: 2. Joined to earlier ones: 2." in said
    assert before == {
        each: (each.stat().st_mtime, each.read_bytes()) for each in folder.rglob("*") if each.is_file()
    }


def test_what_came_before_the_day_is_left_out(team: Team) -> None:
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))

    said = team.brings_in("--since", "2019-01-05", "old.mbox")

    assert "Messages: 1. New cases: 1." in said
    assert "came before that day: 3." in said
    assert len(team.all_cases()) == 1


def test_machines_are_laid_aside_and_answered_by_nothing_also_when_tried_again(team: Team) -> None:
    machines = (
        old("I am away.", 1, sender="vera@example.net", Auto_Submitted="auto-replied"),
        old("Delivery failed.", 2, sender="MAILER-DAEMON@example.net", Return_Path="<>"),
        old("list", 3, sender="Aino Virtanen <aino@example.org>", to="conduct-cases@example.org"),
    )
    (team.folder / "old.mbox").write_bytes(mbox(*((raw, 0) for raw in machines)))

    said = team.brings_in("old.mbox")
    aside = json.loads(team.run("quarantine", "list", "--json").stdout)
    team.run("quarantine", "retry", *(str(each["message"]) for each in aside), "--yes")
    team.runs()

    # What a responder wrote to the mailbox was no command yet.
    assert "New cases: 1. Joined to earlier ones: 0. Known already: 0. Laid aside: 2." in said
    assert {"import"} == {each["kind"] for each in aside}
    assert len(json.loads(team.run("quarantine", "list", "--json").stdout)) == 2
    assert team.letters() == []
    assert team.run("status").returncode == 0


def test_a_later_mail_of_the_reporter_is_a_new_case_as_if_the_old_one_were_not_there(team: Team) -> None:
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))
    team.brings_in("old.mbox")
    archive = team.all_cases()

    team.dovecot.deliver(
        team.user, mail("He is back, at the meetup today.", message_id="<9@x>", References="<2@example.net>")
    )
    team.runs()

    new = team.all_cases()[-1]
    assert new["state"] == "open"
    assert {"possibly-related", "held"}.isdisjoint(each["type"] for each in team.history(new["name"]))
    assert {"pending"} == set(new["clearance"].values())  # type: ignore[attr-defined]
    assert archive == team.all_cases()[:-1]
    assert team.smtp.to("rea@example.net")
    sent = "".join(str(read(each.raw)) for each in team.smtp.letters).casefold()
    assert not any(str(each["name"]) in sent for each in archive)


def test_an_import_moves_no_living_case(team: Team) -> None:
    team.dovecot.deliver(team.user, mail(REPORTS["en"], message_id="<live@example.net>"))
    team.runs()
    (before,), letters = team.all_cases(), len(team.letters())
    names_ben = old("Ben Okafor did it.", 7, References="<live@example.net>")
    (team.folder / "old.mbox").write_bytes(mbox((names_ben, 0), (old("Stop", 8), 1)))

    team.brings_in("old.mbox")
    team.runs()

    after = team.all_cases()
    assert before == after[-1]
    assert len(after) == 3
    assert not any("stopped" in str(each["marks"]) for each in after)
    assert letters == len(team.letters())


def test_a_stop_from_before_cocmail_stops_nothing(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> None:
    # There was no letter of ours that it could have stopped, and nothing takes a STOP back.
    team = make_team(
        tmp_path, dovecot, smtp, "sqlite:///cocmail.db", imap_more='trusted_authserv = "mx.example.org"'
    )
    proven = "mx.example.org; dmarc=pass header.from=example.net"
    alone = old("Stop", 8, sender="zoe@example.net", Authentication_Results=proven)
    later = old("Stop", 9, Authentication_Results=proven, References="<1@example.net>")
    (team.folder / "old.mbox").write_bytes(mbox(A_THREAD[1], (alone, 1), (later, 2)))

    said = team.brings_in("old.mbox")

    assert "New cases: 2. Joined to earlier ones: 1." in said
    assert not any("stopped" in str(each["marks"]) for each in team.all_cases())


def test_a_mail_that_answers_a_letter_of_ours_is_obeyed_only_when_somebody_says_so(team: Team) -> None:
    team.dovecot.deliver(team.user, mail(REPORTS["en"], message_id="<live@example.net>"))
    team.runs()
    (before,) = team.all_cases()
    answer = mail(
        "TAKE", sender="aino@example.org", message_id="<t@x>", answers=team.smtp.to("aino@example.org")[0].raw
    ).replace(b"TAKE", b"CLEAR\r\nTAKE")
    (team.folder / "old.mbox").write_bytes(mbox((answer, 3)))

    said = team.brings_in("old.mbox")

    assert "Laid aside: 1." in said
    assert [before] == team.all_cases()
    (aside,) = json.loads(team.run("quarantine", "list", "--json").stdout)
    team.run("quarantine", "retry", str(aside["message"]), "--yes")
    team.runs()
    assert team.all_cases()[0]["taken_by"] == "aino@example.org"


def test_in_open_clearance_nobody_may_read_it_either_whoever_joins(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer, url: str
) -> None:
    team = make_team(tmp_path, dovecot, smtp, url)
    file = team.folder / "cocmail.toml"
    file.write_text(file.read_text().replace("[clearance]", '[clearance]\nmode = "open"'))
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))

    team.brings_in("old.mbox")
    team.runs()

    assert {"held"} == set(team.all_cases()[0]["clearance"].values())  # type: ignore[attr-defined]
    assert team.run("member", "add", "Dora Deer", "dora@example.org", "--yes").returncode == 0
    team.runs()
    assert "dora@example.org" not in team.all_cases()[0]["clearance"]  # type: ignore[operator]
    assert team.letters() == []


@pytest.mark.timeout(300)
def test_killed_at_any_moment_it_goes_on_and_neither_loses_nor_doubles_anything(team: Team) -> None:
    count = 20
    mails = [
        (old(f"{REPORTS['en']} It was number {n}.", n, day=n, sender=f"r{n}@example.net"), n)
        for n in range(count)
    ]
    (team.folder / "old.mbox").write_bytes(mbox(*mails))
    kills, rng = 0, random.Random(7)

    for turn in range(4):
        held = len(team.rows(tables.messages))
        process = subprocess.Popen(
            team._words("import", "old.mbox"),
            cwd=team.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None and len(team.rows(tables.messages)) == held:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.3))
        process.kill()
        kills += process.wait() == -signal.SIGKILL
        if turn == 2:
            # Whatever was spooled and not filed is the daemon's to file, and no more to be answered.
            team.runs()
    said = _ends_well(team)

    assert kills > 1
    assert f"Messages: {count}." in said
    assert [each["received_at"] for each in team.all_cases()] == [
        (YEARS_AGO + timedelta(days=n)).isoformat() for n in range(count)
    ]
    assert {each.state for each in team.rows(tables.messages)} == {"filed"}
    assert {each["outcome"] for each in team.all_cases()} == {"imported"}
    team.runs()
    assert team.letters() == []
    assert team.smtp.letters == []


def _ends_well(team: Team) -> str:
    """On PostgreSQL the connection of who was killed may stand for a moment."""
    end = time.monotonic() + 30
    while (done := team.run("import", str(team.folder / "old.mbox"))).returncode == 1:
        assert time.monotonic() < end
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_message_that_was_spooled_when_it_was_killed_is_filed_as_earlier_mail_by_the_daemon(
    team: Team,
) -> None:
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD[3:]))
    team.brings_in("old.mbox")
    _as_if_killed_before_filing(team, attempts=0)

    team.runs()

    assert [(each["state"], each["outcome"]) for each in team.all_cases()] == [("closed", "imported")]
    assert team.letters() == []


def test_a_message_that_stops_the_program_each_time_is_a_stub_that_nobody_is_told_of(team: Team) -> None:
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD[3:]))
    team.brings_in("old.mbox")
    _as_if_killed_before_filing(team, attempts=3)

    said = team.brings_in("old.mbox")
    team.runs()

    assert "Laid aside: 1." in said
    (stub,) = team.all_cases()
    assert (stub["state"], stub["outcome"], stub["marks"]) == (
        "closed",
        "imported",
        ["unclear", "unreadable"],
    )
    (aside,) = json.loads(team.run("quarantine", "list", "--json").stdout)
    assert stub["name"] == aside["stub_case"]
    team.run("quarantine", "retry", str(aside["message"]))
    team.runs()
    assert {"imported"} == {each["outcome"] for each in team.all_cases()}
    assert team.letters() == []


def _as_if_killed_before_filing(team: Team, *, attempts: int) -> None:
    database = Database(team.database)
    values = {"state": "spooled", "door": "import", "case_id": None, "case_hash": None, "attempts": attempts}
    values |= {"content_hash": None, "message_id_hash": None}
    with database.writes() as connection:
        connection.execute(tables.messages.update().values(values))
        for table in (tables.entries, tables.checklist, tables.clearance, tables.cases):
            connection.execute(table.delete())
    database.close()


def test_it_says_what_is_in_the_way(team: Team) -> None:
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))
    (team.folder / "no.mbox").write_text("Dear all,\n")
    (team.folder / "folder").mkdir()
    (team.folder / "empty").touch()

    daemon = Database(team.database)
    assert daemon.lead()

    said = team.brings_in("old.mbox", code=1)

    daemon.close()
    assert said == "cocmail: another cocmail runs on this database; stop it first\n"
    assert "no.mbox is no mbox: it does not begin with" in team.brings_in("no.mbox", code=1)
    assert "folder is no Maildir" in team.brings_in("folder", code=1)
    assert "gone: No such file or directory" in team.brings_in("gone", code=1)
    assert "--since" in team.brings_in("--since", "yesterday", "old.mbox", code=2)
    assert "Messages: 0. New cases: 0." in team.brings_in("empty")


def test_a_database_of_another_schema_is_left_alone(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    team = make_team(tmp_path, dovecot, smtp, "sqlite:///cocmail.db")
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))
    database = Database(team.database)
    with database.writes() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    database.close()

    said = team.brings_in("old.mbox", code=2)

    assert "cocmail migrate" in said
    assert team.rows(tables.messages) == []


def test_ctrl_c_ends_it_in_one_line_and_it_goes_on_later(
    tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer
) -> None:
    team = make_team(tmp_path, dovecot, smtp, "sqlite:///cocmail.db")
    mails = [
        (old(f"{REPORTS['en']} It was number {n}.", n, sender=f"r{n}@example.net"), n) for n in range(40)
    ]
    (team.folder / "old.mbox").write_bytes(mbox(*mails))
    process = subprocess.Popen(
        team._words("import", "old.mbox"), cwd=team.folder, stderr=subprocess.PIPE, text=True
    )
    while not team.rows(tables.cases):
        time.sleep(0.1)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)

    assert process.returncode == 75
    assert said.startswith("cocmail: stopped after ")
    assert said.count("\n") == 1
    assert "Messages: 40." in team.brings_in("old.mbox")
    assert len(team.all_cases()) == 40


def test_a_terminal_shows_a_bar(tmp_path: Path, dovecot: Dovecot, smtp: SmtpServer) -> None:
    team = make_team(tmp_path, dovecot, smtp, "sqlite:///cocmail.db")
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        team._words("import", str(team.folder / "old.mbox")), stderr=theirs, stdout=subprocess.DEVNULL
    )
    os.close(theirs)

    shown = b""
    with contextlib.suppress(OSError):  # The other end is closed.
        while some := os.read(ours, 10_000):
            shown += some
    os.close(ours)

    assert process.wait() == 0
    assert b"Bringing in" in shown
    assert b"100%" in shown


@pytest.mark.parametrize("stops_before", [None, 2, 4])
def test_what_came_within_the_last_days_is_named_also_what_a_run_brought_in_that_was_cut_off(
    desk: Desk, tmp_path: Path, stops_before: int | None
) -> None:
    days = (desk.clock() - YEARS_AGO).days
    joins = old("He stood at my door.", 2, day=days, References="<1@example.net>")
    report = old(REPORTS["fi"], 50, day=days, sender="kai@example.net")
    robot = old("I am away.", 51, day=days, sender="vera@example.net", Auto_Submitted="auto-replied")
    (tmp_path / "box").write_bytes(
        mbox(A_THREAD[1], A_THREAD[3], (joins, days), (report, days), (robot, days))
    )

    def stops(what: str, done: int, total: int) -> None:
        if what == importing._FILES and done == stops_before:
            raise KeyboardInterrupt

    so_far = importing.Brought()
    if stops_before:
        with pytest.raises(KeyboardInterrupt):
            importing.bring_in(desk.house, tmp_path / "box", None, stops, so_far)
        names = {
            each.name for each in desk.house.store.cases(closed=True) if each.reporter != "kim@example.net"
        }
        assert set(so_far.recent) == (names if stops_before == 4 else set())
    importing.bring_in(desk.house, tmp_path / "box", None, _silent, so_far)

    by = {each.reporter: each.name for each in desk.house.store.cases(closed=True)}
    named = ", ".join(sorted((by["rea@example.net"], by["kai@example.net"])))
    with desk.house.store.database.reads() as connection:
        aside = connection.scalar(sa.select(tables.messages.c.id).where(tables.messages.c.door == "import"))
    promise = "Came within the time in which an answer is promised, and nobody is reminded of it:"
    assert list(so_far.lines())[-2:] == [
        f"{promise} cases {named}",
        f"{promise} messages laid aside {aside}",
    ]


# -- an archive that nobody gets into ----------------------------------------------------------------------


@pytest.mark.parametrize("word", ["STATUS", "SHOW", "REOPEN", "CLEAR", "TAKE", "INCLUDE Ben in", "LINK"])
def test_no_word_of_a_responder_finds_an_old_case(desk: Desk, word: str) -> None:
    _brings(desk, A_THREAD[1], A_THREAD[0])
    (archived,) = desk.house.store.cases(closed=True)
    desk.arrives(mail("A man pushed me.", sender="kim@example.net", message_id="<new@x>"))
    (case,) = desk.house.store.cases()
    shown = _says(desk, "CLEAR", answers=to(desk.raw_letters(), "aino@example.org"))

    of_it = [_says(desk, f"{word} {archived.name}", answers=shown[0]), _says(desk, "LIST", to=MAILBOX)]
    of_none = _says(desk, f"{word} violet nothing", answers=shown[0])
    in_no_letter = _says(desk, f"{word} {archived.name}", to=MAILBOX)

    def told(letters: list[bytes]) -> list[str]:
        texts = [f"{read(raw)['To']} {read(raw)['Subject']} {read(raw).get_content()}" for raw in letters]
        return [text.casefold().replace(archived.name, "violet nothing") for text in texts]

    assert told(of_it[0]) == told(of_none)
    assert not any(archived.name in read(raw).get_content().casefold() for raw in of_it[1])
    assert not any("yellow coat" in read(raw).get_content() for raw in (*of_it[0], *in_no_letter))
    assert desk.house.store.cases(closed=True)[-1] == archived
    assert desk.house.store.case_named(case.name)[0].clearance["ben@example.org"] == "pending"  # type: ignore[index]


def test_who_is_accused_in_another_old_mail_of_the_same_reporter_reads_neither(desk: Desk) -> None:
    second = old("I forgot to say: the man in the yellow coat was Ben Okafor.", 2)
    _brings(desk, A_THREAD[1], (second, 1))

    letters = [
        raw
        for case in desk.house.store.cases(closed=True)
        for word in ("STATUS", "SHOW", "CLEAR", "REOPEN")
        for raw in _says(desk, f"{word} {case.name}", who="ben@example.org", to=MAILBOX)
    ]

    assert not any("yellow coat" in read(raw).get_content() for raw in letters)


def test_what_is_written_in_an_old_thread_stands_together_whoever_wrote_it(desk: Desk) -> None:
    former = old(
        "I was of this team then, and think we must talk with him.",
        8,
        sender="eva@example.com",
        References="<1@example.net> <2@example.net>",
    )
    _brings(desk, A_THREAD[1], A_THREAD[0], A_THREAD[2], (former, 3))

    of_another, first = desk.house.store.cases(closed=True)

    assert of_another.reporter == "eva@example.com"
    with desk.house.store.transaction() as tx:
        others = [each.text for each in tx.history(of_another.id or 0) if each.type == "possibly-related"]
        told = {each.type for each in tx.history(first.id or 0)}
    assert others == [first.name]
    assert {"report", "follow-up", "unproven-note"} <= told
    assert {"held"} == set(first.clearance.values()) == set(of_another.clearance.values())
    assert desk.letters() == []


@pytest.mark.parametrize("changes", [False, True])
def test_its_content_is_destroyed_when_its_time_is_over_and_nobody_hears_of_that_nor_who_joined_since(
    desk: Desk, tmp_path: Path, changes: bool
) -> None:
    _brings(desk, A_THREAD[1], (old("Aino Virtanen, Ben Okafor and Carla Lindqvist pushed me.", 6), 2))
    if changes:
        # All are new: responders and contacts.
        file = tmp_path / "cocmail.toml"
        for part in ("aino@", "ben@", "carla@", "chair@", "outside@"):
            file.write_text(file.read_text().replace(f'"{part}', f'"new-{part}'))
        read_again(desk.house, lambda: load(file))
    keep = desk.house.intake.rules.ladder.keep

    told = []
    for days in (0, keep.days - 31, 1, 1, 26):
        desk.clock.move(days=days)
        desk.house.escalation.sweep()
        told += desk.letters_about_cases()
    still_there = [each.erased_at for each in desk.house.store.cases(closed=True)]
    for _ in range(3):
        desk.clock.move(days=4)
        desk.house.escalation.sweep()
        told += desk.letters_about_cases()

    if changes:
        case = desk.case()
        everybody = desk.house.intake.rules.roster.everybody()
        assert all(clearance.shut_out(case, each.key) for each in everybody)
        assert not case.clearance.keys() & {each.key for each in everybody}
    assert still_there == [None, None]
    assert all(each.erased_at for each in desk.house.store.cases(closed=True))
    assert told == []


def test_what_the_administrator_does_with_it_is_written_down_and_told_nobody(team: Team) -> None:
    (team.folder / "old.mbox").write_bytes(mbox(*A_THREAD))
    team.brings_in("old.mbox")
    name = str(team.all_cases()[0]["name"])

    shown = team.run("show", name, "--reveal")
    exported = team.run("export", name, "--yes", "--out", str(team.folder / "case.tar"))
    types = [each["type"] for each in team.history(name)]
    erased = team.run("erase", name, "--yes")
    team.runs()

    assert "yellow coat" in shown.stdout
    assert {0} == {each.returncode for each in (shown, exported, erased)}
    assert types[-3:] == ["revealed", "exported", "revealed"]
    assert (team.folder / "case.tar").exists()
    assert team.letters() == []


def test_nothing_of_the_archive_touches_what_is_alive_nor_the_other_way_round(desk: Desk) -> None:
    wish = old("Please do not write to me at this address.", 5, day=3, References="<1@example.net>")
    _brings(desk, A_THREAD[1], A_THREAD[0], (wish, 3), (old("Stop", 6, References="<1@example.net>"), 4))
    archive = desk.house.store.cases(closed=True)

    # Its Message-ID was one of then, its thread is that of then.
    desk.arrives(mail("A man pushed me.", message_id="<2@example.net>", References="<1@example.net>"))
    (case,) = desk.house.store.cases()
    answer = to(desk.raw_letters(), "rea@example.net")
    desk.arrives(mail("Stop", message_id="<stop@x>", answers=answer))

    assert {"reused-message-id", "no-reply-wanted", "stopped"}.isdisjoint(case.marks)
    assert set(case.clearance.values()) == {"pending"}
    with desk.house.store.transaction() as tx:
        assert {"possibly-related", "held"}.isdisjoint(each.type for each in tx.history(case.id))  # type: ignore[arg-type]
        assert tx.cases_of("rea@example.net") == (case.id,)
        assert tx.wished_in("rea@example.net") == ()
    assert desk.house.store.cases(closed=True)[1:] == archive
    assert {each.requests_made for each in archive} == {0}


def test_no_wish_of_a_living_case_stands_in_what_is_brought_in_later(desk: Desk) -> None:
    desk.arrives(mail(f"{REPORTS['en']} Please do not write to me at this address."))
    (case,) = desk.house.store.cases()

    _brings(desk, A_THREAD[1], A_THREAD[0])

    assert "no-reply-wanted" in case.marks
    (archived,) = desk.house.store.cases(closed=True)[1:]
    assert "no-reply-wanted" not in archived.marks
    with desk.house.store.transaction() as tx:
        assert "withheld" not in [each.type for each in tx.history(archived.id)]  # type: ignore[arg-type]


def test_the_digest_counts_nothing_of_it(desk: Desk) -> None:
    desk.house.escalation.sweep()
    desk.arrives(mail(REPORTS["en"], sender="kai@example.net", message_id="<live@x>"))
    answer = mail("Noted.", message_id="<ours@x>", answers=to(desk.raw_letters(), "carla@example.org"))
    robot = old("I am away.", 1, sender="vera@example.net", Auto_Submitted="auto-replied")
    _brings(desk, (robot, 1), (answer, 2), A_THREAD[3])

    with desk.house.store.transaction() as tx:
        assert tx.messages.count_aside() == 0
    with desk.house.store.database.reads() as connection:
        query = sa.select(sa.func.count()).where(tables.messages.c.state == "quarantined")
        assert connection.scalar(query) == 2


def _brings(desk: Desk, *mails: tuple[bytes, int]) -> None:
    for raw, day in mails:
        arrival = Arrival("", 0, 0, YEARS_AGO + timedelta(days=day), len(raw), False)
        assert desk.house.intake.bring_in(arrival, raw) is not None


def _says(
    desk: Desk, text: str, *, who: str = "aino@example.org", to: str = "", answers: bytes | None = None
) -> list[bytes]:
    desk.arrives(mail(text, sender=who, to=to, answers=answers, message_id=f"<{next(_users)}@x>"))
    return desk.raw_letters()


def _silent(*_: object) -> None: ...
