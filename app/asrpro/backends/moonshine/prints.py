"""What the library prints, which is all it says of why it fails."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_ERRORS: Final = 2
"""The descriptor that it prints to, past Python's sys.stderr."""


@contextlib.contextmanager
def overheard(said: list[str]) -> Iterator[None]:
    """Put what is printed meanwhile into `said`, and print it afterwards all the same.

    Where nothing can be kept, all is only printed. What ends the process takes with it what it printed.
    """
    with contextlib.ExitStack() as stack:
        try:
            kept = stack.enter_context(_kept())
        except OSError:
            yield
            return
        own = os.dup(_ERRORS)
        os.dup2(kept.fileno(), _ERRORS)
        try:
            yield
        finally:
            os.dup2(own, _ERRORS)
            os.close(own)
            kept.seek(0)
            printed = kept.read()
            said.append(printed.decode("utf-8", "replace"))
            with contextlib.suppress(OSError):
                os.write(_ERRORS, printed)


def _kept() -> IO[bytes]:
    """What holds what is printed: in memory alone where a system has such files, for no disk need have room."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("printed"), "w+b")
    return tempfile.TemporaryFile()
