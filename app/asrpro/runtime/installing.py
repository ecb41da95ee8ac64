"""Makes environments for engines, and takes them away."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from asrpro import environments, packages, paths, ways
from asrpro.catalog import folders
from asrpro.catalog.sizes import spelled
from asrpro.errors import AppError, DownloadError, OutputError, UsageError
from asrpro.i18n import _
from asrpro.runtime import pip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.environments import Environment

HOST: Final = ("numpy", "msgpack")
"""What every Host needs, whatever its engine is."""
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
        UsageError: this version does not know what belongs into it, its Backend has another one, it is being made
            already, or the proxy that it would be fetched through cannot be used.
        DownloadError: the packages cannot be fetched, or are broken.
        OutputError: there is no room, or no folder can be made.
        PackagesMissing: pip is not there, or what it takes for a SOCKS proxy.
    """
    needed = requirements(wanted)
    _check_alone(wanted)
    packages.require(_("Adding an engine"), ["pip"])
    ways.check_proxies()
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
        pip.run([sys.executable, "-m", "venv", "--without-pip", str(place)], wanted, lambda _line: None)
        pins = place / "pins.txt"
        pins.write_text("\n".join(pinned(wanted)), "utf-8")
        pip.install(environments.interpreter(place), pins, needed, wanted, say)
        _check_whole(place, wanted)
        asked = {"requires": needed, "pins": _relevant(wanted)}
        folders.write(home / environments.COMPLETE, {"folder": place.name, **asked})
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    _clear(home, place)
    return place


def _check_alone(wanted: Environment) -> None:
    """Raise UsageError where its Backend has another environment: it runs in one of them, whatever the device is."""
    other = environments.of(wanted.backend)
    if other and other != wanted:
        raise UsageError(
            _("{other} is here already, and only one of the two can be.").format(other=other.title),
            _("To have {engine} instead: asrpro engines remove {other}").format(engine=wanted.title, other=other.name),
        )


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
