"""Who is ready has heard something, unless somebody was waiting."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from asrpro.domain import Options, Segment, State
from fixtures.programs import until
from runtime.conftest import POCKETSPHINX, noise, odd, states

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.runtime.host import Host


def said(host: Host) -> list[str]:
    return [step.text for step in host.transcribe(noise(1), Options()) if isinstance(step, Segment)]


def ready(host: Host) -> None:
    until(lambda: host.standing.state is State.READY, "readiness")


def test_it_hears_something_before_it_is_needed(hosts: Callable[..., Host]) -> None:
    host = hosts(odd("counts"))
    told = states(host)
    host.begin(warm=True)
    assert told[0] is State.LOADING
    ready(host)
    assert said(host) == ["heard 2"]
    assert said(host) == ["heard 3"]


def test_nobody_waits_for_that(hosts: Callable[..., Host]) -> None:
    host = hosts(odd("counts"))
    host.begin(warm=True)
    assert said(host) == ["heard 1"]


def test_only_where_it_is_wanted(hosts: Callable[..., Host]) -> None:
    host = hosts(odd("counts"))
    host.begin()
    ready(host)
    assert said(host) == ["heard 1"]


def test_who_dies_of_it_is_replaced(hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture) -> None:
    host = hosts(odd("dies-warming"))
    host.begin(warm=True)
    pid = host.pid
    until(lambda: any(f"process {pid}" in record.getMessage() for record in caplog.records) or said(host), "its end")
    assert said(host) == ["Second 0."]


def test_real_engines_understand_what_they_hear_first(hosts: Callable[..., Host]) -> None:
    host = hosts(POCKETSPHINX)
    host.begin(warm=True)
    ready(host)
    assert host.device == "cpu"


def test_one_that_died_unwatched_is_replaced_before_anybody_needs_it(
    hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd("counts"))
    host.begin()
    ready(host)
    killed = host.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    until(lambda: host.standing.state is State.PRESENT, "its death")
    host.begin()
    ready(host)
    assert host.pid != killed
    assert said(host) == ["heard 1"]
    assert "attempt" not in caplog.text, "no work was lost"
