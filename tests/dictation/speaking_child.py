"""A program that dictates a ramp until it is killed: python speaking_child.py FOLDER.

It writes a dash before it begins, and a dot for each block that the Journal has taken; sample n is n modulo 60000,
less 30000.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np

from asrpro.dictation.journal import Journal
from asrpro.domain import Audio

BLOCK = 320
"""Samples of 20 ms."""


def speak(folder: Path) -> None:
    os.write(1, b"-")
    journal = Journal.open(folder, print, source="Letter", language="en")
    began, at = time.monotonic(), 0
    while True:
        numbers = np.arange(at * BLOCK, (at + 1) * BLOCK) % 60_000 - 30_000
        journal.write(Audio((numbers / 32768).astype(np.float32)))
        os.write(1, b".")
        at += 1
        time.sleep(max(0.0, began + at * 0.02 - time.monotonic()))


if __name__ == "__main__":
    speak(Path(sys.argv[1]))
