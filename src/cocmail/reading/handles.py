"""The addresses and handles by which somebody of the roster is named: patterns for them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

# How a handle is introduced, and what a chat has after it.
_CALLED = (
    r"(?:nick|nickname|handle|user|user ?name|alias|account|goes by|known as|called|aka|nimimerk\w{1,6}|nikki|nikin"
    r"|käyttäjä|käyttäjänim\w{1,4}|tunnus|tunnuksensa|nimellä|användare|användaren|användarnamn"
    r"|konto|kontot|kallar sig|smeknamn)"
)
_STAMP = r"[ \t—–-]{1,4}[\[(]?(?:\d|today|yesterday|tänään|eilen|idag|igår)"


@lru_cache(maxsize=256)
def addresses(names: tuple[str, ...], known: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Patterns for the addresses and handles of somebody, and for mailboxes that are made of their name."""
    wanted = [rf"(?<![\w.+-]){_address(each)}(?![\w-])" for each in known if "@" in each]
    for each in known:
        if each.startswith("@"):
            wanted += _handle(re.split("[:@]", each[1:])[0], names)
    if len(names) > 1:
        between = "".join(f"(?:{re.escape(name)}[._-]?)?" for name in names[1:-1])
        wanted.append(rf"(?<![\w.+-]){re.escape(names[0])}[._-]?{between}{re.escape(names[-1])}(?!\w)")
    return tuple(re.compile(each, re.IGNORECASE | re.MULTILINE) for each in wanted)


def _address(address: str) -> str:
    """A pattern for an address with any "+detail" (RFC 5233); one that has a detail is known by that alone.

    Without it that may be the mailbox of a whole team, as in "coc+ben@example.org".
    """
    local, at, domain = map(re.escape, address.rpartition("@"))
    detail = r"(?:\+[^\s@<>]{0,64})?" if local and "+" not in local else ""
    return local + detail + at + domain


def _handle(nick: str, names: Sequence[str]) -> Iterator[str]:
    """Patterns for a handle without its "@": as a chat, a quotation or "his nick is" has it.

    One that could be no ordinary word is looked for anywhere.
    """
    bare = re.escape(nick)
    yield rf"(?<![\w.+-])@{bare}(?![\w-])"
    if re.search(r"[\d_]", nick) or any(name.lower() in nick.lower() for name in names if len(name) > 3):
        if nick.lower() not in map(str.lower, names):
            yield rf"(?<![\w-]){bare}_{{0,2}}(?![\w-])"
        return
    yield rf"[<\[\"“”‘][@+%~]?{bare}[>\]\"“”’]"
    time = r"(?:[\[(]?\d[\d:. TZ/-]{2,24}[\])]?[ \t-]{0,3})?"
    yield rf"^[ \t>|]{{0,8}}{time}(?:\* )?[@+%~]?{bare}(?:[ \t]?[:>|]|{_STAMP})"
    told = r"[ :]{1,2}(?:(?:is|was|name|on|oli|är|var)[ :]{1,2})?[\"'“”(<]{0,2}"
    yield rf"(?<!\w){_CALLED}{told}{bare}(?![\w-])"
    yield rf"(?:\.\w{{2,10}}|(?<!\w)u)/@?{bare}(?![\w/-])"
