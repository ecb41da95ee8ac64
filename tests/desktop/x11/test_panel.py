from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from Xlib import X, Xatom

from asrpro.desktop.x11.connection import connected
from asrpro.desktop.x11.panel import ground

if TYPE_CHECKING:
    from collections.abc import Iterator

    from Xlib.display import Display
    from Xlib.xobject.drawable import Window

    from fixtures.screen import Screen

ICON = (10, 20, 24, 24)


@pytest.fixture
def connection(desk: Screen) -> Iterator[Display]:
    with contextlib.closing(connected(desk.name)) as connection:
        yield connection


def panel(connection: Display, colour: int) -> Window:
    """A panel of one colour at the edge of the screen."""
    screen = connection.screen()
    window = screen.root.create_window(
        0, 0, 200, 60, 0, screen.root_depth, background_pixel=colour, override_redirect=True
    )
    window.map()
    connection.sync()
    return window


@pytest.mark.parametrize(
    ("colour", "seen"), [(0x202020, "dark"), (0xF0F0F0, "light"), (0x0000FF, "dark"), (0x00FF00, "light")]
)
def test_a_panel_is_as_it_is_seen_beside_the_icon(connection: Display, colour: int, seen: str) -> None:
    shown = panel(connection, colour)
    drawn = shown.create_gc(foreground=0xFF0000)
    shown.fill_rectangle(drawn, ICON[0] + 3, ICON[1] + 3, 18, 18)
    assert ground(connection, ICON) == seen
    shown.destroy()


@pytest.mark.parametrize(("ink", "told"), [(0xFFFF, "dark"), (0x1000, "light")])
def test_what_the_tray_tells_counts_before_what_is_seen(connection: Display, ink: int, told: str) -> None:
    shown = panel(connection, 0x808080)
    shown.change_property(connection.intern_atom("_NET_SYSTEM_TRAY_COLORS"), Xatom.CARDINAL, 32, [ink] * 12)
    shown.set_selection_owner(connection.intern_atom("_NET_SYSTEM_TRAY_S0"), X.CurrentTime)
    connection.sync()
    assert ground(connection, ICON) == ground(connection, None) == told
    shown.destroy()


def test_nothing_is_known_without_a_tray_or_beyond_the_screen(connection: Display) -> None:
    assert ground(connection, None) is None
    assert ground(connection, (5000, 5000, 24, 24)) is None
