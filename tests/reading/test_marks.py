"""What the words of a page are marked with, and what its sentences hold."""

import pytest

from cocmail.reading.marks import KINDS, MARKS, SHAPES, bits, marks_of, marks_of_words, token_spans, tokens
from cocmail.reading.page import Page, lay_out
from cocmail.reading.words import ALL


def _page(text: str, subject: str = "", sender: str = "", language: str = "en") -> Page:
    return lay_out(text, subject, (ALL[language],), sender, forwarded=True)


def _marked(page: Page) -> dict[str, list[set[str]]]:
    """The marks of each word, by the word as it is written."""
    found: dict[str, list[set[str]]] = {}
    told = [sentence for sentence in page.sentences if tokens(page, sentence)]
    marked = marks_of_words(page, marks_of(page), told, 48) if told else []
    for sentence, each in zip(told, marked, strict=True):
        for (start, end), row in zip(token_spans(page, sentence), bits(each), strict=True):
            there = {mark for mark, is_there in zip(MARKS, row, strict=True) if is_there}
            found.setdefault(page.raw[start:end], []).append(there)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_that_is_looked_for_is_a_list_of_each_language(kind: str) -> None:
    assert all(getattr(words, kind) for words in ALL.values())


def test_a_word_is_marked_with_what_it_stands_in() -> None:
    found = _marked(_page("He hit me on Monday at 18.30, in room 4, and Priya saw it. @otter_7 laughed."))

    assert "day" in found["Monday"][0]
    assert "time" in found["18.30"][0]
    assert "numbered" in found["room"][0] & found["4"][0]
    assert "name" in found["Priya"][0]
    assert "handle" in found["otter"][0]
    assert not found["and"][0] & set(SHAPES)


@pytest.mark.parametrize(
    ("text", "street", "language"),
    [
        ("Se oli Haahkakadulla asti.", "Haahkakadulla", "fi"),
        ("Det var på Tofsmesgatan i går.", "Tofsmesgatan", "sv"),
    ],
)
def test_a_word_is_marked_with_what_only_a_part_of_it_stands_in(
    text: str, street: str, language: str
) -> None:
    found = _marked(_page(text, language=language))

    assert [word for word, (marks,) in found.items() if "numbered" in marks] == [street]


def test_a_word_is_marked_with_its_capitals_and_where_they_stand() -> None:
    found = _marked(_page("There he met Anna. STOP, OK? he said, i was afraid of wes."))

    assert "first capital" in found["There"][0]
    assert "capital" not in found["There"][0]
    assert "capital" in found["Anna"][0]
    assert "first capital" not in found["Anna"][0]
    assert "loud" in found["STOP"][0]
    assert "loud" not in found["There"][0] | found["OK"][0]
    assert not found["wes"][0] & {"capital", "first capital", "loud"}


def test_a_known_given_name_is_marked_in_small_letters_too() -> None:
    found = _marked(_page("then anna laughed"))

    assert "given name" in found["anna"][0]
    assert "given name" not in found["laughed"][0] | found["then"][0]


def test_the_sender_is_marked_wherever_they_name_themselves() -> None:
    found = _marked(_page("Priya here.\nYours, priya", sender="Priya Kettunen"))

    assert all("sender" in each for each in (*found["Priya"], *found["priya"]))
    assert "sender" not in found["here"][0] | found["Yours"][0]


def test_a_word_is_marked_with_what_it_begins() -> None:
    found = _marked(_page('"One two." Three.\nFour.\nOh. five six\n\n            - seven', "eight. Nine"))

    begun = {word: each[0] & {"line", "paragraph"} for word, each in found.items()}
    assert begun == {
        "One": {"line", "paragraph"},
        "two": set(),
        "Three": set(),
        "Four": {"line"},
        "Oh": {"line"},
        "five": set(),
        "six": set(),
        "seven": {"line", "paragraph"},
        "eight": {"line", "paragraph"},
        "Nine": set(),
    }
    assert {word for word, (marks,) in found.items() if "subject" in marks} == {"eight", "Nine"}


def test_a_word_is_marked_with_the_signs_beside_it() -> None:
    found = _marked(_page('He said "go now" (twice), then left; I sat'))

    assert 'behind "' in found["go"][0]
    assert 'before "' in found["now"][0]
    assert {"behind (", "before )"} <= found["twice"][0]
    assert "before ;" in found["left"][0]
    assert "before ," not in found["left"][0]
    assert not found["He"][0] & {'behind "', "behind ("}


def test_what_somebody_is_said_to_have_said_is_marked() -> None:
    found = _marked(_page('He told me "there is no room. Go away, please" and left.'))

    assert {word for word, (marks,) in found.items() if "speech" in marks} == {
        *("there", "is", "no", "room"),
        *("Go", "away", "please"),
    }


@pytest.mark.parametrize("text", ["", "\n", "...", "?", "İstanbul ŞEHİR Ñandú", "\ud83d odd", '"'])
@pytest.mark.parametrize("subject", ["", '"'])
def test_any_page_can_be_marked(text: str, subject: str) -> None:
    page = _page(text, subject)
    told = [sentence for sentence in page.sentences if tokens(page, sentence)]

    for each in (page, page.without(set(told)), page.only(0, len(text)), page.only(0, 0)):
        assert marks_of(each).held.shape == (len(each.sentences), len(SHAPES))
    assert sum(map(len, _marked(page).values())) == sum(len(tokens(page, each)) for each in told)


def test_a_sentence_holds_what_its_words_stand_in() -> None:
    page = _page("On Sunday, just before the final. On Monday. Before the final.")

    held = marks_of(page).held

    assert held[:, SHAPES.index("day")].tolist() == [True, True, False]
    assert held[:, SHAPES.index("anchors")].tolist() == [True, False, True]
    assert held[:, SHAPES.index("anchored")].tolist() == [True, False, False]


def test_of_a_word_without_end_no_more_is_remembered_than_is_looked_at() -> None:
    page = _page("He wrote " + "x" * 30_000)

    assert max(len(word) for sentence in page.sentences for word in tokens(page, sentence)) == 40
