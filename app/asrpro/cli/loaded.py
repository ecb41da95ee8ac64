"""Models in the memory of the program that runs."""

from __future__ import annotations

import contextlib
from typing import Annotated, Any

import typer

from asrpro.cli.answers import echo_json
from asrpro.cli.show import Show
from asrpro.dictation.remote import address, ask
from asrpro.domain import State
from asrpro.errors import AppError, NotRunning
from asrpro.i18n import _

_PATIENCE = 2.0
"""Seconds that the program may take to say what it has in memory."""
_HELD = ("loading", "ready")
"""States of those that take memory and that nobody uses."""


def live() -> dict[str, dict[str, Any]]:
    """What the program that runs has in memory, or failed to have there, by id; nothing where none does."""
    with contextlib.suppress(AppError):
        models: dict[str, dict[str, Any]] = ask(address(), {"do": "models"}, _PATIENCE)["models"]
        return models
    return {}


def let_go(model: str) -> bool:
    """Have the program that runs, if one does, give back the memory of one Model; whether nobody uses it there."""
    try:
        left = ask(address(), {"do": "unload", "model": model})["models"]
    except NotRunning:
        return True
    return not State(left.get(model, {}).get("state", State.PRESENT)).in_memory


def changed(model: str) -> bool:
    """Have the program that runs, if one does, heed that a Model's files or its name are others now.

    False where somebody uses it there still: then that is done afterwards.
    """
    try:
        return bool(ask(address(), {"do": "changed", "model": model})["free"])
    except AppError:  # none runs, or an older one, which does not know how
        return True


def unload(*, as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False) -> None:
    """Ask for it, and say what was let go and what is left."""
    before = live()
    told: dict[str, dict[str, Any]] = ask(address(), {"do": "unload"})["models"]
    # One that loads still is in use, too, or it would have been let go.
    left = {name: one for name, one in told.items() if State(one["state"]).in_memory}
    unloaded = [name for name, one in before.items() if one["state"] in _HELD and name not in left]
    if as_json:
        echo_json({"unloaded": unloaded, "left": left})
        return
    show = Show()
    if unloaded:
        show.note(_("Their memory is free again: {models}.").format(models=", ".join(unloaded)))
    if left:
        show.note(_("In use: {models}.").format(models=", ".join(left)))
    if not (unloaded or left):
        show.note(_("No model was in memory."))
