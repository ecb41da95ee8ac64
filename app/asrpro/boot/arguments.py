"""What the program in the tray is started with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.log import Level

_LEVELS: Final[dict[str, Level]] = {"debug": "debug", "info": "info", "warning": "warning", "error": "error"}


def log_level(arguments: Sequence[str]) -> Level | None:
    """How much the tray is to log; None where this is a call for a command, or no call at all."""
    words = [word for argument in arguments for word in argument.split("=", 1)]
    match words:
        case []:
            return "info"
        case ["--log-level", level]:
            return _LEVELS.get(level)
    return None
