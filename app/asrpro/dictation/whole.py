"""Utterances recognised each as a whole, as soon as it is over."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from asrpro.transcription.pack import Window, packed

if TYPE_CHECKING:
    from collections.abc import Generator

    from asrpro.dictation.utterances import Utterances
    from asrpro.domain import Audio, Step
    from asrpro.transcription.draft import Draft


def whole(utterances: Utterances, draft: Draft, window: float | None) -> Generator[Step | None, None, None]:
    """Yield what is recognised until all was heard, and None when there is nothing to do before more is.

    Before each Window everything that has arrived goes through Ears: to a Model with a window, several Utterances that
    wait cost as much as one. So it does between its Steps, to know in time how long nobody has spoken.
    """
    waiting: deque[Audio] = deque()

    def listen() -> None:
        with draft.timed("hear"):
            while (piece := utterances.next()) is not None:
                waiting.extend(piece.utterances)

    while True:
        listen()
        if waiting:
            filled = next(one for one in packed(waiting, window) if isinstance(one, Window))
            for _utterance in filled.utterances:
                waiting.popleft()
            for step in draft.recognised(filled):
                yield step
                listen()
        elif utterances.over:
            return
        else:
            yield None
