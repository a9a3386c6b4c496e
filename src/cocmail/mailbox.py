"""The IMAP folder: what waits in it, a nap until something comes, and letting go of what is ours.

The folder is opened read-only (EXAMINE) and bodies are fetched with BODY.PEEK: flags are never the queue. One
object, one thread. Any trouble ends the connection; the next call makes a new one.

Fails: `MailboxUnavailable` (nothing was changed; the caller waits and calls again). Its `final` says that
trying again soon is useless: a refused login.
"""

import logging
import select
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError

from cocmail.mail.message import Arrival
from cocmail.oauth import TokenRefused

log = logging.getLogger("cocmail.mailbox")

BATCH_MESSAGES = 50
BATCH_BYTES = 8 * 1024 * 1024
# What is fetched of a message over the limit: its headers and, commonly, its text.
HEAD_BYTES = 1024 * 1024
_IDLE_SLICE = 30.0
_LONGEST_SESSION = 12 * 3600.0
_LONGEST_OAUTH_SESSION = 50 * 60.0

_FAULTS = (IMAPClientError, ProtocolError, OSError, ValueError, TokenRefused)


class MailboxUnavailable(Exception):
    """The mailbox cannot be read now."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Which mailbox to read. `secret` gives the password, or the access token with `oauth`."""

    host: str
    port: int
    security: str
    user: str
    secret: Callable[[], str]
    oauth: bool = False
    folder: str = "INBOX"
    junk_folder: str = ""
    processed_folder: str = ""
    idle: bool = True
    max_bytes: int = 41_943_040
    context: ssl.SSLContext | None = None
    connect_seconds: float = 15.0
    reply_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages fetched together. Bytes of None: the server no longer had it when it was asked."""

    folder: str
    uid_validity: int
    junk: bool
    messages: tuple[tuple[Arrival, bytes | None], ...]


class Mailbox:
    """The mailbox of the alias. `known` tells the UIDs that are held already, by folder and UIDVALIDITY."""

    def __init__(self, account: ImapAccount, known: Callable[[str, int], set[int]]) -> None:
        self._account = account
        self._known = known
        self._client: IMAPClient | None = None
        self._opened = 0.0
        self._last_uid: dict[tuple[str, int], int] = {}
        self.on_server = 0  #: messages in the folder at the last look
        self.held = 0  #: how many of them we hold

    def waiting(self) -> Iterator[Batch]:
        """Everything that the folder (and the junk folder) holds and we do not, in bounded batches.

        Raises `MailboxUnavailable`.
        """
        for folder, junk in ((self._account.folder, False), (self._account.junk_folder, True)):
            if folder:
                yield from self._waiting_in(folder, junk=junk)

    def reconcile(self) -> None:
        """At the next look compare every UID, not only the new ones."""
        self._last_uid.clear()

    def settle(self, uids: list[int], uid_validity: int) -> None:
        """Move committed messages to the processed folder, where one is configured. Raises `MailboxUnavailable`."""
        if not uids or not self._account.processed_folder:
            return
        with self._trouble_ends_the_session() as client:
            if not client.has_capability("MOVE"):
                raise MailboxUnavailable(
                    "the server cannot MOVE; leave imap.processed_folder empty", final=True
                )
            selected = client.select_folder(self._account.folder)
            if int(selected.get(b"UIDVALIDITY", 0)) == uid_validity:
                if not client.folder_exists(self._account.processed_folder):
                    client.create_folder(self._account.processed_folder)
                client.move(uids, self._account.processed_folder)

    def wait(self, seconds: float, wake: int) -> None:
        """Sleep until something may have come, `seconds` have passed, or the file descriptor `wake` is readable.

        With IDLE (RFC 2177) the server tells at once; a slice is short, and the caller looks after each,
        because a notice can be lost between two reads. Raises `MailboxUnavailable`.
        """
        client = self._client
        if client is None or not self._account.idle or not client.has_capability("IDLE"):
            select.select([wake], [], [], seconds)
            return
        with self._trouble_ends_the_session() as client:
            if self._account.junk_folder:
                client.select_folder(self._account.folder, readonly=True)  # The junk folder was open last.
            client.noop()
            client.idle()
            sock = client.socket()
            pending = getattr(sock, "pending", lambda: 0)
            if not pending():
                select.select([sock, wake], [], [], min(seconds, _IDLE_SLICE))
            client.idle_check(timeout=0)
            client.idle_done()

    def probe(self) -> tuple[str, ...]:
        """Log in, open the folder, and give the server's capabilities. For `check`."""
        with self._trouble_ends_the_session() as client:
            client.select_folder(self._account.folder, readonly=True)
            return tuple(sorted(each.decode("ascii", "replace") for each in client.capabilities()))

    def close(self) -> None:
        """End the session, politely where that is still possible."""
        client, self._client = self._client, None
        if client is not None:
            try:
                client.logout()
            except _FAULTS:
                log.debug("the session was gone already")

    def _waiting_in(self, folder: str, *, junk: bool) -> Iterator[Batch]:
        with self._trouble_ends_the_session() as client:
            opened = client.select_folder(folder, readonly=True)
            uid_validity = int(opened.get(b"UIDVALIDITY", 0))
            wanted = self._wanted(client, folder, uid_validity, int(opened.get(b"EXISTS", 0)), junk=junk)
            plan = self._plan(client, wanted) if wanted else []
        for uids in plan:
            with self._trouble_ends_the_session() as client:
                batch = self._fetch(client, folder, uid_validity, uids, junk=junk)
            yield batch
            with self._trouble_ends_the_session() as client:
                # The caller may have moved messages meanwhile, or the session may be a new one.
                if int(client.select_folder(folder, readonly=True).get(b"UIDVALIDITY", 0)) != uid_validity:
                    return
        if wanted:
            self._last_uid[folder, uid_validity] = max(wanted)
            self.held += 0 if junk else len(wanted)

    def _wanted(
        self, client: IMAPClient, folder: str, uid_validity: int, exists: int, *, junk: bool
    ) -> list[int]:
        last = self._last_uid.get((folder, uid_validity))
        known = self._known(folder, uid_validity)
        if last is None:
            # At start, hourly, and after a change of UIDVALIDITY: look at everything.
            uids = set(client.search("ALL")) if exists else set()
            if not junk:
                self.on_server, self.held = len(uids), len(uids & known)
            self._last_uid[folder, uid_validity] = max(known, default=0)
        else:
            # "n:*" always names the last message, even when its UID is lower.
            uids = {uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last} if exists else set()
            if not junk:
                self.on_server = exists
        # Servers need not sort UIDs, and we work in order.
        return sorted(uids - known)

    def _plan(self, client: IMAPClient, uids: list[int]) -> list[list[tuple[int, int, datetime]]]:
        """Batches of (UID, size, INTERNALDATE), bounded by count and bytes."""
        plan: list[list[tuple[int, int, datetime]]] = []
        filled = BATCH_BYTES
        for start in range(0, len(uids), 500):
            chunk = uids[start : start + 500]
            facts = client.fetch(chunk, ["RFC822.SIZE", "INTERNALDATE"])
            for uid in chunk:
                fact = facts.get(uid, {})
                size = int(fact.get(b"RFC822.SIZE") or 0)
                at = fact.get(b"INTERNALDATE")
                when = at.astimezone(UTC) if isinstance(at, datetime) and at.tzinfo else datetime.now(UTC)
                if filled + size > BATCH_BYTES or len(plan[-1]) >= BATCH_MESSAGES:
                    plan.append([])
                    filled = 0
                plan[-1].append((uid, size, when))
                filled += size
        return plan

    def _fetch(
        self,
        client: IMAPClient,
        folder: str,
        uid_validity: int,
        batch: list[tuple[int, int, datetime]],
        *,
        junk: bool,
    ) -> Batch:
        limit = self._account.max_bytes
        whole = [uid for uid, size, _ in batch if size <= limit]
        bodies = client.fetch(whole, ["BODY.PEEK[]"]) if whole else {}
        messages: list[tuple[Arrival, bytes | None]] = []
        for uid, size, at in batch:
            truncated = size > limit
            if truncated:
                head = min(HEAD_BYTES, limit)
                answer = client.fetch([uid], [f"BODY.PEEK[]<0.{head}>"]).get(uid, {})
                raw = answer.get(b"BODY[]<0>")
            else:
                raw = bodies.get(uid, {}).get(b"BODY[]")
            messages.append((Arrival(folder, uid_validity, uid, at, size, truncated), raw))
        return Batch(folder, uid_validity, junk, tuple(messages))

    def _trouble_ends_the_session(self) -> "_Session":
        return _Session(self)

    def _connected(self) -> IMAPClient:
        longest = _LONGEST_OAUTH_SESSION if self._account.oauth else _LONGEST_SESSION
        if self._client is not None and time.monotonic() - self._opened > longest:
            self.close()
        if self._client is None:
            self._client = self._connect()
            self._opened = time.monotonic()
            self._last_uid.clear()
        return self._client

    def _connect(self) -> IMAPClient:
        account = self._account
        secret = account.secret()
        client = IMAPClient(
            account.host,
            port=account.port,
            ssl=account.security == "tls",
            ssl_context=account.context,
            timeout=SocketTimeout(account.connect_seconds, account.reply_seconds),
        )
        # At its default level imaplib formats every message body for a log that nobody reads.
        client._imap.debug = 0
        client.normalise_times = False
        try:
            if account.security == "starttls":
                client.starttls(ssl_context=account.context)
            if account.oauth:
                client.oauth2_login(account.user, secret)
            else:
                client.login(account.user, secret)
        except BaseException:
            client.shutdown()
            raise
        return client

    def _drop(self) -> None:
        # Not logout: it would wait for an answer from a dead peer.
        client, self._client = self._client, None
        if client is not None:
            try:
                client.shutdown()
            except OSError:
                log.debug("the socket was closed already")


class _Session:
    """A block that talks to the server: any fault in it ends the session as `MailboxUnavailable`."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    def __enter__(self) -> IMAPClient:
        try:
            return self._mailbox._connected()
        except _FAULTS as error:
            self._mailbox._drop()
            raise _unavailable(error) from None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, _FAULTS):
            self._mailbox._drop()
            raise _unavailable(error) from None


def _unavailable(error: Exception) -> MailboxUnavailable:
    """What went wrong, without anything a server wrote: it may quote a report."""
    if isinstance(error, LoginError):
        return MailboxUnavailable(
            "the IMAP server refuses the login; check imap.user and its secret", final=True
        )
    if isinstance(error, TokenRefused):
        return MailboxUnavailable(str(error), final=error.final)
    if "failed" in str(error)[:40] and "EXAMINE" in str(error)[:40].upper():
        return MailboxUnavailable(
            "the folder cannot be opened; check imap.folder and imap.junk_folder", final=True
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailboxUnavailable(
            "the IMAP server's certificate is not trusted; check imap.host or imap.ca_file"
        )
    if isinstance(error, TimeoutError):
        return MailboxUnavailable("the IMAP server does not answer in time")
    if isinstance(error, ConnectionRefusedError):
        return MailboxUnavailable("the IMAP server refuses connections")
    if isinstance(error, OSError):
        return MailboxUnavailable(
            f"no connection to the IMAP server ({error.strerror or type(error).__name__})"
        )
    return MailboxUnavailable(
        f"the IMAP server answered in a way that cannot be used ({type(error).__name__})"
    )
