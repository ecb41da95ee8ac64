"""What the command line says to those who ask the program that runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixtures.dictation_desk import ASRPRO
from fixtures.programs import PATIENCE

if TYPE_CHECKING:
    from fixtures.dictation_desk import Desk

NOTHING = "Nothing is being recorded.\n"


def said(desk: Desk, *arguments: str) -> tuple[int | None, str]:
    """The exit code of a command, and all that it printed."""
    process = desk.programs.start(*ASRPRO, *arguments)
    code = process.wait(PATIENCE)
    return code, desk.programs.output(process)


@pytest.mark.parametrize("action", ["stop", "cancel"])
def test_what_has_nothing_to_do_says_so_and_is_no_failure(own_desk: Desk, action: str) -> None:
    own_desk.start()
    assert said(own_desk, "dictate", action) == (0, NOTHING)
    assert said(own_desk, "dictate", action) == (0, NOTHING)
    assert said(own_desk, "dictate", "start") == (0, "")
    own_desk.reach("recording")
    assert said(own_desk, "dictate", action) == (0, "")
    own_desk.rest()


def test_json_stays_json(running: Desk) -> None:
    done = running.programs.run(*ASRPRO, "dictate", "stop", "--json")
    assert json.loads(done)["acts"] is False
