from __future__ import annotations

import shlex
import sys
import tomllib
from pathlib import Path

import pytest

from asrpro import packages
from asrpro.errors import PackagesMissing

PIP = f'"{sys.executable}" -m pip install'


def test_what_is_absent_is_named_with_the_command_that_adds_it() -> None:
    assert packages.absent(["numpy", "not_there"]) == ["not_there"]
    assert packages.command(["not_there", "nor_here"]) == f"{PIP} not-there nor-here"
    assert packages.command(["not_there"], "no-extra") == f"{PIP} not-there"


def test_an_extra_is_named_by_what_it_asks_for_as_another_program_has_our_name() -> None:
    assert packages.command(["sherpa_onnx"], "sherpa") == f'{PIP} "sherpa-onnx>=2.0"'
    added = shlex.split(packages.command(["nemo"], "nemo"))
    assert added[:4] == [sys.executable, "-m", "pip", "install"]
    assert [one.partition(">")[0] for one in added[4:]] == ["nemo-toolkit[asr]<3.1,", "torch"]
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    for extra in project["optional-dependencies"]:
        assert "asrpro" not in packages.command(["x"], extra).partition(" install ")[2]
        assert bool(packages.command(["x"], extra)) == bool(packages.requirements(extra))


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac may have it")
def test_of_what_is_not_made_for_this_system_no_command_is_told() -> None:
    assert packages.elsewhere("mlx")
    assert packages.command(["mlx"], "mlx") == ""
    assert not packages.elsewhere("sherpa")
    assert not packages.elsewhere("no-extra")
    with pytest.raises(PackagesMissing, match="not_there") as told:
        packages.require("This", ["not_there"], "mlx")
    assert told.value.hint == ""


def test_what_needs_more_than_there_is_says_so() -> None:
    packages.require("This", ["numpy", "sys"])
    with pytest.raises(PackagesMissing, match=r"^Magic needs packages that are not installed: not_there\.") as told:
        packages.require("Magic", ["numpy", "not_there"])
    assert told.value.hint == f"Add them: {PIP} not-there"
