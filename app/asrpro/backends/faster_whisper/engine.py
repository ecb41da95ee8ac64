"""A loaded Whisper of CTranslate2's."""

from __future__ import annotations

import itertools
import logging
import math
import re
from typing import TYPE_CHECKING, Any

from asrpro.backends import check, knows, sound
from asrpro.backends.faster_whisper.batches import together
from asrpro.domain import SAMPLE_RATE, Audio, Detected, Progress, Segment, Word
from asrpro.domain.timing import in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asrpro.backends.faster_whisper.batches import Heard
    from asrpro.domain import Options, Step

log = logging.getLogger(__name__)

_MARK = re.compile(r"<\|.*?\|>")
_LONGEST = 30 * SAMPLE_RATE
"""Samples that the network sees at a time."""


class FasterWhisper:
    """A loaded Whisper; every 30 s of audio are one Step of work and may yield several Segments."""

    def __init__(self, whisper: Any, device: str, batch: int, *, aligns: bool) -> None:
        """Take over a faster_whisper.WhisperModel.

        `batch` is how many Audios there is memory for at once, and `aligns` whether the Model knows the heads that tell
        the times of words.
        """
        self._whisper = whisper
        self._aligns = aligns
        self.device = device
        self.batch = batch

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield the Segments, and before the first one the language where it had to be found.

        Raises:
            Unsupported: the Model lacks the language, the task or the times of words.
        """
        self._check(options)
        if not len(audio.samples):
            return
        segments, info = self._begun(audio, options)
        # Finding the language was work. It is told only when something was said in it: Whisper finds one in silence.
        yield Progress(audio.start)
        told = options.language is not None
        for segment in _segments(segments, audio):
            if not told:
                yield Detected(info.language, float(info.language_probability))
                told = True
            yield segment

    def transcribe_many(self, audios: Sequence[Audio], options: Options) -> Iterator[Step]:
        """Yield the Segments of all Audios, a batch of which goes through the network together.

        What a batch leaves out is heard as `transcribe` does: there a window goes on behind the last Segment that came
        to an end, and one that loops or is unsure of itself is guessed at anew.

        Raises as `transcribe` does.
        """
        self._check(options)
        waiting = [audio for audio in audios if len(audio.samples)]
        while waiting:
            group = [*itertools.takewhile(lambda audio: len(audio.samples) <= _LONGEST, waiting[: self.batch])]
            if len(group) <= 1 or not self._fits_a_batch(options):
                yield from self.transcribe(waiting.pop(0), options)
                continue
            try:
                heard = together(self._whisper, [sound(audio) for audio in group], self._settings(options))
            except (MemoryError, RuntimeError) as error:  # which CTranslate2 raises for a graphics card's memory, too
                self.batch = len(group) // 2
                log.warning("%d windows at once did not work, from now on %d: %s", len(group), self.batch, error)
                continue
            del waiting[: len(group)]
            for audio, one in zip(group, heard, strict=True):
                yield Progress(audio.start)
                yield from _segments(self._completed(audio, one, options), audio)

    def _fits_a_batch(self, options: Options) -> bool:
        """Whether the pipeline says what is said alone: it takes one language, and times words in whole seconds only.

        Those times would also take some 150 MB, of however small a Model.
        """
        known = options.language is not None or not self._whisper.model.is_multilingual
        return known and not options.words

    def _completed(self, audio: Audio, heard: Heard, options: Options) -> Iterator[Any]:
        """faster-whisper's Segments that a batch heard of an Audio, and those that it did not."""
        yield from heard.segments
        if heard.left is not None and heard.left < audio.duration:
            rest, _info = self._begun(audio, options, heard.left)
            yield from rest

    def _begun(self, audio: Audio, options: Options, begin: float = 0.0) -> tuple[Iterator[Any], Any]:
        """What faster-whisper finds from this second of an Audio on, and what it says of the whole."""
        settings = self._settings(options)
        if begin:  # a prompt stands before what comes first
            settings["initial_prompt"] = None
        segments, info = self._whisper.transcribe(sound(audio), vad_filter=False, clip_timestamps=[begin], **settings)
        return iter(segments), info

    def _settings(self, options: Options) -> dict[str, Any]:
        prompt, hotwords = self._context(options)
        return {
            "language": options.language,
            "task": options.task,
            "beam_size": options.beam_size,
            "initial_prompt": prompt,
            "hotwords": hotwords,
            "word_timestamps": options.words,
            # Silence is cut before, and each window stands alone: text carried over is how Whisper comes to loop.
            "condition_on_previous_text": False,
        }

    def _check(self, options: Options) -> None:
        # Some conversions lack the heads that times come from, and CTranslate2 dies of it.
        check(options, knows(self._whisper), translates=self._whisper.model.is_multilingual, times=self._aligns)

    def _context(self, options: Options) -> tuple[list[int] | None, str | None]:
        """The prompt's tokens and the hotwords, as much of them as leaves the decoder room for what is said.

        Hotwords get at most half of what there is for both; of the prompt the end is kept, which the speech continues.
        faster-whisper bounds each by itself, and both together at their bounds are more than a decoder can hold. What
        is written like one of Whisper's own marks would be taken for it, and is left out.
        """
        told = _MARK.sub("", options.prompt).strip()

        def tokens(text: str) -> list[int]:
            found: list[int] = self._whisper.hf_tokenizer.encode(text, add_special_tokens=False).ids
            return found

        room = self._whisper.max_length // 2 - 1
        left = room // 2 if told else room
        hotwords = []
        for word in filter(None, (_MARK.sub("", word).strip() for word in options.hotwords)):
            left -= len(tokens(f", {word}"))
            if left < 0:
                break
            hotwords.append(word)
        joined = ", ".join(hotwords)
        prompt = tokens(f" {told}")[-(room - len(tokens(f" {joined}"))) :]
        return (prompt if told else None), joined or None


def _segments(every: Iterable[Any], audio: Audio) -> Iterator[Segment]:
    """Segments out of faster-whisper's, without those that hold or last nothing."""
    return in_order(
        _segment(found, audio.start, audio.end) for found in every if found.text.strip() and found.start < found.end
    )


def _segment(found: Any, start: float, end: float) -> Segment:
    """One of them, whose times count from the audio's start and may run past its end."""

    def time(seconds: float) -> float:
        return round(min(start + max(0.0, float(seconds)), end), 3)

    words: list[Word] = []
    for word in found.words or ():
        # Its times of neighbours come from different estimates, and may cross by a little.
        began = max(time(word.start), words[-1].end if words else 0.0)
        words.append(Word(word.word.strip(), began, max(began, time(word.end)), round(float(word.probability), 4)))
    times = [time(found.start), time(found.end), *((words[0].start, words[-1].end) if words else ())]
    return Segment(
        text=found.text.strip(),
        start=min(times),
        end=max(times),
        confidence=round(min(1.0, math.exp(float(found.avg_logprob))), 4),
        words=tuple(words),
    )
