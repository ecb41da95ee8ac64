"""What `asrpro doctor` says of engines and their packages."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import backends, packages
from asrpro.backends import pocketsphinx
from asrpro.cli.check import Check
from asrpro.cli.installed import engine, whisper_program
from asrpro.domain import LoadOptions
from asrpro.runtime.lacking import lacking
from fixtures import voxtral_program

if TYPE_CHECKING:
    from pathlib import Path


def test_what_an_extra_brings_is_missed_by_nobody_who_does_not_want_it() -> None:
    absent = replace(pocketsphinx.BACKEND, title="Another", needs=("no_such_package",), extra="sherpa")
    assert engine(absent) == Check(
        "Another", "no_such_package", "optional", f'"{sys.executable}" -m pip install "sherpa-onnx>=2.0"'
    )
    needed = engine(replace(absent, extra=""))
    assert (needed.state, needed.found) == ("missing", "no_such_package")
    assert shlex.split(needed.add) == [sys.executable, "-m", "pip", "install", "no-such-package"]


def test_what_cannot_work_on_this_system_is_told_as_its_loader_does() -> None:
    coreml = backends.backend("coreml")
    told = engine(coreml)
    if sys.platform == "darwin":
        assert told.state == "ok"
    else:
        assert told == Check(coreml.title, "Core ML is a part of macOS, and this is another system", "not needed")


@pytest.mark.skipif(sys.platform == "darwin", reason="Core ML is there")
def test_what_can_work_on_other_systems_alone_is_not_to_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though its packages are to be had for this one: coremltools converts models here."""
    monkeypatch.setitem(sys.modules, "coremltools", None)  # as where it is not installed
    coreml = backends.backend("coreml")
    told = "Core ML is a part of macOS, and this is another system"
    assert engine(coreml) == Check(coreml.title, told, "not needed")
    assert str(lacking("coreml", LoadOptions())) == f"{told}. Other engines run the same models: asrpro models list."


def test_what_is_made_for_other_computers_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    mlx = backends.backend("mlx_whisper")
    monkeypatch.setitem(sys.modules, "mlx", None)  # as where it is not installed
    if packages.elsewhere("mlx"):
        told = "mlx-whisper is made for Macs with Apple's processors, and this is another computer"
        assert engine(mlx) == Check(mlx.title, told, "not needed")
    else:
        assert "mlx" in engine(mlx).add


def test_a_package_of_another_name_has_no_version() -> None:
    assert engine(replace(pocketsphinx.BACKEND, needs=("_pytest",))).found == "_pytest"


def test_a_program_that_an_engine_drives_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(voxtral_program.program(tmp_path).parent), prepend=os.pathsep)
    voxtral = backends.backend("voxtral_c")
    assert engine(voxtral).state == "ok"
    lacking = engine(voxtral, str(tmp_path / "nowhere"))
    told = f"{tmp_path / 'nowhere'} is not here"
    assert lacking == Check(voxtral.title, told, "optional", "asrpro settings set engines.voxtral_program PATH")


def test_a_program_of_ones_own_is_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "whisper-server"
    assert whisper_program(str(file)).state == "limited"
    file.touch()
    file.chmod(0o700)
    assert whisper_program(str(file)) == Check("whisper.cpp program", str(file))
