"""What an administrator types: each command a short function that calls the recipes and hands.

A command's own module is loaded when that command runs, so that `--help` is instant.
"""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from cocmail import __version__

F = TypeVar("F", bound=Callable[..., Any])

DID_NOT_WORK, WRONG_USAGE, TRY_AGAIN = 1, 2, 75


def main() -> None:
    """The console script."""
    cli(prog_name="cocmail")


def _end(status: int, *lines: str) -> NoReturn:
    for line in lines:
        click.echo(f"cocmail: {line}", err=True)
    raise SystemExit(status)


def _faults_are_one_line(command: F) -> F:
    """Every foreseen fault ends in its line on stderr and its exit status, without a traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from cocmail.config import ConfigError
        from cocmail.sealing import KeyUnusable

        try:
            return command(*args, **kwargs)
        except ConfigError as error:
            _end(WRONG_USAGE, *error.problems)
        except KeyUnusable as error:
            _end(WRONG_USAGE, str(error))
        except (click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            from cocmail.database import SchemaMismatch, StoreUnavailable
            from cocmail.logs import place_of

            if isinstance(error, StoreUnavailable):
                _end(TRY_AGAIN if kwargs.get("once") else DID_NOT_WORK, str(error))
            if isinstance(error, SchemaMismatch):
                _end(WRONG_USAGE, str(error))
            if isinstance(error, OSError) and error.strerror:
                _end(DID_NOT_WORK, error.strerror)
            # No traceback: the text of an error can quote a report.
            _end(DID_NOT_WORK, f"a fault in the program: {place_of(error)}")

    return guarded  # type: ignore[return-value]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-c",
    "--config",
    "config_file",
    metavar="FILE",
    help="The configuration (else $COCMAIL_CONFIG, ./cocmail.toml, /etc/cocmail/cocmail.toml).",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How events are written to stderr.",
)
@click.version_option(__version__, prog_name="cocmail")
@click.pass_context
def cli(context: click.Context, config_file: str | None, log_format: str) -> None:
    """Cocmail turns a code-of-conduct alias into tracked cases that nobody forgets."""
    context.obj = {"config": config_file, "log_format": log_format}


def _config(context: click.Context) -> Any:
    from cocmail import config

    return config.load(config.find(context.obj["config"]))


def _store(context: click.Context) -> Any:
    from cocmail.database import Database
    from cocmail.logs import set_up_logging
    from cocmail.sealing import load_keys
    from cocmail.store import Store

    set_up_logging(as_json=context.obj["log_format"] == "json")
    config = _config(context)
    store = Store(Database(config.database_url()), load_keys(config.path(config.sealing.key_file)))
    store.database.require_schema()
    return store


# Options after the command's name, as scripts write them: `cocmail run --config FILE`.
def _common(command: F) -> F:
    def take(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
        if value is not None:
            context.ensure_object(dict)[parameter.name] = value

    command = click.option(
        "-c",
        "--config",
        "config",
        metavar="FILE",
        expose_value=False,
        callback=take,
        help="The configuration file.",
    )(command)
    return click.option(
        "--log-format", "log_format", type=click.Choice(["text", "json"]), expose_value=False, callback=take,
        help="How events are written to stderr.",
    )(command)  # fmt: skip


@cli.command()
@click.option(
    "--once",
    is_flag=True,
    help="Drain the mailbox, send every due letter, do what the clock demands, and end.",
)
@click.option("--hold", is_flag=True, help="Take in and file, but leave every letter queued.")
@_common
@click.pass_context
@_faults_are_one_line
def run(context: click.Context, once: bool, hold: bool) -> None:
    """The daemon."""
    from cocmail import daemon
    from cocmail.letters import TemplateFault
    from cocmail.logs import set_up_logging
    from cocmail.wiring import build, utc_now

    set_up_logging(as_json=context.obj["log_format"] == "json")
    try:
        if not once:
            service = daemon.Daemon(_config(context), utc_now, hold=hold, reload=lambda: _config(context))
            raise SystemExit(service.run())
        house = build(_config(context), utc_now)
        house.letters.prove()
        house.store.database.require_schema()
        if not house.store.database.lead():
            raise daemon.AnotherDaemon("another cocmail runs on this database; stop it first")
        try:
            problems = daemon.run_once(house, hold=hold)
        finally:
            house.store.database.close()
    except TemplateFault as fault:
        _end(WRONG_USAGE, *fault.problems)
    except daemon.AnotherDaemon as error:
        _end(DID_NOT_WORK, str(error))
    if problems:
        _end(TRY_AGAIN, *problems)


@cli.command()
@_common
@click.pass_context
@_faults_are_one_line
def migrate(context: click.Context) -> None:
    """Bring the database to this version's schema; make it where there is none."""
    from cocmail.admin.migrate import migrate as bring_up
    from cocmail.database import Database
    from cocmail.logs import set_up_logging

    set_up_logging()
    database = Database(_config(context).database_url())
    try:
        before, after = bring_up(database)
    finally:
        database.close()
    click.echo(
        f"The database has schema {after}"
        + (" already." if before == after else f" (before: {before or 'none'}).")
    )


@cli.group()
def key() -> None:
    """The key that signs reply addresses and seals content."""


@key.command("new")
@_common
@click.pass_context
@_faults_are_one_line
def key_new(context: click.Context) -> None:
    """Make the configured key, readable by its owner alone; never over an old one."""
    from cocmail.sealing import KeyUnusable, new_key

    config = _config(context)
    path = config.folder / config.sealing.key_file
    try:
        new_key(path)
    except KeyUnusable as error:
        _end(DID_NOT_WORK, str(error))
    click.echo(f"A new key is at {path}. Keep a copy of it apart from the backups of the database.")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@_common
@click.pass_context
@_faults_are_one_line
def check(context: click.Context, as_json: bool) -> None:
    """Verify configuration, key, templates, database, IMAP and SMTP; one line each."""
    from cocmail.admin.check import checks
    from cocmail.logs import set_up_logging

    set_up_logging()
    results = []
    colours = {"ok": "green", "warning": "yellow", "error": "red"}
    for result in checks(_config(context)):
        results.append(result)
        if not as_json:
            click.echo(
                f"{click.style(f'{result.level:8}', fg=colours[result.level])} {result.what}: {result.text}"
            )
    if as_json:
        click.echo(json.dumps([{"what": r.what, "level": r.level, "text": r.text} for r in results]))
    if any(result.level == "error" for result in results):
        raise SystemExit(DID_NOT_WORK)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, a file each.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@_common
@click.pass_context
@_faults_are_one_line
def explain(context: click.Context, as_json: bool, files: tuple[Path, ...]) -> None:
    """What the daemon would make of a raw message. Touches nothing."""
    from cocmail.admin.explain import explain as look
    from cocmail.logs import set_up_logging
    from cocmail.sealing import KeyUnusable, derive, load_keys
    from cocmail.wiring import desk_of, rules_of

    set_up_logging()
    config = _config(context)
    try:
        keys = load_keys(config.path(config.sealing.key_file))
    except KeyUnusable:
        keys = derive(bytes(32))  # Without the key our own marks cannot be recognised; all else can be said.
    desk, rules = desk_of(config), rules_of(config)
    unread = 0
    for path in files:
        try:
            told = look(path, desk, rules, keys.marks)
        except OSError as error:
            click.echo(f"cocmail: cannot read {path}: {error.strerror}", err=True)
            unread += 1
            continue
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else _explained(told))
    if unread:
        raise SystemExit(DID_NOT_WORK)


def _explained(told: dict[str, Any]) -> str:
    author = told["author"]
    lines = [
        f"{told['file']}",
        f"  author      {author['name']} <{author['address']}>",
        f"  known by    {author['method']}, {told['origin']}, authenticated: {author['authenticated']}",
        f"  kind        {told['kind']}{': ' + told['kind_reason'] if told['kind_reason'] else ''}",
        f"  language    {told['language']}, {told['is_report']}{', URGENT' if told['urgent'] else ''}",
    ]
    lines += [
        f"  {name:16}{found['state']:9}{found['evidence']}" for name, found in told["checklist"].items()
    ]
    lines += [
        f"  would ask   {', '.join(told['asks_for']) or 'nothing'}",
        f"  held        {', '.join(f'{who} ({why})' for who, why in told['held_because'].items()) or 'nobody'}",
        f"  replies to  {told['would_reply_to'] or 'nobody: ' + told['why_no_reply']}",
    ]
    return "\n".join(lines)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.option("--all", "closed", is_flag=True, help="Closed cases too.")
@_common
@click.pass_context
@_faults_are_one_line
def cases(context: click.Context, as_json: bool, closed: bool) -> None:
    """The cases, without content."""
    from cocmail.admin.status import case_object

    store = _store(context)
    counts = store.message_counts()
    found = [case_object(case, counts.get(case.id, 0)) for case in store.cases(closed=closed)]
    store.database.close()
    if as_json:
        click.echo(json.dumps(found))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("case", "state", "received", "answer due", "with", "checklist")
    for case in found:
        known = sum(state in ("present", "declined") for state in case["checklist"].values())
        urgent = " [red]urgent[/red]" if case["urgent"] else ""
        table.add_row(
            case["name"] + urgent,
            case["state"],
            _date(case["received_at"]),
            _date(case["follow_up_due"]),
            case["taken_by"] or "–",
            f"{known} of 8",
        )
    Console().print(table if found else "No open cases.")


def _date(text: str | None) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if text else "–"


@cli.command()
@click.argument("case", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.option("--reveal", is_flag=True, help="With the content; the history says that you looked.")
@_common
@click.pass_context
@_faults_are_one_line
def show(context: click.Context, case: tuple[str, ...], as_json: bool, reveal: bool) -> None:
    """One case, by its name."""
    from cocmail.admin.status import case_object

    store = _store(context)
    name = " ".join(case)
    if reveal:
        store.note_reveal(name, datetime.now(UTC))
    found = store.case_named(name)
    store.database.close()
    if found is None:
        _end(DID_NOT_WORK, f"there is no case called {name!r}; see: cocmail cases --all")
    one, entries, messages = found
    told = case_object(one, messages)
    told["entries"] = [
        {"at": each.at.isoformat(), "type": each.type}
        | ({"from": each.author, "text": each.text} if reveal else {})
        for each in entries
    ]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for label in (
        "name",
        "state",
        "urgent",
        "marks",
        "received_at",
        "follow_up_due",
        "next_due_at",
        "taken_by",
        "escalation_level",
        "messages",
    ):
        click.echo(f"{label.replace('_', ' '):18}{told[label]}")
    for label, field_state in told["checklist"].items():
        click.echo(f"  {label:16}{field_state}")
    for entry in told["entries"]:
        text = f"  {entry['from']}  {entry['text']}" if reveal else ""
        click.echo(f"{_date(entry['at'])}  {entry['type']}{text}")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@_common
@click.pass_context
@_faults_are_one_line
def status(context: click.Context, as_json: bool) -> None:
    """Health, from the database alone. Exit status 0 healthy, 1 not."""
    from cocmail.admin.status import status as look

    store = _store(context)
    told = look(store, _config(context), datetime.now(UTC))
    store.database.close()
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo("healthy" if told["healthy"] else "NOT healthy")
        for problem in told["problems"]:
            click.echo(f"  {problem}")
        for label in ("last_poll_at", "open_cases", "quarantine", "next_deadline_at", "schema", "version"):
            click.echo(f"{label.replace('_', ' '):18}{told[label]}")
        for label in ("mailbox", "outbox"):
            click.echo(f"{label:18}{', '.join(f'{key} {value}' for key, value in told[label].items())}")
    if not told["healthy"]:
        sys.exit(DID_NOT_WORK)


@cli.command()
@click.option(
    "--pause", type=click.FloatRange(0, 30), default=1.5, show_default=True, help="Seconds between scenes."
)
@click.option("--interactive", is_flag=True, help="Keep it running and write the mails yourself.")
@_faults_are_one_line
def demo(pause: float, interactive: bool) -> None:
    """The whole life of a case on this machine; nothing to set up."""
    try:
        from cocmail.admin.demo import play
    except ImportError as error:
        _end(
            DID_NOT_WORK,
            f"the demo needs more packages ({error.name}); install them with: pip install 'cocmail[demo]'",
        )
    play(pause=pause, interactive=interactive)
