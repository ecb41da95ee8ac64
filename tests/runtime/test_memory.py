"""What a Model takes of memory comes back, in the program and in its children."""

from __future__ import annotations

import gc
import threading

import psutil

from asrpro.domain import LoadOptions, Options
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from asrpro.runtime.memory import available
from asrpro.runtime.residency import Residency
from fixtures.sound import heard
from fixtures.speech import Clip
from runtime.conftest import POCKETSPHINX


def taken() -> int:
    """Bytes that this process and its children have to themselves."""
    gc.collect()
    total = 0
    for process in (own := psutil.Process(), *own.children(recursive=True)):
        try:
            total += process.memory_full_info().uss
        except psutil.NoSuchProcess:
            continue
    return total


def test_nearly_all_of_it_comes_back(clips: list[Clip]) -> None:
    residency = Residency(lambda model, _device, options, _changed: Host(model, Ladder.of(["cpu"], options)))

    def use() -> None:
        with residency.lease(POCKETSPHINX, "cpu", LoadOptions()) as host:
            assert list(host.transcribe(heard(clips[8].path), Options()))

    use()  # after which the program has imported what it needs
    residency.unload()
    threads, files, before = threading.active_count(), psutil.Process().num_fds(), taken()
    for _time in range(3):
        use()
    loaded = taken()
    residency.unload()
    after = taken()
    assert loaded - before > 50 * 1024 * 1024
    assert (loaded - after) / (loaded - before) >= 0.99
    assert threading.active_count() <= threads
    assert psutil.Process().num_fds() <= files


def test_what_is_free_is_what_the_system_says() -> None:
    assert 0 < available() < psutil.virtual_memory().total
