"""What every child process does: answer one request after the other, and die with its parent."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping

from asrpro.errors import AppError
from asrpro.runtime import frames, process
from asrpro.runtime.frames import Frame

Handlers = Mapping[str, Callable[[Frame], Frame | None]]
"""What answers each "op"; None stands for a bare acknowledgement."""


def serve(make_handlers: Callable[[], Handlers]) -> None:
    """Answer requests until the pipe closes; what goes wrong is an answer too.

    The handlers are made only after the pipe is safe from what their libraries print.
    """
    requests, replies = process.take_frame_pipe()
    process.end_with_parent(int(sys.argv[1]))
    handlers = make_handlers()
    while (request := frames.read(requests)) is not None:
        ticket = {"ticket": request["ticket"]}
        try:
            reply = frames.pack({**(handlers[request["op"]](request) or {"kind": "done"}), **ticket})
        except AppError as error:
            told = {"kind": "error", "error": type(error).__name__, "title": error.title, "hint": error.hint}
            reply = frames.pack(told | ticket)
        except Exception as error:  # noqa: BLE001 - the parent decides what it means, the log gets the trace
            # Without the message, which may hold what was said.
            trace = "".join(["Traceback:\n", *traceback.format_tb(error.__traceback__), type(error).__name__])
            told = {"kind": "error", "error": "", "title": f"{type(error).__name__}: {error}", "trace": trace}
            reply = frames.pack(told | ticket)
        frames.send(replies, reply)
