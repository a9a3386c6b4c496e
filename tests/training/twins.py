"""Near twins of the mails in `mails/`: the same mail, but for a few words by which one answer is another.

From two mails that differ in all things a net learns little about what makes the difference; these differ in nothing
else. A file in `twins/` holds what is changed in which mail:

    === name ongoing A, who Q        the mail, and the labels that are others now (P, Q, A, D as in `mails.py`)
    4 N|Another sentence.            in place of the fourth sentence, with its codes
    +4 O|One more.                   after the fourth, +0 before the first
    -5                               the fifth is left out
    s wl|Another subject             the subject, with its codes

The sentences are counted as they stand in `mails/`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cocmail.reading.model import FIELDS

_FIELD_OF = {field: field for field in FIELDS} | {"what": "description", "who": "reported_person"}
# Between the name of a mail and what else the name of its twin says.
IS_TWIN = "-twin-"
_LABELS = re.compile(r"\w+ [PQAD](?:, \w+ [PQAD])*")
_CHANGE = re.compile(
    r"s (?P<codes>[^|]*)\|(?P<subject>.*)|(?P<after>\+)?(?P<number>\d+) (?P<line>[^|]*\|.+)|-(?P<left_out>\d+)"
)


def twins(
    written: Iterable[tuple[str, str]], originals: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """The writer of each twin, and the twin as `mails.py` reads it.

    `written` has the file of each and what it says there; `originals` the writer and the text of each mail by its name.
    Raises ValueError for a change that cannot be made, and says of which mail.
    """
    for number, (file, block) in enumerate(written, 1):
        head, *changes = block.rstrip("\n").split("\n")
        name, _, labels = head.partition(" ")
        try:
            writer, text = originals[name]
            twin = _changed(text, labels, changes, f"{name}{IS_TWIN}{number}")
        except (ValueError, LookupError) as wrong:
            raise ValueError(f"{file}, {head}: {wrong}") from wrong
        yield writer, twin


def _changed(text: str, labels: str, changes: Sequence[str], name: str) -> str:
    head, *lines = text.rstrip("\n").split("\n")
    # The headers end with the codes of the subject, or a blank line where these are not told.
    begins = next(number for number, line in enumerate(lines) if not line or line.startswith("|"))
    begins += lines[begins].startswith("|Subject")
    ends = next(number for number, line in enumerate(lines) if line.startswith("##"))
    headers, body = lines[:begins], lines[begins:ends]
    # Counted from one, so that there is none of number 0.
    sentences = dict(
        enumerate((number for number, line in enumerate(body) if line.partition("|")[2].strip()), 1)
    )
    placed = [[line] for line in body]
    first: list[str] = []
    if not changes or not _LABELS.fullmatch(labels):
        raise ValueError("labels and changes are to be told")
    for change in changes:
        if not (found := _CHANGE.fullmatch(change)):
            raise ValueError(f"{change!r} is no change")
        if found["codes"] is not None:
            kept = [line for line in headers if not line.startswith(("Subject:", "|"))]
            headers = [*kept, f"Subject: {found['subject']}", f"|Subject codes: {found['codes']}"]
        elif found["left_out"]:
            placed[sentences[int(found["left_out"])]][0] = ""
        elif found["after"]:
            before = int(found["number"])
            (placed[sentences[before]] if before else first).append(found["line"])
        else:
            placed[sentences[int(found["number"])]][0] = found["line"]
    states = dict(zip(FIELDS, lines[ends].removeprefix("##").strip(), strict=True))
    for label in labels.split(", "):
        field, state = label.split()
        states[_FIELD_OF[field]] = state
    # A blank line before the first sentence stays before all.
    start = sentences.get(1, 0)
    told = [line for each in (*placed[:start], first, *placed[start:]) for line in each]
    return "\n".join(
        [f"{name} {head.partition(' ')[2]}", *headers, *told, f"## {''.join(states.values())}", ""]
    )
