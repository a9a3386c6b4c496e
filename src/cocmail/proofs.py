"""Every template is tried at start, with the letters of real decisions about invented cases.

It stands apart from `letters` because the facts of a letter are the policy's. A template is given exactly what it
will be given when it matters, to each kind of recipient, so that one which passes here cannot fail then.

Fails: `TemplateFault` from `prove`, naming the file and line.
"""

from collections.abc import Hashable, Iterator, Sized
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from cocmail.cases import drafts, notices, policy, responding, telling, unproven
from cocmail.cases.answers import ANSWERS
from cocmail.cases.checklist import ASKED_FOR_THE_REST
from cocmail.cases.commands import Reading, read_commands
from cocmail.cases.model import (
    FIELDS,
    Asked,
    Attachment,
    Audience,
    Case,
    Clearance,
    Command,
    Decision,
    Entry,
    Finding,
    Ground,
    Letter,
    Remark,
    Report,
    Responder,
    Roster,
    Rules,
    State,
)
from cocmail.cases.responding import Heard
from cocmail.cases.undelivered import Failed, on_undelivered
from cocmail.letters import LANGUAGES, NAMELESS, PURPOSES, Letters, without_content
from cocmail.reading import Flag, Summary

SAMPLE_CASE = "copper lantern"
_NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
_LATE = _NOW + timedelta(days=60)
_AINO = Responder("aino@example.org", "Aino Virtanen", "en", ("Aina",))
_BEN = Responder("ben@example.org", "Ben Okafor")
_CARLA = Responder("carla@example.org", "Carla Lindqvist")
_REPORTER = "rea@example.net"
_RULES = Rules(
    Roster((_AINO, _BEN, _CARLA), (Responder("chair@example.org"),), Responder("outside@example.net")), FIELDS
)
_OPEN = replace(_RULES, clearance_mode="open")
_HELD = {each.key: each.name for each in (_AINO, _BEN, _CARLA)}

_FULL = Report(
    _NOW,
    "Words\nof a report",
    subject="A subject",
    reporter=_REPORTER,
    reporter_name="Rea Porter",
    may_answer=True,
    urgent=True,
    marks=frozenset({"retaliation", "safety", "contact-not-found"}),
    held={_BEN.key: "Ben"},
    person_named_as="Ben",
    truncated=True,
    doubt="Sender is there more than once",
    attachments=(Attachment("photo.jpg", "image/jpeg", 12_345),),
    related=(
        Case("amber acorn", _NOW, None, clearance={_AINO.key: Clearance.CLEARED}),
        Case("amber harp", _NOW, None, state=State.CLOSED, clearance={_AINO.key: Clearance.CLEARED}),
    ),
    recipients=(_BEN.address,),
)
_BARE = Report(
    _NOW,
    "",
    reporter=_REPORTER,
    may_answer=True,
    findings={name: Finding("present", "words") for name in FIELDS},
)
_NOBODY = Report(_NOW, "Words", withheld_because="the sender is not known", is_report=False, readable=False)


_DRAFT = asdict(
    Summary("early March 2026", ("Words", "Words"), (Flag("name", "Rea", "[A]"), Flag("quote", "words")), 1)
)
_NO_DRAFT = asdict(Summary("early March 2026", (), (), 0))

# Every type of entry that is shown, with and without what it may hold.
_HISTORY = (
    *(Entry(_NOW, kind) for kind in telling.SHOWN if kind != "attached"),
    Entry(_NOW, "report", _REPORTER, "> Earlier\nwords\nof a report"),
    Entry(_NOW, "subject", _REPORTER, "A subject"),
    Entry(_NOW, "attached", _REPORTER, Attachment("photo.jpg", "image/jpeg", 12_345).line),
    Entry(_NOW, "withheld", text="the sender is not known"),
    Entry(_NOW, "asked", _AINO.address, "Words\nwhere, when"),
    Entry(_NOW, "set", _AINO.address, "where: a place"),
    Entry(_NOW, "decided", _AINO.address, "no-action: Words"),
)

# Facts by whose very value a template chooses its words, and those where one thing is told otherwise than more.
_CHOICES = frozenset({"what", "rung", "state", "who"})
_COUNTED = frozenset({"results", "asks"})


class TemplateFault(Exception):
    """A template cannot be used; every reason is one line of `problems`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def prove(letters: Letters) -> None:
    """Read every template, and render it in every language as it will be when it matters.

    Raises `TemplateFault` with all faults.
    """
    problems: list[str] = []
    letters.read_all()
    samples = [*sample_letters()]
    samples += [without_content(each) for each in samples if each.audience != Audience.REPORTER]
    for language in LANGUAGES:
        for purpose in PURPOSES:
            tried = [replace(each, language=language) for each in samples if each.purpose == purpose]
            problems += dict.fromkeys(filter(None, (_fault(letters, each) for each in tried)))
        problems += _faults_of_questions(letters, language)
        problems += _faults_of_answers(letters, language)
    if problems:
        raise TemplateFault(problems)


def _fault(letters: Letters, letter: Letter) -> str:
    """What is wrong with the template of a sample letter; '' where it serves."""
    where = f"templates/{letter.language}/{letter.purpose}.txt"
    try:
        subject, body = letters.render(letter, SAMPLE_CASE, _NOW)
        if letter.facts.get("follow_up_due") or letter.facts.get("cases"):
            # A promise whose day has passed is told otherwise.
            letters.render(letter, SAMPLE_CASE, _LATE)
    except Exception as error:  # An administrator's template may do anything.
        line = getattr(error, "lineno", None)
        return f"{where}{f', line {line}' if line else ''}: {error or type(error).__name__}"
    if SAMPLE_CASE not in subject.casefold() and letter.purpose not in NAMELESS:
        return f"{where}: its subject does not hold the case name"
    return "" if body.strip() else f"{where}: is empty"


def _faults_of_questions(letters: Letters, language: str) -> list[str]:
    where = f"templates/{language}/questions.txt"
    try:
        tables = [
            letters.questions(language, again=again, partly=partly)
            for partly in ((), FIELDS)
            for again in (False, True)
        ]
        rest = [letters.table(language, "questions", f"questions_partly{again}") for again in ("", "_again")]
    except Exception as error:
        return [f"{where}: {error}"]
    lacking = [name for name in FIELDS if not all(table.get(name) for table in tables)]
    same = [
        name
        for name in FIELDS
        if name not in lacking and (tables[0][name] == tables[1][name] or tables[2][name] == tables[3][name])
    ]
    vague = [name for name in ASKED_FOR_THE_REST if not all(table.get(name) for table in rest)]
    return (
        [f"{where}: no question for {name}" for name in lacking]
        + [f"{where}: no question for the rest of {name}" for name in vague]
        + [f"{where}: {name} is asked twice in the same words" for name in same]
    )


def _faults_of_answers(letters: Letters, language: str) -> list[str]:
    """Each answer to a command is there, and takes the words that it is told with."""
    where = f"templates/{language}/_said.txt"
    try:
        said = letters.table(language, "_said", "said")
    except Exception as error:
        return [f"{where}: {error}"]
    faults = []
    for code, words in ANSWERS.items():
        try:
            _ = str(said[code]) % dict.fromkeys(words, "words")
        except (KeyError, ValueError, TypeError):
            faults.append(f'{where}: "{code}" is not there, or asks for something else than {list(words)}')
    return faults


@cache  # A thousand decisions make them, the same at every reload.
def sample_letters() -> tuple[Letter, ...]:
    """Every kind of letter to every kind of recipient, each with the fullest facts and with the barest."""
    decisions = (each for decision in _decisions() for each in (decision, *decision.also))
    every = (letter for decision in decisions for letter in (*decision.letters, *decision.apart))
    return tuple({_shape(letter): letter for letter in every}.values())


def _shape(letter: Letter) -> Hashable:
    """What a template can tell two letters apart by, but for the words in them."""
    facts = tuple(sorted((name, _kind(name, value)) for name, value in letter.facts.items()))
    return letter.purpose, letter.audience, letter.shows is not None, facts


def _kind(name: str, value: object) -> str:
    if name in _CHOICES or isinstance(value, bool):
        return str(value)
    if name == "marks" and isinstance(value, list):
        return f"{bool(value)}, {'draft' in value}"
    if name in _COUNTED and isinstance(value, Sized):
        return f"{min(len(value), 2)} things"
    return str(bool(value))


def _decisions() -> Iterator[Decision]:
    reports = (_FULL, _BARE, replace(_BARE, is_report=False), replace(_BARE, readable=False), _NOBODY)
    for report in reports:
        for rules in (_RULES, _OPEN):
            yield policy.on_report(report, SAMPLE_CASE, _NOW, rules)
    yield policy.on_report(replace(_FULL, held=_HELD), SAMPLE_CASE, _NOW, _RULES)
    for case in (_case(_FULL), _case(_BARE)):
        yield from _messages(case)
        yield from _replies(case)
        yield from _silences(case)
        yield from _failures(case)


def _messages(case: Case) -> Iterator[Decision]:
    cleared = replace(case, clearance=dict.fromkeys(case.clearance, Clearance.CLEARED))
    stranger = replace(
        _FULL, reporter="lisa@example.net", may_answer=False, withheld_because="another address"
    )
    for later in (_FULL, _BARE, stranger, replace(_FULL, held=_HELD)):
        for requests in (0, 1):
            known = replace(cleared, requests_made=requests, urgent=False)
            yield policy.on_follow_up(known, later, _ground("2"))
    taken = replace(cleared, urgent=False, state=State.ACTIVE, taken_by=_AINO.key)
    yield policy.on_follow_up(taken, _FULL, _ground("2"))
    closed = replace(cleared, state=State.CLOSED, closed_at=_NOW, follow_up_due=None)
    for later in (_FULL, _BARE):
        yield policy.on_follow_up(closed, later, _ground("2"))
    long_ago = replace(_FULL, received_at=_NOW - timedelta(days=30))
    yield policy.on_follow_up(replace(cleared, follow_up_due=_NOW), long_ago, _ground("2"))
    yield policy.on_stop(cleared, _BARE, _ground("3"))
    yield policy.on_contact(cleared, Remark("chair@example.org", "Words"), _ground("4"))
    for named in ({}, {_CARLA.key: "Carla"}):
        for proven in (False, True):
            remark = Remark(_BEN.address, "Words", _BEN.name, named)
            yield policy.on_answer_to_reporter(cleared, remark, _ground("4"), is_proven=proven)
    for to, part, author in (
        (_AINO.address, Audience.RESPONDER, "x@example.net"),
        (_AINO.address, Audience.RESPONDER, _BEN.address),
        ("chair@example.org", Audience.CONTACT, "x@example.net"),
    ):
        remark = Remark(author, "Words")
        yield unproven.on_unproven(_with_some_held(cleared), to, part, remark, _ground("4"))


# Words that between them have every kind of answer, of news to the others, and of preview.
_WORDS = (
    "clear",
    "clear\ntake",
    "clear\ntake\nurgent",
    "clear\nreply words",
    "recuse",
    "recuse Carla",
    "recuse Carla and Ben",
    "recuse Carla?",
    "status",
    "help",
    "list",
    "show",
    "summary",
    "clsoe",
    "note words",
    "note",
    "Words.",
    "take",
    "assign Carla",
    "assign Ben",
    "assign nobody",
    "include Ben",
    "include chair@example.org",
    "include Aino",
    "include nobody",
    "followup words",
    "followup is overdue",
    "set where: a place",
    "set nothing: words",
    "urgent\ncalm",
    "snooze 3d words",
    "snooze words",
    "ask",
    "ask where, when",
    "ask words",
    "reply words\nask where",
    "reply words",
    "decide violation words",
    "decide violation unless",
    "decide words",
    "close no-action",
    "close",
    "reopen",
    "link amber acorn",
    "link brass comet",
    "send",
    "spam",
    "unrelated",
    "erase",
    "new",
    "yes",
)


def _replies(case: Case) -> Iterator[Decision]:
    cleared = replace(case, clearance={**case.clearance, **dict.fromkeys(_HELD, Clearance.CLEARED)})
    other = replace(cleared, id=2, name="amber acorn")
    followed_up = replace(cleared, follow_up_due=None, followed_up_at=_NOW, urgent=False)
    closed = replace(followed_up, state=State.CLOSED, closed_at=_NOW, outcome="no-action", next_due_at=None)
    withheld = (
        Entry(_NOW, "withheld", text="the sender takes no replies"),
        Entry(_NOW, "reply-to", text="lisa@example.net"),
    )
    draft = replace(cleared, marks=cleared.marks | {"draft"}, clearance={_AINO.key: Clearance.CLEARED})
    history = telling.told(_HISTORY, case, _RULES.roster, ZoneInfo("UTC"))
    ground = Ground(_NOW, _RULES, "5", withheld, history, {other.name: other, cleared.name: cleared})
    for known in (case, cleared, _with_some_held(cleared), followed_up, closed, draft):
        for text in _WORDS:
            heard = Heard(read_commands(text), summary=_DRAFT)
            decision = responding.on_responder(known, _AINO, heard, ground)
            yield decision
            if decision.pending:
                asked = Asked(decision.pending, _NOW, len(ground.history))
                for who, later in ((_AINO, 0), (_CARLA, 0), (_AINO, 2)):
                    ground_of_yes = replace(ground, now=_NOW + timedelta(days=later))
                    heard = Heard(read_commands("yes"), asked=asked)
                    yield responding.on_responder(decision.case, who, heard, ground_of_yes)
        for heard in (
            Heard(read_commands("summary"), summary=_NO_DRAFT),
            Heard(read_commands(""), is_shut=True),
            Heard(Reading((Command("take", "take"),), disagrees=True)),
            Heard(read_commands("note Carla did it"), named={_CARLA.key: "Carla"}),
            Heard(read_commands("decide Carla did it"), named={_CARLA.key: "Carla"}),
            Heard(read_commands("reply Carla will call you"), in_letter=frozenset({_CARLA.key})),
        ):
            yield responding.on_responder(known, _AINO, heard, ground)
    often = tuple(Entry(_NOW - timedelta(hours=each), "note", _AINO.address, "Words") for each in (3, 2, 1))
    yield responding.on_responder(
        cleared, _AINO, Heard(read_commands("Words")), replace(ground, history=often)
    )
    reported = replace(_with_some_held(cleared), reporter=_BEN.address)
    yield responding.on_responder(reported, _AINO, Heard(read_commands("include Ben")), ground)
    for known in (cleared, followed_up):
        taken = replace(known, state=State.ACTIVE, taken_by=_AINO.key)
        yield responding.on_responder(taken, _AINO, Heard(read_commands("recuse")), ground)
    held = replace(case, clearance=dict.fromkeys(case.clearance, Clearance.HELD))
    yield responding.on_responder(held, _AINO, Heard(read_commands("status")), replace(ground, step="6"))
    for report in (_FULL, _BARE):
        reading = read_commands("new\nurgent\nrecuse Carla\nrecuse nobody\n\nWords")
        yield drafts.on_new(report, SAMPLE_CASE, _AINO, reading, _ground("5"))
    for text in ("list", "take", "clsoe", "Words"):
        letter = responding.on_no_case(_AINO, Heard(read_commands(text)), ground)
        yield Decision(case, apart=(letter,) if letter else ())
    for cases, aside in (((), 0), ((case, closed, cleared), 3)):
        yield Decision(case, apart=(notices.digest(_AINO, cases, aside, "7", _RULES),))
    yield Decision(case, apart=tuple(notices.lost_digest(_AINO, "8", _RULES)))


def _with_some_held(case: Case) -> Case:
    held = dict.fromkeys((_BEN.key, "chair@example.org"), Clearance.HELD)
    return replace(case, clearance={**case.clearance, **held})


def _silences(case: Case) -> Iterator[Decision]:
    closed = replace(case, state=State.CLOSED, closed_at=_NOW - _RULES.ladder.keep)
    standings = (Clearance.PENDING, Clearance.CLEARED, Clearance.HELD)
    for known in (replace(closed, clearance=dict.fromkeys(_HELD, each)) for each in standings):
        if decision := policy.on_silence(known, _NOW, _RULES):
            yield decision
    cleared = replace(case, clearance=dict.fromkeys(case.clearance, Clearance.CLEARED))
    for what in ("revealed", "exported"):
        yield policy.on_look(cleared, what, _NOW, _RULES)
    yield policy.on_erasure(cleared, "root", _NOW, _RULES)
    followed_up = replace(case, follow_up_due=None, followed_up_at=_NOW, urgent=False)
    calm = replace(case, urgent=False)
    nobody = replace(calm, clearance=dict.fromkeys(_HELD, Clearance.HELD))
    taken = replace(calm, state=State.ACTIVE, taken_by=_AINO.key)
    draft = replace(calm, marks=calm.marks | {"draft"}, clearance={_AINO.key: Clearance.CLEARED})
    for known in (case, calm, followed_up, nobody, taken, draft):
        for days in (0.1, 3, 5, 7):
            if decision := policy.on_silence(known, _NOW + timedelta(days=days), _RULES):
                yield decision


def _failures(case: Case) -> Iterator[Decision]:
    for audience, to in (
        (Audience.REPORTER, _REPORTER),
        (Audience.RESPONDER, _AINO.address),
        (Audience.CONTACT, "chair@example.org"),
    ):
        failed = Failed(1, "notice", audience, to)
        yield on_undelivered(case, failed, _ground(failed.step))
    alone = replace(_RULES, roster=replace(_RULES.roster, responders=(_AINO,)))
    failed = Failed(1, "notice", Audience.RESPONDER, _AINO.address)
    yield on_undelivered(case, failed, Ground(_NOW, alone, failed.step))


def _ground(step: str) -> Ground:
    return Ground(_NOW, _RULES, step)


def _case(report: Report) -> Case:
    return replace(policy.on_report(report, SAMPLE_CASE, _NOW, _RULES).case, id=1)
