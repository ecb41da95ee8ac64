"""The tokens as what Qt draws its own windows, menus and buttons with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from asrpro.ui.theme import Theme
    from asrpro.ui.tokens import Tokens


def dress(application: QApplication, theme: Theme) -> None:
    """Have everything look so from now on, and follow the theme."""
    application.setStyle("Fusion")

    def follow() -> None:
        application.setPalette(QPalette())  # the system's own, which high contrast is made of
        tokens = theme.tokens
        if not tokens.high_contrast:
            application.setPalette(palette(tokens))

    follow()
    theme.changed.connect(follow)


def palette(tokens: Tokens) -> QPalette:
    """These colours in the roles that Qt knows."""
    role, made = QPalette.ColorRole, QPalette()
    colours = {
        role.Window: tokens.bg,
        role.WindowText: tokens.text,
        role.Base: tokens.raised,
        role.AlternateBase: tokens.bg,
        role.Text: tokens.text,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.recording,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Highlight: tokens.accent,
        role.Accent: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.raised,
        role.Midlight: tokens.line,
        role.Mid: tokens.line,
        role.Dark: tokens.faint,
        role.Shadow: tokens.line,
    }
    for one, colour in colours.items():
        made.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.faint))
    return made
