"""A whole case, worked by mail alone: real IMAP, real SMTP, and what `cocmail run --once` does between two mails.

The letters of one case stand in the README, as this test saw them. COCMAIL_UPDATE_README=1 writes them there anew.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.builders import ALIAS, MAILBOX, MovableClock, mail, make_house, read
from tests.servers import Dovecot, SmtpServer

from cocmail.once import run_once
from cocmail.wiring import House

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- letters: begin -->\n", "<!-- letters: end -->\n"
REA, AINO, BEN, CARLA = "rea@example.net", "aino@example.org", "ben@example.org", "carla@example.org"
CHAIR = "chair@example.org"
PASSWORD = "correct-horse"

_users = iter(range(1, 1_000_000))


@dataclass
class World:
    """Mail goes in to an IMAP server, letters come out at an SMTP server; between them runs the program."""

    house: House
    clock: MovableClock
    deliver: Callable[[bytes], object]
    sent: Callable[[], list[bytes]]
    told: dict[str, list[bytes]] = field(default_factory=dict)
    mails: int = 0

    def post(
        self, sender: str, text: str, *, answers: bytes | None = None, to: str = ALIAS, **headers: str
    ) -> dict[str, bytes]:
        """Somebody writes, and the program runs."""
        self.mails += 1
        own = f"<{self.mails}@{sender.partition('@')[2].strip('>')}>"
        raw = mail(text, sender=sender, answers=answers, to=to, message_id=own, **headers)
        self.deliver(raw)
        return self.runs()

    def runs(self) -> dict[str, bytes]:
        """The program runs once; to whoever gets two letters, the later one."""
        before = len(self.sent())
        assert run_once(self.house) == []
        new: dict[str, bytes] = {}
        for raw in self.sent()[before:]:
            recipient = str(read(raw)["To"])
            self.told.setdefault(recipient, []).append(raw)
            new[recipient] = raw
        return new


@pytest.fixture
def on_dovecot(tmp_path: Path, clock: MovableClock, dovecot: Dovecot) -> Iterator[World]:
    user = f"whole{next(_users)}"
    with SmtpServer() as smtp:
        house = make_house(
            tmp_path,
            clock,
            imap_port=dovecot.port,
            smtp_port=smtp.port,
            user=user,
            password=dovecot.password,
        )
        yield World(
            house,
            clock,
            lambda raw: dovecot.deliver(user, raw, when=clock()),
            lambda: [each.raw for each in smtp.letters],
        )
        house.store.database.close()


@pytest.fixture
def on_post_office(tmp_path: Path, clock: MovableClock) -> Iterator[World]:
    pytest.importorskip("pymap")
    from cocmail.admin.postoffice import PostOffice

    with PostOffice({MAILBOX: PASSWORD}, clock=clock) as office:
        ports = {"imap_port": office.imap_port, "smtp_port": office.smtp_port}
        house = make_house(tmp_path, clock, user=MAILBOX, password=PASSWORD, **ports)
        yield World(
            house,
            clock,
            lambda raw: office.post(raw, "", [MAILBOX]),
            lambda: [each.raw for each in office.letters if each.sender],
        )
        house.store.database.close()


@pytest.fixture(params=["on_dovecot", "on_post_office"])
def world(request: pytest.FixtureRequest) -> World:
    found: World = request.getfixturevalue(request.param)
    return found


def purpose(raw: bytes) -> str:
    """Which of our letters it is."""
    return str(read(raw)["X-Cocmail"])


def text(raw: bytes) -> str:
    return str(read(raw).get_content()).replace("\r\n", "\n")


# -- the letters in the README -------------------------------------------------------------------------------

# What the README leaves out of a letter: paragraphs that begin so.
_CUT = (
    "If anyone is in danger",
    "Just reply",
    "What you write",
    "If you would rather",
    "If you want no more",
    "Hello Ben",
    "Not known yet",
    "What a program read",
    "  - ",
    "The reporter has been asked",
    "The reporter is to hear from one of us",
    "You can answer with a word",
    "  · TAKE",
    "  · NOTE",
    "This waits for your word",
    "It is good once",
    "What you may want next",
    "  · DECIDE",
    "  · SHOW",
    "You can answer this",
    "Example Python Code of Conduct",
)


class Transcript:
    """Mails as a reader of the README is shown them: whole paragraphs; […] is what is left out before or between."""

    def __init__(self, case: str) -> None:
        self._case = case
        self._mails: list[str] = []

    def writes(self, title: str, text: str) -> None:
        """What a person writes."""
        self._mails.append(f"{f'── {title} '.ljust(76, '─')}\n{text}\n")

    def is_told(self, to: str, raw: bytes) -> None:
        """A letter of the program."""
        words = f"to {to}: {read(raw)['Subject']}\n\n{text(raw)}"
        # Case names are drawn at random: the README has always the same.
        title, *told = re.sub(self._case, "Copper lantern", words, flags=re.IGNORECASE).strip().split("\n\n")
        shown: list[str] = []
        for paragraph in told:
            if not paragraph.startswith(_CUT) and not re.fullmatch("> .*", paragraph):
                shown.append(f"\n{paragraph}" if shown and shown[-1] != "[…]" else paragraph)
            elif shown[-1:] != ["[…]"]:
                shown.append("[…]")
        self.writes(title, "\n".join(shown).removesuffix("\n[…]"))

    def block(self) -> str:
        """What stands between the two marks."""
        return "\n```text\n" + "".join(self._mails) + "```\n\n"


def test_the_letters_of_the_readme_are_those_of_the_program(world: World) -> None:
    report = (
        "I was at the study evening in the Oodi library yesterday. At seven, in the\n"
        "break, Carla Lindqvist told me, loudly, that women only come for the pizza."
    )
    reply = (
        "Reply\nThank you for telling us. That should not have happened to you. May we\n"
        "tell Carla what was heard, without saying from whom?\n\nBen Okafor\n+358 50 555 0123"
    )
    decision = "Followup I called Rea and told her how it went\nDecide violation a warning\nClose"
    people = {REA: "Rea", BEN: "Ben"}
    first = world.post(f"Rea Porter <{REA}>", report)
    shown = Transcript(str(read(first[REA])["Subject"]))

    def told(who: str, letters: dict[str, bytes]) -> bytes:
        shown.is_told(people[who], letters[who])
        return letters[who]

    def writes(who: str, words: str, answers: bytes) -> dict[str, bytes]:
        shown.writes(f"{people[who]} answers", words)
        return world.post(who, words, answers=answers)

    shown.writes(f"Rea writes to {ALIAS}", report)
    told(REA, first)
    case = told(BEN, writes(BEN, "Clear\nTake", told(BEN, first)))
    preview_of_reply = told(BEN, writes(BEN, reply, case))
    replied = writes(BEN, "Yes", preview_of_reply)
    letter = told(REA, replied)
    told(BEN, replied)
    answered = writes(REA, "Yes, you may. It is over; I was only startled.", letter)
    preview = told(BEN, writes(BEN, decision, told(BEN, answered)))
    told(BEN, writes(BEN, "Yes", preview))

    assert all(f"| {line}".rstrip() in text(preview_of_reply) for line in text(letter).splitlines())
    assert CARLA not in world.told
    _compare_with_readme(shown.block())


def _compare_with_readme(block: str) -> None:
    readme = README.read_text()
    before, _, rest = readme.partition(BEGIN)
    stands, _, after = rest.partition(END)
    assert after, "the README has no place for the letters"
    if os.environ.get("COCMAIL_UPDATE_README"):
        README.write_text(before + BEGIN + block + END + after)
    else:
        assert stands == block, "COCMAIL_UPDATE_README=1 writes the README anew"


# -- every part of it ----------------------------------------------------------------------------------------


def test_a_case_is_worked_from_the_report_to_its_end_and_beyond(
    on_dovecot: World, caplog: pytest.LogCaptureFixture
) -> None:
    world = on_dovecot

    # The report names Carla, and went to her as well.
    first = world.post(f"Rea Porter <{REA}>", "Carla Lindqvist shouted at me in the break.", Cc=CARLA)
    assert sorted(first) == [AINO, BEN, REA]
    case = str(read(first[REA])["Subject"])
    told = world.post(BEN, "Clear\nTake", answers=first[BEN])
    assert "| Carla Lindqvist shouted at me in the break." in text(told[BEN])
    assert "somebody who must not see it has a part of it" in text(told[BEN])
    told |= world.post(AINO, "Clear", answers=first[AINO])
    assert "Pidäthän sen omana tietonasi" in text(told[AINO])

    # A letter and a question, each shown first; the answer comes back.
    preview = world.post(BEN, "Reply\nI am Ben, and I am sorry.\n\nBen Okafor", answers=told[BEN])
    assert list(preview) == [BEN]
    sent = world.post(BEN, "Yes", answers=preview[BEN])
    assert sorted(sent) == [AINO, BEN, REA]
    assert "I am sorry" in text(sent[REA])
    assert "Okafor" not in text(sent[REA])
    assert read(sent[REA])["In-Reply-To"] == "<1@example.net>"
    again = world.post(BEN, "Yes", answers=preview[BEN])
    assert "there is nothing to confirm here" in text(again[BEN])
    preview = world.post(AINO, "Ask where", answers=sent[AINO])
    asked = world.post(AINO, "Yes", answers=preview[AINO])
    assert "where you were when it happened" in text(asked[REA])
    answered = world.post(REA, "In the Oodi library.", answers=asked[REA])
    assert sorted(answered) == [AINO, BEN, REA]

    # What is for the team stays in the team; what is misspelt or forged does nothing.
    noted = world.post(BEN, "Note\nThe venue has a camera.", answers=answered[BEN])
    assert sorted(noted) == [AINO, BEN]
    assert "| The venue has a camera." in text(noted[AINO])
    misspelt = world.post(BEN, "Clsoe", answers=noted[BEN])
    assert "did you mean CLOSE?" in text(misspelt[BEN])
    forged = world.post("mallory@example.com", "Close\nShow", answers=noted[BEN])
    assert list(forged) == [BEN]
    assert read(forged[BEN])["Subject"] == "Not done"
    # She has seen that there is a case, and learns nothing from it.
    heard = world.post(CARLA, "Clear\nShow", answers=noted[AINO])
    assert sorted(heard) == [AINO, BEN]
    assert purpose(heard[BEN]) == "exposed"
    assert "Carla Lindqvist" in text(heard[BEN])

    # The end, and what comes after it.
    words = "Followup I called her\nDecide violation a warning\nClose"
    preview = world.post(BEN, words, answers=misspelt[BEN])
    closed = world.post(BEN, "Yes", answers=preview[BEN])
    assert "State: closed" in text(closed[BEN])
    assert "sääntöjä rikottiin" in text(closed[AINO])
    draft = world.post(BEN, "Summary", answers=closed[BEN])
    assert "Carla" not in text(draft[BEN]).partition("Look at these too")[0]

    # A report by phone, from which Aino is kept out; then both cases belong together.
    by_phone = "New\nRecuse Aino\n\nSami called: Carla shouted at him at the picnic, too."
    opened = world.post(BEN, by_phone, to=MAILBOX)
    assert list(opened) == [BEN]
    assert "Aino Virtanen, Carla Lindqvist" in text(opened[BEN])
    second = str(read(opened[BEN])["Subject"]).removesuffix(" (waits for YES)")
    confirmed = world.post(BEN, "Yes", answers=opened[BEN])
    assert list(confirmed) == [BEN]
    linked = world.post(BEN, f"Link {case}", answers=confirmed[BEN])
    assert list(linked) == [BEN]
    listed = world.post(AINO, "List", to=MAILBOX)
    assert second.casefold() not in text(listed[AINO]).casefold()

    # Every week, also to Carla, and to her as if there were nothing.
    world.runs()
    world.clock.move(days=7)
    digests = {who: raw for who, raw in world.runs().items() if purpose(raw) == "digest"}
    assert sorted(digests) == [AINO, BEN, CARLA]
    assert second in text(digests[BEN])
    assert world.told[CARLA] == [digests[CARLA]]

    # Destroyed by two.
    caplog.clear()
    waits = world.post(AINO, "Erase", answers=closed[AINO])
    assert sorted(waits) == [AINO, BEN]
    erased = world.post(BEN, "Yes", answers=waits[BEN])
    assert sorted(erased) == [AINO, BEN]
    assert "was destroyed: two of you asked for it" in text(erased[BEN])
    # Who keeps the key file reads no letters, and has to save it again.
    assert "erased by its responders: save the key file again" in caplog.text
    words_to_carla = text(digests[CARLA]).casefold()
    assert case.casefold() not in words_to_carla
    assert second.casefold() not in words_to_carla
