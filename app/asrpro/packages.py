"""What things need, packages and programs: which of them are not here, and the command that adds packages."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro.distributions import distribution
from asrpro.errors import PackagesMissing
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable


def absent(needed: Iterable[str]) -> list[str]:
    """Those that are not installed; they are looked for, not imported."""
    return [package for package in needed if find_spec(package) is None]


def program(named: str) -> Path | None:
    """Where a program lies that can be started, given by its path or by the name it has on the PATH.

    None where there is none. What lies in the current folder, where Windows looks first, may be anybody's.
    """
    place = shutil.which(os.path.expanduser(named))  # noqa: PTH111 - Path's raises where there is no such user
    return Path(place) if place and Path(place).is_absolute() else None


def command(packages: Iterable[str], extra: str = "") -> str:
    """The exact command that adds one of our extras, or packages that are given by the names they are imported by.

    It names what the extra asks for, and not us: another program has our name on PyPI. Empty for an extra that is made
    `elsewhere`.
    """
    asked = requirements(extra) if extra else []
    if not asked and elsewhere(extra):
        return ""
    return install(" ".join(f'"{one}"' for one in asked) or " ".join(map(distribution, packages)))


def requirements(extra: str) -> list[str]:
    """What one of our extras asks for on this system, as pip reads it; nothing where nobody knows that."""
    from importlib import metadata

    try:
        from packaging.requirements import Requirement

        lines = metadata.requires("asrpro") or ()
    except ImportError:  # PackageNotFoundError is one, too
        return []
    found = []
    for line in lines:
        one = Requirement(line)
        if one.marker and "extra" in str(one.marker) and one.marker.evaluate({"extra": extra}):
            one.marker = None
            found.append(str(one))
    return found


def elsewhere(extra: str) -> bool:
    """Whether this is one of our extras that asks for nothing on this system, for which nobody makes it."""
    from importlib import metadata

    try:
        ours = metadata.metadata("asrpro").get_all("Provides-Extra") or ()
    except metadata.PackageNotFoundError:
        return False
    return extra in ours and not requirements(extra)


def install(named: str) -> str:
    """The exact command that adds what is named as pip reads it."""
    return f'"{sys.executable}" -m pip install {named}'


def require(what: str, needed: Iterable[str], extra: str = "", instead: str = "") -> None:
    """Raise PackagesMissing, with the command that helps, if something needs packages that are not installed.

    `instead` is a better command, where there is one.
    """
    if lacking := absent(needed):
        adding = instead or command(lacking, extra)
        raise PackagesMissing(
            _("{what} needs packages that are not installed: {packages}.").format(
                what=what, packages=", ".join(lacking)
            ),
            _("Add them: {command}").format(command=adding) if adding else "",
        )
