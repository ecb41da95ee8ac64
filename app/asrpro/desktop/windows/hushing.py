"""Mixer and players on Windows."""

from __future__ import annotations

from asrpro.desktop.windows.audio_sessions import SessionMixer
from asrpro.desktop.windows.media_sessions import MediaPlayers


def parts(ours: int) -> tuple[SessionMixer, MediaPlayers]:
    """The sessions of the default output, and the media transport controls; `ours` is the process left alone."""
    return SessionMixer(ours), MediaPlayers()
