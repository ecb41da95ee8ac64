"""How far a download has come."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from asrpro.catalog.sizes import spelled
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW: Final = 5.0
"""Seconds of the past that tell the speed."""
ENOUGH: Final = 0.5
"""Seconds after which a speed can be told."""
OFTEN: Final = 0.1
"""Seconds between two reports."""
_MINUTE: Final = 60
_SOON: Final = 90
_LONG: Final = 5400
"""Seconds from which on minutes and hours are told."""


@dataclass(frozen=True, slots=True)
class Headway:
    """How far a download has come, and how fast it goes on."""

    done: int = 0
    """Bytes that are here, those of an earlier try included."""
    total: int = 0
    """Bytes of the whole Model; 0 while that is not known."""
    speed: float = 0.0
    """Bytes in a second; 0 while that is not known."""
    note: str = ""
    """What it waits for, if it does not go on; or what is done with the files that are here."""
    looking: bool = False
    """Whether those are looked at; then `done` and `total` are of that, and nothing arrives."""
    failures: int = 0
    """Tries that failed; the note says why the last one did, until it goes on."""

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take; None while that is not known."""
        return (self.total - self.done) / self.speed if self.speed and self.total else None

    @property
    def share(self) -> float | None:
        """How much of the whole is here, 0.0 to 1.0; None while that is not known."""
        return self.done / self.total if self.total else None

    @property
    def pace(self) -> str:
        """The speed as people read it, as in "9.8 MB/s"; empty while it is not known."""
        return _("{size}/s").format(size=spelled(self.speed)) if self.speed else ""

    def __str__(self) -> str:
        """All of it as people read it, as in "412 MB of 1.5 GB · 9.8 MB/s · 2 min left"."""
        if self.note or not self.total:
            return self.note or _("Waiting")
        here = _("{done} of {total}").format(done=spelled(self.done), total=spelled(self.total))
        return " · ".join(filter(None, (here, self.pace, "" if self.left is None else _told(self.left))))


def _told(left: float) -> str:
    """A time that is only guessed, in round numbers."""
    if left < _SOON:
        return _("{seconds} s left").format(seconds=max(1, round(left)))
    if left < _LONG:
        return _("{minutes} min left").format(minutes=round(left / _MINUTE))
    hours = round(left / _MINUTE / _MINUTE)
    return ngettext("{hours} hour left", "{hours} hours left", hours).format(hours=hours)


class Meter:
    """Counts what arrives and tells it, a few times in a second; asked for by any thread."""

    def __init__(self, tell: Callable[[Headway], None], now: Callable[[], float] = time.monotonic) -> None:
        """Report to `tell`, on the thread that counts."""
        self._headway = Headway()
        self._tell = tell
        self._now = now
        self._told = 0.0
        self._lock = threading.Lock()
        self._past: deque[tuple[float, int]] = deque()

    @property
    def headway(self) -> Headway:
        """How far it is now; the speed falls while nothing comes."""
        with self._lock:
            return replace(self._headway, speed=self._speed(self._now()))

    def set_out(self, done: int, total: int, note: str = "") -> None:
        """Begin with so many bytes here, of so many; or look on while somebody else fetches them."""
        self._set(replace(self._headway, done=done, total=total, note=note, looking=False))

    def look(self, total: int) -> None:
        """Begin to look at so many bytes that are here."""
        self._set(replace(self._headway, done=0, total=total, note=_("Its files are looked at."), looking=True))

    def move(self, size: int) -> None:
        """Count so many bytes that arrived, or were looked at; or fewer than none that have to come again."""
        now = self._now()
        with self._lock:
            note = self._headway.note if self._headway.looking else ""
            self._headway = replace(self._headway, done=self._headway.done + size, note=note)
            if size < 0:
                self._past.clear()
            self._past.append((now, self._headway.done))
            while now - self._past[0][0] > WINDOW and len(self._past) > 2:  # noqa: PLR2004 - a speed takes two
                self._past.popleft()
            whole = self._headway.done == self._headway.total
        if now - self._told >= OFTEN or whole:
            self._report()

    def note(self, text: str) -> None:
        """Say what is waited for; the speed before that is none any more."""
        self._set(replace(self._headway, note=text))

    def fail(self, text: str) -> None:
        """Say why a try failed, and when the next one is."""
        self._set(replace(self._headway, note=text, failures=self._headway.failures + 1))

    def _set(self, headway: Headway) -> None:
        with self._lock:
            self._past.clear()
            self._headway = headway
        self._report()

    def _speed(self, now: float) -> float:
        if not self._past or now - self._past[-1][0] > WINDOW:
            return 0.0
        then, had = self._past[0]
        return (self._headway.done - had) / (now - then) if now - then >= ENOUGH else 0.0

    def _report(self) -> None:
        self._told = self._now()
        self._tell(self.headway)
