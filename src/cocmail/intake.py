"""What happens to a message: it is spooled, read, judged, and becomes part of a case, or is laid aside whole.

This is the page to read first. Everything uncertain is gathered before `policy` is asked; the decision is
written in one transaction, and that transaction marks the message filed.

Fails: `StoreUnavailable` and `MailboxUnavailable` reach the caller, who waits and calls again: the message
stays spooled, or in the mailbox. Anything else is the message's own fault and opens a stub case.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from cocmail import reading
from cocmail.cases import checklist, clearance, policy
from cocmail.cases.commands import read_commands, reconcile
from cocmail.cases.model import Attachment, Audience, Case, Decision, Finding, Report, Rules
from cocmail.cases.policy import Failed
from cocmail.database import StoreUnavailable
from cocmail.letters import Letters, Thread
from cocmail.logs import place_of
from cocmail.mail.automatic import Kind, delivery_action, kind_of, why_not_answer
from cocmail.mail.encrypted import find_encrypted, left_shut, opened
from cocmail.mail.message import Message, parse
from cocmail.mail.reply import answers_between, new_text
from cocmail.mail.sender import Group, Sender, identify
from cocmail.mail.thread import Marks, marks_in_text, read_marks
from cocmail.mail.triage import Door, Known, is_written_by, triage
from cocmail.mailbox import Mailbox
from cocmail.openpgp import Busy, Shut, TeamKey
from cocmail.store import Spooled, Store
from cocmail.transaction import Compose, KnownLetter, Transaction

log = logging.getLogger("cocmail.intake")

MAX_ATTEMPTS = 3
# What of a case's history whoever is cleared is shown.
_TOLD = frozenset({"report", "follow-up", "note", "followed-up", "taken", "contact-answer", "stopped"})
# The one word ever obeyed from a reporter.
_STOP = "stop"


@dataclass(frozen=True, slots=True)
class Desk:
    """Who we are, for judging a message: our addresses, the group, whom to believe, and how reports are read."""

    mailbox: str
    group: Group
    trusted_authserv: str
    languages: tuple[str, ...]
    timezone: str
    team_key: TeamKey | None = None  #: opens what is encrypted to the team

    @property
    def own(self) -> tuple[str, ...]:
        """Our own addresses."""
        return (self.mailbox, self.group.address)


@dataclass(frozen=True, slots=True)
class Judged:
    """A message with all that can be said of it without the database."""

    message: Message
    sender: Sender
    kind: Kind
    marks: Marks
    withheld_because: str
    openpgp: str = ""  #: opened, or why not; '' where it is not encrypted


def judge(raw: bytes, desk: Desk, mark_key: bytes) -> Judged:
    """Read a raw message: its author, its kind, its marks, and whether its author may be answered.

    Raises `Busy` where it is encrypted and cannot be opened just now.
    """
    message, openpgp = _opened(parse(raw), desk.team_key)
    sender = identify(message, desk.group, desk.trusted_authserv)
    marks = read_marks(mark_key, desk.mailbox, message)
    kind = kind_of(message, sender, desk.group, desk.own, ours=marks.own)
    return Judged(message, sender, kind, marks, why_not_answer(kind, sender, desk.group, desk.own), openpgp)


def _opened(message: Message, key: TeamKey | None) -> tuple[Message, str]:
    """The message as its author wrote it, where it came encrypted to the team, and what came of opening it."""
    found = find_encrypted(message)
    if found is None:
        return message, ""
    if key is None:
        return left_shut(message, found), "there is no sealing.openpgp_key_file"
    try:
        return opened(message, found, key.open(found.ciphertext)), "opened"
    except Shut as shut:
        return left_shut(message, found), str(shut)


def read_report(
    judged: Judged,
    desk: Desk,
    rules: Rules,
    received_at: datetime,
    *,
    truncated: bool = False,
    text: str | None = None,
    asked: tuple[str, ...] = (),
    inline: Mapping[str, str] | None = None,
) -> Report:
    """What the message tells, for `policy`. With `text` (the new text of a reply) it is read as answers."""
    message, sender = judged.message, judged.sender
    people = [
        reading.Person(each.key, each.name, (each.address,), each.also_known_as)
        for each in rules.roster.everybody()
    ]
    source = reading.Report(
        text=message.text if text is None else text,
        subject=message.subject if text is None else "",
        received_at=received_at,
        timezone=desk.timezone,
        answerable=not judged.withheld_because,
        sender_name=sender.address.name,
    )
    if text is None:
        found = reading.read(source, people, desk.languages)
    else:
        found = reading.read_answers(source, asked, inline or {}, people, desk.languages)
    held = dict(found.named)
    if text is not None:
        # Whoever is named anywhere in the mail is held, also in a part that is folded away.
        whole = reading.Report(
            message.text, message.subject, received_at, desk.timezone, source.answerable, source.sender_name
        )
        held = dict(reading.read(whole, people, desk.languages).named) | held
    withheld = judged.withheld_because
    if not withheld and "no-reply-wanted" in found.marks:
        withheld = "the reporter asks not to be written to"
    return Report(
        received_at=received_at,
        text=message.text,
        shown=text or "",
        subject=message.subject,
        reporter=sender.address.address,
        reporter_name=sender.address.name,
        may_answer=not withheld,
        withheld_because=withheld,
        language=found.language,
        findings={name: Finding(each.state, each.evidence) for name, each in found.fields.items()},
        urgent=found.urgent,
        marks=frozenset(found.marks),
        held=held,
        person_named_as=found.person_named_as,
        is_report=found.is_report,
        readable=message.readable,
        truncated=truncated,
        attachments=tuple(Attachment(each.name, each.type, each.size) for each in message.attachments),
    )


@dataclass
class Intake:
    """Takes in what waits. `drain` is the one verb; it is called by one thread."""

    store: Store
    letters: Letters
    desk: Desk
    rules: Rules
    clock: Callable[[], datetime]
    keeps_folder: bool = True  #: no processed_folder: nothing is ever moved
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
            filed += self.file_spooled(stopping=stopping)
            self._let_go(mailbox)
            if stopping():
                break
        self._let_go(mailbox)
        return filed

    def _let_go(self, mailbox: Mailbox) -> None:
        """Let the mailbox move what is committed, also what a crash left between the commit and the move."""
        if self.keeps_folder or mailbox.place is None:
            return
        folder, uid_validity = mailbox.place
        if uids := sorted(self.store.unsettled(folder, uid_validity)):
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
        content = "\0".join((judged.sender.address.key, message.subject, message.text))
        if judged.openpgp not in ("", "opened"):
            log.error("message %d is encrypted and could not be read: %s", spooled.id, judged.openpgp)
        now = self.clock()
        compose = partial(
            self.letters.compose, now=now, thread=Thread(message.message_id, message.references)
        )
        with self.store.transaction() as tx:
            letter = tx.letter_of_marks(judged.marks)
            known = Known(
                str(letter.audience) if letter else "",
                letter.recipient if letter else "",
                tx.is_copy(message.message_id, content),
            )
            door = triage(judged.kind, judged.sender, known, junk=spooled.junk)
            decision = self._decide(door, judged, letter, spooled, now, tx)
            case_id = tx.carry_out(decision, now, compose, message_id=spooled.id) if decision else None
            # What only looks like our own letter come back is kept where somebody can find it.
            aside = decision is None and door != Door.COPY and not (door == Door.LOOP and judged.marks.own)
            tx.close_message(
                spooled.id,
                state="quarantined" if aside else "filed",
                door=str(door),
                reason=judged.kind.reason,
                case_id=case_id,
                rfc_message_id=message.message_id,
                content=content,
            )
        log.info("message %d: %s", spooled.id, f"{door}, {decision.case.name}" if decision else door)
        if door == Door.SERVICE:
            log.warning(
                "message %d is the group's own service mail: a report may be held there; look at the group",
                spooled.id,
            )

    def _decide(
        self,
        door: Door,
        judged: Judged,
        letter: KnownLetter | None,
        spooled: Spooled,
        now: datetime,
        tx: Transaction,
    ) -> Decision | None:
        """One call to policy for each door; None where the message changes no case."""
        match door:
            case Door.JUNK | Door.LOOP | Door.SERVICE | Door.COPY:
                return None
            case Door.BOUNCED:
                return self._bounced(judged, letter, now, tx)
            case Door.AUTOMATIC if letter:
                author = judged.sender.address.address
                return policy.on_note(
                    tx.case(letter.case_id), author, judged.message.text, now, "automatic-reply"
                )
            case Door.AUTOMATIC:
                return None
            case Door.UNPROVEN | Door.FROM_CONTACT if letter:
                return self._from_somebody(door, judged, letter, spooled, now, tx)
            case Door.FROM_RESPONDER if letter:
                return self._from_responder(judged, letter, spooled, now, tx)
            case Door.FOLLOW_UP if letter:
                return self._follow_up(judged, letter, spooled, now, tx)
            case _:
                report = read_report(
                    judged, self.desk, self.rules, spooled.received_at, truncated=spooled.truncated
                )
                if report.reporter:
                    report = replace(report, related=tx.open_cases_of(report.reporter))
                return policy.on_report(report, tx.new_reference(), now, self.rules)

    def _follow_up(
        self, judged: Judged, letter: KnownLetter, spooled: Spooled, now: datetime, tx: Transaction
    ) -> Decision:
        case = tx.case(letter.case_id)
        step = f"message-{spooled.id}"
        text = new_text(judged.message, (parse(tx.letter_raw(letter.id)).text,))
        asked = checklist.missing(case.checklist, self.rules.required)
        questions = {
            self.letters.questions(case.language, again=again)[name]: name
            for name in asked
            for again in (False, True)
        }
        inline = answers_between(judged.message.text, questions)
        report = read_report(
            judged,
            self.desk,
            self.rules,
            spooled.received_at,
            truncated=spooled.truncated,
            text=text,
            asked=asked,
            inline=inline,
        )
        is_author = is_written_by(judged.sender, case.reporter)
        is_stop = is_author and text.strip().strip(".!").casefold() == _STOP
        if is_stop or "stopped" in case.marks:
            report = replace(report, may_answer=False, withheld_because="the reporter wants no letters")
        elif not is_author and report.may_answer:
            # The mark lets the mail in; it lets nothing out to an address that is new to the case.
            report = replace(report, may_answer=False, withheld_because="written from another address")
        if is_stop:
            return policy.on_stop(case, report, now, self.rules, step=step)
        a_day_ago = now - timedelta(days=1)
        thanked = tx.count_letters(letter.case_id, ("thanks",), case.reporter, a_day_ago) > 0
        return policy.on_follow_up(case, report, now, self.rules, step=step, thanked=thanked)

    def _from_responder(
        self, judged: Judged, letter: KnownLetter, spooled: Spooled, now: datetime, tx: Transaction
    ) -> Decision:
        case = tx.case(letter.case_id)
        responder = self.rules.roster.responder(judged.sender.address.key)
        sent = (parse(tx.letter_raw(letter.id)).text,)
        text = new_text(judged.message, sent)
        if responder is None:
            return policy.on_note(case, judged.sender.address.address, text, now, "unproven")
        history = self._told(case, tx) if clearance.shut_out(case, responder.key) is False else ""
        reading = read_commands(text)
        if judged.message.plain and judged.message.html_text:
            in_html = replace(judged.message, text=judged.message.html_text)
            in_text = replace(judged.message, text=judged.message.plain)
            forms = (read_commands(new_text(each, sent)) for each in (in_text, in_html))
            reading = reconcile(*forms)
        a_day_ago = now - timedelta(days=1)
        return policy.on_responder(
            case,
            responder,
            reading,
            now,
            self.rules,
            step=f"message-{spooled.id}",
            history=history,
            answered=tx.count_letters(case.id or 0, ("answer", "unavailable"), responder.address, a_day_ago),
            is_shut=not judged.message.readable,
        )

    def _from_somebody(
        self,
        door: Door,
        judged: Judged,
        letter: KnownLetter,
        spooled: Spooled,
        now: datetime,
        tx: Transaction,
    ) -> Decision:
        """An answer to a letter of ours by a contact, or by somebody who does not prove to be its recipient."""
        case, author = tx.case(letter.case_id), judged.sender.address.address
        text = new_text(judged.message, (parse(tx.letter_raw(letter.id)).text,))
        if door == Door.FROM_CONTACT:
            return policy.on_contact(case, author, text, now, self.rules, step=f"message-{spooled.id}")
        return policy.on_unproven(case, letter.recipient, author, judged.message.text, now, self.rules)

    def _bounced(
        self, judged: Judged, letter: KnownLetter | None, now: datetime, tx: Transaction
    ) -> Decision | None:
        if letter is None:
            attached = (each.content.decode("utf-8", "replace") for each in judged.message.attachments)
            quoted = "\n".join((judged.message.text, *attached))
            letter = tx.letter_of(marks_in_text(self.letters.mark_key, quoted))
        if letter is None:
            return None
        action = delivery_action(judged.message)
        if action not in ("", "failed"):
            # It is late, or it arrived, or somebody saw it: nothing failed.
            return policy.on_note(tx.case(letter.case_id), "", judged.message.text, now, f"letter-{action}")
        tx.mark_bounced(letter.id, now)
        failed = Failed(letter.id, letter.purpose, Audience(letter.audience), letter.recipient)
        return policy.on_undelivered(tx.case(letter.case_id), failed, now, self.rules)

    def _told(self, case: Case, tx: Transaction) -> str:
        """The messages and notes of a case as text, oldest first, for a responder who was just cleared."""
        told = [each for each in tx.history(case.id or 0) if each.type in _TOLD]
        zone = ZoneInfo(self.desk.timezone)
        return "\n\n".join(
            f"{each.at.astimezone(zone):%Y-%m-%d %H:%M}, {each.type}, {each.author}\n\n{_folded(each.text)}"
            for each in told
        )

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
            decision = policy.on_report(report, tx.new_reference(), now, self.rules)
            case_id = tx.carry_out(decision, now, compose, message_id=message_id)
            tx.close_message(
                message_id, state="quarantined", door="unreadable", reason=why[:120], case_id=case_id
            )
        log.error("message %d laid aside (%s); stub case %s", message_id, why, decision.case.name)


def _folded(text: str) -> str:
    """A message without the lines it quotes, for reading; the whole of it stays on the case."""
    own = [line for line in text.split("\n") if not line.startswith(">")]
    hidden = len(text.split("\n")) - len(own)
    return "\n".join(own).rstrip() + (f"\n\n({hidden} quoted lines are kept on the case)" if hidden else "")
