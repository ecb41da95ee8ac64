"""Players that answer as Windows's media transport controls do."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from asrpro.desktop.windows.media_sessions import MediaPlayers

if TYPE_CHECKING:
    from collections.abc import Callable

STOPPED, PLAYING, PAUSED = 3, 4, 5


class Session:
    """As GlobalSystemMediaTransportControlsSession."""

    def __init__(self, status: int, *, willing: bool = True, hangs: bool = False) -> None:
        self.status, self.willing, self.hangs = status, willing, hangs
        self.asked: list[str] = []
        self.handlers: dict[int, Callable[[Any, Any], None]] = {}

    def get_playback_info(self) -> SimpleNamespace:
        return SimpleNamespace(playback_status=self.status)

    async def try_pause_async(self) -> bool:
        self.asked.append("pause")
        if self.hangs:
            await asyncio.sleep(60)
        if self.willing:
            self.become(PAUSED)
        return self.willing

    async def try_play_async(self) -> bool:
        self.asked.append("play")
        self.become(PLAYING)
        return True

    def add_playback_info_changed(self, handler: Callable[[Any, Any], None]) -> int:
        self.handlers[len(self.handlers)] = handler
        return len(self.handlers) - 1

    def remove_playback_info_changed(self, token: int) -> None:
        del self.handlers[token]

    def become(self, status: int) -> None:
        self.status = status
        for handler in [*self.handlers.values()]:
            handler(self, None)


def players(*sessions: Session) -> MediaPlayers:
    async def all_of_them() -> tuple[Session, ...]:
        return sessions

    return MediaPlayers(all_of_them)


def test_those_that_play_pause_and_go_on() -> None:
    music, radio = Session(PLAYING), Session(PAUSED)
    ours = players(music, radio)
    for times in (1, 2):
        ours.pause()
        assert music.asked == ["pause", "play"] * (times - 1) + ["pause"]
        ours.resume()
        assert music.asked == ["pause", "play"] * times
    assert (radio.asked, music.handlers) == ([], {})


def test_those_that_somebody_touches_are_left() -> None:
    music, film, radio = Session(PLAYING), Session(PLAYING), Session(PLAYING)
    ours = players(music, film, radio)
    ours.pause()
    music.become(PLAYING)
    film.become(PLAYING)
    film.become(PAUSED)
    radio.become(STOPPED)
    ours.resume()
    assert [one.asked for one in (music, film, radio)] == [["pause"]] * 3


def test_one_that_pauses_later_than_it_says_goes_on() -> None:
    music = Session(PLAYING)
    ours = players(music)

    async def slow() -> bool:
        return True

    music.try_pause_async = slow  # type: ignore[method-assign]
    ours.pause()
    music.become(PLAYING)  # as when a song begins in that moment
    music.become(PAUSED)
    ours.resume()
    assert music.asked == ["play"]


def test_one_that_does_not_want_to_or_hangs_is_left() -> None:
    unwilling, hanging = Session(PLAYING, willing=False), Session(PLAYING, hangs=True)
    ours = players(unwilling, hanging)
    ours.pause()
    ours.resume()
    assert (unwilling.asked, hanging.asked) == (["pause"], ["pause"])


def test_a_system_without_the_service_has_no_players() -> None:
    async def none() -> tuple[Session, ...]:
        raise OSError("not registered")

    ours = MediaPlayers(none)
    ours.pause()
    ours.resume()
