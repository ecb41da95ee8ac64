from __future__ import annotations

import pytest

from asrpro.desktop.macos.permissions import decided, needs_accessibility


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        (0, "unknown", "for the first time."),
        (1, "missing", "does not let programs have it."),
        (2, "missing", "Privacy & Security > Microphone."),
        (3, "granted", "only silence is heard."),
        (7, "unknown", "for the first time."),
        (None, "unknown", "for the first time."),
    ],
)
def test_microphone(status: int | None, state: str, said: str) -> None:
    microphone = decided(status, trusted=True, listens=True)[0]
    assert (microphone.name, microphone.state, microphone.vital) == ("Microphone", state, True)
    assert microphone.purpose.endswith(said)
    assert microphone.page == "x-apple.systempreferences:com.apple.preference.security?Privacy_Microphone"


def test_accessibility_is_what_hotkeys_need_and_says_it_as_they_do() -> None:
    _microphone, missing, listening = decided(3, trusted=False, listens=False)
    assert (missing.state, missing.vital) == ("missing", True)
    assert missing.purpose.endswith(needs_accessibility())
    assert missing.page.endswith("?Privacy_Accessibility")
    assert (listening.state, listening.vital) == ("not needed", False)
    assert listening.page.endswith("?Privacy_ListenEvent")


def test_all_granted() -> None:
    assert {one.state for one in decided(3, trusted=True, listens=True)} == {"granted"}
