"""The Model that dictation goes by: which one it is, and how one that has come gets to be it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asrpro.catalog.names import called
from asrpro.domain import Model, State
from asrpro.i18n import _
from asrpro.transcription.leaving import hears

if TYPE_CHECKING:
    from asrpro.cli.program import Program
    from asrpro.errors import AppError

_USELESS = (State.ABSENT, State.DOWNLOADING, State.ERROR)
"""States of those that cannot hear anything as things are."""


class Chosen:
    """What the settings name, by whatever name."""

    def __init__(self, program: Program) -> None:
        """Look for it; into its files where it is the user's own."""
        self.name = program.settings.current.model.name
        self._catalogue = program.catalogue()
        self._registered = program.registered()
        self._known = self._catalogue.known(self.name)
        self.pointed = None if self._known else self._catalogue.found(self.name)
        """The Model, or why it cannot be used, where it is none of the catalogue."""

    def is_it(self, name: str, model: Model | AppError | None = None) -> bool:
        """Whether what a name stands for is that one; of two names for the same files the one that was chosen is."""
        known = self._catalogue.known(name)
        if known or self._known:
            return known is not None and self._known is not None and known.id == self._known.id
        named = self._registered.holds(name) and self._registered.holds(self.name)
        if named or not (isinstance(model, Model) and isinstance(self.pointed, Model)):
            return called(name) == called(self.name)
        return (model.path, model.address) == (self.pointed.path, self.pointed.address)


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
