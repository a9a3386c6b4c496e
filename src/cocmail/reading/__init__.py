"""What a report says: its language, the eight things a report should tell, its urgency, and whom it names.

It stands apart as one of the three rooms that only think: it gets text, a time and the roster's names, and
touches neither mail nor disk nor clock, so that everything about it can be tried on a table of sentences.
"""

from cocmail.reading.model import FIELDS, Finding, Findings, Person, Report
from cocmail.reading.reader import read, read_answers

__all__ = ["FIELDS", "Finding", "Findings", "Person", "Report", "read", "read_answers"]
