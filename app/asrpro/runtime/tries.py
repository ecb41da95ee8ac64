"""Work that is tried more than once: what was given out already, and what is told when all was in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.domain import Progress, Segment
from asrpro.errors import EngineCrashed, EngineHung
from asrpro.i18n import _
from asrpro.runtime.parent import ChildGone, ChildSilent
from asrpro.shortage import KILLED, killed_at_work, lacks_memory, no_memory_at_work

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Model, Step
    from asrpro.errors import OutOfMemory


class Given:
    """What was given out in all tries of one piece of work."""

    def __init__(self) -> None:
        self._times: list[tuple[float, float]] = []
        self._end = 0.0
        self._reached = 0.0

    def news(self, steps: Iterator[Step | None]) -> Iterator[Step | None]:
        """The Steps of one try without the Segments that earlier ones gave out; Progress stays where it was before.

        A try that cuts as the ones before did is followed Segment by Segment, for Segments may share their times. One
        that cuts elsewhere, as another device may, is told by the time: what lies in its greater half before the end
        of what was given out has been said. There, half a Segment may be said twice or not at all.
        """
        left, said = list(self._times), self._end
        for step in steps:
            if isinstance(step, Progress):
                self._reached = max(self._reached, step.seconds)
                yield Progress(self._reached)
                continue
            if isinstance(step, Segment):
                times = (step.start, step.end)
                if times in left:
                    del left[: left.index(times) + 1]
                    continue
                if left and sum(times) / 2 < said:
                    continue
                self._times.append(times)
                self._end = max(self._end, step.end)
            yield step


def verdict(model: Model, error: Exception) -> EngineCrashed | EngineHung | OutOfMemory:
    """What people are told of a child's end or failure when there is nothing left to try."""
    hint = _("The audio is unharmed. Try again, or with another model.")
    if isinstance(error, ChildSilent):
        return EngineHung(_("{model} gave no answer in time, twice.").format(model=model.title), hint)
    if lacks_memory(error):
        return no_memory_at_work(model.title)
    if not isinstance(error, ChildGone):
        told = _("The audio is unharmed. Try again, or with another model; the log says more.")
        return EngineCrashed(_("{model} failed: {reason}.").format(model=model.title, reason=error), told)
    title = _("{model} crashed, and again on a second try.").format(model=model.title)
    if error.code == KILLED:
        return killed_at_work(title)
    return EngineCrashed(title, hint)
