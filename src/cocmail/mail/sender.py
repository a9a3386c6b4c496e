"""Who wrote a message, how we know, and how far to believe it.

It stands apart because mail through a Google group names the group as its author, and because every other
system examined either believes a forged name here or falls silent. Each step fails closed: an author who
cannot be established is `unknown`, never guessed, and the message is kept all the same.
"""

import re
from dataclasses import dataclass, field

import authres
from authres import AuthenticationResultsHeader

from cocmail.mail.headers import Address, read_addresses
from cocmail.mail.message import Message

# A header longer than this is not read (authres is quadratic on hostile input).
_LONGEST_RESULTS = 8_192
_SINGLE = (
    "From",
    "Sender",
    "X-Original-Sender",
    "X-Original-From",
    "X-Original-Authentication-Results",
    "List-ID",
)
# In lower case, as the subjects of such mails begin, before the address of the group.
_DIGESTS = ("digest for", "abridged summary of")
# In lower case, as headers begin that lists and groups put on a mail.
_OF_LISTS = ("list-", "mailing-list", "x-original-", "x-beenthere", "x-mailman", "x-google-group", "x-loop")


@dataclass(frozen=True, slots=True)
class Group:
    """The group that the alias is, as configured. `list_id` is '' where the alias is no group."""

    address: str
    list_id: str = ""
    group_id: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """The author of a message.

    `method` is from, unwrapped or unknown; `authenticated` is None where nobody said anything; `origin` is
    direct or group; `doubt` says in plain words what does not fit together, '' for nothing.
    """

    address: Address
    method: str
    authenticated: bool | None
    origin: str
    doubt: str = field(default="", compare=False)

    @property
    def known_by(self) -> str:
        """How the author is known and how far to believe it, in a line for the record."""
        said = {True: "authenticated", False: "called forged", None: "not authenticated"}[self.authenticated]
        return f"{self.method}, {self.origin}, {said}" + (f"; {self.doubt}" if self.doubt else "")


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    domain: str


def identify(message: Message, group: Group, trusted_authserv: str) -> Sender:
    """Resolve the author. `trusted_authserv` is whose Authentication-Results to believe, '' for nobody's."""
    unknown = Address("", "")
    verdict = _results(message.header_all("Authentication-Results")[:1], {trusted_authserv})
    through_group = _came_through(message, group, verdict)
    origin = "group" if through_group else "direct"
    twice = next((name for name in _SINGLE if len(message.header_all(name)) > 1), "")
    doubt = f"{twice} is there more than once" if twice else ""
    written_by = message.from_addresses[0] if message.from_addresses else unknown
    if len(message.from_addresses) != 1 or not written_by.address:
        return Sender(written_by, "unknown", None, origin, doubt)
    if _is_digest(message, written_by, group):
        return Sender(unknown, "unknown", None, origin, doubt)
    if written_by.key == group.address.casefold():
        author = _original_sender(message)
        if not through_group or doubt or author is None:
            return Sender(unknown, "unknown", None, origin, doubt)
        return Sender(author, "unwrapped", _authenticated(author, _original_verdict(message)), origin)
    if through_group and not doubt and message.header_all("X-Original-Sender"):
        # The group takes it from the From that it lets stand.
        named = _original_sender(message)
        doubt = "" if named and named.key == written_by.key else "From is not who the group says wrote it"
    said = _original_verdict(message) if through_group else verdict
    authenticated = _authenticated(written_by, said)
    if doubt:
        # What does not fit proves nothing, and must not hide that the provider called it forged.
        authenticated = None if authenticated else authenticated
    return Sender(written_by, "from", authenticated, origin, doubt)


def _came_through(message: Message, group: Group, verdict: tuple[_Result, ...]) -> bool:
    """Whether the message provably came through our group: its List-ID alone, signed by its domain."""
    list_ids = message.header_all("List-ID")
    if not group.list_id or len(list_ids) != 1 or list_id(list_ids[0]) != group.list_id.casefold():
        return False
    if group.group_id and message.header("X-Google-Group-Id").strip() != group.group_id:
        return False
    # Nobody signs it, so it proves nothing; but a group that is not named there did not send this.
    been_there = [each.partition(";")[0].strip().casefold() for each in message.header_all("X-BeenThere")]
    if been_there and group.address.casefold() not in been_there:
        return False
    domains = {group.address.rpartition("@")[2].casefold(), "googlegroups.com"}
    return any(each.method == "dkim" and each.result == "pass" and each.domain in domains for each in verdict)


def _is_digest(message: Message, written_by: Address, group: Group) -> bool:
    """Whether the group collects in this mail what others wrote, where our mailbox is not sent each mail by itself."""
    local, _, domain = group.address.casefold().rpartition("@")
    of_group = (f"{local}@{domain}", f"{local}+noreply@{domain}")
    if written_by.key not in of_group:
        return False
    author = _original_sender(message)
    if author and author.key not in of_group and written_by.key == group.address.casefold():
        return False  # What one of them wrote: of a digest the group is the author itself.
    subject = message.subject.casefold()
    is_to_readers = any(each.key == f"{local}+digest@{domain}" for each in message.to)
    return is_to_readers or any(subject.startswith(f"{each} {local}@{domain}") for each in _DIGESTS)


def signer_wanted(message: Message, sender: Sender, trusted_authserv: str) -> str:
    """The domain, as the DNS has it, whose own DKIM signature would prove this author; '' where none would.

    Only where nobody has said anything, and of mail that came straight: a list of the author's own domain signs
    whatever was sent to it.
    """
    if sender.authenticated is not None or (sender.method, sender.origin) != ("from", "direct"):
        return ""
    if sender.doubt or not message.header_all("DKIM-Signature"):
        return ""
    if _results(message.header_all("Authentication-Results")[:1], {trusted_authserv}):
        return ""
    if any(name.casefold().startswith(_OF_LISTS) for name, _ in message.headers):
        return ""
    sent_by = read_addresses(next(iter(message.header_all("Sender")), ""))
    if any(each.key != sender.address.key for each in sent_by):
        return ""
    return _ascii(sender.address.address.rpartition("@")[2])


def list_id(value: str) -> str:
    """The identifier of a List-ID header, in lower case (RFC 2919, section 2)."""
    match = re.search(r"<([^<>]*)>\s*$", value)
    return (match[1] if match else value).strip().casefold()


def _original_sender(message: Message) -> Address | None:
    """The author that the group took out of From; the name only from a header that agrees on the address."""
    address = message.header("X-Original-Sender").strip().strip("<>")
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", address):
        return None
    local, _, domain = address.rpartition("@")
    author = Address("", f"{local}@{domain.lower()}")
    name = message.header("X-Original-From")
    match = re.fullmatch(r"\s*\"?(.*?)\"?\s*<([^<>]+)>\s*", name)
    if match and match[2].casefold() == author.key:
        return Address(match[1].strip(), author.address)
    return author


def _original_verdict(message: Message) -> tuple[_Result, ...]:
    return _results(
        message.header_all("X-Original-Authentication-Results"), {"gmr-mx.google.com", "mx.google.com"}
    )


def _authenticated(author: Address, verdict: tuple[_Result, ...]) -> bool | None:
    domain = _ascii(author.address.rpartition("@")[2])
    if _UNREADABLE in verdict:
        return False
    dmarc = [each for each in verdict if each.method == "dmarc"]
    if len(dmarc) > 1:
        return False
    if dmarc:
        if dmarc[0].result == "pass":
            return dmarc[0].domain == domain
        return False if dmarc[0].result == "fail" else None
    if any(each.method == "dkim" and each.result == "pass" and each.domain == domain for each in verdict):
        return True
    return None


_UNREADABLE = _Result("dmarc", "unreadable", "")


def _results(headers: tuple[str, ...], trusted: set[str]) -> tuple[_Result, ...]:
    """The results of the one header given, where it is from a trusted server; none of any other's.

    RFC 8601 section 5: results of any other server are to be ignored. What our own wrote and nobody can read
    counts as a failure: the sender chooses parts of it.
    """
    servers = {each.casefold() for each in trusted if each}
    if len(headers) != 1:
        return ()
    text = " ".join(headers[0].split())
    if re.split(r"[\s;]", text, maxsplit=1)[0].casefold() not in servers:
        return ()
    if len(text) > _LONGEST_RESULTS:
        return (_UNREADABLE,)
    try:
        parsed = AuthenticationResultsHeader.parse(f"Authentication-Results: {text}")
    except (authres.AuthResError, RecursionError, ValueError, AttributeError, TypeError, IndexError):
        return (_UNREADABLE,)
    return tuple(
        _Result(each.method.casefold(), (each.result or "").casefold(), _domain(each))
        for each in parsed.results
    )


def _domain(result: object) -> str:
    """The domain that a result speaks of: header.from for DMARC, header.d or header.i for DKIM."""
    for prop in getattr(result, "properties", ()):
        if prop.type == "header" and prop.name in ("from", "d", "i"):
            return _ascii(str(prop.value or "").rpartition("@")[2])
    return ""


def _ascii(domain: str) -> str:
    """A domain as the DNS has it (RFC 5891): servers write xn--... of what From has in letters.

    Letters that only look alike are other letters there.
    """
    try:
        return domain.casefold().encode("idna").decode("ascii")
    except UnicodeError:
        return domain.casefold()
