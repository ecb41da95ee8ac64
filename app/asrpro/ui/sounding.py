"""What is heard of a dictation: chimes when it begins and ends, and others less loud meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.dictation.view import View
from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Chime, Chimes, Others
    from asrpro.settings.sounds import SoundSettings

_RECORDED: Final = ("opening", "recording")
_BECOMES_TEXT: Final = ("finishing", "delivering")


class Sounding:
    """Follows the View, on the GUI's thread, which it never holds up; settings count from the next recording on."""

    def __init__(
        self, chimes: Chimes, others: Others, settings: Callable[[], SoundSettings], say: Callable[[str], None]
    ) -> None:
        """Be silent yet.

        Args:
            chimes: play what says how a dictation goes.
            others: what other programs play.
            settings: what is wanted now.
            say: tells people a sentence.
        """
        self._chimes = chimes
        self._others = others
        self._settings = settings
        self._say = say
        self._wanted = DEFAULTS.sounds
        """What was wanted when the recording began."""
        self._view = View()
        """The last one."""
        self._under_way = False
        self._hushed = False
        self._heard = False
        """Whether people know that they are heard."""
        self._said: set[str] = set()

    def follow(self, view: View) -> None:
        """Let be heard what there is to hear now."""
        if view.state in _RECORDED:
            if not self._under_way:
                self._begin()
            if view.state == "recording" and not self._heard:
                self._heard = True
                self._play("start")
        elif self._under_way:
            self._end(view)
        self._view = view

    def close(self) -> None:
        """Have everything as it was."""
        self._others.close()

    def _begin(self) -> None:
        self._under_way = True
        self._wanted = self._settings()
        self._hushed = self._wanted.others != "leave" or self._wanted.pause_media
        if self._hushed:
            lacking = self._others.hush(self._wanted.others, pause=self._wanted.pause_media)
            if lacking and lacking not in self._said:
                self._said.add(lacking)
                self._say(lacking)

    def _end(self, view: View) -> None:
        self._under_way = False
        if self._hushed:
            self._others.restore()
        if self._heard:
            self._heard = False
            self._play("end" if self._becomes_text(view) else "cancel")

    def _becomes_text(self, view: View) -> bool:
        """Whether the recording that is over does."""
        before = self._view.ended.number if self._view.ended else 0
        if view.ended and view.ended.number != before:
            return view.ended.how != "cancelled"
        # Else what is at work may be an earlier one, of which there is one less to wait for.
        return view.state in _BECOMES_TEXT and view.waiting >= self._view.waiting

    def _play(self, chime: Chime) -> None:
        if getattr(self._wanted, chime):
            self._chimes.play(chime, self._wanted.volume)
