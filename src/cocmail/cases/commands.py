"""The responders' grammar: the first lines of a reply become commands, one word or two a line.

It stands apart because the table that understands a command is the table that prints the help. This first
version knows the verbs that need no confirmation; the others are recognised and answered, never guessed.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verb:
    """A command word: what follows it, and what it does in the words of the help."""

    name: str
    argument: str
    takes_text: bool
    ready: bool
    help: str


VERBS = {
    verb.name: verb
    for verb in (
        Verb("clear", "", False, True, "I have no conflict of interest: show me the case"),
        Verb(
            "recuse",
            "[name]",
            False,
            True,
            "I (or the named one) must not see this case; nobody will ask why",
        ),
        Verb("take", "", False, True, "I look after it"),
        Verb("note", "text", True, True, "a note for the other cleared responders, never for the reporter"),
        Verb(
            "followup",
            "text",
            True,
            True,
            "the reporter was followed up (say how): stops the seven-day clock",
        ),
        Verb("urgent", "", False, True, "remind everybody every half hour until somebody takes it"),
        Verb("calm", "", False, True, "it is not urgent any more"),
        Verb("status", "", False, True, "where this case stands, in five lines"),
        Verb("help", "", False, True, "these words"),
        Verb("stop", "", False, True, "nothing below this line is a command"),
        Verb("include", "name", False, False, "lift a hold of somebody else"),
        Verb("assign", "name", False, False, "somebody else looks after it"),
        Verb("ask", "fields", True, False, "questions to the reporter"),
        Verb("reply", "text", True, False, "a letter to the reporter"),
        Verb("set", "field: value", False, False, "fill a field of the checklist"),
        Verb("snooze", "3d", False, False, "quieter reminders"),
        Verb("decide", "outcome", True, False, "the team's decision"),
        Verb("close", "outcome", False, False, "end the case"),
        Verb("reopen", "", False, False, "open it again"),
        Verb("link", "case name", False, False, "the same person or incident as another case"),
        Verb("send", "", False, False, "release a letter that was withheld"),
        Verb("show", "", False, False, "the case file"),
        Verb("list", "", False, False, "my cases"),
        Verb("summary", "", False, False, "an anonymised draft"),
        Verb("new", "", True, False, "a report made by phone"),
        Verb("spam", "", False, False, "not a report: close without a letter"),
        Verb("unrelated", "", False, False, "not a report: close without a letter"),
        Verb("erase", "", False, False, "destroy the content of the case"),
        Verb("yes", "", False, False, "confirm a preview"),
    )
}

# Verbs that only reduce access run on a near match: the other mistake would show somebody a case.
_TOLERANT = ("recuse", "stop")
# What people write behind "recuse" when they mean themselves.
_MYSELF = frozenset({"me", "myself", "self", "please", "from", "itseni", "minut", "mig"})
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
_SHORTEST_NEAR_MISS = 5


@dataclass(frozen=True, slots=True)
class Command:
    """A line that was understood."""

    verb: str
    line: str
    text: str = ""


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


def read_commands(text: str) -> Reading:
    """Read a reply. The block of commands ends at the first line that is none; the rest is text."""
    lines = text.split("\n")
    commands: list[Command] = []
    misread: list[Misread] = []
    rest = len(lines)
    for position, line in enumerate(lines):
        if not _plain(line):
            continue
        found = _read_line(line.strip())
        if found is None:
            rest = position
            break
        if isinstance(found, Misread):
            misread.append(found)
            continue
        if found.verb == "stop":
            rest = len(lines)
            break
        commands.append(found)
    body = "\n".join(lines[rest:]).strip()
    last = max((n for n, each in enumerate(commands) if VERBS[each.verb].takes_text), default=None)
    if last is not None:
        taken = commands[last]
        text = "\n".join(filter(None, (taken.text, body)))
        commands[last] = Command(taken.verb, taken.line, text)
        body = ""
    return Reading(tuple(commands), tuple(misread), body)


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


def help_text(*, ready_only: bool = True) -> str:
    """The verbs and what they do, indented behind a dot so that no line of it can be read as a command."""
    return "\n".join(
        f"  · {' '.join(filter(None, (verb.name.upper(), verb.argument)))} – {verb.help}"
        for verb in VERBS.values()
        if verb.ready or not ready_only
    )


def _plain(line: str) -> str:
    """The line as if typed plainly: full width, odd spaces, dashes, quotes, one leading sign, a final stop."""
    text = unicodedata.normalize("NFKC", line)
    text = "".join(" " if unicodedata.category(c) in ("Zs", "Cc") else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    before = None
    while text != before:
        before = text
        text = re.sub(r"[.:!\s]+$|\s-+$", "", text.strip().strip("\"'“”‘’«»„")).strip()
    return re.sub(r"^[/!#@*]\s*", "", text)


def _read_line(line: str) -> Command | Misread | None:
    if line.startswith((">", "|")):
        return None  # Quoted: these are the words of somebody else.
    plain = _WHO_SPEAKS.sub("", _plain(line))
    word, _, argument = plain.partition(" ")
    verb = word.rstrip(".:!,").casefold()
    argument = argument.strip()
    if verb not in VERBS:
        near = _near_miss(verb, alone=not argument)
        if near is None or (near == "stop" and argument):
            return None
        if near not in _TOLERANT:
            return Misread(line, near)
        verb = near
    known = VERBS[verb]
    if verb == "recuse":
        return Command(verb, line, "" if argument.casefold().split(" ")[0] in _MYSELF else argument)
    if known.takes_text:
        return Command(verb, line, _as_written(line))
    if known.argument or not argument:
        return Command(verb, line, argument)
    return None  # "Clear skies today": prose that begins with a verb.


def _as_written(line: str) -> str:
    """What stands behind the first word, untouched: it is text for somebody to read."""
    found = re.match(r"\W*\w+[.:!,]*\s*(.*)", line, re.DOTALL)
    return found[1].strip() if found else ""


def _near_miss(word: str, *, alone: bool) -> str | None:
    """The verb that is one slip of the finger away: a letter changed, missing, too many, or two swapped.

    Short words are ordinary words too often to be asked about where more stands on the line.
    """
    if word in _WORDS_OF_THEIR_OWN:
        return None
    for verb in VERBS:
        if len(verb) >= (4 if alone else _SHORTEST_NEAR_MISS) and _one_slip(word, verb):
            return verb
    return "recuse" if alone and difflib.SequenceMatcher(None, word, "recuse").ratio() > 0.8 else None


def _one_slip(word: str, verb: str) -> bool:
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
