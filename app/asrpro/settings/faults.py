"""What is told of a settings file that goes wrong while somebody goes by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.settings.reading import Reading


class Faults:
    """Tells each once, and only where the file is the same at a second look: an editor may be writing it."""

    def __init__(self, known: Iterable[str]) -> None:
        """`known` is what was told already."""
        self._known = set(known)
        self._seen: tuple[str, ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether a second look is needed."""
        return bool(self._seen)

    def news(self, found: Reading) -> str:
        """What people are to be told after this look; empty where there is nothing new."""
        new = tuple(notice for notice in found.notices if notice not in self._known)
        if not found.notices:
            self._known.clear()
        if new != self._seen:
            self._seen = new
            return ""
        self._seen = ()
        self._known.update(new)
        if new and found.state == "damaged":
            new = (*new, _("What cannot be read stays as it was before."))
        return " ".join(new)
