"""What a first report is found to say, in the three languages."""

from datetime import UTC, datetime

import pytest

from cocmail.reading import FIELDS, Findings, Report, read

LANGUAGES = ("en", "fi", "sv")

# In a mail of one bare sentence the models go by the company that such sentences keep.
_IN_FEW_WORDS = pytest.mark.xfail(strict=True, reason="a bare sentence is not always read as it should be")


def _read(text: str, subject: str = "", *, answerable: bool = True, sender: str = "") -> Findings:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    return read(Report(text, subject, received, "Europe/Helsinki", answerable, sender), (), LANGUAGES)


def _state(text: str, field: str) -> str:
    return _read(text).fields[field].state


ENGLISH_FORM = """Where: the lobby of Harbour House
When: Tuesday 12 May, 18:30
Who: a tall man in a green jacket
What happened: he pulled my bag off my shoulder
Still going on? No, he left.
Witnesses: my colleague Priya
"""
FINNISH_FORM = """Paikka: Satamatalon aula
Aika: tiistai 12.5. klo 18.30
Kuka: pitkä mies vihreässä takissa
Mitä tapahtui: veti laukun olaltani
Jatkuuko: ei, hän lähti
Todistajat: kollegani Priya
"""
SWEDISH_FORM = """Plats: entrén i Hamnhuset
Tid: tisdag 12 maj kl. 18.30
Vem: en lång man i grön jacka
Vad hände: han drog väskan från min axel
Pågår det: nej, han gick
Vittnen: min kollega Priya
"""


@pytest.mark.parametrize(
    ("text", "language"), [(ENGLISH_FORM, "en"), (FINNISH_FORM, "fi"), (SWEDISH_FORM, "sv")]
)
def test_labelled_lines_fill_their_fields_in_each_language(text: str, language: str) -> None:
    findings = _read(text)

    assert language == findings.language
    for field in ("when", "where", "ongoing", "description", "reported_person", "witnesses"):
        assert findings.fields[field].state == "present", field


def test_labelled_lines_count_in_any_order_and_with_other_marks() -> None:
    findings = _read("* WHERE - the foyer\n2) Wehn?\n\n(c) What happened?: he kicked my chair\n")

    assert findings.fields["where"].evidence == "the foyer"
    assert findings.fields["description"].evidence == "he kicked my chair"


def test_an_answer_may_stand_on_the_line_below_its_label() -> None:
    findings = _read("Where did it happen?\n\nIn the kitchen of the third floor\n")

    assert findings.fields["where"].evidence == "In the kitchen of the third floor"


@pytest.mark.parametrize(
    "text",
    [
        "Who\nOlli Berg\n\nWhat happened\nHe grabbed my bag.",
        "## Who\n\nOlli Berg\n\n## What happened\n\nHe grabbed my bag.",
        "Kuka\nOlli Berg\n\nMitä tapahtui\nHän tarttui laukkuuni.",
        "Vem\nOlli Berg\n\nVad hände\nHan slet i min väska.",
        "Who / Kuka\nOlli Berg\n\nWhat happened / Mitä tapahtui\nHe grabbed my bag.",
        "Who did it? (name, nickname or looks)\nOlli Berg",
        "Who did it (name or looks)?\nOlli Berg",
        "Who did it? / Kuka sen teki?\nOlli Berg",
        "Who did it? / Kuka sen teki?: Olli Berg",
        "Who did it? *\nOlli Berg",
        "Who did it?\n[ ] Somebody I do not know\n[x] Olli Berg",
    ],
)
def test_the_label_of_a_form_and_what_it_adds_is_no_answer(text: str) -> None:
    finding = _read(text).fields["reported_person"]

    assert finding.state == "present"
    assert finding.evidence == "Olli Berg"


def test_of_several_boxes_the_one_that_is_ticked_is_the_answer() -> None:
    fields = _read(
        "Is it still happening?\n[ ] Yes\n[X] No\nWhere did it happen? [ ] Online [x] At the venue\n"
        "Did anyone else see it?\n- ( ) Somebody\n- ( ) Nobody\n"
    ).fields

    assert fields["ongoing"].evidence == "No"
    assert fields["where"].evidence == "At the venue"
    assert fields["witnesses"].state == "absent"


@pytest.mark.parametrize("subject", ["", "A report"])
@pytest.mark.parametrize(
    "text",
    [
        "Who did it?\n\nDid anyone else see it?\n",
        "Who did it? *\nDid anyone else see it? *\nWhere: the lobby",
        "Who did it? (name, nickname or looks)\n\nDid anyone else see it?\n\nWhere: the lobby",
        "Who\n\nWitnesses\n\nWhere\nthe lobby",
    ],
)
def test_a_question_that_was_left_empty_declines_nothing(text: str, subject: str) -> None:
    fields = _read(text, subject).fields

    assert fields["reported_person"].state == "absent"
    assert fields["witnesses"].state == "absent"


def test_a_word_that_may_be_a_label_is_still_an_answer() -> None:
    assert _read("What happened: he hit me\nStill happening?\nOver\n").fields["ongoing"].evidence == "Over"


def test_a_label_may_stand_within_a_longer_one() -> None:
    found = _read("Still ongoing y/n: yes\nWhere did it happen exactly: the blue tent\n").fields

    assert (found["ongoing"].evidence, found["where"].evidence) == ("yes", "the blue tent")


def test_a_misspelt_label_is_still_a_label() -> None:
    assert _read("Locatoin: the pier\nLocaton: the pier\n").fields["where"].evidence == "the pier"


def test_an_empty_answer_of_a_form_is_no_answer() -> None:
    assert _state("Time: (no answer)\nWhere: n/a\n", "when") == "absent"
    assert _state("Time: (no answer)\nWhere: n/a\n", "where") == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "It was on 12 May at 18:30.",
        "Yesterday evening about six he began again.",
        "It was 2026-05-12 around 18.30.",
        "He did it on Tuesday, just after the keynote.",
        "Eilen klo 18 se alkoi.",
        "Tiistaina puoli seitsemän maissa hän tuli.",
        "Se tapahtui 12.5.2026 kello 18.30.",
        "Perjantaina heti kahvitauon jälkeen.",
        "I går kväll vid sjutiden kom han.",
        "Det hände den 12 maj kl. 18.15.",
        "I tisdags efter föredraget.",
        "It is happening right now.",
    ],
)
def test_a_day_with_a_time_is_present(text: str) -> None:
    assert _state(text, "when") == "present"


@pytest.mark.parametrize(
    "text",
    [
        "It was on Tuesday.",
        pytest.param("He shouted at me. It was around six o'clock.", marks=_IN_FEW_WORDS),
        "Se oli tiistaina.",
        "Det var i fredags.",
    ],
)
def test_a_day_or_a_time_alone_is_partial(text: str) -> None:
    assert _state(text, "when") == "partial"


def test_a_version_or_a_price_is_no_time() -> None:
    assert _state("He laughed at my Python 3.11 talk on Monday.", "when") == "partial"
    assert _state("Monday, and the beer was 8.50 €.", "when") == "partial"


@pytest.mark.parametrize(
    "text",
    [
        "He wrote it in #general.",
        "It was on Zoom.",
        "We were in room 214.",
        "Det skrevs på Discord.",
        "Se oli rantasaunalla.",
    ],
)
def test_a_venue_or_a_platform_is_a_place(text: str) -> None:
    assert _state(text, "where") == "present"


@pytest.mark.parametrize(
    "text",
    [
        "She pushed me in the kitchen.",
        "Hän tönäisi minua keittiössä.",
        "Se oli rantasaunalla.",
        "Han knuffade mig i köket.",
    ],
)
def test_a_spot_is_not_asked_for_again(text: str) -> None:
    assert _state(text, "where") in {"present", "partial"}


def test_an_event_alone_is_part_of_a_place() -> None:
    assert _state("It was at your conference.", "where") == "partial"


@pytest.mark.parametrize(
    "text",
    [
        "He is still doing it.",
        "It stopped when I left.",
        "Hän jatkaa yhä.",
        "Se loppui siihen.",
        "Det pågår fortfarande.",
        "Han slutade till sist.",
    ],
)
def test_whether_it_goes_on_is_read_either_way(text: str) -> None:
    assert _state(text, "ongoing") == "present"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("I don't remember when it was.", "when"),
        ("I'd rather not say where.", "where"),
        ("I can't say if it is over.", "ongoing"),
        ("I have no idea who it was.", "reported_person"),
        ("I can't tell you who saw it.", "witnesses"),
        ("En muista milloin se oli.", "when"),
        ("En halua kertoa missä.", "where"),
        ("En tiedä kuka se oli.", "reported_person"),
        ("Jag minns inte när det var.", "when"),
        ("Jag vill inte säga var.", "where"),
        ("Jag vet inte vem det var.", "reported_person"),
    ],
)
def test_what_the_reporter_will_not_or_cannot_tell_is_declined(text: str, field: str) -> None:
    assert _state(text, field) == "declined"


@pytest.mark.parametrize(
    "text",
    [
        "On Saturday at lunch in the tent a team leader pinched the cheek of a volunteer and made her carry his plate. "
        "She laughed, but her eyes did not. My train left at three, so I do not know how it went on.",
        "Last night a man kept photographing my daughter at the door. We left at nine, no idea if he is still at it.",
        "torstain illassa joku matki mun puhetapaa ja muut nauro, siis ihan kunnolla\n"
        "en tiiä jatkuuks se vielä vai oliks se siinä\nvoitteko sanoo jotain kaikille",
        "Eilen illalla mies kuvasi tytärtäni ovella. Lähdimme yhdeksältä, jatkuuko se yhä, sitä en tiedä.",
        "I fredags härmade någon min röst på mötet och alla skrattade. Om det fortsätter kan jag inte svara på. Säg "
        "gärna något till alla nästa gång.",
        "I går kväll fotade en man min dotter vid dörren. Vi gick klockan nio och jag vet inte om han fortsatte.",
    ],
)
def test_who_plainly_does_not_know_whether_it_goes_on_is_not_asked(text: str) -> None:
    assert _state(text, "ongoing") == "declined"


@pytest.mark.parametrize(
    "text",
    [
        "It is about Oskar Berg, who lends out the projectors. On Thursday he broke your rules with me, badly. We work "
        "at the same firm. I am not ready to put into words what he did. Had one of you time for a tea, I would tell.",
        "Teen ilmoituksen Oskari Bergistä, joka on rikkonut sääntöjänne ryhmässä. Sama meno jatkuu, viimeksi eilen "
        "kello 22.40. Viestien sisältöä en tässä vaiheessa kerro. Tavata voin milloin vain.",
        "va på er julfest i fredags och gick hem vid midnatt\nvad han gjorde i tamburen orkar ja int berätta om\n"
        "han heter Oskar och e dj hos er\nkan nån ring i morron",
    ],
)
def test_who_plainly_will_not_tell_what_happened_is_not_asked(text: str) -> None:
    assert _state(text, "description") == "declined"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (
            "On Tuesday at 18.30 Priya Kettunen called me a liar. I have no idea where this comes from, we had only "
            "said hello before. She has apologised and we are fine.",
            "where",
        ),
        (
            "Hei, tiistaina klo 18.30 Satamatalon aulassa Priya Kettunen haukkui minua valehtelijaksi. En tiedä, "
            "kuuluuko tämä teille, enkä osaa sanoa, tulenko enää ensi kerralla.",
            "ongoing",
        ),
        (
            "Hej, i tisdags kl. 18.30 i entrén till Hamnhuset kallade Priya Kettunen mig lögnare. Jag vet inte om det "
            "här hör hit, och jag vet inte om jag orkar komma nästa gång.",
            "ongoing",
        ),
    ],
)
def test_not_knowing_something_else_declines_nothing(text: str, field: str) -> None:
    assert _state(text, field) == "absent"


def test_looks_are_given_even_where_the_name_is_not_known() -> None:
    assert _state("I don't know his name, but he had a red beard.", "reported_person") == "present"


@pytest.mark.parametrize(
    "text", ["Tom laughed at my accent.", pytest.param("Tom laughed.", marks=_IN_FEW_WORDS)]
)
def test_who_did_it_is_not_asked_where_a_name_did_it(text: str) -> None:
    assert _state(text, "reported_person") == "present"


def test_punctuation_says_nothing() -> None:
    assert {each.state for name, each in _read(",").fields.items() if name != "contact"} == {"absent"}


def test_a_gender_alone_is_part_of_a_person() -> None:
    assert _state("It was some guy.", "reported_person") == "partial"


def test_the_names_of_the_reported_person_leave_out_the_senders_own() -> None:
    findings = _read("Oskar Lindholm grabbed me.\n\nMira Salo", sender="Mira Salo")

    assert findings.person_named_as == "Oskar Lindholm"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Anna's ex-husband Tom shouted at me yesterday.", "Tom"),
        ("Reported person: Anna’s boss Tom Smith", "Tom Smith"),
        ("Reported person: Tom's friends", "Tom's"),
    ],
)
def test_whose_friend_or_husband_somebody_is_is_not_their_name(text: str, names: str) -> None:
    assert _read(text).person_named_as == names


@pytest.mark.parametrize(
    "text",
    [
        "Rea Porter here: a man hit me yesterday.",
        "It was me, Rea Porter, who was hit by a man in the lobby.",
        "I am writing on behalf of Rea Porter, who was groped by a speaker.",
        "A speaker groped my friend Rea Porter. She does not dare to write herself.",
        "Kirjoitan Rea Porterin puolesta, jota joku tönäisi eilen.",
        "Jag skriver för Rea Porters räkning, hon blev tafsad på.",
        "En talare tafsade på min vän Rea Porter.",
    ],
)
def test_who_writes_or_is_spoken_for_is_not_shown_as_who_did_it(text: str) -> None:
    assert _read(text).person_named_as == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kim Larsen was groped by Dora Smith in the bar Bruuveri on Friday.", "Dora Smith"),
        ("Jag blev knuffad av Olle Berg i fredags.", "Olle Berg"),
        ("Yesterday our treasurer Petri Salo pushed me in the hall.", "Petri Salo"),
        ("Petri Salo ja Olli Berg nauroivat minulle eilen ja tönivät.", "Petri Salo, Olli Berg"),
        ("I fredags skrek Dora Niemi åt Kim Larsson i Oodi.", "Dora Niemi"),
        ("I går skrek vår kassör Dora Niemi åt mig.", "Dora Niemi"),
        ("Tom Smith here at the desk hit me.", "Tom Smith"),
        ("At the sauna evening my colleague Tom Smith hit me.", "Tom Smith"),
        ("Tom Smith told my friend Rea Porter to leave.", "Tom Smith"),
        ("Yesterday I asked my mentor Tom Smith for advice and he groped me.", "Tom Smith"),
        ("Jag ringde till min chef Tom Smith och han skrek åt mig.", "Tom Smith"),
        ("Tom Smith here keeps sending me pictures.", "Tom Smith"),
        ("He is called Tom Smith and he hit me.", "Tom Smith"),
        ("Dora Smith shouted at me: Rea, you are stupid.", "Dora Smith"),
    ],
)
def test_the_reported_person_is_told_from_others_who_are_named_beside_them(text: str, names: str) -> None:
    assert _read(text).person_named_as == names


@pytest.mark.parametrize(
    "text",
    [
        "My name is Rea Porter and yesterday a man shouted at me.",
        "Nimeni on Rea Porter ja eilen mies huusi minulle.",
        "Jag heter Rea Porter och igår skrek en man åt mig.",
        "My friend Rea Porter was groped yesterday by a man in a yellow coat.",
        "A man in a yellow coat shouted at Rea Porter.",
        "Ystäväni Rea Porter joutui eilen miehen kourimaksi.",
        "He hit Kim Larsen yesterday at six.",
        "Dora did it again today in the Oodi library.",
        # Nothing in the words tells which of them did it.
        "I saw Kim Larsen on the floor, and Tom Smith laughed.",
    ],
)
def test_nobody_but_the_reported_person_is_named_to_who_has_not_declared(text: str) -> None:
    assert _read(text).person_named_as == ""


def test_an_address_that_can_be_answered_is_the_contact() -> None:
    assert _read("He hit me.").fields["contact"].evidence == "From"


def test_without_such_an_address_one_in_the_text_is_the_contact() -> None:
    findings = _read("Write to mira@example.org please.", answerable=False)

    assert findings.fields["contact"].evidence == "mira@example.org"


def test_without_such_an_address_a_number_in_the_text_is_the_contact() -> None:
    findings = _read("Soita 040 123 4567.", answerable=False)

    assert findings.fields["contact"].evidence == "040 123 4567"


def test_nothing_to_answer_to_is_an_absent_contact() -> None:
    assert _read("He hit me.", answerable=False).fields["contact"].state == "absent"


def test_a_no_below_a_long_answer_of_a_form_wants_no_letters() -> None:
    text = "Annat: jag är 17 och det här var mitt allra första sommarjobb\nFår vi kontakta dig: nej\n"

    assert "no-reply-wanted" in _read(text).marks


@pytest.mark.parametrize(
    "text",
    [
        "A man pushed me in the lobby. I then filled in the form of the venue, and had ticked at\nwants a reply: no",
        "A man pushed me in the lobby on Friday at six, but their web form asks only\nDo you want a reply?\nNo",
        "Hän tönäisi minua aulassa perjantaina ja kysyi monta kertaa,\nsaako sinuun ottaa yhteyttä? Ei.",
    ],
)
def test_a_no_that_is_only_told_of_wants_letters_all_the_same(text: str) -> None:
    assert "no-reply-wanted" not in _read(text).marks


LONG = (
    "I was at the meetup on Friday and the organiser of the evening pushed me against the wall and laughed. "
)


@pytest.mark.parametrize(
    "above", ["", LONG, "We met in the lobby on Friday evening, he and I and the others.\n"]
)
@pytest.mark.parametrize(
    ("wish", "mark"),
    [
        ("My boss reads this mailbox every day, so please do not\nwrite to me.", "no-reply-wanted"),
        ("My boss reads this mailbox, so please write to me instead at\nrea@example.org", "answer-elsewhere"),
        ("My boss reads this mailbox, so please write to me instead\nat rea@example.org", "answer-elsewhere"),
        ("My boss reads this mailbox, so please write to me at… rea@example.org", "answer-elsewhere"),
        (
            "My boss reads this mailbox too, so please write to me on my\nGmail: rea@example.org",
            "answer-elsewhere",
        ),
    ],
)
def test_a_wish_is_heard_wherever_its_lines_end(above: str, wish: str, mark: str) -> None:
    assert mark in _read(above + wish).marks


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}I am new and my name is\nRea Porter and some man there pushed me.",
        "I have been with you since the spring of last year, and my name is\nRea Porter: a man shoved me.",
    ],
)
def test_who_gives_their_own_name_on_the_next_line_is_not_shown_as_who_did_it(text: str) -> None:
    assert _read(text).person_named_as == ""


@pytest.mark.parametrize(
    "text",
    [
        "Please do not contact me.",
        "En halua että minuun otetaan yhteyttä.",
        "Kontakta mig inte.",
        "A man hit me. Do not answer, my husband has the password.",
        "It is not safe to write to me here.",
        "No letters please, my wife sees them.",
        "Send nothing to me, and please nothing back.",
        "Mies löi minua. Ei viestejä kiitos.",
        "Älkää lähettäkö enää viestejä, mieheni näkee ne.",
        "Tähän osoitteeseen ei saa lähettää mitään.",
        "Svara inte, min man har lösenordet.",
        "En man slog mig. Inga mejl tack.",
        "Skicka inget mer hit, han läser allt.",
        "Det är inte säkert att skriva till mig här.",
        "a man hit me at the meetup\nplease do not\nwrite to me, he sees my mail",
        "mies löi minua kerhossa\nälkää\nvastatko tähän",
        "he came after him and then we went home by bus and it rained please dont write back my dad reads it",
    ],
)
def test_who_wants_no_answer_is_marked_so(text: str) -> None:
    findings = _read(text)

    assert findings.fields["contact"].state == "declined"
    assert "no-reply-wanted" in findings.marks


@pytest.mark.parametrize(
    "text",
    [
        "I do not want any more letters from him.",
        "He said: no more emails please.",
        "I told him to stop writing to me.",
        "Stop messaging me, I told him.",
        "Don't text me again, I told him.",
        "I begged Max, do not send me more pictures.",
        "It was not safe to message my friend because he reads along.",
        "You must not write to me, he told me.",
        "Tänne ei saa kirjoittaa mitään naisista, Max huusi.",
        "Pyysin että älkää enää lähettäkö viestejä minulle.",
        "Max skickade inga meddelanden till mig på en vecka.",
        "Jag bad Max skicka inga bilder till mig.",
        "Han svarade inte. Inga mejl, inga sms, ingenting sedan dess.",
        "She told me no more messages, and walked out.",
        "Please send no more volunteers there.",
        "It is not safe to walk there.",
        "He hit me\nDo not\nhe said, and left.",
        "You can't answer this note, the form has no address.",
        "Pyysin, ettei enää viestejä, mutta hän jatkoi.",
        "En halua enää viestejä häneltä.",
        "Jag sa inga fler mejl tack men han fortsatte.",
        "Skicka inget mer till honom.",
    ],
)
def test_words_of_somebody_elses_letters_are_no_wish_for_silence(text: str) -> None:
    assert "no-reply-wanted" not in _read(text).marks


@pytest.mark.parametrize(
    "text",
    [
        "Please file this and do not answer it. My husband reads my mail.",
        "I'd ask you not to answer this, since my partner and I share the inbox.",
        "You need not get back to me, and I would be glad if you did not.",
        "Please refrain from replying.",
        "Vastausta en kaipaa, lähetin tämän vain tiedoksi.",
        "Pyydän, ettei minulle vastata tähän millään tavalla, sillä puhelintani luetaan kotona.",
        "Älkää lähettäkö tähän vastausta, puolisoni lukee samaa laatikkoa.",
        "Hör inte av er till mig, jag orkar inte prata om det mer.",
        "Svara inte på det här, min man läser datorn.",
        "Låt bli att svara, tack.",
        "\n18.30 he came back, and I left.\n21.00 I write this: please do not answer it.",
        "This is sent from my sister's phone, please do not reply.",
        "I get automatic copies of all mail at home, please do not answer this.",
        "Please don't reply because I live with him.",
        "I'd rather not be contacted.",
        "A reply is not necessary.",
        "En odota vastausta.",
        "Vill inte att ni svarar.",
        "Do not reply.",
        "My brother reads this mailbox. Don't answer.",
        "Den här brevlådan läser min bror också. Svara inte!",
        "Please don't try to answer, others read this.",
        "Toivon, ettei kukaan yritä tavoittaa minua mitään kautta.",
        "Under no circumstances contact me.",
        "I won't read the answers.",
        "It is not safe for me to be contacted.",
        "Vastaaminen olisi vaarallista, mieheni lukee nämä.",
        "Det är inte säkert att svara mig här.",
        "Please treat this as a one-way letter.",
        # The answer of a form, on its line or below it.
        "\n\nMay we contact you?: I'd rather you did not.",
        "\n\nCan we contact you?\nNo\n\nAnything else?\n-",
        "\n\nHow can we reach you? please don't",
        "\n\nSaako sinuun ottaa yhteyttä: ei kiitos",
        "\n\nFår vi kontakta dig? Nej.",
        "\n\nDo you wish to be contacted? No.",
        "\n\nHaluatko vastauksen: en",
        "\n\nMay we contact you?\n\n**No**",
        # The box that is ticked.
        "\n\nMay we contact you? [ ] yes [x] no",
        "\n\nMay we contact you? [X] No [ ] Yes\nThanks",
        "\n\nMay we contact you?\n[ ] Yes\n[x] No\n[ ] Only by phone\n",
        "\n\nSaako sinuun ottaa yhteyttä: ☐ kyllä ☒ ei",
        "\n\nFår vi kontakta dig? [x] nej",
        "\n\nMay we contact you?\n- [ ] Yes\n- [x] No",
        "\n\nMay we contact you?\n☐ Yes\n\n☑ No",
        "\n\nMay we contact you?\n( ) Yes\n(x) No",
        "\n\nSaako sinuun ottaa yhteyttä?\n( ) Kyllä\n(x) Ei",
        "\n\nFår vi kontakta dig?\n( ) Ja\n(x) Nej",
        "\n\nMay we contact you?\nYes [ ]\nNo [x]",
        "\n\nMay we contact you?\n[ ] By e-mail\n[ ] By phone\n[ ] By post\n[ ] In the chat\n[x] No\n",
        "\n\n(x) Do not contact me\n( ) Contact me",
        "\n\n1. [x] Do not contact me\n2. [ ] Contact me",
        "\n\n[x] Do not contact me [ ] Contact me",
        "\n\nYour choice: [ ] Contact me [x] Do not contact me",
        "\n\nDo not contact me [x]\nContact me [ ]",
        "\n\nPlease do not contact me under any circumstances at all, ever,\n[ ] I have read the code of conduct",
        # How a form marks a question, and asks it in two languages.
        "\n\nMay we contact you?:: No",
        "\n\nMay we contact you? *\nNo",
        "\n\nMay we contact you\nNo",
        "\n\nQ: May we contact you?\nA: No",
        "\n\nFår vi kontakta dig? / May we contact you?\nNej / No",
        # What stands behind the words is no "no" to them.
        "\n\nDo not contact me: yes",
        "Please do not contact me: not safe.",
        "Please do not contact me:\nmy husband reads my mail.",
        "Please do not contact me :-)",
    ],
)
def test_a_wish_for_silence_is_heard_in_many_words(text: str) -> None:
    assert "no-reply-wanted" in _read(f"He hit me on Monday. {text}").marks


@pytest.mark.parametrize(
    "text",
    [
        "Please don't contact me by phone, mail is fine.",
        "Please don't contact him about it.",
        "You need not answer today.",
        "No need to reply before Monday.",
        "Please answer soon, I am scared.",
        "I never got an answer last time, please reply.",
        "Please do not leave me without an answer.",
        "Do not reply to all, only to me.",
        'He told me: "don\'t contact me ever again, do not reply to this".',
        'I told him "don\'t write to me". He told me to leave him in peace.',
        "I told him not to contact me, please don't contact me I said to him.",
        "He said he does not want a reply.",
        "I told him: do not contact me again.",
        "Please don't contact my employer.",
        "I got no reply to this last time.",
        "I don't need an answer right away.",
        "\n\nThis is an automated message. Please do not reply to this email.",
        "\n\n[ ] Please do not contact me\n[x] Contact me\n",
        "\n\n( ) Do not contact me\n(x) Contact me by e-mail",
        "\n\n( ) Älkää ottako yhteyttä\n(x) Ottakaa yhteyttä",
        "\n\n( ) Kontakta mig inte\n(x) Kontakta mig",
        "\n\n[x] Contact me  [ ] Do not contact me",
        "\n\nContact me [x] Do not contact me [ ]",
        "\n\n1. [ ] Do not contact me\n2. [x] Contact me",
        "\n\nDo not contact me [ ]\nContact me [x]",
        "\n\nDo not contact me\n[ ]\nContact me\n[x]",
        "\n\n[ ]\nDo not contact me\n[x]\nContact me",
        "\n\n● Contact me\n○ Do not contact me",
        "\n\n[x] Contact me\n[ ] Nobody may write to me about this, not even by e-mail, so please\ndo not contact me",
        # The answer of a form to what it states.
        "\n\nDo not contact me: no",
        "\n\nDo not contact me by phone or mail: No",
        "\n\nDo not contact me?\nNo",
        "\n\nDo not contact me\tno",
        "\n\n| Do not contact me | no |",
        "\n\nDo not contact me: -",
        "\n\nDo not contact me:\nName: Mira Salo",
        "\n\nÄlkää ottako yhteyttä: ei",
        "\n\nKontakta mig inte: nej",
        "\n\n-- Please do not reply above this line --",
        "\n\nÄlkää vastatko tämän rivin alapuolelle.",
        "\n\nSvara inte på mejlet under denna linje.",
        "\n\n[14:02] Mark: please don't contact me again\n",
        "\n\nThis mail was sent by our form. Please do not reply to it.",
        "\n\nFrom: Mark <mark@example.org>\nSent: Monday, 4 May 2026 10:00\n\nPlease do not contact me again.",
        "I don't answer to this group any more.",
        "She didn't want an answer.",
        "Hänen ei tarvitse vastata.",
        "Pyysin häntä että minuun ei saa ottaa yhteyttä.",
        "Han ville inte ha svar.",
        "Jag sa till honom att låta bli att svara.",
        "Älkää soittako, sähköposti käy.",
        "Älkää ottako yhteyttä häneen.",
        "Ei tarvitse vastata heti.",
        "Ni behöver inte svara om det är överdrivet.",
        "Ring inte, mejl går bra.",
        "Text, don't ring.",
        "I asked him twice and got no answer.",
        "They do not reply, ever.",
        "\n\nMay we contact you: No phone calls, write to me.",
        "\n\nMay we contact you: yes\n\nDid you tell him to stop: no",
        "\n\nMay we contact you: Nobody else knows, so yes.",
        "I can not write more today.",
        "\n\nMay we contact you? No problem.",
        "\n\nMay we contact you? No, but email is OK",
        "\n\nMay we contact you: no/yes: yes",
        "\n\nMay we contact you?\nNo. of witnesses: 3",
        "\n\nMay we contact you? [x] yes [ ] no",
        "\n\nMay we contact you? [ ] yes [ ] no",
        "\n\nMay we contact you?\n[x] Yes\n[ ] No\n",
        "\n\nMay we contact you? no [ ] yes [x]",
        "\n\nMay we contact you? [x] no [x] yes",
        "\n\nMay we contact you? [x] no problem",
        "\n\nMay we contact you?\n(x) Yes\n( ) No",
        "\n\nMay we contact you?\n- [x] Yes\n- [ ] No",
        "\n\nMay we contact you?\nYes [x]\nNo [ ]",
        "\n\nMay we contact you? Yes [ ] No [x]",
        "\n\nMay we contact you?\nYes [ ] No\n[x]",
        "\n\nMay we contact you?\na) no\nb) yes",
        "\n\nDo you need the police? / May we contact you?\nNo",
        "\n\nMay we contact you? / Do you need the police?\nNo",
        "\n\nFår vi kontakta dig? / May we contact you?\nNej / Yes",
        "\n\nDid you tell him: [x] no",
        "\n\nMay we contact you by phone? No",
        "\n\nDo you want us to contact the police? No",
        "\n\nDo you need a response team now? No",
        "\n\nHow can we reach you? Please do not call; e-mail is fine.",
        "\n\nSaako sinuun ottaa yhteyttä: ei ongelmaa, mielellään",
        "\n\nFår vi kontakta dig? Nej men ni får mejla",
        "He asked, can I contact you? No, I said, and he followed me home.",
        "The guards came and asked, can we contact you?\nNo\nThen he followed me home.",
        "The moderators ignore us, don't answer, don't care. Please write to me.",
        "He shouted shut up, don't answer!",
        "I asked him why. No answers.",
        "Jag har mejlat tre gånger, inga svar. Hjälp mig.",
        "Please do not leave this without an answer.",
        "I don't want to be contacted by Olli again.",
        "Det är inte farligt att svara mig.",
        "Tveka inte att kontakta mig.",
        "Älkää epäröikö ottaa yhteyttä.",
        "Please do not hesitate to write back.",
        "He won't answer my messages, and I can't reach him.",
        "Varför svarar ingen? Jag har inte fått svar.",
        "En osaa kirjoittaa hyvin. Hän ei vastaa viesteihini.",
        # What somebody else wrote to the reporter.
        "See what he wrote:\n\n> 22:41 <olli> don't answer this mail\n",
        "See below.\n\n---------- Forwarded message ----------\nFrom: Olli\n\nPlease do not reply to this email.\n",
    ],
)
def test_who_wants_an_answer_gets_one(text: str) -> None:
    assert "no-reply-wanted" not in _read(f"He hit me on Monday at six in the lobby. {text}").marks


def test_a_subject_alone_asks_for_no_silence() -> None:
    assert "no-reply-wanted" not in _read("He hit me on Monday at six in the lobby.", "Don't answer").marks


def test_the_number_of_who_did_it_is_not_the_reporters() -> None:
    text = "Petri keeps writing to me.\n\n> 22:41 <petri> call me or else, my number is 040 123 4567\n"

    assert _read(text, answerable=False).fields["contact"].state == "absent"


def test_quoted_mail_is_not_what_the_reporter_says() -> None:
    text = (
        "He pushed me and called me names, twice.\n\nOn Mon, 11 May 2026 at 10:00, Team wrote:\n"
        "> when did it happen?\n> Monday 18:00 in the lobby\n"
    )

    assert _state(text, "when") == "absent"
    assert _state(text, "where") == "absent"


PASTED = """Kopioin tähän mitä hän lähetti:

> 14.12. klo 22.31 Manne: tiedän missä sä asut
> 14.12. klo 22.58 Manne: vastaa tai hakkaan sut

En uskalla enää tulla iltoihin ollenkaan, ja olen kertonut siitä vain siskolleni.
"""


@pytest.mark.parametrize(
    "head", ["Kopioin tähän mitä hän lähetti:", "Manne kirjoitti:", "Manne kirjoitti 2 viestiä:"]
)
def test_a_chat_that_the_reporter_pastes_tells_what_happened_and_when(head: str) -> None:
    text = PASTED.replace("Kopioin tähän mitä hän lähetti:", head)

    assert _state(text, "when") == "present"
    assert _state(text, "description") == "present"


@pytest.mark.parametrize(
    "quoted",
    [
        # A mail of this thread, with and without the line that says whose it is.
        "On Mon, 11 May 2026 at 10:00, Team wrote:\n> Monday 18:00 in the lobby\n",
        "> On Mon, 11 May 2026 at 10:00, Team wrote:\n> Monday 18:00 in the lobby\n",
        "On Mon, 11 May 2026 at 10:00, Team wrote:\n> 18:00 on Monday, we heard, in the lobby of Oodi\n",
        "> 1. When was it, Monday 18:00?\nno idea\n> 2. Where? In the lobby?\nno idea\n> You need not answer.\n",
        "> Thank you for telling us what happened on Monday at 18:00.\n> You can answer.\n> Was it in the lobby?\n",
    ],
)
def test_our_own_questions_are_no_answer(quoted: str) -> None:
    text = f"He pushed me and called me names, twice.\n\n{quoted}"

    assert _state(text, "where") != "present"
    assert _state(text, "when") != "present"


def test_what_stands_above_the_attribution_of_a_quote_is_the_reporters() -> None:
    text = (
        "He hit me in the lobby of Oodi on Monday at 18.30.\n"
        "On Tue, 5 May 2026 at 10:00 CoC <coc@pyhki.example> wrote:\n> Thanks.\n"
        "\nI am still worried about it and would like to talk to somebody.\n"
    )

    assert _state(text, "when") == "present"
    assert _state(text, "where") == "present"


def test_one_sentence_that_speaks_of_no_place_has_not_told_it() -> None:
    assert (
        _state("Hei, eilen klo 18 joku mies keltaisessa takissa huusi minulle rumasti.", "where") == "absent"
    )


def test_forwarded_mail_answers_what_the_reporter_left_open() -> None:
    text = (
        "See below, I got this from a stranger yesterday.\n\n---------- Forwarded message ----------\n"
        "I will wait for you behind the lobby and hit you.\n"
    )

    assert _state(text, "description") == "present"


def test_windows_line_ends_change_nothing() -> None:
    unix, windows = _read(ENGLISH_FORM), _read(ENGLISH_FORM.replace("\n", "\r\n"))

    assert unix == windows


def test_every_report_has_all_eight_fields_even_an_empty_one() -> None:
    findings = _read("")

    assert tuple(findings.fields) == FIELDS
    assert findings.language == "en"
    assert not findings.is_report


@pytest.mark.parametrize(
    "text",
    [
        "Write to me: mira.salo (at) example.org",
        "you get me at mira dot salo, or rather mira at example dot org",
        "osoitteeni on mira[at]example[piste]org",
    ],
)
def test_an_address_that_is_spelt_out_is_the_contact(text: str) -> None:
    assert _read(text, answerable=False).fields["contact"].state == "present"


def test_an_address_that_will_be_closed_is_no_contact() -> None:
    text = "He hit me. This address stops working tonight."

    assert _state(text, "contact") == "absent"


def test_a_pasted_chat_is_an_account() -> None:
    assert (
        _state("see below\n\n[18:02] marder: nobody asked you\n[18:03] marder: go away\n", "description")
        == "present"
    )


@pytest.mark.parametrize(
    "text", ["He asked me in Finnish.", "Juho is from the front desk.", "Jag hjälpte till."]
)
def test_a_language_or_where_somebody_belongs_is_no_place(text: str) -> None:
    assert _state(text, "where") == "absent"


def test_what_stands_behind_a_label_is_the_answer_whatever_the_page_looks_like() -> None:
    assert _state("When: then\nWhere: A 113\nWho: K.", "where") == "present"


def test_who_gave_a_day_and_a_time_is_not_asked_for_the_time() -> None:
    text = (
        "I was at the study evening in the Oodi library yesterday. At seven, in the break, Carla told me, loudly, that "
        "women only come for the pizza."
    )

    assert _read(text, subject="the study evening").fields["when"].state == "present"


def test_a_mail_of_no_content_tells_nothing() -> None:
    found = _read("", subject="something").fields

    assert {each.state for name, each in found.items() if name != "contact"} == {"absent"}
