from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asrpro import backends
from asrpro.backends.whisper_cpp.words import Token, words
from asrpro.domain import SAMPLE_RATE, Audio, Detected, LoadOptions, Model, Options, Progress, Segment
from asrpro.errors import OutOfMemory, Unsupported
from asrpro.shortage import no_memory_at_work
from backends.conftest import check, clip_at, segments, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.domain import Engine
    from fixtures.speech import Clip


def load(file: Path | None, device: str = "cpu", **options: Any) -> Engine:
    model = Model("whisper", "Whisper", "whisper_cpp", path=file)
    return backends.backend("whisper_cpp").load(model, device, LoadOptions(**options))


@pytest.fixture(scope="module")
def engine(whispers: Mapping[str, Path]) -> Engine:
    return load(whispers["ggml"])


def test_nearly_all_clips_are_heard_to_the_letter_and_every_language_is(engine: Engine, clips: list[Clip]) -> None:
    right = 0
    for clip in clips[::4]:
        audio = clip_at(clip, 5.0)
        steps = list(engine.transcribe(audio, Options()))
        check(steps, audio, Options())
        assert [step.language for step in steps if isinstance(step, Detected)] == [clip.language]
        right += text(steps) == clip.text
    assert right >= len(clips[::4]) - 1  # in one, "Bild" and "Buch" are as good as equal


def test_german_becomes_english(engine: Engine, clips: list[Clip]) -> None:
    german = [clip for clip in clips if clip.language == "de"][::5]
    wanted = Options(language="de", task="translate")
    assert [text(engine.transcribe(clip_at(clip), wanted)) for clip in german] == [clip.english for clip in german]


def test_what_one_call_asks_for_does_not_stick(engine: Engine, clips: list[Clip]) -> None:
    clip = clips[20]
    before = list(engine.transcribe(clip_at(clip), Options()))
    asked = Options(language="de", task="translate", words=True, prompt="Laura")
    assert list(engine.transcribe(clip_at(clip), asked)) != before
    assert list(engine.transcribe(clip_at(clip), Options())) == before


def test_words_make_up_their_segment_in_order(engine: Engine, clips: list[Clip]) -> None:
    for clip in clips[::9]:
        audio, options = clip_at(clip, 60.0), Options(words=True)
        steps = list(engine.transcribe(audio, options))
        check(steps, audio, options)
        for segment in segments(steps):
            assert " ".join(word.text for word in segment.words) == segment.text
            starts = [word.start for word in segment.words]
            assert len(set(starts)) > len(starts) / 2


def test_where_no_spaces_are_written_each_character_is_a_word() -> None:
    window = Audio(np.zeros(SAMPLE_RATE, np.float32), 2.0)
    pieces = ["你".encode(), "好".encode()[:2], "好".encode()[2:], b"ab"]
    tokens = [Token(piece, 0.5, 10 * number, 10 * number + 9) for number, piece in enumerate(pieces)]
    assert [(word.text, word.start, word.end) for word in words(tokens, window, spaced=False)] == [
        ("你", 2.0, 2.09),
        ("好", 2.1, 2.29),
        ("ab", 2.3, 2.39),
    ]
    assert [word.text for word in words(tokens, window, spaced=True)] == ["你好ab"]


def test_the_prompt_reaches_the_decoder_however_long_it_is(engine: Engine, clips: list[Clip]) -> None:
    untold = [text(engine.transcribe(clip_at(clip), Options())) for clip in clips[:2]]
    told = [text(engine.transcribe(clip_at(clip), Options(prompt="Laura"))) for clip in clips[:2]]
    assert told != untold
    long = Options(prompt="Laura <|endoftext|> [_BEG_] é " * 300, words=True)
    check(list(engine.transcribe(clip_at(clips[0]), long)), clip_at(clips[0]), long)


def test_audio_longer_than_a_window_is_heard_to_its_end(engine: Engine, clips: list[Clip]) -> None:
    """Far apart, for the small Whisper knows little of long windows; a Step comes between one window and the next."""
    one, two = clip_at(clips[1]), clip_at(clips[15])
    audio = Audio(np.concatenate([one.samples, np.zeros(29 * SAMPLE_RATE, np.float32), two.samples]), 100.0)
    steps = list(engine.transcribe(audio, Options(language="en")))
    check(steps, audio, Options(language="en"))
    assert text(steps) == f"{clips[1].text} {clips[15].text}"
    assert [type(step) for step in steps] == [Segment, Progress, Segment, Progress]
    assert segments(steps)[1].start > 130


def test_the_engine_says_what_really_runs(engine: Engine) -> None:
    assert engine.device == "cpu (f16)"


def test_a_gpu_that_the_library_was_not_built_for_is_refused(whispers: Mapping[str, Path]) -> None:
    if sys.platform == "darwin":
        assert load(whispers["ggml"], "metal").device.startswith("metal")
    else:
        with pytest.raises(Unsupported, match="does not run on metal"):
            load(whispers["ggml"], "metal")


class Failing:
    """A call of the library's that fails as on a graphics card, of which there is none for it here."""

    def __init__(self, patch: pytest.MonkeyPatch, call: str, logs: str) -> None:
        import _pywhispercpp as library

        self._listen, self.logs = library.whisper_log_set, logs
        self.log: Callable[[int, str], None] | None = None
        patch.setattr(library, "whisper_log_set", self._listened)
        patch.setattr(library, call, self._fail)

    def _listened(self, log: Callable[[int, str], None] | None = None) -> None:
        self.log = log
        self._listen(log)

    def _fail(self, *_given: object) -> int:
        if self.log and self.logs:
            self.log(2, "out of memory it is not, so far\n")
            self.log(4, f"{self.logs}\n")
        return -6


@pytest.mark.parametrize(
    ("logs", "error"),
    [
        ("ggml_gallocr_reserve_n: failed to allocate Metal buffer of size 1088", OutOfMemory),
        ("ggml_metal_graph_compute: lost", RuntimeError),
        ("", RuntimeError),
    ],
)
@pytest.mark.parametrize("call", ["whisper_full", "whisper_pcm_to_mel", "whisper_lang_auto_detect"])
def test_why_it_fails_at_work_is_told_as_it_is_logged(
    call: str, logs: str, error: type[Exception], engine: Engine, clips: list[Clip], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        failing = Failing(patch, call, logs)
        with pytest.raises(error) as told:
            list(engine.transcribe(clip_at(clips[1]), Options()))
        assert failing.log is None, "nobody listens any more"
    words = ": ".join(filter(None, (f"{call} answered -6", logs)))
    assert str(told.value) == (str(no_memory_at_work()) if error is OutOfMemory else words)
    assert logs in capfd.readouterr().err, "what may be its last words"
    assert text(engine.transcribe(clip_at(clips[1]), Options())) == clips[1].text


def test_threads_are_as_many_as_asked_for(whispers: Mapping[str, Path], clips: list[Clip]) -> None:
    engine = load(whispers["ggml"], threads=1)
    assert engine._parameters().n_threads == 1  # type: ignore[attr-defined]
    assert text(engine.transcribe(clip_at(clips[1]), Options())) == clips[1].text
