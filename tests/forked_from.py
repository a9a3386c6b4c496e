"""What is imported, and done once, in the process from which `forked` forks: see there."""

from tests.builders import REPORTS, START

from cocmail import cli, once, reloading
from cocmail.admin import archive, backup, check, explain, migrate, status
from cocmail.reading.model import Report
from cocmail.reading.reader import read

__all__ = ["archive", "backup", "check", "cli", "explain", "migrate", "once", "reloading", "status"]

for text in REPORTS.values():
    read(Report(text, "", START, "Europe/Helsinki", True, ""), (), tuple(REPORTS))
