"""What happens when nobody moves: cases whose date has come, and letters that failed for good.

Due dates live in the case row, so a repeated or late sweep does no harm; one transaction a case, so one
trouble never holds up another.

Fails: `StoreUnavailable` reaches the caller, who waits and calls again.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cocmail.cases import policy
from cocmail.cases.policy import Failed, Rules
from cocmail.letters import Letters
from cocmail.store import Store

log = logging.getLogger("cocmail.escalation")


@dataclass
class Escalation:
    """Watches the clock. `sweep` is the one verb."""

    store: Store
    letters: Letters
    rules: Rules
    clock: Callable[[], datetime]

    def sweep(self) -> int:
        """Do what the clock demands. Returns how many cases moved."""
        self._tell_of_failures()
        now = self.clock()
        moved = 0
        for case_id in self.store.due_cases(now):
            with self.store.transaction() as tx:
                decision = policy.on_silence(tx.case(case_id), now, self.rules)
                if decision is None:
                    continue
                tx.carry_out(decision, now, partial(self.letters.compose, now=now))
            moved += 1
            log.info("%s: %s", decision.case.name, decision.entries[0].text)
        return moved

    def _tell_of_failures(self) -> None:
        now = self.clock()
        with self.store.transaction() as tx:
            for letter in tx.unhandled_failures():
                failed = Failed(letter.id, letter.purpose, letter.audience, letter.recipient)
                decision = policy.on_undelivered(tx.case(letter.case_id), failed, now, self.rules)
                tx.carry_out(decision, now, partial(self.letters.compose, now=now))
                tx.mark_handled(letter.id)
                log.error(
                    "letter %d of %s could not be delivered; the others are told",
                    letter.id,
                    decision.case.name,
                )
