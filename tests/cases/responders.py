"""A responder's mail about a case as plain values, and what of its decision the tests look at."""

from dataclasses import replace
from datetime import datetime

from tests.builders import BEN, START, rules

from cocmail.cases import drafts, policy, responding
from cocmail.cases.commands import read_commands
from cocmail.cases.model import (
    Asked,
    Case,
    Clearance,
    Decision,
    Entry,
    Ground,
    Letter,
    Report,
    Responder,
    Rules,
    State,
    Told,
)
from cocmail.cases.responding import Heard

REPORTER = "rea@example.net"
RULES = rules()
CLEARED, PENDING, HELD, RECUSED = Clearance.CLEARED, Clearance.PENDING, Clearance.HELD, Clearance.RECUSED


def case(*cleared: Responder, held: tuple[Responder, ...] = (), **changes: object) -> Case:
    report = Report(START, "Somebody shouted.", reporter=REPORTER, may_answer=True)
    known = policy.on_report(report, "copper lantern", START, RULES).case
    standing = {
        **known.clearance,
        **{each.key: CLEARED for each in cleared},
        **{each.key: HELD for each in held},
    }
    return replace(known, id=1, clearance=standing, **changes)  # type: ignore[arg-type]


def followed_up(known: Case) -> Case:
    return replace(known, follow_up_due=None, followed_up_at=START)


def closed(known: Case) -> Case:
    return replace(followed_up(known), state=State.CLOSED, closed_at=START, outcome="no-action")


THE_CASE = (Told("2026-03-02 14:00", "report", text="Words"),)


def ground(
    history: tuple[Entry, ...] = (),
    *,
    now: datetime = START,
    others: tuple[Case, ...] = (),
    by: Rules = RULES,
) -> Ground:
    return Ground(now, by, "m2", history, THE_CASE, {each.name: each for each in others})


def says(known: Case, who: Responder, text: str, on: Ground | None = None, **heard: object) -> Decision:
    return responding.on_responder(known, who, Heard(read_commands(text), **heard), on or ground())  # type: ignore[arg-type]


def yes(
    before: Decision,
    who: Responder,
    *,
    after: tuple[Entry, ...] = (),
    now: datetime = START,
    others: tuple[Case, ...] = (),
) -> Decision:
    """The YES to the preview of a decision, when `after` happened in between."""
    assert before.pending is not None
    history = (*before.entries, *after)
    asked = Asked(before.pending, START, len(before.entries))
    return says(before.case, who, "yes", ground(history, now=now, others=others), asked=asked)


def codes(decision: Decision) -> list[str]:
    answer = next(each for each in (*decision.letters, *decision.apart) if each.facts.get("results"))
    return [each["code"] for each in answer.facts["results"]]


def told(decision: Decision) -> list[tuple[str, str]]:
    return [(each.purpose, each.to) for each in decision.letters]


def the(decision: Decision, purpose: str) -> Letter:
    (letter,) = (each for each in decision.letters if each.purpose == purpose)
    return letter


def types(decision: Decision) -> list[str]:
    return [each.type for each in decision.entries]


def new(text: str, by: Responder = BEN, **report: object) -> Decision:
    found = Report(START, text, **report)  # type: ignore[arg-type]
    return drafts.on_new(found, "copper lantern", by, read_commands(text), ground())
