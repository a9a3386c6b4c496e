"""The commands about what was laid aside and what has not gone out: see it, try it once more, give it up.

No content: of a message its size and why it lies there, of a letter its case and whether it is to the reporter. The
running daemon does the work; a command only changes what it finds next.
"""

import json
import re
import sys
from typing import Any

import click

from cocmail.admin.shell import (
    DID_NOT_WORK,
    WRONG_USAGE,
    account_name,
    common,
    end,
    faults_are_one_line,
    for_terminal,
    open_store,
)

_HEADER_NAME = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{0,39}):", re.MULTILINE)


@click.group()
def quarantine() -> None:
    """Messages that were laid aside."""


@quarantine.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@common
@click.pass_context
@faults_are_one_line
def quarantine_list(context: click.Context, as_json: bool) -> None:
    """What is kept aside, and why."""
    from cocmail.quarantine import laid_aside

    store = open_store(context)
    found = laid_aside(store)
    store.database.close()
    if as_json:
        click.echo(json.dumps([_message_object(each) for each in found]))
        return
    rows = [
        (each.id, _date(each.received_at), _size(each.size), each.door, each.reason, each.case or "–")
        for each in found
    ]
    _print_table(
        ("message", "received (UTC)", "size", "kind", "why", "stub case"), rows, "Nothing is kept aside."
    )


@quarantine.command("show")
@click.argument("message", type=int)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@click.option("--reveal", is_flag=True, help="The mail itself; the history of its case says that you looked.")
@common
@click.pass_context
@faults_are_one_line
def quarantine_show(context: click.Context, message: int, as_json: bool, reveal: bool) -> None:
    """One message, without what its author wrote.

    Only mail with a stub case can be revealed, because those who may read that case are told of it. Anything else
    becomes a case by `retry`, where it reads like a report.
    """
    from cocmail.admin.console import tell_of_a_look
    from cocmail.quarantine import laid_aside, raw_of

    store = open_store(context)
    told = next((each for each in laid_aside(store) if each.id == message), None)
    if told is None:
        end(DID_NOT_WORK, f"message {message} is not in quarantine; see: cocmail quarantine list")
    raw = raw_of(store, message)
    if reveal:
        if as_json:
            end(WRONG_USAGE, "give either --json or --reveal")
        if not told.case:
            end(
                DID_NOT_WORK,
                f"message {message} is in no case, so nobody could be told that you looked; "
                f"`cocmail quarantine retry {message}` files it",
            )
        tell_of_a_look(context, store, told.case, "revealed")
        store.database.close()
        _write_out(raw or b"")
        return
    store.database.close()
    head = re.split(rb"\r?\n\r?\n", raw or b"", maxsplit=1)[0][:100_000]
    names = list(dict.fromkeys(each.decode() for each in _HEADER_NAME.findall(head)))
    shown = _message_object(told) | {"headers": names, "bytes_kept": len(raw or b"")}
    if as_json:
        click.echo(json.dumps(shown))
        return
    for label, value in shown.items():
        text = ", ".join(value) if isinstance(value, list) else value
        click.echo(f"{label.replace('_', ' '):14}{'–' if text in (None, '') else text}")


@quarantine.command("retry")
@click.argument("messages", nargs=-1, required=True, type=int, metavar="MESSAGE...")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
@faults_are_one_line
def quarantine_retry(context: click.Context, messages: tuple[int, ...], yes: bool) -> None:
    """Let the daemon file messages once more, as if they had just come.

    Junk is then mail like any other. What reads like a report opens a case, and its author is answered; nobody is told
    of what was brought in by `cocmail import`.
    """
    from cocmail.mail.triage import Door
    from cocmail.quarantine import laid_aside, refile
    from cocmail.wiring import utc_now

    store = open_store(context)
    there = {each.id: each for each in laid_aside(store)}
    _all_there(messages, there, "is not in quarantine; see: cocmail quarantine list")
    if not yes and any(there[each].door not in (Door.UNREADABLE, Door.EARLIER) for each in messages):
        click.confirm("Their authors are answered where it reads like a report. Go on?", abort=True, err=True)
    done = refile(store, messages, utc_now(), account_name())
    store.database.close()
    if done:
        click.echo(f"The daemon files {_numbers(done)} at its next look at the mailbox.")
    if lost := [each for each in messages if each not in done]:
        end(DID_NOT_WORK, f"of {_numbers(lost)} nothing is kept any more")


@click.group()
def outbox() -> None:
    """Letters that have not gone out."""


@outbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@common
@click.pass_context
@faults_are_one_line
def outbox_list(context: click.Context, as_json: bool) -> None:
    """What waits, and what could not be delivered."""
    from cocmail.letterbox import not_gone_out

    store = open_store(context)
    found = not_gone_out(store)
    store.database.close()
    if as_json:
        click.echo(json.dumps([_letter_object(each) for each in found]))
        return
    rows = [
        (
            each.id, each.case or "–", f"{each.purpose} to {each.audience}", each.state, each.attempts,
            "–" if each.state in ("failed", "sending") else _date(each.next_attempt_at), each.reply_code or "–",
        )
        for each in found
    ]  # fmt: skip
    headings = ("letter", "case", "what", "state", "tries", "next try (UTC)", "answer")
    _print_table(headings, rows, "Every letter has gone out.")


@outbox.command("retry")
@click.argument("letters", nargs=-1, required=True, metavar="LETTER...|all")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
@faults_are_one_line
def outbox_retry(context: click.Context, letters: tuple[str, ...], yes: bool) -> None:
    """Send letters now that wait, failed, or whose fate is unknown; with the same bytes as before."""
    from cocmail.health import Health
    from cocmail.letterbox import make_due, not_gone_out
    from cocmail.wiring import utc_now

    store = open_store(context)
    there = {each.id: each for each in not_gone_out(store) if each.state != "sending"}
    if letters == ("all",):
        chosen = tuple(there)
    else:
        chosen = tuple(_number(each) for each in letters)
        _all_there(chosen, there, "does not wait and did not fail; see: cocmail outbox list", "letter")
    doubtful = [each for each in chosen if there[each].may_have_arrived]
    if doubtful and not yes:
        what = _numbers(doubtful, "letter")
        click.confirm(
            f"{what[0].upper()}{what[1:]} may have arrived already, and would arrive twice. Send all the same?",
            abort=True,
            err=True,
        )
    done = make_due(store, chosen, utc_now())
    health = Health(store.database)
    # A daemon that waits for the SMTP server tries it now.
    health.note(utc_now(), outbox_retry=len(done))
    trouble = health.noted().get("problem_smtp", ("",))[0]
    store.database.close()
    click.echo(f"{len(done)} letters are due now; the daemon sends them within seconds.")
    if trouble:
        click.echo(f"When it last tried, this was in the way: {trouble}; see: cocmail check", err=True)
    if lost := [each for each in chosen if each not in done]:
        end(DID_NOT_WORK, f"not {_numbers(lost, 'letter')}: sent meanwhile, or to a reporter who said STOP")


@outbox.command("drop")
@click.argument("letter", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
@faults_are_one_line
def outbox_drop(context: click.Context, letter: int, yes: bool) -> None:
    """Never send a letter. The others on its case are told that it did not arrive."""
    from cocmail.letterbox import give_up, not_gone_out
    from cocmail.wiring import utc_now

    store = open_store(context)
    told = next((each for each in not_gone_out(store) if each.id == letter), None)
    if told is None:
        end(DID_NOT_WORK, f"letter {letter} does not wait; see: cocmail outbox list")
    if not yes:
        question = f"Never send letter {letter} ({told.purpose} to the {told.audience})"
        question += f" of {told.case!r}, and tell the others?" if told.case else "?"
        click.confirm(question, abort=True, err=True)
    done = give_up(store, letter, utc_now(), account_name())
    store.database.close()
    if not done:
        end(DID_NOT_WORK, f"letter {letter} does not wait any more, or is being sent")
    others = f" The daemon tells the others on {told.case!r} within seconds." if told.case else ""
    click.echo(f"Letter {letter} never goes out.{others}")


def _message_object(each: Any) -> dict[str, Any]:
    return {
        "message": each.id,
        "received_at": each.received_at.isoformat(),
        "size": each.size,
        "kind": each.door,
        "why": each.reason,
        "stub_case": each.case or None,
    }


def _letter_object(each: Any) -> dict[str, Any]:
    return {
        "letter": each.id,
        "case": each.case or None,
        "purpose": each.purpose,
        "to": each.audience,
        "state": each.state,
        "attempts": each.attempts,
        "may_have_arrived": each.may_have_arrived,
        "queued_at": each.queued_at.isoformat(),
        "next_attempt_at": None if each.state == "failed" else each.next_attempt_at.isoformat(),
        "answer": each.reply_code,
    }


def _all_there(chosen: tuple[int, ...], there: dict[int, Any], why_not: str, what: str = "message") -> None:
    if lacking := [each for each in chosen if each not in there]:
        end(DID_NOT_WORK, *(f"{what} {each} {why_not}" for each in lacking))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        end(WRONG_USAGE, f"{text!r} is not the number of a letter; give numbers, or `all` alone")
    return int(text)


def _numbers(numbers: list[int], what: str = "message") -> str:
    return f"{what}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _date(at: Any) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _size(size: int) -> str:
    return f"{size} B" if size < 1024 else f"{size / 1024:.0f} KB"


def _print_table(headings: tuple[str, ...], rows: list[tuple[Any, ...]], nothing: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*headings)
    for row in rows:
        table.add_row(*map(str, row))
    # Into a file or a pipe no line is broken.
    Console(width=None if sys.stdout.isatty() else 200).print(table if rows else nothing)


def _write_out(raw: bytes) -> None:
    """The bytes as they are into a file or a pipe; to a terminal nothing that could command it."""
    if not sys.stdout.isatty():
        sys.stdout.buffer.write(raw)
        return
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    click.echo(for_terminal(text))
