"""A conversation with an IMAP server: imaplib and IMAPClient, with what they miss.

It stands apart from `mailbox` because none of it knows what a mailbox is for: no answer takes for ever, none is
too large, IDLE misses nothing, and a refused login is told from a broken connection.

Fails: whatever imaplib, IMAPClient and the socket raise; after any of it the conversation is over.
"""

import imaplib
import io
import re
import select
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, LoginError, ProtocolError

HEAD_BYTES = 1024 * 1024  #: what is fetched of a message over the limit: its headers and, commonly, its text
_LONGEST_LINE = 10_000_000
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


class LoginPostponed(Exception):
    """The server refuses the login for now (RFC 5530)."""


class IdleRefused(Exception):
    """The server offers IDLE and does not do it."""


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


def log_in(client: Client, account: ImapAccount, secret: str) -> None:
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


def shut_down(client: Client) -> None:
    """Close the socket, whatever state it is in."""
    # A socket that is half way to TLS, or that the peer closed, cannot be shut down; it is closed all the same.
    with suppress(Exception):
        client.shutdown()
