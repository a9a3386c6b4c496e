"""What a report should tell, and what may still be asked (P7, P8).

It stands apart because asking for what was already given is the worst error short of losing a report.
"""

from collections.abc import Iterable, Mapping

from cocmail.cases.model import FIELDS, Finding

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
