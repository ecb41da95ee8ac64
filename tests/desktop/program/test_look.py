"""That the overlay looks as people have told their desktop that they want things to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.ui.tokens import DARK, LIGHT
from fixtures.portal import portal
from fixtures.programs import until
from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.dictation_desk import Desk
    from fixtures.screen import Screen

DESKTOP = "#808080"
LOWEST = 767
"""The row of the screen with the lower edge of the card."""


def edge(screen: Screen) -> list[str]:
    """The colours at the lower edge of the card, from below it upwards."""
    return [screen.colour(640, LOWEST - inwards) for inwards in (-1, 0, 1, 2)]


def test_it_follows_the_desktop_while_it_is_shown(own_desk: Desk) -> None:
    screen = own_desk.screen
    own_desk.programs.run("xsetroot", "-solid", DESKTOP)
    bus = own_desk.programs.environment["DBUS_SESSION_BUS_ADDRESS"]
    with portal(bus, contrast=0, color_scheme=2) as wishes:
        TextBox(screen)
        own_desk.start(XDG_CURRENT_DESKTOP="GNOME")
        own_desk.ask("start")
        own_desk.reach("recording")
        until(lambda: edge(screen) == [DESKTOP, LIGHT.line, LIGHT.raised, LIGHT.raised], "light")
        wishes.wish("color-scheme", 1)
        until(lambda: edge(screen) == [DESKTOP, DARK.line, DARK.raised, DARK.raised], "dark")
        wishes.wish("color-scheme", 2)
        wishes.wish("contrast", 1)

        def contrasts() -> bool:
            """A line of two pixels, of the colour of words."""
            _below, line, same, ground = edge(screen)
            return line == same != ground and line not in (LIGHT.line, DARK.line, DARK.raised, LIGHT.raised)

        until(contrasts, "high contrast", instead=lambda: edge(screen))
        wishes.wish("contrast", 0)
        until(lambda: edge(screen) == [DESKTOP, LIGHT.line, LIGHT.raised, LIGHT.raised], "light once more")
        own_desk.ask("cancel")
