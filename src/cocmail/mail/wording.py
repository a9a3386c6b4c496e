"""What machines say of themselves in plain words, for mail without a header that says it.

It stands apart because words prove nothing: a report may hold every one of them. So they are looked for only
in what the writer wrote themselves, only where a machine would say them, and seldom against somebody who says
"I"; and all that follows from them is that no letter is sent. The case is opened all the same.
"""

import re
from functools import cached_property

from cocmail.mail import phrases as say
from cocmail.mail.headers import Address
from cocmail.mail.message import Message
from cocmail.mail.reply import own_words, without_banner

# Nobody says only after this many characters that they are a machine.
_MOST = 40_000
_LONGEST_SUBJECT = 500
# Within so many characters a server has said what became of a mail.
_AT_FIRST = 1_200
# A report is about somebody; of a hundred words some are "I", "minä", "jag". An advertisement has next to none.
_PERSONAL = 0.015


_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
# What is left in the text of a multipart that was put together wrongly.
_DEBRIS = re.compile(r"^(?:--\S+|content-[a-z-]+:.*|boundary=.*)$", re.IGNORECASE | re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_IN_ADDRESSES = ("@", "://", "www.")
_I = frozenset(
    "i'm i've i'd i'll i’m i’ve i’d i’ll me my mine myself"
    " minä mä minua minun minut minulle minulla minulta minusta minuun minussa mua mulle mulla multa"
    " olen olin haluan haluaisin sain pelkään kuulin tiedän toivon ilmoitan yritin kirjoitan"
    " jag mig mej ich mich mir".split()
)
# "I" is "in" where "och" is "and", and "min" are minutes where it is not.
_SWEDISH = frozenset("och är att på för från detta inte".split())
_I_IN_SWEDISH, _I_ELSEWHERE = frozenset({"min", "mitt", "mina"}), frozenset({"i"})


def takes_no_reply(address: str) -> bool:
    """Whether an address says of itself that nobody reads what is written to it."""
    return bool(say.TAKES_NO_REPLY.match(address))


def is_role(address: str) -> bool:
    """Whether only machines write from this address: newsletter@, alerts@, x@bounce.example.org, post_master@."""
    local, _, domain = address.casefold().rpartition("@")
    return (
        is_daemon(address)
        or is_postmaster(address)
        or bool(say.ROLE.fullmatch(_bare(local)))
        or bool(say.ROLE_DOMAIN.fullmatch(domain))
    )


def is_daemon(address: str) -> bool:
    """Whether a mail server itself writes from this address."""
    return bool(say.DAEMON_ROLE.fullmatch(_bare(address.casefold().rpartition("@")[0])))


def is_postmaster(address: str) -> bool:
    """Whether this is where a mail server, or the person behind it, writes from."""
    return bool(say.POSTMASTER.fullmatch(_bare(address.casefold().rpartition("@")[0])))


def is_system_name(name: str) -> bool:
    """Whether an author's name is that of a mail system: Mail Delivery Subsystem."""
    return bool(say.SYSTEM_NAME.fullmatch(name.strip()))


def _bare(local: str) -> str:
    """A local part without its detail, the number at its end, and what a broken mailer put behind it."""
    return re.split(r"[+\\@%!]", local, maxsplit=1)[0].rstrip("0123456789").rstrip("-_.")


def is_undelivered(message: Message) -> bool:
    """Whether the words are those of a mail server about a mail that it could not deliver."""
    return _Words(message).tells_of_failure()


def is_still_tried(message: Message) -> bool:
    """Whether the words of a mail server say that a mail is only late."""
    said = _Words(message).own[:_AT_FIRST]
    return bool(say.STILL_TRIED.search(said)) and not say.TRIED_IN_VAIN.search(said)


def reacts(message: Message) -> bool:
    """Whether all that is not quoted in a mail is what Outlook writes where somebody puts a sign under a letter."""
    own = without_banner(own_words(message, _MOST))
    said = [line.strip() for line in own.split("\n") if any(map(str.isalnum, line))]
    return len(said) == 1 and bool(say.REACTED.fullmatch(said[0]))


def looks_automatic(message: Message, author: Address, *, through_group: bool) -> tuple[str, bool]:
    """Why the words of a mail look as if a machine wrote it, and whether as an answer; ('', False) if not.

    What it says in a quotation, or below the mark of a forwarded mail, is not its own; nor is what our own group
    added.
    """
    words = _Words(message, author.key, through_group=through_group)
    if say.AUTO_SUBJECT.match(words.subject):
        return "the subject looks like an automatic reply", True
    if is_system_name(author.name) or say.MAILING_NAME.fullmatch(author.name.strip()):
        return "the name is that of a mail system", False
    if words.tells_of_failure():
        return "it reads like a delivery failure", True
    if words.is_receipt():
        return "it reads like the receipt of a program", True
    if _path(message).startswith(("dev-null@", "devnull@")):
        return "what fails is thrown away", False
    if say.CRON.match(words.subject):
        return "the subject looks like a monitor's", False
    if words.asks_for_proof():
        return "it reads like a request to confirm a message", True
    if words.is_away():
        return "it reads like an absence note", True
    if words.calls_itself_automatic():
        return "it says that it is automatic", False
    if words.confirms():
        return "it reads like the receipt of a system", False
    if words.is_bulk():
        return "it reads like a mass mailing", False
    return "", False


class _Words:
    """The words of one mail, and what they look like."""

    def __init__(self, message: Message, address: str = "", *, through_group: bool = False) -> None:
        self.message = message
        self.subject = message.subject[:_LONGEST_SUBJECT]
        self.address = address
        self.through_group = through_group
        self.own = "\n" + _unwrapped(own_words(message, _MOST))

    @cached_property
    def above_signature(self) -> str:
        """The own words without a signature."""
        found = _SIGNATURE.search(self.own)
        return self.own[: found.start()] if found else self.own

    @cached_property
    def paragraphs(self) -> list[str]:
        """The own words, paragraph by paragraph."""
        text = _DEBRIS.sub("", self.own)
        return [each.strip() for each in re.split(r"\n\s*\n", text) if any(map(str.isalnum, each))]

    @cached_property
    def opening(self) -> str:
        """The first few paragraphs that are words, for what a machine says at once."""
        return "\n\n".join(self.paragraphs[:3])[:1_200]

    def personal(self, text: str) -> float:
        """How much of `text` is about its writer: the share of "I" and its like."""
        # What stands in an address, such as my.example.org, is nobody's word.
        spoken = (word for word in text.casefold().split() if not any(map(word.__contains__, _IN_ADDRESSES)))
        words = _WORD.findall(" ".join(spoken))
        if not words:
            return 0.0
        writer = _I | (_I_ELSEWHERE if _SWEDISH.isdisjoint(words) else _I_IN_SWEDISH)
        return sum(word in writer for word in words) / len(words)

    def tells_of_failure(self) -> bool:
        """Whether a mail server begins by saying that a mail was not delivered, or says so in the subject."""
        subject = bool(say.UNDELIVERED.match(self.subject))
        if not self.paragraphs:
            return subject
        first = self.paragraphs[0]
        code, address = bool(say.SMTP.search(self.own)), bool(say.LONE_ADDRESS.search(self.own))
        if say.FAILED.search(first):
            # "I'm afraid I wasn't able to deliver your message" is said by servers as well.
            is_bare = self.personal(self.own) == 0
            names = "@" in first or bool(say.MAIL.search(first))
            is_certain = (code and address) or bool(say.GIVEN_UP.search(self.opening))
            is_certain = is_certain or (is_bare and "@" in first and bool(say.ABOUT_A_MAIL.match(first)))
            return is_certain or (subject and (names or code or address)) or (is_bare and (code or address))
        if self.personal(first) or say.TELLS.search(first):
            return False
        told = bool(say.FAILED.search(self.opening) or say.SERVER_SUBJECT.fullmatch(self.subject.strip()))
        return (subject and (told or code or address)) or (told and code and address)

    def is_receipt(self) -> bool:
        """Whether it says that a mail was read or arrived, or answers an invitation, and nothing more."""
        if any(
            each.type == "text/calendar" and say.INVITATION_REPLY.search(each.content)
            for each in self.message.attachments
        ):
            return True
        if not say.RECEIPT_SUBJECT.match(self.subject) or self.personal(self.above_signature):
            return False
        if self.paragraphs:
            return bool(say.RECEIPT.search(self.opening))
        return all(each.type == "text/calendar" for each in self.message.attachments)

    def asks_for_proof(self) -> bool:
        """Whether it is a challenge: your message waits, do this and it will be delivered."""
        text = self.own[:2_000]
        if self.message.in_reply_to and self.personal(self.above_signature) >= _PERSONAL:
            return False
        return (
            bool(say.HELD.search(self.opening))
            and bool(say.DO_THIS.search(text))
            and not say.TELLS.search(self.opening)
        )

    def is_away(self) -> bool:
        """Whether it is a note of absence and nothing more. Such a note answers something."""
        subject = self.subject
        if not (self.message.in_reply_to or say.ANSWERS.match(subject) or say.AWAY_SUBJECT.match(subject)):
            return False
        is_short = len(_WORD.findall(self.above_signature)) <= 120
        says_more = bool(say.BUT.search(self.above_signature) or say.HE.search(self.above_signature))
        is_away = any(map(say.AWAY.match, self.paragraphs[:2])) and bool(say.MEANWHILE.search(self.own))
        return is_short and is_away and not says_more

    def calls_itself_automatic(self) -> bool:
        """Whether it says of itself that it is automatic, or that nobody reads answers, and nobody says "I"."""
        statements = [
            found
            for phrases in (say.IS_AUTOMATIC, say.WANTS_NO_REPLY, say.NOTIFIES)
            for found in phrases.finditer(self.own)
            if not self._is_told(found)
        ]
        return bool(statements) and not self.personal(say.NOTIFIES.sub(" ", self.above_signature))

    def _is_told(self, found: re.Match[str]) -> bool:
        """Whether somebody tells of such a sentence: after a colon, or with more to say in it of somebody."""
        paragraph = self.own.rfind("\n\n", 0, found.start())
        before = self.own[: found.start()].rstrip()
        if paragraph > 0 and self.own[:paragraph].rstrip().endswith((":", "：")):
            return True
        sentence = re.split(r"[.!?\n]", self.own[found.end() : found.end() + 200], maxsplit=1)[0]
        return before.endswith((":", "：", '"', "”", "»", "“")) or bool(say.TELLS.search(sentence))

    def confirms(self) -> bool:
        """Whether it is the receipt of a ticket system or a shop, or an automatic reminder by its subject."""
        if self.personal(self.above_signature) or say.HE.search(self.opening):
            return False
        is_ticket = bool(say.TICKET.search(self.subject) or say.TICKET.search(self.opening))
        is_received = bool(say.RECEIVED.search(self.opening) or say.RECEIVED.search(self.subject))
        is_receipt = is_received and (
            is_ticket
            or bool(say.PROMISES.search(self.opening))
            or bool(say.RECEIPT_OF_OFFICE.match(self.subject))
        )
        return (
            is_receipt
            or bool(say.SOLD.search(self.opening))
            or bool(say.ACCOUNT.search(self.opening) or say.ACCOUNT.search(self.subject))
            or bool(say.NOTICE.match(self.subject))
        )

    def is_bulk(self) -> bool:
        """Whether it is a mass mailing: it says how to leave, and is made like one from its first line on."""
        leave, because = bool(say.LEAVE.search(self.own)), bool(say.BECAUSE.search(self.own))
        footer = 2 * leave + because + bool(say.PREFERENCES.search(self.own))
        made = self._made_for_many()
        score = footer + bool(say.RIGHTS.search(self.own)) + made
        if self.personal(self.above_signature) >= _PERSONAL:
            # A long newsletter has columnists who say "I"; a short letter with a footer is a letter.
            score -= 1 if len(self.own) > 3_000 and made > 2 else 3
        if self.message.in_reply_to or self.message.references:
            score -= 2
        if leave and self._travels_in_bulk() and not self.personal(self.above_signature):
            return True
        # The footer of an employer offers to leave as well, but never says why the mail was sent to us.
        enough = 1 if leave and because else 2
        return (made >= enough and footer > 0 and score >= 4) or made >= 5

    def _made_for_many(self) -> int:
        """How many traits of a mass mailing stand above the footer, where a person's employer does not write."""
        above = self._above_footer()
        html = self.message.html[: len(self.message.html) * 6 // 10]
        links = len(say.LINK.findall(above)) + len(say.HREF.findall(html))
        sales = {
            group for found in say.SALES.finditer(above) for group, text in found.groupdict().items() if text
        }
        return (
            bool(say.VIEW.search(self.own))
            + bool(say.MASTHEAD.search(above) or say.MASTHEAD.search(self.subject))
            + min(len(sales) // 2, 2)
            + bool(say.DEAR.search(above))
            + (links >= 6)
            + (links >= 12)
            + (links >= 6 and bool(self.message.html) and not self.message.plain)
            + (links >= 12 and bool(say.PIXEL.search(self.message.html)))
            + self._travels_in_bulk()
            + self._sells()
        )

    def _above_footer(self) -> str:
        """The own words above the signature, and above the first word on how to leave in their second half."""
        text = self.above_signature
        places = [found.start() for found in say.LEAVE.finditer(text) if found.start() > len(text) // 3]
        if not places:
            return text
        # Of a long text only the last paragraphs are its footer.
        place = places[0] if len(text) < 2_000 else places[-1]
        start = text.rfind("\n\n", 0, place)
        return text[: start if start > 0 else place]

    def _sells(self) -> bool:
        """Whether the address is one that shops and newspapers write from."""
        local, _, domain = self.address.rpartition("@")
        return bool(say.SELLER.fullmatch(_bare(local)) or say.SELLER_DOMAIN.fullmatch(domain))

    def _travels_in_bulk(self) -> bool:
        """Whether headers show that the mail was sent to many."""
        if self.through_group:
            return False
        if self.message.header("Precedence").strip().casefold() in (
            "list",
            "first-class",
            "special-delivery",
        ):
            return True
        if any(say.BULK_HEADER.fullmatch(name) for name, _ in self.message.headers):
            return True
        if any(say.BULK_MAILER.search(self.message.header(name)) for name in ("X-Mailer", "User-Agent")):
            return True
        path = _path(self.message)
        return path != self.address and bool(say.RETURN_ROLE.fullmatch(path.rpartition("@")[0]))


def _path(message: Message) -> str:
    return message.header("Return-Path").strip().strip("<>").casefold()


def _unwrapped(text: str) -> str:
    """`text` with the lines of a paragraph joined where they were only wrapped, so that sentences are whole."""
    pieces: list[str] = []
    previous = ""
    for line in text.split("\n"):
        stripped = line.strip()
        goes_on = len(previous) >= 40 and previous[-1] not in ".!?:;*=-_~" and bool(stripped)
        pieces.append((" " if goes_on else "\n") + stripped)
        previous = stripped
    return "".join(pieces)
