"""What is no media is refused in a sentence of its own."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.audio import sniff
from asrpro.audio.decode import opened
from asrpro.errors import SourceError
from audio.media import film, wav, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Audio


def refusal(path: Path) -> SourceError:
    with pytest.raises(SourceError) as told, opened(path) as source:
        for _block in source.blocks:
            pass
    return told.value


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """Without the rights of root, who may read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_each_named_fault_has_a_sentence_of_its_own(tmp_path: Path, speech: Audio) -> None:
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("Dear diary,\n", "utf-8")
    (tmp_path / "noise.wav").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "playlist.wav").write_text("#EXTM3U\nhttp://localhost/\n", "utf-8")
    (tmp_path / "nowhere.wav").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.wav")
    whole = write(tmp_path / "whole.m4a", speech.samples, "aac", 44_100).read_bytes()
    (tmp_path / "truncated.mp4").write_bytes(whole[: len(whole) // 2])
    film(tmp_path / "silent.mp4")
    names = [
        *("missing.wav", "folder.wav", "empty.wav", "text.wav", "noise.wav", "playlist.wav", "nowhere.wav", "pipe.wav"),
        *("truncated.mp4", "silent.mp4"),
    ]

    errors = {name: refusal(tmp_path / name) for name in names}

    sentences = {error.title.replace(str(tmp_path / name), "").replace(name, "") for name, error in errors.items()}
    assert len(sentences) == len(names)
    assert all(name in errors[name].title for name in names)
    assert all(error.title.endswith(".") and error.hint for error in errors.values())
    assert errors["missing.wav"].title == f"There is no file {tmp_path}/missing.wav."
    assert errors["folder.wav"].title == "folder.wav is a folder."
    assert errors["empty.wav"].title == "empty.wav is empty."
    assert errors["text.wav"].title == "text.wav is a text file."
    assert errors["noise.wav"].title == "noise.wav is not an audio or video file that can be read."
    assert errors["playlist.wav"].title.startswith("playlist.wav is a playlist")
    assert errors["nowhere.wav"].title == "nowhere.wav is a link to something that is not there."
    assert errors["pipe.wav"].title == "pipe.wav is not a regular file."
    assert errors["truncated.mp4"].title.startswith("truncated.mp4 is cut off")
    assert errors["silent.mp4"].title == "silent.mp4 has no sound."


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty", "/dev/random"])
def test_devices_are_refused(device: str) -> None:
    assert "is not a regular file" in refusal(Path(device)).title


def test_sockets_are_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert refusal(tmp_path / "s").title == "s is not a regular file."


@pytest.mark.parametrize("hidden", ["file", "folder"])
def test_what_may_not_be_read_is_told(
    tmp_path: Path, speech: Audio, hidden: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "private").mkdir()
    wav(tmp_path / "private/diary.wav", speech.samples[None, :])
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # from here on, the rights of the folders above do not matter
    path = Path("private/diary.wav")
    (path if hidden == "file" else path.parent).chmod(0)
    try:
        with nobody():
            assert refusal(path).title == "diary.wav cannot be read: Permission denied."
    finally:
        path.parent.chmod(0o755)


def test_a_disk_that_fails_is_told() -> None:
    error = refusal(Path("/proc/self/mem"))  # nothing is mapped at its beginning
    assert error.title == "mem cannot be read: Input/output error."


def test_links(tmp_path: Path, speech: Audio) -> None:
    wav(tmp_path / "real.wav", speech.samples[None, :])
    (tmp_path / "link.wav").symlink_to("real.wav")
    (tmp_path / "round.wav").symlink_to("about.wav")
    (tmp_path / "about.wav").symlink_to("round.wav")
    with opened(tmp_path / "link.wav") as source:
        assert source.duration == pytest.approx(speech.duration, abs=0.01)
    assert refusal(tmp_path / "round.wav").title == "round.wav cannot be read: Too many levels of symbolic links."


@pytest.mark.parametrize("name", ["x" * 300 + ".wav", "nul\0.wav"])
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    assert "cannot be read" in refusal(tmp_path / name).title


@pytest.mark.parametrize(
    "text",
    [
        "plain words",
        "Grüße, schöne Welt\n",
        "日本語のテキスト\r\n" * 1000,
        "\ufeffwith a mark",
        "x" * 4095 + "ü",
        "#!/bin/sh\necho\n",
        '{"json": [1, 2]}',
        "<?xml version='1.0'?><html/>",
        "/home/somebody/music/song.mp3\n",
        "1\n00:00:01,000 --> 00:00:02,000\nHello.\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_texts(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "text.mp3"
    path.write_bytes(text.encode(encoding))
    assert refusal(path).title == "text.mp3 is a text file."


def test_a_text_in_an_old_encoding(tmp_path: Path) -> None:
    path = tmp_path / "alt.mp3"
    path.write_bytes("„Grüße“ – schöne Welt\r\n".encode("cp1252"))
    assert refusal(path).title == "alt.mp3 is a text file."


@pytest.mark.parametrize("rest", [b"only text\n", b"\xe2\xe3\xcf\xd3\n\0\1"])
def test_a_document(tmp_path: Path, rest: bytes) -> None:
    path = tmp_path / "paper.mp3"
    path.write_bytes(b"%PDF-1.7\n%" + rest)
    assert refusal(path).title == "paper.mp3 is a PDF document."


@given(head=st.binary(max_size=5000))
def test_the_index_is_looked_for_in_anything(tmp_path_factory: pytest.TempPathFactory, head: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "anything"
    path.write_bytes(head)
    with path.open("rb") as file:
        assert sniff.lacks_index(file) in {True, False}


@given(st.text())
def test_any_name_can_stand_in_a_sentence(name: str) -> None:
    shown = sniff.shown(name)
    assert len(shown) == len(name)
    assert shown.isprintable()
    shown.encode("utf-8")
