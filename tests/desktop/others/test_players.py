"""Players on a real session bus pause, and go on where nobody has touched them since."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.others.mpris import MprisPlayers
from fixtures.player import Player
from fixtures.programs import listens, programs, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fixtures.programs import Programs


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Programs]:
    """A session bus, which is this process's one too."""
    with programs(tmp_path) as started:
        socket = tmp_path / "bus"
        started.start("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={socket}")
        until(lambda: listens(socket), "the bus")
        started.environment["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={socket}"
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={socket}")
        yield started


@pytest.fixture
def players(bus: Programs) -> Iterator[dict[str, Player]]:
    """Three: two play, one pauses."""
    found = {name: Player(bus, name, status) for name, status in PLAYING.items()}
    yield found
    for player in found.values():
        player.end()


PLAYING = {"music": "Playing", "film": "Playing", "radio": "Paused"}


def test_those_that_play_pause_and_go_on(players: dict[str, Player]) -> None:
    ours = MprisPlayers()
    ours.pause()
    assert [players[name].said() for name in PLAYING] == [["Pause"], ["Pause"], []]
    ours.resume()
    assert [players[name].said() for name in PLAYING] == [["Pause", "Play"], ["Pause", "Play"], []]
    ours.pause()
    ours.resume()
    assert players["music"].said() == ["Pause", "Play"] * 2


def test_one_that_somebody_has_play_is_left(players: dict[str, Player]) -> None:
    ours = MprisPlayers()
    ours.pause()
    players["music"].use("play")
    ours.resume()
    assert players["music"].said() == ["Pause", "user: play"]
    assert players["film"].said() == ["Pause", "Play"]


def test_one_that_somebody_had_play_and_pause_again_stays_paused(players: dict[str, Player]) -> None:
    ours = MprisPlayers()
    ours.pause()
    players["music"].use("play")
    players["music"].use("pause")
    players["radio"].use("play")
    players["radio"].use("pause")
    ours.resume()
    assert players["music"].said() == ["Pause", "user: play", "user: pause"]
    assert players["radio"].said() == ["user: play", "user: pause"]
    assert players["film"].said() == ["Pause", "Play"]


def test_one_that_ends_or_begins_meanwhile_disturbs_nobody(bus: Programs, players: dict[str, Player]) -> None:
    ours = MprisPlayers()
    ours.pause()
    players["music"].end()
    players["music"] = Player(bus, "music", "Paused")
    ours.resume()
    assert players["music"].said() == []  # it is another one
    assert players["film"].said() == ["Pause", "Play"]


def test_one_that_hangs_holds_up_nobody_for_long(players: dict[str, Player]) -> None:
    players["music"].use("hang")
    ours = MprisPlayers()
    began = time.monotonic()
    ours.pause()
    assert players["film"].said() == ["Pause"]
    ours.resume()
    assert time.monotonic() - began < 3.0
    assert players["film"].said() == ["Pause", "Play"]


def test_what_answers_for_another_one_is_not_asked(bus: Programs, players: dict[str, Player]) -> None:
    stand_in = Player(bus, "playerctld", "Playing")
    ours = MprisPlayers()
    ours.pause()
    ours.resume()
    assert stand_in.said() == []
    assert players["music"].said() == ["Pause", "Play"]
    stand_in.end()


def test_a_bus_that_goes_away_is_no_matter(bus: Programs, players: dict[str, Player]) -> None:
    ours = MprisPlayers()
    ours.pause()
    assert players["music"].said() == ["Pause"]
    bus.end_all()
    ours.resume()
    ours.pause()
    ours.resume()
