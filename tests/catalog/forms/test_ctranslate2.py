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


@pytest.fixture
def mine(whisper_folder: Path, tmp_path: Path) -> Path:
    """A whole one, to be spoiled."""
    return Path(shutil.copytree(whisper_folder, tmp_path / "mine"))


def told(folder: Path) -> str:
    with pytest.raises(ModelDamaged) as error:
        inspected(folder)
    return str(error.value)


@pytest.mark.parametrize("content", [bytes(1000), b"\xff" * 3000, bytes(range(256)) * 40], ids=["zeros", "ones", "any"])
def test_weights_that_were_overwritten_are_not_told_as_cut_off(content: bytes, mine: Path) -> None:
    weights = mine / "model.bin"
    plain = bytearray(weights.read_bytes())
    at = plain.index(b"decoder/layer_1/")
    plain[at : at + len(content)] = content
    weights.write_bytes(plain)
    assert told(mine) == f"{weights} is missing or damaged. Some of it was overwritten. Get the model again."


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_weights_that_end_too_early_are(kept: float, mine: Path) -> None:
    weights = mine / "model.bin"
    plain = weights.read_bytes()
    weights.write_bytes(plain[: int(len(plain) * kept)])
    assert "It ends too early: the download or the copy was cut off. Get the model again." in told(mine)


@pytest.mark.parametrize("content", [b"", b"\x93 random bytes" * 100])
def test_weights_that_are_none_are_told_with_what_helps(content: bytes, mine: Path) -> None:
    (mine / "model.bin").write_bytes(content)
    assert told(mine) == f"{mine} holds no Whisper model. model.bin is damaged. Get the model again."


@pytest.mark.parametrize("content", ["{}", '{"model": null}', "[]", "", "{"])
def test_a_tokenizer_that_is_none_is_told_before_a_library_does(content: str, mine: Path) -> None:
    (mine / "tokenizer.json").write_text(content, "utf-8")
    said = told(mine)
    assert said.startswith(f"{mine / 'tokenizer.json'} is missing or damaged. ")
    assert said.endswith("Get the model again.")
