from __future__ import annotations

import subprocess
import sys

from asrpro.audio.network import network

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


def test_nothing_heavy_is_imported_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]
