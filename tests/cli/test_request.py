from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.request import named_formats, request
from asrpro.domain import LoadOptions
from asrpro.errors import ModelDamaged, ModelNotAvailable, Unsupported, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.cli.program import Program
    from asrpro.cli.request import Request

    Ask = Callable[..., Request]

NOTHING = {"model": None, "language": None, "task": "transcribe", "timestamps": "segment"}


@pytest.fixture
def program(odd_program: Program) -> Program:
    return replace(odd_program, catalogue=lambda: Catalogue(paths.catalogue()))


@pytest.fixture
def ask(program: Program) -> Ask:
    return lambda **asked: request(program, **(NOTHING | asked))  # type: ignore[arg-type]


def test_settings_count_where_nothing_is_said(program: Program, ask: Ask, whisper_folder: Path) -> None:
    program.settings.set("model.name", str(whisper_folder))
    for key, value in {"model.prompt": "Hello.", "model.hotwords": "Qt", "model.beam_size": "2"}.items():
        program.settings.set(key, value)
    for key, value in {"device.name": "cpu", "device.threads": "3", "model.compute_type": "int8"}.items():
        program.settings.set(key, value)
    program.settings.set("model.language", "de")
    made = ask()
    assert (made.model.path, made.device, made.load) == (whisper_folder, "cpu", LoadOptions("int8", 3))
    options = made.options
    assert (options.language, options.prompt, options.hotwords, options.beam_size) == ("de", "Hello.", ("Qt",), 2)
    assert (options.task, options.words) == ("transcribe", False)


def test_what_is_said_counts_more_than_settings(program: Program, ask: Ask, whisper_folder: Path) -> None:
    program.settings.set("model.language", "de")
    made = ask(model=str(whisper_folder), language="en", task="translate", timestamps="word")
    assert made.model.path == whisper_folder
    assert (made.options.language, made.options.task, made.options.words) == ("en", "translate", True)


def test_a_change_of_the_settings_counts_at_once(program: Program, ask: Ask) -> None:
    before = ask()
    program.settings.set("model.beam_size", "1")
    assert (before.options.beam_size, ask().options.beam_size) == (5, 1)


def test_a_model_without_a_prompt_is_not_told_one(program: Program, ask: Ask) -> None:
    program.settings.set("model.prompt", "Hello.")
    program.settings.set("model.hotwords", "Qt")
    assert (ask().options.prompt, ask().options.hotwords) == ("", ())


@pytest.mark.parametrize(
    ("asked", "understood"),
    [("en", "en"), (" EN ", "en"), ("en-GB", "en"), ("de_AT", "de"), ("yue", "yue"), ("auto", None), ("Auto", None)],
)
def test_languages_a_multilingual_model_is_asked_for(
    ask: Ask, whisper_folder: Path, asked: str, understood: str | None
) -> None:
    assert ask(model=str(whisper_folder), language=asked).options.language == understood


@pytest.mark.parametrize(("asked", "setting"), [("auto", ""), ("en", ""), (None, ""), (None, "en"), (None, "de")])
def test_a_model_of_one_language_has_that(program: Program, ask: Ask, asked: str | None, setting: str) -> None:
    program.settings.set("model.language", setting)
    made = ask(language=asked)
    assert made.options.language == "en"
    assert bool(made.note) is (setting == "de")
    assert made.note.startswith("The settings say that de is spoken; PocketSphinx") is bool(made.note)


@pytest.mark.parametrize("asked", ["german", "", "e", "12", "d€", "english (US)"])
def test_what_is_no_language_is_refused(ask: Ask, asked: str) -> None:
    with pytest.raises(UsageError, match=r"is no language code\. Use a code, as in en, de or yue\.") as caught:
        ask(language=asked)
    assert caught.value.exit_code == 2


def test_what_a_model_cannot_do_is_refused(odd_program: Program, ask: Ask) -> None:
    rough = r"PocketSphinx, US English \(rough, for trying out\)"
    with pytest.raises(Unsupported, match=rf"{rough} does not understand de\. It understands en\."):
        ask(language="de")
    with pytest.raises(Unsupported, match=rf"{rough} cannot translate\. .*--model"):
        ask(task="translate")
    with pytest.raises(Unsupported, match=r"does not tell the times of words\. Leave out --timestamps word"):
        request(odd_program, model="well", language=None, task="transcribe", timestamps="word")


def test_models_that_are_not_there(ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(ModelNotAvailable, match=r"No model is called whisperr\. .* A folder that holds") as caught:
        ask(model="whisperr")
    assert caught.value.exit_code == 3
    with pytest.raises(ModelNotAvailable, match=r"There is no model at /nowhere/model\."):
        ask(model="/nowhere/model")
    with pytest.raises(ModelDamaged, match="does not hold a model"):
        ask(model=str(tmp_path))


@pytest.mark.parametrize(
    ("named", "formats"),
    [
        (["txt"], ("txt",)),
        (["srt,vtt"], ("srt", "vtt")),
        (["srt", "json, txt"], ("srt", "json", "txt")),
        (["SRT", ".vtt", "srt"], ("srt", "vtt")),
        (["txt,,", ""], ("txt",)),
    ],
)
def test_formats_are_named_with_commas_or_apart(named: list[str], formats: tuple[str, ...]) -> None:
    assert named_formats(named) == formats


@pytest.mark.parametrize(("named", "unknown"), [("docx", "docx"), ("txt,pdf,doc", "pdf, doc"), ("", '""'), (",", '""')])
def test_formats_that_do_not_exist_are_refused(named: str, unknown: str) -> None:
    with pytest.raises(UsageError, match=rf"There is no format {unknown}\. Choose from txt, json, srt, vtt"):
        named_formats([named])
