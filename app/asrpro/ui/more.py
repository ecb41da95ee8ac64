"""The entries of the menu that dictate nothing: permissions, settings, logs and About."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.settings.file import SettingsFile
    from asrpro.ui.about import About
    from asrpro.ui.granting import Granting


class More:
    """What each of them does."""

    def __init__(
        self,
        granting: Granting,
        settings: SettingsFile,
        logs: Path,
        about: Callable[[], About],
        say: Callable[[str], None],
    ) -> None:
        """`about` makes that window once it is asked for; `logs` is their folder; `say` tells people something."""
        self._granting = granting
        self._settings = settings
        self._made = about
        self._say = say
        self._about: About | None = None
        self.entries: dict[str, Callable[[], None]] = {
            "permissions": granting.show,
            "settings_file": self._open_settings,
            "logs": lambda: self._open(logs),
            "about": self._show_about,
        }
        """By the names of the menu's entries."""

    @property
    def possible(self) -> frozenset[str]:
        """Those that are of use only now and then, and are now."""
        return frozenset({"permissions"} if self._granting.missing else ())

    def close(self) -> None:
        """Close their windows."""
        self._granting.close()
        if self._about:
            self._about.end()
            self._about = None

    def _open_settings(self) -> None:
        try:
            self._settings.ensure()
        except AppError as error:
            self._say(str(error))
        else:
            self._open(self._settings.path)

    def _show_about(self) -> None:
        self._about = self._about or self._made()
        self._about.come()

    def _open(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._say(_("Nothing here can open {path}.").format(path=path))
