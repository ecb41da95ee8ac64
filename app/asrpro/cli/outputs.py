"""Where transcripts go: into files that never replace another unasked."""

from __future__ import annotations

import os
import stat
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro.errors import OutputError, UsageError
from asrpro.i18n import _
from asrpro.transcription.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LISTED = 3
"""Paths that a sentence names."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the formats of one file go; nowhere when they go to standard output."""

    paths: Mapping[str, Path] = field(default_factory=dict)
    """By the names of the formats."""
    overwrite: bool = False
    """Whether what is there is replaced."""
    skip_existing: bool = False
    """Whether what is there is kept, and only the rest made."""

    def left(self) -> Plan | None:
        """What is still to be made of it, if anything is; another run may have made some in the meantime."""
        if not self.skip_existing:
            return self
        missing = {form: path for form, path in self.paths.items() if not os.path.lexists(path)}
        return replace(self, paths=missing) if missing else None


def planned(
    files: Sequence[Path], formats: Sequence[str], folder: Path, *, overwrite: bool, skip_existing: bool = False
) -> list[Plan]:
    """For each file the path of each format: talk.mp4 becomes talk.srt, and talk.mp4.srt where two would clash.

    Raises:
        UsageError: a path is taken and neither `overwrite` nor `skip_existing` is on, or a path is that of an input,
            or `folder` is a file.
        OutputError: the folder cannot be made or written to, or no file in it can be called so.
    """
    # os.path, for Path raises an error where a name is too long for a file.
    taken = os.path.exists(folder)  # noqa: PTH110
    if not os.path.isdir(folder) and (taken or folder.suffix.removeprefix(".").lower() in FORMATS):  # noqa: PTH112
        title = _("--output takes a folder, and {path} is a file.") if taken else _("--output takes a folder, no file.")
        raise UsageError(
            title.format(path=folder), _("Name a folder; the transcripts in it are named like the recordings.")
        )
    plans = [
        Plan({form: folder / f"{name}.{form}" for form in formats}, overwrite=overwrite, skip_existing=skip_existing)
        for name in names(files)
    ]
    paths = [path for plan in plans for path in plan.paths.values()]
    inputs = {os.path.realpath(file) for file in files}
    if eaten := [path for path in paths if os.path.realpath(path) in inputs]:
        raise UsageError(
            _("{paths} would be replaced by its own transcript.").format(paths=listed(eaten)),
            _("Give another --output."),
        )
    if not (overwrite or skip_existing) and (there := [path for path in paths if os.path.lexists(path)]):
        raise UsageError(
            _("There already: {paths}.").format(paths=listed(there)),
            _("Give --skip-existing to do the rest, --overwrite to replace what is there, or another --output."),
        )
    _make(folder)
    _check_names(paths)
    return plans


def save(path: Path, text: Iterable[str], *, overwrite: bool) -> Path:
    """Write a file whole or not at all; returns its path, which has a number added where it came to be taken.

    Raises OutputError.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.writelines(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o666 & ~_umask())
            placed = temporary.replace(path) if overwrite else _placed(temporary, path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise OutputError(_("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror)) from error
    return placed


def _placed(file: Path, path: Path) -> Path:
    """Give the file that name, or one with a number where it is taken; returns its name."""
    for number in count(1):
        free = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        with suppress(FileExistsError):
            _named(file, free)
            break
    return free


def _named(file: Path, free: Path) -> None:
    """Give the file that name; raises FileExistsError when it is taken."""
    try:
        free.hardlink_to(file)
    except FileExistsError:
        raise
    except OSError:  # some disks know no links
        free.touch(exist_ok=False)
        try:
            file.replace(free)
        except BaseException:
            free.unlink()
            raise
    else:
        with suppress(OSError):  # it has its name
            file.unlink()


def names(files: Sequence[Path]) -> list[str]:
    """For each file a name of its own, on file systems too that take a for A, or do not tell é from é.

    It is no longer than it must be: first without suffix, then with it, then with more and more of the folders it lies
    in. It depends on which files there are, and not on their order, so that `--skip-existing` finds it again.
    """
    ways = [[file.stem, *_from_folders(file)] for file in files]
    chosen = [0] * len(files)
    while clashing := _alike([way[level] for way, level in zip(ways, chosen, strict=True)]):
        grown = False
        for group in clashing:
            if len({_folded(ways[at][-1]) for at in group}) == 1:
                continue  # no folder tells them apart
            shortest = min(chosen[at] for at in group)
            for at in group:
                if chosen[at] == shortest and shortest + 1 < len(ways[at]):
                    chosen[at] += 1
                    grown = True
        if not grown:
            break
    found = [way[level] for way, level in zip(ways, chosen, strict=True)]
    taken: set[str] = set()
    for at in sorted(range(len(files)), key=ways.__getitem__):
        name, number = found[at], 1
        while _folded(found[at]) in taken:
            number += 1
            found[at] = f"{name}-{number}"
        taken.add(_folded(found[at]))
    return found


def _from_folders(file: Path) -> list[str]:
    """Its name, then with one folder before it, and so on up to the root."""
    parts = whole(file).parts[1:]
    return ["-".join(parts[-level:]) for level in range(1, len(parts) + 1)]


def whole(file: Path) -> Path:
    """Its path from the root on; links in it are followed only where .. would be taken for what it is not."""
    return file.parent.resolve() / file.name if ".." in file.parts else file.absolute()


def _alike(called: Sequence[str]) -> list[list[int]]:
    """Where those stand that are not to be told apart."""
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(called):
        groups.setdefault(_folded(name), []).append(at)
    return [group for group in groups.values() if len(group) > 1]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def listed(paths: Sequence[Path]) -> str:
    """The first paths for a sentence, and how many more there are."""
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
            taken = stat.S_ISDIR(path.lstat().st_mode)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise OutputError(
                _("No transcript can be called {path}: {reason}.").format(path=path, reason=error.strerror),
                _("Give the recording a shorter or plainer name, or give another --output."),
            ) from error
        if taken:
            raise OutputError(
                _("{path} is a folder, where a transcript is to be.").format(path=path),
                _("Rename it, or give another --output."),
            )


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
