from __future__ import annotations

import os
import signal
from concurrent.futures import CancelledError
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import paths
from asrpro.domain import SAMPLE_RATE, Detected, Dropped, Options, Partial, Segment
from asrpro.errors import EngineCrashed, SourceError, Unsupported
from fixtures.rooms import odd_room
from fixtures.sound import heard, written
from runtime.conftest import POCKETSPHINX, odd
from transcription.conftest import PAUSE, Run, recorded, transcribing

if TYPE_CHECKING:
    from asrpro.domain import Model
    from asrpro.runtime.engine_room import EngineRoom
    from fixtures.speech import Clip


def test_a_file_becomes_a_transcript(room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path) -> None:
    some = [clips[number] for number in (0, 2, 8, 12, 15)]
    spans = recorded(tmp_path / "talk.wav", some)
    run = transcribing(room, tmp_path / "talk.wav", whisper)
    result = run.result()
    transcript = result.transcript

    assert [segment.text for segment in transcript.segments] == [clip.text for clip in some]
    assert transcript.text == " ".join(clip.text for clip in some)
    assert result.heard == "\n".join(clip.text for clip in some)
    for segment, (start, end) in zip(transcript.segments, spans, strict=True):
        assert segment.start == pytest.approx(start, abs=0.4)
        assert segment.end == pytest.approx(end, abs=0.4)
        assert segment.words == ()
    assert transcript.duration == pytest.approx(sum(heard(clip.path).duration + PAUSE for clip in some), abs=0.001)
    assert (transcript.language, transcript.model, transcript.backend) == ("en", whisper.id, "faster_whisper")
    assert transcript.device == "cpu (int8_float32)"
    assert transcript.dropped == ()
    assert set(result.stages) == {"open", "decode", "load", "recognise"}
    assert all(seconds > 0 for seconds in result.stages.values())

    progress = run.progress()
    assert progress == sorted(progress)
    assert progress[-1] == run.transcription.duration == pytest.approx(transcript.duration, abs=0.001)
    assert [step for step in run.steps if isinstance(step, Segment)] == list(transcript.segments)


def test_many_sentences_in_one_window_keep_their_times(
    room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path
) -> None:
    some = [clips[number] for number in (2, 9)]
    spans = recorded(tmp_path / "talk.wav", some)
    run = transcribing(room, tmp_path / "talk.wav", replace(whisper, window=30.0), Options(language="en", words=True))
    segments = run.result().transcript.segments
    assert [segment.text for segment in segments] == [clip.text for clip in some]
    for segment, (start, end) in zip(segments, spans, strict=True):
        assert start - 0.4 < segment.start < segment.end < end + 0.4
        assert all(segment.start <= word.start <= word.end <= segment.end for word in segment.words)


def test_the_language_heard_first_is_kept(room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path) -> None:
    recorded(tmp_path / "talk.wav", [clips[22], clips[27], clips[0]])
    run = transcribing(room, tmp_path / "talk.wav", whisper)
    transcript = run.result().transcript
    assert transcript.language == "de"
    assert [step.language for step in run.steps if isinstance(step, Detected)] == ["de"]
    assert [segment.text for segment in transcript.segments][:2] == [clips[22].text, clips[27].text]


def test_a_translation_is_english(room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path) -> None:
    recorded(tmp_path / "talk.wav", [clips[27]])
    transcript = transcribing(room, tmp_path / "talk.wav", whisper, Options(task="translate")).result().transcript
    assert (transcript.text, transcript.language) == (clips[27].english, "en")


@pytest.mark.parametrize("level", [0.0, 0.003])
def test_where_nobody_speaks_nothing_is_heard_in_no_language(
    level: float, room: EngineRoom, whisper: Model, tmp_path: Path, clips: list[Clip]
) -> None:
    hiss = heard(clips[0].path)
    samples = np.random.default_rng(1).normal(0, level, 12 * SAMPLE_RATE).astype(np.float32)
    file = written(tmp_path / "quiet.wav", [replace(hiss, samples=samples)], 0.0)
    run = transcribing(room, file, whisper)
    result = run.result()
    assert (result.transcript.segments, result.transcript.language, result.heard) == ((), None, "")
    assert result.transcript.duration == 12.0
    assert run.progress()[-1] == 12.0


def test_a_long_silence_is_gone_through_in_steps(
    room: EngineRoom, whisper: Model, tmp_path: Path, clips: list[Clip]
) -> None:
    silence = replace(heard(clips[0].path), samples=np.zeros(600 * SAMPLE_RATE, np.float32))
    run = transcribing(room, written(tmp_path / "quiet.wav", [silence], 0.0), whisper)
    run.result()
    progress = run.progress()
    assert progress == sorted(progress)
    assert progress[-1] == 600.0
    assert len(progress) > 2


def test_what_was_heard_is_kept_beside_what_became_of_it(
    room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path
) -> None:
    recorded(tmp_path / "talk.wav", [clips[8], clips[6]])
    run = transcribing(room, tmp_path / "talk.wav", whisper, replacements={"Anna": "Änne", "David": "Dave"})
    result = run.result()
    assert result.heard == f"{clips[8].text}\n{clips[6].text}"
    assert result.transcript.text == "Save the report and send it to Dave. Save the message and send it to Änne."


def test_what_is_held_back_is_told_with_its_time(
    room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path
) -> None:
    spans = recorded(tmp_path / "talk.wav", [clips[8]] * 5)
    run = transcribing(room, tmp_path / "talk.wav", whisper, Options(language="en", prompt=clips[8].text))
    result = run.result()
    transcript = result.transcript
    assert result.heard.count(clips[8].text) == 5
    assert transcript.dropped
    assert len(transcript.segments) + len(transcript.dropped) == 5
    assert [step for step in run.steps if isinstance(step, Dropped)] == list(transcript.dropped)
    for dropped in transcript.dropped:
        assert dropped.reason.endswith(".")
        assert any(abs(dropped.segment.start - start) < 0.4 for start, _end in spans)


def test_an_engine_without_a_window_gets_utterance_by_utterance(room: EngineRoom) -> None:
    run = transcribing(room, paths.resources() / "sample.flac", POCKETSPHINX, Options(language="en", words=True))
    transcript = run.result().transcript
    said = (paths.resources() / "sample.txt").read_text("utf-8").strip()
    assert transcript.text == said
    assert len(transcript.segments) == 2
    assert [word.text for segment in transcript.segments for word in segment.words] == said.split()
    assert any(isinstance(step, Partial) for step in run.steps)
    assert all(left.end <= right.start for left, right in pairwise(transcript.segments))
    assert run.progress() == sorted(run.progress())


@pytest.mark.parametrize("name", ["missing.wav", "text.wav", "folder"])
def test_what_cannot_be_heard_is_told_and_the_next_file_is_heard(
    name: str, room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path
) -> None:
    (tmp_path / "text.wav").write_text("no sound", "utf-8")
    (tmp_path / "folder").mkdir()
    run = transcribing(room, tmp_path / name, whisper)
    with pytest.raises(SourceError, match=name):
        run.result()
    recorded(tmp_path / "talk.wav", clips[:1])
    assert transcribing(room, tmp_path / "talk.wav", whisper).result().heard == clips[0].text


def test_what_the_model_cannot_do_is_told(room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path) -> None:
    recorded(tmp_path / "talk.wav", clips[:1])
    with pytest.raises(Unsupported, match="does not understand tlh"):
        transcribing(room, tmp_path / "talk.wav", whisper, Options(language="tlh")).result()
    assert transcribing(room, tmp_path / "talk.wav", whisper).result().heard == clips[0].text


def test_cancelling_midway_keeps_what_there_is_and_frees_the_rest(
    room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path
) -> None:
    recorded(tmp_path / "long.wav", clips[:18])
    run = transcribing(room, tmp_path / "long.wav", whisper, on_segment=lambda run: run.job.cancel())
    with pytest.raises(CancelledError):
        run.result()
    working, hearing = run.host.pid, room.ears.pids
    so_far = run.transcription.so_far()
    assert so_far.heard == clips[0].text
    assert [segment.text for segment in so_far.transcript.segments] == [clips[0].text]

    recorded(tmp_path / "next.wav", clips[2:3])
    again = transcribing(room, tmp_path / "next.wav", whisper)
    assert again.result().heard == clips[2].text
    assert again.host.pid == working, "the same Host goes on"
    assert len(room.ears.pids | hearing) <= 2
    assert so_far == run.transcription.so_far()


def kill_host(run: Run) -> None:
    assert run.host.pid
    os.kill(run.host.pid, signal.SIGKILL)


@pytest.mark.parametrize("name", ["whisper", "pocketsphinx"])
def test_a_host_killed_midway_costs_nothing(
    name: str, room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = whisper if name == "whisper" else POCKETSPHINX
    recorded(tmp_path / "talk.wav", [clips[number] for number in (8, 10, 15)])
    options = Options(language="en", words=True)
    undisturbed = transcribing(room, tmp_path / "talk.wav", model, options).result()
    run = transcribing(room, tmp_path / "talk.wav", model, options, on_segment=kill_host)
    assert run.result().transcript == undisturbed.transcript
    assert run.result().heard == undisturbed.heard
    assert run.progress() == sorted(run.progress())
    assert "ended with -9" in caplog.text


def test_ears_killed_midway_cost_nothing(
    room: EngineRoom, whisper: Model, clips: list[Clip], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    some = [heard(clips[number].path) for number in (8, 10, 15)]
    long = replace(some[0], samples=np.zeros(900 * SAMPLE_RATE, np.float32))  # more than is found ahead
    written(tmp_path / "talk.wav", [*some, long, *some], PAUSE)

    def kill(_run: Run) -> None:
        for pid in room.ears.pids:
            os.kill(pid, signal.SIGKILL)

    undisturbed = transcribing(room, tmp_path / "talk.wav", whisper).result()
    assert len(undisturbed.transcript.segments) == 2 * len(some)
    run = transcribing(room, tmp_path / "talk.wav", whisper, on_segment=kill)
    assert run.result().transcript == undisturbed.transcript
    assert "ended with -9" in caplog.text


def test_an_engine_that_dies_of_it_twice_is_told_and_what_came_before_is_kept(
    clips: list[Clip], tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    recorded(tmp_path / "talk.wav", [clips[17]])
    with odd_room() as room:
        run = transcribing(room, tmp_path / "talk.wav", odd("dies"))
        with pytest.raises(EngineCrashed, match="crashed, and again"):
            run.result()
        assert run.transcription.so_far().heard == "Second 0."
        assert run.transcription.duration
    assert "attempt 2" in caplog.text


def test_no_word_is_said_in_no_time(clips: list[Clip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    recorded(tmp_path / "talk.wav", clips[:1])
    with odd_room() as room:
        run = transcribing(room, tmp_path / "talk.wav", odd("words-without-length"), Options(words=True))
        segments = run.result().transcript.segments
    words = [word for segment in segments for word in segment.words]
    assert len(words) >= 2
    assert all(word.end - word.start == pytest.approx(0.02, abs=0.0011) for word in words)
    assert [step for step in run.steps if isinstance(step, Segment)] == list(segments)
