"""Who joins the roster declares case by case; for who leaves it all is over at once, whoever changed the roster."""

import email
import json
import logging
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from tests.builders import AINO, BEN, CARLA, MAILBOX, REPORTS, Desk, MovableClock, mail, make_house, read, to

from cocmail import membership
from cocmail.admin.files import NotWritten, rewriting
from cocmail.admin.members import _blocks
from cocmail.cases.model import Clearance, State
from cocmail.config import load
from cocmail.daemon import Daemon
from cocmail.proofs import TemplateFault
from cocmail.reloading import read_again
from cocmail.roll import Roll, RosterIsOld
from cocmail.wiring import House, build, rules_of

REPORTER = "rea@example.net"
DANA = "dana@example.net"
DANA_BLOCK = '\n[[responders]]\nname = "Dana Mäkelä"\naddress = "dana@example.net"\n'
BEN_BLOCK = '\n[[responders]]\nname = "Ben Okafor"\naddress = "ben@example.org"\n'
PENDING, CLEARED, HELD = Clearance.PENDING, Clearance.CLEARED, Clearance.HELD


@pytest.fixture
def clock() -> MovableClock:
    """The time of the machine: a command has no other."""
    return MovableClock(datetime.now(UTC))


@pytest.fixture
def desk(tmp_path: Path, clock: MovableClock) -> Iterator[Desk]:
    """A house that has met its roster: Aino, Ben and Carla."""
    house = make_house(tmp_path, clock)
    house.escalation.sweep()
    yield Desk(house, clock)
    house.store.database.close()


def _file(desk: Desk) -> Path:
    return desk.house.config.folder / "cocmail.toml"


def _edit(desk: Desk, *, add: str = "", remove: str = "") -> None:
    """An administrator edits the roster by hand."""
    text = _file(desk).read_text()
    assert remove in text
    _file(desk).write_text(text.replace(remove, "") + add)


def _reload(desk: Desk) -> None:
    """What SIGHUP does, and the next look at the clock."""
    read_again(desk.house, lambda: load(_file(desk)))
    desk.house.escalation.sweep()


_RUNS = """
import contextlib, io, json, sys
from cocmail.cli import cli

told = []
for words in json.loads(sys.argv[1]):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            cli(words)
        except SystemExit as ended:
            told.append((ended.code, said.getvalue()))
print(json.dumps(told))
"""


def _tried(desk: Desk, *commands: tuple[str, ...]) -> list[tuple[int, str]]:
    """An administrator's commands, in one process beside ours: how each ended, and what it said."""
    lines = [["member", *words, "-c", str(_file(desk))] for words in commands]
    done = subprocess.run(
        [sys.executable, "-c", _RUNS, json.dumps(lines)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    # What they queued is due now.
    desk.clock.now = max(desk.clock.now, datetime.now(UTC))
    return [(status, said) for status, said in json.loads(done.stdout)]


def _commands(desk: Desk, *commands: tuple[str, ...]) -> list[str]:
    """The same, where all must work."""
    tried = _tried(desk, *commands)
    assert [status for status, _ in tried] == [0] * len(commands), tried
    return [said for _, said in tried]


def _addresses(raws: list[bytes]) -> list[str]:
    return sorted(str(read(raw)["To"]) for raw in raws)


def _report(desk: Desk, text: str, number: int = 1, sender: str = REPORTER) -> None:
    desk.arrives(mail(text, message_id=f"<report-{number}@example.net>", sender=sender))


def _says(desk: Desk, words: str, letter: bytes, number: int = 1) -> None:
    """The recipient of a letter answers it."""
    sender = str(read(letter)["To"])
    desk.arrives(mail(words, answers=letter, sender=sender, message_id=f"<answer-{number}@example.org>"))


def _standing(desk: Desk, who: str) -> list[Clearance | None]:
    """On each case, the newest first."""
    return [each.clearance.get(who) for each in desk.house.store.cases(closed=True)]


class TestWhoJoins:
    """They declare case by case."""

    def test_they_are_asked_on_each_open_case_and_see_no_word_before_they_say_clear(self, desk: Desk) -> None:
        for number in range(2):
            _report(desk, f"{REPORTS['en']} CANARY{number}", number, f"rea{number}@example.net")
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        asked = desk.raw_letters()
        assert _addresses(asked) == [DANA, DANA]
        assert not [raw for raw in asked if "CANARY" in read(raw).as_string() or b"rea0@" in raw]
        assert _standing(desk, DANA) == [PENDING, PENDING]
        _says(desk, "CLEAR", asked[0])
        assert "CANARY" in read(to(desk.raw_letters(), DANA)).as_string()
        assert sorted(filter(None, _standing(desk, DANA))) == [CLEARED, PENDING]

    @pytest.mark.parametrize(
        "text",
        [
            "Hei, eilen klo 18 Dana Mäkelän koira puri minua ja hän nauroi.",
            "Hei, puhuin Danalle eilen ja hän huusi minulle rumasti.",
            "Hej, i går skrek Danas man fula ord åt mig.",
        ],
    )
    def test_who_is_named_in_a_case_is_held_there_and_hears_nothing(self, desk: Desk, text: str) -> None:
        _report(desk, text)
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, DANA) == [HELD]

    def test_who_is_named_in_a_subject_alone_is_held(self, desk: Desk) -> None:
        desk.arrives(mail("See subject.", subject="Dana Mäkelä groped me in the sauna", sender=REPORTER))
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, DANA) == [HELD]

    def test_who_is_named_in_the_name_of_a_file_alone_is_held(self, desk: Desk) -> None:
        message = email.message_from_bytes(mail("See the picture.", sender=REPORTER), policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        message.add_attachment(b"a picture", maintype="image", subtype="png", filename="Dana Mäkelä.png")
        desk.arrives(message.as_bytes())
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, DANA) == [HELD]

    @pytest.mark.parametrize(
        ("by", "passed_on"),
        [("report", True), ("report", False), ("answer", True), ("answer", False), ("responder", True)],
    )
    def test_who_is_named_only_beside_the_words_of_a_mail_is_held(
        self, desk: Desk, by: str, passed_on: bool
    ) -> None:
        _report(desk, REPORTS["en"])
        letters = desk.raw_letters()
        sender, answers = REPORTER, None
        if by == "responder":
            sender, answers = BEN.address, to(letters, BEN.address)
            desk.arrives(mail("CLEAR", answers=answers, sender=sender, message_id="<clear@example.org>"))
        elif by == "answer":
            answers = to(letters, REPORTER)
        else:
            sender = "bo@example.net"
        text = "Please look at this as well, it is about the same evening in the library."
        raw = mail(text, answers=answers, sender=sender, message_id="<beside@example.net>")
        message = email.message_from_bytes(raw, policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        if passed_on:
            inner = EmailMessage()
            inner["From"], inner["Subject"] = "someone@example.net", "Last night"
            inner.set_content("Dana Mäkelä shouted at everybody.")
            message.add_attachment(inner)
        else:
            message.add_alternative(f"<p>{text} <a href='mailto:{DANA}'>Here</a></p>", subtype="html")
        desk.arrives(message.as_bytes())
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        assert _standing(desk, DANA)[0 if by == "report" else -1] == HELD

    def test_who_is_named_in_a_note_of_the_case_or_reported_it_is_held(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"])
        notice = to(desk.raw_letters(), BEN.address)
        _says(desk, "CLEAR\nNOTE Dana Mäkelä saw it and laughed.", notice)
        _report(desk, "Somebody shouted at me again today in the library.", 2, DANA)
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, DANA) == [HELD, HELD]

    def test_who_is_named_in_a_note_that_was_kept_back_is_held_and_nobody_who_has_declared(
        self, desk: Desk
    ) -> None:
        _report(desk, REPORTS["en"])
        letters = desk.raw_letters()
        _says(desk, "CLEAR", to(letters, CARLA.address))
        # Ben has not declared, and Carla has: what he says of her is shown to nobody.
        _says(desk, "I heard Carla Lindqvist and Dana Mäkelä shout.", to(letters, BEN.address), 2)
        desk.raw_letters()

        carla = '\n[[responders]]\nname = "Carla Lindqvist"\naddress = "carla@example.org"\nlanguage = "sv"\n'
        _edit(desk, remove=carla, add=f'{carla}also_known_as = ["Calle"]\n{DANA_BLOCK}')
        _reload(desk)

        assert (_standing(desk, DANA), _standing(desk, CARLA.key)) == ([HELD], [CLEARED])
        assert desk.raw_letters() == []

    @pytest.mark.parametrize(
        ("words", "standing"),
        [
            ("ASK Dear Rea, was it Dana Mäkelä who shouted?", HELD),
            ("REPLY We are sorry. Did Dana Mäkelä do it? Tell us.", HELD),
            ("REPLY Dana Mäkelä will call you tomorrow. When does it suit you?", PENDING),
        ],
    )
    def test_whom_a_question_to_the_reporter_named_is_held(
        self, desk: Desk, words: str, standing: Clearance
    ) -> None:
        _report(desk, REPORTS["en"])
        _says(desk, "CLEAR", to(desk.raw_letters(), BEN.address))
        _says(desk, words, to(desk.raw_letters(), BEN.address), 2)
        _says(desk, "YES", to(desk.raw_letters(), BEN.address), 3)
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        assert _standing(desk, DANA) == [standing]

    def test_who_reported_it_from_an_address_that_we_do_not_know_is_held(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"], sender="Dana Mäkelä <dm@private.example>")
        _report(desk, REPORTS["en"], 2, sender="Dana <d@private.example>")
        desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        # A lone first name may be anybody's.
        assert _standing(desk, DANA) == [PENDING, HELD]
        assert len(desk.raw_letters()) == 1

    def test_on_a_closed_case_they_wait_without_a_letter_and_a_draft_is_its_authors(self, desk: Desk) -> None:
        for number in range(2):
            _report(desk, REPORTS["en"], number, f"rea{number}@example.net")
        desk.raw_letters()
        draft, closed = desk.house.store.cases()
        with desk.house.store.transaction() as tx:
            tx._save(replace(draft, marks=frozenset({"draft"}), clearance={BEN.key: CLEARED}))
            tx._save(replace(closed, state=State.CLOSED, closed_at=desk.clock()))

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, DANA) == [None, PENDING]

    def test_who_is_named_in_a_draft_is_held_when_the_others_are_told_of_it(self, desk: Desk) -> None:
        words = "new\n\nwhere: the main hall\nwhen: yesterday at 18\nwho: Dana Mäkelä"
        desk.arrives(mail(words, sender=BEN.address, to=MAILBOX, message_id="<n@example.org>"))
        (preview,) = desk.raw_letters()

        _edit(desk, add=DANA_BLOCK)
        _reload(desk)
        assert desk.raw_letters() == []
        _says(desk, "NEW", preview)
        _says(desk, "YES", desk.raw_letters()[0], 2)

        assert _addresses(desk.raw_letters()) == [AINO.address, BEN.address, CARLA.address]
        assert _standing(desk, DANA) == [HELD]

    def test_a_new_contact_who_is_named_in_a_case_is_held(self, desk: Desk) -> None:
        _report(desk, f"{REPORTS['en']} It was board@example.org who wrote it.")
        contacts = 'escalation_contacts = ["chair@example.org"'
        _edit(desk, remove=contacts + "]")
        _file(desk).write_text(
            _file(desk).read_text().replace("[clock]", f'[clock]\n{contacts}, "board@example.org"]')
        )

        _reload(desk)

        assert _standing(desk, "board@example.org") == [HELD]
        assert _standing(desk, "chair@example.org") == [None]


class TestManyCases:
    """They are brought into line a few at a time: others can write meanwhile, and a crash in between is made good."""

    @pytest.fixture
    def stopped(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
        """Meets the roster that the file has now, until the process is killed at the second of three cases."""
        monkeypatch.setattr(membership, "_BATCH", 1)
        monkeypatch.setattr(membership, "_BETWEEN_BATCHES", 0.0)
        for number in range(3):
            words = " Dana Mäkelä did it, board@example.org knew." if number == 1 else ""
            _report(desk, REPORTS["en"] + words, number, f"rea{number}@example.net")

        def meet() -> None:
            store, rules = desk.house.store, rules_of(load(_file(desk)))
            looked = []

            def named_in(text: str) -> dict[str, str]:
                looked.append(text)
                if len(looked) == 2:
                    raise KeyboardInterrupt
                return {}

            with pytest.raises(KeyboardInterrupt):
                membership.meet(store, desk.house.letters, rules, desk.clock(), named_in, store.members())

        return meet

    def test_the_cases_before_are_in_line_and_who_joined_hears_nothing_yet(
        self, desk: Desk, stopped: Callable[[], None]
    ) -> None:
        desk.raw_letters()
        _edit(desk, add=DANA_BLOCK)

        stopped()

        assert _standing(desk, DANA) == [PENDING, None, None]
        anew = Desk(build(load(_file(desk)), desk.clock), desk.clock)
        assert anew.raw_letters() == []
        assert anew.house.health.counts()["letters"]["queued"] == 1
        anew.house.store.database.close()

    def test_the_next_start_does_the_rest_and_nothing_twice(
        self, desk: Desk, stopped: Callable[[], None], clock: MovableClock
    ) -> None:
        desk.raw_letters()
        _edit(desk, add=DANA_BLOCK)
        stopped()
        clock.move(minutes=1)

        anew = Desk(build(load(_file(desk)), clock), clock)
        anew.house.letterbox.recover(clock())
        anew.house.escalation.sweep()

        assert _standing(desk, DANA) == [PENDING, HELD, PENDING]
        assert _addresses(anew.raw_letters()) == [DANA, DANA]
        for _ in range(3):
            clock.move(minutes=1)
            anew.house.escalation.sweep()
        assert anew.raw_letters() == []
        anew.house.store.database.close()

    def test_a_daemon_does_the_rest_of_a_command_that_was_stopped(
        self, desk: Desk, stopped: Callable[[], None], clock: MovableClock
    ) -> None:
        desk.raw_letters()
        with_ben = _file(desk).read_text()
        for _ in range(2):
            desk.house.escalation.sweep()
        _edit(desk, remove=BEN_BLOCK)
        other = Desk(build(load(_file(desk)), clock), clock)
        other.house.escalation.sweep()
        _file(desk).write_text(with_ben)

        stopped()
        assert "not in line" in _commands(desk, ("list",))[0]
        desk.house.escalation.sweep()

        assert _standing(desk, BEN.key) == [PENDING, PENDING, PENDING]
        assert _addresses(desk.raw_letters()) == [BEN.address] * 3
        other.house.store.database.close()

    def test_a_new_contact_or_name_is_looked_for_to_the_end(
        self, desk: Desk, stopped: Callable[[], None], clock: MovableClock
    ) -> None:
        desk.raw_letters()
        text = _file(desk).read_text()
        text = text.replace('name = "Ben Okafor"', 'name = "Ben Okafor"\nalso_known_as = ["Dana Mäkelä"]')
        text = text.replace('["chair@example.org"', '["board@example.org", "chair@example.org"')
        _file(desk).write_text(text)
        stopped()

        anew = Desk(build(load(_file(desk)), clock), clock)
        anew.house.escalation.sweep()

        assert _standing(desk, BEN.key) == [PENDING, HELD, PENDING]
        assert _standing(desk, "board@example.org") == [None, HELD, None]
        anew.house.store.database.close()

    def test_who_left_is_out_before_the_first_case(self, desk: Desk, stopped: Callable[[], None]) -> None:
        notices = []
        while (claimed := desk.house.letterbox.claim(desk.clock())) is not None:
            if claimed.recipient == BEN.address:
                notices.append(claimed.raw)
                break
            desk.house.letterbox.conclude(claimed, "accepted", desk.clock(), code="250")
        _edit(desk, add=DANA_BLOCK, remove=BEN_BLOCK)

        stopped()

        assert _standing(desk, BEN.key) == [None, PENDING, PENDING]
        assert BEN.address not in _addresses(desk.raw_letters())
        _says(desk, "CLEAR", notices[0])
        assert _standing(desk, BEN.key) == [None, PENDING, PENDING]

    @pytest.mark.parametrize("when", ["while it is met", "after it was met"])
    def test_who_is_named_in_what_a_daemon_files_that_does_not_know_them_yet_is_held(
        self, desk: Desk, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, when: str
    ) -> None:
        monkeypatch.setattr(membership, "_BATCH", 1)
        for number in range(2):
            _report(desk, REPORTS["en"], number, f"rea{number}@example.net")
        answer = to(desk.raw_letters(), "rea1@example.net")  # Of the case that is looked at first.
        _edit(desk, add=DANA_BLOCK)
        other = Desk(build(load(_file(desk)), clock), clock)

        def writes(_: float = 0.0) -> None:
            words = "It was Dana Mäkelä, I know it now."
            desk.arrives(
                mail(words, answers=answer, sender="rea1@example.net", message_id="<more@example.net>")
            )

        monkeypatch.setattr("time.sleep", writes if when == "while it is met" else lambda _: None)
        other.house.escalation.sweep()
        if when == "after it was met":
            writes()
        assert DANA not in _addresses(other.raw_letters())
        _reload(desk)

        assert _standing(desk, DANA) == [HELD, PENDING]
        assert _addresses(desk.raw_letters()).count(DANA) == 1
        assert not desk.house.store.waits_to_be_met()
        other.house.store.database.close()

    def test_who_is_put_back_before_the_rest_was_done_declares_anew_on_every_case(
        self, desk: Desk, stopped: Callable[[], None], clock: MovableClock
    ) -> None:
        for number, notice in enumerate(raw for raw in desk.raw_letters() if read(raw)["To"] == BEN.address):
            _says(desk, "CLEAR", notice, number)
        assert _standing(desk, BEN.key) == [CLEARED] * 3
        desk.raw_letters()
        _edit(desk, add=DANA_BLOCK, remove=BEN_BLOCK)
        stopped()
        _edit(desk, add=BEN_BLOCK)

        anew = Desk(build(load(_file(desk)), clock), clock)
        for _ in range(3):
            anew.house.escalation.sweep()

        assert _standing(desk, BEN.key) == [PENDING] * 3
        assert _addresses(anew.raw_letters()).count(BEN.address) == 3
        anew.house.store.database.close()

    def test_the_watchdog_hears_of_each_few_and_a_stop_leaves_the_rest_for_later(
        self, desk: Desk, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(membership, "_BATCH", 1)
        monkeypatch.setattr(membership, "_BETWEEN_BATCHES", 0.0)
        for number in range(3):
            _report(desk, REPORTS["en"], number, f"rea{number}@example.net")
        desk.raw_letters()
        clock.move(days=4)
        _edit(desk, add=DANA_BLOCK)
        daemon = Daemon(load(_file(desk)), clock)
        assert daemon.house.store.database.lead()
        daemon._leads.set()
        stops, asked = daemon.house.escalation.stopping, []

        def stopping() -> bool:
            asked.append("asked")
            return stops() or len(asked) == 2

        daemon.house.escalation.stopping = stopping
        daemon.sweep()
        assert _standing(desk, DANA) == [PENDING, None, None]
        assert len(asked) > 2  # Also before each case whose date has come.
        daemon.house.escalation.stopping = stops
        daemon._troubles._beats.clear()
        daemon.sweep()

        assert "escalation" in daemon._troubles._beats
        assert _standing(desk, DANA) == [PENDING] * 3
        daemon.house.store.database.close()

    def test_where_another_roster_was_read_meanwhile_the_rest_is_not_brought_into_line(
        self, desk: Desk
    ) -> None:
        store, now = desk.house.store, rules_of(load(_file(desk))).roster
        _edit(desk, add=DANA_BLOCK)
        newer = rules_of(load(_file(desk))).roster
        with store.transaction() as tx:
            tx.roll.meet(now, None)
        with store.transaction() as tx:
            tx.roll.meet(newer, None)

        for step in (Roll.still_meets, Roll.has_met):
            with pytest.raises(RosterIsOld), store.transaction() as tx:
                step(tx.roll, now)


class TestWhoLeaves:
    """All is over for them at once."""

    def test_what_waits_for_them_never_goes_out_and_nothing_they_answer_counts(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"])
        notices = desk.raw_letters()
        notice = to(notices, BEN.address)
        _says(desk, "CLEAR\nTAKE", notice)
        assert desk.case().taken_by == BEN.address

        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)
        _says(desk, "NOTE I still see it", notice, 2)

        told = [read(raw) for raw in desk.raw_letters()]
        assert [(each["X-Cocmail"], each["To"]) for each in told] == [
            ("reminder", AINO.address),
            ("reminder", CARLA.address),
        ]
        assert "ei enää hoida kukaan" in told[0].get_content()
        assert _standing(desk, BEN.key) == [None]
        assert (desk.case().taken_by, desk.case().state) == ("", State.OPEN)
        # And back again: asked anew, and what they had before stays worthless.
        _edit(desk, add=BEN_BLOCK)
        _reload(desk)
        anew = to(desk.raw_letters(), BEN.address)
        _says(desk, "CLEAR", notice, 3)
        assert _standing(desk, BEN.key) == [PENDING]
        _says(desk, "CLEAR", anew, 4)
        assert _standing(desk, BEN.key) == [CLEARED]

    @pytest.mark.parametrize("ends", ["deferred", "recovered"])
    def test_a_letter_in_hand_while_they_left_is_not_tried_again(self, desk: Desk, ends: str) -> None:
        _report(desk, REPORTS["en"])
        in_hand = None
        while (claimed := desk.house.letterbox.claim(desk.clock())) is not None:
            if claimed.recipient == BEN.address:
                in_hand = claimed
            else:
                desk.house.letterbox.conclude(claimed, "accepted", desk.clock(), code="250")
        assert in_hand is not None
        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)
        desk.house.escalation.sweep()

        if ends == "deferred":
            desk.house.letterbox.conclude(in_hand, "deferred", desk.clock(), next_attempt_at=desk.clock())
        else:
            desk.house.letterbox.recover(desk.clock())
        assert desk.house.health.counts()["letters"] == {"accepted": 3, "withdrawn": 1}

    def test_what_they_were_asked_to_confirm_is_void(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"])
        _says(desk, "CLEAR", to(desk.raw_letters(), BEN.address))
        _says(desk, "REPLY Please write to us where it was.", to(desk.raw_letters(), BEN.address), 2)
        (preview,) = [raw for raw in desk.raw_letters() if b"X-Cocmail: preview" in raw]

        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)
        _edit(desk, add=BEN_BLOCK)
        _reload(desk)
        desk.raw_letters()
        _says(desk, "YES", preview, 3)

        assert REPORTER not in _addresses(desk.raw_letters())

    def test_who_was_shut_out_by_others_is_shut_out_when_they_come_back(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"])
        _says(desk, "CLEAR\nRECUSE Ben", to(desk.raw_letters(), AINO.address))
        desk.raw_letters()

        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)
        _edit(desk, add=BEN_BLOCK)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, BEN.key) == [HELD]

    def test_who_was_shut_out_under_an_older_address_is_shut_out_under_the_new_one(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"])
        _says(desk, "CLEAR\nRECUSE Ben", to(desk.raw_letters(), AINO.address))
        desk.raw_letters()
        new = '\n[[responders]]\nname = "Ben O."\naddress = "ben@example.com"\nalso_known_as = ["ben@example.org"]\n'

        _edit(desk, remove=BEN_BLOCK, add=new)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, "ben@example.com") == [HELD]

    @pytest.mark.parametrize("leaves", [BEN_BLOCK, ""])
    def test_who_stepped_back_and_has_another_address_by_now_is_not_asked_once_more(
        self, desk: Desk, leaves: str
    ) -> None:
        _report(desk, REPORTS["en"])
        _says(desk, "RECUSE", to(desk.raw_letters(), BEN.address))
        desk.raw_letters()
        moved = 'address = "ben@example.com"\nalso_known_as = ["ben@example.org"]\n'

        _edit(desk, remove=leaves, add=f'\n[[responders]]\nname = "Ben Okafor"\n{moved}')
        _reload(desk)
        _reload(desk)

        assert desk.raw_letters() == []
        assert _standing(desk, "ben@example.com") == [Clearance.RECUSED]

    def test_when_the_last_who_may_hear_of_a_case_leaves_the_contacts_are_told_its_name(
        self, desk: Desk
    ) -> None:
        _report(desk, "Hello, yesterday Aino Virtanen and Carla Lindqvist shouted at me in the library.")
        desk.raw_letters()

        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)

        assert _addresses(desk.raw_letters()) == ["chair@example.org", "outside@example.net"]

    def test_a_report_by_phone_that_they_never_confirmed_goes_to_the_others(self, desk: Desk) -> None:
        words = "new\nrecuse Carla\n\nwhere: the main hall\nwhen: yesterday at 18"
        desk.arrives(mail(words, sender=BEN.address, to=MAILBOX, message_id="<n@example.org>"))
        desk.letters()

        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)

        assert _addresses(desk.raw_letters()) == [AINO.address]
        assert desk.case().clearance == {AINO.key: PENDING, CARLA.key: Clearance.RECUSED}
        assert "draft" not in desk.case().marks

    def test_a_contact_who_is_a_responder_no_more_has_a_contacts_part_alone(self, desk: Desk) -> None:
        _edit(desk, add='\n[[responders]]\nname = "The Chair"\naddress = "chair@example.org"\n')
        _reload(desk)
        _report(desk, REPORTS["en"])
        notice = to(desk.raw_letters(), "chair@example.org")
        _says(desk, "CLEAR", notice)
        desk.raw_letters()

        _edit(desk, remove='\n[[responders]]\nname = "The Chair"\naddress = "chair@example.org"\n')
        _reload(desk)
        _says(desk, "NOTE I still see it", notice, 2)

        assert _standing(desk, "chair@example.org") == [None]
        assert desk.raw_letters() == []

    def test_a_case_that_was_tampered_with_keeps_nobody_on(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"])
        _report(desk, REPORTS["en"], 2, "rob@example.net")
        with desk.house.store.database.writes() as connection:
            connection.exec_driver_sql("UPDATE cases SET reporter = X'00' WHERE id = 1")

        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)

        with desk.house.store.reading() as tx:
            assert BEN.key not in tx.case(2).clearance


@pytest.fixture
def running(tmp_path: Path, clock: MovableClock, url: str) -> Iterator[Desk]:
    """A daemon's house that has met its roster, on SQLite and on PostgreSQL; commands run beside it."""
    house = make_house(tmp_path, clock, url=url)
    house.escalation.sweep()
    house.escalation.sweep()
    yield Desk(house, clock)
    house.store.database.close()


class TestTheCommand:
    """It changes the file and the cases, while a daemon runs with the roster from before."""

    def test_nothing_goes_to_a_leaver_though_the_daemon_has_not_heard_of_it(self, running: Desk) -> None:
        _report(running, REPORTS["en"])

        _commands(running, ("remove", BEN.address, "--yes"), ("add", "Dana Mäkelä", DANA, "--yes"))
        # The daemon goes on with the roster that it has.
        _report(running, REPORTS["en"], 2, "rob@example.net")
        running.house.escalation.sweep()

        there = [AINO.address, CARLA.address]
        assert _addresses(running.raw_letters()) == sorted([REPORTER, "rob@example.net", *there, *there])
        assert _standing(running, BEN.key) == [PENDING, None]
        assert _standing(running, DANA) == [None, PENDING]
        # And then it hears of it.
        running.clock.move(minutes=2)
        _reload(running)
        assert _addresses(running.raw_letters()) == [DANA, DANA]
        assert _standing(running, BEN.key) == [None, None]
        assert _standing(running, DANA) == [PENDING, PENDING]
        assert set(running.house.health.counts()["letters"]) == {"accepted", "withdrawn"}

    def test_a_leavers_old_letter_is_refused_at_once(self, desk: Desk) -> None:
        _report(desk, REPORTS["en"])
        notice = to(desk.raw_letters(), BEN.address)

        _commands(desk, ("remove", BEN.address, "--yes"))
        _says(desk, "CLEAR", notice)

        assert desk.raw_letters() == []
        assert _standing(desk, BEN.key) == [None]

    def test_it_comes_to_the_same_as_an_edited_file_and_a_reload(
        self, desk: Desk, tmp_path_factory: pytest.TempPathFactory, clock: MovableClock
    ) -> None:
        other = Desk(make_house(tmp_path_factory.mktemp("other"), clock), clock)
        for each in (desk, other):
            each.house.escalation.sweep()
            _report(each, REPORTS["en"])
            _report(each, "Hello, Dana Mäkelä shouted at me yesterday.", 2, "rob@example.net")
            each.raw_letters()

        _commands(desk, ("add", "Dana Mäkelä", DANA, "--yes"), ("remove", BEN.address, "--yes"))
        _edit(other, add=DANA_BLOCK)
        _reload(other)
        _edit(other, remove=BEN_BLOCK)
        _reload(other)

        assert load(_file(desk)).responders == load(_file(other)).responders
        assert _state(desk.house) == _state(other.house)
        other.house.store.database.close()

    def test_it_says_what_it_means_and_no_word_of_a_case(self, desk: Desk) -> None:
        _report(desk, f"{REPORTS['en']} CANARY")
        _says(desk, "CLEAR", to(desk.raw_letters(), BEN.address))
        desk.raw_letters()

        added, as_json, shown, removed = _commands(
            desk,
            ("add", "Dana Mäkelä", DANA, "--language", "sv", "--also-known-as", "Dax", "--yes"),
            ("list", "--json"),
            ("list",),
            ("remove", BEN.address, "--yes"),
        )

        assert "on 1 open case;" in added
        assert json.loads(as_json)[-1] == {
            "name": "Dana Mäkelä",
            "address": DANA,
            "language": "sv",
            "also_known_as": ["Dax"],
            "undeclared": {"open": 1, "closed": 0},
        }
        assert DANA in shown
        assert "still holds 1 letter with words of 1 case." in removed
        for said in (added, shown, removed):
            assert "SIGHUP" in said or said is shown
            assert "CANARY" not in said
            assert REPORTER not in said
            assert desk.case().name not in said.casefold()

    def test_what_cannot_be_done_is_one_line_and_changes_nothing(self, desk: Desk) -> None:
        before = _file(desk).read_bytes()

        told = _tried(
            desk,
            ("remove", "nobody@example.org", "--yes"),
            ("add", "Ben", "BEN@example.org", "--yes"),
            ("add", "Dana", "dana", "--yes"),
            ("add", "Dana", "conduct@example.org", "--yes"),
        )

        assert [(status, said.count("\n")) for status, said in told] == [(1, 1), (1, 1), (2, 1), (1, 1)]
        for (_, said), why in zip(
            told,
            (
                "is not on the roster",
                "is on the roster already",
                "an address one such as",
                "is cocmail's own address and cannot be a responder",
            ),
            strict=True,
        ):
            assert why in said
        assert _file(desk).read_bytes() == before
        assert [each.name for each in _file(desk).parent.glob(".*")] == []


def _state(house: House) -> list[object]:
    """All that the database says of who may hear of what, newest case first."""
    found: list[object] = []
    for case in house.store.cases(closed=True):
        with house.store.reading() as tx:
            letters = [(each.purpose, each.recipient, each.state) for each in tx.post.of_case(case.id or 0)]
            entries = [(each.type, each.who, each.text) for each in tx.history(case.id or 0)]
        found.append((dict(case.clearance), sorted(letters), entries, case.state, case.taken_by))
    with house.store.database.reads() as connection:
        counted = ("letters WHERE revoked", "members", "previews")
        found += [connection.exec_driver_sql(f"SELECT count(*) FROM {each}").scalar() for each in counted]
    return found


class TestTwoRosters:
    """The one that was read last counts, and none is put back by a process that read its own before."""

    def test_an_older_one_changes_nothing_however_often_it_is_looked_at(
        self, running: Desk, clock: MovableClock
    ) -> None:
        _report(running, REPORTS["en"])
        running.raw_letters()
        _edit(running, add=DANA_BLOCK, remove=BEN_BLOCK)
        newer = Desk(build(load(_file(running)), clock), clock)
        newer.house.escalation.sweep()
        met = newer.house.store.members()

        for each in (running, newer, running, running, newer):
            clock.move(minutes=1)
            each.house.escalation.sweep()

        assert newer.house.store.members() == met
        assert _standing(running, BEN.key) == [None]
        assert _standing(running, DANA) == [PENDING]
        # Neither loses the letter of who joined, nor writes twice.
        assert running.raw_letters() == []
        clock.move(minutes=2)
        assert _addresses(newer.raw_letters()) == [DANA]
        newer.house.store.database.close()

    def test_a_file_that_was_read_before_the_change_is_an_older_one(
        self, desk: Desk, clock: MovableClock
    ) -> None:
        def while_it_is_read() -> object:
            config = load(_file(desk))
            other = build(config, clock)
            read_again(other, lambda: load(_edited(desk)))
            other.escalation.sweep()
            other.store.database.close()
            return config

        _report(desk, REPORTS["en"])
        read_again(desk.house, while_it_is_read)  # type: ignore[arg-type]
        desk.house.escalation.sweep()

        assert _standing(desk, BEN.key) == [None]

    def test_the_daemon_follows_a_command_by_itself_and_never_undoes_it(
        self, desk: Desk, clock: MovableClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        daemon = Daemon(load(_file(desk)), clock, reload=lambda: load(_file(desk)))
        daemon.sweep()
        old = _file(desk).read_text()
        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)  # As the command does.
        new = _file(desk).read_text()

        _file(desk).write_text(old)  # On a machine whose file was forgotten.
        with caplog.at_level(logging.ERROR):
            for _ in range(3):
                daemon.sweep()
                daemon._reloading.follow()
        assert len(daemon.house.intake.rules.roster.responders) == 3
        assert [each.message.partition(",")[0] for each in caplog.records] == [
            "the roster was changed by a command"
        ]
        assert daemon.house.store.members() == desk.house.store.members_of(desk.house.intake.rules.roster)

        _file(desk).write_text(new)
        daemon._reloading._refused = None
        daemon.sweep()
        daemon._reloading.follow()
        assert daemon.house.intake.rules.roster == desk.house.intake.rules.roster
        daemon.sweep()
        assert daemon.house.escalation.newer is None
        daemon.house.store.database.close()

    def test_the_daemon_reads_it_once_for_each_command(
        self, desk: Desk, clock: MovableClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        daemon = Daemon(load(_file(desk)), clock, reload=lambda: load(_file(desk)))
        daemon.sweep()
        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)

        with caplog.at_level(logging.INFO):
            daemon.sweep()
            # It looks every two seconds, and sweeps every fifteen.
            for _ in range(7):
                daemon._reloading.follow()

        assert caplog.text.count("the roster was changed by a command, and was read again") == 1
        daemon.house.store.database.close()

    def test_of_a_template_that_keeps_it_from_the_daemon_is_told_once(
        self,
        desk: Desk,
        clock: MovableClock,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        def broken(_letters: object) -> None:
            raise TemplateFault(["en/notice.txt: line 1"])

        daemon = Daemon(load(_file(desk)), clock, reload=lambda: load(_file(desk)))
        daemon.sweep()
        _edit(desk, remove=BEN_BLOCK)
        _reload(desk)
        with monkeypatch.context() as during:
            during.setattr("cocmail.reloading.prove", broken)
            for _ in range(3):
                daemon.sweep()
                daemon._reloading.follow()
        assert caplog.text.count("en/notice.txt: line 1") == 1
        assert len(daemon.house.intake.rules.roster.responders) == 3

        daemon._reloading.read_again()  # As a SIGHUP does, when it is mended.
        daemon.sweep()
        daemon._reloading.follow()

        assert daemon.house.intake.rules.roster == desk.house.intake.rules.roster
        assert caplog.text.count("en/notice.txt: line 1") == 1
        daemon.house.store.database.close()


def _edited(desk: Desk) -> Path:
    _edit(desk, remove=BEN_BLOCK)
    return _file(desk)


def _write(path: Path, text: str, *, meanwhile: str = "") -> None:
    with rewriting(path) as fresh:
        fresh.write_text(text)
        if meanwhile:
            path.write_text(meanwhile)


ROSTER = """\
[alias] # a comment
name = "x"
# The team, since 2024
[[responders]]
name = "Aino"
# of the board
also_known_as = [
  "Aina", # her mother says so
]
# language = "fi"

# Ben is away until May
[[ responders ]] # joined last
name = "Ben"
# What follows
[clock]
digest = "monday 09:00"
"""


class TestTheFile:
    """Only the lines of one responder are touched."""

    def test_a_responders_lines_are_found_with_the_comments_on_them(self) -> None:
        lines = ROSTER.split("\n")

        aino, ben = _blocks(lines, 2)

        assert (lines[aino.start], lines[aino.stop - 1]) == ("[[responders]]", '# language = "fi"')
        assert (lines[ben.start], lines[ben.stop - 1]) == ("[[ responders ]] # joined last", 'name = "Ben"')

    def test_a_block_that_is_commented_out_is_about_somebody_else(self) -> None:
        lines = ROSTER.replace(
            '# language = "fi"\n', '# She is away\n# [[responders]]\n# name = "Old"\n'
        ).split("\n")

        aino, _ = _blocks(lines, 2)

        assert lines[aino.stop - 1 : aino.stop + 1] == ["# She is away", "# [[responders]]"]

    @pytest.mark.parametrize("end_of_line", ["\n", "\r\n"])
    def test_somebody_who_joins_and_leaves_leaves_no_trace(self, desk: Desk, end_of_line: str) -> None:
        text = f"# The team\n{_file(desk).read_text()}\n# [imap.oauth2]\n\n# The end".replace(
            "\n", end_of_line
        ).encode()
        _file(desk).write_bytes(text)
        _file(desk).chmod(0o640)

        _commands(desk, ("add", 'Dana "D" Mäkelä', DANA, "--also-known-as", "a\\b", "--yes"))
        written = _file(desk).read_bytes()
        assert written.count(b"\n") == written.count(end_of_line.encode()) > text.count(b"\n")
        assert load(_file(desk)).responders[-1].name == 'Dana "D" Mäkelä'
        assert load(_file(desk)).responders[-1].also_known_as == ["a\\b"]
        _commands(desk, ("remove", DANA, "--yes"))

        assert _file(desk).read_bytes() == text
        assert _file(desk).stat().st_mode & 0o777 == 0o640

    def test_the_last_responder_stays_and_so_does_a_file_without_blocks(self, desk: Desk) -> None:
        text = _file(desk).read_text()
        alone = text.partition("[[responders]]")[0]
        inline = 'responders = [{name = "Ben", address = "ben@example.org"}'
        for others, why in (
            ("]", "is the last responder"),
            (', {name = "A", address = "a@example.org"}]', "by hand"),
        ):
            _file(desk).write_text(f"{inline}{others}\n{alone}")
            ((status, said),) = _tried(desk, ("remove", BEN.address, "--yes"))
            assert (status, why in said) == (1, True)
            assert _file(desk).read_text() == f"{inline}{others}\n{alone}"

    def test_a_file_that_cannot_be_written_is_as_it_was(self, tmp_path: Path) -> None:
        path = tmp_path / "cocmail.toml"
        path.write_text("old")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))

        try:
            with pytest.raises(NotWritten, match=r"cannot write .*cocmail\.toml: File too large"):
                _write(path, "new")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

        assert [each.name for each in tmp_path.iterdir()] == ["cocmail.toml"]
        assert path.read_text() == "old"

    def test_what_somebody_else_wrote_meanwhile_is_not_lost(self, tmp_path: Path) -> None:
        path = tmp_path / "cocmail.toml"
        path.write_text("old")

        with pytest.raises(NotWritten, match="was changed meanwhile"):
            _write(path, "new", meanwhile="by an editor")

        assert [each.name for each in tmp_path.iterdir()] == ["cocmail.toml"]
        assert path.read_text() == "by an editor"


def test_a_new_name_of_somebody_is_looked_for_in_the_cases_that_are_there(desk: Desk) -> None:
    desk.arrives(mail("Somebody they call Benji the Bear shouted at me in the Oodi library."))
    assert desk.case().clearance[BEN.key] == PENDING
    desk.arrives(
        mail(
            "clear\ntake", sender=BEN.address, answers=to(desk.raw_letters(), BEN.address), message_id="<c@x>"
        )
    )
    assert desk.case().clearance[BEN.key] == CLEARED

    _edit(desk, remove=BEN_BLOCK, add=BEN_BLOCK + 'also_known_as = ["Benji the Bear"]\n')
    _reload(desk)

    assert (desk.case().clearance[BEN.key], desk.case().taken_by) == (HELD, "")
    # The report that waited for him does not go out: it is withdrawn before anybody claims it.
    assert desk.house.health.counts()["letters"]["withdrawn"] == 1
    assert BEN.address not in [each["To"] for each in desk.letters()]


def test_a_new_name_of_somebody_who_was_included_does_not_hold_them_again(desk: Desk) -> None:
    desk.arrives(mail("Ben Okafor, whom they call Benji the Bear, shouted at me in the Oodi library."))
    _says(desk, "clear", to(desk.raw_letters(), AINO.address), 1)
    _says(desk, "include Ben", to(desk.raw_letters(), AINO.address), 2)
    _says(desk, "yes", to(desk.raw_letters(), AINO.address), 3)
    _says(desk, "clear", to(desk.raw_letters(), BEN.address), 4)
    assert desk.case().clearance[BEN.key] == Clearance.INCLUDED

    _edit(desk, remove=BEN_BLOCK, add=BEN_BLOCK + 'also_known_as = ["Benji the Bear"]\n')
    _reload(desk)

    assert desk.case().clearance[BEN.key] == Clearance.INCLUDED


@pytest.mark.parametrize("is_own", [True, False])
def test_a_new_name_of_somebody_does_not_hold_them_for_their_own_words(desk: Desk, is_own: bool) -> None:
    _report(desk, REPORTS["en"])
    invitations = desk.raw_letters()
    _says(desk, "clear", to(invitations, AINO.address), 1)
    _says(desk, "clear", to(invitations, BEN.address), 2)
    writer = BEN if is_own else AINO
    words = "note I called the venue. They know me as Benji the Bear, ask for Ben Okafor."
    if not is_own:
        words = "note They call him Benji the Bear."
    _says(desk, words, to(desk.raw_letters(), writer.address), 3)
    assert _standing(desk, BEN.key) == [CLEARED]

    _edit(desk, remove=BEN_BLOCK, add=BEN_BLOCK + 'also_known_as = ["Benji the Bear"]\n')
    _reload(desk)

    assert _standing(desk, BEN.key) == [CLEARED if is_own else HELD]


@pytest.mark.parametrize("how", ["named", "stepped back"])
def test_who_joins_is_asked_where_somebody_else_is_out_with_the_mailbox_that_they_share(
    desk: Desk, how: str
) -> None:
    _edit(
        desk,
        add='\n[[responders]]\nname = "Conduct Desk"\naddress = "desk@example.org"\n'
        f'also_known_as = ["{CARLA.address}", "{DANA}"]\n',
    )
    _reload(desk)
    _report(desk, REPORTS["en"] + (" It was Carla Lindqvist." if how == "named" else ""))
    if how != "named":
        _says(desk, "recuse", to(desk.raw_letters(), CARLA.address))
    out = Clearance.HELD if how == "named" else Clearance.RECUSED
    assert _standing(desk, CARLA.key) == _standing(desk, "desk@example.org") == [out]

    _edit(desk, add=DANA_BLOCK)
    _reload(desk)

    assert _standing(desk, DANA) == [PENDING]
