from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fixtures.command import asrpro

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.speech import Clip


def test_an_interrupted_list_is_gone_on_with(clips: list[Clip], tmp_path: Path) -> None:
    kept = tmp_path / "en-08.txt"
    kept.write_text("edited by hand\n", encoding="utf-8")
    command = ("transcribe", str(clips[8].path), str(clips[2].path), "-o", str(tmp_path))
    refused = asrpro(*command)
    assert (refused.returncode, "--skip-existing" in refused.stderr) == (2, True)

    done = asrpro(*command, "--skip-existing")
    assert (done.returncode, done.stderr) == (0, "1 of 2 transcribed, 1 there already.\n")
    assert kept.read_text(encoding="utf-8") == "edited by hand\n"
    assert (tmp_path / "en-02.txt").read_text(encoding="utf-8")

    again = asrpro(*command, "--skip-existing")
    assert (again.returncode, again.stderr) == (0, f"All of it is there already: {kept}, {tmp_path / 'en-02.txt'}.\n")


def test_debug_tells_the_log_what_was_said_and_info_does_not(clips: list[Clip], home: Path) -> None:
    log = home / "log" / "asrpro.log"
    for level, told in (("info", False), ("debug", True)):
        done = asrpro("--log-level", level, "transcribe", str(clips[8].path))
        assert "report" in done.stdout
        assert ("report" in log.read_text(encoding="utf-8")) is told
        assert (os.path.basename(clips[8].path) in log.read_text(encoding="utf-8")) is told  # noqa: PTH119


def test_home_is_found_where_the_shell_did_not_look(clips: list[Clip], tmp_path: Path) -> None:
    (tmp_path / "talk.wav").symlink_to(clips[8].path)
    done = asrpro("transcribe", "~/talk.wav", "--output=~/texts", HOME=str(tmp_path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "texts" / "talk.txt").read_text("utf-8")
