"""`cocmail demo`: the whole life of a case on this machine, told for somebody who has never seen the program.

The daemon is the real one, with SQLite in a temporary folder and a mail server on loopback; only the clock is
ours, so that eight days pass in a minute. All people are invented.
"""

import os
import select
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from rich.box import HORIZONTALS
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
RESPONDERS = ("aino@example.org", "ben@example.org", "carla@example.org")
CHAIR = "chair@example.org"
PASSWORD = "demo"  # noqa: S105 (of a mail server that lives for a minute, on loopback)
_SECONDS_TO_WAIT = 15.0
# The story needs a day of the week, because the digest comes on one: a Monday, after nine.
_BEGINS = datetime(2026, 3, 2, 10, tzinfo=UTC)

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
Carla Lindqvist stood in front of me and said, loudly, that women only
come for the pizza. My friend Lisa heard it too. I would rather not be
asked about it in front of everybody.

Rea
"""

_REPLY = """\
Reply
Thank you for telling us, Rea. That should not have happened to you. I
would like to talk with Carla about it. May I tell her what was heard,
without saying from whom?

Ben Okafor
+358 50 555 0123
"""


class MovableClock:
    """The time of the demo: it runs like the real one, from a moment of our own, and is moved on at will."""

    def __init__(self, begins: datetime) -> None:
        self._moved = begins - datetime.now(UTC)

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
        """Somebody writes a mail, or answers a letter."""
        if answers:
            to = str(answers["Reply-To"])
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = (
            sender,
            to,
            subject or "Re: " + str(answers["Subject"] if answers else ""),
        )
        mail["Date"], mail["Message-ID"] = format_datetime(self.clock()), make_msgid(domain="example.net")
        shown = body
        if answers:
            mail["In-Reply-To"] = str(answers["Message-ID"])
            quoted = "\n".join(f"> {line}" for line in answers.get_content().splitlines())
            body = f"{body}\n\nOn {answers['Date']}, {MAILBOX} wrote:\n{quoted}\n"
        mail.set_content(body)
        where = to.partition("+")[0].partition("@")[0]
        self.console.print(_panel(f"✉ {sender} writes to {where}@…", shown.strip(), "cyan"))
        self.office.post(mail.as_bytes(), sender, [to])

    def letters(self, wanted: int, short: Mapping[str, str] | None = None) -> dict[str, EmailMessage]:
        """Wait for that many new letters and show them, to some people in `short` words. Returns them by recipient.

        Raises AssertionError when they do not come.
        """
        start = self._shown
        if not self.office.wait_for(lambda letters: _sent(letters) >= start + wanted, _SECONDS_TO_WAIT):
            raise AssertionError(f"{wanted} letters were awaited")
        sent = [each for each in list(self.office.letters) if each.sender == MAILBOX][start:]
        self._shown = start + len(sent)
        messages = {each.recipient: _read(each) for each in sent}
        for recipient, letter in messages.items():
            text = (short or {}).get(recipient) or letter.get_content().strip()
            self.console.print(_panel(f"→ to {recipient}: {letter['Subject']}", text))
        time.sleep(self.pause)
        return messages

    def sent(self, recipient: str = "") -> list[EmailMessage]:
        """The letters of cocmail so far, to everybody or to one person."""
        letters = [each for each in list(self.office.letters) if each.sender == MAILBOX]
        return [_read(each) for each in letters if recipient in ("", each.recipient)]

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
        self.console.print(
            f"\n[yellow]  … {'a day passes' if days == 1 else f'{days:g} days pass'} …[/yellow]"
        )
        self.clock.move(days=days)
        self.daemon.sweep()
        self.daemon.poke()


def play(*, pause: float, interactive: bool) -> None:
    """Play the demo on the terminal; with `interactive`, leave the mails to the user."""
    console = Console(highlight=False)
    clock = MovableClock(datetime.now(UTC) if interactive else _BEGINS)
    accounts = dict.fromkeys((MAILBOX, REPORTER, *RESPONDERS, CHAIR), PASSWORD)
    with (
        tempfile.TemporaryDirectory(prefix="cocmail-demo-") as name,
        PostOffice(accounts, clock=clock, aliases={ALIAS: MAILBOX}) as office,
        _running(Path(name), office, clock) as daemon,
    ):
        stage = Stage(console, office, daemon, clock, pause)
        if interactive:
            _converse(stage)
        else:
            _tell(stage)
    console.print("[dim]Everything this demo wrote has been removed.[/dim]")


def _tell(stage: Stage) -> None:
    begun = time.monotonic()
    aino, ben, carla = RESPONDERS
    stage.console.print(
        Panel(
            "cocmail watches the address that a community publishes for its code of\n"
            "conduct. You will see a report come in, what is answered, how a responder\n"
            "works the case by mail, and what happens when nobody moves. There are three\n"
            "responders: Aino, Ben and Carla. Carla is the one whom the report is about.",
            title="cocmail demo",
            border_style="bold",
        )
    )
    stage.say("1. Rea writes to the address that the community published.")
    stage.post(f"Rea Porter <{REPORTER}>", _REPORT, subject="yesterday evening")
    first = stage.letters(3, {aino: "(the same letter)"})
    case = str(first[REPORTER]["Subject"])
    stage.say(
        "   Rea is answered at once, and asked only for what she left out.\n"
        f"   The case is called “{case}”. Aino and Ben learn that there is one,\n"
        "   not what is in it. Carla, who is named, is told nothing."
    )

    stage.say("2. Aino is a friend of Carla's. Ben has no conflict of interest, and sees it.")
    stage.post(aino, "Recuse", answers=first[aino])
    stage.letters(1)
    stage.post(ben, "Clear\nTake", answers=first[ben])
    report = stage.letters(1)

    stage.say("3. Then Ben falls ill. On day five he is reminded.")
    stage.days(5.1)
    stage.letters(1)
    stage.say("   On Monday everybody gets the weekly letter. Carla's knows of no case.")
    stage.days(1.8)
    stage.letters(3, {aino: "(the same letter as Carla's)"})
    stage.say("   On day seven the program does not let it rest. The chair is told the name.")
    stage.days(0.2)
    stage.letters(2)
    stage.nothing()

    stage.say("4. Ben is back and answers, from his phone. First he sees what Rea would get.")
    stage.post(ben, _REPLY, answers=report[ben])
    preview = stage.letters(1)
    stage.say("   His name and number are taken out. He says yes, and it goes.")
    stage.post(ben, "Yes", answers=preview[ben])
    letter = stage.letters(2)

    stage.say("5. Rea answers. Her letter comes back to the case, and to Ben.")
    stage.post(REPORTER, "Yes, please do. It is over, she left.\nThank you.", answers=letter[REPORTER])
    update = stage.letters(2, {REPORTER: "Thank you, your message has been added … (and so on)"})

    stage.days(1)
    stage.say("6. Ben has talked with Carla, and with Rea once more. Three words end the case.")
    stage.post(
        ben,
        "Followup I called Rea, she knows what was said\nDecide violation a warning\nClose",
        answers=update[ben],
    )
    preview = stage.letters(1)
    stage.post(ben, "Yes", answers=preview[ben])
    stage.letters(1)
    stage.days(1.5)
    stage.nothing()

    of_the_case = [each for each in stage.sent(carla) if case.casefold() in str(each).casefold()]
    stage.say(f"   In all this time {len(of_the_case)} letters about it went to Carla.")
    total = _sent(list(stage.office.letters))
    stage.console.print(f"[dim]   {total} letters, {time.monotonic() - begun:.0f} seconds.[/dim]")


def _converse(stage: Stage) -> None:
    """Let the user write mails, here or with a mail client of their own."""
    console, office = stage.console, stage.office
    console.print(
        Panel(
            "You write the mails. A mail client of your own can take part, too:\n\n"
            f"  IMAP  {office.imap_host} port {office.imap_port}, no encryption, password {PASSWORD}\n"
            f"  SMTP  {office.smtp_host} port {office.smtp_port}, no encryption, no login\n\n"
            f"  {REPORTER} is the reporter and writes to {ALIAS}\n"
            + "".join(f"  {each} is a responder\n" for each in RESPONDERS)
            + f"  {CHAIR} is told when a case is overdue\n\n"
            "Each address is the name of its account. Answer the letters that come; the\n"
            "words for responders stand in them. Here, you can type:\n\n" + _WORDS,
            title="cocmail demo",
            border_style="bold",
        )
    )
    lines = _Lines(stage)
    while (typed := lines.next("> ")) is not None:
        match typed.split():
            case ["quit" | "exit" | "q"]:
                return
            case ["report"]:
                stage.post(f"Rea Porter <{REPORTER}>", lines.text(), subject="a report")
            case ["write", name] if (sender := f"{name.casefold()}@example.org") in RESPONDERS:
                stage.post(sender, lines.text(), to=MAILBOX, subject="to cocmail")
            case ["answer", number] if number.isdigit() and 0 < int(number) <= len(lines.letters):
                letter = lines.letters[int(number) - 1]
                if letter["Reply-To"] is None:
                    console.print("That letter cannot be answered.")
                    continue
                stage.post(str(letter["To"]), lines.text(), answers=letter)
            case ["days", number] if number.replace(".", "", 1).isdigit():
                stage.days(float(number))
            case []:
                pass
            case _:
                console.print(_WORDS)


_WORDS = """\
  report        write to the alias, as Rea
  answer N      answer letter N, as the person it went to
  write ben     write to cocmail itself, as a responder: LIST, HELP or NEW
  days N        let N days pass
  quit"""


class _Lines:
    """What the user types, line by line; letters are shown as they come, also while nobody types."""

    def __init__(self, stage: Stage) -> None:
        self.letters: list[EmailMessage] = []
        self._stage = stage
        self._typed = b""
        self._is_open = True

    def next(self, prompt: str) -> str | None:
        """The next line; None at the end, or when the user interrupts."""
        try:
            self._show_prompt(prompt)
            while b"\n" not in self._typed and self._is_open:
                if self._show_letters():
                    self._show_prompt(prompt)
                if select.select([sys.stdin], [], [], 0.3)[0]:
                    # Not through sys.stdin: what it kept in its own buffer, select would not see.
                    more = os.read(sys.stdin.fileno(), 4096)
                    self._typed, self._is_open = self._typed + more, bool(more)
        except KeyboardInterrupt:
            return None
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode(errors="replace") if line or self._is_open or self._typed else None

    def text(self) -> str:
        """A mail: lines up to a single dot."""
        self._stage.console.print("[dim]  the text, and a single dot on the last line:[/dim]")
        lines = []
        while (line := self.next("  ")) not in (".", None):
            lines.append(str(line))
        return "\n".join(lines)

    def _show_prompt(self, prompt: str) -> None:
        self._stage.console.print(prompt, end="", style="bold")

    def _show_letters(self) -> bool:
        new = self._stage.sent()[len(self.letters) :]
        for letter in new:
            self.letters.append(letter)
            title = f"letter {len(self.letters)} to {letter['To']}: {letter['Subject']}"
            self._stage.console.print()
            self._stage.console.print(_panel(title, letter.get_content().strip()))
        return bool(new)


def _panel(title: str, text: str, colour: str = "green") -> Panel:
    # No borders at the sides: a letter has lines of up to 78 letters, a terminal 80.
    return Panel(Text(text), title=title, border_style=colour, box=HORIZONTALS, padding=0)


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
