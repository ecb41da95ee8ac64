"""Utterances recognised while they are being spoken, by a Model that streams."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from asrpro.domain import Dropped, Partial, Segment
from asrpro.runtime.feed import Feed
from asrpro.transcription.pack import alone

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from asrpro.dictation.utterances import Piece, Utterances
    from asrpro.domain import Step
    from asrpro.runtime.host import Host
    from asrpro.transcription.draft import Draft

LONGEST = 300.0
"""Seconds after which an Utterance is cut: longer than anybody speaks without a pause, for a word may be torn there."""
EARLIER = 0.1
"""Seconds of sound, beside the Gate's margin, from before the piece in which Ears noticed somebody speak."""


class Streamed:
    """The Utterance under way, and the stream of a Host that hears it."""

    def __init__(self, utterances: Utterances, draft: Draft, host: Host, margin: float) -> None:
        """`margin` is the Gate's, in seconds."""
        self._utterances = utterances
        self._draft = draft
        self._host = host
        self._before = margin + EARLIER
        self._feed = Feed()
        self._stream: Iterator[Step | None] | None = None
        self._fed = 0.0
        """Seconds from the first sample to the end of what a stream has piece."""
        self._shown = False

    def run(self) -> Generator[Step | None, None, None]:
        """Yield what is recognised until all was heard, and None when there is nothing to do before more is."""
        while True:
            with self._draft.timed("hear"):
                piece = self._utterances.next()
            if piece is not None:
                yield from self._follow(piece)
            elif self._stream is not None and (step := self._draft.advanced(self._stream)) is not None:
                yield from self._told(step)
            elif self._utterances.over:
                return
            else:
                yield None

    def _follow(self, piece: Piece) -> Generator[Step, None, None]:
        """Feed the stream, and begin or end one where an Utterance does."""
        for utterance in piece.utterances:
            if self._stream is not None:
                yield from self._finished(self._stream)
            elif utterance.start >= self._fed:  # Ears found it only when they were replaced, and heard it once more
                yield from self._draft.recognised(alone(utterance))
        if piece.speaking:
            if self._stream is None:
                self._open(piece.start - self._before)
            self._feed.put(self._utterances.since(self._fed))
            self._fed = piece.end
        elif self._stream is not None:  # it was a click
            yield from self._over()

    def _open(self, start: float) -> None:
        with self._draft.timed("load"):
            self._host.load(streams=1)
        self._feed, self._fed = Feed(), start
        self._stream = self._host.stream(self._feed, self._draft.options)

    def _finished(self, stream: Iterator[Step | None]) -> Generator[Step, None, None]:
        """Hear the stream to its end."""
        self._feed.end()
        with contextlib.suppress(StopIteration):
            while True:
                yield from self._told(self._draft.advanced(stream))
        yield from self._over()

    def _told(self, step: Step | None) -> Iterator[Step]:
        for one in self._draft.kept(step) if step is not None else ():
            if isinstance(one, Partial | Segment | Dropped):
                self._shown = isinstance(one, Partial)
            yield one

    def _over(self) -> Iterator[Step]:
        """Let go of the stream, which closes it; a Partial that nothing came of is taken back."""
        self._stream = None
        if self._shown:
            self._shown = False
            yield Partial("")
