"""Whoever is held or recused receives exactly what they would receive if the case did not exist (P19, G3).

Random lives are played in two worlds. In one the case in question does not exist: nothing about it arrives. From the
moment somebody is shut out of that case, both worlds send them the same letters at the same times, byte for byte but
for the marks, which are random. Who is shut out of another case only because that one belongs to the case in question
(it is of the same reporter, or linked) is out of it in both worlds. COCMAIL_LIVES=1500 plays that many lives of each
mode.
"""

import os
import random
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from tests.builders import MAILBOX, Desk, MovableClock, mail, make_house, read
from tests.test_intake import bounce_of

from cocmail.cases import clearance
from cocmail.cases.model import Case, Clearance, Decision, Entry
from cocmail.config import load
from cocmail.letterbox import Claimed
from cocmail.tables import letters as letter_rows
from cocmail.wiring import build

LIVES = int(os.environ.get("COCMAIL_LIVES", "0"))

AINO, BEN, CARLA = "aino@example.org", "ben@example.org", "carla@example.org"
CHAIR, OUTSIDE = "chair@example.org", "outside@example.net"
RESPONDERS = (AINO, BEN, CARLA)
OURS = (*RESPONDERS, CHAIR, OUTSIDE)
REA, LISA = "rea@example.net", "lisa@example.com"
#: How people are named, in the forms that each language has.
NAMED: dict[str, dict[str, tuple[str, ...]]] = {
    AINO: {
        "en": ("Aino Virtanen", "Aino", "@ainov"),
        "fi": ("Aino Virtasen", "Ainolle"),
        "sv": ("Aino Virtanens",),
    },
    BEN: {
        "en": ("Ben Okafor", "ben.okafor@work.example"),
        "fi": ("Ben Okaforin", "Okaforille"),
        "sv": ("Bens",),
    },
    CARLA: {
        "en": ("Carla Lindqvist", "Carla"),
        "fi": ("Carla Lindqvistin", "Carlalta"),
        "sv": ("Carla Lindqvists",),
    },
    CHAIR: {"en": (CHAIR,), "fi": (CHAIR,), "sv": (CHAIR,)},
}
#: A word in whatever is written about the case in question, and nowhere else.
MARKER = "quorkzebra"
THE_CASE = 0

WORDS = {
    "en": "Hello, yesterday at six {who} shouted at me in the yellow hall that women cannot code. {marker}",
    "fi": "Hei, eilen kello kuusi minulle huudettiin rumasti. Tarkoitan: {who}. Olin salissa. {marker}",
    "sv": "Hej, i går klockan sex skrek någon fula ord åt mig i salen. Jag menar {who}. {marker}",
}
COMMANDS = (
    "Clear", "Clear", "Clear", "Clear\nTake", "Clear\nNote I was there. {who} {marker}", "Recuse", "Recuse {first}",
    "Include {first}", "Yes", "Yes", "Yes", "Take", "Assign {first}", "Note I saw {who} too. {marker}",
    "It was {who}. {marker}",
    "Set where: the {marker} hall", "Set reported_person: {who}", "Followup rang her; she named {who} {marker}",
    "Followup", "Reply We will be in touch. {marker}", "Ask when", "Ask", "Urgent", "Calm",
    "Snooze 2d {who} is away {marker}",
    "Decide violation: {who} must go. {marker}", "Close no-action", "Link {case}", "Show", "Status", "List",
    "Help", "Summary", "Erase", "Clsoe", "Send", "Spam", "Reopen", "Thanks, got it",
)  # fmt: skip
ALONE = ("List", "Help", "list\nhelp", "Show", "Clear")


@dataclass(frozen=True)
class Step:
    """One thing that happens. `about` is the number of a case, None for none."""

    kind: str
    about: int | None = None
    who: str = ""
    words: str = ""
    named: tuple[str, ...] = ()
    other: int = 0
    form: int = 0  #: which form of the names
    hours: int = 0
    by: str = ""

    def __repr__(self) -> str:
        said = {
            name: value for name, value in vars(self).items() if value not in ("", (), 0) or name == "about"
        }
        return f"Step({', '.join(f'{name}={value!r}' for name, value in said.items())})"


def _steps() -> st.SearchStrategy[list[Step]]:
    case = st.sampled_from((0, 0, 0, 1, 2))
    one = st.sampled_from(RESPONDERS)
    anybody = st.sampled_from((REA, REA, REA, LISA, *RESPONDERS))
    named = st.one_of(
        st.just(()), st.sampled_from([(each,) for each in NAMED]), st.just((BEN, CARLA)), st.just((AINO, BEN))
    )
    form = st.integers(0, 4)
    language = st.sampled_from(tuple(WORDS))
    words = st.sampled_from(COMMANDS)

    def steps(kind: str, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[Step]:
        return st.builds(Step, st.just(kind), **fields)

    command = steps(
        "command", about=case, who=one, words=words, named=named, other=st.sampled_from((0, 1, 2)), form=form
    )
    return st.lists(
        st.one_of(
            steps("message", about=case, who=anybody, words=language, named=named, form=form),
            command,
            command,
            command,
            steps("alone", who=one, words=st.sampled_from(ALONE)),
            steps("new", about=case, who=one, words=language, named=named, form=form),
            steps("overview", who=one, words=st.sampled_from((*COMMANDS, *ALONE)), named=named),
            steps("forged", about=case, who=one, words=words, by=st.sampled_from((*RESPONDERS, LISA))),
            steps("contact", about=case, who=st.sampled_from((CHAIR, OUTSIDE)), named=named, form=form),
            steps("bounce", about=case, who=st.sampled_from((*OURS, REA))),
            steps("away", about=st.sampled_from((0, 1, None)), who=st.sampled_from((*RESPONDERS, REA))),
            steps("deliver", who=st.sampled_from(("", "", *RESPONDERS))),
            steps("deliver"),
            steps("wait", hours=st.sampled_from((1, 25, 60, 24 * 7))),
            steps("crash"),
        ),
        min_size=8,
        max_size=26,
    )


@st.composite
def lives(draw: st.DrawFn) -> list[Step]:
    """A life: it begins with the case in question, or with another one, and ends when all letters are out."""
    language = st.sampled_from(tuple(WORDS))
    start = []
    for about in draw(st.permutations((0, 1))):
        who = draw(st.sampled_from((REA, REA, LISA, AINO)))
        named = draw(st.sampled_from(((), (), (BEN,), (CARLA,), (AINO, BEN))))
        start.append(Step("message", about, who, draw(language), named, form=draw(st.integers(0, 4))))
        if draw(st.booleans()):
            start.append(Step("deliver"))
    if draw(st.booleans()):
        # Somebody works on both: what they do next is the interesting part.
        who = draw(st.sampled_from(RESPONDERS))
        start += [Step("deliver")]
        start += [Step("command", about, who, "Clear") for about in (0, 1)]
        start += [Step("deliver")] * draw(st.integers(0, 1))
    wait = [Step("wait", hours=24 * 8), Step("deliver"), Step("wait", hours=30), Step("deliver")]
    steps = draw(_steps())
    # In nearly every life somebody is shut out, sooner or later.
    shut = (
        Step(
            "message", THE_CASE, REA, draw(language), draw(st.sampled_from(((BEN,), (CARLA,), (AINO, BEN))))
        ),
        Step("command", THE_CASE, draw(st.sampled_from(RESPONDERS)), "Recuse"),
    )
    steps.insert(draw(st.integers(0, len(steps) // 2)), draw(st.sampled_from(shut)))
    return [*start, *steps, Step("deliver"), *wait]


def _x(who: str = REA, *named: str, words: str = "en") -> Step:
    return Step("message", THE_CASE, who, words, named)


def _y(who: str = LISA, *named: str) -> Step:
    return Step("message", 1, who, "en", named)


def _says(who: str, about: int, words: str, *named: str, other: int = 0) -> Step:
    return Step("command", about, who, words, named, other)


def _brings(who: str, *named: str) -> Step:
    return Step("new", 1, who, "en", named)


_DELIVER, _WEEK = Step("deliver"), Step("wait", hours=24 * 8)
_LIST = Step("alone", who=BEN, words="List")

#: Lives in which something could be told by a side door, each by another one.
SIDE_DOORS = {
    "another report of the same reporter": [_x(REA, BEN), _DELIVER, _y(REA), _DELIVER],
    "a report of a later message": [_x(), _y(), _DELIVER, _says(BEN, 0, "Clear"), _x(REA, BEN), _DELIVER],
    "letters in our hands": [
        _x(), _DELIVER, _says(BEN, 0, "Clear"), Step("deliver", who=BEN), _x(REA, BEN), _DELIVER,
    ],
    "letters in our hands when we crash": [
        _x(), _DELIVER, _says(BEN, 0, "Clear"), Step("deliver", who=BEN), _x(REA, BEN), Step("crash"),
        Step("wait", hours=1), _DELIVER,
    ],
    "a list that waits": [_x(), _y(), _DELIVER, _LIST, _x(REA, BEN), _DELIVER],
    "a list that waits while another case moves": [
        _x(), _y(), _DELIVER, _says(CARLA, 1, "Clear\nTake"), _LIST, _says(CARLA, 1, "Urgent"), _x(REA, BEN),
        _y(LISA, AINO), _DELIVER,
    ],
    "a list in our hands": [_x(), _y(), _DELIVER, _LIST, Step("deliver", who=BEN), _x(REA, BEN), _DELIVER],
    "a list in our hands when we crash": [
        _x(), _y(), _DELIVER, _LIST, Step("deliver", who=BEN), Step("crash"), _x(REA, BEN), Step("wait", hours=1),
        _DELIVER,
    ],
    "a list asked for in a reply": [
        _x(), _y(), _DELIVER, _says(BEN, 1, "List"), _x(REA, BEN), _DELIVER,
    ],
    "how often somebody was answered": [
        _x(), _y(), _DELIVER, _LIST, _x(REA, BEN), _DELIVER,
        *[Step("overview", who=BEN, words="Thanks, got it"), _DELIVER] * 4,
    ],
    "a digest that waits": [_x(), _y(), _DELIVER, _WEEK, _x(REA, BEN), _DELIVER],
    "a digest": [_x(REA, BEN), _y(), Step("away"), Step("away", who=REA), _DELIVER, _WEEK, _DELIVER],
    "a digest of a case that was recused": [
        _x(), _y(), _DELIVER, _says(BEN, 0, "Recuse"), Step("bounce", 0, REA), Step("away", 0, REA), _WEEK, _DELIVER,
    ],
    "a link": [
        _x(REA, CARLA), _y(), _DELIVER, _says(BEN, 0, "Clear"), _says(BEN, 1, "Clear"),
        _says(CARLA, 1, "Clear"), _DELIVER,
        _says(CARLA, 1, "Reply We will be in touch. {marker}"), _DELIVER, _says(BEN, 1, "Link {case}"),
        _says(CARLA, 1, "Yes"), _DELIVER, _says(CARLA, 1, "Link {case}"), _DELIVER, _says(CARLA, 1, "Show"), _DELIVER,
    ],
    "a report that waits, of a reporter with two cases": [
        _x(), _y(REA), _DELIVER, _says(BEN, 1, "Clear"), _x(REA, BEN), _DELIVER,
    ],
    "news of a link that wait": [
        _x(), _y(), _DELIVER, *[_says(who, about, "Clear") for who in (AINO, BEN) for about in (0, 1)], _DELIVER,
        _says(AINO, 1, "Link {case}"), _x(REA, BEN), _DELIVER,
    ],
    "news of a link in our hands": [
        _x(), _y(), _DELIVER, *[_says(who, about, "Clear") for who in (AINO, BEN) for about in (0, 1)], _DELIVER,
        _says(AINO, 1, "Link {case}"), Step("deliver", who=BEN), _x(REA, BEN), _DELIVER,
    ],
    "an answer of a contact": [
        _x(), _WEEK, _DELIVER, _says(BEN, 0, "Clear"), _DELIVER, Step("contact", 0, CHAIR, named=(BEN,)), _DELIVER,
    ],
    "a note": [
        _x(), _DELIVER, _says(BEN, 0, "Clear"), _says(AINO, 0, "Clear\nNote I was there. {who} {marker}", BEN),
        _DELIVER, _says(BEN, 0, "Show"), _DELIVER,
    ],
    "a letter of a case that is destroyed": [
        _x(), _y(), _DELIVER, _says(AINO, 0, "Clear"), _says(BEN, 0, "Clear"), _says(CARLA, 0, "Recuse"), _DELIVER,
        _says(AINO, 0, "Erase"), _DELIVER, _says(BEN, 0, "Yes"), _DELIVER, _says(CARLA, 0, "Clear"), _WEEK, _DELIVER,
    ],
    "one who reports": [_x(BEN, CARLA), _y(), _DELIVER, _says(BEN, 1, "List"), _x(BEN, AINO), _WEEK, _DELIVER],
    "one who is let in again, and steps back": [
        _x(REA, CARLA), _y(), _DELIVER, _says(BEN, 0, "Clear"), _DELIVER, _says(BEN, 0, "Include {first}"), _DELIVER,
        _says(BEN, 0, "Yes"), _DELIVER, _says(CARLA, 0, "Clear"), _DELIVER, _says(CARLA, 0, "Recuse"), _DELIVER, _WEEK,
        _DELIVER,
    ],
    "a report that somebody brings": [
        _y(), Step("new", 0, BEN, "fi", (CARLA,)), _DELIVER, _says(BEN, 0, "Recuse {first}", AINO),
        _says(BEN, 0, "Yes"), _DELIVER, _WEEK, _DELIVER,
    ],
    "a report that somebody brings, of a reporter with another case": [
        _x(REA, BEN, CARLA), _DELIVER, _brings(BEN), _DELIVER, _says(BEN, 1, "List\nYes"), _DELIVER,
        _says(BEN, 1, "Show"), _DELIVER, _WEEK, _DELIVER,
    ],
    "one who hands over what they brought": [
        _x(REA, BEN, CARLA), _DELIVER, _brings(BEN), _DELIVER, _says(BEN, 1, "List\nRecuse"), _DELIVER, _WEEK, _DELIVER,
    ],
    "one who is named between what they brought and their yes": [
        _x(REA, CARLA), _DELIVER, _brings(BEN), _DELIVER, _x(REA, BEN), _says(BEN, 1, "Yes"), _DELIVER,
        _says(BEN, 1, "Show"), _DELIVER, _WEEK, _DELIVER,
    ],
    "an invitation that waits": [
        _x(REA, CARLA), _DELIVER, _brings(BEN), _DELIVER, _says(BEN, 1, "Yes"), _says(AINO, 0, "Recuse"), _DELIVER,
        _WEEK, _DELIVER,
    ],
    "one who is let in to what somebody brought": [
        _x(REA, BEN, CARLA), _DELIVER, _brings(BEN, AINO), _DELIVER, _says(BEN, 1, "Include {first}", AINO), _DELIVER,
        _says(BEN, 1, "Yes"), _DELIVER, _says(AINO, 1, "Clear"), _DELIVER, _says(AINO, 1, "New"), _DELIVER,
        _says(AINO, 1, "Yes"), _DELIVER, _says(BEN, 1, "Show"), _DELIVER, _WEEK, _DELIVER,
    ],
    "one who is let in to what somebody brought and has not said yet": [
        _x(REA, AINO, CARLA), _DELIVER, _brings(BEN, AINO), _DELIVER, _says(BEN, 1, "Include {first}", AINO), _DELIVER,
        _says(BEN, 1, "Yes"), _DELIVER, _says(BEN, 1, "New"), _DELIVER, _says(BEN, 1, "Yes"), _DELIVER,
        _says(AINO, 1, "Clear"), _DELIVER, _says(AINO, 1, "Show"), _DELIVER, _WEEK, _DELIVER,
    ],
    "an answer to another one's letter": [
        _x(REA, CARLA), _y(), _DELIVER, Step("forged", 0, BEN, "Clear", by=CARLA), _DELIVER, _says(AINO, 0, "Clear"),
        Step("forged", 0, AINO, "Show", by=CARLA), _DELIVER, _WEEK, _DELIVER,
    ],
    "one who is let in again, and is named again": [
        _x(REA, CARLA), _y(), _DELIVER, _says(BEN, 0, "Clear"), _DELIVER, _says(BEN, 0, "Include {first}"), _DELIVER,
        _says(BEN, 0, "Yes"), _DELIVER, _says(CARLA, 0, "Clear\nTake"), _DELIVER, _says(CARLA, 1, "Clear"), _DELIVER,
        _says(BEN, 0, "Note I saw {who} too. {marker}", CARLA), Step("deliver", who=AINO), _x(REA, CARLA), _DELIVER,
        _says(CARLA, 0, "Show"), _DELIVER, _WEEK, _DELIVER,
    ],
}  # fmt: skip


@dataclass
class Arrived:
    """A letter that somebody was sent, and when."""

    at: int
    to: str
    raw: bytes
    about: int | None  #: the number of the case
    purpose: str
    to_reporter: bool


class World:
    """A house, and everybody's mail programs."""

    def __init__(self, folder: Path, *, knows_the_case: bool) -> None:
        self.clock = MovableClock()
        self.knows_the_case = knows_the_case
        self.config = load(folder / "cocmail.toml")
        self.house = build(self.config, self.clock)
        self.desk = Desk(self.house, self.clock)
        self.cases: dict[int, int] = {}  #: number -> id
        self.arrived: list[Arrived] = []
        self.names: dict[int, str] = {}
        self.also_about: set[int] = (
            set()
        )  #: cases that somebody opened with a mail about the case in question
        self.reporters: dict[int, str] = {}
        self.away: list[Claimed] = []
        self.shut: list[frozenset[str]] = []  #: after each step, who is shut out of the case
        self.seen = 0

    def close(self) -> None:
        self.house.store.database.close()

    # -- what happens ------------------------------------------------------------------------------------

    def play(self, at: int, step: Step, names: dict[int, str]) -> None:
        self.clock.move(minutes=7)
        if step.about != THE_CASE or self.knows_the_case:
            with _seeded(f"step {at}"):
                getattr(self, f"_{step.kind}")(at, step, names)
        self._look()

    def _message(self, at: int, step: Step, names: dict[int, str]) -> None:
        """A report, or where there is one a later message of its reporter."""
        assert step.about is not None
        text = WORDS[step.words].format(who=self._who(step), marker=self._marker(step.about))
        sender = self.reporters.setdefault(step.about, step.who)
        if step.about not in self.cases:
            return self._arrives(at, step.about, mail(text, sender=sender, message_id=_id(at)))
        answers = self._last(sender, step.about, to_reporter=True)
        if answers:
            self._arrives(at, step.about, mail(text, sender=sender, answers=answers.raw, message_id=_id(at)))
        return None

    def _command(self, at: int, step: Step, names: dict[int, str]) -> None:
        letter = self._last(step.who, step.about)
        if letter:
            text = self._text(step, names)
            self._arrives(at, step.about, mail(text, sender=step.who, answers=letter.raw, message_id=_id(at)))

    def _forged(self, at: int, step: Step, names: dict[int, str]) -> None:
        """Somebody answers another one's letter."""
        letter = self._last(step.who, step.about)
        if letter:
            text = self._text(step, names)
            self._arrives(at, step.about, mail(text, sender=step.by, answers=letter.raw, message_id=_id(at)))

    def _overview(self, at: int, step: Step, names: dict[int, str]) -> None:
        """An answer to a letter that belongs to no case."""
        self._command(at, step, names)

    def _contact(self, at: int, step: Step, names: dict[int, str]) -> None:
        letter = self._last(step.who, step.about)
        if letter:
            text = f"I know more. It was {self._who(step)}. {self._marker(step.about)}"
            self._arrives(at, step.about, mail(text, sender=step.who, answers=letter.raw, message_id=_id(at)))

    def _alone(self, at: int, step: Step, names: dict[int, str]) -> None:
        raw = mail(step.words, sender=step.who, to=MAILBOX, message_id=_id(at))
        # What is no command there is a report, of a responder.
        self._arrives(at, 100 + at, raw)

    def _new(self, at: int, step: Step, names: dict[int, str]) -> None:
        assert step.about is not None
        if step.about in self.cases:
            return
        told = WORDS[step.words].format(who=self._who(step), marker=self._marker(step.about))
        # Of some nobody knows who reported them.
        text = f"New\n{told}" if step.form % 2 else f"New\n\ncontact: {REA}\n{told}"
        self._arrives(at, step.about, mail(text, sender=step.who, to=MAILBOX, message_id=_id(at)))

    def _bounce(self, at: int, step: Step, names: dict[int, str]) -> None:
        letter = self._last(step.who, step.about, to_reporter=step.who == REA)
        if letter and not self._is_erased(step.about):
            bounce = bounce_of(str(read(letter.raw)["Message-ID"]), step.who)
            self._arrives(at, step.about, f"Message-ID: {_id(at)}\r\n".encode() + bounce)

    def _away(self, at: int, step: Step, names: dict[int, str]) -> None:
        """A machine answers a letter, or writes of itself: that is counted in the digest."""
        letter = self._last(step.who, step.about, to_reporter=step.who == REA)
        if step.about is not None and (not letter or self._is_erased(step.about)):
            return
        answers = letter.raw if letter and step.about is not None else None
        raw = mail(
            "I am away.", sender=step.who, answers=answers, message_id=_id(at), Auto_Submitted="auto-replied"
        )
        self._arrives(at, step.about, raw)

    def _deliver(self, at: int, step: Step, names: dict[int, str]) -> None:
        """All letters that are due; where somebody's server is away theirs stay in our hands until the next time."""
        for letter in self.away:
            self.house.letterbox.conclude(letter, "deferred", self.clock(), next_attempt_at=self.clock())
        self.away.clear()
        while (claimed := self.house.letterbox.claim(self.clock())) is not None:
            if claimed.recipient == step.who:
                self.away.append(claimed)
                continue
            self.house.letterbox.conclude(claimed, "accepted", self.clock(), code="250")
            with self.house.store.database.reads() as connection:
                row = connection.execute(sa.select(letter_rows).where(letter_rows.c.id == claimed.id)).one()
            about = next((number for number, case_id in self.cases.items() if case_id == row.case_id), None)
            self.arrived.append(
                Arrived(at, claimed.recipient, claimed.raw, about, row.purpose, row.audience == "reporter")
            )

    def _wait(self, at: int, step: Step, names: dict[int, str]) -> None:
        """Days pass, and the clock is looked at now and then."""
        for _ in range(0, step.hours, 25):
            self.clock.move(hours=min(step.hours, 25))
            self.house.escalation.sweep()

    def _crash(self, at: int, step: Step, names: dict[int, str]) -> None:
        """The daemon is killed with letters in its hands, and starts again."""
        self.close()
        self.house = build(self.config, self.clock)
        self.house.letterbox.recover(self.clock())
        self.away.clear()
        desk = Desk(self.house, self.clock)
        desk._uid = self.desk._uid
        self.desk = desk

    def shuts_out_as(self, other: "World") -> None:
        """Whoever is out of a case in the other world is so here."""
        for number in self.cases.keys() & other.cases.keys():
            case, there = self._case(number), other._case(number)
            if case.erased_at is not None or case.clearance == there.clearance:
                continue
            changed = replace(
                case,
                clearance=there.clearance,
                taken_by=there.taken_by,
                state=there.state,
                next_due_at=there.next_due_at,
            )
            out = Decision(changed, withdraw=clearance.newly_shut_out(case, changed))
            compose = partial(self.house.letters.compose, now=self.clock())
            with self.house.store.transaction() as tx:
                tx.carry_out(out, self.clock(), compose)

    # -- how it happens ----------------------------------------------------------------------------------

    def _arrives(self, at: int, about: int | None, raw: bytes) -> None:
        self.desk.arrives(raw)
        assert self.house.store.unfiled() == []
        known = set(self.cases.values())
        for each in self.house.store.cases(closed=True):
            if each.id not in known:
                number = about if about is not None and about not in self.cases else 1000 + at
                if about == THE_CASE != number:
                    self.also_about.add(number)
                self.cases[number] = each.id or 0
                self.names[number] = each.name

    def _text(self, step: Step, names: dict[int, str]) -> str:
        first = {AINO: "Aino", BEN: "Ben", CARLA: "Carla Lindqvist", CHAIR: "chair"}
        named = step.named[0] if step.named else CARLA
        return step.words.format(
            who=self._who(step),
            first=first[named],
            marker=self._marker(step.about),
            # A name that nobody gave a case yet, where that case is still to come.
            case=names.get(step.other, "copper lantern"),
        )

    def _who(self, step: Step) -> str:
        forms = [NAMED[each][step.words if step.words in WORDS else "en"] for each in step.named]
        return " and ".join(each[step.form % len(each)] for each in forms) or "somebody"

    def _marker(self, about: int | None) -> str:
        return MARKER if about == THE_CASE else "sparrow"

    def _last(self, who: str, about: int | None, *, to_reporter: bool = False) -> Arrived | None:
        found = [
            each
            for each in self.arrived
            if (each.to, each.about, each.to_reporter) == (who, about, to_reporter)
        ]
        return found[-1] if found else None

    def _is_erased(self, about: int | None) -> bool:
        return about is not None and about in self.cases and self._case(about).erased_at is not None

    def _case(self, about: int) -> Case:
        with self.house.store.reading() as tx:
            return tx.case(self.cases[about])

    def _look(self) -> None:
        """Write down who is shut out of the case, and see that whoever was named is."""
        if THE_CASE not in self.cases:
            self.shut.append(frozenset())
            return
        case = self._case(THE_CASE)
        if case.erased_at is not None:
            self.shut.append(self.shut[-1])
            return
        with self.house.store.reading() as tx:
            history = tx.history(self.cases[THE_CASE])
        for entry in history[self.seen :]:
            for person in _named_by(entry):
                out = {Clearance.HELD, Clearance.RECUSED}
                # Whom somebody included is held again by the words of those outside, and not by ours.
                allowed = out if entry.type in _FROM_OUTSIDE else out | {Clearance.INCLUDED}
                assert case.clearance.get(person) in allowed, (person, entry)
        self.seen = len(history)
        self.shut.append(frozenset(each for each in OURS if clearance.shut_out(case, each)))


_MAY_NAME = frozenset(
    {"report", "follow-up", "note", "set", "followed-up", "decided", "snoozed", "contact-answer", "stopped"}
)

_FROM_OUTSIDE = frozenset({"report", "follow-up", "contact-answer", "stopped"})


def _named_by(entry: Entry) -> list[str]:
    """Who must be shut out by this entry: everybody named in it but its author."""
    if entry.type not in _MAY_NAME:
        return []
    return [
        person
        for person, forms in NAMED.items()
        if person != entry.who
        and any(
            re.search(rf"(?<!\w){re.escape(form)}(?!\w)", entry.text)
            for each in forms.values()
            for form in each
        )
    ]


class _Seeded:
    """Draws the names of cases alike in both worlds."""

    def __init__(self, seed: str) -> None:
        self.choice = random.Random(seed).choice


@contextmanager
def _seeded(seed: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("cocmail.transaction.secrets", _Seeded(seed))
        yield


def _id(at: int) -> str:
    return f"<step-{at}@example.net>"


_MARK = re.compile(rb"(?<=[.+])[a-z2-7]{32}(?=@)")


def _same(raw: bytes) -> bytes:
    return _MARK.sub(b"#", raw)


def _told(letter: Arrived, knows_more: bool) -> bytes:
    """What is compared of a letter: who reported the case is asked for less where they report another matter."""
    return (
        str(read(letter.raw)["Subject"]).encode() if knows_more and letter.to_reporter else _same(letter.raw)
    )


_TO_NOBODY = ("unavailable", "recused")


def _is_of_destroyed(letter: Arrived) -> bool:
    return letter.purpose == "unavailable" and letter.about is None


def compare(steps: list[Step], here: World, there: World) -> None:
    """What somebody who is shut out gets here, where the case exists, is what they get there."""
    constant: dict[tuple[str, str], set[str]] = defaultdict(set)
    name = here.names.get(THE_CASE, "")
    # Who linked the case while they might know of it is told what came of that, also a little later.
    linked = {
        step.who
        for at, step in enumerate(steps)
        if step.words.startswith("Link") and step.who not in here.shut[max(0, at - 1)]
    }
    reporters = {step.who for step in steps if step.kind == "message" and step.about == THE_CASE}
    for person in OURS:
        for at in range(1, len(steps)):
            if person not in here.shut[at] or person not in here.shut[at - 1]:
                continue
            got: list[Arrived] = []
            own: list[Arrived] = []
            for each in here.arrived:
                if (each.at, each.to) != (at, person):
                    continue
                # Whoever reported the case has letters of it by right; who answers one hears that there is none.
                mine = each.about == THE_CASE and (each.to_reporter or each.purpose in _TO_NOBODY)
                # So has who answers another one's letter as its reporter, and opens a case that belongs to it.
                mine = mine or (each.about in here.also_about and each.to_reporter)
                mine = mine or _is_of_destroyed(each)
                if person in linked and _answers_a_link(each, name):
                    continue
                (own if mine else got).append(each)
            for each in own:
                if not each.to_reporter:
                    constant[person, each.purpose].add(read(each.raw).get_content())
            expected = [
                each
                for each in there.arrived
                if (each.at, each.to) == (at, person)
                and not _is_of_destroyed(each)
                and not (person in linked and _answers_a_link(each, name))
            ]
            knows_more = person in reporters
            assert [_told(each, knows_more) for each in expected] == [
                _told(each, knows_more) for each in got
            ], (person, at)
            for each in (*got, *(each for each in own if not each.to_reporter)):
                _tells_nothing(each, name)
    for contents in constant.values():
        assert len(contents) == 1
        assert name not in next(iter(contents)).casefold()


def _answers_a_link(letter: Arrived, name: str) -> bool:
    return f"> link {name}" in read(letter.raw).get_content().casefold()


def _tells_nothing(letter: Arrived, name: str) -> None:
    # The words of their own mail come back to them behind "> ".
    own = rb"(?m)^> .*$"
    text = "\n".join(
        line for line in read(letter.raw).get_content().splitlines() if not line.startswith("> ")
    )
    for seen in (re.sub(own, b"", letter.raw).decode("ascii"), text, str(read(letter.raw)["Subject"])):
        assert MARKER not in seen.casefold(), seen
        assert name not in seen.casefold(), seen


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    """A house in memory, ready to be copied."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
    more = "max_letters_per_hour = 1000\nmax_letters_per_address_per_day = 1000"
    for mode in ("confirm", "open"):
        (folder / mode).mkdir()
        make_house(folder / mode, MovableClock(), smtp_more=more).store.database.close()
        path = folder / mode / "cocmail.toml"
        text = path.read_text().replace("[clearance]", f'[clearance]\nmode = "{mode}"')
        for address, alias in ((AINO, "@ainov"), (BEN, "ben.okafor@work.example")):
            known = f'address = "{address}"'
            text = text.replace(known, f'{known}\nalso_known_as = ["{alias}"]')
        path.write_text(text)
    yield folder
    shutil.rmtree(folder)


def play(steps: list[Step], empty: Path) -> tuple[World, World]:
    """Play a life in both worlds, and compare what those who are shut out received."""
    folder = Path(tempfile.mkdtemp(dir=empty.parent))
    try:
        for which in ("here", "there"):
            shutil.copytree(empty, folder / which)
        here = World(folder / "here", knows_the_case=True)
        there = World(folder / "there", knows_the_case=False)
        names: dict[int, str] = {}
        try:
            for at, step in enumerate(steps):
                here.play(at, step, names)
                names |= here.names
                there.play(at, step, names)
                there.shuts_out_as(here)
        finally:
            here.close()
            there.close()
    finally:
        shutil.rmtree(folder)
    compare(steps, here, there)
    return here, there


# Every second one in either mode, all in both where many lives are played.
@pytest.mark.parametrize(
    ("door", "mode"),
    [
        (door, mode)
        for number, door in enumerate(SIDE_DOORS)
        for each, mode in enumerate(("confirm", "open"))
        if LIVES or number % 2 != each
    ],
)
def test_no_side_door_tells_that_the_case_exists(empty: Path, door: str, mode: str) -> None:
    here, _ = play(SIDE_DOORS[door], empty / mode)

    assert here.shut[-1]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("mode", ["confirm", "open"])
def test_a_case_that_somebody_is_shut_out_of_might_as_well_not_exist(empty: Path, mode: str) -> None:
    @settings(
        max_examples=LIVES or 3,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
        print_blob=True,
    )
    @given(lives())
    def live(steps: list[Step]) -> None:
        here, _ = play(steps, empty / mode)
        event(f"somebody is shut out: {any(here.shut)}")

    live()


@pytest.mark.parametrize("mode", ["confirm", "open"])
def test_who_reported_the_case_is_asked_for_less_where_they_report_another_matter(
    empty: Path, mode: str
) -> None:
    steps = [_x(AINO), _y(), Step("deliver"), Step("alone", who=AINO, words="Show"), Step("deliver")]

    here, _ = play(steps, empty / mode)

    mine = [each for each in here.arrived if each.to == AINO and each.to_reporter]
    assert [each.purpose for each in mine] == ["acknowledgement", "acknowledgement"]
