"""The letters of a decision: to whom each goes, and which facts each kind of recipient is given.

It stands apart from `policy`, which says when: here a reader checks that no letter carries more than its
recipient may know. Who "the responders" are, `clearance` alone says.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from cocmail.cases import checklist, clearance, deadlines, persons
from cocmail.cases.model import (
    FIELDS,
    Audience,
    Case,
    Clearance,
    Disclosure,
    Finding,
    Ground,
    Letter,
    Remark,
    Report,
    Responder,
    Rules,
    State,
)

# News that another case is behind: its name is their text.
_OF_ANOTHER = ("linked", "held")


def first_notices(case: Case, report: Report, ground: Ground) -> list[Letter]:
    """What a new case tells: the report to its readers, its name to those who must answer first, else the contacts."""
    rules, step = ground.rules, ground.step
    told = clearance.audience(case, rules.roster, Disclosure.EXISTENCE)
    if not told:
        return unheard(case, "nobody", rules)
    facts = case_facts(case, rules)
    # Who is out for another case alone is told of to who asks: whoever leaves that one may still get this letter.
    named = {each.name or each.address for each in rules.roster.everybody() if each.key in report.held}
    facts["held"] = [each for each in facts["held"] if each in named]
    return [
        to_responder(each, "report", step, Disclosure.CONTENT, {**facts, **_report_facts(case, report, each)})
        if clearance.may_read(case, each.key)
        else to_responder(each, "notice", step, Disclosure.EXISTENCE, facts)
        for each in told
    ]


def updates(
    case: Case,
    report: Report,
    ground: Ground,
    *,
    promised: datetime | None = None,
    is_reopened: bool = False,
) -> list[Letter]:
    """A later message, to everybody who may read the case, with what it adds: the rest may be known by now.

    And what it set going: the day that the reporter was `promised`, and that a closed case is open again.
    """
    new = {
        "findings": [each for each in _findings(report) if each["state"] != "absent"],
        "follow_up_due": promised,
        "is_reopened": is_reopened,
    }
    return [
        to_responder(
            each, "update", ground.step, Disclosure.CONTENT, {**_report_facts(case, report, each), **new}
        )
        for each in clearance.audience(case, ground.rules.roster, Disclosure.CONTENT)
    ]


def shared_note(case: Case, remark: Remark, ground: Ground, *, but: str = "") -> list[Letter]:
    """What a responder or contact says, to everybody who may read the case `but` who says it (a roster key)."""
    facts = {"author": remark.name or remark.author, "text": remark.text, "attachments": remark.files}
    return [
        to_responder(each, "note", ground.step, Disclosure.CONTENT, facts)
        for each in clearance.audience(case, ground.rules.roster, Disclosure.CONTENT)
        if each.key != but
    ]


def answer_to_reporter(
    before: Case, after: Case, remark: Remark, ground: Ground, *, is_proven: bool
) -> list[Letter]:
    """What one of us answered the reporter, to everybody else who may read the case; unproven, to that one as well."""
    new, roster = clearance.newly_shut_out(before, after), ground.rules.roster
    held = ", ".join(each.name or each.address for each in roster.everybody() if each.key in new)
    more = {"is_proven": is_proven, **({"held_now": held} if held else {})}
    letters = shared_note(after, remark, ground, but=remark.key if is_proven else "")
    return [replace(each, facts={**each.facts, **more}) for each in letters]


def news(case: Case, by: Responder, what: str, text: str, ground: Ground) -> list[Letter]:
    """What a responder did, to everybody else who may read the case."""
    facts = {"author": by.name or by.address, "what": what, "text": text}
    return [
        to_responder(each, "news", f"{ground.step}-{what}", Disclosure.CONTENT, facts)
        for each in clearance.audience(case, ground.rules.roster, Disclosure.CONTENT)
        if each.key != by.key
    ]


def held_there(before: Case, after: Case, rules: Rules) -> dict[str, str]:
    """Who is held in a case because of what came in another one, as a fact for who may hear of that one too."""
    new = clearance.newly_shut_out(before, after)
    held = (each for each in rules.roster.everybody() if each.key in new)
    names = [each.name or each.address for each in held if after.clearance[each.key] == Clearance.HELD]
    return {"held_there": ", ".join(names)} if names else {}


def also_held(before: Case, after: Case, other: Case, ground: Ground) -> list[Letter]:
    """That somebody is held because of what came in another case, to who may read this and may hear of that one."""
    # The name of that one is not said: by it the letter dies with whoever is shut out there before it goes out.
    held = held_there(before, after, ground.rules)
    facts = {"author": "", "what": "held", "text": other.name, **held}
    return [
        to_responder(each, "news", f"{ground.step}-held", Disclosure.CONTENT, facts)
        for each in clearance.audience(after, ground.rules.roster, Disclosure.CONTENT)
        if held and may_hear_of(other, each)
    ]


def exposure(case: Case, people: Sequence[Responder], ground: Ground) -> list[Letter]:
    """That somebody who must not see the case has a part of it, to everybody who may read it."""
    facts = {"people": [each.name or each.address for each in people]}
    return [
        to_responder(each, "exposed", ground.step, Disclosure.CONTENT, facts)
        for each in clearance.audience(case, ground.rules.roster, Disclosure.CONTENT)
    ]


def invitations(before: Case, case: Case, ground: Ground, *, but: Collection[str] = ()) -> list[Letter]:
    """To those who may hear of a case only now: its name, or the case so far where nothing need be declared.

    Who is out for another case alone (`but`, by key) is told of to who asks: as in `first_notices`.
    """
    rules, step = ground.rules, ground.step
    facts = case_facts(case, rules)
    unnamed = {each.name or each.address for each in rules.roster.everybody() if each.key in but}
    facts["held"] = [each for each in facts["held"] if each not in unnamed]
    new = [
        each
        for each in clearance.audience(case, rules.roster, Disclosure.EXISTENCE)
        if not clearance.may_hear(before, each.key, Audience.RESPONDER, Disclosure.EXISTENCE)
    ]
    return [
        to_responder(each, "report", step, Disclosure.CONTENT, {**facts, "history": ground.told})
        if clearance.may_read(case, each.key)
        else to_responder(each, "notice", step, Disclosure.EXISTENCE, facts)
        for each in new
    ]


def questions(case: Case, ground: Ground) -> list[Letter]:
    """Of a case that is open again, to those who have not declared: who joined while it was closed was never asked."""
    declared = {key: each for key, each in case.clearance.items() if clearance.may_read(case, key)}
    return invitations(replace(case, clearance=declared), case, ground)


def overview(to: Responder, cases: Iterable[Case], step: str, rules: Rules, **facts: Any) -> Letter:
    """The cases that somebody may hear of, and nothing of any other: to be read as a list of what is left to do."""
    known = [each for each in cases if may_hear_of(each, to)]
    order = sorted(
        known, key=lambda each: (not each.urgent, each.next_due_at is None, each.next_due_at, each.name)
    )
    rows = [_row(each, to, rules) for each in order]
    return Letter(
        "overview",
        to.address,
        Audience.RESPONDER,
        Disclosure.EXISTENCE,
        to.language,
        step,
        {"name": to.name, "cases": rows, "results": [], "verbs": [], "weekly": False, "aside": 0, **facts},
    )


def digest(to: Responder, cases: Iterable[Case], aside: int, step: str, rules: Rules) -> Letter:
    """The overview of a week; `aside` is how many messages are in quarantine and belong to no case."""
    return replace(overview(to, cases, step, rules, weekly=True, aside=aside), purpose="digest")


def erasure(told: Sequence[Responder], who: str, step: str) -> list[Letter]:
    """That the content of a case was destroyed, by the word of two `responders` or at the `console`."""
    return [to_responder(each, "erased", step, Disclosure.EXISTENCE, {"who": who}) for each in told]


def lost_digest(of: Responder, step: str, rules: Rules) -> list[Letter]:
    """To all other responders, in whatever cases they have no part: the weekly letter to one of them did not arrive."""
    facts = {"who": of.name or of.address}
    return [
        to_responder(each, "unreached", step, Disclosure.NOTHING, facts)
        for each in rules.roster.responders
        if each.key != of.key
    ]


def may_hear_of(case: Case, who: Responder) -> bool:
    """Whether a responder may know that the case exists."""
    return clearance.may_hear(case, who.key, Audience.RESPONDER, Disclosure.EXISTENCE)


def heard_of(cases: Iterable[Case], who: Responder) -> dict[str, list[str]]:
    """The names of those of these cases that a responder may know of, and of the closed ones: of the others nothing."""
    known = [each for each in cases if may_hear_of(each, who)]
    return {
        "related": [each.name.capitalize() for each in known],
        "related_closed": [each.name.capitalize() for each in known if each.state == State.CLOSED],
    }


def told_in(letter: Letter) -> list[str]:
    """The names of the cases beside its own that a letter tells of."""
    facts = letter.facts
    linked = [facts["text"]] if facts.get("what") in _OF_ANOTHER else []
    return [*linked, *facts.get("related", ()), *(each["case"] for each in facts.get("cases", ()))]


def without(letter: Letter, names: Collection[str]) -> Letter | None:
    """The letter as it would be if there were no cases of these names; None where it would not be."""
    facts = dict(letter.facts)
    if facts.get("what") in _OF_ANOTHER:
        return None if facts["text"] in names else letter
    if "related" in facts:
        for name in ("related", "related_closed"):
            facts[name] = [each for each in facts.get(name, ()) if each not in names]
    if "cases" in facts:
        facts["cases"] = [each for each in facts["cases"] if each["case"] not in names]
    return replace(letter, facts=facts)


def _row(case: Case, to: Responder, rules: Rules) -> dict[str, Any]:
    facts = case_facts(case, rules)
    shown = ("state", "urgent", "taken_by", "follow_up_due", "next_due_at", "outcome")
    return {
        "case": case.name.capitalize(),
        "is_declared": clearance.may_read(case, to.key),
        **{name: facts[name] for name in shown},
    }


def nudges(
    case: Case, rung: str, ground: Ground, *, was_taken: bool = False, but: Collection[str] = ()
) -> list[Letter]:
    """The letters of one rung, to those who may be told now `but` who knows of it already (by key).

    With `was_taken` they say that a TAKE holds no more.
    """
    rules, step = ground.rules, ground.step
    facts = {
        **case_facts(case, rules),
        "rung": rung,
        "days": (ground.now - deadlines.started_at(case, rules.ladder)).days,
    }
    if was_taken:
        # By whom is not said: who has an OpenPGP key gets this in the clear all the same.
        facts["was_taken"] = True
    purpose = purpose_of(rung)
    told = clearance.audience(case, rules.roster, Disclosure.CONTENT)
    if rung in ("urgent", "take", "untaken") or not told:
        told = clearance.audience(case, rules.roster, Disclosure.EXISTENCE)
    # Whether the reporter can be written to is for those who have declared.
    untold = {**facts, "is_writable": True}
    letters = [
        to_responder(
            each,
            purpose,
            step,
            Disclosure.EXISTENCE,
            facts if clearance.may_read(case, each.key) else untold,
        )
        for each in told
        if each.key not in but
    ]
    if rung == "take" and told and clearance.is_thin(case, rules.roster):
        few = {**facts, "rung": "few"}
        also = frozenset(each.key for each in told)
        letters += [
            to_contact(each, "escalation", step, few) for each in clearance.contacts(case, rules.roster, also)
        ]
    if rung == "escalation" or not told:
        others = beyond(case, rules, told=frozenset(each.key for each in told))
        # Where none of those whom they could ask may be told, they must not tell them by asking.
        known = facts if told else {**facts, "is_untold": True}
        letters += [to_contact(each, purpose, step, known) for each in others]
    return letters


def nobody_left(
    before: Case, after: Case, ground: Ground, unreached: frozenset[str] = frozenset()
) -> list[Letter]:
    """When the last responder who may hear of a case steps back or is held: it goes on by its name, at once.

    Whoever is left and `unreached` (by key) does not hear of it.
    """
    rules, apart = ground.rules, replace(ground, step=f"nobody-{ground.step}")
    is_still = clearance.is_reached(after, rules.roster, unreached)
    if is_still or not clearance.is_reached(before, rules.roster, unreached):
        return []
    if clearance.audience(after, rules.roster, Disclosure.EXISTENCE):
        return unreachable(after, "everybody", apart, unreached)
    return unheard(after, apart.step, rules)


def unheard(case: Case, step: str, rules: Rules) -> list[Letter]:
    """A case that no responder may be told of, to every contact who may: its name."""
    facts = {**case_facts(case, rules), "rung": "nobody", "days": 0}
    return [to_contact(each, "escalation", step, facts) for each in beyond(case, rules)]


def left_alone(before: Case, after: Case, by: Responder, ground: Ground) -> list[Letter]:
    """When the word of one responder leaves no other who may hear of a case: every contact who may is told its name."""
    rules, roster = ground.rules, ground.rules.roster
    if clearance.is_alone(before, roster, by.key) or not clearance.is_alone(after, roster, by.key):
        return []
    facts = {**case_facts(after, rules), "rung": "alone", "days": 0}
    return [
        to_contact(each, "escalation", f"alone-{ground.step}", facts)
        for each in clearance.watchers(after, roster, by.key)
    ]


def unreachable(case: Case, who: str, ground: Ground, unreached: frozenset[str]) -> list[Letter]:
    """To those beyond the responders: `who` (reporter, responder or everybody) cannot be reached by letter."""
    others = beyond(case, ground.rules, unreachable=unreached)
    return [to_contact(each, "undelivered", ground.step, {"who": who}) for each in others]


def beyond(
    case: Case,
    rules: Rules,
    *,
    told: frozenset[str] = frozenset(),
    unreachable: frozenset[str] = frozenset(),
) -> tuple[Responder, ...]:
    """Who hears of a case by its name beside the responders who were `told`: each contact once."""
    people = (
        *clearance.contacts(case, rules.roster, told),
        *clearance.last_resort(case, rules.roster, unreachable),
    )
    return tuple({each.key: each for each in people if each.key not in unreachable}.values())


def to_reporter(
    case: Case, purpose: str, ground: Ground, *, asks: tuple[str, ...], truncated: bool = False
) -> Letter:
    """A letter to the reporter: it quotes nothing of what they wrote."""
    due = case.follow_up_due
    is_past = due is not None and due <= ground.now
    facts = {
        "asks": asks,
        # Nobody is promised yesterday: where that day has passed, it is owned up to.
        "follow_up_due": None if is_past else due,
        "was_due": due if is_past else None,
        "urgent": case.urgent,
        "truncated": truncated,
        "again": case.requests_made > 1,
        # Which of them are known in part: their questions ask only for the rest.
        "partly": tuple(name for name in asks if case.checklist.get(name, Finding()).state == "partial"),
    }
    return Letter(
        purpose, case.reporter, Audience.REPORTER, Disclosure.EXISTENCE, case.language, ground.step, facts
    )


def to_responder(
    to: Responder, purpose: str, step: str, disclosure: Disclosure, facts: Mapping[str, Any]
) -> Letter:
    """A letter to a responder, in their language; `disclosure` is what it tells."""
    return Letter(
        purpose, to.address, Audience.RESPONDER, disclosure, to.language, step, {**facts, "name": to.name}
    )


def to_contact(to: Responder, purpose: str, step: str, facts: Mapping[str, Any]) -> Letter:
    """A letter to a contact, from the few facts that tell nothing of the report or the people in it."""
    told = {
        key: facts[key]
        for key in ("rung", "days", "follow_up_due", "next_due_at", "closed_at", "urgent", "who", "is_untold")
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


def naming_nothing(to: Responder, purpose: str, step: str, audience: Audience = Audience.RESPONDER) -> Letter:
    """A letter without a single fact, to somebody who may not hear of the case or did not prove to be who they are."""
    return Letter(purpose, to.address, audience, Disclosure.NOTHING, to.language, step)


def case_facts(case: Case, rules: Rules) -> dict[str, Any]:
    """What every responder who may know that the case exists may know of it: no word of the report."""
    names = {each.key: each.name or each.address for each in rules.roster.everybody()}
    own = persons.who_is(rules.roster, case.reporter)
    return {
        "state": str(case.state),
        "urgent": case.urgent,
        "marks": sorted(case.marks),
        "person_named_as": case.person_named_as,
        "follow_up_due": case.follow_up_due,
        "next_due_at": case.next_due_at,
        "closed_at": case.closed_at,
        "taken_by": names.get(case.taken_by.casefold(), case.taken_by),
        "outcome": case.outcome,
        "held": [
            names[key]
            for key, standing in sorted(case.clearance.items())
            if standing == Clearance.HELD and key in names and key not in own
        ],
        "missing": checklist.missing(case.checklist, rules.required),
        "is_writable": case.is_writable,
        "checklist": {name: finding.state for name, finding in case.checklist.items()},
    }


def _report_facts(case: Case, report: Report, to: Responder) -> dict[str, Any]:
    return {
        "reporter": report.reporter or case.reporter,
        "reporter_name": report.reporter_name,
        "subject": report.subject,
        "text": report.shown or report.text,
        "findings": _findings(report),
        "attachments": report.attachments,
        "truncated": report.truncated,
        "withheld_because": "" if report.may_answer else report.withheld_because,
        "reply_to": report.reply_to,
        "recipients": report.told_too,
        "doubt": report.doubt,
        **heard_of(report.related, to),
        "received_at": report.received_at,
        "is_stranger": bool(report.reporter) and report.reporter.casefold() != case.reporter.casefold(),
    }


def _findings(report: Report) -> list[dict[str, str]]:
    """What a message tells, field by field, with the words that show it; where it tells nothing, nothing."""
    found = [(name, report.findings.get(name, Finding())) for name in FIELDS]
    if not any(each.evidence for _, each in found):
        return []
    # These are no words of theirs: the address that the message came from, and the one it gives for answers.
    headers = ("From", report.reply_to)
    return [
        {"field": name, "state": each.state, "words": "" if each.evidence in headers else each.evidence}
        for name, each in found
    ]


def purpose_of(rung: str) -> Literal["escalation", "expiry", "reminder"]:
    """What the letters of a rung are called."""
    match rung:
        case "escalation" | "expiry":
            return rung
        case _:
            return "reminder"
