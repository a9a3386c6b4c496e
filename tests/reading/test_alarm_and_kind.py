"""Urgency, marks, language, and what is no report."""

from datetime import UTC, datetime

import pytest

from cocmail.reading import Findings, Report, read


def _read(text: str, subject: str = "", languages: tuple[str, ...] = ("en", "fi", "sv")) -> Findings:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    return read(Report(text, subject, received, "Europe/Helsinki", True, ""), (), languages)


@pytest.mark.parametrize(
    "text",
    [
        "Please send somebody to the foyer, he is pushing people.",
        "he is following me to the bus and I am alone",
        "Tulkaa heti, hän ei päästä meitä ulos.",
        "Hän seuraa minua juuri nyt.",
        "Snälla kom, han bankar på min dörr.",
        "Hjälp, han följer efter mig just nu.",
    ],
)
def test_who_needs_somebody_now_is_urgent(text: str) -> None:
    findings = _read(text)

    assert findings.urgent
    assert findings.urgent_evidence in text
    assert findings.fields["ongoing"].state == "present"


@pytest.mark.parametrize(
    "text",
    [
        "I want to die.",
        "He insulted me in the lobby on Monday. I'm going to kill myself.",
        "Haluan kuolla.",
        "Hän haukkui minua sprintissä. Aion tappaa itseni.",
        "Jag vill dö.",
        # In another language than the rest.
        "He insulted me in the lobby on Monday, in front of all the others, and they laughed about it for the rest of "
        "the evening while I sat there with my coat on and waited for the bus. Haluan kuolla.",
        "Han skrek åt mig i måndags. Jag tänker ta livet av mig.",
    ],
)
def test_who_says_that_they_want_to_die_is_urgent_whatever_else_is_said(text: str) -> None:
    assert _read(text).urgent


@pytest.mark.parametrize(
    "text",
    [
        'He shouted "I want to die" in the game, as they all do, and then called me a cow on Monday in the club.',
        "I could have died of shame when he said it on Monday in the club.",
        "That bug nearly killed me, ha.",
    ],
)
def test_a_figure_of_speech_is_no_wish_to_die(text: str) -> None:
    assert not _read(text).urgent


def test_one_heavy_sentence_in_what_is_plainly_no_report_is_no_alarm() -> None:
    text = (
        "Hi,\n\nI bought two tickets for Saturday, and my wife has been called in for a night shift at the hospital. "
        "Can I get one refunded or must I find somebody?\n"
    )

    assert not _read(text, "Refund").urgent


@pytest.mark.parametrize(
    ("around", "cry"),
    [
        (
            "I have been with the club since spring. The bus was late and I had soup. My sister works in a bank. We "
            "talked about the weather. I like the new room, it has large windows. The coffee was good. ",
            "I took all my pills an hour ago.",
        ),
        (
            "I have been with the club since spring. The bus was late and I had soup. My sister works in a bank. We "
            "talked about the weather. I like the new room, it has large windows. The coffee was good. ",
            "You were always nice to me. Farewell.",
        ),
        (
            "Jag har varit med sedan i våras. Bussen var sen och jag åt soppa. Min syster jobbar på bank. Vi pratade "
            "om vädret. Någon skrattade åt mina skor i mars. Kaffet var gott. ",
            "Ni har alltid varit snälla mot mig. Farväl.",
        ),
    ],
)
def test_a_long_letter_does_not_drown_a_cry(around: str, cry: str) -> None:
    assert not _read(2 * around).urgent
    assert _read(2 * around + cry).urgent


@pytest.mark.parametrize(
    "text",
    [
        "Last week a man laughed at my accent in the bar.",
        "Viime viikolla eräs mies nauroi aksentilleni baarissa.",
        "Förra veckan skrattade en man åt min dialekt i baren.",
    ],
)
def test_what_is_past_is_not_urgent(text: str) -> None:
    assert not _read(text).urgent


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("I fear his revenge if he hears of it.", "retaliation"),
        ("Pelkään kostoa.", "retaliation"),
        ("Jag är rädd för honom.", "safety"),
        ("I am scared of him.", "safety"),
        ("I couldn't find the right form.", "contact-not-found"),
        ("En löytänyt oikeaa osoitetta mistään.", "contact-not-found"),
    ],
)
def test_fears_and_a_contact_hard_to_find_are_marked(text: str, mark: str) -> None:
    assert mark in _read(text).marks


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for a lovely evening, the talks were great!",
        "Kiitos mukavasta illasta!",
        "Hej! När är nästa träff?",
        "We would like to sponsor your next conference. What does a slot cost? Our company offers services.",
        "Where can I find the code of conduct in English?",
        "Suppose somebody is rude in the chat: do your rules cover that? Nothing has happened, I only wonder.",
        "Onko teillä käytännesäännöt englanniksi?",
        "Haluaisin haastatella teitä podcastiin turvallisemmasta tilasta.",
        "Tack för senast, vi ses!",
        "Vi skriver en artikel om uppförandekoder och vill intervjua er.",
        "You have won a prize! Click the link to claim it.",
        "This is not a report, I only want to tell it. A man grabbed my arm at the bar on Monday at six.",
        "Det här är ingen anmälan. En man grep min arm i baren i måndags.",
        "Thank you for the lovely talk on Wednesday! Could I have the slides as a pdf? The coffee was good as well.",
    ],
)
def test_thanks_questions_and_offers_are_no_reports(text: str) -> None:
    assert not _read(text).is_report


@pytest.mark.parametrize(
    "text",
    [
        "On Monday a man in a red cap grabbed my arm in the lobby and would not let go.",
        "Maanantaina punalakkinen mies tarttui käteeni aulassa eikä päästänyt irti.",
        "I måndags grep en man i röd mössa min arm i entrén och vägrade släppa.",
        "I want to report a violation of your code of conduct. Please get in touch.",
        "Who can I talk to about something that happened at the last meetup?",
        "Is it OK for a sponsor to ask whether I plan to have children? It happened to me yesterday.",
        "Haluan tehdä ilmoituksen yhdestä jäsenestänne. Voisiko joku ottaa yhteyttä?",
        "Olin torstaina illassanne ja siellä rikottiin käytännesääntöjä. Soittaisiko joku minulle?",
        "Jag vill anmäla ett brott mot uppförandekoden. Hör av er, tack.",
        "Hej, vem kan jag prata med om något som hände på förra träffen?",
        "See attached.",
    ],
)
def test_an_incident_is_a_report(text: str) -> None:
    assert _read(text).is_report


@pytest.mark.parametrize(
    "subject", ["Harassment at the meetup", "Ahdistelua tapaamisessa", "Trakasserier på träffen"]
)
def test_a_subject_that_names_misconduct_is_a_report_where_nothing_stands_below_it(subject: str) -> None:
    assert _read("", subject).is_report


@pytest.mark.parametrize(
    ("text", "language"),
    [("Thanks!", "en"), ("Kiitos paljon!", "fi"), ("Tack så mycket!", "sv"), ("12:30", "en")],
)
def test_the_language_is_told_from_few_words(text: str, language: str) -> None:
    assert _read(text).language == language


def test_the_language_is_one_of_those_that_are_configured() -> None:
    assert _read("Kiitos paljon, hän lähti jo.", languages=("sv", "en")).language in ("sv", "en")
