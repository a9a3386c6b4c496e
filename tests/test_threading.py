"""A reporter who answers a mail of their own, without any mark of ours, adds to the case that holds it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.builders import AINO, ALIAS, BEN, CARLA, REPORTS, Desk, MovableClock, mail, make_house, read, to

from cocmail import tables
from cocmail.cases import checklist
from cocmail.cases.model import Case, Responder
from cocmail.mail.sender import Group

PASS = "mx.example.org; dmarc=pass header.from=example.net"
FAIL = "mx.example.org; dmarc=fail header.from=example.net"
MORE = "It was in the Oodi library, third floor."


@pytest.fixture
def office(tmp_path: Path, clock: MovableClock, url: str) -> Iterator[Desk]:
    """A desk that believes its mail server."""
    house = make_house(tmp_path, clock, url=url, imap_more='trusted_authserv = "mx.example.org"')
    yield Desk(house, clock)
    house.store.database.close()


def said(verdict: str, raw: bytes) -> bytes:
    """A mail as our mail server hands it over, with its verdict; '' for none."""
    return f"Authentication-Results: {verdict}\r\n".encode() + raw if verdict else raw


def more(
    text: str = MORE,
    *,
    verdict: str = PASS,
    answers: str = "<one@example.net>",
    message_id: str = "<two@example.net>",
    **others: str,
) -> bytes:
    """A mail of the reporter that answers one of their own, and quotes it."""
    quoted = f"{text}\n\nOn Mon, 2 Mar 2026 at 13:00, Rea Porter wrote:\n> {REPORTS['en']}\n"
    headers = {"subject": "Re: something", "In-Reply-To": answers, "References": answers} | others
    return said(verdict, mail(quoted, message_id=message_id, **headers))  # type: ignore[arg-type]


def entries(desk: Desk, index: int = 0) -> list[tuple[str, str]]:
    found = desk.house.store.case_named(desk.case(index).name)
    assert found is not None
    return [(each.type, each.text) for each in found[1]]


def is_apart(desk: Desk, *, related: bool = True) -> bool:
    """Whether the last mail opened a case of its own, and whether that tells of the first one."""
    assert len(desk.house.store.cases(closed=True)) == 2
    told = [text for kind, text in entries(desk) if kind == "possibly-related"]
    return told == ([desk.case(1).name] if related else [])


def test_who_answers_their_own_report_adds_to_its_case(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    letters = office.raw_letters()
    clear = mail("Clear", answers=to(letters, BEN.address), sender=BEN.address, message_id="<c@example.org>")
    office.arrives(clear)
    office.raw_letters()

    office.arrives(more())

    assert len(office.house.store.cases()) == 1
    assert office.case().checklist["where"].state == "present"
    came = office.raw_letters()
    kinds = {(str(read(raw)["To"]), str(read(raw)["X-Cocmail"])) for raw in came}
    assert kinds == {("rea@example.net", "request"), (BEN.address, "update")}
    assert (
        office.house.letters.questions("en")["where"] not in read(to(came, "rea@example.net")).get_content()
    )
    shown = read(to(came, BEN.address)).get_content()
    assert "Oodi library" in shown
    assert "yellow coat" not in shown


def test_also_where_they_answer_what_they_added(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])), more())

    office.arrives(more("It is over.", answers="<two@example.net>", message_id="<three@example.net>"))

    assert len(office.house.store.cases()) == 1
    assert office.case().checklist["ongoing"].state == "present"


@pytest.mark.parametrize("header", ["In-Reply-To", "References"])
def test_one_of_the_two_headers_is_enough(office: Desk, header: str) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    headers = {"In-Reply-To": "<before@example.com>", "References": "<before@example.com>"}

    office.arrives(more(**headers | {header: "<one@example.net> <unknown@example.com>"}))

    assert len(office.house.store.cases()) == 1


def test_what_came_through_the_group_is_no_exception(office: Desk) -> None:
    group = Group("conduct@example.org", "conduct.example.org")
    office.house.intake.desk = replace(office.house.intake.desk, group=group)
    office.arrives(said(PASS, mail(REPORTS["en"])))
    through = more(
        verdict="mx.example.org; dkim=pass header.i=@example.org",
        sender="Rea Porter via Conduct <conduct@example.org>",
        List_ID="<conduct.example.org>",
        X_Original_Sender="rea@example.net",
        X_Original_Authentication_Results="gmr-mx.google.com; dmarc=pass header.from=example.net",
    )

    office.arrives(through)

    assert len(office.house.store.cases()) == 1


def test_stop_in_it_ends_all_letters(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    office.raw_letters()

    office.arrives(more("STOP"))

    assert "stopped" in office.case().marks
    assert len(office.house.store.cases()) == 1


@pytest.mark.parametrize("verdict", ["", FAIL, PASS.replace("example.net", "example.com"), f"x{PASS}"])
def test_whose_author_nobody_proves_is_a_case_of_its_own(office: Desk, verdict: str) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))

    office.arrives(more(verdict=verdict))

    assert is_apart(office)


def test_who_has_a_copy_of_the_report_adds_nothing_to_its_case(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"], Cc="lisa@example.net")))

    office.arrives(more(sender="Lisa <lisa@example.net>"))

    assert is_apart(office, related=False)


def test_an_address_in_two_froms_is_proven_by_nothing(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))

    office.arrives(b"From: Lisa <lisa@example.net>\r\n" + more())

    assert is_apart(office, related=False)


def test_the_subject_alone_ties_nothing(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))

    office.arrives(more(answers="<unknown@example.net>"))

    assert is_apart(office)


def test_where_two_cases_are_meant_none_is(office: Desk) -> None:
    office.arrives(
        said(PASS, mail(REPORTS["en"])),
        said(PASS, mail("Another man whistled at me today.", message_id="<other@example.net>")),
    )

    office.arrives(more(References="<other@example.net> <one@example.net>"))

    assert len(office.house.store.cases()) == 3
    assert len([kind for kind, _ in entries(office) if kind == "possibly-related"]) == 2


def close(desk: Desk, letter: bytes) -> None:
    """Ben, who was sent that letter, clears himself and closes the case."""
    for number, words in enumerate(("Clear", "Followup rang her yesterday", "Close no-action", "Yes")):
        message_id = f"<b{number}@example.org>"
        desk.arrives(mail(words, answers=letter, sender=BEN.address, message_id=message_id))
        letter = to(desk.raw_letters(), BEN.address)
    assert desk.case().state == "closed"


def test_a_closed_case_is_not_opened_by_it(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    close(office, to(office.raw_letters(), BEN.address))

    office.arrives(more())

    assert is_apart(office)
    assert office.case(1).state == "closed"


def test_which_closed_case_it_answers_is_told_to_who_may_hear_of_that_one(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    came = office.raw_letters()
    recusal = mail(
        "Recuse", answers=to(came, CARLA.address), sender=CARLA.address, message_id="<r@example.org>"
    )
    office.arrives(recusal)
    close(office, to(came, BEN.address))
    name = office.case().name.capitalize()
    office.arrives(more())
    came = office.raw_letters()

    shown = {}
    for each in (BEN, CARLA):
        clear = mail(
            "Clear", answers=to(came, each.address), sender=each.address, message_id=f"<c{each.key}>"
        )
        office.arrives(clear)
        shown[each] = read(to(office.raw_letters(), each.address)).get_content()

    assert f"Possibly related: {name} (closed)." in shown[BEN]
    assert name.casefold() not in shown[CARLA].casefold()
    assert name.casefold() not in read(to(came, "rea@example.net")).get_content().casefold()


def test_a_closed_case_among_those_that_are_meant_makes_no_doubt(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    close(office, to(office.raw_letters(), BEN.address))
    office.arrives(said(PASS, mail("Another man whistled at me today.", message_id="<other@example.net>")))

    office.arrives(more(References="<one@example.net> <other@example.net>"))

    assert len(office.house.store.cases(closed=True)) == 2
    assert "follow-up" in dict(entries(office))


def test_an_open_case_is_found_among_many_closed_ones_that_are_newer(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    named = [f"<{number}@example.net>" for number in range(11)]
    for number, message_id in enumerate(named):
        office.arrives(said(PASS, mail(f"Man {number} whistled at me today.", message_id=message_id)))
    open_one = office.case(11)
    with office.house.store.database.writes() as connection:
        newer = tables.cases.update().where(tables.cases.c.id != open_one.id)
        connection.execute(newer.values(state="closed", closed_at=office.clock(), next_due_at=None))

    office.arrives(more(answers=named[-1], References=" ".join(["<one@example.net>", *named])))

    assert len(office.house.store.cases(closed=True)) == 12
    assert "follow-up" in dict(entries(office, 11))


def test_a_closed_case_that_it_does_not_answer_is_not_told_of(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    close(office, to(office.raw_letters(), BEN.address))

    office.arrives(more(answers="<unknown@example.net>"))

    assert is_apart(office, related=False)


def test_nothing_joins_a_case_whose_content_was_destroyed(office: Desk) -> None:
    from cocmail.cases.model import Entry

    office.arrives(said(PASS, mail(REPORTS["en"])))
    with office.house.store.transaction() as tx:
        tx.erase(office.case().id, Entry(office.clock(), "erased", "console"))

    office.arrives(more())

    assert is_apart(office, related=False)


def test_a_case_that_a_forged_mail_opened_draws_nothing_in(office: Desk) -> None:
    office.arrives(said(FAIL, mail(REPORTS["en"])))

    office.arrives(more())

    assert is_apart(office)


def test_nor_does_one_that_was_tampered_with(office: Desk) -> None:
    import sqlalchemy as sa

    from cocmail import tables

    office.arrives(
        said(PASS, mail(REPORTS["en"])),
        mail("A man whistled at me.", sender="lisa@example.com", message_id="<other@example.com>"),
    )
    with office.house.store.database.writes() as connection:
        cases = tables.cases
        (rea, *_), (lisa, *_) = connection.execute(
            sa.select(cases.c.reporter_hash, cases.c.id).order_by(cases.c.id)
        ).all()
        connection.execute(cases.update().where(cases.c.reporter_hash == rea).values(reporter_hash=None))
        connection.execute(cases.update().where(cases.c.reporter_hash == lisa).values(reporter_hash=rea))

    office.arrives(more(answers="<other@example.com>"))

    assert len(office.house.store.cases()) == 3


def test_another_mail_of_the_reporter_that_somebody_sends_on_adds_nothing(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))

    office.arrives(more("STOP", to="carla@example.org"))

    assert is_apart(office)
    assert all("stopped" not in case.marks for case in office.house.store.cases())


@pytest.mark.parametrize("address", [BEN.address, "ben.private@example.com"])
def test_a_responder_who_reports_is_a_reporter_like_any_other(office: Desk, address: str) -> None:
    roster = office.house.intake.rules.roster
    ben = replace(BEN, also_known_as=("ben.private@example.com",))
    people = tuple(ben if each.key == BEN.key else each for each in roster.responders)
    office.house.letterbox.roster = replace(roster, responders=people)
    office.house.intake.rules = replace(
        office.house.intake.rules, roster=office.house.letterbox.roster, clearance_mode="open"
    )
    proof = f"mx.example.org; dmarc=pass header.from={address.partition('@')[2]}"
    office.arrives(said(proof, mail(REPORTS["en"], sender=address)))
    office.raw_letters()

    office.arrives(more(verdict=proof, sender=address))

    assert len(office.house.store.cases()) == 1
    assert office.case().checklist["where"].state == "present"
    assert office.case().clearance[BEN.address] == "held"
    came = {(str(read(raw)["To"]), str(read(raw)["X-Cocmail"])) for raw in office.raw_letters()}
    others = {(each.address, "update") for each in people if each != ben}
    assert came == {(address, "request"), *others}


OURS = "mx.example.org; dmarc=pass header.from=example.org"


def cleared(desk: Desk, who: Responder, letters: list[bytes]) -> None:
    """They say that they have no conflict, and look after the case."""
    words = mail(
        "Clear\nTake", answers=to(letters, who.address), sender=who.address, message_id=f"<c{who.key}>"
    )
    desk.arrives(words)


@pytest.mark.parametrize(("verdict", "kept"), [(OURS, "note"), ("", "unproven-note")])
@pytest.mark.parametrize("marked", [True, False])
def test_a_responder_who_answers_to_all_of_a_reporters_mail_adds_a_note_and_keeps_the_case(
    office: Desk, verdict: str, kept: str, *, marked: bool
) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"], Cc=BEN.address)))
    letters = office.raw_letters()
    for each in (AINO, BEN):
        cleared(office, each, letters)
    office.raw_letters()
    before = office.case()
    copy = str(read(to(letters, "rea@example.net"))["Reply-To"]) if marked else ALIAS

    office.arrives(
        more("I will ring you.", verdict=verdict, sender=BEN.address, to="rea@example.net", Cc=copy)
    )

    assert len(office.house.store.cases()) == 1
    assert office.case() == before
    assert (kept, "I will ring you.") in entries(office)
    told = [read(raw) for raw in office.raw_letters()]
    # Who wrote what nobody has proven is told as well: it may be somebody else.
    assert [str(each["To"]) for each in told] == [AINO.address] + [BEN.address] * (kept != "note")
    assert all("I will ring you." in each.get_content() for each in told)
    assert [each for each in told if "proves" in each.get_content()] == told[1:]


def test_whom_such_an_answer_names_is_told_nothing_of_it(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"], Cc=BEN.address)))
    letters = office.raw_letters()
    for each in (CARLA, AINO, BEN):
        cleared(office, each, letters)
    office.raw_letters()

    words = "We will talk to Carla Lindqvist."
    office.arrives(more(words, verdict=OURS, sender=BEN.address, to="rea@example.net", Cc=ALIAS))

    assert office.case().clearance[CARLA.key] == "held"
    (told,) = office.letters()
    assert told["To"] == AINO.address
    assert "INCLUDE" in told.get_content()


def test_one_who_is_kept_out_of_the_case_is_answered_as_if_there_were_none(office: Desk) -> None:
    office.arrives(said(PASS, mail(f"It was Ben Okafor. {REPORTS['en']}", Cc=BEN.address)))
    office.raw_letters()

    office.arrives(more("That is a lie.", verdict=OURS, sender=BEN.address, to="rea@example.net", Cc=ALIAS))

    assert is_apart(office, related=False)
    assert (BEN.address, "gentle") in [(str(each["To"]), str(each["X-Cocmail"])) for each in office.letters()]


def test_who_answers_the_letter_to_the_reporter_and_has_declared_nothing_may_be_the_reporter(
    office: Desk,
) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    letter = to(office.raw_letters(), "rea@example.net")

    office.arrives(said(OURS, mail("It was at six.", answers=letter, sender=BEN.address, message_id="<b@b>")))

    assert office.case().clearance[BEN.key] == "held"


def test_a_responders_mail_in_a_case_is_no_mail_of_its_reporter(office: Desk) -> None:
    new = mail(
        "New\n\nA man shouted at rea@example.net yesterday. You can reach her at rea@example.net.",
        sender=BEN.address,
        to="conduct-cases@example.org",
        message_id="<new@example.org>",
    )
    office.arrives(new)
    office.arrives(
        mail(
            "Yes",
            answers=to(office.raw_letters(), BEN.address),
            sender=BEN.address,
            message_id="<yes@example.org>",
        )
    )
    assert office.case().reporter == "rea@example.net"

    office.arrives(more(answers="<yes@example.org>", References="<new@example.org> <yes@example.org>"))

    assert is_apart(office)


def test_a_mark_of_ours_counts_before_any_reference(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    answer = to(office.raw_letters(), "rea@example.net")
    office.arrives(said(PASS, mail("A man whistled at me today.", message_id="<other@example.net>")))
    first = office.case(1).name

    office.arrives(more(answers="<other@example.net>", to=str(read(answer)["Reply-To"])))

    assert len(office.house.store.cases()) == 2
    assert office.case(1).name == first
    assert "follow-up" in dict(entries(office, 1))


def test_a_header_full_of_references_keeps_no_mail_from_being_filed(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))
    many = "\r\n ".join(f"<{number:x}>" for number in range(70_000))

    office.arrives(
        f"References: {many}\r\n".encode() + said(PASS, mail(MORE, message_id="<two@example.net>"))
    )

    assert is_apart(office)
    assert "unreadable" not in office.case().marks


def test_it_is_written_to_the_alias_or_to_our_mailbox(office: Desk) -> None:
    office.arrives(said(PASS, mail(REPORTS["en"])))

    office.arrives(more(to="lisa@example.com", Cc=ALIAS.upper()))
    office.arrives(more("It is over.", to="conduct-cases@example.org", message_id="<three@example.net>"))

    assert len(office.house.store.cases()) == 1


def _asked(letter: bytes, office: Desk, field: str) -> bool:
    words = " ".join(str(read(letter).get_content()).split())
    questions = (office.house.letters.questions("en", again=again)[field] for again in (False, True))
    return any(" ".join(each.split()) in words for each in questions)


def test_what_was_told_in_another_open_case_is_not_asked_when_the_reporter_answers(office: Desk) -> None:
    office.arrives(said(PASS, mail("Somebody shouted at me in the Oodi library, third floor.")))
    office.raw_letters()
    office.arrives(said(PASS, mail("It also says a lot that nobody helped.", message_id="<two@example.net>")))
    first = to(office.raw_letters(), "rea@example.net")
    assert len(office.house.store.cases()) == 2

    answer = mail("He wore a red hat and a blue coat.", answers=first, message_id="<three@example.net>")
    office.arrives(said(PASS, answer))

    later = to(office.raw_letters(), "rea@example.net")
    assert _asked(later, office, "when")
    assert not _asked(first, office, "where")
    assert not _asked(later, office, "where")


def test_what_was_told_in_another_open_case_is_not_asked_when_a_letter_is_let_go(office: Desk) -> None:
    office.arrives(said(PASS, mail("Somebody shouted at me in the Oodi library, third floor.")))
    office.raw_letters()
    office.arrives(
        said(FAIL, mail("A man pushed me, too. He wore a red hat.", message_id="<two@example.net>"))
    )
    notice = to(office.raw_letters(), BEN.address)
    office.arrives(mail("Clear", answers=notice, sender=BEN.address, message_id="<c@example.org>"))
    report = to(office.raw_letters(), BEN.address)

    office.arrives(mail("Send", answers=report, sender=BEN.address, message_id="<s@example.org>"))

    letter = to(office.raw_letters(), "rea@example.net")
    assert _asked(letter, office, "when")
    assert not _asked(letter, office, "where")


def test_an_answer_to_a_letter_that_asked_nothing_fills_no_field_by_the_order_of_questions(
    office: Desk,
) -> None:
    told = "Yesterday at 15:00 in the Oodi library, third floor, Kalle Kivi in a red hat pushed me. It is over now."
    too = (
        "On Sunday at 20:15 Kalle Kivi wrote me a threatening message, calling me a liar. It has stopped now."
    )
    office.arrives(said(PASS, mail(told)))
    office.raw_letters()
    office.arrives(said(PASS, mail(too, message_id="<two@example.net>")))
    first = to(office.raw_letters(), "rea@example.net")
    missing = checklist.missing(case_named(office, first).checklist, office.house.intake.rules.required)
    assert missing == ("where",)
    assert "?" not in read(first).get_content()

    answer = "My sister heard it too, and he was drunk."
    office.arrives(said(PASS, mail(answer, answers=first, message_id="<three@example.net>")))

    found = case_named(office, first).checklist
    assert found["witnesses"].state == "present"
    assert found["where"].state == "absent"


def case_named(office: Desk, letter: bytes) -> Case:
    """The case that a letter to its reporter is about."""
    found = office.house.store.case_named(str(read(letter)["Subject"]))
    assert found is not None
    return found[0]
