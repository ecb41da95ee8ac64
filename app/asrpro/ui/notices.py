"""The one way of telling people something: what there is to say waits here until it can be read."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)

GATHER: Final = 0.2
"""Seconds in which what else is to be said joins a notice; a new icon in the tray finds its place too."""
AGAIN: Final = 5.0
"""Seconds after it was read in which the same sentence is not said again."""
LONGEST: Final = 300
"""Characters that are shown together; of a single longer one the overlay would not show all."""
_QUICK: Final = 3.0
_SLOW: Final = 12.0
_LOOK: Final = 2.0
_LETTER: Final = 0.06
"""Seconds: at least, at most, until people look there, and for each character."""


class Stage(Protocol):
    """What lies over other windows, and has more to show than notices."""

    @property
    def wanted(self) -> bool:
        """Whether people want to be told there."""
        ...

    @property
    def free(self) -> bool:
        """Whether nothing of a dictation is shown there that a notice would take away."""
        ...

    def tell(self, text: str, seconds: float) -> None:
        """Show it for so long."""
        ...


@dataclass(frozen=True, slots=True)
class _Notice:
    text: str
    urgent: bool
    passing: bool


def reading_time(text: str) -> float:
    """Seconds that people need to see it and to read it."""
    return min(max(_QUICK, _LOOK + _LETTER * len(text)), _SLOW)


class Notices:
    """Shows what it is told, in order, where it is seen: over the other windows, or else in the tray.

    Nothing takes away what nobody can have read yet, and what a dictation interrupts is shown again after it. Lives on
    the GUI's thread.
    """

    def __init__(
        self,
        tray: Callable[[str], None],
        stage: Stage | None,
        *,
        now: Callable[[], float],
        call_at: Callable[[float, Callable[[], None]], None],
    ) -> None:
        """`tray` shows a text until the next one; `stage` is None where no window can lie above the others."""
        self._tray = tray
        self._stage = stage
        self._now = now
        self._call_at = call_at
        self._waiting: list[_Notice] = []
        self._shown: list[_Notice] = []
        """What was shown last."""
        self._on_stage = False
        self._until = 0.0
        """When it is read."""
        self._gathered = 0.0
        """When what waits may be shown at the earliest."""
        self._said: dict[str, float] = {}
        """When each text was read."""
        self._wakes: float | None = None
        self._recording = False

    def say(self, text: str, *, urgent: bool = False, passing: bool = False) -> None:
        """Tell people soon; nothing where there is no text.

        Args:
            text: a sentence or more.
            urgent: it concerns the recording under way; all else waits until that is over.
            passing: it is no longer of use once something is dictated.
        """
        now = self._now()
        if not text or self._is_known(text, now) or (passing and self._recording):
            return
        if not self._waiting:
            self._gathered = now + GATHER
        self._waiting.append(_Notice(text, urgent, passing))
        self._wake(max(now, self._gathered))

    def follow(self, *, recording: bool) -> None:
        """Hear whether something is recorded now."""
        if recording == self._recording:
            return
        self._recording = recording
        if recording:
            self._waiting = [one for one in self._waiting if not one.passing]
        self.go_on()

    def interrupted(self) -> None:
        """The stage has to show something else; what nobody has read yet is shown again later."""
        now = self._now()
        if self._on_stage and now < self._until:
            self._waiting[:0] = [one for one in self._shown if not one.passing]
            self._shown, self._until = [], now

    def go_on(self) -> None:
        """Show what can be shown now."""
        now = self._now()
        ready = [one for one in self._waiting if one.urgent or not self._recording]
        if not ready:
            return
        if now < self._gathered:
            self._wake(self._gathered)
            return
        if now < self._until:
            if not any(one.urgent for one in ready):
                self._wake(self._until)
                return
            self._put_back()
            ready = [one for one in self._waiting if one.urgent]
        page = _page(ready)
        text = "\n".join(one.text for one in page)
        on_stage = self._stage is not None and self._stage.wanted and len(text) <= LONGEST
        if on_stage and self._stage is not None and not self._stage.free:
            return  # called again when it is
        self._waiting = [one for one in self._waiting if one not in page]
        self._show(page, text, on_stage=on_stage)

    def _show(self, page: list[_Notice], text: str, *, on_stage: bool) -> None:
        seconds = reading_time(text)
        self._shown, self._on_stage, self._until = page, on_stage, self._now() + seconds
        self._said = {said: at for said, at in self._said.items() if self._until < at + AGAIN}
        self._said |= dict.fromkeys((one.text for one in page), self._until)
        log.debug("people are told %s: %s", "over their windows" if on_stage else "in the tray", text)
        if on_stage and self._stage is not None:
            self._stage.tell(text, seconds)
        else:
            self._tray(text)
        if self._waiting:
            self._wake(self._until)

    def _wake(self, at: float) -> None:
        """Have it looked again by then, be it a little early."""
        if self._wakes is None or at < self._wakes:
            self._wakes = at
            self._call_at(at, self._woken)

    def _woken(self) -> None:
        self._wakes = None
        self.go_on()

    def _put_back(self) -> None:
        """What is shown has to give way before it is read."""
        self._waiting[:0] = [one for one in self._shown if one not in self._waiting]
        self._shown, self._until = [], self._now()

    def _is_known(self, text: str, now: float) -> bool:
        waits = any(one.text == text for one in self._waiting)
        return waits or (text in self._said and now < self._said[text] + AGAIN)


def _page(ready: Sequence[_Notice]) -> list[_Notice]:
    """The first of them, and as many more as can be read at once."""
    page = [ready[0]]
    length = len(ready[0].text)
    for one in ready[1:]:
        length += 1 + len(one.text)
        if length > LONGEST:
            break
        page.append(one)
    return page
