"""The settings of what starts and ends a dictation."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from asrpro.i18n import _
from asrpro.settings.kinds import Group, Language, Line, LineOrNothing

KeyMode = Literal["auto", "hold", "toggle"]


class DictationKey(Group):
    """Keys that start a dictation, and what is different about it."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keys": "f9", "language": "de", "mode": "hold"}]})

    keys: Line = Field(
        title=_("Keys"),
        description=_("As in f9 or ctrl+shift+space; right_modifier is the right Ctrl key, on a Mac right Option."),
    )
    mode: KeyMode = Field(
        default="auto",
        title=_("Mode"),
        description=_("hold: speak while it is held; toggle: press to start and to stop; auto: held or pressed."),
    )
    language: Language = Field(
        default="",
        title=_("Language"),
        description=_("What is spoken after this key; nothing leaves it to model.language."),
    )
    model: LineOrNothing = Field(
        default="",
        title=_("Model"),
        description=_("What recognises speech after this key; nothing leaves it to model.name."),
    )


class HotkeySettings(Group):
    """Keys that work whatever window has the focus; nothing leaves one unbound."""

    dictate: tuple[DictationKey, ...] = Field(
        default=(DictationKey(keys="f9"), DictationKey(keys="right_modifier", mode="hold")),
        strict=False,  # JSON has lists only
        title=_("Dictate"),
        description=_("Keys that start a dictation; each may have a mode, a language and a model of its own."),
    )
    cancel: LineOrNothing = Field(
        default="escape",
        title=_("Cancel"),
        description=_("Cancels a dictation; the key is taken only while one is recorded."),
    )
    paste_again: LineOrNothing = Field(
        default="shift+f9",
        title=_("Paste again"),
        description=_("Delivers the last dictated text once more, where the focus is now."),
    )
    copy_last: LineOrNothing = Field(
        default="ctrl+shift+f9",
        title=_("Copy last"),
        description=_("Puts the last dictated text on the clipboard."),
    )
    undo: LineOrNothing = Field(
        default="ctrl+shift+f10",
        title=_("Undo"),
        description=_("Takes the last dictated text back out of its window."),
    )
    retry: LineOrNothing = Field(
        default="ctrl+shift+f11",
        title=_("Retry"),
        description=_("Recognises once more what was recorded last of all that was cancelled or failed."),
    )
    insert_anyway: LineOrNothing = Field(
        default="ctrl+shift+f8",
        title=_("Insert anyway"),
        description=_("Delivers what was held back of the last dictation, as with silence that was taken for speech."),
    )


class DictationSettings(Group):
    """How a dictation begins and ends."""

    stop_after_silence: float = Field(
        default=0.0,
        ge=0.0,
        le=600.0,
        allow_inf_nan=False,
        title=_("Stop after silence (seconds)"),
        description=_("Seconds of silence that end a dictation while its key is not held; 0 never does."),
    )
    pre_roll: float = Field(
        default=0.0,
        ge=0.0,
        le=2.0,
        allow_inf_nan=False,
        title=_("Pre-roll (seconds)"),
        description=_("Seconds heard before the key was pressed; above 0 the microphone is open all the time."),
    )
