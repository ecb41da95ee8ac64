"""Everything that turns sound into words: a Lane with its thread, Ears for files, and a Host for each Model in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from asrpro import backends
from asrpro.runtime.ears import Ears
from asrpro.runtime.host import Host
from asrpro.runtime.lane import Lane
from asrpro.runtime.router import Router

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.domain import LoadOptions, Model


class Thread(Protocol):
    """A thread that was started."""

    def join(self) -> object:
        """Wait for its end."""
        ...


class EngineRoom:
    """Lives as long as the program needs Engines; nothing is loaded before it is asked for."""

    def __init__(self, start_thread: Callable[[Callable[[], None]], Thread]) -> None:
        """Have the Lane served on a thread of the caller's making; it must live until `close`."""
        self.lane = Lane()
        self.ears = Ears()
        self.router = Router()
        self._hosts: dict[tuple[Model, str, LoadOptions], Host] = {}
        self._thread = start_thread(self.lane.run)

    def host(self, model: Model, device: str, options: LoadOptions) -> Host:
        """The Host of a Model on "auto" or a named device; always the same one for the same question.

        Raises:
            PackagesMissing: its Backend's packages are not installed.
        """
        backends.installed(model.backend)
        key = (model, device, options)
        if key not in self._hosts:
            self._hosts[key] = Host(model, self.router.ladder(model, device, options))
        return self._hosts[key]

    def close(self) -> None:
        """Cancel what is left and end all children, whatever they do; the Step that still runs can start no others."""
        self.lane.stop()
        self.router.trials.close()
        self.ears.close()
        for host in list(self._hosts.values()):
            host.end()
        self._thread.join()
