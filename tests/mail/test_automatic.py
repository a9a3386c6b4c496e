"""Robot or person: the ordered table of what says that a machine wrote a mail, one row each."""

import pytest

from cocmail.mail.automatic import (
    Kind,
    asked_at,
    delivery_action,
    kind_of,
    reaction,
    way_to_reach,
    why_not_answer,
)
from cocmail.mail.headers import Address
from cocmail.mail.message import Message, parse
from cocmail.mail.sender import Group, Sender

GROUP = Group("conduct@groups.example", "conduct.groups.example")
MAILBOX = "conduct-cases@example.org"
OWN = (MAILBOX, GROUP.address)
HOP = "Received: from a.example by b.example; Mon, 02 Mar 2026 13:00:00 +0200"


def mail(*headers: str, text: str = "Hello.") -> Message:
    return parse("\r\n".join((*headers, "", text)).encode())


def sender(
    address: str = "rea@example.net",
    *,
    origin: str = "direct",
    method: str = "from",
    authenticated: bool | None = None,
) -> Sender:
    return Sender(Address("", address), method, authenticated, origin)


def kind(
    *headers: str, by: Sender | None = None, ours: bool = False, group: Group = GROUP, text: str = "Hello."
) -> Kind:
    return kind_of(mail(*headers, text=text), by or sender(), group, OWN, ours=ours)


def test_a_plain_mail_is_by_a_person_and_may_be_answered() -> None:
    assert kind("Subject: Something happened") == Kind("person")


# Row 1: our own letters, and mail that goes round.


def test_a_letter_of_ours_come_back_is_a_loop() -> None:
    assert (kind(ours=True).name, kind("X-Cocmail: 1").name) == ("loop", "automatic")


@pytest.mark.parametrize("own", [MAILBOX, "Conduct-Cases@Example.ORG", GROUP.address])
def test_mail_from_our_own_addresses_is_a_loop(own: str) -> None:
    assert kind(by=sender(own)).name == "loop"


def test_our_own_address_is_known_however_the_configuration_writes_it() -> None:
    own = ("Conduct-Cases@Example.ORG",)

    assert kind_of(mail(), sender(MAILBOX), GROUP, own, ours=False).name == "loop"
    assert why_not_answer(Kind("person"), sender(MAILBOX), GROUP, own)


def test_the_alias_is_never_answered_even_where_it_is_not_listed_as_ours() -> None:
    assert why_not_answer(Kind("person"), sender("Conduct@groups.example"), GROUP, (MAILBOX,))


@pytest.mark.parametrize(("hops", "name"), [(0, "person"), (30, "person"), (31, "loop"), (200, "loop")])
def test_mail_that_went_through_too_many_servers_is_a_loop(hops: int, name: str) -> None:
    assert kind(*[HOP] * hops).name == name


# Row 2: what the group itself sends.


@pytest.mark.parametrize(
    "address",
    [
        "conduct+msgappr@groups.example",
        "conduct+owners@groups.example",
        "conduct+managers@groups.example",
        "conduct+noreply@groups.example",
        "Conduct+NoReply@groups.example",
        "conduct+help@groups.example",
        "conduct+subscribe@groups.example",
        "conduct+unsubscribe@groups.example",
        "conduct+bncBCD123@groups.example",
        "noreply-spamdigest@googlegroups.com",
        "x@notifications.google.com",
    ],
)
def test_service_mail_of_the_group_is_never_a_report(address: str) -> None:
    assert kind(by=sender(address)).name == "service"


@pytest.mark.parametrize(
    "address",
    [
        "conduct@other.example",
        "conduct+rea@groups.example",
        "other+help@groups.example",
        "conduct+help@example.net",
    ],
)
def test_an_address_that_only_looks_like_the_groups_service_is_a_person(address: str) -> None:
    assert kind(by=sender(address)).name == "person"


def test_an_alias_that_is_no_group_sends_no_service_mail() -> None:
    assert kind(by=sender("conduct+help@groups.example"), group=Group(GROUP.address)).name == "person"


# Row 3: delivery reports.


@pytest.mark.parametrize(
    "report", ["delivery-status", "disposition-notification", "feedback-report", "x-unheard-of"]
)
def test_a_report_of_any_type_is_a_bounce(report: str) -> None:
    head = f'Content-Type: multipart/report; report-type={report}; boundary="b"'

    assert kind(head, text="--b\r\n\r\nIt failed.\r\n--b--\r\n").name == "bounce"


@pytest.mark.parametrize(
    "address",
    [
        "mailer-daemon@example.net",
        "MAILER-DAEMON@mx.example.net",
        "MailerDaemon@example.net",
        "mdaemon@example.net",
    ],
)
def test_mail_of_a_mail_system_is_a_bounce(address: str) -> None:
    assert kind(by=sender(address)).name == "bounce"


@pytest.mark.parametrize(
    "address", ["postmaster@example.net", "Post_Master@example.net", "post-master@example.net"]
)
def test_mail_of_a_postmaster_is_a_bounce_where_it_tells_of_one(address: str) -> None:
    failed = "Your message could not be delivered:\n550 5.1.1 no such user here"

    assert kind(by=sender(address), text=failed).name == "bounce"
    assert kind(by=sender(address), text="Mallory shouted at me.") == Kind("person")
    assert why_not_answer(Kind("person"), sender(address), GROUP, OWN)


def test_what_names_failures_is_a_bounce() -> None:
    assert kind("X-Failed-Recipients: ben@example.org").name == "bounce"


@pytest.mark.parametrize("header", ["Return-Path: <>", "Return-Path: < >"])
def test_mail_that_only_has_an_empty_return_path_is_a_persons_and_is_not_answered(header: str) -> None:
    found = kind(header)

    assert (found.name, found.answerable, found.looks_automatic) == ("person", False, False)
    assert "return path" in found.reason


def test_what_cannot_be_read_and_has_an_empty_return_path_is_not_answered() -> None:
    found = kind("Return-Path: <>", "Content-Type: image/png", text="x")

    assert (found.name, found.answerable) == ("unreadable", False)


def test_an_absence_note_in_words_with_an_empty_return_path_is_still_one() -> None:
    found = kind("Return-Path: <>", "Subject: Autosvar: borta")

    assert (found.name, found.answerable, found.looks_automatic) == ("person", False, True)


FAILED = "Your message could not be delivered:\r\n550 5.1.1 no such user here"
WORDLESS = "Hello."
STATUS = (
    "--b\r\n\r\nHello.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--b--\r\n"
)


@pytest.mark.parametrize("more", [(), ("Auto-Submitted: auto-replied",), ("X-Autoreply: yes",)])
@pytest.mark.parametrize(
    ("headers", "by", "text"),
    [
        (("Content-Type: multipart/report; boundary=b",), sender(), WORDLESS),
        (("Content-Type: multipart/mixed; boundary=b",), sender(), STATUS),
        (("X-Failed-Recipients: ben@example.org",), sender(), WORDLESS),
        ((), sender("mailer-daemon@example.net"), WORDLESS),
        ((), sender("postmaster@example.net"), WORDLESS),
        ((), Sender(Address("Mail Delivery System", "x1@example.net"), "from", None, "direct"), WORDLESS),
        ((), sender(), FAILED),
        (("Subject: Undelivered Mail Returned to Sender",), sender(), FAILED),
    ],
)
def test_an_empty_return_path_and_a_sign_of_a_delivery_report_is_a_bounce(
    headers: tuple[str, ...], by: Sender, text: str, more: tuple[str, ...]
) -> None:
    assert kind("Return-Path: <>", *headers, *more, by=by, text=text).name == "bounce"


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Auto-Submitted: auto-replied (vacation)", "X-Autoreply: yes"],
)
@pytest.mark.parametrize(
    "text",
    [
        "I am away until Monday and cannot reach my mail.",
        "En ole paikalla, palaan maanantaina. Kiireellisissä asioissa:\r\n\r\nlisa@example.net",
        "Jag är inte på kontoret. Ditt meddelande läses på måndag.",
    ],
)
def test_a_vacation_note_has_an_empty_return_path_and_is_no_bounce(header: str, text: str) -> None:
    assert kind("Return-Path: <>", header, "Subject: Re: copper lantern", text=text).name == "automatic"


def test_a_return_path_that_leads_somewhere_is_no_bounce() -> None:
    assert kind("Return-Path: <rea@example.net>").name == "person"


# Row 4: Auto-Submitted.


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("auto-replied", "automatic"),
        ("auto-generated", "automatic"),
        ("Auto-Replied (vacation)", "automatic"),
        ("auto-notified; owner-email=x@example.net", "automatic"),
        ("yes", "automatic"),
        ("no", "person"),
        ("No", "person"),
        ("(typed by hand) no", "person"),
        ("no (really); x=y", "person"),
        ("", "person"),
        ("nonsense", "automatic"),
    ],
)
def test_what_says_of_itself_that_it_is_automatic(value: str, name: str) -> None:
    assert kind(f"Auto-Submitted: {value}").name == name


def test_the_reason_repeats_nothing_but_a_plain_word() -> None:
    assert kind("Auto-Submitted: auto-replied").reason == "Auto-Submitted: auto-replied"
    assert kind("Auto-Submitted: rea@example.net is away").reason == "Auto-Submitted: yes"


# Row 5: other headers of auto-responders.


@pytest.mark.parametrize(
    "header",
    [
        "X-Autoreply: yes",
        "X-Autorespond: Re: something",
        "X-Auto-Reply-From: rea@example.net",
        "Precedence: auto_reply",
        "X-Precedence: Auto_Reply",
        "Delivered-To: Autoresponder",
    ],
)
def test_what_an_autoresponder_stamps_is_automatic(header: str) -> None:
    found = kind(header)

    assert (found.name, found.answerable) == ("automatic", False)


# Row 6: subjects.


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: away",
        "AUTO: away",
        "Out of Office: something",
        "Autoreply: something",
        "Automaattinen vastaus: lomalla",
        "Poissa: loma",
        "Autosvar: borta",
        "Automatiskt svar: borta",
        "Frånvaro: semester",
        "Frånvarande : semester",
        "=?utf-8?q?Fr=C3=A5nvaro=3A?= semester",
    ],
)
def test_a_subject_of_an_automatic_reply_makes_a_case_without_an_answer(subject: str) -> None:
    found = kind(f"Subject: {subject}")

    assert (found.name, found.answerable) == ("person", False)
    assert found.reason


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office harassment",
        "out of office harassment: again",
        "Poissa tolaltani",
        "Minusta kaikki on poissa",
        "Automatic doors: someone blocked them",
        "Autonomy: mine was ignored",
        "Re: Automatic reply: what you wrote",
        "They said: Auto: get lost",
        "Frånvaro av respekt",
        "",
    ],
)
def test_a_subject_that_only_has_such_words_is_a_persons(subject: str) -> None:
    assert kind(f"Subject: {subject}") == Kind("person")


# Row 7: bulk mail and other lists.


@pytest.mark.parametrize(
    "header",
    [
        "Precedence: bulk",
        "Precedence: JUNK",
        "List-ID: <talk.lists.example>",
        "List-ID: Talk <talk.lists.example>",
    ],
)
def test_bulk_mail_of_others_makes_a_case_without_an_answer(header: str) -> None:
    found = kind(header)

    assert (found.name, found.answerable) == ("person", False)
    assert found.reason


# Rows 8 and 9: how it travelled, and what they wish.


@pytest.mark.parametrize(
    "headers",
    [
        ("Precedence: list",),
        ("Precedence: bulk", "List-ID: <conduct.groups.example>"),
        (
            "Precedence: list",
            "Mailing-list: list conduct@groups.example; contact conduct+owners@groups.example",
            "List-ID: <conduct.groups.example>",
            "List-Archive: <https://groups.example/conduct",
            "List-Unsubscribe: <mailto:conduct+unsubscribe@groups.example>",
        ),
        ("Return-Path: <>",),
    ],
)
def test_mail_through_our_own_group_is_answered(headers: tuple[str, ...]) -> None:
    assert kind(*headers, by=sender(origin="group")) == Kind("person")


@pytest.mark.parametrize("wish", ["All", "OOF, AutoReply", "DR, RN, NRN, OOF, AutoReply"])
def test_a_wish_not_to_get_automatic_replies_says_nothing_of_who_wrote(wish: str) -> None:
    assert kind(f"X-Auto-Response-Suppress: {wish}") == Kind("person")


def test_what_cannot_be_read_is_on_somebodys_desk_and_is_answered() -> None:
    found = kind("Content-Type: image/png", "Content-Transfer-Encoding: base64", text="iVBORw0KGgo=")

    assert (found.name, found.answerable) == ("unreadable", True)


# The first row that fits decides.


@pytest.mark.parametrize(
    ("headers", "by", "name"),
    [
        (("X-Cocmail: 1",), sender("conduct+msgappr@groups.example"), "service"),
        ((*[HOP] * 31, "X-Failed-Recipients: ben@example.org"), sender(), "loop"),
        (("Auto-Submitted: auto-generated",), sender("conduct+noreply@groups.example"), "service"),
        (("Content-Type: multipart/report; boundary=b",), sender("conduct+bnc1@groups.example"), "service"),
        (("X-Failed-Recipients: ben@example.org", "Auto-Submitted: auto-replied"), sender(), "bounce"),
        (("Content-Type: multipart/report; boundary=b", "Auto-Submitted: auto-replied"), sender(), "bounce"),
        (("Return-Path: <>", "Auto-Submitted: auto-replied"), sender(), "automatic"),
        (("Return-Path: <>", "Auto-Submitted: auto-replied"), sender(origin="group"), "automatic"),
        (("Auto-Submitted: auto-replied", "Precedence: list"), sender(origin="group"), "automatic"),
        (("Auto-Submitted: no", "X-Autoreply: yes"), sender(), "automatic"),
        (("Auto-Submitted: no", "Precedence: bulk"), sender(), "person"),
        (("X-Auto-Response-Suppress: All", "Auto-Submitted: auto-generated"), sender(), "automatic"),
        (("Precedence: auto_reply", "Subject: Automatic reply: x"), sender(), "automatic"),
        (("Auto-Submitted: auto-replied", "Content-Type: image/png"), sender(), "automatic"),
    ],
)
def test_the_first_row_of_the_table_that_fits_decides(
    headers: tuple[str, ...], by: Sender, name: str
) -> None:
    assert kind(*headers, by=by).name == name


# May it be answered?


@pytest.mark.parametrize(
    ("by", "answered"),
    [
        (sender(), True),
        (sender(authenticated=True), True),
        (sender(authenticated=None), True),
        (sender(authenticated=False), False),
        (sender(method="unwrapped", origin="group", authenticated=True), True),
        (sender(method="unknown"), False),
        (sender("", method="from"), False),
        (sender(MAILBOX), False),
        (sender(MAILBOX.upper()), False),
        (sender(GROUP.address), False),
        (sender("conduct+owners@groups.example"), False),
        (sender("other+msgappr@googlegroups.com"), False),
        (sender("other+bncBCD123@googlegroups.com"), False),
        (sender("other+unsubscribe@lists.example"), False),
        (sender("mailer-daemon@example.net"), False),
        (sender("Postmaster@example.net"), False),
        (sender("noreply@example.net"), False),
        (sender("no-reply@example.net"), False),
        (sender("no.reply+12@example.net"), False),
        (sender("do-not-reply@example.net"), False),
        (sender("donotreply@example.net"), False),
        (sender("ei-vastaa@example.net"), False),
        (sender("svara-inte@example.net"), False),
        (sender("noreen@example.net"), True),
        (sender("eino@example.net"), True),
        (sender("norbert.reply@example.net"), True),
        (sender("rea+helper@example.net"), True),
    ],
)
def test_who_may_be_answered(by: Sender, *, answered: bool) -> None:
    assert answered == (why_not_answer(Kind("person"), by, GROUP, OWN) == "")


@pytest.mark.parametrize("name", ["loop", "service", "bounce", "automatic", "person"])
def test_what_is_not_answerable_is_not_answered_whoever_sent_it(name: str) -> None:
    reason = why_not_answer(Kind(name, "a reason", answerable=False), sender(authenticated=True), GROUP, OWN)

    assert reason == "a reason"


@pytest.mark.parametrize(
    "headers",
    [
        ("X-Cocmail: 1",),
        ("Auto-Submitted: auto-replied",),
        ("X-Autoreply: yes",),
        ("Precedence: junk",),
        ("Return-Path: <>",),
        ("X-Failed-Recipients: ben@example.org",),
        ("Subject: Autosvar: borta",),
        ("Content-Type: multipart/report; boundary=b",),
        tuple([HOP] * 31),
    ],
)
def test_no_robot_is_answered(headers: tuple[str, ...]) -> None:
    assert why_not_answer(kind(*headers), sender(), GROUP, OWN)


def test_an_autoresponder_is_known_below_our_own_delivery() -> None:
    assert kind("Delivered-To: conduct-cases@example.org", "Delivered-To: Autoresponder").name == "automatic"


@pytest.mark.parametrize(
    "header", ["List-Unsubscribe: <https://lists.example/x>", "List-Post: <mailto:talk@lists.example>"]
)
def test_any_header_of_another_list_is_enough(header: str) -> None:
    assert not kind(header).answerable


@pytest.mark.parametrize(
    ("report_type", "fields", "expected"),
    [
        ("delivery-status", "Action: failed", "failed"),
        ("delivery-status", "action : DELAYED", "delayed"),
        ("delivery-status", "Action: delivered", "delivered"),
        ("delivery-status", "Action: relayed\r\n\r\nAction: failed", "failed"),
        ("delivery-status", "Status: 5.1.1", ""),
        ("disposition-notification", "Disposition: manual-action; displayed", "displayed"),
        ("feedback-report", "Feedback-Type: abuse", "displayed"),
    ],
)
def test_a_report_says_what_became_of_the_letter(report_type: str, fields: str, expected: str) -> None:
    raw = (
        f'Content-Type: multipart/report; report-type={report_type}; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nWords.\r\n"
        f"--b\r\nContent-Type: message/{report_type}\r\n\r\n{fields}\r\n--b--\r\n"
    )

    assert delivery_action(parse(raw.encode())) == expected


@pytest.mark.parametrize(
    ("subject", "words", "expected"),
    [
        (
            "Warning: message 1abcde-0001Xy-2Z delayed 24 hours",
            "This message was created automatically by mail delivery software.\r\nA message that you sent has not"
            " yet been delivered to one or more of its\r\nrecipients after more than 24 hours on the queue.",
            "delayed",
        ),
        (
            "Delivery Status Notification (Delay)",
            "THIS IS A WARNING MESSAGE ONLY.\r\n\r\nDelivery to the following recipient has been delayed:"
            "\r\n\r\nrea@example.net\r\n\r\nMessage will be retried for 2 more day(s)",
            "delayed",
        ),
        (
            "Mail Delivery Warning",
            'Delivery of email to this address "rea@example.net" has been postponed due to a full mailbox.',
            "delayed",
        ),
        (
            "Toimitus viivästyy",
            "Viestiäsi ei ole vielä toimitettu. Toimitusta yritetään uudelleen.",
            "delayed",
        ),
        ("Försenad leverans", "Ditt meddelande har ännu inte levererats till rea@example.net.", "delayed"),
        (
            "Mail delivery failed: returning message to sender",
            "A message that you sent could not be delivered to one or more of its\r\nrecipients. This is a"
            " permanent error.\r\n\r\n> A message that you sent has not yet been delivered.",
            "",
        ),
        ("Returned mail", "rea@example.net: retry time not reached for any host after a long delay", ""),
        ("Returned mail", "We tried for five days. Your message could not be delivered and is given up.", ""),
        (
            "Undelivered mail",
            "Your message could not be delivered for 5 days. Delivery was delayed as the server did not answer, and"
            " has now failed.",
            "",
        ),
        (
            "Undelivered mail",
            "Delivery to rea@example.net has been delayed for 5 days. We are giving up: this is a permanent error.",
            "",
        ),
        (
            "Viestiä ei toimitettu",
            "Viestisi toimitus viivästyi, ja se on epäonnistunut lopullisesti.",
            "",
        ),
        ("Ej levererat", "Leveransen var försenad och har nu misslyckats.", ""),
        (
            "Warning: could not send message for past 4 hours",
            "**  THIS IS A WARNING MESSAGE ONLY  **\r\n**  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\r\n\r\n"
            "rea@example.net: Deferred\r\nWarning: message still undelivered after 4 hours\r\n"
            "Will keep trying to deliver until message is 5 days old",
            "delayed",
        ),
        (
            "Delayed Mail (still being retried)",
            "Your message could not be delivered for more than 4 hours.\r\nIt will be retried until it is 5 days old.",
            "delayed",
        ),
    ],
)
def test_a_report_in_words_alone_says_whether_the_letter_is_still_tried(
    subject: str, words: str, expected: str
) -> None:
    raw = f"From: Mailer-Daemon@example.net\r\nSubject: {subject}\r\n\r\n{words}".encode()

    assert delivery_action(parse(raw)) == expected


# Who cannot be answered may be reachable elsewhere.


FORM = "no-reply@forms.example"


def reached(author: str, *reply_to: str) -> str:
    message = mail(f"From: {author}", *(f"Reply-To: {each}" for each in reply_to))
    return way_to_reach(message, sender(author), OWN)


def test_a_form_names_who_filled_it_in() -> None:
    assert reached(FORM, "Rea <rea@example.net>") == "rea@example.net"


def test_so_does_a_mail_whose_author_a_list_replaced_without_proof() -> None:
    message = mail(f"From: 'Rea' via conduct <{GROUP.address}>", "Reply-To: rea@example.net")

    assert way_to_reach(message, sender("", method="unknown"), OWN) == "rea@example.net"


def test_whose_form_came_through_the_group_is_named_as_well() -> None:
    message = mail(f"From: 'Form' via conduct <{GROUP.address}>", "Reply-To: rea@example.net")

    by = sender(FORM, origin="group", method="x-original-sender")

    assert way_to_reach(message, by, OWN) == "rea@example.net"


@pytest.mark.parametrize(
    ("author", "others"),
    [
        ("rea@example.net", ("rea@example.com",)),
        (FORM, ("",)),
        (FORM, ("rea@example.net, ben@example.net",)),
        (FORM, ("rea@example.net", "ben@example.net")),
        (FORM, (MAILBOX,)),
        (FORM, (MAILBOX.replace("@", "+detail@"),)),
        (FORM, ("Conduct@Groups.example",)),
        (FORM, ("donotreply@forms.example",)),
        (FORM, ("alerts@forms.example",)),
        (FORM, ("<https://evil.example/login?x=@kim.example>",)),
        (FORM, (f"{'a' * 300}@example.net",)),
        (FORM, ("<rea\u202e@example.net>",)),
    ],
)
def test_nobody_is_reachable_elsewhere(author: str, others: tuple[str, ...]) -> None:
    assert reached(author, *others) == ""


@pytest.mark.parametrize("author", [FORM, ""])
def test_whoever_is_named_for_answers_by_nobody_known_may_have_written_it(author: str) -> None:
    message = mail("Reply-To: Ben Okafor: ;", "Reply-To: rea@example.net")

    assert "Ben Okafor" in " ".join(asked_at(message, sender(author)))
    assert asked_at(message, sender()) == ()


_QUOTED = "________________________________\nFrom: A <a@example.org>\nSent: Monday, March 2, 2026 14:00\nTo: B\n\nHi.\n"


@pytest.mark.parametrize(
    ("text", "is_sign"),
    [
        (f"[like]  Ben Okafor reacted to your message:\n{_QUOTED}", True),
        (f"\N{THUMBS UP SIGN} Okafor, Ben (IT) reacted to your message:\n\n{_QUOTED}", True),
        (f"[EXTERNAL]\n\n[heart] Ben Okafor reacted to your message:\n{_QUOTED}", True),
        ("[tykkää] Aino Virtanen reagoi viestiisi:\n", True),
        ("[gilla] Åsa Öberg reagerade på ditt meddelande:\n> Hej.\n", True),
        (f"[like] Ben Okafor reacted to your message:\nTake\n{_QUOTED}", False),
        ("He reacted to your message: he hit the wall.\n", False),
        (f"Ben has reacted to your message\n{_QUOTED}", False),
        (f"> [like] Ben Okafor reacted to your message:\n\nI saw it.\n{_QUOTED}", False),
        (f"like  Ben Okafor reacted to your message:\n{_QUOTED}", True),
        (f"This is how he reacted to your message:\n\n{_QUOTED}", False),
        ("Max Miller reacted to your message:\n> I will find you.\n", False),
        ("[EXTERNAL]\n\nHe reacted to your message:\n> I will find you.\n", False),
        ("“Yes”, he reacted to your message:\n> I will find you.\n", False),
        ("Näin hän reagoi viestiisi:\n> Tapan sinut.\n", False),
        ("", False),
    ],
)
def test_outlook_says_in_one_line_that_somebody_put_a_sign_under_a_letter(text: str, is_sign: bool) -> None:
    message = mail("Subject: Re: x", "Content-Type: text/plain; charset=utf-8", text=text)

    assert reaction(message) == ("it is a sign put under a letter in Outlook" if is_sign else "")
