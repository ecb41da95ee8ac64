"""The way to the X server."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from Xlib import display, error

from asrpro.errors import Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

GONE = (error.ConnectionClosedError, OSError)
"""What is raised once the server has ended, or no longer talks to us."""


def connected(name: str | None, extension: str = "") -> display.Display:
    """A connection to the screen of this name, or of None to the one in DISPLAY; for one thread.

    Raises:
        Unsupported: there is none, or it lacks an extension.
    """
    try:
        connection = display.Display(name)
    except (error.DisplayError, error.XauthError, OSError) as fault:
        raise Unsupported(
            _("The screen cannot be reached."), _("Start the program in a desktop session, where DISPLAY names it.")
        ) from fault
    # The library's RandR overwrites these two with classes that no error can be read into.
    connection.display.error_classes |= {1: error.BadRequest, 2: error.BadValue}
    if extension and not connection.has_extension(extension):
        connection.close()
        raise Unsupported(
            _("The screen's X server has no {extension}.").format(extension=extension),
            _("Any X server of the last fifteen years has it; turn it on where it was turned off."),
        )
    return connection


@contextlib.contextmanager
def unheard(connection: display.Display) -> Iterator[None]:
    """Drop errors of requests that have no answer, as for windows that are gone; the library would print them."""
    connection.set_error_handler(lambda *_error: None)
    try:
        yield
        connection.sync()
    finally:
        connection.set_error_handler(None)
