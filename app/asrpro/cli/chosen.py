"""The Model that dictation goes by: which one it is, and how one that has come gets to be it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asrpro.domain import State
from asrpro.i18n import _
from asrpro.transcription.leaving import hears

if TYPE_CHECKING:
    from asrpro.cli.program import Program

_USELESS = (State.ABSENT, State.DOWNLOADING, State.ERROR)
"""States of those that cannot hear anything as things are."""


def marked(state: str, told: dict[str, Any]) -> str:
    """The words for how one stands, with what the window calls the one that is chosen."""
    if not told.get("chosen"):
        return state
    if told["state"] in _USELESS or "hindrance" in told:
        return _("{state}, chosen").format(state=state)
    return _("{state}, hears you").format(state=state)


def next_step(program: Program, model: str) -> str:
    """How to dictate with a Model of the catalogue that has come; empty where dictation goes by it by now."""
    program.settings.reload()  # a download takes its time, and the window chooses what comes there
    if hears(program.settings, program.catalogue(), model):
        return ""
    return _("To dictate with it: {command}").format(command=f"asrpro settings set model.name {model}")
