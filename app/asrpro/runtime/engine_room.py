"""Everything that turns sound into words: a Lane with its thread, Ears for files, and Hosts for Models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from asrpro import backends
from asrpro.errors import Unsupported
from asrpro.i18n import _
from asrpro.runtime.ears import Ears
from asrpro.runtime.host import Host
from asrpro.runtime.lane import Lane
from asrpro.runtime.residency import Policy, Residency
from asrpro.runtime.router import Router
from asrpro.runtime.routing import drives

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.domain import LoadOptions, Model


def check(backend: str, options: LoadOptions) -> None:
    """See whether what this Backend needs is here; raises PackagesMissing, and Unsupported where it cannot be."""
    wanted = backends.backend(backend)
    if drives(wanted, options):
        return
    if told := backends.hindrance(wanted):
        raise Unsupported(told, _("Other engines run the same models: asrpro models list."))
    backends.installed(backend)


class Thread(Protocol):
    """A thread that was started."""

    def join(self) -> object:
        """Wait for its end."""
        ...


class EngineRoom:
    """Lives as long as the program needs Engines; nothing is loaded before it is asked for."""

    def __init__(
        self,
        start_thread: Callable[[Callable[[], None]], Thread],
        policy: Callable[[], Policy] = Policy,
        say: Callable[[str], None] = lambda _text: None,
    ) -> None:
        """Have the Lane served on a thread of the caller's making, which must live until `close`.

        What people are to be told beside what they asked for is said on that thread.
        """
        self._say = say
        self.lane = Lane()
        self.ears = Ears()
        self.router = Router()
        self.residency = Residency(self._host, policy)
        self._thread = start_thread(self.lane.run)

    def _host(self, model: Model, device: str, options: LoadOptions, changed: Callable[[], None]) -> Host:
        check(model.backend, options)
        return Host(model, self.router.ladder(model, device, options), changed=changed, say=self._say)

    def close(self) -> None:
        """Cancel what is left and end all children, whatever they do; the Step that still runs can start no others."""
        self.lane.stop()
        self.router.trials.close()
        self.ears.close()
        self.residency.close()
        self._thread.join()
