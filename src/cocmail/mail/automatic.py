"""Mail that no human wrote, and the only home of "may this be answered?".

The table of kinds is ordered, the first hit wins. List headers say how a message travelled and never that a
machine wrote it: mail through our own group must be answered (RFC 3834; measured against seven systems).
"""

import re
from dataclasses import dataclass, replace

from cocmail.mail.headers import read_parameters
from cocmail.mail.message import Message
from cocmail.mail.sender import Group, Sender, list_id
from cocmail.mail.wording import (
    is_daemon,
    is_postmaster,
    is_role,
    is_still_tried,
    is_system_name,
    is_undelivered,
    looks_automatic,
    reacts,
    takes_no_reply,
)

_SERVICE_PART = re.compile(
    r"\+(msgappr|owners|managers|noreply|help|subscribe|unsubscribe|bnc[^@]*)@", re.IGNORECASE
)
# Of these addresses the group tells somebody that they were added, or how to join: no report is held there.
_MEMBERS_PART = re.compile(r"\+(noreply|help|subscribe|unsubscribe)@", re.IGNORECASE)
TO_MEMBERS = "the group's own mail to its members"  #: why service mail is no reason to look at the group
_MOST_HOPS = 30
# What people are shown as an address: nothing that could be taken for something else (RFC 5321 section 4.5.3.1).
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}")
# Whatever may stand on a roster is one as well: who is held and had a copy is looked for among them.
_RECIPIENT = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,253}")
_LONGEST_ADDRESS = 254
_ACTION = re.compile(r"^Action[ \t]*:[ \t]*([A-Za-z]+)", re.IGNORECASE | re.MULTILINE)
_STATUS = ("message/delivery-status", "message/global-delivery-status")
_ACTIONS = ("failed", "delayed", "expanded", "relayed", "delivered")
# As headers begin, in lower case, that trackers, monitors and reporting servers put on what they write.
_PROGRAMS = re.compile(
    r"x-(?:gitlab|github|jira|bugzilla|trac|launchpad|phabricator|redmine|jenkins|gerrit|discourse|sentry"
    r"|nagios|zabbix|cron-env|zendesk|otrs|rt-loop-prevention|facebook|linkedin)(?:-.*)?"
    r"|rt-ticket|tls-report-(?:domain|submitter)"
)
_AGGREGATE = re.compile(r"[^!\s]+![^!\s]+!\d+!\d+(?:![^!\s]*)?(?:\.xml|\.json)?(?:\.gz|\.zip)?")
#: The part by which Gmail says that a mail is a sign under the one that it answers; the rest says it once more.
REACTION = "text/vnd.google.email-reaction+json"
_IN_GMAIL = "it is a sign put under a letter in Gmail"
_IN_OUTLOOK = "it is a sign put under a letter in Outlook"
_LIST_HEADERS = ("List-Unsubscribe", "List-Post", "List-Help", "List-Subscribe", "List-Archive", "List-Owner")


@dataclass(frozen=True, slots=True)
class Kind:
    """What wrote a message: person, automatic, bounce, service, loop or unreadable, and why we say so.

    What only looks as if a machine wrote it, by its words or its address, is a person's that is not answered.
    """

    name: str
    reason: str = ""
    answerable: bool = True  #: as far as the message itself goes
    looks_automatic: bool = (
        False  #: only its subject says so: a first message opens a case, an answer is a note
    )


def kind_of(message: Message, sender: Sender, group: Group, own: tuple[str, ...], *, ours: bool) -> Kind:
    """Judge a message. `own` are our addresses, `ours` says that its Message-ID is one we made."""
    kind = _kind_by_signs(message, sender, group, own, ours=ours)
    if kind.answerable and has_null_path(message, sender):
        # Of who wrote it that says nothing: so do delivery reports, absence notes, web forms and broken servers.
        return replace(
            kind, reason="its return path is empty, so that nothing may answer it", answerable=False
        )
    return kind


def has_null_path(message: Message, sender: Sender) -> bool:
    """Whether the envelope forbids any answer (RFC 5321 section 4.5.5); behind a group nobody can see that."""
    return sender.origin == "direct" and message.header("Return-Path").replace(" ", "") == "<>"


def reaction(message: Message) -> str:
    """Why nothing answers a sign put under a letter, all of whose words are a program's; '' for any other mail."""
    if any(each.type == REACTION for each in message.attachments):
        return _IN_GMAIL
    return _IN_OUTLOOK if reacts(message) else ""


def _kind_by_signs(
    message: Message, sender: Sender, group: Group, own: tuple[str, ...], *, ours: bool
) -> Kind:
    author = sender.address.key
    mailboxes = {each.casefold() for each in own}
    if ours:
        return Kind("loop", "our own letter", answerable=False)
    if author in mailboxes:
        return Kind("loop", "from our own address", answerable=False)
    if len(message.header_all("Received")) > _MOST_HOPS:
        return Kind("loop", "too many hops", answerable=False)
    if _is_google_service(author, group):
        reason = TO_MEMBERS if _MEMBERS_PART.search(author) else "the group's own service mail"
        return Kind("service", reason, answerable=False)
    if message.content_type == "multipart/report":
        return Kind("bounce", "a delivery or disposition report", answerable=False)
    if is_daemon(author) or (is_postmaster(author) and is_undelivered(message)):
        return Kind("bounce", "from a mail system", answerable=False)
    if message.header("X-Failed-Recipients"):
        return Kind("bounce", "names failed recipients", answerable=False)
    # Before Auto-Submitted, which delivery reports bear as well (RFC 3834).
    if has_null_path(message, sender) and _reads_undelivered(message, sender):
        return Kind("bounce", "a delivery failure with an empty return path", answerable=False)
    submitted = (
        re.sub(r"\([^()]*\)", "", message.header("Auto-Submitted")).partition(";")[0].strip().casefold()
    )
    if submitted and submitted != "no":
        return Kind("automatic", f"Auto-Submitted: {_word(submitted)}", answerable=False)
    reason = _autoreply_header(message)
    if reason:
        return Kind("automatic", reason, answerable=False)
    if message.header_all("X-Cocmail"):
        return Kind("automatic", "a letter of cocmail", answerable=False)
    if not message.readable:
        return Kind("unreadable", "no text could be read", answerable=True)
    reason = _programs(message)
    if reason:
        return Kind("person", reason, answerable=False)
    # Where nobody proves that it came through our group, what looks like the group's own is still not the writer's.
    through_group = sender.origin == "group" or _is_of_group(message, group)
    reason, is_answer = looks_automatic(message, sender.address, through_group=through_group)
    if reason:
        return Kind("person", reason, answerable=False, looks_automatic=is_answer)
    reason = _bulk(message, sender, group)
    if reason:
        return Kind("person", reason, answerable=False)
    return Kind("person")


def delivery_action(message: Message) -> str:
    """What a report says became of a letter: failed, delayed, delivered, relayed or expanded (RFC 3464).

    Of several recipients the worst. 'displayed' for a read receipt or an abuse report (RFC 8098, RFC 5965). Where
    nothing machine-readable says it, 'delayed' if the words do, else ''.
    """
    kind = read_parameters(next(iter(message.header_all("Content-Type")), "")).get("report-type", "").lower()
    if kind in ("disposition-notification", "feedback-report"):
        return "displayed"
    said = {
        match[1].lower()
        for part in message.attachments
        if part.type in _STATUS
        for match in _ACTION.finditer(part.content.decode("utf-8", "replace"))
    }
    return next(
        (action for action in _ACTIONS if action in said), "delayed" if is_still_tried(message) else ""
    )


def why_not_answer(kind: Kind, sender: Sender, group: Group, own: tuple[str, ...]) -> str:
    """Why no letter may go to the author of this message; '' where one may."""
    address = sender.address.key
    if not kind.answerable:
        return kind.reason
    if sender.method == "unknown" or not address:
        return "the sender is not known"
    if address in {each.casefold() for each in own} or address == group.address.casefold():
        return "the sender is one of our own addresses"
    if unread := _why_unread(address):
        return unread
    if sender.authenticated is False:
        return "the sender's provider says that the sender is forged"
    return ""


def asked_at(message: Message, sender: Sender) -> tuple[str, ...]:
    """What a message that nobody known wrote says of where answers are asked for (RFC 5322 section 3.6.2).

    So a form on a web page names who filled it in. Whoever is named there, in whatever way, may be its author.
    """
    author = sender.address.key
    if author and not _why_unread(author):
        return ()
    named = (f"{each.name} <{each.address}>" for each in message.reply_to)
    return (*named, *message.header_all("Reply-To"))


def way_to_reach(message: Message, sender: Sender, own: tuple[str, ...]) -> str:
    """The one address at which a message from nobody's address asks for answers, if a person may read there; or ''.

    A list that put its own address into From, and cannot be proven to be ours, leaves the author in Reply-To alone.
    Anybody may write whatever there, so that no letter goes there by itself: it is for people to see.
    """
    author = sender.address.key
    named = {each.key: each.address for each in message.reply_to}
    is_one = len(named) == 1 and len(message.header_all("Reply-To")) == 1
    if (author and not _why_unread(author)) or not is_one:
        return ""
    ((key, address),) = named.items()
    return "" if _is_ours(key, own) or not _is_plain(address) or _why_unread(key) else address


def others_told(message: Message, sender: Sender, own: tuple[str, ...]) -> tuple[str, ...]:
    """To whom a message went beside us and who wrote it, as it says itself, each once."""
    told = {each.key: each.address for each in (*message.to, *message.cc) if each.key != sender.address.key}
    return tuple(
        address
        for key, address in told.items()
        if len(address) <= _LONGEST_ADDRESS and _RECIPIENT.fullmatch(address) and not _is_ours(key, own)
    )


def _is_plain(address: str) -> bool:
    """Whether people may be shown an address as it stands."""
    return len(address) <= _LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(address))


def _is_ours(key: str, own: tuple[str, ...]) -> bool:
    """Whether an address is one of ours, with a mark of ours or without."""
    return _without_detail(key) in {_without_detail(each.casefold()) for each in own}


def _without_detail(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _why_unread(address: str) -> str:
    """Why nobody reads what is sent to an address; '' where somebody may."""
    if _SERVICE_PART.search(address):
        return "the sender is a service address"
    if takes_no_reply(address) or is_role(address):
        return "the sender takes no replies"
    return ""


def _reads_undelivered(message: Message, sender: Sender) -> bool:
    """Whether mail with an empty return path is a mail system's: by its author, by a part of it, or by its words."""
    return (
        is_postmaster(sender.address.key)
        or is_system_name(sender.address.name)
        or any(part.type in _STATUS for part in message.attachments)
        or is_undelivered(message)
    )


def _is_google_service(author: str, group: Group) -> bool:
    local, _, domain = group.address.casefold().rpartition("@")
    if author.startswith("noreply-spamdigest@") or author.endswith("@notifications.google.com"):
        return True
    return (
        bool(group.list_id)
        and author.startswith(f"{local}+")
        and author.endswith(f"@{domain}")
        and bool(_SERVICE_PART.search(author))
    )


def _autoreply_header(message: Message) -> str:
    for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From"):
        if message.header_all(name):
            return name
    for name in ("Precedence", "X-Precedence"):
        if message.header(name).strip().casefold() == "auto_reply":
            return f"{name}: auto_reply"
    if "autoresponder" in {each.strip().casefold() for each in message.header_all("Delivered-To")}:
        return "Delivered-To: Autoresponder"
    return ""


def _programs(message: Message) -> str:
    """Why it is a program's mail by its parts: a tracker's headers, an aggregate report of DMARC or TLS."""
    if any(_PROGRAMS.fullmatch(name.casefold()) for name, _ in message.headers):
        return "a program writes such headers"
    # RFC 7489 section 7.2.1.1, RFC 8460 section 5.1.
    if any(_AGGREGATE.fullmatch(each.name) or "tlsrpt" in each.type for each in message.attachments):
        return "it is a report of a mail server"
    return ""


def _bulk(message: Message, sender: Sender, group: Group) -> str:
    """Bulk mail of others. Of our own group it says only how the message travelled."""
    if sender.origin == "group":
        return ""
    if message.header("Precedence").strip().casefold() in ("bulk", "junk"):
        return "bulk mail"
    if message.header_all("List-ID"):
        return "" if _is_of_group(message, group) else "mail of another list"
    return "mail of another list" if any(map(message.header_all, _LIST_HEADERS)) else ""


def _is_of_group(message: Message, group: Group) -> bool:
    """Whether the message says that it is of our group, and of no other."""
    list_ids = {list_id(each) for each in message.header_all("List-ID")}
    return bool(group.list_id) and list_ids == {group.list_id.casefold()}


def _word(value: str) -> str:
    """A header's value as a reason: only one of RFC 3834 and 5436, because reasons are not sealed."""
    return value if value in ("auto-generated", "auto-replied", "auto-notified") else "yes"
