"""The text on Wayland's clipboards, by way of wl-clipboard.

Qt's own clipboard is never used here: without the focus it changes nothing and says that it did. wl-copy cannot mark a
text as one that passes (2.1 has no such option), so programs that record clipboards see each text that is pasted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.desktop.selections.contents import best_first, kind
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QProcess

    from asrpro.desktop.wayland.commands import Commands


class Clipboard:
    """One of the two clipboards, of which text can be kept and nothing else."""

    def __init__(self, commands: Commands, *, primary: bool) -> None:
        self._commands = commands
        self._primary = primary
        self._which = ("--primary",) if primary else ()
        self._held: bytes | None = None
        """The text that is to come back; None where there was none, or where it could not be read."""
        self._unread = False
        """Whether there was something that could not be read: then our text stays, for nothing would be no better."""
        self._ours: bytes | None = None
        """The text that was put in its place."""
        self.notice = ""
        """A sentence about what will not come back."""

    def save(self, saved: Callable[[], None]) -> None:
        """Read what it holds, unless our text is in its place."""
        if self.covered:
            saved()
            return
        self._held, self._unread, self.notice = None, False, ""

        def unread() -> None:
            self._unread = True
            self.notice = (
                _("What was selected could not be read in time, so the middle mouse button goes on pasting this text.")
                if self._primary
                else _("What was on the clipboard could not be read in time, so this text stays there in its place.")
            )
            saved()

        def listed(types: bytes | None) -> None:
            names = (types or b"").decode("utf-8", "replace").split("\n")
            lost = {kind(name) for name in best_first(filter(None, names))} - {"text", "formatted text", "other"}
            has_text = any(kind(name) == "text" for name in names if name)
            if lost and has_text:
                self.notice = _("Of what was on the clipboard only the text comes back on this desktop.")
            elif lost:
                self.notice = _("What was on the clipboard is lost: only text can be put back on this desktop.")
            if has_text:
                self._paste(read)
            else:
                saved()

        def read(text: bytes | None) -> None:
            if text is None:
                unread()
                return
            self._held = text
            saved()

        # An empty one is told by failing, so that only the time tells of one that does not answer.
        self._commands.run(("wl-paste", *self._which, "--list-types"), listed, late=unread)

    def offer(self, text: bytes, offered: Callable[[bool], None]) -> None:
        """Put a text in the place of what it holds."""
        self._ours = text
        self._copy(text, lambda printed: offered(printed is not None))

    def keep(self) -> None:
        """Let our text stay."""
        self._ours = None

    def restore(self, restored: Callable[[], None]) -> None:
        """Put back what was there, unless somebody has copied since."""
        if not self.covered:
            restored()
            return

        def read(text: bytes | None) -> None:
            still_ours, self._ours = text == self._ours, None
            if still_ours:
                self.put_back(restored)
            else:
                restored()

        self._paste(read)

    def put_back(self, restored: Callable[[], None]) -> QProcess | None:
        """Put back what was there, whatever is there now; returns what does it, if there is something to do."""
        self._ours = None
        if self._unread:
            restored()
            return None
        if self._held:
            return self._copy(self._held, lambda _printed: restored())
        return self._commands.run(("wl-copy", *self._which, "--clear"), lambda _printed: restored())

    @property
    def covered(self) -> bool:
        """Whether our text is in the place of what was there."""
        return self._ours is not None

    def _copy(self, text: bytes, then: Callable[[bytes | None], None]) -> QProcess:
        command = ("wl-copy", *self._which, "--type", "text/plain;charset=utf-8")
        return self._commands.run(command, then, text)

    def _paste(self, then: Callable[[bytes | None], None]) -> None:
        self._commands.run(("wl-paste", *self._which, "--no-newline", "--type", "text"), then)
