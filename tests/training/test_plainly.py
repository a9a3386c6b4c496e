"""The parts that plain mails are put together from have the shape that the mails need."""

import re

import pytest
from tests.training.plainly import FOLDER, LANGUAGES, parts_of

# What fits within a sentence; every other kind is a sentence of its own, a greeting, a name or a subject.
PHRASES = frozenset(
    "who when day time spot venue online event did wrote suffered bad some anyone that".split()
)
WORDS_OF_MAIL = frozenset("hello bye name subject".split())
VERBS = frozenset("did wrote suffered bad".split())
_STOP = re.compile(r"[.!?…)\"]$")
_SIGNS = re.compile(r"[|{}\t]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_end_and_phrases_do_not(language: str) -> None:
    parts = parts_of(language)
    sentences = [each for kind in parts.keys() - PHRASES - WORDS_OF_MAIL for each in parts[kind]]
    phrases = [each for kind in PHRASES for each in parts[kind]]

    assert [each for each in sentences if not _STOP.search(each)] == []
    assert [
        each for each in phrases if each.endswith(".") and not re.search(r"(?:\d|\b[A-ZÅÄÖ]|\bp\.m)\.$", each)
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sign_of_the_notation_stands_in_a_part(language: str) -> None:
    assert [each for lines in parts_of(language).values() for each in lines if _SIGNS.search(each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_a_swedish_verb_is_parted_from_the_rest(language: str) -> None:
    marked = [
        (kind in VERBS, each.count("~")) for kind, lines in parts_of(language).items() for each in lines
    ]

    assert [each for each in marked if each[1] != (each[0] and language == "sv")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_shows_something_in_one_mail_and_something_else_in_another(language: str) -> None:
    shown: dict[str, set[str]] = {}
    for kind, lines in parts_of(language).items():
        for each in () if kind in PHRASES else lines:
            # All kinds of what shows nothing end so.
            shown.setdefault(each.lower(), set()).add("." if kind.endswith(".") else kind)

    assert sorted(each for each, kinds in shown.items() if len(kinds) > 1) == []


def test_every_language_has_the_same_kinds() -> None:
    kinds = [set(parts_of(language)) for language in LANGUAGES]

    assert kinds[0] == kinds[1] == kinds[2]
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(LANGUAGES)
