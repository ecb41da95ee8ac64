"""What is said of models that were measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.measured import told
from asrpro.cli.trials import Trial
from asrpro.domain import Model

if TYPE_CHECKING:
    from pathlib import Path


def test_what_the_catalogue_knows_of_a_size_and_the_size_of_files_are_compared_in_one_unit(tmp_path: Path) -> None:
    file, folder = tmp_path / "mine.bin", tmp_path / "mine"
    file.write_bytes(bytes(3_000_000))
    folder.mkdir()
    (folder / "model.bin").write_bytes(bytes(4_000_000))
    own = [Model("file", "File", path=file), Model("folder", "Folder", path=folder)]
    known = Model("known", "Known", ram=700)
    assert told([Trial(model=one, text="so") for one in (*own, known)], None)["reference"] == "known"
    assert told([Trial(model=one, text="so") for one in own], None)["reference"] == "folder"
