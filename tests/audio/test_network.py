from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.network import network
from asrpro.errors import PackagesMissing

if TYPE_CHECKING:
    from pathlib import Path

CODE = """
import sys
from asrpro.audio.network import network
network()
print("faster_whisper" in sys.modules, "onnxruntime" in sys.modules)
"""


def test_the_network_is_found() -> None:
    path = network()
    assert path.name.startswith("silero_vad")
    assert path.stat().st_size > 100_000


def test_what_brings_it_again_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "faster_whisper").mkdir()
    (tmp_path / "faster_whisper" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "faster_whisper", raising=False)  # which another test may have imported
    with pytest.raises(PackagesMissing, match="is missing") as told:
        network()
    how, command = told.value.hint.split(": ")
    assert (how, shlex.split(command)) == (
        "Install it again",
        [sys.executable, "-m", "pip", "install", "--force-reinstall", "--no-deps", "faster-whisper"],
    )


def test_nothing_heavy_is_imported_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]
