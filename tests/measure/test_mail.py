"""The measure of mail counts what it says it counts, and the shared corpus stays where it was brought to."""

import json
from pathlib import Path

import pytest
from tests.measure import mail

ROBOT = b"From: newsletter@example.com\n\nNews.\n"
PERSON = b"From: Rea <rea@example.net>\nList-ID: <talk.lists.example>\n\nMallory shouted at me.\n"
REPLY = "It was on Monday.\n\nOn Wed, 3 Jun 2026 at 14:05, Alice <alice@example.org> wrote:\n> When?\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "robot.eml").write_bytes(ROBOT)
    (tmp_path / "friend.eml").write_bytes(ROBOT.replace(b"newsletter", b"alice"))
    (tmp_path / "person.eml").write_bytes(PERSON)
    (tmp_path / "reply.txt").write_text(REPLY, encoding="utf-8")
    (tmp_path / "reply.txt.expected.txt").write_text("It was  on Monday.\n", encoding="utf-8")
    (tmp_path / "lost.txt").write_text(REPLY, encoding="utf-8")
    (tmp_path / "lost.txt.expected.txt").write_text("It was on Monday.\nReally.\n", encoding="utf-8")
    (tmp_path / "labels.tsv").write_text(
        "path\tkind\texpectation\tformat\tsignals\n"
        "robot.eml\tauto\tautomatic\tmessage\t-\n"
        "friend.eml\tauto\tautomatic\tmessage\t-\n"
        "person.eml\thuman\thuman\tmessage\tlist-id\n"
        "reply.txt\treply\treply.txt.expected.txt\tbody-text\t-\n"
        "lost.txt\treply\tlost.txt.expected.txt\tbody-text\t-\n",
        encoding="utf-8",
    )
    return tmp_path


def test_each_kind_of_fault_is_counted(folder: Path) -> None:
    found = mail.measure(folder)

    assert [each.split()[0] for each in found.robots_answered] == ["friend.eml"]
    assert (found.robots, found.people, found.people_as_robots, found.people_silenced) == (2, 1, [], [])
    assert [each.split()[0] for each in found.lists_not_answered] == ["person.eml"]
    assert (found.replies, found.replies_right) == (2, 1)
    assert [each.split()[0] for each in found.replies_with_a_word_lost] == ["lost.txt"]


def test_it_prints_a_table_or_one_object(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert mail.main([str(folder), "--show"]) == 0
    assert "friend.eml" in capsys.readouterr().out
    assert mail.main([str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["replies_right"] == 1


def test_a_folder_without_labels_is_a_fault(tmp_path: Path) -> None:
    assert mail.main([str(tmp_path)]) == 1


@pytest.mark.skipif(not mail.FOLDER.exists(), reason="the shared corpus of mail is not on this machine")
def test_on_the_shared_corpus_nobody_is_silenced_and_no_word_is_lost() -> None:
    found = mail.measure(mail.FOLDER)

    assert not found.without_result
    assert not found.people_as_robots
    assert not found.people_silenced
    assert not found.replies_with_a_word_lost
    assert found.replies_right >= 0.95 * found.replies
    assert len(found.robots_answered) <= 2
