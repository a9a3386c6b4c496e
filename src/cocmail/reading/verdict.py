"""What a whole page comes to, when its sentences have been weighed and the rules have had their say.

It stands apart because it is trained and not written: `tests/training/train.py` makes `verdicts.txt` from labelled
mails. One sentence rarely decides; how loudly the loudest three speak of a question, what the word lists found beside
them, what the rules propose and what the page looks like to the net is weighed here once more, for each answer that
there may be.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from cocmail.reading.model import Finding
from cocmail.reading.weigher import Weighed

Verdicts = Mapping[str, Mapping[str, Mapping[str, float]]]
# For each question, how likely each answer is, as natural logarithms.
Impression = Mapping[str, Mapping[str, float]]

URGENT = "urgent"
REPORT = "report"
STATES = ("present", "partial", "absent", "declined")
# What is looked at for each question: the subjects that sentences were weighed for, and the word lists.
SUBJECTS_OF: Mapping[str, tuple[str, ...]] = {
    "contact": ("contact", "contact declined"),
    "when": ("when", "when enough", "when declined", "urgent"),
    "where": ("where", "where enough", "where declined"),
    "ongoing": ("ongoing", "ongoing declined", "urgent"),
    "description": ("description", "description enough"),
    "reported_person": ("reported_person", "reported_person enough", "reported_person declined"),
    "circumstances": ("circumstances", "circumstances declined"),
    "witnesses": ("witnesses", "witnesses enough", "witnesses declined"),
    URGENT: ("urgent", "ongoing", "description", "where", "when enough", "other"),
    REPORT: (
        *("other", "description", "description enough", "reported_person", "when", "where", "ongoing"),
        *("circumstances", "witnesses", "urgent"),
    ),
}
# The answers that there may be to each question.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    question: ("no", "yes") if question in (URGENT, REPORT) else STATES for question in SUBJECTS_OF
}
# How much more speaks against a report than for it in what is so plainly none.
_PLAINLY = 5.0
_LISTS_OF: Mapping[str, tuple[str, ...]] = {
    "contact": ("reach_me", "no_reply", "dead_address"),
    "when": ("day", "time", "programme", "anchored", "part_days", "vague_days", "just_now", "just_before"),
    "where": ("channel", "numbered", "place", "addresses", "spots", "events", "vague_places"),
    "ongoing": ("continues", "ended", "may_continue", "may_have_ended"),
    "description": ("conduct", "categories"),
    "reported_person": ("name", "handle", "called", "looks", "single_roles", "people"),
    "circumstances": ("background", "vague_background"),
    "witnesses": ("witnesses", "crowds", "name"),
    URGENT: ("help_now", "danger", "live", "just_now", "exposure", "despair"),
    REPORT: ("conduct", "categories", "reports", "not_reports"),
}


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of a page before it is judged.

    Its sentences weighed, what the rules propose for the fields, and what it looks like to the net.
    """

    weighed: Weighed
    proposed: Mapping[str, Finding]
    impression: Impression


def decide(question: str, clues: Clues) -> dict[str, float]:
    """How much speaks for each of the `ANSWERS` to a question; the greatest is the likeliest."""
    seen = values(question, clues)
    answers, names, weights = _tables()[question]
    sums = weights @ np.array([1.0, *(seen.get(name, 0.0) for name in names)])
    return dict(zip(answers, sums.tolist(), strict=True))


def outweighs(answers: Mapping[str, float], answer: str, share: float = 0.5) -> bool:
    """Whether an answer has more than that share of what speaks for all that `decide` weighed."""
    likely = {each: math.exp(weight) for each, weight in answers.items()}
    return likely[answer] > share * sum(likely.values())


def against_report(clues: Clues) -> float:
    """How much more speaks against a report than for it."""
    answers = decide(REPORT, clues)
    return answers["no"] - answers["yes"]


def is_plainly_no_report(clues: Clues) -> bool:
    """Whether so much speaks against a report that no single phrase makes it one."""
    return against_report(clues) >= _PLAINLY


def values(question: str, clues: Clues) -> dict[str, float]:
    """What is looked at for a question, by name."""
    weighed, proposed = clues.weighed, clues.proposed
    loudness = weighed.loudness
    seen = {"sentences": math.log(1 + len(weighed.sentences)), "other, mean": loudness["other"].mean}
    for subject in SUBJECTS_OF[question]:
        seen[f"{subject}, first"] = loudness[subject].first
        seen[f"{subject}, any"] = loudness[subject].any
        if question in (URGENT, REPORT):
            seen[f"{subject}, mean"] = loudness[subject].mean
    seen |= {f"#{name}": float(weighed.holds(name)) for name in _LISTS_OF[question]}
    seen |= {f"net {answer}": likely for answer, likely in clues.impression[question].items()}
    if question in proposed:
        seen[f"proposed {proposed[question].state}"] = 1.0
    else:
        seen["proposed"] = float(
            sum(
                finding.state in ("present", "declined")
                for field, finding in proposed.items()
                if field != "contact"
            )
        )
    return seen


def written(learned: Verdicts) -> str:
    """Verdicts as the lines of `verdicts.txt`: question, answer, and what each thing that is seen weighs."""
    return "".join(
        f"{question}\t{answer}\t{name}\t{weight:.3f}\n"
        for question, answers in learned.items()
        for answer, weights in answers.items()
        for name, weight in sorted(weights.items())
        if not name or round(weight, 3)
    )


def read_verdicts(text: str) -> Verdicts:
    """The verdicts that `written` wrote."""
    learned: dict[str, dict[str, dict[str, float]]] = {}
    for line in text.splitlines():
        question, answer, name, weight = line.split("\t")
        learned.setdefault(question, {}).setdefault(answer, {})[name] = float(weight)
    return learned


@cache
def _tables() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...], NDArray[np.float64]]]:
    """For each question its answers, the names of what is looked at, and what each of these weighs, a start before."""
    tables = {}
    for question, answers in verdicts().items():
        names = tuple(sorted({name for weights in answers.values() for name in weights if name}))
        rows = [[weights.get(name, 0.0) for name in ("", *names)] for weights in answers.values()]
        tables[question] = tuple(answers), names, np.array(rows)
    return tables


@cache
def verdicts() -> Verdicts:
    """The verdicts that ship."""
    return read_verdicts((files("cocmail.reading") / "verdicts.txt").read_text("utf-8"))
