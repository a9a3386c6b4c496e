"""The words by which a report says things, one file a language.

They stand apart from the code so that somebody who knows the language, and no Python, can mend them.
"""

from cocmail.reading.words import en, fi, sv
from cocmail.reading.words.table import Words

ALL: dict[str, Words] = {"en": en.WORDS, "fi": fi.WORDS, "sv": sv.WORDS}

__all__ = ["ALL", "Words"]
