"""What `asrpro doctor` says of where things lie, and whether they can be written."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.cli.check import Check
from asrpro.errors import HistoryError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.cli.program import Program


def checked_places(program: Program) -> Iterator[Check]:
    """Settings, names of the user's own Models where these are damaged, history, recordings and log."""
    settings = program.settings.path
    yield _writable(_("Settings"), settings.parent, str(settings))
    if fault := program.registered().fault:
        mend = _("Mend it, or give the others their names anew: asrpro models add PATH --id NAME")
        yield Check(_("Names of models"), fault, "limited", mend)
    yield _history(program)
    recordings = program.recordings()
    yield _writable(_("Recordings"), recordings, str(recordings))
    yield _log(program)
    with suppress(OSError):  # what could be kept there is found out anew each time
        yield Check(_("Cache"), str(paths.cached()))


def _history(program: Program) -> Check:
    name = _("History")
    try:
        history = program.history()
        return Check(name, _("{count} entries in {path}").format(count=history.count(), path=history.path))
    except HistoryError as error:
        return Check(name, error.title, "unwritable", error.hint)


def _log(program: Program) -> Check:
    name, folder = _("Log"), program.log_folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with program.log_file.open("a"):
            return Check(name, str(program.log_file))
    except OSError as error:
        return Check(name, f"{program.log_file}: {error.strerror}", "unwritable", _permissions(folder))


def _writable(name: str, folder: Path, found: str) -> Check:
    """Whether files can be made in a folder, and itself if need be."""
    # os.path, for Path.exists raises an error where nobody may look.
    place = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Check(name, found)
    return Check(name, found, "unwritable", _permissions(folder))


def _permissions(folder: Path) -> str:
    return _("Look at the permissions of {folder}.").format(folder=folder)
