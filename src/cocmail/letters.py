"""All outgoing words and headers: a letter and its template become the bytes that will be sent.

It stands apart because an administrator may change every template: each is tried at start (`proofs`), and one that
still fails when it matters gives way to `plain`, so that no report is rolled back for a letter's sake. A letter to
somebody with an OpenPGP key is encrypted here, before anybody stores it; words of a case that cannot be encrypted to
them stay here, and a notice without content goes out.

Fails: `compose` does not, it says so in the journal; `render`, `questions` and `table` raise whatever a template does.
"""

import binascii
import logging
import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import jinja2
from jinja2.sandbox import SandboxedEnvironment

from cocmail.cases.model import BY_PEOPLE, Audience, Disclosure, Letter
from cocmail.mail.thread import make_mark, message_id, reply_address, thread_id
from cocmail.openpgp import KeyFault, PublicKey
from cocmail.post import Composed

log = logging.getLogger("cocmail.letters")

LANGUAGES = ("en", "fi", "sv")
PURPOSES = (
    "acknowledgement",
    "gentle",
    "unreadable",
    "thanks",
    "request",
    "letter",
    "notice",
    "report",
    "update",
    "note",
    "news",
    "exposed",
    "reminder",
    "escalation",
    "undelivered",
    "expiry",
    "looked",
    "unencrypted",
    "answer",
    "preview",
    "summary",
    "erased",
    "overview",
    "digest",
    "recused",
    "unavailable",
    "unproven",
    "unreached",
)
#: Purposes of letters whose subject is no case: they stand in no thread.
NAMELESS = frozenset({"overview", "digest", "recused", "unavailable", "unproven", "unreached"})
# Exchange is asked for no automatic answer but that a letter failed: "All" would keep it from saying so (MS-OXCMAIL
# section 2.1.3.2.20).
_NO_REPLIES = ("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply")
_REPLIES = frozenset(
    {"acknowledgement", "gentle", "unreadable", "thanks", "request", "answer", "preview", "summary", "erased"}
    | NAMELESS
)  # fmt: skip

# What a letter to a reporter says where no template may be trusted: that theirs came, by when they hear from us, and
# what every letter says (P5).
_PLAIN_CAME = {
    "en": "We received your message. People from our team will read it and answer you.",
    "fi": "Viestisi on tullut perille. Tiimimme lukee sen ja vastaa sinulle.",
    "sv": "Ditt meddelande har kommit fram. Vårt team läser det och svarar dig.",
}
_PLAIN_DUE = {
    "en": "You will hear from one of us by {day} at the latest.",
    "fi": "Kuulet meistä viimeistään {day}",
    "sv": "Du hör av oss senast {day}.",
}
_PLAIN_ALWAYS = {
    "en": "If anyone is in danger, call {emergency}; this address is not an emergency service.\n\n"
    "What you write is confidential. It is read only by those of our team who have no\npart in the matter.\n\n"
    "If you would rather talk to a person, or would like one of us not to see this,\n"
    "say so in a reply{directly}\n\n"
    "If you want no more letters from this address, reply with the one word STOP.",
    "fi": "Jos joku on vaarassa, soita {emergency}; tämä osoite ei ole hätäpalvelu.\n\n"
    "Kaikki kirjoittamasi on luottamuksellista. Sen lukevat vain ne tiimimme jäsenet,\n"
    "joilla ei ole osuutta asiaan.\n\n"
    "Jos haluat mieluummin puhua jonkun kanssa tai toivot, ettei joku meistä näe\n"
    "tätä, kerro siitä vastauksessasi{directly}\n\n"
    "Jos et halua tästä osoitteesta enää viestejä, vastaa yhdellä sanalla STOP.",
    "sv": "Om någon är i fara, ring {emergency}; den här adressen är ingen larmtjänst.\n\n"
    "Det du skriver är konfidentiellt. Det läses bara av dem i vårt team som inte har\ndel i saken.\n\n"
    "Om du hellre vill tala med någon, eller vill att någon av oss inte ska se det\n"
    "här, säg det i ett svar{directly}\n\n"
    "Om du inte vill ha fler mejl från den här adressen, svara med bara ett ord: STOP.",
}
_PLAIN_DIRECTLY = {
    "en": ", or write directly to somebody of the team:\n{url}",
    "fi": " tai kirjoita suoraan jollekulle tiimistä:\n{url}",
    "sv": " eller skriv direkt till någon i teamet:\n{url}",
}
_PLAIN_TEAM = (
    "There is something new about this case. The letter that tells it could not be written:\n"
    "your administrator can find out why, with `cocmail check`."
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who we are: what every letter may say of the team."""

    team: str
    mailbox: str
    subaddressing: bool = True
    timezone: str = "UTC"
    emergency: str = "112"
    policy_url: str = ""
    default_language: str = "en"


@dataclass(frozen=True, slots=True)
class Thread:
    """The message that a letter answers (RFC 5322 section 3.6.4)."""

    message_id: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A MIME entity: its headers and its body, with CRLF line ends."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    def whole(self) -> bytes:
        """The entity as it stands in a message."""
        return _head(self.headers) + self.body


@dataclass(slots=True)
class Letters:
    """The words of one alias. `compose` is called inside the transaction that queues the letter."""

    folder: Path
    signature: Signature
    mark_key: bytes
    keys: Mapping[str, PublicKey] = field(default_factory=dict)  #: by the key (address) of each responder
    _jinja: jinja2.Environment = field(init=False)
    _tables: dict[tuple[str, str, str], dict[str, str]] = field(init=False)
    _faults_told: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        self._jinja = SandboxedEnvironment(
            loader=jinja2.FileSystemLoader(self.folder),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            # What was proved is what is sent: a file that is changed meanwhile waits for a reload, and its proof.
            auto_reload=False,
            cache_size=-1,
        )
        self._jinja.filters["day"] = self._day
        self._jinja.filters["quoted"] = _quoted
        self._tables = {}

    def questions(
        self, language: str, *, again: bool = False, partly: Collection[str] = ()
    ) -> Mapping[str, str]:
        """What we ask for each field, in the words of the templates; `again` gives those of the second letter.

        For the fields that are known `partly` it is the rest alone that is asked for, where there are words for it.
        """
        asked = self.table(language, "questions", "questions_again" if again else "questions")
        rest: Mapping[str, str] = {}
        if partly:
            rest = self.table(
                language, "questions", "questions_partly_again" if again else "questions_partly"
            )
        return {
            name: rest.get(name, question) if name in partly else question for name, question in asked.items()
        }

    def table(self, language: str, template: str, name: str) -> Mapping[str, str]:
        """The words that a template sets under a name, for others to choose from."""
        wanted = (language, template, name)
        if wanted not in self._tables:
            module = self._jinja.get_template(f"{language}/{template}.txt").module
            self._tables[wanted] = dict(getattr(module, name))
        return self._tables[wanted]

    def read_all(self) -> None:
        """Read every template now: also one that nothing led to so far would be read when it is first needed."""
        for name in self._jinja.list_templates(extensions=["txt"]):
            with suppress(jinja2.TemplateError, UnicodeDecodeError):  # Where it is in use it is found there.
                self._jinja.get_template(name)

    def compose(
        self,
        letter: Letter,
        case: str,
        nonces: tuple[bytes, bytes],
        *,
        now: datetime,
        thread: Thread | None = None,
    ) -> Composed:
        """The bytes of a letter, with a mark of its own in its reply address and in its Message-ID."""
        address_mark, id_mark = (make_mark(self.mark_key, nonce) for nonce in nonces)
        purpose, subject, part = self._content(letter, case, now)
        mailbox = self.signature.mailbox
        headers = [
            ("From", _mailbox(self.signature.team, mailbox)),
            ("To", letter.to),
            ("Subject", _one_line(subject)),
            ("Date", format_datetime(now.astimezone(ZoneInfo(self.signature.timezone)))),
            ("Message-ID", message_id(mailbox, id_mark)),
        ]
        if letter.audience != Audience.CONTACT:
            reply_to = reply_address(mailbox, address_mark) if self.signature.subaddressing else mailbox
            headers.append(("Reply-To", reply_to))
        headers += self._thread(letter, case, thread)
        if letter.purpose not in BY_PEOPLE:
            how = "auto-replied" if letter.purpose in _REPLIES else "auto-generated"
            headers += [("Auto-Submitted", how), _NO_REPLIES]
        headers.append(("X-Cocmail", purpose))
        return Composed(_written(headers, part), address_mark, id_mark)

    def canary(self, to: str, nonce: bytes, now: datetime) -> tuple[bytes, str]:
        """A test letter to the alias, and its mark. It is in no case; whoever else is sent it may delete it.

        Its Message-ID stands in the text as well: some servers give a letter another one.
        """
        mark, mailbox = make_mark(self.mark_key, nonce), self.signature.mailbox
        own_id = message_id(mailbox, mark)
        headers = [
            ("From", _mailbox(self.signature.team, mailbox)),
            ("To", to),
            ("Subject", "Test of this address"),
            ("Date", format_datetime(now.astimezone(ZoneInfo(self.signature.timezone)))),
            ("Message-ID", own_id),
            ("Auto-Submitted", "auto-generated"),
            _NO_REPLIES,
            ("X-Cocmail", "canary"),
        ]
        body = f"cocmail sends this once a day to see that mail to this address arrives.\n\n{own_id}\n"
        return _written(headers, _text(body)), mark

    def _content(self, letter: Letter, case: str, now: datetime) -> tuple[str, str, _Part]:
        """The purpose, the subject, and what stands below the headers: encrypted where the recipient has a key.

        Where the key cannot be used, words of the case give way to a notice, whose purpose is another.
        """
        subject, body = self._words(letter, case, now)
        key = self.keys.get(letter.to.casefold()) if letter.audience != Audience.REPORTER else None
        if key is None:
            return letter.purpose, subject, _text(body)
        try:
            return letter.purpose, subject, _encrypted(key.encrypt(_text(body).whole(), now))
        except KeyFault as fault:
            said = f"{key.name} {fault}"
            if said not in self._faults_told:
                self._faults_told.add(said)
                log.error("%s: no content goes to this responder until that is mended", said)
        left = without_content(letter)
        subject, body = self._words(left, case, now)
        return left.purpose, subject, _text(body)

    def _words(self, letter: Letter, case: str, now: datetime) -> tuple[str, str]:
        try:
            return self.render(letter, case, now)
        except Exception as error:  # Whatever it is: a report must not be rolled back for a letter's sake.
            log.error(
                "template %s/%s failed (%s); a plain letter goes out",
                letter.language,
                letter.purpose,
                type(error).__name__,
            )
            return case.capitalize(), self.plain(letter)

    def plain(self, letter: Letter) -> str:
        """A letter for when no template may be trusted. What a person wrote to the reporter goes out all the same."""
        if letter.audience != Audience.REPORTER:
            return f"{_PLAIN_TEAM}\n\n{self.signature.team}\n"
        language, url = letter.language if letter.language in LANGUAGES else "en", self.signature.policy_url
        said = [letter.facts.get("text") or _PLAIN_CAME[language]]
        if due := letter.facts.get("follow_up_due"):
            said.append(_PLAIN_DUE[language].format(day=self._day(due, language)))
        directly = _PLAIN_DIRECTLY[language].format(url=url) if url else "."
        always = _PLAIN_ALWAYS[language].format(emergency=self.signature.emergency, directly=directly)
        return "\n\n".join([*said, always, self.signature.team]) + "\n"

    def render(self, letter: Letter, case: str, now: datetime) -> tuple[str, str]:
        """The subject and the text of a letter, as its template has them; `now` is when it is written."""
        language = letter.language if letter.language in LANGUAGES else self.signature.default_language
        template = self._jinja.get_template(f"{language}/{letter.purpose}.txt")
        shown = self._words(letter.shows, case, now)[1] if letter.shows else ""
        text = template.render(
            {
                **letter.facts,
                "shown": shown,
                "case": case.capitalize(),
                "now": now,
                "sign": self.signature,
                "questions": self.questions(
                    language, again=bool(letter.facts.get("again")), partly=letter.facts.get("partly", ())
                ),
                "to_contact": letter.audience == Audience.CONTACT,
            }
        )
        head, _, body = text.lstrip("\n").partition("\n\n")
        if not head.startswith("Subject: ") or "\n" in head:
            raise ValueError('a template begins with one line "Subject: ...", then an empty line')
        # What a template leaves out must not leave a hole.
        return head.removeprefix("Subject: ").strip(), _HOLES.sub("\n\n", body.strip("\n")) + "\n"

    def _thread(self, letter: Letter, case: str, thread: Thread | None) -> list[tuple[str, str]]:
        if letter.audience == Audience.REPORTER:
            if not thread or not thread.message_id:
                return []
            # RFC 5322 section 2.1.1: lines are bounded, so only the last ten.
            references = (*thread.references[-10:], thread.message_id)
            return [("In-Reply-To", thread.message_id), ("References", " ".join(references))]
        if letter.purpose in NAMELESS:
            return []
        root = thread_id(self.mark_key, self.signature.mailbox, case, letter.to)
        return [("In-Reply-To", root), ("References", root)]

    def _day(self, value: datetime | None, language: str, *, year: bool = False, label: bool = False) -> str:
        """A date as people write it in that language; without the year, where it is one of the next weeks.

        Within a sentence ("on Tuesday"), or behind a `label` ("Next date: Tuesday"): Finnish and Swedish differ.
        """
        if value is None:
            return "–"
        local = self._local(value)
        weekday = _WEEKDAYS[language][local.weekday()]
        if label:
            weekday = weekday.removesuffix({"fi": "na", "sv": "en"}.get(language, ""))
        match language:
            case "fi":
                day = f"{weekday} {local.day}.{local.month}."
            case "sv":
                day = f"{weekday} den {local.day} {_MONTHS['sv'][local.month - 1]}"
            case _:
                day = f"{weekday} {local.day} {_MONTHS['en'][local.month - 1]}"
        return f"{day}{'' if language == 'fi' else ' '}{local.year}" if year else day

    def _local(self, value: datetime) -> datetime:
        return value.astimezone(ZoneInfo(self.signature.timezone))


_HOLES = re.compile(r"\n{3,}")
_LINE = 78
_PLAIN_LINE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9.-]+")
# As they stand within a sentence.
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fi": (
        "maanantaina",
        "tiistaina",
        "keskiviikkona",
        "torstaina",
        "perjantaina",
        "lauantaina",
        "sunnuntaina",
    ),
    "sv": ("måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen"),
}
_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober",
           "november", "december"),
}  # fmt: skip


def _mailbox(name: str, address: str) -> str:
    escaped = _one_line(name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def _text(body: str) -> _Part:
    text = b"\r\n".join(body.encode("utf-8", "replace").splitlines()) + b"\r\n"
    # RFC 5322 section 2.1.1: 78 is for readers, 998 for servers; a longer line is one more reason to encode.
    plain = text.isascii() and max(map(len, text.split(b"\r\n"))) <= _LINE
    encoding = "7bit" if plain else "quoted-printable"
    headers = (("Content-Type", 'text/plain; charset="utf-8"'), ("Content-Transfer-Encoding", encoding))
    return _Part(headers, text if plain else binascii.b2a_qp(text, istext=True))


def _encrypted(armored: bytes) -> _Part:
    """An OpenPGP message as the body of a letter (PGP/MIME, RFC 3156 section 4).

    The subject is not repeated inside: it holds the case name alone, and that is no secret.
    """
    version = _Part((("Content-Type", "application/pgp-encrypted"),), b"Version: 1\r\n")
    data = _Part(
        (
            ("Content-Type", 'application/octet-stream; name="encrypted.asc"'),
            ("Content-Disposition", 'inline; filename="encrypted.asc"'),
        ),
        b"\r\n".join(armored.splitlines()) + b"\r\n",
    )
    # It stands in no armor: "_" is no letter of Base64.
    boundary = "=_openpgp"
    between = f"--{boundary}\r\n".encode()
    body = b"".join(between + part.whole() + b"\r\n" for part in (version, data))
    kind = f'multipart/encrypted; protocol="application/pgp-encrypted"; boundary="{boundary}"'
    return _Part((("Content-Type", kind),), body + f"--{boundary}--\r\n".encode())


def without_content(letter: Letter) -> Letter:
    """What may be told in the clear to somebody who is to get encrypted letters.

    Of words of the case that is only that there are some; of the others, names and what they wrote go.
    """
    if letter.disclosure == Disclosure.CONTENT:
        return replace(letter, purpose="unencrypted", facts={"name": letter.facts.get("name", "")})
    facts = dict(letter.facts)
    if "person_named_as" in facts:
        facts["person_named_as"] = ""
    if "results" in facts:
        facts["results"] = [
            {**each, "line": "".join(each["line"].split()[:1]), "with": dict.fromkeys(each["with"], "…")}
            for each in facts["results"]
        ]
    if "cases" in facts:
        facts["cases"] = [{**each, "taken_by": ""} for each in facts["cases"]]
    facts |= {name: nothing for name, nothing in (("held", []), ("taken_by", "")) if name in facts}
    return replace(letter, facts=facts, shows=None)


def _written(headers: list[tuple[str, str]], part: _Part) -> bytes:
    """The letter as it goes out, with CRLF line ends.

    Not by EmailMessage: it takes twenty times as long, and writes a long Message-ID in In-Reply-To and References
    as an encoded word, which no client finds its thread by.
    """
    return _head((*headers, ("MIME-Version", "1.0"), *part.headers)) + part.body


def _head(headers: Iterable[tuple[str, str]]) -> bytes:
    return "".join(_header(name, value) for name, value in headers).encode("ascii") + b"\r\n"


def _header(name: str, value: str) -> str:
    if name in ("In-Reply-To", "References"):
        # Folded between the IDs and never within one; what is no ID by its letters has no business here.
        ids = [each for each in value.split() if each.isascii() and each.isprintable() and len(each) < 900]
        return f"{name}: " + "\r\n ".join(ids) + "\r\n" if ids else ""
    if _ADDRESS.fullmatch(value) or (
        name not in ("From", "To", "Reply-To")
        and _PLAIN_LINE.fullmatch(value)
        and len(name) + len(value) < _LINE - 2
    ):
        return f"{name}: {value}\r\n"
    return _encoded(name, value)


@lru_cache(maxsize=32)
def _encoded(name: str, value: str) -> str:
    """A header that has to be quoted, encoded or folded (RFC 2047, RFC 5322 section 2.2.3)."""
    return str(SMTP.header_store_parse(name, value)[1].fold(policy=SMTP))


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _quoted(text: str) -> str:
    """Somebody's words behind a bar, so that no line of them can be read as a command when it comes back."""
    return "\n".join(f"| {line}".rstrip() for line in text.strip("\n").split("\n"))
