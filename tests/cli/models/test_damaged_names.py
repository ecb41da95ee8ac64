"""What commands say where the file with the names of one's own Models is damaged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fixtures.command import asrpro

if TYPE_CHECKING:
    from pathlib import Path


def test_it_is_told_by_who_lists_writes_and_looks_and_nothing_is_lost(home: Path, whisper_folder: Path) -> None:
    for name in ("first", "second"):
        assert asrpro("models", "add", whisper_folder, "--id", name).returncode == 0
    file = home / "data" / "models" / "registered.json"
    damaged = file.read_bytes()[:-10]
    file.write_bytes(damaged)
    fault = f"{file}, with the names of models of your own, is damaged: 1 of them can be read."

    listed = asrpro("models", "list")
    assert fault in listed.stderr
    assert "\nfirst\t" in listed.stdout
    assert "\nsecond\t" not in listed.stdout
    doctor = json.loads(asrpro("doctor", "--json").stdout)
    (check,) = (one for one in doctor["checks"] if one["name"] == "Names of models")
    assert (check["state"], check["found"]) == ("limited", fault)
    logged = (home / "log" / "asrpro.log").read_text("utf-8")
    assert "level=warning logger=asrpro.catalog.naming" in logged

    added = asrpro("models", "add", whisper_folder, "--id", "third")
    (copy,) = file.parent.glob("registered.json.damaged-*")
    assert added.stderr == f"{fault} The file as it was is kept as {copy}.\n"
    assert added.stdout == f"third is {whisper_folder} now.\n"
    assert copy.read_bytes() == damaged
    assert sorted(json.loads(file.read_text("utf-8"))) == ["first", "third"]
    assert asrpro("models", "list").stderr.count("damaged") == 0
