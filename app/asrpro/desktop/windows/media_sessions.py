"""Players on Windows, as the media keys know them: the system's media transport controls."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

_PLAYING: Final = 4
_PAUSED: Final = 5
"""GlobalSystemMediaTransportControlsSessionPlaybackStatus."""
_PATIENCE: Final = 1.0
"""Seconds that all players together may take to answer."""


class MediaPlayers:
    """Asks each session of the media transport controls."""

    def __init__(self, sessions: Callable[[], Awaitable[Iterable[Any]]] | None = None) -> None:
        """`sessions` gives the system's session objects."""
        self._sessions = sessions or _all_sessions
        self._paused: list[_Paused] = []

    def pause(self) -> None:
        """Have those pause that play."""
        self._forget()
        _within(self._pause())

    def resume(self) -> None:
        """Have those go on that were paused, and that nobody has touched since."""
        _within(self._resume())
        self._forget()

    async def _pause(self) -> None:
        for session in await self._sessions():
            if _status(session) == _PLAYING and await session.try_pause_async():
                self._paused.append(_Paused(session))

    async def _resume(self) -> None:
        for paused in self._paused:
            if not paused.touched.is_set() and _status(paused.session) == _PAUSED:
                await paused.session.try_play_async()

    def _forget(self) -> None:
        for paused in self._paused:
            paused.forget()
        self._paused = []


class _Paused:
    """A player that was paused, watched from then on."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.touched = threading.Event()
        self._reached = _status(session) == _PAUSED
        self._token = session.add_playback_info_changed(self._changed)

    def forget(self) -> None:
        """Watch it no more."""
        self.session.remove_playback_info_changed(self._token)

    def _changed(self, session: Any, _arguments: Any) -> None:
        """What it says of itself, on a thread of the system's; until it has paused, it may still say that it plays."""
        if _status(session) == _PAUSED:
            self._reached = True
        elif self._reached:
            self.touched.set()


def _status(session: Any) -> int:
    return int(session.get_playback_info().playback_status)


def _within(work: Any) -> None:
    """Do it as far as players answer in time."""
    try:
        asyncio.run(asyncio.wait_for(work, _PATIENCE))
    except (OSError, TimeoutError):
        return  # one that ended, or does not answer; there may be no such service


async def _all_sessions() -> Iterable[Any]:
    from winrt.windows.media.control import GlobalSystemMediaTransportControlsSessionManager as Sessions

    manager = await Sessions.request_async()
    found: Iterable[Any] = manager.get_sessions()
    return found
