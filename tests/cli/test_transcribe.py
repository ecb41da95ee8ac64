"""`asrpro transcribe` with real models, from what is typed to what is printed, saved and remembered."""

from __future__ import annotations

import itertools
import json
import subprocess
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import srt
import webvtt

from fixtures.command import PROGRAM, asrpro
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.history.store import History
    from fixtures.speech import Clip

NUMBER, TEXT = {"type": "number", "minimum": 0}, {"type": "string"}
SURE = {"type": "number", "minimum": 0, "maximum": 1}


def exactly(**properties: object) -> dict[str, object]:
    """The schema of an object with these and nothing else."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


WORD = exactly(word=TEXT, start=NUMBER, end=NUMBER, confidence=SURE)
WORDS = {"type": "array", "items": WORD}
SEGMENT = exactly(id=NUMBER, start=NUMBER, end=NUMBER, text=TEXT, confidence=SURE, words=WORDS)
SEGMENTS = {"type": "array", "items": SEGMENT}
TRANSCRIPT = exactly(
    text=TEXT, language=TEXT, duration=NUMBER, model=TEXT, backend=TEXT, device=TEXT, segments=SEGMENTS
)


@pytest.fixture
def whisper(whisper_folder: Path) -> list[object]:
    """The options that choose the small Whisper."""
    return ["-m", whisper_folder]


def transcript(*arguments: object) -> dict[str, Any]:
    """The JSON that comes of one file."""
    done = asrpro("transcribe", "--format", "json", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, TRANSCRIPT)
    assert found["text"] == " ".join(segment["text"] for segment in found["segments"])
    assert [segment["id"] for segment in found["segments"]] == list(range(len(found["segments"])))
    times = [time for segment in found["segments"] for time in (segment["start"], segment["end"])]
    assert times == sorted(times)
    assert max(times) <= found["duration"]
    return found


def test_text_comes_as_it_is_recognised(clips: list[Clip], tmp_path: Path) -> None:
    file = written(tmp_path / "long.wav", [heard(clip.path) for clip in clips[:1] * 40])
    with subprocess.Popen([*PROGRAM, "transcribe", file], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        first = program.stdout.readline()
        assert program.poll() is None
        program.terminate()
    assert first.endswith("\n")
    assert len(first) > 2


@pytest.mark.parametrize("number", [1, 18])
def test_whisper_as_json(clips: list[Clip], whisper: list[object], whisper_folder: Path, number: int) -> None:
    clip = clips[number]
    found = transcript(clip.path, *whisper, "--timestamps", "word")
    assert (found["text"], found["language"]) == (clip.text, clip.language)
    assert (found["model"], found["backend"]) == (whisper_folder.name, "faster_whisper")
    assert found["device"].startswith("cpu (int8")
    assert found["duration"] == pytest.approx(heard(clip.path).duration, abs=0.01)
    words = [word for segment in found["segments"] for word in segment["words"]]
    assert [word["word"] for word in words] == clip.text.split()
    assert all(before["end"] <= after["start"] + 0.01 for before, after in itertools.pairwise(words))


def test_whisper_translates(clips: list[Clip], whisper: list[object]) -> None:
    found = transcript(clips[18].path, *whisper, "--task", "translate", "-l", "de")
    assert (found["text"], found["language"]) == (clips[18].english, "en")
    assert found["segments"][0]["words"] == []


def test_pocketsphinx_as_json(clips: list[Clip]) -> None:
    found = transcript(clips[0].path, "--timestamps", "word")
    assert (found["language"], found["model"], found["backend"]) == ("en", "pocketsphinx-en-us", "pocketsphinx")
    assert found["segments"][0]["words"]
    assert found["text"][0].isupper()


def test_settings_reach_the_model(clips: list[Clip], whisper: list[object], whisper_folder: Path) -> None:
    before = transcript(clips[18].path, *whisper)
    asrpro("settings", "set", "model.name", whisper_folder)
    asrpro("settings", "set", "model.prompt", "Das ist ein Test.")
    asrpro("settings", "set", "model.language", "de")
    asrpro("settings", "set", "delivery.replacements.Recorders", "Rekorders")
    after = transcript(clips[18].path)
    assert (before["text"], after["text"]) == (clips[18].text, clips[18].text.replace("Recorders", "Rekorders"))
    # The prompt changes what the model thinks of it, if not the words.
    assert before["segments"][0]["confidence"] != after["segments"][0]["confidence"]


def test_all_formats_go_to_a_folder(clips: list[Clip], whisper: list[object], tmp_path: Path, history: History) -> None:
    files = [clips[0].path, clips[18].path]
    out = tmp_path / "new" / "out"
    command = ["transcribe", *files, *whisper, "-f", "txt,json", "-f", "srt", "--format", "vtt", "-o", out]
    done = asrpro(*command)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "2 of 2 transcribed.\n")
    for clip in (clips[0], clips[18]):
        place = out / clip.path.stem
        assert place.with_suffix(".txt").read_text("utf-8") == f"{clip.text}\n"
        assert json.loads(place.with_suffix(".json").read_text("utf-8"))["text"] == clip.text
        (subtitle,) = srt.parse(place.with_suffix(".srt").read_text("utf-8"))
        assert subtitle.content == clip.text
        (caption,) = webvtt.read(place.with_suffix(".vtt"))
        assert caption.text == clip.text
    assert [entry.delivered for entry in history.list()] == [clips[18].text, clips[0].text]

    again = asrpro(*command)
    assert again.returncode == 2
    assert again.stderr.startswith(f"Error: There already: {out}/en-00.txt, ")
    assert history.count() == 2
    (out / "en-00.txt").write_text("old")
    assert asrpro("transcribe", files[0], *whisper, "-o", out, "--overwrite").returncode == 0
    assert (out / "en-00.txt").read_text("utf-8") == f"{clips[0].text}\n"


def test_several_files_on_standard_output(clips: list[Clip], whisper: list[object], tmp_path: Path) -> None:
    patterns = tmp_path / "more"
    patterns.mkdir()
    (patterns / "b.wav").symlink_to(clips[3].path)
    (patterns / "a.wav").symlink_to(clips[0].path)
    # Quoted patterns are filled in, and what is named twice is heard once.
    done = asrpro("transcribe", clips[1].path, patterns / "*.wav", clips[1].path, *whisper)
    said = [f"{name}:\n{clips[number].text}\n" for name, number in {"en-01.wav": 1, "a.wav": 0, "b.wav": 3}.items()]
    assert done.stdout == "\n".join(said)
    assert done.stderr == "3 of 3 transcribed.\n"


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["a.wav", "-f", "txt,json"], "Only one file in one format, or several as txt, fit on standard output."),
        (["a.wav", "b.wav", "-f", "srt"], "Only one file in one format, or several as txt, fit on standard output."),
        (["-"], "Standard input is not read."),
        (["a.wav", "-f", "doc"], "There is no format doc."),
        (["a.wav", "-l", "german"], "german is no language code."),
        (["a.wav", "-l", "de"], "PocketSphinx, US English (rough, for trying out) does not understand de."),
        (["a.wav", "-o", "a.txt"], "--output takes a folder, no file."),
        (["a.wav", "-o", "-"], "--output takes a folder."),
        (["a.wav", "--overwrite"], "--overwrite is about files, and the text goes to standard output."),
        (["a.wav", "--skip-existing"], "--skip-existing is about files, and the text goes to standard output."),
        (["a.wav", "-o", "a", "--overwrite", "--skip-existing"], "--overwrite and --skip-existing exclude each other."),
    ],
)
def test_what_makes_no_sense_is_said_before_any_work(
    arguments: list[str], title: str, home: Path, history: History
) -> None:
    done = asrpro("transcribe", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    said, hint = done.stderr.splitlines()
    assert said == f"Error: {title}"
    assert hint
    assert not history.path.exists()
    assert "started as process" not in (home / "log" / "asrpro.log").read_text("utf-8")


def test_a_model_that_is_no_use_ends_it_at_once(
    clips: list[Clip], whisper_folder: Path, tmp_path: Path, history: History
) -> None:
    model = tmp_path / "model"
    model.mkdir()
    for name in ("config.json", "tokenizer.json", "vocabulary.json"):
        (model / name).write_bytes((whisper_folder / name).read_bytes())
    weights = (whisper_folder / "model.bin").read_bytes()
    (model / "model.bin").write_bytes(bytes([99]) + weights[1:])  # of a version that is still to come
    done = asrpro("transcribe", clips[0].path, clips[1].path, "-m", model)
    assert (done.returncode, done.stdout) == (3, "")
    said, hint = done.stderr.splitlines()
    assert said.startswith(f"Error: The model in {model} cannot be loaded: ")
    assert hint
    assert [entry.outcome for entry in history.list()] == ["failed"]


def test_settings_that_change_count_from_the_next_file(
    clips: list[Clip], whisper_folder: Path, tmp_path: Path, history: History
) -> None:
    long = written(tmp_path / "long.wav", [heard(clip.path) for clip in clips[:12]])
    program = subprocess.Popen(
        [*PROGRAM, "transcribe", long, clips[0].path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout
    assert program.stdout.readline() == "long.wav:\n"
    asrpro("settings", "set", "model.name", whisper_folder)
    asrpro("settings", "set", "delivery.replacements.last", "first")
    out, err = program.communicate(timeout=60)
    assert program.returncode == 0
    assert err.endswith("2 of 2 transcribed.\n")
    before, after = out.split("\nen-00.wav:\n")
    assert "first" not in before
    assert after == "Delete the first word.\n"
    assert [entry.model for entry in history.list()] == [whisper_folder.name, "pocketsphinx-en-us"]
