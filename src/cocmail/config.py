"""The configuration file, read once into frozen values, with every mistake reported at once.

It stands apart because an administrator mends a file in one round only when one run names everything that
is wrong with it. Names of keys are binding; `sections` has them, `config.example.toml` documents each.

Fails: `ConfigError`, whose `problems` are complete lines to show; the caller exits with status 2.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError
from pydantic.fields import FieldInfo

from cocmail.secrecy import can_be_read_by_others, write_anew
from cocmail.sections import (
    Alerts,
    Alias,
    Checklist,
    Clearance,
    Clock,
    Database,
    Imap,
    Responder,
    Retention,
    Sealing,
    Section,
    Smtp,
)

INSTALLED = Path("/etc/cocmail/cocmail.toml")
_ROSTER = "responders"
# How TOML has each kind of value, for who wrote another one.
_WRITTEN = {
    "string_type": "a text in quotes",
    "int_type": "a whole number, without quotes",
    "bool_type": "true or false, without quotes",
    "list_type": 'a list: ["...", "..."]',
}


class ConfigError(Exception):
    """The configuration cannot be used; every reason is one line of `problems`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Config(Section):
    """The whole file, and the folder that its relative paths start from."""

    alias: Alias
    imap: Imap
    smtp: Smtp
    database: Database = Database()
    sealing: Sealing = Sealing()
    checklist: Checklist = Checklist()
    clearance: Clearance = Clearance()
    clock: Clock = Clock()
    retention: Retention = Retention()
    alerts: Alerts = Alerts()
    responders: Annotated[list[Responder], Field(min_length=1)]
    _folder: Path = Path()  # No key of the file.

    @property
    def folder(self) -> Path:
        """Where the file is: its relative paths start there."""
        return self._folder

    def path(self, name: str) -> Path:
        """A file of the configuration: in `$CREDENTIALS_DIRECTORY` by that name, else relative to the file.

        systemd.exec(5), LoadCredential=: credentials are found by bare name.
        """
        credentials = os.environ.get("CREDENTIALS_DIRECTORY")
        if credentials and (Path(credentials) / Path(name).name).is_file():
            return Path(credentials) / Path(name).name
        return self.folder / name

    def secret(self, name: str, key: str) -> str:
        """The text of a secret file without its final line end.

        Raises `ConfigError` naming `key` when the file is missing, empty or not readable.
        """
        return read_secret(self.path(name), key)

    def renew_secret(self, name: str, text: str) -> None:
        """Put another text in a secret file, which keeps its mode and owner. Raises `OSError`, and it is as it was."""
        path = (self.folder / name).resolve()
        if self.path(name).resolve() != path:
            raise OSError("a credential of the unit is a copy, and lost with it")
        write_anew(path, f"{text}\n")

    def secret_files(self) -> dict[str, str]:
        """The files of passwords and tokens by their key paths, named as in the file."""
        named = {}
        for section, server in (("imap", self.imap), ("smtp", self.smtp)):
            named[f"{section}.password_file"] = server.password_file
            if server.oauth2:
                named[f"{section}.oauth2.client_secret_file"] = server.oauth2.client_secret_file
                named[f"{section}.oauth2.refresh_token_file"] = server.oauth2.refresh_token_file
        return {key: name for key, name in named.items() if name}

    def open_secrets(self) -> list[str]:
        """The files of passwords and tokens that others than their owner can read, each with what to do."""
        found = []
        for key, name in self.secret_files().items():
            with suppress(OSError):  # What is missing is told of where it is read.
                if can_be_read_by_others(path := self.path(name)):
                    found.append(f"{key}: {path} can be read by others; mend it with: chmod 600 {path}")
        return found

    def database_url(self) -> str:
        """The SQLAlchemy URL; a relative SQLite path starts at the configuration file's folder."""
        return self.database.sqlalchemy_url(self.folder)


def read_secret(path: Path, key: str) -> str:
    """The text of a file without its final line end. Raises `ConfigError` naming `key`, as `Config.secret` does."""
    try:
        # With a byte order mark at the beginning, as of some editors, no login works.
        text = path.read_text("utf-8-sig").strip("\r\n")
    except OSError as error:
        raise ConfigError([f"{key}: cannot read {path}: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{key}: {path} is not UTF-8 text; save it as UTF-8"]) from None
    if not text:
        raise ConfigError([f"{key}: {path} is empty"])
    return text


def find(given: str | None) -> Path:
    """The configuration file to use: `given`, `$COCMAIL_CONFIG`, ./cocmail.toml, /etc/cocmail/cocmail.toml.

    Raises `ConfigError` where none of them exists.
    """
    named = given or os.environ.get("COCMAIL_CONFIG")
    if named:
        return Path(named)
    # Whoever runs it as another account may stand in a folder that is closed to that.
    with suppress(PermissionError):
        if (here := Path("cocmail.toml")).is_file():
            return here
    try:
        is_installed = INSTALLED.is_file()
    except PermissionError:
        is_installed = True  # As it should be, for who is not the service: reading it says so.
    if is_installed:
        return INSTALLED
    raise ConfigError(
        [
            "no configuration found: give one with -c FILE or $COCMAIL_CONFIG, or put it at ./cocmail.toml "
            f"or {INSTALLED}; cocmail init makes one"
        ]
    )


def load(path: Path) -> Config:
    """Read and validate the file. Raises `ConfigError` with every mistake in it."""
    config = validated(read(path))
    config._folder = path.resolve().parent
    return config


def read(path: Path) -> dict[str, Any]:
    """What a TOML file says, whatever that is. Raises `ConfigError`."""
    try:
        # Some editors put a byte order mark at the beginning.
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError([f"cannot read {path}: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError([f"{path} is not UTF-8 text (at line {line}); save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{path} is not valid TOML: {error}"]) from None
    except RecursionError:
        raise ConfigError([f"{path} is nested too deeply; config.example.toml shows its form"]) from None
    except ValueError:  # What `int` says, which has its limit.
        raise ConfigError([f"{path} has a number of thousands of digits; no key takes one"]) from None


def validated(document: dict[str, Any]) -> Config:
    """The configuration that a file with these tables is, before it has a folder.

    Raises `ConfigError` with every mistake in it, each behind its key path.
    """
    problems = _across(document)
    try:
        config = Config.model_validate(document)
    except ValidationError as error:
        problems = [_problem(fault) for fault in error.errors(include_url=False)] + problems
    if problems:
        raise ConfigError(problems)
    return config


def command_of(path: Path) -> tuple[list[str], str]:
    """`alerts.command` and the name of the alias, also from a file with mistakes elsewhere.

    Without the command where it cannot be read or is a mistake itself.
    """
    command: list[str] = []
    name = path.name
    with suppress(OSError, ValueError, RecursionError):  # What is no TOML or no text is a ValueError too.
        document = tomllib.loads(path.read_text("utf-8-sig"))
        alias, alerts = (document.get(each) or {} for each in ("alias", "alerts"))
        with suppress(AttributeError):  # What should be a table is none.
            name = str(alias.get("name", name))
        with suppress(AttributeError):
            command = Alerts.model_validate({"command": alerts.get("command", [])}).command
    return command, name


def _across(document: dict[str, Any]) -> list[str]:
    """Mistakes that show only between the tables; of values that are mistakes themselves nothing is said here."""

    def value(*keys: str) -> Any:
        found: Any = document
        for key in keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def folded(found: Any) -> str:
        return found.casefold() if isinstance(found, str) else ""

    alias, mailbox = folded(value("alias", "address")), folded(value("smtp", "from"))
    own = {each for each in (alias, mailbox) if each}
    problems = []
    if alias and alias == mailbox and value("alias", "list_id"):
        problems.append("smtp.from: must be cocmail's own mailbox, never the group: replies would fan out")
    people = value("responders")
    people = people if isinstance(people, list) else []
    addresses = [folded(each.get("address")) if isinstance(each, dict) else "" for each in people]
    # By number: a mistake stands in the journal too, where no address may.
    problems += [
        f"responders.{number}.address: stands twice on the roster"
        for number, each in enumerate(addresses)
        if each and each in addresses[:number]
    ]
    problems += [
        f"responders.{number}.address: is cocmail's own address and cannot be a responder"
        for number, each in enumerate(addresses)
        if each in own
    ]
    contacts = value("clock", "escalation_contacts")
    problems += [
        f"clock.escalation_contacts.{number}: is cocmail's own address; letters to it would reach nobody"
        for number, each in enumerate(contacts if isinstance(contacts, list) else ())
        if folded(each) in own
    ]
    if folded(value("clearance", "independent_contact")) in own:
        problems.append(
            "clearance.independent_contact: is cocmail's own address; letters to it would reach nobody"
        )
    return problems


def _problem(fault: Any) -> str:
    parts = [str(part) for part in fault["loc"]]
    where = ".".join(parts) or "the file"
    match fault["type"]:
        case "extra_forbidden":
            close = _nearest(*parts)
            return f"{where}: unknown key" + (f"; did you mean {close}?" if close else "")
        case "missing":
            return f"{where}: is required"
        case "value_error":
            reason = str(fault["ctx"]["error"])
            key, colon, rest = reason.partition(": ")
            if colon and re.fullmatch(r"[a-z_0-9]+", key):
                # It is about a key beside the one that was looked at last.
                return f"{'.'.join((*parts[:-1], key))}: {rest}"
            return f"{where}: {reason}"
        case "model_type" if parts[0] != _ROSTER:
            return f"{where}: must be a table that begins with [{where}]"
        case "model_type" | "list_type" if parts[0] == _ROSTER and len(parts) < 3:
            return f"{where}: each must be a table that begins with [[{_ROSTER}]]"
        case kind if kind in _WRITTEN:
            return f"{where}: must be {_WRITTEN[kind]}"
        case _:
            message = fault["msg"]
            return f"{where}: {message[0].lower()}{message[1:]}"


def _nearest(*path: str) -> str:
    """The known key that an unknown one is likeliest meant for; a key of another table by its whole path."""
    *tables, key = path
    # A number says which one of a list it is.
    table = [each for each in tables if not each.isdigit()]
    every = [each.split(".") for each in _paths(Config)]
    known = [name for *inside, name in every if inside == table]
    close = difflib.get_close_matches(key, known, n=1)
    # What stands behind the last table belongs to that in TOML, which is easily overlooked.
    close = close or [".".join(each) for each in every if each[-1] == key]
    return " or ".join(close or difflib.get_close_matches(key, known, n=1, cutoff=0.0))


def _paths(model: type[BaseModel], table: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        path = f"{table}{field.alias or name}"
        yield path
        if inner := _model_of(field):
            yield from _paths(inner, f"{path}.")


def _model_of(field: FieldInfo) -> type[BaseModel] | None:
    for candidate in (field.annotation, *getattr(field.annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None
