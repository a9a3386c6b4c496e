"""Where the benchmark's messages come from, and how they get into a mailbox without a delivery each.

The varied mailbox of the workshop's `make_mailbox.py` is used where it lies beside the checkout; elsewhere a
small one of our own. Both are the same bytes every time for the same number and seed.
"""

import imaplib
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.builders import ALIAS, REPORTS, mail
from tests.servers import Dovecot

_MAKER = Path(__file__).resolve().parents[3] / "shared" / "bench" / "make_mailbox.py"


@dataclass(frozen=True, slots=True)
class Source:
    """A folder of messages, a file each, and who made them."""

    folder: Path
    maker: str
    count: int
    size: int


def make(folder: Path, count: int, seed: int) -> Source:
    """`count` messages, each from a sender of its own, none answering another: as many cases as messages."""
    if _MAKER.exists():
        words = [sys.executable, str(_MAKER), str(folder), "--n", str(count), "--seed", str(seed)]
        subprocess.run(words, check=True, capture_output=True)
        files, maker = folder / "new", "make_mailbox.py"
    else:
        files, maker = folder, "tests/bench/mailbox.py"
        files.mkdir(parents=True)
        for number in range(count):
            (files / f"{number:06d}.bench").write_bytes(_message(number, seed).replace(b"\r\n", b"\n"))
    return Source(files, maker, count, sum(file.stat().st_size for file in files.iterdir()))


def report(language: str, size: int, number: int = 0, *, to: str = ALIAS, host: str = "example.net") -> bytes:
    """A report of about `size` bytes: words about the matter, then the rambling that real ones have."""
    draw = random.Random(f"{language}/{number}")
    words = REPORTS[language].replace(",", "").split()
    text = REPORTS[language]
    while len(text.encode()) < size:
        sentence = " ".join(draw.choice(words).lower() for _ in range(draw.randint(6, 16)))
        text += ("\n\n" if draw.random() < 0.2 else "\n") + sentence.capitalize() + "."
    return mail(
        text,
        sender=f"Reporter {number} <r{number}@{host}>",
        to=to,
        subject=f"something that happened, {number}",
        message_id=f"<bench-{language}-{number}@{host}>",
    )


def put(source: Source, dovecot: Dovecot, user: str) -> None:
    """Fill a user's INBOX as if all of it had come just now, and let Dovecot index it, as after a delivery."""
    home = dovecot.folder / "mail" / user
    owner = home.parent.stat()
    maildir = home / "Maildir"
    for part in ("cur", "new", "tmp"):
        (maildir / part).mkdir(parents=True)
    now = time.time()
    for number, file in enumerate(sorted(source.folder.iterdir())):
        copy = maildir / "new" / file.name
        copy.hardlink_to(file)
        os.chown(copy, owner.st_uid, owner.st_gid)
        # The date of the file becomes INTERNALDATE. An old one would make the case overdue at once.
        os.utime(copy, (now, now - source.count / 1000 + number / 1000))
    for path in (home, maildir, *(maildir / part for part in ("cur", "new", "tmp"))):
        os.chown(path, owner.st_uid, owner.st_gid)
    with imaplib.IMAP4(dovecot.host, dovecot.port, timeout=60) as session:
        session.login(user, dovecot.password)
        found = session.select("INBOX", readonly=True)[1][0]
        assert found == str(source.count).encode(), f"Dovecot sees {found!r} of {source.count} messages"
        session.fetch("1:*", "(UID RFC822.SIZE)")


def _message(number: int, seed: int) -> bytes:
    """Mostly plain texts of 1 to 3 KB, some larger, in three languages."""
    draw = random.Random(f"{seed}/{number}")
    size = 100_000 if draw.random() < 0.04 else draw.randint(1000, 3000)
    return report(draw.choice(sorted(REPORTS)), size, number)
