"""The whole way of a file through what needs gigabytes, where there is no network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from backends.made import ROWS, TRIED
from backends.vouched import HEAVY
from runtime.test_network import tried

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backends.conftest import Tried
    from fixtures.speech import Clip


@pytest.fixture(scope="session", params=[name for name in TRIED if ROWS[name].backend in HEAVY])
def heavy(request: pytest.FixtureRequest, trying: Callable[[str], Tried]) -> Tried:
    """Each of them in turn."""
    return trying(request.param)


def test_nothing_tries_to_reach_the_network(
    heavy: Tried, clips: list[Clip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    command = (sys.executable, "-m", "asrpro", "transcribe", str(clips[1].path), "--language", "en")
    assert tried(*command, "--model", str(heavy.model.path)) == 0
    # lhotse makes a folder for tools, and puts nothing into it.
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [], "nothing to know this machine by"
