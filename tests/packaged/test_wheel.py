"""The wheel holds the program, whole and nothing else, and runs from where it is unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
ASK = "from asrpro import paths; print(paths.resources(), paths.catalogue(), sep='\\n')"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel, built from the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (file,) = folder.glob("asrpro-*-py3-none-any.whl")
    with zipfile.ZipFile(file) as opened:
        yield opened


@pytest.fixture(scope="module")
def unpacked(wheel: zipfile.ZipFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what is in the wheel."""
    folder = tmp_path_factory.mktemp("unpacked")
    wheel.extractall(folder)
    return folder


def run(unpacked: Path, elsewhere: Path, *arguments: str) -> str:
    """What Python prints when it finds the package in this folder before the checkout's."""
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-P", *arguments]
    done = subprocess.run(command, cwd=elsewhere, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


def test_holds_the_package_and_its_files_alone(wheel: zipfile.ZipFile) -> None:
    names = wheel.namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"asrpro"}
    shipped = {
        "asrpro/py.typed",
        "asrpro/resources/sample.flac",
        "asrpro/resources/sample.txt",
        "asrpro/resources/sounds/start.wav",
        "asrpro/models/models.toml",
        "asrpro/pins.txt",
        "asrpro/pins-nemo.txt",
        "asrpro/pins-transformers.txt",
    }
    assert shipped <= set(names)
    assert not [name for name in names if "test" in name.split("/") or name.endswith((".pyc", ".tar.xz"))]


def test_holds_every_module(wheel: zipfile.ZipFile) -> None:
    modules = {path.relative_to(ROOT / "app").as_posix() for path in (ROOT / "app").rglob("*.py")}
    assert {name for name in wheel.namelist() if name.endswith(".py")} >= modules


def test_names_the_licence(wheel: zipfile.ZipFile) -> None:
    (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    assert "License-Expression: MIT" in wheel.read(metadata).decode()


def test_finds_its_own_files(unpacked: Path, tmp_path: Path) -> None:
    places = run(unpacked, tmp_path, "-c", ASK).splitlines()
    assert places == [str(unpacked / "asrpro" / "resources"), str(unpacked / "asrpro" / "models")]


def test_runs(unpacked: Path, tmp_path: Path) -> None:
    assert __version__ in run(unpacked, tmp_path, "-m", "asrpro", "--version")
