"""Texts as Windows takes them."""

from __future__ import annotations

from asrpro.desktop.keys import LONE, NAMED
from asrpro.desktop.windows.keyboard import PYNPUT, units


def test_text_in_units() -> None:
    assert list(units("a\r\n\tb\n🙂\x00")) == ["a", "\r", "\t", "b", "\r", "\ud83d", "\ude42"]


def test_names_of_pynput_are_for_keys_of_ours() -> None:
    assert PYNPUT.keys() <= {*NAMED, *LONE}
    assert PYNPUT["right_ctrl"] == "ctrl_r"
    assert PYNPUT["left_super"] == "cmd_l"
