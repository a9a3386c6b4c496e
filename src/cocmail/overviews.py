"""What somebody may hear of, all at once: the answer to LIST, the weekly digest, and what is taken out of them.

It stands apart from the recipes that need it. An overview tells of several cases, so that clearance cannot be asked
for it as for a letter about one: a case that was closed to its reader since, or destroyed, is taken out of it at the
claim. So the cases are read without a lock, and who asks for a list waits for nobody.

Fails: as `database`.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial

from cocmail.cases import notices
from cocmail.cases.model import Case, Letter, Rules
from cocmail.letters import Letters
from cocmail.post import KnownLetter
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
            found.append(tx.peek(case_id))
        except SealBroken as error:
            log.error("%s", error)
    return found


def digest(tx: Transaction, letters: Letters, rules: Rules, now: datetime, step: str) -> int:
    """The weekly digest to every responder, "all quiet" included, so that silence means a fault. Returns how many."""
    cases, aside = open_cases(tx), tx.messages.count_aside()
    for each in rules.roster.responders:
        queue(tx, letters, notices.digest(each, cases, aside, step, rules), now)
    return len(rules.roster.responders)


def tell_of_failure(
    tx: Transaction, letters: Letters, rules: Rules, letter: KnownLetter, now: datetime
) -> None:
    """A letter that belongs to no case failed or came back: of a digest the other responders are told.

    Everybody gets a digest, whatever cases there are, so that this tells nobody of any. Any other letter without a
    case may be there because of one; and one that was never tried did not fail at its recipient, but because it, or a
    case that it tells of, was tampered with.
    """
    owner = rules.roster.responder(letter.recipient.casefold())
    if letter.purpose != "digest" or owner is None or not letter.attempts:
        return
    for each in notices.lost_digest(owner, f"letter-{letter.id}-{letter.attempts}", rules):
        queue(tx, letters, each, now)


def take_out(tx: Transaction, letters: Letters, letter_id: int, closed: Collection[str]) -> bool:
    """Take the cases of these names out of a letter that was not sent yet; False where then nothing is left to send.

    All else of it stays as it was, also what its reader was asked: they read what they would read without those cases.
    """
    waiting = tx.post.telling(letter_id)
    out = [name for name in notices.told_in(waiting.letter) if name.casefold() in closed]
    left = notices.without(waiting.letter, out)
    if left is not None:
        tx.post.rewrite(waiting, left, partial(letters.compose, now=waiting.queued_at))
    return left is not None
