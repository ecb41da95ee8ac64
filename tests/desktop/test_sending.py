"""The program's own keys."""

from __future__ import annotations

from asrpro.desktop.sending import Sending


def test_each_announcement_is_good_for_one_key() -> None:
    sending = Sending()
    for down in (True, False, True):
        sending.announce(55, down=down)
    assert not sending.take(54, down=True)
    assert [sending.take(55, down=down) for down in (True, True, True, False, False)] == [
        True,
        True,
        False,
        True,
        False,
    ]
