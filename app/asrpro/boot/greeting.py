"""Tells those who start the program how it is used, and the first time what would hear them better."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, TypeAlias

from asrpro.i18n import _
from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.catalog.recommending import Recommendation

    Advised: TypeAlias = "Callable[[Callable[[Sequence[Recommendation]], None]], None]"

_PATIENCE: Final = 4.0
"""Seconds that people wait for the greeting at most; what is recommended is told on its own if it is found later."""


def greet(
    words: str,
    advised: Advised | None,
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
            take half a minute or fail; None where it is not the first time.
        chosen: The Model that the settings name.
        say: Tells it on the screen.
        post: Calls a function on this thread.
        call_at: The same at a moment of `time.monotonic()`.
    """
    text = _("ASR Pro is ready. {words}").format(words=words)
    if sys.stdout and sys.stdout.isatty():
        sys.stdout.write(text + "\n" + _("Ctrl+C ends it.") + "\n")
        sys.stdout.flush()
    if advised is None:
        return
    greeted = False

    def tell(best: Sequence[Recommendation]) -> None:
        nonlocal greeted
        said = [*([] if greeted else [text]), *filter(None, [_better_than(chosen, best)])]
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
