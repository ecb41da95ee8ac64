from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.audio.gate import Gate
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.local import inspected
from asrpro.domain import LoadOptions, Segment
from asrpro.errors import ModelDamaged, ModelNotAvailable, Unsupported, UsageError
from asrpro.settings.file import SettingsFile
from asrpro.settings.tree import DEFAULTS
from asrpro.transcription.request import fits, request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.transcription.request import Request

    Ask = Callable[..., Request]

TIMELESS = '[plain]\ntitle = "Plain"\n'


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture
def ask(settings: SettingsFile) -> Ask:
    catalogue = Catalogue(paths.catalogue())
    return lambda **asked: request(settings.current, catalogue, **asked)


def test_settings_count_where_nothing_is_said(settings: SettingsFile, ask: Ask, whisper_folder: Path) -> None:
    settings.set("model.name", str(whisper_folder))
    for key, value in {"model.prompt": "Hello.", "model.hotwords": "Qt", "model.beam_size": "2"}.items():
        settings.set(key, value)
    for key, value in {"device.name": "cpu", "device.threads": "3", "model.compute_type": "int8"}.items():
        settings.set(key, value)
    settings.set("model.language", "de")
    made = ask()
    assert (made.model.path, made.device, made.load) == (whisper_folder, "cpu", LoadOptions("int8", 3))
    options = made.options
    assert (options.language, options.prompt, options.hotwords, options.beam_size) == ("de", "Hello.", ("Qt",), 2)
    assert (options.task, options.words) == ("transcribe", False)


def test_what_is_said_counts_more_than_settings(settings: SettingsFile, ask: Ask, whisper_folder: Path) -> None:
    settings.set("model.language", "de")
    made = ask(model=str(whisper_folder), language="en", task="translate", timestamps="word")
    assert made.model.path == whisper_folder
    assert (made.options.language, made.options.task, made.options.words) == ("en", "translate", True)


def test_a_change_of_the_settings_counts_at_once(settings: SettingsFile, ask: Ask) -> None:
    before = ask()
    settings.set("model.beam_size", "1")
    assert (before.options.beam_size, ask().options.beam_size) == (5, 1)


def test_settings_say_what_counts_as_speech(settings: SettingsFile, ask: Ask) -> None:
    assert ask().gate == Gate()
    settings.set("audio.speech_threshold", "0.7")
    settings.set("audio.silence", "1.5")
    assert ask().gate == Gate(threshold=0.7, silence=1.5)


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("delivery.sentence_case", "true", "Report.\nQt."),
        ("delivery.sentence_case", "false", "report\nqt"),
        ("delivery.spoken_commands", "false", "Report new line qt."),
        ("delivery.replacements", '{"report": "letter"}', "Letter.\nQt."),
    ],
)
def test_settings_say_what_becomes_of_text(settings: SettingsFile, ask: Ask, key: str, value: str, text: str) -> None:
    settings.set(key, value)
    (segment,) = ask().polish()(Segment("report new line qt", 0.0, 1.0))
    assert isinstance(segment, Segment)
    assert segment.text == text


def test_gates_drop_what_is_repeated_unless_settings_say_no(settings: SettingsFile, ask: Ask) -> None:
    loop = Segment("thank you " * 20, 0.0, 4.0)
    assert [type(step) for step in ask().polish()(loop)] != [Segment]
    settings.set("delivery.drop_echoes", "false")
    assert [type(step) for step in ask().polish()(loop)] == [Segment]


def test_a_model_without_a_prompt_is_not_told_one(settings: SettingsFile, ask: Ask) -> None:
    settings.set("model.prompt", "Hello.")
    settings.set("model.hotwords", "Qt")
    assert (ask().options.prompt, ask().options.hotwords) == ("", ())


@pytest.mark.parametrize(("able", "told"), [("takes_prompt", ("Hello.", ())), ("takes_hotwords", ("", ("Qt",)))])
def test_a_prompt_and_hotwords_are_things_of_their_own(
    able: str, told: tuple[str, tuple[str, ...]], settings: SettingsFile, tmp_path: Path
) -> None:
    settings.set("model.prompt", "Hello.")
    settings.set("model.hotwords", "Qt")
    (tmp_path / "models.toml").write_text(f"{TIMELESS}{able} = true\n")
    (tmp_path / "pocketsphinx.toml").write_text("[plain]\n")
    options = request(settings.current, Catalogue(tmp_path), model="plain").options
    assert (options.prompt, options.hotwords) == told


@pytest.mark.parametrize(
    ("asked", "own"), [("nb", "no"), ("jv", "jw"), ("fil", "tl"), ("iw", "he"), ("cmn", "zh"), ("nb-NO", "no")]
)
def test_a_language_that_has_several_codes_is_asked_for_by_that_of_the_model(
    settings: SettingsFile, ask: Ask, whisper_folder: Path, asked: str, own: str
) -> None:
    whisper = inspected(whisper_folder)
    assert ask(model=whisper, language=asked).options.language == own
    assert fits(whisper, asked)
    settings.set("model.language", asked.partition("-")[0])
    made = ask(model=whisper)
    assert (made.options.language, made.note) == (own, "")
    other_way = replace(whisper, languages=(asked.partition("-")[0],))
    assert ask(model=other_way, language=own).options.language == other_way.languages[0]


@pytest.mark.parametrize(
    ("asked", "understood"),
    [("en", "en"), (" EN ", "en"), ("en-GB", "en"), ("de_AT", "de"), ("haw", "haw"), ("auto", None), ("Auto", None)],
)
def test_languages_a_multilingual_model_is_asked_for(
    ask: Ask, whisper_folder: Path, asked: str, understood: str | None
) -> None:
    assert ask(model=str(whisper_folder), language=asked).options.language == understood


def test_a_language_it_does_not_know_is_refused(ask: Ask, whisper_folder: Path) -> None:
    with pytest.raises(Unsupported, match=r"understand yue\. It understands en, zh, de, .*, pl and 88 others\."):
        ask(model=str(whisper_folder), language="yue")


@pytest.mark.parametrize(("asked", "setting"), [("auto", ""), ("en", ""), (None, ""), (None, "en"), (None, "de")])
def test_a_model_of_one_language_has_that(settings: SettingsFile, ask: Ask, asked: str | None, setting: str) -> None:
    settings.set("model.language", setting)
    made = ask(language=asked)
    assert made.options.language == "en"
    assert bool(made.note) is (setting == "de")
    assert made.note.startswith("The settings say that de is spoken; PocketSphinx") is bool(made.note)


def test_who_understands_a_language_is_known_before_anything_is_asked(whisper_folder: Path) -> None:
    many, one = inspected(whisper_folder), request(DEFAULTS, Catalogue(paths.catalogue())).model
    assert [fits(many, code) for code in ("DE", "de-AT", "en_US", "auto", "xyz")] == [True, True, True, True, False]
    assert [fits(one, code) for code in ("DE", "en_US", "auto")] == [False, True, True]
    told = replace(many, detects_language=False)
    assert not fits(told, "auto")
    with pytest.raises(Unsupported, match=r"does not find out what is spoken\. Say it with --language"):
        request(DEFAULTS, Catalogue(paths.catalogue()), model=told, language="auto")
    with pytest.raises(UsageError):
        fits(many, "german")


@pytest.mark.parametrize("asked", ["german", "", "e", "12", "d€", "english (US)"])
def test_what_is_no_language_is_refused(ask: Ask, asked: str) -> None:
    with pytest.raises(UsageError, match=r"is no language code\. Use a code, as in en, de or yue\.") as caught:
        ask(language=asked)
    assert caught.value.exit_code == 2


def test_what_a_model_cannot_do_is_refused(settings: SettingsFile, ask: Ask, tmp_path: Path) -> None:
    rough = r"PocketSphinx, US English \(rough, for trying out\)"
    with pytest.raises(Unsupported, match=rf"{rough} does not understand de\. It understands en\."):
        ask(language="de")
    with pytest.raises(Unsupported, match=rf"{rough} cannot translate\. .*--model"):
        ask(task="translate")
    (tmp_path / "models.toml").write_text(TIMELESS)
    (tmp_path / "pocketsphinx.toml").write_text("[plain]\n")
    with pytest.raises(Unsupported, match=r"does not tell the times of words\. Leave out --timestamps word"):
        request(settings.current, Catalogue(tmp_path), model="plain", timestamps="word")


def test_models_that_are_not_there(ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(ModelNotAvailable, match=r"No model is called whisperr\. .* A folder that holds") as caught:
        ask(model="whisperr")
    assert caught.value.exit_code == 3
    with pytest.raises(ModelNotAvailable, match=r"There is no model at /nowhere/model\."):
        ask(model="/nowhere/model")
    with pytest.raises(ModelDamaged, match="does not hold a model"):
        ask(model=str(tmp_path))


def test_of_a_chosen_one_that_is_gone_it_is_said_what_helps(ask: Ask, settings: SettingsFile) -> None:
    settings.set("model.name", "/nowhere/model")
    with pytest.raises(ModelNotAvailable, match=r"There is no model at /nowhere/model\. Put it back, or choose"):
        ask()
