"""One microphone, as the system lists it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Microphone:
    """Something that can be listened to."""

    id: str
    """What the settings name it by; stays the same when it is plugged in again, and after a restart."""
    name: str
    """What people call it."""
    channels: int
    rate: int
    """Samples per second that it works at."""
    default: bool = False
    """Whether it is the one that the system would take."""
    bluetooth: bool = False
    """Whether listening to it costs a headset its good sound, and takes a second or two to begin."""
    plugged: int = 0
    """A number of this time that it is plugged in: it may have been out and in again between two looks."""
