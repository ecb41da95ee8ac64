"""What somebody may have meant by the name of an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.engines import offered
from asrpro.cli.main import run

if TYPE_CHECKING:
    import pytest

    from asrpro.cli.program import Program


def test_the_beginning_of_several_names_gets_all_that_fit_this_system(
    odd_program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    those = [one.name for one in offered() if one.name.startswith("onnx-")]
    assert those
    assert run(odd_program, ["engines", "add", "onnx"]) == 2
    assert f"\nDid you mean {' or '.join(those)}?\n" in capsys.readouterr().err
