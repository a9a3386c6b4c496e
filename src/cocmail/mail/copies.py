"""What two copies of one mail have in common: subject and text without what a list adds to them on the way.

It stands apart because cutting too much here loses a report: it would be taken for a copy of another mail, or read
without words of its own. So a footer goes only where each word of it is known to be the list's, and all else in a text
counts.
"""

import re
from collections.abc import Callable
from urllib.parse import unquote

from cocmail.mail.message import Message, read_first
from cocmail.mail.sender import Group, list_id

# Between two lines stands a blank one where the footer was HTML.
_NEXT = r"\n\n?"
_NAME = r"(?P<name>[^\"\n]{1,73})"
_FOOTERS = tuple(
    re.compile(rf"\n{{0,2}}^{_NEXT.join(lines)}$", re.MULTILINE | re.IGNORECASE)
    for lines in (
        # Google Groups: three dashes where the mail has a signature, no link where the group keeps no history.
        (
            r"---?",
            rf'You received this message because you are subscribed to the Google Groups "{_NAME}" group\.',
            r"To unsubscribe from this group and stop receiving emails from it, send an email to "
            r"(?P<local>[\w.-]+)\+unsubscribe@(?P<domain>[\w.-]+)\."
            rf"(?:{_NEXT}To view this discussion (?:on the web )?visit "
            r"https://groups\.google\.com/(?:a/(?P=domain)/)?d/msgid/(?P=local)/(?P<message_id>\S+)\.)?",
        ),
        # Mailman 2.
        (
            r"_{5,}",
            rf"{_NAME} mailing list",
            r"(?P<local>[\w.-]+)@(?P<domain>[\w.-]+)",
            r"https?://(?:[\w-]{1,20}\.)?(?P=domain)(?:/cgi-bin)?(?:/mailman)?/listinfo/(?P=local)",
        ),
        # Mailman 3.
        (
            r"_{5,}",
            rf"{_NAME} mailing list -- (?P<local>[\w.-]+)@(?P<domain>[\w.-]+)",
            r"To unsubscribe send an email to (?P=local)-leave@(?P=domain)",
        ),
    )
)
# With one of these each of them begins: most mails have none, and need not be searched.
_LINES_ABOVE = ("--", "_____")
# What a mailbox file puts before a line that begins with "From " (RFC 4155), once or each time it is copied.
_FROM_MARKS = re.compile(r"^>+(?=From )", re.MULTILINE)
_BRACKETS = re.compile(r"\[[^\[\]]{1,73}\] ?")
_ANSWERS = r"(?:re|vs|sv|aw) ?:"
_BEGIN = re.compile(rf"(?:{_ANSWERS} ?|{_BRACKETS.pattern})*", re.IGNORECASE)
_IS_ANSWER = re.compile(rf"\s*{_ANSWERS}", re.IGNORECASE)


def answers_by_subject(subject: str) -> bool:
    """Whether a subject says that the mail answers another one."""
    return bool(_IS_ANSWER.match(subject))


def common_subject(message: Message) -> str:
    """The subject without "[...]" before its first word, "Re:" or not: a list puts its name there.

    All of these go, in each copy: a list adds its own only where it is not there yet.
    """
    subject = " ".join(message.subject.split())
    begin = _BEGIN.match(subject)
    end = begin.end() if begin else 0
    return (_BRACKETS.sub("", subject[:end]) + subject[end:]).strip()


def common_text(message: Message, group: Group, *, through_group: bool) -> str:
    """The text without footers of `group`, or of a list that it bears the List-ID of, and blanks at line ends.

    What a mailbox file does to a line that begins with "From " is none of it either.

    A list may call itself anything; more than its address is believed only of what came `through_group`, provably.
    """

    def own(text: str) -> str:
        text = _without(text, lambda found: _is_lists(found, message, group, through_group))
        return _FROM_MARKS.sub("", text).strip("\n")

    if message.text in (message.plain, message.html_text):
        # A footer makes a plain version long that only says that there is another.
        return read_first(own(message.plain), own(message.html_text))
    return own(message.text)


def without_footers(text: str) -> str:
    """A text without what is in each word the footer of a list, whichever, and without blanks at line ends."""
    return _without(text, lambda _found: True)


def _without(text: str, is_footer: Callable[[re.Match[str]], bool]) -> str:
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    if not any(line in text for line in _LINES_ABOVE):
        return text
    for footer in _FOOTERS:
        text = footer.sub(lambda found: "" if is_footer(found) else found[0], text)
    return text


def _is_lists(found: re.Match[str], message: Message, group: Group, through_group: bool) -> bool:
    """Whether each word of what looks like a footer is that of a list which the message came through."""
    parts = found.groupdict()
    address = f"{parts['local']}@{parts['domain']}".casefold()
    identifiers = {list_id(each) for each in message.header_all("List-ID")}
    if address != group.address.casefold() and address.replace("@", ".") not in identifiers:
        return False
    link = parts.get("message_id")
    if link and f"<{unquote(link)}>" != message.message_id:
        return False
    names = (_letters(parts["local"]), _letters(address))
    return through_group or _letters(parts["name"]) in names


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))
