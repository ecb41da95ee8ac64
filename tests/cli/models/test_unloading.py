"""What `models unload` tells of the answers of the program that runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fixtures.models_program import models
from fixtures.running_program import local, running

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    Told = pytest.CaptureFixture[str]

pytestmark = local

LOADING = {"small": {"state": "loading", "device": "", "reason": ""}}
READY = {"tiny": {"state": "ready", "device": "cpu", "reason": ""}}
FAILED = {"large": {"state": "absent", "device": "", "reason": "There is no room for it."}}


def test_one_that_is_needed_while_it_loads_is_in_use(home: Path, capsys: Told) -> None:
    with running(LOADING | FAILED, LOADING | FAILED) as asked:
        assert models(home, "unload") == 0
    assert asked == ["models", "unload"]
    assert capsys.readouterr().err == "In use: small.\n"


def test_what_is_left_is_what_is_in_memory(home: Path, capsys: Told) -> None:
    with running(LOADING | READY | FAILED, LOADING | FAILED):
        assert models(home, "unload", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"unloaded": ["tiny"], "left": LOADING}
