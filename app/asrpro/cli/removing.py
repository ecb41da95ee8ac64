"""`asrpro models remove`: models that were downloaded are deleted, and names of one's own forgotten."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro.catalog import orders
from asrpro.catalog.deleting import Deletion
from asrpro.catalog.local import existing
from asrpro.catalog.sizes import spelled
from asrpro.cli import chosen, loaded
from asrpro.cli.answers import Answers
from asrpro.cli.asking import ask
from asrpro.cli.show import printable
from asrpro.errors import DownloadError, ModelNotAvailable, UsageError
from asrpro.i18n import _
from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.store import Stored
    from asrpro.cli.program import Program


def remove(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", hidden=True)],
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before that."))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Each as far as it goes."""
    program: Program = ctx.obj
    with Answers(as_json=as_json) as answers:
        for name in names:
            if program.registered().holds(name):
                plain = name.strip().lower()
                told: dict[str, Any] = {"id": plain, "state": "forgotten", "freed": 0} | _leave(program, plain)
                program.registered().forget(name)
                said = _("{name} is forgotten; nothing else is changed.")
                if "instead" in told or "hotkeys" in told:
                    said = _("{name} is forgotten.")
                said = said.format(name=printable(plain))
            else:
                told = _delete(program, name, yes=yes)
                said = _("{model} is deleted: {size} are free again.").format(
                    model=told["id"], size=spelled(told["freed"])
                )
            if "instead" in told:
                said = f"{said} {_('{model} hears you from now on.').format(model=told['instead'])}"
            if "hotkeys" in told:
                text = _("The chosen model hears what is dictated with {keys} from now on.")
                said = f"{said} {text.format(keys=printable(', '.join(told['hotkeys'])))}"
            answers.add(told, said)


def _delete(program: Program, name: str, *, yes: bool) -> dict[str, Any]:
    """Delete a Model; tells its id, how many bytes are free again, and which one dictation goes by now."""
    store = program.downloads().store
    model, found = _here(program, name)
    if found and not yes:
        question = _("Delete {model} ({size})?").format(model=model, size=spelled(sum(one.size for one in found)))
        if chosen.hears(program, model):
            question = f"{_('It is the model that hears you now.')} {question}"
        ask(question, _("Nobody is here to ask whether to delete this."))
    left: dict[str, Any] = {}
    with Deletion(store, model) as deletion:
        if found and not loaded.let_go(model):
            title = _("{model} is at work.").format(model=model)
            raise DownloadError(title, _("It can be deleted once that is over."))
        freed = deletion.carry_out(lambda: left.update(_leave(program, model)) if found else None)
    if not freed:
        title = _("Nothing of {model} was downloaded.").format(model=model)
        raise ModelNotAvailable(title, _("asrpro models list shows what is here."))
    return {"id": model, "state": "deleted", "freed": freed, **left}


def _leave(program: Program, model: str) -> dict[str, Any]:
    """Have dictation go by the one that is always there, if it went by this one, and hotkeys by the chosen one.

    Raises SettingsError.
    """
    told: dict[str, Any] = {}
    if keys := chosen.leave_hotkeys(program, model):
        told["hotkeys"] = keys
    if chosen.hears(program, model):
        program.settings.set("model.name", DEFAULTS.model.name)
        told["instead"] = DEFAULTS.model.name
    return told


def _here(program: Program, name: str) -> tuple[str, list[Stored]]:
    """The id of a Model, and what of it is here; also of one that this version no longer tells of."""
    known, here = program.catalogue().known(name), program.downloads().store.all()
    if known is None and not any(one.model == name for one in here):
        if path := existing(name):
            raise _own_files(program, path)
        known = orders.entry(program.catalogue(), name)
    model = known.id if known else name
    return model, [one for one in here if one.model == model]


def _own_files(program: Program, path: Path) -> UsageError:
    """Nothing that was not downloaded is deleted."""
    names = [name for name, place in program.registered().all.items() if place == path.resolve()]
    hint = _("Only names of such models can be taken away; asrpro models list shows them.")
    if names:
        command = f"asrpro models remove {shlex.quote(names[0])}"
        hint = _("Its name is taken away by: {command}").format(command=command)
    title = _("{path} was not downloaded; files of your own are never deleted.")
    return UsageError(title.format(path=printable(str(path))), hint)
