"""A wire that fails on demand between an IMAP client and a real server, and a server that says what it is told.

The proxy works on plain text, line by line towards the server, so that a fault can strike at a command.
Both listen on loopback, run in threads of this process, and are gone after their `with` block.

Fails: nothing they meet raises in the test.
"""

import contextlib
import re
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Literal, Self

from tests.server_process import HOST

Action = Literal["cut", "cut in the answer", "mute", "garbage", "bye", "drip", "slow"]
GREETING = ""  #: the phase before any command


class _Listener:
    """Accepts connections, each served by a thread, and closes all of them at the end."""

    def __init__(self) -> None:
        self._server = socket.create_server((HOST, 0))
        self.port: int = self._server.getsockname()[1]
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.set()
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for each in self._sockets:
            _end(each)
        for thread in self._threads:
            thread.join(5)
        for each in self._sockets:
            each.close()

    def drop_all(self) -> None:
        """Cut every connection now."""
        for each in self._sockets:
            _end(each)

    def _spawn(self, work: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=work, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                caller, _ = self._server.accept()
            except OSError:
                return
            self._sockets.append(caller)
            self.connections += 1
            self._spawn(self._serve_quietly, caller)

    def _serve_quietly(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._serve(caller)
        _end(caller)

    def _serve(self, caller: socket.socket) -> None:
        raise NotImplementedError


class FaultProxy(_Listener):
    """Stands before a server; `fail` sets the one fault to come, which strikes once.

    In what is `encrypted` it sees no commands, and can only pass it on or cut it.
    """

    def __init__(self, port: int, *, encrypted: bool = False) -> None:
        super().__init__()
        self._port = port
        self._encrypted = encrypted
        self._fault: tuple[str, Action] | None = None
        self.struck = threading.Event()
        self.half_open = (
            threading.Event()
        )  #: while it is set, nothing is passed on; what was swallowed is cut after

    def fail(self, command: str, action: Action) -> None:
        """Fail when the client sends this command (`GREETING`: when it connects)."""
        self.struck.clear()
        self._fault = command, action

    def _serve(self, caller: socket.socket) -> None:
        with socket.create_connection((HOST, self._port), 5) as server:
            action = self._strikes(GREETING)
            inbox = b""
            while True:
                for ready in select.select([caller, server], [], [], 30)[0]:
                    data = ready.recv(65_536)
                    if self.half_open.is_set():
                        while self.half_open.is_set() and not self._closing.wait(0.05):
                            pass
                        return
                    if not data:
                        return
                    if ready is caller and self._encrypted:
                        server.sendall(data)
                    elif ready is caller:
                        inbox += data
                        *lines, inbox = inbox.split(b"\n")
                        for line in lines:
                            action = action or self._strikes(_command(line))
                            if action == "cut":
                                return
                            server.sendall(line + b"\n")
                    elif not _pass_on(caller, data, action):
                        return

    def _strikes(self, command: str) -> Action | None:
        if self._fault is None or self._fault[0] != command:
            return None
        action, self._fault = self._fault[1], None
        self.struck.set()
        return action


def _pass_on(caller: socket.socket, data: bytes, action: Action | None) -> bool:
    """Give the server's words to the client, as the fault has it; False: and end the connection."""
    match action:
        case None:
            caller.sendall(data)
        case "mute":
            pass
        case "cut":
            return False
        case "cut in the answer":
            caller.sendall(data[: len(data) // 2])
            return False
        case "garbage":
            caller.sendall(b'\x00\xff{12}\r\n* FETCH (("\r\n' * 3)
            return False
        case "bye":
            caller.sendall(b"* BYE Server shutting down.\r\n")
            return False
        case "drip":
            # Never ends, and each byte comes before any timeout of one read.
            for byte in b"* OK " + b"x" * 10_000:
                caller.sendall(bytes([byte]))
                time.sleep(0.02)
        case "slow":
            for byte in data:
                caller.sendall(bytes([byte]))
                time.sleep(0.0005)
    return True


def _command(line: bytes) -> str:
    words = line.upper().split()
    name = words[2:3] if words[1:2] == [b"UID"] else words[1:2]
    return name[0].decode("ascii", "replace") if name else ""


Answer = bytes | Callable[[bytes], bytes]
"""The untagged lines before the tagged OK; with b"TAG" in them, all that is said, with the tag in its place."""


class ScriptedImap(_Listener):
    """An IMAP server with a script: `answers` by command, which can be changed while it runs.

    `messages` are the bytes by UID that a plain SEARCH lists and a FETCH gives.
    """

    def __init__(self, **answers: Answer) -> None:
        super().__init__()
        self.greeting = b"* OK ready\r\n"
        self.messages: dict[int, bytes] = {}
        self.uid_next = 0
        self.seen: list[bytes] = []
        usual: dict[str, Answer] = {
            "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE MOVE AUTH=XOAUTH2 AUTH=PLAIN\r\n",
            "EXAMINE": self._examine,
            "SEARCH": self._search,
            "FETCH": self._fetch,
            "LOGOUT": b"* BYE\r\n",
        }
        self.answers = usual | answers

    def said(self, command: str) -> int:
        """How often a command came."""
        return sum(_command(line) == command for line in self.seen)

    def _examine(self, _line: bytes) -> bytes:
        uid_next = self.uid_next or max(self.messages, default=0) + 1
        return b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT %d] next\r\n" % (
            len(self.messages),
            uid_next,
        )

    def _search(self, line: bytes) -> bytes:
        """All of them, or those that were asked for one by one."""
        asked = re.search(rb"SEARCH UID ([\d,]+)$", line.strip())
        uids = [uid for uid in self.messages if asked is None or uid in map(int, asked[1].split(b","))]
        return b"* SEARCH" + b"".join(b" %d" % uid for uid in uids) + b"\r\n"

    def _fetch(self, line: bytes) -> bytes:
        uids = [int(uid) for uid in line.split()[3].split(b",")]
        found = [(number, uid) for number, uid in enumerate(self.messages, 1) if uid in uids]
        return b"".join(
            b"* %d FETCH (UID %d " % (number, uid) + self._items(line, self.messages[uid]) + b")\r\n"
            for number, uid in found
        )

    def _items(self, line: bytes, raw: bytes) -> bytes:
        if b"BODY.PEEK[]" not in line:
            return b'RFC822.SIZE %d INTERNALDATE "02-Mar-2026 14:00:00 +0200"' % len(raw)
        if part := re.search(rb"<(\d+)\.(\d+)>", line):
            start, count = int(part[1]), int(part[2])
            raw = raw[start : start + count]
            return b"BODY[]<%d> {%d}\r\n" % (start, len(raw)) + raw
        return b"BODY[] {%d}\r\n" % len(raw) + raw

    def _serve(self, caller: socket.socket) -> None:
        caller.sendall(self.greeting)
        with caller.makefile("rb") as lines:
            for line in lines:
                self.seen.append(line)
                tag, command = line.split()[0], _command(line)
                script = self.answers.get(command, b"")
                said = script(line) if callable(script) else script
                if command == "IDLE" and not said:
                    said = b"+ idling\r\n"
                goes_on = said.startswith(b"+ ") or b"\r\n+ " in said
                if b"TAG" not in said and not goes_on:
                    said += b"TAG OK done\r\n"
                caller.sendall(said.replace(b"TAG", tag))
                if command == "LOGOUT":
                    return
                if goes_on:
                    # What follows is no command of its own: DONE, or an answer to a challenge.
                    self.seen.append(lines.readline())
                    end = self.answers.get("AFTER", b"TAG OK done\r\n")
                    assert isinstance(end, bytes)
                    caller.sendall(end.replace(b"TAG", tag))


def _end(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
