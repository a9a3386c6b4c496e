"""People who only look like robots: each of them must be answered, whatever words they use or quote."""

import pytest

from cocmail.mail.automatic import kind_of, why_not_answer
from cocmail.mail.message import parse
from cocmail.mail.sender import Group, Sender, identify

GROUP = Group("conduct@groups.example", "conduct.groups.example")
OWN = ("conduct-cases@example.org", GROUP.address)
SERVER = "mx.example.org"
THROUGH_GROUP = (
    f"Authentication-Results: {SERVER}; dkim=pass header.d=groups.example header.s=s header.b=abcdefgh",
    "List-ID: <conduct.groups.example>",
    "X-Original-Sender: rea@example.net",
    "Precedence: list",
)
GROUP_FOOTER = """
--
You received this message because you are subscribed to the Google Groups "conduct" group.
To unsubscribe from this group and stop receiving emails from it, send an email to
conduct+unsubscribe@groups.example.
To view this discussion visit https://groups.example/d/msgid/conduct/one%40example.net.
"""
FOOTER_EN = """
--
Alice Example | Example Oy | Keskuskatu 1, Helsinki
www.example.com | facebook.com/example | linkedin.com/company/example
© 2026 Example Oy. All rights reserved. Privacy policy: https://example.com/privacy
If you no longer wish to receive e-mails from us you can unsubscribe here: https://example.com/unsubscribe
"""
FOOTER_FI = """
Ystävällisin terveisin
Alma Esimerkki
Esimerkki Oy, Keskuskatu 1, Helsinki
Seuraa meitä: https://example.com/some - Tilaa uutiskirje: https://example.com/uutiskirje
Peruuta uutiskirjeen tilaus: https://example.com/peruuta
Tämä viesti on luottamuksellinen. Jos et ole viestin oikea vastaanottaja, poista se.
"""
FOOTER_SV = """
Med vänlig hälsning
Alva Exempel
Exempel AB, Storgatan 1, Stockholm
Prenumerera på vårt nyhetsbrev: https://example.com/nyhetsbrev
Avregistrera dig här: https://example.com/avregistrera
"""

PEOPLE: dict[str, tuple[str, str]] = {
    # About automatic messages.
    "he sends automatic messages": (
        "Harassment",
        "He keeps sending me automatic messages. This is an automatically generated message, they say, and then "
        "something vile about my body.",
    ),
    "a bot of his": (
        "A bot in the chat",
        "This is an automated message he sends to every woman who joins the channel. It must stop.",
    ),
    "pasted without marks": (
        "What I got",
        "Every night the bot of Mallory sends this:\n\nThis is an automatically generated message. Do not reply.\n\n"
        "Nobody invited it.",
    ),
    "in quotation marks": (
        "Bot",
        'Mallory programmed the bot to say "This is an automatic message, do not reply" and then an insult.',
    ),
    "do not reply inside a sentence": (
        "Threat",
        "The organiser wrote that you must not answer,\nplease do not reply to this message or you will regret it, "
        "he said. I am afraid.",
    ),
    "on automatic moderation": (
        "Automatic moderation of the channel",
        "Automatic moderation removed every post by Alice, and Mallory laughed about it in public.",
    ),
    "wrapped in the middle": (
        "Mails",
        "The mails come every day at noon, and each of them ends with the same line, namely\n"
        "this is an automatically generated message and you can not do anything about it.\n"
        "They come from Mallory.",
    ),
    "automaattisia viestejä": (
        "Häirintää",
        "Hän lähettää minulle jatkuvasti automaattisia viestejä. Tämä on automaattinen viesti, niissä lukee, ja "
        "sitten jotain törkeää.",
    ),
    "botti huutaa": (
        "Botti",
        "Mallory teki botin, joka kirjoittaa jokaiselle naiselle:\n\nTämä on automaattinen viesti. Älä vastaa tähän "
        "viestiin.\n\nKukaan ei ole pyytänyt sitä.",
    ),
    "automatiska meddelanden": (
        "Trakasserier",
        "Han skickar automatiska meddelanden till mig hela tiden. Detta är ett automatiskt meddelande, står det, och "
        "sedan något vidrigt.",
    ),
    "boten skriver": (
        "Boten",
        "Mallorys bot skriver så här till alla kvinnor:\n\nDetta är ett automatiskt meddelande. Svara inte på detta "
        "mejl.\n\nIngen har bett om det.",
    ),
    # Subjects.
    "out of office harassment": ("Out of office harassment", "It happened after work, at the bar."),
    "out of the office": (
        "Out of the office party: what happened",
        "Mallory grabbed Bob at the office party.",
    ),
    "automatic doors": ("Automatic: he does it every time", "Each time Alice speaks, Mallory interrupts."),
    "undelivered apology": ("Undelivered apology", "Mallory promised an apology. It never came."),
    "returned to sender": ("Returned mail and other bullying", "Mallory tears up the post of colleagues."),
    "failure": ("Failure of the moderators", "Delivery of the report to the moderators changed nothing."),
    "delivery failed": (
        "Delivery failed, and nobody helped",
        "Mallory, a courier for the conference, shouted at Bob because a delivery failed.",
    ),
    "poissa tolaltani": ("Poissa tolaltani", "Mallory huusi Bobille koko illan."),
    "lomalla": ("Lomalla tapahtunutta", "Lomamatkalla Mallory kävi Bobin kimppuun."),
    "viestiä ei voitu toimittaa": (
        "Viestiä ei voitu toimittaa enää sivuuttaa",
        "Puheenjohtaja jätti Bobin viestit toimittamatta hallitukselle.",
    ),
    "frånvaro av respekt": ("Frånvaro av respekt", "Mallory skrek åt Bob hela kvällen."),
    "olevererbart": ("Olevererbart tal", "Mallory höll ett rasistiskt tal. Bob kunde inte leverera sitt."),
    "weekend": (
        "FYI - gone this weekend",
        "Gone this weekend. Mallory will be in charge, and that is the problem.",
    ),
    "unsubscribe me": (
        "Unsubscribe me now!",
        "Unsubscribe me from the list where Mallory insults everybody!",
    ),
    "newsletter": (
        "Your newsletter",
        "The newsletter of the conference calls Bob a monkey. Read more of it at https://example.org/newsletter and "
        "then unsubscribe as everybody else did.",
    ),
    "uutiskirje": (
        "Uutiskirje",
        "Yhdistyksen uutiskirje pilkkaa Bobia nimeltä. Uutiskirje löytyy osoitteesta https://example.org/uutiskirje.",
    ),
    "nyhetsbrevet": (
        "Nyhetsbrevet",
        "Föreningens nyhetsbrev hånar Bob vid namn. Det finns på https://example.org/nyhetsbrev.",
    ),
    # Away, and writing all the same.
    "on holiday": (
        "Report",
        "I am on vacation until Monday, but this cannot wait: Mallory followed Alice to her hotel room yesterday "
        "and stood before the door for an hour. For urgent questions call me.",
    ),
    "olen lomalla": (
        "Ilmoitus",
        "Olen lomalla maanantaihin asti, mutta tämä ei voi odottaa: Mallory seurasi Alicea hotellille eilen illalla "
        "ja seisoi oven takana tunnin.",
    ),
    "på semester": (
        "Anmälan",
        "Jag är på semester till måndag, men det här kan inte vänta: Mallory följde efter Alice till hotellet i går "
        "kväll och stod utanför dörren en timme.",
    ),
    "out of the office when it happened": (
        "Incident",
        "I was out of the office when it happened. Contact Alice in urgent matters, she saw it. I will be back "
        "on Monday.",
    ),
    # Forwarded robots.
    "a bounce forwarded": (
        "Fwd: Undelivered Mail Returned to Sender",
        "I tried to report this yesterday and got the mail below. Please help.\n\n"
        "---------- Forwarded message ---------\nFrom: Mail Delivery System <MAILER-DAEMON@example.net>\n"
        "Subject: Undelivered Mail Returned to Sender\n\nYour message could not be delivered.\n"
        "<conduct@groups.example>: 550 5.1.1 User unknown",
    ),
    "a bounce pasted": (
        "Undelivered Mail Returned to Sender",
        "I wrote to you three times and always get this back:\n\nYour message could not be delivered to one or more "
        "recipients.\n<conduct@groups.example>: 550 5.1.1 User unknown",
    ),
    "a bounce quoted": (
        "Re: Mail delivery failed: returning message to sender",
        "What does this mean? Mallory threatened Bob and nobody answers.\n\n> A message that you sent could not be "
        "delivered to one or more of its recipients.\n>   conduct@groups.example\n>     550 unknown user",
    ),
    "palautunut viesti": (
        "VL: Viestiä ei voitu toimittaa",
        "Yritin ilmoittaa eilen, mutta viesti palautui.\n\n----- Välitetty viesti -----\n"
        "Viestiäsi ei voitu toimittaa vastaanottajalle.\n550 5.1.1 User unknown",
    ),
    "returnerat": (
        "VB: Meddelandet kunde inte levereras",
        "Jag försökte anmäla i går men det kom tillbaka.\n\n"
        "Från: postmaster@example.net\nSkickat: den 3 juni 2026 14:05\nTill: Alva <alva@example.net>\n"
        "Ämne: Meddelandet kunde inte levereras\n\nDitt meddelande kunde inte levereras. 550 5.1.1",
    ),
    "a newsletter forwarded": (
        "Fwd: Weekly news",
        "Look at what they call Bob.\n\nBegin forwarded message:\n\nFrom: News <newsletter@example.com>\n"
        "Subject: Weekly news\n\nIn this issue: https://example.com/1 https://example.com/2 https://example.com/3\n"
        "https://example.com/4 https://example.com/5\nClick here. Buy now.\nYou are receiving this newsletter because "
        "you subscribed. To unsubscribe click here. © 2026 Example. All rights reserved.",
    ),
    "a newsletter quoted": (
        "Re: Weekly news",
        "This is how they write about Bob.\n\n> In this issue: https://example.com/1 https://example.com/2\n"
        "> https://example.com/3 https://example.com/4 https://example.com/5\n> Click here. Buy now.\n"
        "> To unsubscribe click here. You are receiving this newsletter because you subscribed. © 2026 Example",
    ),
    "a notification quoted below": (
        "Re: [example/project] Remove the slur (#12)",
        "This comment is about Bob, and it is still there.\n\nOn Mon, 2 Mar 2026 at 14:00, Mallory "
        "<notifications@example.com> wrote:\n\n> He is a monkey.\n>\n> Reply to this email directly or view it on "
        "the web.\n> You are receiving this because you are subscribed to this thread.",
    ),
    "a notification in Outlook": (
        "FW: Your account",
        "Mallory made this account in the name of Bob.\n\nFrom: Example <no-reply@example.com>\n"
        "Sent: Monday, 2 March 2026 14:00\nTo: Bob <bob@example.net>\nSubject: Your account\n\n"
        "Welcome! This is an automatically generated message, please do not reply to it.",
    ),
    "a vacation reply quoted": (
        "Re: Automatic reply: Code of conduct",
        "The responsible person is away for a month, and Mallory goes on.\n\n> I am out of the office until "
        "1 April. In urgent matters contact bob@example.org.",
    ),
    # Footers.
    "corporate footer": ("Incident", "Mallory shouted at Bob in the lobby on Monday.\n" + FOOTER_EN),
    "corporate footer without the two dashes": (
        "Incident",
        "Mallory shouted at Bob in the lobby on Monday.\n" + FOOTER_EN.replace("--\n", ""),
    ),
    "corporate footer, evidence in links": (
        "Incident",
        "I saw these: https://example.org/1 https://example.org/2 https://example.org/3 https://example.org/4 and "
        "I am shocked by what he writes of my friends.\n" + FOOTER_EN,
    ),
    "yrityksen alatunniste": ("Tapaus", "Mallory huusi Bobille aulassa maanantaina.\n" + FOOTER_FI),
    "företagets sidfot": ("Händelse", "Mallory skrek åt Bob i lobbyn i måndags.\n" + FOOTER_SV),
    "confidentiality notice": (
        "Incident",
        "Mallory shouted at Bob.\n\nThis e-mail is confidential. If you are not the intended recipient, do not "
        "reply to it, delete it and notify the sender. This message has been scanned automatically for viruses.",
    ),
    "luottamuksellisuus": (
        "Tapaus",
        "Mallory huusi Bobille.\n\nTämä viesti on luottamuksellinen. Viesti on tarkistettu automaattisesti "
        "virusten varalta.",
    ),
    "sekretess": (
        "Händelse",
        "Mallory skrek åt Bob.\n\nDetta meddelande är konfidentiellt. Meddelandet har automatiskt kontrollerats "
        "för virus.",
    ),
    "phone": ("Incident", "Mallory shouted at Bob.\n\nSent from my iPhone"),
    "advertising of a free mailer": (
        "Incident",
        "Mallory shouted at Bob.\n\n_____\nGet your free e-mail today! Click here: https://example.com/free",
    ),
    "footer of a list, without its headers": (
        "Incident",
        "Mallory insults Bob on this list.\n_______________________________________________\n"
        "Talk mailing list\nTalk@lists.example.com\nTo unsubscribe: https://lists.example.com/talk",
    ),
    "antivirus": (
        "Tapaus",
        "Mallory huusi Bobille.\n\nVirukset on tarkistettu: https://example.com/virustorjunta",
    ),
    # Web forms and shared addresses.
    "web form": (
        "[Example Con] Contact form",
        "Name: Bob Example\nE-mail: bob@example.net\nMessage: Mallory shouted at Alice at the entrance.\n\n-- \n"
        "This e-mail was sent from a contact form on Example Con (https://example.org)",
    ),
    "web form that asks for no reply": (
        "New submission",
        "Message: He touched me, and I told him to stop.\n\nThis message was sent automatically by the form at "
        "https://example.org/report. Please do not reply to this e-mail.",
    ),
    "verkkolomake": (
        "Yhteydenotto verkkosivulta",
        "Nimi: Alma Esimerkki\nSähköposti: alma@example.net\nViesti: Mallory huusi Bobille ovella.\n\n"
        "Tämä viesti lähetettiin lomakkeella sivustolta https://example.org",
    ),
    "webbformulär": (
        "Kontaktformulär",
        "Namn: Alva Exempel\nE-post: alva@example.net\nMeddelande: Mallory skrek åt Bob vid dörren.\n\n"
        "Detta meddelande skickades från ett kontaktformulär på https://example.org",
    ),
    # Words of prices, offers and subscriptions in a report.
    "he offers": (
        "Offer",
        "He said I should click here and buy now, a special offer, 50 % off, if I come to his room. I unsubscribed "
        "from his list. To unsubscribe I had to write to him, and I got more: https://example.com/a "
        "https://example.com/b https://example.com/c https://example.com/d",
    ),
    "dear members": (
        "Dear member",
        "Dear members of the board, Mallory, who edits our newsletter, wrote in this issue that women should leave. "
        "My complaint was ignored. I want to report it.",
    ),
    "tarjous": (
        "Tarjous",
        "Hän tarjosi minulle alennusta, jos tulisin hänen huoneeseensa. En halua enää saada hänen viestejään. "
        "Tilasin uutiskirjeen ja peruin sen.",
    ),
    "erbjudande": (
        "Erbjudande",
        "Han erbjöd mig rabatt om jag kom till hans rum. Jag vill inte längre ha hans mejl. Jag avregistrerade mig.",
    ),
    # Confirmations.
    "please confirm": (
        "Please confirm",
        "Please confirm that you received my report of Monday. Your message has not been delivered to me yet, or my "
        "filter ate it.",
    ),
    "vahvistakaa": ("Vahvistus", "Vahvistakaa, että saitte ilmoitukseni. Vastausta ei ole tullut minulle."),
    "bekräfta": ("Bekräftelse", "Bekräfta att ni fick min anmälan. Inget svar har kommit till mig."),
    "your message was quarantined": (
        "Moderation",
        "Your message was held, said Mallory to Bob, because he is black. Click on any of his posts to verify it.",
    ),
    "550": (
        "Room 550",
        "In room 550 Mallory hit Bob. The recipient of the blow is in hospital. Error message: none.",
    ),
    "one word": ("help", "help"),
    "only a link": ("Look", "https://example.org/thread/12"),
    "many links": (
        "Evidence",
        "\n".join(f"https://example.org/post/{number}" for number in range(30)) + "\nAll by Mallory.",
    ),
    "a ticket": ("[Ticket #123] Harassment", "Mallory shouted at Bob again, see the ticket."),
    "alert in the subject": ("ALERT: he is here again", "Mallory is in the lobby again."),
    "problem in the subject": ("PROBLEM: Mallory", "Mallory shouted at Bob."),
    "reminder": ("Reminder: nobody answered", "This is a reminder. Mallory still shouts at Bob."),
    "do not write to this address": (
        "Please do not reply",
        "Mallory reads my mail at home. I can be reached by phone, 0000 000 000.",
    ),
}

ADDRESSES = [
    "info@example.net",
    "contact@example.net",
    "office@example.net",
    "admin@example.net",
    "support@example.net",
    "board@example.net",
    "hallitus@example.net",
    "toimisto@example.net",
    "styrelsen@example.net",
    "kansliet@example.net",
    "press@example.net",
    "webmaster@example.net",
    "alertti.virtanen@example.net",
    "newsome@example.net",
    "bouncer@example.net",
    "rob.ott@example.net",
    "robot.fan@example.net",
    "cronin@example.net",
    "feedback@example.net",
    "rea@newsletters-for-cats.example",
    "rea@mailer.example",
    "listserver.lisa@example.net",
    "mailman.pat@example.net",
    "ndrangheta@example.net",
    "reply@example.net",
    "daemon.hill@example.net",
    "notify-me-not@example.net",
    "rooted@example.net",
    "postmasters.son@example.net",
    "ilmoittaja@example.net",
]


def why_not(*headers: str, subject: str, text: str) -> tuple[str, str]:
    lines = [*headers, f"Subject: {subject}", "Content-Type: text/plain; charset=utf-8", "", text]
    message = parse("\n".join(lines).encode())
    sender = identify(message, GROUP, SERVER)
    kind = kind_of(message, sender, GROUP, OWN, ours=False)
    return kind.name, why_not_answer(kind, sender, GROUP, OWN)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_is_answered_whatever_words_they_use(name: str) -> None:
    subject, text = PEOPLE[name]

    assert why_not("From: Rea Porter <rea@example.net>", subject=subject, text=text) == ("person", "")


@pytest.mark.parametrize("name", PEOPLE)
def test_the_footer_of_our_own_group_never_counts(name: str) -> None:
    subject, text = PEOPLE[name]

    found = why_not(
        *THROUGH_GROUP,
        "From: Rea Porter <rea@example.net>",
        subject=f"[conduct] {subject}",
        text=text + GROUP_FOOTER,
    )

    assert found == ("person", "")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_reply_to_our_letter_is_answered_whatever_words_it_uses(name: str) -> None:
    subject, text = PEOPLE[name]

    found = why_not(
        "From: Rea Porter <rea@example.net>",
        "In-Reply-To: <cm.letter@example.org>",
        subject=f"Re: {subject}",
        text=text + "\n\nOn Mon, 2 Mar 2026 at 14:00, Example wrote:\n> Your report has arrived.\n",
    )

    assert found == ("person", "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_only_looks_like_a_role_is_a_persons(address: str) -> None:
    found = why_not(f"From: Rea Porter <{address}>", subject="Incident", text="Mallory shouted at Bob.")

    assert found == ("person", "")


@pytest.mark.parametrize(
    "name", ["corporate footer", "yrityksen alatunniste", "företagets sidfot", "web form"]
)
def test_a_person_who_writes_html_alone_is_answered(name: str) -> None:
    subject, text = PEOPLE[name]
    html = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n"))
    html += (
        '<img src="https://example.com/logo.png"><img src="https://example.com/track" width="1" height="1">'
    )
    lines = [
        "From: Rea Porter <rea@example.net>",
        f"Subject: {subject}",
        "Content-Type: text/html; charset=utf-8",
    ]
    message = parse("\n".join([*lines, "", html]).encode())
    sender: Sender = identify(message, GROUP, SERVER)

    kind = kind_of(message, sender, GROUP, OWN, ours=False)

    assert (kind.name, why_not_answer(kind, sender, GROUP, OWN)) == ("person", "")
