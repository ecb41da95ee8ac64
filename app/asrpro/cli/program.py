"""What boot hands to every command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.history.store import History
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.settings.file import SettingsFile


@dataclass(frozen=True, slots=True)
class Program:
    """The objects that commands work with; what costs time to make is made when it is first asked for."""

    settings: SettingsFile
    history: Callable[[], History]
    catalogue: Callable[[], Catalogue]
    engine_room: Callable[[], AbstractContextManager[EngineRoom]]
    """A running one; leaving it ends all its children."""
    sample: Path
    """A short recording to try the program with."""
    log_folder: Path
