"""What a report says: its language, the eight things a report should tell, its urgency, whom it names, and who could
be known from it.

It stands apart as one of the three rooms that only think: it gets text, a time and the roster's names, and
touches neither mail nor disk nor clock, so that everything about it can be tried on a table of sentences.
"""

from cocmail.reading.identity import Cast, people_named, still_names
from cocmail.reading.model import FIELDS, Finding, Findings, Person, Report
from cocmail.reading.reader import named, read, read_answers
from cocmail.reading.summary import Flag, Material, Summary, summary

__all__ = [
    "FIELDS",
    "Cast",
    "Finding",
    "Findings",
    "Flag",
    "Material",
    "Person",
    "Report",
    "Summary",
    "named",
    "people_named",
    "read",
    "read_answers",
    "still_names",
    "summary",
]
