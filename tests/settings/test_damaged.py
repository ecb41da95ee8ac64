"""A damaged file, or none at all: the valid settings count, the rest is kept and told of."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from asrpro.errors import SettingsError
from asrpro.settings.disk import LIMIT
from asrpro.settings.file import SettingsFile
from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG = '{"version": 1, "device": {"threads": -4}, "model": {"beam_size": 7}}'
NEWER = '{"version": 2, "device": {"threads": 4, "cores": 2}, "server": {"port": 1}}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def kept(path: Path, why: str = "damaged") -> list[Path]:
    return sorted(path.parent.glob(f"settings.json.{why}-*"))


def test_one_wrong_value_is_told_and_a_copy_kept(path: Path) -> None:
    path.write_text(WRONG, "utf-8")
    file = SettingsFile(path)
    assert (file.current.device.threads, file.current.model.beam_size) == (0, 7)
    (copy,) = kept(path)
    assert copy.read_text("utf-8") == WRONG
    assert file.notices == (
        '"device.threads" takes a whole number from 0 to 256; what the file says is left out.',
        f"The settings file as it was is kept as {copy}.",
    )
    # Somebody may be writing it right now.
    assert path.read_text("utf-8") == WRONG


def test_the_same_damage_is_kept_once(path: Path) -> None:
    path.write_text(WRONG, "utf-8")
    for _time in range(3):
        assert SettingsFile(path).current.model.beam_size == 7
    file = SettingsFile(path)
    file.set("device.threads", 2)
    assert len(kept(path)) == 1
    assert len(file.notices) == 2
    assert json.loads(path.read_bytes()) == {"version": 1, "device": {"threads": 2}, "model": {"beam_size": 7}}
    assert SettingsFile(path).reload() == file.current


def test_other_damage_gets_a_copy_of_its_own(path: Path) -> None:
    for data in (b"{", b'{"', b"\xff\xfe", b"[]"):
        path.write_bytes(data)
        file = SettingsFile(path)
        assert file.current == DEFAULTS
        assert re.fullmatch(
            r"The settings file is damaged( \(line 1, column \d\))?; what could be made out of it is used\.",
            file.notices[0],
        )
    assert sorted(copy.read_bytes() for copy in kept(path)) == sorted((b"{", b'{"', b"\xff\xfe", b"[]"))


def test_damage_since_it_was_read_is_kept_before_writing(path: Path) -> None:
    file = SettingsFile(path)
    file.set("model.prompt", "as before")
    path.write_text('{"device": {"threads": 3}, "model": {"prom', "utf-8")
    file.set("model.beam_size", 7)
    assert file.current.model_dump(exclude_defaults=True) == {
        "device": {"threads": 3}, "model": {"prompt": "as before", "beam_size": 7},
    }  # fmt: skip
    (copy,) = kept(path)
    assert file.notices[-1] == f"The settings file as it was is kept as {copy}."


def test_read_again_when_sound_there_is_nothing_to_tell(path: Path) -> None:
    path.write_text(WRONG, "utf-8")
    file = SettingsFile(path)
    assert file.current.model.beam_size == 7
    path.write_text('{"version": 1}', "utf-8")
    assert file.reload() == DEFAULTS
    assert file.notices == ()


@pytest.mark.parametrize("version", ["true", '"1"', "0", "-1", "null", "1.0", "9" * 40])
def test_a_version_that_is_none_is_told(path: Path, version: str) -> None:
    path.write_text(f'{{"version": {version}, "device": {{"threads": 4}}}}', "utf-8")
    file = SettingsFile(path)
    assert file.current.device.threads == 4
    assert file.notices[0].startswith("The settings file does not say its version rightly")


def test_a_file_written_by_hand_needs_no_version(path: Path) -> None:
    path.write_text('{"device": {"threads": 4}}', "utf-8")
    file = SettingsFile(path)
    assert file.current.device.threads == 4
    assert file.notices == ()


def test_a_newer_file_is_read_and_kept_before_it_is_written(path: Path) -> None:
    path.write_text(NEWER, "utf-8")
    file = SettingsFile(path)
    assert file.current.device.threads == 4
    assert file.notices == ("The settings file is of a newer ASR Pro; what this one knows of it is used.",)
    assert kept(path, "version-2") == []
    file.set("model.beam_size", 7)
    (copy,) = kept(path, "version-2")
    assert copy.read_text("utf-8") == NEWER
    assert file.notices[-1] == f"The settings file as it was is kept as {copy}."
    assert json.loads(path.read_bytes()) == {"version": 1, "device": {"threads": 4}, "model": {"beam_size": 7}}


def a_folder(path: Path) -> None:
    path.mkdir()
    (path / "mine.txt").write_text("precious", "utf-8")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_circle_of_links(path: Path) -> None:
    path.symlink_to(path)


def too_much(path: Path) -> None:
    path.write_bytes(b" " * (LIMIT + 1))


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (a_folder, "is a folder and no file"),
        (a_pipe, "is not a file"),
        (a_circle_of_links, "cannot be read: Too many levels of symbolic links"),
        (too_much, "is too large for a settings file"),
    ],
)
def test_what_cannot_be_read_is_told_and_moved_before_writing(
    path: Path, make: Callable[[Path], None], why: str
) -> None:
    make(path)
    file = SettingsFile(path)
    assert file.current == DEFAULTS
    assert file.notices[0].startswith(f"{path} {why}")
    assert file.notices[0].endswith(". All settings have their defaults.")
    assert kept(path) == []
    file.set("device.threads", 2)
    assert json.loads(path.read_bytes()) == {"version": 1, "device": {"threads": 2}}
    (aside,) = kept(path)
    assert aside.is_symlink() or aside.exists()
    assert str(aside) in file.notices[-1]


def test_what_can_be_read_no_more_stays_what_it_was(path: Path) -> None:
    file = SettingsFile(path)
    file.set("device.threads", 2)
    path.unlink()
    path.mkdir()
    assert file.reload().device.threads == 2
    assert file.notices == (f"{path} is a folder and no file. Settings stay what they were.",)


def test_as_much_as_there_may_be_is_read(path: Path) -> None:
    said = b'{"device": {"threads": 4}}'
    path.write_bytes(said + b" " * (LIMIT - len(said)))
    assert SettingsFile(path).current.device.threads == 4


def test_what_cannot_be_kept_is_not_overwritten(path: Path, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 235)  # room for ".lock" behind it, none for when it was damaged
    long.write_text(WRONG, "utf-8")
    file = SettingsFile(long)
    assert file.current.model.beam_size == 7
    assert file.notices[-1].startswith("No copy of it could be kept: ")
    with pytest.raises(SettingsError, match="cannot be saved"):
        file.set("device.threads", 2)
    assert long.read_text("utf-8") == WRONG
    assert not path.exists()
