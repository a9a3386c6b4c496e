"""What is imported, and done once, in the process from which `forked` forks: see there."""

from tests.builders import REPORTS, START
from tests.compiled import keep_what_is_compiled

from cocmail import cli, once, reloading
from cocmail.admin import archive, backup, check, explain, migrate, status
from cocmail.letters import Letters, Signature
from cocmail.reading.model import Report
from cocmail.reading.reader import read
from cocmail.resources import data_folder

__all__ = ["archive", "backup", "check", "cli", "explain", "migrate", "once", "reloading", "status"]

keep_what_is_compiled()
Letters(data_folder("templates"), Signature("", ""), b"").read_all()
for text in REPORTS.values():
    read(Report(text, "", START, "Europe/Helsinki", True, ""), (), tuple(REPORTS))
