"""The text box that other tests write into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from fixtures.screen import Screen


def test_tells_what_it_holds(desk: Screen) -> None:
    box = TextBox(desk, "Letter")
    assert not box.text
    desk.programs.run("xdotool", "type", "Dear Sir")
    box.holds("Dear Sir")
