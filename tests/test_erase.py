"""What is destroyed is gone: from the database, from its older copies, and from what comes in later."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.builders import MAILBOX, REPORTS, START, Desk, MovableClock, arrival, mail, make_house, read, to

from cocmail import overviews, tables
from cocmail.cases.model import Case, Clearance, Entry, State
from cocmail.database import Database
from cocmail.letterbox import not_gone_out
from cocmail.quarantine import drop_quarantined, has_old_quarantine
from cocmail.sealing import KeyUnusable, SealBroken, load_keys
from cocmail.selfcheck import chain_faults
from cocmail.store import Store
from cocmail.transaction import Transaction

BEN, CARLA, REA = "ben@example.org", "carla@example.org", "rea@example.net"
CANARY = "CANARYWORD"


@pytest.fixture
def told(desk: Desk) -> Desk:
    """One case that Ben may read, with letters that wait, and an older one of somebody else."""
    desk.arrives(mail(REPORTS["fi"], sender="Lee Other <lee@example.net>", message_id="<two@example.net>"))
    desk.raw_letters()
    desk.clock.move(minutes=1)
    desk.arrives(mail(f"{REPORTS['en']} {CANARY}", subject=CANARY))
    return desk


def _kinds(desk: Desk, name: str) -> list[tuple[datetime, str]]:
    """When something happened on a case, and of what kind it was."""
    told = desk.house.store.case_named(name)
    assert told is not None
    return [(each.at, each.type) for each in told[1]]


def _one(desk: Desk) -> Any:
    return desk.house.store.cases(closed=True)[0]


def _cleared(desk: Desk) -> dict[str, bytes]:
    """Ben reads the case; the letters by then, by their recipients."""
    letters = desk.raw_letters()
    notice = to(letters, BEN)
    desk.arrives(mail("Clear", answers=notice, sender=BEN, message_id="<c@example.org>"))
    return {str(read(raw)["To"]): raw for raw in letters} | {"report": to(desk.raw_letters(), BEN)}


def _erase(desk: Desk, who: str = "root") -> str:
    case = _one(desk)
    with desk.house.store.transaction() as tx:
        tx.erase(case.id, Entry(desk.clock(), "erased", "console", who))
    desk.house.store.database.wipe()
    desk.house.store.forget_destroyed()
    return str(case.name)


def _rows(desk: Desk, statement: Any) -> list[Any]:
    with desk.house.store.database.reads() as connection:
        return list(connection.execute(statement).all())


def _set(desk: Desk, **values: object) -> None:
    with desk.house.store.database.writes() as connection:
        connection.execute(tables.cases.update().where(tables.cases.c.id == _one(desk).id).values(values))


def test_no_content_and_no_key_of_it_is_left_in_the_file(tmp_path: Path, clock: MovableClock) -> None:
    house = make_house(tmp_path, clock)
    desk = Desk(house, clock)
    for number in range(30):
        desk.arrives(
            mail(f"{CANARY} {number}", sender=f"r{number}@example.net", message_id=f"<{number}@example.net>")
        )
    wrapped = {row.id: bytes(row.wrapped) for row in _rows(desk, sa.select(tables.data_keys))}
    sealed = [bytes(row.raw) for row in _rows(desk, sa.select(tables.raw_messages))]

    gone: list[int] = []
    for case in house.store.cases()[::2]:
        with house.store.transaction() as tx:
            gone += tx.erase(case.id or 0, Entry(clock(), "erased", "console", "root"))
    assert house.store.database.wipe()

    left = b"".join(path.read_bytes() for path in tmp_path.glob("cocmail.db*"))
    assert len(gone) == 30
    assert (tmp_path / "cocmail.db-wal").stat().st_size == 0
    assert not [number for number in gone if wrapped[number] in left]
    # Those that stay are found by the same search.
    assert not [number for number, value in wrapped.items() if number not in gone and value not in left]
    assert sum(value[20:200] in left for value in sealed) == 15
    assert CANARY.encode() not in left
    house.store.database.close()


def test_what_stays_is_a_row_for_the_statistics_and_a_history_that_says_when_and_by_whom(told: Desk) -> None:
    _cleared(told)
    before = _one(told)
    types = [kind for _, kind in _kinds(told, before.name)]
    told.clock.move(hours=1)

    name = _erase(told, "alice")

    case = _one(told)
    assert (case.name, case.state, case.erased_at) == (before.name, State.CLOSED, told.clock())
    assert (case.received_at, case.language, case.marks) == (
        before.received_at,
        before.language,
        before.marks,
    )
    assert case.checklist.keys() == before.checklist.keys()
    assert {field.evidence for field in case.checklist.values()} == {""}
    assert (case.reporter, case.reporter_name, case.person_named_as, case.clearance) == ("", "", "", {})
    with told.house.store.reading() as tx:
        history = tx.history(case.id)
        assert tx.messages.of(case.id) == []
        assert {letter.raw for letter in tx.post.of_case(case.id)} == {b""}
    assert [entry.type for entry in history] == [*types, "erased"]
    assert {(entry.who, entry.text) for entry in history[:-1]} == {("", "")}
    assert history[-1] == Entry(told.clock(), "erased", "console", "alice")
    assert chain_faults(told.house.store) == []
    assert told.house.store.message_counts()[case.id] == 2
    assert name == before.name


def test_the_chain_of_an_erased_case_still_finds_what_was_changed(told: Desk) -> None:
    _erase(told)
    case = _one(told)

    with told.house.store.database.writes() as connection:
        entries = tables.entries
        connection.execute(
            entries.update().where(entries.c.case_id == case.id, entries.c.seq == 1).values(type="note")
        )

    assert chain_faults(told.house.store) == [(case.name, 1)]


def test_with_the_key_file_at_hand_no_guess_can_be_tried(told: Desk) -> None:
    """An address or a name is soon guessed: none of the hashes that stay may tell whether the guess was right."""
    _cleared(told)
    case = _one(told)
    find = told.house.store.keys.find

    _erase(told)

    hashes = {
        bytes(value)
        for table in tables.metadata.sorted_tables
        for row in _rows(told, sa.select(table))
        for value in row
        if isinstance(value, bytes | memoryview)
    }
    for who in (REA, BEN):
        assert find("person", f"{case.id}\0{who}") not in hashes
        assert find("entry", f"{who}\0") not in hashes
        for purpose, step in (("acknowledgement", "1"), ("notice", "1"), ("report", "message-3")):
            assert find("step", "\0".join((case.name, purpose, step, who))) not in hashes
    assert find("address", REA) not in hashes


def test_letters_that_wait_are_withdrawn_and_those_of_others_go_out(told: Desk) -> None:
    told.arrives(mail(REPORTS["sv"], sender="sam@example.net", message_id="<three@example.net>"))
    claimed = told.house.letterbox.claim(told.clock())
    assert claimed is not None
    case = told.house.store.cases()[-1]
    about = next(each for each in told.house.store.cases() if each.reporter == REA)

    with told.house.store.transaction() as tx:
        tx.erase(about.id or 0, Entry(told.clock(), "erased", "console", "root"))

    states = _rows(told, sa.select(tables.letters.c.case_id, tables.letters.c.state))
    assert {row.state for row in states if row.case_id == about.id} == {"withdrawn"}
    # What the server says of the one that was on its way changes nothing.
    told.house.letterbox.conclude(claimed, "deferred", told.clock(), next_attempt_at=told.clock())
    names = {str(each["Subject"]).casefold() for each in told.letters()}
    assert about.name not in names
    assert case.name not in names
    assert len(names) == 1
    assert told.house.escalation.sweep() == 0


def _says(desk: Desk, who: str, words: str, answers: bytes | None = None) -> None:
    desk.arrives(mail(words, answers=answers, sender=who, to=MAILBOX, message_id=f"<{words}-{who}>"))


def _asks_for_all(desk: Desk) -> tuple[str, str]:
    """A list, a digest and word of a link that wait for Ben and Carla; the names of both cases."""
    notices = desk.raw_letters()
    for who in (BEN, CARLA):
        _says(desk, who, "clear", next(raw for raw in notices[::-1] if read(raw)["To"] == who))
    shown = to([raw for raw in desk.raw_letters() if read(raw)["To"] == BEN], BEN)
    kept, gone = desk.case(1).name, desk.case(0).name
    _says(desk, BEN, f"link {kept}", shown)
    _says(desk, CARLA, "list")
    with desk.house.store.transaction() as tx:
        overviews.digest(tx, desk.house.letters, desk.house.intake.rules, desk.clock(), "1")
    return kept, gone


def _speaking_of(name: str, letters: list[EmailMessage]) -> list[EmailMessage]:
    return [each for each in letters if name in f"{each['Subject']} {each.get_content()}".casefold()]


@pytest.mark.parametrize("which", ["the one that was linked", "the one that it was linked with"])
def test_a_list_that_waits_does_not_speak_of_it_any_more(told: Desk, which: str) -> None:
    names = _asks_for_all(told)
    gone = names[which == "the one that was linked"]

    case = next(each for each in told.house.store.cases() if each.name == gone)

    with told.house.store.transaction() as tx:
        tx.erase(case.id or 0, Entry(told.clock(), "erased", "console", "root"))

    letters = told.letters()
    # What Ben wrote himself is said back to him alone.
    assert {(each["To"], each["X-Cocmail"]) for each in _speaking_of(gone, letters)} <= {(BEN, "answer")}
    lists = [each for each in letters if each["X-Cocmail"] in ("digest", "overview")]
    assert sorted(str(each["To"]) for each in lists) == ["aino@example.org", BEN, CARLA, CARLA]
    assert _speaking_of(names[which != "the one that was linked"], lists) == lists
    assert "news" not in {each["X-Cocmail"] for each in letters}


def test_a_later_mail_of_the_reporter_opens_a_new_case(told: Desk) -> None:
    answer = _cleared(told)[REA]
    name = _erase(told)

    told.arrives(mail("He did it again.", answers=answer, message_id="<again@example.net>"))

    case = _one(told)
    assert case.name != name
    assert case.reporter == REA
    assert len(told.house.store.cases(closed=True)) == 3
    assert told.house.store.cases(closed=True)[1].erased_at is not None


@pytest.mark.parametrize("words", ["Status", "Clear", "Take", "Note I remember", "Recuse", "thank you all"])
def test_a_responders_reply_to_an_old_letter_changes_nothing_and_is_told_nothing(
    told: Desk, words: str
) -> None:
    report = _cleared(told)["report"]
    _erase(told)
    before = _one(told), _kinds(told, _one(told).name)

    told.arrives(mail(words, answers=report, sender=BEN, message_id="<late@example.org>"))

    assert before == (_one(told), _kinds(told, _one(told).name))
    assert len(told.house.store.cases(closed=True)) == 2
    # The very answer that who is held or recused gets.
    (answer,) = told.letters()
    assert (str(answer["To"]), str(answer["Subject"])) == (BEN, "Not available")
    assert before[0].name not in answer.as_string().casefold()
    assert chain_faults(told.house.store) == []
    # It quotes what was destroyed: it is kept aside for a while, and then destroyed as well.
    assert told.house.health.counts()["quarantine"] == 1
    told.clock.move(days=91)
    told.house.escalation.sweep()
    told.clock.move(days=1)
    told.house.escalation.sweep()
    assert CANARY not in _all_words(told)


@pytest.mark.parametrize("who", [REA, BEN])
def test_a_bounce_of_an_old_letter_changes_nothing(told: Desk, who: str) -> None:
    answer = _cleared(told)[who]
    _erase(told)
    before = _one(told)

    told.arrives(
        mail("away", answers=answer, message_id="<auto@example.net>", Auto_Submitted="auto-replied"),
        mail(
            f"It failed: {read(answer)['Message-ID']}",
            sender="MAILER-DAEMON@example.net",
            message_id="<b@e.x>",
        ),
    )

    assert before == _one(told)
    assert told.raw_letters() == []


def test_a_bounce_of_a_list_that_was_destroyed_does_not_bring_it_back(told: Desk) -> None:
    """The outbox would offer it, and what was let go again would wait for ever."""
    told.arrives(mail("list", sender=BEN, to=MAILBOX, message_id="<l@example.org>"))
    mark = read(told.raw_letters()[0])["Message-ID"]
    later = told.clock() + timedelta(days=91)
    drop_quarantined(told.house.store, later, later)

    told.arrives(mail(f"It failed: {mark}", sender="MAILER-DAEMON@example.org", message_id="<b@e.x>"))

    assert not_gone_out(told.house.store) == []


def _all_words(desk: Desk) -> str:
    """Everything that can be opened with the key file as it is."""
    found = []
    for row in _rows(desk, sa.select(tables.messages, tables.raw_messages.c.raw).join(tables.raw_messages)):
        with desk.house.store.reading() as tx:
            found.append(tx.messages.raw(row).decode("latin-1"))
    with desk.house.store.reading() as tx:
        for case in desk.house.store.cases(closed=True):
            found += [f"{case}", f"{tx.history(case.id or 0)}", f"{tx.post.of_case(case.id or 0)}"]
    return "\n".join(found)


def test_copies_of_its_messages_and_its_letters_come_back_go_with_it(told: Desk) -> None:
    report = mail(f"{REPORTS['en']} {CANARY}", subject=CANARY)
    letters = _cleared(told)
    told.arrives(
        b"Received: from elsewhere by here\r\n" + report, b"Received: from x by y\r\n" + letters["report"]
    )
    assert len(told.house.store.cases()) == 2
    assert CANARY in _all_words(told)

    _erase(told)

    assert CANARY not in _all_words(told)


def test_a_rescan_does_not_bring_it_back(told: Desk) -> None:
    raw = mail(f"{REPORTS['en']} {CANARY}", subject=CANARY)
    _erase(told)

    new = told.house.store.spool([(arrival(9, uid_validity=2), raw)], told.clock(), settled=True)

    assert new == []
    assert told.house.intake.file_spooled() == 0
    assert len(_rows(told, sa.select(tables.raw_messages))) == 1
    assert len(told.house.store.cases(closed=True)) == 2


def test_junk_that_was_destroyed_and_is_found_to_be_none_is_kept_anew(desk: Desk) -> None:
    raw = mail(REPORTS["en"])
    desk.house.store.spool([(arrival(1), raw)], desk.clock(), settled=True, junk=True)
    desk.house.intake.file_spooled()
    desk.clock.move(days=91)
    desk.house.escalation.sweep()
    desk.clock.move(days=1)
    desk.house.escalation.sweep()
    assert _rows(desk, sa.select(tables.raw_messages)) == []

    assert len(desk.house.store.spool([(arrival(2), raw)], desk.clock(), settled=True)) == 1
    desk.house.intake.file_spooled()

    assert desk.case().reporter == REA
    desk.house.escalation.sweep()
    assert len(_rows(desk, sa.select(tables.raw_messages))) == 1


class TestOlderCopies:
    """A backup from before an erase, beside the key file as it is now."""

    @pytest.fixture
    def restored(self, tmp_path: Path, clock: MovableClock) -> Iterator[tuple[Desk, Path, bytes]]:
        """A desk whose one case was erased, a copy of the database from before, and the key file from before."""
        house = make_house(tmp_path, clock)
        desk = Desk(house, clock)
        desk.arrives(mail(REPORTS["fi"], sender="lee@example.net", message_id="<two@example.net>"))
        clock.move(minutes=1)
        desk.arrives(mail(f"{REPORTS['en']} {CANARY}"))
        old, key = tmp_path / "old.db", (tmp_path / "cocmail.key").read_bytes()
        with (
            closing(sqlite3.connect(tmp_path / "cocmail.db")) as source,
            closing(sqlite3.connect(old)) as copy,
        ):
            source.backup(copy)
        _erase(desk)
        yield desk, old, key
        house.store.database.close()

    def _store(self, old: Path) -> Store:
        return Store(Database(f"sqlite:///{old}"), load_keys(old.with_name("cocmail.key")))

    def test_it_cannot_give_the_content_of_that_case_and_gives_all_else(
        self, restored: tuple[Desk, Path, bytes]
    ) -> None:
        desk, old, _ = restored
        names = [case.name for case in desk.house.store.cases(closed=True)]
        store = self._store(old)

        store.prove_key()
        with store.reading() as tx:
            erased, other = (tx.case_id(name) or 0 for name in names)
            for ask in (tx.case, tx.history, tx.messages.of):
                with pytest.raises(SealBroken):
                    ask(erased)
            assert tx.case(other).reporter == "lee@example.net"
            assert {letter.raw for letter in tx.post.of_case(erased)} == {b""}

        assert store.erase_forgotten(desk.clock()) == names[:1]
        assert store.erase_forgotten(desk.clock()) == []
        assert CANARY not in _all_words(_with(desk, store))
        assert chain_faults(store) == []
        with store.reading() as tx:
            last = tx.history(erased)[-1]
        assert (last.type, last.who, last.text) == (
            "erased",
            "cocmail",
            "its key had been destroyed before",
        )
        store.database.close()

    def test_the_copy_opens_with_a_copy_of_the_key_from_before(
        self, restored: tuple[Desk, Path, bytes]
    ) -> None:
        """So that the tests above show what the key file does, and not something else."""
        _, old, key = restored
        old.with_name("cocmail.key").write_bytes(key)
        store = self._store(old)

        assert CANARY in _all_words(_with(restored[0], store))
        assert store.erase_forgotten(START) == []
        store.database.close()

    def test_the_first_sweep_erases_it_again(self, restored: tuple[Desk, Path, bytes]) -> None:
        desk, old, _ = restored
        store = self._store(old)
        desk.house.escalation.store = store

        desk.house.escalation.sweep()

        assert sorted(case.erased_at is not None for case in store.cases(closed=True)) == [False, True]
        store.database.close()

    def test_new_data_keys_pass_over_the_numbers_that_were_forgotten(
        self, restored: tuple[Desk, Path, bytes]
    ) -> None:
        desk, old, _ = restored
        shutil.copy(old, old.with_name("empty.db"))
        store = self._store(old.with_name("empty.db"))
        with store.database.writes() as connection:
            first = connection.scalar(sa.select(sa.func.min(tables.data_keys.c.id))) or 0
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(table.delete())
            # As if the two before the erased ones had been the last.
            connection.execute(tables.data_keys.insert(), {"id": first + 1, "sealing_key": 0})

        store.spool([(arrival(n), mail(f"{n}")) for n in range(1, 5)], desk.clock(), settled=True)

        with store.reading() as tx:
            numbers = set(tx._connection.scalars(sa.select(tables.data_keys.c.id)))
        # The next two were those of the erased case and its message.
        assert numbers == {first + 1, *range(first + 4, first + 8)}
        store.database.close()

    def test_a_key_file_that_cannot_be_written_is_said_and_mended_later(
        self, tmp_path: Path, clock: MovableClock
    ) -> None:
        house = make_house(tmp_path, clock)
        desk = Desk(house, clock)
        desk.arrives(mail(REPORTS["en"]))
        (tmp_path / "cocmail.key.new").mkdir()
        with house.store.transaction() as tx:
            tx.erase(desk.case().id, Entry(clock(), "erased", "console", "root"))

        with pytest.raises(KeyUnusable, match="cannot write"):
            house.store.forget_destroyed()
        assert house.store.not_forgotten() == 2
        house.escalation.sweep()
        (tmp_path / "cocmail.key.new").rmdir()

        assert house.store.forget_destroyed() == 2
        assert house.store.forget_destroyed() == 0
        assert house.store.not_forgotten() == 0
        house.store.database.close()

    def test_an_older_copy_of_the_key_that_was_put_back_forgets_again(
        self, restored: tuple[Desk, Path, bytes]
    ) -> None:
        desk, _, key = restored
        path = desk.house.store.keys.path
        assert path is not None

        path.write_bytes(key)

        assert desk.house.store.not_forgotten() == 2
        assert desk.house.store.forget_destroyed() == 2


def _with(desk: Desk, store: Store) -> Desk:
    other = Desk(desk.house, desk.clock)
    other.house = type(desk.house)(**{**vars(desk.house), "store": store})
    return other


class TestRetention:
    """A closed case keeps its content for so long, and never loses it without a word before."""

    @pytest.fixture
    def closed(self, told: Desk) -> Desk:
        _cleared(told)
        told.house.escalation.sweep()
        _set(
            told,
            state=State.CLOSED,
            closed_at=told.clock(),
            follow_up_due=None,
            next_due_at=told.clock(),
            rung="",
        )
        # The other case shall not speak here.
        with told.house.store.database.writes() as connection:
            others = tables.cases.c.id != _one(told).id
            connection.execute(tables.cases.update().where(others).values(next_due_at=None))
        return told

    def _due(self, desk: Desk, days: float) -> None:
        """So many days after it was closed; as the daemon does, more than once."""
        desk.clock.now = _one(desk).closed_at + timedelta(days=days)
        for _ in range(3):
            desk.house.escalation.sweep()

    def test_a_notice_comes_thirty_days_before_to_those_who_may_read_it_and_then_it_is_erased(
        self, closed: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        keep = closed.house.intake.rules.ladder.keep
        _set(closed, next_due_at=_one(closed).closed_at + keep - timedelta(days=30))

        self._due(closed, keep.days - 30.5)
        assert closed.letters_about_cases() == []
        self._due(closed, keep.days - 29.5)
        notices = closed.letters_about_cases()
        assert [(str(each["To"]), each["X-Cocmail"]) for each in notices] == [(BEN, "expiry")]
        assert CANARY not in notices[0].as_string()

        self._due(closed, keep.days - 0.5)
        assert _one(closed).erased_at is None
        assert "save the key file again" not in caplog.text
        self._due(closed, keep.days + 0.5)
        case = _one(closed)
        assert case.erased_at == closed.clock()
        assert caplog.text.count(f"{case.name}: its time was over: save the key file again") == 1
        assert case.next_due_at is None
        assert CANARY not in _all_words(closed)
        kinds = [kind for _, kind in _kinds(closed, case.name)]
        assert kinds.count("expiry") == kinds.count("erased") == 1
        assert closed.letters_about_cases() == []
        self._due(closed, 10 * 365)
        assert [kind for _, kind in _kinds(closed, case.name)] == kinds
        assert closed.house.store.not_forgotten() == 0

    def test_a_shorter_time_in_the_configuration_counts_for_what_was_closed_before(
        self, closed: Desk
    ) -> None:
        escalation = closed.house.escalation
        ladder = escalation.rules.ladder
        _set(closed, next_due_at=_one(closed).closed_at + ladder.keep - timedelta(days=30))
        escalation.rules = replace(escalation.rules, ladder=replace(ladder, keep=timedelta(days=180)))

        def announced() -> list[str]:
            sent = closed.letters_about_cases()
            return [str(each["To"]) for each in sent if each["X-Cocmail"] == "expiry"]

        self._due(closed, 149.5)
        assert announced() == []
        self._due(closed, 150.5)
        assert announced() == [BEN]

        self._due(closed, 181)
        assert _one(closed).erased_at is not None

    def test_a_shorter_time_counts_also_for_a_case_that_could_not_be_opened_when_it_came(
        self, closed: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_key(*_: object) -> Case:
            raise KeyUnusable("the key file has no sealing key 2; put the saved copy of it back")

        escalation = closed.house.escalation
        ladder = escalation.rules.ladder
        before = _one(closed).closed_at + ladder.keep - timedelta(days=30)
        _set(closed, next_due_at=before)
        escalation.rules = replace(escalation.rules, ladder=replace(ladder, keep=timedelta(days=180)))
        with monkeypatch.context() as patched:
            patched.setattr(Transaction, "case", no_key)
            escalation.sweep()
        assert _one(closed).next_due_at == before

        # With the key back the daemon is started anew.
        replace(escalation).sweep()

        assert _one(closed).next_due_at == _one(closed).closed_at + timedelta(days=150)

    def test_while_thousands_of_cases_are_dated_anew_the_way_is_free_for_a_mail_after_each_few(
        self, closed: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("cocmail.escalation._BATCH", 1)
        found = []

        def one_writes(_seconds: float) -> None:
            with closed.house.store.transaction() as tx:
                found.append(len(tx.case_ids(closed=True)))

        monkeypatch.setattr("time.sleep", one_writes)
        rules = closed.house.escalation.rules
        shorter = replace(rules, ladder=replace(rules.ladder, keep=timedelta(days=180)))

        closed.house.escalation.rules = shorter
        closed.house.escalation.sweep()

        assert found == [2, 2]
        assert _one(closed).next_due_at == _one(closed).closed_at + timedelta(days=150)

    def test_after_years_without_the_daemon_the_notice_still_comes_thirty_days_before(
        self, closed: Desk
    ) -> None:
        self._due(closed, 3000)
        assert [str(each["To"]) for each in closed.letters_about_cases()] == [BEN]
        assert _one(closed).erased_at is None

        self._due(closed, 3029.5)
        assert _one(closed).erased_at is None
        self._due(closed, 3030.5)
        assert _one(closed).erased_at is not None
        assert closed.letters_about_cases() == []

    def test_where_nobody_may_read_it_the_contacts_are_told_its_name(self, closed: Desk) -> None:
        case = _one(closed)
        with closed.house.store.transaction() as tx:
            tx._save(replace(case, clearance=dict.fromkeys(case.clearance, Clearance.RECUSED)))

        self._due(closed, 3000)
        told = {str(each["To"]) for each in closed.letters_about_cases()}
        self._due(closed, 3031)

        assert told == {"chair@example.org", "outside@example.net"}
        assert _one(closed).erased_at is not None

    def test_nothing_is_erased_while_nobody_could_be_told(self, closed: Desk) -> None:
        self._due(closed, 3000)
        self._due(closed, 3031)
        assert _one(closed).erased_at is None

        assert closed.letters_about_cases() != []
        self._due(closed, 3065)

        assert _one(closed).erased_at is not None

    def test_what_was_never_confirmed_is_not_kept_for_good(self, told: Desk) -> None:
        _says(told, BEN, "reply We will help.", _cleared(told)["report"])
        store, later = told.house.store, told.clock() + timedelta(days=91)
        assert len(_rows(told, sa.select(tables.previews))) == 1

        assert not has_old_quarantine(store, told.clock())
        assert has_old_quarantine(store, later)
        drop_quarantined(store, later, later)

        assert _rows(told, sa.select(tables.previews)) == []
        assert not has_old_quarantine(store, later)

    def test_what_belongs_to_no_case_is_kept_for_so_many_days(self, desk: Desk) -> None:
        desk.arrives(mail(f"Away. {CANARY}", Auto_Submitted="auto-replied"))
        desk.clock.move(days=89)
        desk.house.escalation.sweep()
        assert CANARY in _all_words(desk)

        desk.clock.move(days=2)
        desk.house.escalation.sweep()
        # A clock may be ahead for a while: what is over has to be over a day later as well.
        assert CANARY in _all_words(desk)
        desk.clock.move(days=1)
        desk.house.escalation.sweep()

        assert CANARY not in _all_words(desk)
        assert _rows(desk, sa.select(tables.raw_messages)) == []
        (row,) = _rows(desk, sa.select(tables.data_keys).join(tables.messages))
        assert row.wrapped is None
        assert desk.house.store.not_forgotten() == 0
        assert desk.house.health.counts()["quarantine"] == 0
