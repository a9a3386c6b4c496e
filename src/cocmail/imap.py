"""A conversation with an IMAP server: imaplib and IMAPClient, with what they miss, and when it begins and ends.

It stands apart from `mailbox` because none of it knows what a mailbox is for: no answer takes for ever, none is
too large, IDLE misses nothing, and a refused login is told from a broken connection.

Fails: `Session` says of every fault `MailboxUnavailable`, after which the next conversation is on a new connection.
Inside one, imaplib, IMAPClient and the socket raise what they do.
"""

import imaplib
import io
import re
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, LoginError, ProtocolError

from cocmail.config import ConfigError
from cocmail.oauth import TokenRefused

HEAD_BYTES = 1024 * 1024  #: what is fetched of a message over the limit: its headers and, commonly, its text
_LONGEST_LINE = 10_000_000
_LONGEST_SESSION = 12 * 3600.0
_LONGEST_OAUTH_SESSION = 50 * 60.0
# What RFC 5530 calls by these names passes by itself.
_PASSING = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b|too many", re.IGNORECASE)
_ALERT = re.compile(rb"\S+ (?:OK|NO|BAD|BYE|PREAUTH) \[ALERT\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Which mailbox to read. `secret` gives the password, or the access token with `oauth`.

    `reply_seconds` is for one read of the socket; a whole answer may take ten times as long.
    """

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


class MailboxUnavailable(Exception):
    """The mailbox cannot be read now."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final

    @property
    def spares_session(self) -> bool:
        """Whether the session is as good as before."""
        return False


class LoginPostponed(Exception):
    """The server refuses the login for now (RFC 5530)."""


class IdleRefused(Exception):
    """The server offers IDLE and does not do it."""


class Session:
    """Conversations with one server, on one connection as long as that holds. `talk` is the one verb."""

    def __init__(
        self, account: ImapAccount, on_begin: Callable[[], None], on_alert: Callable[[], None]
    ) -> None:
        self._account = account
        self._on_begin = on_begin
        self._on_alert = on_alert
        self._client: Client | None = None
        self._opened_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as we know."""
        return self._client is not None

    @contextmanager
    def talk(self) -> Iterator["Client"]:
        """A block that talks to the server, and to nobody else: any fault in it ends the session.

        Whatever is raised: a hostile answer can break the parsers in any way. Raises `MailboxUnavailable`.
        """
        try:
            yield self._connected()
        except MailboxUnavailable as error:
            if not error.spares_session:
                self._drop()
            raise
        except Exception as error:
            self._drop()
            raise _unavailable(error) from None
        except BaseException:
            # Half a conversation: nobody knows what the next answer would belong to.
            self._drop()
            raise

    def end_if_old(self) -> None:
        """End what has lasted long enough: an access token holds for an hour."""
        longest = _LONGEST_OAUTH_SESSION if self._account.oauth else _LONGEST_SESSION
        if self._client is not None and time.monotonic() - self._opened_at > longest:
            self.end()

    def end(self) -> None:
        """End it, politely where that is still possible."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception):
                client.socket().settimeout(min(5.0, self._account.reply_seconds))
                client.logout()
            _shut_down(client)

    def _connected(self) -> "Client":
        if self._client is None:
            self._client = self._connect()
            self._opened_at = time.monotonic()
            self._on_begin()
        return self._client

    def _connect(self) -> "Client":
        account = self._account
        try:
            secret = account.secret()
        except TokenRefused:
            raise
        except ConfigError as error:
            # A secret that can be read no more.
            raise MailboxUnavailable(str(error), final=True) from None
        except Exception:
            raise MailboxUnavailable("the secret of the IMAP account cannot be read", final=True) from None
        client = Client(account, self._on_alert)
        try:
            if account.security == "starttls":
                client.starttls(ssl_context=account.context)
            _log_in(client, account, secret)
        except BaseException:
            _shut_down(client)
            raise
        return client

    def _drop(self) -> None:
        # Not logout: it would wait for an answer from a dead peer.
        client, self._client = self._client, None
        if client is not None:
            _shut_down(client)


class Client(IMAPClient):  # type: ignore[misc]
    """IMAPClient on a wire of ours, with an IDLE that misses nothing."""

    def __init__(self, account: ImapAccount, on_alert: Callable[[], None]) -> None:
        self._account = account
        self._on_alert = on_alert
        super().__init__(
            account.host,
            port=account.port,
            ssl=account.security == "tls",
            timeout=SocketTimeout(account.connect_seconds, account.reply_seconds),
        )
        # At its default level imaplib formats every message body for a log that nobody reads.
        self._imap.debug = 0
        self.normalise_times = False

    def _create_IMAP4(self) -> "_Wire":  # noqa: N802 (IMAPClient's name)
        return _Wire(self._account, self._on_alert)

    def idle_until(self, seconds: float, wake: int) -> list[bytes]:
        """Idle until the server says something, `seconds` have passed or `wake` is readable; what it said.

        IMAPClient's own IDLE takes a line before the "+" for a fault, does not see what came with the "+", reads
        half lines, and takes the end of the connection for silence. Raises `IdleRefused`.
        """
        wire: Any = self._imap
        tag = wire._command("IDLE")
        lines: list[bytes] = []
        while (line := wire._get_response()) is not None:
            if wire.tagged_commands[tag]:
                raise IdleRefused
            wire._check_bye()
            lines.append(line)
        if not lines and not wire.has_read_ahead():
            select.select([wire.sock, wake], [], [], seconds)
        wire.start_clock()
        wire.send(b"DONE\r\n")
        while not wire.tagged_commands[tag]:
            line = wire._get_response()
            wire._check_bye()
            lines.append(line or b"")
        kind, _ = wire.tagged_commands.pop(tag)
        if kind != "OK":
            raise ProtocolError("IDLE ended badly")
        return lines


class _Wire(imaplib.IMAP4):
    """imaplib's end of the connection: no answer takes for ever, none is too large, and no alert is missed.

    imaplib's timeout is for one read of the socket: a byte now and then would hold it for days.
    """

    file: io.BufferedReader

    def __init__(self, account: ImapAccount, on_alert: Callable[[], None]) -> None:
        self._account = account
        self._on_alert = on_alert
        self._longest_literal = 2 * account.max_bytes + HEAD_BYTES
        self._end = 0.0
        super().__init__(account.host, account.port, account.connect_seconds)

    def start_clock(self) -> None:
        """From now on an answer may take so long."""
        self._end = time.monotonic() + 10 * self._account.reply_seconds

    def has_read_ahead(self) -> bool:
        """Whether a part of the server's words was read already: select does not see it."""
        self.sock.setblocking(False)
        try:
            return bool(self.file.peek(1))
        except ssl.SSLWantReadError:
            return False
        finally:
            self.sock.settimeout(self._account.reply_seconds)

    def readline(self) -> bytes:
        """One line."""
        line = bytearray()
        while not line.endswith(b"\n"):
            self._in_time()
            seen = self.file.peek()  # At most one read of the socket.
            if not seen:
                break
            line += self.file.read(seen.find(b"\n") + 1 or len(seen))
            if len(line) > _LONGEST_LINE:
                raise self.error("a line too long")
        return bytes(line)

    def read(self, size: int) -> bytes:
        """A literal."""
        if size > self._longest_literal:
            raise self.error("a literal too large")
        content = io.BytesIO()
        while (left := size - content.tell()) > 0:
            self._in_time()
            piece = self.file.read1(min(left, 65_536))
            if not piece:
                break
            content.write(piece)
        return content.getvalue()

    def _in_time(self) -> None:
        if time.monotonic() > self._end:
            raise TimeoutError("the answer takes too long")

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        self._end = time.monotonic() + 2 * self._account.connect_seconds
        if self._account.security != "tls":
            return plain
        context = self._account.context or ssl.create_default_context()
        return context.wrap_socket(plain, server_hostname=self.host)

    def _command(self, name: str, *args: Any) -> Any:
        self.start_clock()
        return super()._command(name, *args)  # type: ignore[misc]

    def _get_line(self) -> bytes:
        line: bytes = super()._get_line()  # type: ignore[misc]
        if _ALERT.match(line):
            self._on_alert()
        return line


def _log_in(client: Client, account: ImapAccount, secret: str) -> None:
    """Log in. Raises `LoginError` where the server will not have it, `LoginPostponed` where not now."""
    try:
        if account.oauth:
            client.oauth2_login(account.user, secret)
        elif (account.user + secret).isascii():
            client.login(account.user, secret)
        else:
            # LOGIN has no way to say in which charset a password is.
            client.plain_login(account.user, secret)
    except LoginError as error:
        # IMAPClient says so of everything that goes wrong here, also of a broken connection.
        cause = error.__context__
        if isinstance(cause, IMAPClientAbortError):
            raise cause from None
        if _PASSING.search(str(error)):
            raise LoginPostponed from None
        raise


def _shut_down(client: Client) -> None:
    """Close the socket, whatever state it is in."""
    # A socket that is half way to TLS, or that the peer closed, cannot be shut down; it is closed all the same.
    with suppress(Exception):
        client.shutdown()


def _unavailable(error: Exception) -> MailboxUnavailable:
    """What went wrong, without anything a server wrote: it may quote a report."""
    if isinstance(error, LoginError):
        return MailboxUnavailable(
            "the IMAP server refuses the login; check imap.user and its secret", final=True
        )
    if isinstance(error, LoginPostponed):
        return MailboxUnavailable("the IMAP server refuses the login for now; try again later")
    if isinstance(error, TokenRefused):
        return MailboxUnavailable(str(error), final=error.final)
    if isinstance(error, ssl.SSLCertVerificationError):
        return MailboxUnavailable(
            f"the IMAP server's certificate is not trusted ({error.verify_message.rstrip('.')}); "
            "check imap.host or imap.ca_file"
        )
    if isinstance(error, TimeoutError):
        return MailboxUnavailable("the IMAP server does not answer in time")
    if isinstance(error, ConnectionRefusedError):
        return MailboxUnavailable("the IMAP server refuses connections")
    if isinstance(error, OSError):
        return MailboxUnavailable(
            f"no connection to the IMAP server ({error.strerror or type(error).__name__})"
        )
    if isinstance(error, IMAPClientAbortError):
        return MailboxUnavailable("the connection to the IMAP server broke off")
    return MailboxUnavailable(
        f"the IMAP server answered in a way that cannot be used ({type(error).__name__})"
    )
