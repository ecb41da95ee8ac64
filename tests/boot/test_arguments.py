from __future__ import annotations

import pytest

from asrpro.boot.arguments import log_level


@pytest.mark.parametrize(
    ("arguments", "level"),
    [
        ([], "info"),
        (["--log-level", "debug"], "debug"),
        (["--log-level=error"], "error"),
        (["--log-level"], None),
        (["--log-level", "loud"], None),
        (["--log-level", "debug", "doctor"], None),
        (["doctor"], None),
        (["--help"], None),
    ],
)
def test_the_tray_is_started_without_a_command(arguments: list[str], level: str | None) -> None:
    assert log_level(arguments) == level
