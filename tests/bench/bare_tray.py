"""The least that shows an icon in the tray: what the program is measured against."""

from __future__ import annotations

import sys

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
picture = QPixmap(22, 22)
picture.fill(QColor("black"))
icon = QSystemTrayIcon(QIcon(picture))
icon.show()
app.exec()
