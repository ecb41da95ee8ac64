"""What is heard of a dictation, and of others meanwhile, at a real desk."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import paths
from asrpro.desktop.chimes.samples import read
from fixtures.dictation_desk import LETTER
from fixtures.loudspeaker import Loudspeaker, likeness
from fixtures.other_programs import OtherProgram, fifth
from fixtures.player import Player
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asrpro.desktop.ports import Chime
    from fixtures.dictation_desk import Desk

FULL = (65536, 65536)
CHILD = "asrpro.desktop.others.others_main"


@pytest.fixture
def loudspeaker(running: Desk) -> Iterator[Loudspeaker]:
    """The one that chimes come out of, and nothing that the microphone hears."""
    listening = Loudspeaker(running.sound)
    yield listening
    listening.close()


def shipped(name: Chime) -> NDArray[np.int16]:
    return np.frombuffer(read(paths.resources() / "sounds" / f"{name}.wav", 1.0).data, np.int16)


def names(sounds: list[NDArray[np.int16]]) -> list[Chime]:
    """Which chimes these are."""
    known: tuple[Chime, ...] = ("start", "end", "cancel")
    return [max(known, key=lambda name: likeness(sound, shipped(name))) for sound in sounds]


def test_a_dictation_begins_and_ends_with_a_chime(running: Desk, box: TextBox, loudspeaker: Loudspeaker) -> None:
    running.screen.down("F9")
    loudspeaker.over(1)
    assert running.status()["state"] == "recording"
    running.say()
    running.screen.up("F9")
    box.holds(f"{LETTER[1]} ")  # no word more: no chime gets into the microphone
    assert names(loudspeaker.over(2)) == ["start", "end"]
    assert likeness(loudspeaker.sounds()[0], shipped("start")) > 0.8


def test_a_cancelled_one_ends_with_another(running: Desk, loudspeaker: Loudspeaker) -> None:
    running.screen.down("F9")
    loudspeaker.over(1)
    running.screen.key("Escape")
    assert names(loudspeaker.over(2)) == ["start", "cancel"]
    running.screen.up("F9")


def test_a_modifier_that_is_tapped_makes_no_sound(running: Desk, loudspeaker: Loudspeaker) -> None:
    for _time in range(3):
        running.screen.down("105")
        running.screen.up("105")
    running.ask("start")
    loudspeaker.over(1)
    running.ask("cancel")
    assert names(loudspeaker.over(2)) == ["start", "cancel"]


def test_each_can_be_turned_off_and_made_softer(running: Desk, loudspeaker: Loudspeaker) -> None:
    running.set("sounds.start", "off")
    running.set("sounds.volume", "100")
    running.ask("start")
    running.reach("recording")
    running.set("sounds.start", "on")  # counts from the next one on
    running.ask("cancel")
    running.set("sounds.volume", "50")
    running.set("sounds.cancel", "off")
    running.ask("start")
    loudspeaker.over(2)
    running.ask("cancel")
    running.set("sounds.cancel", "on")
    running.ask("start")
    loudspeaker.over(3)
    running.ask("cancel")
    heard = loudspeaker.over(4)
    assert names(heard) == ["cancel", "start", "start", "cancel"]
    loud, soft = (np.abs(heard[number].astype(int)).max() for number in (0, 3))
    assert soft / loud == pytest.approx(0.25, rel=0.1)


def test_without_chimes_there_is_none(running: Desk, loudspeaker: Loudspeaker) -> None:
    running.set("sounds.volume", "0")
    running.ask("start")
    running.reach("recording")
    running.ask("cancel")
    running.rest()
    running.set("sounds.volume", "50")
    running.ask("start")
    loudspeaker.over(1)
    running.ask("cancel")
    assert names(loudspeaker.over(2)) == ["start", "cancel"]


@pytest.mark.parametrize("how", ["lower", "mute"])
def test_others_are_less_loud_while_somebody_speaks(running: Desk, box: TextBox, how: str) -> None:
    running.set("sounds.others", how)
    hushed, muted = (fifth(30001, 61234), False) if how == "lower" else ((30001, 61234), True)
    music = OtherProgram(running.sound, "music", 30001, 61234)
    running.screen.down("F9")
    music.becomes(*hushed, muted=muted)
    film = OtherProgram(running.sound, "film")
    film.becomes(*(fifth(*FULL) if how == "lower" else FULL), muted=muted)
    running.reach("recording")
    running.say()
    running.screen.up("F9")
    music.becomes(30001, 61234)
    film.becomes(*FULL)
    box.holds(f"{LETTER[1]} ")
    music.end()
    film.end()


def test_players_pause_while_somebody_speaks(running: Desk) -> None:
    running.set("sounds.pause_media", "on")
    music, radio = Player(running.programs, "music", "Playing"), Player(running.programs, "radio", "Paused")
    running.ask("start")
    music.did("Pause")
    running.ask("cancel")
    music.did("Play")
    assert radio.said() == []
    music.end()
    radio.end()


def test_others_are_left_alone_unless_it_is_wanted(running: Desk, loudspeaker: Loudspeaker) -> None:
    music = OtherProgram(running.sound, "music", *FULL)
    player = Player(running.programs, "music", "Playing")
    running.ask("start")
    loudspeaker.over(1)
    assert music.loud == (FULL, False)
    assert player.said() == []
    running.ask("cancel")
    music.end()
    player.end()


def hushed(desk: Desk) -> OtherProgram:
    """Something that plays less loudly, because somebody speaks at the desk."""
    desk.asrpro("settings", "set", "sounds.others", "lower")
    music = OtherProgram(desk.sound, "music", 30001, 61234)
    desk.start()
    desk.ask("start")
    music.becomes(*fifth(30001, 61234))
    desk.reach("recording")
    return music


def test_the_program_is_closed_while_somebody_speaks(own_desk: Desk) -> None:
    music = hushed(own_desk)
    own_desk.asrpro("quit")
    music.becomes(30001, 61234)
    assert not list(own_desk.programs.folder.rglob("lowered.json"))


def test_the_program_is_killed_while_somebody_speaks(own_desk: Desk) -> None:
    music = hushed(own_desk)
    own_desk.kill()
    music.becomes(30001, 61234)
    until(lambda: not list(own_desk.programs.folder.rglob("lowered.json")), "the note to go")


def test_all_are_killed_while_somebody_speaks(own_desk: Desk) -> None:
    music = hushed(own_desk)
    (child,) = own_desk.children(CHILD)
    assert own_desk.process
    for pid in (child, own_desk.process.pid):
        os.kill(pid, signal.SIGKILL)
    own_desk.process.wait()
    assert music.loud == (fifth(30001, 61234), False)
    own_desk.start()
    music.becomes(30001, 61234)


def test_a_loudspeaker_that_hangs_delays_no_dictation(own_desk: Desk) -> None:
    """The sound server answers nobody while chimes are wanted, and then everybody."""
    own_desk.start()
    box = TextBox(own_desk.screen)
    for number in (1, 2):
        own_desk.dictate()
        own_desk.sound.hang()
        own_desk.ask("status")
        own_desk.sound.go_on()
        box.holds(f"{LETTER[1]} " * number)
