"""Work that is tried more than once: what was given out already, and what is told when all was in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from asrpro.domain import Segment
from asrpro.errors import EngineCrashed, EngineHung
from asrpro.i18n import _
from asrpro.runtime.parent import KILLED, ChildFailed, ChildGone, ChildSilent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Model

T = TypeVar("T")


class Given:
    """What was given out in all tries of one piece of work."""

    def __init__(self) -> None:
        self._segments = 0

    def news(self, steps: Iterator[T]) -> Iterator[T]:
        """The Steps of one try without the Segments that an earlier one gave out."""
        said = 0
        for step in steps:
            if isinstance(step, Segment):
                said += 1
                if said <= self._segments:
                    continue
                self._segments = said
            yield step


def verdict(model: Model, error: ChildGone | ChildFailed) -> EngineCrashed | EngineHung:
    """What people are told when there is nothing left to try."""
    hint = _("The audio is unharmed. Try again, or with another model.")
    if isinstance(error, ChildFailed):
        told = _("The audio is unharmed. Try again, or with another model; the log says more.")
        return EngineCrashed(_("{model} failed: {reason}.").format(model=model.title, reason=error), told)
    if isinstance(error, ChildSilent):
        return EngineHung(_("{model} gave no answer in time, twice.").format(model=model.title), hint)
    if error.code == KILLED:
        hint = _("Perhaps memory ran out. The audio is unharmed. Close other programs, or try a smaller model.")
    return EngineCrashed(_("{model} crashed, and again on a second try.").format(model=model.title), hint)
