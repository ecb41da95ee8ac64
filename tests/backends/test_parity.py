"""The same small Whisper says the same in every form, and through our Engines what it says to the bare libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Options
from backends.conftest import clip_at, text
from backends.vouched import KNOWN
from fixtures.programs import importing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from fixtures.speech import Clip

HEARD = (1, 8, 15, 19, 24)
"""Clips of both languages and several voices; of all 28, every form hears the same 27 to the letter."""
FORMS = {"faster_whisper": "ctranslate2", "whisper_cpp": "ggml", "mlx_whisper": "mlx", "onnx": "onnx"}
"""The forms of the small Whisper, by the Backend that loads each."""
BEGIN = """
import json, sys
from pathlib import Path
from fixtures.sound import heard as read
model, heard = sys.argv[1], []
audios = [read(Path(file)).samples for file in sys.argv[2:]]
"""
BARE = {
    "whisper_cpp": """
from pywhispercpp.model import Model
whisper = Model(model, language="auto")
for samples in audios:
    heard.append(" ".join(segment.text for segment in whisper.transcribe(samples)))
""",
    "mlx_whisper": """
import mlx_whisper
for samples in audios:
    heard.append(mlx_whisper.transcribe(samples, path_or_hf_repo=model)["text"].strip())
""",
}
"""How each library's own documentation has it, with its own settings."""
END = """
print(json.dumps(heard))
"""


def ours(backend: str, whispers: Mapping[str, Path], clips: list[Clip]) -> list[str]:
    """What is heard through our code."""
    model = inspected(whispers[FORMS[backend]])
    assert model.backend == backend
    engine = backends.backend(backend).load(model, "cpu", LoadOptions())
    return [text(engine.transcribe(clip_at(clip), Options(language=clip.language))) for clip in clips]


@pytest.mark.parametrize("backend", FORMS)
def test_in_every_form_it_hears_the_same(backend: str, whispers: Mapping[str, Path], clips: list[Clip]) -> None:
    some = [clips[number] for number in HEARD]
    assert ours(backend, whispers, some) == [clip.text for clip in some]


@pytest.mark.parametrize("backend", BARE)
def test_through_our_code_it_hears_what_it_hears_without(
    backend: str, whispers: Mapping[str, Path], clips: list[Clip], rounds: Callable[[int, int], int]
) -> None:
    """Also where it is wrong: of the first clip no form but CTranslate2's hears the right noun."""
    some = [clips[number] for number in (20, 1, 19)[: rounds(1 if KNOWN[backend].slowest else 3, 3)]]
    command = [sys.executable, "-c", BEGIN + BARE[backend] + END, str(whispers[FORMS[backend]])]
    done = subprocess.run(
        [*command, *(str(clip.path) for clip in some)], capture_output=True, text=True, check=True, env=importing()
    )
    assert ours(backend, whispers, some) == json.loads(done.stdout.splitlines()[-1])
