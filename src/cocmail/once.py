"""Everything once, without loops: what `run --once` does for cron, tests and scripts, and how a command leads.

Fails: `AnotherDaemon`, `StoreUnavailable`. A mailbox or a server that cannot be used is in what is returned.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from cocmail.config import Config
from cocmail.database import AnotherDaemon
from cocmail.imap import MailboxUnavailable
from cocmail.troubles import looked
from cocmail.wiring import House, build, utc_now


@contextmanager
def leading(config: Config) -> Iterator[House]:
    """The wired program, which leads in the block, its schema and its key right.

    Raises `AnotherDaemon`, and as `build`, `Database.require_schema` and `Store.prove_key`.
    """
    house = build(config, utc_now)
    try:
        house.store.database.require_schema()
        house.store.prove_key()
        if not house.store.database.lead():
            raise AnotherDaemon
        yield house
    finally:
        house.store.database.close()


def run_once(house: House, *, hold: bool = False) -> list[str]:
    """Drain the mailbox, do what the clock demands, send every due letter. Returns what did not work.

    Raises `StoreUnavailable`.
    """
    problems = []
    house.letterbox.recover(house.clock())
    try:
        try:
            house.intake.drain(house.mailbox)
        except MailboxUnavailable as error:
            if error.final:
                raise
            # Once more: one message that breaks the session must not hold up those behind it.
            house.intake.drain(house.mailbox)
        looked(house.health, house.mailbox, house.clock())
        problems += [house.mailbox.move_fault] if house.mailbox.move_fault else []
    except MailboxUnavailable as error:
        house.intake.file_spooled()
        house.health.note(house.clock(), problem_imap=str(error))
        problems.append(str(error))
    finally:
        house.mailbox.close()
    house.escalation.sweep()
    if not hold:
        house.outbox.flush()
        house.outbox.line.quit()
        # A letter that failed just now is told of at once, not by the next run.
        house.escalation.sweep()
        house.outbox.flush()
        house.outbox.line.quit()
        house.health.note(house.clock(), problem_smtp=house.outbox.trouble or None)
        problems += [house.outbox.trouble] if house.outbox.trouble else []
    house.watch.look(quietly=hold)
    if not problems:
        house.watch.heartbeat.beat()
    return problems
