"""What every child process does: answer one request after the other, and die with its parent."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

from asrpro.errors import AppError
from asrpro.runtime import frames, process

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asrpro.runtime.frames import Frame

Handlers = dict[str, "Callable[[Frame], Frame | None]"]
"""What answers each "op"; None stands for a bare acknowledgement."""


def serve(make_handlers: Callable[[], Mapping[str, Callable[[Frame], Frame | None]]]) -> None:
    """Answer requests until the pipe closes; what goes wrong is an answer too.

    The handlers are made only after the pipe is safe from what their libraries print.
    """
    requests, replies = process.take_frame_pipe()
    process.end_with_parent(int(sys.argv[1]))
    handlers = make_handlers()
    while (request := frames.read(requests)) is not None:
        try:
            reply = handlers[request["op"]](request) or {"kind": "done"}
        except AppError as error:
            reply = {"kind": "error", "error": type(error).__name__, "title": error.title, "hint": error.hint}
        except Exception as error:  # noqa: BLE001 - the parent decides what it means, the log gets the trace
            reply = {
                "kind": "error",
                "error": "",
                "title": f"{type(error).__name__}: {error}",
                "trace": traceback.format_exc(),
            }
        frames.write(replies, {**reply, "ticket": request["ticket"]})
