"""Several processes write, and one is killed: nothing is lost, and the file is whole."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from asrpro.settings.file import SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

WRITES_MANY = """
import sys
from pathlib import Path
from asrpro.settings.file import SettingsFile
file = SettingsFile(Path(sys.argv[1]))
for number in range(25):
    file.set(f"delivery.replacements.{sys.argv[2]}{number}", "x")
"""
WRITES_ON = """
import sys
from pathlib import Path
from asrpro.settings.file import SettingsFile
file = SettingsFile(Path(sys.argv[1]))
number = 0
while True:
    number += 1
    file.set("model.prompt", f"{number} " * 20_000)
"""


def run(script: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", script, *arguments])


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    writers = [run(WRITES_MANY, str(path), name) for name in ("one", "two")]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    written = SettingsFile(path).current.delivery.replacements
    assert written == {f"{name}{number}": "x" for name in ("one", "two") for number in range(25)}


def test_a_killed_writer_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for round_ in range(4):
        path.unlink(missing_ok=True)
        writer = run(WRITES_ON, str(path))
        try:
            while not path.exists():
                time.sleep(0.01)
            time.sleep(0.013 * round_)
        finally:
            writer.kill()
            writer.wait()
        words = json.loads(path.read_bytes())["model"]["prompt"].split()
        assert len(words) == 20_000
        assert len(set(words)) == 1
        file = SettingsFile(path)
        assert file.set("device.threads", 2).model.prompt.split() == words
        assert file.notices == ()
