"""Who of the roster a report names: a responder who is named must not see the case."""

from datetime import UTC, datetime

import pytest

from cocmail.reading import Person, Report, read

ROSTER = (
    Person("aino", "Aino Virtanen", ("aino@example.org",), ("@ainov",)),
    Person("ben", "Ben Okafor", ("ben@example.org",), ("@bokafor",)),
    Person("carla", "Carla Lindqvist", ("carla@example.org",), ()),
    Person("daniel", "Daniel Heino", ("daniel@example.org",), ("Dani", "d.heino@work.example")),
)


# Names that are words, or whose forms are.
WORDS = (
    Person("toivo", "Toivo Aho", ("toivo@example.org",), ()),
    Person("mark", "Mark Hill", ("mark@example.org",), ()),
    Person("päivi", "Päivi Koski", ("paivi@example.org",), ()),
    Person("dag", "Dag Holm", ("dag@example.org",), ()),
    Person("onni", "Onni Laine", ("onni@example.org",), ()),
)


def _named(text: str, roster: tuple[Person, ...] = ROSTER) -> set[str]:
    received = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    report = Report(text, "", received, "Europe/Helsinki", True, "")
    return set(read(report, roster, ("en", "fi", "sv")).named)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Minua haukuttiin. Toivon käytös oli törkeää.", "toivo"),
        ("mua haukuttiin aulassa ja se oli kyllä toivon vika eikä mun", "toivo"),
        ("it was marks fault, he shoved me in the lobby and laughed", "mark"),
        ("Päiviä en halua enää nähdä, hän haukkui minua.", "päivi"),
        ("Dags skämt var elaka, och jag grät.", "dag"),
        ("Onnin vitsit olivat törkeitä.", "onni"),
    ],
)
def test_a_name_that_is_a_word_is_a_name(text: str, key: str) -> None:
    assert key in _named(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "se huusi mulle ja sitä kesti päiviä, en jaksa enää",
        "joku tönäs mua aulassa, onneksi en kaatunu",
    ],
)
def test_a_word_that_is_hardly_ever_a_name_shuts_nobody_out(text: str) -> None:
    assert _named(text, WORDS) == set()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("It was Aino Virtanen.", "aino"),
        ("Aino shouted at me in the bar.", "aino"),
        ("Please keep this from Virtanen.", "aino"),
        ("Se oli Ainon idea ja hän sanoi sen minulle.", "aino"),
        ("Sanoin siitä Ainolle eilen, mutta hän vain nauroi.", "aino"),
        ("En halua että tämä menee Virtaselle, koska hän on se joka huusi.", "aino"),
        ("Virtasen Aino huusi minulle eilen.", "aino"),
        ("@ainov deleted my comments.", "aino"),
        ("Benille olen siitä sanonut, mutta hän ei lopettanut.", "ben"),
        ("Okaforin takia en tullut enää.", "ben"),
        ("bokafor is not the handle, @bokafor is", "ben"),
        ("Carlas ord var att jag skulle sluta.", "carla"),
        ("Lindqvistin Carla sanoi sen minulle.", "carla"),
        ("Ms Lindqvist told me to leave.", "carla"),
        ("Heinon mielestä en osaa mitään.", "daniel"),
        ("Det var Heinos fel, och jag sade det.", "daniel"),
        ("Dani teidän tiimistä oli siellä.", "daniel"),
        ("eilen dani tuli ja huusi mulle taas, en jaksa", "daniel"),
        ("I got it from D.Heino@work.example today.", "daniel"),
        ("Daniel’s joke was about my hair.", "daniel"),
        ("I was told to smile by Ben\nOkafor from your team.", "ben"),
        ("Minulle huusi Carla\r\nLindqvistin veli, ja Carla nauroi.", "carla"),
        ("It was Ben Okafer, I think.", "ben"),
        ("Carla Lindkvist skrattade åt mig.", "carla"),
        ("Aino Virtannen oli paikalla.", "aino"),
        ("I told Aino\nPontus heard it too", "aino"),
        ("Näin Ainoa eilen, ja hän huusi minulle.", "aino"),
        ("Beniä en halua nähdä enää.", "ben"),
        ("Näin siellä Virtasta, ja hän huusi minulle taas.", "aino"),
    ],
)
def test_a_name_is_known_in_every_form(text: str, key: str) -> None:
    assert key in _named(text)


@pytest.mark.parametrize(
    "text",
    [
        "tää oli ainoa osoite joka mulla oli, ja mä kirjoitin tähän",
        "Minulle huudettiin pelikerhossa.\n\nTerveisin Benita",
        "Aino Virtala laughed, and then Aino left.",
        "Daniel Heinonen käski hakea kahvia.",
        "It was Ben Åkerlund who said it.",
        "Carl Lindqvist sat beside me, and Lindqvist laughed.",
        "Veli-Matti Virtanen huusi.",
        "Ainomaija ja Benedikt kuulivat sen.",
        "He had just come back from Benin.",
        "Jag har ont i benen.",
        "We ate Ben & Jerry's.",
        "Write to xaino@example.org.",
    ],
)
def test_a_longer_word_or_another_surname_is_somebody_else(text: str) -> None:
    assert _named(text) == set()


def test_a_full_name_counts_even_beside_somebody_who_shares_the_first() -> None:
    assert _named("Aino Virtala and Aino Virtanen were both there.") == {"aino"}
