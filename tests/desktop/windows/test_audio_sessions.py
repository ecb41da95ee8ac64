"""Sessions that have what pycaw's have, and Windows's memory for the volume of a program."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import pytest

from asrpro.desktop.others.lowering import Lowering
from asrpro.desktop.others.mixer import Gone, Level
from asrpro.desktop.others.note import Note
from asrpro.desktop.windows.audio_sessions import SessionMixer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

US = 7


class Session:
    """As pycaw.utils.AudioSession, with its ISimpleAudioVolume."""

    def __init__(self, program: str, number: int, volume: float = 1.0, *, muted: int = 0, pid: int = 1) -> None:
        self.Identifier = program
        self.InstanceIdentifier = f"{program}|{number}"
        self.ProcessId = pid
        self.volume, self.muted = ctypes.c_float(volume), muted
        self.ended = False

    @property
    def SimpleAudioVolume(self) -> Session:  # noqa: N802 - pycaw's name
        if self.ended:
            raise Exception("COMError")  # noqa: TRY002 - it is no OSError
        return self

    def GetMasterVolume(self) -> float:  # noqa: N802
        return self.volume.value

    def SetMasterVolume(self, volume: float, context: None) -> None:  # noqa: N802
        assert context is None
        self.volume = ctypes.c_float(volume)

    def GetMute(self) -> int:  # noqa: N802
        return self.muted

    def SetMute(self, muted: bool, context: None) -> None:  # noqa: N802, FBT001
        assert context is None
        self.muted = int(muted)


def lowering(sessions: Sequence[Session], folder: Path) -> Lowering:
    return Lowering(SessionMixer(US, lambda: sessions), Note(folder / "lowered.json"))


def test_others_are_lowered_and_come_back(tmp_path: Path) -> None:
    music, quiet, ours = Session("music", 1, 0.7), Session("quiet", 2, muted=1), Session("we", 3, pid=US)
    done = lowering([music, quiet, ours], tmp_path)
    done.lower("lower")
    assert (music.GetMasterVolume(), ours.GetMasterVolume()) == (pytest.approx(0.14), 1.0)
    done.restore()
    assert (music.GetMasterVolume(), quiet.muted) == (ctypes.c_float(0.7).value, 1)
    done.lower("mute")
    assert (music.muted, ours.muted) == (1, 0)
    done.restore()
    assert (music.muted, quiet.muted) == (0, 1)
    assert not done.owes


def test_a_program_that_ended_gets_its_volume_when_it_comes_back(tmp_path: Path) -> None:
    sessions = [Session("music", 1, 0.7)]
    lowering(sessions, tmp_path).lower("lower")
    (remembered,) = sessions
    sessions.clear()
    done = lowering(sessions, tmp_path)  # the machine has failed meanwhile
    done.restore()
    assert done.owes
    sessions.append(Session("music", 2, remembered.GetMasterVolume()))
    done.restore()
    assert sessions[0].GetMasterVolume() == ctypes.c_float(0.7).value
    assert not done.owes


def test_what_somebody_changed_stays(tmp_path: Path) -> None:
    music, film = Session("music", 1), Session("film", 2)
    done = lowering([music, film], tmp_path)
    done.lower("lower")
    music.SetMasterVolume(0.5, None)
    done.restore()
    assert (music.GetMasterVolume(), film.GetMasterVolume()) == (0.5, 1.0)


def test_a_session_that_ends_is_no_matter() -> None:
    music = Session("music", 1)
    mixer = SessionMixer(US, lambda: [music])
    (stream,) = mixer.streams()
    music.ended = True
    mixer.set(stream, Level((0.5,), muted=True))
    with pytest.raises(Gone):
        mixer.streams()


def test_no_output_is_nobody_heard() -> None:
    def none() -> list[Session]:
        raise OSError("no such device")

    with pytest.raises(Gone):
        SessionMixer(US, none).streams()
