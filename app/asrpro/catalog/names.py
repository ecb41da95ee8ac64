"""Decides which names of a hub's may become files here; they are a stranger's."""

from __future__ import annotations

import re
import unicodedata
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.errors import DownloadError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST: Final = 1000
"""Files that a Model may have."""
LONGEST: Final = 200
"""Bytes of the longest name of a file or folder; file systems take 255, and something may be added."""
_FORBIDDEN: Final = frozenset('\\:<>"|?*')
"""What Windows takes for something else than a letter of a name."""
_HIDDEN: Final = re.compile(r"(^|/)\.[^./\\]")
_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", "conin$", "conout$", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)))
)
"""Names that stand for a device on Windows, whatever follows after a dot."""


def called(name: str) -> str:
    """A name of a Model as names are written down and compared: in small letters, each composed of its marks (NFC)."""
    return unicodedata.normalize("NFC", name.strip().lower())


def selected(names: Iterable[str], patterns: Sequence[str]) -> list[str]:
    """The names that match a pattern; hidden files, as of git, belong to no Model.

    Raises:
        DownloadError: one of them cannot be a file here, or two would be the same one.
    """
    chosen = [name for name in names if _matches(name, patterns) and not hidden(name)]
    wrong = unsafe(chosen)
    if wrong is not None:
        raise DownloadError(
            _("The repository has files that cannot be stored safely: {names}.").format(names=wrong),
            _("Nothing was downloaded. Whoever published it has to rename them."),
        )
    return chosen


def unmatched(names: Iterable[str], patterns: Sequence[str]) -> list[str]:
    """The patterns that match none of these names."""
    there = [*names]
    return [pattern for pattern in patterns if not any(_matches(name, (pattern,)) for name in there)]


def hidden(name: str) -> bool:
    """Whether it is a hidden file, or in a hidden folder."""
    return bool(_HIDDEN.search(name))


def unsafe(names: Sequence[str]) -> str | None:
    """Which of these cannot be files below one folder, as it may be shown; None where all can."""
    if len(names) > MOST:
        return _("{count} files").format(count=len(names))
    taken: dict[str, str] = {}
    for name in names:
        if not _harmless(name):
            return shown(name[:LONGEST])
        folded = _folded(name)
        if folded in taken:
            return shown(f"{taken[folded]}, {name}"[:LONGEST])
        taken[folded] = name
    folders = {folded[:at]: folded for folded in taken for at, sign in enumerate(folded) if sign == "/"}
    if clash := next((folder for folder in folders if folder in taken), None):
        return shown(f"{taken[clash]}, {taken[folders[clash]]}"[:LONGEST])
    return None


def folder_name(name: str) -> bool:
    """Whether a folder of this name can lie beside others here, and hidden ones of the program's own."""
    return can_be_called(name) and name == name.casefold()


def can_be_called(name: str) -> bool:
    """Whether a Model that stays where it is may go by this name; names are compared in small letters."""
    return _harmless(name) and "/" not in name and not name.startswith((".", "-")) and name == name.lower()


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _harmless(name: str) -> bool:
    """Whether it names a file below the folder it is put in, on every system, and no other way to the same one."""
    return all(
        part.isprintable()
        and not _FORBIDDEN & set(part)
        and not part.endswith((".", " "))  # Windows drops them; and so . and .. are out
        and not part.startswith((".", " "))
        and part.partition(".")[0].rstrip().casefold() not in _DEVICES
        and 0 < len(part.encode("utf-8", "surrogatepass")) <= LONGEST
        for part in name.split("/")
    )


def _folded(name: str) -> str:
    """The same for names that some file systems take for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold())
