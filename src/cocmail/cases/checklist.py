"""What a report should tell, and what may still be asked (P7, P8).

It stands apart because asking for what was already given is the worst error short of losing a report.
"""

from collections.abc import Iterable, Mapping
from functools import reduce

from cocmail.cases.model import FIELDS, Case, Finding, Report, Rules, State

# Declined stands above partial: who has said that they do not know is never asked again (P8).
_RANK = {"absent": 0, "partial": 1, "declined": 2, "present": 3}

# What is known in part is shown to responders as it is; only for these the rest is asked for.
ASKED_FOR_THE_REST = ("when",)


def merge(known: Mapping[str, Finding], new: Mapping[str, Finding]) -> dict[str, Finding]:
    """All eight fields after a later message: a fuller answer replaces a lesser one, never the reverse."""
    merged = {}
    for name in FIELDS:
        before, after = known.get(name, Finding()), new.get(name, Finding())
        merged[name] = after if _RANK[after.state] > _RANK[before.state] else before
    return merged


def missing(checklist: Mapping[str, Finding], required: Iterable[str]) -> tuple[str, ...]:
    """The fields to ask for, in the order of the checklist: absent ones, and a vague `when`."""
    wanted = set(required)
    return tuple(
        name
        for name in FIELDS
        if name in wanted
        and (
            checklist.get(name, Finding()).state == "absent"
            or (name in ASKED_FOR_THE_REST and checklist.get(name, Finding()).state == "partial")
        )
    )


def asked_first(report: Report, rules: Rules) -> tuple[str, ...]:
    """What a first letter asks for: nothing where it answers no report, or one that nobody could read (P8).

    What its reporter has told in an open case of theirs is not asked again: mostly they add to that.
    """
    asks = report.is_report and report.readable and rules.max_requests > 0
    told = _with_other_cases(report.findings, report.reporter, report.related)
    return missing(told, rules.required) if asks else ()


def asked_later(case: Case, report: Report, rules: Rules) -> tuple[str, ...]:
    """What the answer to a later message asks for: what is still missing, while there is a request left (P8)."""
    # Who thanks for a letter, or writes once more when all was done, is sent no form: responders can ask.
    is_over = case.state == State.CLOSED or case.requests_made >= rules.max_requests
    if not report.is_report or is_over or not report.readable:
        return ()
    told = merge(case.checklist, report.findings)
    return missing(_with_other_cases(told, case.reporter, report.related), rules.required)


def asked_on_release(case: Case, others: Iterable[Case], rules: Rules) -> tuple[str, ...]:
    """What a letter asks for that was withheld, and that one of us lets go by now; `others` may be any other cases."""
    is_answerable = not case.marks & {"unclear", "unreadable"}
    if not is_answerable or case.requests_made >= rules.max_requests:
        return ()
    return missing(_with_other_cases(case.checklist, case.reporter, others), rules.required)


def _with_other_cases(
    known: Mapping[str, Finding], reporter: str, others: Iterable[Case]
) -> Mapping[str, Finding]:
    """What is known, with what the same reporter told in other cases that are open.

    What was perhaps forged, or is a draft of somebody else's, they have not told.
    """
    key = reporter.casefold()
    theirs = (
        each.checklist
        for each in others
        if key
        and each.reporter.casefold() == key
        and each.state != State.CLOSED
        and each.marks.isdisjoint({"doubtful-author", "draft"})
    )
    return reduce(merge, theirs, known)
