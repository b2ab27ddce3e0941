from __future__ import annotations

import stat
from pathlib import Path

import pytest

from adapters.configuration.keys import KeyProblem, add_newest_key, key_path, open_ring
from adapters.configuration.settings import Settings
from bot.privacy.seal import KeyRing, new_key_text


def opened(said: KeyRing | KeyProblem) -> KeyRing:
    assert isinstance(said, KeyRing), said
    return said


def problem(said: KeyRing | KeyProblem) -> str:
    assert isinstance(said, KeyProblem)
    return said.message


def test_with_sqlite_a_key_file_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    first = opened(open_ring(Settings(), may_make=True))
    path = key_path(Settings())

    assert path == tmp_path / "config" / "upmentor" / "keys"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert opened(open_ring(Settings(), may_make=True)).key_ids == first.key_ids
    assert [file.name for file in path.parent.iterdir()] == ["keys"]


def test_a_missing_file_is_not_made_afresh_when_the_database_needs_the_old_one() -> None:
    assert "opens with no other" in problem(open_ring(Settings(), may_make=False))


def test_no_key_is_made_beside_the_data(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/config/upmentor/upmentor.db")

    assert "not kept beside the data" in problem(open_ring(settings, may_make=True))


def test_a_named_file_is_never_made() -> None:
    said = problem(open_ring(Settings(key_file=Path("ring")), may_make=True))

    assert "does not exist" in said
    assert "upmentor keys new > ring" in said


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ring"
    path.write_text(new_key_text())
    path.chmod(0o644)

    assert f"chmod 600 {path}" in problem(open_ring(Settings(key_file=path), may_make=False))


def test_a_file_that_is_no_ring_is_a_sentence_without_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "ring"
    for content, said in ((b"short", "key 1 is not 32 bytes"), (b"\xff\xfe", "not plain text")):
        path.write_bytes(content)
        path.chmod(0o600)
        assert said in problem(open_ring(Settings(key_file=path), may_make=False))


def test_a_folder_in_the_files_place_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "ring"
    folder.mkdir(mode=0o700)

    assert "cannot be read" in problem(open_ring(Settings(key_file=folder), may_make=False))


def test_keys_in_the_environment_need_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", f"{new_key_text()},{new_key_text()}")

    assert len(opened(open_ring(Settings(), may_make=False)).key_ids) == 2


def test_a_bad_key_in_the_environment_is_named_by_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", f"{new_key_text()},hunter2")

    said = problem(open_ring(Settings(), may_make=False))

    assert said.startswith("UPMENTOR_SECRET_KEYS: key 2")
    assert "hunter2" not in said


def test_a_new_key_goes_in_front_and_the_old_one_stays(tmp_path: Path) -> None:
    old = opened(open_ring(Settings(), may_make=True))
    path = tmp_path / "config" / "upmentor" / "keys"

    assert add_newest_key(path) is None

    ring = opened(open_ring(Settings(), may_make=False))
    assert ring.key_ids[1:] == old.key_ids
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
