"""What follows from what: a report, a later message, a silence.

Plain functions from values to a `Decision`; nothing here looks anything up. It stands apart so that every
rule of the procedure can be read, and tested, without a mailbox or a database.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from cocmail.cases import checklist, clearance, deadlines, notices, persons, reporter
from cocmail.cases.model import (
    IMPORTED,
    Attachment,
    Case,
    Clearance,
    Decision,
    Disclosure,
    Entry,
    EntryType,
    Ground,
    Letter,
    Remark,
    Report,
    Responder,
    Rules,
    State,
)

# What mail programs put before the subject of what is answered: Re, Vs, Sv, AW and the like.
_ANSWERING = re.compile(r"^(?:\s*\w{2,3}\s*:)+")


def on_report(report: Report, name: str, now: datetime, rules: Rules) -> Decision:
    """A first message opens a case, whatever it looks like (P2)."""
    ground = Ground(now, rules, step="1")
    standing = clearance.first_clearance(
        rules.roster, report.held, report.reporter, mode=rules.clearance_mode, related=report.related
    )
    report = reporter.as_wished_before(report, standing)
    received_at = min(report.received_at, now)
    marks = set(report.marks)
    if not report.is_report:
        marks.add("unclear")
    if not report.readable:
        marks.add("unreadable")
    asks = checklist.asked_first(report, rules)
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
        requests_made=int(report.may_answer and bool(checklist.asked_first(_alone(report), rules))),
        checklist=checklist.merge({}, report.findings),
        clearance=standing,
    )
    entries = [*received("report", report, report.reporter, received_at, name), *_doubts(report, now)]
    entries += [Entry(now, "held", key, words) for key, words in sorted(report.held.items())]
    entries += related(report.related, case.clearance.keys() - report.held.keys(), now)
    letters: list[Letter] = []
    if report.may_answer:
        purpose = "unreadable" if not report.readable else "acknowledgement" if report.is_report else "gentle"
        letters.append(notices.to_reporter(case, purpose, ground, asks=asks, truncated=report.truncated))
    elif report.withheld_because:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    case, seen, warnings = exposed(case, clearance.exposed(case, rules.roster, report.recipients), ground)
    entries += seen
    letters += warnings
    case = scheduled(case, rules)
    letters += notices.first_notices(case, report, ground)
    also = on_named_elsewhere(report.related, case, report, replace(ground, step=name))
    return Decision(case, tuple(entries), tuple(letters), also=also)


def on_follow_up(case: Case, report: Report, ground: Ground, *, thanked: bool = False) -> Decision:
    """A later message of the reporter joins its case, fills fields, and starts a new clock where one had ended.

    With `thanked` (they were thanked within a day) thanks alone are not said again: it may be a machine that answers.
    But where the case becomes urgent by it they are, once: whoever is in danger now is told whom to call.
    """
    now, rules = ground.now, ground.rules
    report = reporter.as_wished(report, case)
    if not any(each.type == "released" for each in ground.history):
        report = reporter.as_wished_before(report, case.clearance)
    held = _held(case, report, rules)
    asks, answers = checklist.asked_later(case, report, rules), report.may_answer and bool(case.reporter)
    changed = _continued(case, report, held, ground)
    is_request = answers and bool(checklist.asked_later(case, _alone(report), rules))
    changed = replace(changed, requests_made=case.requests_made + is_request)
    becomes_urgent = changed.urgent and not case.urgent
    taker = changed.taken_by
    if becomes_urgent:
        # Whoever asked for quiet, or took it, did not know of this.
        changed = clearance.waiting(replace(changed, quiet_until=None))
    entries = [*_received_later("follow-up", report, case, now), *_doubts(report, now)]
    entries += _held_entries(case, changed, held, now)
    entries += [Entry(now, "reopened")] if case.state == State.CLOSED else []
    entries += [Entry(now, "untaken", text=taker)] if becomes_urgent and taker else []
    letters: list[Letter] = []
    if answers and (asks or report.truncated or not report.readable or not thanked or becomes_urgent):
        purpose = "request" if asks else "thanks" if report.readable else "unreadable"
        letters.append(notices.to_reporter(changed, purpose, ground, asks=asks, truncated=report.truncated))
    elif report.withheld_because:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    promised, was_closed = changed.follow_up_due, case.state == State.CLOSED
    letters += notices.updates(changed, report, ground, promised=promised, is_reopened=was_closed)
    if becomes_urgent:
        changed, nudged = urgent_now(changed, ground, was_taken=bool(taker))
    else:
        changed, nudged = untaken(case, changed, ground)
        nudged += _asked_anew(case, changed, ground)
    letters += nudged
    seen_by = clearance.exposed(changed, rules.roster, report.recipients)
    changed, seen, warnings = exposed(changed, seen_by, ground)
    entries += seen
    letters += warnings
    changed = scheduled(changed, rules)
    letters += notices.nobody_left(case, changed, ground, clearance.unreached(case, ground.history))
    return Decision(changed, tuple(entries), tuple(letters), withdraw=clearance.newly_shut_out(case, changed))


def related(cases: Collection[Case], people: Collection[str], now: datetime) -> list[Entry]:
    """That a case may belong to these, and which `people` (by key) are out of it because they are out there."""
    entries = [Entry(now, "possibly-related", text=each.name) for each in cases]
    return entries + [
        Entry(now, "held", key, f"{standing} in {there}")
        for key, (standing, there) in sorted(clearance.shut_out_of(cases).items())
        if key in people
    ]


def _alone(report: Report) -> Report:
    """The message as if its reporter had no other case.

    Requests are counted by it: who is kept from another case must not see by the next one that there is any.
    """
    return replace(report, related=())


def _continued(case: Case, report: Report, held: Mapping[str, str], ground: Ground) -> Case:
    """The case with what a later message adds: open again where it was closed, on a new clock where none ran."""
    is_closed = case.state == State.CLOSED
    marks = reporter.reached(case, report) | report.marks
    changed = replace(
        clearance.hold(case, held),
        urgent=case.urgent or report.urgent,
        marks=marks - {"unclear"} if report.is_report else marks,
        checklist=checklist.merge(case.checklist, report.findings),
        person_named_as=case.person_named_as or report.person_named_as,
    )
    if is_closed:
        changed = replace(changed, state=State.OPEN, outcome="", taken_by="", closed_at=None)
    if is_closed or case.follow_up_due is None:
        due = min(report.received_at, ground.now) + ground.rules.ladder.follow_up
        changed = replace(
            changed, follow_up_due=due, rung="", nudged_at=None, quiet_until=None, escalated_at=None
        )
    return changed


def urgent_now(
    case: Case, ground: Ground, *, was_taken: bool = False, but: Collection[str] = ()
) -> tuple[Case, list[Letter]]:
    """A case that has become urgent, and the word of it at once to all who may hear of it `but` who knows it (by key).

    Also to those who have not said yet whether they have a conflict. The half hours count from here.
    """
    letters = notices.nudges(case, "urgent", ground, was_taken=was_taken, but=but)
    return replace(case, nudged_at=ground.now), letters


def untaken(
    before: Case, after: Case, ground: Ground, *, but: Collection[str] = ()
) -> tuple[Case, list[Letter]]:
    """The case `after`, and where nobody looks after it any more, that word to who may hear of it `but` some (by key).

    Whoever had taken it stepped back, left, or is named in it: that is not said. Between day 3 and day 5 it is the
    reminder that nobody has taken it, once more where that went out before.
    """
    now, rules = ground.now, ground.rules
    told = clearance.audience(after, rules.roster, Disclosure.EXISTENCE)
    is_untaken = (before.state, after.state) == (State.ACTIVE, State.OPEN)
    if not is_untaken or not told or "draft" in before.marks:
        return after, []
    anew = replace(after, rung="" if after.rung == "take" else after.rung, quiet_until=None)
    is_late = deadlines.due_rung(anew, now, rules.ladder) == "take"
    rung = "take" if is_late else "untaken"
    apart = replace(ground, step=f"untaken-{ground.step}")
    letters = notices.nudges(after, rung, apart, was_taken=True, but=but)
    return replace(after, rung="take" if is_late else after.rung, nudged_at=now), letters


def _asked_anew(before: Case, after: Case, ground: Ground) -> list[Letter]:
    """Where a case is open again and nobody may read it any more, the question to all who may hear of it.

    Where nobody may hear of it either, the contacts do.
    """
    roster = ground.rules.roster
    if before.state != State.CLOSED or clearance.audience(after, roster, Disclosure.CONTENT):
        return []
    if not clearance.is_reached(before, roster):
        return notices.unheard(after, f"nobody-{ground.step}", ground.rules)
    return notices.questions(after, ground)


def exposed(
    case: Case, people: Sequence[Responder], ground: Ground
) -> tuple[Case, list[Entry], list[Letter]]:
    """The case that `people` must not see and have a part of, if any, with that word to who may read it."""
    if not people:
        return case, [], []
    marked = replace(case, marks=case.marks | {"exposed"})
    entries = [Entry(ground.now, "exposed", text=each.key) for each in people]
    return marked, entries, notices.exposure(marked, people, ground)


def on_stop(case: Case, report: Report, ground: Ground) -> Decision:
    """The reporter wants no more letters: what is queued for them dies, and those who may read it are told."""
    held = _held(case, report, ground.rules)
    after = replace(clearance.hold(case, held), marks=reporter.reached(case, report) | {"stopped"})
    entries = _received_later("stopped", report, case, ground.now)
    letters = notices.updates(after, report, ground)
    decision = _after_holding(case, after, held, entries, letters, ground)
    return replace(decision, withdraw=decision.withdraw | {case.reporter.casefold()})


def on_stop_elsewhere(
    case: Case, report: Report, ground: Ground, *, held: Mapping[str, str] | None = None
) -> Decision:
    """A reporter who said STOP in one case gets no letters of their other ones either: here is one of those.

    It tells nothing of the case that they said it in. Whom the mail names (`held`) is shut out here too.
    """
    word = Report(
        min(report.received_at, ground.now),
        "STOP",
        reporter=case.reporter,
        reporter_name=case.reporter_name,
        withheld_because=report.withheld_because,
        held=held or {},
    )
    decision = on_stop(case, word, ground)
    return replace(decision, letters=()) if case.state == State.CLOSED else decision


def on_named_elsewhere(
    cases: Iterable[Case], other: Case, report: Report, ground: Ground
) -> tuple[Decision, ...]:
    """Whom a reporter's message in the `other` case names is held in these too, to which it may belong as well.

    It only ever shuts out, so that nobody has to have proven who wrote it; what is called forged, or would leave a case
    to nobody, does nothing here: it stands in the `other`. Nothing else of it is told here.
    """
    decisions = []
    for case in () if "doubtful-author" in report.marks else cases:
        after = clearance.hold(case, report.held)
        new = clearance.newly_shut_out(case, after)
        alone = notices.nobody_left(case, after, ground)
        is_lost = not alone and not clearance.is_reached(after, ground.rules.roster)
        if "draft" in case.marks or is_lost or not new:
            continue
        changed, letters = untaken(case, after, ground)
        changed = scheduled(changed, ground.rules)
        if case.state != State.CLOSED:
            letters += [*notices.also_held(case, changed, other, ground), *alone]
        entries = _held_entries(case, changed, report.held, ground.now)
        decisions.append(Decision(changed, tuple(entries), tuple(letters), withdraw=new))
    return tuple(decisions)


def on_absence(case: Case, report: Report, ground: Ground) -> Decision:
    """A reply of the reporter that reads like a machine's and has no sign of one: who may read the case is shown it.

    Where a machine did write it, no letter answers it and no clock moves.
    """
    held = _held(case, report, ground.rules)
    after = clearance.hold(case, held)
    entries = _received_later("follow-up", report, case, ground.now)
    entries += [Entry(ground.now, "withheld", text=report.withheld_because)]
    letters = notices.updates(after, report, ground)
    return _after_holding(case, after, held, entries, letters, ground)


def on_note(case: Case, author: str, text: str, now: datetime, why: EntryType) -> Decision:
    """A message that belongs to a case but moves nothing: an automatic reply, a mail that proves too little."""
    return Decision(case, (Entry(now, why, author, text),))


def on_contact(case: Case, remark: Remark, ground: Ground) -> Decision:
    """An escalation or independent contact answers: those who may read the case are told what they say.

    Whom they name is held before that. From who is shut out nothing comes in, and they hear nothing.
    """
    if clearance.shuts_out(case, ground.rules.roster, remark.key):
        return Decision(case, (Entry(ground.now, "refused", remark.author),))
    held = persons.others_named(ground.rules.roster, remark.key, remark.named)
    after = clearance.hold(case, held)
    letters = notices.shared_note(after, remark, ground)
    return _after_holding(case, after, held, _remarked("contact-answer", remark, ground), letters, ground)


def on_answer_to_reporter(case: Case, remark: Remark, ground: Ground, *, is_proven: bool) -> Decision:
    """One of us answers a mail of the reporter, and us: who may read the case sees it, and no clock moves.

    Whom they name is held before that. What is not proven to be theirs is shown as such, to themselves as well.
    """
    named = persons.others_named(ground.rules.roster, remark.key, remark.named)
    named = clearance.but_included(case, named, ground.history)
    new = clearance.newly_held(case, named)
    held = {key: words for key, words in named.items() if key in new}
    after = clearance.hold(case, held)
    entries = _remarked("note" if is_proven else "unproven-note", remark, ground)
    letters = notices.answer_to_reporter(case, after, remark, ground, is_proven=is_proven)
    return _after_holding(case, after, held, entries, letters, ground)


def _remarked(kind: EntryType, remark: Remark, ground: Ground) -> list[Entry]:
    """What one of us wrote as the history keeps it."""
    entry = Entry(ground.now, kind, remark.author, remark.text)
    return [entry, *came_with(remark.files, remark.beside, remark.author, ground.now)]


def _after_holding(
    before: Case,
    after: Case,
    held: Mapping[str, str],
    entries: Sequence[Entry],
    letters: Sequence[Letter],
    ground: Ground,
) -> Decision:
    """What a message comes to that shuts out who is `held`, beside its own entries and letters.

    Where nobody looks after the case any more that is said at once, where nobody hears of it the contacts do, and what
    is queued for who is shut out dies.
    """
    changed, nudged = untaken(before, after, ground)
    changed = scheduled(changed, ground.rules)
    last = notices.nobody_left(before, changed, ground, clearance.unreached(before, ground.history))
    return Decision(
        changed,
        (*entries, *_held_entries(before, changed, held, ground.now)),
        (*letters, *nudged, *last),
        withdraw=clearance.newly_shut_out(before, changed),
    )


def as_imported(decision: Decision, now: datetime, rules: Rules) -> Decision:
    """What a message from before cocmail does, of what it would do today: what it tells stands on a closed case.

    Nobody gets a letter, nobody of ours has a part in it, and no other case moves. How long its content is kept counts
    from now.
    """
    closed = replace(
        decision.case,
        state=State.CLOSED,
        outcome=IMPORTED,
        closed_at=decision.case.closed_at or now,
        taken_by="",
        urgent=False,
        follow_up_due=None,
        followed_up_at=None,
        rung="",
        nudged_at=None,
        escalated_at=None,
        quiet_until=None,
        requests_made=0,
        clearance={each.key: Clearance.HELD for each in rules.roster.everybody()},
    )
    entries = [each for each in decision.entries if each.type not in ("reopened", "untaken", "held")]
    entries += [Entry(now, "closed", "console", IMPORTED)] if decision.case.id is None else []
    return Decision(scheduled(closed, rules), tuple(entries))


def on_silence(case: Case, now: datetime, rules: Rules, *, heard: bool = True) -> Decision | None:
    """The ladder: the highest rung that is due, once; None where nothing is.

    Content is destroyed only where somebody `heard` of it long enough before, or nobody is left who could.
    """
    rung = deadlines.due_rung(case, now, rules.ladder)
    case = deadlines.not_ahead(case, now)
    if not rung:
        # Its date stood in a future that a corrected clock has taken back.
        again = scheduled(case, rules)
        moved = case.state != State.CLOSED and again.next_due_at != case.next_due_at
        return Decision(again) if moved else None
    if rung == "erase":
        if heard or not notices.nudges(case, "expiry", Ground(now, rules, "")):
            over = Entry(now, "erased", "cocmail", "its time was over")
            return Decision(replace(case, next_due_at=None), erase=over)
        rung = "expiry"
    is_rung = rung in ("take", "warn", "escalation", "expiry")
    changed = replace(
        case,
        rung=rung if is_rung else case.rung,
        escalation_level=case.escalation_level + (rung == "escalation"),
        escalated_at=now if rung == "escalation" else case.escalated_at,
        nudged_at=now,
    )
    changed = scheduled(changed, rules)
    moment = _started(case) if is_rung and rung != "expiry" else now.isoformat()
    ground = Ground(now, rules, f"{rung}-{changed.escalation_level}-{moment}")
    letters = notices.nudges(changed, rung, ground)
    overtakes = overdue(case) if rung == "escalation" else ()
    entry = Entry(now, notices.purpose_of(rung), text=rung)
    return Decision(changed, (entry,), tuple(letters), overtakes=overtakes)


def overdue(case: Case) -> tuple[str, ...]:
    """The steps of the letters of each overdue day so far.

    What else contacts are told under that name, of who is left to help, is of other steps: no other letter says it.
    """
    return tuple(f"escalation-{level}-{_started(case)}" for level in range(1, case.escalation_level + 1))


def _started(case: Case) -> str:
    """What tells one seven-day clock of a case from the next, for the steps of its letters."""
    return case.follow_up_due.isoformat() if case.follow_up_due else ""


def on_look(case: Case, what: Literal["revealed", "exported"], now: datetime, rules: Rules) -> Decision:
    """Somebody at the console saw the content (`what`: revealed or exported): those who may read it are told."""
    letters = [
        notices.to_responder(
            each, "looked", f"{what}-{now.isoformat()}", Disclosure.EXISTENCE, {"what": what}
        )
        for each in clearance.audience(case, rules.roster, Disclosure.CONTENT)
    ]
    return Decision(case, (Entry(now, what, "console"),), tuple(letters))


def on_erasure(case: Case, who: str, now: datetime, rules: Rules) -> Decision:
    """Somebody at the console destroys the content (`who`, as the system knows them): those who may read it are told.

    Where nobody has said yet that they may, those who were asked are told: else a report is gone that nobody saw.
    """
    told = clearance.audience(case, rules.roster, Disclosure.CONTENT)
    told = told or clearance.audience(case, rules.roster, Disclosure.EXISTENCE)
    letters = notices.erasure(told, "console", f"console-{now.isoformat()}")
    return Decision(case, erase=Entry(now, "erased", "console", who), apart=tuple(letters))


def scheduled(case: Case, rules: Rules) -> Case:
    """The case with its next date."""
    return replace(case, next_due_at=deadlines.next_due(case, rules.ladder))


def received(kind: EntryType, report: Report, author: str, at: datetime, name: str) -> list[Entry]:
    """A message as the history of the case of that name keeps it: its text, and what else its reader would see.

    A subject that holds nothing but our own case name is none.
    """
    entries = [Entry(at, kind, author, report.text)]
    if _ANSWERING.sub("", report.subject).strip().casefold() not in ("", name):
        entries.append(Entry(at, "subject", author, report.subject))
    entries += came_with(report.attachments, report.beside, author, at)
    # Whom it is about may have it, too.
    return entries + ([Entry(at, "recipients", text=report.told_too)] if report.told_too else [])


def _received_later(kind: EntryType, report: Report, case: Case, now: datetime) -> list[Entry]:
    return received(kind, report, report.reporter, min(report.received_at, now), case.name)


def _doubts(report: Report, now: datetime) -> list[Entry]:
    """What makes it uncertain who wrote a message, or where an answer should go."""
    entries = [Entry(now, "doubt", text=report.doubt)] if report.doubt else []
    return entries + ([Entry(now, "reply-to", text=report.reply_to)] if report.reply_to else [])


def came_with(files: Sequence[Attachment], beside: str, author: str, at: datetime) -> list[Entry]:
    """What came with the text of a mail as the history keeps it: its files, a line each, and what else is seen of it.

    That is shown to nobody: whoever joins later is looked for in it.
    """
    entries = [Entry(at, "attached", author, "\n".join(each.line for each in files))] if files else []
    return entries + ([Entry(at, "beside", author, beside)] if beside else [])


def _held(case: Case, report: Report, rules: Rules) -> Mapping[str, str]:
    """Whom a later message shuts out, and the words: who is named in it, and who wrote it as the reporter."""
    if report.reporter.casefold() == case.reporter.casefold():
        return report.held
    return dict.fromkeys(persons.who_is(rules.roster, report.reporter), report.reporter) | dict(report.held)


def _held_entries(before: Case, after: Case, held: Mapping[str, str], now: datetime) -> list[Entry]:
    return [Entry(now, "held", key, held[key]) for key in sorted(clearance.newly_shut_out(before, after))]
