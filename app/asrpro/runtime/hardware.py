"""What this machine can compute on, asked without loading a driver."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def devices() -> tuple[str, ...]:
    """The devices a Backend may hope for here, best first; whether one really works shows when it loads."""
    return ("cuda", "cpu") if _has_nvidia() else ("cpu",)


def _has_nvidia() -> bool:
    if sys.platform == "win32":
        return (Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvcuda.dll").exists()
    return sys.platform == "linux" and Path("/dev/nvidiactl").exists()
