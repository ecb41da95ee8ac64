"""Models of the user's own: the names that were given to folders, files and servers, which stay where they are."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.catalog import names, naming, servers
from asrpro.errors import OutputError, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MOST: Final = 60
"""Letters that a name surely may have, whatever letters they are: file systems count bytes."""
_PATIENCE: Final = 10.0
"""Seconds to wait for another process that writes."""


class Registered:
    """A file of JSON: paths and addresses of servers by name."""

    def __init__(self, file: Path, say: Callable[[str], None] = lambda _told: None) -> None:
        """Touch nothing yet; `say` is told, in a sentence for people, where a file that is damaged is kept."""
        self._file = file
        self._say = say

    @property
    def all(self) -> Mapping[str, Path]:
        """Paths by name; of a file that is damaged those that can be read."""
        return {name: Path(place) for name, place in self._read().items() if not servers.is_one(place)}

    @property
    def servers(self) -> Mapping[str, str]:
        """Addresses of Models at servers by name."""
        return {name: place for name, place in self._read().items() if servers.is_one(place)}

    @property
    def names(self) -> frozenset[str]:
        """All that have been given."""
        return frozenset(self._read())

    @property
    def fault(self) -> str:
        """What is wrong with the file, in a sentence for people; empty where nothing is."""
        return naming.read(self._file).fault

    def _read(self) -> Mapping[str, str]:
        """Places by names as these are compared."""
        return _compared(naming.read(self._file).places)

    def holds(self, name: str) -> bool:
        """Whether something has been given this name, however it is written."""
        return names.called(name) in self._read()

    def path(self, name: str) -> Path | None:
        """What has been given this name, however it is written."""
        return self.all.get(names.called(name))

    def name_of(self, place: str) -> str:
        """The name that was given to this path or address, the first one of several; empty where none was.

        No disk is looked at for that: a path counts as it is written.
        """
        if not place.strip():
            return ""
        try:
            whole = os.path.abspath(Path(place.strip()).expanduser())  # noqa: PTH100 - which looks at no disk
            whole = str(servers.read(place)) if servers.is_one(place) else whole
        except (OSError, ValueError, RuntimeError):  # what is none of both, or of no such user
            return ""
        return min((name for name, held in self._read().items() if held == whole), default="")

    def is_gone(self, name: str) -> bool:
        """Whether there is nothing any more, or an empty folder, at the path that has been given this name."""
        path = self.path(name)
        try:
            return path is not None and not (any(path.iterdir()) if path.is_dir() else path.exists())
        except OSError:  # something that may not be looked into
            return False

    def add(self, name: str, path: Path) -> None:
        """Give a name to a folder or file; raises as `add_place` does."""
        self.add_place(name, str(path.expanduser().resolve()))

    def add_place(self, name: str, place: str) -> None:
        """Give a name to a whole path, or to an address; that of a path where nothing is any more may be given anew.

        Raises:
            UsageError: no Model can be called so, or another one is, which is still there.
            OutputError: it cannot be written down.
        """
        if not names.can_be_called(name):
            raise UsageError(
                _("No model can be called {name}.").format(name=shown(name) or '""'),
                _(
                    "Use up to {count} letters, digits, dots, dashes, underlines and spaces, as in my-whisper, with a "
                    "letter or digit at both ends. Windows keeps some words for itself, as con and aux."
                ).format(count=_MOST),
            )
        known = self._read()
        if known.get(name, place) != place and not self.is_gone(name):
            raise UsageError(
                _("{name} is the name of {path} already.").format(name=name, path=shown(known[name])),
                _("Give another name with --id, or take this one away first (its files stay): {command}").format(
                    command=f"asrpro models remove {shlex.quote(name)}"
                ),
            )
        self._change(name, place)

    def forget(self, name: str) -> bool:
        """Take a name away; what had it stays as it is. Whether there was one. Raises OutputError."""
        name = names.called(name)
        known = name in self._read()
        if known:
            self._change(name, None)
        return known

    def _change(self, name: str, place: str | None) -> None:
        # Imported here: most commands only read.
        from filelock import FileLock

        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(f"{self._file}.lock", timeout=_PATIENCE, mode=0o600):
                before = naming.read(self._file)
                rest = {known: held for known, held in _compared(before.places).items() if known != name}
                told = naming.write(self._file, rest | ({name: place} if place else {}), before)
        except OSError as error:
            raise OutputError(
                _("{path} cannot be written: {reason}.").format(path=self._file, reason=error.strerror or error),
                _("Look at its permissions, and whether the disk has room."),
            ) from error
        if told:
            self._say(told)


def _compared(places: Mapping[str, str]) -> Mapping[str, str]:
    """Places by names as these are compared; of two for one name that counts which is written so."""
    told = sorted(places.items(), key=lambda one: one[0] == names.called(one[0]))
    return {names.called(name): place for name, place in told}
