"""Where transcripts go: files that never replace another, or standard output."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro.errors import OutputError, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence


def planned(files: Sequence[Path], formats: Sequence[str], folder: Path, *, overwrite: bool) -> list[dict[str, Path]]:
    """For each file the path of each format: talk.mp4 becomes talk.srt, and talk.mp4.srt where two would clash.

    Raises:
        UsageError: two inputs are one file, or a path is taken and `overwrite` is off.
        OutputError: the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            _("The folder {folder} cannot be made: {reason}.").format(folder=folder, reason=error.strerror)
        ) from error
    stems = Counter(file.stem for file in files)
    names = [file.name if stems[file.stem] > 1 else file.stem for file in files]
    seen: Counter[str] = Counter()
    plans = []
    for name in names:
        seen[name] += 1
        unique = name if seen[name] == 1 else f"{name}-{seen[name]}"
        plans.append({form: folder / f"{unique}.{form}" for form in formats})
    taken = [str(path) for plan in plans for path in plan.values() if path.exists()]
    if taken and not overwrite:
        raise UsageError(
            _("{paths} is there already.").format(paths=", ".join(taken)),
            _("Give --overwrite to replace it, or another --output."),
        )
    return plans


def save(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises OutputError."""
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary = Path(file.name)
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise OutputError(
            _("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror),
            _("The transcript is in the history: asrpro history list"),
        ) from error


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
