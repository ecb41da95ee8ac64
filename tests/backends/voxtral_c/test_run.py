"""A run that is ended leaves nothing behind."""

from __future__ import annotations

import time

import psutil

from asrpro.backends.voxtral_c.run import Run
from fixtures.programs import until


def command(process: psutil.Process) -> list[str]:
    """What a process was started with; nothing of one that has ended, as others that tests started may just do."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def sleeping() -> list[psutil.Process]:
    """What the shell has started, once that is no shell any more."""
    return [one for one in psutil.Process().children(recursive=True) if command(one)[:2] == ["sleep", "1000"]]


def test_what_it_has_started_ends_with_it_and_is_not_waited_for() -> None:
    run = Run(["/bin/sh", "-c", "sleep 1000 & echo ready >&2; wait"])
    until(lambda: "ready" in run.prints, "the start")
    (started,) = until(sleeping, "what it starts")
    began = time.monotonic()
    run.kill()
    assert time.monotonic() - began < 5
    assert run.ended
    until(lambda: not started.is_running() or started.status() == psutil.STATUS_ZOMBIE, "the end of what it started")
