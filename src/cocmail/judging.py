"""What can be said of a raw message without the database: who wrote it, what it is, what a report in it tells.

It stands apart from the recipes because `explain` asks the same of a file, and nothing here is written down. The
three rooms that think do not know each other; here they are asked one after the other.

Fails: `Busy` where a message is encrypted and cannot be opened just now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from cocmail import reading
from cocmail.cases import persons
from cocmail.cases.model import (
    ANSWER_ELSEWHERE,
    NO_REPLY_WANTED,
    WANTS_ANSWER_ELSEWHERE,
    WANTS_NO_REPLY,
    Attachment,
    Finding,
    Report,
    Responder,
    Roster,
    Rules,
)
from cocmail.mail.automatic import (
    REACTION,
    Kind,
    asked_at,
    kind_of,
    others_told,
    way_to_reach,
    why_not_answer,
)
from cocmail.mail.copies import answers_by_subject, without_footers
from cocmail.mail.encrypted import find_encrypted, left_shut, opened
from cocmail.mail.message import Message, parse
from cocmail.mail.quoted import without_ours
from cocmail.mail.reply import without_banner
from cocmail.mail.sender import Group, Sender, identify, signer_wanted
from cocmail.mail.thread import Marks, read_marks
from cocmail.mail.whole import is_told_in_a_file, whole_of
from cocmail.openpgp import Shut, TeamKey
from cocmail.signatures import Signatures


@dataclass(frozen=True, slots=True)
class Desk:
    """Who we are, for judging a message: our addresses, the group, whom to believe, and how reports are read."""

    mailbox: str
    group: Group
    trusted_authserv: str
    languages: tuple[str, ...]
    timezone: str
    team_key: TeamKey | None = None  #: opens what is encrypted to the team
    signatures: Signatures | None = None  #: proves an author of whom nobody else says anything

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
    if desk.signatures and (signer := signer_wanted(message, sender, desk.trusted_authserv)):
        sender = replace(sender, authenticated=desk.signatures.prove(raw, signer) or None)
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
    in_order: bool = True,
    inline: Mapping[str, str] | None = None,
    sent: Sequence[str] = (),
) -> Report:
    """What the message tells, for `policy`.

    With `text` (the new text of a reply) it is read as answers to what was `asked`, by its order where that is known;
    `sent` are the texts of our letters that it may quote.
    """
    message, sender = judged.message, judged.sender
    people = people_of(rules)
    everything = whole_of(message)
    # "You received this message because you are subscribed" tells of no incident, and a warning in English above it
    # is not the language of its writer; whom they name is held all the same.
    first = without_banner(without_footers(everything.text), is_alone=True)
    is_same = first == everything.text.strip("\n") or first.split() == everything.text.split()
    added = () if is_same else (everything.text,)
    reply_to = way_to_reach(message, sender, desk.own)
    # One of us may write from an address that we do not know; a lone "Carla" may be anybody's.
    own_name = (sender.address.name,) if " " in sender.address.name.strip() else ()
    # Not whom we ourselves named to the reporter, as the one who will call them; and what a mail program makes a link
    # of when it quotes a letter of ours is no word of theirs.
    beside = (
        *(without_ours(each, sent) for each in everything.beside),
        *(each for each in everything.linked if not any(each in letter for letter in sent)),
        *asked_at(message, sender),
    )
    source = reading.Report(
        text=first if text is None else text,
        subject=message.subject if text is None else "",
        received_at=received_at,
        timezone=desk.timezone,
        answerable=not judged.withheld_because,
        sender_name=sender.address.name,
        known_addresses=frozenset({sender.address.key, *(each.casefold() for each in desk.own)}),
        beside=(*beside, *own_name, *added) if text is None else (),
        passes_on=text is not None or not _is_reply(message),
        # A reply is to say itself how else its writer can be reached.
        reply_to=reply_to if text is None else "",
    )
    if text is None:
        found = reading.read(source, people, desk.languages)
    else:
        found = reading.read_answers(source, asked, inline or {}, people, desk.languages, in_order=in_order)
    held = dict(found.named)
    if text is not None:
        # Whoever is named anywhere in the mail is held, also in a part that is folded away.
        whole = reading.Report(
            without_ours(everything.text, sent),
            message.subject,
            received_at,
            desk.timezone,
            source.answerable,
            source.sender_name,
            beside=(*beside, *own_name),
        )
        held = reading.named(whole, people) | held
    withheld = judged.withheld_because
    if not withheld and ANSWER_ELSEWHERE in found.marks:
        # Where that is, a person decides: anybody may write whatever address into a mail.
        withheld = WANTS_ANSWER_ELSEWHERE
    if not withheld and NO_REPLY_WANTED in found.marks:
        withheld = WANTS_NO_REPLY
    # Who sends their report, or an answer, as a file has told it: of what nobody could read nothing is asked.
    in_a_file = is_told_in_a_file(message, source.text)
    is_doubtful = sender.doubt or sender.method == "unknown" or sender.authenticated is False
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
        findings=findings_of(found),
        urgent=found.urgent,
        marks=frozenset(found.marks) | (frozenset({"doubtful-author"}) if is_doubtful else frozenset()),
        reply_to=reply_to,
        doubt=sender.doubt,
        held=held,
        person_named_as=found.person_named_as,
        is_report=found.is_report,
        readable=message.readable and not in_a_file,
        truncated=truncated,
        recipients=others_told(message, sender, desk.own),
        attachments=files_of(message),
        beside="\n".join(
            filter(None, (without_ours(everything.text.removeprefix(message.text), sent), *beside))
        ),
    )


def _is_reply(message: Message) -> bool:
    """Whether a message that answers no letter known to us may yet quote one: its mark may be lost."""
    return bool(message.references or message.in_reply_to or answers_by_subject(message.subject))


def files_of(message: Message) -> tuple[Attachment, ...]:
    """What people are told of the files of a message."""
    return tuple(
        Attachment(each.name, each.type, each.size) for each in message.attachments if each.type != REACTION
    )


def people_of(rules: Rules) -> list[reading.Person]:
    """Everybody on our side, as the reading room looks for them.

    A responder who is one under another address as well is whoever the roster says that one is; a mailbox that several
    read is each of them.
    """
    return list(_people(rules.roster))


@lru_cache(maxsize=4)  # Asked for each mail, and a roster seldom changes.
def _people(roster: Roster) -> tuple[reading.Person, ...]:
    return tuple(person_of(_in_one(each, roster)) for each in roster.everybody())


def _in_one(who: Responder, roster: Roster) -> Responder:
    people = persons.together(roster, who.key) if roster.responder(who.key) else ()
    others = [
        each
        for each in people
        if each != who and roster.responder(each.key) and who in persons.out_with(roster, each.key)
    ]
    called = (name for each in others for name in (each.name, each.address, *each.also_known_as) if name)
    return replace(who, also_known_as=(*who.also_known_as, *called))


def person_of(responder: Responder) -> reading.Person:
    """Somebody on our side, as the reading room looks for them."""
    return reading.Person(responder.key, responder.name, (responder.address,), responder.also_known_as)


def findings_of(found: reading.Findings) -> dict[str, Finding]:
    """The eight fields as the case keeps them."""
    return {name: Finding(each.state, each.evidence) for name, each in found.fields.items()}
