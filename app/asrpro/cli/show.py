"""What the terminal shows while speech is transcribed: text on standard output, everything else on standard error."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import textwrap
import time
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING, Self

from asrpro.cli.bar import Bar
from asrpro.cli.pace import Pace
from asrpro.cli.tentative import Tentative
from asrpro.errors import OutputError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from types import TracebackType

    from rich.console import Console

    from asrpro.cli.drawn import Drawn
    from asrpro.errors import AppError


# With these a name may look like another one; scripts that are written from the right do without them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ROUND = 10.0
"""Speeds, and seconds that something took, are shown without decimals from here on."""
MINUTE = 59.5
"""Seconds from which on minutes are shown."""


class OutputGone(OutputError):
    """Standard output cannot be written, for any file."""


class Show:
    """A line that is drawn where there is a terminal to draw it on, and nothing but text where there is none."""

    def __init__(self, kind: type[Drawn] = Bar) -> None:
        """Draw nothing yet; `kind` says what the line shows."""
        self._kind = kind
        self._drawn: Drawn | None = None
        self._heading = ""
        self._pace = Pace()
        self._printed = False
        self._warned = False

    def __enter__(self) -> Self:
        """Draw from here on."""
        if self._console and self._console.is_interactive:
            self._drawn = self._kind(self._console)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Draw no more."""
        if self._drawn:
            with contextlib.suppress(OSError):  # the terminal may be gone
                self._drawn.stop()
            self._drawn = None

    def begin(self, name: str, number: int = 1, count: int = 1, *, heading: bool = False) -> None:
        """Start over for another file, the how manieth of how many; with a heading its text says where it is from."""
        self._pace = Pace()
        self._heading = f"{printable(name)}:\n" if heading else ""
        if isinstance(self._drawn, Bar):
            self._drawn.begin(f"{number}/{count} {printable(name)}" if count > 1 else printable(name))

    def progress(self, seconds: float, duration: float | None) -> None:
        """Show how many seconds of the file are done, of how many."""
        if isinstance(self._drawn, Bar):
            speed = self._pace.speed(time.monotonic(), seconds)
            times = f"{speed:.{0 if speed >= ROUND else 1}f}x" if speed else ""
            left = clock(max(duration - seconds, 0.0) / speed) if duration and speed else ""
            shown = f"{min(seconds / duration, 1.0):.0%}" if duration else clock(seconds)
            self._drawn.move(seconds, duration, shown, times, left)

    def move(self, done: float, total: float | None, shown: str, speed: str, left: str) -> None:
        """Show how much is done of something else than sound, and how it is to be read."""
        if isinstance(self._drawn, Bar):
            self._drawn.move(done, total, shown, speed, left)

    def tentative(self, text: str) -> None:
        """Show what is being said, until something else is shown."""
        if isinstance(self._drawn, Tentative):
            self._drawn.say(printable(text))

    def text(self, text: str) -> None:
        """Write whole lines to standard output, above the drawn line if both are one terminal.

        Raises:
            BrokenPipeError: whoever read it reads no more.
            OutputGone: it cannot be written for another reason.
        """
        if not text:
            return
        if self._heading:
            text = ("\n" if self._printed else "") + self._heading + text
        self._heading, self._printed = "", True
        self._warn_of_what_is_lost(text)
        try:
            if self._drawn and _same_terminal():
                from rich.text import Text

                self._drawn.print(Text(printable(text, keep="\n\t")))
            else:
                # What reads a pipe may well print it on this terminal: tee, head, less.
                with self._aside(_is_pipe):
                    print(  # noqa: T201 - this is the place that prints
                        printable(text, keep="\n\t") if sys.stdout.isatty() else text, end="", flush=True
                    )
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputGone(
                _("Standard output cannot be written: {reason}.").format(reason=error.strerror),
                _("Say where the transcripts go: --output DIR"),
            ) from error

    def lines(self, stretches: Iterable[str]) -> None:
        """Write a long text of many stretches of whole lines, as `text` does, with the drawn line away."""
        with self._aside():
            for stretch in stretches:
                self.text(stretch)

    def note(self, text: str) -> None:
        """Say something on standard error; nothing happens when nobody can read it."""
        self._say("", text)

    def complain(self, error: AppError) -> None:
        """Say what is wrong and what to do."""
        self._say(f"{_('Error')}: ", f"{error.title}\n{error.hint}".rstrip())

    def finish(self, text: str) -> None:
        """Sum up a file, for people only."""
        if self._drawn:
            self.note(text)

    def _aside(self, needed: Callable[[], bool] = lambda: True) -> AbstractContextManager[None]:
        """Take the drawn line away for a while, where there is one and that is needed."""
        return self._drawn.aside() if self._drawn and needed() else contextlib.nullcontext()

    @cached_property
    def _console(self) -> Console | None:
        """The terminal on standard error; None when it is something else."""
        if not (sys.stderr and sys.stderr.isatty()):
            return None
        from rich.console import Console

        return Console(stderr=True)

    def _say(self, label: str, text: str) -> None:
        text = printable(text, keep="\n\t")
        with contextlib.suppress(OSError):
            if self._console:
                from rich.text import Text

                said = Text(_wrapped(label + text, self._console.width))
                said.stylize("bold red", 0, len(label))
                self._console.print(said, soft_wrap=True)
            elif sys.stderr:
                print(label + text, file=sys.stderr, flush=True)  # noqa: T201

    def _warn_of_what_is_lost(self, text: str) -> None:
        if not self._warned:
            encoding = sys.stdout.encoding
            try:
                text.encode(encoding)
            except UnicodeEncodeError:
                self._warned = True
                text = _("Standard output is written in {encoding}, which lacks some letters: ? stands for them.")
                self.note(text.format(encoding=encoding))
                self.note(_("Set PYTHONIOENCODING=utf-8, or give a folder for the transcripts: --output DIR"))


def printable(text: str, keep: str = "") -> str:
    """The text without what would command the terminal, or turn letters around; names and speech are other people's."""
    return "".join("�" if _commands(sign) and sign not in keep else sign for sign in text)


def _commands(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in _TURNING


def clock(seconds: float) -> str:
    """A time as people read it: 0:07, 12:34, 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def lasting(seconds: float) -> str:
    """How long something took, as people read it: 0.4 s, 12 s, 2:03."""
    if seconds >= MINUTE:
        return clock(seconds)
    return _("{seconds} s").format(seconds=f"{seconds:.{0 if seconds >= ROUND else 1}f}")


def held_back(reason: str, start: float, text: str) -> str:
    """The line that reports what a gate dropped."""
    return _("Held back at {time}: {text} ({reason})").format(time=clock(start), text=text, reason=reason)


def fitted(line: str, indent: int = 0) -> str:
    """Text for standard output: a terminal gets it broken between words and indented, a program as it is."""
    return _wrapped(line, shutil.get_terminal_size().columns, indent) if sys.stdout.isatty() else line


def _wrapped(text: str, width: int, indent: int = 0) -> str:
    """The text in lines that fit, words and paths in one piece."""
    wrapper = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    wrapper.subsequent_indent = " " * indent
    return "\n".join(map(wrapper.fill, text.split("\n")))


def _is_pipe() -> bool:
    return stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)


def _same_terminal() -> bool:
    """Whether standard output is the terminal that the progress line is on."""
    return sys.stdout.isatty() and os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
