"""The look that the system asks for: light, dark or high contrast, with or without motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette

from asrpro.ui.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor


class Theme(QObject):
    """Follows the system while the program runs."""

    changed = Signal()

    def __init__(self, *, still: Callable[[], bool]) -> None:
        """`still` is whether people want no motion."""
        super().__init__()
        self._still = still
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self.changed)
        hints.accessibility().contrastPreferenceChanged.connect(self.changed)

    @property
    def motion(self) -> bool:
        """Whether things may fade."""
        return not self._still()

    @property
    def tokens(self) -> Tokens:
        """What to draw with now."""
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return of_palette(QGuiApplication.palette())
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def of_palette(palette: QPalette) -> Tokens:
    """The system's own colours, for people who need them; there are no soft grounds."""
    role = QPalette.ColorRole
    ground, text = _name(palette.color(role.Base)), _name(palette.color(role.Text))
    chosen = _name(palette.color(role.Highlight))
    return Tokens(
        bg=_name(palette.color(role.Window)),
        surface=ground,
        raised=ground,
        line=text,
        text=text,
        muted=text,
        faint=text,
        accent=chosen,
        accent_soft=ground,
        on_accent=_name(palette.color(role.HighlightedText)),
        recording=text,
        recording_soft=ground,
        good=text,
        good_soft=ground,
        warning=text,
        warning_soft=ground,
        high_contrast=True,
    )


def _name(colour: QColor) -> str:
    return colour.name()
