"""The commands about cases and about the database that holds them, as an administrator types them.

It stands apart from `cli` so that each file can be read in one go. Content is shown on demand alone, and then
the history says so and those who may read the case are told, before a word of it leaves the database.
"""

import json
import sys
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click

from cocmail.admin.shell import (
    DID_NOT_WORK,
    WRONG_USAGE,
    account_name,
    common,
    end,
    faults_are_one_line,
    for_terminal,
    load_config,
    log_events,
    open_store,
    stopped_tidily,
)

_LARGE = 64 << 20  # bytes, from which on a copy shows its progress


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.option("--all", "closed", is_flag=True, help="Closed cases too.")
@common
@click.pass_context
@faults_are_one_line
def cases(context: click.Context, as_json: bool, closed: bool) -> None:
    """The cases, without content."""
    from cocmail.admin.status import case_object

    store = open_store(context)
    counts = store.message_counts()
    found = [case_object(case, counts.get(case.id, 0)) for case in store.cases(closed=closed)]
    store.database.close()
    if as_json:
        click.echo(json.dumps(found))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("case", "state", "received (UTC)", "answer due (UTC)", "with", "checklist")
    for case in found:
        known = sum(state in ("present", "declined") for state in case["checklist"].values())
        urgent = " [red]urgent[/red]" if case["urgent"] else ""
        table.add_row(
            case["name"] + urgent,
            ": ".join(filter(None, (case["state"], case["outcome"] if case["state"] == "closed" else ""))),
            _date(case["received_at"]),
            _date(case["follow_up_due"]),
            case["taken_by"] or "–",
            f"{known} of 8",
        )
    Console().print(table if found else "No open cases.")


@click.command()
@click.argument("case", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.option("--reveal", is_flag=True, help="With the content; the history says that you looked.")
@common
@click.pass_context
@faults_are_one_line
def show(context: click.Context, case: tuple[str, ...], as_json: bool, reveal: bool) -> None:
    """One case, by its name."""
    from cocmail.admin.status import case_in_full

    store = open_store(context)
    name = _case_name(store, case)
    if reveal:
        tell_of_a_look(context, store, name, "revealed")
    told = case_in_full(*store.case_named(name), reveal=reveal)
    store.database.close()
    if as_json:
        click.echo(json.dumps(told))
        return
    for label in (
        "name",
        "state",
        "urgent",
        "marks",
        "received_at",
        "follow_up_due",
        "followed_up_at",
        "next_due_at",
        "taken_by",
        "outcome",
        "escalation_level",
        "messages",
    ):
        is_time = label.endswith(("_at", "_due"))
        click.echo(
            f"{label.replace('_', ' '):18}{_date(told[label], ' UTC') if is_time else _plain(told[label])}"
        )
    for title in ("checklist", "clearance"):
        click.echo(title)
        width = max(map(len, told[title]), default=0)
        for label, state in told[title].items():
            click.echo(f"  {label.replace('_', ' '):{width}}  {state}")
    click.echo("history")
    for entry in told["entries"]:
        text = f"  {_words(entry['from'])}  {_words(entry['text'])}" if reveal else ""
        click.echo(f"  {_date(entry['at'], ' UTC')}  {entry['type']}{text}")


def _words(text: str) -> str:
    """Somebody's words in a history, each further line behind a bar: nobody writes what looks like another entry."""
    return "\n    | ".join(for_terminal(text).split("\n"))


@click.command()
@click.argument("case", nargs=-1, required=True)
@click.option("--out", metavar="FILE", help="Where to (else CASE-NAME.tar in this folder); - is stdout.")
@click.option("--to", "key_file", metavar="KEYFILE", help="Encrypt it to this OpenPGP public key.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
@faults_are_one_line
def export(
    context: click.Context, case: tuple[str, ...], out: str | None, key_file: str | None, yes: bool
) -> None:
    """The whole case as one archive, for the team or the authorities.

    Mails as they were, the history, and a manifest with the digest of each. The history says that you exported
    it, and those who may read the case are told.
    """
    from cocmail.admin import archive
    from cocmail.admin.files import new_file
    from cocmail.admin.status import case_in_full
    from cocmail.openpgp import KeyFault, PublicKey
    from cocmail.wiring import utc_now

    to_stdout = out == "-"
    if to_stdout and sys.stdout.isatty():
        end(WRONG_USAGE, "an archive is not written to a terminal; send it into a file or a pipe")
    key = PublicKey("--to", Path(key_file)) if key_file else None
    try:
        if key is not None:
            key.look(utc_now())
    except KeyFault as fault:
        end(WRONG_USAGE, f"--to: the key {fault}")
    store = open_store(context)
    name = _case_name(store, case)
    if (erased_at := store.case_named(name)[0].erased_at) is not None:
        end(DID_NOT_WORK, f"the content of {name!r} was destroyed on {erased_at:%Y-%m-%d}; nothing is left")
    path = Path(out or f"{name.replace(' ', '-')}.tar{'.asc' if key else ''}")
    if not to_stdout and (path.exists() or path.is_symlink()):
        end(DID_NOT_WORK, f"{path} exists already and is left as it is")
    if not yes:
        where = "to stdout" if to_stdout else f"to {path}"
        question = f"Export the whole content of {name!r} {where}, and tell those who may read the case?"
        click.confirm(question, abort=True, err=True)
    with ExitStack() as stack:
        stack.enter_context(stopped_tidily())
        # The place first: nobody is told of an archive that could never be written.
        file = sys.stdout.buffer if to_stdout else stack.enter_context(new_file(path))
        tell_of_a_look(context, store, name, "exported")
        told = case_in_full(*store.case_named(name), reveal=True)
        with store.reading() as tx:
            contents = archive.gather(tx, tx.case_id(name), name, told)
        encrypt = None if key is None else partial(key.encrypt, now=utc_now())
        count, digest = archive.write(file, contents, load_config(context).alias.timezone, encrypt)
        file.flush()
    store.database.close()
    click.echo(f"{name!r} is exported: {count} files, SHA-256 {digest}", err=to_stdout)
    if not to_stdout:
        protected = "It is encrypted" if key else "It is not encrypted, and only you can read it"
        click.echo(f"{protected}: {path}")


@click.command()
@click.argument("case", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
@faults_are_one_line
def erase(context: click.Context, case: tuple[str, ...], yes: bool) -> None:
    """Destroy the content of a case for good: keys, messages, letters, names.

    What stays is a row for the statistics and a history without content. Those who may read the case are told.
    """
    from cocmail.sealing import KeyUnusable

    store = open_store(context)
    name = _case_name(store, case)
    if not yes:
        click.confirm(f"Destroy the content of {name!r}? Nobody can bring it back", abort=True)
    _destroy(context, store, name)
    # All is done before a word is said: where nobody listens any more, to speak ends the command.
    problem = ""
    try:
        # First the key file, so that a log of the database that cannot be emptied now holds nothing of use.
        store.forget_destroyed()
    except KeyUnusable as error:
        problem = str(error)
    try:
        is_emptied = store.database.wipe()
    finally:
        store.database.close()
    click.echo(
        f"The content of {name!r} is destroyed. Its mails are still in the mailbox: delete them there."
    )
    if problem:
        _say_not_forgotten(problem)
    else:
        click.echo(
            "No backup opens it any more. Replace the saved copies of the key file by the file as it is now."
        )
    if not is_emptied:
        click.echo("cocmail: the log of the database is in use and is emptied later", err=True)


@click.command()
@click.option("--from", "first", metavar="DATE", required=True, help="The first day, such as 2026-01-01.")
@click.option(
    "--to", "last", metavar="DATE", required=True, help="The last day, included; it has to be over."
)
@click.option(
    "--out",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write one HTML file with figures; never over an old one.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@common
@click.pass_context
@faults_are_one_line
def statistics(context: click.Context, first: str, last: str, out: Path | None, as_json: bool) -> None:
    """The transparency report of a period: counts only, no single case.

    Counts below five are not shown and the others are rounded. Days are those of the time zone of the alias. No
    content is opened, and no key is needed.
    """
    from cocmail.admin.statistics import publish
    from cocmail.wiring import utc_now

    log_events(context)
    publish(load_config(context), first, last, out, as_json=as_json, now=utc_now())


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@common
@click.pass_context
@faults_are_one_line
def backup(context: click.Context, file: Path) -> None:
    """A consistent copy of the database, while the daemon runs.

    It holds no key: what is sealed stays sealed. On PostgreSQL this says which command to run.
    """
    from cocmail.admin.backup import back_up, dump_command
    from cocmail.database import Database

    log_events(context)
    config = load_config(context)
    database = Database(config.database_url())
    path = database.file()
    database.close()
    if path is None:
        end(DID_NOT_WORK, f"PostgreSQL makes its own backups; run: {dump_command(database.url, file)}")
    small = not path.exists() or path.stat().st_size < _LARGE
    with (
        stopped_tidily(),
        click.progressbar(
            length=1, label="Copying the database", file=sys.stderr, hidden=small or not sys.stderr.isatty()
        ) as bar,
    ):

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        back_up(path, file, progress)
    click.echo(
        f"The database is copied to {file}. Without the key file nobody can read what is sealed in it."
    )


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--adopt", is_flag=True, help="The database was put back by other means, as on PostgreSQL: do the rest."
)
@click.option("--drop-letters", "drop", is_flag=True, help="Letters that had not been accepted never go out.")
@common
@click.pass_context
@faults_are_one_line
def restore(context: click.Context, file: Path | None, adopt: bool, drop: bool) -> None:
    """Put a backup in place, where there is no database; erase again what was erased since.

    Letters that had not been accepted then may have gone out since: they wait a day.
    """
    from cocmail.admin import backup as backups
    from cocmail.database import Database
    from cocmail.sealing import load_keys
    from cocmail.store import Store
    from cocmail.wiring import utc_now

    if adopt == (file is not None):
        raise click.UsageError("give either FILE or --adopt")
    log_events(context)
    config, now = load_config(context), utc_now()
    keys = load_keys(config.path(config.sealing.key_file))
    database = Database(config.database_url())
    if file is None:
        database.require_schema()
        with backups.leading(database):
            done = backups.adopt(Store(database, keys), now, drop=drop)
    elif database.file() is None:
        end(
            DID_NOT_WORK,
            f"on PostgreSQL run: {backups.restore_command(database.url, file)}",
            "into an empty database, and then: cocmail restore --adopt",
        )
    else:
        with stopped_tidily():
            done = backups.restore(file, database, keys, now, drop=drop)
    click.echo(f"The database is at {database.file() or 'its place'}.")
    if done.erased:
        click.echo(f"Erased again, because their keys were destroyed since: {', '.join(done.erased)}")
    if done.letters and drop:
        click.echo(f"{done.letters} letters that had not been accepted were dropped.")
    elif done.letters:
        click.echo(
            f"{done.letters} letters had not been accepted then and may have gone out since. They wait until "
            f"{now + backups.LETTERS_WAIT:%Y-%m-%d %H:%M} UTC; to drop them, say so now, before anything is taken in: "
            "cocmail restore --adopt --drop-letters"
        )
    click.echo("Next, take in what came since, and send nothing: cocmail run --once --hold")
    click.echo(
        "Who stepped back or was named since then is known again only after that, and not from answers to letters"
    )
    click.echo(
        "that the backup does not know: ask who stepped back since, and have them kept out with RECUSE and a name."
    )
    if done.trouble:
        _say_not_forgotten(done.trouble)


def _date(text: str | None, zone: str = "") -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}{zone}" if text else "–"


def _plain(value: str | int | list[str] | None) -> str:
    """A value as people write it; where there is none, a dash."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(value)
    return "–" if value in (None, "") else str(value)


def _case_name(store: Any, words: tuple[str, ...]) -> str:
    """The name of the case that was meant; ends where there is none."""
    name = " ".join(" ".join(words).casefold().split())
    with store.reading() as tx:
        if tx.case_id(name) is None:
            end(DID_NOT_WORK, f"there is no case called {name!r}; see: cocmail cases --all")
    return name


def tell_of_a_look(
    context: click.Context, store: Any, name: str, what: Literal["revealed", "exported"]
) -> None:
    """Write into the history that somebody sees the content, and queue the letters that say so."""
    from cocmail.cases import policy
    from cocmail.wiring import letters_of, rules_of, utc_now

    config, now = load_config(context), utc_now()
    letters = letters_of(config, store.keys)
    with store.transaction() as tx:
        decision = policy.on_look(tx.case(tx.case_id(name)), what, now, rules_of(config))
        tx.carry_out(decision, now, partial(letters.compose, now=now))


def _destroy(context: click.Context, store: Any, name: str) -> None:
    """Destroy the content of a case, and queue the letters that say so."""
    from cocmail.cases import policy
    from cocmail.cases.model import Entry
    from cocmail.sealing import SealBroken
    from cocmail.wiring import letters_of, rules_of, utc_now

    config, now, who = load_config(context), utc_now(), account_name()
    letters = letters_of(config, store.keys)
    with store.transaction() as tx:
        case_id = tx.case_id(name)
        try:
            decision = policy.on_erasure(tx.case(case_id), who, now, rules_of(config))
        except SealBroken:
            # It was tampered with: nobody can say who may read it.
            tx.erase(case_id, Entry(now, "erased", "console", who))
        else:
            tx.carry_out(decision, now, partial(letters.compose, now=now))


def _say_not_forgotten(why: str) -> None:
    click.echo(f"cocmail: {why}", err=True)
    click.echo(
        "cocmail: backups made before now still open with this key file; make it writable and run "
        "`cocmail key forget`",
        err=True,
    )
