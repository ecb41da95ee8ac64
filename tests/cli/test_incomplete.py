"""A program of which packages are missing says so, and the command that adds them."""

from __future__ import annotations

import os
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
def without(tmp_path: Path) -> str:
    """The PYTHONPATH with which what GONE names is missing."""
    (tmp_path / "sitecustomize.py").write_text(HIDES)
    return os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])


GONE = ("onnxruntime", "numpy", "av", "pocketsphinx", "filelock", "av numpy onnxruntime", "soxr", "pulsectl", "rich")
GONE_WITH_WHISPER = ("faster_whisper", "ctranslate2", "tokenizers", "huggingface_hub")


@pytest.mark.parametrize("gone", GONE + GONE_WITH_WHISPER)
def test_doctor_names_what_is_missing_and_what_adds_it(without: str, gone: str) -> None:
    done = asrpro("doctor", PYTHONPATH=without, GONE=gone)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    missing = [number for number, line in enumerate(lines) if line.startswith("  MISSING  ") and "Desktop" not in line]
    assert {lines[number].rpartition(": ")[2] for number in missing} == set(gone.split())
    for number in missing:
        package = lines[number].rpartition(": ")[2]
        distribution = package.replace("_", "-")
        assert shlex.split(lines[number + 1]) == [sys.executable, "-m", "pip", "install", distribution]


@pytest.mark.parametrize("package", ["msgpack", "rich"])
def test_what_is_told_of_the_commands_needs_little(without: str, package: str) -> None:
    done = asrpro("--help", PYTHONPATH=without, GONE=package)
    assert (done.returncode, done.stderr) == (0, "")
    assert "doctor        Show whether dictation can work, and what is missing." in done.stdout


@pytest.mark.parametrize(
    ("command", "package"),
    [(command, package) for command in ("doctor", "--help") for package in ("typer", "pydantic", "platformdirs")]
    + [("doctor", "msgpack"), ("listen", "rich")],
)
def test_without_what_it_starts_with_it_says_a_sentence(without: str, command: str, package: str) -> None:
    done = asrpro(command, PYTHONPATH=without, GONE=package, ASRPRO_HOME="")
    assert (done.returncode, done.stdout) == (1, "")
    sentence, hint = done.stderr.splitlines()
    assert sentence == f"ASR Pro is not installed completely: {package} is missing."
    assert shlex.split(hint) == ["Add", "it:", sys.executable, "-m", "pip", "install", package]


@pytest.mark.parametrize("package", ["av", "onnxruntime", "numpy"])
def test_a_file_is_not_blamed_for_what_is_missing(without: str, package: str, clips: list[Clip]) -> None:
    done = asrpro("transcribe", clips[0].path, PYTHONPATH=without, GONE=package)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"The search for speech needs packages that are not installed: {package}." in done.stderr
    assert f"-m pip install {package}" in done.stderr


def test_a_package_that_is_missed_late_is_named(without: str) -> None:
    done = asrpro("settings", "set", "model.language", "en", PYTHONPATH=without, GONE="filelock")
    assert (done.returncode, done.stdout) == (1, "")
    assert "filelock is missing" in done.stderr
    assert "Traceback" not in done.stderr
