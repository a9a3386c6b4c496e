"""A message on its way to a case, inside the transaction that files it: what is gathered before policy is asked.

It stands apart because the mails of reporters (`reporting`) and of responders (`hearing`) are filed by the same means.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from cocmail.cases.model import Case, Ground, Rules, State
from cocmail.judging import Desk, Judged
from cocmail.letters import Letters
from cocmail.post import KnownLetter
from cocmail.sealing import SealBroken
from cocmail.store import Spooled
from cocmail.transaction import Transaction

MOST_REFERENCES = 100  #: the latest: nobody's thread has more, and a header holds a million letters

# In the log it is the intake, whose steps these are.
log = logging.getLogger("cocmail.intake")


@dataclass(frozen=True, slots=True)
class Coming:
    """A message on its way to a case: as it was spooled, what was read of it, and what it answers."""

    spooled: Spooled
    judged: Judged
    letter: KnownLetter | None  #: the letter of ours that its marks lead to
    answered: tuple[Case, ...]  #: where they lead to none, the cases of its author that it answers
    noted: Case | None  #: the case of somebody else whose reporter one of us answers

    @property
    def continued(self) -> Case | None:
        """The one case among those that it answers and that it goes on with; None where there is none, or more.

        That is an open one, or of mail from before cocmail one that was made of such mail.
        """
        found = [each for each in self.answered if each.is_imported or each.state != State.CLOSED]
        return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Filing:
    """What is at hand while a message is filed. `step` makes its letters unique: see `Letter`."""

    tx: Transaction
    letters: Letters
    desk: Desk
    rules: Rules
    now: datetime
    step: str

    def ground(self, case: Case | None = None) -> Ground:
        """What a decision about this mail stands on; with the history of a case, where it asks for that."""
        history = () if case is None else tuple(self.tx.history(case.id or 0))
        return Ground(self.now, self.rules, self.step, history)


def references(judged: Judged) -> tuple[str, ...]:
    """The Message-IDs that a mail says it answers, the latest first."""
    message = judged.message
    answered = dict.fromkeys((*message.in_reply_to, *reversed(message.references)))
    return tuple(islice(answered, MOST_REFERENCES))


def other_open_cases(tx: Transaction, case: Case) -> tuple[Case, ...]:
    """The other cases of its reporter that are open, to tell of them and to change nothing."""
    if not case.reporter:
        return ()
    return whole(tx, (each for each in tx.open_cases_of(case.reporter) if each != case.id), look=tx.peek)


def whole(
    tx: Transaction, case_ids: Iterable[int], *, look: Callable[[int], Case] | None = None
) -> tuple[Case, ...]:
    """These cases, but for any that was tampered with: that must not keep a message from being filed."""
    found = []
    for each in case_ids:
        try:
            found.append((look or tx.case)(each))
        except SealBroken as error:
            log.error("%s", error)
    return tuple(found)
