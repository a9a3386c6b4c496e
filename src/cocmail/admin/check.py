"""`cocmail check`: one line for each thing that must be right before people rely on the service."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cocmail.cases.model import Roster
from cocmail.cases.persons import who_is
from cocmail.config import Config, ConfigError
from cocmail.database import Database, SchemaMismatch, StoreUnavailable
from cocmail.imap import MailboxUnavailable
from cocmail.mailbox import Mailbox
from cocmail.openpgp import KeyFault, PublicKey, TeamKey
from cocmail.outbox import SmtpLine, SmtpUnavailable
from cocmail.proofs import TemplateFault, prove
from cocmail.sealing import Keys, KeyUnusable, load_keys, make_keys
from cocmail.sections import Server
from cocmail.selfcheck import chain_faults, content_faults
from cocmail.signatures import can_verify
from cocmail.store import Store
from cocmail.wiring import (
    imap_account,
    letters_of,
    public_keys_of,
    roster_of,
    smtp_account,
    team_key_of,
    utc_now,
)

_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Result:
    """What was looked at, how it is (ok, warning, error), and what to do."""

    what: str
    level: str
    text: str


def checks(config: Config) -> Iterator[Result]:
    """Look at everything in turn. The configuration itself has been read by now."""
    yield Result("configuration", "ok", "read without a mistake")
    yield from _roster(config)
    keys, result = _key(config)
    yield result
    yield from (Result("secrets", "warning", each) for each in config.open_secrets())
    yield from _openpgp(config, utc_now())
    yield from _templates(config, keys)
    yield from _database(config, keys)
    yield _attempt("imap", config.imap, lambda: _imap(config))
    yield _attempt("smtp", config.smtp, lambda: _smtp(config))
    yield _authors(config)
    yield from _alerts(config)
    if config.alias.list_id:
        yield Result(
            "group",
            "warning",
            "attest in the group's settings: anyone can post, no moderation, no web posting, no footer, history off, "
            "and cocmail's mailbox is the only member; members receive reports before anybody can step back",
        )
        if not config.imap.trusted_authserv:
            yield Result(
                "group",
                "warning",
                "imap.trusted_authserv is empty: mail whose From the group rewrote cannot be answered",
            )


def _roster(config: Config) -> Iterator[Result]:
    count = len(config.responders)
    if not count:
        yield Result("roster", "error", "nobody is on the roster; add [[responders]]")
    elif count == 1:
        yield Result("roster", "warning", "one responder only: nobody is left when they have a conflict")
    else:
        yield Result("roster", "ok", f"{count} responders")
    contact, roster = config.clearance.independent_contact, roster_of(config)
    if not contact:
        yield Result(
            "roster", "warning", "no clearance.independent_contact: when all are held, nobody is told"
        )
    elif who_is(Roster(roster.responders), contact):
        yield Result(
            "roster",
            "warning",
            "clearance.independent_contact is one of the responders: when all are held, nobody is told; name somebody "
            "from outside",
        )
    if not config.clock.escalation_contacts:
        yield Result(
            "roster", "warning", "no clock.escalation_contacts: overdue cases reach the responders only"
        )


def _authors(config: Config) -> Result:
    """Who says whether a From is genuine."""
    if config.imap.trusted_authserv:
        return Result("authors", "ok", f"the results of {config.imap.trusted_authserv} are believed")
    if can_verify():
        return Result(
            "authors", "ok", "imap.trusted_authserv is empty: DKIM signatures are verified here, by DNS"
        )
    return Result(
        "authors",
        "warning",
        "nobody says whether a From is genuine: set imap.trusted_authserv where your provider writes "
        "Authentication-Results; else install the extra: pip install 'cocmail[dkim]'",
    )


def _key(config: Config) -> tuple[Keys, Result]:
    try:
        return load_keys(config.path(config.sealing.key_file)), Result(
            "key", "ok", "readable by its owner alone"
        )
    except KeyUnusable as error:
        # Templates and database can still be looked at; nothing is written with this key.
        return make_keys(), Result("key", "error", str(error))


def _openpgp(config: Config, now: datetime) -> Iterator[Result]:
    """Each OpenPGP key: an expired one stops the letters to a responder, or the reading of reports."""
    if team_key := team_key_of(config):
        ours = config.alias.address, config.smtp.from_
        yield _openpgp_key(
            team_key, now, ours, "encrypted reports are read", "encrypted reports are not read"
        )
    keys = public_keys_of(config)
    for each in config.responders:
        if key := keys.get(each.address.casefold()):
            told, untold = "letters are encrypted", "letters with content are held back"
            yield _openpgp_key(key, now, (each.address,), told, untold)


def _openpgp_key(
    key: PublicKey | TeamKey, now: datetime, addresses: tuple[str, ...], works: str, fails: str
) -> Result:
    try:
        standing = key.look(now)
    except KeyFault as fault:
        return Result("openpgp", "error", f"{key.name} {fault}; {fails}")
    end = standing.expires_at
    until = f", until {end:%Y-%m-%d}" if end else ""
    said = f"{key.name}: {works}, key {standing.fingerprint}{until}"
    if end and end - now < _SOON:
        return Result("openpgp", "warning", f"{said}; put a key that lasts longer there before it expires")
    names = " ".join(standing.names).casefold()
    if not any(address.casefold() in names for address in addresses):
        return Result("openpgp", "warning", f"{said}; it does not name {addresses[0]}: is it the right one?")
    return Result("openpgp", "ok", said)


def _templates(config: Config, keys: Keys) -> Iterator[Result]:
    try:
        prove(letters_of(config, keys))
    except TemplateFault as fault:
        yield from (Result("templates", "error", problem) for problem in fault.problems)
    else:
        yield Result("templates", "ok", "all letters rendered in en, fi and sv")


def _database(config: Config, keys: Keys) -> Iterator[Result]:
    try:
        database = Database(config.database_url())
    except ConfigError as error:
        yield Result("database", "error", "; ".join(error.problems))
        return
    store = Store(database, keys)
    advice = "check database.url, and whether its server runs"
    try:
        database.require_schema()
        database.prove_writable()
    except (SchemaMismatch, StoreUnavailable) as error:
        yield Result("database", "error", _advised(str(error), advice))
    else:
        yield Result("database", "ok", f"schema {database.revision()}, this account can write it")
        if keys.path is not None:
            yield from _content(store)
    finally:
        database.close()


def _content(store: Store) -> Iterator[Result]:
    """Whether the key opens the database, and whether anybody changed what stands there."""
    try:
        store.prove_key()
        faults, broken = content_faults(store), chain_faults(store)
    except (KeyUnusable, StoreUnavailable) as error:
        yield Result("content", "error", str(error))
        return
    yield from (Result("content", "error", fault) for fault in faults)
    yield from (
        Result("content", "error", f"the history of {name} was changed: entry {number} breaks its chain")
        for name, number in broken
    )
    if not faults and not broken:
        yield Result("content", "ok", "the key opens all of it, and every history is whole")
    if left := store.not_forgotten():
        yield Result(
            "content",
            "warning",
            f"the key file still opens {left} destroyed keys in old backups; run: cocmail key forget",
        )


def _alerts(config: Config) -> Iterator[Result]:
    """Whether somebody learns of it when cocmail cannot work. Nothing is started and nothing is sent."""
    alerts = config.alerts
    if alerts.command:
        yield _command(alerts.command[0])
    elif not alerts.heartbeat_url:
        yield Result(
            "alerts",
            "warning",
            "no alerts.command and no alerts.heartbeat_url: nobody is called when cocmail cannot work",
        )
    if alerts.canary and config.alias.list_id:
        yield Result(
            "alerts",
            "warning",
            "alerts.canary: Gmail does not show a mailbox its own letters to a group; switch it off if none comes back",
        )


def _command(program: str) -> Result:
    """Whether the daemon can start it, which does so without a shell, and at the root of the disk."""
    found = shutil.which(Path("/", program) if "/" in program else program)
    if not found:
        return Result(
            "alerts",
            "error",
            f"alerts.command: {program} is not there or cannot be started; give its whole path, chmod +x",
        )
    # It may be there to be started and not to be read.
    with suppress(OSError), Path(found).open("rb") as file:
        if file.read(2) not in (b"#!", b"\x7fE"):
            return Result(
                "alerts",
                "warning",
                f"alerts.command: {program} may start in a shell alone; begin it with a line such as #!/bin/sh",
            )
    return Result("alerts", "ok", f"{found} is called when something is wrong")


def _attempt(what: str, server: Server, look: Callable[[], str]) -> Result:
    try:
        return Result(what, "ok", look())
    except ConfigError as error:
        return Result(what, "error", "; ".join(error.problems))
    except (MailboxUnavailable, SmtpUnavailable) as error:
        advice = f"check {what}.host, {what}.port and {what}.security, and whether a firewall is between"
        return Result(what, "error", f"{server.host}:{server.port}: {_advised(str(error), advice)}")


def _advised(fault: str, advice: str) -> str:
    """A fault with what to do, which stands behind a semicolon; its own advice comes before ours."""
    return fault if "; " in fault else f"{fault}; {advice}"


def _imap(config: Config) -> str:
    mailbox = Mailbox(imap_account(config), lambda *_: set())
    try:
        able = mailbox.probe()
        if config.imap.sent_folder:
            mailbox.holds(config.imap.sent_folder, "<nothing@example.org>")
    finally:
        mailbox.close()
    idle = (
        "tells at once (IDLE)"
        if "IDLE" in able and config.imap.idle
        else f"looked at every {config.imap.poll_seconds} s"
    )
    held = "1 message" if mailbox.on_server == 1 else f"{mailbox.on_server} messages"
    waiting = f"{held} in it; whatever cocmail has not read yet is taken as a report"
    return f"logged in, folder {config.imap.folder} opened, {idle}, {waiting}"


def _smtp(config: Config) -> str:
    account = smtp_account(config)
    line = SmtpLine(account)
    try:
        line.open()
        # Nobody outside: the question itself is no letter, and need not be one to strangers' servers.
        for recipient in dict.fromkeys((config.smtp.from_, config.alias.address)):
            line.try_sender(recipient)
    finally:
        line.quit()
    how = "connected and logged in" if account.secret else "connected, without a login"
    return f"{how}, {config.smtp.from_} may send"
