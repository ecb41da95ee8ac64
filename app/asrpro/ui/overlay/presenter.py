"""Brings what there is to show of dictation to the overlay, and takes it away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from asrpro.dictation.view import View
from asrpro.ui.notices import reading_time
from asrpro.ui.overlay.bars import Bars
from asrpro.ui.overlay.drawing import WIDE
from asrpro.ui.overlay.panel import at_end, at_work, notice
from asrpro.ui.overlay.spoken import Spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QScreen

    from asrpro.dictation.view import Ended
    from asrpro.ui.overlay.overlay import Edge, Overlay
    from asrpro.ui.overlay.panel import Panel

_APART = 0.5
"""Seconds that a notice stays longer, so that the next one takes its place."""
_BEAT = 200
"""Milliseconds between two looks whether anything is heard."""


class Presenter(QObject):
    """Follows the View, on the GUI's thread."""

    acted = Signal(str)
    """The name of the menu entry that was clicked."""
    freed = Signal()
    """Nothing of a dictation is shown any more."""
    interrupted = Signal()
    """A dictation takes the place of a notice."""

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
            key_of: by the name of a Binding its key, for people; empty where it has none.
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
        self._hint = ("", 0.0)
        """The last notice below a Session under way, and since when it is there."""
        self._telling = False
        """Whether it is a notice that is shown."""
        self._waits = now()
        """Since when people wait for their text."""
        self._over = QTimer(self, singleShot=True)
        self._over.timeout.connect(self._leave)
        self._beat = QTimer(self, interval=_BEAT)
        self._beat.timeout.connect(self._go_on)

    @property
    def wanted(self) -> bool:
        """Whether people see here what dictation has to say."""
        return self._edge() is not None

    @property
    def free(self) -> bool:
        """Whether nothing of a dictation is shown that a notice would take away."""
        return not self._under_way and (self._telling or not self._over.isActive())

    def tell(self, text: str, seconds: float) -> None:
        """Show a notice for so long."""
        self._brief(notice(text, seconds + _APART))
        self._telling = True

    def follow(self, view: View) -> str:
        """Show what there is to show now; returns what people are still to be told of it, for it is not seen here."""
        self._view = view
        news = view.notice if view.notice != self._told else ""
        self._told = view.notice
        if at_work(view, self._key_of) is not None:
            self._begin()
            if view.state == "recording":
                self._bars.hear(view.level, self._now())
            self._go_on()
            untold = "" if view.asked else self._changed_hint(view.notice)
        elif self._awaited and view.ended and view.ended.number != self._seen:
            untold = self._end(view, view.ended, news)
        else:
            untold = news
            if self._under_way:
                self._rest()  # discarded without a trace, or its end is told as soon as the microphone is closed
                self._leave()
        return untold if self.wanted else news

    def close(self) -> None:
        """Show nothing any more."""
        self._over.stop()
        self._beat.stop()
        self._overlay.close()
        self._overlay.deleteLater()  # rather than whenever Python looks for garbage, be it while something is drawn

    def _begin(self) -> None:
        self._over.stop()
        self._interrupt()
        if not self._under_way:
            self._under_way = self._awaited = True
            self._hint = "", 0.0
            self._bars = Bars()
            self._beat.start()
            self._come(WIDE)

    def _come(self, width: int = 0) -> None:
        if edge := self._edge():
            self._overlay.come(self._screen(), edge, width)
        else:
            self._overlay.leave()  # what was shown before it was turned off

    def _go_on(self) -> None:
        """Show what is under way; that nothing is heard is no news of dictation's, so it is asked now and again."""
        now, state = self._now(), self._view.state
        if state not in ("finishing", "delivering"):
            self._waits = now
        flat = state == "recording" and self._bars.flat(now)
        if panel := at_work(self._view, self._key_of, flat=flat, waited=now - self._waits):
            self._show(panel)

    def _rest(self) -> None:
        self._under_way = False
        self._beat.stop()

    def _end(self, view: View, ended: Ended, news: str) -> str:
        """Show what came of it; returns what nobody can have read by then."""
        self._interrupt()
        self._rest()
        self._awaited = False
        self._seen = ended.number
        panel = at_end(ended, self._key_of, can_retry=view.can_retry, can_insert=view.can_insert)
        self._brief(panel)
        shown = f"{panel.words} {panel.hint} {ended.notice}"
        hint = "" if self._hint[0] in shown else self._unread_hint()
        news = news.replace(ended.notice, "").strip()
        return " ".join(dict.fromkeys(filter(None, (hint, news))))

    def _changed_hint(self, new: str) -> str:
        """The notice below a Session is this now; returns the last one where nobody can have read it by then."""
        if new == self._hint[0]:
            return ""
        unread = self._unread_hint() if new else ""
        self._hint = new, self._now()
        return unread

    def _unread_hint(self) -> str:
        text, since = self._hint
        return text if self._now() < since + reading_time(text) else ""

    def _interrupt(self) -> None:
        if self._telling:
            self._telling = False
            self.interrupted.emit()

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
        self._telling = False
        self._overlay.leave()
        self.freed.emit()
