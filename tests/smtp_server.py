"""An SMTP server for the tests that keeps what it gets and fails on demand, at any point of a conversation.

It is aiosmtpd in a thread of this process, on loopback; its faults can be set and lifted while it runs.

Fails: nothing it meets raises in the test; what it was asked to wait for and did not come is an AssertionError.
"""

import asyncio
import base64
import collections
import contextlib
import email
import email.policy
import hmac
import logging
import shutil
import ssl
import tempfile
import threading
import weakref
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, AnyStr, Literal, Self, cast, get_args

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from tests.server_process import HOST, free_port, write_certificate

Phase = Literal["CONNECT", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "BODY", "DOT", "QUIT"]
"""Where a fault strikes: at the command of that name, or

CONNECT: before the greeting; DATA: before the 354; BODY: after the 354, in the middle of the message; DOT: when
the whole message is there.
"""

EVERYONE = "*"

_WITH_RECIPIENT = ("RCPT", "DATA", "BODY", "DOT")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one recipient, as the envelope named them; the sender of a bounce is empty."""

    sender: str
    recipient: str
    raw: bytes
    at: datetime

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def text(self) -> str:
        """The body, decoded and with plain line ends; the plain text where there are several."""
        body = self.message.get_body(("plain", "html"))
        return "" if body is None else str(body.get_content()).replace("\r\n", "\n")

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")


@dataclass(slots=True, eq=False)
class _Fault:
    phase: Phase
    recipient: str
    times: int | None
    # Without a reply the connection is dropped, or hangs.
    reply: str = ""
    hangs: bool = False
    keeps: bool = False
    released: asyncio.Event = field(default_factory=asyncio.Event)


class SmtpServer:
    """Runs for as long as the `with` block lasts.

    With `starttls` it talks to nobody before STARTTLS; with a `user` it takes no letter before a login, by
    `password` (in the ways of `logins`) or by `token` (XOAUTH2). Accepted letters are in `letters`, one for each
    recipient.

    A fault strikes `times` times, or until it is lifted; one of a certain recipient goes before one of EVERYONE,
    and among equals the older goes first: `defer(x)`, then `refuse(x)`, defers once and then refuses.
    """

    def __init__(
        self,
        *,
        tls: bool = False,
        starttls: bool = False,
        user: str = "",
        password: str = "",
        token: str = "",
        logins: Sequence[str] = ("LOGIN", "PLAIN"),
        smtputf8: bool = False,
        size_limit: int = 2**25,
        port: int = 0,
        folder: Path | None = None,
    ) -> None:
        self.host, self.port = HOST, port or free_port()
        self.user, self.password, self.token = user, password, token
        self.logins = tuple(logins)
        self.smtputf8, self.size_limit = smtputf8, size_limit
        self.starttls = starttls
        self.letters: list[Letter] = []
        self.connections = 0
        self.hanging = 0
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="cocmail-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.ca, certificate = write_certificate(folder)
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(certificate)
        self._tls_from_the_start = tls
        self._faults: list[_Fault] = []
        self._held: list[_Fault] = []
        self._lock = threading.Lock()
        self._arrived = threading.Condition()
        self._thread: threading.Thread | None = None
        self._transports: weakref.WeakSet[Any] = weakref.WeakSet()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; after `stop`, on the same port, with the same letters and faults."""
        if self._thread is not None:
            return
        # aiosmtpd logs all it does, and warns of what is meant to be so here.
        logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)
        started: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(started,), name="SMTP server", daemon=True)
        self._thread.start()
        started.result(10)

    def stop(self) -> None:
        """Stop listening and cut all connections, also those that hang."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._loop.call_soon_threadsafe(self._closing.set)
            thread.join(10)
            assert not thread.is_alive(), "the SMTP server does not stop"

    def wait_for(self, n: int, seconds: float = 10) -> list[Letter]:
        """All letters, as soon as there are `n` or more; AssertionError when there are not in time."""
        with self._arrived:
            in_time = self._arrived.wait_for(lambda: len(self.letters) >= n, seconds)
            letters = list(self.letters)
        if not in_time:
            what = [f"{letter.subject!r} to {letter.recipient}" for letter in letters]
            raise AssertionError(f"not within {seconds:g} s: {n} letters; there are {len(letters)}: {what}")
        return letters

    def to(self, address: str) -> list[Letter]:
        """The letters to this recipient, oldest first."""
        with self._arrived:
            return [letter for letter in self.letters if letter.recipient.lower() == address.lower()]

    def refuse(
        self, recipient: str = EVERYONE, reply: str = "550 5.1.1 no such user", *, times: int | None = None
    ) -> None:
        """Answer RCPT with this reply."""
        self.answer("RCPT", reply, recipient, times=times)

    def defer(
        self, recipient: str = EVERYONE, reply: str = "451 4.7.1 greylisted", *, times: int | None = 1
    ) -> None:
        """Answer RCPT with this reply, once unless told otherwise."""
        self.answer("RCPT", reply, recipient, times=times)

    def answer(
        self, phase: Phase, reply: str, recipient: str = EVERYONE, *, times: int | None = None
    ) -> None:
        """Give this reply in place of the usual one. At DOT, the letter is kept if the reply begins with 2."""
        assert phase != "BODY", "nobody reads a reply in the middle of a message"
        keeps = phase == "DOT" and reply.startswith("2")
        self._set(_Fault(phase, recipient, times, reply=reply, keeps=keeps))

    def drop(
        self, phase: Phase, recipient: str = EVERYONE, *, keep: bool = False, times: int | None = None
    ) -> None:
        """Cut the connection without a reply. At DOT, the letter is kept all the same if `keep`."""
        self._set(_Fault(phase, recipient, times, keeps=keep))

    def hang(
        self, phase: Phase, recipient: str = EVERYONE, *, keep: bool = False, times: int | None = None
    ) -> None:
        """Say nothing more until released, then go on as usual; `hanging` counts who waits.

        At DOT, the letter is kept at once if `keep`, else when it is released and the client still waits.
        """
        self._set(_Fault(phase, recipient, times, hangs=True, keeps=keep))

    def release(self) -> None:
        """Lift what hangs, and let those go on who wait."""
        self._lift(only_hanging=True)

    def heal(self) -> None:
        """Lift all faults."""
        self._lift(only_hanging=False)

    def _set(self, fault: _Fault) -> None:
        assert fault.phase in get_args(Phase), f"no such phase: {fault.phase}"
        assert fault.recipient == EVERYONE or fault.phase in _WITH_RECIPIENT, "before RCPT, nobody is named"
        assert fault.phase == "DOT" or not fault.keeps, "before the final dot, there is nothing to keep"
        with self._lock:
            self._faults.append(fault)

    def _lift(self, *, only_hanging: bool) -> None:
        with self._lock:
            self._faults = [fault for fault in self._faults if only_hanging and not fault.hangs]
            held, self._held = self._held, []
        if self._thread is not None:
            for fault in held:
                self._loop.call_soon_threadsafe(fault.released.set)

    def _take(self, phase: Phase, recipients: Sequence[str]) -> _Fault | None:
        named = {recipient.lower() for recipient in recipients}
        with self._lock:
            here = [fault for fault in self._faults if fault.phase == phase]
            personal = [fault for fault in here if fault.recipient.lower() in named]
            general = [fault for fault in here if fault.recipient == EVERYONE]
            fault = next(iter(personal + general), None)
            if fault is None:
                return None
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
            if fault.hangs:
                # Each connection waits for an event of its own, as the next one may be in another event loop.
                fault = replace(fault, released=asyncio.Event())
                self._held.append(fault)
            return fault

    def _keep(self, letters: list[Letter]) -> None:
        with self._arrived:
            self.letters += letters
            self._arrived.notify_all()

    def _run(self, started: Future[None]) -> None:
        try:
            asyncio.run(self._serve(started))
        except Exception as error:
            if started.done():
                raise
            self._thread = None
            started.set_exception(error)

    async def _serve(self, started: Future[None]) -> None:
        self._loop = asyncio.get_running_loop()
        # Cut connections are what it is for, and no reason for a traceback.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._closing = asyncio.Event()
        server = await self._loop.create_server(
            lambda: _Talk(self, self._tls),
            self.host,
            self.port,
            ssl=self._tls if self._tls_from_the_start else None,
        )
        started.set_result(None)
        await self._closing.wait()
        # asyncio forgets, unclosed, a connection that was accepted and has no transport yet.
        self._loop.remove_reader(server.sockets[0].fileno())
        for _ in range(5):
            await asyncio.sleep(0)
        server.close()
        for transport in list(self._transports):
            transport.abort()
        if others := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others, timeout=1)
        # The sockets themselves are closed a turn of the loop later, and under TLS another one.
        for _ in range(5):
            await asyncio.sleep(0)


class _Talk(SMTP):
    # Access tokens and evidence are longer than RFC 5321 lets a line be.
    line_length_limit = 32 * 1024 * 1024
    command_size_limit = 12 * 1024
    command_size_limits = collections.defaultdict(lambda: 12 * 1024)  # noqa: RUF012

    def __init__(self, owner: SmtpServer, tls: ssl.SSLContext) -> None:
        self._owner = owner
        offered = {*(owner.logins if owner.password else ()), *(["XOAUTH2"] if owner.token else ())}
        excluded = {"LOGIN", "PLAIN", "XOAUTH2"} - offered
        super().__init__(
            self,
            data_size_limit=owner.size_limit,
            enable_SMTPUTF8=owner.smtputf8,
            # Without one, aiosmtpd would ask DNS for it.
            hostname="localhost",
            tls_context=tls if owner.starttls else None,
            require_starttls=owner.starttls,
            auth_require_tls=owner.starttls,
            auth_exclude_mechanism=excluded,
            authenticator=self._check,
            loop=asyncio.get_running_loop(),
        )
        # aiosmtpd warns of a login without its STARTTLS, not knowing of TLS from the start.
        self._auth_required = bool(owner.user)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._owner._transports.add(transport)
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        self._owner.connections += 1
        if reply := await self._fault("CONNECT"):
            await self.push(reply)
            self._writer.close()
            return
        await super()._handle_client()

    async def push(self, status: AnyStr) -> None:
        await super().push(status)
        if str(status).startswith("354"):
            await self._fault("BODY", *self._recipients())

    async def smtp_HELO(self, arg: str) -> None:  # noqa: N802
        await self._unless("EHLO", super().smtp_HELO(arg))

    async def smtp_EHLO(self, arg: str) -> None:  # noqa: N802
        await self._unless("EHLO", super().smtp_EHLO(arg))

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        await self._unless("AUTH", super().smtp_AUTH(arg))

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        await self._unless("MAIL", super().smtp_MAIL(arg))

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        await self._unless("DATA", super().smtp_DATA(arg))

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        await self._unless("QUIT", super().smtp_QUIT(arg))

    async def handle_EHLO(  # noqa: N802
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        return [line for line in lines if self._owner.user or not line.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := await self._fault("RCPT", address):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        # aiosmtpd hands the null sender on as it was written.
        sender, raw = (envelope.mail_from or "").removeprefix("<>"), envelope.original_content or b""
        now = datetime.now(UTC)
        letters = [Letter(sender, recipient, raw, now) for recipient in envelope.rcpt_tos]
        fault = self._owner._take("DOT", envelope.rcpt_tos)
        kept_early = fault is not None and fault.keeps
        if kept_early:
            self._owner._keep(letters)
        if reply := await self._suffer(fault):
            return reply
        if not kept_early:
            self._owner._keep(letters)
        return "250 2.0.0 accepted"

    async def handle_exception(self, error: Exception) -> str:
        return f"554 5.3.0 the test server failed: {type(error).__name__}"

    async def auth_XOAUTH2(self, _server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        expected = f"user={self._owner.user}\x01auth=Bearer {self._owner.token}\x01\x01".encode()
        given = base64.b64decode(args[1]) if len(args) > 1 else b""
        return AuthResult(success=hmac.compare_digest(expected, given), handled=False)

    def _check(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        right = (self._owner.user.encode(), self._owner.password.encode())
        # Handled would mean that the client has its answer, for which it would wait for ever.
        return AuthResult(success=right == (given.login, given.password), handled=False)

    def _recipients(self) -> list[str]:
        return self.envelope.rcpt_tos if self.envelope else []

    async def _unless(self, phase: Phase, usual: Coroutine[Any, Any, None]) -> None:
        with contextlib.closing(usual):
            if reply := await self._fault(phase, *self._recipients()):
                await self.push(reply)
            else:
                await usual

    async def _fault(self, phase: Phase, *recipients: str) -> str:
        return await self._suffer(self._owner._take(phase, recipients))

    async def _suffer(self, fault: _Fault | None) -> str:
        """Hang or drop as ordered; the reply to give, or nothing to go on as usual."""
        if fault is None or fault.reply:
            return fault.reply if fault else ""
        if fault.hangs:
            self._owner.hanging += 1
            try:
                await fault.released.wait()
            finally:
                self._owner.hanging -= 1
            return ""
        if fault.phase == "BODY":
            # Something of the message has to be there for this to be its middle.
            await self._reader.read(1)
        assert self.transport is not None
        cast(asyncio.Transport, self.transport).abort()
        # It ends the conversation as aiosmtpd itself does, without a word in the log.
        raise asyncio.CancelledError
