"""Colours, sizes and times of everything that is drawn; no other module holds a literal of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The colours of one theme, as Qt reads them; a soft one is the ground for the colour of its name."""

    bg: str
    """Sidebars."""
    surface: str
    """Pages."""
    raised: str
    """Rows, fields, the overlay."""
    line: str
    """Borders and the grooves of bars."""
    text: str
    muted: str
    faint: str
    """Tentative words and decoration."""
    accent: str
    accent_soft: str
    on_accent: str
    recording: str
    """Recording and errors."""
    recording_soft: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    shadow: str
    """Of what lies above a window, with how dark it is."""
    high_contrast: bool = False
    """Whether these are the system's own colours, with thicker lines."""


LIGHT: Final = Tokens(
    bg="#f6f6f7",
    surface="#ffffff",
    raised="#ffffff",
    line="#e3e3e7",
    text="#1a1a1e",
    muted="#5c5d66",
    faint="#6f707a",
    accent="#3557d6",
    accent_soft="#e9edfc",
    on_accent="#ffffff",
    recording="#d2252e",
    recording_soft="#fdecec",
    good="#1f7a3a",
    good_soft="#e6f4ea",
    warning="#9a5b00",
    warning_soft="#fdf1dc",
    shadow="#24000000",
)
DARK: Final = Tokens(
    bg="#161618",
    surface="#1d1d20",
    raised="#26262a",
    line="#35353b",
    text="#ededf0",
    muted="#a7a8b2",
    faint="#8f909b",
    accent="#8fa8ff",
    accent_soft="#262f4d",
    on_accent="#10131f",
    recording="#ff6b70",
    recording_soft="#3a2022",
    good="#6ccb8a",
    good_soft="#1c3324",
    warning="#f2b950",
    warning_soft="#3a2e17",
    shadow="#99000000",
)

XS: Final = 4
S: Final = 8
M: Final = 12
L: Final = 16
XL: Final = 24
"""Pixels of space, from the smallest up."""

RADIUS_FIELD: Final = 7
RADIUS_ROW: Final = 9
RADIUS_WINDOW: Final = 10
RADIUS_OVERLAY: Final = 22
"""Pixels of round corners; a button is as a field."""

TITLE: Final = 3
CAPTION: Final = -1
"""Points more than the system's own font has."""
NORMAL: Final = 400
MEDIUM: Final = 500
SEMIBOLD: Final = 600
"""Weights of type."""

FADE: Final = 120
"""Milliseconds of the only motion there is; none where people want less of it."""
HIT: Final = 28
"""Pixels, at least, of what is clicked."""
