"""What the world does: each fault of the list has its test here, or where this table says.

IMAP    cut, half-open, garbage, BYE, byte by byte, at each phase    test_mailbox: whatever the wire does; a slow wire
        UIDVALIDITY changed; expunged before the fetch               test_mailbox: after a change; vanishes
        [ALERT]; login refused, throttled; token expired             test_mailbox: what is said; logging in
        certificate wrong, STARTTLS stripped                         test_mailbox: tls is verified; without starttls
        folder renamed, quota, a move whose answer is lost, a mailbox that shrinks                          here
SMTP    421 450 451 452 550 552 554 at each phase, STARTTLS stripped, certificate wrong, token expired      here
        cut at each phase, no answer after the final dot, one recipient refused                      test_outbox
World   no growth of a file, read-only, locked, another time zone, a clock that is set, a week's sleep      here
        disk full: the database, its log, a start on it                                              test_full_disk
        a backlog                                    here; test_mailbox: takes turns; python -m tests.bench --flood
        PostgreSQL failed over                                       test_failover; here: read-only
        PostgreSQL stopped and started, killed                       test_daemon, test_outbox; python -m tests.soak
        killed                                                       soak/test_matrix; python -m tests.soak --matrix
"""

import os
import pwd
import resource
import ssl
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import trustme
from imapclient import IMAPClient
from tests.builders import REPORTS, Desk, MovableClock, mail, make_house, read, write_config
from tests.fault_proxy import FaultProxy, ScriptedImap
from tests.servers import Dovecot, PostgreSQL, SmtpServer, wait_until

from cocmail.cases.model import Entry
from cocmail.config import load
from cocmail.daemon import Daemon
from cocmail.database import StoreUnavailable
from cocmail.imap import ImapAccount, MailboxUnavailable
from cocmail.mailbox import Mailbox
from cocmail.outbox import SmtpLine
from cocmail.selfcheck import chain_faults
from cocmail.tables import entries, messages

# -- SMTP ------------------------------------------------------------------------------------------------

REPLIES = (
    "421 4.3.2 closing",
    "450 4.2.1 busy",
    "451 4.7.1 greylisted",
    "452 4.2.2 full",
    "550 5.1.1 no such user",
    "552 5.2.2 full for good",
    "554 5.7.1 refused",
)


@pytest.mark.parametrize("phase", ["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "DOT"])
def test_whatever_the_server_replies_each_letter_is_accepted_once_or_told_of(
    tmp_path: Path, clock: MovableClock, phase: Any
) -> None:
    (tmp_path / "smtp.password").write_text("right")
    with SmtpServer(user="conduct", password="right") as server:
        more = 'user = "conduct"\npassword_file = "smtp.password"'
        house = make_house(tmp_path, clock, smtp_port=server.port, smtp_more=more)
        desk = Desk(house, clock)
        for number, reply in enumerate(REPLIES):
            sender, message_id = f"r{number}@example.net", f"<{number}@example.net>"
            desk.arrives(mail(REPORTS["en"], sender=sender, message_id=message_id))
            server.answer(phase, reply, times=1)
            for _ in range(3):
                house.outbox.flush()
                house.escalation.sweep()
                clock.move(minutes=70)
            house.outbox.line.quit()

        states = house.health.counts()["letters"]
        house.store.database.close()
    # At any other step a refusal is about us; 5.7.1 may be so at these, and is not said again.
    failed = 2 if phase in ("RCPT", "DOT") else 0
    assert states.pop("failed", 0) == failed
    assert states.keys() == {"accepted"}
    assert states["accepted"] == len(server.letters) == len({letter.raw for letter in server.letters})
    assert states["accepted"] + failed >= 4 * len(REPLIES) + failed


@contextmanager
def _waiting_letters(folder: Path, clock: MovableClock, server: SmtpServer, **values: Any) -> Iterator[Desk]:
    """Four letters wait for this server; what is given replaces a value of the account."""
    house = make_house(folder, clock, smtp_port=server.port)
    account = replace(house.outbox.line._account, connect_seconds=2, reply_seconds=2)
    house.outbox.line = SmtpLine(replace(account, **values))
    desk = Desk(house, clock)
    desk.arrives(mail(REPORTS["en"]))
    yield desk
    house.outbox.line.quit()
    house.store.database.close()


def test_without_starttls_no_password_and_no_letter_is_sent(tmp_path: Path, clock: MovableClock) -> None:
    with SmtpServer(user="conduct", password="right") as server:
        server.hang("AUTH")  # Whoever sends a password is counted.
        secret = {"user": "conduct", "secret": lambda: "right"}
        with _waiting_letters(tmp_path, clock, server, security="starttls", **secret) as desk:
            assert desk.house.outbox.flush() == 0

            assert "does not offer" in desk.house.outbox.trouble
            assert server.hanging == 0
            assert desk.house.health.counts()["letters"] == {"queued": 4}


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_with_a_wrong_certificate_gets_no_letter(
    tmp_path: Path, clock: MovableClock, security: str
) -> None:
    with SmtpServer(tls=security == "tls", starttls=security == "starttls") as server:
        wrong = ssl.create_default_context()
        with _waiting_letters(tmp_path, clock, server, security=security, context=wrong) as desk:
            outbox = desk.house.outbox
            assert outbox.flush() == 0
            assert "TLS with the SMTP server failed" in outbox.trouble
            right = ssl.create_default_context(cafile=str(server.ca))
            outbox.line = SmtpLine(replace(outbox.line._account, context=right))
            assert outbox.flush() == 4


def test_of_a_certificate_that_is_not_trusted_the_reason_is_told(tmp_path: Path, clock: MovableClock) -> None:
    """As `cocmail check` and `status` show it: nothing else says that it has expired, or where to look."""
    authority = trustme.CA()
    old = authority.issue_cert("127.0.0.1", not_after=clock() - timedelta(days=365))
    with SmtpServer(tls=True) as server, old.private_key_and_cert_chain_pem.tempfile() as certificate:
        server._tls.load_cert_chain(certificate)
        context = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())
        with _waiting_letters(tmp_path, clock, server, security="tls", context=context) as desk:
            desk.house.outbox.flush()
        said_of_smtp = desk.house.outbox.trouble
        account = ImapAccount("127.0.0.1", server.port, "tls", "conduct", lambda: "right", context=context)
        with pytest.raises(MailboxUnavailable) as said_of_imap:
            Mailbox(account, lambda *_: set()).probe()

    for what, said in (("smtp", said_of_smtp), ("imap", str(said_of_imap.value))):
        assert said.endswith(
            f"certificate is not trusted (certificate has expired); check {what}.host or {what}.ca_file"
        )


def test_letters_wait_while_the_access_token_is_expired(tmp_path: Path, clock: MovableClock) -> None:
    with SmtpServer(user="conduct", token="new") as server:
        tokens = iter(["old", "new"])
        values = {"user": "conduct", "oauth": True, "secret": lambda: next(tokens)}
        with _waiting_letters(tmp_path, clock, server, **values) as desk:
            assert desk.house.outbox.flush() == 0
            assert desk.house.outbox.refused
            assert desk.house.outbox.flush() == 4


# -- IMAP ------------------------------------------------------------------------------------------------

_users = iter(range(1, 1000))


class Reader:
    """A mailbox whose messages are remembered by their places, as the store would."""

    def __init__(self, port: int, user: str, password: str = "secret", **values: Any) -> None:
        account = ImapAccount("127.0.0.1", port, "none", user, lambda: password, **values)
        self.held: set[tuple[str, int, int]] = set()
        self.mailbox = Mailbox(
            account,
            lambda *place: {uid for *other, uid in self.held if (*other,) == place[:2] and uid >= place[2]},
        )

    def look(self) -> list[int]:
        """The UIDs of what is new."""
        found = [arrival for batch in self.mailbox.waiting() for arrival, _ in batch.messages]
        self.held |= {(each.folder, each.uid_validity, each.uid) for each in found}
        return [each.uid for each in found]


@pytest.fixture
def user() -> str:
    return f"faults{next(_users)}"


@contextmanager
def _somebody_else(dovecot: Dovecot, user: str, folder: str = "INBOX") -> Iterator[Any]:
    with IMAPClient("127.0.0.1", dovecot.port, ssl=False, timeout=10) as client:
        client.login(user, dovecot.password)
        client.select_folder(folder)
        yield client


def test_a_folder_that_is_renamed_is_said_and_read_again_when_it_is_back(dovecot: Dovecot, user: str) -> None:
    dovecot.deliver(user, mail("One"), folder="Reports")
    reader = Reader(dovecot.port, user, dovecot.password, folder="Reports")
    assert reader.look() == [1]
    with _somebody_else(dovecot, user) as client:
        client.rename_folder("Reports", "Elsewhere")

        with pytest.raises(MailboxUnavailable, match=r"imap\.folder") as caught:
            reader.look()
        assert caught.value.final

        client.rename_folder("Elsewhere", "Reports")
    dovecot.deliver(user, mail("Two"), folder="Reports")
    assert reader.look() == [2]
    reader.mailbox.close()


def test_a_mailbox_that_shrinks_loses_nothing_that_comes_later(dovecot: Dovecot, user: str) -> None:
    for number in range(4):
        dovecot.deliver(user, mail(f"Number {number}"))
    reader = Reader(dovecot.port, user, dovecot.password)
    assert reader.look() == [1, 2, 3, 4]
    with _somebody_else(dovecot, user) as client:
        client.delete_messages([2, 4])
        client.expunge()

    # Fewer than at the last look, and one of them new.
    dovecot.deliver(user, mail("Number 5"))
    assert reader.look() == [5]
    assert reader.look() == []
    assert (reader.mailbox.on_server, reader.mailbox.held) == (3, 3)
    reader.mailbox.close()


def test_a_full_mailbox_moves_nothing_and_is_read_all_the_same() -> None:
    with ScriptedImap() as server:
        server.messages = {1: mail("One")}
        server.answers |= {
            "SELECT": server._examine,
            "LIST": b'* LIST () "/" Filed\r\n',
            "MOVE": b"TAG NO [OVERQUOTA] full\r\n",
        }
        reader = Reader(server.port, "conduct", processed_folder="Filed")
        assert reader.look() == [1]

        with pytest.raises(MailboxUnavailable) as caught:
            reader.mailbox.settle([1], 7)

        assert not caught.value.final
        server.messages[2] = mail("Two")
        assert reader.look() == [2]
        reader.mailbox.close()


@pytest.mark.parametrize("action", ["cut", "cut in the answer"])
def test_a_move_that_breaks_off_leaves_each_message_in_one_folder(
    dovecot: Dovecot, user: str, action: Any
) -> None:
    for number in range(3):
        dovecot.deliver(user, mail(f"Number {number}"))
    with FaultProxy(dovecot.port) as proxy:
        reader = Reader(proxy.port, user, dovecot.password, processed_folder="Filed")
        uids = reader.look()
        validity = dovecot.uid_validity(user)
        proxy.fail("MOVE", action)
        with pytest.raises(MailboxUnavailable):
            reader.mailbox.settle(uids, validity)

        reader.mailbox.settle(uids, validity)
        reader.mailbox.close()

    assert dovecot.fetch_all(user) == []
    assert len(dovecot.fetch_all(user, "Filed")) == 3


# -- the database ----------------------------------------------------------------------------------------


def _count(desk: Desk, table: sa.Table, **values: object) -> int:
    with desk.house.store.database.reads() as connection:
        query = sa.select(sa.func.count()).select_from(table).filter_by(**values)
        return connection.scalar(query) or 0


@contextmanager
def _full_disk(free: int, database: Path) -> Iterator[None]:
    """No file of this process can grow further than so many bytes over the size of the database's log."""
    log = database.with_name(f"{database.name}-wal")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((log.stat().st_size if log.exists() else 0) + free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _locked(desk: Desk) -> Iterator[None]:
    """Another process is in the middle of a transaction, and stays there."""
    engine = desk.house.store.database.engine
    engine.dispose()
    sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=200"))
    other = sa.create_engine(engine.url)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield
    other.dispose()


@contextmanager
def _read_only(desk: Desk, server: PostgreSQL | None) -> Iterator[None]:
    """Nothing can be written: on SQLite by the rights of the file, on PostgreSQL as after a failover."""
    database = desk.house.store.database
    database.engine.dispose()
    path = database.file()
    if path is None:
        assert server is not None
        with server._administrator() as administrator:
            name = database.url.rpartition("/")[2]
            administrator.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            yield
            administrator.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    else:
        path.chmod(0o444)
        account = os.geteuid()
        if account == 0:  # Whom no rights hold back.
            os.seteuid(pwd.getpwnam("nobody").pw_uid)
        try:
            yield
        finally:
            os.seteuid(account)
            path.chmod(0o600)
    database.engine.dispose()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another account may read."""
    with tempfile.TemporaryDirectory(prefix="cocmail-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.parametrize(
    ("fault", "server"),
    [("full", "sqlite"), ("locked", "sqlite"), ("read-only", "sqlite"), ("read-only", "postgresql")],
)
def test_a_database_that_cannot_be_written_costs_no_message_and_no_attempt(
    open_folder: Path, clock: MovableClock, request: pytest.FixtureRequest, fault: str, server: str
) -> None:
    postgresql: PostgreSQL | None = None
    if server == "postgresql":
        postgresql = request.getfixturevalue("postgresql")
    url = postgresql.database() if postgresql else "sqlite:///cocmail.db"
    desk = Desk(make_house(open_folder, clock, url=url), clock)
    (spooled,) = desk.spool(mail(REPORTS["en"], message_id="<zero@example.net>"))
    large = mail(REPORTS["en"] + "\n" + "more words\n" * 50_000)
    faults = {
        "full": lambda: _full_disk(100, open_folder / "cocmail.db"),
        "locked": lambda: _locked(desk),
        "read-only": lambda: _read_only(desk, postgresql),
    }

    with faults[fault]():
        for act in (lambda: desk.spool(large), lambda: desk.house.intake.take_in(spooled)):
            with pytest.raises(StoreUnavailable):
                act()

    desk.arrives(large)
    assert _count(desk, messages, state="filed", attempts=0) == 2
    assert len(desk.house.store.cases()) == 2
    assert len(desk.raw_letters()) == 8
    assert chain_faults(desk.house.store) == []
    desk.house.store.database.close()


def test_what_is_written_while_somebody_reads_is_not_taken_for_tampering(
    desk: Desk, clock: MovableClock
) -> None:
    desk.arrives(mail(REPORTS["en"]))
    store, case_id = desk.house.store, desk.case().id or 0
    with store.reading() as tx:
        before = tx.history(case_id)
        with store.transaction() as other:
            other.note(case_id, Entry(clock(), "note", "ben@example.org", "We talked."))
        seen = tx.history(case_id)
        fault = tx.chain_fault(case_id)

    assert (seen, fault) == (before, None)
    with store.reading() as tx:
        assert len(tx.history(case_id)) == len(before) + 1


def test_that_a_letter_failed_is_told_once_also_by_two_who_saw_it(desk: Desk, clock: MovableClock) -> None:
    desk.arrives(mail(REPORTS["en"]))
    claimed = desk.house.letterbox.claim(clock())
    assert claimed is not None
    desk.house.letterbox.conclude(claimed, "failed", clock(), code="550")
    (failed,) = desk.house.store.unhandled_failures()

    told = [desk.house.escalation._tell_of_failure(failed) for _ in range(2)]

    assert told == [True, False]
    assert _count(desk, entries, type="undelivered") == 1


# -- time ------------------------------------------------------------------------------------------------


def test_the_time_zone_of_the_computer_changes_nothing(
    tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        # The week in which the team's own clocks go forward by an hour, at the end of March.
        clock.now = clock.now.replace(month=3, day=25, hour=22)
        desk = Desk(make_house(folder, clock), clock)
        desk.arrives(mail(REPORTS["en"]))
        case = desk.case()
        days = [line for line in read(desk.raw_letters()[0]).get_content().splitlines() if "2026" in line]
        clock.move(days=7, seconds=-1)
        desk.house.escalation.sweep()
        early = desk.case().escalation_level
        clock.move(seconds=1)
        desk.house.escalation.sweep()
        told.append((case.follow_up_due, case.next_due_at, days, early, desk.case().escalation_level))
        desk.house.store.database.close()
    monkeypatch.undo()
    time.tzset()

    assert told[0] == told[1] == told[2]
    assert told[0][3:] == (0, 1)


@pytest.mark.parametrize("days", [8, -400])
def test_after_the_clock_is_set_or_a_weeks_sleep_every_date_is_looked_at_at_once(
    tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    with SmtpServer() as server:
        make_house(tmp_path, clock).store.database.close()
        service = Daemon(load(write_config(tmp_path, smtp_port=server.port)), clock)
        desk = Desk(service.house, clock)
        clock.move(days=-8 if days < 0 else 0)
        desk.arrives(mail(REPORTS["en"]))
        running = threading.Thread(target=service.run, kwargs={"signals": False})
        running.start()
        try:
            server.wait_for(4)
            # A tick has just been, and the next one is 15 seconds away, or 400 days.
            real = time.time
            with monkeypatch.context() as patch:
                patch.setattr("cocmail.daemon.time.time", lambda: real() + days * 86_400)
                clock.move(days=8)
                wait_until(lambda: server.to("chair@example.org"), 14, "the escalation")
        finally:
            service.stop()
            running.join(30)
    assert not running.is_alive()
    assert Counter(letter.recipient for letter in server.letters)["chair@example.org"] == 1


# -- a backlog -------------------------------------------------------------------------------------------


def test_letters_go_out_while_a_backlog_is_still_being_filed(
    tmp_path: Path, dovecot: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cocmail.daemon.TICK_SECONDS", 60)  # Which wakes the outbox as well.
    count = 300
    for number in range(count):
        sender, message_id = f"r{number}@example.net", f"<{number}@example.net>"
        dovecot.deliver(user, mail(REPORTS["en"], sender=sender, message_id=message_id))
    with SmtpServer() as server:
        house = make_house(
            tmp_path,
            clock := MovableClock(),
            imap_port=dovecot.port,
            smtp_port=server.port,
            user=user,
            password=dovecot.password,
        )
        service = Daemon(house.config, clock)
        running = threading.Thread(target=service.run, kwargs={"signals": False})
        running.start()
        try:
            server.wait_for(1, 20)
            filed = _count(Desk(house, clock), messages, state="filed")
        finally:
            service.stop()
            running.join(15)
            house.store.database.close()
    assert not running.is_alive()
    assert 0 < filed < count
