from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro import backends, paths
from fixtures import voxtral_program
from fixtures.kept import recorded
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


BACKENDS = (
    "pocketsphinx", "faster_whisper", "onnx", "whisper_cpp", "mlx_whisper", "moonshine", "sherpa_onnx", "voxtral_c",
)  # fmt: skip
ELSEWHERE = {"coreml", "nemo", "remote", "transformers"}
"""Core ML's has its own way below, a server is asked over the network, and the heavy ones are tried where they are."""
COREML = """
import sys
from pathlib import Path
from asrpro.catalog.local import inspected
from asrpro.domain import Options, Segment
from fixtures import mil
from fixtures.sound import heard
engine = mil.engine(inspected(mil.converted(Path(sys.argv[1]))))
said = list(engine.transcribe(heard(Path(sys.argv[2])), Options()))
assert any(isinstance(step, Segment) for step in said), said
"""


@pytest.fixture
def voxtral(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a Model that was downloaded, and a scripted program on the PATH that runs it."""
    name, folder = "voxtral-mini-realtime", tmp_path_factory.mktemp("voxtral")
    monkeypatch.setenv("PATH", str(voxtral_program.program(folder).parent), prepend=os.pathsep)
    (paths.models() / "voxtral_c").mkdir(parents=True)
    voxtral_program.weights(paths.models() / "voxtral_c" / name)
    recorded(paths.models() / "voxtral_c" / name)
    return name


@pytest.fixture
def models(whisper_folder: Path, whisper_forms: Path, scripted: Path, voxtral: str) -> dict[str, Path | str]:
    """A Model for each Backend that runs here."""
    places = (
        "pocketsphinx", whisper_folder, whisper_forms / "onnx", whisper_forms / "ggml.bin", whisper_forms / "mlx",
        scripted / "moonshine", scripted / "zipformer", voxtral,
    )  # fmt: skip
    return dict(zip(BACKENDS, places, strict=True))


def test_no_backend_is_left_out() -> None:
    assert sorted({*BACKENDS, *ELSEWHERE}) == backends.names()


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


def test_nor_does_core_ml_s(
    whisper_folder: Path, clips: list[Clip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it but Core ML, from the making of the model to the text."""
    whisper = shutil.copytree(whisper_folder, tmp_path / "whisper")
    monkeypatch.setenv("PYTHONPATH", str(TESTS), prepend=os.pathsep)
    assert tried(sys.executable, "-c", COREML, str(whisper), str(clips[8].path)) == 0


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
