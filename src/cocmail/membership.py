"""Who joins the roster, and who leaves it: every case is brought into line with it, whichever way it was changed.

Who joins declares case by case before seeing anything (P9, P19), and is held where the case names them already. Who
leaves loses, in the first transaction, what waits to be sent to them, the previews they were asked to confirm, and all
that their letters proved; nothing goes to them from then on. The cases follow in batches, so that a message need not
wait for all of them; who joined gets no letter before the last one. After a crash in between all is met once more: a
case that is in line already is left as it is.

The roster that counts is the one that was read last. A process says what stood in the database when it read its own;
where something else stands there by now, its roster is old and changes nothing.

Fails: `RosterIsOld`; otherwise as `database`.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from cocmail.cases import clearance, drafts, mentions, notices, persons, policy
from cocmail.cases.model import (
    Audience,
    Case,
    Clearance,
    Decision,
    Entry,
    EntryType,
    Ground,
    Responder,
    Roster,
    Rules,
    State,
)
from cocmail.filing import other_open_cases
from cocmail.letters import Letters
from cocmail.roll import Members
from cocmail.sealing import SealBroken
from cocmail.store import Store
from cocmail.transaction import Transaction

log = logging.getLogger("cocmail.membership")

# Entries with the words of people: whoever is named in one of them is held.
_WORDS: frozenset[EntryType] = frozenset(
    {
        "report",
        "follow-up",
        "subject",
        "attached",
        "beside",
        "note",
        "unproven-note",
        "followed-up",
        "set",
        "decided",
        "snoozed",
        "contact-answer",
        "stopped",
    }
)

# And those with the words of our letters to the reporter.
_LETTERS: frozenset[EntryType] = frozenset({"asked", "replied"})

# A case takes 20 ms, and a writer on SQLite waits 15 s at most; it looks every 100 ms whether the way is free.
_BATCH = 50
_BETWEEN_BATCHES = 0.2

NamedIn = Callable[[str], Mapping[str, str]]


def meet(
    store: Store,
    letters: Letters,
    rules: Rules,
    now: datetime,
    named_in: NamedIn,
    instead_of: Members | None,
    say: Callable[[str], None] = log.error,
    stopping: Callable[[], bool] = lambda: False,
) -> Members | None:
    """Bring every case into line with the roster, and return how that stands in the database now.

    `named_in` gives, by key, whom of the roster a text names and the words that do; `instead_of` is what stood in
    the database when this roster was read; `say` is told of a case that cannot be opened. `stopping`, asked before
    each few cases, is whether to leave the rest to the next call; then None. Raises `RosterIsOld` where something
    else stands there by now.
    """
    roster = rules.roster
    with store.transaction() as tx:
        new, renamed = tx.roll.meet(roster, instead_of)
        tx.post.part_from_leavers(now)
        # Each case is asked, and not the difference alone: a process with the older roster may have opened one since.
        case_ids = tx.case_ids(closed=True)
    contacts = tuple(each for each in roster.everybody() if (each.key, Audience.CONTACT) in new)
    joined = frozenset(key for key, part in new if part == Audience.RESPONDER)
    meeting = _Meeting(rules, now, named_in, joined, contacts, renamed)
    left: set[str] = set()
    for start in range(0, len(case_ids), _BATCH):
        if stopping():
            return None
        if start:
            time.sleep(_BETWEEN_BATCHES)
        with store.transaction() as tx:
            tx.roll.still_meets(roster)
            for case_id in case_ids[start : start + _BATCH]:
                try:
                    decision, gone = meeting.look_at(case_id, tx)
                except SealBroken as error:
                    # One that was tampered with must not keep the others from their due.
                    say(str(error))
                    continue
                if decision is not None:
                    tx.carry_out(decision, now, partial(letters.compose, now=now))
                left |= gone
    with store.transaction() as tx:
        tx.roll.has_met(roster)
        met = tx.roll.members()
    if joined or left:
        log.info("the roster was met: %d joined, %d left with a part in cases", len(joined), len(left))
    return met


@dataclass(frozen=True, slots=True)
class _Meeting:
    """The roster that is met, and what is new in it."""

    rules: Rules
    now: datetime
    named_in: NamedIn
    joined: frozenset[str]  #: the keys of the responders who are new
    contacts: tuple[Responder, ...]  #: those of them who are new
    renamed: frozenset[str]

    def look_at(self, case_id: int, tx: Transaction) -> tuple[Decision | None, set[str]]:
        """What brings a case into line, None where nothing has to, and who of those who left had a part in it."""
        case, roster = tx.case(case_id), self.rules.roster
        if case.erased_at is not None or case.is_imported:
            return None, set()  # Erased since it was listed; or one that nobody ever has a part in.
        left = {
            key
            for key in case.clearance
            if not _belongs(case, key, roster) or (key in self.joined and _is_from_before(case, key, tx))
        }
        return self._brought_into_line(case, left, tx), left

    def _brought_into_line(self, case: Case, left: set[str], tx: Transaction) -> Decision | None:
        """The case with those who are new and without those who left; None where that changes nothing."""
        roster = self.rules.roster
        joining = [each for each in (*roster.responders, *self.contacts) if each.key not in case.clearance]
        # What they had before they left the roster does not count: they declare anew.
        standing = {key: each for key, each in case.clearance.items() if key not in left}
        before = replace(case, clearance=dict(standing))
        entries = [Entry(self.now, "left", text=key) for key in sorted(left)]
        # A draft is its author's alone until it is sent, and asks all others then; one whose author left, now.
        is_left_behind = "draft" in case.marks and not any(
            clearance.may_read(before, key) for key in standing
        )
        marks = case.marks - {"draft"} if is_left_behind else case.marks
        # Who joined may have a standing already: from who files meanwhile, or from a look that was not the last one.
        looked_for = self.renamed | self.joined
        named = _held(before, roster, tx, self.named_in) if joining or looked_for else {}
        related = drafts.related_to(before, other_open_cases(tx, case), self.rules) if is_left_behind else ()
        elsewhere = clearance.shut_out_of(related)
        # Whoever has but another address now, or one more, is not new: what they stepped back from they are not asked
        # about again.
        recused = {old for old, each in case.clearance.items() if each == Clearance.RECUSED}
        moved = frozenset(key for old in recused for key in persons.out_under(roster, old))
        for each in joining:
            if each.key in named:
                standing[each.key] = Clearance.HELD
                entries.append(Entry(self.now, "held", each.key, named[each.key]))
            elif each.key in moved:
                standing[each.key] = Clearance.RECUSED
                entries.append(Entry(self.now, "recused", each.address, each.address))
            elif "draft" not in marks and roster.responder(each.key) is not None:
                standing[each.key] = Clearance.PENDING
        # Contacts have a standing only where they are out.
        out = (
            elsewhere.keys()
            & {each.key for each in roster.everybody()} - before.clearance.keys() - named.keys()
        )
        standing |= {key: elsewhere[key][0] for key in out}
        entries += policy.related(related, out, self.now)
        known = replace(case, clearance=standing)
        if not is_left_behind:
            held = {key: named[key] for key in looked_for & named.keys()}
            again = clearance.newly_held(known, clearance.but_included(known, held))
            standing |= dict.fromkeys(again, Clearance.HELD)
            entries += [Entry(self.now, "held", key, named[key]) for key in sorted(again)]
        if not entries and standing == case.clearance:
            return None
        stayed = replace(roster, responders=tuple(each for each in roster.responders if each.key not in left))
        changed = clearance.untaken(replace(case, clearance=standing, marks=marks))
        changed = clearance.without_taker(changed, stayed)
        told, ground = frozenset(each.key for each in joining), self._ground("left")
        changed, nudged = policy.untaken(case, changed, ground, but=told)
        changed = policy.scheduled(changed, self.rules)
        invited = []
        if case.state != State.CLOSED:
            invited = notices.invitations(before, changed, self._ground("joined"), but=out)
            invited += nudged
            # Whether anybody was there before is asked of the roster as it was.
            leavers = tuple(Responder(key) for key in sorted(left))
            whole = replace(roster, responders=(*roster.responders, *leavers))
            of_before = replace(ground, rules=replace(self.rules, roster=whole))
            unreached = clearance.unreached(case, tx.history(case.id or 0))
            invited += notices.nobody_left(case, changed, of_before, unreached)
        shut_out = clearance.newly_shut_out(before, changed)
        return Decision(changed, tuple(entries), tuple(invited), withdraw=shut_out)

    def _ground(self, what: str) -> Ground:
        return Ground(self.now, self.rules, f"{what}-{self.now.isoformat()}")


def _belongs(case: Case, key: str, roster: Roster) -> bool:
    """Whether somebody who has a standing on the case is still one of us; of a contact only a hold is known."""
    if roster.responder(key) is not None:
        return True
    return clearance.is_ours(roster, key, Audience.CONTACT) and clearance.shut_out(case, key)


def _is_from_before(case: Case, key: str, tx: Transaction) -> bool:
    """Whether the standing of somebody who joined is that of their last time, whose letters prove nothing any more.

    They left, and were put back before this case was looked at.
    """
    # On a closed case nobody is asked, and who is new waits there without a letter.
    counts = clearance.may_read(case, key) or case.state != State.CLOSED
    return counts and not clearance.shut_out(case, key) and not tx.post.proves(case.id or 0, key)


def _held(case: Case, roster: Roster, tx: Transaction, named_in: NamedIn) -> dict[str, str]:
    """Who is shut out of a case from the first, by key, and why: named in it, its reporter, or shut out before."""
    history = tx.history(case.id or 0)
    before: dict[str, str] = {}
    for each in history:
        match each.type:
            case "held":
                before[each.who] = each.text
            case "recused" if each.who.casefold() != each.text.casefold():
                before[each.text.casefold()] = ""
            case "included":
                before.pop(each.text.casefold(), None)
    # Who was shut out under an address that is another one of theirs by now is so still.
    before |= {key: words for old, words in before.items() for key in persons.out_under(roster, old)}
    # Whoever reported it may have written from an address that we do not know; a lone "Carla" may be anybody's.
    own_name = [case.reporter_name] if " " in case.reporter_name.strip() else []
    # In a letter to the reporter it is a question that may be about them.
    asked = [mentions.was_asked_about(each.text, roster) for each in history if each.type in _LETTERS]
    named = _named(history, [*asked, *own_name], roster, named_in)
    kept_back = [each.text for each in history if each.type == "unshared"]
    # Who had not declared when they wrote it takes nobody off the case who has: see `responding`.
    of_them = named_in("\n".join(kept_back)) if kept_back else {}
    before |= {key: words for key, words in of_them.items() if not clearance.may_read(case, key)}
    return {**before, **named, **dict.fromkeys(persons.who_is(roster, case.reporter), case.reporter)}


def _named(
    history: Sequence[Entry], more: Sequence[str], roster: Roster, named_in: NamedIn
) -> dict[str, str]:
    """Whom the words on a case name, and some `more`, by key; not whoever signs what they write themselves."""
    ours = {each.key for each in roster.everybody()}
    written: dict[str, list[str]] = {"": [*more]}
    for each in history:
        if each.type in _WORDS:
            key = each.who.casefold()
            written.setdefault(key if key in ours else "", []).append(each.text)
    found: dict[str, str] = {}
    for key, texts in written.items():
        found |= persons.others_named(roster, key, named_in("\n".join(texts)))
    return found
