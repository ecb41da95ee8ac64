"""The progress line: name, bar, how much is done, speed and time left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.drawn import SPARE, Drawn

if TYPE_CHECKING:
    from rich.console import Console
    from rich.constrain import Constrain
    from rich.progress import TaskID

LONGEST = 40
"""Columns of the bar at most."""
NUMBERS = 24
"""Columns of what stands after the bar, and between."""


class Bar(Drawn):
    """How far the work on a file has come."""

    def __init__(self, console: Console) -> None:
        """Begin to draw."""
        from rich.progress import BarColumn, Progress, TextColumn
        from rich.table import Column

        self._name = Column(no_wrap=True, overflow="ellipsis")
        self._bar = BarColumn()
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
        super().__init__(console)

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

    def _line(self) -> Constrain:
        from rich.constrain import Constrain

        width = self._console.width - SPARE
        self._name.max_width = min(self._length, max(width // 3, width - NUMBERS - LONGEST))
        self._bar.bar_width = max(4, min(LONGEST, width - NUMBERS - self._name.max_width))
        return Constrain(self._progress.get_renderable(), width)
