"""Earlier mail is found in an mbox or a Maildir as it lies there: where each begins, when it came, how large it is."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.builders import REPORTS, Desk, MovableClock, arrival, make_house
from tests.test_import import A_THREAD, YEARS_AGO, maildir, mbox, old

from cocmail.admin import importing
from cocmail.admin.mailfiles import NotMail, found_in
from cocmail.imap import HEAD_BYTES

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _found(path: Path, limit: int = 1 << 20) -> list[tuple[datetime, bytes]]:
    found = found_in(path, NOW, lambda _done, _total: None)
    return [(each.at, content[0]) for each in found if (content := each.read(limit))]


def test_a_line_that_begins_with_from_ends_no_message(tmp_path: Path) -> None:
    raws = (b"A: 1\n\nWell.\n\nFrom then on it was bad.\nFrom: him\n>From you\n\nbye\n", b"A: 2\n\nyes\n")
    box = b"".join(b"From a@b Wed Jan  2 12:00:0%d 2019\n%s\n" % (n, raw) for n, raw in enumerate(raws))
    (tmp_path / "mboxcl2").write_bytes(box)
    (tmp_path / "mboxrd").write_bytes(mbox((raws[0], 0), (raws[1], 1)))

    _, quoted = _found(tmp_path / "mboxrd")
    first, second = _found(tmp_path / "mboxcl2")

    assert raws[1].replace(b"\n", b"\r\n") == second[1] == quoted[1]
    assert b"\r\nFrom then on" in first[1]
    assert raws[0].replace(b"\n", b"\r\n") == _found(tmp_path / "mboxrd")[0][1]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (b"From a@b Wed Jan  2 12:00:00 2019", "2019-01-02 12:00:00"),
        (b"From a@b Wed Jan 02 12:00:00 +0200 2019", "2019-01-02 10:00:00"),
        (b"From a at b.example  Wed Jan  2 12:00:00 2019", "2019-01-02 12:00:00"),
        (b"From - Wed Jan  2 12:00 2019", "2019-01-02 12:00:00"),
        (b"From a@b Wed Jan  2 12:00:00 EET 2019", "2019-01-02 12:00:00"),
        # That of a copy, none at all, or one at which no mail can have come: the way it took.
        (b"From - Mon Mar  2 11:00:00 2026", "2020-05-06 07:08:09"),
        (b"From a@b", "2020-05-06 07:08:09"),
        (b"From MAILER-DAEMON", "2020-05-06 07:08:09"),
        (b"From a@b Wed Jan  2 12:00:00 2035", "2020-05-06 07:08:09"),
        (b"From a@b Wed Feb 30 12:00:00 2019", "2020-05-06 07:08:09"),
        (b"From a@b Thu Jan  1 00:00:00 1970", "2020-05-06 07:08:09"),
        (b"From a@b Mon Jan  1 00:00:00 +1200 0001", "2020-05-06 07:08:09"),
    ],
)
def test_when_it_came_is_what_the_first_line_says_or_the_way_it_took_whichever_is_earlier(
    tmp_path: Path, line: bytes, wanted: str
) -> None:
    headers = (
        b"Received: by mx; Wed, 6 May 2020 09:08:09 +0200\nReceived: x; Sun, 6 May 2007 09:08:09 +0200\n"
    )
    (tmp_path / "box").write_bytes(line + b"\n" + headers + b"Date: Mon, 1 Jan 2001 00:00:00 +0000\n\nHi\n")

    ((at, _),) = _found(tmp_path / "box")

    assert wanted == f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def test_what_says_nowhere_when_it_came_came_with_its_neighbour(tmp_path: Path) -> None:
    undated, dated = b"From a@b\nA: %d\n\nHi\n\n", b"From a@b Wed Jan  2 12:00:00 2019\nA: %d\n\nHi\n\n"
    (tmp_path / "box").write_bytes(undated % 1 + dated % 2 + undated % 3)
    (tmp_path / "never").write_bytes(undated % 1)

    found = _found(tmp_path / "box")

    assert [raw[:4] for _, raw in found] == [b"A: 1", b"A: 2", b"A: 3"]
    assert {at for at, _ in found} == {YEARS_AGO}
    assert [at for at, _ in _found(tmp_path / "never")] == [NOW]


def test_of_a_message_that_is_too_large_the_headers_and_the_beginning_are_kept(tmp_path: Path) -> None:
    raw = b"A: 1\r\n\r\n" + b"x" * 70 + b"\r\n"
    (tmp_path / "box").write_bytes(mbox((raw.replace(b"x", b"long line\n" * 100), 0), (raw, 1)))

    large, small = found_in(tmp_path / "box", NOW, lambda _done, _total: None)

    whole = small.read(1000)
    assert whole is not None
    assert (whole[0], whole[2]) == (raw, False)
    content = large.read(1000)
    assert content is not None
    assert content[0].startswith(b"A: 1\r\n\r\nlong line\r\n")
    assert content[2]
    assert len(content[0]) <= 1200 < content[1]


def test_a_file_of_a_maildir_is_found_under_its_new_name(tmp_path: Path) -> None:
    folder = maildir(tmp_path, (b"A: 1\r\n\r\nx\r\n", 0))
    (found,) = found_in(folder, NOW, lambda _done, _total: None)
    (file,) = (folder / "cur").iterdir()

    file.rename(folder / "cur" / f"{file.name}R")

    content = found.read(1000)
    assert content is not None
    assert content[0] == b"A: 1\r\n\r\nx\r\n"
    (folder / "cur" / f"{file.name}R").unlink()
    assert found.read(1000) is None


def test_a_maildir_that_was_copied_and_one_that_was_filled_later_both_tell_when_a_mail_came(
    tmp_path: Path,
) -> None:
    folder = maildir(tmp_path, (b"A: 1\r\n\r\nx\r\n", 0), (b"A: 2\r\n\r\nx\r\n", 1))
    copied, filled = (next((folder / each).iterdir()) for each in ("cur", "new"))
    os.utime(copied)
    filled.rename(folder / "new" / "1700000000.M1.host")

    assert [YEARS_AGO, YEARS_AGO + timedelta(days=1)] == [at for at, _ in _found(folder)]


def test_what_is_neither_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(b"From: a@b\nTo: c@d\n\nHi\n")

    with pytest.raises(NotMail):
        _found(tmp_path / "mail.eml")


def test_folders_below_a_maildir_that_are_not_read_are_named(desk: Desk, tmp_path: Path) -> None:
    folder = maildir(tmp_path, (A_THREAD[1][0], 0))
    maildir(folder, (old(REPORTS["en"], 77, sender="kim@example.net"), 3), name=".Reports.2018")
    so_far = importing.Brought()

    importing.bring_in(desk.house, folder, None, _silent, so_far)

    assert f"Folders below it that were not read: {folder / '.Reports.2018'}" in so_far.lines()
    assert len(desk.house.store.cases(closed=True)) == 1


def test_a_folder_whose_name_is_no_utf_8_keeps_nobody_from_the_last_lines() -> None:
    so_far = importing.Brought(unread=[Path(os.fsdecode(b"/mail/.K\xe4yt\xf6s"))], recent=["amber harp"])

    told = "\n".join(so_far.lines()).encode()

    assert rb"not read: /mail/.K\xe4yt\xf6s" in told
    assert told.endswith(b"cases amber harp")


def test_the_size_is_that_on_the_wire_so_that_the_mailbox_holds_the_same(
    tmp_path: Path, clock: MovableClock
) -> None:
    desk = Desk(make_house(tmp_path, clock, imap_more="max_bytes = 2000000"), clock)
    raw = old(REPORTS["en"] + "\r\n" + "line of a log\r\n" * 140_000, 1)
    # As it lies in the file it is small enough, as the mailbox tells of it, it is not.
    assert len(raw) > 2_000_000 > len(raw.replace(b"\r\n", b"\n"))
    (tmp_path / "box").write_bytes(mbox((raw, 0)))

    importing.bring_in(desk.house, tmp_path / "box", None, _silent, importing.Brought())
    head = raw[: raw.index(b"\r\n\r\n") + 4 + HEAD_BYTES]
    cut = replace(arrival(1, size=len(raw)), truncated=True)
    desk.house.store.spool([(cut, head)], clock(), settled=True)
    desk.house.intake.file_spooled()

    assert desk.letters() == []
    assert len(desk.house.store.cases(closed=True)) == 1
    desk.house.store.database.close()


def test_a_mail_with_an_impossible_date_stops_nothing(desk: Desk, tmp_path: Path) -> None:
    odd = b"From a@b Mon Jan  1 00:00:00 +1200 0001\nDate: Fri, 31 Dec 9999 23:59:59 -1200\nFrom: a@b.example\n\nHi\n\n"
    never = b"From a@b\nReceived: by mx; Fri, 31 Dec 9999 23:59:59 -1200\nFrom: c@d.example\n\nHo\n\n"
    (tmp_path / "box").write_bytes(mbox(A_THREAD[1]) + odd + never)

    importing.bring_in(desk.house, tmp_path / "box", None, _silent, importing.Brought())

    cases = desk.house.store.cases(closed=True)
    assert {each.received_at for each in cases} == {YEARS_AGO}
    assert len(cases) == 3


def test_a_file_of_a_maildir_that_was_copied_lately_came_when_its_headers_say(tmp_path: Path) -> None:
    folder = maildir(tmp_path, (old("Hi", 1), 0))
    (file,) = (folder / "cur").iterdir()
    seconds = int(NOW.timestamp()) - 60
    copy = file.rename(folder / "cur" / f"{seconds}.R1.host:2,S")
    os.utime(copy, (seconds, seconds))
    assert [at for at, _ in _found(folder)] == [YEARS_AGO]

    # A time that no calendar has.
    os.utime(copy, (10**12, 10**12))
    assert [at for at, _ in _found(folder)] == [YEARS_AGO]


def test_an_mbox_that_a_mail_program_packs_meanwhile_is_read_no_further(desk: Desk, tmp_path: Path) -> None:
    box = tmp_path / "box"
    mails = [(old(f"It was number {n}.", n, sender=f"r{n}@example.net"), n) for n in range(4)]
    box.write_bytes(mbox(*mails))

    def packs(what: str, done: int, total: int) -> None:
        if what == importing._FILES and done == 1:
            box.write_bytes(mbox(*mails[1:]))
            os.utime(box, (1, 1))

    with pytest.raises(NotMail, match="was changed while it was read"):
        importing.bring_in(desk.house, box, None, packs, importing.Brought())

    assert [each.reporter for each in desk.house.store.cases(closed=True)] == ["r0@example.net"]


def _silent(*_: object) -> None: ...
