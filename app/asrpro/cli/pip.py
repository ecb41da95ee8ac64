"""How pip gets on with the packages of an engine, in few lines of what it says in hundreds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asrpro.cli.show import printable
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from asrpro.cli.show import Show

_FETCHED: Final = re.compile(r"(?:Downloading|Using cached) (?:\S*/)?(?P<file>\S+) \((?P<count>[\d.]+) (?P<unit>\w+)\)")
_NAME: Final = re.compile(r"(.+?)-\d")
"""A package's name in the name of its file, before the version."""
_FOLLOWING: Final = ("Collecting ", "Downloading ", "Using cached ")
"""What lines begin with of which there is one for each package."""
_INSTALLING: Final = "Installing collected packages: "
_MEGABYTES: Final = {"kB": 0.001, "MB": 1.0, "GB": 1000.0}
_LARGE: Final = 50.0
"""Megabytes from which on a package is told of that people would wait for."""


class Packages:
    """Large packages are told of in a line each; all the others only where a line can be drawn anew."""

    def __init__(self, show: Show) -> None:
        """Say nothing yet."""
        self._show = show

    def tell(self, line: str) -> None:
        """Tell of a line of pip's, or of another one as it is."""
        if found := _FETCHED.match(line):
            self._fetched(found)
        elif line.startswith(_INSTALLING):
            count = len(line.removeprefix(_INSTALLING).split(","))
            self._note(ngettext("Installing {count} package", "Installing {count} packages", count).format(count=count))
        elif not line.startswith(_FOLLOWING):
            self._note(line)

    def _fetched(self, found: re.Match[str]) -> None:
        named = _NAME.match(found["file"])
        if not named or found["file"].endswith(".metadata"):
            return
        size = f"{found['count']} {found['unit']}"
        said = _("Fetching {package}, {size}").format(package=named[1], size=size)
        if float(found["count"]) * _MEGABYTES.get(found["unit"], 0.0) >= _LARGE:
            self._note(said)
        self._show.begin(said)

    def _note(self, text: str) -> None:
        self._show.note(printable(text))
        self._show.begin(printable(text))
