"""Sleep and lock on macOS, as its notification centres tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

SLEEP = {"NSWorkspaceWillSleepNotification": True, "NSWorkspaceDidWakeNotification": False}
LOCK = {"com.apple.screenIsLocked": True, "com.apple.screenIsUnlocked": False}


class Away:
    """Calls on_change, on the main thread, with True when people go away and with False when they are back."""

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        from AppKit import NSDistributedNotificationCenter, NSWorkspace

        self._on_change = on_change
        self._observers: list[tuple[Any, Any]] = []
        self._listen(NSWorkspace.sharedWorkspace().notificationCenter(), SLEEP)
        self._listen(NSDistributedNotificationCenter.defaultCenter(), LOCK)

    def close(self) -> None:
        """Listen no more."""
        for centre, observer in self._observers:
            centre.removeObserver_(observer)
        self._observers.clear()

    def _listen(self, centre: Any, names: dict[str, bool]) -> None:
        for name, away in names.items():
            observer = centre.addObserverForName_object_queue_usingBlock_(
                name, None, None, lambda _notification, away=away: self._on_change(away)
            )
            self._observers.append((centre, observer))
