"""The keys outside the database, and the values they seal (AES-256-GCM, NIST SP 800-38D).

Every case and every message has a data key of its own, which stands in the database wrapped by a key that is
derived from the key file and the data key's number. The derivation is a tree (a puncturable function after
Goldreich, Goldwasser and Micali): the file can be made to forget one number for good while it still gives all
the others. So a destroyed case cannot be brought back by any backup, and the backups stay of use.

It stands apart so that no other room ever holds key material; only `store` calls it.

Fails: `KeyUnusable` for the file (the caller exits with status 2), `SealBroken` for a value. What they say
holds no content.
"""

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cocmail.secrecy import can_be_read_by_others, sync_folder

#: what whoever keeps the key file has to do when a case was destroyed
AFTER_ERASING = (
    "save the key file again as soon as this log says that it has forgotten keys (or after `cocmail key forget`, where "
    "the service cannot write it), destroy its older copies, and delete the mails of the case from the mailbox"
)

_HEADER = "cocmail-key 1"
_BYTES = 32
_LEVELS = 32  #: of the tree: the numbers of data keys are below 2**32
_NONCE_BYTES = 12
_VERSION = b"\x01"
_LINE = re.compile(r"secret ([\w+/=]+)|seed (\d{1,6}) (\d{1,2}) (\d{1,10}) ([\w+/=]+)", re.ASCII)

Node = tuple[int, int]  # A node of the tree: its level, counted from the root, and its place in that level.


class KeyUnusable(Exception):
    """The key file is missing, damaged, readable by others, or not the one of this database."""


class SealBroken(Exception):
    """A sealed value was changed or moved, or its key is gone."""


@dataclass(frozen=True, slots=True, repr=False)
class Root:
    """One sealing key: the seeds of its tree that are left. Of a new one that is the root alone."""

    number: int
    seeds: Mapping[Node, bytes]

    def key_for(self, number: int) -> bytes | None:
        """The key that wraps the data key of that number; None where it was forgotten."""
        for level in range(_LEVELS + 1):
            seed = self.seeds.get((level, number >> (_LEVELS - level)))
            if seed is not None:
                for left in range(_LEVELS - level - 1, -1, -1):
                    seed = _child(seed, number >> left & 1)
                return seed
        return None

    def covers(self, number: int) -> bool:
        """Whether there is a key for that number still."""
        return any((level, number >> (_LEVELS - level)) in self.seeds for level in range(_LEVELS + 1))

    def without(self, numbers: Iterable[int]) -> "Root":
        """The same root with these forgotten: the seed above each gives way to those beside the way down to it."""
        kept = dict(self.seeds)
        for number in numbers:
            for level in range(_LEVELS + 1):
                seed = kept.pop((level, number >> (_LEVELS - level)), None)
                if seed is None:
                    continue
                for left in range(_LEVELS - level - 1, -1, -1):
                    here = number >> left
                    kept[_LEVELS - left, here ^ 1] = _child(seed, here & 1 ^ 1)
                    seed = _child(seed, here & 1)
                break
        return Root(self.number, kept)


def _child(seed: bytes, side: int) -> bytes:
    return hmac.digest(seed, bytes((side,)), "sha256")


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What the key file holds: the secret that things are found by, and the sealing keys, the newest last."""

    secret: bytes
    roots: tuple[Root, ...]
    path: Path | None = None  #: the file they are from

    @property
    def marks(self) -> bytes:
        """The key that signs reply addresses and Message-IDs."""
        return hmac.digest(self.secret, b"cocmail marks", "sha256")

    def find(self, kind: str, value: str | bytes) -> bytes:
        """What `value` is found again by: HMAC-SHA256 under a key of that `kind`, 32 bytes.

        `kind` keeps equal values of different kinds (an address, a digest) from being linked.
        """
        data = value if isinstance(value, bytes) else _encoded(value)
        return hmac.digest(self.secret, b"cocmail find " + kind.encode() + b"\0" + data, "sha256")

    def chain(self, previous: bytes, *parts: bytes) -> bytes:
        """The hash of a history entry that follows `previous`, 32 bytes."""
        mac = hmac.new(self.secret, b"cocmail chain\0" + previous, hashlib.sha256)
        for part in parts:
            mac.update(len(part).to_bytes(8, "big") + part)
        return mac.digest()

    def knows(self, number: int) -> bool:
        """Whether there is a key for the data key of that number: it was not forgotten. All sealing keys agree."""
        return self.roots[-1].covers(number)

    def follows(self, earlier: "Keys") -> bool:
        """Whether this is a state of the same file, and none from before a sealing key was added."""
        here = {root.number for root in self.roots}
        return self.secret == earlier.secret and here >= {root.number for root in earlier.roots}

    def wrap(self, number: int, data_key: bytes) -> tuple[int, bytes]:
        """The data key as it stands in the database: which sealing key wraps it, and its bytes.

        Raises `SealBroken` for a number that was forgotten.
        """
        root = self.roots[-1]
        wrapping = root.key_for(number)
        if wrapping is None:
            raise SealBroken(f"data key {number} was destroyed")
        return root.number, _seal(wrapping, self._place(number), data_key)

    def unwrap(self, number: int, root_number: int, wrapped: bytes) -> bytes:
        """A data key. Raises `SealBroken`; `KeyUnusable` where this file does not open it."""
        root = next((each for each in self.roots if each.number == root_number), None)
        if root is None:
            raise KeyUnusable(f"the key file has no sealing key {root_number}; put the saved copy of it back")
        wrapping = root.key_for(number)
        if wrapping is None:
            raise SealBroken(f"data key {number} was destroyed")
        return _open(wrapping, self._place(number), wrapped)

    def _place(self, number: int) -> bytes:
        # The secret is part of it: a file made of parts of two files opens nothing.
        return b"data key\0" + str(number).encode() + b"\0" + self.find("fingerprint", b"")


class Box:
    """Seals and opens the values of one case or message under its data key.

    The place of a value (table, column, row) is authenticated with it, so that a value which somebody moved
    to another row is refused like one that was changed.
    """

    def __init__(self, data_key: bytes) -> None:
        self._cipher = AESGCM(data_key)
        self._digest_key = hmac.digest(data_key, b"cocmail digest", "sha256")

    def seal(self, value: bytes, *place: str | bytes) -> bytes:
        """The sealed value: version, nonce, ciphertext with its tag."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, value, _packed(place))

    def seal_text(self, value: str, *place: str | bytes) -> bytes:
        """The sealed value of a text, whatever characters it is of."""
        return self.seal(_encoded(value), *place)

    def open_text(self, sealed: bytes, *place: str | bytes) -> str:
        """The text. Raises `SealBroken`."""
        return self.open(sealed, *place).decode("utf-8", "surrogatepass")

    def digest(self, *values: str) -> bytes:
        """A hash that nobody can compute any more, not even to try a guess, once the data key is destroyed."""
        return hmac.digest(self._digest_key, _packed(map(_encoded, values)), "sha256")

    def open(self, sealed: bytes, *place: str | bytes) -> bytes:
        """The value. Raises `SealBroken`."""
        # PostgreSQL's driver may hand bytes over as a view.
        sealed = bytes(sealed)
        try:
            if sealed[:1] != _VERSION:
                raise InvalidTag
            nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
            return self._cipher.decrypt(nonce, rest, _packed(place))
        except (InvalidTag, ValueError):
            where = place[0] if place and isinstance(place[0], str) else "a value"
            raise SealBroken(f"a sealed value of {where} was changed or moved") from None


def _packed(place: Iterable[str | bytes]) -> bytes:
    parts = (part.encode() if isinstance(part, str) else bytes(part) for part in place)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _seal(key: bytes, place: bytes, value: bytes) -> bytes:
    return Box(key).seal(value, place)


def _open(key: bytes, place: bytes, sealed: bytes) -> bytes:
    try:
        return Box(key).open(sealed, place)
    except SealBroken:
        raise KeyUnusable(
            "the key file is not the one that this database was made with; put the saved copy of it back"
        ) from None


def new_data_key() -> bytes:
    """A data key, 32 random bytes."""
    return secrets.token_bytes(_BYTES)


def make_keys() -> Keys:
    """New keys, kept nowhere."""
    return Keys(secrets.token_bytes(_BYTES), (Root(1, {(0, 0): secrets.token_bytes(_BYTES)}),))


def new_key(path: Path) -> None:
    """Write a new key file, readable by its owner alone. Raises `KeyUnusable` where something is there."""
    try:
        _write(path, make_keys())
    except FileExistsError:
        raise KeyUnusable(f"{path} exists already and is left as it is: a key is never overwritten") from None
    except OSError as error:
        with suppress(OSError):
            path.unlink()  # What was begun is no key, and would be in the way of the next try.
        raise KeyUnusable(f"cannot write {path}: {error.strerror}") from None


def load_keys(path: Path) -> Keys:
    """Read the key file. Raises `KeyUnusable`."""
    try:
        is_open = can_be_read_by_others(path)
        lines = path.read_text("ascii").splitlines()
    except FileNotFoundError:
        raise KeyUnusable(
            f"there is no key at {path}; put the saved copy of it there, or, where there is no case yet, make one: "
            "cocmail key new"
        ) from None
    except OSError as error:
        raise KeyUnusable(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyUnusable(f"{path} is not a cocmail key file") from None
    if is_open:
        raise KeyUnusable(f"{path} can be read by others; mend it with: chmod 600 {path}")
    keys = _parsed(lines)
    if keys is None:
        raise KeyUnusable(f"{path} is not a whole cocmail key file; put the saved copy of it back")
    return replace(keys, path=path)


def add_sealing_key(path: Path) -> Keys:
    """Add a new sealing key, which from now on wraps all data keys. Raises `KeyUnusable`."""

    def with_another(keys: Keys) -> Keys:
        newest = keys.roots[-1]
        # Seeds in the same places: what the others forgot is unknown to this one as well.
        seeds = {node: secrets.token_bytes(_BYTES) for node in newest.seeds}
        return replace(keys, roots=(*keys.roots, Root(newest.number + 1, seeds)))

    return _changed(path, with_another)


def forget(path: Path, numbers: Iterable[int]) -> Keys:
    """Make the file forget data keys for good. Raises `KeyUnusable` where it cannot be written."""
    wanted = tuple(numbers)
    return _changed(
        path, lambda keys: replace(keys, roots=tuple(root.without(wanted) for root in keys.roots))
    )


def _changed(path: Path, change: Callable[[Keys], Keys]) -> Keys:
    try:
        # What a link leads to is the file: a link that was replaced would leave it as it was.
        path = path.resolve()
        with _locked(path.parent):
            keys = change(load_keys(path))
            fresh = path.with_name(f"{path.name}.new")
            fresh.unlink(missing_ok=True)
            try:
                _write(fresh, keys, like=path.stat())
                fresh.replace(path)
            except OSError:
                fresh.unlink(missing_ok=True)
                raise
            sync_folder(path.parent)
    except OSError as error:
        raise KeyUnusable(f"cannot write {path}: {error.strerror}") from None
    return keys


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, keys: Keys, *, like: os.stat_result | None = None) -> None:
    lines = [_HEADER, f"secret {_text(keys.secret)}"]
    lines += [
        f"seed {root.number} {level} {place} {_text(seed)}"
        for root in keys.roots
        for (level, place), seed in sorted(root.seeds.items())
    ]
    lines.append(_last_line(lines))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        if like is not None and os.geteuid() == 0:
            # Written by root at the console, it still has to be the service's.
            os.fchown(descriptor, like.st_uid, like.st_gid)
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _last_line(lines: list[str]) -> str:
    """What tells that a file is whole: a part of two files, or a line less, could pass for a key that forgot."""
    return f"end {len(lines)} {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()}"


def _parsed(lines: list[str]) -> Keys | None:
    """The keys in these lines; None where they are not a whole key file."""
    if len(lines) < 3 or lines[0] != _HEADER or lines[-1] != _last_line(lines[:-1]):
        return None
    secret = b""
    roots: dict[int, dict[Node, bytes]] = {}
    for line in lines[1:-1]:
        found = _LINE.fullmatch(line)
        try:
            value = base64.b64decode((found[1] or found[5]) if found else "", validate=True)
        except (ValueError, binascii.Error):
            return None
        if found is None or len(value) != _BYTES:
            return None
        if found[1] and not secret:
            secret = value
        elif found[1]:
            return None
        else:
            number, level, place = int(found[2]), int(found[3]), int(found[4])
            if level > _LEVELS or place >> level or (level, place) in roots.get(number, {}):
                return None
            roots.setdefault(number, {})[level, place] = value
    if not secret or not roots:
        return None
    return Keys(secret, tuple(Root(number, roots[number]) for number in sorted(roots)))
