"""What was lowered comes back whoever dies over it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.others.others import OtherPrograms
from fixtures.other_programs import OtherProgram, fifth
from fixtures.programs import until

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.sound_server import SoundServer

FULL = (65536, 65536)


def kill(others: OtherPrograms) -> None:
    """Kill the child."""
    assert others._process
    others._process.kill()
    others._process.wait()


def test_the_end_of_the_program_restores(sound: SoundServer, note: Path) -> None:
    music = OtherProgram(sound, "music", *FULL)
    others = OtherPrograms(note)
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    others.close()
    assert music.loud == (FULL, False)
    assert not note.exists()


def test_a_child_that_was_killed_is_replaced(sound: SoundServer, others: OtherPrograms, note: Path) -> None:
    music = OtherProgram(sound, "music", *FULL)
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    kill(others)
    assert music.loud == (fifth(*FULL), False)
    others.restore()
    music.becomes(*FULL)
    until(lambda: not note.exists(), "the note to go")
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    kill(others)
    others.hush("mute", pause=False)
    music.becomes(*FULL, muted=True)
    others.restore()
    music.becomes(*FULL)


def test_the_next_start_restores_what_nobody_could(sound: SoundServer, others: OtherPrograms, note: Path) -> None:
    music, film = OtherProgram(sound, "music", 50000, 40000), OtherProgram(sound, "film", *FULL)
    chat, radio = OtherProgram(sound, "chat", *FULL), OtherProgram(sound, "radio", *FULL, muted=True)
    others.hush("mute", pause=False)
    for one in (music, film, chat):
        until(lambda one=one: one.loud.muted, "silence")
    kill(others)
    film.unmute()  # by somebody who wondered
    chat.end()
    next_one = OtherPrograms(note)
    music.becomes(50000, 40000)
    until(lambda: not note.exists(), "the note to go")
    assert film.loud == (FULL, False)
    assert radio.loud == (FULL, True)
    assert OtherProgram(sound, "chat").loud == (FULL, False)
    next_one.close()


def test_another_server_is_not_taken_for_the_one_that_was(
    sound: SoundServer, others: OtherPrograms, note: Path
) -> None:
    music = OtherProgram(sound, "music", *FULL)
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    kill(others)
    sound.end()
    sound.begin()
    chat = OtherProgram(sound, "chat", *fifth(*FULL))  # its own choice, under the number that music had
    assert chat.index == music.index
    next_one = OtherPrograms(note)
    until(lambda: not note.exists(), "the note to go")
    assert chat.loud == (fifth(*FULL), False)
    next_one.close()


def test_a_server_that_hangs_gets_all_of_it_later(sound: SoundServer, others: OtherPrograms) -> None:
    music = OtherProgram(sound, "music", *FULL)
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    sound.hang()
    others.restore()
    sound.go_on()
    music.becomes(*FULL)


def test_without_a_server_nothing_is_owed(sound: SoundServer, others: OtherPrograms, note: Path) -> None:
    sound.end()
    others.hush("lower", pause=False)
    others.restore()
    others.hush("mute", pause=False)
    sound.begin()
    music = OtherProgram(sound, "music")
    music.becomes(*FULL, muted=True)  # it is there again in the middle
    others.restore()
    music.becomes(*FULL)
    until(lambda: not note.exists(), "the note to go")


@pytest.mark.parametrize("wrong", ["", "nonsense", "{}", "[1]", json.dumps([{"key": "1:1"}])])
def test_a_note_that_cannot_be_read_is_as_good_as_none(
    sound: SoundServer, note: Path, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    note.write_text(wrong, "utf-8")
    music = OtherProgram(sound, "music", *FULL)
    others = OtherPrograms(note)
    others.hush("lower", pause=False)
    music.becomes(*fifth(*FULL))
    others.close()
    assert music.loud == (FULL, False)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_what_a_child_fails_over_is_logged(
    sound: SoundServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert sound
    (tmp_path / "file").touch()
    others = OtherPrograms(tmp_path / "file" / "lowered.json")
    others.hush("lower", pause=False)
    until(lambda: caplog.records, "the log")
    assert "Traceback" in caplog.text
    others.close()
