from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.fetching import hub_with_a_model
from fixtures.models_program import COMMAND, TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fixtures.hub_server import HubServer

Asked = subprocess.CompletedProcess[str]


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[HubServer]:
    """A hub on this machine, which all that is started here takes for the one there is; and no keyring."""
    with hub_with_a_model(monkeypatch) as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hugging face"))
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        monkeypatch.setenv("PYTHONPATH", str(TESTS), prepend=os.pathsep)
        yield server


@pytest.fixture
def asked() -> Callable[..., Asked]:
    """What comes of one of the commands, in a process of its own."""

    def models(*arguments: object, given: str = "", **environment: str) -> Asked:
        return subprocess.run(
            [*COMMAND, "models", *map(str, arguments)],
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=100,
            env=os.environ | environment,
        )

    return models
