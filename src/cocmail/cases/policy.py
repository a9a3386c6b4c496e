"""What follows from what: a report, a later message, a responder's words, a silence, a letter that failed.

Plain functions from values to a `Decision`; nothing here looks anything up. It stands apart so that every
rule of the procedure can be read, and tested, without a mailbox or a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cocmail.cases import checklist, clearance, deadlines, notices
from cocmail.cases.commands import VERBS, Command, Reading, help_text
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
    Rules,
    State,
)

# How many notes without a command are answered to one responder, a case and day.
_ANSWERS_TO_NOTES = 3


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
        letters.append(notices.to_reporter(case, purpose, "1", now, asks=asks, truncated=report.truncated))
    else:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    case = _scheduled(case, rules)
    letters += notices.first_notices(case, report, rules)
    return Decision(case, tuple(entries), tuple(letters))


def on_follow_up(
    case: Case, report: Report, now: datetime, rules: Rules, *, step: str, thanked: bool = False
) -> Decision:
    """A later message of the reporter joins its case, fills fields, and starts a new clock where one had ended.

    With `thanked` (they were thanked within a day) thanks alone are not said again: it may be a machine that answers.
    """
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
        changed = replace(changed, state=State.OPEN, outcome="", taken_by="")
    if not running:
        due = min(report.received_at, now) + rules.ladder.follow_up
        changed = replace(changed, follow_up_due=due, rung="", nudged_at=None, escalated_at=None)
    entries = [Entry(min(report.received_at, now), "follow-up", report.reporter, report.text)]
    entries += _held_entries(case, held, now)
    entries += [Entry(now, "reopened")] if reopened else []
    letters: list[Letter] = []
    if answers and (asks or report.truncated or not report.readable or not thanked):
        purpose = "request" if asks else "thanks" if report.readable else "unreadable"
        letters.append(
            notices.to_reporter(changed, purpose, step, now, asks=asks, truncated=report.truncated)
        )
    elif report.withheld_because:
        entries.append(Entry(now, "withheld", text=report.withheld_because))
    letters += notices.updates(changed, report, step, rules)
    if changed.urgent and not case.urgent and not changed.taken_by:
        # At once, also to those who have not said yet whether they have a conflict.
        changed = replace(changed, nudged_at=now)
        letters += notices.nudges(changed, "urgent", step, now, rules)
    changed = _scheduled(changed, rules)
    letters += notices.nobody_left(case, changed, step, rules)
    withdraw = clearance.newly_held(case, held)
    return Decision(changed, tuple(entries), tuple(letters), withdraw=withdraw)


def on_stop(case: Case, report: Report, now: datetime, rules: Rules, *, step: str) -> Decision:
    """The reporter wants no more letters: what is queued for them dies, and those who may read it are told."""
    held = _held(case, report, rules)
    changed = replace(clearance.hold(case, held), marks=case.marks | {"stopped"})
    changed = _scheduled(changed, rules)
    entry = Entry(min(report.received_at, now), "stopped", report.reporter, report.text)
    withdraw = clearance.newly_held(case, held) | {case.reporter.casefold()}
    return Decision(
        changed,
        (entry, *_held_entries(case, held, now)),
        (*notices.updates(changed, report, step, rules), *notices.nobody_left(case, changed, step, rules)),
        withdraw=withdraw,
    )


def on_responder(
    case: Case,
    responder: Responder,
    reading: Reading,
    now: datetime,
    rules: Rules,
    *,
    step: str,
    history: str,
    answered: int = 0,
    is_shut: bool = False,
) -> Decision:
    """A responder's reply: commands are carried out in order; exactly one answer goes back.

    `history` is the readable text of the case so far, for those whom `clear` lets in. `answered` is how often this
    responder was answered on this case within a day: a machine that answers our answers must not be answered for
    ever, so that after a few only commands are. Of what `is_shut` nothing could be read, and they are told.
    """
    if clearance.shut_out(case, responder.key):
        letters = (
            [notices.naming_nothing(responder, "unavailable", step)] if answered < _ANSWERS_TO_NOTES else []
        )
        return Decision(case, (Entry(now, "refused", responder.address),), tuple(letters))
    if reading.disagrees:
        said = (
            "not done: your mail says different things in its two forms, text and HTML; send it as plain text"
        )
        done = _Done(case, results=[{"line": each.line, "result": said} for each in reading.commands])
    elif reading.misread:
        asked = [
            {"line": each.line, "result": f"not done: did you mean {each.meant.upper()}?"}
            for each in reading.misread
        ]
        left = "not done: nothing was, because of the line above"
        done = _Done(
            case, results=[*asked, *({"line": each.line, "result": left} for each in reading.commands)]
        )
    else:
        done = _Done(case)
        for command in reading.commands:
            done.add(command, *_carry_out(done.case, responder, command, now, rules))
    if clearance.shut_out(done.case, responder.key):
        answer = Letter(
            "recused", responder.address, Audience.RESPONDER, Disclosure.NOTHING, responder.language, step
        )
        changed = _scheduled(done.case, rules)
        last = notices.nobody_left(case, changed, step, rules)
        return Decision(changed, tuple(done.entries), (answer, *last), _newly_shut_out(case, changed))
    if is_shut:
        done.entries.append(Entry(now, "unreadable", responder.address))
        done.results.append({"line": "(your message)", "result": "not done: it could not be read"})
    if reading.note:
        may_read = clearance.may_read(done.case, responder.key)
        done.entries.append(Entry(now, "note", responder.address, reading.note))
        done.notes += [reading.note] if may_read else []
        result = (
            "kept as a note; nothing was sent to the reporter"
            if may_read
            else "kept; answer CLEAR or RECUSE first"
        )
        done.results.append({"line": "(your text)", "result": result})
    changed = _scheduled(done.case, rules)
    letters = [
        letter
        for number, note in enumerate(done.notes)
        for letter in notices.shared_note(
            changed, responder.name or responder.address, note, f"{step}-{number}", rules, but=responder.key
        )
    ]
    facts = {**notices.case_facts(changed, rules), "results": done.results, "help": help_text()}
    if done.is_cleared:
        letters.append(
            notices.to_responder(responder, "report", step, Disclosure.CONTENT, {**facts, "text": history})
        )
    elif reading.commands or reading.misread or answered < _ANSWERS_TO_NOTES:
        if not clearance.may_read(changed, responder.key):
            # A template may show any fact it is given; who has not declared anything is given none of content.
            facts |= {"held": [], "checklist": {}, "missing": (), "marks": []}
        letters.append(notices.to_responder(responder, "answer", step, Disclosure.EXISTENCE, facts))
    letters += notices.nobody_left(case, changed, step, rules)
    return Decision(changed, tuple(done.entries), tuple(letters), _newly_shut_out(case, changed))


@dataclass(slots=True)
class _Done:
    """What the commands of one mail have come to so far."""

    case: Case
    entries: list[Entry] = field(default_factory=list)
    results: list[Mapping[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_cleared: bool = False

    def add(self, command: Command, case: Case, result: str, entry: Entry | None) -> None:
        """Add what one command did."""
        self.case = case
        self.results.append({"line": command.line, "result": result})
        if entry is not None:
            self.entries.append(entry)
            self.is_cleared = self.is_cleared or entry.type == "cleared"
            self.notes += [entry.text] if entry.type in ("note", "followed-up") and entry.text else []


def _newly_shut_out(before: Case, after: Case) -> frozenset[str]:
    return frozenset(
        key
        for key in after.clearance
        if clearance.shut_out(after, key) and not clearance.shut_out(before, key)
    )


def on_undelivered(case: Case, failed: Failed, now: datetime, rules: Rules) -> Decision:
    """A letter failed for good, or came back: the others are told at once.

    An alert that itself fails is recorded and never alerted again.
    """
    entry = Entry(now, "undelivered", failed.to, failed.purpose)
    if failed.purpose == "undelivered":
        return Decision(case, (entry,))
    marks = case.marks | ({"reporter-unreachable"} if failed.audience == Audience.REPORTER else set())
    changed = replace(case, marks=frozenset(marks))
    facts = {"who": "reporter" if failed.audience == Audience.REPORTER else "responder"}
    step = f"letter-{failed.letter_id}"
    unreachable = frozenset({failed.to.casefold()})
    told = [
        each
        for each in clearance.audience(changed, rules.roster, Disclosure.EXISTENCE)
        if each.key not in unreachable
    ]
    letters = [notices.to_responder(each, "undelivered", step, Disclosure.EXISTENCE, facts) for each in told]
    if not told:
        others = notices.beyond(changed, rules, unreachable=unreachable)
        letters = [notices.to_contact(each, "undelivered", step, facts) for each in others]
    return Decision(changed, (entry,), tuple(letters))


def on_note(case: Case, author: str, text: str, now: datetime, why: str) -> Decision:
    """A message that belongs to a case but moves nothing: an automatic reply, a mail that proves too little."""
    return Decision(case, (Entry(now, why, author, text),))


def on_unproven(case: Case, to: str, author: str, text: str, now: datetime, rules: Rules) -> Decision:
    """A reply to a responder's letter that does not prove to be theirs is kept; they are told so, once a day."""
    entry = Entry(now, "unproven", author, text)
    owner = rules.roster.responder(to.casefold())
    if owner is None or clearance.shut_out(case, owner.key):
        return Decision(case, (entry,))
    letter = notices.naming_nothing(owner, "unproven", f"unproven-{now:%Y-%m-%d}")
    return Decision(case, (entry,), (letter,))


def on_contact(case: Case, author: str, text: str, now: datetime, rules: Rules, *, step: str) -> Decision:
    """An escalation or independent contact answers: those who may read the case are told what they say."""
    letters = notices.shared_note(case, author, text, step, rules)
    return Decision(case, (Entry(now, "contact-answer", author, text),), tuple(letters))


def on_silence(case: Case, now: datetime, rules: Rules, *, heard: bool = True) -> Decision | None:
    """The ladder: the highest rung that is due, once; None where nothing is.

    Content is destroyed only where somebody `heard` of it long enough before, or nobody is left who could.
    """
    rung = deadlines.due_rung(case, now, rules.ladder)
    case = deadlines.not_ahead(case, now)
    if not rung:
        # Its date stood in a future that a corrected clock has taken back.
        again = _scheduled(case, rules)
        moved = case.state != State.CLOSED and again.next_due_at != case.next_due_at
        return Decision(again) if moved else None
    if rung == "erase":
        if heard or not notices.nudges(case, "expiry", "", now, rules):
            return Decision(replace(case, next_due_at=None), erase=True)
        rung = "expiry"
    is_rung = rung in ("take", "warn", "escalation", "expiry")
    changed = replace(
        case,
        rung=rung if is_rung else case.rung,
        escalation_level=case.escalation_level + (rung == "escalation"),
        escalated_at=now if rung == "escalation" else case.escalated_at,
        nudged_at=now,
    )
    changed = _scheduled(changed, rules)
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


def started(case: Case) -> str:
    """What tells one seven-day clock of a case from the next, for the steps of its letters."""
    return case.follow_up_due.isoformat() if case.follow_up_due else ""


def _scheduled(case: Case, rules: Rules) -> Case:
    return replace(case, next_due_at=deadlines.next_due(case, rules.ladder))


def asks_at_all(report: Report, rules: Rules) -> bool:
    """Whether a first letter asks for anything: not of what is no report, nor of what nobody could read."""
    return report.is_report and report.readable and rules.max_requests > 0


def _held(case: Case, report: Report, rules: Rules) -> Mapping[str, str]:
    """Whom a later message shuts out, and the words: who is named in it, and who wrote it as the reporter."""
    if report.reporter.casefold() == case.reporter.casefold():
        return report.held
    return dict.fromkeys(clearance.who_is(rules.roster, report.reporter), report.reporter) | dict(report.held)


def _held_entries(case: Case, held: Mapping[str, str], now: datetime) -> list[Entry]:
    return [Entry(now, "held", key, held[key]) for key in sorted(clearance.newly_held(case, held))]


def _carry_out(
    case: Case, by: Responder, command: Command, now: datetime, rules: Rules
) -> tuple[Case, str, Entry | None]:
    """One command: the case after it, `ok` or why not, and what the history says of it."""
    verb = command.verb
    if not VERBS[verb].ready:
        return case, "not done: this version of cocmail does not know how to do that yet", None
    if clearance.shut_out(case, by.key):
        return case, "not done: you stepped back above", None
    if verb in ("take", "note", "followup", "urgent", "calm") and not clearance.may_read(case, by.key):
        return case, "not done: answer CLEAR or RECUSE first", None
    match verb:
        case "clear":
            included = case.clearance.get(by.key) == Clearance.INCLUDED
            standing = Clearance.INCLUDED if included else Clearance.CLEARED
            changed = replace(case, clearance={**case.clearance, by.key: standing})
            return changed, "ok", Entry(now, "cleared", by.address)
        case "recuse":
            # Words that are nobody's name are a reason, which nobody asked for: it is the sender who steps back.
            who = _on_roster(command.text, rules.roster) or by
            if who.key != by.key and not clearance.may_read(case, by.key):
                return case, "not done: answer CLEAR or RECUSE first", None
            changed = replace(case, clearance={**case.clearance, who.key: Clearance.RECUSED})
            return clearance.untaken(changed), "ok", Entry(now, "recused", by.address, who.address)
        case "take" if case.state == State.CLOSED:
            return case, "not done: the case is closed", None
        case "take":
            before = rules.roster.responder(case.taken_by.casefold())
            changed = replace(case, taken_by=by.key, state=State.ACTIVE)
            had = f"ok; {before.name} had it before" if before and before.key != by.key else "ok"
            return changed, had, Entry(now, "taken", by.address)
        case "note":
            if not command.text:
                return case, "not done: write the note after the word", None
            return case, "ok", Entry(now, "note", by.address, command.text)
        case "followup":
            changed = replace(
                case,
                followed_up_at=now,
                follow_up_due=None,
                rung="",
                nudged_at=None,
                escalated_at=None,
                urgent=False,
            )
            return changed, "ok", Entry(now, "followed-up", by.address, command.text)
        case "urgent" | "calm":
            changed = replace(case, urgent=verb == "urgent", nudged_at=None)
            return changed, "ok", Entry(now, verb, by.address)
        case _:  # status, help: the answer itself is what was asked for.
            return case, "ok", None


def _on_roster(words: str, roster: Roster) -> Responder | None:
    """The one responder whom these words mean: a full or first name, an address, another name of theirs."""
    wanted = words.casefold().strip()
    found = [
        each
        for each in roster.responders
        if wanted
        in {each.key, each.name.casefold(), each.name.casefold().partition(" ")[0]}
        | {alias.casefold() for alias in each.also_known_as}
    ]
    return found[0] if len(found) == 1 else None
