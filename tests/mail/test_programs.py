"""Programs that answer for people and programs that write of themselves: none of them is answered, nobody else is silenced.

Each mail is our own, in the manner of a kind of program. What says it in a header that RFC 3834 knows is elsewhere.
"""

# ruff: noqa: E501 (mails as programs write them)
import pytest

from cocmail.mail.automatic import Kind, kind_of, why_not_answer
from cocmail.mail.message import parse
from cocmail.mail.sender import Group, identify

GROUP = Group("conduct@groups.example", "conduct.groups.example")
OWN = ("conduct-cases@example.org", GROUP.address)

MAILS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "mdn outlook text": (
        ("From: Alice <alice@example.com>",),
        "Read: Your report has arrived",
        "Your message\n\n   To: Alice\n   Subject: Your report has arrived\n   Sent: Monday, March 2, 2026 2:00 PM\n\nwas read on Monday, March 2, 2026 3:00 PM.",
    ),
    "mdn not read": (
        ("From: Alice <alice@example.com>",),
        "Not read: Your report has arrived",
        "Your message\n\n   To: Alice\n   Subject: Your report\n\nwas deleted without being read on Monday, March 2, 2026.",
    ),
    "mdn fi": (
        ("From: Alice <alice@example.com>",),
        "Luettu: Ilmoituksesi on perillä",
        "Viesti\n\n   Vastaanottaja: Alice\n   Aihe: Ilmoituksesi\n\nluettiin 2. maaliskuuta 2026 15.00.",
    ),
    "mdn sv": (
        ("From: Alice <alice@example.com>",),
        "Läst: Din anmälan",
        "Ditt meddelande\n\n   Till: Alice\n   Ämne: Din anmälan\n\nlästes den 2 mars 2026 15:00.",
    ),
    "mdn notes": (
        ("From: Alice <alice@example.com>",),
        "Return Receipt: Your report",
        "Return Receipt\n\nYour document:  Your report has arrived\nwas received by:  Alice/Example\nat:  03/02/2026 15:00",
    ),
    "mdn thunderbird": (
        ("From: Alice <alice@example.com>",),
        "Return Receipt (displayed) - Your report",
        "This is a Return Receipt for the mail that you sent to alice@example.com.\n\nNote: This Return Receipt only acknowledges that the message was displayed on the recipient's computer. There is no guarantee that the recipient has read or understood the message contents.",
    ),
    "delivered": (
        ("From: Microsoft Outlook <x1@example.com>",),
        "Delivered: Your report",
        "Your message has been delivered to the following recipients:\n\nalice@example.com\n\nSubject: Your report",
    ),
    "relayed": (
        ("From: Example Mail <x1@example.com>",),
        "Relayed: Your report",
        "Delivery to these recipients or groups is complete, but no delivery notification was sent by the destination server:\n\nalice@example.com",
    ),
    "recall": (
        ("From: Alice <alice@example.com>",),
        "Recall: Your report",
        'Alice would like to recall the message, "Your report".',
    ),
    "cal accept": (
        ("From: Alice <alice@example.com>",),
        "Accepted: Interview @ Mon 2 Mar 2026",
        "Alice has accepted this invitation.",
    ),
    "cal accept fi": (("From: Alice <alice@example.com>",), "Hyväksytty: Haastattelu", ""),
    "cal declined de": (("From: Alice <alice@example.com>",), "Abgelehnt: Gespräch", ""),
    "cal accept sv": (("From: Alice <alice@example.com>",), "Accepterat: Samtal", ""),
    "cal tentative": (
        ("From: Alice <alice@example.com>",),
        "Tentative: Interview",
        "Alice has tentatively accepted your invitation.",
    ),
    "cal gcal invite": (
        (
            "From: Alice <alice@example.com>",
            "Reply-To: Alice <alice@example.com>",
            "Sender: Google Calendar <calendar-notification@example.com>",
        ),
        "Invitation: Interview @ Mon 2 Mar 2026 15:00 - 16:00 (EET) (conduct@example.org)",
        "You have been invited to the following event.\n\nTitle: Interview\nWhen: Mon 2 Mar 2026\n\nYes - Maybe - No\n\nInvitation from Calendar\n\nYou are receiving this courtesy email at the account conduct@example.org because you are an attendee of this event.",
    ),
    "zendesk": (
        ("From: Example Support <support@example.com>", "X-Mailer: Zendesk Mailer"),
        "[Example] Re: Your report has arrived",
        "##- Please type your reply above this line -##\n\nYour request (12345) has been received and is being reviewed by our support staff.\n\nTo add additional comments, reply to this email.",
    ),
    "freshdesk": (
        ("From: Example Support <support@example.com>",),
        "Ticket Received - Your report has arrived",
        "Dear Team,\n\nWe would like to acknowledge that we have received your request and a ticket has been created.\nA support representative will be reviewing your request and will send you a personal response.(usually within 24 hours).\n\nTo view the status of the ticket or add comments, please visit\nhttps://help.example.com/tickets/1\n\nThank you for your patience.\n\nSincerely,\nExample Support Team",
    ),
    "osticket": (
        ("From: Help <help@example.com>",),
        "Support Ticket Opened [#482931]",
        "Dear conduct,\n\nA request for support has been created and assigned #482931. A representative will follow-up with you as soon as possible. You can view this ticket's progress online.",
    ),
    "rt": (
        ('From: "The default queue" <rt@example.com>',),
        "[example.com #123] AutoReply: Your report has arrived",
        'Greetings,\n\nThis message has been automatically generated in response to the\ncreation of a trouble ticket regarding:\n\t"Your report has arrived",\na summary of which appears below.\n\nThere is no need to reply to this message right now. Your ticket has been\nassigned an ID of [example.com #123].\n\nPlease include the string:\n\n         [example.com #123]\n\nin the subject line of all future correspondence about this issue.',
    ),
    "otrs de": (
        ("From: Service <service@example.de>",),
        "[Ticket#2026030210000012] RE: Your report",
        "Sehr geehrte Damen und Herren,\n\nvielen Dank für Ihre Anfrage. Ihre Nachricht wurde unter der Ticketnummer 2026030210000012 erfasst. Wir melden uns in Kürze.",
    ),
    "jira sm": (
        ("From: IT Service Desk <jsm@example.com>", "X-JIRA-FingerPrint: abc"),
        "ITSD-123 Your report has arrived",
        "Just confirming that we got your request. We're on it.\n\nView request: https://example.com/portal/1\n\nTurn off this request's notifications",
    ),
    "fi ticket": (
        ("From: Asiakaspalvelu <asiakaspalvelu@example.fi>",),
        "Vastaanotimme viestisi [ref:123456]",
        "Hei,\n\nkiitos viestistäsi! Olemme vastaanottaneet yhteydenottosi ja vastaamme sinulle mahdollisimman pian, yleensä kahden arkipäivän kuluessa.\n\nYstävällisin terveisin\nEsimerkin asiakaspalvelu",
    ),
    "fi kuittaus": (
        ("From: Kirjaamo <kirjaamo@example.fi>",),
        "Vastaanottokuittaus",
        "Sähköpostiviestinne on vastaanotettu Esimerkin kirjaamoon 2.3.2026.",
    ),
    "sv ticket": (
        ("From: Kundtjänst <kundtjanst@example.se>",),
        "Vi har tagit emot ditt mejl",
        "Hej!\n\nTack för att du kontaktar oss. Vi har tagit emot ditt ärende och återkommer så snart vi kan, vanligtvis inom två arbetsdagar.\n\nVänliga hälsningar\nExempel Kundtjänst",
    ),
    "registrator sv": (
        ("From: Registrator <registrator@example.se>",),
        "Autosvar från registrator",
        "Din e-post har kommit in till Exempelmyndigheten.",
    ),
    "fr ticket": (
        ("From: Support <support@example.fr>",),
        "Accusé de réception",
        "Bonjour,\n\nNous avons bien reçu votre message et nous vous répondrons dans les meilleurs délais.\n\nL'équipe",
    ),
    "en we got": (
        ("From: Info <info@example.com>",),
        "Thank you for your email",
        "Hello,\n\nThank you for your email. We have received your message and will get back to you within 48 hours.\n\nKind regards,\nThe Example Team",
    ),
    "en generic ack": (
        ("From: Contact <contact@example.com>",),
        "Re: Your report has arrived",
        "Thanks for getting in touch! We've received your message and a member of our team will respond as soon as possible.\n\nIf your query is urgent, please call us on 01234 567890.",
    ),
    "servicenow": (
        ("From: IT <it@example.com>",),
        "Incident INC0012345 has been opened on your behalf",
        "Your incident INC0012345 has been created. Short description: Your report has arrived. Priority: 4. Click here to view: https://example.com/inc",
    ),
    "vacation de": (
        ("From: Anna <anna@example.de>",),
        "Abwesend: Re: Your report",
        "Vielen Dank für Ihre Nachricht. Ich bin bis zum 15. März nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
    ),
    "vacation de2": (
        ("From: Anna <anna@example.de>",),
        "Abwesenheitsnotiz Anna Beispiel",
        "Ich bin derzeit nicht erreichbar.",
    ),
    "vacation de3": (("From: Anna <anna@example.de>",), "Automatische Antwort", "Ich bin im Urlaub."),
    "vacation fr": (
        ("From: Anna <anna@example.fr>",),
        "Absence du bureau : Votre message",
        "Je suis absente jusqu'au 15 mars.",
    ),
    "vacation fr2": (("From: Anna <anna@example.fr>",), "Absent(e) : Votre message", "Je suis en congé."),
    "vacation es": (
        ("From: Anna <anna@example.es>",),
        "Fuera de la oficina: Su mensaje",
        "Estoy de vacaciones hasta el lunes.",
    ),
    "vacation nl": (
        ("From: Anna <anna@example.nl>",),
        "Afwezig: Uw melding",
        "Ik ben met vakantie tot 15 maart.",
    ),
    "vacation nl2": (
        ("From: Anna <anna@example.nl>",),
        "Automatisch antwoord: Uw melding",
        "Ik ben afwezig.",
    ),
    "vacation da": (("From: Anna <anna@example.dk>",), "Automatisk svar: Din anmeldelse", "Jeg er på ferie."),
    "vacation no": (("From: Anna <anna@example.no>",), "Fraværsmelding: Din melding", "Jeg er borte."),
    "vacation et": (("From: Anna <anna@example.ee>",), "Automaatvastus: Teie teade", "Olen puhkusel."),
    "vacation ru": (
        ("From: Anna <anna@example.ru>",),
        "Автоматический ответ: Ваше сообщение",
        "Я в отпуске.",
    ),
    "vacation pl": (
        ("From: Anna <anna@example.pl>",),
        "Odpowiedź automatyczna: Zgłoszenie",
        "Jestem na urlopie.",
    ),
    "vacation it": (("From: Anna <anna@example.it>",), "Fuori sede: segnalazione", "Sono in ferie."),
    "vacation pt": (("From: Anna <anna@example.pt>",), "Resposta automática: Mensagem", "Estou de férias."),
    "vacation ja": (("From: Anna <anna@example.jp>",), "自動応答: 報告", "不在にしております。"),
    "vacation fi poissa": (
        ("From: Anna <anna@example.fi>",),
        "Olen poissa toimistolta",
        "Hei, olen poissa toimistolta 1.-15.3. Kiireellisissä asioissa ottakaa yhteyttä info@example.fi.",
    ),
    "vacation sv borta": (
        ("From: Anna <anna@example.se>",),
        "Inte på kontoret: Din anmälan",
        "Jag är inte på kontoret.",
    ),
    "vacation sv sem": (
        ("From: Anna <anna@example.se>",),
        "Semester",
        "Hej! Jag har semester till den 15 mars och läser inte min mejl. Vid brådskande ärenden kontakta info@example.se.",
    ),
    "vacation en re": (
        ("From: Anna <anna@example.com>", "In-Reply-To: <x@example.org>"),
        "Re: Your report has arrived",
        "I'm currently out of office and will be back on Monday 16 March. I will have no access to email.",
    ),
    "vacation en ooo": (
        ("From: Anna <anna@example.com>",),
        "OOO Re: Your report has arrived",
        "I'm out until Monday.",
    ),
    "vacation en left": (
        ("From: Anna <anna@example.com>",),
        "Re: Your report has arrived",
        "Anna no longer works for Example Ltd. Please direct your enquiries to info@example.com.",
    ),
    "vacation en mailbox": (
        ("From: Anna <anna@example.com>",),
        "Automatic reply",
        "This mailbox is no longer in use.",
    ),
    "gmail vacation": (
        ("From: Anna <anna@example.com>",),
        "On holiday Re: Your report has arrived",
        "I'm on holiday until 16 March.",
    ),
    "boxtrapper": (
        ("From: Anna <anna@example.com>",),
        "Your email requires verification verify#abc123",
        "The message you sent requires that you verify that you \nare a real live human being and not a spam source.\n\nTo complete this verification, simply reply to this message and leave\nthe subject line intact.",
    ),
    "spamarrest": (
        ("From: Anna <anna@example.com>",),
        "Re: Your report (verification)",
        "Hello,\n\nI'm protecting myself from receiving junk mail. Just this once, click the link below so I can receive your emails. You won't have to do this again.\n\nhttp://example.com/a2?ABC",
    ),
    "sendio": (
        ("From: Anna <anna@example.com>",),
        "Please verify your email address",
        "Hello, this is an automatic message from the mail security system. Your message is waiting. Click below to confirm you are a person: https://example.com/v",
    ),
    "mailman welcome": (
        ("From: talk-request@lists.example.com",),
        'Welcome to the "Talk" mailing list',
        "Welcome to the Talk@lists.example.com mailing list!\n\nTo post to this list, send your message to: talk@lists.example.com",
    ),
    "mailman confirm": (
        ("From: talk-confirm+abc@lists.example.com", "Reply-To: talk-confirm+abc@lists.example.com"),
        "confirm abcdef0123456789",
        'Mailing list subscription confirmation notice for mailing list Talk\n\nWe have received a request for subscription of your email address, "conduct@example.org", to the talk@lists.example.com mailing list. To confirm that you want to be added to this mailing list, simply reply to this message.',
    ),
    "mailman3 confirm": (
        ("From: talk-confirm+abc@lists.example.com",),
        "Your confirmation is needed to join the talk@lists.example.com mailing list.",
        "Email Address Registration Confirmation\n\nHello, this is the GNU Mailman server at lists.example.com.\n\nWe have received a registration request for the email address\n\n    conduct@example.org",
    ),
    "google group invite": (
        ("From: Example Group <talk+owners@groups.example.com>",),
        "Invitation to join the Google Group: talk",
        "Hello, owner@example.com has invited you to join the talk group.",
    ),
    "substack double opt": (
        ("From: Example <hello@example.com>",),
        "Confirm your subscription",
        "Please confirm your subscription by clicking the link below:\nhttps://example.com/confirm\n\nIf you did not sign up, ignore this email.",
    ),
    "github": (
        (
            "From: Rea Porter <notifications@github.example>",
            "List-ID: example/project <project.example.github.example>",
        ),
        "Re: [example/project] Bug (#12)",
        "LGTM",
    ),
    "gitlab": (
        ("From: Rea Porter (@rea) <gitlab@example.com>", "X-GitLab-Project: project"),
        "Re: project | Fix (!12)",
        "Rea Porter commented:\n\nok\n\n-- \nView it on GitLab: https://example.com/1\nYou're receiving this email because of your account on example.com.",
    ),
    "jira": (
        ('From: "Rea Porter (Jira)" <jira@example.com>', "X-JIRA-FingerPrint: abc"),
        "[JIRA] (PROJ-12) Something",
        "Rea Porter updated PROJ-12\n\nChange By: Rea Porter",
    ),
    "slack": (
        ("From: Slack <feedback@slack.example>",),
        "[Example] notifications from Rea Porter",
        "You have a new direct message from Rea Porter.\n\nYou can change your notification preferences here.",
    ),
    "linkedin": (
        ("From: LinkedIn <messages-noreply@example.com>",),
        "You have 1 new message",
        "Rea sent you a message",
    ),
    "doc share": (
        ('From: "Rea (via Google Docs)" <drive-shares-dm-noreply@google.example>',),
        "Document shared with you",
        "Rea shared a document",
    ),
    "login alert": (
        ("From: Example Accounts <accounts@example.com>",),
        "Security alert: new sign-in",
        "We noticed a new sign-in to your account conduct@example.org on a Linux device. If this was you, you don't need to do anything.",
    ),
    "password reset": (
        ("From: Example <security@example.com>",),
        "Reset your password",
        "Someone requested a password reset for your account. If you did not request this, ignore this email.\n\nhttps://example.com/reset",
    ),
    "password reset by a link": (
        ("From: Example <security@example.com>",),
        "Your account",
        "Somebody asked to reset the password for the user conduct. If this was not you, ignore this mail.",
    ),
    "code": (
        ("From: Example <verify@example.com>",),
        "123456 is your verification code",
        "Your verification code is 123456. It expires in 10 minutes.",
    ),
    "invoice": (
        ("From: Billing <billing@example.com>",),
        "Invoice 12345 from Example Ltd",
        "Dear customer,\n\nPlease find attached invoice 12345. Amount due: 20 EUR. Due date: 1 April 2026.",
    ),
    "receipt": (
        ("From: Example <receipts@example.com>",),
        "Your receipt from Example #1234-5678",
        "Receipt from Example\nAmount paid $20.00\nDate paid Mar 2, 2026",
    ),
    "parcel fi": (
        ("From: Posti <info@posti.example>",),
        "Lähetyksesi on noudettavissa",
        "Lähetyksesi JJFI123 on saapunut noutopisteeseen. Nouda viimeistään 9.3.",
    ),
    "survey": (
        ("From: Example <feedback@example.com>",),
        "How did we do?",
        "Please take a moment to rate your experience. Click here to start the survey: https://example.com/s",
    ),
    "dmarc": (
        ("From: DMARC reports <dmarc-support@example.com>",),
        "Report Domain: example.org Submitter: example.com Report-ID: <2026.03.02.1>",
        "This is an aggregate report from example.com.",
    ),
    "dmarc google": (
        ("From: noreply-dmarc-support@google.example",),
        "Report domain: example.org Submitter: google.com Report-ID: 123",
        "",
    ),
    "dmarc bare": (
        ("From: reports@example.com",),
        "Report Domain: example.org Submitter: mail.example.com Report-ID: 1234",
        "This is a DMARC aggregate report for example.org.",
    ),
    "tlsrpt": (
        (
            "From: TLS Reporting <tlsrpt@example.com>",
            "TLS-Report-Domain: example.org",
            "TLS-Report-Submitter: example.com",
        ),
        "Report Domain: example.org Submitter: example.com Report-ID: <x>",
        "This is an aggregate TLS report from example.com",
    ),
    "fbl": (
        ("From: complaints@example.com",),
        "complaint about message from 192.0.2.1",
        "This is an email abuse report for an email message received from IP 192.0.2.1",
    ),
    "unattended": (
        ("From: root <root@host.example.com>",),
        "[package on hold] unattended-upgrades result for host: SUCCESS",
        "Unattended upgrade result: All upgrades installed",
    ),
    "mdadm": (
        ("From: mdadm monitoring <root@host.example.com>",),
        "DegradedArray event on /dev/md0:host",
        "This is an automatically generated mail message from mdadm",
    ),
    "zfs": (
        ("From: root <root@host.example.com>",),
        "ZFS scrub_finish event for tank on host",
        "ZFS has finished a scrub",
    ),
    "fail2ban": (
        ("From: Fail2Ban <fail2ban@host.example.com>",),
        "[Fail2Ban] sshd: banned 192.0.2.1 from host",
        "Hi,\n\nThe IP 192.0.2.1 has just been banned by Fail2Ban after 5 attempts against sshd.",
    ),
    "letsencrypt": (
        ("From: Expiry Bot <expiry@letsencrypt.example>",),
        'Certificate expiration notice for domain "example.org"',
        "Hello,\n\nYour certificate for the names listed below will expire in 20 days.",
    ),
    "uptime": (
        ("From: Uptime Robot <alert@uptime.example>",),
        "Monitor is DOWN: example.org",
        "Hi, the monitor example.org is currently DOWN.",
    ),
    "sentry": (
        ("From: Sentry <sentry@example.com>",),
        "EX-1 - ValueError: bad",
        "New issue from project\n\nUnsubscribe",
    ),
    "wordpress": (
        ("From: WordPress <wordpress@example.com>",),
        "[Example] New user registration",
        "New user registration on your site Example:\n\nUsername: rea",
    ),
    "form": (
        ("From: WordPress <wordpress@example.com>",),
        'Contact form: "hello"',
        "From: Rea\nSubject: hello\n\nMessage Body: hi\n\n--\nThis e-mail was sent from a contact form on Example",
    ),
    "voicemail": (
        ("From: Voicemail <voicemail@pbx.example>",),
        "New voicemail from +358401234567",
        "You have a new voicemail. Duration: 0:12",
    ),
    "scanner": (
        ("From: scanner@example.com",),
        "Scanned image from MX-2640N",
        "Reply to: scanner\nDevice Name: Not Set\nScan Date: 2.3.2026\n\nAttached file is scanned image in PDF format.",
    ),
    "quarantine digest": (
        ("From: quarantine@messaging.example",),
        "You have messages in quarantine",
        "Review these messages: 3 new items",
    ),
    "spam digest": (
        ("From: Spam Filter <spamfilter@example.com>",),
        "Quarantine summary: 3 new messages",
        "The following messages were quarantined",
    ),
    "exchange ndr": (
        ("From: Microsoft Outlook <x1@example.com>",),
        "Undeliverable: Your report has arrived",
        "Your message to alice@example.com couldn't be delivered.\n\nalice wasn't found at example.com.",
    ),
    "lotus": (
        ("From: x1@example.com",),
        "DELIVERY FAILURE: User alice (alice@example.com) not listed in Domino Directory",
        "Your message\n\n  Subject: Your report\n\nwas not delivered to:\n\n  alice@example.com\n\nbecause:\n\n  User alice (alice@example.com) not listed in Domino Directory",
    ),
    "postfix sv": (
        ("From: Mail <x1@example.com>",),
        "Ditt brev kunde inte levereras",
        "Det här är e-postsystemet på host mx.example.com.\n\nTyvärr kunde ditt brev inte levereras till en eller flera mottagare.\n\n<alice@example.com>: host sade: 550 5.1.1",
    ),
    "groupwise": (
        ("From: x1@example.com",),
        "Message status - undeliverable",
        "The message that you sent was undeliverable to the following:\n\talice@example.com (user not found)",
    ),
    "aol": (
        ("From: x1@example.com",),
        "Mail delivery problem",
        "The following addresses had permanent fatal errors -----\n<alice@example.com>",
    ),
    "yahoo": (
        ("From: x1@example.com",),
        "Failure Notice",
        "Sorry, we were unable to deliver your message to the following address.\n\n<alice@example.com>:\nNo mx record found for domain=example.com",
    ),
    "mimecast": (
        ("From: x1@example.com",),
        "[Postmaster] Email Delivery Failure",
        "This is a delivery failure notification message indicating that an email you addressed to email address :\n-- alice@example.com\n\ncould not be delivered.",
    ),
    "barracuda": (
        ("From: x1@example.com",),
        "**Message you sent blocked by our bulk email filter**",
        "Your message to: alice@example.com\nwas blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN DELIVERED:\n\nSubject: Your report",
    ),
    "group rejects": (
        ("From: x1@example.com",),
        "Your message wasn't delivered",
        "We're writing to let you know that the group you tried to contact (talk) may not exist, or you may not have permission to post messages to the group.",
    ),
    "quota fi": (
        ("From: x1@example.fi",),
        "Viestiäsi ei voitu toimittaa",
        "Vastaanottajan postilaatikko on täynnä.\n\nalice@example.fi",
    ),
    "list nonmember": (
        ("From: talk-bounces@lists.example.com",),
        "Your message to Talk awaits moderator approval",
        "Post by non-member to a members-only list",
    ),
    "spf bounce": (
        ("From: x1@example.com",),
        "Returned mail: Host unknown",
        "   ----- The following addresses had permanent fatal errors -----\n<alice@example.com>\n\n   ----- Transcript of session follows -----\n550 5.1.2 <alice@example.com>... Host unknown",
    ),
    "exim delay": (
        ("From: x1@example.com",),
        "Warning: message 1abcDE-000123-AB delayed 24 hours",
        "This message was created automatically by mail delivery software.\nA message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue on mx.example.com.",
    ),
    "de bounce": (
        ("From: x1@example.de",),
        "Mail konnte nicht zugestellt werden",
        "Ihre E-Mail konnte nicht zugestellt werden:\nalice@example.de\n550 unknown user",
    ),
    "ru bounce": (
        ("From: x1@example.ru",),
        "Недоставленное сообщение",
        "Это письмо создано автоматически сервером. К сожалению, мы не можем доставить ваше письмо: alice@example.ru",
    ),
    "esp": (
        (
            "From: Example <hello@example.com>",
            "List-Unsubscribe: <https://example.com/u>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Feedback-ID: 1:2:3",
        ),
        "Spring is here",
        "Hi there, spring is here.",
    ),
    "esp no list": (
        ("From: Example <hello@example.com>", "X-SG-EID: abc", "X-Mailer: Sendgrid"),
        "Spring is here",
        "Hi there, spring is here. Read more.\n\nUnsubscribe",
    ),
    "esp mailchimp": (
        ("From: Example <hello@example.com>", "X-MC-User: abc", "X-Campaign: 1"),
        "Spring is here",
        "View this email in your browser\n\nHi, spring is here.\n\nYou are receiving this email because you opted in.\nUnsubscribe",
    ),
    "bounce exchange55": (
        ("From: System Administrator <x1@example.com>",),
        "Undeliverable: Your report",
        "Your message did not reach some or all of the intended recipients.\n\n      Subject:\tYour report\n      Sent:\t3/2/2026 2:00 PM\n\nThe following recipient(s) could not be reached:\n\n      alice@example.com on 3/2/2026 2:01 PM\n            The e-mail account does not exist at the organization this message was sent to.",
    ),
    "bounce smtp32": (
        ("From: x1@example.com",),
        "Undeliverable Mail",
        "Unknown user: alice@example.com\n\nOriginal message follows.\n\nReceived: from x",
    ),
    "bounce smtp32b": (
        ("From: x1@example.com",),
        "Undeliverable Mail",
        "undeliverable to alice@example.com\noriginal message follows.",
    ),
    "bounce llnl": (
        ("From: x1@example.com",),
        "Mail delivery error",
        "This report relates to a message you sent with the following header fields:\n\n  Message-id: <1@example.org>\n\nYour message cannot be delivered to the following recipients:\n\n  Recipient address: alice@example.com\n  Reason: Illegal host/domain name found",
    ),
    "bounce netscape": (
        ("From: x1@example.com",),
        "Mail System Error - Returned Mail",
        "This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a remote mail server.\n\n    Recipient: <alice@example.com>",
    ),
    "bounce sina": (("From: x1@example.com",), "failure notice", "alice@example.com\n"),
    "bounce cai": (
        ("From: x1@example.com",),
        "Returned mail: user alice",
        "The original message was received at Mon, 2 Mar 2026\n\n    ----- The following addresses had delivery problems -----\nalice@example.com",
    ),
    "bounce microsoft": (
        ("From: x1@example.com",),
        "Delivery",
        "      ------- Transcript of session follows -------\nalice@example.com\nThe user's email name is not found.",
    ),
    "bounce yale": (
        ("From: x1@example.com",),
        "Returned mail: User unknown",
        "Message not delivered to the following:\n\n     alice      No matches to nameserver query\n",
    ),
    "bounce simple1": (
        ("From: x1@example.com",),
        "Delivery failure",
        "The following message to <alice@example.com> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error 550-'5.1.1 User unknown'",
    ),
    "bounce simple2": (
        ("From: x1@example.com",),
        "mail failed",
        "Failed addresses follow:\n <alice@example.com> ... unknown user",
    ),
    "bounce simple3": (
        ("From: x1@example.com",),
        "Nondeliverable mail",
        "------Transcript of session follows -------\nalice@example.com\nThe user's mailbox name is not found.",
    ),
    "bounce vms": (
        ("From: x1@example.com",),
        "Undeliverable mail: SMTP delivery failure",
        "Your message was not delivered to one or more recipients.\nUnable to deliver to <alice@example.com>",
    ),
    "bounce kr": (
        ("From: x1@example.kr",),
        "Mail delivery failed",
        "메일 전송 실패 안내입니다.\nalice@example.kr\n550 user unknown",
    ),
    "bounce kr2": (
        ("From: x1@example.kr",),
        "메일 전송 실패",
        "보내신 메일이 전송되지 못했습니다: alice@example.kr",
    ),
    "bounce jp": (
        ("From: x1@example.jp",),
        "配信不能",
        "以下の宛先にメールを配信できませんでした。\nalice@example.jp",
    ),
    "bounce cn": (
        ("From: x1@example.cn",),
        "来自example.cn的退信",
        "很抱歉您发送的邮件被退回\nalice@example.cn",
    ),
    "bounce tr": (
        ("From: x1@example.tr",),
        "Teslim edilemedi: Rapor",
        "Iletiniz teslim edilemedi: alice@example.tr",
    ),
    "bounce pl": (
        ("From: x1@example.pl",),
        "Niedostarczone: raport",
        "Nie można dostarczyć wiadomości do: alice@example.pl",
    ),
    "bounce it": (
        ("From: x1@example.it",),
        "Mancata consegna",
        "Il messaggio non è stato consegnato a alice@example.it",
    ),
    "bounce pt": (
        ("From: x1@example.br",),
        "Não foi possível entregar",
        "Sua mensagem não pôde ser entregue a alice@example.br",
    ),
    "bounce es": (
        ("From: x1@example.es",),
        "No se puede entregar: informe",
        "No se pudo entregar el mensaje a alice@example.es",
    ),
    "bounce fr": (
        ("From: x1@example.fr",),
        "Non remis : rapport",
        "Votre message n'a pas été remis à alice@example.fr",
    ),
    "bounce da": (
        ("From: x1@example.dk",),
        "Kan ikke leveres: rapport",
        "Meddelelsen kunne ikke leveres til alice@example.dk",
    ),
    "bounce cs": (
        ("From: x1@example.cz",),
        "Nedoručitelné: zpráva",
        "Vaši zprávu se nepodařilo doručit: alice@example.cz",
    ),
    "bounce et": (
        ("From: x1@example.ee",),
        "Kohaletoimetamatu: teade",
        "Teie kirja ei saanud kohale toimetada: alice@example.ee",
    ),
    "bounce nodata": (
        ("From: x1@example.com",),
        "Returned mail: Cannot send message for 5 days",
        "alice@example.com",
    ),
    "bounce virus": (
        ("From: x1@example.com",),
        'Virus found in message "Your report"',
        "The attachment in your message to alice@example.com contained a virus and was removed.",
    ),
    "bounce content": (
        ("From: x1@example.com",),
        "Message blocked",
        "A message you sent to alice@example.com contained prohibited content and was not delivered.",
    ),
    "bounce autoack jp": (
        ("From: x1@example.com",),
        "Considered UNSOLICITED BULK EMAIL, apparently from you",
        "A message from <conduct@example.org> to:\n-> alice@example.com\n\nwas considered unsolicited bulk e-mail (UBE).\n\nOur internal reference code for your message is 1234-01.",
    ),
    "bounce notifier": (
        ("From: Mail <x1@example.com>",),
        "DELAYED: Your report",
        "This is a warning message only. You do not need to resend your message. Delivery attempts will continue.\nalice@example.com",
    ),
    "bounce ims": (
        ("From: x1@example.com",),
        "Message Undeliverable",
        "The User <alice> is over the maximum disk quota allowed. Message rejected.",
    ),
    "bounce compuserve": (
        ("From: x1@example.com",),
        "Undeliverable message",
        "Your message could not be delivered as addressed.\n--- Returned message ---\nalice@example.com",
    ),
    "bounce orange": (
        ("From: x1@example.com",),
        "Notification",
        "Your message has not been delivered to alice@example.com since the mailbox is full.",
    ),
    "bounce abuse desk": (
        ("From: Abuse <abuse@example.com>",),
        "Re: Your report [#12345]",
        "Thank you for your report. This is an automated acknowledgement; no human has read it.",
    ),
    "bounce ironport": (
        ("From: x1@example.com",),
        "Delivery Notification :: Delivery of the message has failed.",
        "The message could not be delivered",
    ),
    "bounce no text": (("From: x1@example.com",), "Undelivered Mail Returned to Sender", ""),
    "bounce x400": (
        ("From: x1@example.com",),
        "Delivery Report (failure) for alice@example.com",
        "This report relates to your message: Subject: Your report\n of Mon, 2 Mar\n\nYour message was not delivered to alice@example.com for the following reason: Recipient's Mailbox unavailable",
    ),
    "bounce mercury": (
        ("From: Mercury <x1@example.com>",),
        "Postmaster Notify: Delivery Failure.",
        'With reference to your message with the subject: "Your report"\nThe local mail transport system has reported the following problems it encountered while trying to deliver your message:\n*** alice@example.com 550 No such user',
    ),
    "bounce kpn": (
        ("From: x1@example.nl",),
        "Undelivered mail",
        "De mail kon niet worden afgeleverd. alice@example.nl",
    ),
    "bounce verizon": (
        ("From: x1@example.com",),
        "Returned mail: see transcript",
        "Error from: example.com\nReason: <alice@example.com>: 550 4.2.1 mailbox temporarily disabled",
    ),
    "bounce text only first": (
        ("From: x1@example.com",),
        "Error",
        "<alice@example.com>: unknown recipient: alice@example.com",
    ),
}

PEOPLE: dict[str, tuple[str, str]] = {
    "an invoice in it": (
        "Scribbled slurs",
        "Invoice from the caterer was pinned to the board with slurs scribbled all over it.",
    ),
    "password taken": (
        "Telegram channel",
        "Somebody reset the password of the group's channel and shut everybody out, then posted slurs there.",
    ),
    "voicemail": ("Voicemail from Bob", "He left a threat on the voicemail of the registration desk."),
    "spam": ("Spam report: slurs on the list", "Somebody posts slurs to the list every night."),
    "smart": ("Smart move at the event", "A speaker shouted at a visitor after the talk."),
    "read": ("Read: what he wrote", "A moderator called a newcomer an idiot in the channel."),
    "delivered": ("Delivered: a threat", "A letter with a threat has been put on the table of a speaker."),
    "invitation": ("Invitation: hate speech", "The invitation to the party has a slur in it."),
    "accepted": (
        "Accepted: the talk, and then insults",
        "After the talk was accepted, people wrote insults below it.",
    ),
    "kutsu": ("Kutsu: herja", "Kutsussa lukee herja yhdestä puhujasta."),
    "receipt": ("Receipt", "At the bar the staff tore up the receipt of a visitor and shouted at them."),
    "invoice": ("An invoice with an insult", "The invoice says: pay, you pig."),
    "on leave": ("On leave: harassed by a manager", "The manager calls every evening and shouts."),
    "lomalla": (
        "Lomalla: ahdistelu hotellissa",
        "Olen lomalla, ja matkanjohtaja ahdistelee jokaista aulassa.",
    ),
    "absent": ("Absent moderators", "Nobody was in the room when a visitor was pushed."),
    "semester": (
        "Semester",
        "Jag är på semester och ledaren trakasserar alla på resan, nu senast en besökare.",
    ),
    "proposals": (
        "Call for proposals: racist comment",
        "A racist comment stands below the call for proposals.",
    ),
    "ticket": ("Ticket opened by force", "At the entrance a guard tore open the ticket of a visitor."),
    "code": (
        "Security code of the door",
        "A volunteer gives the code of the women's dormitory to strangers.",
    ),
    "account": ("New device", "A stranger logged in to the account of the organisers and wrote insults."),
    "survey": ("The survey", "The survey asks for skin colour. This is the second year."),
    "we received": (
        "Slurs",
        "We received your rules, and still a speaker shouted slurs. Nobody will respond at the desk.",
    ),
    "vastaanotto": (
        "Vastaanotto",
        "Vastaanottovirkailija huusi vieraalle. Vastaamme hinnasta hän sanoi: turpa kiinni.",
    ),
    "no longer": (
        "Re: the helper",
        "The helper no longer works at the desk and still follows visitors. Please contact security.",
    ),
    "unsubscribe": ("Harassment on the list", "Members are told to unsubscribe or be quiet."),
    "monitor": ("Monitor down: thrown by a speaker", "A speaker threw a monitor at a volunteer."),
    "domain": ("Domain report", "The domain of the community is used for insults. Submitter unknown."),
    "confirm": ("Confirm", "Organisers were asked to confirm that they had heard the slur, and laughed."),
    "message": (
        "A post",
        "The message of a newcomer was rejected with an insult, write to mods@example.com about it.",
    ),
    "user": ("A user", "The user mallory@example.com was refused at the door and came back with a stick."),
    "address": ("New address", "My email address has changed, please update your records: rea2@example.net."),
    "out of office": ("Out of office harassment", "It goes on after work as well, by phone."),
}

ADDRESSES = [
    "renoreply@example.com",
    "gitlabfan@example.com",
    "dmarco@example.com",
    "scannerin.anna@example.com",
    "piano-replyer@example.com",
    "sympa@example.fr",
    "wordpresser@example.com",
]

HEADERS = ["X-Trace: host 1", "X-Tracking: 1", "X-Rt: 1", "X-Loop: x", "X-Zendes: 1", "X-Facebooked: 1"]


def judge(headers: tuple[str, ...], subject: str, text: str, *, parts: str = "") -> tuple[Kind, str]:
    kind = "text/plain; charset=utf-8"
    body = text
    if parts:
        kind = 'multipart/mixed; boundary="b"'
        body = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n{parts}\n--b--\n"
    raw = "\n".join([*headers, f"Subject: {subject}", f"Content-Type: {kind}", "", body])
    message = parse(raw.encode())
    sender = identify(message, GROUP, "mx.example.org")
    judged = kind_of(message, sender, GROUP, OWN, ours=False)
    return judged, why_not_answer(judged, sender, GROUP, OWN)


@pytest.mark.parametrize("name", MAILS)
def test_a_program_that_writes_is_not_answered(name: str) -> None:
    kind, withheld = judge(*MAILS[name])

    assert withheld
    assert kind.name in ("person", "bounce", "service")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_with_such_words_is_answered(name: str) -> None:
    subject, text = PEOPLE[name]
    headers = ("From: Rea Porter <rea@example.net>",)

    assert judge(headers, subject, text) == (Kind("person"), "")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_only_resembles_a_programs_is_answered(address: str) -> None:
    assert judge((f"From: <{address}>",), "Hello", "Hello.")[1] == ""


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_only_resembles_a_programs_says_nothing(header: str) -> None:
    assert judge(("From: <rea@example.net>", header), "Hello", "Hello.")[1] == ""


CALENDAR = (
    "--b\nContent-Type: text/calendar; charset=utf-8\n\nBEGIN:VCALENDAR\n{method}BEGIN:VEVENT\nEND:VEVENT"
)
PHOTO = "--b\nContent-Type: image/jpeg\nContent-Disposition: attachment; filename=x.jpg\n\nx"
REPORT = '--b\nContent-Type: application/{kind}\nContent-Disposition: attachment; filename="{name}"\n\nx'


@pytest.mark.parametrize(
    ("parts", "answered"),
    [
        (CALENDAR.format(method="METHOD:REPLY\n"), False),
        (CALENDAR.format(method="METHOD:COUNTER\n"), False),
        (CALENDAR.format(method=""), True),
        (REPORT.format(kind="gzip", name="example.com!example.org!1772400000!1772486400.xml.gz"), False),
        (REPORT.format(kind="zip", name="example.com!example.org!1772400000!1772486400.zip"), False),
        (REPORT.format(kind="tlsrpt+gzip", name="x.json.gz"), False),
        (REPORT.format(kind="zip", name="wow!.zip"), True),
        (PHOTO, True),
    ],
)
def test_a_part_may_say_that_a_program_wrote(parts: str, *, answered: bool) -> None:
    withheld = judge(("From: <rea@example.net>",), "About the talk", "About the talk.", parts=parts)[1]

    assert (withheld == "") is answered


def test_a_picture_without_a_word_is_a_persons_whatever_its_subject_begins_with() -> None:
    assert judge(("From: <rea@example.net>",), "Read: this", "", parts=PHOTO)[1] == ""
