"""What is known to be wrong with one version of PySide6 or another."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal

CALLS = 50
SHARED = (None, True, False)


class Teller(QObject):
    told = Signal()


def test_no_call_takes_a_reference_too_much() -> None:
    """Where one does, Python 3.11 ends in the middle of a dictation, for it runs out of None or of True."""
    teller = Teller()
    before = [*map(sys.getrefcount, SHARED)]
    for _call in range(CALLS):
        teller.told.emit()
        teller.setObjectName("teller")
    after = [*map(sys.getrefcount, SHARED)]
    assert all(then - now < CALLS / 2 for then, now in zip(before, after, strict=True)), (before, after)
