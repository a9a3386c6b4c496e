"""What a whole mail of a responder comes to: its commands in order, what waits for a YES, and the one answer.

It stands apart from `verbs`, where each word is, and from `policy`, which follows what reporters and the clock do.
Every mail has exactly one answer, to the registered address of the responder; who is shut out of the case gets
one that is the same whether or not the case exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from cocmail.cases import clearance, confirming, deadlines, notices, persons, policy, verbs
from cocmail.cases.answers import OK, Said
from cocmail.cases.commands import VERBS, Confirm, Reading, verbs_facts
from cocmail.cases.confirming import Proposal
from cocmail.cases.model import (
    Asked,
    Attachment,
    Audience,
    Case,
    Clearance,
    Command,
    Decision,
    Disclosure,
    Entry,
    EntryType,
    Ground,
    Letter,
    Pending,
    Remark,
    Responder,
    State,
)
from cocmail.cases.verbs import Outcome

# How many notes without a command are answered to one responder, a case and day.
ANSWERS_TO_NOTES = 3
_A_DAY = timedelta(days=1)
#: The types of entries whose text is the name of another case.
RELATES: frozenset[EntryType] = frozenset({"possibly-related", "linked"})
# Words whose answer is a letter of its own: the first of these that a mail has is the one that is answered.
_VIEWS = ("show", "summary", "list")
_WITHOUT_A_CASE = ("list", "new", "help")


@dataclass(frozen=True, slots=True)
class Heard:
    """A responder's mail with all that the store knows of where it came in."""

    reading: Reading
    named: Mapping[str, str] = field(default_factory=dict)  #: whom its words name, by key (see `mentions`)
    addressed: frozenset[str] = frozenset()  #: those of them whom it does nothing but greet or thank, by key
    in_letter: frozenset[str] = frozenset()  #: whom a letter to the reporter in it names, by key
    asked: Asked | None = None  #: the preview that this mail answers
    summary: Mapping[str, Any] = field(default_factory=dict)  #: the facts of an anonymised draft
    answered: int = 0  #: how often this responder was answered on this case within a day
    is_shut: bool = False  #: nothing of the mail could be read
    attachments: tuple[Attachment, ...] = ()
    beside: str = ""  #: what is seen beside its words, where somebody may be named too


def on_responder(case: Case, by: Responder, heard: Heard, ground: Ground) -> Decision:
    """A responder's reply: commands are carried out in order; exactly one answer goes back.

    A machine that answers our answers must not be answered for ever, so that after a few only commands are.
    """
    if clearance.shut_out(case, by.key):
        letter = not_available(by, heard.answered, ground.step)
        return Decision(case, (Entry(ground.now, "refused", by.address),), (letter,) if letter else ())
    run = _obeyed(case, by, heard, ground)
    if clearance.silences(case, run.case, ground.rules.roster, by.key):
        run = _refused(case, by, heard, ground, steps_back=clearance.shut_out(run.case, by.key))
    run.tell_at_once()
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
    let_in: list[str] = field(default_factory=list)  #: whom what waits would include, by key
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
        self.let_in += [each.text for each in outcome.entries if each.type == "included"]
        self.waiting.append(command)
        return self._say(command.line, Said("waits-for-another" if needs == Confirm.SECOND else "waits"))

    def _confirm(self, yes: Command) -> None:
        """The YES to a preview."""
        found = confirming.confirmed(self.heard.asked, self.case, self.by, self.ground)
        if isinstance(found, Said):
            return self._say(yes.line, found)
        for command in found:
            self._add(command.line, verbs.carry_out(self.case, self.by, command, self.ground))
        return None

    def _add(self, line: str, outcome: Outcome) -> None:
        self.case = outcome.case
        self.entries += outcome.entries
        self.letters += outcome.letters
        self.news += outcome.news
        self.also += outcome.also
        self.erase = self.erase or outcome.erase
        is_repeated = any(what == "note" and self._is_repeated(text) for what, text in outcome.news)
        self._say(line, Said("kept-repeated") if is_repeated else outcome.said)

    def _say(self, line: str, what: Said) -> None:
        self.results.append(what.facts(line))

    def _has(self, entry_type: EntryType) -> bool:
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
        is_kept_back = not may_read and any(map(self._stays, self.heard.named))
        came = policy.came_with(files, self.heard.beside, self.by.address, now)
        if is_kept_back:
            # The name of a file, too.
            told = "\n".join(filter(None, (note, *(each.text for each in came))))
            self.entries += [Entry(now, "unshared", self.by.address, told)] if told else []
        else:
            self.entries += [Entry(now, "note", self.by.address, note)] if is_note else []
            self.entries += came
        if is_note:
            self.news += [("note", note)] if may_read else []
            kept = Said("kept-repeated" if self._is_repeated(note) else "kept")
            self._say("", kept if may_read else Said("kept-undeclared"))

    def _is_repeated(self, note: str) -> bool:
        """Whether a note in these very words, with these files, was sent to the others as often as it may be."""
        return self._came(note) >= ANSWERS_TO_NOTES

    def _came(self, note: str) -> int:
        """How often a note in these very words, with these files, came within a day.

        The machines of two of us, each of which answers whatever reaches it, would go on with their notes for ever.
        """
        now, by, heard = self.ground.now, self.by.address, self.heard
        own = [each for each in self.ground.history if each.who == by and each.at > now - _A_DAY]
        # Before that it was sent to nobody.
        declared = [each.at for each in (*own, *self.entries) if each.type == "cleared"]
        own = [each for each in own if each.at >= max(declared, default=each.at)]
        # What came with one mail is of one moment.
        said = {each.at for each in own if each.type == "note" and each.text == note}
        for other in policy.came_with(heard.attachments, heard.beside, by, now):
            said &= {each.at for each in own if (each.type, each.text) == (other.type, other.text)}
        return len(said)

    def hold_named(self) -> None:
        """Whom the words of this mail name is shut out before anything of it reaches them (P19).

        Those who were included stay: whoever included them talks about them by name.
        """
        named = persons.others_named(self.ground.rules.roster, self.by.key, self.heard.named)
        named = clearance.but_included(self.case, named, self.ground.history)
        held = {key: words for key, words in named.items() if not self._stays(key)}
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
            if what == "note" and self._is_repeated(text) and not self.held_now:
                continue
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
        if clearance.shut_out(self.case, self.by.key):
            return self._stepped_back()
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
        is_seen_to = deadlines.is_seen_to(self.before, changed)
        return Decision(
            changed,
            tuple(self.entries),
            tuple(letters),
            clearance.newly_shut_out(self.before, changed),
            pending=pending,
            also=tuple(self.also),
            is_seen_to=is_seen_to,
            overtakes=policy.overdue(self.before) if is_seen_to else (),
        )

    def _refuse_other_views(self) -> None:
        """Of what was asked to be shown one thing is, and none beside a preview: nobody is told otherwise."""
        asked = ["show"] if self._has("cleared") else [verb for verb, _ in self.views]
        shown = "" if self.waiting else min(asked, key=_VIEWS.index, default="")
        for verb, place in self.views:
            if verb != shown:
                self.results[place] = Said("alone").facts(str(self.results[place]["line"]))

    def _stepped_back(self) -> Decision:
        """They are answered that they are out, and are told no more of the case."""
        answer = Letter(
            "recused",
            self.by.address,
            Audience.RESPONDER,
            Disclosure.NOTHING,
            self.by.language,
            self.ground.step,
        )
        changed = policy.scheduled(self.case, self.ground.rules)
        unreached = clearance.unreached(self.before, (*self.ground.history, *self.entries))
        last = notices.nobody_left(self.before, changed, self.ground, unreached)
        others = [each for each in self.letters if each.to.casefold() != self.by.key]
        return Decision(
            changed,
            tuple(self.entries),
            (answer, *others, *self.told_to_others(changed), *last),
            clearance.newly_shut_out(self.before, changed),
            also=tuple(self.also),
        )

    def _erased(self, entry: Entry) -> Decision:
        told = clearance.audience(self.case, self.ground.rules.roster, Disclosure.CONTENT)
        letters = notices.erasure(told, "responders", self.ground.step)
        return Decision(self.case, tuple(self.entries), erase=entry, apart=tuple(letters))

    def _previews(self, case: Case) -> tuple[Pending, list[Letter]]:
        waiting = Proposal(
            self.by,
            tuple(self.waiting),
            self.results,
            self.shows,
            self._named_in_letter(case),
            self.let_in,
        )
        if not waiting.needs_another:
            return waiting.pending, [confirming.preview(case, self.by, waiting, self.ground)]
        roster = self.ground.rules.roster
        oneself = persons.together(roster, self.by.key)
        others = clearance.audience(case, roster, Disclosure.CONTENT)
        asked = [
            confirming.preview(case, each, waiting, self.ground) for each in others if each not in oneself
        ]
        answer = self._answer(case)
        return waiting.pending, [*asked, *([answer] if answer else [])]

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
        # "Note: this mailbox is read on Tuesdays" may be a machine's.
        asks = any(
            each.verb != "note" or (may_read and not self._is_repeated(each.text))
            for each in reading.commands
        )
        # A person has to hear it, once, when the others are sent their words no more.
        ends = any(what == "note" and self._came(text) == ANSWERS_TO_NOTES for what, text in self.news)
        is_asked = asks or ends or bool(reading.misread or (self.held_now and self._knows))
        if not is_asked and self.heard.answered >= ANSWERS_TO_NOTES:
            return None
        if not may_read:
            # A template may show any fact it is given; who has not declared anything is given none of content.
            facts |= {"held": [], "checklist": {}, "missing": (), "marks": [], "is_writable": True}
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


def likeliest(case: Case, by: Responder) -> tuple[str, ...]:
    """The words that this responder most probably wants next."""
    if not clearance.may_read(case, by.key):
        return ("clear", "recuse", "help")
    if case.state == State.CLOSED:
        return ("show", "reopen", "help")
    if case.urgent and not case.taken_by:
        # Everybody is reminded every half hour until one of these comes.
        return ("take", "reply" if case.is_writable else "followup", "calm", "help")
    if case.follow_up_due is None:
        return ("decide", "close", "note", "help")
    if not case.is_writable:
        return ("followup", "note", "help") if case.taken_by else ("take", "followup", "note", "help")
    if not case.taken_by:
        return ("take", "reply", "ask", "help")
    return ("reply", "ask", "followup", "help")


def _may_go(case: Case, letter: Letter) -> bool:
    return clearance.may_hear(case, letter.to.casefold(), letter.audience, letter.disclosure)


def on_no_case(by: Responder, heard: Heard, ground: Ground) -> Letter | None:
    """Commands that belong to no case: LIST and HELP are answered with the cases; everything else needs a letter."""
    results = [Said("meant", {"verb": each.meant.upper()}).facts(each.line) for each in heard.reading.misread]
    results += [_without_a_case(each).facts(each.line) for each in heard.reading.commands]
    if not results and heard.answered >= ANSWERS_TO_NOTES:
        return None
    if not results:
        results.append(Said("no-case-here").facts(""))
    words = verbs_facts(_WITHOUT_A_CASE)
    return notices.overview(
        by, ground.cases.values(), ground.step, ground.rules, results=results, verbs=words
    )


def _without_a_case(command: Command) -> Said:
    """What comes of a command that belongs to no case; NEW with a report comes here only where a word is misread."""
    match command.verb:
        case "list" | "help":
            return OK
        case "new":
            return Said("because-of-that") if command.text else Said("no-text", {"verb": "NEW"})
        case _:
            return Said("no-case-here")
