"""A text on Qt's clipboard that knows when it was read."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QMimeData

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Offer(QMimeData):
    """A text, and marks for clipboard managers; Qt asks for the text when another program does."""

    def __init__(self, text: str, marks: Mapping[str, bytes], read: Callable[[float], None]) -> None:
        """`read` is called with the seconds of `time.monotonic()` each time somebody takes the text."""
        super().__init__()
        self._text = text
        self._marks = marks
        self._read = read

    def formats(self) -> list[str]:
        """The MIME types on offer."""
        return ["text/plain", *self._marks]

    def hasFormat(self, mime: str) -> bool:  # noqa: N802
        """Whether a MIME type is on offer."""
        return mime in self.formats()

    def retrieveData(self, mime: str, preferred: Any) -> Any:  # noqa: ARG002, N802
        """What another program asks for."""
        if mime == "text/plain":
            self._read(time.monotonic())
            return self._text
        # Plain bytes would arrive as nothing.
        return QByteArray(self._marks.get(mime, b""))
