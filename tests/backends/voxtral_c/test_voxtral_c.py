from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from asrpro import backends
from asrpro.backends.voxtral_c.engine import VoxtralC
from asrpro.domain import Audio, Engine, LoadOptions, Options, Partial, Progress, Segment, StreamingEngine
from asrpro.errors import PackagesMissing
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder
from backends.conftest import check, segments, sound
from backends.voxtral_c.conftest import HEARD, TONE, model, text
from fixtures.programs import importing, until
from fixtures.voxtral_program import runs, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


HOLDER = """
import sys, time
from asrpro.backends.voxtral_c.run import Run
run = Run([sys.argv[1], "-d", sys.argv[2], "--stdin", "-I", "1"])
while "loaded" not in run.prints:
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(100)
"""


def test_it_is_tried_and_then_waits_for_whoever_speaks(load: Callable[..., VoxtralC], tmp_path: Path) -> None:
    engine = load()
    assert isinstance(engine, Engine)
    assert isinstance(engine, StreamingEngine)
    assert engine.device == "voxtral"
    until(lambda: len(runs(tmp_path / "model")) == 2, "the process that waits")
    steps = list(engine.transcribe(HEARD, Options()))
    check(steps, HEARD, Options())
    assert text(engine) == [("word1 word2 word3", 10.0, 13.0)]
    assert [one for one in steps if isinstance(one, Segment)] == [Segment("word1 word2 word3", 10.0, 13.0)]
    assert load(prints="Metal GPU: 8400.0 MB").device == "voxtral (Metal)"


def test_words_come_while_somebody_speaks(load: Callable[..., VoxtralC]) -> None:
    engine = load()
    spoken: list[Audio] = []

    def blocks() -> Iterator[Audio]:
        yield sound([], 4.0)
        for number in range(3):
            spoken.append(sound(TONE[:16000], 4.0 + number))
            yield spoken[-1]
            while f"word{number + 1}" not in heard:
                yield sound([], 5.0 + number)

    heard = ""
    steps = []
    for step in engine.stream(blocks(), Options()):
        steps.append(step)
        heard = step.text if isinstance(step, Partial) else heard
    assert len(spoken) == 3
    assert isinstance(steps[0], Progress)
    assert [one.text for one in steps if isinstance(one, Partial)] == ["word1", "word1 word2", "word1 word2 word3"]
    assert steps[-1] == Segment("word1 word2 word3", 4.0, 7.0)


def test_nothing_is_heard_where_nothing_is(load: Callable[..., VoxtralC], tmp_path: Path) -> None:
    engine = load()
    for audio in (sound([]), sound(np.zeros(16000)), sound(np.full(16000, np.nan))):
        assert segments(engine.transcribe(audio, Options())) == []
    until(lambda: len(runs(tmp_path / "model")) == 2, "the process that waits")
    assert segments(engine.stream(iter([sound([])]), Options())) == []
    assert segments(engine.stream(iter([sound(np.zeros(8000))]), Options())) == []


def test_several_at_once_and_in_any_order(load: Callable[..., VoxtralC]) -> None:
    engine = load()
    first, second = (engine.transcribe(sound(TONE[: 16000 * n]), Options()) for n in (2, 3))
    both: dict[int, list[object]] = {0: [next(first)], 1: [next(second)]}
    both[1] += list(second)
    both[0] += list(first)
    assert [both[n][-1].text for n in both] == ["word1 word2", "word1 word2 word3"]  # type: ignore[attr-defined]


def test_closing_ends_the_process_and_the_next_one_waits(load: Callable[..., VoxtralC], tmp_path: Path) -> None:
    engine = load(hangs=True)
    steps = engine.transcribe(HEARD, Options())
    next(steps)
    busy = until(lambda: runs(tmp_path / "model")[1:2], "the process at work")[0]
    began = time.monotonic()
    steps.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 5
    assert not psutil.pid_exists(busy)
    assert engine._waiting
    assert not engine._waiting.ended


def test_one_that_died_while_it_waited_is_replaced(load: Callable[..., VoxtralC], tmp_path: Path) -> None:
    engine = load()
    waiting = until(lambda: runs(tmp_path / "model")[1:2], "the process that waits")[0]
    os.kill(waiting, signal.SIGKILL)
    until(lambda: engine._waiting and engine._waiting.ended, "its end")
    engine.warm(0)
    assert text(engine) == [("word1 word2 word3", 10.0, 13.0)]
    assert engine._waiting
    engine._waiting.kill()
    engine.warm(1)
    assert not engine._waiting.ended


@pytest.mark.parametrize("odd", [[0xFF], [0xE2, 0x82], [0, 27, 91], [0xF0, 0x9F]])
def test_letters_that_are_none_harm_nothing(odd: list[int], load: Callable[..., VoxtralC]) -> None:
    ((found, _start, _end),) = text(load(bytes=odd))
    assert found.startswith("word1")
    found.encode()


def test_sound_that_begins_like_a_file_is_sound(load: Callable[..., VoxtralC]) -> None:
    samples = np.concatenate([np.frombuffer(b"RIFF", "<i2") / 32767 + 1e-6, TONE])
    assert text(load(), sound(samples))[0][0].startswith("word1")


def test_without_a_setting_it_is_looked_for_on_the_path(
    voxtral: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, backend = model(weights(tmp_path / "model")), backends.backend("voxtral_c")
    with pytest.raises(PackagesMissing, match="there is no program voxtral on the PATH"):
        backend.load(known, "program", LoadOptions())
    monkeypatch.setenv("PATH", str(voxtral.parent), prepend=os.pathsep)
    engine = backend.load(known, "program", LoadOptions())
    engine._waiting.kill()  # type: ignore[attr-defined]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the end of its input ends it")
def test_the_program_dies_with_whoever_started_it(voxtral: Path, tmp_path: Path) -> None:
    folder = weights(tmp_path / "model", deaf=True)
    (folder / "runs").write_text("0\n", "utf-8")
    command = [sys.executable, "-c", HOLDER, str(voxtral), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=importing()) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"ready\n"
        busy = runs(folder)[-1]
        holder.kill()
    until(lambda: not psutil.pid_exists(busy), "the program's end")


def test_in_a_host_it_hears_what_is_streamed_and_goes_with_it(voxtral: Path, tmp_path: Path) -> None:
    folder = weights(tmp_path / "model")
    host = Host(model(folder), Ladder.of(["program"], LoadOptions(program=str(voxtral))))
    with contextlib.closing(host):
        found = segments(host.transcribe(HEARD, Options()))
        assert [one.text for one in found] == ["word1 word2 word3"]
        assert host.device == "voxtral"
    until(lambda: not [pid for pid in runs(folder) if psutil.pid_exists(pid)], "the end of all of them")
