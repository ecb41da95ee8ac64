"""asrpro bench-models, as people call it, over real engines."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from fixtures.command import PROGRAM, asrpro
from fixtures.kept import recorded

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.speech import Clip


@pytest.fixture
def clip(clips: list[Clip], whisper_folder: Path) -> Clip:
    """Something that the small Whisper hears, which is called tiny-hearer here."""
    assert asrpro("models", "add", whisper_folder, "--id", "tiny-hearer").returncode == 0
    return clips[1]


def test_all_models_that_are_here_are_compared(clip: Clip, tmp_path: Path) -> None:
    reference = tmp_path / "said.txt"
    reference.write_text(clip.text.replace("Wednesday", "a Thursday"), "utf-8")
    done = asrpro("bench-models", clip.path, "--reference", reference, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["reference"] == "given"
    sphinx, whisper = told["models"]
    assert (sphinx["id"], whisper["id"]) == ("pocketsphinx-en-us", "tiny-hearer")
    assert whisper["text"] == clip.text
    for one in (sphinx, whisper):
        assert one["error"] is None
        assert one["load_seconds"] > 0
        assert one["work_seconds"] > 0
        assert one["speed"] == pytest.approx(one["seconds"] / one["work_seconds"])
        assert 30e6 < one["peak_memory"] < 2e9
        assert one["word_error_rate"] == pytest.approx(2 / 8)
        assert "wednesday" in [difference["heard"] for difference in one["differences"]]


def test_one_that_is_here_for_several_engines_is_tried_with_each(
    clips: list[Clip], whisper_folder: Path, whisper_forms: Path
) -> None:
    shutil.copytree(whisper_folder, paths.models() / "faster_whisper" / "whisper-tiny")
    ggml = paths.models() / "whisper_cpp" / "whisper-tiny"
    ggml.mkdir(parents=True)
    shutil.copy(whisper_forms / "ggml.bin", ggml / "ggml-tiny.bin")
    for folder in (ggml, paths.models() / "faster_whisper" / "whisper-tiny"):
        recorded(folder)
    done = asrpro("bench-models", clips[1].path, "--model", "whisper-tiny", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["models"]
    assert [one["backend"] for one in told] == ["faster_whisper", "whisper_cpp"]
    assert [one["text"] for one in told] == [clips[1].text] * 2
    assert [one["is_reference"] for one in told] == [True, False]
    done = asrpro("bench-models", clips[1].path, "--model", "whisper-tiny")
    assert "Whisper tiny with faster-whisper\n" in done.stdout
    assert "Whisper tiny with whisper.cpp\n" in done.stdout


def test_what_has_one_number_format_is_not_asked_for_another(clips: list[Clip]) -> None:
    asrpro("settings", "set", "model.compute_type", "int8")
    done = asrpro("bench-models", clips[1].path, "--model", "pocketsphinx-en-us", "--json")
    assert done.returncode == 0, done.stderr
    assert [(one["device"], one["error"]) for one in json.loads(done.stdout)["models"]] == [("cpu", None)]


def test_people_read_what_differs(clip: Clip) -> None:
    done = asrpro("bench-models", clip.path, "--model", "pocketsphinx-en-us", "--model", "tiny-hearer")
    assert done.returncode == 0, done.stderr
    assert "times real time; loaded in" in done.stdout
    assert "MB of memory" in done.stdout
    assert "likely the best, which the others are compared with" in done.stdout


@pytest.mark.parametrize(
    ("day", "words"), [("Wednesday", "the same words"), ("a Thursday", "25.0% of the words differ")]
)
def test_how_many_words_differ_is_told(day: str, words: str, clip: Clip, tmp_path: Path) -> None:
    reference = tmp_path / "said.txt"
    reference.write_text(clip.text.replace("Wednesday", day), "utf-8")
    done = asrpro("bench-models", clip.path, "--reference", reference, "--model", "tiny-hearer")
    assert f"    {words}\n" in done.stdout


def test_each_is_told_as_soon_as_it_is_done(clip: Clip) -> None:
    command = [*PROGRAM, "bench-models", str(clip.path), "--model", "tiny-hearer", "--model", "pocketsphinx-en-us"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as running:
        assert running.stdout
        first = [running.stdout.readline() for _line in range(4)]
        assert running.poll() is None  # the other one is not loaded yet
        running.send_signal(signal.SIGINT)
        rest, said = running.communicate(timeout=30)
    assert first[0] == "tiny-hearer\n"
    assert first[3].strip() == clip.text
    assert rest.strip() == ""
    assert running.returncode == 130
    assert said == "Ended. Not tried to the end: pocketsphinx-en-us.\n"


def test_what_is_rough_is_not_what_others_are_compared_with(clip: Clip) -> None:
    told = json.loads(asrpro("bench-models", clip.path, "--json").stdout)
    assert told["reference"] == "tiny-hearer"
    assert [one["is_reference"] for one in told["models"]] == [False, True]


def test_one_that_is_gone_is_told_beside_the_others(clip: Clip, tmp_path: Path, whisper_folder: Path) -> None:
    away = tmp_path / "away"
    shutil.copytree(whisper_folder, away)
    assert asrpro("models", "add", away, "--id", "gone").returncode == 0
    shutil.rmtree(away)
    for language in ((), ("--language", "en")):
        done = asrpro("bench-models", clip.path, "--json", *language)
        assert done.returncode == 0, done.stderr
        told = {one["id"]: one for one in json.loads(done.stdout)["models"]}
        assert told["tiny-hearer"]["text"] == clip.text
        assert str(away) in told["gone"]["error"]
        assert told["gone"]["text"] is None
    assert "\ngone\n" in asrpro("bench-models", clip.path).stdout


def test_what_cannot_be_is_said_in_a_sentence(clip: Clip, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("no sound", "utf-8")
    (latin := tmp_path / "latin.txt").write_bytes("Größe".encode("latin-1"))
    for arguments, told in (
        ((text,), "text.txt is a text file."),
        ((clip.path, "--reference", tmp_path / "none.txt"), "none.txt.\nCheck the name and the folder.\n"),
        ((clip.path, "--reference", tmp_path), "cannot be read: Is a directory."),
        ((clip.path, "--reference", latin), "latin.txt is no text in UTF-8."),
        ((clip.path, "--language", "fr", "--model", "pocketsphinx-en-us"), "does not understand fr."),
        ((clip.path, "--model", "nobody"), "No model is called nobody."),
    ):
        done = asrpro("bench-models", *arguments)
        assert done.returncode not in (0, None), arguments
        assert done.stdout == ""
        assert told in done.stderr
        assert "Traceback" not in done.stderr
