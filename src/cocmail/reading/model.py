"""What goes into the reading of a report, and what comes out of it.

It stands apart so that those who use the reading, and each of its questions, share these nouns and nothing
else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

FIELDS: tuple[str, ...] = (
    "contact",
    "when",
    "where",
    "ongoing",
    "description",
    "reported_person",
    "circumstances",
    "witnesses",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a report says to one field.

    `state` is "present", "partial", "declined" or "absent". `evidence` is an exact piece of the text or the
    subject without a line break, "From" where the sender's own address is the contact, `Report.reply_to` where that
    is, and "" where the state is "absent".
    """

    state: str
    evidence: str


ABSENT = Finding("absent", "")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the roster: full name (or ""), addresses, and nicknames, handles, further addresses."""

    key: str
    name: str
    addresses: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody wrote: their words, and what is known of the message they came in.

    `received_at` is aware, `timezone` an IANA name; `answerable` says whether the sender's address can be
    answered, and `reply_to` is the address that answers are asked at where it cannot, or "";
    `known_addresses`, in lower case, are the sender's and those that nobody would be answered at.
    `beside` is what else of the message a person sees: who is named there counts, and nothing else of it.
    With `passes_on`, what is quoted is nothing of ours: somebody else's words, which the writer shows us.
    """

    text: str
    subject: str
    received_at: datetime
    timezone: str
    answerable: bool
    sender_name: str
    known_addresses: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()
    passes_on: bool = False
    reply_to: str = ""

    @property
    def way(self) -> str:
        """Where the message itself says that its sender can be answered, as evidence: "From", an address, or ""."""
        return "From" if self.answerable else self.reply_to


#: What a report deserves to be marked with.
Mark = Literal[
    "retaliation", "safety", "contact-not-found", "no-reply-wanted", "answer-elsewhere", "other-address"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is read out of a report.

    `fields` holds a finding for each of `FIELDS`; `named` maps a `Person.key` to the words that name them;
    `person_named_as` holds the names or handles in the evidence for the reported person, or "".
    """

    language: str
    fields: Mapping[str, Finding]
    urgent: bool
    urgent_evidence: str
    marks: frozenset[Mark]
    named: Mapping[str, str]
    is_report: bool
    person_named_as: str
