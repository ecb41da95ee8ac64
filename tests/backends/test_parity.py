"""Every engine hears what its bare library hears; and the same small Whisper says the same in every form."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from backends import bare
from backends.conftest import clip_at, plain, text
from backends.vouched import ALL, HERE
from fixtures.programs import importing
from fixtures.sound import written
from fixtures.speech import Clip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from backends.conftest import Tried

WRONG = 20
"""The clip of which every form hears one noun for another."""
FORMS = [
    name for name in ("coreml", "faster_whisper", "mlx_whisper", "onnx", "whisper_cpp", "transformers") if name in HERE
]
"""Those that load the small Whisper, each in its own form."""
BARE = [name for name in HERE if hasattr(bare, name)]
"""Those whose library runs here by itself: not Core ML's, and a server is another program."""


def ours(tried: Tried, clips: Sequence[Clip]) -> list[str]:
    """What is heard through our code, without words: a sentence whose words are all at one moment is left out then."""
    options = [replace(tried.options(clip.language), words=False) for clip in clips]
    return [text(tried.engine.transcribe(clip_at(clip), told)) for clip, told in zip(clips, options, strict=True)]


def some(clips: list[Clip], count: int) -> list[Clip]:
    """As many of them, of both languages alike; the same ones each time."""
    chance = random.Random(4)
    kinds = [[clip for clip in clips if clip.language == language] for language in ("en", "de")]
    return [clip for kind in kinds for clip in chance.sample(kind, min(len(kind), count))]


@pytest.mark.parametrize("name", FORMS)
def test_in_every_form_it_hears_the_same(
    name: str, trying: Callable[[str], Tried], clips: list[Clip], rounds: Callable[[int, int], int]
) -> None:
    """All clips at full counts; otherwise some of each language."""
    right = [clip for number, clip in enumerate(clips) if number != WRONG]
    given = some(right, rounds(1 if ALL[name].slowest else 3, len(clips)))
    assert ours(trying(name), given) == [clip.text for clip in given]


@pytest.mark.parametrize("name", BARE)
def test_through_our_code_it_hears_what_it_hears_without(
    name: str, trying: Callable[[str], Tried], clips: list[Clip], rounds: Callable[[int, int], int], tmp_path: Path
) -> None:
    """Also where it is wrong, and where sentences follow each other."""
    tried = trying(name)
    given = some(clips, rounds(1, len(clips)))
    if name == "pocketsphinx":  # which hears only clear voices, and measures the channel of a long recording otherwise
        given = [clips[number] for number in tried.known.right]
    else:
        row = Clip(written(tmp_path / "row.wav", [clip_at(clip) for clip in given[:2]], 0.5), "en", "", "")
        given = [row] if tried.known.slowest else [clips[WRONG], *given, row]
    command = [sys.executable, "-m", "backends.bare", name, str(tried.model.path)]
    done = subprocess.run(
        [*command, *(str(clip.path) for clip in given)], capture_output=True, text=True, check=True, env=importing()
    )
    assert [plain(line) for line in ours(tried, given)] == [
        plain(line) for line in json.loads(done.stdout.splitlines()[-1])
    ]
