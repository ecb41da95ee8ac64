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


def _is(program: Program, name: str, model: str) -> bool:
    """Whether a name in the settings stands for this Model."""
    known = program.catalogue().known(name)
    return (known.id if known else name.strip().lower()) == model
