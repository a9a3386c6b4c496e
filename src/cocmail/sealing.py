"""The key outside the database: it signs reply addresses and lets things be found again by keyed hash.

It stands apart so that no other room ever holds key material. (The next step of this room seals content.)

Fails: `KeyUnusable`, whose text says what to do; the caller exits with status 2.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

_HEADER = "cocmail-key-1"
_BYTES = 32


class KeyUnusable(Exception):
    """The key file is missing, damaged, or readable by others."""


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """Keys derived from the master key, one a purpose (RFC 5869 in its one-block form)."""

    marks: bytes
    lookup: bytes
    history: bytes

    def find(self, kind: str, value: str | bytes) -> bytes:
        """What `value` is found again by: HMAC-SHA256 under the look-up key, 32 bytes.

        `kind` keeps equal values of different kinds (an address, a digest) from being linked.
        """
        data = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        return hmac.digest(self.lookup, kind.encode() + b"\0" + data, "sha256")

    def chain(self, previous: bytes, *parts: bytes) -> bytes:
        """The hash of a history entry that follows `previous`, 32 bytes."""
        mac = hmac.new(self.history, previous, hashlib.sha256)
        for part in parts:
            mac.update(len(part).to_bytes(8, "big") + part)
        return mac.digest()


def new_key(path: Path) -> None:
    """Write a new key to `path`, readable by its owner alone. Raises `KeyUnusable` where something is there."""
    text = f"{_HEADER} {base64.b64encode(secrets.token_bytes(_BYTES)).decode()}\n"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyUnusable(f"{path} exists already and is left as it is: a key is never overwritten") from None
    except OSError as error:
        raise KeyUnusable(f"cannot write {path}: {error.strerror}") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def load_keys(path: Path) -> Keys:
    """Read the key file. Raises `KeyUnusable`."""
    try:
        mode = path.stat().st_mode
        text = path.read_text("ascii")
    except FileNotFoundError:
        raise KeyUnusable(f"there is no key at {path}; make one with: cocmail key new") from None
    except OSError as error:
        raise KeyUnusable(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise KeyUnusable(f"{path} is not a cocmail key") from None
    # systemd hands a credential over as 0440 with an access list, whose mask the group bits are (acl(5)).
    handed_over = path.parent == Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nowhere"))
    if mode & (0o007 if handed_over else 0o077):
        raise KeyUnusable(f"{path} can be read by others; mend it with: chmod 600 {path}")
    header, _, encoded = text.strip().partition(" ")
    try:
        master = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        master = b""
    if header != _HEADER or len(master) != _BYTES:
        raise KeyUnusable(f"{path} is not a whole cocmail key; put the saved copy of it back")
    return derive(master)


def derive(master: bytes) -> Keys:
    """The keys of every purpose from a 32-byte master key."""
    return Keys(
        *(
            hmac.digest(master, b"cocmail " + purpose, "sha256")
            for purpose in (b"marks", b"lookup", b"history")
        )
    )
