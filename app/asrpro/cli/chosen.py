"""Which Model dictation goes by, as the commands about Models heed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program


def hears(program: Program, model: str) -> bool:
    """Whether this is the Model that dictation goes by."""
    return _is(program, program.settings.current.model.name, model)


def next_step(program: Program, model: str) -> str:
    """How to dictate with a Model of the catalogue that has come; empty where dictation goes by it by now."""
    program.settings.reload()  # a download takes its time, and the window chooses what comes there
    if hears(program, model):
        return ""
    return _("To dictate with it: {command}").format(command=f"asrpro settings set model.name {model}")


def leave_hotkeys(program: Program, model: str) -> list[str]:
    """Have hotkeys that dictate with this Model do so with the chosen one, and return which; raises SettingsError."""
    entries = program.settings.current.hotkey.dictate
    leaving = [one for one in entries if one.model and _is(program, one.model, model)]
    if leaving:
        others = [one.model_copy(update={"model": ""}) if one in leaving else one for one in entries]
        program.settings.set("hotkey.dictate", [one.model_dump(exclude_defaults=True) for one in others])
    return [one.keys for one in leaving]


def _is(program: Program, name: str, model: str) -> bool:
    """Whether a name in the settings stands for this Model."""
    known = program.catalogue().known(name)
    return (known.id if known else name.strip().lower()) == model
