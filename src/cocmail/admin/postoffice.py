"""A mail server inside this process: letters go in by SMTP and are read by IMAP, as at any provider.

It is the world around cocmail and no part of it: `cocmail demo` and the tests meet it through real sockets.
Mail stays in memory, on loopback; nothing is printed. It can only be imported where `cocmail[demo]` is there.
"""

import asyncio
import logging
import threading
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet, Message
from pymap.concurrent import Event, Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.selected import SelectedMailbox as _Selected
from pymap.user import UserMetadata
from pysasl.hashing import BuiltinHash

_LOOPBACK = "127.0.0.1"
_PYMAP_OPTIONS = ("host", "port", "debug", "cert", "key", "tls", "proxy_protocol", "passlib_cfg")
_ALL_OFF = dict.fromkeys((*_PYMAP_OPTIONS, "demo_data", "demo_user", "demo_password"))

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PostedLetter:
    """One message to one recipient, as the envelope named them; the sender of a bounce is empty."""

    sender: str
    recipient: str
    raw: bytes


class PostOffice:
    """Both servers, for as long as the `with` block lasts, with an INBOX for each address in `mailboxes`.

    Mail for `user+tag@host` goes to `user@host`, whatever the case, and mail for an address in `aliases` to the
    mailbox that it names; any other is accepted and only kept in `letters`. `on_letter` gets every letter in
    the server's own thread, when it is in its INBOX and not yet in `letters`: both servers stand still until it
    returns, and it must not call `post`. What it raises, the sender sees as a refusal. Without a `clock`,
    INTERNALDATE is the computer's time.
    """

    def __init__(
        self,
        mailboxes: Mapping[str, str],
        on_letter: Callable[[PostedLetter], None] | None = None,
        clock: Callable[[], datetime] | None = None,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.imap_host = self.smtp_host = _LOOPBACK
        self.imap_port = self.smtp_port = 0
        self.letters: list[PostedLetter] = []
        self._passwords = dict(mailboxes)
        self._aliases = dict(aliases or {})
        self._on_letter, self._clock = on_letter, clock
        self._kept, self._door = threading.Condition(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._inboxes: dict[str, MailboxData] = {}
        self._transports: WeakSet[Any] = WeakSet()

    def __enter__(self) -> Self:
        # Both name peers and addresses, and aiosmtpd prints tracebacks where logging is not set up.
        for chatty in ("mail.log", "pymap"):
            logging.getLogger(chatty).setLevel(logging.CRITICAL + 1)
        started: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(started,), name="post office", daemon=True)
        self._thread.start()
        started.result(10)
        return self

    def __exit__(self, *_error: object) -> None:
        with self._door:
            thread, self._thread = self._thread, None
            if thread is None:
                return
            self._loop.call_soon_threadsafe(self._closing.set)
        thread.join(10)

    def post(self, raw: bytes, sender: str, recipients: Sequence[str]) -> None:
        """Hands in a message, its lines ended by CRLF, as if by SMTP; returns when it is delivered."""
        # The lock keeps a letter from being queued behind the closing, where it would be waited for in vain.
        with self._door:
            if self._thread is None:
                raise RuntimeError("the post office is closed")
            if self._thread is threading.current_thread():
                raise RuntimeError("on_letter runs in the server's thread: it cannot wait for itself in post")
            delivery = asyncio.run_coroutine_threadsafe(self._deliver(raw, sender, recipients), self._loop)
        try:
            delivery.result()
        except CancelledError:
            raise RuntimeError("the post office closed before the letter was delivered") from None

    def wait_for(self, condition: Callable[[list[PostedLetter]], bool], seconds: float) -> bool:
        """Waits until the letters meet the condition; false when they did not in time."""
        with self._kept:
            return self._kept.wait_for(lambda: condition(self.letters), seconds)

    async def _deliver(self, raw: bytes, sender: str, recipients: Sequence[str]) -> None:
        for recipient in recipients:
            if (inbox := self._inbox_of(recipient)) is not None:
                await inbox.append(AppendMessage(raw, self._clock() if self._clock else None), recent=True)
            letter = PostedLetter(sender, recipient, raw)
            if self._on_letter is not None:
                self._on_letter(letter)
            with self._kept:
                self.letters.append(letter)
                self._kept.notify_all()

    def _inbox_of(self, recipient: str) -> MailboxData | None:
        address = self._aliases.get(recipient.lower(), recipient).lower()
        local, _, domain = address.rpartition("@")
        return self._inboxes.get(address) or self._inboxes.get(f"{local.partition('+')[0]}@{domain}")

    def _run(self, started: Future[None]) -> None:
        try:
            asyncio.run(self._serve(started))
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)

    async def _serve(self, started: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        # asyncio would print tracebacks, which can quote mail.
        self._loop.set_exception_handler(lambda _, context: _log.debug("%r", type(context.get("exception"))))
        self._closing = asyncio.Event()
        self._imap = self._open_mailboxes()
        imap = await asyncio.start_server(self._talk_imap, _LOOPBACK, 0)
        smtp = await self._loop.create_server(lambda: _SmtpTalk(self), _LOOPBACK, 0)
        self.imap_port, self.smtp_port = (server.sockets[0].getsockname()[1] for server in (imap, smtp))
        started.set_result(None)
        await self._closing.wait()
        await self._hang_up(imap, smtp)

    def _open_mailboxes(self) -> IMAPServer:
        # One round, in this thread: these passwords are no secret, and a login takes 1 ms instead of 120.
        cheap = {"hash_context": BuiltinHash(rounds=1), "cpu_subsystem": Subsystem.for_asyncio()}
        config = _ImapConfig.from_args(Namespace(**_ALL_OFF), invalid_user_sleep=0, **cheap)
        login = Login(config)
        for address, password in self._passwords.items():
            hashed = config.hash_context.hash(config.password_prep(password))
            login.users_dict[address] = UserMetadata(config, address, password=hashed)
            folders = MailboxSet()
            folders._inbox = _Inbox(folders._content_cache, folders._thread_cache)
            config.set_cache[address] = (folders, FilterSet())
            self._inboxes[address.lower()] = folders._inbox
        return IMAPServer(login, config)

    async def _talk_imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._transports.add(writer.transport)
        await self._imap(reader, _WholeWriter(writer, reader), SocketInfo.get(writer, None))

    async def _hang_up(self, *servers: asyncio.Server) -> None:
        for server in servers:
            self._loop.remove_reader(server.sockets[0].fileno())
        # asyncio forgets, unclosed, what was accepted and has no transport yet. That takes it a few turns.
        for _ in range(5):
            await asyncio.sleep(0)
        for server in servers:
            server.close()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others, timeout=1)
        # Not close, which waits for ever on a client that does not read what it was sent.
        for transport in list(self._transports):
            transport.abort()
        # The sockets themselves are closed one turn of the loop later.
        await asyncio.sleep(0)


class _SmtpTalk(SMTP):
    # Evidence is not always wrapped at 998 octets, and must arrive all the same.
    line_length_limit = 32 * 1024 * 1024

    def __init__(self, office: PostOffice) -> None:
        # Without a host name, aiosmtpd would ask DNS for one.
        super().__init__(self, hostname="localhost", enable_SMTPUTF8=True, loop=asyncio.get_running_loop())
        self._office = office

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._office._transports.add(transport)
        super().connection_made(transport)

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:  # noqa: N802
        # aiosmtpd hands the null sender on as it was written.
        sender = (envelope.mail_from or "").removeprefix("<>")
        await self._office._deliver(envelope.original_content or b"", sender, envelope.rcpt_tos)
        return "250 2.0.0 accepted"

    async def handle_exception(self, error: Exception) -> str:
        return f"554 5.3.0 {type(error).__name__}"


class _WholeWriter(asyncio.StreamWriter):
    """Sends an answer in one piece: pymap writes it in many, and imaplib, idling, gives up on half a line."""

    def __init__(self, inner: asyncio.StreamWriter, reader: asyncio.StreamReader) -> None:
        transport = inner.transport
        super().__init__(transport, transport.get_protocol(), reader, asyncio.get_running_loop())
        self._answer = bytearray()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._answer += data

    async def drain(self) -> None:
        answer, self._answer = self._answer, bytearray()
        super().write(answer)
        await super().drain()


class _ImapConfig(Config):
    @property
    def greeting(self) -> bytes:
        # pymap would ask DNS for a host name at every connection.
        return b"demo ready"


class _Inbox(MailboxData):
    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> Message:
        try:
            message = await super().append(append_msg, recent=recent)
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
            # A mail that pymap cannot parse is still a mail, and a real server would keep it.
            message = await super().append(replace(append_msg, literal=b"\r\n"), recent=recent)
        # From a mail without an empty line after its header, pymap would take the last octet away.
        if message._content is not None:
            message._content._raw = memoryview(append_msg.literal)
        return message

    async def update_selected(self, selected: _Selected, *, wait_on: Event | None = None) -> _Selected:
        # pymap's IDLE hears only of mail that comes while it waits; what came just before would stay unsaid.
        # Said in one breath with "+ idling", it would lie in imaplib's buffer, where no select() finds it.
        if wait_on is not None and selected.mod_sequence != self._mod_sequences.highest:
            await asyncio.sleep(0.05)
            wait_on = None
        return await super().update_selected(selected, wait_on=wait_on)
