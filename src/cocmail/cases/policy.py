"""What follows from what: a report, a later message, a silence, a letter that failed.

Plain functions from values to a `Decision`; nothing here looks anything up. It stands apart so that every
rule of the procedure can be read, and tested, without a mailbox or a database.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cocmail.cases import checklist, clearance, deadlines, notices
from cocmail.cases.model import (
    WISHES,
    Attachment,
    Audience,
    Case,
    Clearance,
    Decision,
    Disclosure,
    Entry,
    Letter,
    Report,
    Responder,
    Rules,
    State,
)

# What mail programs put before the subject of what is answered: Re, Vs, Sv, AW and the like.
_ANSWERING = re.compile(r"^(?:\s*\w{2,3}\s*:)+")


@dataclass(frozen=True, slots=True)
class Failed:
    """A letter that could not be delivered: its purpose, part and recipient, when it was written, how often tried."""

    letter_id: int
    purpose: str
    audience: Audience
    to: str
    queued_at: datetime | None = None
    attempts: int = 1


def on_report(report: Report, name: str, now: datetime, rules: Rules) -> Decision:
    """A first message opens a case, whatever it looks like (P2)."""
    report = _as_wished_before(report, rules)
    received_at = min(report.received_at, now)
    marks = set(report.marks)
    marks |= {"unclear"} if not report.is_report else set()
    marks |= {"unreadable"} if not report.readable else set()
    asks = checklist.missing(report.findings, rules.required) if asks_at_all(report, rules) else ()
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
        clearance=_first_clearance(report, rules),
    )
    entries = received("report", report, report.reporter, received_at, name)
    entries += [Entry(now, "doubt", text=report.doubt)] if report.doubt else []
    entries += [Entry(now, "reply-to", text=report.reply_to)] if report.reply_to else []
    entries += [Entry(now, "held", key, words) for key, words in sorted(report.held.items())]
    entries += [Entry(now, "possibly-related", text=each.name) for each in report.related]
    entries += [
        Entry(now, "held", key, f"{standing} in {there}")
        for key, (standing, there) in sorted(clearance.shut_out_of(report.related).items())
        if key in case.clearance and key not in report.held
    ]
    letters: list[Letter] = []
    if report.may_answer:
        purpose = "unreadable" if not report.readable else "acknowledgement" if report.is_report else "gentle"
        letters.append(notices.to_reporter(case, purpose, "1", now, asks=asks, truncated=report.truncated))
    elif report.withheld_because:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    seen_by = clearance.exposed(case, rules.roster, report.recipients)
    if seen_by:
        case = replace(case, marks=case.marks | {"exposed"})
        entries += [Entry(now, "exposed", text=each.key) for each in seen_by]
        letters += notices.exposure(case, seen_by, "1", rules)
    case = scheduled(case, rules)
    letters += notices.first_notices(case, report, rules)
    also = on_named_elsewhere(report.related, case, report, now, rules, step=name)
    return Decision(case, tuple(entries), tuple(letters), also=also)


def on_follow_up(
    case: Case,
    report: Report,
    now: datetime,
    rules: Rules,
    *,
    step: str,
    thanked: bool = False,
    unreached: frozenset[str] = frozenset(),
) -> Decision:
    """A later message of the reporter joins its case, fills fields, and starts a new clock where one had ended.

    With `thanked` (they were thanked within a day) thanks alone are not said again: it may be a machine that answers.
    Those of us who are `unreached` (by key) do not count as told.
    """
    report = _as_wished(report, case)
    known = checklist.merge(case.checklist, report.findings)
    asks: tuple[str, ...] = ()
    open_fields = checklist.missing(known, rules.required)
    if "unclear" in case.marks and not report.is_report:
        open_fields = ()
    reopened = case.state == State.CLOSED
    # Who writes once more when all was done, to thank perhaps, is sent no form: responders can ask.
    if case.requests_made < rules.max_requests and report.readable and not reopened:
        asks = open_fields
    running = case.follow_up_due is not None and not reopened
    answers = report.may_answer and bool(case.reporter)
    marks = _reached(case, report) | report.marks
    held = _held(case, report, rules)
    changed = replace(
        clearance.hold(case, held),
        urgent=case.urgent or report.urgent,
        marks=marks - {"unclear"} if report.is_report else marks,
        checklist=known,
        person_named_as=case.person_named_as or report.person_named_as,
        requests_made=case.requests_made + (1 if asks and answers else 0),
    )
    if reopened:
        changed = replace(changed, state=State.OPEN, outcome="", taken_by="", closed_at=None)
    if not running:
        due = min(report.received_at, now) + rules.ladder.follow_up
        changed = replace(
            changed, follow_up_due=due, rung="", nudged_at=None, quiet_until=None, escalated_at=None
        )
    becomes_urgent = changed.urgent and not case.urgent
    taker = changed.taken_by
    if becomes_urgent:
        # Whoever asked for quiet, or took it, did not know of this.
        changed = clearance.waiting(replace(changed, quiet_until=None))
    entries = received("follow-up", report, report.reporter, min(report.received_at, now), case.name)
    entries += [Entry(now, "doubt", text=report.doubt)] if report.doubt else []
    entries += [Entry(now, "reply-to", text=report.reply_to)] if report.reply_to else []
    entries += _held_entries(case, held, now)
    entries += [Entry(now, "reopened")] if reopened else []
    entries += [Entry(now, "untaken", text=taker)] if becomes_urgent and taker else []
    letters: list[Letter] = []
    if answers and (asks or report.truncated or not report.readable or not thanked):
        purpose = "request" if asks else "thanks" if report.readable else "unreadable"
        letters.append(
            notices.to_reporter(changed, purpose, step, now, asks=asks, truncated=report.truncated)
        )
    elif report.withheld_because:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    letters += notices.updates(changed, report, step, rules)
    if becomes_urgent:
        changed, nudged = urgent_now(changed, step, now, rules, was_taken=bool(taker))
    else:
        changed, nudged = untaken(case, changed, step, now, rules)
    letters += nudged
    seen_by = clearance.exposed(changed, rules.roster, report.recipients)
    if seen_by:
        changed = replace(changed, marks=changed.marks | {"exposed"})
        entries += [Entry(now, "exposed", text=each.key) for each in seen_by]
        letters += notices.exposure(changed, seen_by, step, rules)
    changed = scheduled(changed, rules)
    letters += notices.nobody_left(case, changed, step, rules, unreached)
    withdraw = clearance.newly_held(case, held)
    return Decision(changed, tuple(entries), tuple(letters), withdraw=withdraw)


def urgent_now(
    case: Case,
    step: str,
    now: datetime,
    rules: Rules,
    *,
    was_taken: bool = False,
    but: Collection[str] = (),
) -> tuple[Case, list[Letter]]:
    """A case that has become urgent, and the word of it at once to all who may hear of it `but` who knows it (by key).

    Also to those who have not said yet whether they have a conflict. The half hours count from here.
    """
    letters = notices.nudges(case, "urgent", step, now, rules, was_taken=was_taken, but=but)
    return replace(case, nudged_at=now), letters


def untaken(
    before: Case,
    after: Case,
    step: str,
    now: datetime,
    rules: Rules,
    *,
    but: Collection[str] = (),
) -> tuple[Case, list[Letter]]:
    """The case `after`, and where nobody looks after it any more, that word to who may hear of it `but` some (by key).

    Whoever had taken it stepped back, left, or is named in it: that is not said. Between day 3 and day 5 it is the
    reminder that nobody has taken it, once more where that went out before.
    """
    told = clearance.audience(after, rules.roster, Disclosure.EXISTENCE)
    is_untaken = (before.state, after.state) == (State.ACTIVE, State.OPEN)
    if not is_untaken or not told or "draft" in before.marks:
        return after, []
    anew = replace(after, rung="" if after.rung == "take" else after.rung, quiet_until=None)
    is_late = deadlines.due_rung(anew, now, rules.ladder) == "take"
    rung = "take" if is_late else "untaken"
    letters = notices.nudges(after, rung, f"untaken-{step}", now, rules, was_taken=True, but=but)
    return replace(after, rung="take" if is_late else after.rung, nudged_at=now), letters


def on_stop(
    case: Case,
    report: Report,
    now: datetime,
    rules: Rules,
    *,
    step: str,
    unreached: frozenset[str] = frozenset(),
) -> Decision:
    """The reporter wants no more letters: what is queued for them dies, and those who may read it are told."""
    held = _held(case, report, rules)
    changed = replace(clearance.hold(case, held), marks=_reached(case, report) | {"stopped"})
    changed, nudged = untaken(case, changed, step, now, rules)
    changed = scheduled(changed, rules)
    entries = received("stopped", report, report.reporter, min(report.received_at, now), case.name)
    letters = [*notices.updates(changed, report, step, rules), *nudged]
    letters += notices.nobody_left(case, changed, step, rules, unreached)
    withdraw = clearance.newly_held(case, held) | {case.reporter.casefold()}
    return Decision(changed, (*entries, *_held_entries(case, held, now)), tuple(letters), withdraw=withdraw)


def on_stop_elsewhere(
    case: Case,
    report: Report,
    now: datetime,
    rules: Rules,
    *,
    step: str,
    held: Mapping[str, str] | None = None,
) -> Decision:
    """A reporter who said STOP in one case gets no letters of their other ones either: here is one of those.

    It tells nothing of the case that they said it in. Whom the mail names (`held`) is shut out here too.
    """
    word = Report(
        min(report.received_at, now),
        "STOP",
        reporter=case.reporter,
        reporter_name=case.reporter_name,
        withheld_because=report.withheld_because,
        held=held or {},
    )
    decision = on_stop(case, word, now, rules, step=step)
    return replace(decision, letters=()) if case.state == State.CLOSED else decision


def on_named_elsewhere(
    cases: Iterable[Case], other: Case, report: Report, now: datetime, rules: Rules, *, step: str
) -> tuple[Decision, ...]:
    """Whom a reporter's message in the `other` case names is held in these too, to which it may belong as well.

    It only ever shuts out, so that nobody has to have proven who wrote it; what is called forged, or would leave a case
    to nobody, does nothing here: it stands in the `other`. Nothing else of it is told here.
    """
    decisions = []
    for case in () if "doubtful-author" in report.marks else cases:
        held = clearance.hold(case, report.held)
        alone = notices.nobody_left(case, held, step, rules)
        is_lost = not alone and not clearance.is_reached(held, rules.roster)
        if "draft" in case.marks or is_lost or not clearance.newly_held(case, report.held):
            continue
        changed, letters = untaken(case, held, step, now, rules)
        changed = scheduled(changed, rules)
        if case.state != State.CLOSED:
            letters += [*notices.also_held(case, changed, other, step, rules), *alone]
        entries = _held_entries(case, report.held, now)
        withdraw = clearance.newly_held(case, report.held)
        decisions.append(Decision(changed, tuple(entries), tuple(letters), withdraw=withdraw))
    return tuple(decisions)


def on_absence(
    case: Case,
    report: Report,
    now: datetime,
    rules: Rules,
    *,
    step: str,
    unreached: frozenset[str] = frozenset(),
) -> Decision:
    """A reply of the reporter that reads like a machine's and has no sign of one: who may read the case is shown it.

    Where a machine did write it, no letter answers it and no clock moves.
    """
    held = _held(case, report, rules)
    changed, nudged = untaken(case, clearance.hold(case, held), step, now, rules)
    changed = scheduled(changed, rules)
    entries = received("follow-up", report, report.reporter, min(report.received_at, now), case.name)
    entries += [Entry(now, "withheld", text=report.withheld_because)]
    letters = [*notices.updates(changed, report, step, rules), *nudged]
    letters += notices.nobody_left(case, changed, step, rules, unreached)
    return Decision(
        changed,
        (*entries, *_held_entries(case, held, now)),
        tuple(letters),
        withdraw=clearance.newly_held(case, held),
    )


def on_undelivered(
    case: Case,
    failed: Failed,
    now: datetime,
    rules: Rules,
    unreached: frozenset[str] = frozenset(),
) -> Decision:
    """A letter failed for good, or came back: the others are told at once.

    Where letters reach none of them any more, the contacts are, once; `unreached` (by key) are those whom none reached
    before. An alert that itself fails is recorded, and otherwise never alerted again.
    """
    entry = Entry(now, "undelivered", failed.to, failed.purpose)
    key = failed.to.casefold()
    now_unreached = unreached | {key}
    # Somebody may have let it try again; a second report of the same try is no news.
    step = f"letter-{failed.letter_id}-{failed.attempts}"
    is_reached = clearance.is_reached(case, rules.roster, now_unreached)
    is_last = not is_reached and clearance.is_reached(case, rules.roster, unreached)
    if failed.purpose == "undelivered":
        last = notices.unreachable(case, step, rules, "everybody", now_unreached) if is_last else []
        return Decision(case, (entry,), tuple(last))
    marks = case.marks | ({"reporter-unreachable"} if failed.audience == Audience.REPORTER else set())
    changed = _not_followed_up(replace(case, marks=frozenset(marks)), failed, now, rules)
    who = "reporter" if failed.audience == Audience.REPORTER else "responder"
    letters = [
        notices.to_responder(each, "undelivered", step, Disclosure.EXISTENCE, {"who": who})
        for each in clearance.audience(changed, rules.roster, Disclosure.EXISTENCE)
        if each.key != key
    ]
    if is_last or (not is_reached and failed.audience != Audience.RESPONDER):
        who = "everybody" if is_last else who
        letters += notices.unreachable(changed, step, rules, who, now_unreached)
    return Decision(changed, (entry,), tuple(letters))


def _not_followed_up(case: Case, failed: Failed, now: datetime, rules: Rules) -> Case:
    """The case with its clock running again where the letter that had stopped it never arrived (P17)."""
    stopped_it = failed.audience == Audience.REPORTER and failed.queued_at == case.followed_up_at
    if case.follow_up_due is not None or not stopped_it:
        return case
    if case.state == State.CLOSED:
        # Whoever opens it again takes the promise up.
        return replace(case, followed_up_at=None)
    # Of what was promised the day of the report is known; where that has passed, tomorrow.
    due = max(case.received_at + rules.ladder.follow_up, now + rules.ladder.repeat)
    return scheduled(replace(case, followed_up_at=None, follow_up_due=due, rung="warn", nudged_at=now), rules)


def on_note(case: Case, author: str, text: str, now: datetime, why: str) -> Decision:
    """A message that belongs to a case but moves nothing: an automatic reply, a mail that proves too little."""
    return Decision(case, (Entry(now, why, author, text),))


def on_contact(
    case: Case,
    author: str,
    text: str,
    named: Mapping[str, str],
    now: datetime,
    rules: Rules,
    *,
    step: str,
    files: tuple[Attachment, ...] = (),
    unreached: frozenset[str] = frozenset(),
) -> Decision:
    """An escalation or independent contact answers: those who may read the case are told what they say.

    Whom they name is held before that. From who is shut out nothing comes in, and they hear nothing.
    """
    if clearance.shut_out(case, author.casefold()):
        return Decision(case, (Entry(now, "refused", author),))
    held = {key: words for key, words in named.items() if key != author.casefold()}
    changed, nudged = untaken(case, clearance.hold(case, held), step, now, rules)
    changed = scheduled(changed, rules)
    letters = [*notices.shared_note(changed, author, text, step, rules, files=files), *nudged]
    letters += notices.nobody_left(case, changed, step, rules, unreached)
    entries = [Entry(now, "contact-answer", author, text), *attached(files, author, now)]
    entries += _held_entries(case, held, now)
    return Decision(changed, tuple(entries), tuple(letters), withdraw=clearance.newly_held(case, held))


def on_answer_to_reporter(
    case: Case,
    author: Responder,
    text: str,
    named: Mapping[str, str],
    now: datetime,
    rules: Rules,
    *,
    step: str,
    files: tuple[Attachment, ...] = (),
    is_proven: bool,
    unreached: frozenset[str] = frozenset(),
) -> Decision:
    """One of us (`author`) answers a mail of the reporter, and us: who may read the case sees it, and no clock moves.

    Whom they name is held before that. What is not proven to be theirs is shown as such, to themselves as well.
    """
    held = {key: words for key, words in clearance.but_included(case, named).items() if key != author.key}
    new = clearance.newly_held(case, held)
    after = clearance.hold(case, {key: held[key] for key in new})
    changed, nudged = untaken(case, after, step, now, rules)
    changed = scheduled(changed, rules)
    kind = "note" if is_proven else "unproven-note"
    entries = [Entry(now, kind, author.address, text), *attached(files, author.address, now)]
    entries += _held_entries(case, held, now)
    letters = notices.answer_to_reporter(
        case, changed, author, text, step, rules, files=files, is_proven=is_proven
    )
    letters += nudged
    letters += notices.nobody_left(case, changed, step, rules, unreached)
    return Decision(changed, tuple(entries), tuple(letters), withdraw=new)


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
        if heard or not notices.nudges(case, "expiry", "", now, rules):
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
    moment = started(case) if is_rung and rung != "expiry" else now.isoformat()
    letters = notices.nudges(changed, rung, f"{rung}-{changed.escalation_level}-{moment}", now, rules)
    return Decision(changed, (Entry(now, notices.purpose_of(rung), text=rung),), tuple(letters))


def on_look(case: Case, what: str, now: datetime, rules: Rules) -> Decision:
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


def started(case: Case) -> str:
    """What tells one seven-day clock of a case from the next, for the steps of its letters."""
    return case.follow_up_due.isoformat() if case.follow_up_due else ""


def scheduled(case: Case, rules: Rules) -> Case:
    """The case with its next date."""
    return replace(case, next_due_at=deadlines.next_due(case, rules.ladder))


def asks_at_all(report: Report, rules: Rules) -> bool:
    """Whether a first letter asks for anything: not of what is no report, nor of what nobody could read."""
    return report.is_report and report.readable and rules.max_requests > 0


def _first_clearance(report: Report, rules: Rules) -> dict[str, Clearance]:
    return clearance.first_clearance(
        rules.roster, report.held, report.reporter, mode=rules.clearance_mode, related=report.related
    )


def _as_wished(report: Report, case: Case) -> Report:
    """A later message, with no answer to it where the reporter wanted none: who else reads that mailbox still does.

    The wish stands in the case until somebody says SEND. Only the reporter may make it, and not in a message that
    somebody else may have written: nobody keeps another person from being answered for good.
    """
    if because := _why_wished(case):
        return replace(report, may_answer=False, withheld_because=because)
    if _is_theirs(case, report):
        return report
    return replace(report, marks=report.marks - {*WISHES})


def _as_wished_before(report: Report, rules: Rules) -> Report:
    """A first message, with no answer to it where its reporter wanted none in an earlier case of theirs.

    The new case tells of the wish, unless somebody may hear of it from whom each of those cases is kept: they would
    learn by it that there is one. To them nothing is told then, and to its reporter nothing is sent all the same.
    """
    if not report.wished:
        return report
    standing = _first_clearance(report, rules)
    told = [key for key, each in standing.items() if each not in (Clearance.HELD, Clearance.RECUSED)]
    known = [each for each in report.wished if not any(clearance.shut_out(each, key) for key in told)]
    because = report.withheld_because or next(map(_why_wished, known), "")
    marks = {mark for each in known for mark in each.marks if mark in WISHES}
    return replace(report, may_answer=False, withheld_because=because, marks=report.marks | marks)


def _why_wished(case: Case) -> str:
    """Why the reporter is sent nothing where they wrote from, as they wished it in this case; '' where they did not."""
    return next((because for mark, because in WISHES.items() if mark in case.marks), "")


def _is_theirs(case: Case, report: Report) -> bool:
    """Whether a later message is the reporter's own, as far as anybody can tell."""
    is_author = report.reporter.casefold() == case.reporter.casefold()
    return is_author and "doubtful-author" not in report.marks


def _reached(case: Case, report: Report) -> frozenset[str]:
    """The marks of the case; where the reporter themselves writes again, no longer that they cannot be reached."""
    return case.marks - {"reporter-unreachable"} if _is_theirs(case, report) else case.marks


def received(kind: str, report: Report, author: str, at: datetime, name: str) -> list[Entry]:
    """A message as the history of the case of that name keeps it: its text, and what else its reader would see.

    A subject that holds nothing but our own case name is none.
    """
    entries = [Entry(at, kind, author, report.text)]
    if _ANSWERING.sub("", report.subject).strip().casefold() not in ("", name):
        entries.append(Entry(at, "subject", author, report.subject))
    return entries + attached(report.attachments, author, at)


def attached(files: Sequence[Attachment], author: str, at: datetime) -> list[Entry]:
    """The files of a mail as the history keeps them, a line each."""
    return [Entry(at, "attached", author, "\n".join(each.line for each in files))] if files else []


def _held(case: Case, report: Report, rules: Rules) -> Mapping[str, str]:
    """Whom a later message shuts out, and the words: who is named in it, and who wrote it as the reporter."""
    if report.reporter.casefold() == case.reporter.casefold():
        return report.held
    return dict.fromkeys(clearance.who_is(rules.roster, report.reporter), report.reporter) | dict(report.held)


def _held_entries(case: Case, held: Mapping[str, str], now: datetime) -> list[Entry]:
    return [Entry(now, "held", key, held[key]) for key in sorted(clearance.newly_held(case, held))]
