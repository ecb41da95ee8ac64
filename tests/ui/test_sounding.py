"""What is heard for which Views."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest

from asrpro.dictation.view import Ended, View
from asrpro.settings.sounds import SoundSettings
from asrpro.ui.sounding import Sounding

if TYPE_CHECKING:
    from asrpro.desktop.ports import Chime
    from asrpro.dictation.view import How

OPENING, RECORDING, FINISHING = View(state="opening"), View(state="recording"), View(state="finishing")


class Room:
    """Remembers what was to be heard in it."""

    def __init__(self, lacking: str = "") -> None:
        self.heard: list[str] = []
        self.said: list[str] = []
        self.lacking = lacking
        self.settings = SoundSettings(others="lower")
        self.sounding = Sounding(self, self, lambda: self.settings, self.said.append)

    def play(self, chime: Chime, volume: int) -> None:
        self.heard.append(f"{chime} {volume}")

    def hush(self, how: Literal["leave", "lower", "mute"], *, pause: bool) -> str:
        self.heard.append(f"{how}, pause" if pause else how)
        return self.lacking

    def restore(self) -> None:
        self.heard.append("restore")

    def close(self) -> None:
        self.heard.append("close")

    def follow(self, *views: View) -> list[str]:
        """Show these Views; returns all that was heard."""
        for view in views:
            self.sounding.follow(view)
        return self.heard


def over(number: int, how: How) -> View:
    """What is shown once a Session has ended."""
    state: Literal["cancelled", "failed", "idle"] = how if how in ("cancelled", "failed") else "idle"  # type: ignore[assignment]
    return View(state=state, ended=Ended(number=number, how=how))


def test_from_key_press_to_text() -> None:
    room = Room()
    assert room.follow(View(), OPENING) == ["lower"]
    assert room.follow(RECORDING, replace(RECORDING, elapsed=1.0)) == ["lower", "start 50"]
    assert room.follow(FINISHING)[2:] == ["restore", "end 50"]
    assert room.follow(View(state="delivering"), over(1, "pasted"))[4:] == []


@pytest.mark.parametrize(
    ("end", "heard"),
    [
        (over(1, "cancelled"), "cancel 50"),
        (View(), "cancel 50"),  # it was a shortcut, or the screen was locked: no text comes
        (over(1, "nothing heard"), "end 50"),
        (over(1, "failed"), "end 50"),
        (FINISHING, "end 50"),
        (View(state="delivering"), "end 50"),
    ],
)
def test_how_a_recording_ends(end: View, heard: str) -> None:
    assert Room().follow(RECORDING, end)[2:] == ["restore", heard]


def test_beside_earlier_ones_that_are_in_work() -> None:
    room = Room()
    before = Ended(number=3, how="cancelled")
    recording = replace(RECORDING, waiting=1, ended=before)
    room.follow(recording, View(state="finishing", waiting=1, ended=before))
    assert room.heard[-1] == "end 50"
    room.follow(recording, View(state="finishing", waiting=0, ended=before))
    assert room.heard[-1] == "cancel 50"
    room.follow(recording, View(state="finishing", waiting=0, ended=Ended(number=4, how="cancelled")))
    assert room.heard[-1] == "cancel 50"
    # One that ended meanwhile was another one.
    room.follow(recording, replace(RECORDING, ended=Ended(number=4, how="cancelled")))
    room.follow(View(state="finishing", ended=Ended(number=4, how="cancelled")))
    assert room.heard[-1] == "end 50"


def test_one_that_was_never_heard_makes_no_sound() -> None:
    assert Room().follow(OPENING, over(1, "cancelled")) == ["lower", "restore"]


def test_a_microphone_that_comes_back_is_no_other_dictation() -> None:
    assert Room().follow(RECORDING, OPENING, RECORDING, FINISHING) == ["lower", "start 50", "restore", "end 50"]


def test_settings_count_from_the_next_recording_on() -> None:
    room = Room()
    room.follow(RECORDING)
    room.settings = SoundSettings(start=False, end=False, cancel=False, volume=20, others="mute", pause_media=True)
    assert room.follow(FINISHING) == ["lower", "start 50", "restore", "end 50"]
    assert room.follow(RECORDING, FINISHING, RECORDING, over(2, "cancelled"))[4:] == ["mute, pause", "restore"] * 2
    room.settings = SoundSettings(volume=20)
    assert room.follow(RECORDING, FINISHING)[8:] == ["start 20", "end 20"]
    room.settings = SoundSettings(start=False, end=False, pause_media=True)
    assert room.follow(RECORDING, FINISHING)[10:] == ["leave, pause", "restore"]


def test_what_cannot_be_done_is_said_once() -> None:
    room = Room(lacking="No player can be paused.")
    room.follow(RECORDING, FINISHING, RECORDING, FINISHING)
    assert room.said == ["No player can be paused."]


def test_the_end_of_the_program() -> None:
    room = Room()
    room.follow(RECORDING)
    room.sounding.close()
    assert room.heard[-1] == "close"
