"""What an administrator types: each command a short function that calls the recipes and hands.

A command's own module is loaded when that command runs, so that `--help` is instant.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cocmail import __version__
from cocmail.admin import beginning, console, members, waiting
from cocmail.admin.shell import (
    DID_NOT_WORK,
    TRY_AGAIN,
    WRONG_USAGE,
    common,
    end,
    faults_are_one_line,
    hears_reload,
    load_config,
    log_events,
    open_store,
)


def main() -> None:
    """The console script. No core dump of this process is ever written: it holds what is sealed on disk."""
    # One byte and not none: a dump that is piped to a program heeds only that (core(5)).
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    allowed = 1 if most == resource.RLIM_INFINITY else min(1, most)
    resource.setrlimit(resource.RLIMIT_CORE, (allowed, allowed))
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What the locale has no character for stands there by its number, and ends no command.
        sys.stdout.reconfigure(errors="backslashreplace")
    cli(prog_name="cocmail")


class _AsWritten(click.Group):
    """Lists the commands in the order in which people come to need them."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Click would sort them by name."""
        return list(self.commands)


@click.group(cls=_AsWritten, context_settings={"help_option_names": ["-h", "--help"]})
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


@cli.command()
@click.option(
    "--pause", type=click.FloatRange(0, 30), default=1.5, show_default=True, help="Seconds between scenes."
)
@click.option("--interactive", is_flag=True, help="Keep it running and write the mails yourself.")
@faults_are_one_line
def demo(pause: float, interactive: bool) -> None:
    """The whole life of a case on this machine; nothing to set up."""
    try:
        from cocmail.admin.demo import play
    except ImportError as error:
        end(
            DID_NOT_WORK,
            f"the demo needs more packages ({error.name}); install them with: pip install 'cocmail[demo]'",
        )
    play(pause=pause, interactive=interactive)


cli.add_command(beginning.init)


@cli.group()
def key() -> None:
    """The key that signs reply addresses and seals content."""


@key.command("new")
@common
@click.pass_context
@faults_are_one_line
def key_new(context: click.Context) -> None:
    """Make the configured key, readable by its owner alone; never over an old one."""
    from cocmail.sealing import KeyUnusable, new_key

    config = load_config(context)
    path = config.folder / config.sealing.key_file
    try:
        new_key(path)
    except KeyUnusable as error:
        end(DID_NOT_WORK, str(error))
    click.echo(f"A new key is at {path}. Keep a copy of it apart from the backups of the database.")


@key.command("rotate")
@common
@click.pass_context
@faults_are_one_line
def key_rotate(context: click.Context) -> None:
    """Add a new sealing key and wrap every data key anew. It can be run again after any end."""
    from cocmail.sealing import add_sealing_key

    store = open_store(context)
    path = store.keys.path
    with store.reading() as tx:
        unfinished = tx.vault.still_to_wrap()
    if not unfinished:
        add_sealing_key(path)
    total = 0
    quiet = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Wrapping the data keys", file=sys.stderr, hidden=quiet) as bar:
        for done, total in store.wrap_anew():
            bar.length = total
            bar.update(done - bar.pos)
    store.database.close()
    click.echo(
        f"{total} data keys are wrapped by the new sealing key. Save a copy of {path} apart from the backups."
    )


@key.command("forget")
@common
@click.pass_context
@faults_are_one_line
def key_forget(context: click.Context) -> None:
    """Make the key file forget what was destroyed, where it could not be written then."""
    store = open_store(context)
    count = store.forget_destroyed()
    store.database.close()
    click.echo(f"{count} destroyed keys were forgotten.")


@cli.command()
@common
@click.pass_context
@faults_are_one_line
def migrate(context: click.Context) -> None:
    """Bring the database to this version's schema; make it where there is none."""
    from cocmail.admin.migrate import migrate as bring_up
    from cocmail.database import Database

    log_events(context)
    database = Database(load_config(context).database_url())
    try:
        before, after = bring_up(database)
    finally:
        database.close()
    click.echo(
        f"The database has schema {after}"
        + (" already." if before == after else f" (before: {before or 'none'}).")
    )


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@common
@click.pass_context
@faults_are_one_line
def check(context: click.Context, as_json: bool) -> None:
    """Verify configuration, key, templates, database, IMAP and SMTP; one line each."""
    from cocmail.admin.check import checks

    log_events(context)
    results = []
    colours = {"ok": "green", "warning": "yellow", "error": "red"}
    for result in checks(load_config(context)):
        results.append(result)
        if not as_json:
            click.echo(
                f"{click.style(f'{result.level:8}', fg=colours[result.level])} {result.what}: {result.text}"
            )
    if as_json:
        click.echo(json.dumps([{"what": r.what, "level": r.level, "text": r.text} for r in results]))
    if any(result.level == "error" for result in results):
        raise SystemExit(DID_NOT_WORK)


cli.add_command(beginning.unit)


@cli.command()
@click.option(
    "--once",
    is_flag=True,
    help="Drain the mailbox, send every due letter, do what the clock demands, and end.",
)
@click.option("--hold", is_flag=True, help="Take in and file, but leave every letter queued.")
@common
@click.pass_context
@hears_reload
@faults_are_one_line
def run(context: click.Context, once: bool, hold: bool) -> None:
    """The daemon: takes in mail, sends letters, keeps dates.

    It stays in the foreground and writes its log to stderr; `cocmail unit` prints how systemd starts it. SIGTERM lets
    it finish the message in hand and end; SIGHUP makes it read roster, templates and the numbers of the clock again.

    With --once it exits with 75 where the mailbox, the SMTP server or the database could not be used: try again later.
    """
    from cocmail.daemon import Daemon
    from cocmail.database import AnotherDaemon
    from cocmail.proofs import TemplateFault
    from cocmail.wiring import utc_now

    log_events(context)
    try:
        with _failure_is_told(context):
            config = load_config(context)
            if not once:
                asked = context.obj["reload_asked"]
                daemon = Daemon(config, utc_now, hold=hold, reload=lambda: load_config(context), asked=asked)
                raise SystemExit(daemon.run())
            problems = _run_once(context, config, hold=hold)
    except TemplateFault as fault:
        end(WRONG_USAGE, *fault.problems)
    except AnotherDaemon as error:
        end(DID_NOT_WORK, str(error))
    if problems:
        end(TRY_AGAIN, *problems)


def _run_once(context: click.Context, config: Any, *, hold: bool) -> list[str]:
    from cocmail.once import leading, run_once
    from cocmail.reloading import read_again

    with leading(config) as house:
        read_again(house, lambda: load_config(context))
        return run_once(house, hold=hold)


@contextmanager
def _failure_is_told(context: click.Context) -> Iterator[None]:
    """Where cocmail cannot start, or one run finds no database, whoever `alerts.command` calls learns why."""
    from cocmail.alerts import tell_of_no_run
    from cocmail.config import ConfigError, command_of, find
    from cocmail.database import Overtaken, SchemaMismatch, StoreUnavailable
    from cocmail.proofs import TemplateFault
    from cocmail.sealing import KeyUnusable

    try:
        yield
    except Overtaken:
        raise  # Another one runs.
    except (ConfigError, KeyUnusable, SchemaMismatch, TemplateFault, StoreUnavailable) as error:
        key = "database" if isinstance(error, StoreUnavailable) else "start"
        with suppress(ConfigError):  # There is no file at all.
            tell_of_no_run(*command_of(find(context.obj["config"])), key, str(error))
        raise


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@common
@click.pass_context
@faults_are_one_line
def status(context: click.Context, as_json: bool) -> None:
    """Health, from the database alone. Exit status 0 healthy, 1 not."""
    from cocmail.admin.status import status as look
    from cocmail.admin.status import status_without_database
    from cocmail.database import Database, SchemaMismatch, StoreUnavailable

    log_events(context)
    config = load_config(context)
    database = Database(config.database_url())
    try:
        told = look(database, config, datetime.now(UTC))
    except (SchemaMismatch, StoreUnavailable) as error:
        if as_json:
            click.echo(json.dumps(status_without_database(database, str(error))))
        end(DID_NOT_WORK, str(error))
    finally:
        database.close()
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo("healthy" if told["healthy"] else "NOT healthy")
        for problem in told["problems"]:
            what, _, advice = problem.partition("; ")
            click.echo(f"  {what}" + (f"\n    → {advice}" if advice else ""))
        for label in ("last_poll_at", "open_cases", "quarantine", "next_deadline_at", "schema", "version"):
            click.echo(f"{label.replace('_', ' '):18}{'–' if told[label] is None else told[label]}")
        for label in ("mailbox", "outbox"):
            click.echo(f"{label:18}{', '.join(f'{key} {value}' for key, value in told[label].items())}")
        if told["daemons"] is not None:
            click.echo(f"{'daemons':18}{told['daemons']}: one leads, any other stands by")
    if not told["healthy"]:
        sys.exit(DID_NOT_WORK)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, a file each.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@common
@click.pass_context
@faults_are_one_line
def explain(context: click.Context, as_json: bool, files: tuple[Path, ...]) -> None:
    """What the daemon would make of a raw message. Touches nothing."""
    from cocmail.admin.explain import called, explained
    from cocmail.admin.explain import explain as look
    from cocmail.sealing import KeyUnusable, load_keys, make_keys
    from cocmail.wiring import desk_of, rules_of

    log_events(context)
    config = load_config(context)
    try:
        keys = load_keys(config.path(config.sealing.key_file))
    except KeyUnusable:
        keys = make_keys()  # Without the key our own marks cannot be recognised; all else can be said.
    desk, rules = desk_of(config), rules_of(config)
    unread = 0
    for path in files:
        try:
            told = look(path, desk, rules, keys.marks)
        except OSError as error:
            click.echo(f"cocmail: cannot read {called(path)}: {error.strerror}", err=True)
            unread += 1
            continue
        click.echo(json.dumps(told) if as_json else explained(told))
    if unread:
        raise SystemExit(DID_NOT_WORK)


for each in (
    beginning.bring_in,
    console.cases,
    console.show,
    waiting.quarantine,
    waiting.outbox,
    console.export,
    console.erase,
    members.member,
    console.statistics,
    console.backup,
    console.restore,
):
    cli.add_command(each)
