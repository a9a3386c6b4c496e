"""`cocmail quarantine`, `outbox`, `show`, `export`, `erase`, as an administrator types them, and what comes of it."""

import json
import logging
import os
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from tests.builders import REPORTS, Desk, MovableClock, arrival, mail, make_house, read, to

from cocmail import overviews, tables
from cocmail.cli import cli
from cocmail.quarantine import drop_quarantined
from cocmail.wiring import utc_now

REPORTER = "rea@example.net"


class Office(Desk):
    """A desk with the console beside it: both see one database, as the daemon and the administrator do."""

    def __init__(self, folder: Path, **values: object) -> None:
        # The console's clock cannot be moved from here, so ours starts at the real time.
        clock = MovableClock(utc_now())
        super().__init__(make_house(folder, clock, **values), clock)
        self._file = folder / "cocmail.toml"

    def types(self, *words: str, status: int = 0, answer: str = "") -> str:
        """One command with its exit status; what it says on both channels."""
        done = CliRunner().invoke(cli, ["-c", str(self._file), *words], input=answer)
        assert done.exit_code == status, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        self.clock.now = utc_now()
        return done.output

    def junk(self, raw: bytes) -> None:
        self._uid += 1
        self.house.store.spool([(arrival(self._uid), raw)], self.clock(), settled=True, junk=True)
        self.house.intake.file_spooled()

    def poison(self, raw: bytes) -> int:
        """A message that stopped four starts in a row."""
        (number,) = self.spool(raw)
        self.house.intake._fresh.clear()
        for _ in range(3):
            self.house.store.count_attempt(number)
        self.house.intake.file_spooled()
        return number

    def states(self) -> dict[str, int]:
        found: dict[str, int] = self.house.health.counts()["letters"]
        return found


@pytest.fixture(autouse=True)
def _logging_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A command sets up logging for its whole process, which here is everybody's."""
    own, root = logging.getLogger("cocmail"), logging.getLogger()
    for where, name in (
        (own, "propagate"), (own, "level"), (own, "handlers"), (logging, "raiseExceptions"),
        (warnings, "showwarning"), (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"),
    ):  # fmt: skip
        monkeypatch.setattr(where, name, getattr(where, name))
    handlers, factory = list(root.handlers), logging.getLogRecordFactory()
    yield
    root.handlers[:] = handlers
    logging.setLogRecordFactory(factory)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = Office(tmp_path)
    yield found
    found.house.store.database.close()


def test_the_third_retry_is_the_last(office: Office) -> None:
    (number,) = office.spool(mail(REPORTS["en"]))
    office.house.intake._fresh.clear()
    for _ in range(2):
        office.house.store.count_attempt(number)  # Two starts that it may have stopped.
    office.house.intake.file_spooled()

    assert "unreadable" not in office.case().marks
    office.poison(mail("poison", message_id="<two@example.net>"))
    assert "unreadable" in office.case().marks


def test_what_could_not_be_read_is_filed_once_more_and_opens_no_second_stub(office: Office) -> None:
    number = office.poison(mail(REPORTS["en"] + " QUORK"))
    stub = office.case().name
    office.raw_letters()
    told = office.types("quarantine", "list") + office.types("quarantine", "show", str(number))
    assert stub in told
    assert "stopped the daemon" in told
    assert "From, To, Subject" in told
    assert "QUORK" not in told
    assert "rea@" not in told

    # Still no good: the stub is on somebody's desk already.
    office.types("quarantine", "retry", str(number))
    for _ in range(3):
        office.house.store.count_attempt(number)
    office.house.intake.file_spooled()
    assert [case.name for case in office.house.store.cases()] == [stub]
    assert [x["message"] for x in json.loads(office.types("quarantine", "list", "--json"))] == [number]
    assert office.raw_letters() == []

    office.types("quarantine", "retry", str(number))
    office.house.intake.file_spooled()
    names = [case.name for case in office.house.store.cases()]
    assert len(names) == 2
    answers = [read(raw) for raw in office.raw_letters()]
    assert [str(each["To"]) for each in answers].count(REPORTER) == 1
    history = office.house.store.case_named(names[0])
    assert history is not None
    assert ("possibly-related", stub) in [(each.type, each.text) for each in history[1]]
    assert "retried" in office.types("show", stub)
    assert office.types("quarantine", "retry", str(number), status=1) == (
        f"cocmail: message {number} is not in quarantine; see: cocmail quarantine list\n"
    )


def test_a_look_at_laid_aside_mail_is_told_and_only_where_somebody_can_be(office: Office) -> None:
    number = office.poison(mail("poison QUORK"))
    for raw in office.raw_letters():
        if str(read(raw)["To"]) == "ben@example.org":
            office.arrives(mail("CLEAR", sender="ben@example.org", answers=raw, message_id="<c@example.org>"))
    office.raw_letters()
    office.junk(mail("junk QUORK", message_id="<two@example.net>"))

    assert "QUORK" in office.types("quarantine", "show", str(number), "--reveal")
    told = to(office.raw_letters(), "ben@example.org")
    assert str(read(told)["X-Cocmail"]) == "looked"
    refused = office.types("quarantine", "show", "3", "--reveal", status=1)
    assert "nobody could be told" in refused
    assert "QUORK" not in refused


def test_junk_that_is_none_becomes_a_case(office: Office) -> None:
    office.junk(mail(REPORTS["en"]))
    assert "reads like a report" in office.types("quarantine", "list", "--json")
    assert "Aborted" in office.types("quarantine", "retry", "1", status=1, answer="n\n")
    assert office.house.intake.file_spooled() == 0

    office.types("quarantine", "retry", "1", "--yes")
    office.house.intake.file_spooled()
    assert len(office.house.store.cases()) == 1
    assert office.house.health.counts()["quarantine"] == 0


def _end(office: Office, state: str, code: str) -> int:
    """What became of the letter to the reporter, as the outbox writes it down; the others are accepted."""
    number = 0
    while (claimed := office.house.letterbox.claim(office.clock())) is not None:
        if claimed.recipient != REPORTER:
            office.house.letterbox.conclude(claimed, "accepted", office.clock(), code="250")
            continue
        number = claimed.id
        later = office.clock.now.replace(year=office.clock.now.year + 1) if state != "failed" else None
        office.house.letterbox.conclude(claimed, state, office.clock(), code=code, next_attempt_at=later)
    assert number
    return number


def test_a_deferred_letter_is_due_now_with_its_bytes(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    number = _end(office, "deferred", "451 4.7.1")
    listed = json.loads(office.types("outbox", "list", "--json"))
    assert [(x["letter"], x["to"], x["state"], x["answer"]) for x in listed] == [
        (number, "reporter", "deferred", "451 4.7.1")
    ]
    table = office.types("outbox", "list")
    assert "rea@" not in table
    assert f"│ {office.case().name} │ acknowledgement to reporter │ deferred │ 1" in " ".join(table.split())

    office.types("outbox", "retry", str(number))
    assert len(office.raw_letters()) == 1
    assert "Every letter has gone out" in office.types("outbox", "list")
    office.types("outbox", "retry", str(number), status=1)


def test_a_letter_that_may_have_arrived_is_sent_again_only_when_that_is_wanted(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    number = _end(office, "unknown", "no answer")
    said = office.types("outbox", "retry", "all", status=1)
    assert "may have arrived already" in said
    assert "now" not in said.replace("unknown", "")
    assert office.raw_letters() == []

    office.types("outbox", "retry", "all", "--yes")
    (raw,) = office.raw_letters()
    with office.house.store.reading() as tx:
        assert raw == tx.post.raw(number)


def test_a_failed_letter_is_tried_again_and_its_next_failure_is_told_once_more(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    number = _end(office, "failed", "550 5.1.1")
    office.house.escalation.sweep()
    told = len(office.raw_letters())
    assert told == 3

    office.types("outbox", "retry", str(number))
    assert _end(office, "failed", "550 5.1.1") == number
    for _ in range(2):
        office.house.escalation.sweep()
    assert len(office.raw_letters()) == 3


def test_nothing_is_sent_again_to_a_reporter_who_said_stop(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    number = _end(office, "failed", "550 5.1.1")
    with office.house.store.reading() as tx:
        sent = tx.post.raw(number)
    office.arrives(mail("STOP", answers=sent, message_id="<two@example.net>"))
    office.raw_letters()

    assert "said STOP" in office.types("outbox", "retry", str(number), status=1)
    assert office.raw_letters() == []


def test_a_dropped_letter_never_goes_out_and_the_others_are_told(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    number = _end(office, "deferred", "451")
    assert "Aborted" in office.types("outbox", "drop", str(number), status=1, answer="n\n")
    office.types("outbox", "drop", str(number), "--yes")
    office.house.escalation.sweep()

    letters = [read(raw) for raw in office.raw_letters()]
    assert {str(each["X-Cocmail"]) for each in letters} == {"undelivered"}
    assert len(letters) == 3
    assert "reporter-unreachable" in office.case().marks
    assert "dropped" in office.types("show", office.case().name)
    # The administrator knows: it is no problem that somebody has to be called for.
    assert not [
        x for x in json.loads(office.types("status", "--json", status=1))["problems"] if "letter" in x
    ]
    office.types("outbox", "drop", str(number), status=1)


def test_an_account_without_a_name_does_the_same_and_is_known_by_its_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container that was told to run as another user."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    number = office.poison(mail(REPORTS["en"]))
    stub, letter = office.case(), 1

    office.types("quarantine", "retry", str(number))
    office.types("outbox", "drop", str(letter), "--yes")
    told = office.house.store.case_named(stub.name)
    office.types("erase", stub.name, "--yes")
    left = office.house.store.case_named(stub.name)

    who = f"uid {os.getuid()}"
    assert told is not None
    assert left is not None
    said = {each.type: each.text for each in told[1]}
    assert said["retried"] == f"{who}: message {number}"
    assert said["dropped"].startswith(f"{who}: letter {letter}")
    assert left[1][-1].text == who


def test_a_letter_in_hand_is_left_alone(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    claimed = office.house.letterbox.claim(office.clock())
    assert claimed is not None

    assert "is being sent" in office.types("outbox", "drop", str(claimed.id), "--yes", status=1)
    office.types("outbox", "retry", str(claimed.id), "--yes", status=1)
    assert office.states()["sending"] == 1
    assert office.types("outbox", "retry", "1;2", status=2).startswith("cocmail: '1;2' is not the number")


def _digest(office: Office) -> None:
    house = office.house
    with house.store.transaction() as tx:
        overviews.digest(tx, house.letters, house.escalation.rules, office.clock(), "2026-03-02")


def test_letters_of_no_case_can_be_dropped_after_a_restore(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    _digest(office)

    assert "7 letters" in office.types("restore", "--adopt", "--drop-letters")
    assert office.states() == {"withdrawn": 7}
    assert "dropped" in office.types("show", office.case().name)


def test_a_letter_of_no_case_is_listed_like_any_other(office: Office) -> None:
    _digest(office)
    claimed = office.house.letterbox.claim(office.clock())
    assert claimed is not None
    office.house.letterbox.conclude(claimed, "failed", office.clock(), code="550 5.1.1")

    listed = json.loads(office.types("outbox", "list", "--json"))
    assert [(x["case"], x["purpose"], x["state"]) for x in listed].count((None, "digest", "queued")) == 2
    assert "digest to responder" in office.types("outbox", "list")
    office.types("outbox", "retry", str(claimed.id))
    office.types("outbox", "drop", str(claimed.id), "--yes")
    assert office.states() == {"queued": 2, "failed": 1}
    assert office.house.escalation.sweep() == 0


def test_a_dropped_letter_is_not_sent_by_a_retry_of_all(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))
    number = _end(office, "deferred", "451")
    office.types("outbox", "drop", str(number), "--yes")

    assert "Every letter has gone out" in office.types("outbox", "list")
    office.types("outbox", "retry", "all")
    office.types("outbox", "retry", str(number), status=1)
    assert office.raw_letters() == []


def test_what_may_have_gone_out_before_a_restore_is_sent_again_only_when_that_is_wanted(
    office: Office,
) -> None:
    office.arrives(mail(REPORTS["en"]))
    office.types("restore", "--adopt")

    assert "may have arrived already" in office.types("outbox", "retry", "all", status=1)
    assert office.raw_letters() == []


def test_junk_that_is_filed_once_more_reuses_no_message_id(office: Office) -> None:
    retried, moved = mail(REPORTS["en"]), mail(REPORTS["fi"], message_id="<two@example.net>")
    for raw in (retried, moved):
        office.junk(raw)
    office.types("quarantine", "retry", "1", "--yes")
    office.arrives(moved)

    assert [set(each.marks) for each in office.house.store.cases()] == [set(), set()]


def test_what_was_junk_long_ago_swallows_no_report(office: Office) -> None:
    raw = mail(REPORTS["en"])
    office.junk(raw)
    later = office.clock() + timedelta(days=91)
    assert drop_quarantined(office.house.store, later, later) == 1
    # The same mail on another way: a moderator let it go.
    office.arrives(b"Received: from a.example.net by b.example.org; Mon, 1 Jun 2026 10:00:00 +0000\r\n" + raw)

    assert len(office.house.store.cases()) == 1


def test_what_a_responder_wrote_to_a_digest_is_not_kept_for_good(office: Office) -> None:
    _digest(office)
    answered = to(office.raw_letters(), "ben@example.org")
    office.arrives(
        mail("note QUORK", sender="ben@example.org", answers=answered, message_id="<x@example.org>")
    )
    assert any(b"QUORK" in raw for raw in office.raw_letters())

    still_said = tables.letters.c.recipient != b""
    still_opens = tables.data_keys.c.wrapped.is_not(None)
    of_letters = tables.data_keys.c.id.in_(sa.select(tables.letters.c.data_key))

    def kept() -> list[int]:
        with office.house.store.database.reads() as connection:
            counts = [
                sa.select(sa.func.count()).select_from(t) for t in (tables.letter_bytes, tables.mentions)
            ]
            counts += [
                sa.select(sa.func.count()).where(each) for each in (still_said, of_letters & still_opens)
            ]
            return [connection.scalar(each) or 0 for each in counts]

    office.house.escalation.sweep()
    assert kept() == [4, 4, 4, 4]
    for _ in range(2):  # A clock that is ahead for an hour must not destroy anything.
        office.clock.move(days=91)
        office.house.health.note(office.clock(), digest="sent")
        office.house.escalation.sweep()
    assert kept() == [0, 0, 0, 0]
    assert office.house.store.not_forgotten() == 0
    # That it was a letter of ours is still known: an answer is no report.
    office.arrives(mail("LIST", sender="ben@example.org", answers=answered, message_id="<y@example.org>"))
    assert [str(read(raw)["X-Cocmail"]) for raw in office.raw_letters()] == ["unproven"]


def test_a_case_is_shown_in_words(office: Office) -> None:
    office.arrives(mail(REPORTS["en"]))

    told = office.types("show", office.case().name)

    lines = [" ".join(line.split()) for line in told.splitlines()]
    for line in ("urgent no", "marks –", "taken by –", "outcome –", "followed up at –", "escalation level 0"):
        assert line in lines
    for responder in ("aino@example.org", "ben@example.org", "carla@example.org"):
        assert f"{responder} pending" in lines
    assert not [word for word in ("None", "False", "[", "+00:00") if word in told]


def test_of_each_time_it_is_said_where_it_is_that_late(office: Office) -> None:
    """Letters name the days of the alias, at night another one: whoever compares them has to know."""
    office.arrives(mail(REPORTS["en"]))
    number = office.poison(mail(REPORTS["en"], message_id="<two@example.net>"))
    at = datetime(2026, 12, 4, 22, 30, tzinfo=UTC)
    with office.house.store.database.writes() as connection:
        connection.execute(tables.cases.update().values(received_at=at))
        connection.execute(tables.messages.update().values(received_at=at))
        connection.execute(tables.letters.update().values(next_attempt_at=at))

    for words in (("cases",), ("quarantine", "list"), ("outbox", "list")):
        told = " ".join(office.types(*words).split())
        assert "2026-12-04" in told
        assert "(UTC)" in told
    shown = " ".join(office.types("show", office.case().name).split())
    assert "received at 2026-12-04 22:30 UTC" in shown
    assert re.search(r"history \d{4}-\d\d-\d\d \d\d:\d\d UTC ", shown)
    assert str(at.isoformat()) in office.types("quarantine", "show", str(number))


def test_what_scripts_read_is_json_whatever_the_locale(office: Office) -> None:
    office.arrives(mail("Hej, i går skrek en man åt mig – 🟢", sender="Åsa <rea@example.net>"))
    path = office._file
    path.write_text(path.read_text().replace("Carla Lindqvist", "Carla Lindström"))

    def told(*words: str) -> str:
        command = [sys.executable, "-m", "cocmail", "-c", str(path), *words, "--json"]
        done = subprocess.run(
            command, capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "latin-1"}
        )
        return str(json.loads(done.stdout))

    assert "åt mig – 🟢" in told("show", office.case().name, "--reveal")
    assert "Carla Lindström" in told("member", "list")


@pytest.mark.parametrize("number", [2**63, 10**40])
def test_a_number_that_no_message_and_no_letter_can_have_is_none(office: Office, number: int) -> None:
    not_there = f"cocmail: message {number} is not in quarantine; see: cocmail quarantine list\n"
    for words in (("show",), ("show", "--reveal"), ("retry", "--yes")):
        assert office.types("quarantine", *words, str(number), status=1) == not_there
    for words in (("retry", "--yes"), ("drop", "--yes")):
        assert f"letter {number} does not wait" in office.types("outbox", *words, str(number), status=1)


# What is seen or destroyed at the console, and who hears of it.

CANARY, AINO, CARLA = "CANARYWORD", "aino@example.org", "carla@example.org"


@pytest.fixture
def unread(office: Office) -> Office:
    """With one case that names Ben, and of which nobody has said yet that they may read it."""
    office.arrives(mail(f"{REPORTS['en']} {CANARY} Ben Okafor laughed."))
    return office


def _clears(office: Office, notices: list[bytes]) -> str:
    """Aino says CLEAR; what she is shown."""
    office.arrives(mail("Clear", sender=AINO, answers=to(notices, AINO), message_id="<c@example.org>"))
    return str(read(to(office.raw_letters(), AINO)).get_content())


def _goes_out(office: Office) -> list[tuple[str, str, str]]:
    """To whom, of what kind, and the text."""
    return sorted((str(each["To"]), str(each["X-Cocmail"]), each.get_content()) for each in office.letters())


def test_a_look_before_anybody_may_read_a_case_is_told_to_who_may_later(unread: Office) -> None:
    notices = unread.raw_letters()
    name = unread.case().name
    assert CANARY in unread.types("show", name, "--reveal")
    unread.types("export", name, "--yes", "--out", str(unread.house.config.folder / "case.tar"))
    assert _goes_out(unread) == []

    shown = _clears(unread, notices)

    assert "ylläpitäjä katsoi sisältöä" in shown
    assert "ylläpitäjä vei sisällön tiedostoon" in shown


def test_who_may_read_a_case_is_told_of_its_erasure_once(unread: Office) -> None:
    _clears(unread, unread.raw_letters())
    name = unread.case().name

    unread.types("erase", name, "--yes")
    unread.types("erase", name, "--yes")

    ((who, kind, text),) = _goes_out(unread)
    assert (who, kind) == (AINO, "erased")
    assert "palvelimen komentoriviltä" in text
    assert unread.case().erased_at is not None


def test_a_case_destroyed_before_anybody_may_read_it_is_told_to_who_was_asked(unread: Office) -> None:
    unread.raw_letters()

    unread.types("erase", unread.case().name, "--yes")

    told = _goes_out(unread)
    assert [each[:2] for each in told] == [(AINO, "erased"), (CARLA, "erased")]
    assert not any(CANARY in text or "Ben" in text for _, _, text in told)


def test_a_case_that_was_tampered_with_can_be_destroyed(unread: Office) -> None:
    with unread.house.store.database.writes() as connection:
        connection.execute(tables.cases.update().values(reporter=b"\x01" * 40))
        name = str(connection.scalar(sa.select(tables.cases.c.name)))

    unread.types("erase", name, "--yes")

    assert unread.case().erased_at is not None
