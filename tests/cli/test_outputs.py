from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.cli.outputs import Plan, names, planned, save
from asrpro.errors import OutputError, UsageError


def names_in(files: list[str], folder: Path, *formats: str) -> list[str]:
    plans = planned([Path(file) for file in files], formats or ("txt",), folder, overwrite=False)
    return [path.name for plan in plans for path in plan.paths.values()]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["talk.mp4"], ["talk"]),
        (["talk"], ["talk"]),
        ([".hidden.wav"], [".hidden"]),
        (["talk.final.mp4"], ["talk.final"]),
        (["a/talk.mp4", "b/other.mp4"], ["talk", "other"]),
        (["talk.mp4", "talk.wav"], ["talk.mp4", "talk.wav"]),
        (["/a/talk.mp4", "b/talk.mp4", "/a/talk.wav"], ["a-talk.mp4", "b-talk.mp4", "talk.wav"]),
        (["/x/a/talk.mp4", "/y/a/talk.mp4", "/z/talk.mp4"], ["x-a-talk.mp4", "y-a-talk.mp4", "z-talk.mp4"]),
        (["/talk.mp4", "/a/talk.mp4"], ["talk.mp4", "a-talk.mp4"]),
        # Some file systems do not tell these apart, and no folder helps.
        (["/a/b/Talk.mp4", "/a/b/talk.mp4", "/c/talk.mp4"], ["b-Talk.mp4", "b-talk.mp4-2", "c-talk.mp4"]),
        (["/Talk.mp4", "/talk.mp4"], ["Talk", "talk-2"]),
        (["/caf\u00e9.wav", "/cafe\u0301.wav"], ["caf\u00e9-2", "cafe\u0301"]),
        (["talk.mp4", "talk.wav", "talk.mp4.ogg"], ["talk.mp4", "talk.wav", "talk.mp4.ogg"]),
    ],
)
def test_each_file_has_a_name_of_its_own_in_any_order(files: list[str], expected: list[str]) -> None:
    paths = [Path(file) for file in files]
    assert names(paths) == expected
    assert names(paths[::-1]) == expected[::-1]


def test_what_dots_stand_for_is_looked_up(tmp_path: Path) -> None:
    (tmp_path / "data" / "sub").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "data" / "sub")
    files = [tmp_path / "link" / ".." / "rec.wav", tmp_path / "rec.wav"]
    assert names(files) == names(files[::-1])[::-1] == ["data-rec.wav", f"{tmp_path.name}-rec.wav"]


PARTS = st.sampled_from(["a", "A", "b", "a-b", "a.b", "x.wav", "X.wav", "a-x.wav", "x", "x.wav-2", "x-2"])


@given(st.lists(st.lists(PARTS, min_size=1, max_size=3), min_size=1, max_size=8))
def test_no_two_files_share_a_name(files: list[list[str]]) -> None:
    paths = list(dict.fromkeys(Path("/", *parts) for parts in files))
    found = names(paths)
    assert len({name.casefold() for name in found}) == len(paths)
    assert dict(zip(paths[::-1], names(paths[::-1]), strict=True)) == dict(zip(paths, found, strict=True))


def test_the_folder_is_made(tmp_path: Path) -> None:
    assert names_in(["talk.mp4"], tmp_path / "new" / "out") == ["talk.txt"]
    assert (tmp_path / "new" / "out").is_dir()


def test_each_format_has_its_suffix(tmp_path: Path) -> None:
    assert names_in(["talk.mp4"], tmp_path, "txt", "json", "srt") == ["talk.txt", "talk.json", "talk.srt"]


def test_what_is_there_is_replaced_only_when_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").touch()
    (tmp_path / "link.srt").symlink_to("nowhere")
    with pytest.raises(UsageError, match=r"There already: .*talk\.srt, .*link\.srt\. Give --skip-existing") as caught:
        names_in(["new.mp4", "talk.mp4", "link.mp4"], tmp_path, "srt")
    assert caught.value.exit_code == 2
    plans = planned([Path("talk.mp4")], ("srt",), tmp_path, overwrite=True)
    assert plans == [Plan({"srt": tmp_path / "talk.srt"}, overwrite=True)]


def test_a_sentence_does_not_name_hundreds_of_files(tmp_path: Path) -> None:
    for number in range(500):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(UsageError, match=r"0\.txt, .*1\.txt, .*2\.txt and 497 more\."):
        names_in([f"{number}.wav" for number in range(500)], tmp_path)


def test_no_transcript_ever_replaces_its_recording(tmp_path: Path) -> None:
    recording = tmp_path / "odd.json"
    recording.write_bytes(b"sound")
    with pytest.raises(UsageError, match="would be replaced by its own transcript"):
        planned([recording], ("json",), tmp_path, overwrite=True)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, tmp_path / "talk.txt", tmp_path / "talk.SRT"):
        with pytest.raises(UsageError, match="--output takes a folder"):
            names_in(["talk.mp4"], folder)
    (tmp_path / "odd.txt").mkdir()
    assert names_in(["talk.mp4"], tmp_path / "odd.txt") == ["talk.txt"]


def test_a_folder_that_cannot_be_written_is_found_out_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "deeper", Path("/proc/asrpro"), Path("/sys")):
        with pytest.raises(OutputError, match="Nothing can be written to the folder") as caught:
            names_in(["talk.mp4"], folder)
        assert caught.value.exit_code == 1


def test_names_that_cannot_be_are_found_out_before_any_work(tmp_path: Path) -> None:
    for files, form in ((["a" + "ü" * 125 + ".mp3"], "json"), (["a" * 250 + ".mp3", "a" * 250 + ".ogg"], "txt")):
        with pytest.raises(OutputError, match=r"No transcript can be called .*: File name too long\.") as caught:
            names_in([*files, "talk.mp4"], tmp_path, form)
        assert caught.value.hint.startswith("Give the recording a shorter or plainer name")
    with pytest.raises(OutputError, match=r"Nothing can be written to the folder .*: File name too long\."):
        names_in(["talk.mp4"], tmp_path / ("a" * 300))
    assert list(tmp_path.iterdir()) == []
    assert names_in(["a" * 250 + ".mp3"], tmp_path, "json") == ["a" * 250 + ".json"]


def test_a_file_is_saved_whole_as_the_user_makes_files(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("what was there before")
    mask = os.umask(0o027)
    try:
        assert save(path, ["Grüße\n", "会議\n"], overwrite=True) == path
    finally:
        os.umask(mask)
    assert path.read_bytes() == "Grüße\n会議\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_saved_leaves_nothing_and_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.mkdir()
    with pytest.raises(OutputError, match=r"talk.txt cannot be written: Is a directory\."):
        save(path, ["text"], overwrite=True)
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(OutputError, match="No such file or directory"):
        save(tmp_path / "nowhere" / "talk.txt", ["text"], overwrite=True)


def test_text_that_is_no_unicode_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        save(tmp_path / "talk.txt", ["\udcff"], overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_what_came_to_be_there_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "talk.mp4.srt"
    for name in ("talk.mp4.srt", "talk.mp4-2.srt", "talk.mp4-3.srt"):
        assert save(path, [name], overwrite=False) == tmp_path / name
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {
        name: name for name in ("talk.mp4.srt", "talk.mp4-2.srt", "talk.mp4-3.srt")
    }


def test_what_is_there_is_left_out_when_the_rest_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "talk.srt").touch()
    files = [Path("talk.mp4"), Path("other.mp4")]
    talk, other = planned(files, ("srt", "txt"), tmp_path, overwrite=False, skip_existing=True)
    assert talk.left() == Plan({"txt": tmp_path / "talk.txt"}, skip_existing=True)
    assert other.left() == other
    (tmp_path / "talk.txt").touch()  # by another run, meanwhile
    assert talk.left() is None
