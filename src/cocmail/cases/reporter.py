"""What is known of the reporter of a case: which messages are theirs, and whether they wish to be written to.

It stands apart from `policy` because who else reads their mailbox still does when the next message comes: a wish holds
from case to case, until somebody of ours lets a letter go.
"""

from collections.abc import Mapping
from dataclasses import replace

from cocmail.cases import clearance
from cocmail.cases.model import WISHES, Case, Clearance, Mark, Report


def reached(case: Case, report: Report) -> frozenset[Mark]:
    """The marks of the case; where the reporter themselves writes again, no longer that they cannot be reached."""
    return case.marks - {"reporter-unreachable"} if _is_theirs(case, report) else case.marks


def as_wished(report: Report, case: Case) -> Report:
    """A later message, with no answer to it where the reporter wanted none: who else reads that mailbox still does.

    The wish stands in the case until somebody says SEND. Only the reporter may make it, and not in a message that
    somebody else may have written: nobody keeps another person from being answered for good.
    """
    if because := _why_wished(case):
        return replace(report, may_answer=False, withheld_because=because)
    if _is_theirs(case, report):
        return report
    return replace(report, marks=report.marks - {*WISHES})


def as_wished_before(report: Report, standing: Mapping[str, Clearance]) -> Report:
    """A message, with no answer to it where its reporter wanted none in another case of theirs.

    Its case tells of the wish, unless somebody may hear of it from whom each of those cases is kept: they would
    learn by it that there is one. To them nothing is told then, and to its reporter nothing is sent all the same.
    `standing` is everybody's on its case, by key.
    """
    if not report.wished:
        return report
    told = [key for key, each in standing.items() if each not in (Clearance.HELD, Clearance.RECUSED)]
    known = [each for each in report.wished if not any(clearance.shut_out(each, key) for key in told)]
    because = report.withheld_because or next(map(_why_wished, known), "")
    marks = {mark for each in known for mark in each.marks if mark in WISHES}
    return replace(report, may_answer=False, withheld_because=because, marks=report.marks | marks)


def _why_wished(case: Case) -> str:
    """Why the reporter is sent nothing where they wrote from, as they wished it in this case; '' where they did not."""
    return next((because for mark, because in WISHES.items() if mark in case.marks), "")


def _is_theirs(case: Case, report: Report) -> bool:
    """Whether a later message is the reporter's own, as far as anybody can tell."""
    is_author = report.reporter.casefold() == case.reporter.casefold()
    return is_author and "doubtful-author" not in report.marks
