"""`cocmail init`: the configuration, the key and the database of an alias, made once and never written over.

It stands apart from `cli` because of the order of its steps. Nothing is made before everything is known and right.
Then the configuration and the files that it names, such as passwords, come into being together or not at all; the key
and the database follow, each whole or not there. So a run that was cut off is made good by another one: it takes what
is there as it is, and makes what is missing. Of two runs at once one waits for the other, and then is such another one.

Fails: `ConfigError`, `NotWritten`, `KeyUnusable`, `StoreUnavailable`; what was there before is as it was.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Any

from cocmail import config as configuration
from cocmail.admin.commented import commented
from cocmail.admin.files import NotWritten, alone_in, appearing, new_file, remove, unfinished
from cocmail.admin.migrate import migrate
from cocmail.admin.unit import STATE, UNITS, is_an_instance, program
from cocmail.config import INSTALLED, ConfigError
from cocmail.database import Database, holds_password
from cocmail.resources import example_configuration
from cocmail.sealing import KeyUnusable, load_keys, new_key

_SYSTEM = Path("/etc")
_SECRETS = {
    "password_file": "password",
    "client_secret_file": "oauth-secret",
    "refresh_token_file": "oauth-refresh",
}
# What is public, or may well stand elsewhere for good, as /etc/ssl does.
_OTHERS = ("ca_file", "openpgp_key_file")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Names:
    """What the files of an alias are called and where they are, after the name of its configuration."""

    path: Path  #: the configuration, by its whole path

    @property
    def folder(self) -> Path:
        """Where everything is but, perhaps, the database."""
        return self.path.parent

    @property
    def key(self) -> str:
        """Each alias has a key of its own."""
        return f"{self.path.stem}.key"

    @property
    def database_url(self) -> str:
        """Beside the configuration; of what stands in /etc, where a service may write."""
        name = f"{self.path.stem}.db"
        return f"sqlite:///{STATE / name}" if self.path.is_relative_to(_SYSTEM) else f"sqlite:///{name}"

    def secret(self, section: str, kind: str = "password") -> str:
        """The file of a password or token, such as imap.password; of another alias in the folder with its name."""
        return self.own(f"{section}.{kind}")

    def own(self, name: str) -> str:
        """The name of a file here, such as ca.pem; of another alias in the folder with its name."""
        return name if self.path.stem == "cocmail" else f"{self.path.stem}.{name}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What is needed to begin: the tables of a configuration, and what is in the new files by their names."""

    document: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict, repr=False)


def answers_of(path: Path, names: Names) -> Answers:
    """Read an answers file: a configuration in which only what is not as by default has to stand.

    The files that it names are looked for, relative to it. What they hold is copied; a certificate or an OpenPGP key
    that is named by its whole path stays there. Raises `ConfigError` with every mistake.
    """
    document = configuration.read(path)
    files: dict[str, bytes] = {}
    problems = []
    sources = {names.path.name: Path(), names.key: Path()}
    for key, table, last in _named_files(document):
        source = path.parent / table[last]
        kind = _SECRETS.get(last)
        if kind is None and Path(table[last]).is_absolute():
            problems += _unreadable(source, key)
            continue
        target = names.secret(key.partition(".")[0], kind) if kind else names.own(source.name)
        if sources.setdefault(target, source) != source:
            problems.append(f"{key}: there would be two files of the name {target}; give this one another")
        table[last] = target
        if (names.folder / target).exists():
            continue
        try:
            if kind:
                files[target] = f"{configuration.read_secret(source, key)}\n".encode()
            elif not (found := _unreadable(source, key)):
                files[target] = source.read_bytes()
            else:
                problems += found
        except ConfigError as error:
            problems += error.problems
    database = document.get("database")
    if why := password_in(database.get("url") if isinstance(database, dict) else ""):
        problems.append(f"database.url: {why}")
    for section, key, value in (("sealing", "key_file", names.key), ("database", "url", names.database_url)):
        if isinstance(document.setdefault(section, {}), dict):
            document[section].setdefault(key, value)
    try:
        configuration.validated(document)
    except ConfigError as error:
        problems += error.problems
    if problems:
        raise ConfigError(problems)
    return Answers(document, files)


def _named_files(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Each key that names a file, but that of the key: its whole path, the table where it stands, and its last word."""
    found: list[tuple[str, Any]] = []
    for section in ("imap", "smtp", "sealing"):
        found.append((section, table := document.get(section)))
        found.append((f"{section}.oauth2", table.get("oauth2") if isinstance(table, dict) else None))
    people = document.get("responders")
    found += [(f"responders.{n}", each) for n, each in enumerate(people if isinstance(people, list) else ())]
    for path, table in found:
        for key in (*_SECRETS, *_OTHERS) if isinstance(table, dict) else ():
            # One with a NUL in it is told of by validation, and cannot be looked for.
            if isinstance(name := table.get(key), str) and name and "\0" not in name:
                yield f"{path}.{key}", table, key


def _unreadable(path: Path, key: str) -> list[str]:
    """Why a file is of no use: one reason or none."""
    try:
        with path.open("rb") as file:
            return [] if file.read(1) else [f"{key}: {path} is empty"]
    except OSError as error:
        return [f"{key}: cannot read {path}: {error.strerror}"]


def password_in(url: Any) -> str:
    """Why a database URL is not taken into a configuration that is made here, '' where it holds no password.

    Passwords are kept in files, and libpq has one of its own for them (PostgreSQL's manual, 34.16).
    """
    if not isinstance(url, str) or not url.startswith("postgresql"):
        return ""
    if not holds_password(url):
        return ""
    return (
        "holds a password, which has to be in a file: put the line HOST:PORT:DATABASE:USER:PASSWORD into one for its "
        "owner alone (chmod 600), and name that in the URL by its whole path: "
        "postgresql://USER@HOST/DATABASE?passfile=FILE"
    )


def is_there(names: Names) -> bool:
    """Whether there is a configuration. Raises `NotWritten` where nobody can tell."""
    try:
        return names.path.exists()
    except OSError as error:
        raise NotWritten(f"cannot look at {names.path}: {error.strerror}") from None


def prove_place(names: Names) -> None:
    """Raises `NotWritten` where the files could not be made, or would be of no use to the folder's owner."""
    folder = names.folder
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise NotWritten(f"{folder} is no folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise NotWritten(f"this account may not write in {folder}; nothing was written")
    if folder == names.folder and os.geteuid() == 0 and folder.stat().st_uid != 0:
        with suppress(KeyError):  # An owner without a name, as in a container: root is as good as any there.
            raise NotWritten(
                f"{folder} belongs to {folder.owner()}, which could not read what root makes; run this as that "
                f"account: runuser -u {folder.owner()} -- {_cocmail()} init …"
            )


@contextmanager
def alone(names: Names) -> Iterator[None]:
    """Have the folder to oneself in the block, made where it is missing and gone again where nothing came into it.

    Raises `NotWritten` where that cannot be.
    """
    folder = names.folder
    is_new = not folder.exists()
    while True:
        _make_folder(folder)
        with ExitStack() as held:
            try:
                held.enter_context(alone_in(folder))
            except FileNotFoundError:  # The run that made it has taken it away again.
                continue
            except OSError as error:
                raise NotWritten(f"cannot work in {folder}: {error.strerror}") from None
            try:
                yield
            finally:
                if is_new:
                    with suppress(OSError):  # It is not empty.
                        folder.rmdir()
            return


def leave(path: Path, say: Say) -> None:
    """Say that a file stays as it is, and take away what a run that was killed just then left of it beside it."""
    remove(unfinished(path))
    say(f"{path} is there already; left as it is.")


def write_configuration(names: Names, answers: Answers, say: Say) -> None:
    """Make the files that the configuration names and itself, commented: all of them, or none."""
    config = configuration.validated(answers.document)
    text = commented(example_configuration(), config)
    # Before the configuration is there: the run after one that is killed then looks at that alone.
    named = (table[last] for _, table, last in _named_files(answers.document))
    for name in dict.fromkeys(named):
        if name not in answers.files and not Path(name).is_absolute():
            leave(names.folder / name, say)
    made = []
    with ExitStack() as undo:
        for name, content in (answers.files | {names.path.name: text.encode()}).items():
            made.append(names.folder / name)
            _write(made[-1], content, undo)
        # What it says is what was answered, or it is gone again.
        if configuration.load(names.path).model_dump() != config.model_dump():
            raise NotWritten(f"{names.path} would not say what was answered; nothing was written")
        undo.pop_all()
    for each in made:
        say(f"{each} is written, for its owner alone.")


def make_the_rest(names: Names, say: Say) -> None:
    """Make the key and the database that the configuration names, each where it is not there yet."""
    config = configuration.load(names.path)
    key = config.path(config.sealing.key_file)
    database = Database(config.database_url())
    try:
        has_schema = bool(database.revision())
        if key.exists():
            load_keys(key)
            leave(key, say)
        elif has_schema:
            raise KeyUnusable(
                f"there is a database already, and no key at {key}: a new one would not open it; put the saved "
                "copy of the key there, or of the machine that has this database, or where it is another alias's, "
                f"name one of its own in database.url of {names.path}; then run this again"
            )
        else:
            _make_key(key)
            say(f"{key} is a new key, for its owner alone.")
        place = database.file()
        if has_schema:
            database.require_schema()
            if place:
                leave(place, say)
            else:
                say("The database has its schema already; left as it is.")
        else:
            _make_database(database, place)
            say(f"{place or 'The database'} is a new database.")
    finally:
        database.close()


def prove_files(names: Names) -> None:
    """Raises `NotWritten` with every file that the configuration names and that is not there."""
    config = configuration.load(names.path)
    missing = [
        f"{key}: {path} is missing"
        for key, table, last in _named_files(configuration.read(names.path))
        if not (path := config.path(table[last])).exists()
    ]
    if missing:
        raise NotWritten(f"{'; '.join(missing)}; put it there, for its owner alone (chmod 600)")


def next_steps(names: Names) -> list[str]:
    """What is left to do, as lines."""
    path, config = names.path, configuration.load(names.path)
    # Also of the installed one: whoever types it may stand where there is another.
    asked = f" -c {quote(str(path))}"
    cocmail = _cocmail()
    if path.stem == INSTALLED.stem or not is_an_instance(path):
        unit, service = f"{cocmail} unit{asked} > {UNITS}/cocmail.service", "cocmail"
    else:
        unit, service = f"{cocmail} unit --template{asked} > {UNITS}/cocmail@.service", f"cocmail@{path.stem}"
    return [
        "Next:",
        f"  1. {cocmail} check{asked}",
        "     looks at everything, the mail servers too, and says what to do.",
        f"  2. Copy {config.path(config.sealing.key_file)} to another place, in other hands than the backups.",
        "     Whoever loses it has lost every case.",
        f"  3. As root: {unit}",
        f"     then: systemctl daemon-reload && systemctl enable --now {service}",
        f"Everything can be changed in {path}, which explains every key.",
    ]


def _cocmail() -> str:
    """What to type for this installation's program."""
    return " ".join(map(quote, program()))


def _make_folder(folder: Path) -> None:
    """Make it and what is missing above it, each for its owner alone."""
    try:
        for each in (*reversed(folder.parents), folder):
            if not each.exists():
                each.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise NotWritten(f"cannot make {folder}: {error.strerror}") from None


def _write(path: Path, content: bytes, undo: ExitStack) -> None:
    with appearing(path) as fresh, new_file(fresh) as file:
        file.write(content)
    undo.callback(path.unlink, missing_ok=True)


def _make_key(path: Path) -> None:
    try:
        with appearing(path) as fresh:
            new_key(fresh)
    except KeyUnusable as error:
        raise NotWritten(str(error)) from None


def _make_database(database: Database, place: Path | None) -> None:
    if place is None or place.exists():
        # Of a server, or an empty file: there is nothing in it that could be lost.
        migrate(database)
        return
    _make_folder(place.parent)
    with appearing(place) as fresh:
        own = Database(f"sqlite:///{fresh}")
        try:
            migrate(own)
        finally:
            own.close()
