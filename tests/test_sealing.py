"""The key file, whole or not at all, and what it forgets; values that open only as they were and where they were."""

import base64
import hashlib
import multiprocessing
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cocmail.sealing import (
    Box,
    Keys,
    KeyUnusable,
    SealBroken,
    add_sealing_key,
    forget,
    load_keys,
    make_keys,
    new_data_key,
    new_key,
)

NUMBERS = st.integers(1, 2**32 - 1)
Change = Callable[[list[str]], list[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_key(tmp_path / "cocmail.key")
    return tmp_path / "cocmail.key"


def _signed(lines: list[str]) -> list[str]:
    """These lines with a last one that fits them, as somebody would write it who knows the format."""
    lines = lines[:-1]
    return [*lines, f"end {len(lines)} " + hashlib.sha256("\n".join(lines).encode()).hexdigest()]


class TestKeyFile:
    """Made once, read whole or not at all."""

    def test_a_new_key_is_for_its_owner_alone_and_never_over_an_old_one(self, path: Path) -> None:
        before = path.read_bytes()

        with pytest.raises(KeyUnusable, match="exists already"):
            new_key(path)

        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_bytes() == before

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
    def test_a_key_that_others_can_read_is_refused(self, path: Path, mode: int) -> None:
        path.chmod(mode)

        with pytest.raises(KeyUnusable, match="chmod 600"):
            load_keys(path)

    def test_a_key_that_systemd_hands_over_is_read(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(path.parent))
        path.chmod(0o440)

        assert load_keys(path).marks

        path.chmod(0o444)
        with pytest.raises(KeyUnusable):
            load_keys(path)

    @pytest.mark.parametrize(
        "damage", [b"", b"\xff\xfe", b"something else", b"\n" * 5, b"cocmail-key 1\nend 1\n"]
    )
    def test_what_is_no_key_is_one_clear_line(self, path: Path, damage: bytes) -> None:
        path.write_bytes(damage)

        with pytest.raises(KeyUnusable, match=r"not a (whole )?cocmail key") as refusal:
            load_keys(path)
        assert "\n" not in str(refusal.value)

    def test_a_file_cut_off_anywhere_is_refused(self, path: Path) -> None:
        forget(path, [5, 900])
        whole = path.read_bytes()

        # Without the very last line end it is still all there.
        for length in range(0, len(whole) - 1, 37):
            path.write_bytes(whole[:length])
            with pytest.raises(KeyUnusable):
                load_keys(path)

    def test_any_changed_line_is_noticed(self, path: Path) -> None:
        forget(path, [5])
        lines = path.read_text().splitlines()

        for number, line in enumerate(lines):
            # One bit of one character, in the middle of the line.
            middle = len(line) // 2
            other = line[:middle] + chr(ord(line[middle]) ^ 1) + line[middle + 1 :]
            path.write_text("\n".join([*lines[:number], other, *lines[number + 1 :]]) + "\n")
            with pytest.raises(KeyUnusable):
                load_keys(path)
            path.write_text("\n".join([*lines[:number], *lines[number + 1 :]]) + "\n")
            with pytest.raises(KeyUnusable):
                load_keys(path)

    def test_a_seed_of_another_file_is_noticed(self, path: Path, tmp_path: Path) -> None:
        new_key(tmp_path / "other.key")
        lines, others = path.read_text().splitlines(), (tmp_path / "other.key").read_text().splitlines()

        path.write_text("\n".join([*lines[:2], others[2], lines[3]]) + "\n")

        with pytest.raises(KeyUnusable, match="not a whole"):
            load_keys(path)

    def test_parts_of_two_files_made_to_fit_open_nothing(self, path: Path, tmp_path: Path) -> None:
        new_key(tmp_path / "other.key")
        mine, other = load_keys(path), load_keys(tmp_path / "other.key")
        root, wrapped = mine.wrap(7, new_data_key())

        for mixed in (replace(mine, roots=other.roots), replace(other, roots=mine.roots)):
            with pytest.raises(KeyUnusable):
                mixed.unwrap(7, root, wrapped)

    @pytest.mark.parametrize(
        "change",
        [
            lambda lines: ["cocmail-key 2", *lines[1:]],
            lambda lines: [*lines[:2], lines[2].replace("seed 1 0 0", "seed 1 33 0"), lines[3]],
            lambda lines: [*lines[:2], lines[2].replace("seed 1 0 0", "seed 1 3 8"), lines[3]],
            lambda lines: [*lines[:2], lines[2].replace("seed 1 0 0", "seed 1 32 9999999999"), lines[3]],
            lambda lines: [*lines[:2], lines[2].replace("seed 1 0 0", f"seed {'9' * 400} 0 0"), lines[3]],
            lambda lines: [*lines[:2], lines[2].replace("seed 1", "seed -1"), lines[3]],
            lambda lines: [*lines[:2], lines[2].replace("seed 1", "seed ١"), lines[3]],
            lambda lines: [*lines[:3], lines[2], lines[3]],
            lambda lines: [*lines[:2], lines[1], *lines[2:]],
            lambda lines: [lines[0], *lines[2:]],
            lambda lines: [*lines[:2], lines[3]],
            lambda lines: [*lines[:2], lines[2][:-8], lines[3]],
            lambda lines: [*lines[:2], lines[2] + "AAAA", lines[3]],
            lambda lines: [*lines[:3], "", lines[3]],
        ],
    )
    def test_what_nobody_wrote_is_refused_even_where_its_last_line_fits(
        self, path: Path, change: Change
    ) -> None:
        lines = path.read_text().splitlines()
        assert _signed(lines) == lines

        path.write_text("\n".join(_signed(change(lines))) + "\n")

        with pytest.raises(KeyUnusable, match="not a"):
            load_keys(path)

    def test_a_missing_key_says_how_to_make_one(self, tmp_path: Path) -> None:
        with pytest.raises(KeyUnusable, match="cocmail key new"):
            load_keys(tmp_path / "none")

    def test_nothing_of_a_key_is_shown_by_accident(self, path: Path) -> None:
        keys = load_keys(path)

        shown = f"{keys!r}{keys.roots[0]!r}{Box(b'k' * 32)!r}{keys}"

        assert repr(keys.secret) not in shown
        assert base64.b64encode(keys.secret).decode() not in shown
        assert repr(keys.roots[0].seeds[0, 0]) not in shown
        assert "kkkk" not in shown


class TestForgetting:
    """A number that was forgotten is gone for good; all others give the keys that they gave before."""

    @settings(max_examples=60, deadline=None)
    @given(st.lists(NUMBERS, max_size=25), st.lists(NUMBERS, max_size=25), st.randoms())
    def test_in_any_order_what_was_forgotten_is_gone_and_the_rest_is_as_before(
        self, gone: list[int], others: list[int], dice: random.Random
    ) -> None:
        root = make_keys().roots[0]
        near = [number ^ 1 for number in gone if number ^ 1]
        before = {number: root.key_for(number) for number in (*gone, *others, *near)}
        dice.shuffle(gone)

        after = root.without(gone)

        for number, key in before.items():
            assert after.key_for(number) == (None if number in gone else key)
            assert after.covers(number) == (number not in gone)
            assert key is not None

    def test_the_order_makes_no_difference_to_the_file(self) -> None:
        root = make_keys().roots[0]
        numbers = [1, 2, 3, 70_000, 2**31, 2**32 - 1]

        expected = root.without(numbers).seeds

        assert expected == root.without(reversed(numbers)).without(numbers).seeds
        assert expected == root.without(numbers[:3]).without(numbers[3:]).seeds

    def test_no_seed_that_is_left_leads_to_a_forgotten_number(self) -> None:
        root = make_keys().roots[0].without([77])

        ways = {(level, 77 >> (32 - level)) for level in range(33)}

        assert not ways & root.seeds.keys()
        assert len(root.seeds) == 32

    def test_the_file_stays_small_where_old_numbers_go_first(self, path: Path) -> None:
        forget(path, range(1, 1001))

        # Measured: 1,676 bytes; a new file has 193.
        assert path.stat().st_size < 3_000
        assert load_keys(path).roots[0].key_for(1001) is not None

    def test_the_file_grows_little_where_they_go_here_and_there(self, path: Path) -> None:
        numbers = random.Random(1).sample(range(1, 10_001), 1000)

        forget(path, numbers)

        # Measured: 159 kB, 2.7 seeds a number; of 10,000 among 100,000 it is 1.6 MB.
        assert path.stat().st_size < 170_000
        keys = load_keys(path)
        assert not any(keys.knows(number) for number in numbers)

    def test_a_new_sealing_key_leaves_the_old_readable_and_does_not_know_what_was_forgotten(
        self, path: Path
    ) -> None:
        data_key = new_data_key()
        before = load_keys(path)
        sealed = {number: before.wrap(number, data_key) for number in (4, 5)}
        forget(path, [4])

        after = add_sealing_key(path)

        assert after.unwrap(5, *sealed[5]) == data_key
        assert after.wrap(5, data_key)[0] == sealed[5][0] + 1
        assert not after.knows(4)
        assert after.secret == before.secret
        assert load_keys(path) == replace(after, path=path)
        with pytest.raises(SealBroken, match="destroyed"):
            after.unwrap(4, *sealed[4])
        with pytest.raises(SealBroken, match="destroyed"):
            after.wrap(4, data_key)

    def test_two_processes_forget_at_once_and_nothing_is_lost(self, path: Path) -> None:
        forks = multiprocessing.get_context("spawn")
        workers = [forks.Process(target=_forget_each, args=(path, range(start, 41, 2))) for start in (1, 2)]

        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)

        assert [worker.exitcode for worker in workers] == [0, 0]
        keys = load_keys(path)
        assert [number for number in range(1, 42) if keys.knows(number)] == [41]

    @pytest.mark.parametrize("moment", ["os.fsync", "pathlib.Path.replace"])
    def test_a_crash_in_the_middle_leaves_a_whole_file_and_the_next_time_succeeds(
        self, path: Path, moment: str
    ) -> None:
        before = path.read_bytes()
        program = (
            "import os, pathlib, sys, unittest.mock as m\n"
            "from cocmail.sealing import forget\n"
            f"with m.patch({moment!r}, lambda *a: os._exit(9)):\n"
            "    forget(pathlib.Path(sys.argv[1]), [5])\n"
        )

        done = subprocess.run([sys.executable, "-c", program, str(path)], check=False)

        assert done.returncode == 9
        assert path.read_bytes() == before
        assert path.with_name("cocmail.key.new").exists()
        forget(path, [5])
        assert not load_keys(path).knows(5)
        assert [each.name for each in path.parent.iterdir()] == ["cocmail.key"]

    def test_a_file_that_cannot_be_written_is_said_and_stays(self, path: Path) -> None:
        before = path.read_bytes()
        path.with_name("cocmail.key.new").mkdir()

        with pytest.raises(KeyUnusable, match="cannot write"):
            forget(path, [5])

        assert path.read_bytes() == before

    def test_what_a_link_leads_to_is_changed_and_not_the_link(self, path: Path, tmp_path: Path) -> None:
        link = tmp_path / "link.key"
        link.symlink_to(path)

        forget(link, [5])

        assert link.is_symlink()
        assert not load_keys(path).knows(5)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can write for another")
    def test_the_file_stays_that_of_its_owner_when_root_writes_it(self, path: Path) -> None:
        os.chown(path, 12_345, 12_346)

        forget(path, [5])

        assert (path.stat().st_uid, path.stat().st_gid, path.stat().st_mode & 0o777) == (
            12_345,
            12_346,
            0o600,
        )


def _forget_each(path: Path, numbers: range) -> None:
    for number in numbers:
        forget(path, [number])


class TestSealedValues:
    """They open as they were sealed and where they were sealed, and nowhere else."""

    @settings(max_examples=60, deadline=None)
    @given(st.binary(max_size=300), st.text(max_size=60))
    def test_any_bytes_and_any_text_come_back(self, value: bytes, text: str) -> None:
        box = Box(new_data_key())

        assert box.open(box.seal(value, "table", "column", b"row"), "table", "column", b"row") == value
        assert box.open_text(box.seal_text(text + "\udcff", "t", "c", "r"), "t", "c", "r") == text + "\udcff"
        assert box.seal(value, "t") != box.seal(value, "t")

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.binary(max_size=40), st.data())
    def test_any_changed_bit_and_any_cut_is_refused(self, value: bytes, data: st.DataObject) -> None:
        box = Box(new_data_key())
        sealed = box.seal(value, "entries", "body", "1")
        bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
        length = data.draw(st.integers(0, len(sealed) - 1))

        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8

        for broken in (bytes(changed), sealed[:length], sealed + b"\0"):
            with pytest.raises(SealBroken, match="of entries was changed or moved"):
                box.open(broken, "entries", "body", "1")

    @pytest.mark.parametrize(
        "place",
        [
            ("cases", "body", "1"),
            ("entries", "author", "1"),
            ("entries", "body", "2"),
            ("entries", "body"),
            ("entries", "body1"),
            ("entries", "bod", "y1"),
            ("entriesbody", "1"),
            ("entries", "body", "1", ""),
            (),
        ],
    )
    def test_another_place_is_refused(self, place: tuple[str, ...]) -> None:
        box = Box(new_data_key())

        with pytest.raises(SealBroken):
            box.open(box.seal(b"value", "entries", "body", "1"), *place)

    def test_another_case_is_refused(self) -> None:
        one, other = Box(new_data_key()), Box(new_data_key())

        with pytest.raises(SealBroken):
            other.open(one.seal(b"value", "t", "c", "r"), "t", "c", "r")

    def test_a_refusal_quotes_nothing(self) -> None:
        with pytest.raises(SealBroken) as refusal:
            Box(new_data_key()).open(b"CANARYBYTES" * 9, "entries", "CANARYCOLUMN", "CANARYROW")

        assert "CANARY" not in str(refusal.value)
        assert refusal.value.__suppress_context__

    def test_a_hash_of_content_needs_the_key_of_its_case(self) -> None:
        key = new_data_key()

        assert Box(key).digest("ab", "c") == Box(key).digest("ab", "c")
        assert Box(key).digest("ab", "c") != Box(key).digest("a", "bc")
        assert Box(key).digest("ab", "c") != Box(new_data_key()).digest("ab", "c")

    @pytest.mark.parametrize("other", [0, 1])
    def test_a_data_key_opens_at_its_own_number_alone(self, other: int) -> None:
        keys = make_keys()
        root, wrapped = keys.wrap(8, new_data_key())

        with pytest.raises(KeyUnusable):
            keys.unwrap(8 + 1 + other, root, wrapped)

    def test_the_wrong_key_file_is_one_line_without_content(self) -> None:
        root, wrapped = make_keys().wrap(8, new_data_key())

        with pytest.raises(KeyUnusable, match="not the one that this database was made with") as refusal:
            make_keys().unwrap(8, root, wrapped)
        assert "\n" not in str(refusal.value)

    def test_a_copy_from_before_a_sealing_key_is_told_from_a_later_one(self, path: Path) -> None:
        before = load_keys(path)

        after = add_sealing_key(path)

        assert after.follows(before)
        assert not before.follows(after)
        assert not make_keys().follows(before)

    def test_equal_values_of_two_kinds_are_not_linked(self) -> None:
        keys: Keys = make_keys()

        assert keys.find("address", "x") != keys.find("person", "x")
        assert keys.find("address", "x") != make_keys().find("address", "x")
