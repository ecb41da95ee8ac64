from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from asrpro.backends.coreml import loading
from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged

if TYPE_CHECKING:
    from pathlib import Path


def converted(source: Path, folder: Path, encoder: str) -> Path:
    """A folder with the files of a converted one; its encoder holds nothing that could be computed."""
    shutil.copytree(source, folder)
    for part in loading.PARTS[encoder]:
        (folder / encoder / part).parent.mkdir(parents=True, exist_ok=True)
        (folder / encoder / part).write_bytes(b"some")
    return folder


@pytest.mark.parametrize("encoder", [loading.PACKAGE, loading.COMPILED])
def test_a_whisper_with_an_encoder_beside_it_is_for_core_ml(encoder: str, whisper_folder: Path, tmp_path: Path) -> None:
    model = inspected(converted(whisper_folder, tmp_path / "small-coreml", encoder))
    assert (model.id, model.backend, model.family) == ("small-coreml", "coreml", "whisper")
    assert (model.timestamps, model.takes_prompt, model.takes_hotwords) == ("word", True, False)
    assert len(model.languages) == 99


@pytest.mark.parametrize("encoder", [loading.PACKAGE, loading.COMPILED])
@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("empty", [False, True])
def test_an_encoder_that_is_not_whole_is_told(
    encoder: str,
    part: int,
    empty: bool,  # noqa: FBT001
    whisper_folder: Path,
    tmp_path: Path,
) -> None:
    folder = converted(whisper_folder, tmp_path / "small", encoder)
    file = folder / encoder / loading.PARTS[encoder][part]
    file.unlink()
    if empty:
        file.touch()
    with pytest.raises(ModelDamaged, match=file.name) as told:
        inspected(folder)
    assert told.value.hint


def test_an_encoder_without_a_decoder_is_told(whisper_folder: Path, tmp_path: Path) -> None:
    folder = converted(whisper_folder, tmp_path / "small", loading.PACKAGE)
    (folder / "model.bin").unlink()
    with pytest.raises(ModelDamaged):
        inspected(folder)
