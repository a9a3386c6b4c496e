"""The whole case as one tar archive, for the team or the authorities.

It stands apart from `console` because what the archive holds, and in which order, is a promise to people who
read it years later and without this program: mails as they were on the wire, a history in plain words, and a
manifest by which each file can be checked. The same case gives the same bytes.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from zoneinfo import ZoneInfo

from cocmail import __version__
from cocmail.cases.model import Entry
from cocmail.transaction import Transaction

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

_FORMAT = 1  #: of the archive, for programs that read the manifest


@dataclass(frozen=True, slots=True)
class Contents:
    """What a case holds, read in one transaction; `told` is the case as `show --json --reveal` tells it."""

    name: str
    told: dict[str, Any]
    history: list[Entry]
    mails: list["Mail"]  #: in order of time
    withheld: list[dict[str, Any]]  #: letters that no server accepted, without their bytes
    first_fault: int | None  #: the entry that breaks the chain of the history


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the case. `about` stands in the manifest."""

    kind: str
    at: datetime
    raw: bytes
    about: dict[str, Any]


def gather(tx: Transaction, case_id: int, name: str, told: dict[str, Any]) -> Contents:
    """Read everything that the case holds. Raises `SealBroken`."""
    mails = [
        Mail("received", each.received_at, each.raw, {"received_at": _iso(each.received_at)})
        for each in tx.messages.of(case_id)
    ]
    withheld = []
    for letter in tx.post.of_case(case_id):
        about = {
            "purpose": letter.purpose,
            "recipient": letter.recipient,
            "state": letter.state,
            "queued_at": _iso(letter.queued_at),
            "ended_at": _iso(letter.ended_at),
        }
        if letter.state == "accepted":
            mails.append(Mail("letter", letter.ended_at or letter.queued_at, letter.raw, about))
        else:
            withheld.append(about)
    # What was received comes first where the times are the same; the sort keeps the order otherwise.
    mails.sort(key=lambda mail: mail.at)
    return Contents(name, told, tx.history(case_id), mails, withheld, tx.chain_fault(case_id))


def write(
    sink: BinaryIO, contents: Contents, timezone: str, encrypt: Callable[[bytes], bytes] | None = None
) -> tuple[int, str]:
    """Write the archive; returns how many files it holds, and the SHA-256 of what was written."""
    digesting = _Digesting(sink)
    if encrypt is None:
        return _pack(digesting, contents, ZoneInfo(timezone)), digesting.sha256.hexdigest()
    plain = io.BytesIO()
    count = _pack(plain, contents, ZoneInfo(timezone))
    digesting.write(encrypt(plain.getvalue()))
    return count, digesting.sha256.hexdigest()


def _pack(sink: io.RawIOBase | io.BytesIO, contents: Contents, zone: ZoneInfo) -> int:
    folder = contents.name.replace(" ", "-")
    last = max(entry.at for entry in contents.history)
    count = 0
    # As a stream (w|): nothing is ever read back, so it can go to a pipe.
    with tarfile.open(fileobj=sink, mode="w|", format=tarfile.USTAR_FORMAT) as tar:
        top = _entry(folder, last)
        top.type, top.mode = tarfile.DIRTYPE, 0o700
        tar.addfile(top)
        for name, at, content in _files(contents, zone, last):
            entry = _entry(f"{folder}/{name}", at)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
            count += 1
    return count


def _files(contents: Contents, zone: ZoneInfo, last: datetime) -> Iterator[tuple[str, datetime, bytes]]:
    """Each file: its name, its time, its content. The manifest comes last, when all digests are known."""
    listed: list[dict[str, Any]] = []

    def file(name: str, at: datetime, content: bytes, **about: Any) -> tuple[str, datetime, bytes]:
        digest = hashlib.sha256(content).hexdigest()
        listed.append({"name": name, "sha256": digest, "bytes": len(content), **about})
        return name, at, content

    width = max(3, len(str(len(contents.mails))))
    for number, mail in enumerate(contents.mails, 1):
        name = f"{number:0{width}}-{mail.kind}.eml"
        yield file(name, mail.at, mail.raw, kind=mail.kind, **mail.about)
    yield file("history.txt", last, _history_text(contents, zone), kind="history")
    yield file("history.json", last, _json(_history_values(contents.history)), kind="history")
    yield file("case.json", last, _json(contents.told), kind="case")
    manifest = {
        "format": _FORMAT,
        "program": "cocmail",
        "version": __version__,
        "case": contents.name,
        "exported_at": _iso(last),
        "history_is_whole": contents.first_fault is None,
        "history_broken_at_entry": contents.first_fault,
        "files": listed,
        "letters_not_accepted": contents.withheld,
    }
    yield "manifest.json", last, _json(manifest)


def _history_text(contents: Contents, zone: ZoneInfo) -> bytes:
    """One paragraph an entry, so that it can be read on paper."""
    lines = [f"History of {contents.name}", f"Times of {zone.key}", ""]
    for number, entry in enumerate(contents.history, 1):
        at = entry.at.astimezone(zone)
        by = f", {entry.who}" if entry.who else ""
        lines.append(f"{number}. {at:%Y-%m-%d %H:%M:%S %Z}: {entry.type}{by}")
        lines += [f"    {line}".rstrip() for line in entry.text.splitlines()]
        lines.append("")
    return "\n".join(lines).encode("utf-8", "backslashreplace")


def _history_values(history: list[Entry]) -> list[dict[str, Any]]:
    return [
        {"number": number, "at": _iso(each.at), "type": each.type, "from": each.who, "text": each.text}
        for number, each in enumerate(history, 1)
    ]


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    # A lone surrogate, which a broken mail can hold, stands in JSON as its escape.
    return text.encode("utf-8", "backslashreplace")


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _entry(name: str, at: datetime) -> tarfile.TarInfo:
    """A member that tells nothing of this machine."""
    entry = tarfile.TarInfo(name)
    entry.mode, entry.mtime = 0o600, int(at.timestamp())
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


class _Digesting(io.RawIOBase):
    """Hands bytes on, and knows the digest of all of them."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self.sha256 = hashlib.sha256()

    def write(self, data: "Buffer", /) -> int:
        self.sha256.update(data)
        return self._sink.write(data)
