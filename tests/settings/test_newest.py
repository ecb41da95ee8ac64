"""What a key press goes by is read again where the file is another one, and waits for nobody who writes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from asrpro.settings import disk
from asrpro.settings.file import SettingsFile
from fixtures.programs import PATIENCE, until

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_who_writes_it_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_PATIENCE", 60.0)
    path = tmp_path / "settings.json"
    file, other = SettingsFile(path), SettingsFile(path)
    other.set("device.threads", 3)
    assert file.newest.device.threads == 3

    def is_writing() -> bool:
        free = file._mutex.acquire(blocking=False)
        if free:
            file._mutex.release()
        return not free

    with ThreadPoolExecutor(1) as writing, ThreadPoolExecutor(1) as pressing:
        with disk.writing(path):  # as another process does
            path.write_text('{"device": {"threads": 4}}', "utf-8")
            written = writing.submit(file.set, "model.prompt", "Laura")
            until(is_writing, "the write that waits for the other one")
            pressed = pressing.submit(lambda: file.newest)
            assert pressed.result(PATIENCE).device.threads == 3, "what was known so far"
            assert not written.done()
        written.result(PATIENCE)
    found = file.newest
    assert (found.device.threads, found.model.prompt) == (4, "Laura")
    path.write_text('{"device": {"threads": 5}}', "utf-8")
    assert file.newest.device.threads == 5


def test_what_was_not_read_while_somebody_wrote_is_read_then(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    file = SettingsFile(path)
    file.set("device.threads", 3)
    with ThreadPoolExecutor(1) as pressing:
        with file._mutex:  # as within a write
            path.write_text('{"device": {"threads": 4}}', "utf-8")
            assert pressing.submit(lambda: file.newest).result(PATIENCE).device.threads == 3
        assert file.newest.device.threads == 4, "though the file is the same as then"
