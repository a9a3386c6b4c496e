"""`cocmail demo`: the whole life of a case on this machine, told for somebody who has never seen the program.

The daemon is the real one, with SQLite in a temporary folder and a mail server on loopback; only the clock is
ours, so that seven days pass in a minute. All people are invented.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from cocmail.admin.migrate import migrate
from cocmail.admin.postoffice import PostedLetter, PostOffice
from cocmail.config import load
from cocmail.daemon import Daemon
from cocmail.database import Database
from cocmail.logs import set_up_logging
from cocmail.sealing import new_key

MAILBOX = "conduct-cases@example.org"
ALIAS = "conduct@example.org"
REPORTER = "rea@example.net"
PASSWORD = "demo"  # noqa: S105 (of a mail server that lives for a minute, on loopback)
_SECONDS_TO_WAIT = 15.0

_CONFIG = """
[alias]
name = "Example Python Code of Conduct"
address = "{alias}"
timezone = "Europe/Helsinki"
languages = ["en", "fi", "sv"]
policy_url = "https://example.org/code-of-conduct"

[imap]
host = "{imap_host}"
port = {imap_port}
security = "none"
user = "{mailbox}"
password_file = "password"
poll_seconds = 2

[smtp]
host = "{smtp_host}"
port = {smtp_port}
security = "none"
from = "{mailbox}"

[clock]
escalation_contacts = ["chair@example.org"]

[[responders]]
name = "Aino Virtanen"
address = "aino@example.org"

[[responders]]
name = "Ben Okafor"
address = "ben@example.org"

[[responders]]
name = "Carla Lindqvist"
address = "carla@example.org"
"""

_REPORT = """\
Hello,

I was at the study evening in the Oodi library yesterday. In the break
Ben Okafor stood in front of me and said, loudly, that women only come
for the pizza. My friend Lisa heard it too. I would rather not be asked
about it in front of everybody.

Rea
"""


class MovableClock:
    """The time of the demo: the real one, moved on at will."""

    def __init__(self) -> None:
        self._moved = timedelta()

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC) + self._moved

    def move(self, **by: float) -> None:
        """Let time pass."""
        self._moved += timedelta(**by)


class Stage:
    """The demo's world: the post office, the daemon, the clock, and what has been shown."""

    def __init__(
        self, console: Console, office: PostOffice, daemon: Daemon, clock: MovableClock, pause: float
    ) -> None:
        self.console = console
        self.office = office
        self.daemon = daemon
        self.clock = clock
        self.pause = pause
        self._shown = 0

    def say(self, text: str) -> None:
        """Tell what happens, and give time to read it."""
        self.console.print(f"\n[bold]{text}[/bold]")
        time.sleep(self.pause)

    def post(
        self,
        sender: str,
        body: str,
        *,
        to: str = ALIAS,
        subject: str = "",
        answers: EmailMessage | None = None,
    ) -> None:
        """Somebody writes a mail."""
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = (
            sender,
            to,
            subject or "Re: " + str(answers["Subject"] if answers else ""),
        )
        mail["Date"], mail["Message-ID"] = format_datetime(self.clock()), make_msgid(domain="example.net")
        if answers:
            mail["In-Reply-To"] = str(answers["Message-ID"])
            quoted = "\n".join(f"> {line}" for line in answers.get_content().splitlines())
            body = f"{body}\n\nOn the day before, {ALIAS} wrote:\n{quoted}\n"
        mail.set_content(body)
        shown = body.partition("\n\nOn the day before")[0]
        self.console.print(
            Panel(
                Text(shown.strip()),
                title=f"✉ {sender} writes to {to.partition('+')[0].partition('@')[0]}@…",
                border_style="cyan",
            )
        )
        address = f"{MAILBOX}" if to == ALIAS else to
        self.office.post(mail.as_bytes(), sender, [address])

    def letters(
        self, wanted: int, *, full: Callable[[EmailMessage], bool] = lambda _: True
    ) -> list[EmailMessage]:
        """Wait for that many new letters and show them. Raises AssertionError when they do not come."""
        start = self._shown
        if not self.office.wait_for(lambda letters: _sent(letters) >= start + wanted, _SECONDS_TO_WAIT):
            raise AssertionError(f"{wanted} letters were awaited")
        sent = [each for each in list(self.office.letters) if each.sender == MAILBOX][start:]
        self._shown = start + len(sent)
        messages = [_read(each) for each in sent]
        for letter in messages:
            title = f"→ to {letter['To']}: {letter['Subject']}"
            text = letter.get_content().strip() if full(letter) else "(the same letter)"
            self.console.print(Panel(Text(text), title=title, border_style="green"))
        time.sleep(self.pause)
        return messages

    def nothing(self, seconds: float = 1.0) -> None:
        """Show that no letter goes out."""
        self.daemon.sweep()
        time.sleep(seconds)
        new = _sent(list(self.office.letters)) - self._shown
        if new:
            raise AssertionError(f"{new} letters went out that nobody expected")
        self.console.print("[dim]   (no letter goes out)[/dim]")

    def days(self, days: float) -> None:
        """Let days pass and look at the clock."""
        self.console.print(f"\n[yellow]  … {days:g} days pass …[/yellow]")
        self.clock.move(days=days)
        self.daemon.sweep()
        self.daemon.poke()


def play(*, pause: float, interactive: bool) -> None:
    """Play the demo on the terminal; with `interactive`, leave the mails to the user."""
    console = Console(highlight=False)
    clock = MovableClock()
    with (
        tempfile.TemporaryDirectory(prefix="cocmail-demo-") as name,
        PostOffice({MAILBOX: PASSWORD}, clock=clock) as office,
    ):
        folder = Path(name)
        console.print(Panel(
            "cocmail watches the address that a community publishes for its code of conduct.\n\n"
            "You will see a report come in, the answer to the reporter, what the responders\n"
            "are told, and what happens when nobody moves. There are three responders: Aino,\n"
            "Ben and Carla. Ben is the one whom the report is about.",
            title="cocmail demo", border_style="bold",
        ))  # fmt: skip
        with _running(folder, office, clock) as daemon:
            stage = Stage(console, office, daemon, clock, pause)
            if interactive:
                _converse(stage)
            else:
                _tell(stage)
    console.print("[dim]Everything this demo wrote has been removed.[/dim]")


def _tell(stage: Stage) -> None:
    begun = time.monotonic()
    stage.say("1. Rea writes to the address that the community published.")
    stage.post(f"Rea Porter <{REPORTER}>", _REPORT, subject="yesterday evening")
    first = stage.letters(3, full=lambda letter: letter["To"] != "carla@example.org")
    answer = next(each for each in first if each["To"] == REPORTER)
    notice = next(each for each in first if each["To"] == "aino@example.org")
    case = str(answer["Subject"])
    stage.say(
        "   Rea is answered at once, and asked only for what she left out.\n"
        f"   The case is called “{case}”. Aino and Carla learn that there is a case,\n"
        "   not what is in it. Ben, who is named, is told nothing."
    )

    stage.say("2. Rea answers, as briefly as she likes.")
    stage.post(
        REPORTER,
        "Around seven, by the coffee table.\nIt is over, he left.",
        to=str(answer["Reply-To"]),
        answers=answer,
    )
    stage.letters(1)

    stage.say(
        "3. Aino has no conflict of interest. She answers on her phone with two\n   words, and sees the report."
    )
    stage.post("aino@example.org", "Clear\nTake", to=str(notice["Reply-To"]), answers=notice)
    stage.letters(1)

    stage.say("4. Then Aino falls ill, and the week goes by.")
    stage.days(5.1)
    stage.letters(1)
    stage.say("   On day five she was reminded. On day seven the program does not let it rest.")
    stage.days(2)
    overdue = stage.letters(2)
    stage.nothing()
    stage.say("   The chair learns the name of the case, nothing else. Each step is taken once.")

    stage.say("5. Aino calls Rea and says so in one word. The clock stops.")
    last = next(each for each in overdue if each["To"] == "aino@example.org")
    stage.post(
        "aino@example.org",
        "Followup called her, we agreed what happens next",
        to=str(last["Reply-To"]),
        answers=last,
    )
    stage.letters(1)
    stage.days(1.5)
    stage.nothing()
    told = [
        each
        for each in stage.office.letters
        if each.sender == MAILBOX and each.recipient == "ben@example.org"
    ]
    stage.say(f"   In all this time {len(told)} letters went to Ben.")
    stage.console.print(
        f"[dim]   {_sent(list(stage.office.letters))} letters, {time.monotonic() - begun:.0f} seconds.[/dim]"
    )


def _converse(stage: Stage) -> None:
    """Let the user write mails: as a reporter to the alias, or as anybody in answer to a letter."""
    console = stage.console
    letters: list[EmailMessage] = []
    console.print(
        "Write mails and see what happens. Commands:\n"
        "  report          write to the alias (end the text with a single dot)\n"
        "  answer N        answer letter N as the person it went to\n"
        "  days N          let N days pass\n"
        "  quit"
    )
    while True:
        time.sleep(1.0)
        for each in [each for each in list(stage.office.letters) if each.sender == MAILBOX][len(letters) :]:
            letter = _read(each)
            letters.append(letter)
            console.print(
                Panel(
                    Text(letter.get_content().strip()),
                    title=f"letter {len(letters)} to {letter['To']}: {letter['Subject']}",
                    border_style="green",
                )
            )
        try:
            words = console.input("[bold]> [/bold]").split()
        except (EOFError, KeyboardInterrupt):
            return
        match words:
            case ["quit" | "exit" | "q"]:
                return
            case ["report"]:
                stage.post(f"You <{REPORTER}>", _typed(console), subject="a report")
            case ["answer", number] if number.isdigit() and 0 < int(number) <= len(letters):
                letter = letters[int(number) - 1]
                if letter["Reply-To"] is None:
                    console.print("That letter cannot be answered.")
                    continue
                stage.post(str(letter["To"]), _typed(console), to=str(letter["Reply-To"]), answers=letter)
            case ["days", number] if number.replace(".", "", 1).isdigit():
                stage.days(float(number))
            case []:
                pass
            case _:
                console.print("report, answer N, days N, or quit")


def _typed(console: Console) -> str:
    lines = []
    while (line := console.input("  ")) != ".":
        lines.append(line)
    return "\n".join(lines)


@contextmanager
def _running(folder: Path, office: PostOffice, clock: MovableClock) -> Iterator[Daemon]:
    """The real daemon, in a thread."""
    (folder / "password").write_text(PASSWORD)
    path = folder / "cocmail.toml"
    path.write_text(_CONFIG.format(
        alias=ALIAS, mailbox=MAILBOX, imap_host=office.imap_host, imap_port=office.imap_port,
        smtp_host=office.smtp_host, smtp_port=office.smtp_port,
    ))  # fmt: skip
    config = load(path)
    set_up_logging(level="critical")
    new_key(folder / config.sealing.key_file)
    database = Database(config.database_url())
    migrate(database)
    database.close()
    daemon = Daemon(config, clock)
    thread = threading.Thread(target=daemon.run, kwargs={"signals": False}, name="daemon")
    thread.start()
    try:
        if not daemon.wait_ready(10):
            raise AssertionError("the daemon did not start")
        yield daemon
    finally:
        daemon.stop()
        thread.join(10)


def _sent(letters: list[PostedLetter]) -> int:
    return sum(each.sender == MAILBOX for each in letters)


def _read(letter: PostedLetter) -> EmailMessage:
    message = message_from_bytes(letter.raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 (what policy.default makes)
    return message
