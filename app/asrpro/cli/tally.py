"""How far the work on several files has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(slots=True)
class Tally:
    """What has become of several files so far."""

    all: int
    """How many there are."""
    done: int = 0
    kept: int = 0
    """How many had a transcript already."""
    failed: list[Path] = field(default_factory=list)

    @property
    def begun(self) -> int:
        """How many were worked on."""
        return self.done + len(self.failed)

    def __str__(self) -> str:
        """In a sentence; empty when there is but one."""
        if self.all == 1:
            return ""
        text = (
            _("{done} of {all} transcribed, {kept} there already.") if self.kept else _("{done} of {all} transcribed.")
        )
        return text.format(done=self.done, all=self.all, kept=self.kept)
