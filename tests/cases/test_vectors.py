"""The commands that must be understood, and those that must not, as mails that real clients write.

The shapes are those of Gmail in a browser and on a phone, Outlook on a phone and on a desk, Apple Mail on a phone, and
Thunderbird. All of them go through the whole intake on one database.
"""

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from itertools import count

import pytest
from tests.builders import ALIAS, MAILBOX, REPORTS, Desk, MovableClock, mail, make_house, read, to

from cocmail.cases.model import Case, State

BEN = "ben@example.org"
CHAIR = "chair@example.org"
REPORTER = "rea@example.net"
_numbers = count(1)

Client = Callable[[EmailMessage, str], EmailMessage]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    clock = MovableClock()
    more = 'trusted_authserv = "mx.example.org"'
    house = make_house(tmp_path_factory.mktemp("vectors"), clock, imap_more=more)
    yield Desk(house, clock)
    house.store.database.close()


@pytest.fixture(autouse=True)
def _earlier_cases_are_over(desk: Desk) -> None:
    desk.close_all()


def fresh(desk: Desk) -> tuple[bytes, str, bytes]:
    """A new case: the notice to Ben, the name of the case, and the answer to its reporter."""
    desk.clock.move(hours=25)  # No limit of the day or of the hour is in the way.
    desk.raw_letters()
    number = next(_numbers)
    desk.arrives(
        mail(f"{REPORTS['en']} It was the {number}th time.", message_id=f"<report-{number}@example.net>")
    )
    letters = desk.raw_letters()
    notice = to(letters, BEN)
    return notice, str(read(notice)["Subject"]).casefold(), to(letters, REPORTER)


def case(desk: Desk, name: str) -> Case:
    return next(each for each in desk.house.store.cases(closed=True) if each.name == name)


def standing(desk: Desk, name: str) -> str:
    return str(case(desk, name).clearance[BEN])


def notes(desk: Desk, name: str) -> list[str]:
    """The notes on a case, each on one line."""
    with desk.house.store.transaction() as tx:
        history = tx.history(case(desk, name).id or 0)
    return [" ".join(each.text.split()) for each in history if each.type == "note"]


def sent(message: EmailMessage, *, by: str = f"Ben Okafor <{BEN}>") -> bytes:
    message["From"] = by
    message["Date"] = "Tue, 03 Mar 2026 13:00:00 +0200"
    message["Message-ID"] = f"<vector-{next(_numbers)}@example.org>"
    return message.as_bytes(policy=SMTP)


def reply_to(letter: EmailMessage) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = str(letter["Reply-To"])
    message["Subject"] = f"Re: {letter['Subject']}"
    message["In-Reply-To"] = message["References"] = str(letter["Message-ID"])
    return message


def marked(letter: EmailMessage) -> str:
    return "\n".join(f"> {line}".rstrip() for line in letter.get_content().splitlines())


def as_html(text: str) -> str:
    return escape(text).replace("\n", "<br>\n")


def gmail(letter: EmailMessage, words: str) -> EmailMessage:
    """Gmail in a browser: its introduction is wrapped within the address."""
    message = reply_to(letter)
    wrote = f"On Mon, Mar 2, 2026 at 2:00 PM Example Python Code of Conduct <\n{letter['Reply-To']}> wrote:"
    message.set_content(f"{words}\n\n{wrote}\n\n{marked(letter)}\n")
    message.add_alternative(
        f'<div dir="ltr">{as_html(words)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{as_html(wrote)}<br></div><blockquote class="gmail_quote" '
        f'style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{as_html(letter.get_content())}</blockquote></div>",
        subtype="html",
    )
    return message


def gmail_on_a_phone(letter: EmailMessage, words: str) -> EmailMessage:
    message = reply_to(letter)
    wrote = f"On Mon, 2 Mar 2026, 14:00 Example Python Code of Conduct, <{letter['Reply-To']}> wrote:"
    message.set_content(f"{words}\n\n{wrote}\n\n{marked(letter)}\n")
    lines = "".join(f'<div dir="auto">{escape(line) or "<br>"}</div>' for line in words.split("\n"))
    message.add_alternative(
        f'{lines}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{as_html(wrote)}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">'
        f"{as_html(letter.get_content())}</blockquote></div>",
        subtype="html",
    )
    return message


def outlook_on_a_phone(letter: EmailMessage, words: str) -> EmailMessage:
    """Outlook for iOS: nothing marks what is quoted."""
    message = reply_to(letter)
    message.set_content(
        f"{words}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n"
        f"From: Example Python Code of Conduct <{letter['Reply-To']}>\nSent: Monday, March 2, 2026 2:00:00 PM\n"
        f"To: Ben Okafor <{BEN}>\nSubject: {letter['Subject']}\n\n{letter.get_content()}"
    )
    message.add_alternative(
        f'<html><head></head><body><div dir="ltr" style="font-family: Aptos, sans-serif">{as_html(words)}</div>'
        '<div id="ms-outlook-mobile-body-separator-line" dir="ltr"><br></div>'
        '<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div>'
        '<hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri"><b>From:</b> Example Python Code of Conduct &lt;{letter["Reply-To"]}&gt;<br>'
        f"<b>Sent:</b> Monday, March 2, 2026 2:00:00 PM<br><b>To:</b> Ben Okafor &lt;{BEN}&gt;<br>"
        f"<b>Subject:</b> {letter['Subject']}</font><div>&nbsp;</div></div>"
        f"<div>{as_html(letter.get_content())}</div></body></html>",
        subtype="html",
    )
    return message


def outlook_on_a_desk(letter: EmailMessage, words: str) -> EmailMessage:
    """Outlook for Windows: HTML made by Word, in HTML alone."""
    message = reply_to(letter)
    lines = "".join(
        f"<p class=MsoNormal>{escape(line) or '&nbsp;'}<o:p></o:p></p>" for line in words.split("\n")
    )
    quoted = "".join(f"<p class=MsoNormal>{escape(line) or '&nbsp;'}<o:p></o:p></p>"
                     for line in letter.get_content().splitlines())  # fmt: skip
    message.set_content(
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--p.MsoNormal{margin:0cm}--></style>'
        f'</head><body lang=EN-GB><div class=WordSection1>{lines}<p class=MsoNormal><o:p>&nbsp;</o:p></p>'
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class=MsoNormal>'
        f"<b>From:</b> Example Python Code of Conduct &lt;{letter['Reply-To']}&gt; <br><b>Sent:</b> Monday, 2 March "
        f"2026 14:00<br><b>To:</b> Ben Okafor &lt;{BEN}&gt;<br><b>Subject:</b> {letter['Subject']}<o:p></o:p></p></div>"
        f"{quoted}</div></body></html>",
        subtype="html",
    )  # fmt: skip
    return message


def apple_mail_on_a_phone(letter: EmailMessage, words: str) -> EmailMessage:
    message = reply_to(letter)
    wrote = f"On 2 Mar 2026, at 14.00, Example Python Code of Conduct <{letter['Reply-To']}> wrote:"
    message.set_content(f"{words}\n\nSent from my iPhone\n\n> {wrote}\n> \n{marked(letter)}\n")
    message.add_alternative(
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">'
        f'{as_html(words)}<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{as_html(wrote)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{as_html(letter.get_content())}</div></blockquote></body></html>',
        subtype="html",
    )
    return message


def apple_mail_in_finnish(letter: EmailMessage, words: str) -> EmailMessage:
    message = reply_to(letter)
    wrote = f"Example Python Code of Conduct <{letter['Reply-To']}> kirjoitti 2.3.2026 kello 14.00:"
    message.set_content(f"{words}\n\nLähetetty iPhonesta\n\n> {wrote}\n> \n> {marked(letter)}\n")
    return message


def thunderbird(letter: EmailMessage, words: str) -> EmailMessage:
    message = reply_to(letter)
    wrote = "On 3/2/26 14:00, Example Python Code of Conduct wrote:"
    message.set_content(f"{words}\n\n-- \nBen Okafor\nTake care\n\n{wrote}\n{marked(letter)}\n")
    return message


def thunderbird_below(letter: EmailMessage, words: str) -> EmailMessage:
    """Typed under what is quoted."""
    message = reply_to(letter)
    wrote = "On 3/2/26 14:00, Example Python Code of Conduct wrote:"
    message.set_content(f"{wrote}\n{marked(letter)}\n\n{words}\n")
    return message


TEAM = "Example Python Code of Conduct"
#: What further clients write around the words, where they send text alone.
SHAPES = {
    "Gmail in Finnish": "{words}\n\nma 2. maalisk. 2026 klo 14.00 {team} ({address}) kirjoitti:\n\n{marked}\n",
    "Gmail in Swedish": "{words}\n\nDen mån 2 mars 2026 kl 14:00 skrev {team} <\n{address}>:\n\n{marked}\n",
    "Outlook in Swedish": "{words}\n\nFrån: {team} <{address}>\nSkickat: den 2 mars 2026 14:00\n"
    "Till: Ben Okafor <ben@example.org>\nÄmne: {subject}\n\n{body}",
    "Outlook in Finnish": "{words}\n\nLähettäjä: {team} <{address}>\nLähetetty: maanantai 2. maaliskuuta 2026 14.00\n"
    "Vastaanottaja: Ben Okafor <ben@example.org>\nAihe: {subject}\n\n{body}",
    "Outlook of old": "{words}\n\n-----Original Message-----\nFrom: {team} <{address}>\n"
    "Sent: Monday, March 2, 2026 2:00 PM\nTo: Ben Okafor <ben@example.org>\nSubject: {subject}\n\n{body}",
    "Outlook with odd spaces": "\u00a0\n\n\u00a0{words}\u00a0\n\nFrom: {team} <{address}>\n"
    "Sent: Monday, March 2, 2026 2:00 PM\nTo: Ben Okafor\nSubject: {subject}\n\n{body}",
    "Apple Mail": "{words}\n\n> On 2 Mar 2026, at 14.00, {team} <{address}> wrote:\n> \n{marked}\n",
    "Apple Mail, its line close": "{words}\nSent from my iPhone\n\nOn 2 Mar 2026, at 14.00, {team} <{address}> wrote:\n"
    "\n{marked}\n",
    "Proton": "{words}\n\nSent with Proton Mail secure email.\n\nOn Monday, March 2nd, 2026 at 2:00 PM, {team} "
    "<{address}> wrote:\n\n{marked}\n",
    "Samsung": "{words}\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: {team} <{address}>\n"
    "Date: 02/03/2026 14:00 (GMT+02:00)\nTo: Ben Okafor <ben@example.org>\nSubject: {subject}\n\n{body}",
    "K-9": "{words}\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.\n\nOn March 2, 2026 "
    "2:00:00 PM GMT+02:00, {team} <{address}> wrote:\n{marked}",
    "Yahoo on a phone": "{words}\n\nYahoo Mail: Search, Organize, Conquer\n\nOn Mon, 2 Mar 2026 at 14:00, {team}\n"
    "<{address}> wrote:   {body}",
    "Tuta": "{words}\n\n2 Mar 2026, 14:00 by {address}:\n\n{marked}\n",
    "Tuta in Finnish": "{words}\n\n2. maalisk. 2026 klo 14.00 lähettäjältä {address}:\n\n{marked}\n",
    "HCL Notes": "{words}\n\n-----{team} <{address}> wrote: -----\nTo: ben@example.org\nFrom: {team} <{address}>\n"
    "Date: 02/03/2026 14:00\nSubject: {subject}\n\n{body}",
    "one that marks nothing": "{words}\n\nOn Mon, 2 Mar 2026 at 14:00, {team} <{address}> wrote:\n\n{body}",
    "one that writes a byte order mark": "\ufeff{words}\n\n{marked}",
}


def text_of(shape: str) -> Client:
    """A client that sends text alone, in that shape."""

    def written(letter: EmailMessage, words: str) -> EmailMessage:
        message = reply_to(letter)
        message.set_content(
            SHAPES[shape].format(
                words=words,
                team=TEAM,
                address=letter["Reply-To"],
                subject=letter["Subject"],
                body=letter.get_content(),
                marked=marked(letter),
            )
        )
        return message

    return written


CLIENTS: list[Client] = [
    gmail,
    gmail_on_a_phone,
    outlook_on_a_phone,
    outlook_on_a_desk,
    apple_mail_on_a_phone,
    apple_mail_in_finnish,
    thunderbird,
    thunderbird_below,
]


@pytest.mark.parametrize("client", [*CLIENTS, *(pytest.param(text_of(each), id=each) for each in SHAPES)])
def test_words_mean_the_same_in_every_client(desk: Desk, client: Client) -> None:
    notice, name, _ = fresh(desk)
    for words in ("I think so.\nClear", "Claer", "Sure, I will look at it tonight"):
        desk.arrives(sent(client(read(notice), words)))
        assert standing(desk, name) == "pending"
        assert [str(each["To"]) for each in desk.letters()] == [BEN]

    desk.arrives(sent(client(read(notice), "Clear\nTake\nNote I know the place.\nWe met there once.")))

    assert standing(desk, name) == "cleared"
    assert case(desk, name).taken_by == BEN
    assert notes(desk, name)[-1] == "I know the place. We met there once."

    desk.arrives(sent(client(read(to(desk.raw_letters(), BEN)), "Recuse")))

    assert standing(desk, name) == "recused"


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (gmail_on_a_phone, " RECUSE."),
        (outlook_on_a_phone, "/recuse"),
        (apple_mail_on_a_phone, "Recuse myself"),
        (outlook_on_a_desk, "\u200bRecluse\u00a0!"),
    ],
)
def test_a_recusal_counts_in_any_dress(desk: Desk, client: Client, words: str) -> None:
    notice, name, _ = fresh(desk)

    desk.arrives(sent(client(read(notice), words)))

    assert standing(desk, name) == "recused"


@pytest.mark.parametrize("client", [outlook_on_a_phone, thunderbird_below])
def test_a_dictated_reply_and_a_close_are_shown_before_they_are_done(desk: Desk, client: Client) -> None:
    notice, name, _ = fresh(desk)
    desk.arrives(sent(gmail(read(notice), "Clear")))
    report = to(desk.raw_letters(), BEN)

    desk.arrives(sent(client(read(report), "Reply colon hello. We will call you on Friday.")))

    preview = to(desk.raw_letters(), BEN)
    assert "| hello. We will call you on Friday." in read(preview).get_content()
    assert case(desk, name).follow_up_due is not None

    desk.arrives(sent(client(read(preview), "Yes")))

    letters = desk.raw_letters()
    told = read(to(letters, REPORTER)).get_content()
    assert "hello. We will call you on Friday." in told
    assert not any(word in told for word in ("Ben", "Okafor", "Outlook", "colon"))
    assert case(desk, name).follow_up_due is None

    desk.arrives(sent(client(read(report), "Close no action")))
    assert case(desk, name).state != State.CLOSED
    desk.arrives(sent(client(read(to(desk.raw_letters(), BEN)), "Yes")))
    assert case(desk, name).state == State.CLOSED


def test_text_and_html_that_disagree_do_nothing_and_a_recusal_in_either_counts(desk: Desk) -> None:
    for html, becomes in (("Take", "pending"), ("Recuse", "recused")):
        notice, name, _ = fresh(desk)
        message = thunderbird(read(notice), "Clear")
        message.add_alternative(f"<p>{html}</p>", subtype="html")

        desk.arrives(sent(message))

        assert standing(desk, name) == becomes


def test_a_line_that_gmail_wraps_in_its_text_form_is_one_line(desk: Desk) -> None:
    notice, name, _ = fresh(desk)
    where = "In the big hall on the third floor of the Oodi library, near the windows and the stairs"
    message = gmail(read(notice), f"Clear\nSet where: {where}")
    text, html = message.iter_parts()
    text.set_content(text.get_content().replace("near the ", "near the\n"))

    desk.arrives(sent(message))

    assert standing(desk, name) == "cleared"
    assert case(desk, name).checklist["where"].evidence == where
    assert where in html.get_content()


def test_a_line_that_a_program_wraps_in_a_mail_of_text_alone_is_one_line(desk: Desk) -> None:
    notice, name, _ = fresh(desk)
    where = "in the big hall on the third floor of the Oodi library, near the windows and the stairs"
    cut = where.replace("near the ", "near the\n")

    desk.arrives(sent(thunderbird(read(notice), f"Clear\nSet where: {cut}\nTake")))

    known = case(desk, name)
    assert (known.checklist["where"].evidence, known.taken_by) == (where, BEN)
    told = read(to(desk.raw_letters(), BEN)).get_content()
    assert f"> Set where: {where}" in " ".join(told.split())


def with_nothing_marked(letter: EmailMessage, words: str) -> EmailMessage:
    """What is quoted has neither marks nor a line above it."""
    message = reply_to(letter)
    message.set_content(f"{words}\n\n{letter.get_content()}")
    return message


def with_nothing_marked_below(letter: EmailMessage, words: str) -> EmailMessage:
    message = reply_to(letter)
    message.set_content(f"{letter.get_content()}\n\n{words}\n")
    return message


@pytest.mark.parametrize("client", [*CLIENTS, with_nothing_marked, with_nothing_marked_below])
def test_what_our_letter_said_can_be_said_again(desk: Desk, client: Client) -> None:
    notice, name, _ = fresh(desk)
    draft = "Dear Rea,\nwe have talked to the man in the yellow coat about it.\n{}\nThank you for telling us of it."

    def says(words: str, letter: bytes) -> bytes:
        desk.arrives(sent(client(read(letter), words)))
        return to(desk.raw_letters(), BEN)

    report = says("Clear", notice)
    preview = says(f"Reply\n{draft.format('He will be sent home.')}", report)
    again = read(says(f"Reply\n{draft.format('He was sent home.')}", preview)).get_content().splitlines()
    shown = [line[2:] for line in again if line.startswith("| ")]
    assert shown[:4] == draft.format("He was sent home.").split("\n")

    refused = says("Close no-violation", report)
    assert case(desk, name).follow_up_due is not None
    says("FOLLOWUP could not reach her\nClose no-violation", says("Followup is overdue", refused))
    assert case(desk, name).follow_up_due is None
    assert case(desk, name).state != State.CLOSED

    says("RECUSE – I must not see it after all", report)
    assert standing(desk, name) == "recused"


@pytest.mark.parametrize("client", [with_nothing_marked, with_nothing_marked_below])
def test_our_letter_that_comes_back_without_a_mark_says_nothing(desk: Desk, client: Client) -> None:
    notice, name, _ = fresh(desk)
    desk.arrives(sent(gmail(read(notice), "Clear")))
    letters = [to(desk.raw_letters(), BEN)]
    for words in (
        "Help",
        "Followup is overdue",
        "Note I saw him\n\nTake care",
        "Reply We will call you.",
        "Show",
    ):
        desk.arrives(sent(gmail(read(letters[0]), words)))
        letters.append(to(desk.raw_letters(), BEN))
    before, noted = case(desk, name), notes(desk, name)

    for letter in letters:
        desk.arrives(sent(client(read(letter), "")))

    assert (case(desk, name).follow_up_due, case(desk, name).taken_by) == (before.follow_up_due, "")
    assert notes(desk, name) == noted


def test_what_stands_below_a_line_of_ours_is_obeyed(desk: Desk) -> None:
    notice, name, _ = fresh(desk)

    message = reply_to(read(notice))
    message.set_content("Before you see more: do you have a conflict of interest?\n\nRecuse\n")
    desk.arrives(sent(message))

    assert standing(desk, name) == "recused"


def reaction(letter: EmailMessage, sign: str, name: str) -> EmailMessage:
    """What Gmail sends where somebody puts a sign under a mail: nothing of it was typed."""
    message = reply_to(letter)
    link = "https://www.google.com/gmail/about/?utm_source=gmail-in-product#app"
    wrote = f"On Mon, Mar 2, 2026 at 2:00 PM Example Python Code of Conduct <\n{letter['Reply-To']}> wrote:"
    message.set_content(f"{sign}\n\n{name} reacted via Gmail\n<{link}>\n\n{wrote}\n\n{marked(letter)}\n")
    message.add_alternative(f'{{"emoji":"{sign}","version":1}}', subtype="vnd.google.email-reaction+json")
    message.add_alternative(
        f'<p style="font-size:50px">{sign}</p><p>{name} reacted via <a href="{link}">Gmail</a></p><br>'
        f'<div class="gmail_quote"><div class="gmail_attr">{as_html(wrote)}</div><blockquote class="gmail_quote">'
        f"{as_html(letter.get_content())}</blockquote></div>",
        subtype="html",
    )
    return message


_SIGNS = {"\N{THUMBS UP SIGN}": "like", "\N{HEAVY BLACK HEART}": "heart"}


def in_outlook(letter: EmailMessage, sign: str, name: str) -> EmailMessage:
    """The same of Outlook, which says so in words alone."""
    message = reply_to(letter)
    message.set_content(
        f"[{_SIGNS[sign]}]  {name} reacted to your message:\n________________________________\n"
        f"From: Example Python Code of Conduct <{letter['Reply-To']}>\nSent: Monday, March 2, 2026 2:00:00 PM\n"
        f"To: {name}\nSubject: {letter['Subject']}\n\n{letter.get_content()}"
    )
    message.add_alternative(
        f'<html><body><div><img alt="{_SIGNS[sign]}" src="cid:1@example.org"><span>&nbsp;&nbsp;{name} reacted to your '
        'message:</span></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri"><b>From:</b> Example Python Code of Conduct &lt;{letter["Reply-To"]}&gt;<br>'
        f"<b>Sent:</b> Monday, March 2, 2026 2:00:00 PM<br><b>To:</b> {name}<br>"
        f"<b>Subject:</b> {letter['Subject']}</font></div><div>{as_html(letter.get_content())}</div></body></html>",
        subtype="html",
    )
    return message


put = pytest.mark.parametrize("put", [reaction, in_outlook])


@put
def test_a_sign_that_gmail_puts_under_our_letter_is_no_note_and_voids_no_preview(
    desk: Desk, put: Callable[[EmailMessage, str, str], EmailMessage]
) -> None:
    notice, name, _ = fresh(desk)
    desk.arrives(sent(gmail(read(notice), "Clear")))
    desk.arrives(sent(gmail(read(to(desk.raw_letters(), BEN)), "Reply Dear Rea, we will talk to him.")))
    preview = read(to(desk.raw_letters(), BEN))

    desk.arrives(sent(put(preview, "\N{THUMBS UP SIGN}", "Ben Okafor")))

    # A case may be called "White notebook".
    answer = read(to(desk.raw_letters(), BEN)).get_content().replace(name.capitalize(), "")
    assert notes(desk, name) == []
    assert "reacted" not in answer
    assert "note" not in answer.partition("State:")[0]
    desk.arrives(sent(gmail(preview, "Yes")))
    assert "we will talk to him." in read(to(desk.raw_letters(), REPORTER)).get_content()


@pytest.mark.parametrize(("put", "program"), [(reaction, "Gmail"), (in_outlook, "Outlook")])
def test_a_sign_that_a_reporter_puts_under_our_letter_in_gmail_is_shown_and_moves_nothing(
    desk: Desk, put: Callable[[EmailMessage, str, str], EmailMessage], program: str
) -> None:
    notice, name, _ = fresh(desk)
    desk.arrives(sent(gmail(read(notice), "Clear")))
    desk.arrives(sent(gmail(read(to(desk.raw_letters(), BEN)), "Reply Dear Rea, we will talk to him.")))
    desk.arrives(sent(gmail(read(to(desk.raw_letters(), BEN)), "Yes")))
    letter, before = read(to(desk.raw_letters(), REPORTER)), case(desk, name)

    desk.arrives(sent(put(letter, "\N{HEAVY BLACK HEART}", "Rea Porter"), by=f"Rea Porter <{REPORTER}>"))

    (update,) = map(read, desk.raw_letters())
    words = " ".join(update.get_content().split())
    assert (update["To"], update["X-Cocmail"]) == (BEN, "update")
    assert f"No letter went to the reporter: it is a sign put under a letter in {program}." in words
    assert "What a program read in it" not in words
    assert case(desk, name) == before


@put
def test_no_sign_that_a_contact_puts_under_our_letter_is_a_note_or_voids_a_preview(
    desk: Desk, put: Callable[[EmailMessage, str, str], EmailMessage]
) -> None:
    notice, *_ = fresh(desk)
    desk.arrives(sent(gmail(read(notice), "Clear")))
    desk.clock.move(days=8)
    desk.house.escalation.sweep()
    told = read(to(desk.raw_letters(), CHAIR))
    desk.arrives(sent(gmail(read(notice), "Reply Dear Rea, we will talk to him.")))
    preview = read(to(desk.raw_letters(), BEN))

    desk.arrives(sent(put(told, "\N{THUMBS UP SIGN}", "Chair"), by=CHAIR))

    assert desk.raw_letters() == []
    desk.arrives(sent(gmail(preview, "Yes")))
    assert "we will talk to him." in read(to(desk.raw_letters(), REPORTER)).get_content()


@put
def test_no_sign_that_one_of_us_puts_under_the_reporters_mail_is_a_note(
    desk: Desk, put: Callable[[EmailMessage, str, str], EmailMessage]
) -> None:
    notice, name, _ = fresh(desk)
    desk.arrives(sent(gmail(read(notice), "Clear")))
    desk.raw_letters()
    with desk.house.store.transaction() as tx:
        report = read(tx.messages.latest_from_reporter(case(desk, name).id or 0) or b"")
    report["Reply-To"] = f"{REPORTER}, {ALIAS}"

    desk.arrives(sent(put(report, "\N{THUMBS UP SIGN}", "Aino Virtanen"), by="aino@example.org"))

    assert desk.raw_letters() == []
    assert notes(desk, name) == []


def test_our_own_answer_forwarded_back_does_nothing(desk: Desk) -> None:
    notice, name, _ = fresh(desk)
    desk.arrives(sent(gmail(read(notice), "Clear\nHelp\nTake")))
    letters = [read(raw) for raw in desk.raw_letters()]
    assert letters
    before = case(desk, name)
    for letter in letters:
        message = reply_to(letter)
        message.replace_header("Subject", f"Fwd: {letter['Subject']}")
        body = letter.get_content()
        for forward in (f"---------- Forwarded message ---------\nFrom: <{MAILBOX}>\nDate: Mon, 2 Mar 2026\n"
                        f"Subject: {letter['Subject']}\nTo: <{BEN}>\n\n\n{body}", f"Begin forwarded message:\n\n{body}",
                        body):  # fmt: skip
            again = EmailMessage(policy=SMTP)
            for header, value in message.items():
                again[header] = value
            again.set_content(forward)
            desk.arrives(sent(again))

    after = case(desk, name)
    assert (after.clearance, after.taken_by, after.state) == (before.clearance, before.taken_by, before.state)
    assert after.follow_up_due == before.follow_up_due
    assert {str(each["To"]) for each in desk.letters()} <= {BEN}


def test_a_command_that_is_delivered_twice_is_answered_once(desk: Desk) -> None:
    notice, name, _ = fresh(desk)
    raw = sent(apple_mail_on_a_phone(read(notice), "Clear\nNote seen"))

    desk.arrives(raw)
    desk.arrives(raw)
    desk.arrives(b"Received: from elsewhere.example\r\n" + raw)

    assert standing(desk, name) == "cleared"
    assert len(desk.raw_letters()) == 1
    assert notes(desk, name) == ["seen"]


@pytest.mark.parametrize(
    ("by", "verdict", "becomes"),
    [
        (BEN, "dmarc=pass header.from=example.org", "cleared"),
        (BEN, "dmarc=fail header.from=example.org", "pending"),
        ("aino@example.org", "dmarc=pass header.from=example.org", "pending"),
        ("evil@example.net", "dmarc=pass header.from=example.net", "pending"),
        (f"{BEN}, aino@example.org", "dmarc=pass header.from=example.org", "pending"),
        (f'"{BEN}" <evil@example.net>', "dmarc=pass header.from=example.net", "pending"),
    ],
)
def test_a_command_needs_its_responder(desk: Desk, by: str, verdict: str, becomes: str) -> None:
    notice, name, _ = fresh(desk)
    raw = sent(gmail(read(notice), "Clear"), by=by)

    desk.arrives(f"Authentication-Results: mx.example.org; {verdict}\r\n".encode() + raw)

    assert standing(desk, name) == becomes
    told = desk.letters()
    assert [str(each["To"]) for each in told] == [BEN]
    assert ("yellow coat" in told[0].get_content()) == (becomes == "cleared")


@pytest.mark.parametrize("client", [gmail, outlook_on_a_phone, thunderbird_below])
def test_clear_after_the_reporter_named_that_responder_shows_nothing(desk: Desk, client: Client) -> None:
    notice, name, answer = fresh(desk)
    desk.arrives(
        mail("It was Ben Okafor.", answers=answer, message_id=f"<named-{next(_numbers)}@example.net>")
    )
    desk.raw_letters()

    desk.arrives(sent(client(read(notice), "Clear")))

    assert standing(desk, name) == "held"
    told = desk.letters()
    assert [str(each["To"]) for each in told] == [BEN]
    assert name not in told[0].as_string().casefold()
    assert "yellow coat" not in told[0].get_content()
