"""Models come into memory when they are needed, stay while they are used, and are let go as the user wants it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import psutil
import pytest

from asrpro.domain import LoadOptions, State
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.runtime.host import Host
from asrpro.runtime.parent import Interrupted
from asrpro.runtime.residency import Policy
from fixtures.programs import until
from runtime.conftest import odd
from runtime.residents import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.domain import Model


@pytest.fixture
def memory(hosts: Callable[..., Host]) -> Iterator[Memory]:
    del hosts  # which lets odd engines be found
    made = Memory()
    yield made
    made.residency.close()


ONE, OTHER = odd("one"), odd("other")


def sized(model: Model, ram: int | None) -> Model:
    """It, taking so many MB."""
    return replace(model, ram=ram)


def test_every_state_is_told_once(memory: Memory) -> None:
    memory.use(ONE)
    assert memory.states(ONE) == ["loading", "in use", "ready"]
    assert {standing.device for name, standing in memory.told[1:]} == {"cpu"}
    memory.use(ONE)
    memory.residency.unload()
    assert memory.states(ONE)[3:] == ["in use", "ready", "present"]
    assert memory.residency.standing(ONE) is None


def test_what_is_used_stays(memory: Memory) -> None:
    lease = memory.residency.lease(ONE, "auto", LoadOptions())
    lease.host.load()
    pid = lease.host.pid
    memory.residency.unload()
    memory.use(OTHER)
    memory.policy = Policy(idle=0.0)
    memory.residency.heed()
    assert (lease.host.pid, memory.state(ONE)) == (pid, State.IN_USE)
    assert not memory.residency.idle
    lease.release()
    lease.release()
    until(lambda: lease.host.pid is None, "the memory given back")


def test_one_more_use_keeps_it(memory: Memory) -> None:
    first, second = (memory.residency.lease(ONE, "auto", LoadOptions()) for _number in range(2))
    assert first.host is second.host
    first.host.load()
    first.release()
    assert memory.state(ONE) is State.IN_USE
    memory.residency.unload()
    assert second.host.pid is not None
    second.release()
    assert memory.state(ONE) is State.READY


@pytest.mark.parametrize(("free", "ram"), [(0, 100), (10_000, None), (124, 100)])
def test_one_that_nobody_uses_gives_way_at_once_where_both_do_not_fit(
    memory: Memory, free: int, ram: int | None
) -> None:
    memory.use(ONE)
    memory.free = free
    lease = memory.residency.lease(sized(OTHER, ram), "auto", LoadOptions())
    assert memory.state(ONE) is None
    assert memory.states(ONE)[-1] == "present"
    lease.release()


def test_where_both_fit_it_gives_way_to_one_that_has_loaded(memory: Memory) -> None:
    memory.use(ONE)
    memory.free = 125
    lease = memory.residency.lease(sized(OTHER, 100), "auto", LoadOptions())
    assert memory.state(ONE) is State.READY
    lease.host.load()
    until(lambda: memory.state(ONE) is None, "the first one to give way")
    lease.release()
    assert memory.state(lease.host.model) is State.READY


def test_one_that_cannot_be_loaded_takes_nobodys_place(memory: Memory) -> None:
    memory.use(ONE)
    memory.free = 125
    broken = sized(odd("damaged-on-cuda"), 100)
    memory.device = "cuda"
    with memory.lease(broken) as lease, pytest.raises(ModelDamaged):
        lease.host.load()
    assert memory.states(broken)[-1] == "error"
    found = memory.residency.standing(broken)
    assert found
    assert (found.state, found.reason) == (State.ERROR, "It is damaged.")
    assert memory.state(ONE) is State.READY


def test_a_card_is_never_thought_to_have_room_for_two(memory: Memory) -> None:
    memory.device = "cuda"
    memory.use(odd("fast-on-cuda"))
    memory.free = 10_000
    lease = memory.residency.lease(sized(OTHER, 100), "auto", LoadOptions())
    assert memory.states(odd("fast-on-cuda"))[-1] == "present"
    with pytest.raises(Unsupported):
        lease.host.load()
    lease.release()


def test_as_many_stay_as_are_wanted(memory: Memory) -> None:
    memory.policy, memory.free = Policy(most=2), 10_000
    for name in ("one", "other", "third"):
        memory.use(sized(odd(name), 100))
    until(lambda: memory.states(ONE)[-1] == "present", "the first one to give way")
    assert [memory.state(sized(odd(name), 100)) for name in ("other", "third")] == [State.READY, State.READY]
    memory.policy = Policy(most=1)
    memory.residency.heed()
    assert [memory.state(sized(odd(name), 100)) for name in ("other", "third")] == [None, State.READY]


def test_one_of_several_gives_its_memory_back(memory: Memory) -> None:
    memory.policy, memory.free = Policy(most=2), 10_000
    one, other = (sized(odd(name), 100) for name in ("one", "other"))
    memory.use(one)
    with memory.lease(other) as lease:
        lease.host.load()
        memory.residency.unload(other)
        assert [memory.state(each) for each in (one, other)] == [State.READY, State.IN_USE]
    memory.residency.unload(other)
    assert [memory.state(each) for each in (one, other)] == [State.READY, None]


def test_one_whose_files_are_others_is_loaded_anew(memory: Memory) -> None:
    memory.policy = Policy(most=2)
    memory.use(ONE)
    with memory.lease(ONE):
        assert not memory.residency.renew(ONE), "it is at work"
    assert memory.state(ONE) is None, "and goes after that, however many may stay"
    memory.use(ONE)
    assert (memory.residency.renew(ONE), memory.state(ONE)) == (True, None)


def test_an_update_has_the_memory_of_those_beside_which_it_may_not_fit(memory: Memory) -> None:
    memory.policy, memory.free = Policy(most=2), 100_000
    memory.use(OTHER)
    assert memory.residency.renew(sized(ONE, 1))
    assert memory.state(OTHER) is State.READY
    memory.device = "cuda"
    memory.use(odd("well-on-cuda"))
    assert (memory.residency.renew(sized(ONE, 1)), memory.residency.idle) == (True, False)


def test_one_that_nobody_uses_for_long_is_let_go_and_it_is_said(memory: Memory) -> None:
    memory.use(ONE)
    memory.policy = Policy(idle=0.1)
    memory.use(ONE)
    until(lambda: memory.states(ONE)[-1] == "present", "the memory given back")
    assert memory.told[-1][1].reason == ""
    memory.policy = Policy(idle=90.0)
    memory.use(ONE)
    assert memory.state(ONE) is State.READY
    memory.policy = Policy(idle=None)
    memory.residency.heed()
    assert memory.state(ONE) is State.READY


def test_a_use_in_time_keeps_it(memory: Memory) -> None:
    memory.policy = Policy(idle=1.0)
    memory.use(ONE)
    with memory.lease(ONE):
        assert not threading.Event().wait(1.2)
        assert memory.state(ONE) is State.IN_USE
    until(lambda: memory.state(ONE) is None, "the memory given back")


def test_whoever_dies_at_work_stands_as_one_that_cannot_be_used(
    memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    dying = odd("dies-at-load")
    with memory.lease(dying) as lease, pytest.raises(Exception, match="crashed"):
        lease.host.load()
    assert len(caplog.records) > 1
    assert memory.states(dying)[-1] == "error"
    assert not memory.residency.idle


def test_what_is_closed_begins_no_more(memory: Memory) -> None:
    lease = memory.residency.lease(ONE, "auto", LoadOptions())
    lease.host.load()
    memory.residency.close()
    assert lease.host.pid is None
    with memory.residency.lease(OTHER, "auto", LoadOptions()) as late, pytest.raises(Interrupted):
        late.load()


def test_one_that_is_killed_while_nobody_uses_it_is_known_to_be_gone(
    memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    memory.use(ONE)
    (process,) = (child for child in psutil.Process().children() if "fixtures.odd_host" in child.cmdline())
    process.kill()
    until(lambda: memory.states(ONE)[-1] == "present", "its end to be known")
    assert not memory.residency.idle
    memory.use(ONE)
    assert memory.state(ONE) is State.READY
    assert caplog.records


def test_one_that_a_device_refuses_is_not_for_ever_on_its_way(memory: Memory) -> None:
    memory.device = "cuda"
    lease = memory.residency.lease(ONE, "auto", LoadOptions())
    lease.host.begin(warm=True)
    until(lambda: memory.states(ONE)[-1:] == ["error"], "the refusal")
    found = memory.residency.standing(ONE)
    assert found
    assert found.reason == "No such device here."
    lease.release()


def test_what_could_not_be_loaded_one_way_is_forgotten_once_another_is_tried(memory: Memory) -> None:
    memory.device = "cuda"
    broken = odd("damaged-on-cuda")
    with memory.lease(broken) as lease, pytest.raises(ModelDamaged):
        lease.host.load()
    memory.device = "cpu"
    other = memory.residency.lease(broken, "cpu", LoadOptions(threads=1))
    other.host.load()
    other.release()
    assert memory.state(broken) is State.READY
    memory.residency.unload()
    assert memory.residency.standing(broken) is None


def test_two_that_are_in_memory_already_do_not_push_each_other_out(memory: Memory) -> None:
    memory.policy, memory.free = Policy(most=2), 10_000
    one, other = sized(ONE, 100), sized(OTHER, 100)
    memory.use(one)
    memory.use(other)
    memory.free = 0
    memory.use(one)
    memory.use(other)
    assert (memory.state(one), memory.state(other)) == (State.READY, State.READY)


def test_one_at_a_server_takes_nobodys_memory(memory: Memory) -> None:
    memory.policy = Policy(most=2)
    memory.use(ONE)
    memory.use(replace(OTHER, address="http://localhost:1/v1#model"))
    assert memory.state(ONE) is State.READY


def test_one_at_a_server_and_one_here_are_in_nobodys_way(memory: Memory) -> None:
    far = replace(OTHER, address="http://localhost:1/v1#model")
    memory.use(ONE)
    memory.use(far)
    memory.use(ONE)
    memory.use(far)
    assert (memory.states(ONE).count("loading"), memory.states(far).count("loading")) == (1, 1)
    memory.policy = Policy(idle=0.1)
    memory.residency.heed()
    until(lambda: memory.state(far) is None, "its end")
    assert [standing.reason for name, standing in memory.told if name == far.id and standing.reason] == []
