"""Programs of others that a child drives: started so that they end with it, whatever ends that."""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

# Where the kernel can be asked to end a program with its parent, whatever ends that. What is asked for stays over exec.
_WITH_PARENT: Final = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 9)
if os.getppid() != int(sys.argv[1]):
    os._exit(1)
try:
    os.execv(sys.argv[2], sys.argv[2:])
except OSError as error:
    sys.exit(error.strerror)
"""
# Elsewhere somebody waits for the end of a pipe that only the parent holds.
_UNTIL_END: Final = """
import os, subprocess, sys, threading
try:
    program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
except OSError as error:
    sys.exit(error.strerror)
def watch():
    os.read(0, 1)
    program.kill()
threading.Thread(target=watch, daemon=True).start()
sys.exit(program.wait())
"""
_PATIENCE: Final = 5.0
"""Seconds that whoever waits for the end of the pipe may take."""


def bound(command: Sequence[str]) -> list[str]:
    """The command, bound to this process where the kernel does that; elsewhere the end of its input must end it."""
    if _has_prctl():
        return [sys.executable, "-I", "-S", "-c", _WITH_PARENT, str(os.getpid()), *command]
    return list(command)


def watched(command: Sequence[str]) -> list[str]:
    """The command of a program that reads no input, bound to this process; its standard input must be a pipe."""
    if _has_prctl():
        return bound(command)
    return [sys.executable, "-I", "-S", "-c", _UNTIL_END, *command]


def end(process: subprocess.Popen[bytes]) -> None:
    """End one that is `watched` at once, and wait for that."""
    with contextlib.suppress(OSError):
        if process.stdin:
            process.stdin.close()
    if not _has_prctl():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE)
    process.kill()
    process.wait()


def _has_prctl() -> bool:
    try:
        library: Any = ctypes.CDLL(None)
    except (OSError, TypeError):  # Windows wants a name, and ends it with the Job Object that it is born into
        return False
    return hasattr(library, "prctl")
