"""What in a reply is new: the lines its writer added to the mail that was answered.

It stands apart because commands and answers are read from these lines alone, and because cutting too much
loses testimony. So it only ever chooses among the lines of the text, knows first what we sent, then the
shapes of quoting, then their words, and keeps what is in doubt.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, pairwise, takewhile
from types import MappingProxyType

from cocmail.mail import programs
from cocmail.mail.message import Message
from cocmail.mail.questions import Questions
from cocmail.mail.quoted import (
    LONG_LINE,
    OURS_IN_FULL,
    InOrder,
    Ours,
    Sources,
    is_quoted,
    unmarked,
    without_gaps,
)

# Programs wrap lines at 72 to 80 characters.
_WRAPPED, _WIDTH = 60, 72
_MAX_SIGNATURE, _MAX_FOOTER = 20, 8
# Of so many lines with words, among so many at the top of a quotation of ours, at least so many are ours.
_BEGINNING, _LOOKED_AT, _FEWEST_OF_OURS = 4, 12, 2


def new_text(
    message: Message,
    sent: Sequence[str] = (),
    *,
    inside: bool = True,
    questions: Mapping[str, str] = MappingProxyType({}),
    shared: "Correspondence | None" = None,
    again: bool = False,
) -> str:
    """What the writer of `message` added, made of lines of its `text` in their order.

    `sent` are the texts of letters we sent before. Gone are lines of theirs, quoted lines and what introduces
    them, everything below the headers of an unmarked quotation, signatures (RFC 3676, section 4.3) and list
    footers. A forwarded message stays: it is evidence. A first report is better read whole, in `text`.

    Where all of it is an unmarked quotation, the answer may stand `inside`, and all is given; without, nothing is.

    With the `questions` that we asked (see `answers_between`), what was typed into their quotation is new as well,
    and of a line with one of them only what stands behind it.

    With what its writer and we have `shared`, quotations of anything else stay, and what introduces them: they are
    what the writer passes on.

    Where our words may be said `again` (a command that we told of, a draft), lines of ours are gone only where they
    stand in the order of ours, as a quotation has them.
    """
    ours = Ours(sent)
    text = programs.with_tag_apart(message.text)
    lines = [part for line in text.split("\n") for part in _parted(line, ours)]
    is_forward = programs.is_subject_of_a_forward(message.subject)
    in_order = InOrder("\n".join(sent)) if again else None
    reply = _Reply(lines, ours, forwarded=is_forward, inside=inside, shared=shared, in_order=in_order)
    shown = reply.shown()
    typed = Questions(questions).answers(lines, ours)
    return without_gaps(
        [typed[at][1] if at in typed else line for at, line in enumerate(lines) if shown[at] or at in typed]
    )


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What passed between a reporter and us, to tell their quotations of it from what they pass on.

    `letters` are ours to them, `earlier` the texts of what they wrote before.
    """

    letters: Sequence[Message]
    earlier: Sequence[str] = ()

    def passed_on(self, text: str) -> frozenset[int]:
        """The numbers of the quoted lines of a text that are of something else."""
        return _Reply(text.split("\n"), Ours(()), forwarded=False, shared=self).passed_on


def own_words(message: Message, most: int) -> str:
    """The unquoted lines of `message` above what it forwards or quotes without marks, and above a list's footer.

    The signature stays: this is for judging who wrote, and machines say there what they are. No more than `most`
    characters.
    """
    lines = message.text[: 2 * most].split("\n")
    reply = _Reply(lines, Ours(()), forwarded=False)
    kept: list[str] = []
    for at, line in enumerate(lines):
        if reply.quoted[at]:
            continue
        if line.strip() and len(line) <= LONG_LINE:
            below = lines[at + 1] if at + 1 < len(lines) else ""
            if programs.forwards(line) or programs.is_of_a_group(line) or reply.opens_original(at):
                break
            if programs.is_rule(line) and programs.names_a_list(below):
                break
            if (
                line.rstrip().endswith((":", "："))
                and reply.introduction(at)
                and not reply.next_is_quoted(at)
            ):
                break
        kept.append(line)
    return "\n".join(kept)[:most]


def without_banner(text: str, *, is_alone: bool = False) -> str:
    """A text below the warning that a mail server puts above whatever comes from outside.

    With `is_alone` it goes only where nobody's words may stand on its lines.
    """
    lines = programs.with_tag_apart(text).split("\n")
    return "\n".join(lines[programs.banner(lines, is_alone=is_alone) :]).strip("\n")


def program_lines(lines: Sequence[str]) -> list[bool]:
    """Which lines are no words of the writer's: a signature below its delimiter (RFC 3676, section 4.3), the
    footer of a list, "Sent from my phone" as a last paragraph.
    """
    reply = _Reply(lines, Ours(()), forwarded=True)
    reply.hide_endings()
    return [hidden and not quoted for hidden, quoted in zip(reply.hidden, reply.quoted, strict=True)]


def _parted(line: str, ours: Ours) -> list[str]:
    """A line as it is, or in two where the second part is the first line of ours that is quoted."""
    found = programs.parted(line)
    return [*found] if found and ours.has(found[1], 1) else [line]


class _Reply:
    """The lines of one reply, and which of them are hidden."""

    def __init__(
        self,
        lines: Sequence[str],
        ours: Ours,
        *,
        forwarded: bool,
        inside: bool = True,
        shared: Correspondence | None = None,
        in_order: InOrder | None = None,
    ) -> None:
        self.lines = lines
        self.ours = ours
        self.in_order = in_order
        self.shared = shared
        self.forwarded = forwarded
        self.inside = inside
        self.quoted = [
            is_quoted(line) and not programs.ends_address(above, line)
            for above, line in pairwise(["", *lines])
        ]
        self.passed_on = (
            self._passed_on(Sources(shared.letters, shared.earlier)) if shared else frozenset[int]()
        )
        known = self._ours_from(0)
        self.hidden = [
            (quoted and number not in self.passed_on) or number in known
            for number, quoted in enumerate(self.quoted)
        ]
        # What of our letter stands below a message that is passed on is not passed on with it.
        self._never = tuple(self.hidden) if shared and in_order else (False,) * len(lines)
        # What was typed above the line up to which was looked.
        self._typed: list[str] = []
        self._looked = 0

    def _ours_from(self, start: int, *, shortest: int = OURS_IN_FULL, begun: bool = False) -> frozenset[int]:
        """The numbers of the lines of ours from `start` on, where with `begun` a quotation begins."""
        below = self.lines[start:]
        if self.in_order:
            return frozenset(start + number for number in self.in_order.quoted(below, begun=begun))
        return frozenset(start + number for number, line in enumerate(below) if self.ours.has(line, shortest))

    def _passed_on(self, sources: Sources) -> frozenset[int]:
        """The lines of the quotations that are of none of the sources."""
        found: set[int] = set()
        for block in self._quotations():
            above = block.start - 1
            while above >= 0 and not self.lines[above].strip():
                above -= 1
            size = self.introduction(above)
            inside = [unmarked(self.lines[number]) for number in block]
            heads = (self.lines[above - size + 1 : above + 1], *programs.beginnings(inside))
            introduced = next(
                (
                    each
                    for each in map(programs.joined, heads)
                    if programs.introduces(each, marked=True) and programs.is_dated(each)
                ),
                "",
            )
            if not sources.hold(inside, introduced):
                found.update(number for number in block if self.quoted[number])
        return frozenset(found)

    def _quotations(self) -> Iterator[range]:
        """The quotations: quoted lines with nothing but blank ones between them."""
        start = stop = -1
        for number, line in enumerate(self.lines):
            if self.quoted[number]:
                start, stop = number if start < 0 else start, number + 1
            elif line.strip() and start >= 0:
                yield range(start, stop)
                start = -1
        if start >= 0:
            yield range(start, stop)

    @cached_property
    def _last_of_ours(self) -> int:
        """The number of the last line that is one of ours, however short; -1 for none."""
        return next((n for n in reversed(range(len(self.lines))) if self.ours.has(self.lines[n], 1)), -1)

    def shown(self) -> list[bool]:
        """Which lines are new."""
        end = len(self.lines)
        at = programs.banner(self.lines)
        self._hide(0, at)
        while at < end:
            line = self.lines[at]
            if self.quoted[at] or not line.strip() or len(line) > LONG_LINE:
                at += 1
            elif programs.forwards(line):
                end = at
            elif self.opens_original(at):
                if self._passes_on(at, self._end_of_headers(at) - 1):
                    at = self._end_of_headers(at)
                    continue
                if self._is_answered_inside(at):
                    at = self._after_headers(at)
                    continue
                self._cut(at)
                break
            elif self._below(at) in self.passed_on or (
                programs.ends_introduction(line)
                and self._passes_on(at - max(self.introduction(at), 1) + 1, at)
            ):
                at += 1
            elif programs.ends_introduction(line) and (size := self.introduction(at)):
                self._hide(at - size + 1, at + 1)
                if not self.next_is_quoted(at) and not self._is_answered_inside(at + 1):
                    self._cut(at + 1)
                    break
                at += 1
            else:
                at = self._after_signature(at)
        self._hide_remnants()
        self._hide_phones()
        return [
            not hidden or (number >= end and not self._never[number])
            for number, hidden in enumerate(self.hidden)
        ]

    def hide_endings(self) -> None:
        """Hide signatures, list footers and lines of devices alone."""
        at = 0
        while at < len(self.lines):
            line = self.lines[at]
            is_words = line.strip() and not self.quoted[at] and len(line) <= LONG_LINE
            at = self._after_signature(at) if is_words else at + 1
        self._hide_phones()

    def _passes_on(self, first: int, last: int) -> bool:
        """Whether what stands without a mark below the headers, which these lines are, is passed on."""
        if self.shared is None or self.in_order is None:
            return False
        sources = Sources(self.shared.letters, self.shared.earlier)
        if sources.are_introduced_by("\n".join(self.lines[first : last + 1])):
            return False
        start = self._following(last)
        # A line of a mail program's own, or empty ones, may stand above it.
        beginning = [line for line in self.lines[start : start + _LOOKED_AT] if line.strip()][:_BEGINNING]
        return len(self.in_order.quoted(beginning, begun=True)) < _FEWEST_OF_OURS

    def _hide(self, start: int, stop: int) -> None:
        self.hidden[start:stop] = [True] * (stop - start)

    def _cut(self, start: int) -> None:
        """Hide all from `start` on but the answer: what stands between lines of ours, or else below them."""
        known = self._ours_from(start, shortest=1, begun=True)
        inside = range(min(known), max(known)) if known else range(0)
        for number in range(start, len(self.lines)):
            self.hidden[number] = self.quoted[number] or number not in inside or number in known
        if known and not any(self._is_typed(number) for number in range(max(known))):
            self._show_below(max(known))
        while start and not self.lines[start - 1].strip():
            start -= 1
        # HCL Notes says who wrote right above the headers of what they wrote.
        above = self.lines[start - 1] if start else ""
        if programs.is_rule(above) or programs.introduces_between_dashes(above[:LONG_LINE]):
            self.hidden[start - 1] = True

    def _is_typed(self, at: int) -> bool:
        """Whether a line is shown and has words of its writer's, and not what a program writes of itself."""
        line = self.lines[at][:LONG_LINE]
        return not (
            self.hidden[at] or not line.strip() or programs.names_device(line) or programs.is_rule(line)
        )

    def _is_in_footer(self, at: int) -> bool:
        """Whether a paragraph from this line on is what a company adds to its mail."""
        paragraph = takewhile(str.strip, islice(self.lines, at, at + _MAX_FOOTER))
        return any(map(programs.is_footer, paragraph))

    def _show_below(self, last: int) -> None:
        """Show what stands below the last line of ours, up to a signature, a footer, or what else is quoted there.

        Where that line does not end a letter of ours, what follows may be the rest of it.
        """
        if not self.ours.ends_with(self.lines[last]):
            return
        for at in range(last + 1, len(self.lines)):
            line = self.lines[at][:LONG_LINE]
            if self._is_in_footer(at) or self.opens_original(at) or self._after_signature(at) > at + 1:
                return
            if programs.ends_introduction(line) and (size := self.introduction(at)):
                self._hide(at - size + 1, at)
                return
            self.hidden[at] = self.quoted[at]

    def _is_answered_inside(self, start: int) -> bool:
        """Whether the answers must stand within the unmarked quotation that starts here: no other place has one.

        What is shown then is too much; the alternative is that nothing of the answer is.
        """
        for number in range(self._looked, start):
            line = self.lines[number]
            if not self.hidden[number] and line.strip() and not programs.is_rule(line):
                self._typed.append(line[:LONG_LINE])
        self._looked = max(self._looked, start)
        if self._typed and not any(map(programs.types_below, self._typed[-programs.MOST_LINES :])):
            return False
        return self.inside and self._last_of_ours < start

    def _after_headers(self, at: int) -> int:
        """The line after the headers that begin here, and the line above them, now hidden."""
        stop = self._end_of_headers(at)
        while at and (not self.lines[at - 1].strip() or programs.is_rule(self.lines[at - 1])):
            at -= 1
        self._hide(at, stop)
        return stop

    def _end_of_headers(self, at: int) -> int:
        while at < len(self.lines) and self.lines[at].strip():
            at += 1
        return at

    def _hide_remnants(self) -> None:
        """Hide the end of a quoted line that was wrapped on the way and so lost its mark.

        It goes on in the middle of a sentence, where its line was too long, and the quotation goes on after it.
        """
        for at in range(1, len(self.lines) - 1):
            above, line, below = self.lines[at - 1 : at + 2]
            if self.quoted[at] or not (self.quoted[at - 1] and self.quoted[at + 1]) or not line[:1].islower():
                continue
            if at - 1 in self.passed_on:
                continue
            first_word = line.split(maxsplit=1)[0]
            was_full = _WRAPPED <= len(above) <= LONG_LINE and len(above) + 1 + len(first_word) > _WIDTH
            if was_full and (above[-1].isalnum() or above[-1] == ",") and below:
                self.hidden[at] = True

    def _following(self, at: int) -> int:
        """The number of the next line that is not blank, or of the end."""
        at += 1
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        return at

    def _below(self, at: int) -> int:
        """The number of the next line, but for one that introduces what follows it."""
        at = self._following(at)
        # Two programs may both have introduced the same quotation.
        if at < len(self.lines) and not self.quoted[at] and programs.introduces(self.lines[at], marked=True):
            at = self._following(at)
        return at

    def next_is_quoted(self, at: int) -> bool:
        at = self._below(at)
        return at < len(self.lines) and self.quoted[at]

    def introduction(self, last: int) -> int:
        """How many lines up to `last` introduce a quotation ("On ... Alice wrote:"); 0 for none.

        Programs wrap such a line like any other; the fewest lines with date and writer are the whole of it.
        """
        marked = self.next_is_quoted(last)
        fewest = 0
        for size in range(1, programs.MOST_LINES + 1):
            first = last - size + 1
            if first < 0 or self.quoted[first] or not self.lines[first].strip():
                break
            joined = " ".join(line.strip() for line in self.lines[first : last + 1])
            if programs.introduces(joined, marked=marked):
                if programs.is_dated(joined):
                    return size
                fewest = fewest or size
        return fewest

    def opens_original(self, at: int) -> bool:
        """Whether the headers of an unmarked quotation begin here, as Outlook and phones write them."""
        return not self.forwarded and programs.begins_headers(self.lines, at)

    def _after_signature(self, at: int) -> int:
        """The line after a signature or list footer that begins here, now hidden; else just the next line."""
        line = self.lines[at].rstrip()
        stop = at + 1
        if line != "--" and not line.startswith("_____") and not programs.is_of_a_group(line):
            return stop
        rest: list[str] = []
        while stop < len(self.lines) and not self.quoted[stop] and len(rest) <= _MAX_SIGNATURE:
            rest += [self.lines[stop]] if self.lines[stop].strip() else []
            stop += 1
        if line == "--":
            # The space after it is often lost on the way; without it only a short ending is believed.
            is_ending = len(rest) <= (_MAX_SIGNATURE if self.lines[at].startswith("-- ") else _MAX_FOOTER)
        elif programs.is_of_a_group(line):
            is_ending = len(rest) <= _MAX_FOOTER
        else:
            is_rule = line.startswith("_____") and not line.strip("_")
            is_ending = is_rule and len(rest) <= _MAX_FOOTER and any(map(programs.is_of_a_list, rest))
            # Outlook draws the same line above the headers of what it quotes.
            is_ending = is_ending and not programs.begins_headers(self.lines, self._following(at))
        if not is_ending:
            return at + 1
        self._hide(at, stop)
        return stop

    def _hide_phones(self) -> None:
        """Hide "Sent from my phone" where it is a paragraph of its own at the end of what is shown."""
        below_is_shown = False
        for at in reversed(range(len(self.lines))):
            line = self.lines[at]
            if self.hidden[at] or not line.strip():
                below_is_shown = below_is_shown and not self.hidden[at]
            elif not below_is_shown and programs.names_device(line):
                is_apart = at == 0 or not self.lines[at - 1].strip()
                self.hidden[at] = is_apart or programs.is_device_alone(line)
                below_is_shown = not self.hidden[at]
            else:
                below_is_shown = True
