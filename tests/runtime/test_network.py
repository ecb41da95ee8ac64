from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fixtures.models_program import COMMAND, TESTS

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.speech import Clip

# In a network namespace of its own every counter starts at nothing, and what is only tried counts.
COUNTED = """
import subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
counts = {}
lines = open("/proc/net/snmp").read().splitlines()
for names, values in zip(lines[::2], lines[1::2]):
    kind, *fields = names.split()
    counts |= {kind + field: int(value) for field, value in zip(fields, values.split()[1:])}
tried = sum(counts[name] for name in ("Tcp:ActiveOpens", "Udp:OutDatagrams", "Ip:OutRequests", "Ip:OutNoRoutes"))
print("tried", tried, file=sys.stderr)
sys.exit(code)
"""


def tried(*command: str, code: int = 0) -> int:
    """How often a command, which ends with `code`, and its children tried to reach the network: there is none."""
    unshare = shutil.which("unshare")
    assert unshare, "util-linux is on every Linux"
    # Root needs no user namespace, which a chroot would not give.
    inside = [unshare, "-n" if os.geteuid() == 0 else "-rn", sys.executable, "-c", COUNTED, *command]
    done = subprocess.run(inside, capture_output=True, text=True, check=False, timeout=100)
    assert done.returncode == code, done.stderr
    return int(done.stderr.split()[-1])


BACKENDS = ("pocketsphinx", "faster_whisper", "onnx", "whisper_cpp", "mlx_whisper", "moonshine", "sherpa_onnx")


@pytest.fixture
def models(whisper_folder: Path, whisper_forms: Path, scripted: Path) -> dict[str, Path | str]:
    """A Model for each Backend that runs here."""
    places = (
        "pocketsphinx", whisper_folder, whisper_forms / "onnx", whisper_forms / "ggml.bin", whisper_forms / "mlx",
        scripted / "moonshine", scripted / "zipformer",
    )  # fmt: skip
    return dict(zip(BACKENDS, places, strict=True))


@pytest.mark.parametrize("backend", BACKENDS)
def test_nothing_tries_to_reach_the_network(
    backend: str,
    clips: list[Clip],
    models: dict[str, Path | str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    command = (sys.executable, "-m", "asrpro", "transcribe", str(clips[8].path), "--model", str(models[backend]))
    assert tried(*command) == 0
    assert list(tmp_path.iterdir()) == [], "no library leaves a mark to know this machine by"


@pytest.mark.parametrize(
    "command", [("list",), ("show", "small"), ("path",), ("add", "{whisper}", "--id", "mine"), ("update",)]
)
def test_nobody_is_asked_for_models_before_somebody_wants_one(command: tuple[str, ...], whisper_folder: Path) -> None:
    arguments = [word.format(whisper=whisper_folder) for word in command]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(TESTS), prepend=os.pathsep)
        assert tried(*COMMAND, "models", *arguments) == 0


def test_a_download_is_what_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(TESTS), prepend=os.pathsep)
    monkeypatch.setenv("HF_ENDPOINT", "http://192.0.2.1")
    assert tried(*COMMAND, "models", "download", "small", code=1) > 0


def test_the_count_would_have_shown_it() -> None:
    knock = "import socket; s = socket.socket(); s.settimeout(1); print(s.connect_ex(('192.0.2.1', 80)))"
    assert tried(sys.executable, "-c", knock) > 0
