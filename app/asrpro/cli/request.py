"""What one call of `transcribe` asks for, checked before anything is started."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from asrpro.domain import LoadOptions, Options
from asrpro.errors import Unsupported, UsageError
from asrpro.i18n import _
from asrpro.transcription.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.cli.program import Program
    from asrpro.domain import Model, Task

Timestamps = Literal["segment", "word"]


@dataclass(frozen=True, slots=True)
class Request:
    """A Model and what is wanted of it."""

    model: Model
    device: str
    load: LoadOptions
    options: Options
    note: str = ""
    """A sentence for people about a setting that has to give way."""


def request(
    program: Program, *, model: str | None, language: str | None, task: Task, timestamps: Timestamps
) -> Request:
    """The settings as they are now, with what the command line says on top.

    Raises:
        UsageError: a language that does not exist.
        ModelNotAvailable: no such Model.
        Unsupported: the Model cannot do that.
    """
    settings = program.settings.current
    chosen = program.catalogue().find(settings.model.name if model is None else model)
    options = Options(
        language=_language(chosen, language, settings.model.language),
        task=task,
        words=timestamps == "word",
        prompt=settings.model.prompt if chosen.takes_prompt else "",
        hotwords=settings.model.hotwords if chosen.takes_prompt else (),
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
    load = LoadOptions(settings.model.compute_type, settings.device.threads)
    return Request(chosen, settings.device.name, load, options, _given_way(chosen, language, settings.model.language))


def _given_way(model: Model, asked: str | None, setting: str) -> str:
    if asked is not None or not setting or model.understands(setting):
        return ""
    return _("The settings say that {setting} is spoken; {model} understands only {languages}.").format(
        setting=setting, model=model.title, languages=", ".join(model.languages)
    )


def named_formats(texts: Iterable[str]) -> tuple[str, ...]:
    """The formats that were named, with commas or apart, each once. Raises UsageError."""
    named = (name.strip().lower().removeprefix(".") for text in texts for name in text.split(","))
    names = tuple(dict.fromkeys(name for name in named if name))
    unknown = [name for name in names if name not in FORMATS]
    if unknown or not names:
        raise UsageError(
            _("There is no format {name}.").format(name=", ".join(unknown) or '""'),
            _("Choose from {names}; several with commas between.").format(names=", ".join(FORMATS)),
        )
    return names


def _language(model: Model, asked: str | None, setting: str) -> str | None:
    """What is spoken; a setting the Model does not fit gives way to it, a command does not."""
    if asked is None:
        if setting and model.understands(setting):
            return setting
        return model.languages[0] if len(model.languages) == 1 else None
    code = asked.strip().lower().replace("_", "-").partition("-")[0]
    if code == "auto" and model.detects_language:
        return None
    if code == "auto" and len(model.languages) == 1:
        return model.languages[0]
    if len(code) not in (2, 3) or not code.isascii() or not code.isalpha():
        raise UsageError(
            _("{asked} is no language code.").format(asked=asked or '""'), _("Use a code, as in en, de or yue.")
        )
    if not model.understands(code):
        raise Unsupported(
            _("{model} does not understand {language}.").format(model=model.title, language=code),
            _("It understands {languages}.").format(languages=", ".join(model.languages)),
        )
    return code
