"""The file with the names of one's own Models, damaged: nothing of it is lost without a word."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asrpro.catalog import naming
from asrpro.catalog.registered import Registered

PLACES = {
    "mine": "/models/My Whisper",
    'quo"ted \\ name': "/models/a, b: {c}",
    "m\u00fcller": "/models/\U0001f600",
    "nas": "http://192.168.1.5:8000/v1#whisper-1",
}
WHOLE = json.dumps(PLACES, ensure_ascii=False, indent=1).encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "registered.json"


def kept(file: Path) -> list[Path]:
    return sorted(file.parent.glob("registered.json.damaged-*"))


@pytest.mark.parametrize("text", [WHOLE, json.dumps(PLACES).encode()])
def test_wherever_it_is_cut_off_the_names_before_that_count(
    text: bytes, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    counted = []
    for end in range(len(text)):
        file.write_bytes(text[:end])
        found = naming.read(file)
        assert found.fault
        assert found.places.items() <= PLACES.items(), end
        counted.append(len(found.places))
    assert counted == sorted(counted)
    assert (counted[0], counted[-1]) == (0, len(PLACES))
    assert caplog.records


OTHERS = ["m\u00fcller", "nas", 'quo"ted \\ name']


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (WHOLE.replace(b'{\n "mine"', b"\x00\x00\x00"), OTHERS),
        (WHOLE.replace(b"/models/My Whisper", b"/models/\xff\xfe"), OTHERS),
        (WHOLE.replace(b'"/models/My Whisper"', b"[1, 2]"), OTHERS),
        (WHOLE.replace(b'Whisper",', b"Whisper"), OTHERS),
        (b"[" + WHOLE + b"]", []),
        (b"<html>", []),
        (b"[" * 100_000, []),
        (bytes(len(WHOLE)), []),
    ],
    ids=range(8),
)
def test_what_can_be_read_counts_and_the_rest_is_kept_before_anything_is_written(
    data: bytes, left: list[str], file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file.write_bytes(data)
    told: list[str] = []
    registered = Registered(file, told.append)
    assert sorted(registered.names) == left
    assert registered.fault.startswith(f"{file}, with the names of models of your own, is damaged: {len(left)} of ")
    assert [record.levelname for record in caplog.records] == ["WARNING"], "once, however often it is read"
    assert (told, kept(file)) == ([], [])
    registered.add("new", tmp_path)
    (copy,) = kept(file)
    assert copy.read_bytes() == data
    assert copy.stat().st_mode & 0o077 == 0
    assert len(told) == 1
    assert told[0].endswith(f" of them can be read. The file as it was is kept as {copy}.")
    assert Registered(file).fault == ""
    assert sorted(Registered(file).names) == sorted([*left, "new"])


def test_one_that_cannot_be_read_is_set_aside(file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (file / "within").mkdir(parents=True)
    told: list[str] = []
    registered = Registered(file, told.append)
    assert registered.fault == f"{file}, with the names of models of your own, cannot be read: Is a directory."
    registered.add("new", tmp_path)
    (aside,) = kept(file)
    assert (aside / "within").is_dir()
    assert told[0].endswith(f"The file as it was is kept as {aside}.")
    assert [*Registered(file).names] == ["new"]
    assert caplog.records


def test_taking_a_name_away_keeps_what_was_damaged_too(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_bytes(WHOLE[:120])
    told: list[str] = []
    registered = Registered(file, told.append)
    assert not registered.forget("nas"), "which was cut off"
    assert (told, kept(file)) == ([], [])
    assert registered.forget("Mine")
    assert [one.read_bytes() for one in kept(file)] == [WHOLE[:120]]
    assert len(told) == 1
    assert caplog.records


def test_a_sound_one_is_written_without_a_word(file: Path, tmp_path: Path) -> None:
    told: list[str] = []
    for name in ("one", "two"):
        Registered(file, told.append).add(name, tmp_path / name)
    assert Registered(file).forget("one")
    assert (told, kept(file), Registered(file).fault) == ([], [], "")
    assert Registered(Path("/dev/null/registered.json")).fault == ""
