"""Bytes as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

_THOUSAND = 1000
_TEN = 10


def spelled(size: float) -> str:
    """As in 512 B, 1.5 GB, 74 MB: thousands of thousands, as on the label of a disk."""
    units = (_("B"), _("kB"), _("MB"), _("GB"), _("TB"))
    step = 0
    # What would be rounded to a thousand is one of the next.
    while size >= _THOUSAND - 0.5 and step < len(units) - 1:
        size /= _THOUSAND
        step += 1
    return f"{size:.{1 if step and size < _TEN else 0}f} {units[step]}"


def counted(files: Iterable[os.stat_result]) -> int:
    """Bytes of files, each once, however many names it has; where a system numbers none, each name counts."""
    several: dict[tuple[int, int], int] = {}
    size = 0
    for file in files:
        if file.st_ino:
            several[file.st_dev, file.st_ino] = file.st_size
        else:
            size += file.st_size
    return size + sum(several.values())


def taken(path: Path) -> int | None:
    """Bytes of a file, or of all below a folder; None where that cannot be looked at."""
    try:
        files = [path] if path.is_file() else path.rglob("*")
        return counted(file.stat() for file in files if not file.is_dir())
    except OSError:  # a link that leads nowhere, as anything may lie in a folder
        return None
