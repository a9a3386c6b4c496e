"""What is sealed in the database opens as it was written and where it was written.

Sealing is above the database: all is tried on SQLite, and on PostgreSQL what its driver may give back otherwise.

Somebody who can write to the database and has no key is the one to imagine here.
"""

import logging
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.builders import (
    MAILBOX,
    REPORTS,
    START,
    Desk,
    MovableClock,
    mail,
    make_house,
    read,
    to,
)
from tests.servers import PostgreSQL
from tests.test_daemon import Installed, _ended, installed, smtp, user  # noqa: F401 (fixtures)

from cocmail import tables
from cocmail.cases.model import Clearance, Entry
from cocmail.config import load
from cocmail.database import Database, StoreUnavailable
from cocmail.sealing import KeyUnusable, SealBroken, add_sealing_key, forget, load_keys, new_key
from cocmail.selfcheck import chain_faults, content_faults
from cocmail.store import Store

BEN, REA = "ben@example.org", "rea@example.net"
# Every column that holds content, and what has to be refused when it was changed.
OF_A_CASE = [
    *((tables.cases, name) for name in ("reporter", "reporter_name", "person_named_as", "taken_by")),
    (tables.checklist, "evidence"),
    (tables.clearance, "person"),
]
OF_A_HISTORY = [(tables.entries, "author"), (tables.entries, "body")]
OF_LETTERS = [(tables.letters, "recipient"), (tables.letter_bytes, "raw")]
OF_MESSAGES = [(tables.raw_messages, "raw")]
SEALED = [*OF_A_CASE, *OF_A_HISTORY, *OF_LETTERS, *OF_MESSAGES]
# Kept only while a letter may still go out or be answered.
FOR_A_WHILE = [(tables.mentions, "told"), (tables.previews, "pending")]


@pytest.fixture
def url() -> str:
    return "sqlite:///cocmail.db"


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Two cases with something in every sealed column; the second is taken by Ben, the first is the newer one."""
    return _filled(desk)


def _filled(desk: Desk) -> Desk:
    desk.arrives(mail("Hi, Max Mustermann shouted at me yesterday at six in the Oodi library."))
    notice = to(desk.raw_letters(), BEN)
    desk.arrives(mail("Clear\nTake", answers=notice, sender=BEN, message_id="<c@example.org>"))
    desk.raw_letters()
    desk.clock.move(minutes=1)
    desk.arrives(mail(REPORTS["fi"], sender="Lee Other <lee@example.net>", message_id="<two@example.net>"))
    return desk


def _sql(desk: Desk, statement: Any, **values: object) -> Any:
    with desk.house.store.database.writes() as connection:
        return connection.execute(statement, values)


def _rows(desk: Desk, statement: Any) -> list[Any]:
    with desk.house.store.database.reads() as connection:
        return list(connection.execute(statement).all())


def _snapshot(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reads() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in tables.metadata.sorted_tables
        }


def _flip(desk: Desk, table: sa.Table, column: str, where: Any = None, *, bit: int = 0) -> None:
    """Change one bit of a sealed value in every row that is meant."""
    keys = list(table.primary_key.columns)
    query = sa.select(table) if where is None else sa.select(table).where(where)
    for row in _rows(desk, query):
        value = bytearray(row._mapping[column])
        value[len(value) // 2] ^= 1 << bit
        this = [key == row._mapping[key.name] for key in keys]
        _sql(desk, table.update().where(*this).values({column: bytes(value)}))


def _everything(desk: Desk, case_id: int) -> None:
    with desk.house.store.reading() as tx:
        tx.case(case_id)
        tx.history(case_id)
        tx.messages.of(case_id)
        tx.post.of_case(case_id)


def _all_cases(desk: Desk) -> None:
    for case in desk.house.store.cases():
        _everything(desk, case.id or 0)


def test_the_list_of_sealed_columns_is_whole() -> None:
    hashes = {"head", "body_hash", "chain", "digest", "wrapped", "proof", "known_as"}

    found = {
        (table.name, column.name)
        for table in tables.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.LargeBinary)
        and not column.name.endswith("_hash")
        and column.name not in hashes
    }

    assert found == {(table.name, column) for table, column in (*SEALED, *FOR_A_WHILE)}


@pytest.fixture
def fullest(full: Desk) -> Desk:
    """The same, with a list and a preview that wait."""
    shown = to([raw for raw in full.raw_letters() if read(raw)["To"] == BEN], BEN)
    full.arrives(mail("List", sender=BEN, to=MAILBOX, message_id="<l@example.org>"))
    full.arrives(mail("Clear", answers=shown, sender=BEN, message_id="<c2@example.org>"))
    full.arrives(mail("Reply We will help.", answers=shown, sender=BEN, message_id="<r@example.org>"))
    return full


@pytest.mark.parametrize(
    ("table", "column"), [*SEALED, *FOR_A_WHILE], ids=lambda each: getattr(each, "name", each)
)
def test_the_check_opens_every_value_and_says_whose_it_is(
    fullest: Desk, table: sa.Table, column: str
) -> None:
    assert content_faults(fullest.house.store) == []
    keys = list(table.primary_key.columns)
    rows = _rows(fullest, sa.select(table))
    assert rows

    for row in rows:
        this = sa.and_(*(key == row._mapping[key.name] for key in keys))
        _flip(fullest, table, column, this)
        faults = content_faults(fullest.house.store)
        _flip(fullest, table, column, this)
        assert len(faults) == 1
        assert re.match(r"case \w+ \w+: |letter \d+, without a case: |message \d+: ", faults[0])


def test_a_list_goes_out_only_while_the_cases_that_it_tells_of_can_be_read(full: Desk) -> None:
    full.raw_letters()
    full.arrives(mail("List", sender=BEN, to=MAILBOX, message_id="<l1@example.org>"))
    full.arrives(mail("List", sender=BEN, to=MAILBOX, message_id="<l2@example.org>"))
    first, second = _rows(full, sa.select(tables.mentions).order_by(tables.mentions.c.letter_id))
    _sql(
        full, tables.mentions.update().where(tables.mentions.c.letter_id == first.letter_id), told=second.told
    )

    assert len(full.raw_letters()) == 1


def test_postgresql_gives_back_what_was_sealed_and_refuses_what_was_changed(
    tmp_path: Path, clock: MovableClock, postgresql: PostgreSQL
) -> None:
    full = _filled(Desk(make_house(tmp_path, clock, url=postgresql.database()), clock))
    _all_cases(full)

    for table, column in SEALED:
        _flip(full, table, column)
        with pytest.raises(SealBroken):
            _all_cases(full)
        _flip(full, table, column)
    full.house.store.database.close()


def test_an_untouched_database_opens(full: Desk) -> None:
    _all_cases(full)

    assert chain_faults(full.house.store) == []
    full.house.store.prove_key()


@pytest.mark.parametrize(("table", "column"), SEALED, ids=lambda each: getattr(each, "name", each))
def test_a_value_that_was_changed_emptied_or_exchanged_is_refused(
    full: Desk, table: sa.Table, column: str
) -> None:
    keys = list(table.primary_key.columns)
    rows = _rows(full, sa.select(table).order_by(*keys))
    kept = [bytes(row._mapping[column]) for row in rows]
    assert len(rows) > 1
    one_bit = [bytes([*value[:-9], value[-9] ^ 1, *value[-8:]]) for value in kept]

    for changed in (one_bit, [b""] * len(rows), [b"\x01" + 28 * b"\0"] * len(rows), kept[1:] + kept[:1]):
        for row, value in zip(rows, changed, strict=True):
            this = [key == row._mapping[key.name] for key in keys]
            _sql(full, table.update().where(*this).values({column: value}))

        for case in _rows(full, sa.select(tables.cases.c.id)):
            with pytest.raises(SealBroken) as refusal:
                _everything(full, case.id)
            assert "mustermann" not in str(refusal.value).casefold()


@pytest.mark.parametrize(
    "table", [tables.checklist, tables.clearance, tables.entries], ids=lambda each: each.name
)
def test_a_row_that_was_moved_to_another_case_is_refused(full: Desk, table: sa.Table) -> None:
    one, other = (row.id for row in _rows(full, sa.select(tables.cases.c.id)))
    _sql(full, table.delete().where(table.c.case_id == other))

    _sql(full, table.update().where(table.c.case_id == one).values(case_id=other))

    with pytest.raises(SealBroken):
        _everything(full, other)


def test_a_message_that_was_moved_to_another_case_is_refused(full: Desk) -> None:
    one, other = (row.id for row in _rows(full, sa.select(tables.cases.c.id)))

    _sql(full, tables.messages.update().where(tables.messages.c.case_id == one).values(case_id=other))

    with pytest.raises(SealBroken, match="moved"):
        _everything(full, other)


@pytest.mark.parametrize(
    ("column", "value"),
    [("audience", "reporter"), ("disclosure", "nothing"), ("purpose", "recused"), ("case_id", None)],
)
def test_what_clearance_is_judged_by_cannot_be_changed_for_a_letter(
    full: Desk, column: str, value: str | None
) -> None:
    """A letter with content for somebody who was held since: as another kind of letter it would go out."""
    one, other = (row.id for row in _rows(full, sa.select(tables.cases.c.id)))
    case = full.house.store.cases()[0]
    with full.house.store.transaction() as tx:
        tx._save(replace(case, clearance={**case.clearance, BEN: Clearance.HELD}))
    to_ben = tables.letters.c.recipient_hash == full.house.store.keys.find("address", BEN)
    of_case = tables.letters.c.case_id == case.id
    moved = one if case.id == other else other

    _sql(full, tables.letters.update().where(to_ben, of_case).values({column: value or moved}))

    assert BEN not in {str(read(raw)["To"]) for raw in full.raw_letters()}
    assert full.house.health.counts()["letters"]["failed"] == 1


def test_who_is_held_cannot_be_let_in_by_a_change_of_the_row(full: Desk) -> None:
    case = full.house.store.cases()[0]
    with full.house.store.transaction() as tx:
        tx._save(replace(case, clearance={**case.clearance, BEN: Clearance.HELD}))

    _sql(
        full,
        tables.clearance.update().where(tables.clearance.c.standing == "held").values(standing="cleared"),
    )

    with pytest.raises(SealBroken, match=f"case {case.name}"):
        _everything(full, case.id or 0)


class TestDataKeys:
    """A data key that was changed breaks its own case and nothing else."""

    def _of_newest(self, full: Desk) -> tuple[str, int]:
        row = _rows(full, sa.select(tables.cases).order_by(tables.cases.c.id.desc()))[0]
        return row.name, row.data_key

    @pytest.mark.parametrize("change", ["bit", "number of sealing key", "gone", "another's"])
    def test_the_others_go_on_and_it_is_said_once(
        self, full: Desk, clock: MovableClock, caplog: pytest.LogCaptureFixture, change: str
    ) -> None:
        name, number = self._of_newest(full)
        this = tables.data_keys.c.id == number
        match change:
            case "bit":
                _flip(full, tables.data_keys, "wrapped", this)
            case "number of sealing key":
                _sql(full, tables.data_keys.update().where(this).values(sealing_key=77))
            case "gone":
                _sql(full, tables.data_keys.update().where(this).values(wrapped=None))
            case _:
                other = _rows(full, sa.select(tables.data_keys).order_by(tables.data_keys.c.id))[0]
                _sql(full, tables.data_keys.update().where(this).values(wrapped=other.wrapped))
        logging.getLogger("cocmail").propagate = True

        clock.move(days=8)
        moved = [full.house.escalation.sweep() for _ in range(3)]

        full.house.store.prove_key()
        assert moved == [1, 0, 0]
        # A case may be called "brass key" as well; and where two loggers pass a record on, it is one all the same.
        told = {record for record in caplog.records if "data key" in record.getMessage()}
        assert [name in record.getMessage() for record in told] == [True]

    def test_a_sealing_key_that_another_process_just_added_is_found(self, full: Desk) -> None:
        path = full.house.store.keys.path
        assert path is not None
        other = Store(full.house.store.database, load_keys(path))
        before = full.house.store.keys
        add_sealing_key(path)
        list(other.wrap_anew())

        # As a transaction sees it that began just before: with the keys as they were.
        full.house.store._keys = before
        full.house.store._read_at = sealing_stamp(path)

        _everything(full, full.case().id)


def sealing_stamp(path: Path) -> tuple[int, int]:
    return path.stat().st_ino, path.stat().st_mtime_ns


class TestLetters:
    """A letter that cannot be opened is given up at once, and the others are told."""

    @pytest.mark.parametrize(("table", "column"), OF_LETTERS, ids=lambda each: getattr(each, "name", each))
    def test_it_fails_and_the_others_are_told(self, full: Desk, table: sa.Table, column: str) -> None:
        to_lee = max(row.id for row in _rows(full, sa.select(tables.letters)) if row.audience == "reporter")
        key = next(iter(table.primary_key.columns))
        _flip(full, table, column, key == to_lee)

        first = full.raw_letters()
        full.house.escalation.sweep()
        told = full.letters()

        assert "lee@example.net" not in {str(read(raw)["To"]) for raw in first}
        row = _rows(full, sa.select(tables.letters).where(tables.letters.c.id == to_lee))[0]
        assert (row.state, row.reply_code, row.handled) == ("failed", "seal broken", True)
        assert {str(each["X-Cocmail"]) for each in told} == {"undelivered"}
        assert len(told) == 3
        assert full.house.escalation.sweep() == 0
        assert full.letters() == []

    def test_where_the_case_is_broken_its_letters_fail_and_those_of_others_go_out(self, full: Desk) -> None:
        full.arrives(mail(REPORTS["en"], sender="eve@example.net", message_id="<three@example.net>"))
        broken = full.case(1)
        _flip(full, tables.cases, "reporter", tables.cases.c.id == broken.id)

        letters = full.letters()

        assert broken.name not in {str(each["Subject"]).casefold() for each in letters}
        assert len(letters) == 4
        assert full.house.health.counts()["letters"]["failed"] == 4


class TestMessages:
    """A message that cannot be opened opens a stub case, once."""

    @pytest.mark.parametrize("what", ["raw", "wrapped"])
    def test_a_spooled_message_that_is_broken_becomes_a_stub_case(self, desk: Desk, what: str) -> None:
        desk.spool(mail(REPORTS["en"]), mail(REPORTS["fi"], message_id="<two@example.net>"))
        if what == "raw":
            _flip(desk, tables.raw_messages, "raw", tables.raw_messages.c.message_id == 1)
        else:
            first = _rows(desk, sa.select(tables.data_keys).order_by(tables.data_keys.c.id))[0].id
            _flip(desk, tables.data_keys, "wrapped", tables.data_keys.c.id == first)

        assert desk.house.intake.file_spooled() == 2

        assert desk.house.intake.file_spooled() == 0
        cases = desk.house.store.cases()
        assert sorted("unreadable" in case.marks for case in cases) == [False, True]
        (row,) = _rows(desk, sa.select(tables.messages).where(tables.messages.c.state == "quarantined"))
        assert row.reason == "SealBroken"

    def test_a_reply_to_a_case_that_is_broken_becomes_a_stub_case(self, full: Desk) -> None:
        answer = to(full.raw_letters(), "lee@example.net")
        _flip(full, tables.cases, "reporter_name")

        full.arrives(mail("It was in Oodi.", answers=answer, message_id="<three@example.net>"))

        rows = _rows(full, sa.select(tables.cases).where(tables.cases.c.marks.contains("unreadable")))
        assert len(rows) == 1


class TestHistory:
    """It is append-only: every change of it is found, and where."""

    @pytest.mark.parametrize(
        ("change", "entry"),
        [
            (lambda e: e.delete().where(e.c.seq == 2), 2),
            (lambda e: e.delete().where(e.c.seq == 1), 1),
            (lambda e: e.update().where(e.c.seq == 2).values(type="note"), 2),
            (lambda e: e.update().where(e.c.seq == 2).values(at=START - timedelta(days=1)), 2),
            (lambda e: e.update().where(e.c.seq == 1).values(body_hash=b"x" * 32), None),
            (lambda e: e.update().where(e.c.seq == 2).values(chain=b"x" * 32), 2),
            (lambda e: e.update().where(e.c.seq == 3).values(type="erased"), 3),
        ],
    )
    def test_a_changed_entry_is_named(
        self, full: Desk, change: Callable[[Any], Any], entry: int | None
    ) -> None:
        case = full.house.store.cases()[1]

        _sql(full, change(tables.entries).where(tables.entries.c.case_id == case.id))

        # A hash beside content that is there is not believed, so a change of it alone changes nothing.
        assert chain_faults(full.house.store) == ([] if entry is None else [(case.name, entry)])

    def test_entries_that_were_cut_off_are_noticed(self, full: Desk) -> None:
        case = full.house.store.cases()[1]
        last = max(row.seq for row in _rows(full, sa.select(tables.entries)))

        _sql(
            full,
            tables.entries.delete().where(tables.entries.c.seq == last, tables.entries.c.case_id == case.id),
        )

        assert chain_faults(full.house.store) == [(case.name, last)]

    def test_an_entry_that_was_made_up_is_noticed(self, full: Desk) -> None:
        case = full.house.store.cases()[1]
        row = dict(
            _rows(full, sa.select(tables.entries).where(tables.entries.c.case_id == case.id))[-1]._mapping
        )
        del row["id"]

        _sql(full, tables.entries.insert().values(row | {"seq": row["seq"] + 1}))

        assert chain_faults(full.house.store) == [(case.name, row["seq"] + 1)]

    @pytest.mark.parametrize(("table", "column"), [(tables.entries, "body"), (tables.data_keys, "wrapped")])
    def test_one_that_does_not_open_hides_no_other(self, full: Desk, table: sa.Table, column: str) -> None:
        newer, older = full.house.store.cases()
        _sql(full, tables.entries.update().where(tables.entries.c.case_id == newer.id).values(type="note"))
        of_older = sa.select(tables.cases.c.data_key).where(tables.cases.c.id == older.id)
        is_of_older = {
            "entries": tables.entries.c.case_id == older.id,
            "data_keys": tables.data_keys.c.id.in_(of_older),
        }

        _flip(full, table, column, is_of_older[table.name])

        assert chain_faults(full.house.store) == [(older.name, 1), (newer.name, 1)]


class TestKeyFile:
    """The key of another database, an older copy, a newer one."""

    def test_a_database_beside_another_key_is_refused(self, full: Desk, tmp_path: Path) -> None:
        new_key(tmp_path / "other.key")
        other = Store(full.house.store.database, load_keys(tmp_path / "other.key"))

        with pytest.raises(KeyUnusable, match="put the saved copy of it back"):
            other.prove_key()

    def test_a_copy_of_the_key_from_before_it_was_rotated_is_refused(self, full: Desk) -> None:
        path = full.house.store.keys.path
        assert path is not None
        before = path.read_bytes()
        add_sealing_key(path)
        list(full.house.store.wrap_anew())
        path.write_bytes(before)

        with pytest.raises(KeyUnusable, match="no sealing key 2"):
            Store(full.house.store.database, load_keys(path)).prove_key()

    def test_another_file_put_in_its_place_while_it_runs_is_not_taken(self, full: Desk) -> None:
        path = full.house.store.keys.path
        assert path is not None
        whole = path.read_bytes()
        path.unlink()
        new_key(path)

        letters = full.letters()

        assert letters
        assert "failed" not in full.house.health.counts()["letters"]
        path.write_bytes(whole)
        forget(path, [999])
        assert not full.house.store.keys.knows(999)

    def test_all_keys_are_wrapped_anew_and_the_old_sealing_key_opens_nothing(self, full: Desk) -> None:
        path = full.house.store.keys.path
        assert path is not None
        count = len(_rows(full, sa.select(tables.data_keys)))
        add_sealing_key(path)

        steps = list(full.house.store.wrap_anew())

        assert steps[-1] == (count, count)
        assert {row.sealing_key for row in _rows(full, sa.select(tables.data_keys))} == {2}
        for case in full.house.store.cases():
            _everything(full, case.id or 0)
        assert list(full.house.store.wrap_anew()) == []

    def test_what_ends_in_the_middle_leaves_all_as_it_was(
        self, full: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = full.house.store.keys.path
        assert path is not None
        add_sealing_key(path)
        monkeypatch.setattr("cocmail.database._BATCH", 2)

        steps = full.house.store.wrap_anew()
        next(steps)
        steps.close()

        assert {row.sealing_key for row in _rows(full, sa.select(tables.data_keys))} == {1}
        _everything(full, full.case().id)

    def test_a_key_destroyed_while_all_are_wrapped_anew_does_not_come_back(
        self, full: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = full.house.store.keys.path
        assert path is not None
        add_sealing_key(path)
        monkeypatch.setattr("cocmail.database._BATCH", 1)
        steps = full.house.store.wrap_anew()
        next(steps)
        case_id = full.case().id

        erasing = threading.Thread(target=_erase, args=(full, case_id))
        erasing.start()
        list(steps)
        erasing.join(20)

        rows = _rows(full, sa.select(tables.data_keys).where(tables.data_keys.c.destroyed_at.is_not(None)))
        assert len(rows) == 2
        assert [row.wrapped for row in rows] == [None, None]


def _erase(desk: Desk, case_id: int) -> None:
    with desk.house.store.transaction() as tx:
        tx.erase(case_id, Entry(desk.clock(), "erased", "console", "root"))


class TestInstalled:
    """The program as an administrator runs it."""

    @pytest.fixture
    def told(self, installed: Installed) -> Iterator[tuple[Installed, Database]]:  # noqa: F811
        """A report has been filed and its letters are queued."""
        installed.dovecot.deliver(installed.user, mail(REPORTS["en"]))
        assert installed.run("run", "--once", "--hold").returncode == 0
        database = Database(load(installed.folder / "cocmail.toml").database_url())
        yield installed, database
        database.close()

    def test_with_another_key_nothing_runs_and_nothing_is_changed(
        self, told: tuple[Installed, Database]
    ) -> None:
        here, database = told
        name = str(here.cases()[0]["name"])
        (here.folder / "cocmail.key").unlink()
        new_key(here.folder / "cocmail.key")
        before, key = _snapshot(database), (here.folder / "cocmail.key").read_bytes()

        for words in (
            ("run", "--once"),
            ("run",),
            ("check",),
            ("cases",),
            ("show", name),
            ("show", "--reveal", name),
            ("key", "rotate"),
            ("key", "forget"),
            ("erase", "--yes", name),
        ):
            done = here.run(*words, seconds=30)

            said = done.stdout if words == ("check",) else done.stderr
            assert done.returncode in (1, 2), words
            assert said.count("the key file is not the one that this database was made with") == 1, said
            assert words == ("check",) or len(done.stderr.splitlines()) == 1, done.stderr
            assert before == _snapshot(database), words
            assert key == (here.folder / "cocmail.key").read_bytes()
        assert here.smtp.letters == []

    def test_a_broken_case_ends_in_one_line(self, told: tuple[Installed, Database]) -> None:
        here, database = told
        name = str(here.cases()[0]["name"])
        with database.writes() as connection:
            connection.execute(tables.cases.update().values(reporter=b"\x01CANARYBYTES" * 5))

        for words in (("cases",), ("show", name)):
            done = here.run(*words)

            assert done.returncode == 1
            assert done.stderr == f"cocmail: case {name}: a sealed value of cases was changed or moved\n"
            assert "CANARY" not in done.stdout

    def test_what_is_destroyed_is_forgotten_though_nobody_can_be_told(
        self, told: tuple[Installed, Database]
    ) -> None:
        here, _ = told
        name = str(here.cases()[0]["name"])

        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                here._words("erase", name, "--yes"), stdout=full, cwd=here.folder, check=False, timeout=60
            )

        assert done.returncode == 1
        assert here.run("key", "forget").stdout == "0 destroyed keys were forgotten.\n"

    def test_the_daemon_sees_a_key_that_was_rotated_while_it_runs(
        self,
        installed: Installed,  # noqa: F811
    ) -> None:
        daemon = installed.start()
        try:
            installed.dovecot.deliver(installed.user, mail(REPORTS["en"]))
            installed.smtp.wait_for(4, 20)

            assert installed.run("key", "rotate").returncode == 0
            installed.dovecot.deliver(installed.user, mail(REPORTS["fi"], message_id="<two@example.net>"))

            installed.smtp.wait_for(8, 20)
        finally:
            log = _ended(daemon)
        assert "error" not in log
        assert len(installed.cases()) == 2
        database = Database(load(installed.folder / "cocmail.toml").database_url())
        with database.reads() as connection:
            assert set(connection.scalars(sa.select(tables.data_keys.c.sealing_key))) == {2}
        database.close()


class TestWhatAReviewFound:
    """Rows that are gone, put back, or marked by somebody else."""

    def test_a_clearance_row_that_is_gone_lets_nobody_in(self, desk: Desk) -> None:
        desk.arrives(mail("Somebody in a yellow coat shouted at me."))
        desk.raw_letters()
        case = desk.case()
        of_ben = tables.clearance.c.case_id == case.id
        row = _rows(desk, sa.select(tables.clearance).where(of_ben))[0]
        this = tables.clearance.c.person_hash == row.person_hash
        _sql(desk, tables.clearance.delete().where(this))

        with pytest.raises(SealBroken, match="who may hear of it was changed"):
            desk.case()
        assert any("who may hear" in fault for fault in content_faults(desk.house.store))

    def test_a_key_that_was_not_destroyed_by_us_is_not_forgotten(self, desk: Desk) -> None:
        desk.arrives(mail("Somebody in a yellow coat shouted at me."))
        _sql(desk, tables.data_keys.update().values(destroyed_at=desk.clock()))

        assert desk.house.store.forget_destroyed() == 0
        assert "was not destroyed by cocmail" in content_faults(desk.house.store)[0]
        assert desk.case().reporter

    def test_a_service_with_the_key_file_from_before_a_rotation_gives_nothing_up(
        self, desk: Desk, tmp_path: Path
    ) -> None:
        desk.arrives(mail("Somebody in a yellow coat shouted at me."))
        store, path = desk.house.store, desk.house.store.keys.path
        assert path is not None
        copy = tmp_path / "credential.key"
        copy.write_bytes(path.read_bytes())
        copy.chmod(0o600)
        service = Store(store.database, load_keys(copy))
        add_sealing_key(path)
        list(store.wrap_anew())

        with pytest.raises(StoreUnavailable, match="restart the service"), service.reading() as tx:
            tx.case(tx.case_id(desk.case().name) or 0)
        assert desk.house.health.counts()["letters"] == {"queued": 4}

    def test_two_aliases_with_one_key_file_number_their_keys_apart(
        self, tmp_path: Path, clock: MovableClock
    ) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        houses = [make_house(tmp_path / each, clock) for each in ("one", "two")]
        desks = [Desk(house, clock) for house in houses]
        for each in desks:
            each.arrives(mail("Somebody in a yellow coat shouted at me."))

        first, second = ({row.id for row in _rows(each, sa.select(tables.data_keys))} for each in desks)

        assert not first & second
        for house in houses:
            house.store.database.close()
