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
        Verb("recuse", "", False, True, "I must not see this case; nobody will ask why"),
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


def read_commands(text: str) -> Reading:
    """Read a reply. The block of commands ends at the first line that is none; the rest is text."""
    lines = text.split("\n")
    commands: list[Command] = []
    misread: list[Misread] = []
    rest = len(lines)
    for position, line in enumerate(lines):
        plain = _plain(line)
        if not plain:
            continue
        found = _read_line(plain, line.strip())
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
        if VERBS[found.verb].takes_text:
            rest = position + 1
            break
    body = "\n".join(lines[rest:]).strip()
    if commands and VERBS[commands[-1].verb].takes_text:
        last = commands.pop()
        commands.append(Command(last.verb, last.line, "\n".join(filter(None, (last.text, body)))))
        body = ""
    return Reading(tuple(commands), tuple(misread), body)


def help_text(*, ready_only: bool = True) -> str:
    """The verbs and what they do, indented behind a dot so that no line of it can be read as a command."""
    return "\n".join(
        f"  · {' '.join(filter(None, (verb.name.upper(), verb.argument)))} – {verb.help}"
        for verb in VERBS.values()
        if verb.ready or not ready_only
    )


def _plain(line: str) -> str:
    """The line as if typed plainly: full width, odd spaces, quotes, one leading sign, a final stop."""
    text = unicodedata.normalize("NFKC", line)
    text = "".join(" " if unicodedata.category(c) in ("Zs", "Cc") else c for c in text)
    text = "".join(c for c in text if unicodedata.category(c) != "Cf").strip().strip("\"'“”‘’«»")
    return re.sub(r"[.:!\s]+$", "", re.sub(r"^[/!#@*]\s*", "", text))


def _read_line(plain: str, line: str) -> Command | Misread | None:
    word, _, argument = plain.partition(" ")
    verb = word.rstrip(".:!,").casefold()
    if verb in VERBS:
        known = VERBS[verb]
        argument = argument.strip()
        if known.takes_text or known.argument or not argument:
            return Command(verb, line, argument)
        if verb in _TOLERANT and len(argument.split()) <= 2:
            return Command(verb, line)
        return None  # "Clear skies today": prose that begins with a verb.
    near = difflib.get_close_matches(verb, VERBS, n=1, cutoff=0.75) if not argument and len(verb) > 3 else []
    if not near:
        return None
    return Command(near[0], line) if near[0] in _TOLERANT else Misread(line, near[0])
