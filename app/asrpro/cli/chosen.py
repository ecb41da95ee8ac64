"""What is to be done with a Model that has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _
from asrpro.transcription.leaving import hears

if TYPE_CHECKING:
    from asrpro.cli.program import Program


def next_step(program: Program, model: str) -> str:
    """How to dictate with a Model of the catalogue that has come; empty where dictation goes by it by now."""
    program.settings.reload()  # a download takes its time, and the window chooses what comes there
    if hears(program.settings, program.catalogue(), model):
        return ""
    return _("To dictate with it: {command}").format(command=f"asrpro settings set model.name {model}")
