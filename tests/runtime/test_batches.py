"""Windows of a file that are recognised together, and when they are not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro.audio.gate import Gate
from asrpro.domain import Audio, Options, Progress, Segment
from asrpro.polish.chain import Chain
from asrpro.runtime.job import Job, Priority
from asrpro.transcription.file import FileTranscription
from fixtures.sound import heard, written
from runtime.conftest import noise, odd, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from asrpro.domain import Step
    from asrpro.runtime.ears import Ears
    from asrpro.runtime.host import Host
    from asrpro.runtime.lane import Lane
    from fixtures.speech import Clip


@pytest.fixture
def work(
    hosts: Callable[..., Host], ears: Ears, clips: list[Clip], tmp_path: Path
) -> Callable[[str, Options, float], FileTranscription]:
    """A sentence eight times, a window for each."""
    file = written(tmp_path / "talk.wav", [heard(clips[8].path)] * 8)

    def make(name: str, options: Options, window: float) -> FileTranscription:
        model = replace(odd(name), window=window, languages=("en", "de"))
        return FileTranscription(file, ears, hosts(model), options, Gate(), Chain(model, options))

    return make


def test_once_the_model_is_loaded_and_the_language_known_windows_are_heard_together(
    work: Callable[[str, Options, float], FileTranscription], clips: list[Clip]
) -> None:
    talk = work("batches", Options(language="en"), 4.0)
    segments = [step for step in talk.run() if isinstance(step, Segment)]
    assert [segment.text for segment in segments] == ["Alone.", *["One of 3."] * 6, "Alone."]
    length = heard(clips[8].path).duration + 1.0
    for number, segment in enumerate(segments):
        assert number * length < segment.start < segment.end < (number + 1) * length, "the times are those of the file"


def test_while_the_language_is_to_be_found_each_window_is_heard_alone(
    work: Callable[[str, Options, float], FileTranscription],
) -> None:
    assert set(texts(work("batches", Options(), 4.0).run())) == {"Alone."}


def test_with_the_times_of_words_each_window_is_heard_alone(
    work: Callable[[str, Options, float], FileTranscription],
) -> None:
    assert set(texts(work("batches", Options(language="en", words=True), 4.0).run())) == {"Alone."}


def test_a_window_that_is_too_long_is_heard_alone(work: Callable[[str, Options, float], FileTranscription]) -> None:
    assert set(texts(work("batches", Options(language="en"), 0.1).run())) == {"Alone."}


def test_while_something_more_urgent_is_about_to_come_each_window_is_heard_alone(
    work: Callable[[str, Options, float], FileTranscription],
) -> None:
    talk, said = work("batches", Options(language="en"), 4.0), list[str]()
    talk.calm = lambda: not 1 <= len(said) < 3
    for step in talk.run():
        if isinstance(step, Segment):
            said.append(step.text)
    assert said == [*["Alone."] * 3, *["One of 3."] * 3, *["One of 2."] * 2]


def test_a_host_that_dies_of_many_is_given_one_by_one(
    work: Callable[[str, Options, float], FileTranscription], caplog: pytest.LogCaptureFixture
) -> None:
    talk = work("dies-of-batches", Options(language="en"), 4.0)
    progress = list[float]()
    said = list[str]()
    for step in talk.run():
        if isinstance(step, Progress):
            progress.append(step.seconds)
        elif isinstance(step, Segment):
            said.append(step.text)
    assert said == ["Alone."] * 8
    assert progress == sorted(progress)
    assert caplog.text.count("attempt 1") == 1, "it dies once, and not for each batch"


def test_a_host_tells_how_many_are_worth_while(hosts: Callable[..., Host]) -> None:
    host, other = hosts(odd("batches")), hosts(odd("plain"))
    assert host.batch == 1, "nothing is known of it yet"
    host.load()
    other.load()
    assert (host.batch, other.batch) == (3, 1)
    audios = [noise(1), noise(1, 2.0), Audio(noise(1).samples, 4.0), noise(1, 6.0)]
    assert texts(host.transcribe_many(audios, Options())) == ["One of 4."] * 4
    assert texts(other.transcribe_many(audios, Options())) == ["Second 0."] * 4


def test_a_lane_is_calm_unless_somebody_more_urgent_is_there_even_if_he_says_nothing(lane: Lane) -> None:
    def silent() -> Generator[Step | None, None, None]:
        yield None

    assert lane.calm(Priority.FILE)
    lane.submit(dictation := Job(silent(), Priority.DICTATION))
    assert not lane.calm(Priority.FILE)
    assert not lane.calm(Priority.REQUEST)
    assert lane.calm(Priority.DICTATION)
    dictation.cancel()
