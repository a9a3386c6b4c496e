"""Everything once, without loops: what `run --once` does for cron, tests and scripts.

Fails: `StoreUnavailable`. A mailbox or a server that cannot be used is in what is returned.
"""

from cocmail.imap import MailboxUnavailable
from cocmail.troubles import looked
from cocmail.wiring import House


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
