"""How long a Model takes to load into a Host, over a fresh interpreter that loads it with the bare library."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from bench.harness import PYTHON, in_turn
from bench.report import Row, compared
from fixtures.speech import unpack

if TYPE_CHECKING:
    from bench.harness import Bench

BARE = {
    "pocketsphinx": "import pocketsphinx; decoder = pocketsphinx.Decoder(samprate=16000, loglevel='FATAL')",
    "the small Whisper": (
        "from faster_whisper import WhisperModel; "
        "model = WhisperModel({folder!r}, device='cpu', compute_type='int8', local_files_only=True)"
    ),
}


def measure(bench: Bench) -> list[Row]:
    """From the wish for a Model to the word that it is loaded, both times heard through a pipe."""
    small = str(unpack("whisper", bench.folder))
    rows = []
    for name, code in BARE.items():
        model = "pocketsphinx" if name == "pocketsphinx" else small
        sides = {"bare": lambda code=code: _bare(code.format(folder=small)), "ours": lambda model=model: _ours(model)}
        for side in sides.values():
            side()
        found = in_turn(bench.rounds or 7, sides, f"host_start, {name}")
        rows.append(compared(f"a Host with {name} over the bare library", found["ours"], found["bare"], "s"))
    return rows


def _ours(name: str) -> float:
    model = Catalogue(paths.catalogue()).find(name)
    began = time.perf_counter()
    host = Host(model, Ladder.of(["cpu"], LoadOptions()))
    host.load()
    seconds = time.perf_counter() - began
    host.close()
    return seconds


def _bare(code: str) -> float:
    began = time.perf_counter()
    command = [*PYTHON, "-c", f"{code}; print('loaded', flush=True)"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        assert process.stdout.readline() == b"loaded\n"
        return time.perf_counter() - began
