"""Two daemons for one alias on PostgreSQL: one leads, the other takes over; who was overtaken changes nothing."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.builders import REPORTS, Desk, MovableClock, mail, make_house, write_config
from tests.fault_proxy import FaultProxy
from tests.servers import Dovecot, PostgreSQL, SmtpServer, wait_until
from tests.test_daemon import Installed

from cocmail.config import load
from cocmail.daemon import Daemon
from cocmail.database import Overtaken, StoreUnavailable
from cocmail.reloading import read_again
from cocmail.tables import health, leadership, letters, messages
from cocmail.wiring import House, build

TAKE_OVER = 15.0  #: seconds within which the other must act


@pytest.fixture
def pair(tmp_path: Path, clock: MovableClock, postgresql: PostgreSQL) -> Iterator[tuple[House, House]]:
    """Two wired programs on one database."""
    first = make_house(tmp_path, clock, url=postgresql.database())
    second = build(load(tmp_path / "cocmail.toml"), clock)
    yield first, second
    for each in (first, second):
        each.outbox.line.quit()
        each.store.database.close()


def _falls_asleep(house: House) -> None:
    """It does not beat any more and believes that it leads; its lock is free, as when that connection breaks."""
    leadership = house.store.database._leadership
    assert leadership is not None
    assert leadership._beating is not None
    leadership._leave.set()
    leadership._beating.join()


def _takes_over(house: House) -> None:
    """The server may need a moment to see that a connection was closed."""
    wait_until(house.store.database.lead, 5, "the lead")


def _states(house: House, table: sa.Table) -> list[str]:
    with house.store.database.reads() as connection:
        return sorted(connection.scalars(sa.select(table.c.state)))


def test_one_leads_and_the_other_does_not(pair: tuple[House, House]) -> None:
    first, second = (each.store.database for each in pair)

    assert first.lead()
    assert not second.lead()
    assert first.daemons() == 2  # The second has a pooled connection from its look.
    first.step_down()
    assert second.lead()
    assert not first.lead()


def test_who_was_overtaken_files_nothing_claims_nothing_and_moves_no_case(
    pair: tuple[House, House], clock: MovableClock
) -> None:
    first, second = pair
    desk = Desk(first, clock)
    assert first.store.database.lead()
    desk.spool(mail(REPORTS["en"]), mail(REPORTS["fi"], message_id="<two@example.net>"))
    first.intake.take_in(1)
    _falls_asleep(first)
    _takes_over(second)

    for act in (
        lambda: first.intake.take_in(2),
        lambda: first.letterbox.claim(clock()),
        lambda: first.letterbox.recover(clock()),
        first.escalation.sweep,
        lambda: desk.spool(mail("Another", message_id="<three@example.net>")),
        lambda: first.health.note(clock(), last_poll="ok"),
    ):
        clock.move(days=8)
        with pytest.raises(Overtaken):
            act()

    assert not first.store.database.still_leads()
    assert _states(second, messages) == ["filed", "spooled"]
    assert _states(second, letters) == ["queued"] * 4


def test_a_take_over_ends_the_transaction_that_the_other_has_open(
    pair: tuple[House, House], clock: MovableClock
) -> None:
    first, second = pair
    assert first.store.database.lead()

    def write() -> None:
        with first.store.database.writes() as connection:
            connection.execute(health.insert().values(key="half", at=clock(), value="done"))
            _falls_asleep(first)
            _takes_over(second)
            connection.execute(sa.select(1))

    with pytest.raises(StoreUnavailable):
        write()

    assert second.health.noted() == {}
    assert second.store.database.still_leads()


def test_a_beat_goes_on_while_a_long_transaction_writes(pair: tuple[House, House]) -> None:
    first, _ = (each.store.database for each in pair)
    first.lead()
    with first.writes() as connection:
        before = connection.scalar(sa.text("SELECT beat_at FROM leadership"))
        wait_until(
            lambda: connection.scalar(sa.text("SELECT beat_at FROM leadership")) != before, 6, "a beat"
        )
    assert first.still_leads()


def test_a_letter_accepted_while_the_lead_was_lost_is_not_sent_again(
    pair: tuple[House, House], clock: MovableClock
) -> None:
    first, second = pair
    assert first.store.database.lead()
    Desk(first, clock).arrives(mail(REPORTS["en"]))
    claimed = first.letterbox.claim(clock())
    assert claimed is not None
    _falls_asleep(first)
    _takes_over(second)
    assert second.letterbox.recover(clock()) == 1

    first.letterbox.conclude(claimed, "accepted", clock(), code="250")

    clock.move(minutes=11)
    sent = Desk(second, clock).raw_letters()
    assert len(sent) == 3
    assert claimed.raw not in sent
    # And what it says later of one that the other has claimed since changes nothing.
    first.letterbox.conclude(claimed, "deferred", clock(), next_attempt_at=clock())
    assert _states(second, letters) == ["accepted"] * 4


def test_who_takes_over_with_a_broken_file_does_not_put_an_older_roster_back(
    pair: tuple[House, House], clock: MovableClock, tmp_path: Path
) -> None:
    first, _ = pair
    path = tmp_path / "cocmail.toml"
    assert first.store.database.lead()
    first.escalation.sweep()
    waiting = Daemon(load(path), clock, reload=lambda: load(path))
    thread = threading.Thread(target=waiting.run, kwargs={"signals": False})
    thread.start()
    try:
        time.sleep(1)  # It stands by.
        path.write_text(path.read_text().rpartition("[[responders]]")[0])
        read_again(first, lambda: load(path))
        first.escalation.sweep()
        met = first.store.members()
        path.write_text("broken")
        first.store.database.step_down()
        assert waiting.wait_ready(TAKE_OVER)
        waiting.sweep()

        assert first.store.members() == met
    finally:
        waiting.stop()
        thread.join(10)


def test_what_is_filed_by_the_other_meanwhile_is_not_filed_again(
    pair: tuple[House, House], clock: MovableClock
) -> None:
    first, second = pair
    first.store.database.lead()
    (message_id,) = Desk(first, clock).spool(mail(REPORTS["en"]))
    spooled = first.store.spooled(message_id)  # And here it loses the lead, and has it again later.
    first.store.database.step_down()
    second.store.database.lead()
    second.intake.file_spooled()
    second.store.database.step_down()
    assert first.store.database.lead()

    with pytest.raises(Overtaken):
        first.intake._file(spooled)

    assert len(first.store.cases()) == 1
    assert _states(first, letters) == ["queued"] * 4


class Watched:
    """A daemon that is running, with its log."""

    def __init__(self, installed: Installed, name: str) -> None:
        self.log = installed.folder / f"{name}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(installed._words("run"), stderr=log, cwd=installed.folder)

    def has_said(self, words: str) -> bool:
        return words in self.log.read_text()

    def end(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        self.process.wait(12)


def test_a_daemon_that_is_stopped_cut_off_or_killed_is_replaced_and_no_letter_goes_out_twice(
    tmp_path: Path, dovecot: Dovecot, postgresql: PostgreSQL, record_property: Callable[[str, object], None]
) -> None:
    with SmtpServer() as smtp, FaultProxy(postgresql.port, encrypted=True) as wire:
        url = postgresql.database()
        through = url.replace(f":{postgresql.port}/", f":{wire.port}/")
        installed = Installed(tmp_path, dovecot, smtp, "conduct-pair", url=url)
        values: dict[str, Any] = {
            "imap_port": dovecot.port,
            "smtp_port": smtp.port,
            "user": "conduct-pair",
            "password": dovecot.password,
            "poll_seconds": 1,
        }
        numbers = iter(range(100))
        daemons: list[Watched] = []

        def run(url: str) -> Watched:
            write_config(tmp_path, **(values | {"url": url}))
            daemons.append(Watched(installed, f"daemon{len(daemons)}"))
            return daemons[-1]

        def report() -> int:
            number = next(numbers)
            sender, message_id = f"r{number}@example.net", f"<{number}@example.net>"
            dovecot.deliver("conduct-pair", mail(REPORTS["en"], sender=sender, message_id=message_id))
            return number

        def answered(number: int) -> bool:
            return bool(smtp.to(f"r{number}@example.net"))

        def takes_over(after: str) -> None:
            begun = time.monotonic()
            number = report()
            wait_until(lambda: answered(number), TAKE_OVER, f"a take-over after {after}")
            # For whoever wants to know: pytest --junit-xml writes it down.
            record_property(f"take-over after {after}", round(time.monotonic() - begun, 1))

        try:
            first = run(url)
            number = report()
            wait_until(lambda: answered(number), 20, "the first answer")
            second = run(through)
            wait_until(lambda: second.has_said("standing by"), 10, "standing by")

            # It stands still with a letter in hand, whose final dot it has sent.
            smtp.hang("DOT", keep=True)
            report()
            wait_until(lambda: smtp.hanging == 1, 10, "the final dot")
            first.process.send_signal(signal.SIGSTOP)
            smtp.release()
            takes_over("SIGSTOP")
            first.process.send_signal(signal.SIGCONT)
            wait_until(lambda: first.has_said("accepted: 250\n"), 5, "it goes on")
            wait_until(lambda: first.has_said("the lead was lost"), 10, "it notices")

            wire.half_open.set()
            takes_over("a cut network")
            wait_until(lambda: second.has_said("the lead was lost"), 10, "it notices")
            wire.half_open.clear()
            wait_until(lambda: len(smtp.letters) == 16, 5, "the letter in hand is written down")

            first.process.kill()
            takes_over("SIGKILL")
            wait_until(lambda: len(smtp.letters) == 20, 5, "all letters")
        finally:
            for each in daemons:
                each.end()
        write_config(tmp_path, **(values | {"url": url}))
        cases = installed.cases()
    assert len(cases) == next(numbers) == 5
    assert len(smtp.letters) == len({letter.raw for letter in smtp.letters}) == 20
    assert "standing by" in second.log.read_text().splitlines()[0]


def test_an_epoch_that_is_given_a_second_time_lets_only_its_holder_write(
    pair: tuple[House, House], clock: MovableClock
) -> None:
    first, second = pair
    assert first.store.database.lead()
    _falls_asleep(first)
    # What a standby has that was promoted before it heard of the take-over.
    with second.store.database.writes() as connection:
        connection.execute(leadership.update().values(epoch=0, holder=""))
    _takes_over(second)

    with pytest.raises(Overtaken):
        first.health.note(clock(), last_poll="ok")

    assert first.store.database._leadership._epoch == second.store.database._leadership._epoch  # type: ignore[union-attr]
