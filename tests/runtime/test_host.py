from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from asrpro.domain import Options, Progress, Segment
from asrpro.errors import EngineCrashed, EngineHung, ModelDamaged
from asrpro.runtime.host import Host, Limits
from asrpro.runtime.parent import Interrupted
from fixtures.sound import heard
from runtime.conftest import POCKETSPHINX, noise, odd, texts, whisper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.domain import Step
    from fixtures.speech import Clip


def model_of(name: str, whisper_folder: Path):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return POCKETSPHINX if name == "pocketsphinx" else whisper(whisper_folder)


@pytest.mark.parametrize("backend", ["pocketsphinx", "faster_whisper"])
def test_two_generators_interleaved_say_what_they_say_one_after_the_other(
    backend: str, hosts: Callable[..., Host], whisper_folder: Path, clips: list[Clip]
) -> None:
    host = hosts(model_of(backend, whisper_folder))
    first, second = heard(clips[8].path, 3.0), heard(clips[15].path, 100.0)
    alone = [list(host.transcribe(audio, Options(words=True))) for audio in (first, second)]

    one, two = (host.transcribe(audio, Options(words=True)) for audio in (first, second))
    together: tuple[list[Step], list[Step]] = ([], [])
    open_ones = {0: one, 1: two}
    while open_ones:
        for number, steps in list(open_ones.items()):
            step = next(steps, None)
            if step is None:
                del open_ones[number]
            else:
                together[number].append(step)

    assert list(together) == alone
    assert all(texts(steps) for steps in together)


@pytest.mark.parametrize("backend", ["pocketsphinx", "faster_whisper"])
def test_a_killed_host_is_replaced_and_the_same_audio_heard_again(
    backend: str, hosts: Callable[..., Host], whisper_folder: Path, clips: list[Clip], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(model_of(backend, whisper_folder))
    audio = heard(clips[8].path)
    undisturbed = texts(host.transcribe(audio, Options()))
    steps = host.transcribe(audio, Options())
    kept = [next(steps)]
    killed = host.pid
    assert killed
    os.kill(killed, signal.SIGKILL)

    kept += steps

    assert texts(kept) == undisturbed
    assert undisturbed
    assert host.pid not in (None, killed)
    assert "ended with -9" in caplog.text


def test_segments_that_end_together_are_all_given_out(hosts: Callable[..., Host]) -> None:
    host = hosts(odd("ends-together"))
    assert texts(host.transcribe(noise(3), Options())) == ["Second 0.", "Second 1.", "Second 2."]


def test_a_host_that_is_killed_between_two_windows_is_not_blamed_twice(
    hosts: Callable[..., Host], clips: list[Clip], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(POCKETSPHINX)
    host.load()
    assert host.pid
    os.kill(host.pid, signal.SIGKILL)
    host.load()
    assert texts(host.transcribe(heard(clips[8].path), Options()))
    assert "attempt 1" in caplog.text
    assert "attempt 2" not in caplog.text


def test_what_was_given_out_before_a_crash_is_not_given_out_again(
    hosts: Callable[..., Host], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd("dies-once", tmp_path / "died"))
    assert texts(host.transcribe(noise(3), Options())) == ["Second 0.", "Second 1.", "Second 2."]
    assert (tmp_path / "died").exists()
    assert "attempt 1" in caplog.text


def test_a_second_try_that_cuts_elsewhere_says_what_is_missing_and_no_more(
    hosts: Callable[..., Host], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd("cuts-anew", tmp_path / "died"))
    steps = list(host.transcribe(noise(3, start=10.0), Options()))
    segments = [(step.start, step.end) for step in steps if isinstance(step, Segment)]
    assert segments == [(10.0, 11.0), (10.75, 11.5), (11.5, 12.25), (12.25, 13.0)]
    reached = [step.seconds for step in steps if isinstance(step, Progress)]
    assert reached == [11.0, 11.0, 11.5, 12.25, 13.0]
    assert "attempt 1" in caplog.text


@pytest.mark.parametrize("what", ["dies", "dies-at-load"])
def test_two_crashes_over_one_audio_are_told(
    what: str, hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd(what))
    with pytest.raises(EngineCrashed, match="crashed, and again"):
        list(host.transcribe(noise(3), Options()))
    assert "attempt 2" in caplog.text
    assert host.pid is None


def test_a_hung_step_is_ended_and_tried_once_more(
    hosts: Callable[..., Host], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    limits = Limits(first_step=1.5, step=1.5)
    host = hosts(odd("sleeps-once", tmp_path / "slept"), limits=limits)
    assert texts(host.transcribe(noise(2), Options())) == ["Second 0.", "Second 1."]
    assert "gave no answer" in caplog.text

    hung = hosts(odd("sleeps"), limits=limits)
    with pytest.raises(EngineHung, match="no answer in time"):
        list(hung.transcribe(noise(2), Options()))


def test_other_work_on_a_host_that_is_killed_starts_again(hosts: Callable[..., Host], clips: list[Clip]) -> None:
    host = hosts(POCKETSPHINX)
    audio = heard(clips[8].path)
    alone = texts(host.transcribe(audio, Options()))
    steps = host.transcribe(audio, Options())
    kept = [next(steps)]

    host.kill()  # between two Steps: not this work's fault, so it counts for nothing
    kept += [next(steps)]
    host.kill()
    kept += [next(steps)]
    host.kill()
    kept += steps

    assert texts(kept) == alone


def test_killing_interrupts_the_work_that_runs(hosts: Callable[..., Host]) -> None:
    import threading

    host = hosts(odd("sleeps"))
    steps = host.transcribe(noise(2), Options())
    next(steps)
    next(steps)
    threading.Timer(1.0, host.kill).start()  # the Step that sleeps has begun long since
    with pytest.raises(Interrupted):
        next(steps)


@pytest.mark.parametrize("what", ["prints", "prints-in-c", "reads-stdin"])
def test_what_an_engine_prints_or_reads_corrupts_nothing(what: str, hosts: Callable[..., Host]) -> None:
    host = hosts(odd(what))
    assert texts(host.transcribe(noise(3), Options())) == ["Second 0.", "Second 1.", "Second 2."]


def test_an_error_in_an_engine_is_a_sentence_and_the_host_lives_on(
    hosts: Callable[..., Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = hosts(odd("raises"))
    with pytest.raises(EngineCrashed, match="odd things happen"):
        list(host.transcribe(noise(2), Options()))
    pid = host.pid
    assert texts(host.transcribe(noise(1), Options())) == ["Second 0."]
    assert host.pid == pid
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("lacking", ["model.bin", "tokenizer.json", "config.json", "vocabulary.json"])
def test_a_model_folder_that_lacks_a_file_is_named(
    lacking: str, hosts: Callable[..., Host], whisper_folder: Path, tmp_path: Path
) -> None:
    for file in whisper_folder.iterdir():
        if file.name != lacking:
            (tmp_path / file.name).symlink_to(file)
    host = hosts(whisper(tmp_path))
    with pytest.raises(ModelDamaged, match=lacking):
        host.load()
    assert host.pid is None


def test_damaged_weights_are_told(hosts: Callable[..., Host], whisper_folder: Path, tmp_path: Path) -> None:
    for file in whisper_folder.iterdir():
        data = file.read_bytes()
        (tmp_path / file.name).write_bytes(data[: len(data) // 2] if file.name == "model.bin" else data)
    with pytest.raises(ModelDamaged, match="cannot be loaded"):
        hosts(whisper(tmp_path)).load()


def test_unloading_ends_the_process(hosts: Callable[..., Host]) -> None:
    host = hosts(odd("fine"))
    host.load()
    pid = host.pid
    assert pid
    host.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert texts(host.transcribe(noise(1), Options())) == ["Second 0."]
