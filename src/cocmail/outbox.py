"""What happens to a letter, from the commit that queued it to the other server's 250.

The stored bytes are sent, never rendered again; one recipient a transaction; every try bears the same
Message-ID. SMTP is driven phase by phase, because "the connection was lost" means different things before and
after the final dot: before it, the letter was not taken and is tried again; after it, nobody knows, and the
same bytes go out once more after ten minutes (RFC 5321 section 4.5.3.2.6), unless the server kept a copy as sent.

A refusal that names an address or a mailbox (RFC 3463: 5.1, 5.2) is about the recipient, and the letter fails.
Any other may be about us: Postfix and the large providers say only at RCPT or after the final dot that we may not
send, and the same words can be a rule of one recipient's. Such a letter waits, and fails when it is refused once
more while the server took another one since.

Fails: `StoreUnavailable` from the store; what the other server said by then is kept, and written down first at
the next call, so that a database that was away sends nothing twice. `SmtpUnavailable` inside: the letter waits,
the log says why.
"""

import base64
import logging
import re
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cocmail.config import ConfigError
from cocmail.letterbox import UNKNOWN_WAIT, Claimed, Letterbox
from cocmail.oauth import TokenRefused

log = logging.getLogger("cocmail.outbox")

GIVE_UP = timedelta(days=4)  #: RFC 5321 section 4.5.4.1: at least 4 to 5 days.
# A day of tries: what waited for days because nobody took letters must outlast the grey list that it then meets.
_LEAST_TRIES = 24
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}", re.ASCII)  # RFC 3463 section 2.
# "Authentication required" and its like (RFC 4954 section 6), wherever they come.
_ABOUT_US = frozenset({530, 534, 535, 538})
# RFC 3463 sections 3.2 and 3.3: the recipient's address or mailbox. Not 5.1.7 and 5.1.8, which are the sender's.
_ABOUT_RECIPIENT = re.compile(r"5\.(1\.([0-6]|9|10)|2\.[1-4])", re.ASCII)
_TOO_MANY = "5.4.5"  # So large providers call their limit of a day.
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[!-~]+>)", re.MULTILINE | re.IGNORECASE)
# A claim is good for less than whoever takes over waits: after that the letter may be on its way a second time.
_CLAIM_HOLDS = UNKNOWN_WAIT / 2
MOST_DOUBTS = 3  #: tries of a letter whose fate stays unknown before people are told instead.


class TransientFailure(Exception):
    """The letter was not taken and may be tried again."""


class PermanentFailure(Exception):
    """The letter was refused for good.

    `perhaps_us`: the server may say the same of every letter of ours; `unread`: it said so before it had the letter.
    """

    def __init__(self, reason: str, *, perhaps_us: bool = False, unread: bool = True) -> None:
        super().__init__(reason)
        self.perhaps_us, self.unread = perhaps_us, unread


class FateUnknown(Exception):
    """The final dot was sent and no answer came: nobody knows whether the letter was taken."""


class SmtpUnavailable(Exception):
    """No letter can be handed in now. `final` says that trying again soon is useless: a refused login."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """Where letters are handed in. `secret` gives the password, or the access token with `oauth`."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    secret: Callable[[], str] | None = None
    oauth: bool = False
    context: ssl.SSLContext | None = None
    connect_seconds: float = 15.0
    reply_seconds: float = 60.0
    final_seconds: float = 600.0


class SmtpLine:
    """One kept-open SMTP connection."""

    def __init__(self, account: SmtpAccount) -> None:
        self._account = account
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Have a connection that answers. Raises `SmtpUnavailable`."""
        if self._smtp is not None:
            try:
                if self._smtp.noop()[0] == 250:
                    return
            except (smtplib.SMTPException, OSError):
                log.debug("the kept connection is gone")
            self.drop()
        account = self._account
        try:
            if account.security == "tls":
                self._smtp = smtplib.SMTP_SSL(
                    account.host, account.port, timeout=account.connect_seconds, context=account.context
                )
            else:
                self._smtp = smtplib.SMTP(account.host, account.port, timeout=account.connect_seconds)
            self._wait_at_most(account.reply_seconds)
            self._smtp.ehlo_or_helo_if_needed()
            if account.security == "starttls":
                self._smtp.starttls(context=account.context)
                self._smtp.ehlo_or_helo_if_needed()
            if account.secret is not None:
                self._log_in(self._smtp, account.secret())
        except smtplib.SMTPAuthenticationError as error:
            self.drop()
            raise SmtpUnavailable(
                f"the SMTP server refuses the login ({error.smtp_code}); check smtp.user and its secret",
                final=error.smtp_code >= 500,
            ) from None
        except smtplib.SMTPNotSupportedError:
            self.drop()
            raise SmtpUnavailable(
                "the SMTP server does not offer what smtp.security or the login needs; check the port"
            ) from None
        except ssl.SSLCertVerificationError as error:
            self.drop()
            raise SmtpUnavailable(
                "TLS with the SMTP server failed: its certificate is not trusted "
                f"({error.verify_message.rstrip('.')}); check smtp.host or smtp.ca_file"
            ) from None
        except ssl.SSLError as error:
            self.drop()
            raise SmtpUnavailable(f"TLS with the SMTP server failed: {error.reason or 'handshake'}") from None
        except TokenRefused as error:
            self.drop()
            raise SmtpUnavailable(str(error), final=error.final) from None
        except ConfigError as error:
            # A secret that can be read no more.
            self.drop()
            raise SmtpUnavailable(str(error), final=True) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # A greeting or reply that is none raises ValueError in smtplib.
            self.drop()
            raise SmtpUnavailable(f"no connection to the SMTP server ({_plainly(error)})") from None

    def hand_in(self, recipient: str, raw: bytes, *, in_time: Callable[[], bool] = lambda: True) -> None:
        """Send one letter on the open connection; `in_time` is asked before the final dot.

        Raises `TransientFailure`, `PermanentFailure` or `FateUnknown`, each with the reply code or the phase, and
        `SmtpUnavailable` where the server refuses us and not this letter.
        """
        smtp = self._smtp
        if smtp is None:
            raise TransientFailure("not connected")
        if not recipient.isascii() and not smtp.has_extn("smtputf8"):
            raise PermanentFailure("address needs SMTPUTF8")
        options = ["SMTPUTF8", "BODY=8BITMIME"] if not recipient.isascii() else []
        phase = "MAIL"
        try:
            self._expect(smtp.mail(self._account.sender, options), 250, ours=not options)
            phase = "RCPT"
            self._expect(smtp.rcpt(recipient), 250, 251)
            phase = "DATA"
            self._expect(smtp.docmd("DATA"), 354, ours=True)
            if not in_time():
                self.drop()
                raise TransientFailure("stood still before the dot")
            # RFC 5321 section 4.5.2; our letters have CRLF line ends from the first.
            dotted = (b"\r\n" + raw).replace(b"\r\n.", b"\r\n..")[2:]
            smtp.send(dotted + b".\r\n")
        except (smtplib.SMTPException, OSError, ValueError):
            self.drop()
            # A send that failed did not hand over the final dot, so nothing was taken.
            raise TransientFailure(f"connection lost at {phase}") from None
        try:
            self._wait_at_most(self._account.final_seconds)
            reply = smtp.getreply()
        except (smtplib.SMTPException, OSError, ValueError):
            self.drop()
            raise FateUnknown("no answer after the final dot") from None
        self._wait_at_most(self._account.reply_seconds)
        self._expect(reply, 250, unread=False)

    def try_sender(self, recipient: str) -> None:
        """Ask whether our From may send to somebody, without sending. Raises `SmtpUnavailable`."""
        if self._smtp is None:
            raise SmtpUnavailable("not connected")
        try:
            reply, may = self._smtp.mail(self._account.sender), {250}
            if reply[0] in may:
                # Postfix says only now what it has against the sender. A grey list says nothing against anybody.
                reply, may = self._smtp.rcpt(recipient), {250, 251, 450, 451, 452}
            self._smtp.rset()
        except (smtplib.SMTPException, OSError) as error:
            self.drop()
            raise SmtpUnavailable(f"no connection to the SMTP server ({_plainly(error)})") from None
        if reply[0] not in may:
            raise SmtpUnavailable(
                f"the SMTP server does not let smtp.from send to {recipient} ({_said(reply)}); check both addresses, "
                "that smtp.user may use smtp.from, and whether the server wants a login"
            )

    @property
    def sender(self) -> str:
        """Our own address, in whose name letters are handed in."""
        return self._account.sender

    @property
    def is_open(self) -> bool:
        """Whether the connection stands, as far as we know."""
        return self._smtp is not None

    def drop(self) -> None:
        """Close the connection without ceremony."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()

    def quit(self) -> None:
        """Take leave of the server; a failing QUIT means nothing."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                log.debug("QUIT failed")
            self.drop()

    def _log_in(self, smtp: smtplib.SMTP, secret: str) -> None:
        user = self._account.user
        offered = smtp.esmtp_features.get("auth", "").upper().split()
        if self._account.oauth:
            # The server tells details only after an empty answer.
            _authenticate(smtp, "XOAUTH2", f"user={user}\x01auth=Bearer {secret}\x01\x01", "")
        elif (user + secret).isascii():
            smtp.login(user, secret)
        # smtplib's own way ends at a letter such as "ä"; PLAIN is UTF-8 (RFC 4616), and so LOGIN is commonly read.
        elif "PLAIN" in offered:
            _authenticate(smtp, "PLAIN", f"\0{user}\0{secret}")
        elif "LOGIN" in offered:
            _authenticate(smtp, "LOGIN", user, secret)
        else:
            raise smtplib.SMTPNotSupportedError

    def _wait_at_most(self, seconds: float) -> None:
        if self._smtp is not None and self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    def _expect(
        self, reply: tuple[int, bytes], *wanted: int, ours: bool = False, unread: bool = True
    ) -> None:
        """Raises unless the reply is wanted. A refusal at a step that is `ours` says nothing against the letter."""
        code = reply[0]
        if code in wanted:
            return
        text = _said(reply)
        enhanced = text[4:]
        if code == 421 or not 400 <= code < 600:
            self.drop()
        elif self._smtp is not None:
            try:
                self._smtp.rset()
            except (smtplib.SMTPException, OSError):
                self.drop()
        if not 500 <= code < 600:
            raise TransientFailure(text)
        if ours or code in _ABOUT_US or enhanced == _TOO_MANY:
            raise SmtpUnavailable(f"the SMTP server does not let us send ({text})", final=True)
        raise PermanentFailure(text, perhaps_us=not _ABOUT_RECIPIENT.fullmatch(enhanced), unread=unread)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the other server said of a letter, until the database has it."""

    letter: Claimed
    state: str
    code: str
    at: datetime
    again: datetime | None
    refused_at: datetime | None


@dataclass
class Outbox:
    """Delivers what is queued. `flush` is the one verb; it is called by one thread."""

    letterbox: Letterbox
    line: SmtpLine
    clock: Callable[[], datetime]
    stopping: Callable[[], bool] = lambda: False
    was_sent: Callable[[str], bool] = lambda _message_id: (
        False
    )  #: whether the server kept such a letter as sent
    trouble: str = field(default="", init=False)  #: why no letter goes out, '' where letters do
    refused: bool = field(default=False, init=False)  #: the trouble is a login that somebody has to mend
    goes_on: bool = field(
        default=True, init=False
    )  #: whether the trouble leaves us a server to hand letters to
    _outcome: "_Outcome | None" = field(default=None, init=False)
    _interrupted: bool = field(default=False, init=False)

    def flush(self) -> int:
        """Send every letter that is due; returns how many were accepted. Raises `StoreUnavailable`."""
        if self._interrupted:
            self._pick_up()
        self.letterbox.mend_dates(self.clock())
        self._interrupted = True
        accepted = self._send_due()
        self._interrupted = False
        return accepted

    def _pick_up(self) -> None:
        """After the database failed in the middle: what is known of the letter in hand is written down first.

        A claim of which nobody knows whether it was committed is treated like one that a crash interrupted.
        """
        self.write_down()
        self.letterbox.recover(self.clock())

    def write_down(self) -> None:
        """Write down what is known of the letter in hand, also without the lead. Raises `StoreUnavailable`."""
        outcome = self._outcome
        if outcome is not None:
            self.letterbox.conclude(
                outcome.letter,
                outcome.state,
                outcome.at,
                code=outcome.code,
                next_attempt_at=outcome.again,
                refused_at=outcome.refused_at,
            )
            self._outcome = None

    def _send_due(self) -> int:
        accepted = 0
        connected = has_server = False
        while not self.stopping():
            if not connected:
                due = self.letterbox.next_due()
                if due is None or due > self.clock():
                    break
                # Connect before claiming, so that a server that is down leaves letters queued.
                try:
                    self.line.open()
                except SmtpUnavailable as error:
                    self._say(str(error), refused=error.final)
                    return accepted
                connected = has_server = True
            claimed_at = self.clock()
            claimed = self.letterbox.claim(claimed_at)
            if claimed is None:
                break
            try:
                outcome = self._send(claimed, claimed_at)
            except SmtpUnavailable as error:
                self._defer(claimed, "not let send")
                self._say(str(error), refused=error.final)
                self.line.drop()
                return accepted
            accepted += outcome == "accepted"
            connected = self.line.is_open
        if has_server or (self.trouble and self.goes_on):
            self._say(self._refusal(), goes_on=True)
        return accepted

    def _refusal(self) -> str:
        """What to say of a letter that waits because its refusal may be about us; '' where none does."""
        for waiting in self.letterbox.refused():
            if not self._took_another(waiting.recipient, waiting.refused_at):
                return f"the SMTP server refuses letters, perhaps all of ours ({waiting.code})"
        return ""

    def _took_another(self, recipient: str, since: datetime, *, unread: bool = True) -> bool:
        """Whether the server took a letter meanwhile that says that we may send to this recipient.

        Of one that was refused `unread` those to our own domain say nothing: a server that relays nothing takes them.
        """
        ours, theirs = _domain(self.line.sender), _domain(recipient)
        taken = map(_domain, self.letterbox.taken_since(since))
        return any(not unread or domain == theirs or domain != ours for domain in taken)

    def _send(self, letter: Claimed, claimed_at: datetime) -> str:
        if letter.doubts and self.was_sent(_message_id(letter.raw)):
            return self._conclude(letter, "accepted", "250 (kept as sent)")
        try:
            self.line.hand_in(
                letter.recipient, letter.raw, in_time=lambda: self.clock() - claimed_at < _CLAIM_HOLDS
            )
        except TransientFailure as failure:
            return self._defer(letter, str(failure))
        except FateUnknown as failure:
            return self._doubt(letter, str(failure))
        except PermanentFailure as failure:
            return self._refused(letter, failure)
        return self._conclude(letter, "accepted", "250")

    def _refused(self, letter: Claimed, failure: PermanentFailure) -> str:
        before, to = letter.refused_at, letter.recipient
        if not failure.perhaps_us or (before and self._took_another(to, before, unread=failure.unread)):
            return self._conclude(letter, "failed", str(failure))
        return self._defer(letter, str(failure), refused_at=before or self.clock())

    def _defer(self, letter: Claimed, code: str, *, refused_at: datetime | None = None) -> str:
        if letter.age > GIVE_UP and letter.attempt >= _LEAST_TRIES:
            return self._conclude(letter, "failed", code)
        wait = min(max(letter.age, timedelta(minutes=1)), timedelta(hours=1))
        return self._conclude(letter, "deferred", code, self.clock() + wait, refused_at=refused_at)

    def _doubt(self, letter: Claimed, code: str) -> str:
        """The same bytes once more, later. A server that never answers must not get them without end."""
        if letter.doubts + 1 >= MOST_DOUBTS:
            return self._conclude(letter, "failed", code)
        return self._conclude(letter, "unknown", code, self.clock() + UNKNOWN_WAIT)

    def _conclude(
        self,
        letter: Claimed,
        state: str,
        code: str,
        again: datetime | None = None,
        *,
        refused_at: datetime | None = None,
    ) -> str:
        self._outcome = _Outcome(letter, state, code[:24], self.clock(), again, refused_at)
        self.write_down()
        when = f"; next try {again:%Y-%m-%d %H:%M}Z" if again else ""
        log.log(
            logging.INFO if state == "accepted" else logging.WARNING,
            "letter %d %s: %s%s",
            letter.id,
            state,
            code,
            when,
        )
        return state

    def _say(self, trouble: str, *, refused: bool = False, goes_on: bool = False) -> None:
        """One line a change of state, not one a try."""
        self.refused, self.goes_on = refused, goes_on
        if trouble and trouble != self.trouble:
            log.error("%s; letters wait", trouble)
        if self.trouble and not trouble:
            log.info("the SMTP server takes letters again")
        self.trouble = trouble


def _message_id(raw: bytes) -> str:
    found = _MESSAGE_ID.search(raw.partition(b"\r\n\r\n")[0])
    return found[1].decode("ascii") if found else ""


def _said(reply: tuple[int, bytes]) -> str:
    """The reply's code, and the enhanced one where it has one; none of its words."""
    enhanced = reply[1].split(maxsplit=1)[:1]
    text = enhanced[0].decode("ascii", "replace") if enhanced else ""
    return f"{reply[0]} {text}" if _ENHANCED.fullmatch(text) else f"{reply[0]}"


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()


def _authenticate(smtp: smtplib.SMTP, mechanism: str, first: str, *others: str) -> None:
    """Log in with these words, one after the other as far as the server asks for them (RFC 4954)."""
    code, text = smtp.docmd("AUTH", f"{mechanism} {_base64(first)}")
    for word in others:
        if code == 334:
            code, text = smtp.docmd(_base64(word))
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, text)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _plainly(error: Exception) -> str:
    """What went wrong without anything a server wrote."""
    if isinstance(error, TimeoutError):
        return "timed out"
    return getattr(error, "strerror", None) or type(error).__name__
