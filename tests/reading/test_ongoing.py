"""Whether it goes on is told by the sentence, not by a word in it."""

from datetime import UTC, datetime

import pytest

from cocmail.reading import Finding, Report, read

_STILL = pytest.mark.xfail(
    strict=True, reason="what is still so, and is not the conduct, is taken for it going on"
)


def _ongoing(text: str) -> Finding:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(text, "", received, "Europe/Helsinki", True, "")
    return read(report, (), ("en", "fi", "sv")).fields["ongoing"]


EN = "Hello,\n\nYesterday around six a man in a red cap pushed me in the lobby of Oodi. {} My friend Anna saw.\n\nRea"
FI = "Hei,\n\nEilen kello kuuden aikaan punalakkinen mies tönäisi minua aulassa. {} Ystäväni Anna näki sen.\n\nRea"
SV = "Hej,\n\nI går vid sextiden knuffade en man i röd keps mig i bibliotekets aula. {} Min vän Anna såg det.\n\nRea"


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (EN, "That was the only time."),
        (EN, "It happened just once."),
        (EN, "It happens at every meetup."),
        (EN, "The host told him to leave and he did."),
        (FI, "Se oli ainoa kerta."),
        (FI, "Kyseessä oli yksittäinen tapaus."),
        (FI, "Tätä tapahtuu joka viikko."),
        (SV, "Det var enda gången."),
        (SV, "Det har bara hänt en gång."),
        (SV, "Han kastades ut."),
        (SV, "Det hände igen förra veckan."),
    ],
)
def test_what_everybody_says_is_understood(mail: str, said: str) -> None:
    assert _ongoing(mail.format(said)).state == "present"
    assert _ongoing(mail.format("").replace("  ", " ")).state == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "The insults keep coming, three more since breakfast.",
        "He has not stopped calling.",
        "she still messages me every evening",
        "Every time I open the channel there is a new one, and nobody removes them.",
        "It stopped as soon as the host came over.",
        "I have not heard from them since.",
        "He was thrown out and has not been back.",
        "It only happened that one time.",
        "Hän ei ole lopettanut, vaan soittaa yhä joka yö.",
        "viestejä tulee vieläkin melkein joka päivä",
        "Se loppui heti kun vartija tuli.",
        "Sen jälkeen hänestä ei ole kuulunut mitään.",
        "Hän on sittemmin lähtenyt ryhmästä eikä tätä ole enää tapahtunut.",
        "Han har inte slutat utan ringer fortfarande varje natt.",
        "det kommer nya bilder hela tiden",
        "Det slutade så fort vakten kom.",
        "Sedan dess har jag inte hört något.",
    ],
)
def test_what_goes_on_or_is_over_is_told_either_way(text: str) -> None:
    finding = _ongoing(text)

    assert finding.state == "present"
    assert finding.evidence in text


@pytest.mark.parametrize(
    "text",
    [
        "I still think about what she said to me on Tuesday.",
        "Hän huusi minulle tiistaina. Mietin yhä mitä hän minulle sanoi.",
        "Hon skrek på mig i tisdags. Jag tänker fortfarande på det hon sa.",
        pytest.param("He is still a member of the board.", marks=_STILL),
        "When the panel was over, he came up to me and pinched my cheek.",
        "I went home and could not sleep.",
        "Hän haukkui minua esityksen jälkeen ja haki sitten kahvia.",
        "Mietin yhä mitä hän minulle tiistaina sanoi.",
        "Paneelin loputtua hän tuli luokseni ja nipisti poskesta.",
        pytest.param("Hän on edelleen hallituksen jäsen.", marks=_STILL),
        "Han kallade mig idiot efter föredraget och hämtade sedan kaffe.",
        "Jag tänker fortfarande på det hon sa i tisdags.",
    ],
)
def test_a_plain_account_does_not_tell_whether_it_goes_on(text: str) -> None:
    assert _ongoing(text).state == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "I have no idea if he has stopped.",
        "En osaa sanoa, jatkuuko se vielä.",
        "Jag vet inte om det har slutat.",
    ],
)
def test_who_cannot_say_is_not_asked_again(text: str) -> None:
    assert _ongoing(text).state == "declined"
