"""Seeing that the settings file has changed."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from asrpro.settings import disk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

_PULSE: Final = 1_000
"""Milliseconds after which the file is looked at even if nothing was reported: some drives report nothing."""

_STEP: Final = 500
"""Milliseconds after which reports are asked for; by default it is 50, which costs an idle tray more than all else."""

_SECOND: Final = 0.5
"""Seconds until a second look, in which whoever writes the file has surely done so."""


@contextmanager
def watching(path: Path, look: Callable[[], bool]) -> Iterator[None]:
    """Call look from a thread of its own, once at the start and after every change to the file.

    It returns whether it has seen enough; else it is called again soon.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_watch, args=(path, look, stop), name="settings", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _watch(path: Path, look: Callable[[], bool], stop: threading.Event) -> None:
    seen: object = None
    enough = True
    for changes in _pulses(path, stop):
        signature = disk.signature(path)
        if changes or signature != seen or not enough:
            seen = signature
            enough = True
            try:
                enough = look() or (not stop.wait(_SECOND) and look())
            except Exception:
                log.exception("what follows from changed settings failed")


def _pulses(path: Path, stop: threading.Event) -> Iterator[Collection[object]]:
    """What was reported of the file, as often as it is; nothing for each pulse without a report."""
    # Imported here: commands that end at once never watch.
    from watchfiles import watch

    for polling in (False, True):
        # The system has only so many watches to give; who gets none looks for himself.
        with suppress(OSError, RuntimeError):
            yield from watch(
                path.parent,  # a file that is replaced takes a watch of its own with it
                watch_filter=lambda _change, changed: changed.endswith(path.name),
                recursive=False,
                debounce=200,
                step=_STEP,
                stop_event=stop,
                rust_timeout=_PULSE,
                yield_on_timeout=True,
                raise_interrupt=False,
                force_polling=polling,
            )
            return
    log.warning("the settings file cannot be watched: changes to it count from the next start")
