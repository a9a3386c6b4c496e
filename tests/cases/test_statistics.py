"""What may be counted of cases without content, and that nobody works out from it what is not shown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations, repeat
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocmail.cases.arguments import OUTCOMES
from cocmail.cases.model import EntryType, Mark
from cocmail.cases.statistics import Period, Record, Statistics, breakdown, shown, statistics

HELSINKI = ZoneInfo("Europe/Helsinki")
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31), HELSINKI)
LANGUAGES = ("en", "fi", "sv")
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SMALL = range(5)


def told(records: Iterable[Record], period: Period = YEAR, automatic: Iterable[datetime] = ()) -> Statistics:
    return statistics(records, automatic, period, promise=timedelta(days=7), languages=LANGUAGES)


def report(
    received_at: datetime = NOON,
    *,
    language: str = "en",
    outcome: str = "",
    marks: frozenset[Mark] = frozenset(),
    acknowledged_after: timedelta | None = None,
    followed_up_after: timedelta | None = None,
    events: tuple[tuple[datetime, EntryType], ...] = (),
) -> Record:
    return Record(
        received_at,
        language,
        outcome,
        marks,
        None if acknowledged_after is None else received_at + acknowledged_after,
        None if followed_up_after is None else received_at + followed_up_after,
        events=events,
    )


# -- what is counted ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "expected"), [(0, None), (4, None), (5, 5), (9, 5), (10, 10), (14, 10)])
def test_a_count_below_five_is_not_shown_and_none_is_not_told_from_four(
    count: int, expected: int | None
) -> None:
    assert told([report()] * count).counts["reports"] == shown(count) == expected


def test_a_case_belongs_to_the_day_on_which_it_came_where_the_alias_is() -> None:
    just_before, just_after = (
        datetime(2025, 12, 31, 21, 59, tzinfo=UTC),
        datetime(2025, 12, 31, 22, tzinfo=UTC),
    )
    last, too_late = datetime(2026, 12, 31, 21, 59, tzinfo=UTC), datetime(2026, 12, 31, 22, tzinfo=UTC)

    for at, expected in ((just_before, None), (just_after, 5), (last, 5), (too_late, None)):
        assert told([report(at)] * 5).counts["reports"] == expected, at


def test_a_draft_is_not_counted_and_what_was_closed_as_no_report_is_that_alone() -> None:
    drafts = [report(marks=frozenset({"draft", "unclear"}))] * 20
    spam = [
        report(outcome=each, marks=frozenset({"unclear"}), language="fi") for each in ("spam", "unrelated")
    ] * 3

    counts = told([*drafts, *spam]).counts

    assert {name: count for name, count in counts.items() if count} == {"no_report": 5}


def test_what_was_imported_is_counted_as_that_alone_since_nobody_knows_how_it_was_answered() -> None:
    found = told(
        [report(outcome="imported", marks=frozenset({"unclear"}))] * 7 + [report(outcome="no-action")] * 10
    )

    assert {name: count for name, count in found.counts.items() if count} == {
        "reports": 10,
        "imported": 5,
        "open_at_end": 10,
    }
    assert found.breakdowns["followed_up"] == {"in_time": None, "late": None, "not_yet": 10}


def test_the_remark_that_the_right_contact_was_not_found_is_counted() -> None:
    assert told([report(marks=frozenset({"contact-not-found"}))] * 6).counts["contact_not_found"] == 5


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), 5),
        ((("2026-06-01", "closed"),), None),
        ((("2026-06-01", "closed"), ("2026-07-01", "reopened")), 5),
        ((("2026-06-01", "closed"), ("2026-07-01", "reopened"), ("2026-08-01", "erased")), None),
        ((("2026-06-01", "escalation"),), 5),
        # After the period: at its end the case was open.
        ((("2027-01-01", "closed"),), 5),
        ((("2026-06-01", "closed"), ("2027-01-01", "reopened")), None),
    ],
)
def test_a_case_is_open_at_the_end_by_what_had_happened_by_then(
    events: tuple[tuple[str, EntryType], ...], expected: int | None
) -> None:
    moves = tuple((datetime.fromisoformat(f"{day}T12:00+00:00"), kind) for day, kind in events)
    before = datetime(2025, 3, 1, tzinfo=UTC)

    assert told([report(before, events=moves)] * 5).counts["open_at_end"] == expected


def test_what_came_after_the_period_was_not_open_at_its_end() -> None:
    assert told([report(datetime(2027, 1, 2, tzinfo=UTC))] * 5).counts["open_at_end"] is None


def test_only_what_was_reopened_in_the_period_counts_as_that() -> None:
    def reopened(year: int) -> Record:
        june, july = datetime(year, 6, 1, tzinfo=UTC), datetime(year, 7, 1, tzinfo=UTC)
        return report(datetime(year, 5, 1, tzinfo=UTC), events=((june, "closed"), (july, "reopened")))

    assert told([reopened(2025)] * 9).counts["reopened"] is None
    assert told([reopened(2026)] * 9).counts["reopened"] == 5


def test_the_promise_is_kept_to_the_second() -> None:
    week, second = timedelta(days=7), timedelta(seconds=1)
    records = (
        [report(followed_up_after=week)] * 5
        + [report(followed_up_after=week + second)] * 10
        + [report()] * 15
    )

    assert told(records).breakdowns["followed_up"] == {"in_time": 5, "late": 10, "not_yet": 15}


def test_a_clock_that_is_behind_the_mail_servers_makes_no_time_negative() -> None:
    records = [report(acknowledged_after=timedelta(seconds=-2))] * 10

    assert told(records).medians["acknowledged"] == timedelta(minutes=1)


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        (timedelta(seconds=3), timedelta(minutes=1)),
        (timedelta(minutes=1, seconds=1), timedelta(minutes=10)),
        (timedelta(hours=5), timedelta(hours=6)),
        (timedelta(days=1, seconds=1), timedelta(days=2)),
        (timedelta(days=6, hours=23), timedelta(days=7)),
    ],
)
def test_a_median_is_in_coarse_steps_and_of_ten_at_least(took: timedelta, expected: timedelta) -> None:
    waiting = [report()] * 30

    for count, median in ((9, None), (10, expected)):
        found = told([*waiting, *[report(followed_up_after=took)] * count])
        assert found.medians["followed_up"] == median


def test_a_median_is_what_half_of_them_took_at_most() -> None:
    quick, slow = report(followed_up_after=timedelta(days=1)), report(followed_up_after=timedelta(days=9))

    assert told([*[quick] * 6, *[slow] * 6]).medians["followed_up"] == timedelta(days=1)
    assert told([*[quick] * 6, *[slow] * 7]).medians["followed_up"] == timedelta(days=9)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ((2026, 1, 31), (2026, 2, 1), ["2026-01", "2026-02"]),
        ((2025, 11, 30), (2026, 2, 1), ["2025-11", "2025-12", "2026-01", "2026-02"]),
        ((2025, 11, 30), (2026, 3, 1), ["2025-Q4", "2026-Q1"]),
        ((2026, 1, 1), (2026, 12, 31), ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ((2025, 12, 31), (2026, 12, 31), ["2025-H2", "2026-H1", "2026-H2"]),
        ((2024, 7, 1), (2026, 7, 1), ["2024", "2025", "2026"]),
        ((2023, 1, 1), (2026, 12, 31), ["2023", "2024", "2025", "2026"]),
    ],
)
def test_a_period_has_four_parts_at_most(
    first: tuple[int, int, int], last: tuple[int, int, int], expected: list[str]
) -> None:
    period = Period(date(*first), date(*last), HELSINKI)
    noon = datetime(*first, 12, tzinfo=UTC)

    assert list(told([], period).breakdowns["received"]) == expected
    assert told([report(noon)] * 5, period).breakdowns["received"][expected[0]] == 5
    assert list(period.parts()) == expected


def test_more_than_four_years_are_not_broken_down_by_time() -> None:
    period = Period(date(2022, 12, 31), date(2026, 12, 31), HELSINKI)

    assert "received" not in told([report()] * 5, period).breakdowns


def test_one_month_is_not_broken_down_by_months() -> None:
    assert (
        "received"
        not in told([report()] * 5, Period(date(2026, 5, 1), date(2026, 5, 31), HELSINKI)).breakdowns
    )


# -- what cannot be worked out -----------------------------------------------------------------------------
# Whoever reads a report knows how it is made. Of each count three values stay possible at least.


def _possible_sums(parts: Iterable[int | None]) -> set[int]:
    """What the parts may come to, each somewhere between what is shown and what was rounded away."""
    sums = {0}
    for part in parts:
        sums = {before + (part or 0) + more for before in sums for more in SMALL}
    return sums


def _possible_wholes(statistics: Statistics) -> set[int]:
    """How many reports there may be, by their own count and by every breakdown."""
    whole = statistics.counts["reports"] or 0
    possible = {whole + more for more in SMALL}
    for parts in statistics.breakdowns.values():
        possible &= _possible_sums(parts.values()) if parts else possible
    return possible


def _possible_values(parts: Mapping[str, int | None], name: str, wholes: set[int]) -> set[int]:
    """What a count that is not shown may be."""
    others = _possible_sums(each for other, each in parts.items() if other != name)
    return {value for value in SMALL if any(whole - value in others for whole in wholes)}


# As many as there can be of what is not shown, or one fewer: there the others tell most.
_parts = st.sampled_from((0, 3, 4, 4, 4, 9, 14))
_large_parts = st.sampled_from((8, 9, 9, 9, 14))


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[Record], Period]:
    """A period, and reports whose parts by time, and by how they ended, are just below what is shown."""
    last = draw(st.sampled_from((3, 4, 6, 12)))
    period = Period(date(2026, 1, 1), date(2026, last, 28), HELSINKI)
    months = range(1, last + 1, 3 if last > 4 else 1)
    in_a_month = draw(st.sampled_from((_parts, _large_parts)))
    came = [datetime(2026, month, 15, tzinfo=UTC) for month in months for _ in range(draw(in_a_month))]
    languages = [each for each in LANGUAGES for _ in range(draw(_parts))]
    outcomes = [each for each in OUTCOMES for _ in range(draw(_parts))]
    days = draw(st.lists(st.sampled_from((None, 1, 9)), min_size=len(came), max_size=len(came)))
    found = [
        report(
            at,
            language=language,
            outcome=outcome,
            followed_up_after=None if waited is None else timedelta(days=waited),
        )
        for at, language, outcome, waited in zip(
            came, chain(languages, repeat("en")), chain(outcomes, repeat("")), days, strict=False
        )
    ]
    return found, period


@settings(max_examples=300, deadline=None)
@given(_cases())
def test_no_count_that_is_not_shown_follows_from_the_others(cases: tuple[list[Record], Period]) -> None:
    statistics = told(*cases)

    wholes = _possible_wholes(statistics)
    assert len(wholes) >= 3
    for parts in statistics.breakdowns.values():
        for name, part in parts.items():
            if part is None:
                assert len(_possible_values(parts, name, wholes)) >= 3


def test_two_reports_whose_periods_overlap_do_not_tell_a_small_count_of_what_one_has_more() -> None:
    differences: dict[tuple[int | None, int | None], set[int]] = defaultdict(set)
    for count in range(40):
        for more in SMALL:
            differences[shown(count), shown(count + more)].add(more)

    assert min(map(len, differences.values())) == 4


def _ways(whole: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways in which a whole can fall into so many parts."""
    for bars in combinations(range(whole + parts - 1), parts - 1):
        yield tuple(b - a - 1 for a, b in zip((-1, *bars), (*bars, whole + parts - 1), strict=True))


def _tables(parts: int, highest: int) -> dict[tuple[object, ...], dict[int, list[set[int]]]]:
    """Each table that can be published, left out ones too: by the whole behind it, what each part may have."""
    found: dict[tuple[object, ...], dict[int, list[set[int]]]] = defaultdict(dict)
    for whole in range(highest + 1):
        for values in _ways(whole, parts):
            table = breakdown({str(number): each for number, each in enumerate(values)}, whole)
            sets = found[(*table.values(), shown(whole))].setdefault(whole, [set() for _ in values])
            for each, value in zip(sets, values, strict=True):
                each.add(value)
    return found


def test_not_even_that_a_breakdown_is_left_out_tells_a_small_count_to_who_knows_why() -> None:
    """By trying all there is, up to 39 reports: also where several breakdowns are of the same reports, none small."""
    tables = {parts: _tables(parts, 39) for parts in (2, 3, 4)}
    # What each table says of the number of reports, and what any of them say together.
    said = {frozenset(by_whole) for found in tables.values() for by_whole in found.values()}
    while len(together := said | {a & b for a in said for b in said if a & b}) > len(said):
        said = together

    fewest = min(map(len, said))
    for parts, found in tables.items():
        for by_whole in found.values():
            for wholes in said:
                common = wholes & by_whole.keys()
                for number in range(parts) if common else ():
                    values = set().union(*(by_whole[whole][number] for whole in common))
                    fewest = min(fewest, len(values))
    assert fewest == 3


def test_the_exact_number_of_reports_follows_from_no_breakdown() -> None:
    """By it the others could be solved: four months of nine beside 36 would tell that none of them is Finnish."""
    nine_a_month = [
        report(datetime(2026, month, 10, tzinfo=UTC), outcome="violation") for month in range(1, 5)
    ] * 9

    found = told(nine_a_month, Period(date(2026, 1, 1), date(2026, 4, 30), HELSINKI))

    assert found.breakdowns["received"] == {}
    assert found.breakdowns["language"] == {"en": 35, "fi": None, "sv": None}
    assert breakdown({**dict.fromkeys("abc", 9), "d": 8}, 35) == {}
    # One step less tight, and left out as well: else that one is left out would tell the same.
    assert breakdown({**dict.fromkeys("abc", 9), "d": 5}, 32) == {}
    assert breakdown({**dict.fromkeys("abc", 7), "d": 8}, 29) == dict.fromkeys("abcd", 5)


def test_five_parts_of_four_are_not_shown_beside_their_twenty() -> None:
    """Each would be known to the unit, though none of them is shown."""
    assert breakdown(dict.fromkeys("abcde", 4), 20) == {}
    assert breakdown({**dict.fromkeys("abcd", 4), "e": 14}, 30) == {}
    assert breakdown({**dict.fromkeys("abcd", 0), "e": 14}, 14) == {**dict.fromkeys("abcd"), "e": 10}


def test_a_breakdown_without_a_small_part_has_nothing_to_hide() -> None:
    assert breakdown(dict.fromkeys("abc", 9), 27) == dict.fromkeys("abc", 5)
    assert breakdown({**dict.fromkeys("ab", 9), "c": 4}, 22) == {}
