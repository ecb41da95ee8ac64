"""Microphones for Sessions; one is kept open where sound from before the key press is wanted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.dictation.parts import Capture, Level, OpenCapture
    from asrpro.domain import Audio


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a microphone tells, on its own thread."""

    on_audio: Callable[[Audio], None]
    on_level: Callable[[Level], None]
    on_notice: Callable[[str], None]
    on_failure: Callable[[Exception], None]


class Captures:
    """Makes a Capture for each Session, or lends it the one that is armed. Used on the owner's thread."""

    def __init__(self, make: OpenCapture, say: Callable[[str], None]) -> None:
        """Open nothing yet; `say` is told, on any thread, what the armed one has to say while nobody has it."""
        self._make = make
        self._nobody = Listener(lambda _audio: None, lambda _level: None, say, lambda error: say(str(error)))
        self._armed: Armed | None = None

    def arm(self, wanted: str, pre_roll: float) -> None:
        """Keep this microphone open from now on, with so many seconds in memory; 0.0 keeps none open."""
        armed = self._armed
        if (armed.wanted, armed.pre_roll) == (wanted, pre_roll) if armed else not pre_roll:
            return
        self._armed = Armed(self._make, self._nobody, wanted, pre_roll) if pre_roll else None
        if armed is not None:
            threading.Thread(target=armed.close, name="microphone", daemon=True).start()  # it may take a second

    def open(self, wanted: str, listener: Listener) -> Capture:
        """One for a Session. While an earlier one still has the armed one, it is one of its own, without pre-roll."""
        armed = self._armed
        if armed is not None and armed.wanted == wanted and armed.listener is self._nobody:
            armed.listener = listener
            return armed
        return _made(self._make, wanted, lambda: listener, 0.0)

    def renew(self, capture: Capture) -> None:
        """Give up one that does not come to its end; where it was the armed one, keep another open."""
        armed = self._armed
        if armed is not None and armed is capture:
            self._armed = Armed(self._make, self._nobody, armed.wanted, armed.pre_roll)
        threading.Thread(target=capture.close, name="microphone", daemon=True).start()

    def close(self) -> None:
        """Keep none open any more; waits for it."""
        if self._armed is not None:
            self._armed.close()
            self._armed = None


class Armed:
    """A Capture that stays open, and tells whoever has it."""

    def __init__(self, make: OpenCapture, nobody: Listener, wanted: str, pre_roll: float) -> None:
        """Open it; it is nobody's."""
        self.wanted = wanted
        self.pre_roll = pre_roll
        self.listener = nobody
        """Who has it."""
        self._nobody = nobody
        self._over = False
        self._capture = _made(make, wanted, lambda: self.listener, pre_roll)
        self._capture.arm()

    def arm(self) -> None:
        """It is."""

    def start(self) -> None:
        """Hear, from so many seconds ago on."""
        self._capture.start()

    def stop(self) -> bool:
        """Hear no more, and belong to nobody once all is handed out."""
        done = self._capture.stop()
        if done:
            if not self._over:
                self._capture.arm()  # one that failed is closed
            self.listener = self._nobody
        return done

    def close(self) -> None:
        """Close the microphone; what was heard before is handed out."""
        self._over = True
        self._capture.close()


def _made(make: OpenCapture, wanted: str, listener: Callable[[], Listener], pre_roll: float) -> Capture:
    return make(
        wanted,
        on_audio=lambda audio: listener().on_audio(audio),
        on_level=lambda level: listener().on_level(level),
        on_notice=lambda notice: listener().on_notice(notice),
        on_failure=lambda error: listener().on_failure(error),
        pre_roll=pre_roll,
    )
