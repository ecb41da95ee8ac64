"""A Model that cannot be loaded is told of, by whatever it fails, and never stays on its way into memory."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions, State
from asrpro.errors import AppError, EngineCrashed, ModelRefused
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from fixtures.programs import until
from fixtures.voxtral_program import program, weights
from runtime.conftest import odd, states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.domain import Standing


@pytest.fixture
def refused(tmp_path: Path) -> Iterator[Host]:
    """A Host with a voxtral.c that ends at once."""
    entry = Catalogue(paths.catalogue()).entries["voxtral-mini-realtime"]
    model = replace(entry, backend="voxtral_c", path=weights(tmp_path / "model", fails=3), variants=())
    ladder = Ladder.of(["program"], LoadOptions(program=str(program(tmp_path))))
    with contextlib.closing(Host(model, ladder)) as host:
        yield host


def stopped(host: Host) -> Standing:
    """What becomes of it though nobody waits."""
    told = states(host)
    host.begin(warm=True)
    assert told[0] is State.LOADING
    until(lambda: host.standing.state is not State.LOADING, "what becomes of it")
    return host.standing


def test_what_a_program_refuses_is_told_as_that(refused: Host) -> None:
    for _time in range(2):
        with pytest.raises(ModelRefused, match=r"cannot run this model: it ended with 3\.") as told:
            refused.load()
        assert refused.standing.state is State.ERROR
        assert refused.standing.reason == str(told.value)
        assert not refused.standing.damaged


def test_what_nobody_waits_for_stands_refused(refused: Host) -> None:
    standing = stopped(refused)
    assert standing.state is State.ERROR
    assert "cannot run this model: it ended with 3." in standing.reason


@pytest.mark.parametrize(
    ("what", "kind", "reason"),
    [
        ("raises-at-load", EngineCrashed, "Odd (raises-at-load) failed: RuntimeError: odd things happen."),
        ("says-what-is-new", AppError, "It is of a kind that nobody knows. Renew it."),
        ("refuses", ModelRefused, "The program cannot use it. Is it the right one?"),
    ],
)
def test_whatever_fails_has_a_reason_whether_somebody_waits_or_not(
    what: str, kind: type[AppError], reason: str, hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd(what))
    standing = stopped(host)
    assert standing.state is State.ERROR
    assert standing.reason.startswith(reason)
    with pytest.raises(AppError) as told:
        host.load()
    assert type(told.value) is kind
    assert host.standing == standing
    assert "Traceback" not in standing.reason
    del caplog


def test_what_another_device_may_do_is_no_fault_yet(
    hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd("fine"), "cuda", "cpu")
    assert stopped(host).state is State.PRESENT
    host.load()
    assert host.device == "cpu"
    assert "does not run on cuda" in caplog.text


def let_be(host: Host) -> None:
    """Have it begun and let nobody wait until it has stopped there."""
    host.begin(warm=True)
    until(lambda: host.standing.state is State.PRESENT, "the end of what the first device does")


@pytest.mark.parametrize("begin", [Host.load, let_be], ids=["somebody waits", "nobody does at first"])
@pytest.mark.parametrize("what", ["fine", "raises-at-load-on-cuda"])
def test_whatever_one_device_fails_over_is_no_fault_until_the_next_one_was_tried(
    what: str, begin: Callable[[Host], object], hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd(what), "cuda", "cpu")
    told = states(host)
    begin(host)
    host.load()
    assert host.device == "cpu"
    assert (told[0], told[-1]) == (State.LOADING, State.READY)
    assert set(told) <= {State.LOADING, State.PRESENT, State.READY}
    assert "does not run on cuda" in caplog.text


def test_what_the_last_device_fails_over_is_its_fault(
    hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd("raises-at-load-on-cuda"), "cuda")
    with pytest.raises(EngineCrashed, match="odd things happen"):
        host.load()
    assert host.standing.state is State.ERROR
    del caplog
