"""Mixer and players on Linux, whatever its desktop."""

from __future__ import annotations

from asrpro.desktop.others.mpris import MprisPlayers
from asrpro.desktop.others.pulse import PulseMixer


def parts(ours: int) -> tuple[PulseMixer, MprisPlayers]:
    """The sound server's streams, and what answers to MPRIS; `ours` is the process that is left alone."""
    return PulseMixer(ours), MprisPlayers()
