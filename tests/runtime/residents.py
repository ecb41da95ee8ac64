"""A Residency of odd Hosts."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from asrpro.domain import LoadOptions, Options
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from asrpro.runtime.residency import Lease, Policy, Residency
from runtime.conftest import noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.domain import Model, Standing, State

MB = 1 << 20


class Memory:
    """A Residency of odd Hosts, and what it told."""

    def __init__(self) -> None:
        self.policy = Policy()
        self.free = 0
        self.device = "cpu"
        self.told: list[tuple[str, Standing]] = []
        self.residency = Residency(self._host, lambda: self.policy, lambda: self.free * MB)
        self.residency.listen(lambda model, standing: self.told.append((model.id, standing)))

    def _host(self, model: Model, _device: str, options: LoadOptions, changed: Callable[[], None]) -> Host:
        return Host(model, Ladder.of([self.device], options), main="fixtures.odd_host", changed=changed)

    def use(self, model: Model) -> None:
        """Have it hear something."""
        with self.lease(model) as lease:
            assert list(lease.host.transcribe(noise(1), Options()))

    @contextlib.contextmanager
    def lease(self, model: Model) -> Iterator[Lease]:
        lease = self.residency.lease(model, "auto", LoadOptions())
        try:
            yield lease
        finally:
            lease.release()

    def state(self, model: Model) -> State | None:
        found = self.residency.standing(model)
        return found.state if found else None

    def states(self, model: Model) -> list[str]:
        """All that was told of it."""
        return [standing.state.value for name, standing in self.told if name == model.id]
