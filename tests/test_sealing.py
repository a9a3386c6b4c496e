"""The key file: made once, read whole or not at all."""

from pathlib import Path

import pytest

from cocmail.sealing import KeyUnusable, load_keys, new_key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    new_key(tmp_path / "cocmail.key")
    return tmp_path / "cocmail.key"


def test_a_new_key_is_for_its_owner_alone_and_never_over_an_old_one(path: Path) -> None:
    before = path.read_bytes()

    with pytest.raises(KeyUnusable, match="exists already"):
        new_key(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(path: Path, mode: int) -> None:
    path.chmod(mode)

    with pytest.raises(KeyUnusable, match="chmod 600"):
        load_keys(path)


def test_a_key_that_systemd_hands_over_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(path.parent))
    path.chmod(0o440)

    assert load_keys(path).marks

    path.chmod(0o444)
    with pytest.raises(KeyUnusable):
        load_keys(path)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b"something else", None])
def test_a_damaged_key_is_one_clear_line(path: Path, damage: bytes | None) -> None:
    path.write_bytes(path.read_bytes()[:-20] if damage is None else damage)

    with pytest.raises(KeyUnusable, match=r"not a (whole )?cocmail key"):
        load_keys(path)


def test_a_missing_key_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="cocmail key new"):
        load_keys(tmp_path / "none")
