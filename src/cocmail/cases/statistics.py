"""What a transparency report tells: counts of cases, and none by which a single case can be found (P4, P13).

Plain functions from what stays of each case without its content to numbers that may be published. They stand apart
because whoever publishes a number has to be able to read, in one place, why nothing else follows from it:

- A count below five is "fewer than 5", and none is that too: who was told of no case must not learn that there is one.
- Every other count is rounded down to a multiple of five, so that the difference between two reports whose periods
  overlap, or between a count and what somebody knows, is no count either.
- A breakdown is left out as a whole where it and the number of reports together would tell how few a small part has, or
  nearly how many reports there are: by that number every other breakdown could be solved.
- A median is shown for ten cases and more, and in coarse steps: it is the time of one case.

Source: the Handbook on Statistical Disclosure Control (Hundepool et al., sdctools.github.io/HandbookSDC), chapter 5:
unsafe cells, zeros and group disclosure, differencing and linking (5.2), rounding to base five (5.5). That a count is
shown from five on is usual where health data are told of (OHDSI: a minimum cell count of 5).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from cocmail.cases.arguments import OUTCOMES
from cocmail.cases.model import IMPORTED, EntryType, Mark

FEWEST = 5  #: the smallest count that is shown; every other one is a multiple of it
FOR_A_MEDIAN = 2 * FEWEST  #: the smallest number of cases whose median is shown

# Of what each part and the whole may have, at least three values stay possible: also for who knows that a breakdown was
# left out, and by which rule.
_SPARE = 3
# Of more parts, some of which are known to be empty (those before a team began), the others are told by what is left.
_MOST_PARTS = 4
_MONTHS_OF_A_PART = (1, 3, 6, 12)
_NO_REPORT = ("spam", "unrelated")
_UNDECIDED = "undecided"
# What a median is rounded up to; beyond these, to whole days.
_STEPS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


@dataclass(frozen=True, slots=True)
class Record:
    """What stays of a case without its content, also when that was destroyed. Times are aware."""

    received_at: datetime
    language: str
    outcome: str
    marks: frozenset[Mark] = frozenset()
    acknowledged_at: datetime | None = None  #: when a server accepted the first letter to the reporter
    followed_up_at: datetime | None = None  #: when the first person's word reached the reporter
    erased_at: datetime | None = None
    events: tuple[tuple[datetime, EntryType], ...] = ()  #: oldest first: closed, reopened, erased, escalation


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included, in the time zone of the alias."""

    first: date
    last: date
    zone: tzinfo

    def day(self, at: datetime) -> date:
        """The day on which something happened."""
        return at.astimezone(self.zone).date()

    def holds(self, at: datetime | None) -> bool:
        """Whether something happened, and in this period."""
        return at is not None and self.first <= self.day(at) <= self.last

    def parts(self) -> tuple[str, ...]:
        """What it touches, in order: months (2026-03), quarters (2026-Q1), half-years (2026-H1) or years.

        Of these the shortest of which it has four at most; none where it has more years.
        """
        months = range(_month(self.first), _month(self.last) + 1)
        found = tuple(dict.fromkeys(self._part(month) for month in months))
        return found if len(found) <= _MOST_PARTS else ()

    def part(self, at: datetime) -> str:
        """The part in which something happened."""
        return self._part(_month(self.day(at)))

    def _part(self, number: int) -> str:
        year, month = divmod(number, 12)
        match self._months_of_a_part():
            case 1:
                return f"{year:04}-{month + 1:02}"
            case 3:
                return f"{year:04}-Q{month // 3 + 1}"
            case 6:
                return f"{year:04}-H{month // 6 + 1}"
            case _:
                return f"{year:04}"

    def _months_of_a_part(self) -> int:
        first, last = _month(self.first), _month(self.last)
        fitting = (each for each in _MONTHS_OF_A_PART if last // each - first // each < _MOST_PARTS)
        return next(fitting, _MONTHS_OF_A_PART[-1])


def _month(day: date) -> int:
    """The number of a day's month, counted from year 0."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True)
class Statistics:
    """What may be published of a period. A count that may not be is None."""

    period: Period
    promise: timedelta  #: within which a reporter is to be followed up (P17)
    counts: Mapping[str, int | None]
    breakdowns: Mapping[str, Mapping[str, int | None]]  #: of the reports; with no part at all where left out
    medians: Mapping[str, timedelta | None]  #: half of the cases took so long at most


def statistics(
    records: Iterable[Record],
    automatic: Iterable[datetime],
    period: Period,
    *,
    promise: timedelta,
    languages: Sequence[str],
) -> Statistics:
    """Count what happened in a period, as far as it is known by now, and suppress what is too small.

    `automatic` is when each mail came that no person wrote, `languages` are all that a case can be in. What was closed
    as no report, or was imported and not opened since, is counted as that alone: how it was answered is not known. A
    draft that its writer has not confirmed is not counted at all.
    """
    known = [each for each in records if "draft" not in each.marks]
    imported = [each for each in known if each.outcome == IMPORTED]
    no_report = [each for each in known if each.outcome in _NO_REPORT]
    real = [each for each in known if each.outcome not in (*_NO_REPORT, IMPORTED)]
    reports = [each for each in real if period.holds(each.received_at)]
    counts = {
        "reports": len(reports),
        "unclear": sum("unclear" in each.marks for each in reports),
        "contact_not_found": sum("contact-not-found" in each.marks for each in reports),
        "acknowledged": sum(each.acknowledged_at is not None for each in reports),
        "escalated": sum(any(kind == "escalation" for _, kind in each.events) for each in reports),
        "open_at_end": sum(_is_open_after(each, period) for each in real),
        "reopened": sum(_was_reopened(each, period) for each in real),
        "erased": sum(period.holds(each.erased_at) for each in real),
        "no_report": sum(period.holds(each.received_at) for each in no_report),
        "imported": sum(period.holds(each.received_at) for each in imported),
        "automatic": sum(map(period.holds, automatic)),
    }
    of_each: dict[str, tuple[Sequence[str], Callable[[Record], str]]] = {
        "received": (period.parts(), lambda each: period.part(each.received_at)),
        "language": (languages, lambda each: each.language),
        "followed_up": (("in_time", "late", "not_yet"), lambda each: _kept(each, promise)),
        "outcome": ((*OUTCOMES, _UNDECIDED), lambda each: each.outcome or _UNDECIDED),
    }
    breakdowns = {}
    for name, (parts, part_of) in of_each.items():
        found = list(map(part_of, reports))
        # Of one part alone the number of reports says all.
        if len(parts) > 1:
            breakdowns[name] = breakdown({part: found.count(part) for part in parts}, len(reports))
    return Statistics(
        period,
        promise,
        {name: shown(count) for name, count in counts.items()},
        breakdowns,
        {
            "acknowledged": _median(_took(each, each.acknowledged_at) for each in reports),
            "followed_up": _median(_took(each, each.followed_up_at) for each in reports),
        },
    )


def shown(count: int) -> int | None:
    """A count as it is published: rounded down to a multiple of five, None below five."""
    return count - count % FEWEST or None


def breakdown(parts: Mapping[str, int], whole: int) -> dict[str, int | None]:
    """The parts of a whole as they are published; none of them where too much would follow from their difference to it.

    What of the whole, as it is shown, the shown parts do not explain is in what was rounded away: four at most in each.
    Where that is nearly all that there can be, each part is known to be just below its next step, and the whole just
    above its own: then every other breakdown of it tells more than it should, whether a part of this is small or not.

    What is not explained is a multiple of five. So the tables that must not be shown, and those a step less tight, are
    left out together: that one is left out says no more than what stays possible in the latter.
    """
    told = {name: shown(each) for name, each in parts.items()}
    unexplained = (shown(whole) or 0) - sum(each or 0 for each in told.values())
    most = (FEWEST - 1) * len(parts)
    is_tight = unexplained > most - FEWEST - (_SPARE - 1)
    # As tight as tables of so many parts can become, do they leave the whole too few values?
    may_tell_the_whole = most % FEWEST < _SPARE - 1
    return {} if is_tight and (may_tell_the_whole or None in told.values()) else told


def _is_open_after(record: Record, period: Period) -> bool:
    """Whether a case was open when the period ended."""
    if period.day(record.received_at) > period.last:
        return False
    moves = [kind for at, kind in record.events if kind != "escalation" and period.day(at) <= period.last]
    return not moves or moves[-1] == "reopened"


def _was_reopened(record: Record, period: Period) -> bool:
    return any(kind == "reopened" and period.holds(at) for at, kind in record.events)


def _kept(record: Record, promise: timedelta) -> str:
    """What became of the promise to follow up."""
    took = _took(record, record.followed_up_at)
    if took is None:
        return "not_yet"
    return "in_time" if took <= promise else "late"


def _took(record: Record, until: datetime | None) -> timedelta | None:
    """How long a reporter waited for something; None where it has not come."""
    return None if until is None else until - record.received_at


def _median(times: Iterable[timedelta | None]) -> timedelta | None:
    """The median of the times that there are, rounded up to a step; None of too few."""
    found = sorted(each for each in times if each is not None)
    if len(found) < FOR_A_MEDIAN:
        return None
    middle = found[(len(found) - 1) // 2]
    days = timedelta(days=-(-middle // timedelta(days=1)))
    return next((step for step in _STEPS if middle <= step), days)
