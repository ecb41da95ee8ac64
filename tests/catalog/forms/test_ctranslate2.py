"""CTranslate2 folders of which a file is missing: it is named, with what helps."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged

OPTION = "--copy_files tokenizer.json preprocessor_config.json"
README = Path(__file__).parents[3] / "README.md"


@pytest.mark.parametrize(
    ("lacking", "hint"),
    [
        ("config.json", "The model is not whole without it. Get it again."),
        ("tokenizer.json", f"CTranslate2's converter leaves it out unless it is told: {OPTION}"),
    ],
)
def test_the_file_that_is_missing_is_named_with_what_helps(
    lacking: str, hint: str, whisper_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(whisper_folder, folder)
    (folder / lacking).unlink()
    with pytest.raises(ModelDamaged) as told:
        inspected(folder)
    assert (told.value.title, told.value.hint) == (f"{folder / lacking} is missing.", hint)


def test_weights_of_something_else_alone_are_none_of_its_models(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(bytes(100))
    with pytest.raises(ModelDamaged, match="does not hold a model"):
        inspected(tmp_path)


def test_the_page_for_trouble_quotes_what_is_said(whisper_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(whisper_folder, folder)
    (folder / "tokenizer.json").unlink()
    said = []
    for place in (folder, tmp_path / "empty"):
        place.mkdir(exist_ok=True)
        with pytest.raises(ModelDamaged) as told:
            inspected(place)
        said.append(told.value.title)
    trouble = README.read_text("utf-8").partition("## Troubleshooting")[2]
    quoted = [one for one in re.findall('"(.*?)"', trouble) if "model" in one or "json" in one]
    assert len(quoted) == len(said)
    assert all(any(one in title for title in said) for one in quoted)
