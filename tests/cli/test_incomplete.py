"""A program of which packages are missing says so, and the command that adds them."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.command import asrpro
from fixtures.microphones import sounding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.sound_server import SoundServer
    from fixtures.speech import Clip

# Python runs a module of this name when it starts; what it hides is as if it had never been installed.
HIDES = """
import os, sys
from importlib.machinery import PathFinder

class Finder(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in os.environ["GONE"].split() else super().find_spec(name, path, target)

sys.meta_path[:] = [Finder if finder is PathFinder else finder for finder in sys.meta_path]
"""


@pytest.fixture(scope="module", autouse=True)
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    """A sound server with one microphone."""
    with sounding(tmp_path_factory.mktemp("sound")) as server:
        server.plug("desk", default=True)
        yield server


@pytest.fixture
def without(tmp_path: Path) -> Path:
    (tmp_path / "sitecustomize.py").write_text(HIDES)
    return tmp_path


GONE = ("onnxruntime", "numpy", "av", "pocketsphinx", "filelock", "av numpy onnxruntime", "soxr", "pulsectl")
GONE_WITH_WHISPER = ("faster_whisper", "ctranslate2", "tokenizers", "huggingface_hub")


@pytest.mark.parametrize("gone", GONE + GONE_WITH_WHISPER)
def test_doctor_names_what_is_missing_and_what_adds_it(without: Path, gone: str) -> None:
    done = asrpro("doctor", PYTHONPATH=str(without), GONE=gone)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    missing = [number for number, line in enumerate(lines) if line.startswith("MISSING  ")]
    assert {lines[number].rpartition(": ")[2] for number in missing} == set(gone.split())
    for number in missing:
        package = lines[number].rpartition(": ")[2]
        distribution = package.replace("_", "-")
        assert shlex.split(lines[number + 1]) == [sys.executable, "-m", "pip", "install", distribution]
    assert {line[:9] for line in lines} == {"ok       ", "MISSING  ", " " * 9}


@pytest.mark.parametrize("package", ["msgpack", "typer", "pydantic", "rich", "platformdirs"])
@pytest.mark.parametrize("command", [["doctor"], ["--help"]])
def test_without_what_it_starts_with_it_says_a_sentence(without: Path, package: str, command: list[str]) -> None:
    done = asrpro(*command, PYTHONPATH=str(without), GONE=package, ASRPRO_HOME="")
    assert (done.returncode, done.stdout) == (1, "")
    sentence, hint = done.stderr.splitlines()
    assert sentence == f"ASR Pro is not installed completely: {package} is missing."
    assert shlex.split(hint) == ["Add", "it:", sys.executable, "-m", "pip", "install", package]


@pytest.mark.parametrize("package", ["av", "onnxruntime", "numpy"])
def test_a_file_is_not_blamed_for_what_is_missing(without: Path, package: str, clips: list[Clip]) -> None:
    done = asrpro("transcribe", clips[0].path, PYTHONPATH=str(without), GONE=package)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"The search for speech needs packages that are not installed: {package}." in done.stderr
    assert f"-m pip install {package}" in done.stderr


def test_a_package_that_is_missed_late_is_named(without: Path) -> None:
    done = asrpro("settings", "set", "model.language", "en", PYTHONPATH=str(without), GONE="filelock")
    assert (done.returncode, done.stdout) == (1, "")
    assert "filelock is missing" in done.stderr
    assert "Traceback" not in done.stderr
