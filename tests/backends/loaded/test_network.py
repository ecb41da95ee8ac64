"""The whole way of a file through what needs gigabytes, where there is no network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from backends.made import ROWS, TRIED
from backends.vouched import HEAVY
from runtime.test_network import tried

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from fixtures.speech import Clip


@pytest.mark.parametrize("name", [name for name in TRIED if ROWS[name].backend in HEAVY])
def test_nothing_tries_to_reach_the_network(
    name: str, whispers: Mapping[str, Path], clips: list[Clip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    command = (sys.executable, "-m", "asrpro", "transcribe", str(clips[1].path), "--language", "en")
    assert tried(*command, "--model", str(ROWS[name].model(whispers).path)) == 0
    # lhotse makes a folder for tools, and puts nothing into it.
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [], "nothing to know this machine by"
