"""Tells those who start the program how it is used, and the first time what would hear them better."""

from __future__ import annotations

import logging
import sys
import time
from typing import TYPE_CHECKING, Final, TypeAlias

from asrpro.i18n import _
from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from asrpro.catalog.recommending import Recommendation

    Advised: TypeAlias = "Callable[[Callable[[Sequence[Recommendation]], None]], None]"

log = logging.getLogger(__name__)

_PATIENCE: Final = 4.0
"""Seconds that people wait for the greeting at most; what is recommended is told on its own if it is found later."""


class Greeted:
    """Whether people were greeted in the tray before; a file tells, whatever else the command line has made."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the user's data lie."""
        self._file = folder / "greeted"

    def __bool__(self) -> bool:
        """Whether they were, as far as it is known."""
        return self._file.exists()

    def remember(self) -> None:
        """They are; where that cannot be written they will be once more."""
        try:
            self._file.touch()
        except OSError as error:
            log.warning("that people were greeted could not be written down: %s", error.strerror)


def greet(  # noqa: PLR0913 - what is told, to whom, and how
    words: str,
    advised: Advised,
    before: Greeted,
    *,
    chosen: str,
    say: Callable[[str], None],
    post: Callable[[Callable[[], None]], None],
    call_at: Callable[[float, Callable[[], None]], None],
) -> None:
    """Say it in the terminal at once, and the first time on the screen, in one notice where that can be.

    Args:
        words: What the program waits for.
        advised: Calls a function with what is recommended, on any thread, once the computer was looked at, which may
            take half a minute or fail.
        before: Whether it is not the first time, and remembers that it was done.
        chosen: The Model that the settings name.
        say: Tells it on the screen.
        post: Calls a function on this thread.
        call_at: The same at a moment of `time.monotonic()`.
    """
    text = _("ASR Pro is ready. {words}").format(words=words)
    if sys.stdout and sys.stdout.isatty():
        sys.stdout.write(text + "\n" + _("Ctrl+C ends it.") + "\n")
        sys.stdout.flush()
    if before:
        return
    greeted = False

    def tell(best: Sequence[Recommendation]) -> None:
        nonlocal greeted
        said = [*([] if greeted else [text]), *filter(None, [_better_than(chosen, best)])]
        if not greeted:
            before.remember()
        greeted = True
        if said:
            say(" ".join(said))

    advised(lambda best: post(lambda: tell(best)))
    call_at(time.monotonic() + _PATIENCE, lambda: tell(()))


def _better_than(chosen: str, best: Sequence[Recommendation]) -> str:
    """A sentence about what suits this computer best, if people still have what comes with the program."""
    if chosen != DEFAULTS.model.name or not best or best[0].model.id == chosen:
        return ""
    return _("Best for this computer: {model}. The menu has it under Model.").format(model=best[0].model.title)
