"""Whether a mail bears a DKIM signature of its author's domain that verifies here and now (RFC 6376).

It stands apart because a key has to be asked of the DNS, which may be slow, dead or the sender's own: a key is
asked for only where its signature would prove something, and all waiting together is bounded. Needs the extra
`dkim`. A signature that does not verify proves nothing either way: lists and gateways break them.

Fails: never. Where nobody can tell, nothing is proven.
"""

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

#: What a signature must cover, or its mail could be sent again with other words above it.
COVERED = ("from", "to", "subject", "date", "message-id")

# The library makes an object of each line, and takes quadratic time on each run of white space.
_MOST_BYTES = 10_000_000
_MOST_LINES = 200_000
_MOST_SPACES = 1_000_000
_LONGEST_RUN = re.compile(rb"[ \t]{200}")
# It looks for each covered header among all headers.
_MOST_HEADERS = 500
_MOST_SIGNATURES = 4
_LONGEST_SIGNATURE = 4_096
# RSA of 8192 bits; its owner chooses how long the arithmetic takes.
_LONGEST_KEY = 1_500
_ALGORITHMS = (b"rsa-sha256", b"ed25519-sha256")  # RFC 8301: SHA-1 proves nothing.

# The library tells domains and selectors at ERROR, and a domain is half an address.
_SILENT = logging.Logger("dkimpy", logging.CRITICAL + 1)

KeyOf = Callable[[str], bytes]


def can_verify() -> bool:
    """Whether the extra `dkim` is installed."""
    return find_spec("dkim") is not None and find_spec("dns") is not None


@dataclass(frozen=True, slots=True)
class Signatures:
    """Verifies signatures. `key_of` gives the key record of a DNS name, b'' where there is none."""

    key_of: KeyOf

    def prove(self, raw: bytes, domain: str) -> bool:
        """Whether `domain`, as the DNS has it, signed this mail and all that is read of it.

        A signature counts with `d=` the very domain, without `l=`, over all of COVERED, none of them twice, not
        expired (`x=`) at this moment.
        """
        import dkim  # Of the extra.

        if _is_too_much(raw):
            return False
        try:
            verifier = dkim.DKIM(raw, logger=_SILENT)
            names = [name.lower() for name, _ in verifier.headers]
            if len(names) > _MOST_HEADERS or any(names.count(each.encode()) != 1 for each in COVERED):
                return False
            signed = [value for name, value in verifier.headers if name.lower() == b"dkim-signature"]
            return any(
                self._verifies(verifier, number, domain)
                for number, value in enumerate(signed[:_MOST_SIGNATURES])
                if len(value) <= _LONGEST_SIGNATURE
            )
        except Exception:  # Whatever a stranger wrote made the library fail.
            return False

    def _verifies(self, verifier: Any, number: int, domain: str) -> bool:
        import dkim

        def fetch(name: bytes, **_: float) -> bytes | None:
            # Asked when the signature has been read: its owner hears of this mail only where it can count.
            if not _counts(verifier.signature_fields, domain):
                return None
            record = self.key_of(name.decode("ascii"))
            return record if len(record) <= _LONGEST_KEY and not _is_test(record) else None

        try:
            return bool(verifier.verify(number, dnsfunc=fetch))
        except dkim.DKIMException:
            return False


def _is_too_much(raw: bytes) -> bool:
    """Whether the library would take more time or memory for this mail than a proof is worth."""
    return (
        len(raw) > _MOST_BYTES
        or raw.count(b"\n") > _MOST_LINES
        or raw.count(b" ") + raw.count(b"\t") > _MOST_SPACES
        or _LONGEST_RUN.search(raw) is not None
    )


def _counts(fields: dict[bytes, bytes], domain: str) -> bool:
    covered = {name.strip().lower().decode("ascii", "replace") for name in fields[b"h"].split(b":")}
    return (
        fields[b"d"].decode("ascii", "replace").lower() == domain
        and fields[b"a"] in _ALGORITHMS
        and b"l" not in fields
        and covered.issuperset(COVERED)
    )


def _is_test(record: bytes) -> bool:
    """Whether the domain only tries DKIM out: its signatures are as none (RFC 6376 section 3.6.1, t=y)."""
    flags = re.search(rb"(?:^|;)\s*t\s*=([^;]*)", record)
    return flags is not None and b"y" in {each.strip() for each in flags[1].split(b":")}


@dataclass
class DnsKeys:
    """Key records by DNS, as the machine is configured, or from one server.

    One question waits `patience` seconds at most. When all of them together have waited `budget` seconds, none is
    asked until `window` seconds after the first: a dead DNS, or one that answers late on purpose, delays a flood
    of reports by no more than that.
    """

    server: str = ""
    port: int = 53
    patience: float = 3.0
    budget: float = 30.0
    window: float = 600.0
    _since: float = field(default=0.0, init=False)
    _waited: float = field(default=0.0, init=False)
    _resolver: Any = field(default=None, init=False)

    def __call__(self, name: str) -> bytes:
        """The record of that name, its strings joined; b'' where there is none or nobody says in time."""
        begun = time.monotonic()
        if begun - self._since > self.window:
            self._since, self._waited = begun, 0.0
        if self._waited >= self.budget:
            return b""
        try:
            return self._ask(name)
        finally:
            self._waited += time.monotonic() - begun

    def _ask(self, name: str) -> bytes:
        import dns.exception
        import dns.resolver

        try:
            if self._resolver is None:
                resolver = dns.resolver.Resolver(configure=not self.server)
                if self.server:
                    resolver.nameservers, resolver.port = [self.server], self.port
                resolver.cache = dns.resolver.LRUCache(1_000)
                self._resolver = resolver
            answer = self._resolver.resolve(name, "TXT", lifetime=self.patience, search=False)
            return b"".join(next(iter(answer)).strings)
        except (dns.exception.DNSException, OSError, UnicodeError):
            return b""
