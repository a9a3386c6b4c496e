"""What an administrator types to begin: `init`, `unit` and, for the mail of the time before, `import`.

A command's own module is loaded when that command runs, as in `cli`.
"""

import os
import sys
from datetime import datetime
from pathlib import Path

import click

from cocmail.admin.shell import (
    DID_NOT_WORK,
    TRY_AGAIN,
    WRONG_USAGE,
    common,
    end,
    faults_are_one_line,
    load_config,
    log_events,
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


@click.command(epilog=f"\b\n{ANSWERS}")
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
    from cocmail.admin import init as steps
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
    names = steps.Names(path)
    given = None
    if not steps.is_there(names):
        if not is_an_instance(path):
            raise click.UsageError(f"{path}: {_INSTANCE}")
        steps.prove_place(names)
        try:
            given = steps.answers_of(answers, names) if answers else ask(names)
        except click.Abort:
            click.echo()
            end(DID_NOT_WORK, "stopped before the last answer; nothing was written")
    with stopped_tidily(), steps.alone(names):
        # Also where another run made it while questions were answered here.
        if given is None or steps.is_there(names):
            steps.leave(path, click.echo)
        else:
            steps.write_configuration(names, given, click.echo)
        try:
            steps.make_the_rest(names, click.echo)
            steps.prove_files(names)
        except (ConfigError, KeyUnusable, NotWritten, SchemaMismatch, StoreUnavailable):
            click.echo("What is there by now stays; the same command goes on from here.")
            raise
    for line in steps.next_steps(names):
        click.echo(line)


@click.command()
@click.option("--template", is_flag=True, help="For several aliases: cocmail@NAME.service reads NAME.toml.")
@common
@click.pass_context
@faults_are_one_line
def unit(context: click.Context, template: bool) -> None:
    """Print the systemd unit that runs this installation on the configuration."""
    from cocmail import config
    from cocmail.admin.unit import is_an_instance, is_one_line, program, to_give_away
    from cocmail.admin.unit import unit as unit_of

    path = config.find(context.obj["config"]).absolute()
    if template and path.suffix != ".toml":
        end(WRONG_USAGE, f"{path} has to end in .toml, or no cocmail@NAME reads it")
    if template and not is_an_instance(path):
        end(WRONG_USAGE, f"{path}: {_INSTANCE}")
    if not is_one_line(path):
        end(WRONG_USAGE, _LINE_END)
    loaded = config.load(path)
    try:
        account = path.owner()
    except (KeyError, OSError):
        account = "root"
    if account == "root":
        account = "cocmail"
        click.echo(f"cocmail: {to_give_away(path)}", err=True)
    click.echo(unit_of(path, loaded, account, program(), template=template), nl=False)


@click.command("import")
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
def bring_in(context: click.Context, source: Path, since: datetime | None) -> None:
    """Bring in the mail from before cocmail, oldest first; send no letters.

    Each report becomes a closed case with the outcome "imported": an archive for you, which no responder can read by
    mail and nobody is ever told of. What is held already is known, so that it can be run again after any end. The
    daemon has to be stopped meanwhile.
    """
    from zoneinfo import ZoneInfo

    from cocmail.admin import importing
    from cocmail.admin.mailfiles import NotMail
    from cocmail.database import AnotherDaemon

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
