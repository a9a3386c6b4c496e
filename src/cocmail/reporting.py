"""What happens to a reporter's mail: it opens a case, adds to one, or ends our letters to them.

It stands apart from `intake`, which chooses the door, as `hearing` does for the responders. It runs inside the
transaction that files the mail.

Fails: as `database`.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from cocmail.cases import checklist, policy, telling
from cocmail.cases.model import (
    BY_CHECKLIST,
    FIELDS,
    NO_REPLY_WANTED,
    WANTS_NO_REPLY,
    Case,
    Decision,
    Mark,
    Report,
    State,
)
from cocmail.filing import Coming, Filing, other_open_cases, references, whole
from cocmail.judging import read_report
from cocmail.mail.automatic import reaction
from cocmail.mail.message import parse
from cocmail.mail.questions import answers_between, asked_in
from cocmail.mail.reply import Correspondence, new_text, without_banner
from cocmail.mail.stop import begins_with_stop, says_stop
from cocmail.mail.triage import is_written_by

_WANTS_NO_LETTERS = "the reporter wants no letters"


class Reporting(Filing):
    """One mail of a reporter, inside the transaction that files it."""

    __slots__ = ()

    def opens_case(self, coming: Coming) -> Decision:
        """What a message does that belongs to no case: it opens one."""
        judged, spooled, tx, now = coming.judged, coming.spooled, self.tx, self.now
        report = read_report(judged, self.desk, self.rules, spooled.received_at, truncated=spooled.truncated)
        is_stop = False
        if spooled.is_earlier:
            # Whoever wrote in the thread; no wish of theirs from then, and no STOP, is one about letters of ours.
            report = replace(report, related=whole(tx, tx.holding(references(judged), is_earlier=True)))
        elif report.reporter:
            # A closed one is not opened by it: who may hear of that one is told.
            closed = (each for each in coming.answered if each.state == State.CLOSED)
            related = (*whole(tx, tx.open_cases_of(report.reporter)), *closed)
            wished = whole(tx, tx.wished_in(report.reporter))
            report = replace(report, related=related, wished=wished)
            words = without_banner(report.text) or report.subject
            says_it = says_stop(words, report.reporter_name, report.reporter)
            # Nothing takes a STOP back: of somebody who may be another it is a wish.
            is_stop = says_it and judged.sender.authenticated is True
            if is_stop or tx.has_stopped(report.reporter):
                report = replace(_unanswered(report), marks=report.marks | {"stopped"})
            elif says_it:
                report = _wishing(report)
        if not spooled.is_earlier and tx.messages.knows_id(judged.message.message_id, besides=spooled.id):
            # Other content: a copy would not have come this way.
            report = replace(report, marks=report.marks | {"reused-message-id"})
        if (stub := tx.case_of_message(spooled.id)) is not None:
            # It was laid aside before, and somebody had it filed once more.
            report = replace(report, related=(*report.related, *whole(tx, (stub,))))
        decision = policy.on_report(report, tx.new_reference(), now, self.rules)
        if not is_stop:
            return decision
        stopped = self._stopped(whole(tx, tx.cases_of(report.reporter)), report)
        apart = {each.case.id for each in stopped}
        # Those hold as well whom it names.
        held = (each for each in decision.also if each.case.id not in apart)
        return replace(decision, also=(*held, *stopped))

    def _stopped(self, cases: Iterable[Case], report: Report) -> tuple[Decision, ...]:
        """What a STOP, or the message that says it, does to the other cases of its reporter."""
        return tuple(
            policy.on_stop_elsewhere(each, report, self.ground(), held=report.held)
            for each in cases
            if "stopped" not in each.marks
        )

    def follows_up(self, coming: Coming, case: Case) -> Decision:
        """What a later message does to its case."""
        judged, letter = coming.judged, coming.letter
        tx, now, case_id = self.tx, self.now, case.id or 0
        questions = {
            question: name
            for again in (False, True)
            for partly in ((), FIELDS)
            for name, question in self.letters.questions(case.language, again=again, partly=partly).items()
        }
        answers = parse(tx.post.raw(letter.id) if letter else b"")
        answered = answers.text
        letters = [parse(each) for each in tx.post.sent_to(case.reporter, case_id)]
        ground = self.ground(case)
        before = [each.text for each in ground.history if each.type in telling.OF_THE_REPORTER]
        shared = Correspondence((*letters, answers), before)
        typed = new_text(judged.message, (answered,), questions=questions)
        text = new_text(judged.message, (answered,), questions=questions, shared=shared)
        # The numbers and the order of the answers are those of the letter that was answered.
        asked = asked_in(answered, questions)
        # What was told in another case is not asked in this one: where a letter asked nothing, nothing answers it.
        asks_something = letter is not None and letter.purpose in BY_CHECKLIST and "?" in answered
        in_order = bool(asked) or asks_something
        inline = answers_between(judged.message.text, questions, (answered,))
        report = read_report(
            judged,
            self.desk,
            self.rules,
            coming.spooled.received_at,
            truncated=coming.spooled.truncated,
            text=text,
            asked=asked or checklist.missing(case.checklist, self.rules.required),
            in_order=in_order,
            inline=inline,
            sent=[each.text for each in letters],
        )
        sign = reaction(judged.message)
        if sign:
            # The words beside it are those of a program: they tell nothing, and nothing is to be answered.
            report = replace(report, findings={}, may_answer=False, withheld_because=sign)
        if judged.kind.looks_automatic or sign:
            decision = policy.on_absence(case, report, ground)
            return self._held_elsewhere(decision, report)
        is_author = is_written_by(judged.sender, case.reporter)
        author = judged.sender.address
        # What somebody else wrote stops nothing.
        writer = author.name or case.reporter_name, author.address
        says_it = is_author and says_stop(typed, *writer)
        is_stop = says_it and not coming.spooled.is_earlier
        # What came before cocmail has to do with no living case.
        wished = tx.wished_in(case.reporter) if case.reporter and not case.is_imported else ()
        report = replace(report, related=other_open_cases(tx, case), wished=whole(tx, wished))
        if is_stop or "stopped" in case.marks:
            report = _unanswered(report)
        elif says_it or (is_author and begins_with_stop(typed, *writer)):
            # Nothing takes a STOP back, so that only the bare word is one; with more it is a wish.
            report = _wishing(report)
        elif not is_author and (report.may_answer or report.withheld_because == WANTS_NO_REPLY):
            # The mark lets the mail in; it lets nothing out to an address that is new to the case.
            report = replace(report, may_answer=False, withheld_because="written from another address")
        if is_stop:
            others = [each for each in whole(tx, tx.cases_of(case.reporter)) if each.id != case.id]
            also = self._stopped(others, report)
            decision = policy.on_stop(case, report, ground)
            silent = (each for each in others if "stopped" in each.marks)
            held = policy.on_named_elsewhere(silent, decision.case, report, ground)
            return replace(decision, also=(*also, *held))
        a_day_ago = now - timedelta(days=1)
        thanked = tx.post.count(case_id, ("thanks",), case.reporter, a_day_ago) > 0
        decision = policy.on_follow_up(case, report, ground, thanked=thanked)
        return self._held_elsewhere(decision, report)

    def _held_elsewhere(self, decision: Decision, report: Report) -> Decision:
        """The decision, and that whom the message names is held in what belongs to its case as well.

        These are the other open cases of the reporter, and those that the case is linked with.
        """
        case, tx = decision.case, self.tx
        if not report.held:
            return decision
        linked = [tx.case_id(each.text) for each in tx.history(case.id or 0) if each.type == "linked"]
        ids = dict.fromkeys((*tx.open_cases_of(case.reporter), *filter(None, linked)))
        found = whole(tx, (each for each in ids if each != case.id))
        others = [each for each in found if each.erased_at is None]
        also = policy.on_named_elsewhere(others, case, report, self.ground())
        return replace(decision, also=also)


def _unanswered(report: Report) -> Report:
    """A message of a reporter who said STOP."""
    return replace(report, may_answer=False, withheld_because=_WANTS_NO_LETTERS)


def _wishing(report: Report) -> Report:
    """A message of a reporter who asks not to be written to: people may do it all the same."""
    marks: frozenset[Mark] = report.marks | {NO_REPLY_WANTED}
    return replace(report, may_answer=False, withheld_because=WANTS_NO_REPLY, marks=marks)
