"""What programs play on Windows, each in a session of its own with a volume, as the volume mixer shows them."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop.others.mixer import Gone, Level, Stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_LOOK: Final = 0.15
"""Seconds between two looks; to be told of new sessions takes a message loop."""


class SessionMixer:
    """The sessions of the default output."""

    curve = 1.0  # ISimpleAudioVolume: of the amplitude
    lasting = True  # Windows remembers the volume of each program

    def __init__(self, ours: int, sessions: Callable[[], Iterable[Any]] | None = None) -> None:
        """`ours` is the process that is left alone; `sessions` gives pycaw's AudioSession objects."""
        self._ours = ours
        self._sessions = sessions or _all_sessions
        self._woken = threading.Event()
        self._found: dict[str, Any] = {}

    def streams(self) -> Sequence[Stream]:
        """What others play, or might go on with; raises Gone."""
        try:
            self._found = {one.InstanceIdentifier: one for one in self._sessions() if one.ProcessId != self._ours}
            return [Stream(key, one.Identifier, _level(one)) for key, one in self._found.items()]
        except Exception as error:  # COMError, which is there on Windows alone; there may be no output at all
            raise Gone from error

    def set(self, stream: Stream, level: Level) -> None:
        """Give a session a level, where it differs, unless it has ended."""
        try:
            volume = self._found[stream.key].SimpleAudioVolume
            if level.volumes != stream.level.volumes:
                volume.SetMasterVolume(level.volumes[0], None)
            if level.muted != stream.level.muted:
                volume.SetMute(level.muted, None)
        except Exception:  # noqa: BLE001 - see `streams`; it has ended
            return

    def stored(self) -> Mapping[str, Level]:
        """Nothing that could be changed: Windows remembers volumes, and tells nobody."""
        return {}

    def store(self, kind: str, level: Level) -> None:
        """Nothing can be changed."""

    def wait(self, seconds: float) -> None:
        """Return when it is time to look again, or after `wake`."""
        self._woken.wait(min(seconds, _LOOK))
        self._woken.clear()

    def wake(self) -> None:
        """Have `wait` return; from any thread."""
        self._woken.set()

    def close(self) -> None:
        """Let go of the sessions."""
        self._found = {}


def _all_sessions() -> Iterable[Any]:
    # Read by comtypes at its import: this thread waits without a message loop, which another apartment would need.
    vars(sys).setdefault("coinit_flags", 0)
    from pycaw.utils import AudioUtilities

    found: Iterable[Any] = AudioUtilities.GetAllSessions()
    return found


def _level(session: Any) -> Level:
    volume = session.SimpleAudioVolume
    return Level((float(volume.GetMasterVolume()),), bool(volume.GetMute()))
