"""A report that a responder passes on with NEW: theirs alone until their YES, then everybody's who may hear of it.

It stands apart from `policy`, which opens what reporters write themselves (P5, P6).
"""

from collections.abc import Iterable
from dataclasses import replace

from cocmail.cases import checklist, clearance, notices, persons, policy, recusal
from cocmail.cases.answers import Said
from cocmail.cases.commands import Reading
from cocmail.cases.confirming import Proposal, preview
from cocmail.cases.model import (
    FIELDS,
    Case,
    Clearance,
    Command,
    Decision,
    Entry,
    Ground,
    Letter,
    Report,
    Responder,
    Rules,
    State,
)


def on_new(report: Report, name: str, by: Responder, reading: Reading, ground: Ground) -> Decision:
    """NEW: a report by phone, or to a responder. The case is there at once, for its writer alone until their YES.

    Nothing is lost where the YES never comes: the case is on the clock like any other.
    """
    now, rules = ground.now, ground.rules
    held = persons.others_named(rules.roster, by.key, report.held)
    standing: dict[str, Clearance] = dict.fromkeys(held, Clearance.HELD)
    results = []
    for each in reading.commands:
        said, out = _beside_new(each, by, rules)
        results.append(said.facts(each.line))
        standing |= {key: Clearance.RECUSED for key in out if key not in standing}
    case = Case(
        name=name,
        received_at=now,
        follow_up_due=now + rules.ladder.follow_up,
        urgent=report.urgent,
        marks=report.marks | {"draft"},
        language=report.language,
        reporter=report.reporter,
        person_named_as=report.person_named_as,
        requests_made=rules.max_requests,
        checklist=checklist.merge({}, report.findings),
        clearance={**standing, by.key: Clearance.CLEARED},
    )
    case = policy.scheduled(case, rules)
    line = next(each.line for each in reading.commands if each.verb == "new")
    waiting = Proposal(by, (Command("new", line),), results)
    found = [
        {"field": each, "state": case.checklist[each].state, "words": case.checklist[each].evidence}
        for each in FIELDS
    ]
    shut_out = [each.name or each.address for each in rules.roster.everybody() if each.key in standing]
    # Whoever wrote NEW is not told what it means: they are shown how the report was understood.
    letter = preview(case, by, waiting, ground, verbs=[], found=found, shut_out=shut_out)
    entries = policy.received("report", report, by.address, now, name)
    entries += [Entry(now, "held", key, held[key]) for key in sorted(held)]
    entries += [
        Entry(now, "recused", by.address, key)
        for key, each in sorted(standing.items())
        if each == Clearance.RECUSED
    ]
    return Decision(case, tuple(entries), (letter,), pending=waiting.pending)


def _beside_new(command: Command, by: Responder, rules: Rules) -> tuple[Said, tuple[str, ...]]:
    """What comes of a command in the mail that opens a case, and whom it shuts out (by key).

    Beside NEW it is only RECUSE with a name: the rest is about a case that its writer has not seen yet.
    """
    if command.verb == "new":
        return Said("waits"), ()
    if command.verb != "recuse":
        return Said("alone"), ()
    meant = recusal.meant(command.text, by, rules.roster)
    if meant.doubt:
        return meant.doubt, ()
    if command.text and not meant.is_named:
        return Said("nobody", {"name": command.text}), ()
    oneself = persons.one_with(rules.roster, by.key)
    others = tuple(each.key for each in meant.people if each not in oneself)
    return Said("ok" if others else "alone"), others


def opened(case: Case, ground: Ground) -> tuple[Case, list[Entry], list[Letter]]:
    """A draft as the others know it from now on, its new history, and what they are told."""
    related = related_to(case, ground.cases.values(), ground.rules)
    after = _known_to_all(case, related, ground.rules)
    out = clearance.shut_out_of(related).keys() - case.clearance.keys()
    entries = policy.related(related, out & after.clearance.keys(), ground.now)
    return after, entries, notices.invitations(case, after, ground, but=out)


def related_to(draft: Case, others: Iterable[Case], rules: Rules) -> tuple[Case, ...]:
    """The open ones of the `others` that are of the same reporter: whom they shut out, the draft shall too.

    One that shuts out somebody who knows of the draft counts for nothing: they would see by it that there is one. None
    counts where they leave the draft to nobody.
    """
    knowing = [key for key in draft.clearance if not clearance.shut_out(draft, key)]
    related = tuple(
        each
        for each in others
        if draft.reporter
        and each.reporter.casefold() == draft.reporter.casefold()
        and each.state != State.CLOSED
        and "draft" not in each.marks
        and not any(clearance.shut_out(each, key) for key in knowing)
    )
    after = _known_to_all(draft, related, rules)
    is_lost = not clearance.is_reached(after, rules.roster) and not clearance.watchers(
        after, rules.roster, ""
    )
    return () if is_lost else related


def _known_to_all(draft: Case, related: Iterable[Case], rules: Rules) -> Case:
    start = clearance.first_clearance(
        rules.roster, {}, draft.reporter, mode=rules.clearance_mode, related=related
    )
    return replace(draft, clearance={**start, **draft.clearance}, marks=draft.marks - {"draft"})
