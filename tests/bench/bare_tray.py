"""The least that shows an icon in the tray, or one with a menu: what the program is measured against."""

from __future__ import annotations

import sys

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
picture = QPixmap(22, 22)
picture.fill(QColor("black"))
icon = QSystemTrayIcon(QIcon(picture))
if "menu" in sys.argv:
    menu = QMenu()
    for number in range(10):
        menu.addAction(f"Entry {number}")
    icon.setContextMenu(menu)
    icon.activated.connect(lambda _reason: menu.popup(icon.geometry().center()))
icon.show()
app.exec()
