"""The icon in the tray; where there is no tray, a small window that carries the same menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from asrpro.i18n import _
from asrpro.ui.icons import icon, window_ground
from asrpro.ui.look import STARTING
from asrpro.ui.menu import Menu
from asrpro.ui.window import Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QIcon

    from asrpro.desktop.ports import Ground, Rectangle
    from asrpro.ui.icons import Shape
    from asrpro.ui.look import Look

_AGAIN = 5_000
"""Milliseconds after which it is looked whether a tray came or went: nothing tells of it on every desktop."""
_OPENS_BY_ITSELF = "cocoa"
"""Qt's name of macOS, which opens the menu at a click and tells of the click all the same."""
_SETTLES = (50, 150, 500)
"""Milliseconds after which a new icon may be in its place."""
_NOTICE = 8_000
"""Milliseconds a notice is shown, where the desktop lets us say."""


class Tray(QObject):
    """Shows a Look, and notices."""

    def __init__(self) -> None:
        super().__init__()
        self.menu = Menu()
        self._look = STARTING
        self._panel: Callable[[Rectangle | None], Ground | None] | None = None
        self._ground: Ground = window_ground()
        self._icons: dict[tuple[Shape, Ground], QIcon] = {}
        self._icon: QSystemTrayIcon | None = None
        self._window: Window | None = None
        self._settle()
        self._watch = QTimer(self, interval=_AGAIN)
        self._watch.timeout.connect(self._settle)
        self._watch.start()

    @property
    def in_tray(self) -> bool:
        """Whether there is a tray that shows the icon."""
        return self._icon is not None

    def stand_on(self, panel: Callable[[Rectangle | None], Ground | None]) -> None:
        """Fit the panel from now on; `panel` tells what an icon stands on."""
        self._panel = panel
        for moment in (0, *_SETTLES):
            QTimer.singleShot(moment, self, self._fit)

    def show(self, look: Look) -> None:
        """Show this from now on."""
        self._look = look
        self.menu.follow(look)
        self._ground = self._seen_ground()
        if self._icon:
            self._icon.setIcon(self._drawn(look.shape, self._ground))
            self._icon.setToolTip(look.words)
        if self._window:
            self._window.follow(look, self._drawn(look.shape, window_ground()))

    def tell(self, text: str) -> None:
        """Show a notice, without getting into anybody's way, until the next one."""
        if self._icon:
            self._icon.showMessage(_("ASR Pro"), text, self._drawn(self._look.shape, window_ground()), _NOTICE)
        if self._window:
            self._window.notice(text)

    def come_forward(self) -> None:
        """Be seen, where a window stands for the icon."""
        if self._window:
            self._window.showNormal()
            self._window.raise_()

    def close(self) -> None:
        """Take everything away."""
        self._watch.stop()
        self._use_tray(there=False)
        if self._window:
            self._window.close()
            self._window = None

    def _settle(self) -> None:
        """Be where one can be now: trays come and go."""
        there = QSystemTrayIcon.isSystemTrayAvailable()
        if there != self.in_tray:
            self._use_tray(there=there)
        if there and self._window:
            self._window.close()
            self._window = None
        elif not there and not self._window:
            self._window = Window(self.menu.menu)
            self.show(self._look)
            self._window.show()
        self._fit()

    def _use_tray(self, *, there: bool) -> None:
        if self._icon:
            self._icon.hide()
            self._icon.deleteLater()
            self._icon = None
        if there:
            self._icon = QSystemTrayIcon(self._drawn(self._look.shape, self._ground), self)
            self._icon.setContextMenu(self.menu.menu)
            self._icon.activated.connect(self._clicked)
            self._icon.show()
            self.show(self._look)
            for moment in _SETTLES:  # it finds its place in the panel by then
                QTimer.singleShot(moment, self, self._fit)

    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        clicks = QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick
        # Two clicks in a row are two clicks.
        if reason in clicks and self._icon and QGuiApplication.platformName() != _OPENS_BY_ITSELF:
            place = self._icon.geometry()  # empty where the panel draws it by itself
            self.menu.menu.popup(QCursor.pos() if place.isEmpty() else place.center())

    def _fit(self) -> None:
        """Look at the panel, which may be another one by now, or have other colours."""
        if self._seen_ground() != self._ground:
            self.show(self._look)

    def _seen_ground(self) -> Ground:
        return (self._panel(self._place()) if self._panel else None) or window_ground()

    def _place(self) -> Rectangle | None:
        """Where the icon is, in the screen's own pixels; None where the panel draws it by itself."""
        place = self._icon.geometry() if self._icon else None
        if place is None or place.isEmpty():
            return None
        screen = QGuiApplication.screenAt(place.center())
        scale = screen.devicePixelRatio() if screen else 1.0
        left, top = round(place.x() * scale), round(place.y() * scale)
        return left, top, round(place.width() * scale), round(place.height() * scale)

    def _drawn(self, shape: Shape, ground: Ground) -> QIcon:
        if (shape, ground) not in self._icons:
            self._icons[shape, ground] = icon(shape, ground)
        return self._icons[shape, ground]
