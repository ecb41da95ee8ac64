"""`asrpro models remove`: models that were downloaded are deleted, and names of one's own forgotten."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro.catalog import adding, engines, orders
from asrpro.catalog.deleting import Deletion
from asrpro.catalog.local import existing
from asrpro.catalog.names import called
from asrpro.catalog.sizes import spelled
from asrpro.cli import loaded
from asrpro.cli.answers import Answers
from asrpro.cli.asking import ask
from asrpro.cli.show import printable
from asrpro.errors import DownloadError, ModelNotAvailable, UsageError
from asrpro.i18n import _
from asrpro.transcription.leaving import hears, leave

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
                plain = called(name)
                told: dict[str, Any] = {"id": plain, "state": "forgotten", "freed": 0} | _leave(program, plain)
                said = adding.forget(program.registered(), name, printable(plain))
            else:
                told = _delete(program, name, yes=yes)
                said = _("{model} is deleted: {size} are free again.").format(
                    model=_called(program, name, told["id"]), size=spelled(told["freed"])
                )
            loaded.changed(told["id"])
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
    called = _called(program, name, model)
    whole = len(found) == sum(one.model == model for one in store.all())
    if found and not yes:
        question = _("Delete {model} ({size})?").format(model=called, size=spelled(sum(one.size for one in found)))
        if whole and hears(program.settings, program.catalogue(), model):
            question = f"{_('It is the model that hears you now.')} {question}"
        ask(question, _("Nobody is here to ask whether to delete this."))
    left: dict[str, Any] = {}
    with Deletion(store, model, _forms(program, name)) as deletion:
        if found and not loaded.let_go(model):
            title = _("{model} is at work.").format(model=model)
            raise DownloadError(title, _("It can be deleted once that is over."))
        freed = deletion.carry_out(lambda: left.update(_leave(program, model)) if found and whole else None)
    if not freed:
        title = _("Nothing of {model} was downloaded.").format(model=called)
        raise ModelNotAvailable(title, _("asrpro models list shows what is here."))
    return {"id": model, "state": "deleted", "freed": freed, **left}


def _forms(program: Program, name: str) -> tuple[str, ...]:
    """The Backends whose form a repository's name stands for; none for the name of a Model, which has all its forms."""
    known, meant = program.catalogue().known(name), program.catalogue().meant(name)
    return () if meant is None or meant is known else tuple(one.backend for one in meant.variants)


def _called(program: Program, name: str, model: str) -> str:
    """What is deleted, in words."""
    named = _(" or ").join(map(engines.title, _forms(program, name)))
    return _("{model} for {engines}").format(model=model, engines=named) if named else model


def _leave(program: Program, model: str) -> dict[str, Any]:
    """Have the settings go by others; tells which. Raises SettingsError."""
    left = leave(program.settings, program.catalogue(), model)
    told: dict[str, Any] = {"hotkeys": [*left.hotkeys]} if left.hotkeys else {}
    return told | ({"instead": left.instead} if left.instead else {})


def _here(program: Program, name: str) -> tuple[str, list[Stored]]:
    """The id of a Model, and what of it is here; also of one that this version no longer tells of."""
    known, here = program.catalogue().known(name), program.downloads().store.all()
    if known is None and not any(one.model == name for one in here):
        if path := existing(name):
            raise _own_files(program, path)
        known = orders.entry(program.catalogue(), name)
    model = known.id if known else name
    forms = _forms(program, name)
    return model, [one for one in here if one.model == model and (not forms or one.backend in forms)]


def _own_files(program: Program, path: Path) -> UsageError:
    """Nothing that was not downloaded is deleted."""
    names = [name for name, place in program.registered().all.items() if place == path.resolve()]
    hint = _("Only names of such models can be taken away; asrpro models list shows them.")
    if names:
        command = f"asrpro models remove {shlex.quote(names[0])}"
        hint = _("Its name is taken away by: {command}").format(command=command)
    title = _("{path} was not downloaded; files of your own are never deleted.")
    return UsageError(title.format(path=printable(str(path))), hint)
