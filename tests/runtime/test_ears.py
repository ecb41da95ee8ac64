from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import Audio, Progress
from asrpro.errors import SourceError
from asrpro.runtime.ears import Ears
from asrpro.runtime.parent import Interrupted
from fixtures.sound import heard, written

if TYPE_CHECKING:
    from fixtures.speech import Clip


@pytest.fixture(scope="module")
def talk(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """28 sentences."""
    return written(tmp_path_factory.mktemp("talk") / "talk.wav", [heard(clip.path) for clip in clips])


@pytest.fixture(scope="module")
def long_talk(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Much more than is found ahead."""
    return written(tmp_path_factory.mktemp("talk") / "talk.wav", [heard(clip.path) for clip in clips] * 5)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """No media."""
    path = tmp_path / "bad.wav"
    path.write_bytes(b"RIFF\0\0\0\0WAVE")
    return path


def utterances(ears: Ears, path: Path) -> list[tuple[float, float]]:
    with ears.opened(path, Gate()) as source:
        return [(found.start, found.end) for found in source.utterances if isinstance(found, Audio)]


def alive(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def kill(pid: int) -> None:
    """Kill a child, and wait until it is dead, but leave it to its parent to find that out."""
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)


def gone(pid: int, seconds: float = 5.0) -> bool:
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not alive(pid)


def test_utterances_and_progress_come_in_order(ears: Ears, talk: Path) -> None:
    with ears.opened(talk, Gate()) as source:
        claimed, last, count = source.duration, 0.0, 0
        for found in source.utterances:
            if isinstance(found, Progress):
                assert found.seconds >= last
            else:
                assert found.start >= last
                last, count = found.end, count + 1
    assert count == 28
    assert source.duration == pytest.approx(claimed, abs=0.001)


def test_a_warm_child_is_used_again(ears: Ears, talk: Path) -> None:
    ears.begin()
    warm = ears.pids
    assert len(warm) == 1
    assert utterances(ears, talk) == utterances(ears, talk)
    assert ears.pids == warm


@pytest.mark.parametrize("when", ["opened", "named"])
def test_a_child_is_replaced_after_any_error(ears: Ears, talk: Path, bad: Path, when: str) -> None:
    ears.begin()
    (before,) = ears.pids
    with pytest.raises(SourceError), ears.opened(bad if when == "opened" else Path("missing.wav"), Gate()):
        pass
    assert not alive(before)
    assert ears.pids == set()
    assert len(utterances(ears, talk)) == 28


def test_a_file_that_is_left_early_ends_its_child_at_once(ears: Ears, long_talk: Path) -> None:
    with ears.opened(long_talk, Gate()) as source:
        next(source.utterances)
        (pid,) = ears.pids
        began = time.monotonic()
    assert time.monotonic() - began < 3.0
    assert not alive(pid)


def test_a_child_ends_after_its_rest_and_not_before(talk: Path) -> None:
    with contextlib.closing(Ears(rest=2.0)) as ears:
        ears.begin()
        (first,) = ears.pids
        with ears.opened(talk, Gate()) as source:
            for _found in source.utterances:
                time.sleep(0.08)  # altogether longer than its rest
        assert ears.pids == {first}
        time.sleep(0.3)
        utterances(ears, talk)
        assert ears.pids == {first}
        assert gone(first, 20.0)
        assert ears.pids == set()
        assert len(utterances(ears, talk)) == 28


def test_files_opened_at_once_have_a_child_each(ears: Ears, talk: Path, bad: Path) -> None:
    alone = utterances(ears, talk)
    with ears.opened(talk, Gate()) as one:
        kept = [next(one.utterances)]
        with ears.opened(talk, Gate()) as two:
            assert len(ears.pids) == 2
            second = [found for found in two.utterances if isinstance(found, Audio)]
        with pytest.raises(SourceError), ears.opened(bad, Gate()):
            pass
        kept += one.utterances
    assert [(found.start, found.end) for found in kept if isinstance(found, Audio)] == alone
    assert [(found.start, found.end) for found in second] == alone


def test_a_killed_child_is_replaced_and_nothing_is_lost_or_said_twice(
    ears: Ears, long_talk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    alone = utterances(ears, long_talk)
    with ears.opened(long_talk, Gate()) as source:
        (pid,) = ears.pids
        kept = [next(source.utterances) for _utterance in range(5)]
        os.kill(pid, signal.SIGKILL)
        kept += source.utterances
    assert [(found.start, found.end) for found in kept if isinstance(found, Audio)] == alone
    assert pid not in ears.pids
    assert "ended with -9" in caplog.text


def test_a_file_that_kills_two_children_is_to_blame(
    ears: Ears, long_talk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    over = threading.Event()

    def kill_all() -> None:
        while not over.wait(0.02):
            for pid in ears.pids:
                with contextlib.suppress(ProcessLookupError):  # found dead meanwhile
                    os.kill(pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_all)
    killer.start()
    try:
        with pytest.raises(SourceError, match=r"talk\.wav cannot be decoded: it is damaged"):
            utterances(ears, long_talk)
    finally:
        over.set()
        killer.join()
    assert ears.pids == set()
    assert caplog.text.count("ended with -9") == 2


def test_a_child_killed_at_rest_is_not_missed(ears: Ears, talk: Path) -> None:
    ears.begin()
    (pid,) = ears.pids
    kill(pid)
    assert len(utterances(ears, talk)) == 28
    assert pid not in ears.pids


def test_a_file_that_hangs_is_told(long_talk: Path) -> None:
    with contextlib.closing(Ears(answer=3.0)) as ears, ears.opened(long_talk, Gate()) as source:
        next(source.utterances)
        (pid,) = ears.pids
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(SourceError, match="too much memory or time"):
            list(source.utterances)
        assert not alive(pid)


def test_closing_interrupts_what_is_heard(ears: Ears, long_talk: Path) -> None:
    with ears.opened(long_talk, Gate()) as source:
        next(source.utterances)
        pids = ears.pids
        closer = threading.Thread(target=ears.close)
        closer.start()
        closer.join()
        with pytest.raises(Interrupted):
            list(source.utterances)
    assert not any(map(alive, pids))
    assert ears.pids == set()


def test_a_child_dies_with_the_program(talk: Path) -> None:
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom asrpro.audio.gate import Gate\n"
        "from asrpro.runtime.ears import Ears\nears = Ears()\n"
        "with ears.opened(Path(sys.argv[1]), Gate()) as source:\n"
        "    next(source.utterances)\n    print(*ears.pids, flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(talk)], stdout=subprocess.PIPE) as program:
        assert program.stdout
        pid = int(program.stdout.readline())
        assert alive(pid)
        program.kill()
        assert gone(pid)


def test_nothing_in_a_child_calls_home(talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with contextlib.closing(Ears()) as ears:
        utterances(ears, talk)
        (pid,) = ears.pids
        links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    assert not [link for link in links if link.startswith("socket:")]
    assert list(tmp_path.iterdir()) == []
