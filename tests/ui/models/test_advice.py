"""What is recommended is worked out again when something changes that it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asrpro import environments
from fixtures.engines import add_environment
from fixtures.model_window import SMALL

if TYPE_CHECKING:
    from fixtures.model_window import Opened

TITLE, OTHER = "Whisper small", "Whisper base"


@pytest.fixture(autouse=True)
def settled(opened: Opened) -> None:
    """Have another one be the best from now on."""
    opened.recommend("whisper-base")
    opened.advised_for.clear()


def seen(opened: Opened) -> None:
    opened.wait(lambda: "Recommended" in opened.texts(OTHER), "what is best now")
    assert "Recommended" not in opened.texts(TITLE)
    assert opened.advised_for
    assert not any(here for _language, _device, here in opened.advised_for), "which may take a while"
    assert [one.model.id for one in opened.getting.recommended()] == ["whisper-base"], "which the menu says, too"


def test_when_a_model_has_come(opened: Opened) -> None:
    opened.getting.get(SMALL)
    seen(opened)


def test_when_an_engine_was_added(opened: Opened) -> None:
    assert environments.of("nemo") is None
    add_environment("nemo")
    opened.page._slow.start(50)
    seen(opened)


def test_when_other_devices_are_wanted(opened: Opened) -> None:
    opened.settings.set("device.name", "cpu")
    opened.page.advise()
    seen(opened)
    assert {device for _language, device, _here in opened.advised_for} == {"cpu"}


def test_not_while_nobody_looks(opened: Opened) -> None:
    opened.window.close()
    opened.page.advise()
    assert opened.advised_for == []
    opened.window.come()
    seen(opened)
