"""What the program's Sounding is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.desktop.chimes.chimes import SoundFiles
from asrpro.desktop.others.others import OtherPrograms
from asrpro.ui.sounding import Sounding

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.settings.file import SettingsFile


def sounding(settings: SettingsFile, say: Callable[[str], None]) -> Sounding:
    """One that has restored what an earlier run of the program could not; `say` tells people a sentence."""
    others = OtherPrograms(paths.running() / "lowered.json")
    return Sounding(SoundFiles(paths.resources() / "sounds"), others, lambda: settings.current.sounds, say)
