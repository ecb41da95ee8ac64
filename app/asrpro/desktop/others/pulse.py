"""The streams of a sound server: PulseAudio, or PipeWire, which answers as PulseAudio does."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Final

from asrpro.desktop.others.mixer import Gone, Level, Stream

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_NOBODY: Final = 0xFFFFFFFF
"""What PulseAudio says in place of a client."""
_GROUP: Final = "node.link-group"
"""What PipeWire says of a stream that is one end of a filter."""
_KIND: Final = "module-stream-restore.id"


class PulseMixer:
    """Connects when it is first asked; a server that hangs is waited for, for nothing can be given back without it."""

    curve = 3.0  # pa_sw_volume_to_linear
    lasting = False

    def __init__(self, ours: int) -> None:
        """`ours` is the process that is left alone."""
        self._ours = str(ours)
        self._client: Any = None
        self._cookie = 0
        self._lock = threading.RLock()  # a signal may come while it is held, and wakes

    def streams(self) -> Sequence[Stream]:
        """What others play to people, without what only carries it on; raises Gone."""
        with self._asked() as client:
            heard = {one.source for one in client.source_output_list() if _carries_on(one)}
            # What is played into a microphone made of software is what people say.
            microphones = {sink.index for sink in client.sink_list() if sink.monitor_source in heard}
            return [
                Stream(f"{self._cookie}:{found.index}", found.proplist.get(_KIND, ""), _level(found))
                for found in client.sink_input_list()
                if found.sink not in microphones
                and found.proplist.get("application.process.id") != self._ours
                and not _carries_on(found)
            ]

    def set(self, stream: Stream, level: Level) -> None:
        """Give a stream a level, where it differs, unless it has ended; raises Gone."""
        index = int(stream.key.partition(":")[2])
        with self._asked() as client, self._unless_ended():
            if level.volumes != stream.level.volumes:
                client.sink_input_volume_set(index, self._volume(level))
            if level.muted != stream.level.muted:
                client.sink_input_mute(index, level.muted)

    def stored(self) -> Mapping[str, Level]:
        """The levels that the server keeps; nothing where it keeps none."""
        found: dict[str, Level] = {}
        with self._asked() as client, self._unless_ended():
            found |= {entry.name: _level(entry) for entry in client.stream_restore_list()}
        return found

    def store(self, kind: str, level: Level) -> None:
        """Change what the server keeps for a kind; raises Gone."""
        import pulsectl

        with self._asked() as client, self._unless_ended():
            entry = next((one for one in client.stream_restore_list() if one.name == kind), None)
            if entry is not None:
                changed = pulsectl.PulseExtStreamRestoreInfo(
                    kind, self._volume(level), entry.channel_list or None, level.muted, entry.device
                )
                client.stream_restore_write(changed, mode="replace")

    def wait(self, seconds: float) -> None:
        """Return when streams may have changed, after `wake`, or when the time is over; raises Gone."""
        with self._asked() as client:
            client.event_listen(timeout=seconds)

    def wake(self) -> None:
        """Have `wait` return; from any thread, and it may come too early to count."""
        with self._lock:
            if self._client:
                self._client.event_listen_stop()

    def close(self) -> None:
        """Let go of the server, which the next question asks again."""
        with self._lock:
            client, self._client = self._client, None
        if client:
            client.close()

    @contextlib.contextmanager
    def _asked(self) -> Iterator[Any]:
        """The connection, for one question; raises Gone."""
        try:
            if not self._client:
                self._connect()
            yield self._client
        except Exception as error:  # the library has several kinds, of which one has no public name
            self.close()
            raise Gone from error

    def _connect(self) -> None:
        import pulsectl

        def changed(_event: Any) -> None:
            raise pulsectl.PulseLoopStop

        client = pulsectl.Pulse("ASR Pro", connect=False)
        try:
            client.connect(autospawn=False)
            client.event_mask_set("sink_input")
            client.event_callback_set(changed)
            self._cookie = client.server_info().cookie
        except BaseException:
            client.close()
            raise
        with self._lock:
            self._client = client

    @contextlib.contextmanager
    def _unless_ended(self) -> Iterator[None]:
        """A refusal while the server is there is one by a stream that ended, or a server that keeps nothing."""
        import pulsectl

        try:
            yield
        except pulsectl.PulseOperationFailed:
            if not self._client.connected:
                raise

    @staticmethod
    def _volume(level: Level) -> Any:
        import pulsectl

        return pulsectl.PulseVolumeInfo(list(level.volumes))


def _carries_on(found: Any) -> bool:
    """Whether it only takes sound from one place to another, as what takes an echo away does."""
    return found.client == _NOBODY or _GROUP in found.proplist


def _level(found: Any) -> Level:
    return Level(tuple(found.volume.values), bool(found.mute))
