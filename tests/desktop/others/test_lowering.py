"""What other programs play on a real sound server is lowered, and comes back exactly."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Literal

import pytest

from fixtures.other_programs import OtherProgram, fifth
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.desktop.others.others import OtherPrograms
    from fixtures.sound_server import SoundServer

FULL = (65536, 65536)


def test_all_are_lowered_and_come_back(sound: SoundServer, others: OtherPrograms, note: Path) -> None:
    music, film = OtherProgram(sound, "music", *FULL), OtherProgram(sound, "film", 30001, 61234)
    quiet = OtherProgram(sound, "quiet", 40000, 40000, muted=True)
    assert others.hush("lower", pause=False) == ""
    music.becomes(*fifth(*FULL))
    film.becomes(*fifth(30001, 61234))
    quiet.becomes(*fifth(40000, 40000), muted=True)
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    others.restore()
    music.becomes(*FULL)
    film.becomes(30001, 61234)
    quiet.becomes(40000, 40000, muted=True)
    until(lambda: not note.exists(), "the note to go")


def test_all_are_muted_and_come_back(sound: SoundServer, others: OtherPrograms) -> None:
    music, film = OtherProgram(sound, "music", *FULL), OtherProgram(sound, "film", 30001, 61234)
    quiet = OtherProgram(sound, "quiet", 40000, 40000, muted=True)
    others.hush("mute", pause=False)
    music.becomes(*FULL, muted=True)
    film.becomes(30001, 61234, muted=True)
    others.restore()
    music.becomes(*FULL)
    film.becomes(30001, 61234)
    assert quiet.loud == ((40000, 40000), True)


def test_one_that_begins_meanwhile_is_lowered_too(sound: SoundServer, others: OtherPrograms) -> None:
    music = OtherProgram(sound, "music", *FULL)
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    film = OtherProgram(sound, "film")
    film.becomes(*fifth(*FULL))
    others.restore()
    music.becomes(*FULL)
    film.becomes(*FULL)


def test_the_next_piece_of_the_same_program_is_not_lowered_twice(sound: SoundServer, others: OtherPrograms) -> None:
    """The server gives a new stream the volume that the last one of the same program had, which was ours."""
    first = OtherProgram(sound, "music", 50000, 50000)
    others.hush("lower", pause=False)
    first.becomes(*fifth(50000, 50000))
    first.end()
    second = OtherProgram(sound, "music")
    second.becomes(*fifth(50000, 50000))
    others.restore()
    second.becomes(50000, 50000)


@pytest.mark.parametrize("how", ["lower", "mute"])
def test_what_ends_meanwhile_is_as_loud_as_ever_the_next_time(
    sound: SoundServer, others: OtherPrograms, how: Literal["lower", "mute"]
) -> None:
    music, film = OtherProgram(sound, "music", 50000, 50000), OtherProgram(sound, "film", *FULL)
    others.hush(how, pause=False)
    until(lambda: music.loud != ((50000, 50000), False) and film.loud != (FULL, False), "less noise")
    music.end()
    others.restore()
    film.becomes(*FULL)
    assert OtherProgram(sound, "music").loud == ((50000, 50000), False)


def test_what_somebody_changes_meanwhile_stays(sound: SoundServer, others: OtherPrograms) -> None:
    music, film = OtherProgram(sound, "music", *FULL), OtherProgram(sound, "film", *FULL)
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    film.becomes(*fifth(*FULL))
    music.set(20000, 30000)
    others.restore()
    film.becomes(*FULL)
    assert music.loud == ((20000, 30000), False)


def test_what_was_muted_is_heard_again_as_loud_as_somebody_made_it(sound: SoundServer, others: OtherPrograms) -> None:
    music, film = OtherProgram(sound, "music", *FULL), OtherProgram(sound, "film", *FULL)
    others.hush("mute", pause=False)
    music.becomes(*FULL, muted=True)
    film.becomes(*FULL, muted=True)
    music.set(20000, 20000)
    film.unmute()
    others.restore()
    music.becomes(20000, 20000)
    film.becomes(*FULL)


def test_what_is_spoken_into_a_microphone_of_software_is_left(sound: SoundServer, others: OtherPrograms) -> None:
    sound.plug("vmic")
    voice, music = OtherProgram(sound, "voice", *FULL, sink="vmic_sink"), OtherProgram(sound, "music", *FULL)
    others.hush("mute", pause=False)
    music.becomes(*FULL, muted=True)
    assert voice.loud == (FULL, False)
    others.restore()
    music.becomes(*FULL)
    assert voice.loud == (FULL, False)


def test_again_and_again(sound: SoundServer, others: OtherPrograms) -> None:
    music = OtherProgram(sound, "music", 30001, 61234)
    for _time in range(5):
        others.hush("lower", pause=False)
        music.becomes(*fifth(30001, 61234))
        others.restore()
        music.becomes(30001, 61234)
    for _time in range(20):
        others.hush("mute", pause=False)
        others.restore()
    others.hush("mute", pause=False)
    music.becomes(30001, 61234, muted=True)
    others.restore()
    music.becomes(30001, 61234)


def test_nothing_plays_and_nothing_is_owed(sound: SoundServer, others: OtherPrograms, note: Path) -> None:
    others.hush("lower", pause=True)  # there is no bus either
    late = OtherProgram(sound, "late")
    late.becomes(*fifth(*FULL))
    others.restore()
    late.becomes(*FULL)
    until(lambda: not note.exists(), "the note to go")
