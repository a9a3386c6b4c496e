"""Who signed a mail: own keys, signatures by the library that verifies them, and a DNS server over a real socket."""

import base64
import hashlib
import logging
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import MovableClock, make_house

from cocmail.admin.check import checks
from cocmail.config import load
from cocmail.judging import Desk, judge
from cocmail.mail.sender import Group
from cocmail.signatures import COVERED, DnsKeys, Signatures, can_verify

dkim = pytest.importorskip("dkim", reason="the extra `dkim` is not installed")

from cryptography.hazmat.primitives import serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: E402

DESK = Desk(
    "conduct-cases@example.org",
    Group("conduct@groups.example", "conduct.groups.example"),
    "mx.example.org",
    ("en",),
    "UTC",
)
NAME = "s1._domainkey.example.net."
HEADERS = (
    "From: Rea Porter <rea@example.net>",
    "To: conduct@example.org",
    "Subject: something",
    "Date: Mon, 02 Mar 2026 13:00:00 +0200",
    "Message-ID: <one@example.net>",
)
TEXT = "Somebody shouted at me.\r\n"


def _pair(bits: int) -> tuple[bytes, bytes]:
    """A private key as PEM, and the record that publishes the public one."""
    key = rsa.generate_private_key(65_537, bits)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


PEM, RECORD = _pair(2048)


def unsigned(*headers: str, text: str = TEXT) -> bytes:
    return "\r\n".join((*(headers or HEADERS), "", text)).encode()


def signed(
    raw: bytes, *, covers: tuple[str, ...] = COVERED, domain: str = "example.net", **how: object
) -> bytes:
    """The mail with a signature above it."""
    names = [each.encode() for each in covers]
    line: bytes = dkim.sign(
        raw,
        b"s1",
        domain.encode(),
        PEM,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=names,
        **how,
    )
    return line + raw


def prove(raw: bytes, domain: str = "example.net", record: bytes = RECORD) -> bool:
    asked: list[str] = []

    def key_of(name: str) -> bytes:
        asked.append(name)
        return record

    proven = Signatures(key_of).prove(raw, domain)
    assert set(asked) <= {f"s1._domainkey.{domain}."}, "nobody else's key is of use"
    return proven


@pytest.mark.parametrize(
    "raw",
    [
        signed(unsigned()),
        signed(unsigned()).replace(b"\r\n", b"\n"),
        signed(unsigned(), covers=(*COVERED, "reply-to", "content-type")),
        b"Received: from somewhere\r\nX-Spam: no\r\n" + signed(unsigned()),
        # A list's or a gateway's signature above it, of which nobody is asked.
        signed(signed(unsigned()), domain="evil.example"),
    ],
)
def test_a_mail_signed_by_its_authors_domain_is_proven(raw: bytes) -> None:
    assert prove(raw)


def _without(name: str) -> bytes:
    return signed(unsigned(), covers=tuple(each for each in COVERED if each != name))


REFUSED = {
    "unsigned": unsigned(),
    "another text": signed(unsigned()).replace(b"shouted", b"smiled"),
    "more text": signed(unsigned()) + b"More.\r\n",
    "a length": signed(unsigned(), length=True),
    "a length and more text": signed(unsigned(), length=True) + b"More.\r\n",
    "another subject": signed(unsigned()).replace(b"Subject: something", b"Subject: anything"),
    **{
        f"a second {name} on top": name.encode() + b": x@example.net\r\n" + signed(unsigned())
        for name in COVERED
    },
    **{f"{name} is not covered": _without(name) for name in COVERED if name != "from"},
    "a subdomain": signed(unsigned(), domain="mail.example.net"),
    "the domain above": signed(unsigned(), domain="net"),
    "a namesake": signed(unsigned(), domain="notexample.net"),
    "another domain": signed(unsigned(), domain="evil.example"),
    "no mail": b"\x00\xff" * 100,
    "nothing": b"",
    "headers that are none": b"no header at all\r\n" + signed(unsigned()),
    "far down": b"".join(signed(unsigned(), domain="evil.example").split(b"From:")[0] for _ in range(9))
    + signed(unsigned()),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_mail_that_could_have_been_changed_or_signed_by_somebody_else_is_not(name: str) -> None:
    assert not prove(REFUSED[name])


def test_an_expired_signature_proves_nothing_any_more() -> None:
    """The line is signed by hand: the library signs no x=."""
    line = _line(f"v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=s1; x={int(time.time()) - 90_000}")
    kept = _line(f"v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=s1; x={int(time.time()) + 90_000}")

    assert prove(kept + unsigned())
    assert not prove(line + unsigned())


def test_a_signature_with_sha_1_proves_nothing() -> None:
    strong = _line("v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=s1")
    weak = _line("v=1; a=rsa-sha1; c=relaxed/relaxed; d=example.net; s=s1")

    assert prove(strong + unsigned())
    assert not prove(weak + unsigned())


def _line(tags: str) -> bytes:
    """A signature made by hand (RFC 6376 section 3.7), for what the library does not sign."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA1, SHA256, Hash, HashAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    algorithm: HashAlgorithm = SHA1() if "sha1" in tags else SHA256()
    body = Hash(algorithm)
    body.update(TEXT.encode())
    tags += f"; h={':'.join(COVERED)}; bh={base64.b64encode(body.finalize()).decode()}; b="
    fields = [line.split(": ", 1) for line in HEADERS]
    text = "".join(f"{name.lower()}:{value}\r\n" for name, value in fields) + f"dkim-signature:{tags}"
    key = load_pem_private_key(PEM, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    signature = base64.b64encode(key.sign(text.encode(), PKCS1v15(), algorithm)).decode()
    return f"DKIM-Signature: {tags}{signature}\r\n".encode()


@pytest.mark.parametrize(
    ("record", "proven"),
    [
        (RECORD, True),
        (RECORD.replace(b"k=rsa", b"k=rsa; t=s"), True),
        (b"", False),
        (b"v=DKIM1; k=rsa; p=", False),
        (b"v=spf1 -all", False),
        (RECORD.replace(b"k=rsa", b"k=rsa; t=s:y"), False),
        (RECORD.replace(b"k=rsa", b"k=rsa; t=y"), False),
        (_pair(2048)[1], False),
        (b"v=DKIM1; p=" + b"A" * 60_000, False),
        (b"\xff\xfe", False),
    ],
)
def test_the_key_must_be_there_and_be_the_one(record: bytes, *, proven: bool) -> None:
    assert prove(signed(unsigned()), record=record) is proven


def test_a_library_that_is_fed_garbage_writes_no_domain_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)

    prove(signed(unsigned()), record=b"")
    prove(signed(unsigned()).replace(b"shouted", b"smiled"))

    assert caplog.records == []


@pytest.mark.parametrize(
    "body",
    [
        (b" " * 199 + b"x") * 49_000,
        b" " * 500_000,
        b"A" * 12_000_000,
        (b"A" * 76 + b"\r\n") * 120_000,
    ],
    ids=["spaces", "one run", "too large", "a photo"],
)
def test_a_hostile_or_large_mail_takes_bounded_time(body: bytes) -> None:
    before = time.perf_counter()
    prove(signed(unsigned()).replace(TEXT.encode(), body))

    assert time.perf_counter() - before < 3


BODY_HASH = base64.b64encode(hashlib.sha256(TEXT.encode()).digest()).decode()
SIGNATURE = (
    f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=s1; bh={BODY_HASH}; "
    f"h={':'.join(COVERED)}"
)


@pytest.mark.parametrize(
    "headers",
    [
        f"{SIGNATURE}:{':'.join(map(str, range(800)))}; b=AAAA\r\n" + "X-Nothing: n\r\n" * 150_000,
        f"{SIGNATURE}; z= b" + "\r\n " * 20_000 + "x; b=AAAA\r\n",
    ],
    ids=["names", "folds"],
)
def test_hostile_headers_take_bounded_time(headers: str) -> None:
    before = time.perf_counter()
    assert not prove(headers.encode() + unsigned())

    assert time.perf_counter() - before < 3


def test_a_mail_of_line_ends_takes_bounded_memory() -> None:
    raw = signed(unsigned()).replace(TEXT.encode(), b"\n" * 9_000_000)
    tracemalloc.start()
    try:
        prove(raw)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 40_000_000


def _der(tag: int, content: bytes) -> bytes:
    size = len(content).to_bytes(3, "big")
    return bytes([tag, 0x83]) + size + content


def test_a_key_that_takes_minutes_to_use_is_not_used() -> None:
    huge = _der(2, b"\x7f" + b"\xff" * 20_000)
    record = b"v=DKIM1; p=" + base64.b64encode(_der(0x30, huge + huge))
    before = time.perf_counter()

    assert not prove(signed(unsigned()), record=record)
    assert time.perf_counter() - before < 3


# What follows for the author.


def authenticated(raw: bytes, *, signer_is_asked: bool = True, desk: Desk = DESK) -> bool | None:
    asked: list[str] = []

    def key_of(name: str) -> bytes:
        asked.append(name)
        return RECORD

    found = judge(raw, replace(desk, signatures=Signatures(key_of)), bytes(32)).sender.authenticated
    assert bool(asked) is signer_is_asked
    return found


def test_an_author_whose_domain_signed_is_authenticated() -> None:
    assert authenticated(signed(unsigned())) is True


def test_without_the_library_nothing_changes() -> None:
    assert judge(signed(unsigned()), DESK, bytes(32)).sender.authenticated is None


@pytest.mark.parametrize("raw", [unsigned(), signed(unsigned()).replace(b"shouted", b"smiled")])
def test_a_signature_that_is_missing_or_broken_is_never_held_against_anybody(raw: bytes) -> None:
    assert authenticated(raw, signer_is_asked=b"DKIM" in raw) is None


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("mx.example.org; dmarc=fail header.from=example.net", False),
        ("mx.example.org; dmarc=none header.from=example.net", None),
        ("mx.example.org; spf=pass smtp.mailfrom=rea@example.net", None),
    ],
)
def test_where_our_provider_has_spoken_no_signature_is_looked_at(results: str, expected: bool | None) -> None:
    raw = f"Authentication-Results: {results}\r\n".encode() + signed(unsigned())

    assert authenticated(raw, signer_is_asked=False) is expected


def test_results_of_anybody_else_are_nothing_spoken() -> None:
    raw = b"Authentication-Results: mx.evil.example; dmarc=fail header.from=example.net\r\n" + signed(
        unsigned()
    )

    assert authenticated(raw) is True


@pytest.mark.parametrize(
    "header",
    [
        "List-ID: <conduct.groups.example>",
        "List-Unsubscribe: <mailto:x@example.net>",
        "X-Original-Sender: rea@example.net",
        "Mailing-list: list x@example.net",
        "X-BeenThere: list@example.net",
        "Sender: list@example.net",
        "X-Original-Authentication-Results: mx.google.com; dmarc=fail header.from=example.net",
    ],
)
def test_a_list_of_the_authors_domain_signs_for_anybody_and_proves_nobody(header: str) -> None:
    assert authenticated(header.encode() + b"\r\n" + signed(unsigned()), signer_is_asked=False) is None


def test_what_does_not_fit_together_is_not_proven_by_a_signature() -> None:
    for doubled in (b"From: eve@example.net\r\n", b"Sender: rea@example.net\r\n" * 2):
        assert authenticated(doubled + signed(unsigned()), signer_is_asked=False) is None


@pytest.mark.parametrize("domain", ["exаmple.net", "example.net.evil.example", "example-net.example"])
def test_a_domain_that_looks_alike_is_another_one(domain: str) -> None:
    raw = signed(unsigned(f"From: Rea Porter <rea@{domain}>", *HEADERS[1:]))

    assert not authenticated(raw, signer_is_asked=False)


def test_a_domain_in_letters_is_signed_as_the_dns_has_it() -> None:
    domain = "äiti.example"
    raw = unsigned(f"From: Rea Porter <rea@{domain}>", *HEADERS[1:])

    assert authenticated(signed(raw, domain=domain.encode("idna").decode())) is True


# Keys by DNS.


@contextmanager
def dns_server(records: dict[str, bytes], *, silent: bool = False) -> Iterator[tuple[int, list[str]]]:
    """A DNS server on loopback that knows these TXT records, and what it is asked."""
    import dns.flags
    import dns.message
    import dns.rcode
    import dns.rrset

    asked: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(0.1)
        end = threading.Event()

        def serve() -> None:
            while not end.is_set():
                try:
                    data, client = udp.recvfrom(4_096)
                except TimeoutError:
                    continue
                query = dns.message.from_wire(data)
                name = query.question[0].name.to_text()
                asked.append(name)
                answer = dns.message.make_response(query)
                answer.flags |= dns.flags.RA
                if record := records.get(name):
                    strings = " ".join(
                        f'"{record[at : at + 255].decode().replace(";", chr(92) + ";")}"'
                        for at in range(0, len(record), 255)
                    )
                    answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", strings))
                else:
                    answer.set_rcode(dns.rcode.NXDOMAIN)
                if not silent:
                    udp.sendto(answer.to_wire(), client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield udp.getsockname()[1], asked
        finally:
            end.set()
            thread.join()


def test_a_key_comes_by_dns_in_several_strings_and_is_remembered() -> None:
    with dns_server({NAME: RECORD}) as (port, asked):
        signatures = Signatures(DnsKeys("127.0.0.1", port))

        assert len(RECORD) > 255
        assert signatures.prove(signed(unsigned()), "example.net")
        assert signatures.prove(signed(unsigned()), "example.net")
        assert asked == [NAME]


def test_a_key_that_the_dns_does_not_know_proves_nothing() -> None:
    with dns_server({}) as (port, asked):
        assert not Signatures(DnsKeys("127.0.0.1", port)).prove(signed(unsigned()), "example.net")
        assert asked == [NAME]


def test_a_dns_that_never_answers_holds_nobody_up_for_long() -> None:
    with dns_server({}, silent=True) as (port, asked):
        keys = DnsKeys("127.0.0.1", port, patience=0.3, budget=0.5)
        for number in range(100):
            assert keys(f"s1._domainkey.d{number}.example.") == b""

    # Each of them waits no longer than its patience, so that what all wait is bounded by how many are asked.
    assert 1 <= len(set(asked)) <= 3
    assert keys._waited < 5


def test_after_a_while_the_dns_is_asked_again() -> None:
    with dns_server({}, silent=True) as (port, asked):
        keys = DnsKeys("127.0.0.1", port, patience=0.2, budget=0.1, window=0.5)
        keys("a.example.")
        keys("b.example.")
        told = len(asked)
        time.sleep(0.5)
        keys("c.example.")

    assert "b.example." not in asked
    assert len(asked) > told


def test_nobody_at_the_port_is_no_failure() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        port = udp.getsockname()[1]

    assert DnsKeys("127.0.0.1", port, patience=0.3)(NAME) == b""


# In the program.


def test_the_service_verifies_where_the_library_is_and_check_says_so(
    tmp_path: Path, clock: MovableClock
) -> None:
    house = make_house(tmp_path, clock)

    assert can_verify()
    assert house.intake.desk.signatures is not None
    said = [each for each in checks(load(tmp_path / "cocmail.toml")) if each.what == "authors"]
    assert [(each.level, "DKIM" in each.text) for each in said] == [("ok", True)]
    house.store.database.close()


@pytest.mark.parametrize(("more", "level"), [("", "warning"), ('trusted_authserv = "mx.example.org"', "ok")])
def test_check_says_what_to_do_where_nobody_vouches_for_an_author(
    tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch, more: str, level: str
) -> None:
    monkeypatch.setattr("cocmail.signatures.find_spec", lambda _: None)
    house = make_house(tmp_path, clock, imap_more=more)

    assert house.intake.desk.signatures is None
    said = [each for each in checks(load(tmp_path / "cocmail.toml")) if each.what == "authors"]
    assert [each.level for each in said] == [level]
    house.store.database.close()
