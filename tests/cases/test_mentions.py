"""In which words of a responder's mail a name counts."""

import pytest
from tests.cases.responders import RULES

from cocmail.cases import mentions
from cocmail.cases.commands import read_commands


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("reply Thank you.\nWas it\nCarla?", "Was it\nCarla?"),
        ("ask Was it Carla (or not)? We wonder.", "Was it Carla (or not)?"),
        ("reply Carla will call you. Is that\nall right?!", "Is that\nall right?!"),
        ("reply Dear Carla,\nwas it cold?", "Dear ,\nwas it cold?"),
        ("reply Carla will call you.", ""),
        ("note Was it Carla?", ""),
    ],
)
def test_what_a_letter_to_the_reporter_asks(text: str, asked: str) -> None:
    assert mentions.asked_about(read_commands(text), RULES.roster) == asked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("note it was Carla", "it was Carla"),
        ("set reported person: Carla", "reported person: Carla"),
        ("followup Carla rang", "Carla rang"),
        ("decide no-action Carla", "no-action Carla"),
        ("Carla did it", "Carla did it"),
        ("reply Carla will call you", ""),
        ("ask Carla?", ""),
        ("recuse Carla", ""),
        ("assign Carla", ""),
    ],
)
def test_in_which_texts_a_name_shuts_somebody_out(text: str, expected: str) -> None:
    assert mentions.said(read_commands(text)) == expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Hi Carla,\nit was cold.", "Hi ,\nit was cold."),
        ("note Hei Carla ja Aino! Oli kylmä.", "Hei ! Oli kylmä."),
        ("Thanks Carla!", "Thanks !"),
        ("It was cold.\n\nThanks, Carla Lindqvist", "It was cold.\n\nThanks,"),
        ("It was cold.\nTack Carla!", "It was cold.\nTack !"),
        ("Thanks Carla did it again.", "Thanks Carla did it again."),
        ("Thanks to Carla, it is over.", "Thanks to Carla, it is over."),
        ("Hi Carla and her boss, it was you.", "Hi Carla and her boss, it was you."),
        ("Carla, it was you.", "Carla, it was you."),
        ("It was cold.\nHi Carla, she said.\nIt hurt.", "It was cold.\nHi Carla, she said.\nIt hurt."),
    ],
)
def test_what_is_an_address_to_one_of_us_and_what_speaks_of_them(text: str, rest: str) -> None:
    assert mentions.unaddressed(read_commands(text), RULES.roster).split() == rest.split()
