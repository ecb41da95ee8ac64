"""Brings what there is to show of dictation to the overlay, and takes it away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from asrpro.dictation.view import View
from asrpro.ui.overlay.bars import Bars
from asrpro.ui.overlay.panel import at_end, at_work, notice
from asrpro.ui.overlay.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QScreen

    from asrpro.dictation.view import Ended
    from asrpro.ui.overlay.overlay import Edge, Overlay
    from asrpro.ui.overlay.panel import Panel

_BEAT = 200
"""Milliseconds between two looks whether anything is heard."""


class Presenter(QObject):
    """Follows the View, on the GUI's thread."""

    acted = Signal(str)
    """The name of the menu entry that was clicked."""

    def __init__(
        self,
        overlay: Overlay,
        *,
        now: Callable[[], float],
        edge: Callable[[], Edge | None],
        screen: Callable[[], QScreen],
        key_of: Callable[[str], str],
    ) -> None:
        """Show nothing yet.

        Args:
            overlay: where it is shown.
            now: seconds of `time.monotonic()`.
            edge: at which edge of the screen it is to be; None where it is not wanted.
            screen: the one with the focus.
            key_of: by the name of a menu entry the key that does the same, for people; empty where none does.
        """
        super().__init__()
        self._overlay = overlay
        overlay.acted.connect(self.acted)
        self._now = now
        self._edge = edge
        self._screen = screen
        self._key_of = key_of
        self._bars = Bars()
        self._view = View()
        self._under_way = False
        self._awaited = False
        """Whether a Session was under way since, whose end is still to be shown."""
        self._seen = 0
        """The number of the Session whose end was shown last."""
        self._spoken = Spoken()
        self._told = ""
        """The notice of the last View."""
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(self._leave)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self._go_on)

    @property
    def wanted(self) -> bool:
        """Whether people see here what dictation has to say."""
        return self._edge() is not None

    def follow(self, view: View) -> None:
        """Show what there is to show now."""
        self._view = view
        if at_work(view) is not None:
            self._begin()
            if view.state == "recording":
                self._bars.hear(view.level, self._now())
            self._go_on()
        elif self._awaited and view.ended and view.ended.number != self._seen:
            self._end(view, view.ended)
        elif self._under_way:
            self._rest()  # discarded without a trace, or its end is told as soon as the microphone is closed
            self._leave()
        elif view.notice and view.notice != self._told:
            self._brief(notice(view.notice))
        self._told = view.notice

    def close(self) -> None:
        """Show nothing any more."""
        self._over.stop()
        self._beat.stop()
        self._overlay.close()
        self._overlay.deleteLater()  # rather than whenever Python looks for garbage, be it while something is drawn

    def _begin(self) -> None:
        self._over.stop()
        if not self._under_way:
            self._under_way = self._awaited = True
            self._bars = Bars()
            self._beat.start()
            self._come()

    def _come(self) -> None:
        if edge := self._edge():
            self._overlay.come(self._screen(), edge)
        else:
            self._overlay.leave()  # what was shown before it was turned off

    def _go_on(self) -> None:
        """Show what is under way; that nothing is heard is no news of dictation's, so it is asked now and again."""
        flat = self._view.state == "recording" and self._bars.flat(self._now())
        if panel := at_work(self._view, flat=flat):
            self._show(panel)

    def _rest(self) -> None:
        self._under_way = False
        self._beat.stop()

    def _end(self, view: View, ended: Ended) -> None:
        self._rest()
        self._awaited = False
        self._seen = ended.number
        self._brief(at_end(ended, self._key_of, can_retry=view.can_retry, can_insert=view.can_insert))

    def _brief(self, panel: Panel) -> None:
        """Show it for a while."""
        if not self._overlay.isVisible():
            self._come()
        self._show(panel)
        self._over.start(round((panel.stays or 0.0) * 1000))

    def _show(self, panel: Panel) -> None:
        if self._edge() is not None:
            self._overlay.show_panel(panel, self._bars.heights)
        if words := self._spoken.of(panel, self._now()):
            said = QAccessibleAnnouncementEvent(self._overlay, words)
            if panel.glyph == "triangle":
                said.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(said)

    def _leave(self) -> None:
        self._spoken.rest()
        self._overlay.leave()
