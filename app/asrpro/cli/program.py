"""What boot hands to every command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.downloads import Downloads
    from asrpro.catalog.registered import Registered
    from asrpro.dictation.ledger import Ledger
    from asrpro.history.store import History
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.settings.file import SettingsFile


@dataclass(frozen=True, slots=True)
class Program:
    """The objects that commands work with; what costs time to make is made when it is first asked for."""

    settings: SettingsFile
    history: Callable[[], History]
    ledger: Callable[[], Ledger]
    recordings: Callable[[], Path]
    """The folder of what was dictated; what is too old in it is gone."""
    catalogue: Callable[[], Catalogue]
    downloads: Callable[[], Downloads]
    """What fetches Models, and knows which are here."""
    registered: Callable[[], Registered]
    """Names of the user's own Models."""
    engine_room: Callable[[], AbstractContextManager[EngineRoom]]
    """A running one; leaving it ends all its children."""
    sample: Path
    """A short recording to try the program with."""
    log_folder: Path

    @property
    def log_file(self) -> Path:
        """Where the log is written."""
        return self.log_folder / "asrpro.log"

    def at_fault(self) -> AppError:
        """What is said when the mistake is the program's own."""
        return AppError(
            _("Something went wrong in ASR Pro itself."), _("What it was is in {place}.").format(place=self.log_file)
        )
