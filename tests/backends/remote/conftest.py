"""A server that says what it is told to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro import backends
from asrpro.backends.remote import address
from asrpro.backends.remote.engine import Remote
from asrpro.backends.remote.server import Server
from asrpro.catalog import servers
from asrpro.domain import Audio, LoadOptions, Options
from fixtures.kept_keys import Keys
from fixtures.speech_server import speech_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.domain import Engine, Segment, Step
    from fixtures.speech_server import Answer, SpeechServer

HUM = Audio((0.1 * np.sin(np.arange(32000) / 9)).astype(np.float32), 5.0)
"""Two seconds of what is no silence, five seconds into the source."""


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A keyring that is a file, here and in what is started; which one is used is looked up once a process."""
    import keyring

    before = keyring.get_keyring()
    file = tmp_path / "keys.json"
    keyring.set_keyring(Keys())
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "fixtures.kept_keys.Keys")
    monkeypatch.setenv("ASRPRO_TEST_KEYS", str(file))
    yield file
    keyring.set_keyring(before)


@pytest.fixture
def said() -> Answer:
    """What the server answers, to be changed."""
    return {"text": "hello there"}


@pytest.fixture
def server(said: Answer) -> Iterator[SpeechServer]:
    with speech_server(lambda _asked: said) as server:
        yield server


@pytest.fixture
def engine(server: SpeechServer) -> Engine:
    model = servers.model(server.address())
    return backends.backend("remote").load(model, "server", LoadOptions())


def hasty(server: SpeechServer, seconds: float = 1.0, model: str = "whisper-1") -> Remote:
    """An Engine that waits only so long."""
    return Remote(Server(address.read(server.address(model)), (seconds, 0.0)))


def heard(engine: Engine, audio: Audio = HUM, options: Options | None = None) -> list[Step]:
    return list(engine.transcribe(audio, options or Options(language="en")))


def told(segments: list[Segment]) -> list[tuple[str, float, float]]:
    return [(one.text, one.start, one.end) for one in segments]
