"""The sound of a Session on its way through Ears, which are replaced when they die."""

from __future__ import annotations

import contextlib
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.errors import SourceError
from asrpro.runtime.parent import Interrupted

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.audio.gate import Gate
    from asrpro.runtime.ears import Ears
    from asrpro.runtime.feed import Feed

MOST = SAMPLE_RATE // 4
"""Samples given to Ears at once: too few to begin and end an Utterance in."""
LEAST = SAMPLE_RATE // 10
"""Samples that are worth asking Ears for, unless it is the end."""
LEAD = 1.0
"""Seconds of sound that are kept while nobody speaks: the network hears a beginning better with what was before it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What Ears made of the next piece of sound."""

    start: float
    """Seconds from the first sample to the beginning of the piece."""
    end: float
    """Seconds from the first sample to its end."""
    utterances: list[Audio]
    """Those that it ended."""
    speaking: bool
    """Whether one is under way now."""


class Utterances:
    """What a microphone hears, cut into Utterances. Used by one thread, its Lane's."""

    def __init__(self, feed: Feed, ears: Ears, gate: Gate, on_silence: Callable[[float], None]) -> None:
        """Have Ears listen, without waiting for them; raises as Ears.listen does.

        `on_silence` is told after each piece how many seconds nobody has spoken, since the beginning where nobody has.
        """
        self.over = False
        """Whether all was heard to the end."""
        self.position = 0.0
        """Seconds heard so far."""
        self._feed = feed
        self._ears = ears
        self._gate = gate
        self._on_silence = on_silence
        self._listening = ears.listen(gate)
        self._waiting: deque[Audio] = deque()
        self._taken = 0  # samples that came from the feed
        self._ended = False
        self._kept: deque[Audio] = deque()
        self._settled = 0.0  # seconds to where what is kept begins
        self._offset = 0.0  # seconds to the first sample that these Ears heard
        self._spoken = 0.0  # seconds to the end of the last Utterance
        self._broke = 0.0  # seconds to where Ears died last

    def next(self) -> Piece | None:
        """Hear the next piece that waits, or the end; None when there is nothing to do until more is put.

        Raises:
            SourceError: Ears died twice over the same sound.
            Interrupted: the Ears were closed.
        """
        self._take()
        if self._waiting and (self._ended or self._taken - round(self.position * SAMPLE_RATE) >= LEAST):
            return self._heard(self._piece())
        if self._ended and not self._waiting and not self.over:
            self.over = True
            return self._heard(None)
        return None

    def since(self, start: float) -> Audio:
        """What was heard from there on, as far as it is kept; something must be."""
        parts: deque[Audio] = deque()
        for piece in reversed(self._kept):
            parts.appendleft(piece)
            if piece.start <= start:
                break
        return _from(Audio.join(parts), start)

    def close(self) -> None:
        """Let the Ears serve somebody else; what was not heard yet is forgotten."""
        if not self.over:
            self.over = True
            with contextlib.suppress(SourceError, Interrupted):
                self._listening.hear(None)  # to the end, so that their child need not be replaced

    def _take(self) -> None:
        if self._ended:
            return
        audio, self._ended = self._feed.take()
        if audio is not None:
            whole = Audio(audio.samples, self._taken / SAMPLE_RATE)
            self._taken += len(whole.samples)
            self._waiting.extend(whole.pieces(MOST))

    def _piece(self) -> Audio:
        parts = [self._waiting.popleft()]
        room = MOST - len(parts[0].samples)
        while self._waiting and len(self._waiting[0].samples) <= room:
            parts.append(self._waiting.popleft())
            room -= len(parts[-1].samples)
        return Audio.join(parts)

    def _heard(self, piece: Audio | None) -> Piece:
        start = self.position
        if piece is not None:
            self._kept.append(piece)
            self.position = piece.end
        try:
            utterances = self._answers(piece)
        except Exception:
            self.over = True  # there is no child to be closed
            raise
        if utterances:
            self._spoken = utterances[-1].end
        speaking = self._listening.speaking
        self._settle(self._spoken if speaking else max(self._spoken, self.position - LEAD))
        self._on_silence(0.0 if speaking else self.position - self._spoken)
        return Piece(start, self.position, utterances, speaking)

    def _answers(self, piece: Audio | None) -> list[Audio]:
        """The Utterances that a piece, or None for the end, brings to theirs."""
        try:
            return self._placed(self._listening.hear(piece))
        except SourceError:
            if self._settled < self._broke:
                raise
            self._broke = self.position
        self._listening, self._offset = self._ears.listen(self._gate), self._settled
        again = [*self._kept, *([None] if piece is None else [])]
        return self._placed([utterance for one in again for utterance in self._listening.hear(one)])

    def _placed(self, utterances: list[Audio]) -> list[Audio]:
        """Utterances with their times counted from the first sample of all."""
        return [replace(utterance, start=self._offset + utterance.start) for utterance in utterances]

    def _settle(self, start: float) -> None:
        """Keep nothing from before this time."""
        self._settled = max(self._settled, start)
        while self._kept and self._kept[0].end <= self._settled:
            self._kept.popleft()
        if self._kept:
            self._kept[0] = _from(self._kept[0], self._settled)


def _from(audio: Audio, start: float) -> Audio:
    """What lies behind this time."""
    before = max(0, round((start - audio.start) * SAMPLE_RATE))
    return Audio(audio.samples[before:], audio.start + before / SAMPLE_RATE)
