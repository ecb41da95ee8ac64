"""A model is not read again as long as it is what it was, and else it is."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged, ModelNotAvailable

if TYPE_CHECKING:
    from pathlib import Path


def test_what_changes_is_recognised_anew(whisper_folder: Path, tmp_path: Path) -> None:
    place = shutil.copytree(whisper_folder, tmp_path / "mine")
    found, weights = inspected(place), (place / "model.bin").read_bytes()
    assert inspected(place) == found
    (place / "model.bin").write_bytes(weights[:1000])
    for _each in range(2):
        with pytest.raises(ModelDamaged, match=r"model\.bin"):
            inspected(place)
    (place / "model.bin").write_bytes(weights)
    assert inspected(place) == found
    shutil.rmtree(place)
    with pytest.raises(ModelNotAvailable, match="There is no model at"):
        inspected(place)
    (tmp_path / "link").symlink_to(shutil.copytree(whisper_folder, tmp_path / "behind"))
    assert inspected(tmp_path / "link").path == tmp_path / "behind"
    (tmp_path / "link").unlink()
    (tmp_path / "behind").rename(tmp_path / "link")
    assert inspected(tmp_path / "link").path == tmp_path / "link"
    shutil.copyfile(shutil.copytree(whisper_folder, tmp_path / "other") / "config.json", place)
    with pytest.raises(ModelDamaged):
        inspected(place)
