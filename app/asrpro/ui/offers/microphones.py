"""The microphones that can be picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _
from asrpro.ui.look import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asrpro.audio.microphone import Microphone
    from asrpro.audio.microphones import Microphones
    from asrpro.settings.file import SettingsFile


class MicrophoneOffer:
    """All that are plugged in, and the picked one even where it is not."""

    def __init__(self, settings: SettingsFile, microphones: Microphones, choose: Callable[[str, str], None]) -> None:
        """`choose` is told a setting's name and its new value."""
        self._settings = settings
        self._microphones = microphones
        self._choose = choose

    def choices(self) -> Sequence[Sequence[Choice]]:
        """The system's own first."""
        if not self._microphones.known:
            return ()
        present, identity = self._microphones.all, self._settings.current.audio.microphone
        chosen = self._microphones.find(identity) if identity else None
        default = self._microphones.default
        first = [Choice("", _("The system's own"), not identity, default.name if default else "")]
        if identity and chosen is None:
            first.append(Choice(identity, _("The chosen one"), current=True, beside=_("not plugged in")))
        named = zip(present, _told_apart(present), strict=True)
        return first, [Choice(one.id, name, one == chosen) for one, name in named]

    def choose(self, name: str) -> None:
        """Hear this one from the next dictation on; with no name, the system's own."""
        self._choose("audio.microphone", name)


def _told_apart(present: Sequence[Microphone]) -> Iterator[str]:
    """The names of microphones; two of the same make are counted."""
    seen: dict[str, int] = {}
    for microphone in present:
        count = seen[microphone.name] = seen.get(microphone.name, 0) + 1
        yield microphone.name if count == 1 else f"{microphone.name} ({count})"
