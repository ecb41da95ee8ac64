"""Moonshines that moonshine-voice has loaded, as the program's Engines."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final

from asrpro.backends import FAINT, SHORTEST, check, sound, windows
from asrpro.domain import SAMPLE_RATE, Audio, Partial, Progress, Segment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Model, Options, Step

WINDOW: Final = 15
"""Seconds that are heard at once: what the library itself makes of a recording; a model knows places for 80."""
ENOUGH: Final = 10.0
"""Seconds after which a stream's Segment ends with the next pause."""
LONGEST: Final = 30.0
"""Seconds after which it ends without one."""
PIECE: Final = SAMPLE_RATE // 5
"""Samples of a pause."""
PAUSE: Final = 0.1
"""How loud a pause is at most, of what was loudest."""
TAIL: Final = 7 * SAMPLE_RATE // 10
"""Samples of silence after the last one: what looks ahead by a third of a second would keep so much to itself, and
what is no whole step of 80 ms is thrown away."""
FORCED: Final = 1
"""Hear all there is, however short."""


class Moonshine:
    """A loaded Moonshine; every window of at most 15 s is one Step of work, and one Segment."""

    def __init__(self, model: Model, transcriber: Any) -> None:
        """Take over a moonshine_voice Transcriber."""
        self._model = model
        self._transcriber = transcriber
        self.device = "cpu"

    def transcribe(self, audio: Audio, options: Options) -> Iterator[Step]:
        """Yield a Progress for each window, and the Segment of what was heard in it.

        Raises:
            Unsupported: the Model lacks the language, or translation or the times of words were asked for.
        """
        self._check(options)
        for window in windows(audio, WINDOW):
            with self._opened() as stream:
                stream.add_audio(window.samples)
                text = _finished(stream)
            yield Progress(window.end)
            yield from _segment(text, window.start, window.end)

    def _check(self, options: Options) -> None:
        check(options, self._model.understands, translates=False, times=False)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[Any]:
        """A stream of the library's, which hears when it is asked to."""
        stream = self._transcriber.create_stream(update_interval=float("inf"))
        try:
            stream.start()
            yield stream
        finally:
            stream.close()


class Spoken(Moonshine):
    """A loaded Moonshine that hears speech while it is spoken."""

    def warm(self, streams: int) -> None:
        """Do nothing: opening one costs nothing."""

    def stream(self, blocks: Iterator[Audio], options: Options) -> Iterator[Step]:
        """Yield a Partial or a Progress for each block, or the Segment that ended in it; at the end what is left.

        Raises as `transcribe` does.
        """
        self._check(options)
        with contextlib.ExitStack() as stack:
            begun = _Begun(stack.enter_context(self._opened()), 0.0)
            end = 0.0
            for block in blocks:
                end = block.end if len(block.samples) else end
                made: list[Segment] = []
                for piece in Audio(sound(block), block.start).pieces(PIECE):
                    begun.hear(piece)
                    if begun.is_over(piece):
                        made += begun.finished()
                        stack.close()
                        begun = _Begun(stack.enter_context(self._opened()), piece.end)
                if made:
                    yield from made
                else:
                    yield begun.partial() or Progress(end)
            yield from begun.finished()


class _Begun:
    """A Segment under way, and the library's stream that hears it."""

    def __init__(self, stream: Any, start: float) -> None:
        self._stream = stream
        self._start = start
        self._end = start
        self._loudest = self._highest = 0.0
        self._shown = ""

    def hear(self, piece: Audio) -> None:
        """Take a piece; nothing is computed yet."""
        import numpy as np

        if self._end == self._start:
            self._start = piece.start
        self._stream.add_audio(piece.samples)
        self._end = piece.end
        self._highest = max(self._highest, float(np.abs(piece.samples).max()))
        self._loudest = max(self._loudest, _power(piece))

    def is_over(self, piece: Audio) -> bool:
        """Whether it is long, and this piece a pause; or too long."""
        lasts = self._end - self._start
        return lasts > LONGEST or (lasts > ENOUGH and _power(piece) < PAUSE**2 * self._loudest)

    def partial(self) -> Partial | None:
        """What is heard so far, where that is news."""
        if self._highest <= FAINT:
            return None
        text = _text(self._stream.update_transcription())
        if text == self._shown:
            return None
        self._shown = text
        return Partial(text)

    def finished(self) -> list[Segment]:
        """What was heard in all of it."""
        if self._highest <= FAINT or (self._end - self._start) * SAMPLE_RATE < SHORTEST:
            return []
        return list(_segment(_finished(self._stream), self._start, self._end))


def _power(piece: Audio) -> float:
    import numpy as np

    return float(np.square(piece.samples, dtype=np.float64).mean())


def _finished(stream: Any) -> str:
    """What a stream heard, all of it."""
    stream.add_audio([0.0] * TAIL)
    return _text(stream.update_transcription(FORCED))


def _text(transcript: Any) -> str:
    return " ".join(" ".join(line.text for line in transcript.lines).split())


def _segment(text: str, start: float, end: float) -> Iterator[Segment]:
    if text:
        yield Segment(text, round(start, 3), round(end, 3))
