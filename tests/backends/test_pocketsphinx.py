from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import backends, paths
from asrpro.audio import decode
from asrpro.backends.pocketsphinx import PocketSphinx
from asrpro.domain import SAMPLE_RATE, Audio, LoadOptions, Model, Options, Partial, Segment
from asrpro.errors import Unsupported
from backends.conftest import check, clip_at, plain, segments, sound, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.domain import Step
    from fixtures.speech import Clip

SAMPLE = "You can speak instead of typing. Everything you say stays on your machine."


@pytest.fixture(scope="module")
def engine() -> PocketSphinx:
    loaded = backends.backend("pocketsphinx").load(Model("", "", "pocketsphinx"), "cpu", LoadOptions())
    assert isinstance(loaded, PocketSphinx)
    return loaded


@pytest.fixture(scope="module")
def sample() -> Audio:
    with decode.opened(paths.resources() / "sample.flac") as source:
        return Audio.join(list(source.blocks))


def blocks(audio: Audio, seconds: float) -> Iterator[Audio]:
    """As a microphone gives them, now and then with nothing new."""
    count = round(seconds * SAMPLE_RATE)
    for at in range(0, len(audio.samples), count):
        yield sound([])
        yield Audio(audio.samples[at : at + count], audio.start + at / SAMPLE_RATE)


def wrong(said: Sequence[str], heard: Sequence[str]) -> int:
    """Words to change, add or leave out to make one of the other (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for number, word in enumerate(said, 1):
        before, row[0] = row[:], number
        for at, other in enumerate(heard, 1):
            row[at] = min(before[at] + 1, row[at - 1] + 1, before[at - 1] + (word != other))
    return row[-1]


def error_rate(clips: Sequence[Clip], heard: Sequence[str]) -> float:
    said = [plain(clip.text) for clip in clips]
    return sum(map(wrong, said, (line.split() for line in heard))) / sum(map(len, said))


def test_the_shipped_sample_is_heard_word_for_word(engine: PocketSphinx, sample: Audio) -> None:
    assert text(engine.transcribe(sample, Options())).split() == plain(SAMPLE)
    assert text(engine.stream(blocks(sample, 0.25), Options())).split() == plain(SAMPLE)


def test_nearly_half_of_the_words_are_right_in_rough_synthetic_voices(engine: PocketSphinx, clips: list[Clip]) -> None:
    """Most clips are spoken by espeak-ng, which it was never made for; it is the floor that must hold."""
    english = [clip for clip in clips if clip.language == "en"][::2]
    whole = [text(engine.transcribe(clip_at(clip), Options())) for clip in english]
    assert error_rate(english, whole) < 0.6
    live = [text(engine.stream(blocks(clip_at(clip), 0.25), Options())) for clip in english]
    assert error_rate(english, live) < 0.6


@pytest.mark.parametrize("seconds", [0.03, 0.25, 1.0, 4.0])
def test_a_stream_shows_what_it_hears_and_ends_with_all_of_it(
    seconds: float, engine: PocketSphinx, clips: list[Clip]
) -> None:
    audio = clip_at(clips[8], 50.0)
    asked: list[Audio] = []

    def fed() -> Iterator[Audio]:
        for block in blocks(audio, seconds):
            asked.append(block)
            yield block

    steps: list[Step] = []
    for step in engine.stream(fed(), Options(words=True)):
        steps.append(step)
        assert len(asked) == len(steps) - isinstance(step, Segment), "one block is taken for each Step"
    check(steps, audio, Options(words=True))
    assert plain(text(steps)) == plain(clips[8].text)
    assert isinstance(steps[-1], Segment)
    partials = [step.text for step in steps if isinstance(step, Partial)]
    assert partials
    if seconds < 1:
        assert len(partials) > 3
        assert plain(clips[8].text)[:5] == partials[-1].split()[:5]


def test_a_stream_that_ends_early_hears_as_well_as_from_a_file(engine: PocketSphinx, clips: list[Clip]) -> None:
    """Its channel is found out from the little there was, and all of it decoded again."""
    short = Audio(clip_at(clips[8]).samples[: round(0.9 * SAMPLE_RATE)], 2.0)
    options = Options(words=True)
    whole = segments(engine.transcribe(short, options))
    assert whole
    assert segments(engine.stream(blocks(short, 0.1), options)) == whole


def test_two_seconds_tell_enough_of_a_channel_however_they_arrive(engine: PocketSphinx, clips: list[Clip]) -> None:
    audio = clip_at(clips[10])
    heard = [segments(engine.stream(blocks(audio, seconds), Options(words=True))) for seconds in (0.1, 0.25, 0.5)]
    assert heard[0] == heard[1] == heard[2]


def test_a_stream_without_a_word_ends_with_nothing(engine: PocketSphinx) -> None:
    assert list(engine.stream(iter(()), Options())) == []
    steps = list(engine.stream(blocks(sound([0.0] * SAMPLE_RATE), 0.25), Options()))
    assert segments(steps) == []
    assert len(steps) == 8
    assert list(engine.stream(iter([sound([])]), Options())) != []


def test_a_stream_may_be_left_at_any_time(engine: PocketSphinx, clips: list[Clip]) -> None:
    audio = clip_at(clips[15])
    whole = list(engine.stream(blocks(audio, 0.25), Options()))
    for taken in (0, 1, 4, len(whole) - 1):
        steps = engine.stream(blocks(audio, 0.25), Options())
        assert [next(steps) for _count in range(taken)] == whole[:taken]
        steps.close()  # type: ignore[attr-defined]
    assert list(engine.stream(blocks(audio, 0.25), Options())) == whole


def test_decoders_are_made_ahead_and_used_again(clips: list[Clip]) -> None:
    engine = PocketSphinx()
    engine.warm(2)
    decoders = {id(decoder) for decoder in engine._free}
    assert len(decoders) == 2
    one, two = (engine.transcribe(clip_at(clips[number]), Options()) for number in (8, 15))
    next(one)
    next(two)
    assert engine._free == []
    assert plain(text(one)) == plain(clips[8].text)
    assert plain(text(two)) == plain(clips[15].text)
    assert {id(decoder) for decoder in engine._free} == decoders


@pytest.mark.parametrize("options", [Options(language="de"), Options(task="translate")])
def test_a_stream_refuses_what_it_cannot_do(options: Options, engine: PocketSphinx) -> None:
    with pytest.raises(Unsupported, match="English only"):
        list(engine.stream(iter(()), options))
