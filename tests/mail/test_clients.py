"""Replies as the mail programs of our time write them, in the languages of their users; each is our own mail."""

# ruff: noqa: E501 (mails as programs write them)
import pytest

from cocmail.mail.message import parse
from cocmail.mail.reply import new_text

NEW = "It was on Monday.\n\nBob"

TEXTS = {
    "outlook desktop en": NEW
    + "\n\nFrom: Example Team <team@example.org>\nSent: Wednesday, June 3, 2026 2:05 PM\nTo: Bob Example <bob@example.net>\nSubject: Copper lantern\n\nWhen did it happen?",
    "outlook desktop de": NEW
    + "\n\nVon: Example Team <team@example.org>\nGesendet: Mittwoch, 3. Juni 2026 14:05\nAn: Bob <bob@example.net>\nBetreff: Copper lantern\n\nWhen did it happen?",
    "outlook desktop fr": NEW
    + "\n\nDe : Example Team <team@example.org>\nEnvoyé : mercredi 3 juin 2026 14:05\nÀ : Bob <bob@example.net>\nObjet : Copper lantern\n\nWhen did it happen?",
    "outlook desktop cc": NEW
    + "\n\nFrom: Example Team <team@example.org> \nSent: Wednesday, June 3, 2026 2:05 PM\nTo: Bob Example <bob@example.net>\nCc: Lisa <lisa@example.net>; Carl <carl@example.net>\nSubject: RE: Copper lantern\nImportance: High\n\nWhen did it happen?",
    "outlook stars": NEW
    + "\n\n*From:* Example Team <team@example.org>\n*Sent:* Wednesday, June 3, 2026 2:05 PM\n*To:* Bob <bob@example.net>\n*Subject:* Copper lantern\n\nWhen did it happen?",
    "outlook ios en": NEW
    + "\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Example Team <team@example.org>\nSent: Wednesday, June 3, 2026 2:05:11 PM\nTo: Bob <bob@example.net>\nSubject: Copper lantern\n\nWhen did it happen?",
    "outlook android fi": NEW
    + "\n\nHanki Outlook for Android<https://aka.ms/AAb9ysg>\n________________________________\nLähettäjä: Example Team <team@example.org>\nLähetetty: keskiviikko 3. kesäkuuta 2026 14.05\nVastaanottaja: Bob <bob@example.net>\nAihe: Copper lantern\n\nWhen did it happen?",
    "outlook ios sv": NEW
    + "\n\nSkaffa Outlook för iOS<https://aka.ms/o0ukef>\n________________________________\nFrån: Example Team <team@example.org>\nSkickat: Wednesday, June 3, 2026 2:05:11 PM\nTill: Bob <bob@example.net>\nÄmne: Copper lantern\n\nWhen did it happen?",
    "owa": NEW
    + "\n\n________________________________________\nFrom: Example Team <team@example.org>\nSent: 03 June 2026 14:05\nTo: Bob\nSubject: Copper lantern\n\nWhen did it happen?",
    "owa fi": NEW
    + "\n\n________________________________\nLähettäjä: Example Team\nLähetetty: 3. kesäkuuta 2026 14:05\nVastaanottaja: Bob\nAihe: Copper lantern\n\nWhen did it happen?",
    "gmail en": NEW
    + "\n\nOn Wed, Jun 3, 2026 at 2:05 PM Example Team <team@example.org> wrote:\n\n> When did it happen?\n>",
    "gmail fi": NEW
    + "\n\nke 3. kesäk. 2026 klo 14.05 Example Team (team@example.org) kirjoitti:\n\n> When did it happen?",
    "gmail sv": NEW
    + "\n\nDen ons 3 juni 2026 kl 14:05 skrev Example Team <team@example.org>:\n\n> When did it happen?",
    "gmail de": NEW
    + "\n\nAm Mi., 3. Juni 2026 um 14:05 Uhr schrieb Example Team <\nteam@example.org>:\n\n> When did it happen?",
    "gmail fr": NEW
    + "\n\nLe mer. 3 juin 2026 à 14:05, Example Team <team@example.org> a écrit :\n\n> When did it happen?",
    "gmail es": NEW
    + "\n\nEl mié, 3 jun 2026 a las 14:05, Example Team (<team@example.org>) escribió:\n\n> When did it happen?",
    "gmail nl": NEW
    + "\n\nOp wo 3 jun 2026 om 14:05 schreef Example Team <team@example.org>:\n\n> When did it happen?",
    "gmail app": NEW
    + "\n\nOn Wed, 3 Jun 2026, 14:05 Example Team, <team@example.org> wrote:\n\n> When did it happen?",
    "gmail app fi": NEW
    + "\n\nke 3. kesäkuuta 2026 klo 14.05 Example Team <team@example.org> kirjoitti:\n\n> When did it happen?",
    "gmail app sv": NEW
    + "\n\nOns 3 juni 2026 14:05 Example Team <team@example.org> skrev:\n\n> When did it happen?",
    "apple en": NEW
    + "\n\n> On 3 Jun 2026, at 14:05, Example Team <team@example.org> wrote:\n> \n> When did it happen?",
    "apple mail old": NEW
    + "\n\nOn 3 Jun 2026, at 14:05, Example Team <team@example.org> wrote:\n\n> When did it happen?",
    "apple de": NEW
    + "\n\n> Am 03.06.2026 um 14:05 schrieb Example Team <team@example.org>:\n> \n> When did it happen?",
    "apple fi": NEW
    + "\n\n> Example Team <team@example.org> kirjoitti 3.6.2026 kello 14.05:\n> \n> When did it happen?",
    "apple sv": NEW
    + "\n\n> 3 juni 2026 kl. 14:05 skrev Example Team <team@example.org>:\n> \n> When did it happen?",
    "apple fr": NEW
    + "\n\n> Le 3 juin 2026 à 14:05, Example Team <team@example.org> a écrit :\n> \n> When did it happen?",
    "iphone fi": NEW
    + "\n\nLähetetty iPhonesta\n\n> Example Team <team@example.org> kirjoitti 3.6.2026 kello 14.05:\n> \n> \ufeffWhen did it happen?",
    "iphone de": NEW
    + "\n\nVon meinem iPhone gesendet\n\n> Am 03.06.2026 um 14:05 schrieb Example Team <team@example.org>:\n> \n> When did it happen?",
    "iphone fr": NEW
    + "\n\nEnvoyé de mon iPhone\n\n> Le 3 juin 2026 à 14:05, Example Team <team@example.org> a écrit :\n> \n> When did it happen?",
    "thunderbird en": NEW + "\n\nOn 6/3/26 14:05, Example Team wrote:\n> When did it happen?",
    "thunderbird en2": NEW + "\n\nOn 03/06/2026 14:05, Example Team wrote:\n> When did it happen?\n>\n> x",
    "thunderbird de": NEW + "\n\nAm 03.06.26 um 14:05 schrieb Example Team:\n> When did it happen?",
    "thunderbird fi": NEW + "\n\nExample Team kirjoitti 3.6.2026 klo 14.05:\n> When did it happen?",
    "thunderbird sv": NEW + "\n\nDen 2026-06-03 kl. 14:05, skrev Example Team:\n> When did it happen?",
    "thunderbird fr": NEW + "\n\nLe 03/06/2026 à 14:05, Example Team a écrit :\n> When did it happen?",
    "thunderbird fwd style": NEW
    + "\n\n-------- Original Message --------\nSubject: Copper lantern\nDate: Wed, 3 Jun 2026 14:05:11 +0300\nFrom: Example Team <team@example.org>\nTo: bob@example.net\n\nWhen did it happen?",
    "samsung en": NEW
    + "\n\n\n\nSent from my Galaxy\n\n\n-------- Original message --------\nFrom: Example Team <team@example.org>\nDate: 03/06/2026 14:05 (GMT+02:00)\nTo: bob@example.net\nSubject: Copper lantern\n\nWhen did it happen?",
    "samsung fi": NEW
    + "\n\n\nLähetetty Galaxy-laitteesta\n\n-------- Alkuperäinen viesti --------\nLähettäjä: Example Team <team@example.org>\nPäivämäärä: 3.6.2026 14.05 (GMT+02:00)\nSaaja: bob@example.net\nAihe: Copper lantern\n\nWhen did it happen?",
    "samsung sv": NEW
    + "\n\n\nSkickat från min Galaxy\n\n-------- Originalmeddelande --------\nFrån: Example Team <team@example.org>\nDatum: 2026-06-03 14:05 (GMT+01:00)\nTill: bob@example.net\nÄmne: Copper lantern\n\nWhen did it happen?",
    "samsung de": NEW
    + "\n\n\nVon meinem Galaxy gesendet\n\n-------- Ursprüngliche Nachricht --------\nVon: Example Team <team@example.org>\nDatum: 03.06.26 14:05 (GMT+01:00)\nAn: bob@example.net\nBetreff: Copper lantern\n\nWhen did it happen?",
    "proton": NEW
    + "\n\nSent with Proton Mail secure email.\n\nOn Wednesday, June 3rd, 2026 at 2:05 PM, Example Team <team@example.org> wrote:\n\n> When did it happen?",
    "proton2": NEW
    + "\n\nSent from Proton Mail for Android.\n\n-------- Original Message --------\nOn Wednesday, 06/03/26 at 14:05 Example Team <team@example.org> wrote:\n\n> When did it happen?",
    "proton3": NEW
    + "\n\nSent from [Proton Mail](https://proton.me/mail/home) for iOS\n\nOn Wed, Jun 3, 2026 at 14:05, Example Team <[team@example.org](mailto:On Wed, Jun 3, 2026 at 14:05, Example Team <<a href=)> wrote:\n\n> When did it happen?",
    "k9": NEW
    + "\n\nAm 3. Juni 2026 14:05:11 MESZ schrieb Example Team <team@example.org>:\n>When did it happen?\n-- \nDiese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "k9 en": NEW
    + "\n\nOn 3 June 2026 14:05:11 EEST, Example Team <team@example.org> wrote:\n>When did it happen?\n\n-- \nSent from my Android device with K-9 Mail. Please excuse my brevity.",
    "k9 fi": NEW
    + "\n\n3. kesäkuuta 2026 14.05.11 GMT+03:00 Example Team <team@example.org> kirjoitti:\n>When did it happen?",
    "yahoo": NEW
    + "\n\n    On Wednesday, June 3, 2026 at 02:05:11 PM GMT+3, Example Team <team@example.org> wrote:  \n \n When did it happen?\n  ",
    "gmx": NEW
    + '\n\nGesendet: Mittwoch, 03. Juni 2026 um 14:05 Uhr\nVon: "Example Team" <team@example.org>\nAn: bob@example.net\nBetreff: Copper lantern\n\nWhen did it happen?',
    "gmx en": NEW
    + '\n\nSent: Wednesday, June 03, 2026 at 2:05 PM\nFrom: "Example Team" <team@example.org>\nTo: bob@example.net\nSubject: Copper lantern\n\nWhen did it happen?',
    "mutt": NEW + "\n\nOn Wed, Jun 03, 2026 at 02:05:11PM +0300, Example Team wrote:\n> When did it happen?",
    "mutt bottom": "On Wed, Jun 03, 2026 at 02:05:11PM +0300, Example Team wrote:\n> When did it happen?\n\nIt was on Monday.\n\nBob",
    "emacs": NEW + "\n\nExample Team <team@example.org> writes:\n\n> When did it happen?",
    "roundcube fi": NEW + "\n\nExample Team kirjoitti 2026-06-03 14:05:\n> When did it happen?",
    "horde": NEW + "\n\nQuoting Example Team <team@example.org>:\n\n> When did it happen?",
    "horde fi": NEW + "\n\nLainaus Example Team <team@example.org>:\n\n> When did it happen?",
    "horde de": NEW + "\n\nZitat von Example Team <team@example.org>:\n\n> When did it happen?",
    "fastmail": NEW + "\n\nOn Wed, 3 Jun 2026, at 2:05 PM, Example Team wrote:\n> When did it happen?",
    "tutanota": NEW
    + "\n\n--\nSecured with Tuta Mail\n\n3 Jun 2026, 14:05 by team@example.org:\n\n> When did it happen?",
    "hey": NEW + "\n\nOn June 3, 2026, Example Team <team@example.org> wrote:\n> When did it happen?",
    "spark": NEW
    + "\n\nSent from Spark\nOn 3 Jun 2026, 14:05 +0300, Example Team <team@example.org>, wrote:\n> When did it happen?",
    "zoho": NEW
    + "\n\n---- On Wed, 03 Jun 2026 14:05:11 +0300 Example Team <team@example.org> wrote ----\n\nWhen did it happen?",
    "evolution": NEW + "\n\nOn Wed, 2026-06-03 at 14:05 +0300, Example Team wrote:\n> When did it happen?",
    "kmail": NEW
    + "\n\nOn keskiviikko 3. kesäkuuta 2026 14.05.11 EEST Example Team wrote:\n> When did it happen?",
    "lotus": NEW
    + "\n\n\n\nFrom:\tExample Team <team@example.org>\nTo:\tbob@example.net\nDate:\t03/06/2026 14:05\nSubject:\tCopper lantern\n\n\n\nWhen did it happen?",
    "mailru": NEW
    + "\n\n>Wednesday, 3 June 2026, 14:05 +03:00 from Example Team <team@example.org>:\n> \n>When did it happen?",
    "yandex": NEW + '\n\n03.06.2026, 14:05, "Example Team" <team@example.org>:\n> When did it happen?',
    "bluemail": NEW
    + "\n\nGet BlueMail for Android\nOn 3 Jun 2026, at 14:05, Example Team <team@example.org> wrote:\n>When did it happen?",
    "outlook phrase": NEW
    + "\n\n-----Original Message-----\nFrom: Example Team [mailto:team@example.org] \nSent: 3 June 2026 14:05\nTo: bob@example.net\nSubject: Copper lantern\n\nWhen did it happen?",
    "elisa": NEW
    + "\n\n----- Alkuperäinen viesti -----\nLähettäjä: Example Team <team@example.org>\nLähetetty: 3.6.2026 14:05\nVastaanottaja: bob@example.net\nAihe: Copper lantern\n\nWhen did it happen?",
    "windows mail": NEW
    + "\n\nSent from Mail for Windows\n\nFrom: Example Team\nSent: Wednesday, 3 June 2026 14.05\nTo: bob@example.net\nSubject: Copper lantern\n\nWhen did it happen?",
    "windows mail fi": NEW
    + "\n\nLähetetty Windowsin sähköpostista\n\nLähettäjä: Example Team\nLähetetty: keskiviikko 3. kesäkuuta 2026 14.05\nVastaanottaja: bob@example.net\nAihe: Copper lantern\n\nWhen did it happen?",
    "interleaved": "On Wed, 3 Jun 2026 at 14:05, Example Team <team@example.org> wrote:\n\n> When did it happen?\n\nIt was on Monday.\n\n> Regards\n\nBob",
}

HTML = {
    "gmail html": '<div dir="ltr">It was on Monday.<div><br></div><div>Bob</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Wed, Jun 3, 2026 at 2:05 PM Example Team &lt;<a href="mailto:team@example.org">team@example.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">When did it happen?</blockquote></div>',
    "gmail html fi": '<div dir="ltr">It was on Monday.<div><br></div><div>Bob</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">ke 3. kesäk. 2026 klo 14.05 Example Team (<a href="mailto:team@example.org">team@example.org</a>) kirjoitti:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">When did it happen?</blockquote></div>',
    "outlook html": '<div class="WordSection1"><p class="MsoNormal">It was on Monday.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Bob<o:p></o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Example Team &lt;team@example.org&gt; <br><b>Sent:</b> Wednesday, June 3, 2026 2:05 PM<br><b>To:</b> Bob &lt;bob@example.net&gt;<br><b>Subject:</b> Copper lantern<o:p></o:p></p></div></div><p class="MsoNormal">When did it happen?</p></div>',
    "outlook html sv": '<div><p>It was on Monday.</p><p>Bob</p><div style="border-top:solid #E1E1E1 1.0pt"><p><b>Från:</b> Example Team &lt;team@example.org&gt; <br><b>Skickat:</b> den 3 juni 2026 14:05<br><b>Till:</b> Bob<br><b>Ämne:</b> Copper lantern</p></div><p>When did it happen?</p></div>',
    "owa html": '<div style="font-size:12pt">It was on Monday.</div><div><br></div><div>Bob</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font><b>From:</b> Example Team &lt;team@example.org&gt;<br><b>Sent:</b> Wednesday, June 3, 2026 2:05 PM<br><b>To:</b> Bob &lt;bob@example.net&gt;<br><b>Subject:</b> Copper lantern</font><div>&nbsp;</div></div><div>When did it happen?</div>',
    "owa html fi": '<div>It was on Monday.</div><div><br></div><div>Bob</div><hr><div id="divRplyFwdMsg" dir="ltr"><font><b>Lähettäjä:</b> Example Team &lt;team@example.org&gt;<br><b>Lähetetty:</b> keskiviikko 3. kesäkuuta 2026 14.05<br><b>Vastaanottaja:</b> Bob<br><b>Aihe:</b> Copper lantern</font></div><div>When did it happen?</div>',
    "apple html": '<html><body style="overflow-wrap: break-word;">It was on Monday.<div><br></div><div>Bob<br><div><br><blockquote type="cite"><div>On 3 Jun 2026, at 14:05, Example Team &lt;team@example.org&gt; wrote:</div><br class="Apple-interchange-newline"><div>When did it happen?</div></blockquote></div><br></div></body></html>',
    "iphone html": '<html><body dir="auto">It was on Monday.<div><br></div><div>Bob<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 3 Jun 2026, at 14:05, Example Team &lt;team@example.org&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">\ufeffWhen did it happen?</div></blockquote></div></body></html>',
    "thunderbird html": '<html><body><p>It was on Monday.</p><p>Bob<br></p><div class="moz-cite-prefix">On 03/06/2026 14:05, Example Team wrote:<br></div><blockquote type="cite" cite="mid:1@example.org"><pre>When did it happen?</pre></blockquote></body></html>',
    "yahoo html": '<div class="ydp1 yahoo-style-wrap"><div dir="ltr">It was on Monday.</div><div dir="ltr"><br></div><div dir="ltr">Bob</div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>On Wednesday, June 3, 2026 at 02:05:11 PM GMT+3, Example Team &lt;team@example.org&gt; wrote: </div><div><br></div><div><br></div><div>When did it happen?</div></div></div>',
    "samsung html": '<html><body dir="auto"><div dir="auto">It was on Monday.</div><div dir="auto"><br></div><div dir="auto">Bob</div><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:12px">Sent from my Galaxy</div></div><div dir="auto"><br></div><div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000"><div>-------- Original message --------</div><div>From: Example Team &lt;team@example.org&gt; </div><div>Date: 03/06/2026  14:05  (GMT+02:00) </div><div>To: bob@example.net </div><div>Subject: Copper lantern </div><div><br></div></div>When did it happen?</body></html>',
    "proton html": '<div style="font-family: Arial">It was on Monday.</div><div><br></div><div>Bob</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://proton.me">Proton Mail</a> secure email. </div></div><div><br></div><div class="protonmail_quote">On Wednesday, June 3rd, 2026 at 2:05 PM, Example Team &lt;team@example.org&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">When did it happen?</blockquote></div>',
    "gmx html": '<div>It was on Monday.</div><div>&nbsp;</div><div>Bob</div><div><div style="margin:10px 5px 5px 10px;padding:10px 0 10px 10px;border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Mittwoch, 03. Juni 2026 um 14:05 Uhr<br><b>Von:</b>&nbsp;"Example Team" &lt;team@example.org&gt;<br><b>An:</b>&nbsp;bob@example.net<br><b>Betreff:</b>&nbsp;Copper lantern</div><div>When did it happen?</div></div></div>',
    "zoho html": '<div>It was on Monday.</div><div><br></div><div>Bob</div><div class="zmail_extra"><div id="Zm-_Id_-Sgn1">---- On Wed, 03 Jun 2026 14:05:11 +0300 <b>Example Team &lt;team@example.org&gt;</b> wrote ----<br></div><blockquote style="border-left: 1px solid #cccccc;">When did it happen?</blockquote></div>',
    "outlook ios html": '<div dir="auto">It was on Monday.</div><div dir="auto"><br></div><div dir="auto">Bob</div><div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg"><b>From:</b> Example Team &lt;team@example.org&gt;<br><b>Sent:</b> Wednesday, June 3, 2026 2:05:11 PM<br><b>To:</b> Bob<br><b>Subject:</b> Copper lantern<div>&nbsp;</div></div><div>When did it happen?</div>',
}

# What a person types stays, however much it resembles what a program writes.
TYPED = [
    "I got it.\nSent from my hotel room at three in the morning.",
    "He wrote on Windows",
    "I read it here:\nSent to everybody who has an iPhone, and I have an Android too",
    "---- important ----\nIt was he.",
    "Quoting him: you are nothing.\nThat is all.",
    "Lainaus hänen viestistään lisa@example.net: olet turha.\nSiinä kaikki.",
    "From the start:\nhe came at nine\nTo be exact: 21:04\nSubject to correction.",
    "On 3 June 2026 at 14:05 he wrote to lisa@example.net and me.\nThen he left.",
    "On Monday he wrote:",
    "-- a dash, and more",
]


def reply(body: str, kind: str = "plain") -> str:
    head = f"Subject: Re: Copper lantern\nContent-Type: text/{kind}; charset=utf-8\n\n"
    return new_text(parse((head + body).encode()))


@pytest.mark.parametrize("name", TEXTS)
def test_the_new_text_of_a_program_is_what_was_typed(name: str) -> None:
    assert reply(TEXTS[name]).split() == NEW.split()


@pytest.mark.parametrize("name", HTML)
def test_the_new_text_of_a_program_that_writes_html_alone_is_what_was_typed(name: str) -> None:
    assert reply(HTML[name], "html").split() == NEW.split()


@pytest.mark.parametrize("text", TYPED)
def test_no_typed_word_is_taken_for_what_a_program_writes(text: str) -> None:
    assert reply(text) == text
    assert reply(f"Hello.\n\n{text}\n\nBob") == f"Hello.\n\n{text}\n\nBob"
