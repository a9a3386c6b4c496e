"""The process whose children are killed: it has imported everything, and forks one child for each run.

A fork takes milliseconds where an import takes half a second; and it happens here, where there are no threads.
It reads one order a line on stdin, JSON, and answers with one line when the child has ended. A child counts the
points that it passes (statements, commits, words to the mail servers) and kills itself with SIGKILL at the one it is
told; nothing in cocmail knows of it.

Fails: a child that ends by a fault prints its traceback and answers with its exit status.
"""

# ruff: noqa: T201 (stdout is where the answers go)
import itertools
import json
import os
import signal
import smtplib
import sys
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tests.builders import REPORTS, START, MovableClock, arrival, mail

from cocmail import imap
from cocmail.cases.model import Entry
from cocmail.config import load
from cocmail.daemon import Daemon
from cocmail.once import run_once
from cocmail.proofs import prove
from cocmail.wiring import House, build, utc_now


class Tripwire:
    """Counts the points that the main thread passes, and kills the process at one of them."""

    def __init__(self, at: int | None) -> None:
        self.at = at
        self.passed: list[str] = []
        self._handed_in = False  #: the final dot was sent, and the database does not know yet what came of it

    def watch(self, house: House) -> None:
        """Put a point before and after everything that somebody else can see."""
        engine = house.store.database.engine

        @sa.event.listens_for(engine, "before_cursor_execute")
        def _before(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self._pass(f"before {_shortly(statement)}")

        @sa.event.listens_for(engine, "after_cursor_execute")
        def _after(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            self._pass(f"after {_shortly(statement)}")

        def committed() -> None:
            self._handed_in = False

        self._around(engine.dialect, "do_commit", lambda _words: "COMMIT", committed)
        self._around(smtplib.SMTP, "send", lambda words: f"SMTP {_of_smtp(words)}", method=True)
        self._around(smtplib.SMTP, "getreply", lambda _words: "SMTP reply", method=True)
        self._around(imap._Wire, "send", lambda words: f"IMAP {_of_imap(words)}", method=True)
        # The key file: written aside, synchronised, and then put in its place.
        self._around(os, "fsync", lambda _words: "fsync of a file")

    def _around(
        self,
        owner: Any,
        name: str,
        label: Callable[[Any], str],
        then: Callable[[], None] = lambda: None,
        *,
        method: bool = False,
    ) -> None:
        usual = getattr(owner, name)

        def wrapped(*values: Any, **named: Any) -> Any:
            words = label(values[1] if method and len(values) > 1 else values[0] if values else b"")
            self._pass(f"before {words}")
            result = usual(*values, **named)
            if words == "SMTP text and final dot":
                self._handed_in = True
            if threading.current_thread() is threading.main_thread():
                then()
            self._pass(f"after {words}")
            return result

        setattr(owner, name, wrapped)

    def _pass(self, what: str) -> None:
        if threading.current_thread() is not threading.main_thread():
            return  # The beat of the lead comes at any time.
        if len(self.passed) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed.append(f"{what}{' [handed in]' if self._handed_in else ''}")


def _shortly(statement: str) -> str:
    words = statement.replace('"', "").split()
    verb = words[0].upper()
    follows = {"SELECT": "FROM", "INSERT": "INTO", "DELETE": "FROM", "UPDATE": "UPDATE"}.get(verb)
    table = next((b for a, b in itertools.pairwise(words) if a.upper() == follows), "")
    return f"{verb} {table}".strip()


def _of_smtp(words: bytes | str) -> str:
    text = words if isinstance(words, bytes) else words.encode()
    return "text and final dot" if text.endswith(b"\r\n.\r\n") else text.split(b" ")[0].strip().decode()


def _of_imap(words: bytes) -> str:
    parts = words.split() or [b"end of line"]
    name = parts[2] if parts[1:2] == [b"UID"] else parts[1] if len(parts) > 1 else parts[0]
    return name.decode("ascii", "replace")


def _run(house: House, order: dict[str, Any]) -> int:
    """One life of a child; its exit status."""
    wire = Tripwire(order.get("kill"))
    assert isinstance(house.clock, MovableClock)
    house.clock.now = datetime.fromisoformat(order["now"])
    wire.watch(house)
    end = time.monotonic() + 10
    while not house.store.database.lead():
        # The server needs a moment to see that the last one is gone.
        assert time.monotonic() < end, "the lead is not free"
        time.sleep(0.02)
    if name := order.get("erase"):
        _erase(house, name)
    if problems := run_once(house):
        raise AssertionError(f"the run says: {problems}")
    house.store.database.close()
    if path := order.get("record"):
        Path(path).write_text(json.dumps(wire.passed))
    return 0


def _erase(house: House, name: str) -> None:
    """As `cocmail erase` does it."""
    with house.store.transaction() as tx:
        case_id = tx.case_id(name)
        assert case_id is not None
        if tx.case(case_id).erased_at is not None:
            return  # The rest is left to the daemon.
        tx.erase(case_id, Entry(house.clock(), "erased", "console", "root"))
    house.store.forget_destroyed()
    house.store.database.wipe()


def _warm_up(house: House) -> None:
    """Live once, so that all children have what is loaded and compiled at the first use."""
    prove(house.letters)
    assert house.store.database.lead()
    raws = [mail(text, message_id=f"<{number}@example.net>") for number, text in enumerate(REPORTS.values())]
    batch = [(arrival(number + 1), raw) for number, raw in enumerate(raws)]
    house.store.spool(batch, START, settled=True)
    run_once(house)
    house.store.database.close()


def main() -> None:
    """Serve orders until stdin ends."""
    house = build(load(Path(sys.argv[1])), MovableClock())
    _warm_up(house)
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                status = _serve(house) if order.get("daemon") else _run(house, order)
            except BaseException:
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(status)
        if order.get("daemon"):
            print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _serve(house: House) -> int:
    """The daemon itself, with the warm parts, until somebody ends it; it says "up" when its loops run."""
    house.clock = house.intake.clock = house.escalation.clock = house.outbox.clock = utc_now
    service = Daemon(house.config, utc_now)
    service.house = house

    def tell() -> None:
        if service.wait_ready(60):
            print("up", flush=True)

    threading.Thread(target=tell, daemon=True).start()
    return service.run()


if __name__ == "__main__":
    main()
