"""What every command of an administrator shares: options, one-line faults, the configuration and the store.

It stands apart from `cli` because `console` needs the same, and no arrow points upward. What is heavy is loaded
when it is called, so that `--help` is instant.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from getpass import getuser
from typing import Any, NoReturn, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DID_NOT_WORK, WRONG_USAGE, TRY_AGAIN = 1, 2, 75


def end(status: int, *lines: str) -> NoReturn:
    """Say why on stderr, one line each, and end with that status."""
    for line in lines:
        click.echo(f"cocmail: {line}", err=True)
    raise SystemExit(status)


def faults_are_one_line(command: F) -> F:
    """Every foreseen fault ends in its line on stderr and its exit status, without a traceback."""

    @wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        from cocmail.config import ConfigError
        from cocmail.sealing import KeyUnusable

        try:
            return command(*args, **kwargs)
        except ConfigError as error:
            end(WRONG_USAGE, *error.problems)
        except KeyUnusable as error:
            end(WRONG_USAGE, str(error))
        except (click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            from cocmail.admin.files import NotWritten
            from cocmail.copying import NotACopy
            from cocmail.database import SchemaMismatch, StoreUnavailable
            from cocmail.logs import place_of
            from cocmail.sealing import SealBroken

            if isinstance(error, StoreUnavailable):
                end(DID_NOT_WORK if error.final else TRY_AGAIN, str(error))
            if isinstance(error, SchemaMismatch):
                end(WRONG_USAGE, str(error))
            if isinstance(error, SealBroken | NotWritten | NotACopy):
                end(DID_NOT_WORK, str(error))
            if isinstance(error, OSError) and error.strerror:
                # Of a file its name says more than the reason does.
                about = f"{error.filename}: " if error.filename else ""
                end(DID_NOT_WORK, f"{about}{error.strerror}")
            # No traceback: the text of an error can quote a report.
            end(DID_NOT_WORK, f"a fault in the program: {place_of(error)}")

    return guarded  # type: ignore[return-value]


def hears_reload(command: F) -> F:
    """From its first moment on a SIGHUP ends no daemon: `reload_asked` in the context's object is set by it."""

    @wraps(command)
    def listening(context: click.Context, **kwargs: Any) -> Any:
        if not kwargs["once"]:
            asked = context.obj["reload_asked"] = threading.Event()
            signal.signal(signal.SIGHUP, lambda _number, _frame: asked.set())
        return command(context, **kwargs)

    return listening  # type: ignore[return-value]


# Options after the command's name, as scripts write them: `cocmail run --config FILE`.
def common(command: F) -> F:
    """Let a command take the options of `cocmail` itself."""

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


def load_config(context: click.Context) -> Any:
    """The configuration that the options name. Raises `ConfigError`."""
    from cocmail import config

    return config.load(config.find(context.obj["config"]))


def log_events(context: click.Context, level: str = "info") -> None:
    """Write events from that level on to stderr, in the form that the options name."""
    from cocmail.logs import set_up_logging

    set_up_logging(as_json=context.obj["log_format"] == "json", level=level)


def open_store(context: click.Context) -> Any:
    """The configured store, whose schema and key are right."""
    from cocmail.database import Database
    from cocmail.sealing import load_keys
    from cocmail.store import Store

    log_events(context)
    config = load_config(context)
    store = Store(Database(config.database_url()), load_keys(config.path(config.sealing.key_file)))
    # Also where the command ends early, with a reason on stderr.
    context.call_on_close(store.database.close)
    store.database.require_schema()
    store.prove_key()
    return store


def for_terminal(text: str) -> str:
    """Somebody's words, of the same length, without what would steer a terminal or turn the order of its letters."""
    return "".join(
        char if char.isprintable() or char in "\n\t" else " " if char.isspace() else "\ufffd" for char in text
    )


def account_name() -> str:
    """Who types this, as a history names them: by number where the account has no name, as in a container."""
    try:
        return getuser()
    except (KeyError, OSError):  # The latter from Python 3.13 on.
        return f"uid {os.getuid()}"


@contextmanager
def stopped_tidily() -> Iterator[None]:
    """In the block a SIGTERM or SIGHUP is like Ctrl-C, so that what is half written is taken away again."""

    def stop(_number: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
