"""Earlier mail as it lies in files: an mbox or a Maildir, read oldest first and never changed.

It stands apart from `importing` because none of it knows of a database. Of an mbox only the places of its messages are
kept in memory, of each message what may be kept of it, so that a file of many gigabytes costs no more than a small one.

The standard library's `mailbox` takes every line that begins with "From " for the beginning of a message, and takes no
mark off those that were quoted.

Fails: `NotMail` where the path is neither; `OSError` where it cannot be read.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Protocol

from cocmail.imap import HEAD_BYTES
from cocmail.mail.headers import read_date
from cocmail.mail.message import Arrival, parse

_AT_ONCE = 1 << 16
_FIRST = datetime(
    1990, 1, 1, tzinfo=UTC
)  # No code of conduct is older; a clock that was never set is at 1970 or 1980.
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
# RFC 4155, appendix A: an address, a date as asctime(3) writes it. Some put a zone before or behind the year.
_DATED = re.compile(
    rb"From .{0,400}?(?P<date>(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) +)"
    rb"(?P<month>" + _MONTHS.encode() + rb") +(?P<day>\d{1,2}) +(?P<time>\d{1,2}:\d\d(?::\d\d)?)"
    rb"(?: +(?P<zone>[+-]\d{4}))?(?: +[A-Z]{3,4})? +(?P<year>\d{4})(?: +(?P<late_zone>[+-]\d{4}))?)\s*$"
)
# Without a date it begins a message only below an empty line, and where it has nothing but an address.
_BARE = re.compile(rb"From (?:\S+@\S+|MAILER-DAEMON|-)\s*$", re.IGNORECASE)
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_ANY = re.compile(rb"From \S")
_EMPTY = (b"\n", b"\r\n")
_SECONDS = re.compile(r"(\d{9,10})\.")


class NotMail(Exception):
    """What was named is neither an mbox nor a Maildir, or somebody changed the mbox while it was read."""


class Found(Protocol):
    """One message, found and not yet read."""

    @property
    def at(self) -> datetime:
        """When it came."""
        ...

    def read(self, limit: int) -> tuple[bytes, int, bool] | None:
        """Its bytes as IMAP would give them, its size, and whether these are only its beginning; None: it is gone.

        A message over `limit` bytes is cut behind its headers as one from the mailbox is.
        """
        ...


def arrival(found: Found, raw: bytes, size: int, *, is_cut: bool) -> Arrival:
    """The message as the store takes it; of no mailbox."""
    return Arrival("", 0, 0, found.at, size if is_cut else len(raw), is_cut)


def unread_below(path: Path) -> list[Path]:
    """The folders with mail below a Maildir, which `found_in` does not look into; none below an mbox."""
    found = []
    for folder, names, _ in os.walk(path):
        found += [Path(folder)] if "cur" in names and Path(folder) != path else []
        names[:] = sorted(set(names) - {"cur", "new", "tmp"})
    return found


def found_in(path: Path, now: datetime, seen: Callable[[int, int], None]) -> list[Found]:
    """Every message of an mbox or a Maildir, oldest first; `seen` is told of bytes looked through and of all there are.

    A message came when its file says so, or its topmost Received header (else its Date), whichever is earlier: a copy
    of a folder has the time at which it was made. Of an mbox what says it nowhere came with the one before it, at the
    beginning with the first that does.
    """
    if path.is_dir():
        if not (path / "cur").is_dir():
            raise NotMail(f"{path} is no Maildir: it has no folder `cur`")
        found: list[Found] = list(_in_maildir(path, now))
    else:
        found = list(_in_mbox(path, now, seen))
    # A stable sort: what came in one second stays as it lies.
    return sorted(found, key=attrgetter("at"))


@dataclass(frozen=True, slots=True)
class _InFile:
    """A message that is a file of a Maildir."""

    path: Path
    at: datetime

    def read(self, limit: int) -> tuple[bytes, int, bool] | None:
        """As `Found`. Whoever reads the Maildir meanwhile may give the file other flags, and so another name."""
        with suppress(FileNotFoundError):
            return _cut(self.path, 0, self.path.stat().st_size, limit)
        unique = self.path.name.partition(":")[0]
        for folder in ("cur", "new"):
            for path in (self.path.parent.parent / folder).iterdir():
                if path.name.partition(":")[0] == unique:
                    return _cut(path, 0, path.stat().st_size, limit)
        return None


def _in_maildir(path: Path, now: datetime) -> Iterator[_InFile]:
    files = [
        each
        for folder in ("cur", "new")
        for each in sorted((path / folder).iterdir() if (path / folder).is_dir() else ())
        if not each.name.startswith(".") and each.is_file()
    ]
    for each in files:
        with suppress(FileNotFoundError):
            # A copy of the folder changes the time of the file, an APPEND gives the name that of the day.
            named, status = _SECONDS.match(each.name), each.stat()
            times = [status.st_mtime, *([float(named[1])] if named else [])]
            said = _sane((_at(time) for time in times), now)
            inside = _said_inside(each, 0, status.st_size)
            yield _InFile(each, min(_sane((*said, inside), now), default=now))


@dataclass(frozen=True, slots=True)
class _InMbox:
    """A message that is a part of an mbox, from its first header on."""

    path: Path
    begin: int
    size: int
    at: datetime
    looked_at: int  #: the time of the last change of the file, in ns, when its messages were found

    def read(self, limit: int) -> tuple[bytes, int, bool] | None:
        """As `Found`, without the quote mark before each "From ". Raises `NotMail` where the file was changed since."""
        content = _cut(self.path, self.begin, self.size, limit, is_quoted=True)
        if self.path.stat().st_mtime_ns != self.looked_at:
            raise NotMail(f"{self.path} was changed while it was read; make a copy of it, and bring that in")
        return content


def _in_mbox(path: Path, now: datetime, seen: Callable[[int, int], None]) -> Iterator[_InMbox]:
    looked_at = path.stat().st_mtime_ns
    found = [
        (begin, end, min(_sane((said, _said_inside(path, begin, end - begin)), now), default=None))
        for begin, end, said in _spans(path, seen)
    ]
    before = next((at for _, _, at in found if at), now)
    for begin, end, at in found:
        before = at or before
        yield _InMbox(path, begin, end - begin, before, looked_at)


def _spans(path: Path, seen: Callable[[int, int], None]) -> Iterator[tuple[int, int, datetime | None]]:
    """Where each message begins and ends, and when it came as its "From " line tells."""
    total, begun, said = path.stat().st_size, -1, None
    # How long the empty line before is, which belongs to no message; the beginning is like one.
    place, is_start, empty = 0, True, 1
    with path.open("rb") as file:
        while line := file.readline(_AT_ONCE):
            dated = _DATED.match(line) if is_start else None
            is_bare = is_start and empty and (_BARE if begun >= 0 else _ANY).match(line)
            if dated or is_bare:
                if begun >= 0:
                    yield begun, place - empty, said
                begun, said = place + len(line), _date_of(dated) if dated else None
                seen(place, total)
            elif begun < 0 and line not in _EMPTY:
                raise NotMail(f'{path} is no mbox: it does not begin with a "From " line')
            place += len(line)
            empty = len(line) if is_start and line in _EMPTY else 0
            is_start = line.endswith(b"\n")
    if begun >= 0:
        yield begun, place - empty, said
    seen(total, total)


def _date_of(found: re.Match[bytes]) -> datetime | None:
    part = {name: (value or b"").decode() for name, value in found.groupdict().items()}
    time = part["time"] if part["time"].count(":") == 2 else f"{part['time']}:00"
    zone = part["zone"] or part["late_zone"] or "+0000"
    with suppress(ValueError, OverflowError):
        text = f"{part['day']} {part['month']} {part['year']} {time} {zone}"
        return datetime.strptime(text, "%d %b %Y %H:%M:%S %z").astimezone(UTC)
    return None


def _said_inside(path: Path, begin: int, size: int) -> datetime | None:
    """When a message came, as its topmost Received header tells, else as its Date does."""
    raw, _, _ = _cut(path, begin, min(size, HEAD_BYTES), HEAD_BYTES)
    message = parse(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
    received = message.header_all("Received")
    return (read_date(received[0].rpartition(";")[2]) if received else None) or message.date


def _at(seconds: float) -> datetime | None:
    with suppress(ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(seconds, UTC)
    return None


def _sane(times: Iterable[datetime | None], now: datetime) -> list[datetime]:
    """Those of these times at which a mail can have come."""
    return [each for each in times if each and _FIRST <= each <= now]


def _cut(
    path: Path, begin: int, size: int, limit: int, *, is_quoted: bool = False
) -> tuple[bytes, int, bool]:
    """A stretch of a file with line ends as on the wire; of one over the limit there the headers and a little more."""
    with path.open("rb") as file:
        file.seek(begin)
        raw = file.read(min(size, limit))
    raw = _QUOTED.sub(rb"\1", raw) if is_quoted else raw
    raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    # With them it may be larger than it lies here.
    size = max(size, len(raw))
    if size <= limit:
        return raw, len(raw), False
    head = raw.find(b"\r\n\r\n")
    return raw[: head + 4 + HEAD_BYTES] if head >= 0 else raw, size, True
