"""Which mixer and which players this system has."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from asrpro.desktop.others.mixer import Mixer, Players

PAUSES: Final = sys.platform != "darwin"
"""Whether players can be paused: macOS has no way that is documented."""
_PLACES: Final = {"win32": "asrpro.desktop.windows.hushing", "darwin": "asrpro.desktop.macos.hushing"}


def parts(ours: int) -> tuple[Mixer, Players]:
    """Those that are here; `ours` is the process that is left alone."""
    place = importlib.import_module(_PLACES.get(sys.platform, "asrpro.desktop.others.linux"))
    found: tuple[Mixer, Players] = place.parts(ours)
    return found
