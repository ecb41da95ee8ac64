"""`asrpro models download` and `update`: models come here while somebody watches."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import wait
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro.catalog import engines, mending, orders
from asrpro.catalog.sizes import spelled
from asrpro.cli import chosen, facts, loaded
from asrpro.cli.answers import Answers
from asrpro.cli.show import Show, clock, printable
from asrpro.errors import AppError, ModelNotAvailable
from asrpro.i18n import _
from asrpro.runtime import engine_room
from asrpro.runtime.first_load import prove
from asrpro.transcription.request import load_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.catalog.downloads import Download
    from asrpro.catalog.headway import Headway
    from asrpro.catalog.order import Order
    from asrpro.catalog.store import Stored
    from asrpro.cli.program import Program
    from asrpro.domain import Model

_NAP = 0.2
"""Seconds between two looks; Windows hears of Ctrl+C only between them."""

JsonOption = Annotated[bool, typer.Option("--json", help=_("Print JSON."))]


def download(
    ctx: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME", hidden=True)],
    *,
    backend: Annotated[
        str, typer.Option(metavar="ENGINE", help=_("Which engine it is for, where there are several."))
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Have Models here, one after the other, whatever became of the one before."""
    program: Program = ctx.obj
    wanted = [(name, *_wanted(program, name, backend)) for name in names]
    with Answers(as_json=as_json) as answers:
        for name, model, order in wanted:
            if order is None:
                text = _("{model} comes with the program; there is nothing to download.")
                Show().note(text.format(model=model.title))
                continue
            if orders.is_elsewhere(order, name):
                text = _("{name} stands for {model}; its form for {engine} comes from {repository}.")
                told = {"model": model.title, "engine": engines.title(order.backend), "repository": order.repository}
                Show().note(text.format(name=printable(name.strip()), **told))
            for note in {one.note for one in model.variants if one.backend == order.backend and one.note}:
                Show().note(note)
            usual = not backend and model is program.catalogue().known(name)
            command = f"download {model.id}{'' if usual else f' --backend {order.backend}'}"
            hindrance = facts.hindrance(program, order.backend)
            if hindrance:  # fetched all the same: it may be added, or the files be for another computer
                Show().note(printable(hindrance, keep="\n"))
            try:
                done = _followed(program, model, command, partial(program.downloads().fetch, order))
            except AppError as error:
                answers.fail({"id": model.id, "backend": order.backend}, error)
                continue
            answers.add(_told(done), _mended(done) or _sentence(done))
            if not (as_json or hindrance or done.mended) and (step := chosen.next_step(program, model.id)):
                Show().note(step)


def update(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME", hidden=True)] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help=_("Only say whether there is something newer."))] = False,
    as_json: JsonOption = False,
) -> None:
    """Have the newest of Models here; each is loaded once before the one from before is deleted."""
    program: Program = ctx.obj
    with Answers(as_json=as_json) as answers:
        for model, found in _here(program, names or ()):
            try:
                told, said = _looked_at(program, model, found) if check else _updated(program, model, found)
            except AppError as error:
                answers.fail({"id": model.id, "backend": found.backend}, error)
            else:
                answers.add(told, said)


def _looked_at(program: Program, model: Model, found: Stored) -> tuple[dict[str, Any], str]:
    """Whether there is something newer than what is here."""
    newer = program.downloads().has_update(orders.again(model, found))
    told = {"id": model.id, "backend": found.backend, "update": newer}
    said = _("{model}: there is an update.") if newer else _("{model} is the newest.")
    return told, said.format(model=model.id)


def _updated(program: Program, model: Model, found: Stored) -> tuple[dict[str, Any], str]:
    """What came of having the newest here."""
    order, load = orders.again(model, found), partial(_load, program, model)
    able = partial(engine_room.check, found.backend, load_options(program.settings.current))
    begin = partial(program.downloads().update, order, load, able)
    done = _followed(program, model, f"update {model.id}", begin)
    said = _("{model} is updated.") if done.renewed else _("{model} is the newest.")
    return _told(done) | {"updated": done.renewed}, _mended(done) or said.format(model=model.id)


def _wanted(program: Program, name: str, backend: str) -> tuple[Model, Order | None]:
    """A Model, and what is to be fetched of it; nothing of one that is always there."""
    model = orders.entry(program.catalogue(), name)
    if backend and model is not program.catalogue().known(name):
        orders.check_form(model, name, backend)
    form = orders.variant(model, backend, program.catalogue().around)
    return model, orders.order(model, form) if form else None


def _here(program: Program, names: Sequence[str]) -> list[tuple[Model, Stored]]:
    """The Models of these names as they lie here, or all that do."""
    catalogue, store = program.catalogue(), program.downloads().store
    wanted = [orders.entry(catalogue, name) for name in names] or [*catalogue.entries.values()]
    found = [(model, one) for model in wanted for one in orders.stored(store, model)]
    lacking = {model.id for model in wanted} - {model.id for model, _one in found}
    if names and lacking:
        title = _("{models} was not downloaded.").format(models=", ".join(sorted(lacking)))
        raise ModelNotAvailable(title, _("asrpro models list shows what is here."))
    if not found:
        Show().note(_("No model was downloaded yet."))
    return found


def _load(program: Program, model: Model, found: Stored) -> bool:
    """Load a Model for a try, in a child of its own; raises what its Backend says of it.

    False where the program that runs has the one before it at work: who loads it next there tries it.
    """
    if not loaded.changed(model.id):
        return False
    settings = program.settings.current
    with program.engine_room() as room:
        prove(room, orders.loadable(model, found), settings.device.name, load_options(settings))
    return True


def _followed(program: Program, model: Model, command: str, begin: Callable[[], Download]) -> Download:
    """See a download to its end, which was a good one; raises what keeps it from that. The command is what goes on."""
    with Show() as show:
        show.begin(model.id)
        watched = begin()
        seen = _Seen(show)
        watched.listen(seen.hear)
        seen.hear(watched.headway)  # what came before that
        try:
            while not wait([watched.future], _NAP).done:
                seen.look(watched.headway)
            seen.tell_failures()
            watched.future.result()
        except KeyboardInterrupt:
            came = watched.headway.done and not watched.headway.looking
            watched.cancel()
            program.downloads().close()
            said = _("Ended before anything arrived. To begin again: {command}")
            if came:
                said = _("Ended. What has arrived is kept: {command} goes on from there.")
            show.note(said.format(command=f"asrpro models {command}"))
            raise
    return watched


class _Seen:
    """What of a download was shown."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._note = ""
        self._lock = threading.Lock()
        self._failures = 0
        self._failed: queue.SimpleQueue[str] = queue.SimpleQueue()

    def hear(self, headway: Headway) -> None:
        """Keep why a try failed until that is told; called on any thread, so that no try is missed between looks."""
        with self._lock:
            if headway.failures > self._failures:
                self._failures = headway.failures
                self._failed.put(printable(headway.note))

    def tell_failures(self) -> None:
        """Say why tries failed, also where there is no terminal: it may be the reason for a long wait."""
        while not self._failed.empty():
            self._note = self._failed.get()
            self._show.note(self._note)

    def look(self, headway: Headway) -> None:
        """Show how far it is now."""
        shown = "" if headway.share is None else f"{headway.share:.0%}"
        left = "" if headway.left is None else clock(headway.left)
        self._show.move(headway.done, headway.total or None, shown, headway.pace, left)
        self.tell_failures()
        note = printable(headway.note)
        if note and note != self._note:
            self._show.finish(note)
        self._note = note or self._note


def _told(done: Download) -> dict[str, Any]:
    found = done.future.result()
    return {
        "id": found.model,
        "backend": found.backend,
        "folder": str(found.folder),
        "size": found.size,
        **facts.source(found.listing),
        "mended": [*done.mended],
    }


def _mended(done: Download) -> str:
    """What is said where files were damaged; the program that runs, if one does, has them loaded anew."""
    if not done.mended:
        return ""
    loaded.changed(done.order.model)
    return mending.mended(done.order.model, done.mended)


def _sentence(done: Download) -> str:
    """That it is here, and what was found where it was before."""
    found = done.future.result()
    said = _("{model} is here: {size} in {folder}").format(
        model=found.model, size=spelled(found.size), folder=printable(str(found.folder))
    )
    return f"{said}\n{mending.intact(found.model)}" if done.intact else said
