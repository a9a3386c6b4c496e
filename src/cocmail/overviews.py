"""What somebody may hear of, all at once: the answer to LIST, the weekly digest, and either of them anew.

It stands apart from the recipes that need it. An overview tells of several cases, so that clearance cannot be asked
for it as for a letter about one: who is shut out of a case gets those that wait written anew, without it.

Fails: as `database`.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from cocmail.cases import notices
from cocmail.cases.model import Letter, Rules
from cocmail.letters import Letters
from cocmail.transaction import Transaction


def queue(tx: Transaction, letters: Letters, letter: Letter, now: datetime) -> None:
    """Queue a letter that belongs to no case."""
    tx.post.queue(letter, "", None, now, partial(letters.compose, now=now))


def digest(tx: Transaction, letters: Letters, rules: Rules, now: datetime, step: str) -> int:
    """The weekly digest to every responder, "all quiet" included, so that silence means a fault. Returns how many."""
    cases, aside = tx.cases(), tx.count_aside()
    for each in rules.roster.responders:
        queue(tx, letters, notices.digest(each, cases, aside, step, rules), now)
    return len(rules.roster.responders)


def renew(
    tx: Transaction, letters: Letters, rules: Rules, people: Iterable[str], now: datetime, step: str
) -> None:
    """Write the waiting overviews of these people (by key) anew, because a case was just closed to them."""
    for key in sorted(people):
        kinds = tx.post.withdraw_overviews(key, now)
        responder = rules.roster.responder(key)
        if responder is None:
            continue
        for kind in kinds:
            if kind == "digest":
                letter = notices.digest(responder, tx.cases(), tx.count_aside(), f"{step}-anew", rules)
            else:
                letter = notices.overview(responder, tx.cases(), f"{step}-anew", rules)
            queue(tx, letters, letter, now)
