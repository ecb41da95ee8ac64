"""What voxtral.c, or a file that it is to load, does wrong is told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest

from asrpro import backends
from asrpro.domain import LoadOptions, Options
from asrpro.errors import (
    EngineCrashed,
    EngineHung,
    ModelDamaged,
    ModelRefused,
    OutOfMemory,
    PackagesMissing,
    Unsupported,
)
from backends.conftest import sound
from backends.voxtral_c.conftest import HEARD, TONE, model, text
from fixtures.voxtral_program import runs, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asrpro.backends.voxtral_c.engine import VoxtralC
    from asrpro.domain import Audio
    from asrpro.errors import AppError


@pytest.mark.parametrize("fault", ["hangs", "deaf"])
def test_nobody_waits_for_ever(fault: str, load: Callable[..., VoxtralC]) -> None:
    engine = load(patience=(1.0, 0.0), **{fault: True})
    with pytest.raises(EngineHung, match="voxtral gave no answer for 1 s"):
        text(engine, sound(np.tile(TONE, 10)))


@pytest.mark.parametrize(
    ("of", "error", "told"),
    [
        (
            "CUDA error: device lost.",
            EngineCrashed,
            r"voxtral ended with 1: CUDA error: device lost\. The audio is unh",
        ),
        (
            "CUDA error: out of memory.",
            OutOfMemory,
            r"There is not enough memory for this model\. The audio is unharmed\. Close other programs, or pick a",
        ),
        ("killed", OutOfMemory, r"voxtral crashed\. Perhaps memory ran out\. The audio is unharmed\. Close other pr"),
    ],
)
def test_a_death_is_told_with_its_last_words_or_as_a_lack_of_memory(
    of: str, error: type[AppError], told: str, load: Callable[..., VoxtralC]
) -> None:
    engine = load(**{"dies after": 2, "of": of})
    for _time in range(2):
        with pytest.raises(error, match=told):
            text(engine)
    with pytest.raises(error, match=told):
        for _step in engine.stream(_for_ever(), Options()):
            pass


def _for_ever() -> Iterator[Audio]:
    while True:
        yield sound(TONE[:1600])
        time.sleep(0.001)  # a microphone has a pace, too


def test_one_that_writes_without_end_is_ended(load: Callable[..., VoxtralC]) -> None:
    with pytest.raises(EngineCrashed, match="writes without end"):
        text(load(endless=True))


@pytest.mark.parametrize("ignoring", [{}, {"stubborn": True}], ids=["ends with its pipe", "ignores that"])
def test_one_that_writes_without_end_when_it_is_tried_is_refused(
    ignoring: dict[str, bool], load: Callable[..., VoxtralC], tmp_path: Path
) -> None:
    with pytest.raises(ModelRefused, match=r"cannot run this model: it prints without end\."):
        load(endless="always", **ignoring)
    (tried,) = runs(tmp_path / "model")
    assert not psutil.pid_exists(tried)


def test_what_it_cannot_do_is_refused(load: Callable[..., VoxtralC]) -> None:
    engine = load()
    for options in (Options(language="xx"), Options(task="translate"), Options(words=True)):
        with pytest.raises(Unsupported, match=r"This model (does not|cannot) "):
            list(engine.transcribe(HEARD, options))
        with pytest.raises(Unsupported):
            list(engine.stream(iter([HEARD]), options))
    assert text(engine)


def test_a_program_that_is_none_is_told(load: Callable[..., VoxtralC], voxtral: Path) -> None:
    voxtral.chmod(0o600)
    with pytest.raises(PackagesMissing, match=r"voxtral is no program that can be started") as told:
        load()
    assert "asrpro settings set engines.voxtral_program PATH" in told.value.hint
    voxtral.chmod(0o700)
    voxtral.write_bytes(b"\x7fELF for another machine")
    with pytest.raises(Unsupported, match=r"cannot run this model: Exec format error\."):
        load()
    voxtral.unlink()
    with pytest.raises(PackagesMissing, match="is no program"):
        load()


def test_a_model_it_cannot_load_is_told_in_its_words(load: Callable[..., VoxtralC]) -> None:
    with pytest.raises(Unsupported, match=r"cannot run this model: vox_load: failed to load encoder\."):
        load(fails="vox_load: failed to load encoder")


@pytest.mark.parametrize("how", ["CUDA error: out of memory", "killed"])
def test_a_lack_of_memory_is_none_of_its_words(how: str, load: Callable[..., VoxtralC]) -> None:
    with pytest.raises(OutOfMemory, match=r"There is not enough memory for this model\."):
        load(fails=how)


@pytest.mark.parametrize("file", ["consolidated.safetensors", "tekken.json"])
@pytest.mark.parametrize("damage", [None, b"", b"\xff" * 20, b"[" * 100_000])
def test_a_damaged_file_is_told_before_the_program_sees_it(
    file: str, damage: bytes | None, tmp_path: Path, voxtral: Path
) -> None:
    folder = weights(tmp_path / "model")
    if damage is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(damage)
    with pytest.raises(ModelDamaged, match=rf"{file} is missing or damaged"):
        backends.backend("voxtral_c").load(model(folder), "program", LoadOptions(program=str(voxtral)))
    assert not (folder / "runs").exists()
