"""The form each language fills in: which kinds of words the reading looks for, and how they are written down.

It stands apart from the languages so that a new one knows what it owes, and mypy notices what it forgot.

Every value is a list of phrases parted by commas. In a phrase `*` is any ending, ` .. ` is up to four words
between, `(a|b)` is a choice, `x?` may be missing, `'` may be missing. Everything is lower case.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language, each value a list of phrases parted by commas."""

    function_words: str
    """The commonest words: they tell the language, and that a capital is no name."""

    # Labelled lines and bare answers.
    labels: Mapping[str, str]
    questions: Mapping[str, str]
    """How a question in a letter asks for each field; of those that do, the first here is meant."""
    nothing: str
    refusals: str
    topics: Mapping[str, str]
    refused: Mapping[str, str]
    courtesies: str

    # When.
    days: str
    short_days: str
    months: str
    clock: str
    numerals: str
    programme: str
    # Small words by which a time is told from something else that happened.
    anchors: str
    part_days: str
    vague_days: str
    just_now: str
    just_before: str

    # Where.
    spots: str
    spot_tails: str
    addresses: str
    place_links: str
    events: str
    vague_places: str
    # What a time or a place may belong to instead: the reporter's life, a call to be made, what is to come.
    elsewhere: str

    # Whether it goes on: what plainly says so, and what only may.
    continues: str
    ended: str
    may_continue: str
    may_have_ended: str

    # What happened.
    conduct: str
    categories: str

    # Who did it.
    looks: str
    called: str
    single_roles: str
    people: str

    # Background.
    background: str
    vague_background: str

    # Who saw it.
    witnesses: str
    crowds: str

    # How to reach the reporter.
    reach_me: str
    no_reply: str
    no_reply_alone: str
    """What asks for no answer where it is all that a sentence says."""
    no_more_letters: str
    """What ends our letters, where it is a clause of its own in a reply to one of them."""
    may_we_write: str
    """How a form asks whether its writer may be answered."""
    says_no: str
    """How that is answered with no, and nothing else."""
    bare_no: str
    """How "do not contact me" is answered by who may be contacted."""
    # What makes "do not answer" mean somebody else, another way, or only for now.
    reply_limits: str
    dead_address: str
    answer_there: str
    answers: str

    # Alarm and marks.
    help_now: str
    danger: str
    despair: str
    """What somebody says who may want to die: one of these is said by many, two hardly by chance."""
    wants_to_die: str
    """What says so plainly that one of these is enough."""
    called_for_help: str
    """How somebody tells that they have just called those who help in an emergency: not that they once did."""
    live: str
    exposure: str
    retaliation: str
    safety: str
    contact_not_found: str

    # What is no report.
    reports: str
    means_to_report: str
    says_no_report: str
    attached: str
    not_reports: str
