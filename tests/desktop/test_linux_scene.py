from __future__ import annotations

import pytest

from asrpro.desktop.linux_scene import LinuxScene


@pytest.mark.parametrize(
    ("desktop", "ground"),
    [("GNOME", "dark"), ("ubuntu:GNOME", "dark"), ("KDE", None), ("", None), ("XFCE", None), ("pop:GNOME", "dark")],
)
def test_some_desktops_have_a_dark_panel_beside_light_windows(
    desktop: str, ground: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    assert LinuxScene(lambda: True).panel(None) == ground
    assert LinuxScene(lambda: True, lambda _icon: "light").panel((0, 0, 24, 24)) == "light"
