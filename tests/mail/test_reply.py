"""What is new in a reply: tables of what mail programs write around a quotation, and promises about any text."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.mail.message import Message, parse
from cocmail.mail.questions import answers_between, asked_in
from cocmail.mail.reply import Correspondence, new_text

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "mail"
QUESTIONS = {
    "When did it happen?": "when",
    "Do you remember the day?": "when",
    "Where was it: a venue, or an address online?": "where",
}
FORM = {
    "Where did it happen? A place, a room, a channel or a call.": "where",
    "Is it still going on, or is it over?": "ongoing",
}
LETTER = "Thank you for writing.\n\n1. When did it happen?\n2. Where was it: a venue, or an address online?"


def reply(text: str, subject: str = "Re: Your report") -> Message:
    head = f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    return parse(head.encode() + text.encode())


@pytest.mark.parametrize(
    "quotation",
    [
        "On Wed, 3 Jun 2026 at 14:05, Alice Example <alice@example.org> wrote:\n\n> When was it?",
        "On Wed, 3 Jun 2026 at 14:05, Alice Example with a long name <\nalice@example.org> wrote:\n> When?",
        "On 3 Jun 2026, at 14.05, Alice wrote:\n\n> When was it?",
        "ke 3. kesäk. 2026 klo 14.05 Alice Example (alice@example.org) kirjoitti:\n\n> Milloin?",
        "Alice Example <alice@example.org> kirjoitti 3.6.2026 kello 14.05:\n\n> Milloin?",
        "Alice Example kirjoitti 3.6.2026 klo 14.05:\n> Milloin?",
        "Den ons 3 juni 2026 kl 14:05 skrev Alice Example <alice@example.org>:\n\n> När?",
        "3 juni 2026 kl. 14:05 skrev Alice Example <alice@example.org>:\n\n> När?",
        "Den 2026-06-03 kl. 14:05, skrev Alice Example:\n> När?",
        "________________________________\nFrom: Alice <alice@example.org>\nSent: Wednesday, 3 June 2026 14:05\n"
        "To: Bob <bob@example.org>\nSubject: Your report\n\nWhen was it?",
        "Lähettäjä: Alice <alice@example.org>\nLähetetty: keskiviikko 3. kesäkuuta 2026 14.05\n"
        "Vastaanottaja: Bob <bob@example.org>\nAihe: Ilmoitus\n\nMilloin?",
        "Från: Alice <alice@example.org>\nSkickat: den 3 juni 2026 14:05\nTill: Bob <bob@example.org>\n"
        "Ämne: Anmälan\n\nNär?",
        "-----Alkuperäinen viesti-----\nMilloin?",
        "-----Ursprungligt meddelande-----\nNär?",
        "Sent from my iPhone\n\n> On 3 Jun 2026, at 14:05, Alice <alice@example.org> wrote:\n> \n> When?",
        "Lähetetty iPhonesta",
        "Lähetetty Galaxysta",
        "Lähetetty kännykästä",
        "Lähetetty Android-laitteelta K-9 Maililla.",
        "Lähetetty suojatulla Proton Mail -sähköpostilla.",
        "Skickat från min iPhone",
        "Hämta Outlook för iOS",
        "On Wed, 3 Jun 2026 at 14:05, Alice Example <alice@example.org\n> wrote:\n\n> When was it?",
        "ke 3. kesäk. 2026 klo 14.05 Alice Example <alice@example.org\n> kirjoitti:\n\n> Milloin?",
        "Den ons 3 juni 2026 kl 14:05 skrev Alice Example <\nalice@example.org\n>:\n\n> När?",
        "Alice wrote on 3 June 2026 at 14:05:\n"
        "> We would like to know from you when it was, and where, and who saw it, or\nheard of it\n> later.",
        "Original message processed by a program\nFrom Alice Example\nTo Bob\nCc nobody\n\nWhen was it?",
        "-----Ursprüngliche Nachricht-----\nWann?",
        "-----Message d'origine-----\nQuand ?",
        "-- \nAlice Example\nExample Ltd",
        "_______________________________________________\nTalk mailing list\ntalk@lists.example.org",
    ],
)
def test_what_a_mail_program_adds_is_not_new(quotation: str) -> None:
    assert new_text(reply(f"It was on Monday.\n\nBob\n\n{quotation}\n")) == "It was on Monday.\n\nBob"


@pytest.mark.parametrize(
    "text",
    [
        "He wrote:\n\nyou are nothing",
        "On the other hand, it was late.\n\nFrom: the bar\nwe went home",
        "----\nthese are only lines\n====\nof mine",
        "Sent from my phone, this is hard to type\nbut it goes on",
        "The list:\n- one\n- two",
        ">From the bar we went home",
    ],
)
def test_what_only_looks_like_a_quotation_stays(text: str) -> None:
    assert new_text(reply(text)) == text


def test_answers_between_quoted_lines_stay() -> None:
    text = "Alice wrote:\n> When?\nMonday.\n> Where?\nIn the foyer.\n> Regards"

    assert new_text(reply(text)) == "Monday.\nIn the foyer."


def test_a_forwarded_message_is_kept_whole() -> None:
    text = (
        "See below.\n\n---------- Forwarded message ---------\nFrom: Mallory <mallory@example.net>\n"
        "Date: Wed, 3 Jun 2026\nSubject: you\nTo: <bob@example.org>\n\n> I said\n\nI will find you.\n-- \nM"
    )

    assert new_text(reply(text, subject="Fwd: you")) == text


@pytest.mark.parametrize(
    "words", ["Max Miller wrote me this:", "It was at lunch.\n\nSe on Max joka kirjoitti:"]
)
@pytest.mark.parametrize("gap", ["", "\n"])
def test_what_somebody_types_above_the_headers_of_a_quotation_is_theirs(words: str, gap: str) -> None:
    headers = "From: Max <max@example.com>\nSent: Monday, March 2, 2026 14:00\nTo: Rea\nSubject: You\n\nHi.\n"

    assert new_text(reply(f"{words}\n{gap}{headers}"), (LETTER,)) == words


def test_outlook_headers_under_a_forwarding_subject_are_evidence() -> None:
    text = (
        "See.\n\nFrom: M <m@example.net>\nSent: 3 June 2026\nTo: B <b@example.org>\nSubject: you\n\nGo away."
    )

    assert new_text(reply(text, subject="VS: VL: you")) == "See."
    assert new_text(reply(text, subject="VL: you")) == text


def test_lines_we_sent_are_ours_in_any_language_and_without_any_mark() -> None:
    text = (
        "Monday evening.\n\nThank you for writing.\n1. When did it happen?\n2. Where was it: a venue, or an\n"
    )

    assert new_text(reply(text), [LETTER]) == "Monday evening."


def test_answers_under_our_unmarked_questions_stay() -> None:
    text = (
        "See below.\n\nFrom: CoC <coc@example.org>\nSent: 3 June 2026\nTo: B <b@example.org>\nSubject: Report\n\n"
        "Thank you for writing.\n\n1. When did it happen?\nOn Monday.\n"
        "2. Where was it: a venue, or an address online?"
    )

    assert new_text(reply(text), [LETTER]) == "See below.\n\nOn Monday."


OUTLOOK = "From: CoC <coc@example.org>\nSent: 3 June 2026\nTo: B <b@example.org>\nSubject: Report\n\n"


def test_answers_within_an_unmarked_quotation_are_not_lost_where_nothing_stands_above_it() -> None:
    text = f"________________________________\n{OUTLOOK}When was it?\n\nBob: on Monday.\n\nWhere was it?\nIn the foyer."

    assert new_text(reply(text)) == "When was it?\n\nBob: on Monday.\n\nWhere was it?\nIn the foyer."


@pytest.mark.parametrize(
    "above",
    [
        "My answers are below, in red.",
        "See my comments inline.",
        "Vastaukset alla.",
        "Kommenttini tekstin joukossa.",
        "Mina svar står nedan.",
        "Svar i texten.",
    ],
)
def test_answers_within_an_unmarked_quotation_are_not_lost_where_they_are_announced(above: str) -> None:
    text = f"{above}\n\n{OUTLOOK}When was it?\nOn Monday.\n"

    assert "On Monday." in new_text(reply(text)).split("\n")


def test_an_older_quotation_below_answers_is_cut() -> None:
    text = f"{OUTLOOK}When was it?\nOn Monday.\n\n{OUTLOOK}An old letter.\n"

    assert new_text(reply(text)) == "When was it?\nOn Monday."


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    "head",
    [
        OUTLOOK,
        f"Get Outlook for iOS\n________________________________\n{OUTLOOK}",
        "On Wed, 3 Jun 2026 at 14:05, CoC <coc@example.org> wrote:\n\n",
    ],
)
def test_what_is_typed_below_an_unmarked_quotation_of_ours_is_new(head: str, again: bool) -> None:
    text = f"{head}{LETTER}\n\nRECUSE\nI know her.\n"

    assert new_text(reply(text), [LETTER], again=again) == "RECUSE\nI know her."


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize(
    "below", ["", f"{OUTLOOK}An old letter.\n", "On 3 Jun 2026, at 14:05, Al <al@example.org> wrote:\nOld."]
)
def test_what_stands_below_our_unmarked_letter_is_not_new_where_it_is_quoted_or_something_stands_above(
    below: str, again: bool
) -> None:
    text = f"Thanks.\n\n{OUTLOOK}{LETTER}\n\nThis message may be confidential.\n"

    assert new_text(reply(text), [LETTER], again=again) == "Thanks."
    assert new_text(reply(f"{OUTLOOK}{LETTER}\n\nYes.\n\n{below}"), [LETTER], again=again) == "Yes."


@pytest.mark.parametrize("again", [False, True])
def test_what_stands_below_our_unmarked_letter_is_not_new_where_the_answer_stands_elsewhere(
    again: bool,
) -> None:
    footer = "Acme Oy, Example Street 1"
    inside = LETTER.replace("\n2.", "\nOn Monday.\n2.")

    assert new_text(reply(f"Thanks.\n\n{OUTLOOK}{LETTER}\n\n{footer}\n"), [LETTER], again=again) == "Thanks."
    assert new_text(reply(f"{OUTLOOK}{inside}\n\n{footer}\n"), [LETTER], again=again) == "On Monday."


@pytest.mark.parametrize("again", [False, True])
def test_the_end_of_our_letter_is_not_new_where_it_cannot_be_known_again(again: bool) -> None:
    mangled = LETTER.replace("Where was it: a venue, or an address online?", "Wh?r? w?s it: ? v?nu?")

    assert new_text(reply(f"{OUTLOOK}{mangled}\n"), [LETTER], again=again) == ""


@pytest.mark.parametrize("answer", ["no", "on monday", "close", "in the foyer, by the stairs"])
def test_a_short_answer_between_quoted_lines_stays_however_it_is_written(answer: str) -> None:
    asked = "> When was it?\n"
    long = "> We would like to know from you when it was, and where it was, and who else saw it?\n"

    for above in (asked, long):
        assert new_text(reply(f"{above}{answer}\n> Regards")) == answer


@pytest.mark.parametrize(
    "text",
    [
        "> 1. When did it happen?\nMonday,\n\nlate.\n\n> 2. Where was it: a venue, or\n> an address online?\nHere.",
        ">> * When did it  happen?\n\nMonday,\n\nlate.\n>> - Where was it: a venue, or\nan address online?\nHere.\n> x",
    ],
)
def test_answers_are_read_under_our_questions(text: str) -> None:
    assert answers_between(text, QUESTIONS) == {"when": "Monday,\n\nlate.", "where": "Here."}


def test_a_question_without_an_answer_is_left_out() -> None:
    text = "> When did it happen?\n\n> Something else?\nno\n> Where was it: a venue, or an address online?\nHere."

    assert answers_between(text, QUESTIONS) == {"where": "Here."}


def test_several_wordings_ask_for_one_field() -> None:
    text = "> 1. Do you remember the day?\nMonday.\n> Regards"

    assert answers_between(text, QUESTIONS) == {"when": "Monday."}


WHERE, ONGOING = (f"{number}. {question}" for number, question in enumerate(FORM, 1))
ASKING = f"Thank you.\n\nIt would help us to know:\n\n  {WHERE}\n  {ONGOING}\n\nJust reply to this message."


@pytest.mark.parametrize(
    "text",
    [
        f"> It would help us to know:\n>\n>   {WHERE} Quayside 4\n>   {ONGOING} no\n>\n> Just reply to this message.",
        f"> {WHERE} - Quayside 4\n> {ONGOING} => no\n",
        "> 1. Where did it happen? Quayside 4\n> 2. Is it still going on, or is it over? no",
        "> 1. Where did it happen? A place, a\n> room, a channel or a call. Quayside 4\n> 2. Is it still going on,\n"
        "> or is it over? no",
        f"{WHERE} Quayside 4\n{ONGOING} no",
        f"{OUTLOOK}Thank you.\n\n{WHERE} Quayside 4\n{ONGOING} no\n\nJust reply to this message.",
        f"{OUTLOOK}Thank you.\n\n{WHERE}\nQuayside 4\n{ONGOING}\nno\n\nJust reply to this message.",
        f"> {WHERE}\n> Quayside 4\n> {ONGOING}\n> no\n>\n> Just reply to this message.",
        f"> {WHERE}\n>\n> Quayside 4\n>\n> {ONGOING}\n>\n> no\n>\n> Just reply to this message.",
    ],
)
def test_what_was_typed_into_our_questions_is_new_and_read(text: str) -> None:
    new = new_text(reply(text), [ASKING], questions=FORM)

    assert [line for line in new.split("\n") if line] == ["Quayside 4", "no"]
    assert answers_between(text, FORM, [ASKING]) == {"where": "Quayside 4", "ongoing": "no"}


@pytest.mark.parametrize(
    "text",
    [
        f"> {WHERE}\n> {ONGOING}\n>\n> Just reply to this message.",
        "> 1. Where did it happen? A place,\n> a room, a channel or a call.\n"
        "> 2. Is it still going on, or is\n> it over?",
        "> 1. Where did it happen? A place,\na room, a channel or a call.\n> 2. Is it still going on, or is it over?",
        f">> {WHERE} Quayside 4\n>> {ONGOING}\n>> no",
        f"> {WHERE}\n> {ONGOING}\n> -- \n> a banner of a mail program\n",
    ],
)
def test_our_questions_alone_are_no_answer(text: str) -> None:
    assert answers_between(text, FORM, [ASKING]) == {}
    assert not new_text(reply(f"STOP\n\n{text}"), [ASKING], questions=FORM).removeprefix("STOP")


def test_the_order_of_the_questions_is_that_of_the_letter() -> None:
    assert asked_in(ASKING, FORM) == ("where", "ongoing")
    assert asked_in("Thank you.", FORM) == ()


OUR_LETTER = (
    "If you or somebody else is in danger now, call 112.\n\n"
    "Thank you for telling us. Those who look after such matters will read it, and\n"
    "nobody else will see what you wrote unless you say that they may.\n\n"
    "It would help us to know:\n\n"
    "  1. When did it happen?\n"
    "  2. Where did it happen? A place, a room, a channel or a call.\n\n"
    "If you want no more letters, answer with the one word STOP."
)
EARLIER = "Somebody at the meetup keeps following me to the tram, and I am afraid of what comes next."
HEAD = "On Mon, 2 Mar 2026 at 14:00, Conduct Team <conduct-cases@example.org> wrote:"
THREAT = "> Last warning. I am outside your house with a knife."
SHARED = Correspondence(
    (
        parse(
            b"From: Conduct Team <conduct-cases@example.org>\nReply-To: <conduct-cases+abc@example.org>\n\n"
            + OUR_LETTER.encode()
        ),
    ),
    (EARLIER,),
)
OURS_QUOTED = "\n".join(f"> {line}" for line in OUR_LETTER.split("\n"))
# As a program wraps it that fills its lines anew and lets the ends of long ones slip out of the quotation.
OURS_REWRAPPED = (
    "> If you or somebody else is in danger now, call 112. Thank you for\n"
    "> telling us. Those who look after such matters will read it, and nobody else will\n"
    "see what\n"
    "> you wrote unless you say that they may. It would help us to know: 1.\n"
    "> When did it happen? 2. Where did it happen? A place, a\n"
    "> room, a channel or a call."
)


@pytest.mark.parametrize(
    "head",
    [
        "He wrote to me again today:",
        "Look what he sent.",
        "On Mon, 1 Jun 2026 at 10:00, Mallory <mallory@example.net> wrote:",
        "Mallory kirjoitti 1.6.2026 klo 10.00:",
        "On Mon, 1 Jun 2026 at 10:00, Mallory <mallory@conduct.example> wrote:\nHe wrote:",
    ],
)
@pytest.mark.parametrize(
    "quoted",
    [
        THREAT,
        f"{THREAT}\n>\n> Tell anybody and you are dead.",
        f"> Hello,\n{THREAT}\n> Answer me now.",
        "> When did it happen that you forgot me?",
        "> You are in danger now, and nobody else will see it.",
        "> you\n> are\n> dead",
    ],
)
def test_what_a_reporter_passes_on_stays_with_what_introduces_it(head: str, quoted: str) -> None:
    text = f"{head}\n\n{quoted}\n\nWhat shall I do?"

    assert new_text(reply(text), [OUR_LETTER], shared=SHARED) == text
    assert "Last" not in new_text(reply(text), [OUR_LETTER])


def _shows_only_what_was_typed(text: str, typed: str) -> None:
    assert new_text(reply(text), [OUR_LETTER], shared=SHARED) == typed
    assert not SHARED.passed_on(reply(text).text)


@pytest.mark.parametrize(
    "quoted",
    [
        OURS_QUOTED,
        OURS_QUOTED.replace("\n>\n", "\n\n").replace("\n> \n", "\n\n"),
        OURS_QUOTED.replace("> ", "> > "),
        OURS_QUOTED.upper(),
        OURS_REWRAPPED,
        "> It would help us to know:",
        "> 1. When did it happen?",
        "> Where did it happen?",
        "> nobody else will",
        "> STOP",
        ">",
        "> [...]",
        "> It would help us <https://example.org/x> to know: *When* did it _happen_? … *Where* did it happen?",
    ],
)
@pytest.mark.parametrize("head", ["", f"{HEAD}\n", f"{HEAD}\n\n", f"> {HEAD}\n>\n"])
def test_our_own_letter_is_not_what_a_reporter_passes_on(head: str, quoted: str) -> None:
    _shows_only_what_was_typed(f"In the foyer.\n\n{head}{quoted}", "In the foyer.")
    _shows_only_what_was_typed(f"{head}{quoted}\n\nIn the foyer.", "In the foyer.")


@pytest.mark.parametrize(
    "head", [HEAD, HEAD.replace(" <conduct-cases@example.org>", ""), HEAD.replace("Conduct Team ", "")]
)
def test_what_is_introduced_as_ours_is_not_passed_on_however_it_was_changed(head: str) -> None:
    _shows_only_what_was_typed(f"In the foyer.\n\n{head}\n> Kiitos, että kerroit meille.", "In the foyer.")


def test_answers_between_our_quoted_questions_are_all_that_stays_of_them() -> None:
    text = OURS_QUOTED.replace("happen?\n", "happen?\nOn Monday.\n").replace(
        "a call.\n", "a call.\nIn the foyer.\n"
    )

    _shows_only_what_was_typed(text, "On Monday.\nIn the foyer.")
    _shows_only_what_was_typed(f"{HEAD}\n{text}", "On Monday.\nIn the foyer.")


def test_what_the_reporter_wrote_before_is_not_new_where_a_program_quotes_it() -> None:
    mine = "On Mon, 2 Mar 2026 at 13:00, Rea <rea@example.net> wrote:"
    _shows_only_what_was_typed(f"And today again.\n\n{mine}\n> {EARLIER}", "And today again.")


def test_what_is_sent_to_the_reporter_again_is_passed_on_again() -> None:
    again = Correspondence(SHARED.letters, (f"He wrote:\n{THREAT}",))
    text = f"He sent the same again:\n\n{THREAT}"

    assert new_text(reply(text), [OUR_LETTER], shared=again) == text


@pytest.mark.parametrize("ours", [OURS_QUOTED, OURS_REWRAPPED])
def test_a_mail_may_quote_us_and_pass_something_on(ours: str) -> None:
    own = f"He wrote to me again today:\n\n{THREAT}\n\nWhat shall I do?"

    assert new_text(reply(f"{own}\n\n{HEAD}\n{ours}"), [OUR_LETTER], shared=SHARED) == own
    assert new_text(reply(f"{HEAD}\n{ours}\n\n{own}"), [OUR_LETTER], shared=SHARED) == own


@pytest.mark.parametrize("ending", ["-- \nRea", "Sent from my iPhone"])
def test_a_signature_above_what_is_passed_on_hides_none_of_it(ending: str) -> None:
    text = f"See below.\n\n{ending}\n\n{THREAT}"

    assert THREAT in new_text(reply(text), [OUR_LETTER], shared=SHARED)


def test_a_long_line_that_is_passed_on_keeps_its_end() -> None:
    text = "> I have told you many times that I will come and find you, and your\nsister as well\n> tonight."

    assert new_text(reply(f"He wrote:\n{text}"), [OUR_LETTER], shared=SHARED) == f"He wrote:\n{text}"


@pytest.mark.parametrize("quoted", [OURS_QUOTED, OUR_LETTER, OURS_QUOTED.replace(" unless", "\nunless")])
@pytest.mark.parametrize("line", [each for each in OUR_LETTER.split("\n") if each])
def test_a_line_of_ours_that_is_said_again_stays_and_our_letter_does_not(line: str, quoted: str) -> None:
    for text in (f"{line}\n\n{quoted}", f"{quoted}\n\n{line}", f"{line}\n\n{HEAD}\n\n{quoted}"):
        assert new_text(reply(text), [OUR_LETTER], again=True) == line


def test_words_typed_into_our_unmarked_letter_stay_also_where_they_are_ours() -> None:
    asked, line = (
        "It would help us to know:",
        "Thank you for telling us. Those who look after such matters will read it, and",
    )
    for head in ("", f"{HEAD}\n\n"):
        text = f"{head}{OUR_LETTER.replace(asked, f'{asked}{chr(10)}{line}')}"
        assert new_text(reply(text), [OUR_LETTER], again=True) == line


PIECES = st.sampled_from(
    [
        *(
            "> ",
            ">",
            "-- ",
            "--",
            "_____",
            "From: a@example.org",
            "Sent: 3.6.2026",
            "To: b@example.org",
            "word",
        ),
        *(
            "On 3 Jun 2026 at 14:05 Alice <a@example.org> wrote:",
            "Begin forwarded message:",
            "Sent from my iPhone",
        ),
        *(
            "wrote:",
            "When did it happen?",
            "-----Original Message-----",
            "",
            " ",
            ":",
            "@",
            "http://example.org",
        ),
    ]
)


@given(st.lists(st.lists(PIECES | st.text(max_size=5), max_size=3).map(" ".join), max_size=25), st.booleans())
def test_new_text_is_made_of_lines_of_the_text_in_order(lines: list[str], sent: bool) -> None:
    message = reply("\n".join(lines))

    new = new_text(message, [LETTER] if sent else [])

    remaining = iter(message.text.split("\n"))
    assert all(line in remaining for line in new.split("\n") if line)


@given(st.lists(st.lists(PIECES | st.text(max_size=5), max_size=3).map(" ".join), max_size=25))
def test_new_text_with_what_is_passed_on_is_made_of_lines_of_the_text_in_order(lines: list[str]) -> None:
    message = reply("\n".join(lines))

    new = new_text(message, [LETTER], shared=SHARED)

    remaining = iter(message.text.split("\n"))
    assert all(line in remaining for line in new.split("\n") if line)


@given(st.lists(st.lists(PIECES | st.text(max_size=5), max_size=3).map(" ".join), max_size=25))
def test_with_questions_new_text_is_made_of_pieces_of_the_lines_in_order(lines: list[str]) -> None:
    message = reply("\n".join(lines))

    new = new_text(message, [LETTER], questions=QUESTIONS)

    remaining = iter(message.text.split("\n"))
    assert all(any(line in each for each in remaining) for line in new.split("\n") if line)


@pytest.mark.parametrize(
    "text",
    [
        "On a " * 40_000 + "wrote",
        "On 1.1.2026 10:00 a@example.org wrote:\n\n" * 5_000 + "> x",
        "-- \n" * 50_000,
        "From: a@example.org\n\n" * 10_000,
        "> " * 100_000,
        " " * 200_000 + "x",
        ":\n" + "\n" * 100_000 + "x",
        f"{OUTLOOK}> x\n" * 5_000,
        "On 1.1.2026 10:00 a@example.org wrote:\n\nx\n" * 5_000,
        "original message\nfrom a\nto b\n" * 20_000,
        f"> {'x ' * 40}\nx\n" * 20_000,
        "> When did it happen? x? y. z\n" * 20_000,
        "> When did it happen?\n> x\n" * 20_000,
        "> Where was it: a venue, or\n" * 20_000,
    ],
    ids=[
        *("on", "introductions", "signatures", "headers", "quotes", "spaces", "blanks"),
        *("originals", "unmarked", "titles", "remnants", "behind", "below", "begun"),
    ],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    message = reply(text)

    before = time.process_time()
    new_text(message, [LETTER], questions=QUESTIONS)
    new_text(message, [LETTER], questions=QUESTIONS, shared=SHARED)
    new_text(message, [f"{LETTER}\n{text[:2000]}"], again=True)
    answers_between(message.text, QUESTIONS, [LETTER])

    assert time.process_time() - before < 5


def _collapsed(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


@pytest.mark.skipif(not CORPUS.exists(), reason="the shared corpus of mail is not on this machine")
def test_of_the_replies_of_the_corpus_few_are_cut_wrong() -> None:
    with (CORPUS / "labels.tsv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["kind"] == "reply"]
    exact = lost = 0
    for row in rows:
        raw = (CORPUS / row["path"]).read_bytes()
        kind = {"body-text": b"plain", "body-html": b"html"}.get(row["format"])
        if kind:
            raw = b"Content-Type: text/" + kind + b"; charset=utf-8\n\n" + raw
        shown = _collapsed(new_text(parse(raw)))
        expected = _collapsed((CORPUS / row["expectation"]).read_text(encoding="utf-8"))
        optional = CORPUS / f"{row['path']}.optional.txt"
        allowed = expected + (_collapsed(optional.read_text(encoding="utf-8")) if optional.exists() else [])
        # Paragraphs may be wrapped otherwise than in the file, so lines are looked for in the whole.
        missing = [line for line in expected if line not in " ".join(shown)]
        lost += bool(missing)
        exact += not missing and all(line in " ".join(allowed) for line in shown)

    assert lost <= 1
    assert exact / len(rows) >= 0.9


# What the mail server of our own mailbox puts above whatever comes from outside.

_BANNERS = [
    "CAUTION: This email originated from outside of the organization. Do not click links or open attachments"
    " unless you recognize the sender and know the content is safe.\n\n",
    "CAUTION: This email originated from outside of the organization. Do not click\n"
    "links or open attachments unless you recognize the sender and know the content\nis safe.\n\n",
    "**CAUTION:**\nThis message was sent from outside your organisation.\n",
    "[EXTERNAL EMAIL]\n",
    "[EXTERNAL]\n\n",
    "This Message Is From an External Sender\nThis message came from outside your organization.\n\n",
    "--------------------------------\nWARNING: External email. Do not open attachments.\n"
    "--------------------------------\n",
    "You don't often get email from rea@example.net. Learn why this is important\n",
    "You don't often get email from rea@example.net. Learn why this is important"
    "<https://aka.ms/LearnAboutSenderIdentification>\n\n",
    "HUOM: Tämä viesti on lähetetty organisaation ulkopuolelta. Älä avaa linkkejä tai liitteitä, ellet tunnista"
    " lähettäjää.\n\n",
    "OBS! Det här mejlet kommer från en extern avsändare. Klicka inte på länkar.\n\n",
    "OBS! Det här mejlet kommer från en extern avsändare. Klicka inte på länkar i mejlet.\n\n",
    "[EXTERNAL EMAIL: use caution with links and attachments]\n\n",
    "*** EXTERNAL EMAIL ***\n\n",
    "CAUTION: External e-mail. Think before you click!\n\n",
    "Some people who received this message don't often get email from rea@example.net. Learn why this is important\n\n",
    "Du får inte ofta e-post från rea@example.net. Läs om varför det här är viktigt\n\n",
    "CAUTION: This email originated from outside of your organisation. Exercise caution when opening attachments"
    " or clicking links, especially from unknown senders.\n\n",
    "CAUTION: This email originated from outside of the organization\n",
    "EXTERNAL\n\n",
    "(External)\n\n",
    "[EXT]\n\n",
    "[ULKOINEN]\n\n",
    "[Ulkopuolinen viesti]\n",
    "[EXTERN]\n\n",
    "[EXT] Be careful with links and attachments.\n\n",
    "[EXTERN] Var försiktig med länkar och bilagor.\n\n",
    "(Ulkoinen) Ole varovainen linkkien kanssa.\n\n",
    "[Externt mejl]\n\n",
    "EXTERN AVSÄNDARE: Var försiktig med länkar och bilagor.\n\n",
    "Tämä viesti on saapunut organisaation ulkopuolelta.\n\n",
    "VAROITUS: Tämä sähköposti on peräisin organisaatiosi ulkopuolelta. Älä napsauta linkkejä.\n\n",
    "Detta mejl kommer från en extern avsändare. Var försiktig.\n\n",
    "Et saa usein sähköpostia osoitteesta rea@example.net. Lue, miksi tämä on tärkeää\n\n",
    "This email has been received from an external source. Please be careful.\n\n",
    "!-----------------------------------------------------------|\n  This Message Is From an External Sender\n"
    "  This message came from outside your organization.\n"
    "|-----------------------------------------------------------!\n\n",
    "ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\n"
    "This message came from outside your organization.\n \nZjQcmQRYFpfptBannerEnd\n",
]


@pytest.mark.parametrize("tag", ["[EXTERNAL]", "[EXT]", "[External Sender]", "[ULKOINEN]", "[EXTERN]"])
@pytest.mark.parametrize(
    "typed", ["STOP", "Please stop.", "clear", "Clear\n\nI do not know him.", "FOLLOWUP 3.3."]
)
def test_nor_is_its_tag_on_the_line_of_a_word_or_two(tag: str, typed: str) -> None:
    assert new_text(parse(f"Subject: Re: x\n\n{tag} {typed}\n".encode())) == typed


@pytest.mark.parametrize("banner", _BANNERS)
@pytest.mark.parametrize(
    "typed",
    ["Clear", "clear", "STOP", "reply Thank you for telling us", "It was in Oodi.\n\nHe wore a red hat."],
)
def test_what_a_mail_server_warns_of_above_a_mail_from_outside_is_not_its_writers(
    banner: str, typed: str
) -> None:
    assert new_text(parse(f"Subject: Re: x\n\n{banner}{typed}\n".encode())) == typed


@pytest.mark.parametrize(
    "typed",
    [
        "He sent it from an external address.\n\nClear",
        "CAUTION: he is outside.\n\nIt goes on.",
        "Warning: this email originated from outside, and I know that he wrote it.",
        "Obs! Han kommer utifrån.",
        "External auditors were there.\n\nThey saw it.",
        "External people came from outside the company.\n\nThey saw it.",
        "Attention! An external sender threatened our group.\n\nThey saw it.",
        "Warning: external message from Bob, see below.",
        "This message came from outside our chat.\n\nThey saw it.",
        "It was in Oodi.\n\nCAUTION: This email originated from outside of the organization.",
        "External. A man of the catering company, in a blue shirt.",
        "External: one of the caterers hit a guest.\n\nIt was at lunch.",
        "External - nobody of the team.",
        "External",
        "external.\n\nHe was with the caterers.",
        "Important: this was sent from outside the venue, on a bus.\n\nIt goes on.",
        "Huom: tämä tapahtui organisaation ulkopuolelta tulleen vieraan toimesta.\n\nMuuta en tiedä.",
        "You don't often get email from somebody so scared.\n\nIt goes on.",
        "Tämä viesti tulee organisaation ulkopuolelta tulleen vieraan toimesta.\n\nMuuta en tiedä.",
        "Tämä viesti on lähetetty organisaation ulkopuolelta, koska en kuulu yhdistykseen.",
        "Ulkoinen",
        "Ulkoinen konsultti, sinisessä paidassa.",
        "Extern.\n\nHan var med cateringfirman.",
        "Extern konsult, tror vi.",
        "[EXT] One of the caterers hit a guest.",
        "Mejlet kom från en extern avsändare.",
        "Tämä viesti tulee organisaation ulkopuolelta. Eräs puhuja lyö vieraita.\n\nMuuta en tiedä.",
        "Detta mejl kommer från en extern avsändare. En av talarna slog en gäst.",
        "Detta brev kommer från en extern avsändare som hotade oss.",
    ],
)
def test_what_somebody_types_is_no_such_warning(typed: str) -> None:
    assert new_text(parse(f"Subject: Re: x\n\n{typed}\n".encode())) == typed
