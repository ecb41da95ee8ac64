from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import __version__
from asrpro.cli.main import run

if TYPE_CHECKING:
    import pytest

    from asrpro.cli.program import Program


def test_all_are_named_with_their_licences(odd_program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(odd_program, ["licences"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["ASR", "Pro", __version__, "MIT"]
    assert any(line.startswith("Odd (well)") for line in lines)
    assert any(line.startswith("numpy ") and "BSD-3-Clause" in line for line in lines)


def test_one_is_shown_in_full(odd_program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(odd_program, ["licences", "Asr pro"]) == 0
    assert "Permission is hereby granted" in capsys.readouterr().out
    assert run(odd_program, ["licences", "nobody"]) == 2
    assert (
        capsys.readouterr().err == "Error: Nothing in here is called nobody.\n`asrpro licences` names all there is.\n"
    )
