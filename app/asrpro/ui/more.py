"""The entries of the menu that dictate nothing: permissions, settings, logs and About."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from asrpro.desktop.opening import opened
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
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        """Show nothing yet.

        Args:
            granting: What the desktop lets this program do.
            settings: Theirs.
            logs: Their folder.
            about: Makes that window once it is asked for.
            say: Tells people something.
            post: Calls a function on the GUI's thread.
        """
        self._granting = granting
        self._settings = settings
        self._made = about
        self._say = say
        self._post = post
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
        """Open it on another thread: what does that may take as long as people look at it."""

        def work() -> None:
            if not opened(path):
                self._post(lambda: self._say(_("Nothing here can open {path}.").format(path=path)))

        threading.Thread(target=work, name="open", daemon=True).start()
