"""What a command of a responder is answered: every answer there is, and the words it is told with.

It stands apart from the words themselves because the templates say each of these in each language, and are tried with
all of them at start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Every answer to a command, and what it is told with. The templates say them in each language.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "ok": (),
    "taken-over": ("who",),
    "waits": (),
    "waits-for-another": (),
    "kept": (),
    "kept-undeclared": (),
    "kept-repeated": (),
    "held-now": ("who",),
    "stepped-back": (),
    "undeclared": (),
    "closed": (),
    "not-closed": (),
    "nobody": ("name",),
    "several": ("name",),
    "whom": (),
    "nobody-else": (),
    "not-oneself": (),
    "not-shut-out": ("who",),
    "may-not-see": ("who",),
    "no-text": ("verb",),
    "no-field": ("fields",),
    "no-reporter": (),
    "stopped": (),
    "nothing-missing": (),
    "no-outcome": ("outcomes",),
    "limited": ("outcomes",),
    "not-followed-up": (),
    "no-contact": (),
    "written-since": (),
    "no-such-case": (),
    "linked-already": (),
    "nothing-withheld": (),
    "no-days": (),
    "still-urgent": (),
    "no-preview": (),
    "changed": (),
    "too-late": (),
    "yours": (),
    "only-you": (),
    "one-letter": (),
    "read-first": (),
    "alone": (),
    "no-case-here": (),
    "meant": ("verb",),
    "because-of-that": (),
    "two-forms": (),
    "unreadable": (),
}
_DONE = frozenset(
    {"ok", "taken-over", "waits", "waits-for-another", "kept", "kept-undeclared", "kept-repeated", "held-now"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to one command: a key of `ANSWERS`, and the words it is told with."""

    code: str
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Whether the command was carried out, or waits for nothing but a YES."""
        return self.code in _DONE

    def facts(self, line: str) -> Mapping[str, object]:
        """What a template is given: the line as it was written, and what came of it."""
        return {"line": line, "done": self.is_done, "code": self.code, "with": dict(self.words)}


OK = Said("ok")
