"""The look that the system asks for: light, dark or high contrast, with or without motion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette

from asrpro.ui.tokens import DARK, LIGHT, Tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QColor


_READABLE: Final = 4.5
"""The ratio of contrast that words need, by WCAG 2.2."""


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
    chosen = next((one for one in (role.Accent, role.Highlight, role.Link) if _readable(palette, one)), role.Text)
    return Tokens(
        bg=_name(palette.color(role.Window)),
        surface=ground,
        raised=ground,
        line=text,
        text=text,
        muted=text,
        faint=text,
        accent=_name(palette.color(chosen)),
        accent_soft=ground,
        on_accent=_name(palette.color(role.HighlightedText)),
        recording=text,
        recording_soft=ground,
        good=text,
        good_soft=ground,
        warning=text,
        warning_soft=ground,
        shadow="#00000000",
        high_contrast=True,
    )


def _readable(palette: QPalette, role: QPalette.ColorRole) -> bool:
    """Whether words of this colour are, on the ground of what can be read: some are meant as grounds themselves."""
    one, other = (_luminance(palette.color(each)) for each in (role, QPalette.ColorRole.Base))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05) >= _READABLE


def _luminance(colour: QColor) -> float:
    """How bright it is, 0.0 to 1.0, by WCAG 2.2."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)  # noqa: PLR2004
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _name(colour: QColor) -> str:
    return colour.name()
