from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale

from asrpro.catalog.local import inspected
from asrpro.domain import Model
from asrpro.settings.file import SettingsFile
from asrpro.ui.offers.languages import LanguageOffer

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.ui.look import Choice

ENGLISH = Model("rough", "Rough", "test", languages=("en",))


@pytest.fixture
def settings(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "settings.json")


@pytest.fixture
def whisper(whisper_folder: Path) -> Model:
    return inspected(whisper_folder)


def offered(settings: SettingsFile, model: Model | None) -> list[list[Choice]]:
    return [list(group) for group in LanguageOffer(settings, lambda: model, settings.set).choices()]


def names(group: list[Choice]) -> list[str]:
    return [choice.name for choice in group]


def test_a_model_that_finds_out_offers_that_then_what_is_spoken_here_then_all(
    settings: SettingsFile, whisper: Model
) -> None:
    finds_out, near, everything = offered(settings, whisper)
    assert [(choice.name, choice.current) for choice in finds_out] == [("", True)]
    system = QLocale.system().uiLanguages()[0].partition("-")[0]
    assert {"en"} <= set(names(near)) <= {"en", *(tag.partition("-")[0] for tag in QLocale.system().uiLanguages())}
    assert near[0].name in (system, "en")
    (all_of_them,) = everything
    assert sorted(names([*all_of_them.more])) == sorted(whisper.languages)
    titles = [choice.title for choice in all_of_them.more]
    assert titles == sorted(titles, key=str.casefold)
    assert ("de", "German", "Deutsch") in [(one.name, one.title, one.beside) for one in all_of_them.more]
    assert ("jw", "Javanese") in [(one.name, one.title) for one in all_of_them.more]


def test_the_chosen_one_comes_first(settings: SettingsFile, whisper: Model) -> None:
    LanguageOffer(settings, lambda: whisper, settings.set).choose("de")
    finds_out, near, _rest = offered(settings, whisper)
    assert (near[0].name, near[0].current, finds_out[0].current) == ("de", True, False)


def test_one_that_the_model_calls_otherwise_is_the_chosen_one_all_the_same(
    settings: SettingsFile, whisper: Model
) -> None:
    settings.set("model.language", "iw")
    finds_out, near, _rest = offered(settings, whisper)
    assert (near[0].name, near[0].title, near[0].current, finds_out[0].current) == ("he", "Hebrew", True, False)


def test_a_model_of_one_language_leaves_no_choice(settings: SettingsFile) -> None:
    settings.set("model.language", "de")
    ((only,),) = offered(settings, ENGLISH)
    assert (only.name, only.title, only.current, only.beside) == ("en", "English", True, "")


def test_a_few_are_all_offered_at_once(settings: SettingsFile) -> None:
    few = replace(ENGLISH, languages=("de", "en", "xx"))
    (_none, group) = offered(settings, few)
    assert [(choice.name, choice.title) for choice in group] == [("de", "German"), ("en", "English"), ("xx", "xx")]


def test_a_model_that_cannot_be_used_offers_none_and_that_is_said(settings: SettingsFile) -> None:
    ((only,),) = offered(settings, None)
    assert (only.title, only.current, only.enabled) == ("The chosen model cannot be used", None, False)
