from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fixtures.fetching import hub_with_a_model
from fixtures.model_window import model_window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from asrpro.runtime.engine_room import EngineRoom
    from fixtures.hub_server import HubServer
    from fixtures.model_window import Opened


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with hub_with_a_model(monkeypatch) as server:
        yield server


@pytest.fixture
def opened(application: QApplication, tmp_path: Path, hub: HubServer, room: EngineRoom) -> Iterator[Opened]:
    assert application.platformName() == "offscreen"
    with model_window(tmp_path, hub, room) as made:
        yield made
