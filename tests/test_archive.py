"""`cocmail export`: everything a case holds, in one file that can be checked, and nobody is left untold."""

import hashlib
import json
import os
import pty
import shutil
import signal
import subprocess
import tarfile
from collections.abc import Iterator
from copy import copy
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Self

import pytest
from tests.builders import REPORTS, mail
from tests.servers import Dovecot, SmtpServer
from tests.test_daemon import Installed

from cocmail.admin.files import new_file
from cocmail.admin.shell import stopped_tidily

_users = iter(range(1, 1_000_000))
CANARY = "CANARYWORD"


class Desk(Installed):
    """An installed cocmail with cases in it."""

    raws: list[bytes]  #: what it was sent
    sent: list[bytes]  #: and what it sent, when the test began

    def arrives(self, *raws: bytes) -> None:
        for raw in raws:
            self.dovecot.deliver(self.user, raw)
        assert self.run("run", "--once").returncode == 0

    def answer(self, address: str, text: str) -> bytes:
        """What somebody answers to the last letter they got."""
        letter = self.smtp.to(address)[-1].raw
        return mail(text, sender=f"<{address}>", answers=letter, message_id=f"<{text}.{address}>")

    def at(self, folder: Path) -> Self:
        """The same with its configuration, key and database in another place."""
        other = copy(self)
        other.folder = folder
        return other

    @property
    def name(self) -> str:
        return str(self.cases()[0]["name"])

    def archive(self, *words: str) -> dict[str, bytes]:
        """The files of an archive that is made now, without their folder."""
        result = self.run("export", self.name, "--yes", "--out", "case.tar", *words)
        assert result.returncode == 0, result.stderr
        return members(self.folder / "case.tar")


def members(archive: Path | BytesIO) -> dict[str, bytes]:
    found = {}
    with tarfile.open(archive) if isinstance(archive, Path) else tarfile.open(fileobj=archive) as tar:
        for member in tar:
            if file := tar.extractfile(member):
                found[member.name.partition("/")[2]] = file.read()
    return found


def seasoned(folder: Path, dovecot: Dovecot, smtp: SmtpServer) -> Desk:
    """With one case of a reporter, who wrote twice, and which Aino may read."""
    desk = Desk(folder, dovecot, smtp, f"archive{next(_users)}")
    desk.arrives(mail(f"{REPORTS['en']} {CANARY} Ben Okafor laughed.\r\n.\r\n\r\n"))
    follow_up = mail(
        "In the Oodi library. åäö", answers=smtp.to("rea@example.net")[0].raw, message_id="<2@x>"
    )
    desk.arrives(follow_up, desk.answer("aino@example.org", "CLEAR"))
    desk.raws = dovecot.fetch_all(desk.user)
    desk.sent = [letter.raw for letter in smtp.letters]
    return desk


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, dovecot: Dovecot) -> Iterator[Desk]:
    with SmtpServer() as smtp:
        yield seasoned(tmp_path_factory.mktemp("first"), dovecot, smtp)


@pytest.fixture
def desk(tmp_path: Path, first: Desk) -> Desk:
    """A copy of it for each test."""
    return first.at(shutil.copytree(first.folder, tmp_path / "desk"))


def test_an_archive_holds_every_byte_of_every_mail(desk: Desk) -> None:
    files = desk.archive()

    received = [content for name, content in files.items() if name.endswith("-received.eml")]
    letters = [content for name, content in files.items() if name.endswith("-letter.eml")]
    assert desk.raws == received
    assert sorted(desk.sent) == sorted(letters)
    numbers = [name[:3] for name in files if name.endswith(".eml")]
    assert [f"{number:03}" for number in range(1, len(numbers) + 1)] == numbers


def test_the_manifest_knows_each_file_and_each_letter(desk: Desk) -> None:
    files = desk.archive()

    manifest = json.loads(files["manifest.json"])
    assert [*files] == [each["name"] for each in manifest["files"]] + ["manifest.json"]
    for each in manifest["files"]:
        content = files[each["name"]]
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert each["bytes"] == len(content)
    letters = [each for each in manifest["files"] if each["kind"] == "letter"]
    assert {"rea@example.net", "aino@example.org", "carla@example.org"} == {
        each["recipient"] for each in letters
    }
    assert all(each["state"] == "accepted" and each["queued_at"] <= each["ended_at"] for each in letters)
    assert manifest["version"] == desk.run("--version").stdout.split()[-1]
    assert manifest["history_is_whole"] is True
    (untold,) = manifest["letters_not_accepted"]
    assert (untold["purpose"], untold["recipient"], untold["state"]) == (
        "looked",
        "aino@example.org",
        "queued",
    )


def test_the_history_can_be_read_and_says_that_it_was_exported(desk: Desk) -> None:
    files = desk.archive()

    history = json.loads(files["history.json"])
    told = json.loads(desk.run("show", desk.name, "--json", "--reveal").stdout)
    assert history[-1]["type"] == "exported"
    assert [each["type"] for each in history] == [each["type"] for each in told["entries"]][:-1]
    assert [each["text"] for each in history] == [each["text"] for each in told["entries"]][:-1]
    case = json.loads(files["case.json"])
    assert case["entries"] == told["entries"][:-1]
    text = files["history.txt"].decode()
    assert CANARY in text
    assert "Times of Europe/Helsinki" in text
    assert f": exported, {history[-1]['from']}" in text


def test_who_may_read_the_case_is_told_and_nobody_else(desk: Desk) -> None:
    before = len(desk.smtp.letters)

    desk.archive()
    desk.run("run", "--once")

    (letter,) = desk.smtp.letters[before:]
    assert letter.recipient == "aino@example.org"
    assert CANARY not in letter.text


def test_an_archive_tells_nothing_of_this_machine_and_is_for_its_owner_alone(desk: Desk) -> None:
    desk.archive()

    assert (desk.folder / "case.tar").stat().st_mode & 0o777 == 0o600
    with tarfile.open(desk.folder / "case.tar") as tar:
        top, *rest = tar.getmembers()
        assert top.name == desk.name.replace(" ", "-")
        assert top.isdir()
        assert all(member.name.startswith(f"{top.name}/") for member in rest)
        for member in (top, *rest):
            assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
            assert member.mode == (0o700 if member.isdir() else 0o600)
        history = json.loads(members(desk.folder / "case.tar")["history.json"])
        assert {member.mtime for member in rest if not member.name.endswith(".eml")} == {top.mtime}
        assert int(datetime.fromisoformat(history[-1]["at"]).timestamp()) == top.mtime


def test_the_archive_is_named_after_its_case_unless_told_otherwise(desk: Desk) -> None:
    result = desk.run("export", desk.name, "--yes")

    path = desk.folder / f"{desk.name.replace(' ', '-')}.tar"
    assert result.returncode == 0
    assert hashlib.sha256(path.read_bytes()).hexdigest() in result.stdout


def test_an_archive_goes_to_a_pipe_and_never_to_a_terminal(desk: Desk) -> None:
    words = desk._words("export", desk.name, "--yes", "--out", "-")
    piped = subprocess.run(words, capture_output=True, check=True, cwd=desk.folder)
    assert desk.raws[0] in members(BytesIO(piped.stdout)).values()
    assert hashlib.sha256(piped.stdout).hexdigest() in piped.stderr.decode()

    ours, theirs = pty.openpty()
    shown = subprocess.run(words, stdout=theirs, stderr=subprocess.PIPE, check=False, cwd=desk.folder)
    os.close(theirs)
    os.close(ours)

    assert shown.returncode == 2
    assert b"not written to a terminal" in shown.stderr


def test_it_asks_first_and_a_no_changes_nothing(desk: Desk) -> None:
    before = desk.run("show", desk.name, "--json").stdout

    refused = subprocess.run(
        desk._words("export", desk.name), input=b"n\n", capture_output=True, check=False, cwd=desk.folder
    )

    assert refused.returncode == 1
    assert b"tell those who may read the case" in refused.stderr
    assert before == desk.run("show", desk.name, "--json").stdout
    assert list(desk.folder.glob("*.tar")) == []


def test_nothing_is_overwritten_and_nobody_is_told_in_vain(desk: Desk) -> None:
    (desk.folder / "old.tar").write_text("old")
    (desk.folder / "link.tar").symlink_to(desk.folder / "elsewhere")
    before = desk.run("show", desk.name, "--json").stdout

    for name, said in (
        ("old.tar", "exists already"),
        ("link.tar", "exists already"),
        ("none/case.tar", "No such file or directory"),
    ):
        result = desk.run("export", desk.name, "--yes", "--out", name)
        assert result.returncode == 1, name
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1

    assert (desk.folder / "old.tar").read_text() == "old"
    assert not (desk.folder / "elsewhere").exists()
    assert before == desk.run("show", desk.name, "--json").stdout


def test_a_half_archive_is_taken_away_again(tmp_path: Path, dovecot: Dovecot) -> None:
    if shutil.which("prlimit") is None:
        pytest.skip("prlimit is not installed (apt-get install util-linux)")
    with SmtpServer() as smtp:
        desk = seasoned(tmp_path, dovecot, smtp)
        desk.arrives(desk.answer("rea@example.net", "more " * 60_000))
    # Enough for every write to the database, and too little for the archive.
    limit = (desk.folder / "cocmail.db").stat().st_size + 100_000

    result = subprocess.run(
        ["prlimit", f"--fsize={limit}", *desk._words("export", desk.name, "--yes", "--out", "big.tar")],
        capture_output=True,
        text=True,
        check=False,
        cwd=desk.folder,
    )

    assert result.returncode == 1
    assert result.stderr == "cocmail: cannot write big.tar: File too large\n"
    assert not (desk.folder / "big.tar").exists()


def test_a_command_that_is_stopped_takes_its_half_file_away(tmp_path: Path) -> None:
    def stopped() -> None:
        with stopped_tidily(), new_file(tmp_path / "half") as file:
            file.write(b"half")
            file.flush()
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        stopped()

    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_unknown_and_erased_cases_are_one_line(desk: Desk) -> None:
    name = desk.name
    unknown = desk.run("export", "no", "such", "--yes")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)
    assert "no case called 'no such'" in unknown.stderr
    assert desk.run("erase", name, "--yes").returncode == 0

    erased = desk.run("export", name, "--yes")

    assert (erased.returncode, len(erased.stderr.splitlines())) == (1, 1)
    assert "was destroyed" in erased.stderr
    assert list(desk.folder.glob("*.tar")) == []


def test_an_archive_can_be_encrypted_to_a_key(desk: Desk) -> None:
    pysequoia = pytest.importorskip("pysequoia")
    secret = pysequoia.Tsk.generate("Authority <desk@example.net>")
    (desk.folder / "authority.asc").write_bytes(bytes(secret.extract_certificate()))

    result = desk.run("export", desk.name, "--yes", "--to", "authority.asc")

    assert result.returncode == 0, result.stderr
    path = desk.folder / f"{desk.name.replace(' ', '-')}.tar.asc"
    assert path.stat().st_mode & 0o777 == 0o600
    plain = pysequoia.decrypt(path.read_bytes(), secret.decryptor()).bytes
    assert desk.raws[0] in members(BytesIO(plain)).values()


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"nonsense", "is not one OpenPGP key")]
)
def test_a_key_that_cannot_be_used_is_said_before_anybody_is_told(
    desk: Desk, content: bytes | None, said: str
) -> None:
    pytest.importorskip("pysequoia")
    if content is not None:
        (desk.folder / "authority.asc").write_bytes(content)
    before = desk.run("show", desk.name, "--json").stdout

    result = desk.run("export", desk.name, "--yes", "--to", "authority.asc")

    assert (result.returncode, len(result.stderr.splitlines())) == (2, 1)
    assert said in result.stderr
    assert before == desk.run("show", desk.name, "--json").stdout
    assert list(desk.folder.glob("*.tar*")) == []
