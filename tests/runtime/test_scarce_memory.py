"""Where memory is short that is told, by every engine and however it fails."""

from __future__ import annotations

import shutil
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import folders
from asrpro.catalog.local import inspected
from asrpro.catalog.order import Listing, Remote
from asrpro.catalog.store import Store
from asrpro.domain import Options, State
from asrpro.errors import OutOfMemory
from fixtures.scarce_host import SPARE
from runtime.conftest import noise, whisper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.runtime.host import Host

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no address space can be bounded")
PLENTY = 4000
"""MB with which every one of them works."""
KEY = ("faster_whisper", "whisper-fixture")


@pytest.fixture
def places(whisper_folder: Path, whisper_forms: Path, scripted: Path) -> dict[str, Path]:
    """Where a Model for each Backend lies."""
    return {
        "faster_whisper": whisper_folder,
        "onnx": whisper_forms / "onnx",
        "mlx_whisper": whisper_forms / "mlx",
        "whisper_cpp": whisper_forms / "ggml.bin",
        "sherpa_onnx": scripted / "zipformer",
        "moonshine": scripted / "moonshine",
    }


@pytest.fixture
def scarce(
    hosts: Callable[..., Host], places: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, int], Host]:
    """Makes Hosts that get so many MB beside what the libraries take."""

    def made(backend: str, spare: int) -> Host:
        monkeypatch.setenv(SPARE, str(spare))
        model = inspected(places[backend])
        assert model.backend == backend
        return hosts(model, main="fixtures.scarce_host")

    return made


@pytest.mark.parametrize(
    ("backend", "spare"),
    [
        ("faster_whisper", 2), ("faster_whisper", 40), ("faster_whisper", 60), ("onnx", 16), ("whisper_cpp", 32),
        ("whisper_cpp", 64), ("sherpa_onnx", 8), ("moonshine", 16), ("moonshine", 48), ("mlx_whisper", 4),
    ],
)  # fmt: skip
def test_a_lack_of_memory_is_told_as_that(
    backend: str, spare: int, scarce: Callable[[str, int], Host], caplog: pytest.LogCaptureFixture
) -> None:
    host = scarce(backend, spare)
    with pytest.raises(OutOfMemory, match="There is not enough memory for") as told:
        host.load()
    assert "Close other programs, or pick a smaller model." in told.value.hint
    assert host.standing.state is State.ERROR
    assert not host.standing.damaged
    del caplog


def loads(host: Host) -> bool:
    try:
        host.load()
    except OutOfMemory:
        return False
    finally:
        host.kill()
    return True


def test_at_work_too(scarce: Callable[[str, int], Host], caplog: pytest.LogCaptureFixture) -> None:
    enough = next(spare for spare in range(80, PLENTY, 20) if loads(scarce("faster_whisper", spare)))
    host = scarce("faster_whisper", enough + 20)  # also for another try
    host.load()
    with pytest.raises(OutOfMemory, match=r"There is not enough memory for \w+\.") as told:
        list(host.transcribe(noise(5), Options(language="en")))
    assert "The audio is unharmed." in told.value.hint
    del caplog


def put(store: Store, whisper: Path, commit: str) -> None:
    """Put a version of the small Whisper into its place, as a download does."""
    tree = shutil.copytree(whisper, store.folder / KEY[0] / ".tree")
    files = tuple(Remote(file.name, file.stat().st_size, commit) for file in sorted(tree.iterdir()))
    folders.write(tree / folders.RECORD, asdict(Listing("somebody/whisper", commit, files)))
    store.begin_update(*KEY, tree)


def test_an_intact_update_stays_until_there_is_enough(
    whisper_folder: Path, hosts: Callable[..., Host], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(paths.models())
    for commit in ("old", "new"):
        put(store, whisper_folder, commit)
    host = hosts(whisper(store.place(*KEY)), main="fixtures.scarce_host")
    for spare in (40, 60):  # an error of the library's, and its end
        monkeypatch.setenv(SPARE, str(spare))
        with pytest.raises(OutOfMemory):
            host.load()
        assert store.is_unproven(*KEY)
    monkeypatch.setenv(SPARE, str(PLENTY))
    host.load()
    found = store.find(*KEY)
    assert found
    assert found.listing.commit == "new"
    assert not store.is_unproven(*KEY)
    assert "taken back" not in caplog.text
