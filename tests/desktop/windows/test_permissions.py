from __future__ import annotations

import pytest

from asrpro.desktop.windows.permissions import decided


@pytest.mark.parametrize(
    ("switches", "state"),
    [
        (("Allow", "Allow", "Allow"), "granted"),
        ((None, "Allow", None), "granted"),
        (("Deny", "Allow", "Allow"), "missing"),
        (("Allow", "Deny", "Allow"), "missing"),
        (("Allow", "Allow", "Deny"), "missing"),
        ((None, None, None), "unknown"),
    ],
)
def test_microphone(switches: tuple[str | None, ...], state: str) -> None:
    microphone, _administrator = decided(switches, elevated=False)
    assert (microphone.name, microphone.state, microphone.vital) == ("Microphone", state, True)
    assert microphone.page == "ms-settings:privacy-microphone"
    assert ("desktop apps" in microphone.purpose) is (state == "missing")


@pytest.mark.parametrize(("elevated", "state"), [(True, "granted"), (False, "not needed")])
def test_windows_of_administrators_are_explained_and_missed_by_nobody(elevated: bool, state: str) -> None:  # noqa: FBT001
    administrator = decided(("Allow",), elevated=elevated)[1]
    assert (administrator.state, administrator.vital, administrator.page) == (state, False, "")
    assert "as administrator" in administrator.purpose
