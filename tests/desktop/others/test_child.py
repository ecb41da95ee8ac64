"""The child is small, and knows no Qt."""

from __future__ import annotations

import subprocess
import sys

LOADED = "import asrpro.desktop.others.others_main, asrpro.desktop.others.linux, sys; print(*sorted(sys.modules))"


def test_the_child_loads_little() -> None:
    printed = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True).stdout
    loaded = {name.split(".")[0] for name in printed.split()}
    assert not loaded & {"PySide6", "shiboken6", "numpy", "pydantic", "platformdirs", "asyncio"}
