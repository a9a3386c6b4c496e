"""`cocmail statistics`: the transparency report, of cases that real mails made, as an administrator types it."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from alembic import command
from click.testing import CliRunner
from tests.builders import MAILBOX, REPORTS, Desk, MovableClock, mail, make_house, read, to
from tests.test_migrations import alembic_of

from cocmail import tables
from cocmail.cases.model import Entry
from cocmail.cli import cli
from cocmail.wiring import utc_now

BEN = "ben@example.org"
ZONE = ZoneInfo("Europe/Helsinki")
CANARY = "CANARYWORD"


class Office(Desk):
    """A desk with the console beside it. Its cases are of weeks ago: a period that is told of has to be over."""

    def __init__(self, folder: Path, url: str) -> None:
        noon = utc_now().replace(hour=12, minute=0, second=0, microsecond=0)
        clock = MovableClock(noon - timedelta(days=60))
        super().__init__(make_house(folder, clock, url=url), clock)
        self.folder, self.first, self.mails = folder, clock().astimezone(ZONE).date(), 0

    @property
    def last(self) -> date:
        return self.clock().astimezone(ZONE).date()

    def types(self, *words: str, status: int = 0) -> str:
        """One command with its exit status; what it says on both channels."""
        done = CliRunner().invoke(cli, ["-c", str(self.folder / "cocmail.toml"), *words])
        assert done.exit_code == status, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.output

    def told(self, first: date | None = None, last: date | None = None) -> Any:
        """The report, from the first case until now where nothing else is said."""
        days = ("--from", str(first or self.first), "--to", str(last or self.last))
        return json.loads(self.types("statistics", *days, "--json"))

    def counts(self, **days: date) -> dict[str, int]:
        """The counts that are shown."""
        counts = self.told(**days)["counts"]
        return {name: each["count"] for name, each in counts.items() if not each["suppressed"]}

    def breakdown(self, name: str) -> dict[str, int | None]:
        found = self.told()["breakdowns"][name]
        assert found["suppressed"] is False
        return {part: each["count"] for part, each in found["parts"].items()}

    def write(self, text: str, **values: Any) -> None:
        self.mails += 1
        sender = f"Rea Porter <rea{self.mails}@example.net>"
        self.arrives(mail(text, **{"sender": sender, "message_id": f"<{self.mails}@example.net>"} | values))

    def report(self, language: str = "en") -> bytes:
        """Somebody reports; the letter that Ben gets of it."""
        self.write(f"{REPORTS[language]} {CANARY}", subject=CANARY)
        return to(self.raw_letters(), BEN)

    def ben(self, words: str, letter: bytes) -> bytes:
        """Ben answers a letter; what he is answered."""
        self.write(words, answers=letter, sender=BEN)
        return to(self.raw_letters(), BEN)

    def works(self, notice: bytes, *words: str) -> None:
        """Ben reads a case, gives the words, and confirms what has to be."""
        letter = self.ben("Clear", notice)
        for each in words:
            answer = self.ben(each, letter)
            if "YES" in str(read(answer).get_content()):
                self.ben("Yes", answer)

    def names(self) -> list[str]:
        return [case.name for case in self.house.store.cases(closed=True)]


@pytest.fixture
def office(tmp_path: Path, url: str) -> Iterator[Office]:
    office = Office(tmp_path, url)
    yield office
    office.house.store.database.close()


CLOSED = ("Followup I called her\nDecide violation a warning", "Close")


def test_a_year_of_cases_in_numbers(office: Office) -> None:
    first = [office.report() for _ in range(10)]
    late = [office.report("fi") for _ in range(5)]
    office.report("sv")
    spam = [office.report() for _ in range(5)]
    for _ in range(6):
        office.write("away", Auto_Submitted="auto-replied")
    for notice in first:
        office.works(notice, *CLOSED)
    for notice in spam:
        office.works(notice, "Spam")
    office.clock.move(days=9)
    office.house.escalation.sweep()
    office.raw_letters()
    for notice in late:
        office.works(notice, "Reply\nThank you. We talked to him.")

    assert office.counts() == {
        "reports": 15,
        "acknowledged": 15,
        "escalated": 5,
        "open_at_end": 5,
        "no_report": 5,
        "automatic": 5,
    }
    assert office.breakdown("language") == {"en": 10, "fi": 5, "sv": None}
    assert office.breakdown("followed_up") == {"in_time": 10, "late": 5, "not_yet": None}
    expected = {"violation": 10, "no-violation": None, "no-action": None, "undecided": 5}
    assert office.breakdown("outcome") == expected
    told = office.told()
    assert told["medians"]["acknowledged"] == {"within_seconds": 60, "suppressed": False}
    assert told["medians"]["followed_up"] == {"within_seconds": 60, "suppressed": False}
    assert told["counts"]["reopened"] == {"count": None, "suppressed": True}
    assert (told["from"], told["to"], told["timezone"]) == (str(office.first), str(office.last), ZONE.key)
    assert (told["fewer_than"], told["rounded_down_to"], told["follow_up_days"]) == (5, 5, 7)


def test_an_erased_case_counts_as_it_did_and_as_erased(office: Office) -> None:
    for _ in range(5):
        office.works(office.report(), *CLOSED)
    office.report()
    before = office.told()

    for case in office.house.store.cases(closed=True)[1:]:
        with office.house.store.transaction() as tx:
            tx.erase(case.id or 0, Entry(office.clock(), "erased", "console", "root"))
    # By the console it is erased today, and today is not over.
    office.types("erase", "--yes", *office.names()[0].split())

    after = office.told()
    assert after["counts"].pop("erased") == {"count": 5, "suppressed": False}
    assert before["counts"].pop("erased") == {"count": None, "suppressed": True}
    assert after == before
    assert before["breakdowns"]["outcome"]["parts"]["violation"]["count"] == 5


def test_what_the_retention_clock_destroyed_counts_as_before(office: Office) -> None:
    office.clock.move(days=-900)
    office.first = office.last
    for _ in range(5):
        office.works(office.report(), *CLOSED)
    for days in (710, 31):
        office.clock.move(days=days)
        office.house.escalation.sweep()
        office.raw_letters()

    assert all(case.erased_at for case in office.house.store.cases(closed=True))
    assert office.counts() == {"reports": 5, "acknowledged": 5, "erased": 5}
    assert office.breakdown("outcome")["violation"] == 5


def test_a_reopened_case_is_open_at_the_end_and_counts_as_reopened(office: Office) -> None:
    for _ in range(5):
        notice = office.report()
        office.works(notice, *CLOSED, "Reopen")

    assert office.counts() == {"reports": 5, "acknowledged": 5, "open_at_end": 5, "reopened": 5}


def test_a_letter_that_came_back_followed_nobody_up(office: Office) -> None:
    for number in range(10):
        office.works(office.report(), "Reply\nThank you.")
        assert office.house.store.cases()[0].followed_up_at is not None
        if number >= 5:
            with office.house.store.database.reads() as connection:
                letter = connection.execute(
                    sa.select(tables.letters)
                    .where(tables.letters.c.purpose == "letter")
                    .order_by(tables.letters.c.id.desc())
                ).first()
            assert letter is not None
            with office.house.store.transaction() as tx:
                tx.post.mark_bounced(letter.id, office.clock())

    assert office.breakdown("followed_up") == {"in_time": 5, "late": None, "not_yet": 5}


@pytest.mark.parametrize(
    "words",
    [
        ["Followup {day} I met her"],
        ["Followup {day} I met her", "Followup I called her again"],
        ["Followup I called her again", "Followup {day} I had met her"],
    ],
    ids=["alone", "told first", "told last"],
)
def test_a_case_that_a_responder_followed_up_elsewhere_counts_from_the_earliest_day_they_name(
    office: Office, words: list[str]
) -> None:
    notices = [office.report() for _ in range(5)]
    day = office.last + timedelta(days=3)
    office.clock.move(days=9)
    office.raw_letters()
    for notice in notices:
        office.works(notice, *(each.format(day=day) for each in words))

    assert office.breakdown("followed_up") == {"in_time": 5, "late": None, "not_yet": None}


def test_an_upgrade_keeps_when_somebody_was_followed_up_elsewhere(office: Office) -> None:
    notices = [office.report() for _ in range(15)]
    day = office.last + timedelta(days=3)
    office.clock.move(days=3)
    for notice in notices[:5]:
        office.works(notice, "Followup I called her")
    office.clock.move(days=6)
    office.raw_letters()
    for notice in notices[:5]:
        office.works(notice, "Followup I called her again")
    for notice in notices[5:10]:
        office.works(notice, f"Followup {day} I met her")
    before = office.told()

    with office.house.store.database.engine.begin() as connection:
        command.downgrade(alembic_of(connection), "0003")
    with office.house.store.database.engine.begin() as connection:
        command.upgrade(alembic_of(connection), "head")

    assert office.told() == before
    assert office.breakdown("followed_up") == {"in_time": 10, "late": None, "not_yet": 5}


def test_a_draft_that_nobody_confirmed_is_no_report(office: Office) -> None:
    previews = []
    for number in range(5):
        text = f"NEW\nSomebody shouted at {number} people in the library on floor {number}."
        office.write(text, sender=BEN, to=MAILBOX)
        previews.append(to(office.raw_letters(), BEN))
    assert len(office.names()) == 5
    assert office.counts() == {}

    for preview in previews:
        office.ben("Yes", preview)

    assert office.counts() == {"reports": 5, "open_at_end": 5}


def test_a_day_is_that_of_the_alias(office: Office) -> None:
    # 23:30 in UTC is tomorrow in Helsinki.
    office.clock.now = office.clock.now.replace(hour=23, minute=30)
    for _ in range(5):
        office.report()
    day = office.clock().date()

    assert (
        office.counts(first=day, last=day) == {"open_at_end": 5} or office.counts(first=day, last=day) == {}
    )
    next_day = day + timedelta(days=1)
    assert office.counts(first=next_day, last=next_day)["reports"] == 5


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        ("2026-02-30", "2026-03-01", "--from: '2026-02-30' is no date; write it as 2026-01-31"),
        ("2026-01-01", "31.12.2026", "--to: '31.12.2026' is no date; write it as 2026-01-31"),
        ("2025-02-01", "2025-01-31", "--to: 2025-01-31 is before --from 2025-02-01; turn them round"),
        (
            "2025-02-01",
            "9999-12-31",
            "--to: 9999-12-31 is not over yet in Europe/Helsinki; the last day can be yesterday",
        ),
    ],
)
def test_a_period_that_is_none_is_said_in_one_line(office: Office, first: str, last: str, why: str) -> None:
    assert office.types("statistics", "--from", first, "--to", last, status=2) == f"cocmail: {why}\n"


def test_today_is_not_over(office: Office) -> None:
    today = utc_now().astimezone(ZONE).date()

    assert "is not over yet" in office.types("statistics", "--from", str(today), "--to", str(today), status=2)
    assert office.counts(first=today - timedelta(days=1), last=today - timedelta(days=1)) == {}


def test_both_days_have_to_be_said(office: Office) -> None:
    assert "Missing option '--to'" in office.types("statistics", "--from", "2026-01-01", status=2)


def test_the_oldest_day_there_is_can_be_the_first(office: Office) -> None:
    for _ in range(5):
        office.report()

    assert office.counts(first=date(1, 1, 1))["reports"] == 5


def test_no_key_is_needed_and_a_database_that_is_none_is_said(tmp_path: Path) -> None:
    office = Office(tmp_path, "sqlite:///cocmail.db")
    (tmp_path / "cocmail.key").unlink()
    assert office.counts() == {}
    office.house.store.database.close()

    for path in tmp_path.glob("cocmail.db*"):
        path.unlink()

    days = ("--from", "2025-01-01", "--to", "2025-12-31")
    assert "cocmail migrate" in office.types("statistics", *days, status=2)


# -- the page ----------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page as a program sees it: its elements with their attributes, and the rows of its tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.lasttag in ("th", "td") and self.rows:
            self.rows[-1][-1] += data.strip()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that has written its page; the tests change none of its cases."""
    office = Office(tmp_path_factory.mktemp("published"), "sqlite:///cocmail.db")
    for _ in range(12):
        office.report()
    office.works(office.report("fi"), *CLOSED)
    days = ("--from", str(office.first), "--to", str(office.last))
    office.types("statistics", *days, "--out", str(office.folder / "r.html"))
    yield office
    office.house.store.database.close()


@pytest.fixture
def page(published: Office) -> str:
    return (published.folder / "r.html").read_text()


def test_the_page_tells_nothing_of_a_case(published: Office, page: str) -> None:
    words = page.casefold()

    assert CANARY.casefold() not in words
    assert not [name for name in published.names() if name in words]
    assert not [
        word
        for word in ("rea", "porter", "ben", "okafor", "virtanen", "@", "oodi")
        if re.search(rf"\b{word}\b", words)
    ]


def test_the_page_needs_nothing_else_and_runs_nothing(page: str) -> None:
    found = Page(page)
    names = {tag for tag, _ in found.elements}
    attributes = {name for _, attributes in found.elements for name in attributes}

    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "use", "image"}
    assert not [
        name for name in attributes if name.startswith("on") or name in ("src", "href", "xlink:href", "style")
    ]
    assert re.findall(r"https?://[^\"'\s<]+", page) == ["http://www.w3.org/2000/svg"] * page.count("<svg")
    assert "url(" not in page
    assert "@import" not in page
    policy = [attributes["content"] for _, attributes in found.elements if "http-equiv" in attributes]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_each_figure_has_a_table_with_the_same_numbers_and_is_read_aloud(page: str) -> None:
    figures = re.findall(r"<figure>(.*?)</figure>", page, re.DOTALL)
    assert len(figures) >= 4

    for figure in figures:
        svg = ElementTree.fromstring(re.findall(r"<svg.*</svg>", figure, re.DOTALL)[0])
        name = "{http://www.w3.org/2000/svg}"
        texts = [each.text for each in svg.iter(f"{name}text")]
        rows = [row for row in Page(figure).rows if row and row[0] != "what"]
        assert [[label, number] for label, number in zip(texts[::2], texts[1::2], strict=True)] == rows
        assert svg.get("role") == "img"
        title, text = (svg.find(f"{name}{tag}") for tag in ("title", "desc"))
        assert title is not None
        assert text is not None
        assert svg.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
        assert text.text == "; ".join(f"{label}: {number}" for label, number in rows)
        assert 'scope="row"' in figure
        assert "<caption>" in figure


def test_a_bar_is_as_long_as_is_certain_and_its_outline_as_is_possible(page: str) -> None:
    (figure,) = [
        each
        for each in re.findall(r"<svg.*?</svg>", page, re.DOTALL)
        if '<title id="figure-3-title">' in each
    ]
    bars = {
        kind: re.findall(rf'<rect class="{kind}" x="([\d.]+)" width="([\d.]+)"', figure)
        for kind in ("certain", "rounded")
    }

    # Of 12 or 13 English reports ten are sure; the longest bar ends where its 14 would.
    assert bars["certain"] == [("1", f"{480 * 10 / 14:.1f}")]
    assert [width for _, width in bars["rounded"]] == [f"{480 * 4 / 14:.1f}"] * 3


def test_the_page_is_said_to_be_there_and_never_written_over_another(published: Office, page: str) -> None:
    days = ("--from", str(published.first), "--to", str(published.last))
    path = published.folder / "r.html"

    said = published.types("statistics", *days, "--out", str(path), status=1)

    assert said == f"cocmail: {path} exists already and is left as it is\n"
    assert path.read_text() == page
    other = published.folder / "other.html"
    assert (
        published.types("statistics", *days, "--out", str(other))
        == f"The report is in {other}. Read it before you publish it.\n"
    )
    assert json.loads(
        published.types("statistics", *days, "--out", str(published.folder / "3.html"), "--json")
    )
    assert other.read_text() == page == (published.folder / "3.html").read_text()


def test_on_a_terminal_the_same_numbers_stand_in_tables(published: Office, page: str) -> None:
    said = published.types("statistics", "--from", str(published.first), "--to", str(published.last))

    told = " ".join(re.sub(r"[^\w ().,:%-]", " ", said).split())
    for row in Page(page).rows:
        if row and row[0] != "what":
            assert row[1] in told
    assert "10 to 14" in told
    assert "fewer than 5" in told
    assert CANARY not in said


def test_a_name_of_an_alias_is_text_and_no_markup(tmp_path: Path) -> None:
    office = Office(tmp_path, "sqlite:///cocmail.db")
    path = tmp_path / "cocmail.toml"
    path.write_text(path.read_text().replace("Example Python Code of Conduct", "A & <b>B</b> [red]C[/red]"))
    days = ("--from", "2025-01-01", "--to", "2025-12-31")

    assert office.types("statistics", *days).startswith("A & <b>B</b> [red]C[/red]: transparency report\n")
    office.types("statistics", *days, "--out", str(tmp_path / "r.html"))

    assert (
        "<h1>A &amp; &lt;b&gt;B&lt;/b&gt; [red]C[/red]: transparency report</h1>"
        in (tmp_path / "r.html").read_text()
    )
    office.house.store.database.close()
