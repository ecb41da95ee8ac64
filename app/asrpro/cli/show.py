"""What the terminal shows while files are transcribed: text on standard output, everything else on standard error."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Self

from asrpro.i18n import _

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress as Bar
    from rich.progress import TaskID


class Show:
    """A progress line where there is a terminal to draw it on, and nothing but text where there is none."""

    def __init__(self) -> None:
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._began = 0.0

    def __enter__(self) -> Self:
        """Draw from here on."""
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.percentage:>3.0f}%"),
                TextColumn("{task.fields[speed]}"),
                TimeRemainingColumn(compact=True),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Draw no more."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def begin(self, name: str) -> None:
        """Start over for another file."""
        self._began = time.monotonic()
        if self._bar:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(printable(name), total=None, speed="")

    def progress(self, seconds: float, duration: float | None) -> None:
        """Show how many seconds of the file are done, of how many."""
        if self._bar and self._task is not None:
            passed = time.monotonic() - self._began
            speed = f"{seconds / passed:.1f}x" if passed > 1 else ""
            self._bar.update(self._task, completed=min(seconds, duration or seconds), total=duration, speed=speed)

    def text(self, text: str) -> None:
        """Write whole lines to standard output, above the progress line if both are one terminal."""
        if self._bar and sys.stdout.isatty():
            self._bar.console.print(printable(text), markup=False, highlight=False, soft_wrap=True, end="")
        else:
            print(text, end="", flush=True)  # noqa: T201 - this is the place that prints

    def note(self, text: str) -> None:
        """Say something on standard error."""
        if self._bar:
            self._bar.console.print(printable(text), markup=False, highlight=False, soft_wrap=True)
        else:
            print(printable(text), file=sys.stderr, flush=True)  # noqa: T201

    def finish(self, text: str) -> None:
        """Sum up a file, for people only."""
        if self._bar:
            self.note(text)


def printable(text: str) -> str:
    """The text without what would command the terminal; file names and speech are other people's."""
    return "".join(character if character.isprintable() or character in "\n\t" else "?" for character in text)


def clock(seconds: float) -> str:
    """Seconds as people read them: 0:07, 12:34, 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def held_back(reason: str, start: float, text: str) -> str:
    """The line that reports what a gate dropped."""
    return _("Held back at {time}: {text} ({reason})").format(time=clock(start), text=text, reason=reason)
