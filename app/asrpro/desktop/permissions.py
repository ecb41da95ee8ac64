"""What this program may do on the desktop it runs on."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from asrpro.desktop import kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Permissions
    from asrpro.errors import AppError


def permissions(fault: Callable[[], AppError | None]) -> Permissions:
    """Those of the desktop that is here; needs no screen.

    Args:
        fault: Tells why no microphone can be heard, None where one can; it may take a while.
    """
    made: Permissions = importlib.import_module(f"asrpro.desktop.{kind()}.permissions").permissions(fault)
    return made
