"""What an administrator types: each command a short function that calls the recipes and hands.

A command's own module is loaded when that command runs, so that `--help` is instant.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cocmail import __version__
from cocmail.admin import console, members, waiting
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
    stopped_tidily,
)

# The least that an answers file of `init` says.
ANSWERS = """\
[alias]
name = "Example Code of Conduct team"
address = "conduct@example.org"
[imap]
host = "imap.example.org"
user = "conduct-cases@example.org"
password_file = "imap-password.txt"
[smtp]
host = "smtp.example.org"
user = "conduct-cases@example.org"
password_file = "smtp-password.txt"
from = "conduct-cases@example.org"
[[responders]]
name = "Aino Virtanen"
address = "aino@example.org"
"""
_LINE_END = "the path of the configuration holds a line end or the like, which no systemd unit can name"
_INSTANCE = "before .toml only letters (a to z), digits and :_.- can stand, or no cocmail@NAME reads it"


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


@cli.command(epilog=f"\b\n{ANSWERS}")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--answers", metavar="FILE", type=click.Path(path_type=Path), help="Ask nothing; take what stands there."
)
@common
@click.pass_context
@faults_are_one_line
def init(context: click.Context, folder: Path | None, answers: Path | None) -> None:
    """Make the configuration of an alias, its key and its database; never over what is there.

    They are made in DIR, else where the configuration is looked for: -c FILE, $COCMAIL_CONFIG, ./cocmail.toml.
    Several aliases share a folder as NAME.toml. What a run that was cut off left out is made by the next one.

    An answers FILE is written like cocmail.toml, with any of its keys, and needs only those without a right
    default. A password or token is named by a file, relative to FILE; what it holds is copied to a new one. So is
    a certificate or an OpenPGP key, unless it is named by its whole path: there it stays.
    """
    from cocmail.admin import init as beginning
    from cocmail.admin.files import NotWritten
    from cocmail.admin.interview import ask
    from cocmail.admin.unit import is_an_instance, is_one_line
    from cocmail.config import ConfigError
    from cocmail.database import SchemaMismatch, StoreUnavailable
    from cocmail.sealing import KeyUnusable

    if folder and context.obj["config"]:
        raise click.UsageError("give either DIR or -c FILE, not both")
    named = folder / "cocmail.toml" if folder else context.obj["config"] or os.environ.get("COCMAIL_CONFIG")
    path = Path(named or "cocmail.toml").absolute()
    if path.suffix != ".toml":
        raise click.UsageError(f"{path} has to end in .toml")
    if not is_one_line(path):
        raise click.UsageError(_LINE_END)
    names = beginning.Names(path)
    given = None
    if not beginning.is_there(names):
        if not is_an_instance(path):
            raise click.UsageError(f"{path}: {_INSTANCE}")
        beginning.prove_place(names)
        try:
            given = beginning.answers_of(answers, names) if answers else ask(names)
        except click.Abort:
            click.echo()
            end(DID_NOT_WORK, "stopped before the last answer; nothing was written")
    with stopped_tidily(), beginning.alone(names):
        # Also where another run made it while questions were answered here.
        if given is None or beginning.is_there(names):
            beginning.leave(path, click.echo)
        else:
            beginning.write_configuration(names, given, click.echo)
        try:
            beginning.make_the_rest(names, click.echo)
            beginning.prove_files(names)
        except (ConfigError, KeyUnusable, NotWritten, SchemaMismatch, StoreUnavailable):
            click.echo("What is there by now stays; the same command goes on from here.")
            raise
    for line in beginning.next_steps(names):
        click.echo(line)


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


@cli.command()
@click.option("--template", is_flag=True, help="For several aliases: cocmail@NAME.service reads NAME.toml.")
@common
@click.pass_context
@faults_are_one_line
def unit(context: click.Context, template: bool) -> None:
    """Print the systemd unit that runs this installation on the configuration."""
    from cocmail import config
    from cocmail.admin.unit import is_an_instance, is_one_line, program
    from cocmail.admin.unit import unit as unit_of

    path = config.find(context.obj["config"]).absolute()
    if template and path.suffix != ".toml":
        end(WRONG_USAGE, f"{path} has to end in .toml, or no cocmail@NAME reads it")
    if template and not is_an_instance(path):
        end(WRONG_USAGE, f"{path}: {_INSTANCE}")
    if not is_one_line(path):
        end(WRONG_USAGE, _LINE_END)
    try:
        account = path.owner()
    except (KeyError, OSError):
        account = "root"
    if account == "root":
        account = "cocmail"
        click.echo(
            f"cocmail: {path} belongs to root; give it and what it names to the account of the service, "
            f"such as: chown -R cocmail: {path.parent}",
            err=True,
        )
    click.echo(unit_of(path, config.load(path), account, program(), template=template), nl=False)


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
    """The daemon."""
    from cocmail.daemon import AnotherDaemon, Daemon
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
    from cocmail.daemon import AnotherDaemon
    from cocmail.once import run_once
    from cocmail.reloading import read_again
    from cocmail.wiring import build, utc_now

    house = build(config, utc_now)
    try:
        house.store.database.require_schema()
        house.store.prove_key()
        if not house.store.database.lead():
            raise AnotherDaemon("another cocmail runs on this database; stop it first")
        read_again(house, lambda: load_config(context))
        return run_once(house, hold=hold)
    finally:
        house.store.database.close()


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
            click.echo(f"{label.replace('_', ' '):18}{told[label]}")
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
    from cocmail.admin.explain import called
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
        click.echo(json.dumps(told) if as_json else _explained(told))
    if unread:
        raise SystemExit(DID_NOT_WORK)


@cli.command("import")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Leave out what came before that day (YYYY-MM-DD).",
)
@click.argument("source", metavar="MBOX|MAILDIR", type=click.Path(path_type=Path))
@common
@click.pass_context
@faults_are_one_line
def bring_in_earlier_mail(context: click.Context, source: Path, since: datetime | None) -> None:
    """Bring in the mail from before cocmail, oldest first; send no letters.

    Each report becomes a closed case with the outcome "imported": an archive for you, which no responder can read by
    mail and nobody is ever told of. What is held already is known, so that it can be run again after any end. The
    daemon has to be stopped meanwhile.
    """
    from zoneinfo import ZoneInfo

    from cocmail.admin import importing
    from cocmail.admin.mailfiles import NotMail
    from cocmail.admin.shell import stopped_tidily
    from cocmail.daemon import AnotherDaemon

    log_events(context, "warning")
    config, so_far, problem = load_config(context), importing.Brought(), ""
    status = DID_NOT_WORK
    begin = since and since.replace(tzinfo=ZoneInfo(config.alias.timezone))
    try:
        with (
            stopped_tidily(),
            importing.house_for_import(config) as house,
            importing.progress(sys.stderr) as progress,
        ):
            importing.bring_in(house, source, begin, progress, so_far)
    except (AnotherDaemon, NotMail) as error:
        problem = str(error)
    except OSError as error:
        problem = f"cannot read {error.filename or source}: {error.strerror}"
    except KeyboardInterrupt:
        status, problem = (
            TRY_AGAIN,
            f"stopped after {so_far.counts.total()} messages; run it again, and it goes on",
        )
    for line in so_far.waiting() if problem else so_far.lines():
        click.echo(line)
    if problem:
        end(status, problem)
    if so_far.counts["gone"]:
        end(TRY_AGAIN, "not every message was there any more")


def _explained(told: dict[str, Any]) -> str:
    from cocmail.admin.explain import marked, numbered

    author = told["author"]
    lines = [
        f"{told['file']}",
        f"  author      {author['name']} <{author['address']}>",
        f"  known by    {author['method']}, {told['origin']}, authenticated: {author['authenticated']}"
        f"{'; ' + author['doubt'] if author['doubt'] else ''}",
        f"  kind        {told['kind']}{': ' + told['kind_reason'] if told['kind_reason'] else ''}",
        f"  language    {told['language']}, {told['is_report']}{', URGENT' if told['urgent'] else ''}",
    ]
    lines += [f"  {line}" for line in numbered(told)]
    lines += [
        f"  would ask   {', '.join(told['asks_for']) or 'nothing'}",
        f"  held        {', '.join(f'{who} ({why})' for who, why in told['held_because'].items()) or 'nobody'}",
        f"  replies to  {told['would_reply_to'] or 'nobody: ' + told['why_no_reply']}",
        "",
        *(f"  | {line}".rstrip() for line in marked(told)),
    ]
    return "\n".join(lines)


for each in (
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
