"""What a low-level hook tells."""

from __future__ import annotations

from asrpro.desktop.windows.hook import Heard, heard
from asrpro.desktop.windows.keycodes import SIDES

CTRL, ALT_GR = SIDES["left_ctrl"], SIDES["right_alt"]


def test_keys_go_down_and_up() -> None:
    assert heard(0x78, 0x43, 0) == Heard(0x78, down=True)
    assert heard(0x78, 0x43, 0x80) == Heard(0x78, down=False)
    assert heard(ALT_GR, 0x38, 0x01 | 0x20) == Heard(ALT_GR, down=True)


def test_nobody_pressed_the_ctrl_of_alt_gr() -> None:
    assert heard(CTRL, 0x21D, 0) is None
    assert heard(CTRL, 0x21D, 0x80) is None
    assert heard(CTRL, 0x1D, 0) == Heard(CTRL, down=True)


def test_what_programs_press_does_not_count() -> None:
    assert heard(0x56, 0, 0x10) is None
    assert heard(0xE7, 0x20AC, 0) is None
    assert heard(0x56, 0, 0x90) == Heard(0x56, down=False)
