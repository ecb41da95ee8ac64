"""What is asked of recognition, of a file or of a dictation, checked before anything is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from asrpro.audio.gate import Gate
from asrpro.domain import LoadOptions, Model, Options
from asrpro.errors import Unsupported, UsageError
from asrpro.i18n import _
from asrpro.polish.chain import Chain
from asrpro.runtime.ladder import Rung

if TYPE_CHECKING:
    from asrpro.catalog.catalogue import Catalogue
    from asrpro.domain import Task
    from asrpro.settings.tree import DeliverySettings, Settings

Timestamps = Literal["segment", "word"]
_MANY = 11
"""Languages that are named in a sentence."""


@dataclass(frozen=True, slots=True)
class Request:
    """A Model and what is wanted of it: all that the settings say of recognition, made into what does it."""

    model: Model
    device: str
    load: LoadOptions
    options: Options
    gate: Gate
    delivery: DeliverySettings
    note: str = ""
    """A sentence for people about a setting that has to give way."""

    def polish(self) -> Chain:
        """A Chain for one source."""
        return Chain(
            self.model,
            self.options,
            sentence_case=self.delivery.sentence_case,
            spoken_commands=self.delivery.spoken_commands,
            drop_echoes=self.delivery.drop_echoes,
            replacements=self.delivery.replacements,
        )


def request(
    settings: Settings,
    catalogue: Catalogue,
    *,
    model: str | Model | None = None,
    language: str | None = None,
    task: Task = "transcribe",
    timestamps: Timestamps = "segment",
) -> Request:
    """The settings, with what is said on top; None where they are to decide.

    Raises:
        UsageError: a language that does not exist.
        ModelNotAvailable: no such Model.
        Unsupported: the Model cannot do that.
    """
    if model is None:
        chosen = catalogue.chosen(settings.model.name)
    else:
        chosen = model if isinstance(model, Model) else catalogue.find(model)
    options = Options(
        language=_language(chosen, language, settings.model.language),
        task=task,
        words=timestamps == "word",
        prompt=settings.model.prompt if chosen.takes_prompt else "",
        hotwords=settings.model.hotwords if chosen.takes_hotwords else (),
        beam_size=settings.model.beam_size,
    )
    if task not in chosen.tasks:
        raise Unsupported(
            _("{model} cannot translate.").format(model=chosen.title),
            _("Pick a multilingual Whisper model with --model."),
        )
    if options.words and chosen.timestamps != "word":
        raise Unsupported(
            _("{model} does not tell the times of words.").format(model=chosen.title),
            _("Leave out --timestamps word, or pick another model with --model."),
        )
    return Request(
        chosen,
        settings.device.name,
        load_options(settings),
        options,
        gate(settings),
        settings.delivery,
        _given_way(chosen, language, settings.model.language),
    )


def load_options(settings: Settings) -> LoadOptions:
    """How the settings want Models to be loaded."""
    return LoadOptions(
        settings.model.compute_type,
        settings.device.threads,
        settings.engines.voxtral_program,
        settings.engines.whisper_program,
    )


def asked(settings: Settings) -> Rung:
    """Where and how the settings want Models to run."""
    return Rung(settings.device.name, load_options(settings))


def gate(settings: Settings) -> Gate:
    """What the settings take for speech."""
    return Gate(threshold=settings.audio.speech_threshold, silence=settings.audio.silence)


def _given_way(model: Model, asked: str | None, setting: str) -> str:
    if asked is not None or not setting or model.understands(setting):
        return ""
    return _("The settings say that {setting} is spoken; {model} understands only {languages}.").format(
        setting=setting, model=model.title, languages=_shown(model.languages)
    )


def fits(model: Model, language: str) -> bool:
    """Whether a Model can be asked for a language, or to find out; raises UsageError for what is none."""
    try:
        _language(model, language, "")
    except Unsupported:
        return False
    return True


def _language(model: Model, asked: str | None, setting: str) -> str | None:
    """What is spoken; a setting the Model does not fit gives way to it, a command does not."""
    if asked is None:
        if setting and (own := model.spelled(setting)):
            return own
        return model.languages[0] if len(model.languages) == 1 else None
    code = asked.strip().lower().replace("_", "-").partition("-")[0]
    if code == "auto" and model.detects_language:
        return None
    if code == "auto" and len(model.languages) == 1:
        return model.languages[0]
    if code == "auto":
        raise Unsupported(
            _("{model} does not find out what is spoken.").format(model=model.title),
            _("Say it with --language, as in en, de or yue."),
        )
    if len(code) not in (2, 3) or not code.isascii() or not code.isalpha():
        raise UsageError(
            _("{asked} is no language code.").format(asked=asked or '""'), _("Use a code, as in en, de or yue.")
        )
    own = model.spelled(code)
    if not own:
        raise Unsupported(
            _("{model} does not understand {language}.").format(model=model.title, language=code),
            _("It understands {languages}.").format(languages=_shown(model.languages)),
        )
    return own


def _shown(languages: tuple[str, ...]) -> str:
    """Codes in a sentence."""
    if len(languages) <= _MANY:
        return ", ".join(languages)
    return _("{languages} and {count} others").format(
        languages=", ".join(languages[:_MANY]), count=len(languages) - _MANY
    )
