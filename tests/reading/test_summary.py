"""An account of a case from which nobody can be known, and the check of what somebody writes to the reported person."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocmail.reading import Cast, Material, Person, people_named, still_names, summary

REPORTER = Person("", "Saija Porter", ("saija@example.net",), ("@saijap",))
KIMMO = Person("", "Kimmo Laaksonen", (), ("@laakso",))
BEN = Person("ben", "Ben Okafor", ("ben@example.org",), ())


def material(*texts: str, language: str = "en", reporter: Person = REPORTER) -> Material:
    received = datetime(2026, 3, 5, 21, 17, tzinfo=UTC)
    return Material(texts, Cast(reporter, (KIMMO,), (BEN,)), received, language)


def draft(text: str, language: str = "en") -> str:
    """The paragraphs of a draft on one line each, without the marks of own words."""
    paragraphs = summary(material(text, language=language), language).paragraphs
    return "\n".join(each.replace("\n", " ").replace("‹", "").replace("›", "") for each in paragraphs)


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        (
            "en",
            "Yesterday at 18:30 Kimmo grabbed my arm in room 3.",
            "That week in the evening [the reported person] grabbed my arm in [place].",
        ),
        (
            "en",
            "Mr Laaksonen said it on 5 March 2026, and he was loud.",
            "[the reported person] said it in early March, and they were loud.",
        ),
        (
            "en",
            "He told her that she has to go, and took her bag himself.",
            "They told them that they have to go, and took their bag themselves.",
        ),
        ("en", "He came at 18:50-19:05 or so, it was April.", "They came in the evening or so, it was April."),
        ("en", "Where: the lobby, I'd say\nWho: Kimmo it was", "Where: the lobby, I'd say\nWho: [the reported person] "
         "it was"),
        ("fi", "Se kesti noin 18.00–18.35. Sitten tultiin pois.", "Se kesti illalla. Sitten tultiin pois."),
        ("en", "Then the man's friend laughed at us.", "Then the person's friend laughed at us."),
        ("en", "I showed it to Ben Okafor the same day.", "I showed it to [a team member] the same day."),
        ("en", "I saw it, and Yuki Tanaka heard Yuki's name.", "I saw it, and [person A] heard [person A]'s name."),
        ("en", "We then met Zbyszka Kowalska, and Kowalska cried.", "We then met [name A], and [name A] cried."),
        ("en", "My colleague saija.p@work.example saw all of it.", "My colleague [address] saw all of it."),
        ("en", "It is at https://chat.example/u/saijap for all to see.", "It is at [address] for all to see."),
        ("en", "I attached Kimmo_at_lunch.JPG of that day, and more in saija-2.pdf.", "I attached [address] of that "
         "day, and more in [address]."),
        ("fi", "Kimmolle sanoin siitä, ja Laaksosen kaveri nauroi.", "[ilmoituksen kohde]:lle sanoin siitä, ja "
         "[ilmoituksen kohde]:n kaveri nauroi."),
        ("fi", "Minulle huusi mies klo 18.30 tiistaina.", "Minulle huusi henkilö illalla sillä viikolla."),
        ("fi", "Sen jälkeen naiselle sanottiin rumasti.", "Sen jälkeen henkilölle sanottiin rumasti."),
        ("sv", "Han tog hennes väska och mannen skrattade.", "Hen tog hens väska och personen skrattade."),
        ("sv", "Det var Kimmos fel, sade en man till oss.", "Det var [den anmälda]s fel, sade en person till oss."),
        ("sv", "Den 25 februari klockan 18.30 skrek han åt mig.", "I slutet av februari på kvällen skrek hen åt mig."),
    ],
)  # fmt: skip
def test_who_and_when_become_coarse(language: str, text: str, told: str) -> None:
    assert draft(text, language) == told


def test_a_draft_leaves_out_how_to_reach_the_reporter_and_how_they_sign() -> None:
    text = "Hi,\n\nKimmo shouted at me in front of all.\n\nYou can reach me at +358 40 123 4567.\n\nRegards\nSaija"
    assert draft(text) == "[the reported person] shouted at me in front of all."


def test_what_needs_a_persons_eye_is_flagged() -> None:
    text = 'Kimmo said "women cannot code" to Zbyszka Kowalska, who is 45 and my sister. About two people saw it.'
    flags = summary(material(text), "en").flags
    assert {(each.kind, each.words) for each in flags} == {
        ("quote", '"women cannot code"'),
        ("gender", "women"),
        ("name", "Zbyszka Kowalska"),
        ("number", "45"),
        ("gender", "sister"),
        ("time", "About two"),
    }
    assert next(each.instead for each in flags if each.kind == "name") == "[name A]"


def test_the_same_person_has_the_same_letter_in_every_message() -> None:
    found = summary(material("It was Yuki who saw us there.", "And Pekka told Yuki about it."), "en")
    assert [each.replace("‹", "").replace("›", "") for each in found.paragraphs] == [
        "It was [person A] who saw us there.",
        "And [person B] told [person A] about it.",
    ]


def test_the_reporters_own_words_are_marked_until_a_label() -> None:
    found = summary(material("I sat there alone and then Kimmo came over to me and he laughed."), "en")
    assert found.paragraphs == (
        "‹I sat there alone and then› [the reported person] ‹came over to me and›\nthey laughed.",
    )
    assert found.own_words == 2


def test_when_a_report_came_is_told_coarsely_to_its_reader() -> None:
    told = [summary(material("text"), language).received for language in ("en", "fi", "sv")]
    assert told == ["in early March 2026", "maaliskuun alussa 2026", "i början av mars 2026"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This is Ben from the team.", ("Ben",)),
        ("Benille voi soittaa: +358 40 123 4567.", ("Benille", "+358 40 123 4567")),
        ("Write to ben@example.org or okafor@example.net, on 2026-03-05.", ("ben@example.org",)),
        ("We talked about it in Benin on 5 March.", ()),
        ("Okafors dator är min.", ("Okafors",)),
    ],
)
def test_what_still_names_a_responder(text: str, found: tuple[str, ...]) -> None:
    assert still_names(text, BEN) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("Kimmo Laaksonen, @laakso", [("Kimmo Laaksonen", ()), ("", ("@laakso",))]),
        ("a man called Kimmo, in a Red coat", [("Kimmo", ()), ("Red", ())]),
        ("a tall man with a laptop", []),
        ("oskari from the study group", [("oskari", ())]),
        ("", []),
    ],
)
def test_a_description_names_only_whom_it_names(told: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(each.name, each.aliases) for each in people_named(told)] == found


FORMS = st.sampled_from(
    ["Saija", "saija", "SAIJA", "Saijan", "Saijalle", "Saijalta", "Saijaa", "Saijas", "Saija's", "Saijakin", "Porter",
     "porter", "Porterin", "Porterille", "Porters", "Saija Porter", "Porter, Saija", "Saijan Porter", "saija.porter",
     "saijaporter", "@saijap", "saijap", "saija@example.net", "SAIJA@EXAMPLE.NET", "<saija@example.net>",
     "mailto:saija@example.net", "https://example.net/saija", "(Saija)", "\"Saija\"", "Kimmo", "Kimmon", "Kimmolle",
     "Laaksosen", "Laaksoselle", "Laaksonens", "@laakso", "KIMMO"]
)  # fmt: skip
FILLERS = st.sampled_from(
    ["he", "was", "at 18:30", "on 5 March", "klo 18", "the", "man", "said", ".", ",", "\n", "\n\n", '"', "mies", "hon",
     "and then", "room 3", "+358 40 123 4567", "> ", "-", "Mr", "#chat", "I", "in", "my", "sanoi", "ja", "och", "Hi"]
)  # fmt: skip
SECRETS = re.compile(
    r"saija|(?<![^\W_])porter(?:s|in|ille)?(?![^\W_])|kimmo(?:n|lle)?\b|laaksos|laaksonen|laakso\b"
    r"|example\.net|123 4567|18:30",
    re.IGNORECASE,
)


@given(st.lists(st.one_of(FORMS, FILLERS), max_size=40), st.sampled_from(["en", "fi", "sv"]))
def test_no_form_of_a_name_or_address_survives(pieces: list[str], language: str) -> None:
    found = summary(material(" ".join(pieces), language=language), language)
    assert not SECRETS.search(" ".join(found.paragraphs)), found.paragraphs
    assert all("\n\n" not in each for each in found.paragraphs)


@given(st.one_of(st.text(max_size=300), st.lists(st.one_of(FORMS, FILLERS), max_size=40).map(" ".join)))
def test_any_text_can_be_told(text: str) -> None:
    for reporter in (REPORTER, Person("", "", (), ()), Person("", "( .* [", ("@", ""), ("", "@", " "))):
        case = material(text, "İ ﬁ", language="xx", reporter=reporter)
        assert isinstance(summary(case, "xx").received, str)
        assert all(isinstance(each, str) for each in still_names(text, reporter))
