"""`cocmail import`: the mail of a team from before cocmail becomes an archive of closed cases.

No responder can read such a case by mail, and nobody is told of it, ever: who is named in years of mail is never known
completely, so that everybody stands as held in it (`clearance.standing`). It is there for the administrator.

Each message goes the way of every other (`intake`), marked in the database as an earlier one from its first commit on:
whoever files it after a crash, the daemon as well, tells nobody. A message that is held already is known by its bytes,
or by its Message-ID, author and content; so the command is run again after any end, and goes on.

No daemon runs meanwhile: it leads.

Fails: `NotMail`, `AnotherDaemon`, and as `intake`.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO

from cocmail.admin.explain import called
from cocmail.admin.mailfiles import Found, arrival, found_in, unread_below
from cocmail.config import Config
from cocmail.once import leading
from cocmail.wiring import House

#: Told of what is done, how much of it, and how much there is.
Progress = Callable[[str, int, int], None]
_LOOKS, _FILES = "Looking for messages", "Bringing in"
_EVERY = 10.0  # Seconds between two lines of progress where no terminal shows a bar.


@dataclass
class Brought:
    """What an import came to so far: how many messages of each kind, and the names of cases."""

    older: int = 0  #: how many came before the day that was asked for
    counts: Counter[str] = field(default_factory=Counter)
    cases: set[str] = field(default_factory=set)
    recent: list[str] = field(default_factory=list)  #: cases with mail that may still wait for an answer
    recent_aside: list[int] = field(default_factory=list)  #: such messages that were laid aside in no case
    unread: list[Path] = field(default_factory=list)  #: folders below the Maildir that were not looked into

    def lines(self) -> Iterator[str]:
        """The summary for people."""
        count = self.counts
        yield (
            f"Messages: {count.total()}. New cases: {len(self.cases)}. Joined to earlier ones: {count['joined']}. "
            f"Known already: {count['known']}. Laid aside: {count['aside']}."
        )
        if self.older:
            yield f"Left out, because they came before that day: {self.older}."
        if count["gone"]:
            yield f"Gone before they could be read: {count['gone']}."
        if count["waits"]:
            yield f"Encrypted, and cannot be opened just now: {count['waits']}; the daemon files them."
        if count["aside"]:
            yield "What was laid aside, and why: cocmail quarantine list"
        if self.unread:
            yield f"Folders below it that were not read: {', '.join(map(called, self.unread))}"
        yield "The cases are an archive that nobody is told of, nor can read by mail: cocmail cases --all"
        yield from self.waiting()

    def waiting(self) -> Iterator[str]:
        """What may still wait for an answer, said in any case; also of what an earlier run brought in."""
        for what, which in (("cases", self.recent), ("messages laid aside", self.recent_aside)):
            if which:
                yield (
                    "Came within the time in which an answer is promised, and nobody is reminded of it: "
                    f"{what} {', '.join(map(str, which))}"
                )


@contextmanager
def house_for_import(config: Config) -> Iterator[House]:
    """The wired program, leading. Raises as `once.leading`."""
    with leading(config) as house:
        # Keys of years ago are not in the DNS any more, and each question to it takes its time.
        house.intake.desk = replace(house.intake.desk, signatures=None)
        yield house


def bring_in(house: House, path: Path, since: datetime | None, progress: Progress, so_far: Brought) -> None:
    """Bring in what lies at `path` and came not before `since`, oldest first; `so_far` tells what it came to.

    Raises `NotMail`.
    """
    so_far.unread = unread_below(path)
    now = house.clock()
    found = found_in(path, now, lambda done, total: progress(_LOOKS, done, total))
    wanted = [each for each in found if since is None or each.at >= since]
    so_far.older = len(found) - len(wanted)
    try:
        for done, each in enumerate(wanted):
            progress(_FILES, done, len(wanted))
            what, name = _brought(house, each)
            so_far.counts[what] += 1
            so_far.cases |= {name} if what == "case" else set()
        progress(_FILES, len(wanted), len(wanted))
    finally:
        # Out of the database: what a run brought in that was cut off waits as much.
        since_promise = now - house.intake.rules.ladder.follow_up
        so_far.recent, so_far.recent_aside = house.store.imported_since(since_promise)


def _brought(house: House, found: Found) -> tuple[str, str]:
    """What became of one message, and the name of its case."""
    content = found.read(house.config.imap.max_bytes)
    if content is None:
        return "gone", ""
    raw, size, is_cut = content
    became = house.intake.bring_in(arrival(found, raw, size, is_cut=is_cut), raw)
    match became:
        case None | ("filed", "copy" | "loop", _):
            return "known", ""
        case ("quarantined", _, _):
            return "aside", ""
        case ("spooled", _, _):
            return "waits", ""
        case (_, "new-report", name):
            return "case", name
        case (_, _, name):
            return "joined", name


@contextmanager
def progress(stream: TextIO) -> Iterator[Progress]:
    """A bar for each thing that is done where the stream is a terminal, else a line every now and then."""
    if not stream.isatty():
        yield _lines(stream)
        return
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    tasks: dict[str, TaskID] = {}
    with Bars(console=Console(file=stream)) as bars:

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show


def _lines(stream: TextIO) -> Progress:
    told_at = time.monotonic()

    def tell(what: str, done: int, total: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= _EVERY:
            told_at = time.monotonic()
            print(f"cocmail: {what}: {done} of {total}", file=stream, flush=True)

    return tell
