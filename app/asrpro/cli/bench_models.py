"""`asrpro bench-models`: every model that is here, on one recording of the user's own."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro.catalog import engines, folders
from asrpro.catalog.settling import forms
from asrpro.cli.answers import echo_json
from asrpro.cli.comparing import compared
from asrpro.cli.show import Show, fitted, lasting, printable
from asrpro.cli.trials import Trial, tried
from asrpro.domain import Model
from asrpro.errors import AppError, SourceError, UsageError
from asrpro.i18n import _
from asrpro.transcription.request import request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.cli.program import Program
    from asrpro.transcription.request import Request

_MEGA = 1_000_000
_SHOWN = 20
"""Differences that are printed of one text; JSON has all."""


def bench_models(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", hidden=True)],
    *,
    models: Annotated[
        list[str] | None,
        typer.Option("--model", "-m", metavar="MODEL", help=_("Only this one; may be given several times.")),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", metavar="CODE", help=_("What is spoken, as in en or de."))
    ] = None,
    reference: Annotated[
        Path | None, typer.Option("--reference", metavar="TEXT", help=_("A file with the words that are said."))
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("Print JSON."))] = False,
) -> None:
    """Transcribe FILE with every model that is here, and compare time, memory and words.

    One that is here for several engines is tried with each of them.
    Without --reference the words are compared with those of the model that is likely the best.
    """
    program: Program = ctx.obj
    said = _read(reference) if reference else None
    wanted = list(_requests(program, models, language))
    trials = []
    with Show() as show, program.engine_room() as room:
        for number, asked in enumerate(wanted, 1):
            show.begin(asked.model.title, number, len(wanted))
            trials.append(asked if isinstance(asked, Trial) else tried(file, asked, room, show))
    told = _told(trials, said)
    if as_json:
        echo_json(told)
    else:
        _print(told)
    raise typer.Exit(0 if any(trial.text is not None for trial in trials) else 1)


def _requests(program: Program, models: Sequence[str] | None, language: str | None) -> Iterator[Request | Trial]:
    """What is asked of each Model; of one that is here no more what went wrong. Nothing is sent to a server unasked."""
    settings, catalogue = program.settings.current, program.catalogue()
    if models:
        found = [one for name in models for one in _forms(catalogue, name)]
        yield from (request(settings, catalogue, model=one, language=language) for one in found)
        return
    fitting: list[Model | Trial] = []
    for name in (*catalogue.models, *program.registered().all):
        try:
            fitting += [one for one in _forms(catalogue, name) if not language or one.understands(language)]
        except AppError as error:
            fitting.append(Trial(model=Model(name, name, ""), error=error))
    if not any(isinstance(one, Model) for one in fitting):
        raise UsageError(
            _("No model that is here understands {language}.").format(language=language),
            _("asrpro models list says which there are."),
        )
    for one in fitting:
        yield one if isinstance(one, Trial) else request(settings, catalogue, model=one, language=language)


def _forms(catalogue: Catalogue, name: str) -> list[Model]:
    """The Model as it is loaded otherwise, then with each other engine that it is here for and that is installed."""
    first = catalogue.find(name)
    entry = catalogue.entries.get(first.id)
    others = forms(entry) if entry and first.backend in {variant.backend for variant in entry.variants} else []
    return [first, *(one for one in others if one.backend != first.backend and engines.installed(one.backend))]


def _read(reference: Path) -> str:
    try:
        return reference.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            _("The reference {path} cannot be read: {reason}.").format(path=printable(str(reference)), reason=error),
            _("Give a text file in UTF-8."),
        ) from error


def _told(trials: Sequence[Trial], said: str | None) -> dict[str, Any]:
    """All there is to tell, as JSON has it."""
    heard = [trial for trial in trials if trial.text is not None]
    best = max(heard, key=lambda trial: _weight(trial.model), default=None)
    against = said if said is not None else best.text if best else None
    told: dict[str, Any] = {"reference": "given" if said is not None else best.model.id if best else None}
    told["models"] = []
    for trial in trials:
        entry: dict[str, Any] = {
            "id": trial.model.id,
            "title": trial.model.title,
            "backend": trial.model.backend,
            "device": trial.device,
            "seconds": trial.duration,
            "load_seconds": trial.load,
            "work_seconds": trial.work,
            "speed": trial.duration / trial.work if trial.work and trial.duration else None,
            "peak_memory": trial.peak,
            "text": trial.text,
            "error": str(trial.error) if trial.error else None,
        }
        entry["is_reference"] = said is None and trial is best
        if trial.text is not None and against is not None:
            entry["word_error_rate"] = (comparison := compared(against, trial.text)).rate
            entry["differences"] = [asdict(difference) for difference in comparison.differences]
        told["models"].append(entry)
    return told


def _weight(model: Model) -> tuple[bool, int]:
    """What makes it likelier to be right: that it knows capitals and full stops, as rough ones do not, and its size."""
    place = model.path
    held = place.stat().st_size if place and place.is_file() else folders.size(place) if place else 0
    return model.punctuated, model.ram or held


def _print(told: dict[str, Any]) -> None:
    times = Counter(entry["id"] for entry in told["models"])
    alone = sum(entry["text"] is not None for entry in told["models"]) == 1
    for entry in told["models"]:
        title = entry["title"]
        if times[entry["id"]] > 1:
            title = _("{model} with {engine}").format(model=title, engine=engines.title(entry["backend"]))
        typer.echo(printable(title))
        for line in _lines(entry, alone=alone):
            typer.echo(fitted(f"    {printable(line)}", indent=4))
        typer.echo()


def _lines(entry: dict[str, Any], *, alone: bool) -> Iterator[str]:
    """What is printed of one Model below its title."""
    if entry["error"]:
        yield entry["error"]
        return
    facts = _("{seconds} on {device}, {speed:.1f} times real time; loaded in {load}")
    yield facts.format(
        seconds=lasting(entry["work_seconds"]),
        device=entry["device"],
        speed=entry["speed"] or 0.0,
        load=lasting(entry["load_seconds"]),
    )
    if entry["peak_memory"] is not None:
        yield _("at most {count} MB of memory").format(count=round(entry["peak_memory"] / _MEGA))
    if entry["is_reference"] and not alone:
        yield _("likely the best, which the others are compared with")
    elif not entry["is_reference"]:
        yield _("{rate:.1%} of the words are otherwise").format(rate=entry["word_error_rate"])
    yield entry["text"] or _("Nothing was heard.")
    differences = entry["differences"]
    for one in differences[:_SHOWN]:
        yield f"- {one['wanted'] or '∅'} + {one['heard'] or '∅'}"
    if len(differences) > _SHOWN:
        yield _("and {count} more").format(count=len(differences) - _SHOWN)
