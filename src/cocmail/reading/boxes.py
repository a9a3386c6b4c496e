"""The boxes of a form: which words belong to which of them, and which were ticked.

It stands apart because a box turns the words beside it around: what was not ticked was not said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Each begins with the one sign that it may begin with, so that the engine skips all else at once.
_TICK = r"\[ ?[xX✓✔] ?\]|\( ?[xX✓✔] ?\)|☑|☒|✅|✓|✔"
_EMPTY = r"\[[ _]{1,3}\]|\[(?<!\w.)\]|\( {1,3}\)|☐|□"
_BOX, _TICKED = re.compile(f"{_TICK}|{_EMPTY}"), re.compile(_TICK)
# What may stand before the first box of a line: bullets, or the question that it answers.
_BULLETS = re.compile(r"[ \t*•·–—\-#.)0-9]{0,12}")
_QUESTION = re.compile(r"[^\n]{0,200}[:?][*_ \t]{0,4}")
_ASKS = re.compile(r"[^\[(☐□☑☒✅✓✔]*[:?]")
_ALONE = re.compile(rf"[ \t]{{0,8}}(?:{_EMPTY})[ \t\r]{{0,8}}(?:\n|$)")
_NEXT_LINE = re.compile(r"(?:[ \t\r]{0,8}\n){0,3}([^\n]{1,300})")
_LINE = re.compile(r"[^\n]*")
_MOST = 24
# No further from its words is a box looked for: a line may be as long as the mail.
_REACH = 300


@dataclass(frozen=True, slots=True)
class Option:
    """Where the words of one box stand, and whether it was ticked."""

    start: int
    end: int
    ticked: bool


def options_on(text: str, start: int, end: int) -> list[Option]:
    """The options on a line; none where it is unclear whether the boxes stand before their words or behind."""
    boxes = list(_BOX.finditer(text, start, end))
    if not boxes:
        return []
    first, behind = boxes[0], text[boxes[-1].end() : end].strip()
    if behind and any(head.fullmatch(text, start, first.start()) for head in (_BULLETS, _QUESTION)):
        ends = [*(box.start() for box in boxes[1:]), end]
        return [Option(box.end(), stop, _is_ticked(box)) for box, stop in zip(boxes, ends, strict=True)]
    if len(boxes) == 1 and not behind and text[start : first.start()].strip():
        return [Option(start, first.start(), _is_ticked(first))]
    return []


def _is_ticked(box: re.Match[str]) -> bool:
    return _TICKED.fullmatch(box.group()) is not None


def options_from(text: str, start: int) -> tuple[list[Option], int]:
    """The options that stand here, on one line or on several, and where the last of them ends."""
    found: list[Option] = []
    stop = start
    while (
        len(found) < _MOST
        and (line := _NEXT_LINE.match(text, stop))
        and not _ASKS.match(line.group(1))
        and (more := options_on(text, *line.span(1)))
    ):
        found += more
        stop = line.end()
    return found, stop


def is_unticked(text: str, at: int) -> bool:
    """Whether what stands at `at` may be beside a box that was left empty."""
    start = max(text.rfind("\n", 0, at) + 1, at - _REACH)
    end = _LINE.match(text, at, at + _REACH).end()  # type: ignore[union-attr]
    if options := options_on(text, start, end):
        return any(not option.ticked for option in options if option.start <= at < option.end)
    above = text.rfind("\n", 0, start - 1) + 1 if start else 0
    return any(not _is_ticked(box) for box in _BOX.finditer(text, start, end)) or any(
        _ALONE.match(text, line) for line in (above, end + 1)
    )


def unticked_lines(text: str) -> Iterator[tuple[int, int]]:
    """The lines that are nothing but options of which none was ticked."""
    if not _BOX.search(text):
        return
    start = 0
    for line in text.split("\n"):
        options = options_on(text, start, start + len(line))
        if options and not any(option.ticked for option in options):
            yield start, start + len(line)
        start += len(line) + 1
