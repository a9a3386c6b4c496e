"""The phrases of the word lists are found by their first words where the pattern of all of them finds them."""

import dataclasses
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocmail.reading.cues import Beginnings, cue
from cocmail.reading.lookup import MOST_KNOWN
from cocmail.reading.words import ALL

LISTS = [
    (getattr(words, field.name), words.numerals)
    for words in ALL.values()
    for field in dataclasses.fields(words)
    if isinstance(getattr(words, field.name), str)
]
# What the lists are made of, without their notation, so that texts hold many of their phrases, whole and broken.
WORDS = sorted({word for phrases, _ in LISTS for word in re.findall(r"[\w'-]+", phrases)})
PHRASES = (
    "zo?p, don't go, (he|she) came, 'll be, # people, b*, not .. there, (at|on)? home, \\w+ accent, it, as, "
    '"zo*, @b*'
)
TEXT = st.lists(
    st.one_of(st.sampled_from(WORDS), st.sampled_from(["7", "'", ".", ",", "_", "dont", "isn't", "accent"])),
    max_size=60,
).map(" ".join)


# Where a list comes up first its patterns are made, which takes a while.
@settings(deadline=None)
@given(TEXT, st.sampled_from(LISTS))
def test_a_phrase_is_found_by_its_first_word_as_by_the_whole_pattern(
    text: str, phrases: tuple[str, str]
) -> None:
    assert _found(text, *phrases) == [found.span() for found in cue(*phrases).finditer(text)]


@given(st.text("abdehinopstz' ,.7٣_\"@", max_size=80))
def test_every_notation_of_a_phrase_is_found(text: str) -> None:
    assert _found(text, PHRASES, "two") == [found.span() for found in cue(PHRASES, "two").finditer(text)]


def test_phrases_are_found_whatever_they_begin_with() -> None:
    text = (
        "zp! i dont go, he came home; two people with an odd accent, and i don't go as she'll not be there: "
        '"zone @bee a@bee'
    )

    found = [text[start:end] for start, end in _found(text, PHRASES, "two")]

    assert found == [
        "zp",
        "dont go",
        "he came",
        "home",
        "two people",
        "odd accent",
        "don't go",
        "as",
        "not be there",
        '"zone',
        "@bee",
        # An address is no handle.
        "bee",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "no go",
        "nogo",
        "skriker där inne",
        "skriker därinne",
        "olleet minulle kilttejä",
        "olleet kilttejä",
        "180 cm",
        "180cm",
    ],
)
def test_a_blank_may_be_missing_where_the_list_says_so(text: str) -> None:
    phrases = r"no ?go, skriker där ?inne, olleet (minulle)? ?kilttejä, \d{3} ?cm"

    assert [text[slice(*span)] for span in _found(text, phrases, "")] == [text]


def test_a_phrase_that_is_passed_over_does_not_hide_the_next() -> None:
    assert _found("at 5 to 6 to 7", "at #, # to #", "two") == [(0, 4), (8, 14)]


@pytest.mark.parametrize(
    ("text", "is_parting"),
    [
        ("ootte ollu kilttejä", True),
        ("olette aina olleet hyviä", True),
        ("olleet minulle kilttejä", True),
        ("aihevalinnat ovat olleet hyviä", False),
    ],
)
def test_who_says_that_all_were_good_to_them_takes_leave(text: str, is_parting: bool) -> None:
    finnish = ALL["fi"]

    assert bool(_found(text, finnish.despair, finnish.numerals)) is is_parting


def test_who_is_no_longer_a_member_has_left_with_or_without_any_more() -> None:
    english = ALL["en"]

    for text in ("he is no longer a member", "he is no longer a member any more"):
        assert [text[slice(*span)] for span in _found(text, english.ended, english.numerals)] == [text[6:]]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        (r"\w+ accent", "a broad accent"),
        (r"\w+kymppinen", "joku viisikymppinen mies"),
        (r"\w\w{0,24}(veitsi|puukko) kädessä", "hänellä leipäveitsi kädessä"),
        (r"\w+(puheessa|pöydässä illallisella)", "ruokapöydässä illallisella"),
        (r"\w+lunchs?", "en arbetslunch med"),
        (r"\w+lunchs+", "en arbetslunchs med"),
        (r"\w+lunchs{0,2}", "en arbetslunch med"),
        (r"\w+ accent|drawl", "a drawl"),
        (r"\w+(?:ish|ly) clad", "a shabbily clad"),
    ],
)
def test_a_phrase_that_may_begin_with_any_letters_is_found(phrase: str, text: str) -> None:
    assert [text[slice(*span)] for span in _found(text, phrase, "")] == [
        found.group() for found in cue(phrase).finditer(text)
    ]
    assert cue(phrase).search(text)


def _found(text: str, phrases: str, numerals: str) -> list[tuple[int, int]]:
    lists = Beginnings([(phrases, numerals)])
    return list(lists.find_all(cue(phrases, numerals), 0, text, lists.begun_in(text)[0]))


def test_a_gap_stands_between_two_words() -> None:
    phrases = [" ".join(phrase.split()) for phrases, _ in LISTS for phrase in phrases.split(",")]

    assert [phrase for phrase in phrases if ".." in phrase.replace(" .. ", " ")] == []


def test_the_beginnings_of_ever_new_words_are_not_kept_without_end() -> None:
    lists = Beginnings(LISTS)
    first = lists.begun_in("yesterday")

    lists.begun_in(" ".join(chr(0x4E00 + number) for number in range(9_000)))

    assert len(vars(lists)["_known"]) <= MOST_KNOWN
    assert lists.begun_in("yesterday") == first
    assert any(first)
