"""Who tries to command, to read or to write what they may not, by every way a mail can come in.

What one mail of a real client means is tried in cases/test_vectors.py; what a YES is worth, as values, in
cases/test_responding.py. Here everything goes through one whole house.
"""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from itertools import count
from pathlib import Path

import pytest
from tests.builders import ALIAS, MAILBOX, REPORTS, Desk, MovableClock, mail, make_house, read, to

from cocmail.cases.model import Case, Clearance, Entry, State
from cocmail.mail.sender import Group

AINO, BEN, CARLA, REA = "aino@example.org", "ben@example.org", "carla@example.org", "rea@example.net"
EVIL = "evil@example.net"
CANARY = "quorkzebra"
AUTH = "Authentication-Results: mx.example.org; {}\r\n"
THROUGH_GROUP = AUTH.format("dkim=pass header.d=groups.example") + "List-ID: <conduct.groups.example>\r\n"
_numbers = count(1)


class Matter:
    """One case, and the letters that each person has of it, newest last."""

    def __init__(self, desk: Desk, text: str = "", *, reporter: str = REA) -> None:
        self.desk = desk
        desk.clock.move(hours=25)  # No limit of a day is in the way.
        desk.raw_letters()
        self.number = number = next(_numbers)
        words = text or f"{REPORTS['en']} {CANARY} It was the {number}th time."
        sender = f"Rea Porter <{reporter}>"
        desk.arrives(mail(words, sender=sender, message_id=f"<report-{number}@example.net>"))
        self.name = max(desk.house.store.cases(closed=True), key=lambda each: each.id or 0).name
        self.got: dict[str, list[bytes]] = {}
        self.deliver()

    def deliver(self) -> list[EmailMessage]:
        new = self.desk.raw_letters()
        for raw in new:
            self.got.setdefault(str(read(raw)["To"]), []).append(raw)
        return [read(raw) for raw in new]

    def says(
        self,
        who: str,
        words: str,
        *,
        answers: bytes | None = None,
        by: str = "",
        above: str = "",
        **headers: str,
    ) -> list[EmailMessage]:
        """Somebody answers their last letter, or another one; what goes out because of it."""
        raw = mail(
            words,
            sender=by or who,
            answers=answers or self.got[who][-1],
            message_id=f"<attack-{next(_numbers)}@example.org>",
            **headers,
        )
        self.desk.arrives(above.encode() + raw)
        return self.deliver()

    @property
    def case(self) -> Case:
        return next(each for each in self.desk.house.store.cases(closed=True) if each.name == self.name)

    def history(self) -> list[Entry]:
        with self.desk.house.store.reading() as tx:
            return tx.history(self.case.id or 0)

    def state(self) -> tuple[object, ...]:
        """All that a command could change."""
        case = self.case
        return (
            case.clearance,
            case.taken_by,
            case.state,
            case.urgent,
            case.follow_up_due,
            case.outcome,
            case.checklist,
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    clock = MovableClock()
    more = 'trusted_authserv = "mx.example.org"'
    house = make_house(tmp_path_factory.mktemp("attacks"), clock, imap_more=more)
    house.intake.desk = replace(
        house.intake.desk, group=Group("conduct@groups.example", "conduct.groups.example")
    )
    yield Desk(house, clock)
    house.store.database.close()


@pytest.fixture(autouse=True)
def _earlier_cases_are_over(desk: Desk) -> None:
    desk.close_all()


def told(letters: list[EmailMessage]) -> list[tuple[str, str]]:
    return sorted((str(each["To"]), str(each["X-Cocmail"])) for each in letters)


def tells_nothing(letter: EmailMessage, matter: Matter) -> bool:
    seen = letter.as_string().casefold() + letter.get_content().casefold()
    return not any(word in seen for word in (matter.name, CANARY, "rea@", "yellow coat"))


@pytest.mark.parametrize(
    ("by", "above"),
    [
        (AINO, ""),
        (EVIL, ""),
        (BEN, AUTH.format("dmarc=fail header.from=example.org")),
        (BEN, AUTH.format("dmarc=pass header.from=example.org; dmarc=fail header.from=example.org")),
        (BEN, THROUGH_GROUP),
        (f"{BEN}, {EVIL}", ""),
    ],
)
def test_a_command_that_does_not_prove_to_be_its_owners_is_told_them_without_content(
    desk: Desk, by: str, above: str
) -> None:
    matter = Matter(desk)
    before = matter.state()

    letters = matter.says(BEN, "Clear\nTake", by=by, above=above)

    assert before == matter.state()
    assert told(letters) == [(BEN, "unproven")]
    assert tells_nothing(letters[0], matter)
    assert matter.says(BEN, "Show", by=by, above=above, answers=matter.got[BEN][0]) == []


def test_a_letter_that_somebody_else_had_proves_nothing_any_more_and_the_next_one_does(desk: Desk) -> None:
    matter = Matter(desk)
    matter.says(BEN, "Clear", by=EVIL)
    leaked, fresh = matter.got[BEN]

    matter.says(BEN, "Clear", answers=leaked)
    assert matter.case.clearance[BEN] == "pending"

    matter.says(BEN, "Clear", answers=fresh)
    assert matter.case.clearance[BEN] == "cleared"


@pytest.mark.parametrize("proven", [True, False])
def test_a_reporter_who_answers_to_all_of_a_responders_mail_is_heard_as_the_reporter(
    desk: Desk, *, proven: bool
) -> None:
    matter = Matter(desk)
    matter.says(BEN, "Clear")
    (letter,) = (raw for raw in matter.got[BEN] if read(raw)["X-Cocmail"] == "report")
    report = f"<report-{matter.number}@example.net>"
    raw = mail(
        "He is outside my door right now with a knife, help! Carla Lindqvist let him in.",
        to=BEN,
        Cc=str(read(letter)["Reply-To"]),
        In_Reply_To=f"<b{next(_numbers)}@example.org>",
        References=f"{report} {read(letter)['Message-ID']}",
        message_id=f"<help-{next(_numbers)}@example.net>",
    )

    desk.arrives((AUTH.format("dmarc=pass header.from=example.net") if proven else "").encode() + raw)
    letters = matter.deliver()

    case = matter.case if proven else max(desk.house.store.cases(), key=lambda each: each.id or 0)
    assert (case.urgent, case.name == matter.name) == (True, proven)
    assert (case.clearance[CARLA], matter.case.clearance[CARLA]) == ("held", "held")
    assert (BEN, "update" if proven else "notice") in told(letters)
    # Somebody else had that letter.
    assert told(matter.says(BEN, "Take", answers=letter)) == [(BEN, "unproven")]


def test_whose_letter_was_in_other_hands_is_answered_each_time_and_not_for_ever(desk: Desk) -> None:
    matter = Matter(desk)
    matter.says(BEN, "Clear", by=EVIL)
    leaked = matter.got[BEN][0]

    answers = [told(matter.says(BEN, "Clear", answers=leaked)) for _ in range(8)]

    assert answers[:2] == [[(BEN, "unproven")]] * 2
    assert answers[-2:] == [[], []]
    # Each of them proves what it is answered with.
    matter.says(BEN, "Clear", answers=matter.got[BEN][2])
    assert matter.case.clearance[BEN] == "cleared"


def test_a_yes_to_a_fresh_letter_confirms_only_what_was_confirmed_before(desk: Desk) -> None:
    matter = Matter(desk)
    matter.says(BEN, "Clear")
    matter.says(BEN, "Reply We will talk to him today.")
    matter.says(BEN, "No, do not send this!", by="ben.okafor@work.example")

    letters = matter.says(BEN, "Yes")

    assert REA not in {to for to, _ in told(letters)}


_OUTLOOK = """<html><body><div>New<br>Lisa told me that somebody shouted at her in the lobby.</div>
<hr><div id="divRplyFwdMsg"><b>From:</b> Example &lt;{mailbox}&gt;<br><b>Sent:</b> Tuesday, March 3, 2026 2:10 PM<br>
<b>To:</b> Ben Okafor &lt;ben@example.org&gt;<br><b>Subject:</b> {subject}</div>
<p>CAUTION: This email originated from outside of the organization. Do not click links.</p>
<div>{text}</div></body></html>"""


@pytest.mark.parametrize("shape", ["attached", "below Outlook's headers and a warning"])
def test_a_letter_about_one_case_is_passed_on_to_no_other_with_new(desk: Desk, shape: str) -> None:
    matter = Matter(desk, reporter=f"r{next(_numbers)}@example.net")
    matter.says(BEN, "Clear")
    matter.says(CARLA, "Recuse")
    report = read(next(raw for raw in matter.got[BEN] if read(raw)["X-Cocmail"] == "report"))
    answer = EmailMessage()
    answer["From"], answer["To"] = BEN, str(report["Reply-To"])
    answer["Subject"], answer["In-Reply-To"] = f"Re: {report['Subject']}", str(report["Message-ID"])
    answer["Message-ID"] = f"<attack-{next(_numbers)}@example.org>"
    if shape == "attached":
        answer.set_content("New\nLisa told me that somebody shouted at her in the lobby.\n")
        answer.add_attachment(report)
    else:
        text = "<br>\n".join(report.get_content().split("\n"))
        shown = _OUTLOOK.format(mailbox=MAILBOX, subject=report["Subject"], text=text)
        answer.set_content(shown, subtype="html")
    desk.arrives(answer.as_bytes())
    matter.deliver()
    matter.says(BEN, "Yes")

    matter.says(CARLA, "Clear")

    shown = str(read(matter.got[CARLA][-1]).get_content())
    assert "Lisa told me that somebody shouted at her in the lobby." in " ".join(
        shown.replace(">", " ").split()
    )
    assert CANARY not in shown
    assert matter.name not in shown.casefold()


def test_a_held_person_who_has_somebody_elses_letter_exposes_the_case(desk: Desk) -> None:
    matter = Matter(desk, f"Carla Lindqvist shouted at me yesterday at six in the yellow hall. {CANARY}")
    matter.says(BEN, "Clear")

    letters = matter.says(BEN, "Show", by=CARLA)

    assert told(letters) == [(BEN, "exposed"), (BEN, "unproven")]
    exposed = next(each for each in letters if each["X-Cocmail"] == "exposed")
    assert "Carla Lindqvist" in exposed.get_content()
    assert "exposed" in matter.case.marks


def test_a_letter_proves_for_a_month_and_then_a_fresh_one_is_sent(desk: Desk) -> None:
    matter = Matter(desk)
    desk.clock.move(days=31)
    matter.deliver()

    letters = matter.says(BEN, "Clear", answers=matter.got[BEN][0])

    assert matter.case.clearance[BEN] == "pending"
    assert told(letters) == [(BEN, "unproven")]
    matter.says(BEN, "Clear")
    assert matter.case.clearance[BEN] == "cleared"


def test_guessed_marks_reach_no_case(desk: Desk) -> None:
    matter = Matter(desk)
    before = matter.state()
    guess = "a" * 32

    for address in (f"conduct-cases+{guess}@example.org", MAILBOX):
        number = next(_numbers)
        desk.arrives(
            mail(
                "Clear",
                sender=BEN,
                to=address,
                message_id=f"<guess-{number}@example.org>",
                In_Reply_To=f"<cm.{guess}@example.org>",
                subject=f"Re: {matter.name}",
            )
        )

    assert before == matter.state()
    assert {str(each["To"]) for each in matter.deliver()} <= {AINO, BEN, CARLA}


WORDS = (
    "Clear", "List", "Show", "Status", "Help", "Note I know", "I know her", "Yes", "New", "Take", "Include Ben",
    "Recuse", "Clsoe", "Erase", "👍",
)  # fmt: skip


@pytest.mark.parametrize("how", ["recused", "recused by another", "held"])
def test_who_is_shut_out_gets_the_same_letter_whatever_they_say_as_if_there_were_no_case(
    desk: Desk, how: str
) -> None:
    destroyed, matter = Matter(desk), Matter(desk)
    old = destroyed.got[BEN][0]
    with desk.house.store.transaction() as tx:
        tx.erase(destroyed.case.id or 0, Entry(desk.clock(), "erased", "console", "root"))
    matter.says(AINO, "Clear")
    notice = matter.got[BEN][0]
    match how:
        case "recused":
            matter.says(BEN, "Recuse")
        case "recused by another":
            matter.says(AINO, "Recuse Ben")
        case _:
            matter.says(AINO, "Note It was Ben Okafor.")
    before = matter.state()

    answers = []
    for words in WORDS:
        desk.clock.move(hours=25)
        matter.deliver()
        answers += [matter.says(BEN, words, answers=notice), destroyed.says(BEN, words, answers=old)]

    assert before == matter.state()
    assert [told(each) for each in answers] == [[(BEN, "unavailable")]] * len(answers)
    assert len({(str(each["Subject"]), each.get_content()) for (each,) in answers}) == 1
    assert tells_nothing(answers[0][0], matter)


class TestYes:
    def test_it_is_good_once_for_who_asked_and_from_the_letter_that_asked(self, desk: Desk) -> None:
        matter = Matter(desk)
        matter.says(AINO, "Clear")
        matter.says(BEN, "Clear")
        matter.says(BEN, "Reply We will call you.")
        preview = matter.got[BEN][-1]

        assert (REA, "letter") not in told(matter.says(AINO, "Yes"))
        assert told(matter.says(BEN, "Yes", by=AINO, answers=preview)) == [(BEN, "unproven")]
        assert (REA, "letter") not in told(matter.says(BEN, "Yes", answers=matter.got[BEN][0]))
        # That the preview was in other hands has ended it.
        assert (REA, "letter") not in told(matter.says(BEN, "Yes", answers=preview))

        matter.says(BEN, "Reply We will call you.")
        preview = matter.got[BEN][-1]
        assert (REA, "letter") in told(matter.says(BEN, "Yes", answers=preview))
        assert (REA, "letter") not in told(matter.says(BEN, "Yes", answers=preview))

    @pytest.mark.parametrize("tries", [1, 2])
    def test_it_is_said_again_to_the_fresh_letter_where_it_came_from_another_address(
        self, desk: Desk, tries: int
    ) -> None:
        matter = Matter(desk)
        matter.says(BEN, "Clear")
        matter.says(BEN, "Reply We will call you.")
        preview = matter.got[BEN][-1]
        matter.says(BEN, "Yes", by="ben.okafor@work.example")
        if tries == 2:
            matter.says(BEN, "Yes", answers=preview)
        fresh = matter.got[BEN][-1]

        assert (REA, "letter") in told(matter.says(BEN, "Yes"))
        again = matter.says(BEN, "Yes", answers=fresh)
        assert (REA, "letter") not in told(again)

    def test_a_fresh_letter_confirms_nothing_of_a_case_that_has_changed_since(self, desk: Desk) -> None:
        matter = Matter(desk)
        matter.says(BEN, "Clear")
        matter.says(BEN, "Reply We will call you.")
        matter.says(BEN, "Yes", by="ben.okafor@work.example")
        fresh = matter.got[BEN][-1]
        matter.says(REA, "It was on the third floor.")

        (answer,) = matter.says(BEN, "Yes", answers=fresh)

        assert "the case has changed since that preview" in answer.get_content()

    @pytest.mark.parametrize("meanwhile", ["a day", "another word", "the reporter", "a hold"])
    def test_it_is_void_when_something_came_between(self, desk: Desk, meanwhile: str) -> None:
        matter = Matter(desk)
        matter.says(AINO, "Clear")
        matter.says(BEN, "Clear")
        matter.says(BEN, "Reply We will call you.")
        preview = matter.got[BEN][-1]
        match meanwhile:
            case "a day":
                desk.clock.move(hours=24, minutes=1)
            case "another word":
                matter.says(AINO, "Set where: the yellow hall")
            case "the reporter":
                matter.says(REA, "It was on the third floor.")
            case "a hold":
                matter.says(REA, "Ben Okafor was there too.")

        letters = matter.says(BEN, "Yes", answers=preview)

        assert told(letters) == [(BEN, "unavailable" if meanwhile == "a hold" else "answer")]

    def test_nobody_destroys_a_case_alone(self, desk: Desk) -> None:
        matter = Matter(desk)
        matter.says(AINO, "Clear")
        matter.says(BEN, "Clear")
        asked = matter.says(BEN, "Erase")
        assert told(asked) == [(AINO, "preview"), (BEN, "answer")]

        matter.says(BEN, "Yes")
        matter.says(BEN, "Yes", answers=matter.got[AINO][-1])
        assert matter.case.erased_at is None

        matter.says(AINO, "Recuse", answers=matter.got[AINO][0])
        matter.says(AINO, "Yes", answers=matter.got[AINO][-2])
        assert matter.case.erased_at is None


def test_what_is_attached_or_quoted_commands_nothing(desk: Desk) -> None:
    matter = Matter(desk)
    notice = matter.got[BEN][0]
    before = matter.state()
    inner = EmailMessage(policy=SMTP)
    inner["From"], inner["To"], inner["Subject"] = BEN, MAILBOX, "x"
    inner.set_content("Clear\nTake\n")
    for text in ("See what is attached.", ""):
        number = next(_numbers)
        outer = read(mail(text, sender=BEN, answers=notice, message_id=f"<outer-{number}@example.org>"))
        outer.set_content(text)
        outer.add_attachment(inner)
        desk.arrives(outer.as_bytes(policy=SMTP))
    for text in ("> Clear\n> Take", "Thanks\n\n> Clear", "| Clear", "Hello\nClear", "```\nClear\n```"):
        matter.says(BEN, text, answers=notice)

    assert before == matter.state()
    assert told(matter.deliver()) == []


def test_an_answer_to_the_overview_is_about_no_case(desk: Desk) -> None:
    matter = Matter(desk)
    before = matter.state()
    desk.arrives(mail("List", sender=BEN, to=MAILBOX, message_id=f"<list-{next(_numbers)}@example.org>"))
    overview = to(desk.raw_letters(), BEN)

    (answer,) = matter.says(BEN, "Clear\nTake", answers=overview)
    (warning,) = matter.says(BEN, "List", answers=overview, by=EVIL)

    assert before == matter.state()
    assert answer.get_content().count("not done") == 2
    assert told([warning]) == [(BEN, "unproven")]
    assert tells_nothing(warning, matter)
    # It was in other hands.
    assert told(matter.says(BEN, "List", answers=overview)) == [(BEN, "unproven")]
    assert told(matter.says(BEN, "List")) == [(BEN, "overview")]


class TestWhoSees:
    def test_nobody_lets_themselves_in_or_shuts_others_out_unseen(self, desk: Desk) -> None:
        matter = Matter(desk)
        before = matter.state()

        (answer,) = matter.says(BEN, "Recuse Aino")

        assert before == matter.state()
        assert "not done" in answer.get_content()
        matter.says(BEN, "Clear")
        (answer,) = matter.says(BEN, "Include Ben")
        assert "for the others to decide" in answer.get_content()

    def test_a_case_that_one_may_not_see_is_linked_like_one_that_is_not_there(self, desk: Desk) -> None:
        words = f"Ben Okafor shouted at me yesterday at six in the yellow hall. {CANARY}"
        hidden = Matter(desk, words, reporter="lisa@example.net")
        matter = Matter(desk)
        matter.says(BEN, "Clear")

        (one,), (other,) = (matter.says(BEN, f"Link {name}") for name in (hidden.name, "velvet nothing"))

        assert one.get_content().replace(hidden.name, "velvet nothing") == other.get_content()
        assert not any(each.type == "linked" for each in (*hidden.history(), *matter.history()))

    def test_a_case_that_may_be_related_is_named_also_to_who_has_not_declared_for_it(
        self, desk: Desk
    ) -> None:
        other, matter = Matter(desk), Matter(desk)

        (report,) = matter.says(BEN, "Clear")

        assert other.name in report.get_content().casefold()

    def test_a_note_that_names_a_colleague_never_reaches_them(self, desk: Desk) -> None:
        matter = Matter(desk)
        for who in (AINO, BEN, CARLA):
            matter.says(who, "Clear")

        letters = matter.says(AINO, "Carla Lindqvist was there, and laughed. Ask her friends.")

        assert (BEN, "note") in told(letters)
        assert CARLA not in {who for who, _ in told(letters)}
        assert matter.case.clearance[CARLA] == "held"

    @pytest.mark.parametrize("by", [BEN, EVIL])
    def test_new_from_outside_is_a_report_and_tells_nobody_to_confirm_it(self, desk: Desk, by: str) -> None:
        desk.clock.move(hours=25)
        desk.raw_letters()
        forged = AUTH.format(f"dmarc=fail header.from={by.partition('@')[2]}").encode()
        words = f"New\n{REPORTS['en']}"

        desk.arrives(
            forged + mail(words, sender=by, to=MAILBOX, message_id=f"<n-{next(_numbers)}@example.org>")
        )

        case = max(desk.house.store.cases(), key=lambda each: each.id or 0)
        assert "draft" not in case.marks
        assert case.clearance[AINO] == "pending"
        assert by not in {str(each["To"]) for each in desk.letters()}


class TestTheReporter:
    def test_nothing_of_the_responder_is_in_the_letter(self, desk: Desk) -> None:
        matter = Matter(desk)
        matter.says(BEN, "Clear")
        words = "Reply\nWe will talk to him.\n\nBest regards,\nBen Okafor\n+358 40 765 4321\nben@example.org"
        (preview,) = matter.says(BEN, words)
        assert "765 4321" in preview.get_content()  # What was cut is shown to its writer.

        letters = matter.says(BEN, "Yes")

        (letter,) = (each for each in letters if each["To"] == REA)
        seen = letter.as_string() + letter.get_content()
        assert "We will talk to him." in seen
        assert not [each for each in ("Ben", "Okafor", "765", "ben@", CANARY) if each in seen]

    def test_it_goes_to_who_reported_and_nowhere_else(self, desk: Desk) -> None:
        desk.clock.move(hours=25)
        desk.raw_letters()
        number = next(_numbers)
        report = mail(
            f"{REPORTS['en']} The {number}th.",
            message_id=f"<other-{number}@example.net>",
            Reply_To=EVIL,
            Cc="friend@example.net",
            to=ALIAS,
        )
        desk.arrives(report)
        letters = desk.raw_letters()
        for words in ("Clear", "Reply We will call you.", "Yes"):
            raw = mail(
                words, sender=BEN, answers=to(letters, BEN), message_id=f"<r-{next(_numbers)}@example.org>"
            )
            desk.arrives(raw.replace(b"Subject:", f"Reply-To: {EVIL}\r\nCc: {EVIL}\r\nSubject:".encode(), 1))
            letters = [*desk.raw_letters()]

        assert {str(read(raw)["To"]) for raw in letters} <= {REA, BEN}
        assert read(to(letters, REA))["X-Cocmail"] == "letter"


@pytest.mark.parametrize("gap", ["\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00"])
def test_no_word_of_a_command_becomes_a_header(desk: Desk, gap: str) -> None:
    matter = Matter(desk)
    matter.says(BEN, "Clear")

    letters = []
    for verb in (
        "Set reported_person:",
        "Assign",
        "Include",
        "Link",
        "Decide violation:",
        "Note",
        "Snooze 2d",
    ):
        letters += matter.says(BEN, f"{verb} x{gap}Bcc: {EVIL}{gap}{gap}Clear{gap}To: {EVIL}")

    assert letters
    for each in letters:
        assert len(each.get_all("To", [])) == 1
        assert each["Bcc"] is None
        assert EVIL not in str(each["To"])
        assert each.defects == []
    assert matter.case.state != State.CLOSED


@pytest.mark.parametrize("text", ["I told the Conduct Desk, too.", "Carla Lindqvist shouted at me."])
def test_who_names_a_mailbox_that_two_responders_read_names_neither_of_them(
    tmp_path: Path, clock: MovableClock, text: str
) -> None:
    block = (
        '[[responders]]\nname = "Conduct Desk"\naddress = "desk@example.org"\n'
        'also_known_as = ["aino@example.org", "carla@example.org"]\n'
    )
    desk = Desk(make_house(tmp_path, clock, more=block), clock)
    desk.arrives(mail(f"{REPORTS['en']} {text}"))

    held = {key for key, each in desk.case().clearance.items() if each == Clearance.HELD}
    assert held == {"desk@example.org"} | ({CARLA} if "Carla" in text else set())
    desk.house.store.database.close()


@pytest.mark.parametrize("text", ["Carla Lindqvist shouted at me.", "Somebody called Lotta shouted at me."])
@pytest.mark.parametrize("later", [False, True])
def test_who_is_named_hears_nothing_under_another_address_of_theirs_on_the_roster(
    tmp_path: Path, clock: MovableClock, text: str, later: bool
) -> None:
    block = (
        '[[responders]]\nname = "Lotta"\naddress = "cl@example.com"\nalso_known_as = ["carla@example.org"]\n'
    )
    desk = Desk(make_house(tmp_path, clock, more=block), clock)
    desk.arrives(mail(REPORTS["en"] if later else text))
    letters = desk.raw_letters()
    if later:
        desk.arrives(mail(text, answers=to(letters, "rea@example.net"), message_id="<later@example.net>"))
        letters = desk.raw_letters()

    standing = desk.case().clearance
    assert (standing[CARLA], standing["cl@example.com"]) == (Clearance.HELD, Clearance.HELD)
    assert not {read(each)["To"] for each in letters} & {CARLA, "cl@example.com"}
    desk.house.store.database.close()
