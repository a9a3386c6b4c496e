"""What follows from a letter that could not be delivered: who is told, and that its promise is not kept.

It stands apart from `policy` because nobody did anything: a mail server says so, or our own tries are over.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from cocmail.cases import clearance, notices
from cocmail.cases.model import Audience, Case, Decision, Disclosure, Entry, Ground, Mark, Rules, State
from cocmail.cases.policy import scheduled


@dataclass(frozen=True, slots=True)
class Failed:
    """A letter that could not be delivered: its purpose, part and recipient, when it was written, how often tried."""

    letter_id: int
    purpose: str
    audience: Audience
    to: str
    queued_at: datetime | None = None
    attempts: int = 1

    @property
    def step(self) -> str:
        """The step of the letters that tell of it."""
        return f"letter-{self.letter_id}-{self.attempts}"


def on_undelivered(case: Case, failed: Failed, ground: Ground) -> Decision:
    """A letter failed for good, or came back: the others are told at once.

    Where letters reach none of them any more, the contacts are, once. An alert that itself fails is recorded, and
    otherwise never alerted again.
    """
    # Somebody may have let it try again; a second report of the same try is no news.
    ground = replace(ground, step=failed.step)
    now, rules = ground.now, ground.rules
    entry = Entry(now, "undelivered", failed.to, failed.purpose)
    key = failed.to.casefold()
    unreached = clearance.unreached(case, ground.history)
    now_unreached = unreached | {key}
    is_reached = clearance.is_reached(case, rules.roster, now_unreached)
    is_last = not is_reached and clearance.is_reached(case, rules.roster, unreached)
    if failed.purpose == "undelivered":
        last = notices.unreachable(case, "everybody", ground, now_unreached) if is_last else []
        return Decision(case, (entry,), tuple(last))
    is_to_reporter = failed.audience == Audience.REPORTER
    marks: frozenset[Mark] = case.marks | {"reporter-unreachable"} if is_to_reporter else case.marks
    changed = _not_followed_up(replace(case, marks=marks), failed, now, rules)
    who = "reporter" if is_to_reporter else "responder"
    letters = [
        notices.to_responder(each, "undelivered", ground.step, Disclosure.EXISTENCE, {"who": who})
        for each in clearance.audience(changed, rules.roster, Disclosure.EXISTENCE)
        if each.key != key
    ]
    if is_last or (not is_reached and failed.audience != Audience.RESPONDER):
        who = "everybody" if is_last else who
        letters += notices.unreachable(changed, who, ground, now_unreached)
    return Decision(changed, (entry,), tuple(letters))


def _not_followed_up(case: Case, failed: Failed, now: datetime, rules: Rules) -> Case:
    """The case with its clock running again where the letter that had stopped it never arrived (P17)."""
    stopped_it = failed.audience == Audience.REPORTER and failed.queued_at == case.followed_up_at
    if case.follow_up_due is not None or not stopped_it:
        return case
    if case.state == State.CLOSED:
        # Whoever opens it again takes the promise up.
        return replace(case, followed_up_at=None)
    # Of what was promised the day of the report is known; where that has passed, tomorrow.
    due = max(case.received_at + rules.ladder.follow_up, now + rules.ladder.repeat)
    return scheduled(replace(case, followed_up_at=None, follow_up_due=due, rung="warn", nudged_at=now), rules)
