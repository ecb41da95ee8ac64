"""Keys by the numbers of Windows."""

from __future__ import annotations

from asrpro.desktop.keys import LONE, NAMED
from asrpro.desktop.windows import keycodes

ABSENT = {"kp_enter"}


def us(character: str) -> int:
    """VkKeyScan under a US layout, for a few characters."""
    return {"a": 0x41, "!": 0x131, "-": 0xBD}.get(character, -1)


def test_every_name_is_a_key() -> None:
    assert {key for key in (*NAMED, *LONE) if not keycodes.codes(key, us)} == ABSENT


def test_each_key_is_one() -> None:
    codes = [*keycodes.NAMED.values(), *keycodes.SIDES.values()]
    assert len({*codes}) == len(codes)


def test_characters_are_where_the_layout_has_them() -> None:
    assert keycodes.codes("a", us) == {0x41}
    assert keycodes.codes("!", us) == {0x31}
    assert keycodes.codes("v", us) == {ord("V")}
    assert keycodes.codes("7", us) == {ord("7")}
    assert keycodes.codes("ф", us) == frozenset()
    assert keycodes.codes("🙂", us) == frozenset()
    assert keycodes.codes("ctrl", us) == {0xA2, 0xA3}


def test_registered_chords_do_not_repeat() -> None:
    assert keycodes.registered([]) == 0x4000
    assert keycodes.registered(["ctrl", "shift"]) == 0x4006
