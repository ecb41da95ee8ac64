"""Makes environments for engines, and takes them away."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from asrpro import environments, packages, paths
from asrpro.catalog import folders
from asrpro.catalog.sizes import spelled
from asrpro.errors import AppError, DownloadError, OutputError, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.environments import Environment

HOST: Final = ("numpy", "msgpack")
"""What every Host needs, whatever its engine is."""
_SHOWN: Final = ("Collecting ", "Downloading ", "Building wheel", "Installing collected", "Using cached ")
"""What lines of pip's begin with that tell how far it is."""
_UNREACHED: Final = ("Retrying (", "NewConnectionError", "NameResolutionError", "ConnectTimeout", "ProxyError")
_FULL: Final = "No space left on device"
_PATIENCE: Final = 1.0
"""Seconds to wait for another process that makes the same one."""
# Run with the Python of the environment, and without anything of ours.
_LACKING: Final = """
import sys
from importlib.util import find_spec
import numpy, msgpack
print(*[name for name in sys.argv[1:] if find_spec(name) is None])
"""


def make(wanted: Environment, say: Callable[[str], None]) -> Path:
    """Have an environment, whole and as this version wants it. Returns its folder.

    What an interrupted one left is thrown away first; one that was made for another version, when the new one is whole.

    Raises:
        UsageError: this version does not know what belongs into it, or it is being made already.
        DownloadError: the packages cannot be fetched, or are broken.
        OutputError: there is no room, or no folder can be made.
        PackagesMissing: pip is not there.
    """
    needed = requirements(wanted)
    packages.require(_("Adding an engine"), ["pip"])
    try:
        home = environments.folder(wanted.name)
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(home, wanted):
            place = environments.whole(wanted.name)
            return place if place and not outdated(wanted) else _made(home, needed, wanted, say)
    except AppError:
        raise
    except OSError as error:
        raise OutputError(
            _("{path} cannot be written: {reason}.").format(
                path=error.filename or wanted.name, reason=error.strerror or error
            ),
            _("Look at its permissions, and whether the disk has room."),
        ) from error


def _made(home: Path, needed: list[str], wanted: Environment, say: Callable[[str], None]) -> Path:
    """Make it under a name that is new: what a killed try left, which may still be at work, is in nobody's way."""
    _clear(home, environments.whole(wanted.name))
    _check_room(home, wanted)
    place = home / secrets.token_hex(4)
    say(_("Making an environment in {folder}").format(folder=place))
    try:
        _run([sys.executable, "-m", "venv", "--without-pip", str(place)], wanted, lambda _line: None)
        _install(place, needed, wanted, say)
        _check_whole(place, wanted)
        asked = {"requires": needed, "pins": _relevant(wanted)}
        folders.write(home / environments.COMPLETE, {"folder": place.name, **asked})
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    _clear(home, place)
    return place


def outdated(wanted: Environment) -> bool:
    """Whether what is there was made for another version of the program, which wanted other packages."""
    told = environments.told(wanted.name)
    try:
        asked = {"requires": requirements(wanted), "pins": _relevant(wanted)}
    except UsageError:
        return False
    return bool(told) and asked != {name: told.get(name) for name in asked}


def _relevant(wanted: Environment) -> list[str]:
    """The pins of its own; those of everything else, which change often, need not be followed."""
    own = paths.pins(wanted.name)
    return own.read_text("utf-8").splitlines() if own.is_file() else []


def _clear(home: Path, kept: Path | None) -> None:
    """Delete all environments but one; a Host that runs in one of them and is broken by it is replaced."""
    for left in home.iterdir():
        if left.is_dir() and left != kept:
            shutil.rmtree(left, ignore_errors=True)


def remove(wanted: Environment) -> int | None:
    """Delete an environment, or what is left of one. Bytes that are free again; None where there was nothing.

    Raises:
        UsageError: it is being made.
        OutputError: it cannot be deleted.
    """
    try:
        home = environments.folder(wanted.name)
        if not any_of_it(wanted):
            return None
        with _alone(home, wanted):
            size = folders.size(home)
            (home / environments.COMPLETE).unlink(missing_ok=True)
            folders.delete(home)
    except OSError as error:
        raise OutputError(
            _("{path} cannot be deleted: {reason}.").format(path=error.filename, reason=error.strerror or error),
            _("Does a program still run in it? Try again when it has ended."),
        ) from error
    return size


def any_of_it(wanted: Environment) -> bool:
    """Whether something of it takes room, whole or not; raises OSError."""
    home = environments.folder(wanted.name)
    return home.exists() and any(home.iterdir())


def requirements(wanted: Environment) -> list[str]:
    """What pip is asked for; raises UsageError where this version does not know it."""
    if wanted.requires:
        return [*HOST, *wanted.requires]
    found = packages.requirements(wanted.extra)
    if not found:
        raise UsageError(
            _("{engine} is not part of this version.").format(engine=wanted.title), _("See: asrpro engines list")
        )
    return [*HOST, *found]


def pinned(wanted: Environment) -> list[str]:
    """The versions that belong into an environment: its own, and of all others those that everything else has."""
    everybodys, own = paths.pins().read_text("utf-8").splitlines(), paths.pins(wanted.name)
    if not own.is_file():
        return everybodys
    lines = own.read_text("utf-8").splitlines()
    named = {line.partition("==")[0] for line in lines}
    # PyTorch names the versions of NVIDIA's libraries itself.
    others = [line for line in everybodys if not line.startswith("nvidia-")]
    return lines + [line for line in others if line.partition("==")[0] not in named]


@contextlib.contextmanager
def _alone(home: Path, wanted: Environment) -> Iterator[None]:
    """While no other process makes or deletes it."""
    from filelock import FileLock, Timeout

    lock = FileLock(home.with_name(f".{home.name}.lock"), timeout=_PATIENCE, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        title = _("{engine} is being added or deleted already, by another process.").format(engine=wanted.title)
        raise UsageError(title, _("Wait for it.")) from error
    try:
        yield
    finally:
        lock.release()


def _check_room(place: Path, wanted: Environment) -> None:
    free = shutil.disk_usage(place).free
    if free < 2 * wanted.size:
        raise OutputError(
            _("{engine} needs {size} while it is added; {free} are free at {place}.").format(
                engine=wanted.title, size=spelled(2 * wanted.size), free=spelled(free), place=place
            ),
            _("Make room, or put the program's folders elsewhere: ASRPRO_HOME"),
        )


def _install(place: Path, needed: list[str], wanted: Environment, say: Callable[[str], None]) -> None:
    python = str(environments.interpreter(place))
    pins = place / "pins.txt"
    pins.write_text("\n".join(pinned(wanted)), "utf-8")
    command = [
        sys.executable, "-m", "pip", "--python", python, "--no-input", "--disable-pip-version-check", "--no-color",
        "--retries", "2", "install", "--progress-bar", "off", "-c", str(pins), *needed,
    ]  # fmt: skip

    def tell(line: str) -> None:
        if line.strip().startswith(_SHOWN):
            say(line.strip())

    _run(command, wanted, tell)


def _run(command: list[str], wanted: Environment, tell: Callable[[str], None]) -> None:
    """Run to a good end, and tell of each line; ended with us, whatever ends us. Raises DownloadError."""
    lines: list[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=os.environ | {"PYTHONUTF8": "1", "PIP_USER": "0"},
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
    again = _("Then: asrpro engines add {name}").format(name=wanted.name)
    if any(sign in line for line in lines for sign in _UNREACHED):
        title = _("The packages of {engine} cannot be fetched: nothing is reached.").format(engine=wanted.title)
        return DownloadError(title, f"{_('Look whether this machine is online.')} {again}")
    wrong = [line.partition(":")[2].strip() for line in lines if line.lower().startswith("error:")]
    reason = (wrong or [line.strip() for line in lines if line.strip()] or ["?"])[0 if wrong else -1].rstrip(".")
    return DownloadError(
        _("{engine} cannot be added: {reason}.").format(engine=wanted.title, reason=reason),
        _("It may not be to be had for this system. Else try again: asrpro engines add {name}").format(
            name=wanted.name
        ),
    )


def _check_whole(place: Path, wanted: Environment) -> None:
    """Raise DownloadError where a package is not what it says."""
    command = [str(environments.interpreter(place)), "-I", "-c", _LACKING, *wanted.needs]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)
    lacking = ", ".join(done.stdout.split())
    if done.returncode:
        lacking = (done.stderr.strip().splitlines() or ["?"])[-1].rstrip(".")
    if lacking:
        raise DownloadError(
            _("The packages of {engine} are broken: {reason}.").format(engine=wanted.title, reason=lacking),
            _("Try again: asrpro engines add {name}").format(name=wanted.name),
        )
