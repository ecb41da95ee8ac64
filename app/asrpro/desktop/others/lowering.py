"""Lowers streams, and gives them back what they had: written down first, and only where nobody else has changed it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

from asrpro.desktop.others.mixer import Level
from asrpro.desktop.others.note import Change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.desktop.others.mixer import Mixer, Stream
    from asrpro.desktop.others.note import Note

How = Literal["lower", "mute"]

_FIFTH: Final = 0.2
"""Of the amplitude, which is 14 dB less."""
_ALIKE: Final = 2e-4
"""What systems make of a volume on its way there and back."""


class Lowering:
    """Knows what was done and not undone yet, by itself or by a process that was killed."""

    def __init__(self, mixer: Mixer, note: Note) -> None:
        self._mixer = mixer
        self._note = note
        self._changes = {change.key: change for change in note.read()}

    @property
    def owes(self) -> bool:
        """Whether something is not as it was."""
        return bool(self._changes)

    def lower(self, how: How) -> None:
        """Lower all that is not lowered yet; raises Gone."""
        fresh = [stream for stream in self._mixer.streams() if stream.key not in self._changes]
        # What needs no change is known all the same, or else it would be taken for one that got its level from us.
        changes = [self._planned(stream, how) for stream in fresh]
        self._changes |= {change.key: change for change in changes}
        if any(change.made != change.before for change in changes):
            self._note.write(self._changes.values())
        for stream, change in zip(fresh, changes, strict=True):
            self._mixer.set(stream, change.made)

    def restore(self) -> None:
        """Give back what can be; raises Gone, and then it is to be called again."""
        if not self._changes:
            return
        streams = self._mixer.streams()
        for stream in streams:
            if change := self._changes.get(stream.key) or self._of_kind(stream):
                self._mixer.set(stream, given_back(stream.level, change))
        live = {stream.key for stream in streams}
        ended = [change for change in self._changes.values() if change.key not in live]
        self._restore_stored(ended)
        # Where one of its kind is heard, that one's level is what the system remembers from now on.
        kinds = {"", *(stream.kind for stream in streams)}
        changed = [change for change in ended if change.made != change.before and change.kind not in kinds]
        lasting = changed if self._mixer.lasting else []
        if len(lasting) != len(self._changes):
            self._changes = {change.key: change for change in lasting}
            self._note.write(lasting)

    def _restore_stored(self, ended: Iterable[Change]) -> None:
        """Change what the system keeps of streams that ended, for it would give that to those that come."""
        stored = self._mixer.stored()
        for change in ended:
            if change.kind in stored:
                now = stored[change.kind]
                level = given_back(now, change)
                if level != now:
                    self._mixer.store(change.kind, level)

    def _planned(self, stream: Stream, how: How) -> Change:
        """What is to be done to a stream; one that began by now may have got what we gave another of its kind."""
        other = self._of_kind(stream)
        before = given_back(stream.level, other) if other else stream.level
        return Change(stream.key, stream.kind, before, quieter(before, how, self._mixer.curve))

    def _of_kind(self, stream: Stream) -> Change | None:
        alike = [change for change in self._changes.values() if stream.kind and change.kind == stream.kind]
        return next((change for change in alike if given_back(stream.level, change) != stream.level), None)


def quieter(level: Level, how: How, curve: float) -> Level:
    """What a level is lowered to."""
    if how == "mute":
        return Level(level.volumes, muted=True)
    share = _FIFTH ** (1 / curve)
    return Level(tuple(volume * share for volume in level.volumes), level.muted)


def given_back(now: Level, change: Change) -> Level:
    """What a level is to be again: volumes and mute each as they were, unless somebody has changed them since."""
    volumes, muted = now.volumes, now.muted
    if not _alike(change.made.volumes, change.before.volumes) and _alike(
        now.volumes, fitted(change.made.volumes, len(now.volumes))
    ):
        volumes = fitted(change.before.volumes, len(now.volumes))
    if change.made.muted != change.before.muted and now.muted == change.made.muted:
        muted = change.before.muted
    return Level(volumes, muted)


def fitted(volumes: tuple[float, ...], channels: int) -> tuple[float, ...]:
    """Volumes for another number of channels."""
    return volumes if len(volumes) == channels else (max(volumes, default=0.0),) * channels


def _alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return len(one) == len(other) and all(
        math.isclose(first, second, rel_tol=0.0, abs_tol=_ALIKE) for first, second in zip(one, other, strict=True)
    )
