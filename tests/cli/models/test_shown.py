"""What `models show` tells of what a model can do, for people and for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fixtures.command import asrpro

if TYPE_CHECKING:
    from pathlib import Path


def shown(name: str | Path) -> dict[str, str]:
    """What people are told of it, by what stands in front."""
    told = (line.partition("  ") for line in asrpro("models", "show", name).stdout.splitlines())
    return {head: said.strip() for head, _space, said in told}


def told(name: str | Path) -> Any:
    """What programs are told."""
    return json.loads(asrpro("models", "show", name, "--json").stdout)


def test_people_read_what_it_can_and_what_it_takes() -> None:
    small = shown("whisper-small")
    assert small["Can"] == "transcribe, translate into English"
    assert small["With"] == "times of words, finding the language, a prompt, hotwords, confidence"
    assert small["Memory"].startswith("about ")
    assert "openai/whisper-small" in small["Aliases"]
    assert "Access" not in small
    assert small["Repository"] == "Systran/faster-whisper-small"


def test_programs_read_it_by_the_catalogues_names() -> None:
    small = told("whisper-small")
    assert (small["tasks"], small["timestamps"], small["window"]) == (["transcribe", "translate"], "word", 30)
    assert (small["takes_hotwords"], small["streams"], small["gated"], small["confirmed"]) == (True, False, False, True)
    assert small["ram"] > 0


def test_it_is_what_the_engine_can_that_would_run_it() -> None:
    """Moonshine tells no times of these."""
    tiny = told("moonshine-tiny")
    assert (tiny["backend"], tiny["timestamps"]) == ("moonshine", "none")


def test_a_repository_that_was_not_seen_is_told_as_one() -> None:
    assert shown("qwen3-asr-0.6b")["Repository"].endswith(" (nobody checked yet that it exists)")


def test_what_is_to_be_known_of_a_form_is_told_with_it_alone() -> None:
    large = shown("jenerallee78/parakeet-tdt-1.1b-onnx")
    assert large["Engine"] == "sherpa_onnx"
    assert large["Note"] == "Made by a user of Hugging Face, not by NVIDIA, and not tried with this program yet."
    assert told("jenerallee78/parakeet-tdt-1.1b-onnx")["note"] == large["Note"]
    assert "Note" not in shown("whisper-small")
    assert "note" not in told("whisper-small")


def test_of_an_engine_that_uses_no_graphics_card_none_is_spoken_of() -> None:
    assert shown("jenerallee78/parakeet-tdt-1.1b-onnx")["Memory"] == "about 6.0 GB"
    assert told("jenerallee78/parakeet-tdt-1.1b-onnx")["vram"] is None
    assert shown("parakeet-tdt-0.6b-v3")["Memory"].endswith(" on a graphics card")


def test_a_file_of_ones_own_can_what_models_of_its_form_can(whisper_folder: Path) -> None:
    own = told(whisper_folder)
    assert (own["timestamps"], own["takes_hotwords"], own["ram"]) == ("word", True, None)
    assert shown(whisper_folder)["Can"] == "transcribe, translate into English"
