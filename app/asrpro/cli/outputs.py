"""Where transcripts go: into files that never replace another unasked."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro.errors import OutputError, UsageError
from asrpro.i18n import _
from asrpro.transcription.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LISTED = 3
"""Paths that a sentence names."""


def planned(
    files: Sequence[Path], formats: Sequence[str], folder: Path, *, overwrite: bool, skip_existing: bool = False
) -> list[dict[str, Path]]:
    """For each file the path of each format: talk.mp4 becomes talk.srt, and talk.mp4.srt where two would clash.

    With `skip_existing` what is there already is not in it.

    Raises:
        UsageError: a path is taken and neither `overwrite` nor `skip_existing` is on, or both are, or a path is that of
            an input, or `folder` is a file.
        OutputError: the folder cannot be made or written to, or no file in it can be called so.
    """
    # os.path, for Path raises an error where a name is too long for a file.
    taken = os.path.exists(folder)  # noqa: PTH110
    if not os.path.isdir(folder) and (taken or folder.suffix.removeprefix(".").lower() in FORMATS):  # noqa: PTH112
        raise UsageError(
            _("--output takes a folder, and {path} is a file.").format(path=folder),
            _("Name a folder; the transcripts in it are named like the recordings."),
        )
    if overwrite and skip_existing:
        raise UsageError(_("--overwrite and --skip-existing exclude each other."), _("Give one of them."))
    plans = [{form: folder / f"{name}.{form}" for form in formats} for name in _names(files)]
    paths = [path for plan in plans for path in plan.values()]
    inputs = {os.path.realpath(file) for file in files}
    if eaten := [path for path in paths if os.path.realpath(path) in inputs]:
        raise UsageError(
            _("{paths} would be replaced by its own transcript.").format(paths=_listed(eaten)),
            _("Give another --output."),
        )
    if skip_existing:
        plans = [{form: path for form, path in plan.items() if not os.path.lexists(path)} for plan in plans]
    elif not overwrite and (there := [path for path in paths if os.path.lexists(path)]):
        raise UsageError(
            _("There already: {paths}.").format(paths=_listed(there)),
            _("Give --skip-existing to do the rest, --overwrite to replace what is there, or another --output."),
        )
    _make(folder)
    _check_names(paths)
    return plans


def save(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises OutputError."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise OutputError(_("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror)) from error


def _names(files: Iterable[Path]) -> list[str]:
    """For each file a name of its own, on file systems too that take a for A, or do not tell é from é."""
    stems = Counter(_folded(file.stem) for file in files)
    taken: set[str] = set()
    names = []
    for file in files:
        wanted = file.name if stems[_folded(file.stem)] > 1 else file.stem
        name, number = wanted, 1
        while _folded(name) in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(_folded(name))
        names.append(name)
    return names


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _listed(paths: Sequence[Path]) -> str:
    names = ", ".join(str(path) for path in paths[:LISTED])
    more = len(paths) - LISTED
    return _("{names} and {count} more").format(names=names, count=more) if more > 0 else names


def _make(folder: Path) -> None:
    """Make the folder, and see that it can be written to, before any work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise OutputError(
            _("Nothing can be written to the folder {folder}: {reason}.").format(folder=folder, reason=error.strerror),
            _("Give another --output, or look at its permissions and its disk."),
        ) from error


def _check_names(paths: Sequence[Path]) -> None:
    """See that such names can be, which disks are of many minds about, before any work."""
    for path in paths:
        try:
            path.lstat()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise OutputError(
                _("No transcript can be called {path}: {reason}.").format(path=path, reason=error.strerror),
                _("Give the recording a shorter or plainer name, or give another --output."),
            ) from error


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
