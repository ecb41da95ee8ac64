"""A line at the bottom of a terminal, drawn anew as things go on; what is printed appears above it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType
    from rich.text import Text

SPARE = 4
"""Columns left free at the right, where a terminal shows the ^C that was typed; else it would break the line."""
FRAMES = 5
"""Times it is drawn in a second."""


class Drawn(ABC):
    """The line, and when it is to be seen."""

    def __init__(self, console: Console) -> None:
        """Begin to draw."""
        from rich.live import Live

        self._console = console
        self._live = Live(
            get_renderable=self._line,
            console=console,
            refresh_per_second=FRAMES,
            transient=True,
            # Rich would take what is written to standard output for this terminal, even when it goes to a file.
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def print(self, text: Text) -> None:
        """Print whole lines above it."""
        self._console.print(text, soft_wrap=True, end="")

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the line away for as long as something else may write to the terminal."""
        drawn = self._live.is_started
        if drawn:
            self._live.stop()
        try:
            yield
        finally:
            if drawn:
                self._live.start()

    def stop(self) -> None:
        """Take the line away."""
        self._live.stop()

    @abstractmethod
    def _line(self) -> RenderableType:
        """What it looks like now; asked for on a thread of its own."""
