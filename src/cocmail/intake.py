"""What happens to a message: it is spooled, read, judged, and becomes part of a case, or is laid aside whole.

This is the page to read first. Everything uncertain is gathered before `policy` is asked; the decision is
written in one transaction, and that transaction marks the message filed.

Fails: `StoreUnavailable` and `MailboxUnavailable` reach the caller, who waits and calls again: the message
stays spooled, or in the mailbox. Anything else is the message's own fault and opens a stub case.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from cocmail import overviews
from cocmail.cases import checklist, clearance, policy, telling
from cocmail.cases.model import (
    BY_CHECKLIST,
    FIELDS,
    NO_REPLY_WANTED,
    WANTS_NO_REPLY,
    Audience,
    Case,
    Decision,
    Entry,
    EntryType,
    Mark,
    Remark,
    Report,
    Rules,
    State,
)
from cocmail.cases.policy import Failed
from cocmail.database import StoreUnavailable
from cocmail.health import JUNK_ANSWERS, JUNK_REPORT
from cocmail.hearing import Hearing, are_commands, named_in
from cocmail.imap import MailboxUnavailable
from cocmail.judging import Desk, Judged, files_of, judge, read_report
from cocmail.letters import Letters, Thread
from cocmail.logs import place_of
from cocmail.mail.automatic import TO_MEMBERS, delivery_action
from cocmail.mail.copies import common_subject, common_text
from cocmail.mail.message import Attachment, parse
from cocmail.mail.questions import answers_between, asked_in
from cocmail.mail.reply import Correspondence, new_text
from cocmail.mail.sender import Group, Sender
from cocmail.mail.stop import says_stop
from cocmail.mail.thread import marks_in_text, reply_address
from cocmail.mail.triage import Door, Known, is_written_by, triage
from cocmail.mail.whole import whole_of
from cocmail.mailbox import Mailbox
from cocmail.openpgp import Busy
from cocmail.post import Compose, KnownLetter
from cocmail.sealing import AFTER_ERASING, SealBroken
from cocmail.store import Spooled, Store
from cocmail.transaction import Transaction

log = logging.getLogger("cocmail.intake")

MAX_ATTEMPTS = 3
_MOST_REFERENCES = 100  # The latest: nobody's thread has more, and a header holds a million letters.
# How long a letter proves who answers it; then its recipient is sent a fresh one.
_PROVES_FOR = timedelta(days=30)
_WANTS_NO_LETTERS = "the reporter wants no letters"
# What a history says of a report that a letter did not fail: it is late, or it arrived, or somebody saw it.
_TOLD_OF_LETTER: dict[str, EntryType] = {
    "delayed": "letter-delayed",
    "relayed": "letter-relayed",
    "expanded": "letter-expanded",
    "delivered": "letter-delivered",
    "displayed": "letter-displayed",
}


@dataclass(frozen=True, slots=True)
class _Coming:
    """A message on its way to a case: as it was spooled, what was read of it, and what it answers."""

    spooled: Spooled
    judged: Judged
    letter: KnownLetter | None  #: the letter of ours that its marks lead to
    answered: tuple[Case, ...]  #: where they lead to none, the cases of its author that it answers
    noted: Case | None  #: the case of somebody else whose reporter one of us answers

    @property
    def continued(self) -> Case | None:
        """The one open case among those that it answers; None where there is none, or more."""
        open_ones = [each for each in self.answered if each.state != State.CLOSED]
        return open_ones[0] if len(open_ones) == 1 else None


@dataclass
class Intake:
    """Takes in what waits. `drain` is the one verb; it is called by one thread."""

    store: Store
    letters: Letters
    desk: Desk
    rules: Rules
    clock: Callable[[], datetime]
    keeps_folder: bool = True  #: no processed_folder: nothing is ever moved
    #: told of the marks of a letter come back and whether it is junk; whether it is the test letter
    canary_came: Callable[[Sequence[str], bool], bool] = lambda _marks, _junk: False
    _fresh: set[int] = field(default_factory=set, init=False)
    _said: set[str] = field(default_factory=set, init=False)

    def drain(self, mailbox: Mailbox, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Spool all that waits, then file all that is spooled. Returns how many messages were filed."""
        filed = self.file_spooled(stopping=stopping)
        for batch in mailbox.waiting():
            ids = self.store.spool(
                batch.messages, self.clock(), settled=self.keeps_folder or batch.junk, junk=batch.junk
            )
            self._fresh.update(ids)
            gone = sum(raw is None for _, raw in batch.messages)
            if gone:
                log.error("%d messages vanished from the mailbox before they could be read", gone)
            del batch  # All of it would be in memory beside the one message that is read.
            filed += self.file_spooled(stopping=stopping)
            self._let_go(mailbox)
            if stopping():
                break
        self._let_go(mailbox)
        if mailbox.junk is not None:
            self.store.left_in(*mailbox.junk)
        return filed

    def _let_go(self, mailbox: Mailbox) -> None:
        """Let the mailbox move what is committed, also what a crash left between the commit and the move."""
        if self.keeps_folder or mailbox.place is None:
            return
        folder, uid_validity = mailbox.place
        if uids := sorted(self.store.unsettled(folder, uid_validity)):
            # They are ours: what comes next must not wait for that. The mailbox keeps why, and it is tried again.
            with suppress(MailboxUnavailable):
                mailbox.settle(uids, uid_validity)
                self.store.settle(folder, uid_validity, uids)

    def file_spooled(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """File every spooled message. Returns how many."""
        filed = 0
        for message_id in self.store.unfiled():
            if stopping():
                break
            self.take_in(message_id)
            filed += 1
        return filed

    def take_in(self, message_id: int) -> None:
        """File one spooled message, or lay it aside."""
        if message_id in self._fresh:
            self._fresh.discard(message_id)
        elif self.store.count_attempt(message_id) > MAX_ATTEMPTS:
            # Whoever finds it spooled after a restart counts first: it may be what killed the process.
            return self._quarantine(message_id, "stopped the daemon")
        try:
            self._file(self.store.spooled(message_id))
        except StoreUnavailable:
            self._fresh.add(message_id)
            raise  # The world's fault, not the message's: it stays spooled.
        except Busy as busy:
            # Nor is this; but what is not encrypted need not wait for it.
            self._fresh.add(message_id)
            if str(busy) not in self._said:
                self._said.add(str(busy))
                log.error("an encrypted message waits: %s", busy)
        except Exception as error:
            log.error("message %d could not be filed: %s", message_id, place_of(error))
            self._quarantine(message_id, type(error).__name__)
        return None

    def _file(self, spooled: Spooled) -> None:
        judged = judge(spooled.raw, self.desk, self.letters.mark_key)
        message = judged.message
        content = _content(judged, self.desk.group, truncated=spooled.truncated)
        if judged.openpgp not in ("", "opened"):
            log.error("message %d is encrypted and could not be read: %s", spooled.id, judged.openpgp)
        is_canary = judged.kind.name in ("loop", "automatic") and self._is_canary(judged, junk=spooled.junk)
        why_junk = self._why_junk(judged, spooled) if spooled.junk else ""
        now = self.clock()
        compose = partial(
            self.letters.compose, now=now, thread=Thread(message.message_id, message.references)
        )
        with self.store.transaction() as tx:
            letter = _letter_answered(judged, tx)
            answered = () if letter else self._answered(judged, tx)
            noted = None if answered else self._reporter_answered(judged, letter, tx)
            coming = _Coming(spooled, judged, letter, answered, noted)
            continued = coming.continued
            known = Known(
                str(letter.audience) if letter else "",
                # To whom a letter about a destroyed case went nobody knows any more.
                (letter.recipient or judged.sender.address.address) if letter else "",
                tx.messages.is_copy(message.message_id, content),
                stale=letter is not None and _proves_nothing(letter, now),
                commands=letter is None and are_commands(judged, self.desk, self.rules),
                continues=continued.reporter if continued else "",
                answers_reporter=noted is not None,
            )
            door = triage(judged.kind, judged.sender, known, junk=spooled.junk)
            hearing = Hearing(tx, self.letters, self.desk, self.rules, now, f"message-{spooled.id}")
            decision = self._decide(door, coming, hearing)
            case_id = None
            if decision is not None:
                # What a machine wrote has no author.
                if door not in (Door.BOUNCED, Door.AUTOMATIC):
                    decision = _with_author(decision, judged.sender, now)
                if door in (Door.FROM_RESPONDER, Door.COMMANDS):
                    compose = partial(self.letters.compose, now=now, thread=hearing.thread_of(decision))
                case_id = tx.carry_out(decision, now, compose, message_id=spooled.id)
                # The word that destroyed a case is no part of it.
                case_id = None if decision.erase else case_id
            # What only looks like our own letter come back is kept where somebody can find it.
            settled = door in (Door.COPY, Door.FROM_RESPONDER, Door.COMMANDS)
            comes_back = is_canary or (door == Door.LOOP and judged.marks.own)
            aside = decision is None and not settled and not comes_back
            tx.close_message(
                spooled.id,
                state="quarantined" if aside else "filed",
                door=door,
                reason=why_junk or judged.kind.reason,
                case_id=case_id,
                rfc_message_id=message.message_id,
                content=content,
            )
            tx.roll.knew_only(self.rules.roster)
        log.info("message %d: %s", spooled.id, f"{door}, {decision.case.name}" if decision else door)
        if decision is not None and decision.erase:
            log.warning("%s: erased by its responders: %s", decision.case.name, AFTER_ERASING)
        if door == Door.SERVICE and judged.kind.reason != TO_MEMBERS:
            log.warning(
                "message %d is the group's own service mail: a report may be held there; look at the group",
                spooled.id,
            )

    def _is_canary(self, judged: Judged, *, junk: bool) -> bool:
        message = judged.message
        if judged.kind.name == "automatic" and message.header("X-Cocmail").strip() != "canary":
            return False  # Somebody's automatic answer may quote it.
        marks = marks_in_text(self.letters.mark_key, f"{message.message_id}\n{message.text}")
        return bool(marks) and self.canary_came(marks, junk)

    def _why_junk(self, judged: Judged, spooled: Spooled) -> str:
        """Why what lies in the junk folder is worth a look; '' where it is not."""
        if judged.kind.name != "person":
            return ""
        if judged.marks.address or judged.marks.references:
            return JUNK_ANSWERS
        report = read_report(judged, self.desk, self.rules, spooled.received_at, truncated=spooled.truncated)
        return JUNK_REPORT if report.is_report else ""

    def _decide(self, door: Door, coming: _Coming, hearing: Hearing) -> Decision | None:
        """One call to policy for each door; None where the message changes no case."""
        judged, letter, tx, now = coming.judged, coming.letter, hearing.tx, hearing.now
        match door:
            case Door.JUNK | Door.LOOP | Door.SERVICE | Door.COPY:
                return None
            case Door.BOUNCED:
                return self._bounced(coming, hearing)
            case Door.AUTOMATIC if letter and letter.case_id is not None:
                case = tx.case(letter.case_id)
                if _is_perhaps_theirs(judged, letter):
                    return self._follow_up(coming, case, hearing)
                author = judged.sender.address.address
                return policy.on_note(case, author, judged.message.text, now, "automatic-reply")
            case Door.AUTOMATIC:
                return None
            case Door.UNPROVEN if letter:
                return hearing.unproven(judged, letter)
            case Door.COMMANDS:
                return hearing.answers_nothing(judged)
            case Door.ANSWERS_REPORTER if coming.noted:
                return hearing.answers_reporter(judged, coming.noted, letter)
            case Door.FROM_RESPONDER if letter:
                return hearing.answers(judged, letter)
            case Door.FROM_CONTACT if letter and letter.case_id is not None:
                text = new_text(judged.message, (parse(tx.post.raw(letter.id)).text,))
                author = judged.sender.address.address
                told = whole_of(judged.message)
                named = named_in(told.text, self.desk, self.rules, now, (*told.beside, *told.linked))
                case = tx.case(letter.case_id)
                remark = Remark(author, text, named=named, files=files_of(judged.message))
                return policy.on_contact(case, remark, hearing.ground(case))
            case Door.FOLLOW_UP if letter and letter.case_id is not None:
                return self._follow_up(coming, tx.case(letter.case_id), hearing)
            case Door.FOLLOW_UP if coming.continued:
                return self._follow_up(coming, coming.continued, hearing)
            case _:
                return self._report(coming, hearing)

    def _report(self, coming: _Coming, hearing: Hearing) -> Decision:
        """What a message does that belongs to no case: it opens one."""
        judged, spooled, tx, now = coming.judged, coming.spooled, hearing.tx, hearing.now
        report = read_report(judged, self.desk, self.rules, spooled.received_at, truncated=spooled.truncated)
        is_stop = False
        if report.reporter:
            # A closed one is not opened by it: who may hear of that one is told.
            closed = (each for each in coming.answered if each.state == State.CLOSED)
            related = (*_whole(tx, tx.open_cases_of(report.reporter)), *closed)
            wished = _whole(tx, tx.wished_in(report.reporter))
            report = replace(report, related=related, wished=wished)
            says_it = says_stop(report.text or report.subject, report.reporter_name, report.reporter)
            # Nothing takes a STOP back: of somebody who may be another it is a wish.
            is_stop = says_it and judged.sender.authenticated is True
            if is_stop or tx.has_stopped(report.reporter):
                report = replace(_unanswered(report), marks=report.marks | {"stopped"})
            elif says_it:
                report = _wishing(report)
        if tx.messages.knows_id(judged.message.message_id, besides=spooled.id):
            # Other content: a copy would not have come this way.
            report = replace(report, marks=report.marks | {"reused-message-id"})
        if (stub := tx.case_of_message(spooled.id)) is not None:
            # It was laid aside before, and somebody had it filed once more.
            report = replace(report, related=(*report.related, *_whole(tx, (stub,))))
        decision = policy.on_report(report, tx.new_reference(), now, self.rules)
        if not is_stop:
            return decision
        stopped = self._stopped(_whole(tx, tx.cases_of(report.reporter)), report, hearing)
        apart = {each.case.id for each in stopped}
        # Those hold as well whom it names.
        held = (each for each in decision.also if each.case.id not in apart)
        return replace(decision, also=(*held, *stopped))

    def _stopped(self, cases: Iterable[Case], report: Report, hearing: Hearing) -> tuple[Decision, ...]:
        """What a STOP, or the message that says it, does to the other cases of its reporter."""
        return tuple(
            policy.on_stop_elsewhere(each, report, hearing.ground(), held=report.held)
            for each in cases
            if "stopped" not in each.marks
        )

    def _answered(self, judged: Judged, tx: Transaction) -> tuple[Case, ...]:
        """The cases of its author, open ones first, that a mail without a mark of ours answers by mails of theirs.

        One of us who reports is kept from the case, and its reporter all the same: they add to it, and are told as one.
        """
        message = judged.message
        answered = dict.fromkeys((*message.in_reply_to, *reversed(message.references)))
        # A signature need not cover References: whoever got another mail of the reporter's, which says to whom it
        # went, could send that on to us below some that they made up.
        written_to = {each.key for each in (*message.to, *message.cc)}
        own = (*self.desk.own, reply_address(self.desk.mailbox, judged.marks.address))
        if not answered or written_to.isdisjoint(each.casefold() for each in own):
            return ()
        reporter = judged.sender.address.address
        return _whole(tx, tx.answered_by(reporter, islice(answered, _MOST_REFERENCES)))

    def _reporter_answered(self, judged: Judged, letter: KnownLetter | None, tx: Transaction) -> Case | None:
        """The case of somebody else whose reporter one of us answers, with a copy to us; None where it is no such mail.

        Whom the case shuts out is answered as if there were none. Who answers our letter to the reporter itself, and
        has not declared that they have no conflict, may be the reporter.
        """
        message, author = judged.message, judged.sender.address.address
        who = clearance.who_is(self.rules.roster, author)
        answered = dict.fromkeys((*message.in_reply_to, *reversed(message.references)))
        if not who or not answered or (letter and letter.audience != Audience.REPORTER):
            return None
        if letter is None:
            found = direct = tx.holding(islice(answered, _MOST_REFERENCES))
        else:
            found = () if letter.case_id is None else (letter.case_id,)
            direct = tx.holding(islice(message.in_reply_to, _MOST_REFERENCES))
        for case in _whole(tx, found):
            is_own = case.reporter.casefold() == author.casefold()
            is_own = is_own or not who.isdisjoint(clearance.who_is(self.rules.roster, case.reporter))
            is_out = any(clearance.shut_out(case, key) for key in who)
            is_other = case.id in direct or any(clearance.may_read(case, key) for key in who)
            if is_other and not is_own and not is_out:
                return case
        return None

    def _follow_up(self, coming: _Coming, case: Case, hearing: Hearing) -> Decision:
        """What a later message does to its case."""
        judged, letter = coming.judged, coming.letter
        tx, now, case_id = hearing.tx, hearing.now, case.id or 0
        questions = {
            question: name
            for again in (False, True)
            for partly in ((), FIELDS)
            for name, question in self.letters.questions(case.language, again=again, partly=partly).items()
        }
        answers = parse(tx.post.raw(letter.id) if letter else b"")
        answered = answers.text
        letters = [parse(each) for each in tx.post.sent_to(case.reporter, case_id)]
        ground = hearing.ground(case)
        before = [each.text for each in ground.history if each.type in telling.OF_THE_REPORTER]
        shared = Correspondence((*letters, answers), before)
        typed = new_text(judged.message, (answered,), questions=questions)
        text = new_text(judged.message, (answered,), questions=questions, shared=shared)
        # The numbers and the order of the answers are those of the letter that was answered.
        asked = asked_in(answered, questions)
        in_order = bool(asked) or (letter is not None and letter.purpose in BY_CHECKLIST)
        inline = answers_between(judged.message.text, questions, (answered,))
        report = read_report(
            judged,
            self.desk,
            self.rules,
            coming.spooled.received_at,
            truncated=coming.spooled.truncated,
            text=text,
            asked=asked or checklist.missing(case.checklist, self.rules.required),
            in_order=in_order,
            inline=inline,
            sent=[each.text for each in letters],
        )
        if judged.kind.looks_automatic:
            decision = policy.on_absence(case, report, ground)
            return self._held_elsewhere(decision, report, hearing)
        is_author = is_written_by(judged.sender, case.reporter)
        author = judged.sender.address
        # What somebody else wrote stops nothing.
        writer = author.name or case.reporter_name, author.address
        is_stop = is_author and says_stop(typed, *writer)
        if is_stop or "stopped" in case.marks:
            report = _unanswered(report)
        elif not is_author and report.may_answer:
            # The mark lets the mail in; it lets nothing out to an address that is new to the case.
            report = replace(report, may_answer=False, withheld_because="written from another address")
        if is_stop:
            others = [each for each in _whole(tx, tx.cases_of(case.reporter)) if each.id != case.id]
            also = self._stopped(others, report, hearing)
            decision = policy.on_stop(case, report, ground)
            silent = (each for each in others if "stopped" in each.marks)
            held = policy.on_named_elsewhere(silent, decision.case, report, ground)
            return replace(decision, also=(*also, *held))
        a_day_ago = now - timedelta(days=1)
        thanked = tx.post.count(case_id, ("thanks",), case.reporter, a_day_ago) > 0
        decision = policy.on_follow_up(case, report, ground, thanked=thanked)
        return self._held_elsewhere(decision, report, hearing)

    def _held_elsewhere(self, decision: Decision, report: Report, hearing: Hearing) -> Decision:
        """The decision, and that whom the message names is held in what belongs to its case as well.

        These are the other open cases of the reporter, and those that the case is linked with.
        """
        case, tx = decision.case, hearing.tx
        if not report.held:
            return decision
        linked = [tx.case_id(each.text) for each in tx.history(case.id or 0) if each.type == "linked"]
        ids = dict.fromkeys((*tx.open_cases_of(case.reporter), *filter(None, linked)))
        found = _whole(tx, (each for each in ids if each != case.id))
        others = [each for each in found if each.erased_at is None]
        also = policy.on_named_elsewhere(others, case, report, hearing.ground())
        return replace(decision, also=also)

    def _bounced(self, coming: _Coming, hearing: Hearing) -> Decision | None:
        judged, letter, tx, now = coming.judged, coming.letter, hearing.tx, hearing.now
        if letter is None:
            attached = (each.content.decode("utf-8", "replace") for each in judged.message.attachments)
            quoted = "\n".join((judged.message.text, *attached))
            letter = tx.post.letter_of(marks_in_text(self.letters.mark_key, quoted))
        if letter is None:
            return None
        action = delivery_action(judged.message)
        has_failed = action in ("", "failed")
        if letter.case_id is None:
            if has_failed:
                tx.post.mark_bounced(letter.id, now)
                overviews.tell_of_failure(tx, self.letters, self.rules, letter, now)
            return None
        if not has_failed:
            return policy.on_note(
                tx.case(letter.case_id), "", judged.message.text, now, _TOLD_OF_LETTER[action]
            )
        tx.post.mark_bounced(letter.id, now)
        to, part = letter.recipient, Audience(letter.audience)
        failed = Failed(letter.id, letter.purpose, part, to, letter.queued_at, letter.attempts)
        case = tx.case(letter.case_id)
        return policy.on_undelivered(case, failed, hearing.ground(case))

    def _quarantine(self, message_id: int, why: str) -> None:
        """Lay a message aside and open a stub case for it, so that it is on somebody's desk and on the clock."""
        now = self.clock()
        report = Report(
            received_at=self.store.received_at(message_id),
            text="A message arrived that could not be read. Its raw bytes are kept.",
            withheld_because="the message could not be read",
            language=self.rules.default_language,
            readable=False,
            is_report=False,
        )
        compose: Compose = partial(self.letters.compose, now=now)
        with self.store.transaction() as tx:
            stub = tx.case_of_message(message_id)
            if on_desk := _whole(tx, () if stub is None else (stub,)):
                # Filed once more by hand, in vain.
                decision = policy.on_note(on_desk[0], "", report.text, now, "unreadable")
            else:
                decision = policy.on_report(report, tx.new_reference(), now, self.rules)
            case_id = tx.carry_out(decision, now, compose, message_id=message_id)
            tx.close_message(
                message_id, state="quarantined", door=Door.UNREADABLE, reason=why[:120], case_id=case_id
            )
        log.error("message %d laid aside (%s); stub case %s", message_id, why, decision.case.name)


def _letter_answered(judged: Judged, tx: Transaction) -> KnownLetter | None:
    """The letter of ours that a mail answers: the mark in the address it was sent to, else what it refers to.

    A reporter who answers to all of a responder's mail bears the mark of a letter to that one: it tells nothing of
    theirs, and from now on it proves nothing, for somebody else had the letter.
    """
    is_person = judged.kind.name == "person" and not judged.kind.looks_automatic
    marks = (judged.marks.address, *judged.marks.references)
    for mark in filter(None, marks):
        letter = tx.post.letter_of((mark,))
        if letter is None:
            continue
        if not (is_person and _is_of_the_reporter(judged.sender, letter, tx)):
            return letter
        tx.post.revoke(letter.id)
    return None


def _is_of_the_reporter(sender: Sender, letter: KnownLetter, tx: Transaction) -> bool:
    """Whether a mail that answers the letter to somebody of ours is from the reporter of the case, by its From."""
    if letter.audience == Audience.REPORTER or letter.case_id is None:
        return False
    author = sender.address.key
    is_owner = author == letter.recipient.casefold()
    return bool(author) and not is_owner and author == tx.peek(letter.case_id).reporter.casefold()


def _whole(tx: Transaction, case_ids: Iterable[int]) -> tuple[Case, ...]:
    """These cases, but for any that was tampered with: that must not keep a message from being filed."""
    found = []
    for each in case_ids:
        try:
            found.append(tx.case(each))
        except SealBroken as error:
            log.error("%s", error)
    return tuple(found)


def _with_author(decision: Decision, sender: Sender, now: datetime) -> Decision:
    """The decision with what its history keeps of how the author of the mail is known, behind the mail itself."""
    if not decision.entries:
        return decision
    known = Entry(now, "author", sender.address.address, sender.known_by)
    return replace(decision, entries=(decision.entries[0], known, *decision.entries[1:]))


def _is_perhaps_theirs(judged: Judged, letter: KnownLetter) -> bool:
    """Whether a reply from the reporter only reads like a machine's: they may be on sick leave themselves."""
    is_to_reporter = letter.audience == Audience.REPORTER
    return is_to_reporter and judged.kind.looks_automatic and is_written_by(judged.sender, letter.recipient)


def _unanswered(report: Report) -> Report:
    """A message of a reporter who said STOP."""
    return replace(report, may_answer=False, withheld_because=_WANTS_NO_LETTERS)


def _wishing(report: Report) -> Report:
    """A message of a reporter who asks not to be written to: people may do it all the same."""
    marks: frozenset[Mark] = report.marks | {NO_REPLY_WANTED}
    return replace(report, may_answer=False, withheld_because=WANTS_NO_REPLY, marks=marks)


def _content(judged: Judged, group: Group, *, truncated: bool) -> str:
    """What a copy of a message has in common with it; what a list adds on the way is no part of it."""
    message = judged.message
    # Where a message was cut depends on the length of its headers.
    files = ["truncated"] if truncated else [_file_content(each) for each in message.attachments]
    text = common_text(message, group, through_group=judged.sender.origin == "group")
    return "\0".join((judged.sender.address.key, common_subject(message), text, *files))


def _file_content(file: Attachment) -> str:
    # Line ends change on the way where a file is sent as text.
    lines = file.content.replace(b"\r\n", b"\n").rstrip(b"\n")
    return f"{file.name}\n{hashlib.sha256(lines).hexdigest()}"


def _proves_nothing(letter: KnownLetter, now: datetime) -> bool:
    """Whether who answers a letter of ours has to be sent a fresh one: it was revoked, or is old."""
    is_old = letter.audience == Audience.RESPONDER and now - letter.queued_at > _PROVES_FOR
    return letter.revoked or is_old
