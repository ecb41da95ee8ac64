"""What the library prints as it fails is all that it says of memory."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.backends.moonshine.prints import overheard
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions
from asrpro.errors import AppError, ModelDamaged, OutOfMemory
from fixtures import moonshines

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.domain import Engine

SHORT = b"Exception: std::bad_alloc\n"


def load(folder: Path) -> Engine:
    return backends.backend("moonshine").load(inspected(moonshines.whole(folder)), "cpu", LoadOptions())


@pytest.fixture
def _no_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No folder for temporary files can be written to."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(OSError, match="nowhere"):
        tempfile.TemporaryFile()  # noqa: SIM115 - there is none to be closed


@pytest.fixture
def prints(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What the library prints before it only says that it has failed."""
    from moonshine_voice import transcriber

    said: list[bytes] = []

    def fails(*_given: object, **_options: object) -> None:
        for one in said:
            os.write(2, one)
        raise RuntimeError("Failed to load transcriber")

    monkeypatch.setattr(transcriber, "Transcriber", fails)
    return said


@pytest.mark.usefixtures("_no_folder")
def test_without_a_folder_for_temporary_files_it_is_loaded(tmp_path: Path) -> None:
    assert load(tmp_path / "made").device


@pytest.mark.parametrize(("said", "error"), [([b"[INFO] so far\n", SHORT], OutOfMemory), ([b"odd\n"], ModelDamaged)])
def test_a_lack_of_memory_is_heard(
    said: list[bytes], error: type[AppError], prints: list[bytes], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    prints += said
    with pytest.raises(error):
        load(tmp_path / "made")
    assert said[-1].decode() in capfd.readouterr().err, "the last words of a Host are read, too"


@pytest.mark.usefixtures("_no_folder")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no file is in memory alone")
def test_a_lack_of_memory_is_heard_without_a_folder_for_temporary_files(prints: list[bytes], tmp_path: Path) -> None:
    prints.append(SHORT)
    with pytest.raises(OutOfMemory):
        load(tmp_path / "made")


def test_nothing_of_it_is_lost(capfd: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []

    def fail() -> None:
        with overheard(said):
            os.write(2, b"one\n" * 100_000)
            assert not capfd.readouterr().err
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    os.write(2, b"two\n")
    assert said == ["one\n" * 100_000]
    assert capfd.readouterr().err == "one\n" * 100_000 + "two\n"
