"""The doors: every one of them, and the order in which they are tried."""

import pytest

from cocmail.mail.automatic import Kind
from cocmail.mail.headers import Address
from cocmail.mail.sender import Sender
from cocmail.mail.triage import Door, Known, triage

PERSON = Kind("person")
BENS_LETTER = Known("responder", "ben@example.org")


def sender(
    address: str = "rea@example.net",
    *,
    method: str = "from",
    authenticated: bool | None = None,
    origin: str = "direct",
) -> Sender:
    return Sender(Address("", address), method, authenticated, origin)


@pytest.mark.parametrize(
    ("kind", "known", "door"),
    [
        (Kind("loop"), Known(), Door.LOOP),
        (Kind("service"), Known(), Door.SERVICE),
        (Kind("bounce"), Known(), Door.BOUNCED),
        (Kind("automatic"), Known(), Door.AUTOMATIC),
        (PERSON, Known(copy=True), Door.COPY),
        (PERSON, Known("reporter", "rea@example.net"), Door.FOLLOW_UP),
        (PERSON, Known("reporter", "somebody.else@example.net"), Door.FOLLOW_UP),
        (PERSON, BENS_LETTER, Door.UNPROVEN),
        (PERSON, Known("contact", "rea@example.net"), Door.FROM_CONTACT),
        (PERSON, Known(), Door.NEW_REPORT),
        (Kind("unreadable"), Known(), Door.NEW_REPORT),
        (Kind("unreadable"), Known("reporter", "rea@example.net"), Door.FOLLOW_UP),
        (Kind("person", "bulk mail", answerable=False), Known(), Door.NEW_REPORT),
    ],
)
def test_each_message_has_its_door(kind: Kind, known: Known, door: Door) -> None:
    assert triage(kind, sender(), known, junk=False) == door


@pytest.mark.parametrize(
    ("by", "door"),
    [
        (sender("ben@example.org"), Door.FROM_RESPONDER),
        (sender("Ben@Example.org"), Door.FROM_RESPONDER),
        (sender("ben@example.org", authenticated=True), Door.FROM_RESPONDER),
        (sender("ben@example.org", authenticated=False), Door.UNPROVEN),
        (sender("ben@example.org", authenticated=True, origin="group"), Door.UNPROVEN),
        (sender("ben@example.org", method="unwrapped", authenticated=True, origin="group"), Door.UNPROVEN),
        (sender("ben@example.org", method="unwrapped", authenticated=True), Door.UNPROVEN),
        (sender("ben@example.org", method="unknown"), Door.UNPROVEN),
        (sender("aino@example.org", authenticated=True), Door.UNPROVEN),
        (sender("ben@example.org.evil.example", authenticated=True), Door.UNPROVEN),
        (sender(""), Door.UNPROVEN),
    ],
)
def test_a_command_needs_its_responder_straight_to_us_and_not_called_forged(by: Sender, door: Door) -> None:
    assert triage(PERSON, by, BENS_LETTER, junk=False) == door


@pytest.mark.parametrize(
    ("by", "door"),
    [
        (sender(authenticated=True), Door.FOLLOW_UP),
        (sender("Rea@Example.net", method="unwrapped", authenticated=True, origin="group"), Door.FOLLOW_UP),
        (sender(authenticated=None), Door.NEW_REPORT),
        (sender(authenticated=False), Door.NEW_REPORT),
        (sender(method="unknown", authenticated=True), Door.NEW_REPORT),
        (sender("lisa@example.com", authenticated=True), Door.NEW_REPORT),
        (sender("", authenticated=True), Door.NEW_REPORT),
    ],
)
def test_to_what_bears_no_mark_of_ours_only_its_proven_reporter_adds(by: Sender, door: Door) -> None:
    assert triage(PERSON, by, Known(continues="rea@example.net"), junk=False) == door


def test_a_contact_who_answers_gives_no_commands() -> None:
    known = Known("contact", "chair@example.org")

    assert (
        triage(PERSON, sender("chair@example.org", authenticated=True), known, junk=False)
        == Door.FROM_CONTACT
    )


@pytest.mark.parametrize(
    "known", [Known(), Known("reporter", "rea@example.net"), BENS_LETTER, Known(copy=True)]
)
@pytest.mark.parametrize("name", ["loop", "service", "bounce", "automatic", "person", "unreadable"])
def test_what_lay_in_the_junk_folder_is_laid_aside_whatever_it_is(name: str, known: Known) -> None:
    assert triage(Kind(name), sender("ben@example.org"), known, junk=True) == Door.JUNK


@pytest.mark.parametrize(
    ("name", "door"),
    [
        ("loop", Door.LOOP),
        ("service", Door.SERVICE),
        ("bounce", Door.BOUNCED),
        ("automatic", Door.AUTOMATIC),
    ],
)
@pytest.mark.parametrize(
    "known",
    [Known("reporter", "rea@example.net"), BENS_LETTER, Known("responder", "ben@example.org", copy=True)],
)
def test_what_a_machine_wrote_is_never_taken_for_an_answer(name: str, door: Door, known: Known) -> None:
    assert triage(Kind(name), sender("ben@example.org", authenticated=True), known, junk=False) == door


@pytest.mark.parametrize("letter_to", ["", "reporter", "responder", "contact"])
def test_a_copy_moves_nothing_a_second_time(letter_to: str) -> None:
    known = Known(letter_to, "ben@example.org", copy=True)

    assert triage(PERSON, sender("ben@example.org", authenticated=True), known, junk=False) == Door.COPY


@pytest.mark.parametrize("letter_to", ["reporter", "responder", "contact"])
def test_what_looks_automatic_and_answers_a_letter_of_ours_is_a_note(letter_to: str) -> None:
    kind = Kind("person", "looks so", answerable=False, looks_automatic=True)
    known = Known(letter_to, "ben@example.org")

    assert triage(kind, sender("ben@example.org"), known, junk=False) == Door.AUTOMATIC
    assert triage(kind, sender("ben@example.org"), Known(), junk=False) == Door.NEW_REPORT
