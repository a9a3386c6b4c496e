"""What happens to a message: it is spooled, read, judged, and becomes part of a case, or is laid aside whole.

This is the page to read first. Everything uncertain is gathered before `policy` is asked; the decision is
written in one transaction, and that transaction marks the message filed.

Fails: `StoreUnavailable` and `MailboxUnavailable` reach the caller, who waits and calls again: the message
stays spooled, or in the mailbox. Anything else is the message's own fault and opens a stub case.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from cocmail import overviews
from cocmail.cases import clearance, persons, policy
from cocmail.cases.model import (
    Audience,
    Case,
    Decision,
    Entry,
    EntryType,
    Report,
    Rules,
)
from cocmail.cases.undelivered import on_undelivered
from cocmail.database import StoreUnavailable
from cocmail.filing import MOST_REFERENCES, Coming, references, whole
from cocmail.health import JUNK_ANSWERS, JUNK_REPORT
from cocmail.hearing import Hearing, are_commands
from cocmail.imap import MailboxUnavailable
from cocmail.judging import Desk, Judged, judge, read_report
from cocmail.letters import Letters, Thread
from cocmail.logs import place_of
from cocmail.mail.automatic import TO_MEMBERS, delivery_action
from cocmail.mail.copies import common_subject, common_text
from cocmail.mail.message import Arrival, Attachment, parse
from cocmail.mail.sender import Group, Sender, identify
from cocmail.mail.thread import marks_in_text, marks_returned, read_marks, reply_address
from cocmail.mail.triage import Door, Known, is_written_by, triage
from cocmail.mailbox import Mailbox
from cocmail.messages import EARLIER_ANSWER
from cocmail.openpgp import Busy
from cocmail.post import Compose, KnownLetter
from cocmail.reporting import Reporting
from cocmail.sealing import AFTER_ERASING
from cocmail.store import Spooled, Store
from cocmail.transaction import Transaction

log = logging.getLogger("cocmail.intake")

MAX_ATTEMPTS = 3
# How long a letter proves who answers it; then its recipient is sent a fresh one.
_PROVES_FOR = timedelta(days=30)
# What a history says of a report that a letter did not fail: it is late, or it arrived, or somebody saw it.
_TOLD_OF_LETTER: dict[str, EntryType] = {
    "delayed": "letter-delayed",
    "relayed": "letter-relayed",
    "expanded": "letter-expanded",
    "delivered": "letter-delivered",
    "displayed": "letter-displayed",
}
# The doors of what people wrote before there was a letter of ours to answer.
_EARLIER_DOORS = (Door.NEW_REPORT, Door.FOLLOW_UP, Door.ANSWERS_REPORTER)


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

    def bring_in(self, arrival: Arrival, raw: bytes) -> tuple[str, str, str] | None:
        """Take in one message from before cocmail, which no mailbox need hold; nobody is told of it.

        Returns what became of it, as `Store.became`; None for one that is held already.
        """
        held = self.store.spool_earlier(arrival, raw, self.clock())
        if held is None:
            return None
        message_id, is_new = held
        if is_new:
            self._fresh.add(message_id)
        self.take_in(message_id)
        return self.store.became(message_id)

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
        may_be_canary = judged.kind.name in ("loop", "automatic") and not spooled.is_earlier
        is_canary = may_be_canary and self._is_canary(judged, junk=spooled.junk)
        why_junk = self._why_junk(judged, spooled) if spooled.junk else ""
        now = self.clock()
        compose = partial(
            self.letters.compose, now=now, thread=Thread(message.message_id, message.references)
        )
        with self.store.transaction() as tx:
            letter = _letter_answered(judged, tx)
            is_earlier = spooled.is_earlier
            answered = () if letter else self._answered(judged, tx, is_earlier=is_earlier)
            noted = None if answered else self._reporter_answered(judged, letter, tx, is_earlier=is_earlier)
            coming = Coming(spooled, judged, letter, answered, noted)
            continued = coming.continued
            known = Known(
                str(letter.audience) if letter else "",
                # To whom a letter about a destroyed case went nobody knows any more.
                (letter.recipient or judged.sender.address.address) if letter else "",
                tx.messages.is_copy(message.message_id, content),
                stale=letter is not None and _proves_nothing(letter, now),
                commands=letter is None
                and not spooled.is_earlier
                and are_commands(judged, self.desk, self.rules),
                continues=continued.reporter if continued else "",
                answers_reporter=noted is not None,
                is_earlier=spooled.is_earlier,
            )
            door = triage(judged.kind, judged.sender, known, junk=spooled.junk)
            at_hand = (tx, self.letters, self.desk, self.rules, now, f"message-{spooled.id}")
            hearing = Hearing(*at_hand)
            decision = self._decide(door, coming, hearing, Reporting(*at_hand))
            case_id = None
            if decision is not None:
                # What a machine wrote has no author.
                if door not in (Door.BOUNCED, Door.AUTOMATIC):
                    decision = _with_author(decision, judged.sender, now)
                if is_earlier:
                    decision = policy.as_imported(decision, now, self.rules)
                if door in (Door.FROM_RESPONDER, Door.COMMANDS):
                    compose = partial(self.letters.compose, now=now, thread=hearing.thread_of(decision))
                case_id = tx.carry_out(decision, now, compose, message_id=spooled.id)
                # The word that destroyed a case is no part of it.
                case_id = None if decision.erase else case_id
            # What only looks like our own letter come back is kept where somebody can find it.
            is_obeyed = door in (Door.FROM_RESPONDER, Door.COMMANDS) and not spooled.is_earlier
            settled = door == Door.COPY or is_obeyed
            comes_back = is_canary or (door == Door.LOOP and judged.marks.own)
            aside = decision is None and not settled and not comes_back
            came_by, reason = door, why_junk or judged.kind.reason
            if aside and spooled.is_earlier and letter:
                reason = EARLIER_ANSWER
            elif aside and spooled.is_earlier:
                came_by, reason = Door.EARLIER, f"{door}: {reason}"[:120]
            tx.close_message(
                spooled.id,
                state="quarantined" if aside else "filed",
                door=came_by,
                reason=reason,
                case_id=case_id,
                rfc_message_id=message.message_id,
                content=content,
            )
            tx.roll.knew_only(self.rules.roster)
        log.info("message %d: %s", spooled.id, f"{door}, {decision.case.name}" if decision else door)
        if decision is not None and decision.erase:
            log.warning("%s: erased by its responders: %s", decision.case.name, AFTER_ERASING)
        if door == Door.SERVICE and judged.kind.reason != TO_MEMBERS and not spooled.is_earlier:
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
        if judged.kind.name == "bounce" and self._returned(judged):
            return JUNK_ANSWERS
        if judged.kind.name != "person":
            return ""
        if judged.marks.address or judged.marks.references:
            return JUNK_ANSWERS
        report = read_report(judged, self.desk, self.rules, spooled.received_at, truncated=spooled.truncated)
        return JUNK_REPORT if report.is_report else ""

    def _decide(self, door: Door, coming: Coming, hearing: Hearing, reporting: Reporting) -> Decision | None:
        """One call to policy for each door; None where the message changes no case."""
        judged, letter, tx, now = coming.judged, coming.letter, hearing.tx, hearing.now
        match door:
            case _ if coming.spooled.is_earlier and (letter or door not in _EARLIER_DOORS):
                return None
            case Door.JUNK | Door.LOOP | Door.SERVICE | Door.COPY:
                return None
            case Door.BOUNCED:
                return self._bounced(coming, hearing)
            case Door.AUTOMATIC if letter and letter.case_id is not None:
                case = tx.case(letter.case_id)
                if _is_perhaps_theirs(judged, letter):
                    return reporting.follows_up(coming, case)
                author = judged.sender.address.address
                return policy.on_note(case, author, judged.message.text, now, "automatic-reply")
            case Door.AUTOMATIC:
                return None
            case Door.UNPROVEN if letter:
                return hearing.unproven(judged, letter)
            case Door.COMMANDS:
                return hearing.answers_nothing(judged)
            case Door.ANSWERS_REPORTER if coming.noted:
                if coming.spooled.is_earlier:
                    hearing = replace(hearing, now=min(coming.spooled.received_at, now))
                return hearing.answers_reporter(judged, coming.noted, letter)
            case Door.FROM_RESPONDER if letter:
                return hearing.answers(judged, letter)
            case Door.FROM_CONTACT if letter and letter.case_id is not None:
                return hearing.answers_as_contact(judged, letter, tx.case(letter.case_id))
            case Door.FOLLOW_UP if letter and letter.case_id is not None:
                return reporting.follows_up(coming, tx.case(letter.case_id))
            case Door.FOLLOW_UP if coming.continued:
                return reporting.follows_up(coming, coming.continued)
            case _:
                return reporting.opens_case(coming)

    def _answered(self, judged: Judged, tx: Transaction, *, is_earlier: bool) -> tuple[Case, ...]:
        """The cases of its author, open ones first, that a mail without a mark of ours answers by mails of theirs.

        One of us who reports is kept from the case, and its reporter all the same: they add to it, and are told as one.
        """
        message = judged.message
        answered = references(judged)
        # A signature need not cover References: whoever got another mail of the reporter's, which says to whom it
        # went, could send that on to us below some that they made up.
        written_to = {each.key for each in (*message.to, *message.cc)}
        own = (*self.desk.own, reply_address(self.desk.mailbox, judged.marks.address))
        if not answered or written_to.isdisjoint(each.casefold() for each in own):
            return ()
        reporter = judged.sender.address.address
        return whole(tx, tx.answered_by(reporter, answered, is_earlier=is_earlier))

    def _reporter_answered(
        self, judged: Judged, letter: KnownLetter | None, tx: Transaction, *, is_earlier: bool
    ) -> Case | None:
        """The case of somebody else whose reporter one of us answers, with a copy to us; None where it is no such mail.

        Whom the case shuts out is answered as if there were none. Who answers our letter to the reporter itself, and
        has not declared that they have no conflict, may be the reporter.
        """
        message, author = judged.message, judged.sender.address.address
        who = persons.readers(self.rules.roster, author)
        answered = references(judged)
        if not who or not answered or (letter and letter.audience != Audience.REPORTER):
            return None
        if letter is None:
            found = direct = tx.holding(answered, is_earlier=is_earlier)
        else:
            found = () if letter.case_id is None else (letter.case_id,)
            direct = tx.holding(islice(message.in_reply_to, MOST_REFERENCES))
        for case in whole(tx, found):
            is_own = case.reporter.casefold() == author.casefold()
            is_own = is_own or not who.isdisjoint(persons.who_is(self.rules.roster, case.reporter))
            is_out = not is_earlier and any(clearance.shut_out(case, key) for key in who)
            is_other = case.id in direct or any(clearance.may_read(case, key) for key in who)
            if is_other and not is_own and not is_out:
                return case
        return None

    def _returned(self, judged: Judged) -> tuple[str, ...]:
        """The marks of the letter of ours that a bounce returns."""
        attached = (each.content.decode("utf-8", "replace") for each in judged.message.attachments)
        quoted = "\n".join((judged.message.text, *attached))
        return marks_returned(self.letters.mark_key, self.desk.mailbox, quoted)

    def _bounced(self, coming: Coming, hearing: Hearing) -> Decision | None:
        judged, tx, now = coming.judged, hearing.tx, hearing.now
        letter = tx.post.letter_of(self._returned(judged)) or coming.letter
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
        case = tx.case(letter.case_id)
        if self._was_answered(letter, letter.case_id, tx):
            # An address may pass mail on to several mailboxes.
            return policy.on_note(case, "", judged.message.text, now, "letter-delivered")
        tx.post.mark_bounced(letter.id, now)
        return on_undelivered(case, letter.failed, hearing.ground(case))

    def _was_answered(self, letter: KnownLetter, case_id: int, tx: Transaction) -> bool:
        """Whether its recipient answered this very letter, so that it arrived whatever a mail server says of it."""
        for raw in tx.messages.answers(case_id):
            message = parse(raw)
            sender = identify(message, self.desk.group, self.desk.trusted_authserv)
            marks = read_marks(self.letters.mark_key, self.desk.mailbox, message)
            answered = tx.post.letter_of(tuple(filter(None, (marks.address, *marks.references))))
            if answered and answered.id == letter.id and is_written_by(sender, letter.recipient):
                return True
        return False

    def _quarantine(self, message_id: int, why: str) -> None:
        """Lay a message aside and open a stub case for it, so that it is on somebody's desk and on the clock."""
        now = self.clock()
        received_at, is_earlier = self.store.arrived(message_id)
        report = Report(
            received_at=received_at,
            text="A message arrived that could not be read. Its raw bytes are kept.",
            withheld_because="the message could not be read",
            language=self.rules.default_language,
            readable=False,
            is_report=False,
        )
        compose: Compose = partial(self.letters.compose, now=now)
        with self.store.transaction() as tx:
            stub = tx.case_of_message(message_id)
            if on_desk := whole(tx, () if stub is None else (stub,)):
                # Filed once more by hand, in vain.
                decision = policy.on_note(on_desk[0], "", report.text, now, "unreadable")
            else:
                decision = policy.on_report(report, tx.new_reference(), now, self.rules)
            if is_earlier:
                decision = policy.as_imported(decision, now, self.rules)
            case_id = tx.carry_out(decision, now, compose, message_id=message_id)
            door = Door.EARLIER if is_earlier else Door.UNREADABLE
            tx.close_message(message_id, state="quarantined", door=door, reason=why[:120], case_id=case_id)
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
