"""What follows from what: a report, a later message, a responder's words, a silence, a letter that failed.

Plain functions from values to a `Decision`; nothing here looks anything up. It stands apart so that every
rule of the procedure can be read, and tested, without a mailbox or a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cocmail.cases import checklist, clearance, deadlines
from cocmail.cases.commands import VERBS, Command, Reading, help_text
from cocmail.cases.deadlines import Ladder
from cocmail.cases.model import (
    Audience,
    Case,
    Clearance,
    Decision,
    Disclosure,
    Entry,
    Letter,
    Report,
    Responder,
    Roster,
    State,
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration decides, for the rules to use."""

    roster: Roster
    required: tuple[str, ...]
    max_requests: int = 2
    clearance_mode: str = "confirm"
    ladder: Ladder = Ladder()
    default_language: str = "en"


@dataclass(frozen=True, slots=True)
class Failed:
    """A letter that could not be delivered: its purpose, part and recipient."""

    letter_id: int
    purpose: str
    audience: Audience
    to: str


def on_report(report: Report, name: str, now: datetime, rules: Rules) -> Decision:
    """A first message opens a case, whatever it looks like (P2)."""
    received_at = min(report.received_at, now)
    marks = set(report.marks)
    marks |= {"unclear"} if not report.is_report else set()
    marks |= {"unreadable"} if not report.readable else set()
    asks = checklist.missing(report.findings, rules.required) if _asks_at_all(report, rules) else ()
    case = Case(
        name=name,
        received_at=received_at,
        follow_up_due=received_at + rules.ladder.follow_up,
        urgent=report.urgent,
        marks=frozenset(marks),
        language=report.language,
        reporter=report.reporter,
        reporter_name=report.reporter_name,
        person_named_as=report.person_named_as,
        requests_made=1 if asks and report.may_answer else 0,
        checklist=checklist.merge({}, report.findings),
        clearance=clearance.first_clearance(
            rules.roster, report.held, report.reporter, mode=rules.clearance_mode
        ),
    )
    entries = [Entry(received_at, "report", report.reporter, report.text)]
    entries += [Entry(now, "held", key, words) for key, words in sorted(report.held.items())]
    entries += [Entry(now, "possibly-related", text=each) for each in report.related]
    letters: list[Letter] = []
    if report.may_answer:
        purpose = "unreadable" if not report.readable else "acknowledgement" if report.is_report else "gentle"
        letters.append(_to_reporter(case, purpose, "1", asks=asks, truncated=report.truncated))
    else:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    case = _scheduled(case, rules)
    letters += _first_notices(case, report, rules)
    return Decision(case, tuple(entries), tuple(letters))


def on_follow_up(case: Case, report: Report, now: datetime, rules: Rules, *, step: str) -> Decision:
    """A later message of the reporter joins its case, fills fields, and starts a new clock where one had ended."""
    known = checklist.merge(case.checklist, report.findings)
    asks: tuple[str, ...] = ()
    open_fields = checklist.missing(known, rules.required)
    if "unclear" in case.marks and not report.is_report:
        open_fields = ()
    if case.requests_made < rules.max_requests and report.readable:
        asks = open_fields
    reopened = case.state == State.CLOSED
    running = case.follow_up_due is not None and not reopened
    answers = report.may_answer and bool(case.reporter)
    marks = case.marks | report.marks
    changed = replace(
        case,
        state=State.OPEN if reopened else case.state,
        urgent=case.urgent or report.urgent,
        marks=marks - {"unclear"} if report.is_report else marks,
        checklist=known,
        person_named_as=case.person_named_as or report.person_named_as,
        requests_made=case.requests_made + (1 if asks and answers else 0),
        clearance=clearance.hold(case, report.held),
        follow_up_due=case.follow_up_due
        if running
        else min(report.received_at, now) + rules.ladder.follow_up,
        rung=case.rung if running else "",
        nudged_at=case.nudged_at if running else None,
        outcome="" if reopened else case.outcome,
    )
    newly_held = clearance.newly_held(case, report.held)
    entries = [Entry(min(report.received_at, now), "follow-up", report.reporter, report.text)]
    entries += [Entry(now, "held", key, report.held[key]) for key in sorted(newly_held)]
    entries += [Entry(now, "reopened")] if reopened else []
    letters: list[Letter] = []
    if answers:
        purpose = "request" if asks else "thanks"
        letters.append(_to_reporter(changed, purpose, step, asks=asks, truncated=report.truncated))
    elif report.withheld_because:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    changed = _scheduled(changed, rules)
    facts = _report_facts(changed, report)
    letters += [
        _to_responder(each, "update", step, Disclosure.CONTENT, facts)
        for each in clearance.audience(changed, rules.roster, Disclosure.CONTENT)
    ]
    return Decision(changed, tuple(entries), tuple(letters), withdraw=newly_held)


def on_stop(case: Case, report: Report, now: datetime, rules: Rules, *, step: str) -> Decision:
    """The reporter wants no more letters: what is queued for them dies, and those who may read it are told."""
    changed = replace(case, marks=case.marks | {"stopped"})
    entry = Entry(min(report.received_at, now), "stopped", report.reporter, report.text)
    facts = _report_facts(changed, report)
    letters = [
        _to_responder(each, "update", step, Disclosure.CONTENT, facts)
        for each in clearance.audience(changed, rules.roster, Disclosure.CONTENT)
    ]
    return Decision(changed, (entry,), tuple(letters), withdraw=frozenset({case.reporter.casefold()}))


def on_responder(
    case: Case,
    responder: Responder,
    reading: Reading,
    now: datetime,
    rules: Rules,
    *,
    step: str,
    history: str,
) -> Decision:
    """A responder's reply: commands are carried out in order; exactly one answer goes back.

    `history` is the readable text of the case so far, for those whom `clear` lets in.
    """
    if clearance.shut_out(case, responder.key):
        return Decision(case, (Entry(now, "refused", responder.address),), (_unavailable(responder, step),))
    entries: list[Entry] = []
    letters: list[Letter] = []
    results: list[Mapping[str, str]] = []
    withdraw: set[str] = set()
    changed = case
    if reading.misread:
        results += [
            {"line": each.line, "result": f"not done: did you mean {each.meant.upper()}?"}
            for each in reading.misread
        ] + [
            {"line": each.line, "result": "not done: nothing was, because of the line above"}
            for each in reading.commands
        ]
    else:
        for command in reading.commands:
            changed, result, entry = _carry_out(changed, responder, command, now)
            results.append({"line": command.line, "result": result})
            entries += [entry] if entry else []
            if result == "ok" and command.verb == "clear":
                facts = {**_case_facts(changed, rules), "text": history}
                letters.append(_to_responder(responder, "report", step, Disclosure.CONTENT, facts))
            if result == "ok" and command.verb == "recuse":
                withdraw.add(responder.key)
                break
            if result == "ok" and command.verb == "note":
                letters += _shared_note(changed, responder, command.text, step, rules)
    if reading.note and responder.key not in withdraw:
        if clearance.may_read(changed, responder.key):
            entries.append(Entry(now, "note", responder.address, reading.note))
            letters += _shared_note(changed, responder, reading.note, step, rules)
            results.append(
                {"line": "(your text)", "result": "kept as a note; nothing was sent to the reporter"}
            )
        else:
            entries.append(Entry(now, "note", responder.address, reading.note))
            results.append({"line": "(your text)", "result": "kept; answer CLEAR or RECUSE first"})
    changed = _scheduled(changed, rules)
    if responder.key in withdraw:
        answer = Letter(
            "recused", responder.address, Audience.RESPONDER, Disclosure.NOTHING, responder.language, step
        )
        letters = [answer]
    elif (
        not letters or reading.misread or any(each["result"] != "ok" for each in results) or len(results) > 1
    ):
        facts = {**_case_facts(changed, rules), "results": results, "help": help_text()}
        letters.append(_to_responder(responder, "answer", step, Disclosure.EXISTENCE, facts))
    return Decision(changed, tuple(entries), tuple(letters), frozenset(withdraw))


def on_bounce(case: Case, failed: Failed, now: datetime, rules: Rules) -> Decision:
    """A letter came back: the others are told at once."""
    return on_undelivered(case, failed, now, rules)


def on_undelivered(case: Case, failed: Failed, now: datetime, rules: Rules) -> Decision:
    """A letter failed for good. An alert that itself fails is recorded and never alerted again."""
    entry = Entry(now, "undelivered", failed.to, failed.purpose)
    if failed.purpose == "undelivered":
        return Decision(case, (entry,))
    marks = case.marks | ({"reporter-unreachable"} if failed.audience == Audience.REPORTER else set())
    changed = replace(case, marks=frozenset(marks))
    facts = {"who": "reporter" if failed.audience == Audience.REPORTER else "responder"}
    step = f"letter-{failed.letter_id}"
    told = [
        each
        for each in clearance.audience(changed, rules.roster, Disclosure.EXISTENCE)
        if each.key != failed.to.casefold()
    ]
    letters = [_to_responder(each, "undelivered", step, Disclosure.EXISTENCE, facts) for each in told]
    if not told:
        letters = [
            _to_contact(each, "undelivered", step, facts)
            for each in _beyond(changed, rules)
            if each.key != failed.to.casefold()
        ]
    return Decision(changed, (entry,), tuple(letters))


def on_note(case: Case, author: str, text: str, now: datetime, why: str) -> Decision:
    """A message that belongs to a case but moves nothing: an automatic reply, a mail that proves too little."""
    return Decision(case, (Entry(now, why, author, text),))


def on_silence(case: Case, now: datetime, rules: Rules) -> Decision | None:
    """The ladder: the highest rung that is due, once; None where nothing is."""
    rung = deadlines.due_rung(case, now, rules.ladder)
    if not rung:
        return None
    level = case.escalation_level + (rung == "escalation")
    changed = replace(
        case,
        rung=case.rung if rung in ("urgent", "review") else rung,
        escalation_level=level,
        nudged_at=now,
    )
    changed = _scheduled(changed, rules)
    step = (
        f"{rung}-{level}-{now.isoformat()}"
        if rung in ("urgent", "review")
        else f"{rung}-{level}-{started(case)}"
    )
    facts = {**_case_facts(changed, rules), "rung": rung, "days": (now - _start(case, rules)).days}
    purpose = "escalation" if rung == "escalation" else "reminder"
    told = clearance.audience(changed, rules.roster, Disclosure.CONTENT)
    if rung in ("urgent", "take") or not told:
        told = clearance.audience(changed, rules.roster, Disclosure.EXISTENCE)
    letters = [_to_responder(each, purpose, step, Disclosure.EXISTENCE, facts) for each in told]
    if rung == "escalation" or not told:
        letters += [_to_contact(each, purpose, step, facts) for each in _beyond(changed, rules)]
    return Decision(changed, (Entry(now, purpose, text=rung),), tuple(letters))


def started(case: Case) -> str:
    """What tells one seven-day clock of a case from the next, for the steps of its letters."""
    return case.follow_up_due.isoformat() if case.follow_up_due else ""


def _start(case: Case, rules: Rules) -> datetime:
    return deadlines.started_at(case, rules.ladder)


def _scheduled(case: Case, rules: Rules) -> Case:
    return replace(case, next_due_at=deadlines.next_due(case, rules.ladder))


def _asks_at_all(report: Report, rules: Rules) -> bool:
    return report.is_report and report.readable and rules.max_requests > 0


def _beyond(case: Case, rules: Rules) -> tuple[Responder, ...]:
    return (
        *clearance.contacts(case, rules.roster),
        *(
            each
            for each in clearance.last_resort(case, rules.roster)
            if each.key not in {contact.key for contact in rules.roster.escalation_contacts}
        ),
    )


def _first_notices(case: Case, report: Report, rules: Rules) -> list[Letter]:
    told = clearance.audience(case, rules.roster, Disclosure.EXISTENCE)
    if not told:
        facts = {**_case_facts(case, rules), "rung": "nobody", "days": 0}
        return [_to_contact(each, "escalation", "nobody", facts) for each in _beyond(case, rules)]
    facts = {**_case_facts(case, rules), **_report_facts(case, report)}
    return [
        _to_responder(each, "report", "1", Disclosure.CONTENT, facts)
        if clearance.may_read(case, each.key)
        else _to_responder(each, "notice", "1", Disclosure.EXISTENCE, _case_facts(case, rules))
        for each in told
    ]


def _shared_note(case: Case, author: Responder, text: str, step: str, rules: Rules) -> list[Letter]:
    facts = {"author": author.name or author.address, "text": text}
    return [
        _to_responder(each, "note", step, Disclosure.CONTENT, facts)
        for each in clearance.audience(case, rules.roster, Disclosure.CONTENT)
        if each.key != author.key
    ]


def _case_facts(case: Case, rules: Rules) -> dict[str, Any]:
    names = {each.key: each.name or each.address for each in rules.roster.responders}
    return {
        "state": str(case.state),
        "urgent": case.urgent,
        "marks": sorted(case.marks),
        "person_named_as": case.person_named_as,
        "follow_up_due": case.follow_up_due,
        "next_due_at": case.next_due_at,
        "taken_by": names.get(case.taken_by.casefold(), case.taken_by),
        "held": [
            names[key]
            for key, standing in sorted(case.clearance.items())
            if standing == Clearance.HELD and key in names and key != case.reporter.casefold()
        ],
        "missing": checklist.missing(case.checklist, rules.required),
        "checklist": {name: finding.state for name, finding in case.checklist.items()},
    }


def _report_facts(case: Case, report: Report) -> dict[str, Any]:
    return {
        "reporter": report.reporter or case.reporter,
        "reporter_name": report.reporter_name,
        "subject": report.subject,
        "text": report.shown or report.text,
        "attachments": report.attachments,
        "truncated": report.truncated,
        "withheld_because": "" if report.may_answer else report.withheld_because,
        "related": report.related,
        "received_at": report.received_at,
    }


def _to_reporter(case: Case, purpose: str, step: str, *, asks: tuple[str, ...], truncated: bool) -> Letter:
    facts = {
        "asks": asks,
        "follow_up_due": case.follow_up_due,
        "urgent": case.urgent,
        "truncated": truncated,
        "again": case.requests_made > 1,
    }
    return Letter(purpose, case.reporter, Audience.REPORTER, Disclosure.EXISTENCE, case.language, step, facts)


def _to_responder(
    to: Responder, purpose: str, step: str, disclosure: Disclosure, facts: Mapping[str, Any]
) -> Letter:
    return Letter(
        purpose, to.address, Audience.RESPONDER, disclosure, to.language, step, {**facts, "name": to.name}
    )


def _to_contact(to: Responder, purpose: str, step: str, facts: Mapping[str, Any]) -> Letter:
    told = {
        key: facts[key]
        for key in ("rung", "days", "follow_up_due", "next_due_at", "urgent", "who")
        if key in facts
    }
    return Letter(
        purpose,
        to.address,
        Audience.CONTACT,
        Disclosure.EXISTENCE,
        to.language,
        step,
        {**told, "name": to.name},
    )


def _unavailable(responder: Responder, step: str) -> Letter:
    return Letter(
        "unavailable", responder.address, Audience.RESPONDER, Disclosure.NOTHING, responder.language, step
    )


def _carry_out(case: Case, by: Responder, command: Command, now: datetime) -> tuple[Case, str, Entry | None]:
    """One command: the case after it, `ok` or why not, and what the history says of it."""
    verb = command.verb
    if not VERBS[verb].ready:
        return case, "not done: this version of cocmail does not know how to do that yet", None
    if verb in ("take", "note", "followup", "urgent", "calm") and not clearance.may_read(case, by.key):
        return case, "not done: answer CLEAR or RECUSE first", None
    match verb:
        case "clear" | "recuse":
            standing = Clearance.CLEARED if verb == "clear" else Clearance.RECUSED
            if verb == "clear" and case.clearance.get(by.key) == Clearance.INCLUDED:
                standing = Clearance.INCLUDED
            untaken = verb == "recuse" and case.taken_by.casefold() == by.key
            changed = replace(
                case,
                clearance={**case.clearance, by.key: standing},
                taken_by="" if untaken else case.taken_by,
                state=State.OPEN if untaken and case.state == State.ACTIVE else case.state,
            )
            return changed, "ok", Entry(now, str(standing), by.address)
        case "take":
            changed = replace(case, taken_by=by.key, state=State.ACTIVE)
            return changed, "ok", Entry(now, "taken", by.address)
        case "note":
            if not command.text:
                return case, "not done: write the note after the word", None
            return case, "ok", Entry(now, "note", by.address, command.text)
        case "followup":
            changed = replace(
                case, followed_up_at=now, follow_up_due=None, rung="", nudged_at=None, urgent=False
            )
            return changed, "ok", Entry(now, "followed-up", by.address, command.text)
        case "urgent" | "calm":
            return replace(case, urgent=verb == "urgent"), "ok", Entry(now, verb, by.address)
        case _:  # status, help: the answer itself is what was asked for.
            return case, "ok", None
