"""The nouns of the program: a case, its history, the people, and the letters that a decision calls for.

They stand apart so that rules, recipes and the store speak of the same things in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, Literal

FIELDS = (
    "contact",
    "when",
    "where",
    "ongoing",
    "description",
    "reported_person",
    "circumstances",
    "witnesses",
)


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"  #: new, waits for someone
    ACTIVE = "active"  #: somebody took it
    CLOSED = "closed"  #: ended, with an outcome


class Clearance(StrEnum):
    """Whether a responder may hear of a case (P19)."""

    PENDING = "pending"  #: asked, has not answered: may know that the case exists, sees no content
    CLEARED = "cleared"  #: declared no conflict
    HELD = "held"  #: named in the report: told nothing
    RECUSED = "recused"  #: stepped back: told nothing
    INCLUDED = "included"  #: a hold or recusal that somebody else lifted


class Audience(StrEnum):
    """In which part somebody receives a letter; clearance judges by it."""

    REPORTER = "reporter"
    RESPONDER = "responder"
    CONTACT = "contact"  #: escalation or independent contact: case name only


#: What a case is marked with. It is stored as it stands here; a report is marked before its case is.
Mark = Literal[
    # What the report says, as it was read.
    "retaliation", "safety", "contact-not-found", "no-reply-wanted", "answer-elsewhere", "other-address",
    # What is known of the mail it came in.
    "unclear", "unreadable", "doubtful-author", "reused-message-id",
    # What became of the case.
    "draft", "exposed", "stopped", "reporter-unreachable",
]  # fmt: skip
#: The marks of a case whose reporter wants no answer, or none where they wrote from, and why none goes there then.
NO_REPLY_WANTED: Final = "no-reply-wanted"
WANTS_NO_REPLY = "the reporter asks not to be written to"
ANSWER_ELSEWHERE: Final = "answer-elsewhere"
WANTS_ANSWER_ELSEWHERE = "the reporter asks to be answered at another address"
WISHES: dict[Mark, str] = {NO_REPLY_WANTED: WANTS_NO_REPLY, ANSWER_ELSEWHERE: WANTS_ANSWER_ELSEWHERE}
#: Purposes of letters that a person wrote and sent by their YES: no machine's, and no limit holds them.
BY_PEOPLE = frozenset({"letter"})
#: Purposes of letters that ask for what the checklist lacks, in its order.
BY_CHECKLIST = frozenset({"acknowledgement", "request"})
#: Purposes of letters that anybody calls forth by one mail under any name. Every other letter answers somebody who
#: got one of ours, so that a flood makes none of them; and none may wait behind one.
OF_ANYBODY = frozenset({"acknowledgement", "gentle", "unreadable", "notice"})


#: The outcome of a case that was made of mail from before cocmail: an archive that nobody hears of by mail.
IMPORTED = "imported"
# What people are shown of a mail need not hold a whole mailing list.
_MOST_RECIPIENTS = 30


class Disclosure(StrEnum):
    """How much of a case a letter tells."""

    CONTENT = "content"  #: words of the case
    EXISTENCE = "existence"  #: that the case exists, by its name
    NOTHING = "nothing"  #: not even that


@dataclass(frozen=True, slots=True)
class Responder:
    """A member of the roster, or a contact (who has no name)."""

    address: str
    name: str = ""
    language: str = "en"
    also_known_as: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What identifies them: the address, regardless of case."""
        return self.address.casefold()


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody whom a case may concern on our side."""

    responders: tuple[Responder, ...]
    escalation_contacts: tuple[Responder, ...] = ()
    independent_contact: Responder | None = None

    def responder(self, key: str) -> Responder | None:
        """The responder with that key, if on the roster."""
        return next((each for each in self.responders if each.key == key), None)

    def find(self, words: str) -> Responder | None:
        """The one responder whom these words mean: a full name or a part of it, an address, another name of theirs."""
        found = self.found(words)
        return found[0] if len(found) == 1 else None

    def found(self, words: str) -> tuple[Responder, ...]:
        """Every responder whom these words may mean."""
        called, wanted = self.called(words), " ".join(words.casefold().split())
        return tuple(
            each
            for each in self.responders
            if each in called or (wanted and wanted in _surnames(each.name.casefold()))
        )

    def called(self, words: str) -> tuple[Responder, ...]:
        """Everybody on our side whom these words may mean: a name, an address, or "Name <address>" of the same person.

        The @ before a handle is no part of it, on the roster or in the words.
        """
        name, _, address = words.strip().removesuffix(">").rpartition("<")
        people = self._named(address)
        return people if not name or {*people} <= {*self._named(name)} else ()

    def _named(self, words: str) -> tuple[Responder, ...]:
        wanted = " ".join(words.casefold().split()).removeprefix("@")
        return tuple(
            each
            for each in self.everybody()
            if wanted
            and wanted
            in {each.key, each.name.casefold(), each.name.casefold().partition(" ")[0]}
            | {alias.casefold().removeprefix("@") for alias in each.also_known_as}
        )

    def everybody(self) -> tuple[Responder, ...]:
        """Responders and contacts, each once."""
        people = {each.key: each for each in reversed(self.escalation_contacts)}
        if self.independent_contact:
            people[self.independent_contact.key] = self.independent_contact
        people |= {each.key: each for each in self.responders}
        return tuple(people.values())


def _surnames(name: str) -> tuple[str, str]:
    """What may be the surname in a full name: all behind the first word, or the last word."""
    return name.partition(" ")[2], name.rpartition(" ")[2]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one checklist field: `state` is present, partial, declined or absent."""

    state: str = "absent"
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """What responders are told of an attached file. `size` is in bytes."""

    name: str
    type: str
    size: int

    @property
    def line(self) -> str:
        """How it stands in a history."""
        return ", ".join(
            filter(None, (self.name, self.type or "application/octet-stream", f"{self.size} bytes"))
        )

    @classmethod
    def from_line(cls, line: str) -> "Attachment":
        """The one that a line of a history tells of."""
        *name, kind, size = line.rsplit(", ", 2)
        return cls("".join(name), kind, int(size.removesuffix(" bytes")))


@dataclass(frozen=True, slots=True)
class Ladder:
    """The numbers of the clock, from the configuration."""

    take: timedelta = timedelta(days=3)
    warn: timedelta = timedelta(days=5)
    follow_up: timedelta = timedelta(days=7)
    repeat: timedelta = timedelta(hours=24)
    urgent: timedelta = timedelta(minutes=30)
    keep: timedelta = timedelta(days=730)  #: how long a closed case keeps its content
    farewell: timedelta = timedelta(days=30)  #: how long before its end the responders are told


@dataclass(frozen=True, slots=True)
class Rules:
    """What the configuration decides, for the rules to use."""

    roster: Roster
    required: tuple[str, ...]
    max_requests: int = 2
    clearance_mode: str = "confirm"
    digest: tuple[int, time] | None = None  #: weekday (Monday is 0) and time of the weekly digest
    timezone: str = "UTC"  #: of the alias: when people here have breakfast
    ladder: Ladder = Ladder()
    default_language: str = "en"


@dataclass(frozen=True, slots=True)
class Report:
    """A message from a reporter as the rules see it: read, but not yet judged."""

    received_at: datetime
    text: str  #: everything, for the record
    shown: str = ""  #: without quoted earlier mail, for people; '' where that is the same
    subject: str = ""
    reporter: str = ""  #: the address, '' where unknown
    reporter_name: str = ""
    may_answer: bool = False
    withheld_because: str = ""  #: why no letter may go to the reporter, '' where one may
    reply_to: str = ""  #: where else answers are asked for, unproven, if the sender takes none; or ''
    doubt: str = ""  #: what makes it uncertain who wrote this, '' for nothing
    language: str = "en"
    findings: Mapping[str, Finding] = field(default_factory=dict)
    urgent: bool = False
    marks: frozenset[Mark] = frozenset()
    held: Mapping[str, str] = field(default_factory=dict)  #: key of a person -> the words that name them
    person_named_as: str = ""
    is_report: bool = True
    readable: bool = True
    truncated: bool = False
    recipients: tuple[str, ...] = ()  #: the addresses in To and Cc that are not ours, nor its writer's
    attachments: tuple[Attachment, ...] = ()
    beside: str = ""  #: what is seen beside its text, where somebody may be named too
    related: tuple["Case", ...] = ()  #: cases that this may belong to: open ones, closed ones that it answers
    wished: tuple["Case", ...] = ()  #: cases in which its reporter wished not to be answered at their address

    @property
    def told_too(self) -> str:
        """Whom else the message went to, in a line for people; '' where to nobody."""
        others = len(self.recipients) - _MOST_RECIPIENTS
        return ", ".join(self.recipients[:_MOST_RECIPIENTS]) + (f" (+{others})" if others > 0 else "")


@dataclass(frozen=True, slots=True)
class Remark:
    """What one of us, or somebody who is taken for one, writes in prose: their address, words and files."""

    author: str
    text: str
    name: str = ""  #: by which they are known, '' where by their address
    named: Mapping[str, str] = field(default_factory=dict)  #: key of a person -> the words that name them
    files: tuple[Attachment, ...] = ()
    beside: str = ""  #: what is seen beside the text, where somebody may be named too

    @property
    def key(self) -> str:
        """What identifies its author: the address, regardless of case."""
        return self.author.casefold()


@dataclass(frozen=True, slots=True)
class Case:
    """One matter. Times are aware; `follow_up_due` is None once the reporter has been followed up."""

    name: str
    received_at: datetime
    follow_up_due: datetime | None
    id: int | None = None
    state: State = State.OPEN
    urgent: bool = False
    marks: frozenset[Mark] = frozenset()
    language: str = "en"
    reporter: str = ""
    reporter_name: str = ""
    person_named_as: str = ""
    followed_up_at: datetime | None = None
    followed_up_elsewhere_at: datetime | None = None  #: the earliest that a responder told of
    taken_by: str = ""
    outcome: str = ""
    escalation_level: int = 0
    requests_made: int = 0
    rung: str = ""
    nudged_at: datetime | None = None  #: when anybody was last reminded
    quiet_until: datetime | None = None  #: no reminder before that, but for danger and the seven days
    escalated_at: datetime | None = None
    next_due_at: datetime | None = None
    closed_at: datetime | None = None
    erased_at: datetime | None = None  #: its content was destroyed then
    checklist: Mapping[str, Finding] = field(default_factory=dict)
    clearance: Mapping[str, Clearance] = field(default_factory=dict)

    @property
    def is_imported(self) -> bool:
        """Whether it was made of mail from before cocmail; such a case is never opened."""
        return self.outcome == IMPORTED

    @property
    def is_writable(self) -> bool:
        """Whether the reporter can be written to from here: their address is known, and they did not say STOP."""
        return bool(self.reporter) and "stopped" not in self.marks


#: What an entry of a history tells of; it is stored as it stands here.
EntryType = Literal[
    # What came, and what is known of it.
    "report", "follow-up", "stopped", "subject", "attached", "beside", "recipients",
    "author", "doubt", "reply-to", "withheld",
    "possibly-related", "contact-answer", "automatic-reply", "unproven", "unproven-note", "unreadable", "refused",
    # Who may hear of the case.
    "held", "recused", "included", "cleared", "left", "exposed",
    # What responders did.
    "taken", "untaken", "note", "unshared", "urgent", "calm", "snoozed", "set", "released", "replied", "asked",
    "followed-up", "decided", "closed", "reopened", "opened", "linked",
    # What the clock did, and what became of letters.
    "reminder", "escalation", "expiry", "undelivered", "dropped",
    "letter-delayed", "letter-relayed", "letter-expanded", "letter-delivered", "letter-displayed",
    # What was done at the console or for good.
    "retried", "revealed", "exported", "erased",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a case's history. `text` is what was said.

    `who` is an address or a role: who wrote or did it; of "held" and "undelivered" whom it befell.
    """

    at: datetime
    type: EntryType
    who: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that came or was done, as whoever may read the case is shown it."""

    at: str
    type: str
    author: str = ""
    text: str = ""
    subject: str = ""
    attachments: tuple[Attachment, ...] = ()
    fields: tuple[str, ...] = ()  #: those that were filled or asked for
    outcome: str = ""
    folded: int = 0  #: how many quoted lines are left out


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one person, not yet put into words.

    `step` makes the letter unique within its case, purpose and recipient: the same step is never queued twice.
    """

    purpose: str
    to: str
    audience: Audience
    disclosure: Disclosure
    language: str
    step: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    shows: "Letter | None" = None  #: a letter to somebody else, whose very words this one shows


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a responder's mail that was understood as one of their words."""

    verb: str
    line: str
    text: str = ""
    cut: tuple[str, ...] = ()  #: what was taken out of a text for the reporter
    left: tuple[str, ...] = ()  #: what still tells in it who wrote it


@dataclass(frozen=True, slots=True)
class Pending:
    """Commands that wait for the YES to a preview."""

    by: str  #: the key of the responder who gave them
    commands: tuple[Command, ...]
    second: bool = False  #: another responder has to say it


@dataclass(frozen=True, slots=True)
class Asked:
    """A preview that went out: what it asks for, when, and how many entries the history had by then."""

    pending: Pending
    at: datetime
    entries: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision stands on beside the case and what came: all that was gathered before the rules are asked.

    `step` makes the letters unique: see `Letter`.
    """

    now: datetime
    rules: Rules
    step: str
    history: tuple[Entry, ...] = ()  #: of the case
    told: tuple[Told, ...] = ()  #: the same for those who may read it, where a command shows it
    cases: Mapping[str, Case] = field(
        default_factory=dict
    )  #: other cases by name, where a command needs them
    named_as: str = ""  #: the names alone in what SET says of the reported person


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done, as one value: the case as it shall be, its new history, letters, withdrawals."""

    case: Case
    entries: tuple[Entry, ...] = ()
    letters: tuple[Letter, ...] = ()
    withdraw: frozenset[str] = frozenset()  #: keys of people whose queued letters on this case die
    is_seen_to: bool = False  #: reminders that wait, and what it overtakes, would say what is over, and die
    overtakes: tuple[str, ...] = ()  #: steps of letters said anew here: of those that wait the oldest stays
    erase: Entry | None = None  #: destroy the content of the case, when all else is written; who did, and why
    pending: Pending | None = None  #: what the previews among the letters ask for
    asked: Asked | None = None  #: what a preview asked for that a fresh letter among these stands in for
    apart: tuple[Letter, ...] = ()  #: letters that belong to no case
    also: tuple["Decision", ...] = ()  #: what it means for other cases
