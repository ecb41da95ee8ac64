"""Files that cannot be heard: each gets a sentence of its own, and the others are heard."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.command import PROGRAM, Terminal, asrpro

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.history.store import History
    from fixtures.speech import Clip


def video(path: Path, sound: Path | None) -> bytes:
    """Write a second of film, with the sound of a recording."""
    import av

    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg4", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        voices = container.add_stream("aac", rate=16_000, layout="mono") if sound else None
        for shade in range(10):
            picture = av.VideoFrame.from_ndarray(np.full((64, 64, 3), shade * 20, np.uint8), format="rgb24")
            container.mux(pictures.encode(picture))
        container.mux(pictures.encode(None))
        if sound and voices:
            with wave.open(str(sound), "rb") as recording:
                samples = np.frombuffer(recording.readframes(recording.getnframes()), "<i2")
            frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
            frame.sample_rate = 16_000
            container.mux(voices.encode(frame))
            container.mux(voices.encode(None))
    return path.read_bytes()


@pytest.fixture
def bad(tmp_path: Path, clips: list[Clip]) -> dict[str, Path]:
    """One of each kind; the last is good."""
    folder = tmp_path / "bad"
    folder.mkdir()
    names = ("empty.wav", "text.mp3", "list.m3u8", "noise.ogg", "mute.mp4", "cut.mp4", "good.mp4")
    paths = {name: folder / name for name in names}
    paths["empty.wav"].touch()
    paths["text.mp3"].write_text("My memoirs.\n")
    paths["list.m3u8"].write_text("#EXTM3U\n#EXTINF:1,\nhttp://192.0.2.1/a.ts\n")
    paths["noise.ogg"].write_bytes(np.random.default_rng(1).bytes(50_000))
    video(paths["mute.mp4"], None)
    whole = video(paths["good.mp4"], clips[0].path)
    paths["cut.mp4"].write_bytes(whole[: len(whole) // 2])
    return {"missing": folder / "missing.wav", "folder": folder, **paths}


def test_each_has_a_sentence_and_the_others_are_heard(
    bad: dict[str, Path], whisper_folder: Path, clips: list[Clip], history: History
) -> None:
    done = asrpro("transcribe", "-m", whisper_folder, *bad.values())
    assert done.returncode == 1
    assert done.stdout == f"good.mp4:\n{clips[0].text}\n"
    *told, tally = done.stderr.split(f"1 of {len(bad)} transcribed.\n")
    lines = told[0].splitlines()
    assert tally.splitlines() == [f"Failed: {path}" for path in list(bad.values())[:-1]]
    sentences, hints = lines[::2], lines[1::2]
    assert all(sentence.startswith("Error: ") and sentence.endswith(".") for sentence in sentences)
    assert not any(hint.startswith("Error") for hint in hints)
    for sentence, path in zip(sentences, list(bad.values())[:-1], strict=True):
        assert path.name in sentence
    without_names = {sentence.replace(path.name, "") for sentence, path in zip(sentences, bad.values(), strict=False)}
    assert len(without_names) == len(bad) - 1
    assert [entry.outcome for entry in history.list()] == ["delivered"]  # what was no recording is not remembered


def test_a_name_cannot_command_the_terminal(tmp_path: Path) -> None:
    names = [b"\x1b[31mred\n.wav", b"not\xffunicode.wav", "ümläut 会議.wav".encode()]
    files = [tmp_path / name.decode("utf-8", "surrogateescape") for name in names]
    for file in files:
        file.write_text("Only text.\n")
    with Terminal(*PROGRAM, "transcribe", *files, NO_COLOR="1") as terminal:
        assert terminal.ended() == 1
    said = " ".join(" ".join(terminal.screen).split())
    for shown in ("�[31mred�.wav", "not�unicode.wav", "ümläut 会議.wav"):
        assert f"Error: {shown} is a text file." in said
    assert "\x1b[31m" not in terminal.raw
