"""Has the desktop show a file or a folder with what it has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def opened(path: Path) -> bool:
    """Whether something here shows it; may wait until people have closed that again.

    It goes on when this program ends.
    """
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 - what opens it is what people chose
            return True
        opener = "open" if sys.platform == "darwin" else "xdg-open"
        nowhere = subprocess.DEVNULL
        done = subprocess.run(
            (opener, path), stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0
