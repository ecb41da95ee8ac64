"""What boot hands to every command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.history.store import History
    from asrpro.settings.file import SettingsFile


@dataclass(frozen=True, slots=True)
class Program:
    """The objects that commands work with; what costs time to make is made when it is first asked for."""

    settings: SettingsFile
    history: Callable[[], History]
