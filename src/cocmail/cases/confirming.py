"""What waits for a YES: the preview that asks for it, and what makes a YES void.

It stands apart from `responding` because one word discloses or ends something: it counts once, within a day, and only
while nobody moved the case (product.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

from cocmail.cases import clearance, notices, persons
from cocmail.cases.answers import Said
from cocmail.cases.commands import FOR_THE_REPORTER, VERBS, Confirm, verbs_facts
from cocmail.cases.model import (
    WISHES,
    Asked,
    Case,
    Command,
    Disclosure,
    Entry,
    EntryType,
    Ground,
    Letter,
    Pending,
    Responder,
)

_WITHIN = timedelta(hours=24)
# What may come between a preview and its YES without changing what was previewed.
_NO_CHANGE: frozenset[EntryType] = frozenset(
    {"reminder", "escalation", "automatic-reply", "refused", "unproven", "undelivered", "cleared", "snoozed",
     "unshared", "attached", "beside", "revealed", "exported", "unreadable", "linked", "author", "unproven-note"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """The commands of a mail that wait for a YES, and what came of each line of that mail."""

    by: Responder
    commands: tuple[Command, ...]
    results: Sequence[Mapping[str, object]]
    shows: Letter | None = None  #: the letter to the reporter among what they would do
    named: Sequence[str] = ()  #: the colleagues whom that letter names
    let_in: Sequence[str] = ()  #: whom it would include, by key

    @property
    def needs_another(self) -> bool:
        """Whether another responder has to say it."""
        return VERBS[self.commands[0].verb].confirm == Confirm.SECOND

    @property
    def pending(self) -> Pending:
        """What the store keeps until the YES."""
        return Pending(self.by.key, self.commands, self.needs_another)


def preview(case: Case, to: Responder, proposal: Proposal, ground: Ground, **more: Any) -> Letter:
    """The letter that asks for the YES, with what the reporter would see; `more` are facts beside the usual ones."""
    by, shows = proposal.by, proposal.shows
    facts = {
        **notices.case_facts(case, ground.rules),
        "results": proposal.results if to.key == by.key else [],
        "lines": [each.line for each in proposal.commands],
        # Of a letter to the reporter the preview shows all that there is.
        "verbs": verbs_facts(each.verb for each in proposal.commands if each.verb not in FOR_THE_REPORTER),
        "author": by.name or by.address,
        "is_own": to.key == by.key,
        "recipient": shows.to if shows else "",
        "withheld_because": "" if case.marks & {*WISHES} else _withheld_because(ground.history),
        "asked_at": _asked_at(ground.history),
        "named": [*proposal.named],
        "reported": _reported(case, proposal, ground),
        "reads_at_once": ground.rules.clearance_mode == "open",
        "cut": [each for command in proposal.commands for each in command.cut],
        "left": [each for command in proposal.commands for each in command.left],
        "within": ground.now + _WITHIN,
        **more,
    }
    return replace(notices.to_responder(to, "preview", ground.step, Disclosure.CONTENT, facts), shows=shows)


def _reported(case: Case, proposal: Proposal, ground: Ground) -> list[str]:
    """The responders who would be let in, and by whom the case, or a later message of it, was reported."""
    roster = ground.rules.roster
    # A first message may be another responder's, who passed it on with NEW.
    authors = {each.who for each in ground.history if each.type in ("follow-up", "stopped")}
    keys = {key for each in (case.reporter, *authors) for key in persons.who_is(roster, each)}
    people = (each for each in roster.responders if each.key in keys & {*proposal.let_in})
    return [each.name or each.address for each in people]


def confirmed(asked: Asked | None, case: Case, by: Responder, ground: Ground) -> tuple[Command, ...] | Said:
    """The commands that a YES to the preview `asked` confirms, or why it confirms none."""
    if asked is None:
        return Said("no-preview")
    if not clearance.may_read(case, by.key):
        return Said("undeclared")
    if ground.now - asked.at > _WITHIN or asked.at > ground.now + _WITHIN:
        return Said("too-late")
    if any(_moves(each, asked.pending) for each in ground.history[asked.entries :]):
        return Said("changed")
    if asked.pending.second and by in persons.together(ground.rules.roster, asked.pending.by):
        return Said("yours")
    return asked.pending.commands


def _moves(entry: Entry, waiting: Pending) -> bool:
    """Whether an entry changes what was previewed: the case, or what the reporter would be told."""
    if entry.type == "recused":
        # Whom others keep out must not come back by a YES to what was asked before.
        return any(each.verb == "include" for each in waiting.commands)
    return entry.type not in _NO_CHANGE and not entry.type.startswith("letter-")


def _withheld_because(history: Sequence[Entry]) -> str:
    """Why no letter has gone to the reporter by itself from the first message on, or "" where one may."""
    if any(each.type == "released" for each in history):
        return ""
    first = takewhile(lambda each: each.type != "follow-up", history)
    return next((each.text for each in first if each.type == "withheld"), "")


def _asked_at(history: Sequence[Entry]) -> str:
    """Where a form asked for answers last, or ""."""
    return next((each.text for each in reversed(history) if each.type == "reply-to"), "")
