"""Everything people can choose, with a title, a description and a default each.

A group exists from the day it has a field that acts: server arrives with its first one.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field

from asrpro.i18n import _
from asrpro.settings.engines import EngineSettings
from asrpro.settings.hotkeys import DictationSettings, HotkeySettings
from asrpro.settings.kinds import Group, Language, Line, LineOrNothing, Text
from asrpro.settings.showing import UiSettings
from asrpro.settings.sounds import SoundSettings

ComputeType = Literal[
    "default", "auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16",
    "float16", "bfloat16", "float32",
]  # fmt: skip
"""The number formats that CTranslate2 computes in."""
Minutes = Annotated[int, Field(ge=0, le=10_080)]
Method = Literal["paste", "type", "copy"]
Space = Literal["none", "before", "after"]
FocusChanged = Literal["deliver", "copy"]


class DeviceSettings(Group):
    """Where models run."""

    name: Literal["auto", "cpu", "cuda", "metal", "coreml", "directml", "webgpu", "openvino"] = Field(
        default="auto",
        title=_("Device"),
        description=_("Where models run: auto is the best device that the model can use on this machine."),
    )
    threads: int = Field(
        default=0,
        ge=0,
        le=256,
        title=_("Threads"),
        description=_("How many processor threads a model may use; 0 leaves it the choice."),
    )


class ModelSettings(Group):
    """What recognises speech, and how."""

    name: Line = Field(
        default="pocketsphinx-en-us",
        title=_("Model"),
        description=_("What recognises speech: the id or alias of a model, or the folder it lies in."),
    )
    language: Language = Field(
        default="",
        title=_("Language"),
        description=_("What is spoken, as a code such as en, de or yue; nothing lets the model find out."),
    )
    compute_type: ComputeType = Field(
        default="default",
        title=_("Compute type"),
        description=_("Number format of the model at work, as in int8 or float16; default leaves it the choice."),
    )
    beam_size: int = Field(
        default=5,
        ge=1,
        le=20,
        title=_("Beam size"),
        description=_("How many guesses are followed at once: more is slower and sometimes better."),
    )
    prompt: Text = Field(
        default="",
        title=_("Prompt"),
        description=_("Text the speech is thought to continue; it guides names, spelling and style."),
    )
    hotwords: tuple[Line, ...] = Field(
        default=(),
        strict=False,  # JSON has lists only
        title=_("Hotwords"),
        description=_("Words to listen for, such as names and jargon."),
    )
    unload_after: Minutes | Literal["never"] = Field(
        default=30,
        title=_("Unload after (minutes)"),
        description=_("Minutes after which a model that nobody uses gives its memory back; 0 does at once, or never."),
    )
    keep_loaded: int = Field(
        default=1,
        ge=1,
        le=16,
        title=_("Models kept loaded"),
        description=_("How many models stay in memory at once; a model more makes the one used longest ago give way."),
    )


class AudioSettings(Group):
    """What is heard, and how speech is told from everything else."""

    speech_threshold: float = Field(
        default=0.5,
        ge=0.05,
        le=0.95,
        allow_inf_nan=False,
        title=_("Speech threshold"),
        description=_("How sure the speech gate must be that somebody speaks: lower hears more, noise too."),
    )
    silence: float = Field(
        default=0.5,
        ge=0.1,
        le=5.0,
        allow_inf_nan=False,
        title=_("Silence (seconds)"),
        description=_("Seconds of pause that end an utterance."),
    )
    microphone: LineOrNothing = Field(
        default="",
        title=_("Microphone"),
        description=_("The ID of the microphone to hear, as `asrpro devices` shows it; nothing is the system's own."),
    )


class DeliverySettings(Group):
    """What becomes of recognised text."""

    method: Method = Field(
        default="paste",
        title=_("Method"),
        description=_("How text gets into a window: paste, type it key by key, or only copy it to the clipboard."),
    )
    space: Space = Field(
        default="after",
        title=_("Space"),
        description=_("Where a space is added, so that dictations do not run into each other."),
    )
    focus_changed: FocusChanged = Field(
        default="copy",
        title=_("Focus changed"),
        description=_("What to do when another window has the focus than at key press: deliver there, or copy."),
    )
    sentence_case: bool = Field(
        default=True,
        title=_("Sentence case"),
        description=_("Capital letters and full stops for models that write neither."),
    )
    spoken_commands: bool = Field(
        default=True,
        title=_("Spoken commands"),
        description=_('"New line" and "new paragraph" break the line instead of being written.'),
    )
    drop_echoes: bool = Field(
        default=True,
        title=_("Drop echoes"),
        description=_("Leave out text that only repeats the prompt, or the same words again and again."),
    )
    replacements: dict[Line, Text] = Field(
        default={},
        title=_("Replacements"),
        description=_("Whole words or phrases, and what is written in their place."),
    )


class PrivacySettings(Group):
    """What is remembered."""

    keep_history: bool = Field(
        default=True,
        title=_("Keep history"),
        description=_("Remember transcripts, so that they can be found again."),
    )
    history_days: int = Field(
        default=0,
        ge=0,
        le=36_500,
        title=_("Days of history"),
        description=_("How many days transcripts are remembered; 0 keeps them for ever."),
    )
    recording_days: int = Field(
        default=7,
        ge=0,
        le=36_500,
        title=_("Days of recordings"),
        description=_(
            "How many days the sound of dictations is kept, at most as long as the history tells of it; "
            "0 keeps only what was not delivered, for a day."
        ),
    )


def _whole_file(schema: dict[str, Any]) -> None:
    """Let the schema describe the file, which also says its version."""
    version = {
        "type": "integer",
        "minimum": 1,
        "title": _("Version"),
        "description": _("Which form of this file was written; the program looks after it."),
    }
    schema["properties"] = {"version": version, **schema["properties"]}


class Settings(Group):
    """The whole tree."""

    model_config = ConfigDict(title="ASR Pro", json_schema_extra=_whole_file)

    device: DeviceSettings = Field(default=DeviceSettings(), title=_("Device"), description=_("Where models run."))
    model: ModelSettings = Field(
        default=ModelSettings(), title=_("Model"), description=_("What recognises speech, and how.")
    )
    engines: EngineSettings = Field(
        default=EngineSettings(), title=_("Engines"), description=_("What single engines need to know.")
    )
    audio: AudioSettings = Field(
        default=AudioSettings(),
        title=_("Audio"),
        description=_("What is heard, and how speech is told from everything else."),
    )
    hotkey: HotkeySettings = Field(
        default=HotkeySettings(), title=_("Hotkeys"), description=_("Keys that work whatever window has the focus.")
    )
    dictation: DictationSettings = Field(
        default=DictationSettings(), title=_("Dictation"), description=_("How a dictation begins and ends.")
    )
    delivery: DeliverySettings = Field(
        default=DeliverySettings(), title=_("Delivery"), description=_("What becomes of recognised text.")
    )
    ui: UiSettings = Field(default=UiSettings(), title=_("Appearance"), description=_("What is seen of the program."))
    sounds: SoundSettings = Field(
        default=SoundSettings(),
        title=_("Sounds"),
        description=_("What is heard of the program, and of others while you speak."),
    )
    privacy: PrivacySettings = Field(
        default=PrivacySettings(), title=_("Privacy"), description=_("What is remembered.")
    )


DEFAULTS: Final = Settings()
