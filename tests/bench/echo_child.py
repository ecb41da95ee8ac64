"""A child of the program that only answers: what a frame costs, with no Engine behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.domain import Partial
from asrpro.runtime import child, frames

if TYPE_CHECKING:
    from asrpro.runtime.frames import Frame

STEP = Partial("what was said so far in a sentence of quite an ordinary length for speech")


def _next(_request: Frame) -> Frame:
    return frames.pack_step(STEP)


def _start(request: Frame) -> None:
    for audio in request["audios"]:
        frames.unpack_audio(audio)


if __name__ == "__main__":
    child.serve(lambda: {"next": _next, "start": _start})
