"""What each command word of a responder does to a case: one small function a word.

It stands apart from `responding`, which knows what a whole mail of them comes to, so that a reader checks here
what a word needs, what it changes, and who hears of it. Words that disclose or end something return what they
would do; `responding` asks for the YES before any of it is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cocmail.cases import checklist, clearance, deadlines, drafts, notices, persons, policy, recusal
from cocmail.cases.answers import OK, Said
from cocmail.cases.arguments import (
    MYSELF,
    OUTCOMES,
    field_and_value,
    fields_and_text,
    leading_date,
    leading_outcome,
    span,
    takes_back,
    tells_of_contact,
)
from cocmail.cases.model import (
    FIELDS,
    WISHES,
    Case,
    Clearance,
    Command,
    Decision,
    Disclosure,
    Entry,
    EntryType,
    Finding,
    Ground,
    Letter,
    Responder,
    Roster,
    State,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command comes to. `news` are for the other cleared responders: what was done, and its text."""

    case: Case
    said: Said = OK
    entries: tuple[Entry, ...] = ()
    letters: tuple[Letter, ...] = ()
    news: tuple[tuple[str, str], ...] = ()
    erase: Entry | None = None
    also: tuple[Decision, ...] = ()


def carry_out(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    """One command of a responder: what it would do, or why it does nothing."""
    verb = command.verb
    if clearance.shut_out(case, by.key):
        return _refused(case, "stepped-back")
    if verb not in _UNDECLARED and not clearance.may_read(case, by.key):
        return _refused(case, "undeclared")
    if case.state == State.CLOSED and verb not in _WHEN_CLOSED:
        return _refused(case, "closed")
    return _DOES[verb](case, by, command, ground)


def _refused(case: Case, code: str, **words: str) -> Outcome:
    return Outcome(case, Said(code, words))


def _no_one(case: Case, words: str, roster: Roster) -> Outcome:
    """Words that mean nobody of us, or more than one."""
    people = {*roster.found(words), *roster.called(words)}
    return _refused(case, "several" if len(people) > 1 else "nobody", name=words)


# -- who may see the case ----------------------------------------------------------------------------------


def _clear(case: Case, by: Responder, _command: Command, ground: Ground) -> Outcome:
    included = clearance.was_included(ground.history, by.key)
    standing = Clearance.INCLUDED if included else Clearance.CLEARED
    changed = replace(case, clearance={**case.clearance, by.key: standing})
    return Outcome(changed, entries=(Entry(ground.now, "cleared", by.address),))


def _recuse(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    meant = recusal.meant(command.text, by, ground.rules.roster)
    if meant.doubt:
        return Outcome(case, meant.doubt)
    is_draft = "draft" in case.marks
    if is_draft and command.text and not meant.is_named:
        # Nobody else knows of it yet: a slip of the pen must not take it from the only one who does.
        return _refused(case, "nobody", name=command.text)
    may_read = clearance.may_read(case, by.key)
    oneself = persons.out_with(ground.rules.roster, by.key)
    # Who has not declared shuts out nobody else, and always themselves.
    people = [each for each in meant.people if may_read or each in oneself]
    if not people:
        return _refused(case, "undeclared")
    # A recusal ends with its case; whoever is held stays so.
    new = (each.key for each in people if not clearance.shut_out(case, each.key))
    changed = replace(case, clearance={**case.clearance, **dict.fromkeys(new, Clearance.RECUSED)})
    entries = [Entry(ground.now, "recused", by.address, each.address) for each in people]
    letters: list[Letter] = []
    if is_draft and not any(clearance.may_read(changed, key) for key in changed.clearance):
        # The last who read it hands it to the others.
        changed, told, letters = drafts.opened(changed, ground)
        entries += [Entry(ground.now, "opened", by.address), *told]
    others = ", ".join(_name(each) for each in people if each not in oneself)
    news = (("recused", others),) if others else ()
    return Outcome(clearance.untaken(changed), entries=tuple(entries), letters=tuple(letters), news=news)


def _include(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    roster = ground.rules.roster
    who = roster.find(command.text) or recusal.included(command.text, roster)
    if who is None:
        return _no_one(case, command.text, roster)
    people = persons.together(roster, who.key)
    if by in people:
        return _refused(case, "not-oneself")
    # Not a mailbox that they read with others: one of those may be out, too.
    out = [each for each in persons.one_with(roster, who.key) if clearance.shut_out(case, each.key)]
    if not out:
        return _refused(case, "not-shut-out", who=_name(who))
    # They declare for themselves, like everybody, before they see anything. A contact has a standing only where they
    # are out, and declares nothing: they hear of a case by its name alone.
    responders = [each for each in out if roster.responder(each.key)]
    is_open = ground.rules.clearance_mode == "open"
    asked = dict.fromkeys(
        (each.key for each in responders), Clearance.INCLUDED if is_open else Clearance.PENDING
    )
    keys = {each.key for each in out}
    changed = replace(
        case, clearance={key: each for key, each in case.clearance.items() if key not in keys} | asked
    )
    facts = notices.case_facts(changed, ground.rules)
    return Outcome(
        changed,
        entries=tuple(Entry(ground.now, "included", by.address, each.key) for each in out),
        letters=tuple(
            notices.to_responder(each, "notice", ground.step, Disclosure.EXISTENCE, facts)
            for each in responders
        ),
        news=(("included", _name(responders[0])),) if responders else (("let-in", _name(out[0])),),
    )


# -- who looks after it ------------------------------------------------------------------------------------


def _take(case: Case, by: Responder, _command: Command, ground: Ground) -> Outcome:
    return _given_to(case, by, by, ground)


def _assign(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    roster = ground.rules.roster
    people = (by,) if command.text.casefold() in MYSELF else roster.found(command.text)
    if not persons.is_one_person(roster, people):
        return _no_one(case, command.text, roster)
    # Whoever is there under several addresses may have declared at one of them.
    who = next((each for each in people if clearance.may_read(case, each.key)), people[0])
    if not clearance.may_read(case, who.key):
        return _refused(case, "may-not-see", who=_name(who))
    return _given_to(case, by, who, ground)


def _given_to(case: Case, by: Responder, who: Responder, ground: Ground) -> Outcome:
    if (case.taken_by, case.state) == (who.key, State.ACTIVE):
        return Outcome(case)  # Sent twice, as phones do: nobody is told again.
    before = ground.rules.roster.responder(case.taken_by.casefold())
    changed = replace(case, taken_by=who.key, state=State.ACTIVE)
    said = Said("taken-over", {"who": _name(before)}) if before and before.key != who.key else OK
    entry = Entry(ground.now, "taken", by.address, "" if who.key == by.key else who.address)
    return Outcome(changed, said, (entry,), news=(("taken", _name(who)),))


# -- what is written ---------------------------------------------------------------------------------------


def _note(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    if not command.text:
        return _refused(case, "no-text", verb="NOTE")
    entry = Entry(ground.now, "note", by.address, command.text)
    return Outcome(case, entries=(entry,), news=(("note", command.text),))


def _reply(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    if not command.text:
        return _refused(case, "no-text", verb="REPLY")
    return _to_reporter(case, by, ground, "replied", command.text, ())


def _ask(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    asks, text = fields_and_text(command.text)
    if not asks and not text:
        asks = checklist.missing(case.checklist, ground.rules.required)
        if not asks:
            return _refused(case, "nothing-missing")
    return _to_reporter(case, by, ground, "asked", text, asks)


def _to_reporter(
    case: Case, by: Responder, ground: Ground, what: EntryType, text: str, asks: tuple[str, ...]
) -> Outcome:
    """A human's letter to the reporter: it stops the seven-day clock (P17, P18)."""
    if not case.reporter:
        return _refused(case, "no-reporter")
    if "stopped" in case.marks:
        return _refused(case, "stopped")
    asked = case.requests_made + 1 if asks else case.requests_made
    changed = replace(deadlines.followed_up(case, ground.now), requests_made=asked)
    letter = notices.to_reporter(changed, "letter", ground, asks=asks)
    letter = replace(letter, facts={**letter.facts, "text": text})
    told = "\n".join(filter(None, (text, ", ".join(asks))))
    return Outcome(
        changed, entries=(Entry(ground.now, what, by.address, told),), letters=(letter,), news=((what, told),)
    )


def _followup(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    # Whoever writes a day means one of theirs.
    zone = ZoneInfo(ground.rules.timezone)
    day, text = leading_date(command.text, ground.now.astimezone(zone))
    if not text.strip():
        return _refused(case, "no-text", verb="FOLLOWUP")
    if not tells_of_contact(text):
        # "Followup is overdue" would end what it complains of.
        return _kept(case, by, command, ground, Said("no-contact"))
    at = ground.now
    if day is not None:
        at = min(datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC), ground.now)
        at = max(at, case.received_at)
    case = replace(case, followed_up_elsewhere_at=min(at, case.followed_up_elsewhere_at or at))
    entry = Entry(ground.now, "followed-up", by.address, command.text)
    written = [each.at.astimezone(zone).date() for each in ground.history if each.type == "follow-up"]
    is_since = day is not None and case.follow_up_due is not None and max(written, default=day) > day
    if is_since:
        return Outcome(case, Said("written-since"), entries=(entry,), news=(("followed-up", text),))
    # Whenever it was: the weekly look counts from the word of it.
    changed = replace(deadlines.followed_up(case, at), nudged_at=ground.now)
    return Outcome(changed, entries=(entry,), news=(("followed-up", text),))


def _kept(case: Case, by: Responder, command: Command, ground: Ground, said: Said) -> Outcome:
    """A word that is not obeyed, and whose text is a note all the same: it was written for the others."""
    text = f"{command.verb.upper()} {command.text}"
    return Outcome(case, said, (Entry(ground.now, "note", by.address, text),), news=(("note", text),))


def _send(case: Case, by: Responder, _command: Command, ground: Ground) -> Outcome:
    kinds = [each.type for each in ground.history if each.type in ("withheld", "released")]
    if not kinds or kinds[-1] != "withheld":
        return _refused(case, "nothing-withheld")
    if not case.reporter:
        return _refused(case, "no-reporter")
    if "stopped" in case.marks:
        return _refused(case, "stopped")
    is_first = not any(each.type in ("follow-up", "replied", "asked") for each in ground.history)
    asks = checklist.asked_on_release(case, ground.cases.values(), ground.rules)
    purpose = "request" if asks else "thanks"
    if is_first:
        purpose = "unreadable" if "unreadable" in case.marks else "acknowledgement"
        purpose = "gentle" if "unclear" in case.marks else purpose
    # Who lets a letter go has found that they may be written to after all.
    marks = case.marks - {*WISHES}
    # Counted as if this were the reporter's only case: see `policy`.
    is_request = bool(checklist.asked_on_release(case, (), ground.rules))
    changed = replace(case, marks=marks, requests_made=case.requests_made + is_request)
    letter = notices.to_reporter(changed, purpose, ground, asks=asks)
    return Outcome(changed, entries=(Entry(ground.now, "released", by.address),), letters=(letter,))


# -- what is known -----------------------------------------------------------------------------------------


def _set(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    name, value = field_and_value(command.text)
    if not name:
        return _refused(case, "no-field", fields=", ".join(FIELDS))
    if not value:
        return _refused(case, "no-text", verb="SET")
    known = {**case.checklist, name: Finding("present", value)}
    # Who has not declared is told the names, and no word that may point at the reporter.
    named = ground.named_as if name == "reported_person" and not case.person_named_as else ""
    changed = replace(case, checklist=known, person_named_as=named or case.person_named_as)
    entry = Entry(ground.now, "set", by.address, f"{name}: {value}")
    return Outcome(changed, entries=(entry,), news=(("set", entry.text),))


def _urgency(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    is_urgent = command.verb == "urgent"
    changed = replace(case, urgent=is_urgent)
    if is_urgent:
        changed = replace(changed, nudged_at=None, quiet_until=None)
    entry = Entry(ground.now, "urgent" if is_urgent else "calm", by.address)
    return Outcome(changed, entries=(entry,), news=((command.verb, ""),))


_LONGEST_SNOOZE = timedelta(days=30)


def _snooze(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    if case.urgent and not case.taken_by:
        # One who has no time must not silence it for those who may have.
        return _refused(case, "still-urgent")
    wanted = span(command.text)
    if not wanted:
        return _refused(case, "no-days")
    if case.follow_up_due is not None and case.follow_up_due <= ground.now:
        # Nothing of its reminders would be any fewer, and nobody is to believe so.
        return _refused(case, "not-followed-up")
    until = ground.now + min(wanted, _LONGEST_SNOOZE)
    # The promise to the reporter is nobody's to put off.
    until = min(until, case.follow_up_due) if case.follow_up_due else until
    entry = Entry(ground.now, "snoozed", by.address, command.text)
    return Outcome(replace(case, quiet_until=until), entries=(entry,), news=(("snoozed", command.text),))


def _link(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    wanted = " ".join(command.text.casefold().split())
    other = ground.cases.get(wanted)
    # What somebody may not read is to them as if it did not exist.
    if other is None or other.name == case.name or not clearance.may_read(other, by.key):
        return _refused(case, "no-such-case")
    if any(each.type == "linked" and each.text == other.name for each in ground.history):
        return _refused(case, "linked-already")
    here, there = clearance.joined(case, other), clearance.joined(other, case)
    if _leaves_alone(case, here, by, ground) or _leaves_alone(other, there, by, ground):
        return _refused(case, "nobody-else")
    there, letters = policy.untaken(other, there, ground)
    letters += _link_news(other, there, case, by, ground)
    also = Decision(
        policy.scheduled(there, ground.rules),
        _link_entries(other, there, case, by, ground),
        tuple(letters),
        clearance.newly_shut_out(other, there),
    )
    return Outcome(
        here,
        entries=_link_entries(case, here, other, by, ground),
        letters=tuple(_link_news(case, here, other, by, ground)),
        also=(also,),
    )


def _leaves_alone(before: Case, after: Case, by: Responder, ground: Ground) -> bool:
    """Whether a link would take a case from every responder but the one who makes it."""
    roster = ground.rules.roster
    return clearance.is_alone(after, roster, by.key) and not clearance.is_alone(before, roster, by.key)


def _link_entries(before: Case, after: Case, other: Case, by: Responder, ground: Ground) -> tuple[Entry, ...]:
    """That the case is linked with the other one, and whom it shuts out because that one does."""
    new = sorted(clearance.newly_shut_out(before, after))
    held = (Entry(ground.now, "held", key, f"{after.clearance[key]} in {other.name}") for key in new)
    return Entry(ground.now, "linked", by.address, other.name), *held


def _link_news(before: Case, after: Case, other: Case, by: Responder, ground: Ground) -> list[Letter]:
    """To those who may read this case and may hear of the other one: nobody else learns its name."""
    told = clearance.audience(other, ground.rules.roster, Disclosure.EXISTENCE)
    also_there = frozenset(each.key for each in told)
    held = notices.held_there(before, after, ground.rules)
    return [
        replace(letter, facts={**letter.facts, **held})
        for letter in notices.news(after, by, "linked", other.name, ground)
        if letter.to.casefold() in also_there
    ]


# -- how it ends -------------------------------------------------------------------------------------------


def _decide(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    outcome, text = leading_outcome(command.text)
    if not outcome:
        return _refused(case, "no-outcome", outcomes=", ".join(OUTCOMES))
    if takes_back(command.text):
        return _kept(case, by, command, ground, Said("limited", {"outcomes": ", ".join(OUTCOMES)}))
    told = f"{outcome}: {text}" if text else outcome
    entry = Entry(ground.now, "decided", by.address, told)
    return Outcome(replace(case, outcome=outcome), entries=(entry,), news=(("decided", told),))


def _close(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    outcome, rest = leading_outcome(command.text)
    outcome = outcome or (case.outcome if not command.text else "")
    if not outcome or rest:
        return _refused(case, "no-outcome", outcomes=", ".join(OUTCOMES))
    if case.follow_up_due is not None:
        return _refused(case, "not-followed-up")
    return _ended(case, by, outcome, ground)


def _no_report(case: Case, by: Responder, command: Command, ground: Ground) -> Outcome:
    if case.follow_up_due is not None:
        # The promise ends unkept: whoever opens the case again takes it up.
        case = replace(case, follow_up_due=None, followed_up_at=None)
    return _ended(case, by, command.verb, ground)


def _ended(case: Case, by: Responder, outcome: str, ground: Ground) -> Outcome:
    changed = replace(
        case,
        state=State.CLOSED,
        outcome=outcome,
        closed_at=ground.now,
        urgent=False,
        rung="",
        nudged_at=None,
        escalated_at=None,
        quiet_until=None,
    )
    entry = Entry(ground.now, "closed", by.address, outcome)
    return Outcome(changed, entries=(entry,), news=(("closed", outcome),))


def _reopen(case: Case, by: Responder, _command: Command, ground: Ground) -> Outcome:
    if case.state != State.CLOSED:
        return _refused(case, "not-closed")
    state = State.ACTIVE if case.taken_by else State.OPEN
    changed = replace(case, state=state, outcome="", closed_at=None, rung="", nudged_at=ground.now)
    if case.followed_up_at is None:
        # It was closed without a letter: now the reporter is promised one.
        changed = replace(changed, follow_up_due=ground.now + ground.rules.ladder.follow_up, nudged_at=None)
    entry = Entry(ground.now, "reopened", by.address)
    letters = tuple(notices.questions(changed, ground))
    return Outcome(changed, entries=(entry,), letters=letters, news=(("reopened", ""),))


def _erase(case: Case, by: Responder, _command: Command, ground: Ground) -> Outcome:
    roster = ground.rules.roster
    readers = clearance.audience(case, roster, Disclosure.CONTENT)
    if {*readers} <= {*persons.together(roster, by.key)}:
        return _refused(case, "only-you")
    return Outcome(case, erase=Entry(ground.now, "erased", by.address, "two responders asked for it"))


def _answered_by_the_answer(case: Case, _by: Responder, _command: Command, _ground: Ground) -> Outcome:
    """STATUS, HELP, SHOW, LIST, SUMMARY: the answer itself is what was asked for."""
    return Outcome(case)


def _new(case: Case, by: Responder, _command: Command, ground: Ground) -> Outcome:
    """A draft comes before the others, but for those whom its writer kept out or another case of its reporter does."""
    if "draft" not in case.marks:
        # With the words of a report NEW opens a case of its own and does not come here.
        return _refused(case, "no-text", verb="NEW")
    opened, entries, letters = drafts.opened(case, ground)
    return Outcome(
        opened, entries=(Entry(ground.now, "opened", by.address), *entries), letters=tuple(letters)
    )


def works_on_closed(verb: str) -> bool:
    """Whether a word does anything with a closed case."""
    return verb in _WHEN_CLOSED


def _name(who: Responder) -> str:
    return who.name or who.address


_Does = Callable[[Case, Responder, Command, Ground], Outcome]
_DOES: Mapping[str, _Does] = {
    "clear": _clear,
    "recuse": _recuse,
    "include": _include,
    "take": _take,
    "assign": _assign,
    "note": _note,
    "ask": _ask,
    "reply": _reply,
    "followup": _followup,
    "set": _set,
    "urgent": _urgency,
    "calm": _urgency,
    "snooze": _snooze,
    "decide": _decide,
    "close": _close,
    "reopen": _reopen,
    "link": _link,
    "send": _send,
    "spam": _no_report,
    "unrelated": _no_report,
    "erase": _erase,
    "new": _new,
} | dict.fromkeys(("status", "help", "show", "list", "summary"), _answered_by_the_answer)
# Words for those who have not said yet whether they have a conflict.
_UNDECLARED = frozenset({"clear", "recuse", "status", "help", "list"})
_WHEN_CLOSED = _UNDECLARED | {"note", "reopen", "show", "summary", "link", "erase", "include", "decide"}
