"""OpenPGP keys: whether one can be used, and the two things that are done with them (RFC 9580).

It stands apart because the library is an extra, and because it has to be watched: it encrypts to keys that
are expired or revoked without a word, so every key is judged here first, and it unpacks a small message to
any size, so that strangers' messages are opened in a process of its own. Key files are read anew each time:
a mended one is used from the next letter on.

Fails: `KeyFault` for a key, `Shut` for a message, `Busy` for the computer, to be tried again; what they say holds
no path, no address and no content.
"""

import importlib.util
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cocmail import opener
from cocmail.secrecy import can_be_read_by_others

if TYPE_CHECKING:
    from pysequoia import Cert
    from pysequoia.packet import Packet

MOST_BYTES = 41_943_040  #: of what is in one message, as imap.max_bytes
_LONGEST_KEY = 1_000_000
_SECONDS = 20
_STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# What the process needs for itself, and for each byte of the message: that, its armour taken off, what is in it.
_MEMORY, _MEMORY_PER_BYTE = 160 << 20, 6

NOT_INSTALLED = "needs the package pysequoia; install it with: pip install 'cocmail[openpgp]'"


class KeyFault(Exception):
    """A key cannot be used."""


class Shut(Exception):
    """A message cannot be opened."""


class Busy(Exception):
    """A message could not be opened now: nothing is wrong with it or the key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a usable key is: its fingerprint, whose names it bears, and until when it can be encrypted to."""

    fingerprint: str
    names: tuple[str, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Somebody's public key, armored or binary. `name` is where the configuration names its file."""

    name: str
    path: Path

    def look(self, now: datetime) -> Standing:
        """What it is. Raises `KeyFault`."""
        return self._judged(now)[1]

    def encrypt(self, words: bytes, now: datetime) -> bytes:
        """`words` encrypted to this key, armored. Raises `KeyFault`."""
        return _encrypted(words, self._judged(now)[0])

    def _judged(self, now: datetime) -> tuple["Cert", Standing]:
        return _judged(_content(self.path), now)


@dataclass(frozen=True, slots=True)
class TeamKey:
    """The team's secret key, without a passphrase, which opens what is encrypted to the team."""

    name: str
    path: Path
    most_bytes: int = MOST_BYTES

    def look(self, now: datetime) -> Standing:
        """What it is; it was tried. Raises `KeyFault`."""
        content = self.content()
        from pysequoia import Tsk, decrypt

        try:
            secret = Tsk.from_bytes(content)
            public = bytes(secret.extract_certificate())
        except RuntimeError:
            raise KeyFault("is not one OpenPGP key") from None
        if not _is_secret(content):
            raise KeyFault("is a public key; the secret one is needed (gpg --armor --export-secret-keys)")
        key, standing = _judged(public, now)
        try:
            decrypt(_encrypted(b"words", key), secret.decryptor())
        except RuntimeError:
            raise KeyFault("opens nothing; it must be without a passphrase") from None
        return standing

    def content(self) -> bytes:
        """The file, if its owner alone can read it and the library is there. Raises `KeyFault`."""
        _library()
        content = _content(self.path)
        if can_be_read_by_others(self.path):
            raise KeyFault("can be read by others; mend it with: chmod 600")
        return content

    def open(self, message: bytes) -> bytes:
        """What is in an encrypted message. A signature is no evidence and is not looked at.

        Raises `KeyFault`, `Shut`, `Busy`.
        """
        try:
            key = self.content()
        except KeyFault as fault:
            # It was there when the service started: the report waits until it is there again.
            raise Busy(f"{self.name} {fault}") from None
        limits = (self.most_bytes, _MEMORY + _MEMORY_PER_BYTE * len(message), _SECONDS)
        command = (sys.executable, "-I", "-S", opener.__file__, _library(), *map(str, limits))
        # A backtrace of the library would quote what it worked on.
        surroundings = {"RUST_BACKTRACE": "0"}
        if libraries := os.environ.get("LD_LIBRARY_PATH"):
            surroundings["LD_LIBRARY_PATH"] = libraries
        try:
            child = subprocess.Popen(  # noqa: S603 (our own file, and numbers)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=surroundings,
                cwd="/",
            )
        except OSError:
            raise Busy("no process could be started to open an encrypted message") from None
        words = _told(child, (len(key).to_bytes(opener.LENGTH_BYTES, "big"), key, message), self.most_bytes)
        match child.returncode:
            case 0 if len(words) <= self.most_bytes:
                return words
            case opener.SHUT:
                raise Shut("it is not encrypted to the team's key, or damaged")
            case opener.TOO_MUCH | 0:
                raise Shut("there is too much in it")
            case status if -status in _STOPS:
                # Whoever stops the service may stop its processes first.
                raise Busy("the process that opens an encrypted message was stopped")
            case _:
                raise Shut("opening it took too much time or memory")


def _told(child: subprocess.Popen[bytes], parts: Iterable[bytes], most: int) -> bytes:
    """What the child answers to these parts: no more than one byte above `most`, and in time."""
    assert child.stdin is not None  # noqa: S101 (it is a pipe)
    assert child.stdout is not None  # noqa: S101 (and so is this)
    # It may spend less time than that on the processor; here it waits for its turn as well.
    timer = threading.Timer(2 * _SECONDS, child.kill)
    timer.start()
    with child:
        try:
            # Where it ends early it says why by its status. Closing writes what is left, and may fail alike.
            with suppress(BrokenPipeError):
                child.stdin.writelines(parts)
            with suppress(BrokenPipeError):
                child.stdin.close()
            words = child.stdout.read(most + 1)
            if len(words) > most:
                child.kill()
            child.wait()
        finally:
            timer.cancel()
    return words


def _library() -> str:
    """The folder that the library lies in. Raises `KeyFault` where it is not installed."""
    found = importlib.util.find_spec("pysequoia")
    if found is None or not found.submodule_search_locations:
        raise KeyFault(NOT_INSTALLED)
    return str(Path(next(iter(found.submodule_search_locations))).parent)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_KEY)
    except OSError as error:
        raise KeyFault(f"cannot be read: {error.strerror}") from None
    if len(content) == _LONGEST_KEY:
        raise KeyFault("is too large for a key")
    return content


def _encrypted(words: bytes, key: "Cert") -> bytes:
    from pysequoia import encrypt

    try:
        return encrypt(words, [key])
    except RuntimeError:
        raise KeyFault("has no key to encrypt to") from None


def _judged(content: bytes, now: datetime) -> tuple["Cert", Standing]:
    """The key with the subkeys that may be encrypted to now. Raises `KeyFault`.

    The library chooses among all of them, expired and revoked ones too (0.1.35).
    """
    _library()
    from pysequoia import Cert
    from pysequoia.packet import PacketPile, Tag

    try:
        whole = Cert.from_bytes(content)
        if _is_secret(content):
            raise KeyFault("holds a secret key; only the public one belongs here (gpg --armor --export)")
        is_revoked, expires_at = whole.is_revoked, whole.expiration
        kept: list[Packet] = []
        ends: list[datetime | None] = []
        gone = ""
        for component in _components(list(PacketPile.from_bytes(bytes(whole)))):
            if component[0].tag == Tag.PublicSubkey and _is_for_encryption(component):
                end = _end(component)
                if reason := _why_gone(component, end, now):
                    gone = reason
                    continue
                ends.append(end)
            kept += component
        key = Cert.from_packets(kept)
        names = tuple(map(str, whole.user_ids))
    except RuntimeError:
        raise KeyFault("is not one OpenPGP key") from None
    if is_revoked:
        raise KeyFault("was revoked")
    if expires_at is not None and expires_at <= now:
        raise KeyFault(f"expired on {expires_at:%Y-%m-%d}")
    try:
        _encrypted(b"", key)
    except KeyFault:
        if gone:
            raise KeyFault(f"has no key to encrypt to any more: it {gone}") from None
        raise
    ends = [max(end for end in ends if end)] if ends and None not in ends else []
    known = [end for end in (expires_at, *ends) if end]
    return key, Standing(whole.fingerprint.upper(), names, min(known, default=None))


def _is_secret(content: bytes) -> bool:
    from pysequoia.packet import PacketPile, Tag

    return any(packet.tag in (Tag.SecretKey, Tag.SecretSubkey) for packet in PacketPile.from_bytes(content))


def _components(packets: Sequence["Packet"]) -> list[list["Packet"]]:
    """The packets of a key, each subkey and each name with the signatures that follow it."""
    from pysequoia.packet import Tag

    found: list[list[Packet]] = []
    for packet in packets:
        if not found or packet.tag in (Tag.PublicSubkey, Tag.UserID, Tag.UserAttribute):
            found.append([])
        found[-1].append(packet)
    return found


def _bindings(component: Sequence["Packet"]) -> list["Packet"]:
    """The signatures that bind a subkey, the newest last."""
    from pysequoia.packet import SignatureType, Tag

    bound = [
        (packet.signature_created, packet)
        for packet in component[1:]
        if packet.tag == Tag.Signature and packet.signature_type == SignatureType.SubkeyBinding
    ]
    dated = [(at, packet) for at, packet in bound if at is not None]
    return [packet for _, packet in sorted(dated, key=lambda each: each[0])]


def _is_for_encryption(component: Sequence["Packet"]) -> bool:
    flags = next((each.key_flags for each in reversed(_bindings(component))), None)
    return flags is None or flags.transport_encryption or flags.storage_encryption


def _end(component: Sequence["Packet"]) -> datetime | None:
    """When a subkey expires."""
    created = component[0].key_created
    period = next((each.key_validity_period for each in reversed(_bindings(component))), None)
    return created + period if created and period else None


def _why_gone(component: Sequence["Packet"], end: datetime | None, now: datetime) -> str:
    """Why a subkey must not be encrypted to; '' where it may."""
    from pysequoia.packet import SignatureType, Tag

    if any(
        each.tag == Tag.Signature and each.signature_type == SignatureType.SubkeyRevocation
        for each in component[1:]
    ):
        return "was revoked"
    return f"expired on {end:%Y-%m-%d}" if end is not None and end <= now else ""
