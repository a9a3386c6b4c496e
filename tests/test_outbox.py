"""What happens to a letter at a real SMTP server that fails at every point of the conversation."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import REPORTS, Desk, MovableClock, mail, make_house
from tests.servers import Dovecot, PostgreSQL, SmtpServer, free_port, require, wait_until

from cocmail.cases.model import Clearance
from cocmail.database import StoreUnavailable
from cocmail.outbox import Outbox, SmtpLine

REPORTER = "rea@example.net"


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture
def office(tmp_path: Path, clock: MovableClock, server: SmtpServer) -> Iterator[Desk]:
    """A desk whose outbox talks to the server, with one report taken in: four letters wait."""
    house = make_house(tmp_path, clock, smtp_port=server.port)
    house.outbox.line = SmtpLine(
        replace(house.outbox.line._account, connect_seconds=2, reply_seconds=2, final_seconds=2)
    )
    desk = Desk(house, clock)
    desk.arrives(mail(REPORTS["en"]))
    yield desk
    house.outbox.line.quit()
    house.store.database.close()


def _states(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = desk.house.health.counts()["letters"]
    return found


def test_every_letter_goes_out_once_on_one_connection(office: Desk, server: SmtpServer) -> None:
    assert office.house.outbox.flush() == 4
    assert office.house.outbox.flush() == 0

    assert len(server.letters) == 4
    assert server.connections == 1
    assert _states(office) == {"accepted": 4}
    assert {letter.sender for letter in server.letters} == {"conduct-cases@example.org"}


def test_the_bytes_that_were_stored_arrive(office: Desk, server: SmtpServer) -> None:
    office.house.outbox.flush()

    with office.house.store.reading() as tx:
        stored = {letter.raw for letter in tx.post.of_case(office.case().id or 0)}
    assert {letter.raw for letter in server.letters} == stored


def test_one_refused_recipient_does_not_hold_up_the_others(office: Desk, server: SmtpServer) -> None:
    server.refuse(REPORTER, "550 5.1.1 no such user")

    office.house.outbox.flush()

    assert _states(office) == {"accepted": 3, "failed": 1}
    office.house.escalation.sweep()
    office.house.outbox.flush()
    assert "reporter-unreachable" in office.case().marks
    assert len(server.letters) == 6
    assert office.house.escalation.sweep() == 0
    assert office.house.outbox.flush() == 0


@pytest.mark.parametrize(
    ("phase", "reply"),
    [
        ("MAIL", "550 5.4.5 daily limit"),
        ("MAIL", "553 5.7.1 not yours"),
        ("DATA", "554 no"),
        ("RCPT", "530 5.7.0 log in"),
        ("RCPT", "554 5.7.1 <x@example.net>: Relay access denied"),
        ("RCPT", "553 5.7.1 Sender address rejected: not owned by user"),
        ("RCPT", "550 relay not permitted"),
        ("DOT", "550 5.4.5 Daily user sending limit exceeded"),
        ("DOT", "554 Message rejected: address is not verified"),
    ],
)
def test_a_refusal_that_is_about_us_fails_no_letter(
    office: Desk, server: SmtpServer, clock: MovableClock, phase: str, reply: str
) -> None:
    server.answer(phase, reply)  # type: ignore[arg-type]

    office.house.outbox.flush()

    assert "failed" not in _states(office)
    assert re.search("does not let us send|refuses letters", office.house.outbox.trouble)
    clock.move(minutes=2)
    office.house.outbox.flush()
    assert "failed" not in _states(office)
    server.heal()
    clock.move(minutes=5)
    office.house.outbox.flush()
    assert office.house.outbox.trouble == ""
    assert _states(office) == {"accepted": 4}
    assert len(server.letters) == 4


def test_a_refusal_that_others_do_not_get_is_about_the_letter(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.answer("DOT", "554 5.7.1 Spam message rejected", REPORTER)

    office.house.outbox.flush()
    assert _states(office) == {"accepted": 3, "deferred": 1}
    clock.move(minutes=1)
    office.arrives(mail("Another message", sender="b@example.net", message_id="<two@example.net>"))
    office.house.outbox.flush()
    clock.move(minutes=1)
    office.house.outbox.flush()

    assert _states(office)["failed"] == 1
    assert office.house.outbox.trouble == ""


def test_a_server_that_relays_nothing_fails_no_letter_to_people_outside(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.refuse(REPORTER, "554 5.7.1 Relay access denied")

    for _ in range(3):
        office.house.outbox.flush()
        # Each time it takes those to our own domain.
        office.arrives(mail("Who are you?", sender="aino@example.org", message_id=f"<{clock()}@example.org>"))
        clock.move(minutes=3)
    office.house.outbox.flush()

    assert "failed" not in _states(office)
    assert "refuses letters" in office.house.outbox.trouble
    office.arrives(mail("Another message", sender="b@example.com", message_id="<two@example.com>"))
    office.house.outbox.flush()
    clock.move(minutes=30)
    office.house.outbox.flush()
    assert _states(office)["failed"] == 1


def test_the_log_does_not_say_that_others_were_told_where_nobody_was(
    office: Desk, server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.refuse(reply="550 5.1.1 no such user")

    for _ in range(3):
        office.house.outbox.flush()
        office.house.escalation.sweep()

    said = [each.message.partition("; ")[2] for each in caplog.records if "not be delivered" in each.message]
    assert "nobody is left to be told by mail" in said[-1]
    assert said[0].endswith("of the others are told")


def test_letters_dated_by_a_clock_that_was_ahead_are_due_now(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    clock.move(days=400)
    office.arrives(mail("Another message", sender="b@example.net", message_id="<two@example.net>"))
    clock.move(days=-400)

    office.house.outbox.flush()

    assert _states(office) == {"accepted": 8}


def test_a_deferred_letter_is_tried_again_after_its_age(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.defer(REPORTER, "451 4.7.1 greylisted", times=2)

    office.house.outbox.flush()
    assert _states(office) == {"accepted": 3, "deferred": 1}
    clock.move(seconds=59)
    assert office.house.outbox.flush() == 0
    clock.move(seconds=2)
    assert office.house.outbox.flush() == 0
    clock.move(minutes=2)
    assert office.house.outbox.flush() == 1
    assert len(server.to(REPORTER)) == 1


def test_a_letter_that_waited_long_for_a_server_is_not_given_up_at_its_first_try(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.defer(REPORTER, "451 4.7.1 greylisted", times=2)
    clock.move(days=5)

    office.house.outbox.flush()

    assert _states(office) == {"accepted": 3, "deferred": 1}
    for _ in range(2):
        clock.move(minutes=61)
        office.house.outbox.flush()
    assert len(server.to(REPORTER)) == 1


def test_a_letter_that_is_deferred_for_days_fails_in_the_end(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.defer(REPORTER, "451 4.7.1 greylisted", times=1000)

    for _ in range(95):
        office.house.outbox.flush()
        clock.move(minutes=61)
    assert _states(office) == {"accepted": 3, "deferred": 1}
    office.house.outbox.flush()

    assert _states(office) == {"accepted": 3, "failed": 1}


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "BODY"])
def test_a_connection_lost_before_the_final_dot_means_not_taken(
    office: Desk, server: SmtpServer, clock: MovableClock, phase: str
) -> None:
    server.drop(phase, times=1)  # type: ignore[arg-type]

    office.house.outbox.flush()
    clock.move(minutes=2)
    office.house.outbox.flush()
    # A cut in the middle of the text may be seen only when the final dot has been written.
    clock.move(minutes=11)
    office.house.outbox.flush()

    assert len(server.letters) == 4
    assert _states(office) == {"accepted": 4}


def test_no_answer_after_the_final_dot_sends_the_same_bytes_once_more_after_ten_minutes(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.drop("DOT", REPORTER, keep=True, times=1)

    office.house.outbox.flush()
    assert _states(office)["unknown"] == 1
    clock.move(minutes=9)
    office.house.outbox.flush()
    assert len(server.to(REPORTER)) == 1
    clock.move(minutes=2)
    office.house.outbox.flush()

    first, second = server.to(REPORTER)
    assert first.raw == second.raw
    assert _states(office) == {"accepted": 4}


@pytest.mark.parametrize("kept", [True, False])
def test_a_letter_of_unknown_fate_that_the_server_kept_as_sent_is_not_sent_again(
    tmp_path: Path, clock: MovableClock, server: SmtpServer, dovecot: Dovecot, *, kept: bool
) -> None:
    user = f"sender{int(kept)}"
    house = make_house(
        tmp_path, clock, smtp_port=server.port, imap_port=dovecot.port, user=user, password=dovecot.password,
        imap_more='sent_folder = "Sent"',
    )  # fmt: skip
    house.outbox.line = SmtpLine(replace(house.outbox.line._account, final_seconds=2))
    desk = Desk(house, clock)
    desk.arrives(mail(REPORTS["en"]))
    server.drop("DOT", REPORTER, keep=True, times=1)
    house.outbox.flush()
    assert _states(desk) == {"accepted": 3, "unknown": 1}
    dovecot.deliver(user, server.letters[-1].raw, folder="Sent")  # Another one.
    if kept:
        dovecot.deliver(user, server.to(REPORTER)[0].raw, folder="Sent")
    clock.move(minutes=11)
    house.outbox.flush()

    assert _states(desk) == {"accepted": 4}
    assert len({letter.raw for letter in server.to(REPORTER)}) == 1
    assert len(server.to(REPORTER)) == (1 if kept else 2)
    house.outbox.line.quit()
    house.store.database.close()


def test_a_letter_caught_in_sending_by_a_crash_waits_and_goes_out_unchanged(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    claimed = office.house.letterbox.claim(clock())
    assert claimed is not None  # And here the process is killed.

    assert office.house.letterbox.recover(clock()) == 1
    assert office.house.outbox.flush() == 3
    clock.move(minutes=11)
    assert office.house.outbox.flush() == 1
    assert [letter.raw for letter in server.to(claimed.recipient)] == [claimed.raw]


def test_what_an_earlier_claim_came_to_does_not_undo_a_later_one(office: Desk, clock: MovableClock) -> None:
    """Else the letter that the later one has in hand would be claimed, and sent, a second time."""
    letterbox = office.house.letterbox
    earlier = letterbox.claim(clock())
    assert earlier is not None
    letterbox.recover(clock())
    clock.move(minutes=11)
    hands = [letterbox.claim(clock()) for _ in range(4)]
    assert (earlier.id, 2) in [(each.id, each.attempt) for each in hands if each]

    letterbox.conclude(earlier, "deferred", clock(), next_attempt_at=clock())

    assert letterbox.claim(clock()) is None
    assert _states(office) == {"sending": 4}


def test_who_stood_still_before_the_final_dot_does_not_send_it_any_more(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.hang("DATA", REPORTER, times=1)
    sending = threading.Thread(target=office.house.outbox.flush)
    sending.start()
    wait_until(lambda: server.hanging == 1, 10, "the letter to the reporter")
    clock.move(minutes=6)  # Another may have taken over, and sends it when ten minutes are over.
    server.release()
    sending.join(10)

    assert server.to(REPORTER) == []
    assert _states(office) == {"accepted": 3, "deferred": 1}
    clock.move(hours=1)
    assert office.house.outbox.flush() == 1
    assert len(server.to(REPORTER)) == 1


def test_a_letter_whose_fate_stays_unknown_is_tried_three_times_and_then_told_of(
    office: Desk, server: SmtpServer, clock: MovableClock
) -> None:
    server.drop("DOT", REPORTER, keep=True)

    for _ in range(5):
        office.house.outbox.flush()
        clock.move(minutes=11)

    assert len(server.to(REPORTER)) == 3
    assert len({letter.raw for letter in server.to(REPORTER)}) == 1
    assert _states(office) == {"accepted": 3, "failed": 1}


def test_a_database_that_goes_away_while_a_letter_is_accepted_sends_it_once(
    tmp_path: Path, clock: MovableClock, server: SmtpServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    require(PostgreSQL)
    with PostgreSQL(tmp_path_factory.mktemp("own-postgresql")) as database:
        house = make_house(tmp_path, clock, smtp_port=server.port, url=database.database())
        Desk(house, clock).arrives(mail(REPORTS["en"]))
        server.hang("DOT")
        failures: list[Exception] = []

        def flush() -> None:
            try:
                house.outbox.flush()
            except StoreUnavailable as error:
                failures.append(error)

        sending = threading.Thread(target=flush)
        sending.start()
        wait_until(lambda: server.hanging == 1, 10, "the final dot")
        database.stop()
        server.release()
        sending.join(30)
        assert len(failures) == 1
        database.start()

        assert house.outbox.flush() == 3
        clock.move(minutes=11)
        assert house.outbox.flush() == 0
        assert len(server.letters) == 4
        assert len({letter.raw for letter in server.letters}) == 4
        assert house.health.counts()["letters"] == {"accepted": 4}
        house.outbox.line.quit()
        house.store.database.close()


def test_a_server_that_is_down_leaves_letters_queued(office: Desk, server: SmtpServer) -> None:
    server.stop()

    assert office.house.outbox.flush() == 0
    assert _states(office) == {"queued": 4}
    assert "SMTP" in office.house.outbox.trouble
    server.start()
    assert office.house.outbox.flush() == 4
    assert office.house.outbox.trouble == ""


def test_a_refused_login_is_said_and_nothing_is_lost(tmp_path: Path, clock: MovableClock) -> None:
    with SmtpServer(user="conduct", password="right") as server:
        (tmp_path / "smtp.password").write_text("wrong")
        more = 'user = "conduct"\npassword_file = "smtp.password"'
        house = make_house(tmp_path, clock, smtp_port=server.port, smtp_more=more)
        Desk(house, clock).arrives(mail(REPORTS["en"]))

        assert house.outbox.flush() == 0
        assert "refuses the login (535)" in house.outbox.trouble
        (tmp_path / "smtp.password").write_text("right")
        assert house.outbox.flush() == 4
        house.outbox.line.quit()
        house.store.database.close()


@pytest.mark.parametrize("logins", [["LOGIN", "PLAIN"], ["LOGIN"]])
def test_a_password_that_is_not_ascii_is_good_for_letters_too(
    tmp_path: Path, clock: MovableClock, logins: list[str]
) -> None:
    """As it is for the mailbox; what smtplib knows by itself ends at "ä"."""
    with SmtpServer(user="käsittelijä", password="salaisuus-ä", logins=logins) as server:
        (tmp_path / "smtp.password").write_text("salaisuus-ö", "utf-8")
        more = 'user = "käsittelijä"\npassword_file = "smtp.password"'
        house = make_house(tmp_path, clock, smtp_port=server.port, smtp_more=more)
        Desk(house, clock).arrives(mail(REPORTS["en"]))

        assert house.outbox.flush() == 0
        assert "refuses the login (535)" in house.outbox.trouble
        (tmp_path / "smtp.password").write_text("salaisuus-ä", "utf-8")
        assert house.outbox.flush() == 4
        house.outbox.line.quit()
        house.store.database.close()


def test_who_was_recused_between_queueing_and_sending_gets_nothing(office: Desk, server: SmtpServer) -> None:
    case = office.case()
    with office.house.store.transaction() as tx:
        held = replace(case, clearance={**case.clearance, "ben@example.org": Clearance.HELD})
        tx._save(held)  # The standing changes, the queued letter is left as it is.

    office.house.outbox.flush()

    assert server.to("ben@example.org") == []
    assert _states(office) == {"accepted": 3, "withdrawn": 1}


def test_the_hourly_limit_holds_letters_to_outsiders_alone(
    tmp_path: Path, clock: MovableClock, server: SmtpServer
) -> None:
    house = make_house(tmp_path, clock, smtp_port=server.port, smtp_more="max_letters_per_hour = 2")
    desk = Desk(house, clock)
    desk.arrives(
        *(mail(f"Message {n}", sender=f"r{n}@example.net", message_id=f"<{n}@example.net>") for n in range(4))
    )

    house.outbox.flush()
    outsiders = [each for each in server.letters if each.recipient.endswith("@example.net")]
    assert len(outsiders) == 2
    assert len(server.letters) == 2 + 4 * 3
    clock.move(minutes=61)
    house.outbox.flush()
    assert len(server.letters) == 4 + 4 * 3
    house.outbox.line.quit()
    house.store.database.close()


@pytest.fixture
def flooded(tmp_path: Path, clock: MovableClock, server: SmtpServer) -> Iterator[Desk]:
    """A desk after a report by Rea and a flood of others: the two letters an hour are spent, the rest is held."""
    house = make_house(tmp_path, clock, smtp_port=server.port, smtp_more="max_letters_per_hour = 2")
    desk = Desk(house, clock)
    desk.arrives(mail(REPORTS["en"]))
    house.outbox.flush()
    desk.arrives(
        *(mail("Hello", sender=f"r{n}@flood.example", message_id=f"<{n}@f.example>") for n in range(9))
    )
    house.outbox.flush()
    yield desk
    house.outbox.line.quit()
    house.store.database.close()


def _outsiders(server: SmtpServer) -> list[str]:
    return [each.recipient for each in server.letters if not each.recipient.endswith("@example.org")]


def test_after_a_flood_who_is_in_a_case_and_who_writes_last_are_answered_first(
    flooded: Desk, clock: MovableClock, server: SmtpServer
) -> None:
    answer = server.to(REPORTER)[0].raw
    flooded.arrives(mail(REPORTS["en"], sender="lisa@example.net", message_id="<l@example.net>"))
    flooded.house.outbox.flush()
    flooded.arrives(mail("In the foyer.", answers=answer, message_id="<two@example.net>"))
    flooded.house.outbox.flush()
    assert _outsiders(server) == [REPORTER, "r0@flood.example"]

    for hour in range(1, 6):
        clock.move(minutes=61)
        flooded.house.outbox.flush()
        if hour == 1:
            assert _outsiders(server)[2:] == [REPORTER, "lisa@example.net"]

    assert len(_outsiders(server)) == 12
    assert {f"r{n}@flood.example" for n in range(9)} <= set(_outsiders(server))


def test_a_responder_is_answered_before_the_notices_of_a_flood(office: Desk, server: SmtpServer) -> None:
    office.house.outbox.flush()
    notice = server.to("ben@example.org")[0].raw
    office.arrives(
        *(mail("Hello", sender=f"r{n}@flood.example", message_id=f"<{n}@f.example>") for n in range(9))
    )
    office.arrives(mail("Clear", answers=notice, sender="ben@example.org", message_id="<c@example.org>"))
    before = len(server.letters)
    office.house.outbox.flush()

    assert server.letters[before].recipient == "ben@example.org"
    assert b"yellow coat" in server.letters[before].raw


def test_no_limit_holds_what_a_person_writes_to_the_reporter(flooded: Desk, server: SmtpServer) -> None:
    def says(text: str, letter: bytes, number: int) -> bytes:
        flooded.arrives(
            mail(text, answers=letter, sender="ben@example.org", message_id=f"<b{number}@example.org>")
        )
        before = len(server.letters)
        flooded.house.outbox.flush()
        return server.letters[before].raw if len(server.letters) > before else b""

    notice = server.to("ben@example.org")[0].raw
    report = says("Clear", notice, 1)
    preview = says("Reply\n\nThank you. We will talk to him today.", report, 2)
    says("Yes", preview, 3)

    assert b"We will talk to him" in server.to(REPORTER)[-1].raw
    assert len(server.to(REPORTER)) == 2


def test_one_address_gets_so_many_letters_a_day(
    tmp_path: Path, clock: MovableClock, server: SmtpServer
) -> None:
    house = make_house(
        tmp_path, clock, smtp_port=server.port, smtp_more="max_letters_per_address_per_day = 2"
    )
    desk = Desk(house, clock)
    desk.arrives(*(mail(f"Message {n}", message_id=f"<{n}@example.net>") for n in range(3)))

    house.outbox.flush()
    assert len(server.to(REPORTER)) == 2
    assert len(house.store.cases()) == 3
    clock.move(hours=25)
    house.outbox.flush()
    assert len(server.to(REPORTER)) == 3
    house.outbox.line.quit()
    house.store.database.close()


def test_nothing_listens(tmp_path: Path, clock: MovableClock) -> None:
    house = make_house(tmp_path, clock, smtp_port=free_port())
    Desk(house, clock).arrives(mail(REPORTS["sv"]))

    assert isinstance(house.outbox, Outbox)
    assert house.outbox.flush() == 0
    assert house.outbox.trouble.startswith("no connection to the SMTP server")
    house.store.database.close()
