"""asrpro bench-models where models that were asked for by name cannot be tried."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from fixtures import forms
from fixtures.command import asrpro

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.speech import Clip

SPHINX = "pocketsphinx-en-us"


@pytest.fixture
def named(tmp_path: Path, whisper_folder: Path) -> Path:
    """A model that is damaged is called bad, one that needs packages hf, and nobody listens at nas."""
    bad = shutil.copytree(whisper_folder, tmp_path / "bad")
    assert asrpro("models", "add", bad, "--id", "bad").returncode == 0
    (tmp_path / "bad" / "config.json").unlink()
    assert asrpro("models", "add", forms.nemo(tmp_path / "parakeet.nemo"), "--id", "hf").returncode == 0
    assert asrpro("models", "add", "http://127.0.0.1:9/v1#whisper-1", "--id", "nas").returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("names", "code", "failed"),
    [
        ((SPHINX, "hf"), 3, ["hf"]),
        ((SPHINX, "nas"), 1, ["nas"]),
        (("nas", SPHINX, "hf"), 1, ["nas", "hf"]),
        (("bad", SPHINX, "nobody"), 3, ["bad", "nobody"]),
        (("hf",), 3, ["hf"]),
        ((SPHINX,), 0, []),
    ],
)
@pytest.mark.usefixtures("named")
def test_all_that_were_asked_for_are_tried_and_the_first_failure_is_the_exit_code(
    names: tuple[str, ...], code: int, failed: list[str], clips: list[Clip]
) -> None:
    done = asrpro("bench-models", clips[1].path, *(word for name in names for word in ("-m", name)), "--json")
    told = json.loads(done.stdout)["models"]
    assert [one["id"] for one in told] == [*names]
    assert [one["id"] for one in told if one["error"]] == failed
    assert [one["id"] for one in told if one["text"] is None] == failed
    assert done.returncode == code, done.stderr


def test_people_read_why_one_was_not_tried_beside_the_others(named: Path, clips: list[Clip]) -> None:
    done = asrpro("bench-models", clips[1].path, "-m", SPHINX, "-m", "bad")
    assert "times real time; loaded in" in done.stdout
    assert f"\nbad\n    {named / 'bad' / 'config.json'} is missing. " in done.stdout
    assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.usefixtures("named")
def test_where_none_can_be_tried_that_is_an_error_as_everywhere(clips: list[Clip]) -> None:
    done = asrpro("bench-models", clips[1].path, "-m", "nobody", "-m", "bad")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Error: No model is called nobody.\n")


def test_more_words_wrong_than_were_said_are_no_share_of_them(clips: list[Clip], tmp_path: Path) -> None:
    reference = tmp_path / "said.txt"
    reference.write_text("Nothing else.", "utf-8")
    done = asrpro("bench-models", clips[1].path, "-m", SPHINX, "--reference", reference)
    assert " times as many words differ as were said\n" in done.stdout
    assert "%" not in done.stdout
