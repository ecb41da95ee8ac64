"""The program's end of the child that hushes others."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any, Final, Literal

from asrpro.desktop.others.systems import PAUSES
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

_LAST_WORD: Final = 1.0
"""Seconds that the program's end may wait for it."""


class OtherPrograms:
    """What other programs play; the child starts when it is first needed, on a thread that nobody waits for."""

    def __init__(self, note: Path) -> None:
        """Restore what an earlier child was killed over; `note` is the file in which that is written down."""
        self._note = note
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self.restore()

    def hush(self, how: Literal["leave", "lower", "mute"], *, pause: bool) -> str:
        """Lower or mute what others play, from now on, and have players pause if wanted.

        Returns:
            A sentence for people about what cannot be done here; empty where all can.
        """
        if how != "leave" or (pause and PAUSES):
            self._ask({"do": "hush", "how": how, "pause": pause})
        return _("macOS lets no program pause players.") if pause and not PAUSES else ""

    def restore(self) -> None:
        """Have everything as it was, apart from what somebody has changed meanwhile."""
        if self._thread or self._note.exists():
            self._ask({"do": "restore"})

    def close(self) -> None:
        """Restore what is not yet, and wait a moment for it."""
        if self._thread:
            self._requests.put(None)
            self._thread.join(_LAST_WORD)
            self._thread = None

    def _ask(self, request: dict[str, Any]) -> None:
        if not self._thread:
            self._thread = threading.Thread(target=self._serve, name="others", daemon=True)
            self._thread.start()
        self._requests.put(request)

    def _serve(self) -> None:
        while (request := self._requests.get()) is not None:
            try:
                if not self._pass_on(request):
                    self._start()
                    self._pass_on(request)
            except OSError as error:
                log.warning("others are as loud as ever: %s", error)
        self._leave()

    def _pass_on(self, request: dict[str, Any]) -> bool:
        """Whether there is a child that was told; it reads at once, whatever it does."""
        if not self._process or not self._process.stdin:
            return False
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:  # it was killed
            return False
        return True

    def _leave(self) -> None:
        """Close the pipe, and wait until what was owed is restored."""
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):  # it was killed
                self._process.stdin.close()
            self._process.wait()

    def _start(self) -> None:
        """Start the child; -P keeps the current folder, which may be a stranger's, off its import path."""
        self._leave()
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "asrpro.desktop.others.others_main", str(self._note), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            creationflags=flags,
            # Ctrl+C in a terminal is the program's to answer.
            start_new_session=sys.platform != "win32",
        )
        threading.Thread(target=_report, args=(self._process.stderr,), name="others-faults", daemon=True).start()


def _report(errors: IO[bytes]) -> None:
    """Log what a child has to say, which is why it fails."""
    with errors:
        if said := errors.read():
            log.error("The child that hushes others failed.\n%s", said.decode("utf-8", "replace"))
