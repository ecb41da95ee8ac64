"""Where things lie: shipped files beside the package or at the checkout, the user's where the platform wants them."""

from __future__ import annotations

import os
import sys
import zlib
from functools import cache
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """A shipped folder: inside the package when installed, two parents up in a checkout."""
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent.parent / name


def resources() -> Path:
    """Icons, sounds, translations and the spoken sample."""
    return _shipped("resources")


def catalogue() -> Path:
    """The *.toml files that describe Models (never weights)."""
    # The package has a `models` folder only when installed; no module of ours has that name.
    return _shipped("models")


def pins(own: str = "") -> Path:
    """The versions that were tried together, as pip reads them; those that an environment has of its own, if any."""
    name = f"pins-{own}.txt" if own else "pins.txt"
    inside = _HERE / name
    return inside if inside.is_file() else _HERE.parent.parent / "packaging" / name


@cache
def _user(kind: str) -> Path:
    # Imported here: children of the program never ask for these folders and should not pay for them.
    from platformdirs import PlatformDirs

    place: Path = getattr(PlatformDirs("asrpro", appauthor=False, roaming=kind == "config"), f"user_{kind}_path")
    return place


def _folder(kind: str) -> Path:
    """The user's folder of that kind; ASRPRO_HOME puts all of them under one roof.

    Raises OSError, which names the folder, when it cannot be made.
    """
    home = os.environ.get("ASRPRO_HOME")
    folder = Path(home) / kind if home else _user(kind)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:  # which may name one above it
        raise OSError(error.errno, error.strerror, str(folder)) from error
    return folder


def config() -> Path:
    """Settings."""
    return _folder("config")


def data() -> Path:
    """History, recordings and models."""
    return _folder("data")


def models() -> Path:
    """Models that were fetched, and what is known of the user's own."""
    return data() / "models"


def logs() -> Path:
    """Log files."""
    return _folder("log")


def cached() -> Path:
    """What can be found out anew."""
    return _folder("cache")


def running() -> Path:
    """What stands for the program that runs: its lock and its socket."""
    folder = data() / "run"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def socket() -> str:
    """The address at which the program that runs can be spoken to: a socket, on Windows a named pipe."""
    if sys.platform == "win32":
        return rf"\\.\pipe\asrpro-{zlib.crc32(os.fsencode(running())):08x}"
    return str(running() / "asrpro.socket")
