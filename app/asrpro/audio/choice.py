"""Which microphone is heard next, and what people are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.audio.microphone import Microphone
    from asrpro.audio.microphones import Microphones


class Choice:
    """The one that is heard already, else the wanted one, the default, any other; what failed last or not at all."""

    def __init__(self, microphones: Microphones, wanted: str) -> None:
        """`wanted` is an identity; empty for the default."""
        self._microphones = microphones
        self._wanted = wanted
        self._failed: set[str] = set()
        self._silent: set[str] = set()
        self._reason = ""
        self._last = ""
        self._current = ""
        self._missed = False

    def next(self) -> Microphone | None:
        """The best of those that did not fail; None when there is none."""
        able = [found for found in self._microphones.all if found.id not in self._failed]
        wanted = self._microphones.find(self._wanted) if self._wanted else None
        first = wanted.id if wanted else ""
        return min(
            able,
            key=lambda found: (
                found.id in self._silent,
                found.id != self._current,
                found.id != first,
                not found.default,
                found.bluetooth,
            ),
            default=None,
        )

    def afresh(self, current: Microphone | None) -> None:
        """Begin a dictation with the one that is open, and give those that failed another chance."""
        self._failed.clear()
        self._silent.clear()
        self._current = current.id if current else ""

    def over(self) -> None:
        """End a dictation: the one that was heard in it is not preferred any more."""
        self._current = ""

    def changed(self) -> None:
        """Forget what was wrong with those that are not here any more."""
        present = {found.id for found in self._microphones.all}
        self._failed &= present
        self._silent &= present

    def present(self, microphone: Microphone) -> bool:
        """Whether it is still plugged in, and was all the time."""
        plugged = (microphone.id, microphone.plugged)
        return any((found.id, found.plugged) == plugged for found in self._microphones.all)

    def displaced(self, microphone: Microphone) -> bool:
        """Whether it was the default when it was opened and is not any more.

        PulseAudio moves streams from the old default to the new one, whatever they asked for.
        """
        now = self._microphones.find(microphone.id)
        return bool(microphone.default and now and not now.default)

    def lost(self, microphone: Microphone, reason: str, *, failed: bool) -> None:
        """Remember the sentence that says why it is not heard any more, and whether it shall be tried again."""
        self._reason = self._reason or reason
        self._last = self._last or microphone.id
        if failed:
            self._failed.add(microphone.id)

    def silent(self, microphone: Microphone, reason: str) -> bool:
        """Prefer all others to one that gives nothing; returns whether there is another."""
        self._silent.add(microphone.id)
        better = self.next()
        if better and better.id not in self._silent:
            self.lost(microphone, reason, failed=False)
            return True
        return False

    def remark(self, microphone: Microphone, *, dictating: bool) -> str:
        """What is to be said now that it is open; empty where it is what everybody expects."""
        reason, last, missed = self._reason, self._last, self._missed
        self._reason = self._last = ""
        self._current = microphone.id if dictating else ""
        self._missed = bool(self._wanted and not self._microphones.find(self._wanted))
        if reason and microphone.id == last:
            return _("{name} was interrupted: a moment may be missing.").format(name=microphone.name)
        if not reason and self._missed and not missed:
            reason = _("The chosen microphone is not connected.")
        instead = _("{name} is heard instead.").format(name=microphone.name)
        return f"{reason} {instead}" if reason else ""
