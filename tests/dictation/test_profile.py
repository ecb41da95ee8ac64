"""What one dictation goes by, resolved once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.desktop.ports import Target
from asrpro.dictation.profile import Profile, resolve
from asrpro.errors import ModelNotAvailable, Unsupported
from asrpro.settings.hotkeys import DictationKey
from asrpro.settings.tree import Settings
from asrpro.transcription.request import Request, request

CATALOGUE = Catalogue(paths.catalogue())
EDITOR = Target("1", "notes", "gedit")


def ask(settings: Settings, *, model: str | None, language: str | None) -> Request:
    return request(settings, CATALOGUE, model=model, language=language)


def profile(key: DictationKey | None = None, **groups: object) -> Profile:
    return resolve(Settings.model_validate(groups), key, ask, microphone="mine", target=EDITOR)


def test_it_holds_what_the_settings_say() -> None:
    made = profile(
        delivery={"method": "type", "space": "before", "focus_changed": "deliver"},
        dictation={"stop_after_silence": 2.0},
        audio={"silence": 1.5},
    )
    assert isinstance(made.request, Request)
    assert (made.request.model.id, made.request.gate.silence) == ("pocketsphinx-en-us", 1.5)
    assert (made.method, made.space, made.focus_changed) == ("type", "before", "deliver")
    assert made.stop_after_silence == 2.0
    assert (made.microphone, made.target) == ("mine", EDITOR)


def test_a_hotkey_goes_over_the_settings() -> None:
    made = profile(DictationKey(keys="f9", language="en", model="pocketsphinx"), model={"name": "no-such"})
    assert isinstance(made.request, Request)
    assert (made.request.model.id, made.request.options.language) == ("pocketsphinx-en-us", "en")


def test_what_cannot_be_asked_is_kept_as_the_reason() -> None:
    assert isinstance(profile(model={"name": "no-such"}).request, ModelNotAvailable)
    assert isinstance(profile(DictationKey(keys="f9", language="de")).request, Unsupported)


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        profile().microphone = "another"
