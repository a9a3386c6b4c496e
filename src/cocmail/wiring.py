"""Builds everything that one alias needs from its configuration, and connects to nothing.

It stands apart from `daemon` because a command of an administrator needs the same parts without the loops.

Fails: `ConfigError` and `KeyUnusable`, whose texts say what to do.
"""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from cocmail.alerts import Alerts, Command, Heartbeat
from cocmail.cases.model import FIELDS, Ladder, Responder, Roster, Rules
from cocmail.config import Config, ConfigError
from cocmail.database import Database
from cocmail.escalation import Escalation
from cocmail.health import Health
from cocmail.hearing import named_in
from cocmail.imap import ImapAccount, MailboxUnavailable
from cocmail.intake import Intake
from cocmail.judging import Desk
from cocmail.letterbox import Letterbox, Limits
from cocmail.letters import Letters, Signature
from cocmail.mail.sender import Group
from cocmail.mailbox import Mailbox
from cocmail.oauth import TokenSource
from cocmail.openpgp import KeyFault, PublicKey, TeamKey
from cocmail.outbox import Outbox, SmtpAccount, SmtpLine
from cocmail.resources import data_folder
from cocmail.sealing import Keys, load_keys
from cocmail.sections import WEEKDAYS, OAuth2, Server
from cocmail.signatures import DnsKeys, Signatures, can_verify
from cocmail.store import Store
from cocmail.watch import Watch

log = logging.getLogger("cocmail")

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The clock that everything else is handed."""
    return datetime.now(UTC)


@dataclass
class House:
    """Everything that one alias needs, wired."""

    config: Config
    store: Store
    health: Health
    letters: Letters
    mailbox: Mailbox
    intake: Intake
    escalation: Escalation
    outbox: Outbox
    letterbox: Letterbox
    watch: Watch
    clock: Clock


def roster_of(config: Config) -> Roster:
    """The people of the configuration as values."""
    first = config.alias.languages[0]
    contact = config.clearance.independent_contact
    return Roster(
        tuple(
            Responder(each.address, each.name, each.language or first, tuple(each.also_known_as))
            for each in config.responders
        ),
        tuple(Responder(each, language=first) for each in config.clock.escalation_contacts),
        Responder(contact, language=first) if contact else None,
    )


def rules_of(config: Config) -> Rules:
    """The numbers of the configuration as values."""
    clock = config.clock
    return Rules(
        roster=roster_of(config),
        required=tuple(each for each in FIELDS if each in config.checklist.required),
        max_requests=config.checklist.max_requests,
        clearance_mode=config.clearance.mode,
        digest=_digest_of(clock.digest),
        timezone=config.alias.timezone,
        ladder=Ladder(
            timedelta(days=clock.take_days),
            timedelta(days=clock.warn_days),
            timedelta(days=clock.follow_up_days),
            timedelta(hours=clock.repeat_hours),
            timedelta(minutes=clock.urgent_minutes),
            keep=timedelta(days=round(config.retention.closed_months * 365.25 / 12)),
        ),
        default_language=config.alias.languages[0],
    )


def _digest_of(text: str) -> tuple[int, time]:
    day, _, at = text.partition(" ")
    return WEEKDAYS.index(day), time.fromisoformat(at)


def desk_of(config: Config) -> Desk:
    """Who we are, for judging messages; without `signatures`, for which the network is asked."""
    alias = config.alias
    return Desk(
        config.smtp.from_,
        Group(alias.address, alias.list_id, alias.group_id),
        config.imap.trusted_authserv,
        tuple(alias.languages),
        alias.timezone,
        team_key_of(config),
    )


def team_key_of(config: Config) -> TeamKey | None:
    """The key that opens encrypted reports, where there is one."""
    name = config.sealing.openpgp_key_file
    if not name:
        return None
    return TeamKey("sealing.openpgp_key_file", config.path(name), config.imap.max_bytes)


def public_keys_of(config: Config) -> dict[str, PublicKey]:
    """The keys that letters are encrypted to, by the key of each responder that has one."""
    return {
        each.address.casefold(): PublicKey(
            f"responders.{number}.openpgp_key_file", config.path(each.openpgp_key_file)
        )
        for number, each in enumerate(config.responders)
        if each.openpgp_key_file
    }


def letters_of(config: Config, keys: Keys) -> Letters:
    """The letters of the alias."""
    alias = config.alias
    signature = Signature(
        team=alias.name,
        mailbox=config.smtp.from_,
        subaddressing=config.smtp.subaddressing,
        timezone=alias.timezone,
        emergency=alias.emergency,
        policy_url=alias.policy_url,
        default_language=alias.languages[0],
    )
    return Letters(data_folder("templates"), signature, keys.marks, public_keys_of(config))


def build(config: Config, clock: Clock) -> House:
    """Wire everything. Raises `ConfigError` and `KeyUnusable`; connects to nothing."""
    keys = load_keys(config.path(config.sealing.key_file))
    for each in config.open_secrets():
        log.warning("%s", each)
    imap = config.imap
    store = Store(Database(config.database_url()), keys, f"{imap.user}\n{imap.host.casefold()}")
    letters = letters_of(config, keys)
    rules = rules_of(config)
    desk = replace(desk_of(config), signatures=Signatures(DnsKeys()) if can_verify() else None)
    if desk.team_key:
        try:
            desk.team_key.content()
        except KeyFault as fault:
            # An expired one is no reason to stay down; `check` tells of it.
            raise ConfigError([f"{desk.team_key.name}: {fault}"]) from None
    health = Health(store.database)
    mailbox = Mailbox(imap_account(config), store.known_uids)
    intake = Intake(store, letters, desk, rules, clock, keeps_folder=not config.imap.processed_folder)
    letterbox = Letterbox(
        store,
        Limits(config.smtp.max_letters_per_hour, config.smtp.max_letters_per_address_per_day),
        letters,
        rules.roster,
    )
    account = smtp_account(config)
    outbox = Outbox(letterbox, SmtpLine(account), clock)
    if config.imap.sent_folder:
        outbox.was_sent = _sent_of(config)
    watch = Watch(
        store,
        health,
        letters,
        alerts_of(config, health),
        Heartbeat(config.alerts.heartbeat_url),
        clock,
        # Its fate is seen when it comes back, so nobody waits long for an answer.
        lambda: SmtpLine(replace(account, final_seconds=60.0)),
        config.alias.timezone,
        timedelta(seconds=config.imap.poll_seconds),
        config.alias.address if config.alerts.canary else "",
    )
    intake.canary_came = watch.canary_came
    return House(
        config,
        store,
        health,
        letters,
        mailbox,
        intake,
        Escalation(
            store,
            letters,
            rules,
            clock,
            health,
            # The roster as it is then: a reload may have changed it.
            lambda text: named_in(text, desk, intake.rules, clock()),
            timedelta(days=config.retention.quarantine_days),
        ),
        outbox,
        letterbox,
        watch,
        clock,
    )


def alerts_of(config: Config, health: Health) -> Alerts:
    """How an administrator is told; without a command nobody is."""
    words, repeat = config.alerts.command, timedelta(hours=config.alerts.repeat_hours)
    return Alerts(health, config.alias.name, Command(words) if words else None, repeat)


def _sent_of(config: Config) -> Callable[[str], bool]:
    """Looks for a letter among those that the server keeps as sent, on a connection of its own."""
    account, folder = imap_account(config), config.imap.sent_folder

    def was_sent(message_id: str) -> bool:
        mailbox = Mailbox(account, lambda *_: set())
        try:
            return bool(message_id) and mailbox.holds(folder, message_id)
        except MailboxUnavailable as error:
            # Then it is as if there were no such folder: the same bytes go out once more.
            log.warning("nobody can say whether a letter was sent: %s", error)
            return False
        finally:
            mailbox.close()

    return was_sent


def imap_account(config: Config) -> ImapAccount:
    """How to log in to the mailbox. Raises `ConfigError` where a secret is missing."""
    imap = config.imap
    return ImapAccount(
        host=imap.host,
        port=imap.port,
        security=imap.security,
        user=imap.user,
        secret=_secret(config, imap, "imap"),
        oauth=imap.oauth2 is not None,
        folder=imap.folder,
        junk_folder=imap.junk_folder,
        processed_folder=imap.processed_folder,
        idle=imap.idle,
        max_bytes=imap.max_bytes,
        context=_context(config, imap, "imap"),
    )


def smtp_account(config: Config) -> SmtpAccount:
    """How to hand letters in. Raises `ConfigError` where a secret is missing."""
    smtp = config.smtp
    return SmtpAccount(
        host=smtp.host,
        port=smtp.port,
        security=smtp.security,
        sender=smtp.from_,
        user=smtp.user,
        secret=_secret(config, smtp, "smtp") if smtp.password_file or smtp.oauth2 else None,
        oauth=smtp.oauth2 is not None,
        context=_context(config, smtp, "smtp"),
    )


def _secret(config: Config, server: Server, section: str) -> Callable[[], str]:
    oauth = server.oauth2
    if oauth is None:
        # Read now, so that a missing file is found at start; read again at each login, so a new one is seen.
        config.secret(server.password_file, f"{section}.password_file")
        return lambda: config.secret(server.password_file, f"{section}.password_file")
    return _token_source(config, oauth, section).token


def _token_source(config: Config, oauth: OAuth2, section: str) -> TokenSource:
    def client_secret() -> str:
        name = oauth.client_secret_file
        return config.secret(name, f"{section}.oauth2.client_secret_file") if name else ""

    def refresh_token() -> str:
        return config.secret(oauth.refresh_token_file, f"{section}.oauth2.refresh_token_file")

    said: list[str] = []

    def keep(fresh: str) -> None:
        try:
            config.renew_secret(oauth.refresh_token_file, fresh)
        except OSError:
            if not said:
                said.append(oauth.refresh_token_file)
                log.warning(
                    "%s.oauth2.refresh_token_file: the token server gives new refresh tokens, which cannot be kept "
                    "there; where it ends the old ones (Microsoft does 90 days after they were made), let the file "
                    "stand in the folder of the database, and print the unit anew",
                    section,
                )

    # As above.
    client_secret()
    refresh_token()
    return TokenSource(oauth.token_url, oauth.client_id, client_secret, refresh_token, keep=keep)


def _context(config: Config, server: Server, section: str) -> ssl.SSLContext | None:
    if server.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=str(config.path(server.ca_file)) if server.ca_file else None)
    except (OSError, ssl.SSLError):
        raise ConfigError([f"{section}.ca_file: cannot be read as certificates (PEM)"]) from None
