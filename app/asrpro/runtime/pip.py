"""Runs pip for the packages of an environment, and says what became of it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from asrpro import packages, ways
from asrpro.errors import DownloadError, OutputError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.environments import Environment

_SHOWN: Final = ("Collecting ", "Downloading ", "Building wheel", "Installing collected", "Using cached ")
"""What lines of pip's begin with that tell how far it is."""
_UNREACHED: Final = ("Retrying (", "NewConnectionError", "NameResolutionError", "ConnectTimeout", "ProxyError")
_FULL: Final = "No space left on device"
_NO_SOCKS: Final = "Missing dependencies for SOCKS support"
_INDEXES: Final = re.compile(r"Looking in indexes: (.+)")
_INDEX: Final = "https://packages.invalid"
"""Stands for the one that is asked where it says nothing of indexes, as is usual."""


def install(python: Path, pins: Path, needed: list[str], wanted: Environment, say: Callable[[str], None]) -> None:
    """Install what is needed for the environment that this Python is of, in the versions of a file; tell how far it is.

    Raises:
        DownloadError: the packages cannot be fetched, or installed.
        OutputError: there is no room.
        PackagesMissing: what it takes for a SOCKS proxy is not installed.
    """
    command = [
        sys.executable, "-m", "pip", "--python", str(python), "--no-input", "--disable-pip-version-check", "--no-color",
        "--retries", "2", "install", "--progress-bar", "off", "-c", str(pins), *needed,
    ]  # fmt: skip

    def tell(line: str) -> None:
        if line.strip().startswith(_SHOWN):
            say(line.strip())

    with _socks() as found:
        run(command, wanted, tell, found)


@contextlib.contextmanager
def _socks() -> Iterator[dict[str, str]]:
    """What has pip find the module that it takes for SOCKS proxies.

    It runs in the new environment, where that is not, and must see no other package of ours: it would take them for
    its own.
    """
    spec = find_spec("socks")
    if spec is None or spec.origin is None:
        yield {}
        return
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(spec.origin, folder)
        others = os.environ.get("PYTHONPATH")
        yield {"PYTHONPATH": os.pathsep.join([folder, others] if others else [folder])}


def run(
    command: list[str], wanted: Environment, tell: Callable[[str], None], besides: dict[str, str] | None = None
) -> None:
    """Run to a good end, with these variables, too, and tell of each line; ended with us, whatever ends us.

    Raises what `install` does.
    """
    lines: list[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONUTF8": "1", "PIP_USER": "0"} | (besides or {}),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as process:
        try:
            for line in process.stdout or ():
                lines.append(line)
                tell(line)
        except BaseException:
            _end(process.pid)
            raise
    if process.returncode:
        raise _failed(lines, wanted)


def _end(pid: int) -> None:
    """End a process and all it has started, as pip starts itself again in the other environment."""
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        started = psutil.Process(pid)
        for one in [started, *started.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()


def _failed(lines: list[str], wanted: Environment) -> DownloadError | OutputError:
    """What pip's words mean."""
    if any(_FULL in line for line in lines):
        title = _("There is no room for {engine}.").format(engine=wanted.title)
        return OutputError(title, _("Make room; then: asrpro engines add {name}").format(name=wanted.name))
    if any(_NO_SOCKS in line for line in lines):
        packages.require(_("A SOCKS proxy"), ["socks"])
    if any(sign in line for line in lines for sign in _UNREACHED):
        return _unreached(lines, wanted)
    wrong = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("error:")]
    reason = (wrong or [line.strip() for line in lines if line.strip()] or ["?"])[0 if wrong else -1].rstrip(".")
    return DownloadError(
        _("{engine} cannot be added: {reason}.").format(engine=wanted.title, reason=reason),
        _("It may not be to be had for this system. Else try again: asrpro engines add {name}").format(
            name=wanted.name
        ),
    )


def _unreached(lines: list[str], wanted: Environment) -> DownloadError:
    title = _("The packages of {engine} cannot be fetched: nothing is reached.").format(engine=wanted.title)
    hint = _("Look whether this machine is online.")
    if proxy := _proxy(lines):
        title = _("The packages of {engine} cannot be fetched: nothing is reached through the proxy {proxy}.").format(
            engine=wanted.title, proxy=proxy
        )
        hint = f"{hint} {proxy.remedy}"
    again = _("Then: asrpro engines add {name}").format(name=wanted.name)
    return DownloadError(title, f"{hint} {again}")


def _proxy(lines: list[str]) -> ways.Proxy | None:
    """The proxy through which the first index was asked that is behind one; None where pip was told of one itself."""
    if os.environ.get("PIP_PROXY"):
        return None
    told = [one for line in lines for named in _INDEXES.findall(line) for one in named.split(", ")]
    return next((found for one in told or [_INDEX] if (found := ways.proxy(one.strip()))), None)
