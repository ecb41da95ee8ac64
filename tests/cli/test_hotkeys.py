from __future__ import annotations

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.cli.hotkeys import troubles
from asrpro.settings.hotkeys import DictationKey, HotkeySettings


def told(*keys: DictationKey, **more: str) -> list[str]:
    return list(troubles(HotkeySettings(dictate=keys, **more), Catalogue(paths.catalogue()).find))  # type: ignore[arg-type]


def test_what_works_is_not_spoken_of() -> None:
    assert list(troubles(HotkeySettings(), Catalogue(paths.catalogue()).find)) == []
    assert told(DictationKey(keys="F9"), DictationKey(keys="ctrl+alt+d", model="pocketsphinx-en-us")) == []


def test_what_does_not_is_told_each_in_a_sentence() -> None:
    assert told() == ["No key starts a dictation now; the menu and `asrpro dictate toggle` do."]
    assert [line.split(".")[0] for line in told(DictationKey(keys="Blubb"))] == ['No key is called "Blubb"']
    assert told(DictationKey(keys="F9"), DictationKey(keys="f9")) == ["F9 cannot be used for two things at once."]
    assert told(DictationKey(keys="F8"), cancel="F8") == [
        "F8 cannot be used for two things at once. Give hotkey.cancel another key."
    ]
    (missing,) = told(DictationKey(keys="F9", model="~/no/such/model"))
    assert "no model at" in missing
