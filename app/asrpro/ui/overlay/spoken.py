"""What a screen reader is to say of what the overlay shows: what has come about, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.ui.overlay.panel import Panel

PASSING: Final = 2.0
"""Seconds that something on its way to something else lasts before it is worth a word."""


class Spoken:
    """Remembers what was said, so that only what is new is said next."""

    def __init__(self) -> None:
        """Nothing said yet."""
        self._words = ""
        self._since = 0.0
        self._told = False
        """Whether these words were."""
        self._more = ""

    def rest(self) -> None:
        """Nothing is shown any more, and what comes next is new."""
        self._words = self._more = ""

    def of(self, panel: Panel, now: float) -> str:
        """What is to be said now that this is shown, at a time in seconds; empty where that is nothing."""
        if panel.words != self._words:
            self._words, self._since, self._told, self._more = panel.words, now, False, ""
        more = panel.hint
        if panel.act and panel.key:
            more = " ".join(filter(None, (more, _("{act}: {keys}.").format(act=panel.says, keys=panel.key))))
        new = more if more != self._more else ""
        self._more = more
        if self._told or (_passing(panel) and not new and now - self._since < PASSING):
            return new
        self._told = True
        return f"{panel.sentence} {new}" if new else panel.words


def _passing(panel: Panel) -> bool:
    """Whether it is only on its way to something else."""
    return panel.stays is None and panel.glyph in ("ring", "arc")
