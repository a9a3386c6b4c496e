"""Who joins the roster, and who leaves it: found by the difference to the last look, whichever way it was changed.

Who joins declares case by case before seeing anything (P19), and is held where the case names them already. Who
leaves loses, in one transaction, their clearance everywhere, what waits to be sent to them, the previews they were
asked to confirm, and all that their letters proved.

Fails: as `database`.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from cocmail.cases import clearance, notices, policy
from cocmail.cases.model import Case, Clearance, Decision, Entry, Responder, Rules, State
from cocmail.letters import Letters
from cocmail.store import Store
from cocmail.transaction import Transaction

log = logging.getLogger("cocmail.membership")

# Entries with the words of people: whoever is named in one of them is held.
_WORDS = frozenset(
    {"report", "follow-up", "note", "followed-up", "set", "decided", "contact-answer", "stopped"}
)

NamedIn = Callable[[str], Mapping[str, str]]


def meet(store: Store, letters: Letters, rules: Rules, now: datetime, named_in: NamedIn) -> None:
    """Bring every case into line with the roster as it is now.

    `named_in` gives, by key, whom of the roster a text names and the words that do.
    """
    with store.transaction() as tx:
        new, somebody_left = tx.meet(rules.roster)
        if not new and not somebody_left:
            return
        everybody = {each.key for each in rules.roster.everybody()}
        joining = [each for each in rules.roster.responders if each.key in new]
        gone: set[str] = set()
        for case in tx.cases(closed=True):
            left = {key for key in case.clearance if key not in everybody}
            gone |= left
            decision = _brought_into_line(case, joining, left, now, rules, tx, named_in)
            if decision is not None:
                tx.carry_out(decision, now, partial(letters.compose, now=now))
        for key in sorted(gone):
            tx.post.part_from(key, now)
    log.info("the roster changed: %d joined, %d left", len(joining), len(gone))


def _brought_into_line(
    case: Case,
    joining: list[Responder],
    left: set[str],
    now: datetime,
    rules: Rules,
    tx: Transaction,
    named_in: NamedIn,
) -> Decision | None:
    """The case with those who are new and without those who left; None where that changes nothing."""
    # What they had before they left the roster does not count: they declare anew.
    standing = {key: each for key, each in case.clearance.items() if key not in left}
    before = replace(case, clearance=standing)
    entries = [Entry(now, "left", text=key) for key in sorted(left)]
    unknown = [each for each in joining if each.key not in standing]
    if "draft" not in case.marks and unknown:
        held = _named(tx, case, named_in)
        held |= dict.fromkeys(clearance.who_is(rules.roster, case.reporter), case.reporter)
        for each in unknown:
            standing[each.key] = Clearance.HELD if each.key in held else Clearance.PENDING
        entries += [Entry(now, "held", each.key, held[each.key]) for each in unknown if each.key in held]
    if not entries and standing == case.clearance:
        return None
    changed = clearance.without_taker(replace(case, clearance=standing), rules.roster)
    changed = policy.scheduled(changed, rules)
    invited = []
    if case.state != State.CLOSED:
        invited = notices.invitations(before, changed, "", f"joined-{now.isoformat()}", rules)
        invited += notices.nobody_left(case, changed, f"left-{now.isoformat()}", rules)
    return Decision(changed, tuple(entries), tuple(invited))


def _named(tx: Transaction, case: Case, named_in: NamedIn) -> dict[str, str]:
    words = [each.text for each in tx.history(case.id or 0) if each.type in _WORDS]
    return dict(named_in("\n".join(words)))
