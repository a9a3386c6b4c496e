"""What happens when nobody moves: cases whose date has come, and letters that failed for good.

Due dates live in the case row, so a repeated or late sweep does no harm; one transaction a case, so one
trouble never holds up another.

Fails: `StoreUnavailable` reaches the caller, who waits and calls again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from cocmail.cases import policy
from cocmail.cases.policy import Failed, Rules
from cocmail.database import StoreUnavailable
from cocmail.letters import Letters
from cocmail.logs import place_of
from cocmail.store import Store

log = logging.getLogger("cocmail.escalation")

_A_DAY = timedelta(days=1)


@dataclass
class Escalation:
    """Watches the clock. `sweep` is the one verb."""

    store: Store
    letters: Letters
    rules: Rules
    clock: Callable[[], datetime]
    _said: set[str] = field(default_factory=set, init=False)

    def sweep(self) -> int:
        """Do what the clock demands. Returns how many cases moved."""
        self._tell_of_failures()
        now = self.clock()
        moved = 0
        ladder = self.rules.ladder
        for case_id in self.store.due_cases(now, now + ladder.follow_up + ladder.repeat + _A_DAY):
            moved += self._alone(f"case {case_id}", partial(self._move, case_id, now))
        return moved

    def _move(self, case_id: int, now: datetime) -> bool:
        with self.store.transaction() as tx:
            decision = policy.on_silence(tx.case(case_id), now, self.rules)
            if decision is None:
                return False
            tx.carry_out(decision, now, partial(self.letters.compose, now=now))
        for entry in decision.entries:
            log.info("%s: %s", decision.case.name, entry.text)
        return bool(decision.entries)

    def _tell_of_failures(self) -> None:
        for letter_id in self.store.unhandled_failures():
            self._alone(f"letter {letter_id}", partial(self._tell_of_failure, letter_id))

    def _tell_of_failure(self, letter_id: int) -> bool:
        now = self.clock()
        with self.store.transaction() as tx:
            letter = tx.letter(letter_id)
            failed = Failed(letter.id, letter.purpose, letter.audience, letter.recipient)
            decision = policy.on_undelivered(tx.case(letter.case_id), failed, now, self.rules)
            tx.carry_out(decision, now, partial(self.letters.compose, now=now))
            tx.mark_handled(letter_id)
        log.error(
            "letter %d of %s could not be delivered; the others are told", letter_id, decision.case.name
        )
        return True

    def _alone(self, what: str, work: Callable[[], bool]) -> bool:
        """One case at a time: what fails for one must not keep the others from their date. It is said once."""
        try:
            return work()
        except StoreUnavailable:
            raise
        except Exception as error:
            trouble = f"{what} cannot be looked after: {place_of(error)}"
            if trouble not in self._said:
                self._said.add(trouble)
                log.critical("%s", trouble)
            return False
