"""The progress line: name, bar, how much is done, speed and time left."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.constrain import Constrain
    from rich.progress import TaskID
    from rich.text import Text

SPARE = 4
"""Columns left free at the right, where a terminal shows the ^C that was typed; else it would break the line."""
LONGEST = 40
"""Columns of the bar at most."""
NUMBERS = 24
"""Columns of what stands after the bar, and between."""
FRAMES = 5
"""Times it is drawn in a second."""


class Bar:
    """One line at the bottom of a terminal, drawn anew as the work goes on; what is printed appears above it."""

    def __init__(self, console: Console) -> None:
        """Begin to draw."""
        from rich.live import Live
        from rich.progress import BarColumn, Progress, TextColumn
        from rich.table import Column

        self._name = Column(no_wrap=True, overflow="ellipsis")
        self._bar = BarColumn()
        self._console = console
        self._length = 0
        self._task: TaskID | None = None
        self._progress = Progress(
            TextColumn("{task.description}", markup=False, table_column=self._name),
            self._bar,
            TextColumn("{task.fields[done]}", justify="right"),
            TextColumn("{task.fields[speed]}", justify="right"),
            TextColumn("{task.fields[left]}", justify="right"),
            console=console,
        )
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

    def begin(self, name: str) -> None:
        """Start over."""
        from rich.cells import cell_len

        if self._task is not None:
            self._progress.remove_task(self._task)
        self._length = cell_len(name)
        self._task = self._progress.add_task(name, total=None, done="", speed="", left="")

    def move(self, done: float, total: float | None, shown: str, speed: str, left: str) -> None:
        """Show how much is done, of how much if that is known, as it is to be read, and how long the rest will take."""
        if self._task is not None:
            self._progress.update(self._task, completed=done, total=total, done=shown, speed=speed, left=left)

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

    def _line(self) -> Constrain:
        from rich.constrain import Constrain

        width = self._console.width - SPARE
        self._name.max_width = min(self._length, max(width // 3, width - NUMBERS - LONGEST))
        self._bar.bar_width = max(4, min(LONGEST, width - NUMBERS - self._name.max_width))
        return Constrain(self._progress.get_renderable(), width)
