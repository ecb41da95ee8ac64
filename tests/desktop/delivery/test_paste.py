"""Texts arrive in the window with the focus, and the clipboards get back what they held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fixtures.text_box import TextBox

if TYPE_CHECKING:
    from conftest import Clipboards, Dictating

    from fixtures.screen import Screen


def test_a_text_arrives_and_the_clipboard_comes_back(
    desk: Screen, clipboards: Clipboards, either: Dictating
) -> None:
    clipboards.copy("what was there")
    box = TextBox(desk)
    either.ask("prepare")
    done = either.deliver("Grüße, 世界 🌍\nsecond line\n")
    assert (done["arrival"], done["notice"]) == ("read", "")
    box.holds("Grüße, 世界 🌍\nsecond line\n")
    clipboards.returned(seconds=2)
    assert clipboards.text() == "what was there"
    print(done["read"]-done["sent"], either.blocked())
