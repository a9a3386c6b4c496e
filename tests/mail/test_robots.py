"""Machines that do not say so in any header: none of them is answered, and each still opens a case."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.mail.automatic import Kind, kind_of, why_not_answer
from cocmail.mail.message import Message, parse
from cocmail.mail.sender import Group, identify

GROUP = Group("conduct@groups.example", "conduct.groups.example")
OWN = ("conduct-cases@example.org", GROUP.address)
SIGNED = (
    "Authentication-Results: mx.example.org; dkim=pass header.d=groups.example header.s=s header.b=abcdefgh"
)
THROUGH_GROUP = (SIGNED, "List-ID: <conduct.groups.example>", "Precedence: list")

ADDRESSES = [
    "newsletter@example.com",
    "news-letter@example.com",
    "example-newsletter@example.com",
    "newsletter+2026@example.com",
    "uutiskirje@example.com",
    "nyhetsbrev@example.com",
    "notifications@example.com",
    "notification-12@example.com",
    "alerts@example.com",
    "bounce@example.com",
    "bounces+12-rea=example.net@example.com",
    "talk-bounces@lists.example.com",
    "talk-request@lists.example.com",
    "owner-talk@lists.example.com",
    "listserv@example.com",
    "majordomo@example.com",
    "mailman@example.com",
    "post_master@example.com",
    "ndr@example.com",
    "autoreply@example.com",
    "auto-responder@example.com",
    "rss-feeds@example.com",
    "nagios@example.com",
    "www-data@host.example.com",
    "bugzilla-daemon@example.com",
    "jenkins@example.com",
    "weather@alerts.example.com",
    "shop@newsletter.example.com",
    "info@bounces.example.com",
    "noreply@example.com",
    "no_reply2@example.com",
    "noreply-accounts@example.com",
    "DoNotReply@example.com",
    "donotuse@example.com",
    "dontreply@example.com",
    "ei.vastaa@example.com",
    "ala_vastaa@example.com",
    "eivastata@example.com",
    "svara_ej@example.com",
    "ej-svar@example.com",
    "vastaa-ei@example.com",
]

BOUNCES: dict[str, tuple[str, str]] = {
    "qmail": (
        "failure notice",
        "Hi. This is the mail program at mx.example.com.\nI'm afraid I wasn't able to deliver your message to the "
        "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        "<conduct@groups.example>:\nSorry, no mailbox here by that name.",
    ),
    "no subject of its own": (
        "Re: Your report has arrived",
        "Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here",
    ),
    "several words of a provider": (
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
        "delivered to one or more of its recipients. This is a permanent error.\n\n  rea@example.net\n"
        "    host mx.example.net: 550 5.1.1 unknown user",
    ),
    "delay": (
        "Warning: message delayed 24 hours",
        "Your message to rea@example.net has not been delivered yet. No action is required on your part.",
    ),
    "full": (
        "Undeliverable: Your report",
        "Delivery has failed to these recipients or groups:\n\nrea@example.net\nThe recipient's mailbox is full.",
    ),
    "filter": (
        "Message rejected by the content filter",
        "The message you sent to rea@example.net was rejected because it looks like spam.\n"
        "Reason: 554 5.7.1 refused",
    ),
    "no word in the subject": (
        "Your report has arrived",
        "Your message could not be delivered to the following recipient:\n\nrea@example.net\n\n"
        "The server said: 550 mailbox unavailable",
    ),
    "finnish": (
        "Viestiä ei voitu toimittaa: Ilmoituksesi on perillä",
        "Viestiäsi ei voitu toimittaa seuraaville vastaanottajille:\n\nrea@example.net\n\nVirhe: 550 5.1.1",
    ),
    "finnish, short": (
        "Ei toimitettu: Ilmoituksesi",
        "Viestin toimittaminen epäonnistui.\n\nVastaanottaja: rea@example.net",
    ),
    "swedish": (
        "Det gick inte att leverera",
        "Meddelandet kunde inte levereras till följande mottagare:\n\nrea@example.net\n\n550 5.1.1 User unknown",
    ),
    "swedish, subject": (
        "Olevererbart: Din anmälan",
        "Det gick inte att leverera till dessa mottagare eller grupper:\n\nrea@example.net",
    ),
    "german": (
        "Unzustellbar: Ihre Meldung",
        "Ihre Nachricht konnte nicht zugestellt werden.\n\nrea@example.net\n550 5.1.1",
    ),
    "french": (
        "Échec de la remise",
        "Votre message n'a pas pu être remis.\n\nrea@example.net\n550 5.1.1",
    ),
}

ANSWERS: dict[str, tuple[str, str]] = {
    "out of office": ("Out of Office AutoReply: Your report", "I am away."),
    "automatic response": ("Automatic response: Your report", "Away."),
    "vacation": ("Vacation reply", "I am on the beach."),
    "lomavastaus": ("Lomavastaus: Ilmoituksesi", "Lomalla."),
    "poissaoloilmoitus": ("Poissaoloilmoitus", "Lomalla."),
    "automaattivastaus": ("Automaattivastaus: Ilmoituksesi", "Lomalla."),
    "autosvar": ("Autosvar", "Borta."),
    "frånvaromeddelande": ("Frånvaromeddelande: Din anmälan", "Borta."),
    "antwort": ("Automatische Antwort: Ihre Meldung", "Urlaub."),
    "réponse": ("Réponse automatique : Votre message", "En congé."),
    "by its words": (
        "Re: Your report has arrived",
        "Hello,\n\nI am out of the office until 1 April with limited access to e-mail.\nFor urgent matters please "
        "contact Bob.\n\nAlice",
    ),
    "by its words, thanks": (
        "Re: Your report has arrived",
        "Thank you for your message. I am on parental leave and will reply when I return.",
    ),
    "sanoistaan": (
        "Re: Ilmoituksesi on perillä",
        "Kiitos viestistäsi!\n\nOlen lomalla 1.4. asti. Kiireellisissä asioissa ota yhteyttä Bobiin.",
    ),
    "på orden": (
        "SV: Din anmälan har kommit fram",
        "Hej!\n\nJag är på semester till den 1 april. I brådskande ärenden, kontakta Bob.",
    ),
    "challenge": (
        "Re: Your report has arrived",
        "Your message has been held because you are not in the list of known senders.\n\nTo deliver it, click "
        "the link below:\nhttps://example.com/confirm?x=1",
    ),
    "challenge, reply": (
        "Please confirm your message",
        "To reduce spam, your message to Alice awaits confirmation.\n\nSimply reply to this message.",
    ),
    "moderator": (
        "Your message to talk awaits moderator approval",
        "Your mail to 'talk' with the subject\n\n    Your report has arrived\n\nIs being held until the list moderator "
        "can review it for approval. Either the message will get posted to the list, or you will receive notification "
        "of the moderator's approval or refusal.",
    ),
    "haaste": (
        "Vahvista viestisi",
        "Viestisi odottaa vahvistusta. Toimita se perille klikkaamalla linkkiä: https://example.com/vahvista",
    ),
}

NOTICES: dict[str, tuple[str, str]] = {
    "order": (
        "Your order",
        "Your order 12345 is on its way.\n\nThis is an automatically generated message. Thank you.",
    ),
    "do not reply": ("Meeting room", "The room is booked.\n\nPlease do not reply to this e-mail."),
    "do not reply, in capitals": ("Backup", "Backup finished.\n\n*** DO NOT REPLY TO THIS MESSAGE ***"),
    "not monitored": ("Invoice 7", "The invoice is attached.\n\nReplies to this address are not monitored."),
    "mailbox": ("Booking", "Booked.\n\nNote: This mailbox is not monitored."),
    "automated": ("Status", "All systems work.\n\n-- \nThis is an automated e-mail from Example Status."),
    "system generated": ("Payslip", "The payslip is ready.\n\n(This is a system generated message.)"),
    "automaattinen": (
        "Varaus",
        "Huone on varattu.\n\nTämä on automaattinen viesti. Älä vastaa tähän viestiin.",
    ),
    "automaattisesti lähetetty": (
        "Lasku",
        "Lasku on liitteenä.\n\nTämä viesti on lähetetty automaattisesti.",
    ),
    "ei voi vastata": ("Muistutus", "Kirja erääntyy huomenna.\n\nTähän viestiin ei voi vastata."),
    "automatiskt": (
        "Bokning",
        "Rummet är bokat.\n\nDetta är ett automatiskt meddelande. Svara inte på detta mejl.",
    ),
    "går inte att svara": ("Faktura", "Fakturan är bifogad.\n\nDet går inte att svara på detta meddelande."),
    "kan inte besvaras": ("Påminnelse", "Boken ska lämnas tillbaka.\n\nDetta mejl kan inte besvaras."),
    "tracker": (
        "[example/project] Fix the build (#12)",
        "Merged into main.\n\n-- \nReply to this email directly or view it on the web.\nYou are receiving this because "
        "you are subscribed to this thread.",
    ),
    "tracker, finnish": (
        "Tiketti päivittyi",
        "Tila: valmis.\n\nSait tämän ilmoituksen, koska seuraat tikettiä.",
    ),
    "ticket": (
        "[Ticket #12345] Your report has arrived",
        "Thank you for contacting Example Support. The request has been received and will be looked at.",
    ),
    "tukipyyntö": (
        "Tukipyyntö [#12345]",
        "Kiitos yhteydenotostasi. Viestisi on vastaanotettu, käsittelemme sen pian.",
    ),
    "ärende": ("Ärende #12345", "Tack för ditt mejl. Ditt ärende har registrerats, vi återkommer."),
    "shop": ("Order 12345", "Thank you for your order! Total: 20 EUR. Delivery in three days."),
    "kauppa": ("Tilaus 12345", "Kiitos tilauksestasi! Yhteensä 20 EUR. Toimitus kolmessa päivässä."),
    "butik": ("Order 12345", "Tack för din beställning! Totalt 20 EUR. Leverans om tre dagar."),
    "expiry": ("Domain", "Your domain example.com will expire in 30 days. Renew it in the control panel."),
    "reminder": ("Automated reminder: book due", "The book is due tomorrow."),
    "cron": ("Cron <root@host> run-parts /etc/cron.daily", "/etc/cron.daily/backup:\ndone"),
    "logwatch": ("Logwatch for host.example.com (Linux)", "Disk space: 40 %"),
    "firing": ("[FIRING:1] DiskFull host", "Disk is full on host."),
    "nagios": ("** PROBLEM Service Alert: host/HTTP is CRITICAL **", "State: CRITICAL"),
}

NEWSLETTERS: dict[str, tuple[str, str]] = {
    "weekly": (
        "Example Weekly #12",
        "Example Weekly\n\nIn this issue:\n\n* One thing\n  https://example.com/1\n* Another thing\n"
        "  https://example.com/2\n* A third\n  https://example.com/3\n* A fourth\n  https://example.com/4\n\n"
        "Read more on our site.\n\nYou are receiving this newsletter because you signed up.\n"
        "To unsubscribe, click here: https://example.com/u\n© 2026 Example Ltd",
    ),
    "sale": (
        "50 % off everything",
        "Dear customer,\n\nOur special offer: 50 % off. Buy now!\nhttps://example.com/a\nFree shipping. Click here:\n"
        "https://example.com/b\nFrom $10 only. https://example.com/c https://example.com/d\n\n"
        "If you no longer wish to receive these e-mails, update your e-mail preferences: https://example.com/p",
    ),
    "uutiskirje": (
        "Esimerkin uutiskirje 3/2026",
        "Hyvä asiakas,\n\ntässä numerossa:\n- Uutta: https://example.com/1\n- Lue lisää: https://example.com/2\n"
        "- Tarjoukset: https://example.com/3\n- Osta nyt: https://example.com/4\n\n"
        "Sait tämän uutiskirjeen, koska olet asiakkaamme. Peruuta tilaus: https://example.com/peruuta",
    ),
    "nyhetsbrev": (
        "Nyhetsbrev från Exempel",
        "Bästa kund,\n\ni detta nummer:\n- Nytt: https://example.com/1\n- Läs mer: https://example.com/2\n"
        "- Erbjudanden: https://example.com/3\n- Köp nu: https://example.com/4\n\n"
        "Du får detta nyhetsbrev eftersom du är kund. Avregistrera dig: https://example.com/av",
    ),
}


def judge(*headers: str, subject: str, text: str) -> tuple[Kind, str]:
    lines = [*headers, f"Subject: {subject}", "Content-Type: text/plain; charset=utf-8", "", text]
    message: Message = parse("\n".join(lines).encode())
    sender = identify(message, GROUP, "mx.example.org")
    kind = kind_of(message, sender, GROUP, OWN, ours=False)
    return kind, why_not_answer(kind, sender, GROUP, OWN)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("through", [(), THROUGH_GROUP], ids=["straight", "group"])
def test_an_address_of_a_role_is_not_answered(address: str, through: tuple[str, ...]) -> None:
    kind, withheld = judge(*through, f"From: <{address}>", subject="Hello", text="Hello.")

    assert kind.name == "person"
    assert withheld


@pytest.mark.parametrize(
    "name",
    [
        *("Mail Delivery System", "Mail Delivery Subsystem", "Mailer-Daemon", "Cron Daemon"),
        *("Internet Mail Delivery Service", "Example Newsletter", "Example Alerts", "No-Reply"),
        "Esimerkin uutiskirje",
    ],
)
def test_a_name_of_a_machine_is_not_answered(name: str) -> None:
    assert judge(f"From: {name} <x1@example.com>", subject="Hello", text="Hello.")[1]


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_in_words_alone_is_not_answered(name: str) -> None:
    subject, text = BOUNCES[name]
    kind, withheld = judge("From: Mail <x1@example.com>", subject=subject, text=text)

    assert (kind.name, bool(withheld), kind.looks_automatic) == ("person", True, True)


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_of_a_mail_server_is_one(name: str) -> None:
    subject, text = BOUNCES[name]

    assert (
        judge("From: Post_Master <post_master@example.com>", subject=subject, text=text)[0].name == "bounce"
    )


@pytest.mark.parametrize("name", ANSWERS)
def test_an_automatic_answer_in_words_alone_is_not_answered(name: str) -> None:
    subject, text = ANSWERS[name]
    kind, withheld = judge("From: Alice <alice@example.com>", subject=subject, text=text)

    assert (kind.name, bool(withheld), kind.looks_automatic) == ("person", True, True)


@pytest.mark.parametrize("name", [*NOTICES, *NEWSLETTERS])
@pytest.mark.parametrize("through", [(), THROUGH_GROUP], ids=["straight", "group"])
def test_notices_and_newsletters_open_a_case_and_are_not_answered(
    name: str, through: tuple[str, ...]
) -> None:
    subject, text = (NOTICES | NEWSLETTERS)[name]
    kind, withheld = judge(*through, "From: Example <info@example.com>", subject=subject, text=text)

    assert (kind.name, bool(withheld), kind.looks_automatic) == ("person", True, False)


def test_the_reason_repeats_nothing_of_the_mail() -> None:
    reasons = set()
    for subject, text in (BOUNCES | ANSWERS | NOTICES | NEWSLETTERS).values():
        reasons.add(judge("From: <x1@example.com>", subject=subject, text=text)[1])

    assert "" not in reasons
    assert len(reasons) < 12


SAYINGS = [
    *(
        "your message ",
        "this ",
        "this is an ",
        "you have received this ",
        "delivery ",
        "undeliverable",
        "a",
        "a ",
        " ",
    ),
    *(
        "a@b.example\n",
        "@",
        "<",
        "1 ",
        "1.",
        "550 ",
        "550 5.1.1",
        "unsubscribe ",
        "please do not reply ",
        "I ",
        "!",
        ".\n",
    ),
    *(
        "http://",
        "www.",
        "issue ",
        "news ",
        "free ",
        "to be ",
        "in this ",
        "contact ",
        "\n",
        "-- \n",
        "\n\n",
        "- ",
    ),
    *(
        "tämä on ",
        "älä ",
        "detta är ",
        "svara inte ",
        "dear ",
        '"',
        "$1",
        "(c) ",
        "in ",
        "could not ",
        "mail ",
    ),
]


@pytest.mark.parametrize("saying", SAYINGS)
def test_hostile_words_take_bounded_time(saying: str) -> None:
    before = time.process_time()
    judge(
        "From: <x1@example.com>", subject=(saying * 5_000).replace("\n", " ")[:100_000], text=saying * 20_000
    )

    assert time.process_time() - before < 10


@given(
    st.lists(st.sampled_from(SAYINGS) | st.text(max_size=5), max_size=30).map("".join), st.text(max_size=20)
)
def test_any_words_are_judged(text: str, name: str) -> None:
    kind, _ = judge("From: <x1@example.com>", subject=name.replace("\n", " "), text=text)

    assert kind.name in ("person", "unreadable")
