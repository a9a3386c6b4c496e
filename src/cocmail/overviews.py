"""What somebody may hear of, all at once: the answer to LIST, the weekly digest, and what is taken out of them.

It stands apart from the recipes that need it. An overview tells of several cases, so that clearance cannot be asked
for it as for a letter about one: out of those that wait for somebody a case is taken when it is closed to them.

Fails: as `database`.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from cocmail.cases import clearance, notices
from cocmail.cases.model import Case, Letter, Rules
from cocmail.letters import Letters
from cocmail.post import Telling
from cocmail.sealing import SealBroken
from cocmail.transaction import Transaction

log = logging.getLogger("cocmail.overviews")


def queue(tx: Transaction, letters: Letters, letter: Letter, now: datetime) -> None:
    """Queue a letter that belongs to no case."""
    tx.post.queue(letter, "", None, now, partial(letters.compose, now=now))


def open_cases(tx: Transaction) -> list[Case]:
    """All open cases, newest first, without those that were tampered with: they keep nobody from the others."""
    found = []
    for case_id in tx.case_ids():
        try:
            found.append(tx.case(case_id))
        except SealBroken as error:
            log.error("%s", error)
    return found


def digest(tx: Transaction, letters: Letters, rules: Rules, now: datetime, step: str) -> int:
    """The weekly digest to every responder, "all quiet" included, so that silence means a fault. Returns how many."""
    cases, aside = open_cases(tx), tx.count_aside()
    for each in rules.roster.responders:
        queue(tx, letters, notices.digest(each, cases, aside, step, rules), now)
    return len(rules.roster.responders)


def renew(tx: Transaction, letters: Letters, people: Iterable[str], now: datetime) -> None:
    """Take out of the letters that wait for these people (by key) what was just closed to them.

    All else of them stays as it was, also what they were asked: they read what they would read without that case.
    """
    for key in sorted(people):
        for waiting in tx.post.telling(now, to=key):
            _take_out(tx, letters, waiting, partial(_is_closed_to, tx, key), now)


def forget(tx: Transaction, letters: Letters, name: str, now: datetime) -> None:
    """Take the case of that name, which was destroyed, out of the letters that wait, to whomever they are."""
    for waiting in tx.post.telling(now):
        _take_out(tx, letters, waiting, lambda told: told.casefold() == name, now)


def _take_out(
    tx: Transaction, letters: Letters, waiting: Telling, is_out: Callable[[str], bool], now: datetime
) -> None:
    if out := [name for name in notices.told_in(waiting.letter) if is_out(name)]:
        left = notices.without(waiting.letter, out)
        tx.post.rewrite(waiting, left, now, partial(letters.compose, now=waiting.queued_at))


def _is_closed_to(tx: Transaction, key: str, name: str) -> bool:
    case_id = tx.case_id(name)
    try:
        return case_id is None or clearance.shut_out(tx.case(case_id), key)
    except SealBroken as error:
        log.error("%s", error)
        return True
