"""`asrpro models remove`: models that were downloaded are deleted, and names of one's own forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.catalog import orders
from asrpro.catalog.sizes import spelled
from asrpro.cli.answers import Answers
from asrpro.cli.asking import ask
from asrpro.cli.show import printable
from asrpro.errors import ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
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
            if program.registered().forget(name):
                said = _("{name} is forgotten; nothing else is changed.").format(name=printable(name))
                answers.add({"id": name.strip().lower(), "state": "forgotten", "freed": 0}, said)
            else:
                model, freed = _delete(program, name, yes=yes)
                said = _("{model} is deleted: {size} are free again.").format(model=model, size=spelled(freed))
                answers.add({"id": model, "state": "deleted", "freed": freed}, said)


def _delete(program: Program, name: str, *, yes: bool) -> tuple[str, int]:
    """The Model's id, and how many bytes are free again."""
    store = program.downloads().store
    model, found = _here(program, name)
    if found and not yes:
        question = _("Delete {model} ({size})?").format(model=model, size=spelled(sum(one.size for one in found)))
        ask(question, _("Nobody is here to ask whether to delete this."))
    freed = store.clear(model)
    if not freed:
        title = _("Nothing of {model} was downloaded.").format(model=model)
        raise ModelNotAvailable(title, _("asrpro models list shows what is here."))
    return model, freed


def _here(program: Program, name: str) -> tuple[str, list[Stored]]:
    """The id of a Model, and what of it is here; also of one that this version no longer tells of."""
    known, here = program.catalogue().known(name), program.downloads().store.all()
    if known is None and not any(one.model == name for one in here):
        known = orders.entry(program.catalogue(), name)
    model = known.id if known else name
    return model, [one for one in here if one.model == model]
