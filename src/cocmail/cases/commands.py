"""The responders' grammar: the first lines of a reply become commands, one word or two a line.

It stands apart because the table that understands a command is the table that prints the help.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cocmail.cases.arguments import DASHES, MYSELF, begins_with_contact
from cocmail.cases.forms import is_cut
from cocmail.cases.model import Command


class Confirm(StrEnum):
    """What a command needs beside itself before anything is done."""

    NOTHING = ""
    YES = "yes"  #: the same responder confirms a preview
    SECOND = "second"  #: another cleared responder confirms it


@dataclass(frozen=True, slots=True)
class Verb:
    """A command word: what follows it, and what it does in the words of the help."""

    name: str
    argument: str
    help: str
    takes_text: bool = False  #: what follows on the lines below belongs to it
    confirm: Confirm = Confirm.NOTHING


VERBS = {
    verb.name: verb
    for verb in (
        Verb("clear", "", "I have no conflict of interest: show me the case"),
        Verb("recuse", "[name]", "I (or the named one) must not see this case; nobody will ask why"),
        Verb("include", "name", "lift a hold or a recusal of somebody else", confirm=Confirm.YES),
        Verb("take", "", "I look after it"),
        Verb("assign", "name", "somebody else looks after it"),
        Verb("note", "text", "for the other cleared responders, never for the reporter", takes_text=True),
        Verb(
            "ask",
            "[fields] or text",
            "questions to the reporter; alone, for all that is missing",
            takes_text=True,
            confirm=Confirm.YES,
        ),
        Verb(
            "reply",
            "text",
            "a letter to the reporter, without your name; stops the seven-day clock",
            takes_text=True,
            confirm=Confirm.YES,
        ),
        Verb(
            "followup",
            "[date] text",
            "the reporter was followed up elsewhere (say how): stops the seven-day clock",
            takes_text=True,
        ),
        Verb("set", "field: value", "fill a field of the checklist"),
        Verb("urgent", "", "remind everybody every half hour until somebody takes it"),
        Verb("calm", "", "it is not urgent any more"),
        Verb("snooze", "3d reason", "fewer reminders for so long, never past the promise to the reporter"),
        Verb(
            "decide",
            "violation|no-violation|no-action text",
            "the decision of the team",
            takes_text=True,
        ),
        Verb("close", "[outcome]", "end the case", confirm=Confirm.YES),
        Verb("reopen", "", "open it again"),
        Verb(
            "link",
            "case name",
            "the same person or incident as another case: who is kept from one is from both",
        ),
        Verb("send", "", "let a letter go to the reporter that was withheld"),
        Verb("show", "", "the whole case file"),
        Verb("list", "", "my cases"),
        Verb("status", "", "where this case stands, in five lines"),
        Verb("summary", "", "an anonymised draft of the case, to be edited"),
        Verb(
            "new",
            "field: value lines",
            "open a case for a report made by phone or to you; may be sent to us without a case",
            takes_text=True,
            confirm=Confirm.YES,
        ),
        Verb("spam", "", "no report: close it without a letter", confirm=Confirm.YES),
        Verb("unrelated", "", "nothing for this team: close it without a letter", confirm=Confirm.YES),
        Verb("erase", "", "destroy the content of the case", confirm=Confirm.SECOND),
        Verb("yes", "", "confirm the preview that you answer"),
        Verb("help", "", "these words"),
        Verb("stop", "", "nothing below this line is a command"),
    )
}

#: Verbs whose text goes to the reporter.
FOR_THE_REPORTER = frozenset({"reply", "ask"})
# Verbs that only reduce access run on a near match: the other mistake would show somebody a case.
_TOLERANT = ("recuse", "stop")
_FROM_THIS = re.compile(r"from (?:this|the|that|it)(?: case)?", re.IGNORECASE)
_PLEASE = re.compile(
    r"^(?:please|kiitos|tack)\b[\s,.]*|(?<![\s,.])[\s,.]+(?:please|kiitos|tack|thanks|thank you)$",
    re.IGNORECASE,
)
_TO = re.compile(r"^(?:(?:to|with|till|med)\s+)?(?:(?:the\s+)?case\s+)?", re.IGNORECASE)
_QUOTES = "\"'“”‘’«»„ "
# Words that a telephone makes of "recuse", and that are words of their own: their writer is asked.
_MADE_OF_RECUSE = frozenset({"rescue", "recurse", "recourse", "recursed"})
# A thumb up or a smile behind a word says no more than the word.
_AGREED = re.compile(
    r"(\w+[.:!,]*(?: please)?)\s*(?:[👍👌🙏👏💪🙌🎉✅✔☑🆗💯🙂😊😀😃😄😁❤💚💙♥][\ufe0f\U0001f3fb-\U0001f3ff]*[\s.!]*)+",
    re.IGNORECASE,
)
# So our letter asks for it, where a case that was taken has become urgent.
_ONCE_MORE = frozenset({"again", "igen", "uudelleen"})
_WHO_SPEAKS = re.compile(r"(?:i|minä|jag)\s+(?=re?c\w+)", re.IGNORECASE)
# Ordinary words that are one slip away from a verb.
_WORDS_OF_THEIR_OWN = frozenset(
    {
        "refuse",
        "reuse",
        "excuse",
        "accuse",
        "closed",
        "closer",
        "closet",
        "clears",
        "cleared",
        "apply",
        "replay",
    }
)
# "Follow up" is also what one still has to do: only who begins with how the reporter was reached means the verb.
_FOLLOW_UP = re.compile(r"follow( |-| - )up\b", re.IGNORECASE)
_SHORTEST_NEAR_MISS = 5
_LONGEST_OUTCOME = 3
# So often signs of another kind are taken off the ends of a line: one of nothing else has no end of them.
_MOST_SIGNS = 20
# With one of these a word ends, also without a space: nobody joins two words with them.
_LONG_DASH = re.compile(r"^(\W*\w+)(?:--+|[\u2014\u2015])")
# What a phone writes that was told "reply colon hello".
_DICTATED_COLON = re.compile(r"^(?:colon|kaksoispiste|kolon)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Misread:
    """A line in command position that is almost a verb: nothing of the mail is executed."""

    line: str
    meant: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole reply: its commands, what could not be read, and the text that is a private note."""

    commands: tuple[Command, ...] = ()
    misread: tuple[Misread, ...] = ()
    note: str = ""
    disagrees: bool = False  #: the two forms of the mail, text and HTML, command different things


def verbs_facts(names: Iterable[str]) -> list[Mapping[str, str]]:
    """What a template needs to print these words with what they do."""
    return [
        {"name": each.name, "argument": each.argument, "help": each.help}
        for each in (VERBS[name] for name in names)
    ]


def read_commands(text: str, *, may_be_wrapped: bool = False) -> Reading:
    """Read a reply. The block of commands ends at the first line that is none; the rest is text, up to STOP.

    In a text that `may_be_wrapped` the value of SET goes on in the line below where a program cut its sentence.
    """
    lines = text.split("\n")
    commands: list[Command] = []
    misread: list[Misread] = []
    rest, is_stopped = len(lines), False
    for position, line in enumerate(lines):
        if not _plain(line):
            continue
        found = _read_line(line.strip())
        if found is None and may_be_wrapped and (whole := _rejoined(commands, lines[position - 1], line)):
            commands[-1] = whole
            continue
        if found is None:
            rest = position
            break
        if isinstance(found, Misread):
            misread.append(found)
            continue
        if found.verb == "stop":
            rest, is_stopped = position + 1, True
            break
        commands.append(found)
    body = lines[rest:]
    last = max((n for n, each in enumerate(commands) if VERBS[each.verb].takes_text), default=None)
    # What stands below STOP is nobody's text: it might be for the reporter.
    if last is not None and not is_stopped:
        taken = commands[last]
        end = _end_of_letter(body) if taken.verb in FOR_THE_REPORTER else len(body)
        text = "\n".join(filter(None, (taken.text, "\n".join(body[:end]).strip())))
        commands[last] = Command(taken.verb, taken.line, text)
        body = body[end + 1 :]
    return Reading(tuple(commands), tuple(misread), "\n".join(body).strip())


def _rejoined(commands: Sequence[Command], above: str, line: str) -> Command | None:
    """The last command together with a line below it, where it is a SET that was cut there."""
    last = commands[-1] if commands else Command("", "")
    if last.verb != "set" or not last.line.endswith(above.strip()) or not is_cut(above, line):
        return None
    whole = _read_line(f"{last.line} {line.strip()}")
    return whole if isinstance(whole, Command) else None


def _end_of_letter(lines: Sequence[str]) -> int:
    """The line with STOP below which a letter to the reporter does not go on, or as many lines as there are.

    The last word of a wrapped sentence ("he has to / stop.") is none.
    """
    before = ""
    for number, line in enumerate(lines):
        found = _read_line(line.strip())
        begins = not before or before.endswith((".", "!", "?", ":", ",")) or line.strip()[:1].isupper()
        if isinstance(found, Command) and found.verb == "stop" and begins:
            return number
        before = line.strip()
    return len(lines)


def reconcile(text: Reading, html: Reading) -> Reading:
    """One reading of a mail that has two forms.

    Where they command different things nothing is executed, but a recusal in either counts: it only takes away.
    """
    if [_said(each) for each in text.commands] == [_said(each) for each in html.commands]:
        return text
    stepping_back = [each for each in (*text.commands, *html.commands) if _said(each) == ("recuse", "")]
    if stepping_back:
        return Reading(commands=(stepping_back[0],))
    return Reading(text.commands or html.commands, note=text.note or html.note, disagrees=True)


def _said(command: Command) -> tuple[str, str]:
    # The text itself may be wrapped differently in the two forms.
    takes_text = VERBS[command.verb].takes_text
    return command.verb, "" if takes_text else " ".join(command.text.casefold().split())


def _plain(line: str) -> str:
    """The line as if typed plainly: full width, odd spaces, dashes, quotes, one leading sign, a final stop."""
    text = unicodedata.normalize("NFKC", line)
    text = "".join(" " if unicodedata.category(c) in ("Zs", "Cc") else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = re.sub(f"[{DASHES}]", "-", text)
    for _ in range(_MOST_SIGNS):
        before = text
        text = re.sub(r"(?<![.:!\s])[.:!\s]+$|(?<!\s)\s-+$", "", text.strip().strip("\"'“”‘’«»„")).strip()
        if text == before:
            break
    return re.sub(r"^[/!#@*]\s*", "", text)


def _read_line(line: str) -> Command | Misread | None:
    if line.startswith((">", "|")):
        return None  # Quoted: these are the words of somebody else.
    plain = _WHO_SPEAKS.sub("", _plain(_LONG_DASH.sub(r"\1 - ", line)))
    if spelt := _FOLLOW_UP.match(plain):
        return _follow_up(line, spelt[1] == " ", plain[spelt.end() :])
    agreed = _AGREED.fullmatch(plain)
    word, _, argument = (agreed[1] if agreed else plain).partition(" ")
    verb = word.rstrip(".:!,").casefold()
    argument = argument.strip()
    if verb in _MADE_OF_RECUSE and not (argument and verb == "rescue"):
        is_oneself = argument.casefold().split(" ")[0] in MYSELF
        return Command("recuse", line, _of_whom("", argument)) if is_oneself else Misread(line, "recuse")
    if verb.endswith("?") and _read_line(verb.rstrip("?")) == Command("recuse", verb.rstrip("?")):
        verb = "recuse"
    if verb not in VERBS:
        near = _near_miss(verb, alone=not argument)
        if near is None or (near == "stop" and argument):
            return None
        if near not in _TOLERANT:
            return Misread(line, near)
        verb = near
    known = VERBS[verb]
    if verb == "recuse":
        return Command(verb, line, _of_whom(word, argument))
    if verb == "close" and len(argument.split()) > _LONGEST_OUTCOME:
        return None  # "Close friends of hers told me": prose.
    if (verb == "new" and (argument or agreed)) or (verb == "set" and ":" not in line):
        return None  # "New details came", "Set up a call": prose.
    if verb == "clear" and agreed:
        return None  # Like "Clear, thanks" it may mean no more than "understood".
    if known.takes_text:
        return Command(verb, line, _as_written(line))
    if known.argument:
        return Command(verb, line, argument if verb == "set" else _bare(argument))
    # "Clear, thanks" may mean no more than "understood"; PLEASE asks for what stands before it.
    if argument.casefold() in ("", "please") or (verb == "take" and argument.casefold() in _ONCE_MORE):
        return Command(verb, line)
    return None  # "Clear skies today": prose that begins with a verb.


def _follow_up(line: str, is_open: bool, argument: str) -> Command | Misread | None:
    """FOLLOWUP in its usual spelling; who says no contact is asked, and a sentence of what to do is a note."""
    told = _as_written(line)
    is_sentence = bool(re.match(r"\s+\w", argument))
    if begins_with_contact(told, is_sentence=is_sentence):
        return Command("followup", line, told)
    return None if is_open and is_sentence else Misread(line, "followup")


def _bare(argument: str) -> str:
    """What stands behind a word, without "please", "to", "case" and the quotation marks of our letters."""
    return _TO.sub("", _PLEASE.sub("", argument)).strip(_QUOTES)


def _of_whom(word: str, argument: str) -> str:
    """What stands behind "recuse", from its sign on; '' where it can only mean the sender."""
    sign = word[len(word.rstrip("?,;:.!")) :]
    said = _PLEASE.sub("", argument)
    first, _, rest = said.casefold().partition(" ")
    joined = rest.startswith(("and ", "ja ", "och ", "& "))
    if "?" not in sign and (_FROM_THIS.fullmatch(said) or (first.rstrip(".,;:!") in MYSELF and not joined)):
        return ""
    return f"{sign} {said}".strip() if said else sign.strip(",;:.! ")


def _as_written(line: str) -> str:
    """What stands behind the first word and its sign, untouched: it is text for somebody to read."""
    found = re.match(
        rf"\W*(?:(?i:follow\s*[\s{DASHES}-]\s*up)|\w+)[.:!,]*\s*(?:[-{DASHES}]+\s+|--+|[\u2014\u2015])?(.*)",
        line,
        re.DOTALL,
    )
    return _DICTATED_COLON.sub("", found[1].strip()) if found else ""


def _near_miss(word: str, *, alone: bool) -> str | None:
    """The verb that is one slip of the finger away: a letter changed, missing, too many, or two swapped.

    Short words are ordinary words too often to be asked about where more stands on the line.
    """
    if word in _WORDS_OF_THEIR_OWN:
        return None
    for verb in VERBS:
        if len(verb) >= (4 if alone else _SHORTEST_NEAR_MISS) and one_slip(word, verb):
            return verb
    return "recuse" if alone and difflib.SequenceMatcher(None, word, "recuse").ratio() > 0.8 else None


def one_slip(word: str, verb: str) -> bool:
    """Whether a word is another but for one letter: changed, missing, too many, or two swapped."""
    if word == verb or abs(len(word) - len(verb)) > 1:
        return False
    start = next(
        (n for n, (a, b) in enumerate(zip(word, verb, strict=False)) if a != b), min(len(word), len(verb))
    )
    left, right = word[start:], verb[start:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )
