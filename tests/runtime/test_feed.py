from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from asrpro.domain import Options, Partial, Segment
from asrpro.runtime.feed import Feed
from asrpro.runtime.job import Job, Priority
from fixtures.sound import heard
from runtime.conftest import POCKETSPHINX

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import pytest

    from asrpro.domain import Audio, Step
    from asrpro.runtime.host import Host
    from asrpro.runtime.lane import Lane
    from fixtures.speech import Clip


def blocks(audio: Audio, seconds: float) -> list[Audio]:
    size = round(seconds * 16_000)
    starts = range(0, len(audio.samples), size)
    return [type(audio)(audio.samples[at : at + size], audio.start + at / 16_000) for at in starts]


def streamed(host: Host, feed: Feed, result: list[Step]) -> Generator[Step | None, None, None]:
    for step in host.stream(feed, Options(words=True)):
        if step is not None:
            result.append(step)
        yield step


def test_what_is_fed_is_heard_while_it_arrives(hosts: Callable[..., Host], lane: Lane, clips: list[Clip]) -> None:
    host, feed = hosts(POCKETSPHINX), Feed()
    steps: list[Step] = []
    some = threading.Event()
    job = Job(streamed(host, feed, steps), Priority.DICTATION, listener=lambda _step: some.set())
    lane.submit(job)
    feed.on_change = job.wake
    first, *rest = blocks(heard(clips[8].path, 5.0), 1.5)
    feed.put(first)
    assert some.wait(20), "a partial comes before the end of speech"
    assert isinstance(steps[0], Partial)
    for block in rest:
        feed.put(block)
    feed.end()
    job.future.result(20)

    last = steps[-1]
    assert isinstance(last, Segment)
    assert last.text == "save the report and send it to david"
    assert all(5.0 <= word.start < word.end <= 8.0 for word in last.words)
    assert [step for step in steps if isinstance(step, Segment)] == [last]


def test_a_long_block_is_heard_to_its_end_without_another_push(
    hosts: Callable[..., Host], lane: Lane, clips: list[Clip]
) -> None:
    host, feed = hosts(POCKETSPHINX), Feed()
    steps: list[Step] = []
    said = threading.Event()

    def listener(step: Step) -> None:
        if isinstance(step, Partial) and step.text.endswith("david"):
            said.set()

    job = Job(streamed(host, feed, steps), Priority.DICTATION, listener=listener)
    feed.put(heard(clips[8].path))
    lane.submit(job)
    feed.on_change = job.wake
    assert said.wait(20), "the last word is heard though nothing more was fed"
    feed.end()
    job.future.result(20)
    assert isinstance(steps[0], Partial)
    assert len([step for step in steps if isinstance(step, Partial)]) > 1, "a second at a time"


def test_a_stream_survives_its_host(
    hosts: Callable[..., Host], clips: list[Clip], caplog: pytest.LogCaptureFixture
) -> None:
    host, feed = hosts(POCKETSPHINX), Feed()
    steps: list[Step] = []
    work = streamed(host, feed, steps)
    assert next(work) is None, "nothing to do yet"
    first, *rest = blocks(heard(clips[8].path), 1.5)
    feed.put(first)
    assert next(work) is not None
    host.kill()
    for block in rest:
        feed.put(block)
    feed.end()
    for _step in work:
        pass
    assert isinstance(steps[-1], Segment)
    assert steps[-1].text == "save the report and send it to david"
    assert not caplog.records


def test_an_empty_stream_ends_without_words(hosts: Callable[..., Host]) -> None:
    host, feed = hosts(POCKETSPHINX), Feed()
    feed.end()
    assert list(host.stream(feed, Options())) == []
