"""From the form a settings file was written in to the one of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from asrpro.settings import legacy

if TYPE_CHECKING:
    from collections.abc import Callable

UPGRADES: Final[tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]] = (legacy.translate,)
"""Each makes the next version of the one before it; version 0 is the older program's document."""

VERSION: Final = len(UPGRADES)
"""The form that is written today. A new setting needs no new version; a renamed or reshaped one does."""


def upgrade(document: dict[str, Any], version: int) -> dict[str, Any]:
    """The document of an older version as today's would be; it may hold anything and need not be valid."""
    for step in UPGRADES[version:]:
        document = step(document)
    return document
