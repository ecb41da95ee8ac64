"""What `engines list` says of what is not here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.engines import offered
from asrpro.cli.main import run

if TYPE_CHECKING:
    import pytest

    from asrpro.cli.program import Program


def test_a_size_that_is_the_most_it_takes_is_told_as_one(
    odd_program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(odd_program, ["engines", "list"]) == 0
    _heads, *rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows] == [one.name for one in offered()]
    assert {size.startswith("up to ") for _name, _state, size, _title in rows} == {True}
