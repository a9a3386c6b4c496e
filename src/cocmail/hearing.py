"""What happens to a responder's mail: its commands are read, what they need is looked up, and policy is asked once.

It stands apart from `intake`, which chooses the door: here is everything that only a responder can set going, and what
a contact answers. It runs inside the transaction that files the mail.

Fails: as `database`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from cocmail import overviews, reading
from cocmail.cases import clearance, drafts, mentions, notices, persons, policy, responding, telling, unproven
from cocmail.cases.commands import FOR_THE_REPORTER, Reading, read_commands, reconcile
from cocmail.cases.forms import agreed
from cocmail.cases.model import (
    WISHES,
    Asked,
    Audience,
    Case,
    Clearance,
    Command,
    Decision,
    Entry,
    EntryType,
    Ground,
    Mark,
    Remark,
    Report,
    Responder,
    Rules,
    State,
)
from cocmail.cases.responding import Heard
from cocmail.cases.stepping import with_recusal
from cocmail.filing import Filing, other_open_cases, whole
from cocmail.judging import Desk, Judged, files_of, findings_of, people_of, person_of
from cocmail.letters import Thread
from cocmail.mail.automatic import has_null_path, reaction
from cocmail.mail.message import Message, parse
from cocmail.mail.outgoing import cut_for_reporter, says_nothing
from cocmail.mail.quoted import Ours, without_ours
from cocmail.mail.reply import Correspondence, new_text
from cocmail.mail.triage import is_straight_from
from cocmail.mail.whole import attached_to, is_shut, whole_of
from cocmail.post import KnownLetter

_WORDS_OF_REPORTER: frozenset[EntryType] = frozenset({"report", "follow-up"})
_WITHOUT_A_LETTER = ("list", "help", "new")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_A_DAY = timedelta(days=1)


def are_commands(judged: Judged, desk: Desk, rules: Rules) -> bool:
    """Whether a mail that answers no letter is a responder's LIST, HELP or NEW to us alone, and no report of theirs."""
    responder = rules.roster.responder(judged.sender.address.key)
    if responder is None or desk.mailbox.casefold() not in {each.key for each in judged.message.to}:
        return False
    found = read(judged.message, responder, own=desk.mailbox)
    return bool(found.commands) and found.commands[0].verb in _WITHOUT_A_LETTER and not found.note


def read(
    message: Message, by: Responder, answered: Message | None = None, *, own: str = "", passes_on: bool = True
) -> Reading:
    """The commands of a mail that answers a letter of ours, with what is for the reporter cut to what they may see.

    `own` is the address that our letters come from. Without `passes_on` what is quoted is no report, whatever it is.
    """
    found = _heard(message, answered.text if answered else "")
    commands = (
        _cut(each, by)
        if each.verb in FOR_THE_REPORTER and each.text
        else replace(each, text=_report(message, answered, each.text, own, passes_on=passes_on))
        if each.verb == "new"
        else each
        for each in found.commands
    )
    note = "" if reaction(message) or says_nothing(found.note, by) else found.note
    return replace(found, commands=tuple(commands), note=note)


def _report(message: Message, answered: Message | None, typed: str, own: str, *, passes_on: bool) -> str:
    """The words of the report that comes with NEW: what was typed, and all that is passed on, quoted or attached."""
    letter, shared = ("", ()) if answered is None else (answered.text, (answered,))
    quoting = _heard(message, letter, Correspondence(shared)) if passes_on else Reading()
    told = _text_of("new", quoting) or typed
    return f"{told}{attached_to(message, with_authors=True, but_of=own).text}".strip()


def _heard(message: Message, letter: str, shared: Correspondence | None = None) -> Reading:
    """The commands of a mail that answers a `letter`; with what is `shared`, in what is passed on as well."""
    if not (message.plain and message.html_text):
        text = new_text(message, (letter,), shared=shared, again=True)
        return _own_commands(message, text, letter, may_be_wrapped=not message.html_text)
    forms = (replace(message, text=message.plain), replace(message, text=message.html_text))
    alike = agreed(*(new_text(each, (letter,), shared=shared, again=True) for each in forms))
    return reconcile(*(_own_commands(form, text, letter) for form, text in zip(forms, alike, strict=True)))


def _text_of(verb: str, found: Reading) -> str:
    return next((each.text for each in found.commands if each.verb == verb), "")


def _own_commands(message: Message, text: str, letter: str, *, may_be_wrapped: bool = False) -> Reading:
    """The commands in the new `text` of one form of a mail; where all of it is somebody else's, it is a note."""
    if not new_text(message, (letter,), inside=False, again=True):
        return Reading(note=text)
    found = read_commands(text, may_be_wrapped=may_be_wrapped)
    if not _commands_anything(found):
        below = read_commands(_below_ours(text, letter), may_be_wrapped=may_be_wrapped)
        found = below if _commands_anything(below) else found
    return with_recusal(found)


def _commands_anything(found: Reading) -> bool:
    return bool(found.commands or found.misread)


def _below_ours(text: str, letter: str) -> str:
    """What was typed below a few lines of ours that somebody quoted without a mark."""
    ours, lines = Ours((letter,)), text.split("\n")
    typed = (
        number
        for number, line in enumerate(lines)
        if line.strip() and (not ours.has(line, 1) or _commands_anything(read_commands(line)))
    )
    return "\n".join(lines[next(typed, len(lines)) :])


class Hearing(Filing):
    """One mail of a responder, or of a contact, inside the transaction that files it."""

    __slots__ = ()

    def answers(self, judged: Judged, letter: KnownLetter) -> Decision | None:
        """A mail that answers a letter of ours and proves to be its recipient's; None where it moves no case."""
        responder = self.rules.roster.responder(judged.sender.address.key)
        if responder is None:
            return self._of_nobody(judged, letter)
        answered = parse(self.tx.post.raw(letter.id))
        case = None if letter.case_id is None else self.tx.case(letter.case_id)
        if case and (case.erased_at is not None or clearance.shut_out(case, responder.key)):
            # Of a destroyed case the letter is gone: nothing may show that it is there for another.
            heard = read(judged.message, responder, own=self.desk.mailbox, passes_on=False)
        else:
            heard = read(judged.message, responder, answered, own=self.desk.mailbox)
        if _opens_a_case(heard):
            return self._opened_by(responder, heard, judged)
        if case is None:
            self._answer_with_overview(responder, heard, judged)
            return None
        if case.erased_at is not None:
            return self._of_destroyed(case, responder, judged)
        times = self._answered(judged, letter.case_id, ("answer", "unavailable"), responder)
        nothing_read = is_shut(judged.message)
        if clearance.shut_out(case, responder.key):
            nothing = Heard(Reading(), answered=times, is_shut=nothing_read)
            return responding.on_responder(case, responder, nothing, self.ground())
        ground = self._ground_of(case, heard)
        roster, beside = self.rules.roster, _attached(judged.message, answered)
        questions = mentions.asked_about(heard, roster)
        named, not_addressed, in_letter = (
            named_in(text, self.desk, self.rules, self.now, attached)
            for text, attached in (
                ("\n".join((mentions.said(heard), questions)), beside),
                ("\n".join((mentions.unaddressed(heard, roster), questions)), beside),
                (mentions.for_reporter(heard, roster), ()),
            )
        )
        return responding.on_responder(
            case,
            responder,
            Heard(
                heard,
                named=named,
                addressed=frozenset(named.keys() - not_addressed.keys()),
                in_letter=frozenset(in_letter),
                asked=self._asked(letter, heard),
                summary=self._summary(case, responder, heard, ground.history),
                answered=times,
                is_shut=nothing_read,
                attachments=files_of(judged.message),
                beside="\n".join(beside),
            ),
            ground,
        )

    def answers_nothing(self, judged: Judged) -> Decision | None:
        """LIST, HELP or NEW in a mail of its own."""
        responder = self.rules.roster.responder(judged.sender.address.key)
        if responder is None:
            return None
        heard = read(judged.message, responder, own=self.desk.mailbox)
        if _opens_a_case(heard):
            return self._opened_by(responder, heard, judged)
        self._answer_with_overview(responder, heard, judged)
        return None

    def answers_reporter(self, judged: Judged, case: Case, letter: KnownLetter | None) -> Decision:
        """One of us answers a mail of the reporter of a case, with a copy to us: a note, if it proves to be theirs."""
        if reaction(judged.message):
            return self._of_a_sign(judged, case)
        sender = judged.sender
        keys = persons.readers(self.rules.roster, sender.address.address)
        people = [each for each in self.rules.roster.everybody() if each.key in keys]
        # Where they are on the roster twice, it is the address that they wrote from which proves it.
        author = next((each for each in people if each.key == sender.address.key), people[0])
        remark = self._remark(judged, letter, author.address, author.name)
        is_proven = bool(sender.authenticated) and sender.address.key == author.key
        return policy.on_answer_to_reporter(case, remark, self.ground(case), is_proven=is_proven)

    def answers_as_contact(self, judged: Judged, letter: KnownLetter, case: Case) -> Decision:
        """A mail of a contact, who is none of the responders, that answers a letter of ours about a case."""
        if reaction(judged.message):
            return self._of_a_sign(judged, case)
        remark = self._remark(judged, letter, judged.sender.address.address)
        return policy.on_contact(case, remark, self.ground(case))

    def _remark(self, judged: Judged, letter: KnownLetter | None, author: str, name: str = "") -> Remark:
        """What somebody wrote in prose who answers that letter, and whom they name anywhere in their mail."""
        message, told = judged.message, whole_of(judged.message)
        answered = parse(self.tx.post.raw(letter.id)).text if letter else ""
        return Remark(
            author,
            new_text(message, (answered,)),
            name,
            named_in(told.text, self.desk, self.rules, self.now, (*told.beside, *told.linked)),
            files_of(message),
            told.besides(message.text),
        )

    def unproven(self, judged: Judged, letter: KnownLetter) -> Decision | None:
        """A mail that answers a responder's letter and does not prove to be theirs."""
        author = judged.sender.address
        if author.key not in ("", letter.recipient.casefold()):
            # Somebody else had the letter: from now on what it bears proves nothing.
            self.tx.post.revoke(letter.id)
        # Of an old one nobody knows any more to whom it went.
        to = letter.recipient or ("" if letter.case_id else author.address)
        again = self._again(judged, letter.case_id, to)
        if letter.case_id is None:
            if owner := self.rules.roster.responder(to.casefold()):
                told = unproven.fresh_letter(owner, Audience.RESPONDER, again, self.ground())
                if told is not None:
                    overviews.queue(self.tx, self.letters, told, self.now)
            return None
        case, remark = self.tx.case(letter.case_id), Remark(author.address, judged.message.text)
        decision = unproven.on_unproven(case, to, letter.audience, remark, self.ground(), again=again)
        # Whoever said YES to a preview, and nothing else, can say it to the fresh letter.
        owner = self.rules.roster.responder(to.casefold())
        said = read(judged.message, owner, parse(self.tx.post.raw(letter.id))) if owner else Reading()
        is_yes = [each.verb for each in said.commands] == ["yes"] and not (said.note or said.misread)
        return replace(decision, asked=self.tx.post.asked(letter.id, letter.case_id) if is_yes else None)

    def _again(self, judged: Judged, case_id: int | None, to: str) -> int | None:
        """How many fresh letters the writer of an unproven mail got within a day; None where it is not their own."""
        is_own = is_straight_from(judged.sender, to) and not has_null_path(judged.message, judged.sender)
        return self.tx.post.count(case_id, ("unproven",), to, self.now - _A_DAY) if is_own else None

    def thread_of(self, decision: Decision) -> Thread:
        """What a letter to the reporter answers: their latest message, not the responder's mail."""
        to_reporter = (each for each in decision.letters if each.audience == Audience.REPORTER)
        if decision.case.id is None or next(to_reporter, None) is None:
            return Thread()
        raw = self.tx.messages.latest_from_reporter(decision.case.id)
        message = parse(raw) if raw else None
        return Thread(message.message_id, message.references) if message else Thread()

    def _answered(self, judged: Judged, case_id: int | None, purposes: tuple[str, ...], by: Responder) -> int:
        """How often they were answered within a day; where nothing may answer this mail, as if often enough."""
        if has_null_path(judged.message, judged.sender):
            return responding.ANSWERS_TO_NOTES
        return self.tx.post.count(case_id, purposes, by.address, self.now - _A_DAY)

    def _of_destroyed(self, case: Case, by: Responder, judged: Judged) -> Decision:
        """Whoever answers a letter about a case that was destroyed hears what they would hear if shut out of it."""
        answered = self._answered(judged, None, ("unavailable",), by)
        letter = responding.not_available(by, answered, self.step)
        return Decision(case, apart=(letter,) if letter else ())

    def _of_a_sign(self, judged: Judged, case: Case) -> Decision:
        """What comes of a sign whose words, those of a program, would be told to the others: it is kept, no more."""
        author, text = judged.sender.address.address, judged.message.text
        return policy.on_note(case, author, text, self.now, "automatic-reply")

    def _of_nobody(self, judged: Judged, letter: KnownLetter) -> Decision | None:
        if letter.case_id is None:
            return None
        case, text = self.tx.case(letter.case_id), judged.message.text
        return policy.on_note(case, judged.sender.address.address, text, self.now, "unproven")

    def _ground_of(self, case: Case, heard: Reading) -> Ground:
        """What the commands of a mail need to know; what none of them needs is not looked up."""
        words = {each.verb: each.text for each in heard.commands}
        others: dict[str, Case] = {}
        if "list" in words:
            others = {each.name: each for each in overviews.open_cases(self.tx)}
        elif "send" in words or "draft" in case.marks:
            others = {each.name: each for each in other_open_cases(self.tx, case)}
        ground = self.ground(case)
        history = ground.history
        names = {words["link"]} if "link" in words else set()
        if not words.keys().isdisjoint(("clear", "show")):
            names |= {each.text for each in history if each.type in responding.RELATES}
        for name in sorted(names):
            other = self.tx.case_id(name)
            # The one that it is linked with changes as well.
            look = self.tx.case if name == words.get("link") else self.tx.peek
            found = look(other) if other is not None and other != case.id else None
            others |= {found.name: found} if found and found.erased_at is None else {}
        named_as = self._named_as(case, words.get("set", ""))
        zone = ZoneInfo(self.desk.timezone)
        told = telling.told(history, case, self.rules.roster, zone, self._passed_on_to(case))
        return replace(ground, told=told, cases=others, named_as=named_as)

    def _passed_on_to(self, case: Case) -> telling.PassedOn:
        @cache
        def letters() -> list[Message]:
            # Few histories quote anything.
            return [parse(each) for each in self.tx.post.sent_to(case.reporter, case.id or 0)]

        return lambda text, earlier: Correspondence(letters(), earlier).passed_on(text)

    def _named_as(self, case: Case, filled: str) -> str:
        """The names in what SET says of the reported person, '' where it says nothing of them."""
        if not filled.casefold().startswith("reported"):
            return ""
        source = reading.Report(filled, "", self.now, self.desk.timezone, False, case.reporter_name)
        return reading.read(source, people_of(self.rules), self.desk.languages).person_named_as

    def _asked(self, letter: KnownLetter, heard: Reading) -> Asked | None:
        says_yes = any(each.verb == "yes" for each in heard.commands)
        if not says_yes or heard.misread or heard.disagrees or letter.case_id is None:
            return None
        return self.tx.post.take_asked(letter.id, letter.case_id)

    def _opened_by(self, responder: Responder, heard: Reading, judged: Judged) -> Decision:
        """NEW: the report in the text of the command, of which the mail's own headers tell nothing."""
        text, attached = _text_of("new", heard), attached_to(judged.message, but_of=self.desk.mailbox)
        if (draft := self._draft(responder, text)) is not None:
            # Whoever sends it once more, its YES being late or lost, means the one that waits.
            bare = (replace(each, text="") if each.verb == "new" else each for each in heard.commands)
            again = Heard(replace(heard, commands=tuple(bare)), attachments=files_of(judged.message))
            return responding.on_responder(draft, responder, again, self._ground_of(draft, again.reading))
        source = reading.Report(
            text,
            "",
            self.now,
            self.desk.timezone,
            False,
            "",
            beside=(*attached.beside, *attached.linked),
            passes_on=True,
        )
        found = reading.read(source, people_of(self.rules), self.desk.languages)
        address = _ADDRESS.search(found.fields["contact"].evidence)
        reporter = address[0] if address else ""
        report = Report(
            received_at=self.now,
            text=text,
            reporter=reporter,
            language=found.language,
            findings=findings_of(found),
            urgent=found.urgent,
            marks=frozenset(found.marks) | self._wished_by(reporter, responder),
            held=dict(found.named),
            person_named_as=found.person_named_as,
            attachments=files_of(judged.message),
            beside="\n".join(source.beside),
        )
        return drafts.on_new(report, self.tx.new_reference(), responder, heard, self.ground())

    def _wished_by(self, reporter: str, by: Responder) -> frozenset[Mark]:
        """What a reporter wished of letters in cases of theirs: it holds for a report that is passed on, too.

        Whoever sees it there sees that there is such a case. Of one that keeps its writer out nothing is told, nor of a
        closed one that keeps out anybody: an open one keeps them from the report as well.
        """
        if not reporter:
            return frozenset()
        wished = whole(self.tx, self.tx.wished_in(reporter), look=self.tx.peek)
        own = whole(self.tx, self.tx.cases_of(reporter), look=self.tx.peek)
        marks: list[tuple[Case, Mark]] = [(each, "stopped") for each in own if "stopped" in each.marks]
        marks += [(each, mark) for each in wished for mark in each.marks if mark in WISHES]
        return frozenset(mark for each, mark in marks if not self._keeps_out(each, by))

    def _keeps_out(self, case: Case, by: Responder) -> bool:
        if case.state != State.CLOSED:
            # Of a draft nobody knows but its writer, and it may have its wish from a case that keeps this one out.
            return not notices.may_hear_of(case, by)
        return any(clearance.shut_out(case, each.key) for each in self.rules.roster.responders)

    def _draft(self, by: Responder, text: str) -> Case | None:
        """The report in the same words that a responder wrote down before and did not confirm."""
        for each in overviews.open_cases(self.tx):
            if "draft" in each.marks and clearance.may_read(each, by.key):
                first = next(entry for entry in self.tx.history(each.id or 0) if entry.type == "report")
                if first.text.split() == text.split():
                    return self.tx.case(each.id or 0)
        return None

    def _answer_with_overview(self, responder: Responder, heard: Reading, judged: Judged) -> None:
        """Commands that are about no case are answered with the cases, or with what to do instead."""
        answered = self._answered(judged, None, ("overview",), responder)
        cases = {each.name: each for each in overviews.open_cases(self.tx)}
        ground = replace(self.ground(), cases=cases)
        answer = responding.on_no_case(responder, Heard(heard, answered=answered), ground)
        if answer is not None:
            overviews.queue(self.tx, self.letters, answer, self.now)

    def _summary(
        self, case: Case, by: Responder, heard: Reading, history: Sequence[Entry]
    ) -> Mapping[str, Any]:
        """The facts of an anonymised draft (P10), where one is asked for."""
        if all(each.verb != "summary" for each in heard.commands):
            return {}
        zone = ZoneInfo(self.desk.timezone)
        words = tuple(each.text for each in history if each.type in _WORDS_OF_REPORTER)
        reporter = reading.Person(case.reporter, case.reporter_name, (case.reporter,), ())
        evidence = case.checklist["reported_person"].evidence
        held = {key for key, standing in case.clearance.items() if standing == Clearance.HELD}
        reported = (
            *(person_of(each) for each in self.rules.roster.everybody() if each.key in held),
            *reading.people_named(case.person_named_as),
            *reading.people_named(evidence),
        )
        cast = reading.Cast(reporter, reported, tuple(people_of(self.rules)))
        received_at = case.received_at.astimezone(zone)
        material = reading.Material(words, cast, received_at, case.language)
        return asdict(reading.summary(material, by.language))


def named_in(
    text: str, desk: Desk, rules: Rules, now: datetime, beside: tuple[str, ...] = ()
) -> Mapping[str, str]:
    """Whom of our own people a text names, and what is seen beside it, by key, and the words that do."""
    if not (text or beside):
        return {}
    source = reading.Report(text, "", now, desk.timezone, True, "", beside=beside)
    return reading.read(source, people_of(rules), desk.languages).named


def _attached(message: Message, answered: Message) -> tuple[str, ...]:
    """The texts that come attached with a message, but for what they have of the letter that is answered."""
    attached = attached_to(message)
    pieces = (attached.text, *attached.beside, *attached.linked)
    return tuple(filter(None, (without_ours(each, (answered.text,)) for each in pieces)))


def _opens_a_case(heard: Reading) -> bool:
    """NEW with the words of a report; alone it is about the case whose letter it answers."""
    return not heard.misread and any(each.verb == "new" and each.text for each in heard.commands)


def _cut(command: Command, by: Responder) -> Command:
    found = cut_for_reporter(command.text, by)
    left = reading.still_names(found.kept, person_of(by))
    return replace(command, text=found.kept, cut=found.cut, left=left)
