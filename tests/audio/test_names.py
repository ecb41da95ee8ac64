"""A file is heard whatever it is called, and whatever becomes of its name meanwhile."""

from __future__ import annotations

import contextlib
import os
import threading
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.decode import opened
from asrpro.audio.gate import Gate
from asrpro.domain import Audio
from asrpro.errors import SourceError
from asrpro.runtime.ears import Ears
from audio.media import decoded, likeness, wav, write

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = [
    *(b"-i.wav", b"--help", b"file:a.wav", b"http:", b"concat:a|b.wav", b"%03d.wav", b"a'b\"c.wav", b"pipe:0", b"fd:"),
    *(b"line\nbreak.wav", b"\x1b[31mred.wav", b"tab\t.wav", b"\xff\xfe not utf-8.wav", b"caf\xe9.wav", b"con"),
    *(
        "Ünïcödé 日本語 🎤.wav".encode(),
        b" spaces .wav ",
        b".wav",
        b"a" * 251 + b".wav",
        b"*?[].wav",
        b"\\\\server\\a.wav",
    ),
]


@pytest.fixture(scope="module")
def ears() -> Iterator[Ears]:
    with contextlib.closing(Ears()) as ears:
        yield ears


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_is_heard(tmp_path: Path, speech: Audio, ears: Ears, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    wav(path, speech.samples[None, :])
    with ears.opened(path, Gate()) as source:
        heard = [found for found in source.utterances if isinstance(found, Audio)]
    assert len(heard) == 1
    assert source.duration == pytest.approx(speech.duration, abs=0.001)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_can_be_spoken_of(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    path.touch()
    with pytest.raises(SourceError, match="is empty") as told, opened(path):
        pass
    assert told.value.title.isprintable()
    told.value.title.encode("utf-8")


def test_ears_speak_of_a_file_whose_name_no_encoding_has(tmp_path: Path, ears: Ears) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.wav")
    with pytest.raises(SourceError, match=r"There is no file .*/caf.\.wav\."), ears.opened(path, Gate()):
        pass


def test_a_file_in_the_current_folder(
    tmp_path: Path, speech: Audio, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    wav(tmp_path / "-here.wav", speech.samples[None, :])
    monkeypatch.chdir(tmp_path)
    with ears.opened(Path("-here.wav"), Gate()) as source:
        assert any(isinstance(found, Audio) for found in source.utterances)


@pytest.mark.parametrize("suffix", ["wav", "ogg", "mkv", "mp4"])
def test_a_file_deleted_or_renamed_while_it_is_read(tmp_path: Path, talk: Audio, suffix: str) -> None:
    codec = {"wav": "pcm_s16le", "ogg": "libopus", "mkv": "libopus", "mp4": "aac"}[suffix]
    path = write(tmp_path / f"talk.{suffix}", talk.samples, codec, 48_000)
    with opened(path) as source:
        first = next(source.blocks)
        path.unlink()
        tmp_path.rmdir()
        rest = list(source.blocks)
    heard = Audio.join([first, *rest])
    assert likeness(talk.samples, heard.samples) > 0.98


def test_a_file_that_shrinks_while_it_is_read(tmp_path: Path, talk: Audio) -> None:
    path = wav(tmp_path / "shrinks.wav", talk.samples[None, :])
    with opened(path) as source:
        heard = next(source.blocks).duration
        os.truncate(path, 100)
        heard += sum(block.duration for block in source.blocks)
    assert 10 <= heard < talk.duration


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, talk: Audio) -> None:
    path = write(tmp_path / "grows.mp3", talk.samples, "libmp3lame", 48_000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with opened(path) as source:
        heard = next(source.blocks).duration
        with path.open("ab") as file:
            file.write(data[len(data) // 2 :])
        heard += sum(block.duration for block in source.blocks)
    assert heard == pytest.approx(talk.duration, abs=0.2)


def test_nothing_is_left_behind(tmp_path: Path, speech: Audio, monkeypatch: pytest.MonkeyPatch) -> None:
    """No alias, no temporary file: not after work, not after errors, and not even while a file is open."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = wav(tmp_path / "speech.wav", speech.samples[None, :])
    (tmp_path / "bad.wav").write_bytes(b"RIFF\0\0\0\0WAVE")
    with contextlib.closing(Ears()) as ears:
        with ears.opened(path, Gate()) as source:
            next(source.utterances)
            assert list((tmp_path / "temporary").iterdir()) == []
        with pytest.raises(SourceError), ears.opened(tmp_path / "bad.wav", Gate()):
            pass
    assert list((tmp_path / "temporary").iterdir()) == []


def test_many_files_at_once(tmp_path: Path, talk: Audio) -> None:
    first = wav(tmp_path / "0.wav", talk.samples[None, :])
    paths = [first, *(tmp_path / f"{number}.wav" for number in range(1, 4))]
    for path in paths[1:]:
        path.hardlink_to(first)
    heard: dict[Path, Audio] = {}

    def hear(path: Path) -> None:
        heard[path] = decoded(path)

    threads = [threading.Thread(target=hear, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(likeness(talk.samples, heard[path].samples) > 0.98 for path in paths)


def test_one_file_twice_at_once_in_ears(tmp_path: Path, talk: Audio, ears: Ears) -> None:
    path = wav(tmp_path / "talk.wav", talk.samples[None, :])
    with ears.opened(path, Gate()) as one, ears.opened(path, Gate()) as two:
        both: tuple[list[Audio], list[Audio]] = ([], [])
        # In turn; how often each tells its Progress in between is a matter of speed.
        for pair in zip_longest(one.utterances, two.utterances):
            for heard, found in zip(both, pair, strict=True):
                if isinstance(found, Audio):
                    heard.append(found)
    left, right = ([(found.start, found.end) for found in heard] for heard in both)
    assert left == right
    assert len(left) > 20
