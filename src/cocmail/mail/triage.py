"""The doors: which way a message goes, decided in one ordered place.

It stands apart from the recipe so that the order can be read, and tested, at a glance. It has never heard of
a case; what the marks and references of a message lead to is looked up before and handed in as `Known`.
"""

from dataclasses import dataclass
from enum import StrEnum

from cocmail.mail.automatic import Kind
from cocmail.mail.sender import Sender


class Door(StrEnum):
    """Where a message goes in."""

    JUNK = "junk"  #: found in the junk folder: kept aside, shown, never answered
    LOOP = "loop"  #: our own letter come back
    SERVICE = "service"  #: the group's service mail: an alert to the administrator
    BOUNCED = "bounced"  #: a delivery report
    AUTOMATIC = "automatic"  #: an automatic reply
    COPY = "copy"  #: a message that we hold already
    FROM_RESPONDER = "from-responder"  #: an answer to a letter of ours, by the responder it went to
    FROM_CONTACT = "from-contact"  #: the same, by an escalation or independent contact
    UNPROVEN = (
        "unproven"  #: an answer to the letter of a responder or contact that does not prove to be theirs
    )
    ANSWERS_REPORTER = "answers-reporter"  #: one of us answers a mail of somebody else's case, and to us
    COMMANDS = "commands"  #: a responder's commands that answer no letter: LIST, HELP, NEW
    FOLLOW_UP = "follow-up"  #: the reporter writes again
    NEW_REPORT = "new-report"  #: everything else
    # No triage chooses these.
    UNREADABLE = "unreadable"  #: it could not be filed, and was laid aside with a stub case
    EARLIER = "import"  #: from before cocmail: how it is spooled, and laid aside where it joins no case
    ERASED = "erased"  #: what stood in it was destroyed before it was filed


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a message: the letter of its marks, to whom it went, what it continues, and copies."""

    letter_to: str = ""  #: '' where the marks lead to no letter; else reporter, responder or contact
    recipient: str = ""  #: the address that the letter went to
    copy: bool = False
    commands: bool = False  #: it answers no letter, and holds commands of a responder to us alone
    continues: str = (
        ""  #: it answers no letter, but mails of an open case: the address of that one's reporter
    )
    answers_reporter: bool = False  #: one of us answers a mail of the reporter of a case that is not theirs
    is_earlier: bool = False  #: it came before cocmail: nothing that it does reaches anybody
    stale: bool = False  #: the letter is too old to prove anything, or what it proves was revoked


def triage(kind: Kind, sender: Sender, known: Known, *, junk: bool) -> Door:
    """Choose the door."""
    match kind.name:
        case _ if junk:
            return Door.JUNK
        case "loop":
            return Door.LOOP
        case "service":
            return Door.SERVICE
        case "bounce":
            return Door.BOUNCED
        case "automatic":
            return Door.AUTOMATIC
    if kind.looks_automatic and known.letter_to:
        return Door.AUTOMATIC
    if known.copy:
        return Door.COPY
    match known.letter_to:
        case "reporter":
            return Door.ANSWERS_REPORTER if known.answers_reporter else Door.FOLLOW_UP
        case "responder" | "contact":
            # A command needs more than the mark: the right author, straight to us, not called forged.
            if known.stale or not is_straight_from(sender, known.recipient):
                return Door.UNPROVEN
            return Door.FROM_RESPONDER if known.letter_to == "responder" else Door.FROM_CONTACT
        case _:
            is_straight = sender.origin == "direct" and sender.method == "from"
            if known.commands and is_straight and sender.authenticated is not False:
                return Door.COMMANDS
            if known.answers_reporter:
                return Door.ANSWERS_REPORTER
            # Whoever saw a mail can refer to it: without a mark of ours its author has to be proven.
            is_believed = sender.authenticated or known.is_earlier
            if known.continues and is_believed and is_written_by(sender, known.continues):
                return Door.FOLLOW_UP
            return Door.NEW_REPORT


def is_straight_from(sender: Sender, address: str) -> bool:
    """Whether a message that is written by that address came straight to us, and not through the group."""
    return sender.origin == "direct" and sender.method == "from" and is_written_by(sender, address)


def is_written_by(sender: Sender, address: str) -> bool:
    """Whether a message is from that address, as far as anybody can tell, and not called forged."""
    return (
        sender.method != "unknown"
        and sender.address.key == address.casefold()
        and sender.authenticated is not False
    )
