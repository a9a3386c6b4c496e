"""The questions of `cocmail init`, for somebody who does this once.

It stands apart from `init` because it is about people: what is asked in which words, what Enter means, and that a wrong
answer is asked again at once, with the reason that the configuration's own validation gives for it.

Fails: `click.Abort` where they go away, with nothing made.
"""

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from cocmail import config as configuration
from cocmail.admin.init import Answers, Names, password_in
from cocmail.config import ConfigError

_SECURITY = {993: "tls", 143: "starttls", 465: "tls", 587: "starttls", 25: "starttls"}
_NONE = "-"


def ask(names: Names) -> Answers:
    """Ask for everything that has no right default. What the configuration says besides is as in the example."""
    talk = _Talk(names)
    click.echo(f"A few questions, then {names.path}, a key and a database are made.")
    click.echo(
        f"Enter takes what stands in [brackets], {_NONE} leaves something out, Ctrl-C leaves everything as it is."
    )
    click.echo("All of it can be changed in the file later.")
    _about_the_alias(talk)
    _about_the_mailbox(talk)
    _about_letters(talk)
    _about_people(talk)
    click.echo("\nThe database of the cases")
    talk.document["sealing"] = {"key_file": names.key}
    click.echo("  A PostgreSQL server's password stands in a file: postgresql://USER@HOST/NAME?passfile=FILE")
    talk.ask("database.url", "sqlite:///FILE or postgresql://USER@HOST/NAME", names.database_url)
    return Answers(talk.document, talk.files)


def _about_the_alias(talk: "_Talk") -> None:
    click.echo("\nThe alias")
    talk.ask("alias.name", "Name that signs the letters, such as Example Code of Conduct team")
    address = talk.ask("alias.address", "Address that people report to")
    talk.ask("alias.timezone", "Time zone of the dates in letters", _local_zone())
    talk.ask("alias.languages", "Languages of letters, of en, fi, sv; the first is the default", "en", _words)
    talk.ask("alias.emergency", "Emergency number, for every letter", "112")
    talk.ask(
        "alias.policy_url", "Web page of the code of conduct, where the team's people can be found", _NONE
    )
    if click.confirm("  Is the alias a Google group or another mailing list?", default=False):
        name = address.replace("@", ".")
        talk.ask("alias.list_id", "Its List-ID, as the header of a mail through it says", name)


def _about_the_mailbox(talk: "_Talk") -> None:
    click.echo("\nThe mailbox that the alias delivers to, of cocmail alone (IMAP)")
    host = talk.ask("imap.host", "Host")
    _about_the_connection(talk, "imap", 993)
    talk.document["imap"]["password_file"] = talk.names.secret("imap")
    user = talk.ask("imap.user", "User, often the whole address")
    talk.ask_secret("imap", f"Password of {user} (is not shown; for OAuth2 use --answers)")
    click.echo(
        "  Authentication-Results say whether a sender is genuine. Open a mail in that mailbox: whose are they?"
    )
    believed = "mx.google.com" if host.endswith((".gmail.com", ".google.com")) else _NONE
    talk.ask("imap.trusted_authserv", "First word of that header, such as mx.google.com", believed)


def _about_letters(talk: "_Talk") -> None:
    click.echo("\nWhere letters are handed in (SMTP)")
    imap = talk.document["imap"]
    talk.ask("smtp.host", "Host", re.sub(r"^imap\b", "smtp", imap["host"]))
    _about_the_connection(talk, "smtp", 587)
    talk.document["smtp"]["password_file"] = talk.names.secret("smtp")
    user = talk.ask(
        "smtp.user", f"User; {_NONE} where the server asks for no login", imap["user"], optional=True
    )
    if not user:
        del talk.document["smtp"]["password_file"]
    elif user == imap["user"] and click.confirm("  With the same password?", default=True):
        # One file, so that a new password is put down once.
        talk.document["smtp"]["password_file"] = imap["password_file"]
    else:
        talk.ask_secret("smtp", f"Password of {user} (is not shown)")
    click.echo("  Replies come to the mailbox above, so letters come from its address, never from the alias.")
    # Whether there is room for a tag in the address is known after the next question.
    talk.document["smtp"]["subaddressing"] = False
    sender = talk.ask("smtp.from", "Address that letters come from", user if "@" in user else "")
    local, _, domain = sender.rpartition("@")
    while True:
        works = click.confirm(
            f"  Does mail to {local}+anything@{domain} reach that mailbox? Most providers do that.",
            default=True,
        )
        if talk.accepts("smtp.subaddressing", works, about="smtp.from"):
            return


def _about_the_connection(talk: "_Talk", section: str, usual: int) -> None:
    port = talk.ask(f"{section}.port", "Port", str(usual), _number)
    talk.ask(
        f"{section}.security",
        "Security: tls, starttls, or none (on this machine only)",
        _SECURITY.get(port, "tls"),
    )


def _about_people(talk: "_Talk") -> None:
    click.echo("\nThe responders, who work the cases")
    languages = talk.document["alias"]["languages"]
    number = 0
    while True:
        own = f"responders.{number}"
        if number == 0:
            talk.ask(f"{own}.name", "Name of the first one")
        elif not talk.ask(f"{own}.name", "Name of the next one; Enter when these are all", optional=True):
            del talk.document["responders"][number:]  # Of somebody whose name was wrong, and then left out.
            break
        talk.ask(f"{own}.address", "  Address")
        talk.ask(f"{own}.language", "  Language of letters to them: en, fi, sv", languages[0])
        click.echo(
            "    Who is named in a report is told nothing of it, so every name counts that a report may use."
        )
        talk.ask(
            f"{own}.also_known_as",
            "  Other names, handles and addresses of theirs, with commas",
            _NONE,
            _words,
        )
        number += 1
    click.echo("\nWho is told of a case by its name alone")
    talk.ask(
        "clearance.independent_contact",
        "Address of somebody outside, when no responder may be told (you should have one)",
        _NONE,
        optional=True,
    )
    talk.ask(
        "clock.escalation_contacts", "Addresses to tell when a case is overdue, with commas", _NONE, _words
    )


class _Talk:
    """The tables of a configuration in the making, and who is asked for them."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.document: dict[str, Any] = {}
        self.files: dict[str, bytes] = {}

    def ask(
        self,
        key: str,
        words: str,
        default: str = "",
        read: Callable[[str], Any] = str,
        *,
        optional: bool = False,
    ) -> Any:
        """Ask until the answer is right, and keep it; an `optional` one is not kept where it is empty."""
        while True:
            said = click.prompt(f"  {words}", default=default, show_default=bool(default), type=str).strip()
            said = "" if said == _NONE else said
            if optional and not said:
                return ""
            if self.accepts(key, value := read(said)):
                return value

    def ask_secret(self, section: str, words: str) -> None:
        """Ask for a password unseen, unless its file is there."""
        name = self.names.secret(section)
        if (self.names.folder / name).exists():
            click.echo(f"  Its password is in {self.names.folder / name} already.")
            return
        while True:
            # What is not typed at a terminal is not shown by one.
            said = click.prompt(f"  {words}", default="", show_default=False, hide_input=sys.stdin.isatty())
            if not said.strip():
                click.echo("    is needed to log in")
            elif _is_text(said):
                self.files[name] = f"{said}\n".encode()
                return

    def accepts(self, key: str, value: Any, about: str = "") -> bool:
        """Keep a value that the configuration may have at `key`; else say why not, also if that is `about` another."""
        *tables, last = key.split(".")
        if not all(map(_is_text, value if isinstance(value, list) else [str(value)])):
            return False
        table = self.document
        for name, following in zip(tables, [*tables[1:], ""], strict=True):
            if name.isdigit():
                people: Any = table
                if int(name) == len(people):
                    people.append({})
                table = people[int(name)]
            else:
                table = table.setdefault(name, [] if following.isdigit() else {})
        table[last] = value
        reasons = self._reasons(key, value) + (self._reasons(about, value) if about else [])
        for reason in reasons:
            click.echo(f"    {reason}")
        if reasons:
            del table[last]
        return not reasons

    def _reasons(self, key: str, value: Any) -> list[str]:
        if key == "database.url" and (why := password_in(value)):
            return [why]
        try:
            configuration.validated(self.document)
        except ConfigError as error:
            problems = error.problems
        else:
            return []
        found = []
        for problem in problems:
            if about := re.fullmatch(rf"{re.escape(key)}(?:\.(\d+))?: (.*)", problem):
                number, reason = about.groups()
                found.append(f"{value[int(number)]}: {reason}" if number else reason)
        return found


def _words(said: str) -> list[str]:
    return [each.strip() for each in said.split(",") if each.strip()]


def _number(said: str) -> int | str:
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else said


def _is_text(said: str) -> bool:
    # What is no UTF-8 at stdin comes as half a character.
    try:
        said.encode()
    except UnicodeEncodeError:
        click.echo("    is not UTF-8 text")
        return False
    return True


def _local_zone() -> str:
    """The time zone of this machine by its name, else UTC."""
    named = [os.environ.get("TZ", "").lstrip(":")]
    with suppress(OSError):
        named.append(str(Path("/etc/localtime").readlink()).rpartition("zoneinfo/")[2])
    with suppress(OSError, UnicodeDecodeError):
        named.append(Path("/etc/timezone").read_text().strip())
    return next((each for each in named if re.fullmatch(r"[A-Za-z][\w+-]*(/[\w+-]+)*", each)), "UTC")
