from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.catalog.names import folder_name, selected
from asrpro.errors import DownloadError

ALL = ("*",)


def test_only_what_matches_is_chosen_and_nothing_hidden() -> None:
    names = ["model.bin", "a/b/config.json", "README.md", ".gitattributes", "onnx/model.onnx", "onnx/.complete.json"]
    assert selected(names, ("*.bin", "*.json")) == ["model.bin", "a/b/config.json"]
    assert selected(names, ("onnx/*",)) == ["onnx/model.onnx"]
    assert selected(names, ALL) == ["model.bin", "a/b/config.json", "README.md", "onnx/model.onnx"]
    assert selected(names, ()) == []


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "../up", "a/../../up", "a/..", "a//b", "a/./b", "..", "a\\b", "..\\up", "C:", "C:/x", "c:evil",
        "a:stream", "a\0b", "a\nb", "a\x1b[31m", "nul", "NUL.json", "a/com1", "lpt9.tar.gz", "CONIN$", "aux .txt", "a.",
        "a ", "a/b./c", "x" * 201, "é" * 101, "a|b", "a?", "a*", "a<b", 'a"b', "\ud800", "a/",
        "a\u202ecod.exe", "a/ b",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(DownloadError, match="cannot be stored safely") as told:
        selected(["model.bin", name], ALL)
    assert told.value.title.isprintable()
    assert selected(["model.bin", name], ("model.bin",)) == ["model.bin"], "what is not wanted hurts nobody"


@pytest.mark.parametrize(
    "names",
    [
        ("config.json", "Config.json"), ("a/b", "A/c", "a/B"), ("stra\u00dfe", "STRASSE"), ("\u00e9", "e\u0301"),
        ("a", "a/b"), ("A/b", "a"), ("\u212a", "k"), ("a/b/c", "A/B"), ("\ufb01le", "file"),
    ],
)  # fmt: skip
def test_two_names_for_one_file_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(DownloadError, match="cannot be stored safely"):
        selected(names, ALL)


def test_too_many_files_are_refused() -> None:
    with pytest.raises(DownloadError, match="1001 files"):
        selected([str(number) for number in range(1001)], ALL)


@given(st.text(st.sampled_from("ab./\\:~ \0\u0301E") | st.characters()))
def test_whatever_is_chosen_lies_in_the_folder_on_every_system(name: str) -> None:
    try:
        chosen = selected([name], ALL)
    except DownloadError:
        return
    for one in chosen:
        for kind in (PurePosixPath, PureWindowsPath):
            path = kind(one)
            assert not path.is_absolute()
            assert not path.drive
            assert ".." not in path.parts
            assert list(path.parts) == one.split("/")
        assert (Path("/models") / one).resolve().is_relative_to("/models")


@pytest.mark.parametrize("name", ["whisper-small", "large-v3.5", "my_own", "1"])
def test_names_of_models_are_folders(name: str) -> None:
    assert folder_name(name)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\\b", "-rf", ".hidden", "Large", "con", "a:b", "x" * 300])
def test_other_names_are_none(name: str) -> None:
    assert not folder_name(name)
