"""What a whole mail of a responder comes to: its commands in order, what waits for a YES, and the one answer.

It stands apart from `verbs`, where each word is, and from `policy`, which follows what reporters and the clock do.
Every mail has exactly one answer, to the registered address of the responder; who is shut out of the case gets
one that is the same whether or not the case exists.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

from cocmail.cases import checklist, clearance, notices, policy, recusal, verbs
from cocmail.cases.answers import Said
from cocmail.cases.commands import FOR_THE_REPORTER, VERBS, Confirm, Reading
from cocmail.cases.model import (
    FIELDS,
    WISHES,
    Asked,
    Attachment,
    Audience,
    Case,
    Clearance,
    Command,
    Decision,
    Disclosure,
    Entry,
    Ground,
    Letter,
    Pending,
    Remark,
    Report,
    Responder,
    Roster,
    Rules,
    State,
)
from cocmail.cases.verbs import Outcome

# How many notes without a command are answered to one responder, a case and day.
ANSWERS_TO_NOTES = 3
# How many fresh letters one of us is sent, a case and day, in the place of those whose marks prove nothing any more.
_FRESH_LETTERS = 5
#: The types of entries whose text is the name of another case.
RELATES = frozenset({"possibly-related", "linked"})
# Words whose answer is a letter of its own: the first of these that a mail has is the one that is answered.
_VIEWS = ("show", "summary", "list")
_WITHOUT_A_CASE = ("list", "new", "help")
_YES_WITHIN = timedelta(hours=24)
# What may come between a preview and its YES without changing what was previewed.
_NO_CHANGE = frozenset(
    {"reminder", "escalation", "automatic-reply", "refused", "unproven", "undelivered", "cleared", "snoozed"}
    | {"unshared", "attached", "revealed", "exported", "unreadable", "linked", "author", "unproven-note"}
)  # fmt: skip
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_TO_US = (
    r"(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|(?:many )?thanks|thank you"
    r"|hei|moi|moikka|terve|huomenta|kiitos|kiitti|hej|hejsan|god (?:morgon|dag|kväll)|tack),?[ ]+"
)
# Words to somebody, by name, where a text begins: "Hi Carla," is one, "Thanks Carla did it again" is none.
_GREETED = re.compile(rf"\A{_TO_US}([^\n,.!?:;]{{1,80}}?)[ ]*(?:[,.!:;]|[-–—] |\n|\Z)", re.IGNORECASE)
# And where it ends, as a line of their own.
_THANKED = re.compile(rf"^[ ]*{_TO_US}([^\n,.!?:;]{{1,80}}?)[ .!]{{0,5}}\Z", re.IGNORECASE | re.MULTILINE)
# Whoever is named in the text of these is held; a letter to the reporter may say who will call them, and only who is
# named in a question of it is.
_MAY_NAME = frozenset({"note", "set", "followup", "decide", "snooze"})


@dataclass(frozen=True, slots=True)
class Heard:
    """A responder's mail with all that the store knows of where it came in."""

    reading: Reading
    named: Mapping[str, str] = field(default_factory=dict)  #: whom `said` or `asked_about` names, by key
    addressed: frozenset[str] = frozenset()  #: those of them whom it does nothing but greet or thank, by key
    in_letter: frozenset[str] = frozenset()  #: whom `for_reporter` names, by key
    asked: Asked | None = None  #: the preview that this mail answers
    summary: Mapping[str, Any] = field(default_factory=dict)  #: the facts of an anonymised draft
    answered: int = 0  #: how often this responder was answered on this case within a day
    is_shut: bool = False  #: nothing of the mail could be read
    attachments: tuple[Attachment, ...] = ()


def said(reading: Reading) -> str:
    """The texts of a mail in which naming somebody shuts them out."""
    return "\n".join(_said(reading))


def for_reporter(reading: Reading, roster: Roster) -> str:
    """The texts of a mail that are for the reporter, without a greeting: they may be called like one of us."""
    texts = (each.text for each in reading.commands if each.verb in FOR_THE_REPORTER)
    return "\n\n".join(_unaddressed(each, roster) for each in texts)


def asked_about(reading: Reading, roster: Roster) -> str:
    """The questions in them: who is named in one may be who the case is about, and would read the answer."""
    sentences = _SENTENCES.split(for_reporter(reading, roster))
    return "\n".join(each for each in sentences if "?" in each[len(each.rstrip("?!.…)]\"'”’» \n")) :])


def unaddressed(reading: Reading, roster: Roster) -> str:
    """The same without a greeting or thanks to some of us at either end of a text: they say nothing of anybody."""
    return "\n".join(_unaddressed(each, roster) for each in _said(reading))


def _said(reading: Reading) -> list[str]:
    texts = (each.text for each in reading.commands if each.verb in _MAY_NAME)
    return [each for each in (*texts, reading.note) if each]


def _unaddressed(text: str, roster: Roster) -> str:
    text = text.strip()
    for address in (_GREETED, _THANKED):
        found = address.search(text)
        if found and all(map(roster.called, recusal.parted_names(found[1]))):
            text = text[: found.start(1)] + text[found.end(1) :]
    return text


def on_responder(case: Case, by: Responder, heard: Heard, ground: Ground) -> Decision:
    """A responder's reply: commands are carried out in order; exactly one answer goes back.

    A machine that answers our answers must not be answered for ever, so that after a few only commands are.
    """
    now, rules = ground.now, ground.rules
    if clearance.shut_out(case, by.key):
        letter = not_available(by, heard.answered, ground.step)
        return Decision(case, (Entry(now, "refused", by.address),), (letter,) if letter else ())
    run = _obeyed(case, by, heard, ground)
    if clearance.silences(case, run.case, rules.roster, by.key):
        run = _refused(case, by, heard, ground, steps_back=clearance.shut_out(run.case, by.key))
    run.tell_at_once()
    if clearance.shut_out(run.case, by.key):
        answer = Letter(
            "recused", by.address, Audience.RESPONDER, Disclosure.NOTHING, by.language, ground.step
        )
        changed = policy.scheduled(run.case, rules)
        unreached = clearance.unreached(case, (*ground.history, *run.entries))
        last = notices.nobody_left(case, changed, ground, unreached)
        others = [each for each in run.letters if each.to.casefold() != by.key]
        return Decision(
            changed,
            tuple(run.entries),
            (answer, *others, *run.told_to_others(changed), *last),
            clearance.newly_shut_out(case, changed),
            also=tuple(run.also),
        )
    return run.decision()


def _obeyed(case: Case, by: Responder, heard: Heard, ground: Ground) -> "_Run":
    run = _Run(case, by, heard, ground)
    run.obey_all()
    is_out = clearance.shut_out(run.case, by.key)
    if not is_out:
        run.take_note()
    if not is_out or run.news:
        run.hold_named()
    return run


def _refused(case: Case, by: Responder, heard: Heard, ground: Ground, *, steps_back: bool) -> "_Run":
    """A mail that would leave nobody who may hear of the case but its writer: nothing of it is done.

    It may be the one who is reported. That they step back themselves is done all the same.
    """
    if steps_back:
        return _obeyed(case, by, Heard(Reading(commands=(Command("recuse", ""),))), ground)
    run = _Run(case, by, heard, ground)
    lines = [each.line for each in heard.reading.commands] + ([""] if heard.reading.note else [])
    for line in lines:
        run.results.append(Said("nobody-else").facts(line))
    run.entries.append(Entry(ground.now, "refused", by.address))
    return run


def not_available(by: Responder, answered: int, step: str) -> Letter | None:
    """The answer to who is shut out of a case, and to who asks for one that is not there; a few times a day."""
    return notices.naming_nothing(by, "unavailable", step) if answered < ANSWERS_TO_NOTES else None


@dataclass(slots=True)
class _Run:
    """What the commands of one mail have come to so far."""

    case: Case
    by: Responder
    heard: Heard
    ground: Ground
    before: Case = field(init=False)
    entries: list[Entry] = field(default_factory=list)
    results: list[Mapping[str, object]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    news: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[Command] = field(default_factory=list)
    views: list[tuple[str, int]] = field(default_factory=list)  #: with the place of its result
    shows: Letter | None = None
    erase: Entry | None = None
    also: list[Decision] = field(default_factory=list)
    held_now: str = ""  #: whom the words of this mail shut out

    def __post_init__(self) -> None:
        self.before = self.case

    def obey_all(self) -> None:
        """Everything in order; nothing at all where a word is misread or the two forms of the mail disagree."""
        reading = self.heard.reading
        if reading.disagrees:
            for each in reading.commands:
                self._say(each.line, Said("two-forms"))
        elif reading.misread:
            for wrong in reading.misread:
                self._say(wrong.line, Said("meant", {"verb": wrong.meant.upper()}))
            for each in reading.commands:
                self._say(each.line, Said("because-of-that"))
        else:
            for each in reading.commands:
                self._obey(each)

    def _obey(self, command: Command) -> None:
        if command.verb == "yes":
            return self._confirm(command)
        needs = VERBS[command.verb].confirm
        outcome = verbs.carry_out(self.case, self.by, command, self.ground)
        if command.verb in _VIEWS and outcome.said.is_done:
            self.views.append((command.verb, len(self.results)))
        if needs == Confirm.NOTHING or not outcome.said.is_done:
            return self._add(command.line, outcome)
        if self._has("cleared"):
            return self._say(command.line, Said("read-first"))
        letter = next((each for each in outcome.letters if each.audience == Audience.REPORTER), None)
        if letter is not None and self.shows is not None:
            return self._say(command.line, Said("one-letter"))
        if self.waiting and Confirm.SECOND in (needs, VERBS[self.waiting[0].verb].confirm):
            return self._say(command.line, Said("alone"))
        self.shows = self.shows or letter
        self.waiting.append(command)
        return self._say(command.line, Said("waits-for-another" if needs == Confirm.SECOND else "waits"))

    def _confirm(self, yes: Command) -> None:
        """The YES to a preview: single use, within a day, void when anybody moved the case meanwhile (product.md)."""
        asked = self.heard.asked
        if asked is None:
            return self._say(yes.line, Said("no-preview"))
        if not clearance.may_read(self.case, self.by.key):
            return self._say(yes.line, Said("undeclared"))
        if self.ground.now - asked.at > _YES_WITHIN or asked.at > self.ground.now + _YES_WITHIN:
            return self._say(yes.line, Said("too-late"))
        if any(_moves(each, asked.pending) for each in self.ground.history[asked.entries :]):
            return self._say(yes.line, Said("changed"))
        if asked.pending.second and asked.pending.by == self.by.key:
            return self._say(yes.line, Said("yours"))
        for command in asked.pending.commands:
            self._add(command.line, verbs.carry_out(self.case, self.by, command, self.ground))
        return None

    def _add(self, line: str, outcome: Outcome) -> None:
        self.case = outcome.case
        self.entries += outcome.entries
        self.letters += outcome.letters
        self.news += outcome.news
        self.also += outcome.also
        self.erase = self.erase or outcome.erase
        self._say(line, outcome.said)

    def _say(self, line: str, what: Said) -> None:
        self.results.append(what.facts(line))

    def _has(self, entry_type: str) -> bool:
        return any(each.type == entry_type for each in self.entries)

    def _commands(self, *words: str) -> bool:
        return any(each.verb in words for each in self.heard.reading.commands)

    @property
    def _knows(self) -> bool:
        """Whether the writer may read the case, or might until this mail."""
        return any(clearance.may_read(each, self.by.key) for each in (self.before, self.case))

    def _stays(self, key: str) -> bool:
        """Whether words that name this person leave them in all the same.

        Who has not declared knows nothing of the case: their words take nobody off it who has.
        """
        is_cleared = self.case.clearance.get(key) == Clearance.CLEARED
        return is_cleared and (not self._knows or key in self.heard.addressed)

    def take_note(self) -> None:
        """A text without a command, or files alone, are a note for the others who may read the case.

        Where it names one of them, and does not shut them out, none of them is shown it.
        """
        now, note, files = self.ground.now, self.heard.reading.note, self.heard.attachments
        is_note = bool(note or (files and not (self.heard.reading.commands or self.heard.reading.misread)))
        may_read = clearance.may_read(self.case, self.by.key)
        if self.heard.is_shut:
            self.entries.append(Entry(now, "unreadable", self.by.address))
            self._say("", Said("unreadable"))
        if is_note:
            is_kept_back = not may_read and any(map(self._stays, self.heard.named))
            self.entries.append(Entry(now, "unshared" if is_kept_back else "note", self.by.address, note))
            self.news += [("note", note)] if may_read else []
            self._say("", Said("kept" if may_read else "kept-undeclared"))
        self.entries += policy.attached(files, self.by.address, now)

    def hold_named(self) -> None:
        """Whom the words of this mail name is shut out before anything of it reaches them (P19).

        Those who were included stay: whoever included them talks about them by name.
        """
        named = clearance.but_included(self.case, self.heard.named)
        held = {key: words for key, words in named.items() if key != self.by.key and not self._stays(key)}
        new = clearance.newly_held(self.case, held)
        if not new:
            return
        self.case = clearance.hold(self.case, {key: held[key] for key in new})
        self.entries += [Entry(self.ground.now, "held", key, held[key]) for key in sorted(new)]
        people = (each for each in self.ground.rules.roster.everybody() if each.key in new)
        self.held_now = ", ".join(each.name or each.address for each in people)
        if not self.news:
            # That somebody is shut out is news by itself, also where the words that did it are not passed on.
            self.news.append(("held", ""))
        if not self._knows:
            # Whoever is not in the answer would be known to be held already.
            return
        self._say("", Said("held-now", {"who": self.held_now}))

    def tell_at_once(self) -> None:
        """That it is urgent, or that nobody looks after it now, to everybody who may hear of it."""
        ground = self.ground
        if self._has("urgent") and self.case.urgent:
            readers = clearance.audience(self.case, ground.rules.roster, Disclosure.CONTENT)
            known = {self.by.key, *(each.key for each in readers)}
            self.case, letters = policy.urgent_now(self.case, ground, but=known)
            self.letters += letters
        self.case, letters = policy.untaken(self.before, self.case, ground, but={self.by.key})
        self.letters += letters

    def told_to_others(self, case: Case) -> list[Letter]:
        """What was done and written, to everybody else who may read the case now."""
        letters = []
        for number, (what, text) in enumerate(self.news):
            ground = replace(self.ground, step=f"{self.ground.step}-{number}")
            if what == "note":
                note = Remark(self.by.address, text, self.by.name, files=self.heard.attachments)
                letters += notices.shared_note(case, note, ground, but=self.by.key)
            else:
                letters += notices.news(case, self.by, what, text, ground)
        if not self.held_now:
            return letters
        # They may lift a hold that the words of one of them brought about, as its writer may.
        return [replace(each, facts={**each.facts, "held_now": self.held_now}) for each in letters]

    def decision(self) -> Decision:
        """All of it as one value."""
        if self.erase is not None:
            return self._erased(self.erase)
        self._refuse_other_views()
        changed = policy.scheduled(self.case, self.ground.rules)
        letters = [each for each in self.letters if _may_go(changed, each)]
        letters += self.told_to_others(changed)
        pending = None
        if self.waiting:
            pending, previews = self._previews(changed)
            letters += previews
        elif answer := self._answer(changed):
            letters.append(answer)
        unreached = clearance.unreached(changed, (*self.ground.history, *self.entries))
        letters += notices.nobody_left(self.before, changed, self.ground, unreached)
        letters += notices.left_alone(self.before, changed, self.by, self.ground)
        return Decision(
            changed,
            tuple(self.entries),
            tuple(letters),
            clearance.newly_shut_out(self.before, changed),
            pending=pending,
            also=tuple(self.also),
        )

    def _refuse_other_views(self) -> None:
        """Of what was asked to be shown one thing is, and none beside a preview: nobody is told otherwise."""
        asked = ["show"] if self._has("cleared") else [verb for verb, _ in self.views]
        shown = "" if self.waiting else min(asked, key=_VIEWS.index, default="")
        for verb, place in self.views:
            if verb != shown:
                self.results[place] = Said("alone").facts(str(self.results[place]["line"]))

    def _erased(self, entry: Entry) -> Decision:
        told = clearance.audience(self.case, self.ground.rules.roster, Disclosure.CONTENT)
        letters = notices.erasure(told, "responders", self.ground.step)
        return Decision(self.case, tuple(self.entries), erase=entry, apart=tuple(letters))

    def _previews(self, case: Case) -> tuple[Pending, list[Letter]]:
        second = VERBS[self.waiting[0].verb].confirm == Confirm.SECOND
        pending = Pending(self.by.key, tuple(self.waiting), second)
        if not second:
            return pending, [self._preview(case, self.by)]
        others = clearance.audience(case, self.ground.rules.roster, Disclosure.CONTENT)
        asked = [self._preview(case, each) for each in others if each.key != self.by.key]
        answer = self._answer(case)
        return pending, [*asked, *([answer] if answer else [])]

    def _preview(self, case: Case, to: Responder) -> Letter:
        facts = {
            **notices.case_facts(case, self.ground.rules),
            "results": self.results if to.key == self.by.key else [],
            "lines": [each.line for each in self.waiting],
            # Of a letter to the reporter the preview shows all that there is.
            "verbs": verbs_facts(each.verb for each in self.waiting if each.verb not in FOR_THE_REPORTER),
            "author": self.by.name or self.by.address,
            "is_own": to.key == self.by.key,
            "recipient": self.shows.to if self.shows else "",
            "withheld_because": "" if case.marks & {*WISHES} else _withheld_because(self.ground.history),
            "asked_at": _asked_at(self.ground.history),
            "named": self._named_in_letter(case),
            "cut": [each for command in self.waiting for each in command.cut],
            "left": [each for command in self.waiting for each in command.left],
            "within": self.ground.now + _YES_WITHIN,
        }
        letter = notices.to_responder(to, "preview", self.ground.step, Disclosure.CONTENT, facts)
        return replace(letter, shows=self.shows)

    def _named_in_letter(self, case: Case) -> list[str]:
        """The colleagues whom the letter to the reporter names, and who are not kept out of the case."""
        keys = self.heard.in_letter - {self.by.key} if self.shows else frozenset[str]()
        people = (each for each in self.ground.rules.roster.responders if each.key in keys)
        return [each.name or each.address for each in people if not clearance.shut_out(case, each.key)]

    def _answer(self, case: Case) -> Letter | None:
        """The one answer; None where only a note came and enough of those were answered today."""
        rules, step = self.ground.rules, self.ground.step
        may_read = clearance.may_read(case, self.by.key)
        facts = {**notices.case_facts(case, rules), "results": self.results, "verbs": self._words(case)}
        facts["help"] = self._commands("help")
        if may_read and (self._has("cleared") or self._commands("show")):
            facts |= {"history": self.ground.told, **self._related()}
            return notices.to_responder(self.by, "report", step, Disclosure.CONTENT, facts)
        if may_read and self._commands("summary"):
            draft = {**facts, **self.heard.summary}
            return notices.to_responder(self.by, "summary", step, Disclosure.CONTENT, draft)
        if self._commands("list"):
            cases = self.ground.cases.values()
            words = verbs_facts(_WITHOUT_A_CASE)
            return notices.overview(self.by, cases, step, rules, results=self.results, verbs=words)
        reading = self.heard.reading
        is_asked = bool(reading.commands or reading.misread or (self.held_now and self._knows))
        if not is_asked and self.heard.answered >= ANSWERS_TO_NOTES:
            return None
        if not may_read:
            # A template may show any fact it is given; who has not declared anything is given none of content.
            facts |= {"held": [], "checklist": {}, "missing": (), "marks": []}
        return notices.to_responder(self.by, "answer", step, Disclosure.EXISTENCE, facts)

    def _related(self) -> dict[str, list[str]]:
        """The cases that this one is linked with, or may belong to, as far as its reader may know of them."""
        names = dict.fromkeys(each.text for each in self.ground.history if each.type in RELATES)
        cases = (self.ground.cases[each] for each in names if each in self.ground.cases)
        return notices.heard_of(cases, self.by)

    def _words(self, case: Case) -> list[Mapping[str, str]]:
        """The words that apply now: all of them for HELP, else the likeliest."""
        if not self._commands("help"):
            return verbs_facts(likeliest(case, self.by))
        if not clearance.may_read(case, self.by.key):
            return verbs_facts(("clear", "recuse", "status", "list", "new", "help"))
        closed = case.state == State.CLOSED
        return verbs_facts(
            each
            for each in VERBS
            if each not in ("clear", "yes") and (verbs.works_on_closed(each) if closed else each != "reopen")
        )


def _withheld_because(history: Sequence[Entry]) -> str:
    """Why no letter has gone to the reporter by itself from the first message on, or "" where one may."""
    if any(each.type == "released" for each in history):
        return ""
    first = takewhile(lambda each: each.type != "follow-up", history)
    return next((each.text for each in first if each.type == "withheld"), "")


def _asked_at(history: Sequence[Entry]) -> str:
    """Where a form asked for answers last, or ""."""
    return next((each.text for each in reversed(history) if each.type == "reply-to"), "")


def likeliest(case: Case, by: Responder) -> tuple[str, ...]:
    """The words that this responder most probably wants next."""
    if not clearance.may_read(case, by.key):
        return ("clear", "recuse", "help")
    if case.state == State.CLOSED:
        return ("show", "reopen", "help")
    if case.follow_up_due is None:
        return ("decide", "close", "note", "help")
    if not case.taken_by:
        return ("take", "reply", "ask", "help")
    return ("reply", "ask", "followup", "help")


def verbs_facts(names: Iterable[str]) -> list[Mapping[str, str]]:
    """What a template needs to print these words with what they do."""
    return [
        {"name": each.name, "argument": each.argument, "help": each.help}
        for each in (VERBS[name] for name in names)
    ]


def _moves(entry: Entry, waiting: Pending) -> bool:
    """Whether an entry changes what was previewed: the case, or what the reporter would be told."""
    if entry.type == "recused":
        # Whom others keep out must not come back by a YES to what was asked before.
        return any(each.verb == "include" for each in waiting.commands)
    return entry.type not in _NO_CHANGE and not entry.type.startswith("letter-")


def _may_go(case: Case, letter: Letter) -> bool:
    return clearance.may_hear(case, letter.to.casefold(), letter.audience, letter.disclosure)


def on_no_case(by: Responder, heard: Heard, ground: Ground) -> Letter | None:
    """Commands that belong to no case: LIST and HELP are answered with the cases; everything else needs a letter."""
    results = [
        Said("ok" if each.verb in ("list", "help") else "no-case-here").facts(each.line)
        for each in heard.reading.commands
    ]
    results += [
        Said("meant", {"verb": each.meant.upper()}).facts(each.line) for each in heard.reading.misread
    ]
    if not results and heard.answered >= ANSWERS_TO_NOTES:
        return None
    if not results:
        results.append(Said("no-case-here").facts(""))
    words = verbs_facts(_WITHOUT_A_CASE)
    return notices.overview(
        by, ground.cases.values(), ground.step, ground.rules, results=results, verbs=words
    )


def on_new(report: Report, name: str, by: Responder, reading: Reading, ground: Ground) -> Decision:
    """NEW: a report by phone, or to a responder. The case is there at once, for its writer alone until their YES.

    Nothing is lost where the YES never comes: the case is on the clock like any other.
    """
    now, rules = ground.now, ground.rules
    standing: dict[str, Clearance] = {key: Clearance.HELD for key in report.held if key != by.key}
    results = []
    for each in reading.commands:
        said, out = _with_new(each, by, rules)
        results.append(said.facts(each.line))
        standing |= dict.fromkeys(out, Clearance.RECUSED)
    case = Case(
        name=name,
        received_at=now,
        follow_up_due=now + rules.ladder.follow_up,
        urgent=report.urgent,
        marks=report.marks | {"draft"},
        language=report.language,
        reporter=report.reporter,
        person_named_as=report.person_named_as,
        requests_made=rules.max_requests,
        checklist=checklist.merge({}, report.findings),
        clearance={**standing, by.key: Clearance.CLEARED},
    )
    case = policy.scheduled(case, rules)
    line = next(each.line for each in reading.commands if each.verb == "new")
    pending = Pending(by.key, (Command("new", line),))
    found = [
        {"field": each, "state": case.checklist[each].state, "words": case.checklist[each].evidence}
        for each in FIELDS
    ]
    shut_out = {*standing}
    facts = {
        **notices.case_facts(case, rules),
        "results": results,
        "lines": [line],
        "verbs": [],
        "author": by.name or by.address,
        "is_own": True,
        "recipient": "",
        "named": [],
        "cut": [],
        "left": [],
        "within": now + _YES_WITHIN,
        "found": found,
        "shut_out": [each.name or each.address for each in rules.roster.everybody() if each.key in shut_out],
    }
    entries = policy.received("report", report, by.address, now, name)
    entries += [Entry(now, "held", key, report.held[key]) for key in sorted(shut_out & {*report.held})]
    entries += [
        Entry(now, "recused", by.address, key)
        for key, each in sorted(standing.items())
        if each == Clearance.RECUSED
    ]
    letter = notices.to_responder(by, "preview", ground.step, Disclosure.CONTENT, facts)
    return Decision(case, tuple(entries), (letter,), pending=pending)


def _with_new(command: Command, by: Responder, rules: Rules) -> tuple[Said, tuple[str, ...]]:
    """What comes of a command in the mail that opens a case, and whom it shuts out (by key).

    Beside NEW it is only RECUSE with a name: the rest is about a case that its writer has not seen yet.
    """
    if command.verb == "new":
        return Said("waits"), ()
    if command.verb != "recuse":
        return Said("alone"), ()
    meant = recusal.meant(command.text, by, rules.roster)
    if meant.doubt:
        return meant.doubt, ()
    if command.text and not meant.is_named:
        return Said("nobody", {"name": command.text}), ()
    others = tuple(each.key for each in meant.people if each.key != by.key)
    return Said("ok" if others else "alone"), others


def fresh_letter(to: Responder, part: Audience, again: int | None, ground: Ground) -> Letter | None:
    """A letter whose answer proves to be its recipient's, for a mail that proves too little.

    To a mail of their own, after `again` such letters within a day: the one that it answers is old, or was in other
    hands. Where that is None, once a day: whoever else has the mark may write as often as they like.
    """
    if again is None:
        return notices.naming_nothing(to, "unproven", f"unproven-{ground.now:%Y-%m-%d}", part)
    return notices.naming_nothing(to, "unproven", ground.step, part) if again < _FRESH_LETTERS else None


def on_unproven(
    case: Case, to: str, part: Audience, remark: Remark, ground: Ground, *, again: int | None = None
) -> Decision:
    """A reply to the letter of one of us (`to`) that does not prove to be theirs is kept; they get a fresh letter.

    Where it comes from somebody who must not see the case, the case is exposed: the others are told who.
    """
    roster = ground.rules.roster
    letters: list[Letter] = []
    owner = next((each for each in roster.everybody() if each.key == to.casefold()), None)
    if owner is not None and not clearance.is_ours(roster, owner.key, part):
        owner = None
    if owner is not None and not clearance.shut_out(case, owner.key):
        fresh = fresh_letter(owner, part, again, ground)
        letters += [fresh] if fresh else []
    own = owner.key if owner else ""
    seen_by = [each for each in clearance.exposed(case, roster, (remark.author,)) if each.key != own]
    changed, seen, warnings = policy.exposed(case, seen_by, ground)
    unproven = Entry(ground.now, "unproven", remark.author, remark.text)
    return Decision(changed, (unproven, *seen), (*letters, *warnings))
