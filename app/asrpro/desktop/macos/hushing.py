"""Mixer and players on macOS."""

from __future__ import annotations

from asrpro.desktop.macos.output import OutputMixer


class NoPlayers:
    """There are none that could be asked."""

    def pause(self) -> None:
        """There is nobody to pause."""

    def resume(self) -> None:
        """There is nobody to go on."""


def parts(_ours: int) -> tuple[OutputMixer, NoPlayers]:
    """The whole output, and nobody."""
    return OutputMixer(), NoPlayers()
