"""A connection to the user's sound server: PulseAudio, or PipeWire, which answers as PulseAudio does."""

from __future__ import annotations

import contextlib
import select
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from asrpro import packages
from asrpro.audio.microphone import Microphone
from asrpro.errors import MicrophoneError
from asrpro.i18n import _

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

_ANSWER = 3.0
"""Seconds that the server may take for one answer."""
_SETTLE = 0.03
"""Seconds in which what belongs to one change comes together."""
_RATES = range(4_000, 1_000_000)
"""Samples per second that there are."""


class Lost(Exception):
    """The server is not there, went away or hangs, or nobody wants to know any more."""


class Pulse:
    """One connection. Used by one thread, apart from `wake`; never waits for a server that hangs."""

    def __init__(self, closing: threading.Event) -> None:
        """Connect to nothing yet; all calls end with Lost once `closing` is set and `wake` was called.

        Raises:
            PackagesMissing: a package is not installed.
            MicrophoneError: PulseAudio's library is not.
        """
        packages.require(_("The list of microphones"), ["pulsectl"])
        try:
            import pulsectl
        except OSError as error:
            raise MicrophoneError(
                _("PulseAudio's library is not installed, without which no microphone is found."),
                _("Install libpulse0 (Debian, Ubuntu, openSUSE), pulseaudio-libs (Fedora) or libpulse (Arch)."),
            ) from error
        self._library = pulsectl
        self._closing = closing
        self._deadline: float | None = None
        self._changed = True
        self._client = _client(pulsectl)
        self._client.set_poll_func(self._poll)
        self._client.event_callback_set(self._event)

    def connect(self) -> None:
        """Connect, and be told of changes from now on; raises Lost."""
        with self._answered():
            self._client.connect(autospawn=False)
            self._client.event_mask_set("source", "server")

    def microphones(self) -> tuple[Microphone, ...]:
        """All there are now, without what only listens to an output; raises Lost."""
        self._changed = False
        with self._answered():
            default = self._client.server_info().default_source_name
            sources = self._client.source_list()
        return tuple(_microphone(source, default) for source in sources if not source.monitor_of_sink_name)

    def wait(self) -> None:
        """Return when something about sources has changed since `microphones`; raises Lost."""
        if not self._changed:
            with self._lost():
                self._client.event_listen()
        self._closing.wait(_SETTLE)

    def wake(self) -> None:
        """Have whatever waits look whether it is to end; from any thread."""
        self._client.event_listen_stop()

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    @contextlib.contextmanager
    def _answered(self) -> Iterator[None]:
        """Ask something, for which the server has some seconds."""
        self._deadline = time.monotonic() + _ANSWER
        try:
            with self._lost():
                yield
        finally:
            self._deadline = None

    @staticmethod
    @contextlib.contextmanager
    def _lost() -> Iterator[None]:
        try:
            yield
        except Exception as error:  # the library has several kinds, of which one has no public name
            raise Lost from error

    def _event(self, _event: Any) -> None:
        self._changed = True
        raise self._library.PulseLoopStop

    def _poll(self, files: list[Any], seconds: float) -> int:
        """Stand in for poll(), so that nothing waits for a server that hangs, nor for one when all is over."""
        wanted: dict[int, int] = defaultdict(int)
        for file in files:
            wanted[file.fd] |= file.events
        poll = select.poll()
        for number, events in wanted.items():
            poll.register(number, events)
        left = [seconds] if seconds >= 0 else []
        left += [max(0.0, self._deadline - time.monotonic())] if self._deadline else []
        ready = dict(poll.poll(1000 * min(left) if left else None))
        for file in files:
            file.revents = ready.get(file.fd, 0) & (file.events | select.POLLERR | select.POLLHUP | select.POLLNVAL)
        if self._closing.is_set() or (self._deadline and time.monotonic() >= self._deadline):
            self._client.connected = False
            self.wake()
        return sum(bool(file.revents) for file in files)


def _client(pulsectl: Any) -> Any:
    class Client(pulsectl.Pulse):  # type: ignore[misc]
        """Keeps what a source's samples are like, which the library leaves where it will be overwritten."""

        def _pulse_info_cb(self, kind: Any, found: list[Any], *rest: Any) -> None:
            known = len(found)
            super()._pulse_info_cb(kind, found, *rest)
            for info in found[known:]:
                info.sample_spec = type(info.sample_spec).from_buffer_copy(info.sample_spec)

    return Client("ASR Pro", connect=False)


def _microphone(source: Any, default: str) -> Microphone:
    told = source.proplist
    rate = source.sample_spec.rate
    return Microphone(
        id=source.name,
        name=source.description or source.name,
        channels=source.channel_count,
        rate=rate if rate in _RATES else 48_000,
        default=source.name == default,
        bluetooth=told.get("device.bus") == "bluetooth" or told.get("device.api", "").startswith("bluez"),
        plugged=source.index,
    )
