"""The tables of the configuration file: which keys there are, their defaults, and what each may be.

It stands apart from `config`, which reads the file: here is what an administrator may write, there what becomes of it.
What a check says is the end of the line that the administrator reads, behind the key.
"""

import re
import unicodedata
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _address(value: str) -> str:
    if not re.fullmatch(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+", value):
        raise ValueError("is not an e-mail address")
    local, _, domain = value.rpartition("@")
    return f"{local}@{domain.lower()}"


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError('is not a known time zone, such as "Europe/Helsinki"') from None
    return value


def _one_line(value: str) -> str:
    if not value.strip() or any(ord(letter) < 32 for letter in value):
        raise ValueError("must be one line of text")
    return value.strip()


def _composed(value: str) -> str:
    # Mail is read so, and a name is looked for as it stands here.
    return unicodedata.normalize("NFC", value)


def _like(pattern: str, reason: str) -> AfterValidator:
    """A check that all of a text is like `pattern`; pydantic's own would name that to an administrator."""

    def checked(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(reason)
        return value

    return AfterValidator(checked)


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
AddressText = Annotated[str, AfterValidator(_address)]
Line = Annotated[str, AfterValidator(_one_line)]
# May be left empty, and is taken as it is: IMAP knows names that begin or end with a space.
AtMostLine = Annotated[str, _like(r"[^\x00-\x1f]*", "must be one line of text")]
_NAMES_A_FILE = "must be the name of a file, in one line"
FileName = Annotated[str, _like(r"[^\x00-\x1f]*", _NAMES_A_FILE)]
NeededFile = Annotated[FileName, _like(".+", _NAMES_A_FILE)]
PersonName = Annotated[Line, AfterValidator(_composed)]
Language = Literal["en", "fi", "sv"]
FieldName = Literal[
    "contact", "when", "where", "ongoing", "description", "reported_person", "circumstances", "witnesses"
]
Port = Annotated[int, Field(ge=1, le=65535)]
DigestTime = Annotated[
    str,
    _like(
        rf"({'|'.join(WEEKDAYS)}) ([01]\d|2[0-3]):[0-5]\d",
        'must be a weekday and a time, such as "monday 09:00"',
    ),
]
ListId = Annotated[
    str,
    _like(
        r"[A-Za-z0-9._-]*",
        'must be what stands between the angle brackets, such as "conduct.groups.example"',
    ),
]
ServerName = Annotated[str, _like(r"[A-Za-z0-9._-]*", 'must be the name alone, such as "mx.google.com"')]
WebAddress = Annotated[str, _like(r"(https?://[^\s/]+(/\S*)?)?", 'must begin with "https://" or "http://"')]
TokenAddress = Annotated[
    str, _like(r"(?s)(https://|http://(localhost|127\.0\.0\.1)[:/]).*", "must begin with https://")
]


class Section(BaseModel):
    """A table of the file: unknown keys are mistakes, values never change.

    What has to fit together is looked at by the last of the keys concerned, among those before it that are right:
    a look at the whole table would wait until everything else in it is mended. Defaults are looked at for that too.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, validate_default=True
    )


class Alias(Section):
    """The published address and who stands behind it."""

    name: Line
    address: AddressText
    timezone: Annotated[str, AfterValidator(_timezone)] = "UTC"
    languages: Annotated[list[Language], Field(min_length=1)] = ["en"]
    emergency: Line = "112"
    policy_url: AtMostLine = ""
    list_id: ListId = ""
    group_id: AtMostLine = ""

    @field_validator("group_id")
    @classmethod
    def _group(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("list_id") == "":
            raise ValueError("counts only together with list_id")
        return value


class OAuth2(Section):
    """How to get an access token (RFC 6749 section 6, refresh token grant)."""

    token_url: TokenAddress
    client_id: AtMostLine
    client_secret_file: FileName = ""
    refresh_token_file: NeededFile


class Server(Section):
    """What IMAP and SMTP have in common."""

    host: Line
    port: Port
    security: Literal["tls", "starttls", "none"]
    oauth2: OAuth2 | None = None
    password_file: FileName = ""
    user: AtMostLine = ""
    ca_file: FileName = ""

    @field_validator("security")
    @classmethod
    def _plain_on_loopback(cls, value: str, info: ValidationInfo) -> str:
        if value == "none" and info.data.get("host", "localhost") not in LOOPBACK:
            raise ValueError('"none" is allowed on loopback only; use "tls" or "starttls"')
        return value

    @field_validator("password_file")
    @classmethod
    def _one_secret(cls, value: str, info: ValidationInfo) -> str:
        if value and info.data.get("oauth2"):
            raise ValueError("give either password_file or oauth2, not both")
        return value

    @field_validator("user")
    @classmethod
    def _login(cls, value: str, info: ValidationInfo) -> str:
        secrets = [info.data.get(key, "a mistake") for key in ("password_file", "oauth2")]
        if value and not any(secrets):
            raise ValueError(
                "password_file: is needed for the user, or oauth2; without a login leave user out"
            )
        if any(secrets) and not value:
            raise ValueError("is needed to log in")
        return value


def _folder(name: str) -> str:
    # RFC 3501 section 5.1: INBOX is the one name whose case does not matter.
    return name.upper() if name.upper() == "INBOX" else name


class Imap(Server):
    """The mailbox that the alias delivers to."""

    port: Port = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    folder: Line = "INBOX"
    junk_folder: AtMostLine = ""
    processed_folder: AtMostLine = ""
    sent_folder: AtMostLine = ""
    idle: bool = True
    poll_seconds: Annotated[int, Field(ge=1, le=3600)] = 60
    max_bytes: Annotated[int, Field(ge=10_000)] = 41_943_040
    trusted_authserv: ServerName = ""

    @field_validator("user")
    @classmethod
    def _is_given(cls, value: str, info: ValidationInfo) -> str:
        if not any(info.data.get(key, "a mistake") for key in ("password_file", "oauth2")):
            raise ValueError("password_file: give user and password_file, or [imap.oauth2]")
        return value

    @field_validator("sent_folder")
    @classmethod
    def _different_folders(cls, value: str, info: ValidationInfo) -> str:
        named = [info.data.get(key, "") for key in ("folder", "junk_folder", "processed_folder")]
        folders = [_folder(each) for each in (*named, value) if each]
        if len(set(folders)) < len(folders):
            raise ValueError(
                "folder: folder, junk_folder, processed_folder and sent_folder must be different ones"
            )
        return value


class Smtp(Server):
    """Where letters are handed in."""

    port: Port = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    from_: Annotated[AddressText, Field(alias="from")]
    subaddressing: bool = True
    max_letters_per_hour: Annotated[int, Field(ge=1)] = 60
    max_letters_per_address_per_day: Annotated[int, Field(ge=1)] = 5

    @field_validator("from_")
    @classmethod
    def _ascii(cls, value: str) -> str:
        if not value.isascii():
            raise ValueError("must be written in ASCII; many servers take no other")
        return value

    @field_validator("subaddressing")
    @classmethod
    def _room_for_a_tag(cls, value: bool, info: ValidationInfo) -> bool:
        # RFC 5321 section 4.5.3.1.1: 64 octets; the tag and its plus sign take 33.
        if value and len(info.data.get("from_", "").rpartition("@")[0]) > 31:
            raise ValueError(
                "from: the part before @ must have at most 31 characters to carry a tag; "
                "shorten it or set subaddressing = false"
            )
        return value


# The beginning with the login, the hosts with their ports, the path, and the query without its question mark.
_SEVERAL_HOSTS = re.compile(r"(postgresql(?:\+psycopg)?://(?:[^/?]*@)?)([^/?@]+,[^/?@]+)(/[^?]*|)(?:\?(.*))?")


def _each_host(url: str) -> list[str]:
    """The same URL with one host each; itself where it has one."""
    several = _SEVERAL_HOSTS.fullmatch(url)
    return [f"{several[1]}{host}" for host in several[2].split(",")] if several else [url]


def _database_url(value: str) -> str:
    if not re.match(r"sqlite:///.|postgresql(\+psycopg)?://", value):
        raise ValueError('must begin with "sqlite:///" or "postgresql+psycopg://"')
    several = _SEVERAL_HOSTS.fullmatch(value)
    if several and "[" in several[2]:
        raise ValueError("where it names several hosts, give names or IPv4 addresses")
    if not all(map(_has_readable_host, _each_host(value))):
        raise ValueError(
            "the host or its port cannot be read: write HOST:PORT, the port a number up to 65535, and in user and "
            "password %40 for @, %2F for /, %3A for :"
        )
    return value


def _has_readable_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        return False


class Database(Section):
    """Where cases are kept."""

    url: Annotated[FileName, AfterValidator(_database_url)] = "sqlite:///cocmail.db"

    def sqlalchemy_url(self, folder: Path) -> str:
        """The URL as SQLAlchemy takes it; a relative SQLite path starts at `folder`.

        Several hosts, as libpq takes them (34.1.1.2), are given as SQLAlchemy does: each as a `host` of the query.
        """
        prefix = "sqlite:///"
        if self.url.startswith(prefix):
            return prefix + str(folder / self.url.removeprefix(prefix))
        url = re.sub(r"^postgresql://", "postgresql+psycopg://", self.url)
        if several := _SEVERAL_HOSTS.fullmatch(url):
            begin, hosts, path, query = several.groups()
            words = [f"host={host}" for host in hosts.split(",")] + ([query] if query else [])
            url = f"{begin}{path}?{'&'.join(words)}"
        return url


class Sealing(Section):
    """The key that seals content and signs addresses, and the team's OpenPGP key for reports."""

    key_file: NeededFile = "cocmail.key"
    openpgp_key_file: FileName = ""


class Checklist(Section):
    """What a report should tell, and how often to ask."""

    required: list[FieldName] = [
        "contact",
        "when",
        "where",
        "ongoing",
        "description",
        "reported_person",
    ]
    # As many as there are words for: `questions.txt` asks for each field in two ways.
    max_requests: Annotated[int, Field(ge=0, le=2)] = 2


class Clearance(Section):
    """Who may see a case before declaring anything."""

    mode: Literal["confirm", "open"] = "confirm"
    independent_contact: AddressText | None = None


class Clock(Section):
    """The ladder of reminders."""

    take_days: Annotated[int, Field(ge=1, le=30)] = 3
    warn_days: Annotated[int, Field(ge=1, le=30)] = 5
    follow_up_days: Annotated[int, Field(ge=1, le=30)] = 7
    repeat_hours: Annotated[int, Field(ge=1, le=168)] = 24
    urgent_minutes: Annotated[int, Field(ge=5, le=1440)] = 30
    escalation_contacts: list[AddressText] = []
    digest: DigestTime = "monday 09:00"

    @field_validator("follow_up_days")
    @classmethod
    def _rising(cls, value: int, info: ValidationInfo) -> int:
        days = [*(info.data[key] for key in ("take_days", "warn_days") if key in info.data), value]
        if days != sorted(days):
            raise ValueError("take_days: must be at most warn_days, and warn_days at most follow_up_days")
        return value


class Retention(Section):
    """How long content is kept."""

    closed_months: Annotated[int, Field(ge=1, le=1200)] = 24
    quarantine_days: Annotated[int, Field(ge=1, le=3650)] = 90


class Alerts(Section):
    """How an administrator learns, on another way than mail, that cocmail cannot do its work."""

    # A list, as it is started: no shell, so nothing has to be quoted.
    command: list[Line] = []
    repeat_hours: Annotated[int, Field(ge=1, le=168)] = 12
    heartbeat_url: WebAddress = ""
    canary: bool = False


class Responder(Section):
    """A member of the roster."""

    name: PersonName
    address: AddressText
    language: Language | None = None
    also_known_as: list[PersonName] = []
    openpgp_key_file: FileName = ""
