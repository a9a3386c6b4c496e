"""Mails, configurations and a clock for tests: short ways to say what a test is about."""

import functools
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from tempfile import TemporaryDirectory

from cocmail import tables
from cocmail.admin.migrate import migrate
from cocmail.cases.model import Responder, Roster, Rules
from cocmail.config import Config, load
from cocmail.database import Database
from cocmail.mail.message import Arrival
from cocmail.sealing import new_key
from cocmail.tables import SCHEMA
from cocmail.wiring import House, build

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAILBOX = "conduct-cases@example.org"
ALIAS = "conduct@example.org"

AINO = Responder("aino@example.org", "Aino Virtanen", "fi", ("Aina", "@ainov"))
BEN = Responder("ben@example.org", "Ben Okafor", "en")
CARLA = Responder("carla@example.org", "Carla Lindqvist", "sv")
CHAIR = Responder("chair@example.org")
OUTSIDE = Responder("outside@example.net")
REQUIRED = ("contact", "when", "where", "ongoing", "description", "reported_person")

REPORTS = {
    "en": "Hello, yesterday around six somebody in a yellow coat shouted at me that women cannot code.",
    "fi": "Hei, eilen klo 18 joku mies keltaisessa takissa huusi minulle rumasti.",
    "sv": "Hej, i går klockan 18 skrek en man i gul rock fula ord åt mig.",
}


class MovableClock:
    """The one thing that is replaced in tests."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


def roster(*responders: Responder) -> Roster:
    return Roster(responders or (AINO, BEN, CARLA), (CHAIR,), OUTSIDE)


def rules(*responders: Responder, mode: str = "confirm") -> Rules:
    return Rules(roster(*responders), REQUIRED, clearance_mode=mode)


def mail(
    text: str,
    *,
    sender: str = "Rea Porter <rea@example.net>",
    to: str = ALIAS,
    subject: str = "something",
    message_id: str = "<one@example.net>",
    answers: bytes | None = None,
    **headers: str,
) -> bytes:
    """A mail as a client would send it; with `answers` (a letter of ours) a reply that quotes it."""
    message = EmailMessage(policy=SMTP)
    if answers is not None:
        letter = read(answers)
        to = str(letter["Reply-To"])
        subject = f"Re: {letter['Subject']}"
        message["In-Reply-To"] = message["References"] = str(letter["Message-ID"])
        quoted = "\n".join(f"> {line}" for line in letter.get_content().splitlines())
        text = f"{text}\n\nOn Mon, 2 Mar 2026 at 14:00, Example wrote:\n{quoted}\n"
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = message_id
    message["Date"] = "Mon, 02 Mar 2026 13:00:00 +0200"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def read(raw: bytes) -> EmailMessage:
    """A letter as its recipient's client reads it."""
    from email import message_from_bytes
    from email.policy import default

    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def arrival(uid: int, *, at: datetime = START, uid_validity: int = 1, size: int = 1000) -> Arrival:
    return Arrival("INBOX", uid_validity, uid, at, size, False)


CONFIG = """
[alias]
name = "Example Python Code of Conduct"
address = "conduct@example.org"
timezone = "Europe/Helsinki"
languages = ["en", "fi", "sv"]

[imap]
host = "127.0.0.1"
port = {imap_port}
security = "{imap_security}"
user = "{user}"
password_file = "imap.password"
poll_seconds = {poll_seconds}
{imap_more}

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
from = "conduct-cases@example.org"
{smtp_more}

[database]
url = "{url}"

[clearance]
independent_contact = "outside@example.net"

[clock]
escalation_contacts = ["chair@example.org"]

[[responders]]
name = "Aino Virtanen"
address = "aino@example.org"
language = "fi"

[[responders]]
name = "Ben Okafor"
address = "ben@example.org"

[[responders]]
name = "Carla Lindqvist"
address = "carla@example.org"
language = "sv"
"""


def write_config(
    folder: Path,
    *,
    imap_port: int = 1,
    smtp_port: int = 1,
    url: str = "sqlite:///cocmail.db",
    user: str = "conduct",
    password: str = "secret",
    imap_security: str = "none",
    imap_more: str = "",
    smtp_more: str = "",
    poll_seconds: int = 60,
    more: str = "",
) -> Path:
    """A whole configuration in `folder`: the file, the password and the key; no database yet."""
    path = folder / "cocmail.toml"
    path.write_text(
        CONFIG.format(
            imap_port=imap_port,
            smtp_port=smtp_port,
            url=url,
            user=user,
            imap_security=imap_security,
            imap_more=imap_more,
            smtp_more=smtp_more,
            poll_seconds=poll_seconds,
        )
        + more
    )
    (folder / "imap.password").write_text(password)
    (folder / "imap.password").chmod(0o600)
    if not (folder / "cocmail.key").exists():
        new_key(folder / "cocmail.key")
    return path


def make_house(folder: Path, clock: MovableClock, **values: object) -> House:
    """The wired program on a migrated database."""
    config = load(write_config(folder, **values))  # type: ignore[arg-type]
    make_database(config)
    return build(config, clock)


def make_database(config: Config) -> None:
    """A database of this version: on SQLite a copy of one that was migrated, which is as good and quicker."""
    database = Database(config.database_url())
    path = database.file()
    if path is not None and not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_migrated())
    elif database.revision() != SCHEMA:
        migrate(database)
    database.close()


@functools.cache
def _migrated() -> bytes:
    with TemporaryDirectory(prefix="cocmail-") as name:
        path = Path(name, "cocmail.db")
        database = Database(f"sqlite:///{path}")
        migrate(database)
        database.close()
        return path.read_bytes()


class Desk:
    """A house fed by hand: messages are spooled as if a mailbox had given them, letters are read from the rows."""

    def __init__(self, house: House, clock: MovableClock) -> None:
        self.house = house
        self.clock = clock
        self._uid = 0
        self._read: set[int] = set()

    def arrives(self, *raws: bytes) -> None:
        """Messages come in and are filed."""
        self.spool(*raws)
        self.house.intake.file_spooled()

    def spool(self, *raws: bytes) -> list[int]:
        batch = []
        for raw in raws:
            self._uid += 1
            batch.append((arrival(self._uid, at=self.clock(), size=len(raw)), raw))
        ids = self.house.store.spool(batch, self.clock(), settled=True)
        self.house.intake._fresh.update(ids)
        return ids

    def letters(self) -> list[EmailMessage]:
        """The letters that are due now and were not read before: each is claimed and concluded as accepted."""
        return [read(raw) for raw in self.raw_letters()]

    def letters_about_cases(self) -> list[EmailMessage]:
        """The same, without the weekly digest."""
        return [each for each in self.letters() if each["X-Cocmail"] != "digest"]

    def raw_letters(self) -> list[bytes]:
        found = []
        while (claimed := self.house.letterbox.claim(self.clock())) is not None:
            self.house.letterbox.conclude(claimed, "accepted", self.clock(), code="250")
            found.append(claimed.raw)
        return found

    def close_all(self) -> None:
        """Every case is closed: who is shut out of an open one is so of the next one of the same reporter."""
        over = {"state": "closed", "closed_at": self.clock(), "next_due_at": None}
        with self.house.store.database.writes() as connection:
            connection.execute(tables.cases.update().values(over))

    def case(self, index: int = 0):  # type: ignore[no-untyped-def]
        return self.house.store.cases(closed=True)[index]


def to(letters: list[bytes], address: str) -> bytes:
    """The one letter among these to that address."""
    found = [raw for raw in letters if read(raw)["To"] == address]
    assert len(found) == 1, [str(read(raw)["To"]) for raw in letters]
    return found[0]
