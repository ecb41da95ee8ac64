"""Loads a Model for a try, as an update before it counts."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro import backends
from asrpro.errors import OutOfMemory, PackagesMissing, Unsupported
from asrpro.runtime.job import Job, Priority

if TYPE_CHECKING:
    from collections.abc import Generator

    from asrpro.domain import LoadOptions, Model, Step
    from asrpro.runtime.engine_room import EngineRoom
    from asrpro.runtime.host import Host


def prove(room: EngineRoom, model: Model, device: str, options: LoadOptions) -> None:
    """Load it in a room of its own, and wait for that; raises what its Backend says of it.

    No device is blamed for what fails there: others may have its memory meanwhile. Where one is the only one that it
    may be loaded onto, the processor is asked whether the files are at fault.
    """
    room.router.blames = False
    try:
        _load(room, model, device, options)
    except (Unsupported, OutOfMemory):
        if device not in ("auto", "cpu") and "cpu" in backends.backend(model.backend).devices:
            with contextlib.suppress(Unsupported, OutOfMemory, PackagesMissing):
                _load(room, model, "cpu", replace(options, compute_type="default"))
        raise


def _load(room: EngineRoom, model: Model, device: str, options: LoadOptions) -> None:
    with room.residency.lease(model, device, options) as host:
        job = Job(_loaded(host), Priority.FILE, interrupt=host.kill)
        room.lane.submit(job)
        job.future.result()


def _loaded(host: Host) -> Generator[Step | None, None, None]:
    host.load()
    yield from ()
