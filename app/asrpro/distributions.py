"""What packages are called where they are installed from; needs nothing that could be missing itself."""

from __future__ import annotations

_OTHERWISE = {
    "AppKit": "pyobjc-framework-Cocoa",
    "PySide6": "PySide6-Essentials",
    "pynvml": "nvidia-ml-py",
    "Quartz": "pyobjc-framework-Quartz",
    "Xlib": "python-xlib",
    "_pywhispercpp": "pywhispercpp",
    "nemo": "nemo-toolkit",
    "socks": "PySocks",
    "yaml": "PyYAML",
    **dict.fromkeys(("win32api", "win32con", "win32event", "win32gui", "win32job", "win32process"), "pywin32"),
}


def distribution(module: str) -> str:
    """The name that pip knows a package by, of which this module is a part."""
    package = module.partition(".")[0]
    return _OTHERWISE.get(package, package.replace("_", "-"))
