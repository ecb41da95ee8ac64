"""The program is what it was, however often people dictate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.growth import Held, held

if TYPE_CHECKING:
    from collections.abc import Callable

    from fixtures.dictation_desk import Desk
    from fixtures.text_box import TextBox

SAID, TEXT = "we will see", "We will see. "
"""Short, and surely understood."""
WARM_UP = 5
SEVERAL = 5
"""Looks of which the least counts: what just ends is still there in one or the other."""
MEMORY = 12 << 20
"""Bytes: the allocator takes 4 MB at a time, for each of the threads at work at the same moment, and may keep it.

In the long run of this test, what grows beyond that is as much as the sound of each dictation.
"""


@pytest.mark.timeout(1200)
def test_growth(running: Desk, box: TextBox, rounds: Callable[[int, int], int]) -> None:
    for number in range(WARM_UP):
        dictated(running, box, number)
    looks = [dictated(running, box, number) for number in range(rounds(20, 200))]
    before, after = least(looks[:SEVERAL]), least(looks[-SEVERAL:])
    assert after.memory - before.memory < MEMORY, [look.memory for look in looks]
    assert all(now <= then for now, then in zip(after[1:], before[1:], strict=True)), (before, after)


def least(looks: list[Held]) -> Held:
    """The least of each."""
    return Held(*map(min, zip(*looks, strict=True)))


def dictated(desk: Desk, box: TextBox, number: int) -> Held:
    """Dictate a sentence into the box, which is emptied now and then; returns what is held when all is over."""
    if number % SEVERAL == 0:
        desk.screen.key("ctrl+a", "Delete")
        box.holds("")
    desk.dictate(SAID)
    box.holds(TEXT * (number % SEVERAL + 1))
    desk.rest()
    return held(desk)
