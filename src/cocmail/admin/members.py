"""The commands about the roster: who is on it, who joins it, who leaves it.

The roster stands in the configuration, and its comments are an administrator's: only the lines of one responder are
touched, and the new text counts only where the program reads from it what it is meant to say. What else joining and
leaving mean is `membership`'s; nothing here shows a word of a case.

Fails: `ConfigError` and `NotWritten`, with the file as it was.
"""

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import click

from cocmail.admin.shell import (
    DID_NOT_WORK,
    WRONG_USAGE,
    common,
    end,
    faults_are_one_line,
    load_config,
    open_store,
)

_HEADER = re.compile(r"\s*\[\[\s*responders\s*\]\]\s*(#.*)?")
_OUT_OF_USE = re.compile(r"\s*#[\s#]*\[")
_TRIES = 3  # of bringing the cases into line, where somebody else changes the roster at the same time
_RELOAD = (
    "A running daemon takes the new roster within a minute, "
    "or at once with `systemctl reload cocmail` (SIGHUP)."
)


@click.group()
def member() -> None:
    """The roster: who is on it, who joins, who leaves."""


@member.command("list")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
@common
@click.pass_context
@faults_are_one_line
def list_(context: click.Context, as_json: bool) -> None:
    """Who is on the roster, and on how many cases each has not said yet whether they have a conflict."""
    from cocmail.wiring import roster_of

    store = open_store(context)
    roster = roster_of(load_config(context))
    is_met = store.members() == store.members_of(roster) and not store.waits_to_be_met()
    asked = [_asked(store, each.key) for each in roster.responders]
    store.database.close()
    if as_json:
        told = [
            {
                "name": each.name,
                "address": each.address,
                "language": each.language,
                "also_known_as": list(each.also_known_as),
                "undeclared": {"open": still_open, "closed": closed},
            }
            for each, (still_open, closed) in zip(roster.responders, asked, strict=True)
        ]
        click.echo(json.dumps(told))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column, Table

    # An address is what `remove` takes, so it is shown whole.
    address = Column("address", no_wrap=True, overflow="ignore")
    table = Table("name", address, "language", "also known as", "undeclared")
    for each, (still_open, closed) in zip(roster.responders, asked, strict=True):
        words = (each.name, each.address, each.language, ", ".join(each.also_known_as))
        table.add_row(*map(escape, words), f"{still_open} open, {closed} closed")
    Console().print(table)
    if not is_met:
        click.echo(f"The cases are not in line with this roster yet. {_RELOAD}")


@member.command("add")
@click.argument("name")
@click.argument("address")
@click.option("--language", type=click.Choice(["en", "fi", "sv"]), help="Else the first of alias.languages.")
@click.option(
    "--also-known-as",
    "aliases",
    metavar="NAME",
    multiple=True,
    help="A name that a report may use; can be repeated.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
@faults_are_one_line
def add(
    context: click.Context, name: str, address: str, language: str | None, aliases: tuple[str, ...], yes: bool
) -> None:
    """Put somebody on the roster.

    They are asked case by case whether they have a conflict, and see no word of a case before they say no.
    """
    from pydantic import ValidationError

    from cocmail.sections import Responder

    store, config = open_store(context), load_config(context)
    try:
        given = {"name": name, "address": address, "language": language, "also_known_as": list(aliases)}
        newcomer = Responder.model_validate(given)
        "".join(_block(newcomer)).encode()
    except (ValidationError, UnicodeEncodeError):
        end(WRONG_USAGE, "a name is one line of text, and an address one such as name@example.org")
    key = newcomer.address.casefold()
    if key in _keys(config):
        end(DID_NOT_WORK, f"{newcomer.address} is on the roster already")
    who = f"{newcomer.name} <{newcomer.address}>"
    if not yes:
        cases = _count(len(store.cases()), "open case")
        click.confirm(f"Put {who} on the roster, and ask them about conflicts on {cases}?", abort=True)

    def change(lines: list[str], before: Any) -> list[Any]:
        at = _blocks(lines, len(before.responders))[-1].stop
        end_of_line = "\r" if lines[0].endswith("\r") else ""
        lines[at:at] = [f"{line}{end_of_line}" for line in ("", *_block(newcomer))]
        return [*before.responders, newcomer]

    _rewrite(context, change)
    _meet(context, store)
    still_open, closed = _asked(store, key)
    store.database.close()
    click.echo(f"{who} is on the roster.")
    click.echo(
        f"They are asked whether they have a conflict on {_count(still_open, 'open case')}; on "
        f"{_count(closed, 'closed case')} only when it is opened again. They see no word before they answer CLEAR."
    )
    click.echo(_RELOAD)


@member.command("remove")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common
@click.pass_context
@faults_are_one_line
def remove(context: click.Context, address: str, yes: bool) -> None:
    """Take somebody off the roster.

    What waits to be sent to them never goes out, and what answers their letters proves nothing any more.
    """
    store, config = open_store(context), load_config(context)
    key = address.casefold()
    leaver = next((each for each in config.responders if each.address.casefold() == key), None)
    if leaver is None:
        end(DID_NOT_WORK, f"{address} is not on the roster; see: cocmail member list")
    if len(config.responders) == 1:
        end(DID_NOT_WORK, f"{address} is the last responder; put somebody else on the roster first")
    who = f"{leaver.name} <{leaver.address}>"
    if not yes:
        click.confirm(f"Take {who} off the roster?", abort=True)
    above = []

    def change(lines: list[str], before: Any) -> list[Any]:
        if key in _keys(before):
            block = _blocks(lines, len(before.responders))[_keys(before).index(key)]
            start = block.start
            above.append(start > 0 and lines[start - 1].lstrip().startswith("#"))
            # With the empty lines before it, so that no hole is left.
            while start and not lines[start - 1].strip():
                start -= 1
            del lines[start : block.stop]
        return [each for each in before.responders if each.address.casefold() != key]

    _rewrite(context, change)
    _meet(context, store)
    with store.reading() as tx:
        count, of_cases = tx.post.content_with(key)
    store.database.close()
    click.echo(f"{who} is off the roster.")
    if any(above):
        click.echo(
            "The comment above their block was left in the configuration; look whether it is about them."
        )
    click.echo(
        "What waited for them never goes out, no answer of theirs is obeyed, and what they had not confirmed is void."
    )
    click.echo(
        f"Their mailbox still holds {_count(count, 'letter')} with words of {_count(of_cases, 'case')}. Ask them to "
        "delete what they have: cocmail cannot take it back."
        if count
        else "No letter with words of a case that is still here was delivered to them."
    )
    for label, others in (
        ("clock.escalation_contacts", config.clock.escalation_contacts),
        ("clearance.independent_contact", [config.clearance.independent_contact or ""]),
    ):
        if key in {each.casefold() for each in others}:
            click.echo(f"They still stand in {label}, and are told case names there. Take them out by hand.")
    click.echo(_RELOAD)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _keys(config: Any) -> list[str]:
    return [each.address.casefold() for each in config.responders]


def _asked(store: Any, key: str) -> tuple[int, int]:
    """On how many cases, open and closed, somebody has not said whether they have a conflict."""
    from cocmail.cases.model import Clearance, State

    states = [each.state for each in store.cases(closed=True) if each.clearance.get(key) == Clearance.PENDING]
    closed = states.count(State.CLOSED)
    return len(states) - closed, closed


def _meet(context: click.Context, store: Any) -> None:
    """Bring the cases into line with the configuration as it is now."""
    from cocmail import membership
    from cocmail.database import StoreUnavailable
    from cocmail.hearing import named_in
    from cocmail.roll import RosterIsOld
    from cocmail.wiring import desk_of, letters_of, rules_of, utc_now

    for _ in range(_TRIES):
        try:
            # In this order: what stands there must not be newer than what is read.
            instead_of = store.members()
            config, now = load_config(context), utc_now()
            rules = rules_of(config)
            names = partial(named_in, desk=desk_of(config), rules=rules, now=now)
            membership.meet(store, letters_of(config, store.keys), rules, now, names, instead_of)
        except RosterIsOld:
            continue
        except StoreUnavailable as error:
            end(
                DID_NOT_WORK,
                f"{error}; the configuration is changed, and the cases follow at the next reload",
            )
        return
    end(
        DID_NOT_WORK,
        "the configuration is changed, but so it is by others; the cases follow at the next reload",
    )


# -- the configuration as text -------------------------------------------------------------------------------


def _rewrite(context: click.Context, change: Callable[[list[str], Any], list[Any]]) -> None:
    """Let `change` edit the lines of the configuration, and tell who is to be on the roster by then.

    Ends, with the file as it was, where the program does not read exactly that from them.
    """
    from cocmail import config
    from cocmail.admin.files import NotWritten, rewriting

    path = config.find(context.obj["config"])
    by_hand = f"edit [[responders]] in {path} by hand, then reload the daemon: that comes to the same"
    try:
        with rewriting(path) as fresh:
            before = config.load(path)
            lines = fresh.read_bytes().decode().split("\n")
            try:
                wanted = before.model_copy(update={"responders": change(lines, before)})
                fresh.write_bytes("\n".join(lines).encode())
                is_right = config.load(fresh) == wanted
            except config.ConfigError as error:
                end(DID_NOT_WORK, *(f"{each}; {path} is left as it was" for each in error.problems))
            except _NotAsBlocks:
                is_right = False
            if not is_right:
                end(DID_NOT_WORK, f"{path} is written in a way that cannot be changed safely; {by_hand}")
    except NotWritten as error:
        end(DID_NOT_WORK, f"{error}; {by_hand}")


class _NotAsBlocks(Exception):
    """The responders are not written as [[responders]], each in a block of its own."""


def _blocks(lines: list[str], count: int) -> list[range]:
    """The lines of each responder: from the header to the last one that says something, or to a comment on that."""
    tables = [number for number, line in enumerate(lines) if line.lstrip().startswith("[")]
    found = []
    for start, following in zip(tables, [*tables[1:], len(lines)], strict=True):
        if not _HEADER.fullmatch(lines[start]):
            continue
        stop = 1 + max(
            number
            for number in range(start, following)
            if lines[number].strip() and not lines[number].lstrip().startswith("#")
        )
        commented = stop
        while commented < following and lines[commented].lstrip().startswith("#"):
            if _OUT_OF_USE.match(lines[commented]):
                break  # Somebody else's block, or a table, that was taken out of use.
            commented += 1
        # A comment that touches the next header is about that one.
        found.append(range(start, stop if commented == following < len(lines) else commented))
    if len(found) != count:
        raise _NotAsBlocks
    return found


def _block(responder: Any) -> list[str]:
    values = responder.model_dump(exclude_defaults=True)
    # What JSON writes for a string, and for a list of them, means the same in TOML.
    return [
        "[[responders]]",
        *(f"{key} = {json.dumps(each, ensure_ascii=False)}" for key, each in values.items()),
    ]
