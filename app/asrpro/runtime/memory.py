"""How much memory is free, and how much programs take."""

from __future__ import annotations

import contextlib

from asrpro.runtime import process


def available() -> int:
    """Bytes that programs may still take before others are moved out of memory."""
    # Imported here: commands that load no Model do without.
    import psutil

    return int(psutil.virtual_memory().available)


def below(pid: int) -> int:
    """Bytes that what a process has started, and that lives, has had in memory at most; now, where no more is told."""
    import psutil

    told = 0
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                held = one.memory_info()
                told += process.peak_of(one.pid) or int(getattr(held, "peak_wset", held.rss))
    return told
