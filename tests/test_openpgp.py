"""Letters that only their recipient can read, and reports that only we can: with real keys, made for each run."""

import base64
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

import pytest
from pysequoia import Cert, Tsk, decrypt, encrypt, sign
from pysequoia.packet import PacketPile, Tag
from tests.builders import (
    MAILBOX,
    REPORTS,
    START,
    Desk,
    MovableClock,
    mail,
    make_database,
    read,
    to,
    write_config,
)
from tests.servers import require

from cocmail import opener, openpgp
from cocmail.admin.check import _openpgp
from cocmail.admin.explain import explain
from cocmail.config import Config, ConfigError, load
from cocmail.judging import judge
from cocmail.mail.encrypted import find_encrypted
from cocmail.mail.message import parse
from cocmail.openpgp import KeyFault, PublicKey, Shut, TeamKey
from cocmail.reloading import read_again
from cocmail.wiring import build, desk_of, rules_of

BEN = "Ben Okafor <ben@example.org>"
CANARY = "CANARYWORD"
# A key that lives for ever, whose one subkey to encrypt to has expired in 2020.
EXPIRED_SUBKEY = """-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEXgvhABYJKwYBBAHaRw8BAQdA8zxKe0+HwsixvfGt9yIZ9sGCDkU1G97qlRj7
ieG5TRq0FU9sZCA8b2xkQGV4YW1wbGUub3JnPoiQBBMWCAA4FiEECpnFrQs3VP5f
LOgYxIt6GnfAY6wFAl4L4QACGwMFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQ
xIt6GnfAY6yxrwEA6CobS3we2woco0xBQAkDcGVABv3fO5WePtKV2Fup4lUBAJYq
0rAmnPOa4llrWu2dga4vbBblnNnVA5jdFc3mWbgLuDgEXgvhABIKKwYBBAGXVQEF
AQEHQBdwGYAyupIkXbMFos1pA89lG4QoW8OzmJCwKjiG5+AZAwEIB4h+BBgWCAAm
FiEECpnFrQs3VP5fLOgYxIt6GnfAY6wFAl4L4QACGwwFCQHhM4AACgkQxIt6GnfA
Y6z8ZgEAmOhocvzA/V3kpaQk09KyuIB3PI1XAcE4q3EXHyhX8iEA/1c+hcBSj4UT
5frPTAxunZ3gah2vR8/qx/rapeidgXQC
=QmzT
-----END PGP PUBLIC KEY BLOCK-----
"""


@cache
def key(name: str) -> Tsk:
    return Tsk.generate(name)


def public(name: str = BEN) -> str:
    return str(key(name).extract_certificate())


def team() -> Tsk:
    return key("Example Python Code of Conduct <conduct@example.org>")


def to_team(words: bytes | str) -> bytes:
    content = words.encode() if isinstance(words, str) else words
    return encrypt(content, [team().extract_certificate()])


def configured(folder: Path, *, ben: str | None = None, secret: str | None = None) -> Config:
    """A configuration with a key for Ben, and one for the team."""
    path = write_config(folder)
    text = path.read_text()
    if ben is not None:
        (folder / "ben.asc").write_text(ben)
        text = text.replace('"ben@example.org"', '"ben@example.org"\nopenpgp_key_file = "ben.asc"')
    if secret is not None:
        (folder / "team.sec").touch(0o600)
        (folder / "team.sec").write_text(secret)
        text += '\n[sealing]\nopenpgp_key_file = "team.sec"\n'
    path.write_text(text)
    return load(path)


Start = Callable[..., Desk]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a house whose clock stands at the hour of the computer, which the library goes by."""
    desks = []

    def started(**keys: str | None) -> Desk:
        clock = MovableClock(datetime.now(UTC))
        config = configured(tmp_path, **keys)
        make_database(config)
        desks.append(Desk(build(config, clock), clock))
        return desks[-1]

    yield started
    for desk in desks:
        desk.house.store.database.close()


def pgp_mime(ciphertext: bytes, *, encoding: str = "", **headers: str) -> bytes:
    """A mail that is encrypted as RFC 3156 says, as Thunderbird writes it."""
    plain = read(mail("", **{"subject": "...", **headers}))  # type: ignore[arg-type]
    head = b"".join(
        f"{name}: {value}\r\n".encode()
        for name, value in plain.items()
        if not name.lower().startswith(("content-", "mime-"))
    )
    if encoding == "base64":
        ciphertext = base64.encodebytes(ciphertext)
    return (
        head + b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="----b=_x"\r\n\r\n'
        b"This is an OpenPGP/MIME encrypted message (RFC 4880 and 3156)\r\n"
        b"------b=_x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
        b'------b=_x\r\nContent-Type: application/octet-stream; name="encrypted.asc"\r\n'
        + (f"Content-Transfer-Encoding: {encoding}\r\n".encode() if encoding else b"")
        + b"\r\n"
        + ciphertext
        + b"\r\n------b=_x--\r\n"
    )


def entity(text: str, **headers: str) -> bytes:
    """What a client encrypts: a MIME entity."""
    message = EmailMessage(policy=SMTP)
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def opened(letter: bytes, secret: Tsk) -> EmailMessage:
    """A letter as a client with this secret key shows it."""
    message = read(letter)
    assert message.get_content_type() == "multipart/encrypted"
    assert message.get_param("protocol") == "application/pgp-encrypted"
    control, data = message.iter_parts()
    assert control.get_content_type() == "application/pgp-encrypted"
    assert control.get_payload(decode=True).strip() == b"Version: 1"  # type: ignore[union-attr]
    assert data.get_content_type() == "application/octet-stream"
    ciphertext = data.get_payload(decode=True)
    assert isinstance(ciphertext, bytes)
    words = decrypt(ciphertext, secret.decryptor()).bytes
    assert words is not None
    return read(words)


def cleared(desk: Desk, text: str = REPORTS["en"]) -> bytes:
    """What Ben gets when he answers the notice of a report with CLEAR."""
    desk.arrives(mail(text))
    notice = read(to(desk.raw_letters(), "ben@example.org"))
    desk.arrives(answer(notice, "CLEAR"))
    return to(desk.raw_letters(), "ben@example.org")


def answer(letter: EmailMessage, text: str, *, message_id: str = "<clear@example.org>") -> bytes:
    return mail(
        text,
        sender=BEN,
        to=str(letter["Reply-To"]),
        message_id=message_id,
        In_Reply_To=str(letter["Message-ID"]),
    )


# -- letters ---------------------------------------------------------------------------------------------


def test_a_letter_to_a_responder_with_a_key_is_read_with_that_key_alone(start: Start) -> None:
    desk = start(ben=public())

    letter = cleared(desk, f"{REPORTS['en']} {CANARY} hän löi")

    assert CANARY.encode() not in letter
    assert all(len(line) <= 78 for line in letter.split(b"\r\n"))
    assert b"\n" not in letter.replace(b"\r\n", b"")
    assert letter.isascii()
    shown = opened(letter, key(BEN))
    assert shown.get_content_type() == "text/plain"
    assert f"{CANARY} hän löi" in shown.get_content()
    with pytest.raises(RuntimeError):
        opened(letter, key("Mallory <mallory@example.net>"))


def test_what_is_outside_of_an_encrypted_letter_is_as_in_any_other(start: Start) -> None:
    desk = start(ben=public())

    desk.arrives(mail(REPORTS["en"]))
    letters = desk.raw_letters()

    bens, carlas = (read(to(letters, f"{name}@example.org")) for name in ("ben", "carla"))
    own = {
        "To",
        "Message-ID",
        "In-Reply-To",
        "References",
        "Reply-To",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    assert {name: value for name, value in bens.items() if name not in own} == {
        name: value for name, value in carlas.items() if name not in own
    }
    assert bens["Subject"].casefold() == desk.case().name
    assert str(bens["Reply-To"]).startswith("conduct-cases+")
    assert carlas.get_content_type() == "text/plain"


def test_no_word_of_a_case_stands_in_any_letter_to_somebody_with_a_key(start: Start) -> None:
    desk = start(ben=public())
    cleared(desk, f"Somebody called {CANARY} shouted at me yesterday at six in the Oodi library.")
    first = to_the_reporter(desk)
    desk.arrives(mail(f"It was {CANARY}.", answers=first, message_id="<two@example.net>"))
    desk.house.escalation.sweep()
    desk.clock.move(days=8)
    desk.house.escalation.sweep()

    with desk.house.store.transaction() as tx:
        kept = [each for each in tx.post.of_case(desk.case().id) if each.recipient == "ben@example.org"]

    assert {"notice", "report", "update", "escalation"} <= {each.purpose for each in kept}
    assert [each.purpose for each in kept if CANARY.encode() in each.raw] == []
    assert [each.purpose for each in kept if b"BEGIN PGP MESSAGE" not in each.raw] == []
    assert any(CANARY in opened(each.raw, key(BEN)).get_content() for each in kept)


def test_a_key_that_comes_with_a_reload_stops_what_was_written_without_it(
    start: Start, tmp_path: Path
) -> None:
    desk = start()
    desk.arrives(mail(f"Somebody called {CANARY} shouted at me."))
    notice = to(desk.raw_letters(), "ben@example.org")
    desk.arrives(mail("Clear", sender=BEN, answers=notice, message_id="<two@example.org>"))

    read_again(desk.house, lambda: configured(tmp_path, ben=public()))

    assert [raw for raw in desk.raw_letters() if CANARY.encode() in raw] == []


def to_the_reporter(desk: Desk) -> bytes:
    with desk.house.store.transaction() as tx:
        return next(
            each.raw for each in tx.post.of_case(desk.case().id) if each.recipient == "rea@example.net"
        )


def test_words_that_cannot_be_encrypted_stay_here_and_a_notice_without_content_goes_out(
    start: Start, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("cocmail"), "propagate", True)
    desk = start(ben="this is no key")

    letter = cleared(desk, f"Somebody called {CANARY} shouted at me yesterday at six.")

    assert CANARY.encode() not in letter
    notice = read(letter)
    assert notice.get_content_type() == "text/plain"
    assert "could not be encrypted" in notice.get_content()
    assert desk.case().name in notice.get_content().casefold()
    said = [each.getMessage() for each in caplog.records if "openpgp" in each.getMessage()]
    assert said == [
        "responders.1.openpgp_key_file is not one OpenPGP key: no content goes to this responder until that is mended"
    ]
    assert "ben@" not in caplog.text

    # A mended key is used from the next letter on; the letter that was held is not lost.
    (tmp_path / "ben.asc").write_text(public())
    desk.arrives(answer(notice, "CLEAR", message_id="<again@example.org>"))
    assert CANARY in opened(to(desk.raw_letters(), "ben@example.org"), key(BEN)).get_content()


def test_without_a_usable_key_the_lesser_letters_go_out_without_names_and_words(start: Start) -> None:
    desk = start(ben="this is no key")
    desk.arrives(mail(f"Mallory {CANARY.capitalize()} shouted at me yesterday at six in the Oodi library."))
    assert desk.case().person_named_as

    notice = read(to(desk.raw_letters(), "ben@example.org"))
    desk.arrives(answer(notice, f"CLEAR\nNOTE {CANARY} again"))
    desk.arrives(answer(notice, f"NOTE {CANARY} again", message_id="<note@example.org>"))

    letters = [notice, *(each for each in desk.letters() if each["To"] == "ben@example.org")]
    first, second, third = (each.get_content().replace("\r\n", "\n") for each in letters)
    assert CANARY not in (first + second + third).upper()
    assert "CLEAR" in first
    assert "could not be encrypted" in second
    assert "> NOTE\n  ok" in third


def test_a_key_that_expires_is_used_until_then(start: Start) -> None:
    desk = start(ben=str(Tsk.generate(BEN, validity_seconds=86_400).extract_certificate()))
    desk.arrives(mail(REPORTS["en"]))
    notice = read(to(desk.raw_letters(), "ben@example.org"))
    assert notice.get_content_type() == "multipart/encrypted"

    desk.clock.move(days=2)
    desk.arrives(answer(notice, "CLEAR"))

    assert read(to(desk.raw_letters(), "ben@example.org")).get_content_type() == "text/plain"


def test_without_the_library_content_is_held_back_as_well(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = start(ben=public())
    monkeypatch.setattr("cocmail.openpgp.importlib.util.find_spec", lambda _name: None)

    letter = cleared(desk, f"{REPORTS['en']} {CANARY}")

    assert CANARY.encode() not in letter
    assert "could not be encrypted" in read(letter).get_content()


# -- keys ------------------------------------------------------------------------------------------------


def _revoked() -> str:
    secret = Tsk.generate(BEN)
    cert = secret.extract_certificate()
    return str(Cert.from_bytes(bytes(cert) + bytes(cert.revoke(secret.certifier()))))


def _expired() -> str:
    secret = Tsk.generate(BEN, validity_seconds=1)
    time.sleep(1.1)
    return str(secret.extract_certificate())


def _without_subkeys() -> str:
    packets = list(PacketPile.from_bytes(bytes(key(BEN).extract_certificate())))
    end = next(n for n, packet in enumerate(packets) if packet.tag == Tag.PublicSubkey)
    return str(Cert.from_packets(packets[:end]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (lambda: "this is no key", "is not one OpenPGP key"),
        (lambda: "", "is not one OpenPGP key"),
        (lambda: public()[:400], "is not one OpenPGP key"),
        (lambda: public() + public("Aino Virtanen <aino@example.org>"), "is not one OpenPGP key"),
        (lambda: str(key(BEN)), "holds a secret key"),
        (_revoked, "was revoked"),
        (_expired, "expired on 20"),
        (_without_subkeys, "has no key to encrypt to"),
        (lambda: EXPIRED_SUBKEY, "has no key to encrypt to any more: it expired on 2020-12-31"),
    ],
)
def test_a_key_that_must_not_be_used_is_refused_in_one_line(
    content: Callable[[], str], said: str, tmp_path: Path
) -> None:
    (tmp_path / "ben.asc").write_text(content())
    bens = PublicKey("responders.1.openpgp_key_file", tmp_path / "ben.asc")

    for used in (lambda: bens.encrypt(b"words", datetime.now(UTC)), lambda: bens.look(datetime.now(UTC))):
        with pytest.raises(KeyFault, match=said) as caught:
            used()
        assert "\n" not in str(caught.value)


def test_a_missing_key_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match="cannot be read: No such file or directory"):
        PublicKey("x", tmp_path / "ben.asc").look(START)


def test_a_binary_key_is_as_good_as_an_armored_one(tmp_path: Path) -> None:
    (tmp_path / "ben.gpg").write_bytes(bytes(key(BEN).extract_certificate()))
    bens = PublicKey("x", tmp_path / "ben.gpg")

    standing = bens.look(datetime.now(UTC))

    assert decrypt(bens.encrypt(b"words", datetime.now(UTC)), key(BEN).decryptor()).bytes == b"words"
    assert standing.names == (BEN,)
    assert standing.fingerprint == key(BEN).extract_certificate().fingerprint.upper()
    assert standing.expires_at is None


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (lambda: public(), 0o600, "is a public key"),
        (lambda: "this is no key", 0o600, "is not one OpenPGP key"),
        (lambda: str(team()), 0o640, "can be read by others"),
    ],
)
def test_a_team_key_that_opens_nothing_is_refused(
    content: Callable[[], str], mode: int, said: str, tmp_path: Path
) -> None:
    (tmp_path / "team.sec").write_text(content())
    (tmp_path / "team.sec").chmod(mode)

    with pytest.raises(KeyFault, match=said):
        TeamKey("x", tmp_path / "team.sec").look(datetime.now(UTC))


def test_check_tells_of_each_key(tmp_path: Path) -> None:
    def told(now: datetime, **keys: str) -> list[tuple[str, str]]:
        return [(each.level, each.text) for each in _openpgp(configured(tmp_path, **keys), now)]

    now = datetime.now(UTC)
    for_a_year = str(Tsk.generate(BEN, validity_seconds=365 * 86_400).extract_certificate())

    assert told(now) == []
    (reports, letters) = told(now, ben=for_a_year, secret=str(team()))
    assert reports[0] == letters[0] == "ok"
    assert "sealing.openpgp_key_file: encrypted reports are read, key " in reports[1]
    assert f"until {now + timedelta(days=365):%Y-%m-%d}" in letters[1]
    assert [level for level, _ in told(now + timedelta(days=340), ben=for_a_year)] == ["warning"]
    ((level, text),) = told(now + timedelta(days=366), ben=for_a_year)
    assert level == "error"
    assert text.startswith("responders.1.openpgp_key_file expired on 20")
    assert text.endswith("; letters with content are held back")
    ((level, text),) = told(now, ben=public("Mallory <mallory@example.net>"))
    assert level == "warning"
    assert "does not name ben@example.org" in text


def test_check_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = configured(tmp_path, ben=public(), secret=str(team()))
    monkeypatch.setattr("cocmail.openpgp.importlib.util.find_spec", lambda _name: None)
    # As if it were not there at all.
    monkeypatch.setitem(sys.modules, "pysequoia", None)

    results = list(_openpgp(config, datetime.now(UTC)))

    assert [each.level for each in results] == ["error", "error"]
    assert all("pip install 'cocmail[openpgp]'" in each.text for each in results)


def test_the_service_does_not_start_without_the_team_key_it_is_to_use(tmp_path: Path) -> None:
    config = configured(tmp_path, secret=str(team()), ben="this is no key")
    build(config, MovableClock())
    (tmp_path / "team.sec").unlink()

    with pytest.raises(ConfigError) as caught:
        build(config, MovableClock())
    assert caught.value.problems == ["sealing.openpgp_key_file: cannot be read: No such file or directory"]


# -- reports ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("encoding", ["", "base64"])
def test_an_encrypted_report_is_a_case_like_any_other(start: Start, language: str, encoding: str) -> None:
    desk = start(secret=str(team()))

    desk.arrives(pgp_mime(to_team(entity(REPORTS[language])), encoding=encoding))

    case = desk.case()
    assert case.language == language
    assert case.checklist["when"].state == "present"
    assert case.reporter == "rea@example.net"
    assert not case.marks & {"unclear", "unreadable"}
    reply = read(to(desk.raw_letters(), "rea@example.net"))
    assert desk.house.letters.questions(language)["where"] in reply.get_content()
    assert reply["In-Reply-To"] == "<one@example.net>"
    _, entries, _ = desk.house.store.case_named(case.name) or pytest.fail("no case")
    assert entries[0].text == REPORTS[language]


def test_the_message_is_kept_as_it_came(start: Start) -> None:
    desk = start(secret=str(team()))
    raw = pgp_mime(to_team(entity(f"{REPORTS['en']} {CANARY}")))

    desk.arrives(raw)

    with desk.house.store.transaction() as tx:
        assert [each.raw for each in tx.messages.of(desk.case().id)] == [raw]


def test_who_wrote_is_said_outside_and_what_it_is_about_inside(tmp_path: Path) -> None:
    desk = desk_of(configured(tmp_path, secret=str(team())))
    inside = entity(
        REPORTS["en"], Subject="shouted at in Oodi", From=BEN, To="ben@example.org", References="<x@y>"
    )

    judged = judge(pgp_mime(to_team(inside)), desk, b"k" * 32)

    assert judged.openpgp == "opened"
    assert judged.sender.address.address == "rea@example.net"
    assert judged.message.subject == "shouted at in Oodi"
    assert judged.message.references == ()


def test_attachments_inside_are_attachments(tmp_path: Path) -> None:
    message = EmailMessage(policy=SMTP)
    message.set_content(REPORTS["en"])
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="screenshot.png")

    judged = judge(
        pgp_mime(to_team(message.as_bytes())), desk_of(configured(tmp_path, secret=str(team()))), b"k" * 32
    )

    assert [(each.name, each.content) for each in judged.message.attachments] == [
        ("screenshot.png", b"\x89PNG")
    ]
    assert judged.message.text == REPORTS["en"]


def test_armored_lines_in_a_text_are_opened_where_they_stand(tmp_path: Path) -> None:
    desk = desk_of(configured(tmp_path, secret=str(team())))
    raw = mail(f"Please read:\n\n{to_team('Hän huusi.').decode()}\n-- \nRea")

    judged = judge(raw, desk, b"k" * 32)

    assert judged.message.text == "Please read:\n\nHän huusi.\n\n-- \nRea"
    assert judged.message.readable
    assert "BEGIN PGP" not in judged.message.plain


def test_what_a_server_made_of_pgp_mime_is_opened_and_nothing_beside_it_is_lost(tmp_path: Path) -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = "rea@example.net", MAILBOX
    message.set_content("A footer that the server added.")
    message.add_attachment(b"Version: 1\n", maintype="application", subtype="pgp-encrypted")
    message.add_attachment(
        to_team(entity(REPORTS["en"])),
        maintype="application",
        subtype="octet-stream",
        filename="encrypted.asc",
    )
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="screenshot.png")

    judged = judge(message.as_bytes(), desk_of(configured(tmp_path, secret=str(team()))), b"k" * 32)

    assert judged.message.text == f"{REPORTS['en']}\n\nA footer that the server added."
    assert [each.name for each in judged.message.attachments] == ["screenshot.png"]


def _tampered() -> bytes:
    lines = to_team(entity(f"{REPORTS['en']} {CANARY}")).split(b"\n")
    middle = len(lines) // 2
    lines[middle] = lines[middle][::-1]
    return b"\n".join(each for each in lines if not each.startswith(b"="))


UNREADABLE: list[Callable[[], bytes]] = [
    lambda: encrypt(entity(REPORTS["en"]), [key("Mallory <mallory@example.net>").extract_certificate()]),
    lambda: encrypt(entity(REPORTS["en"]), passwords=["hunter2"]),
    _tampered,
    lambda: to_team(entity(REPORTS["en"]))[:300],
    lambda: b"nothing of the kind",
    lambda: b"",
]


@pytest.mark.parametrize("ciphertext", UNREADABLE)
def test_what_cannot_be_opened_is_a_case_and_its_reporter_is_told(
    start: Start, ciphertext: Callable[[], bytes]
) -> None:
    desk = start(secret=str(team()))

    desk.arrives(pgp_mime(ciphertext(), subject="a subject that can be read"))

    assert "unreadable" in desk.case().marks
    letters = desk.raw_letters()
    assert "could not read" in read(to(letters, "rea@example.net")).get_content()
    assert len(letters) == 4


@pytest.mark.parametrize("secret", [False, True])
def test_armored_lines_for_somebody_else_are_nobodys_words(start: Start, secret: bool) -> None:
    desk = start(secret=str(team()) if secret else None)

    desk.arrives(mail(UNREADABLE[0]().decode()))

    assert "unreadable" in desk.case().marks
    assert {each.state for each in desk.case().checklist.values()} <= {"absent", "present"}
    assert desk.case().checklist["description"].state == "absent"
    assert "could not read" in read(to(desk.raw_letters(), "rea@example.net")).get_content()


def test_without_a_team_key_an_encrypted_report_is_unreadable(start: Start) -> None:
    desk = start()

    desk.arrives(pgp_mime(to_team(entity(REPORTS["en"]))))

    assert "unreadable" in desk.case().marks


def test_an_encrypted_follow_up_fills_its_case_and_an_unreadable_one_is_told_of(start: Start) -> None:
    desk = start(secret=str(team()))
    desk.arrives(pgp_mime(to_team(entity(REPORTS["en"]))))
    letter = read(to(desk.raw_letters(), "rea@example.net"))
    outside = {"to": str(letter["Reply-To"]), "In_Reply_To": str(letter["Message-ID"])}

    inside = to_team(entity("In the Oodi library, third floor."))
    desk.arrives(pgp_mime(inside, message_id="<two@example.net>", **outside))
    assert desk.case().checklist["where"].state == "present"
    desk.raw_letters()
    desk.arrives(pgp_mime(UNREADABLE[0](), message_id="<three@example.net>", **outside))

    assert len(desk.house.store.cases()) == 1
    assert "could not read" in read(to(desk.raw_letters(), "rea@example.net")).get_content()


def test_a_responder_may_answer_encrypted_and_is_told_where_that_could_not_be_read(start: Start) -> None:
    desk = start(secret=str(team()))
    desk.arrives(mail(REPORTS["en"]))
    notice = read(to(desk.raw_letters(), "ben@example.org"))
    outside = {"sender": BEN, "to": str(notice["Reply-To"]), "In_Reply_To": str(notice["Message-ID"])}

    desk.arrives(pgp_mime(UNREADABLE[0](), message_id="<two@example.org>", **outside))
    assert "could not be read" in read(to(desk.raw_letters(), "ben@example.org")).get_content()
    assert desk.case().clearance["ben@example.org"] == "pending"
    desk.arrives(pgp_mime(to_team(entity("CLEAR")), message_id="<three@example.org>", **outside))

    assert desk.case().clearance["ben@example.org"] == "cleared"


def test_a_signature_inside_proves_nothing(start: Start) -> None:
    desk = start(secret=str(team()))
    desk.arrives(mail(REPORTS["en"]))
    notice = read(to(desk.raw_letters(), "ben@example.org"))
    signed = encrypt(entity("CLEAR"), [team().extract_certificate()], signer=key(BEN).signer())

    desk.arrives(
        pgp_mime(
            signed,
            to=str(notice["Reply-To"]),
            In_Reply_To=str(notice["Message-ID"]),
            message_id="<2@x.example>",
        )
    )

    assert desk.case().clearance["ben@example.org"] == "pending"


def test_explain_opens_it_as_well(tmp_path: Path) -> None:
    config = configured(tmp_path, secret=str(team()))
    (tmp_path / "report.eml").write_bytes(pgp_mime(to_team(entity(REPORTS["en"]))))

    told = explain(tmp_path / "report.eml", desk_of(config), rules_of(config), b"k" * 32)

    assert told["text"] == REPORTS["en"]
    assert told["openpgp"] == "opened"
    assert told["kind"] == "person"


# -- the process that opens ------------------------------------------------------------------------------


def packet(tag: int, body: bytes) -> bytes:
    return bytes((0xC0 | tag, 255)) + len(body).to_bytes(4, "big") + body


def bomb(size: int) -> bytes:
    """An OpenPGP message that unpacks to so many bytes (RFC 9580 sections 5.6, 5.9)."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    literal = b"b\0\0\0\0\0" + bytes(size)
    return packet(8, b"\x01" + squeeze.compress(packet(11, literal)) + squeeze.flush())


@pytest.fixture
def team_key(tmp_path: Path) -> TeamKey:
    (tmp_path / "team.sec").touch(0o600)
    (tmp_path / "team.sec").write_text(str(team()))
    return TeamKey("sealing.openpgp_key_file", tmp_path / "team.sec")


def test_a_small_message_that_unpacks_to_a_large_one_is_refused_soon(team_key: TeamKey) -> None:
    small, large = bomb(1_000_000), bomb(400_000_000)
    assert len(large) < 500_000
    assert team_key.open(small) == bytes(1_000_000)

    begun = time.monotonic()
    with pytest.raises(Shut, match=r"too much"):
        team_key.open(large)
    assert time.monotonic() - begun < 5


def test_no_more_comes_out_than_is_wanted(team_key: TeamKey) -> None:
    modest = TeamKey(team_key.name, team_key.path, most_bytes=1000)

    assert modest.open(to_team(bytes(1000))) == bytes(1000)
    with pytest.raises(Shut, match="there is too much in it"):
        modest.open(to_team(bytes(1001)))


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("import time; time.sleep(60)", "too much time"),
        ("while True: print('x' * 65536)", "too much"),
        ("import os; os.abort()", "too much time or memory"),
        ("raise SystemExit(1)", "too much time or memory"),
    ],
)
def test_a_process_that_gets_out_of_hand_is_ended(
    team_key: TeamKey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, said: str
) -> None:
    (tmp_path / "opener.py").write_text(
        f"import resource\nresource.setrlimit(resource.RLIMIT_CORE, (1, 1))\n{script}"
    )
    monkeypatch.setattr("cocmail.opener.__file__", str(tmp_path / "opener.py"))
    monkeypatch.setattr(openpgp, "_SECONDS", 0.5)

    begun = time.monotonic()
    with pytest.raises(Shut, match=said):
        team_key.open(bytes(1_000_000))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_report_that_was_being_opened_when_the_service_was_stopped_is_read_later(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stop: signal.Signals
) -> None:
    desk = start(secret=str(team()))
    (tmp_path / "opener.py").write_text(
        # Whoever runs the tests may ignore a signal ("nohup"), and a process inherits that.
        f"import os, signal\nsignal.signal({stop.value}, signal.SIG_DFL)\n"
        f"os.kill(os.getpid(), {stop.value})\nsignal.pause()"
    )
    with monkeypatch.context() as context:
        context.setattr("cocmail.opener.__file__", str(tmp_path / "opener.py"))
        desk.arrives(
            pgp_mime(to_team(entity(REPORTS["en"]))), mail("Another message", message_id="<b@example.net>")
        )
    # What is not encrypted does not wait for it.
    assert len(desk.house.store.cases()) == 1
    assert len(desk.house.store.unfiled()) == 1

    desk.house.intake.file_spooled()

    assert len(desk.house.store.cases()) == 2
    assert not any("unreadable" in each.marks for each in desk.house.store.cases())


def test_the_process_can_open_no_file_and_is_told_nothing_by_its_arguments(
    team_key: TeamKey, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    # The real one, which at its end tries what it must not be able to do, and tells what others can see of it.
    source = (
        Path(str(opener.__file__))
        .read_text()
        .replace(
            "sys.stdout.buffer.write(words)",
            "import os; sys.stdout.buffer.write(repr((sys.argv, dict(os.environ))).encode())\n"
            "    try: open('/dev/null')\n"
            "    except OSError as error: sys.stdout.buffer.write(error.strerror.encode())",
        )
    )
    (tmp_path / "opener.py").write_text(source)
    monkeypatch.setattr("cocmail.opener.__file__", str(tmp_path / "opener.py"))

    told = team_key.open(to_team(CANARY)).decode()

    assert told.endswith("Too many open files")
    assert CANARY not in told
    assert "PRIVATE KEY" not in told
    assert "TMPDIR" not in told
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("ciphertext", UNREADABLE)
def test_what_is_said_of_a_shut_message_is_one_line_without_content(
    team_key: TeamKey, ciphertext: Callable[[], bytes]
) -> None:
    with pytest.raises(Shut) as caught:
        team_key.open(ciphertext())

    assert str(caught.value) == "it is not encrypted to the team's key, or damaged"


def test_a_message_that_is_only_signed_is_read(team_key: TeamKey) -> None:
    assert team_key.open(sign(key(BEN).signer(), b"words")) == b"words"


def test_quoted_armor_is_no_ciphertext() -> None:
    quoted = "\n".join(f"> {line}" for line in to_team("words").decode().splitlines())

    assert find_encrypted(parse(mail(f"I agree.\n\n{quoted}"))) is None


# -- GnuPG, from the other side --------------------------------------------------------------------------


class GnuPG:
    """gpg with a key ring of its own."""

    def __init__(self) -> None:
        # Not below the folder of the test: the path of the agent's socket may have 107 characters.
        self.home = Path(tempfile.mkdtemp(prefix="gpg"))

    @staticmethod
    def missing() -> str:
        return "" if shutil.which("gpg") else "gpg is not installed"

    def run(self, *words: str, given: bytes = b"") -> bytes:
        command = ("gpg", "--batch", "--quiet", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "")
        done = subprocess.run(
            [*command, "--trust-model", "always", *words],
            input=given,
            env={**os.environ, "GNUPGHOME": str(self.home)},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def close(self) -> None:
        kill = ["gpgconf", "--homedir", str(self.home), "--kill", "all"]
        subprocess.run(kill, check=False, timeout=20, capture_output=True)
        shutil.rmtree(self.home, ignore_errors=True)


@pytest.fixture(scope="module")
def gpg() -> Iterator[GnuPG]:
    require(GnuPG)
    gnupg = GnuPG()
    try:
        gnupg.run("--quick-gen-key", BEN, "default", "default", "2y")
        gnupg.run("--import", given=str(team().extract_certificate()).encode())
        yield gnupg
    finally:
        gnupg.close()


def test_gpg_reads_our_letters(gpg: GnuPG, start: Start) -> None:
    desk = start(ben=gpg.run("--armor", "--export", "ben@example.org").decode())

    letter = read(cleared(desk, f"{REPORTS['fi']} {CANARY}"))

    _, data = letter.iter_parts()
    shown = read(gpg.run("--decrypt", given=data.get_content()))
    assert CANARY in shown.get_content()


@pytest.mark.parametrize(
    "how",
    [
        ["--encrypt"],
        ["--sign", "--encrypt"],
        ["--sign", "--encrypt", "-z", "0"],
        ["--sign", "--encrypt", "--throw-keyids"],
        ["--encrypt", "--compress-algo", "zlib"],
    ],
    ids=" ".join,
)
def test_what_gpg_writes_is_opened(gpg: GnuPG, team_key: TeamKey, how: list[str]) -> None:
    words = entity(REPORTS["sv"])

    message = gpg.run("--armor", *how, "-r", "conduct@example.org", given=words)

    assert team_key.open(message) == words


def test_of_two_subkeys_the_living_one_is_encrypted_to(gpg: GnuPG, tmp_path: Path) -> None:
    name = "Old Timer <old@example.org>"
    then = ("--faked-system-time", "20200101T000000")
    gpg.run(*then, "--quick-gen-key", name, "ed25519", "sign", "never")
    listed = gpg.run("--with-colons", "--list-keys", "old@example.org").decode().splitlines()
    fingerprint = next(line.split(":")[9] for line in listed if line.startswith("fpr"))
    gpg.run(*then, "--quick-add-key", fingerprint, "cv25519", "encr", "1y")
    gpg.run("--quick-add-key", fingerprint, "cv25519", "encr", "1y")
    (tmp_path / "old.asc").write_bytes(gpg.run("--armor", "--export", "old@example.org"))
    olds, now = PublicKey("x", tmp_path / "old.asc"), datetime.now(UTC)

    message = olds.encrypt(b"words", now)

    listed = gpg.run("--with-colons", "--list-keys", "old@example.org").decode().splitlines()
    dead, alive = (line.split(":")[4] for line in listed if line.startswith("sub"))
    packets = gpg.run("--list-packets", given=message).decode().upper()
    assert alive in packets
    assert dead not in packets
    expires_at = olds.look(now).expires_at
    assert expires_at is not None
    assert timedelta(days=364) < expires_at - now < timedelta(days=367)


def test_a_key_with_a_passphrase_is_refused_and_one_without_its_primary_part_is_good(
    gpg: GnuPG, tmp_path: Path
) -> None:
    file = tmp_path / "team.sec"
    file.touch(0o600)
    file.write_bytes(gpg.run("--armor", "--export-secret-subkeys", "ben@example.org"))
    assert TeamKey("x", file).look(datetime.now(UTC)).names == (BEN,)

    gpg.run(
        "--passphrase",
        "hunter2",
        "--quick-gen-key",
        "Locked <locked@example.org>",
        "default",
        "default",
        "1y",
    )
    file.write_bytes(
        gpg.run("--passphrase", "hunter2", "--armor", "--export-secret-keys", "locked@example.org")
    )

    with pytest.raises(KeyFault, match="without a passphrase"):
        TeamKey("x", file).look(datetime.now(UTC))


def test_armor_that_begins_over_and_over_and_never_ends_takes_no_time() -> None:
    message = parse(mail("-----BEGIN PGP MESSAGE-----\n" * 8_000))

    before = time.process_time()
    found = find_encrypted(message)

    assert found is None
    assert time.process_time() - before < 2
