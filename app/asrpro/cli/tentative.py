"""The line that shows what is being said before it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.drawn import SPARE, Drawn

if TYPE_CHECKING:
    from rich.text import Text


class Tentative(Drawn):
    """As much of the end of it as fits into one line."""

    _text = ""

    def say(self, text: str) -> None:
        """Show this from now on."""
        self._text = text

    def _line(self) -> Text:
        from rich.cells import cell_len
        from rich.text import Text

        text, width = self._text, self._console.width - SPARE
        if cell_len(text) > width:
            while cell_len(text) >= width:
                text = text[1:]
            text = f"…{text}"
        return Text(text, style="dim", no_wrap=True)
