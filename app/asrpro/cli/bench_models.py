"""`asrpro bench-models`: every model that is here, on one recording of the user's own."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from asrpro.catalog import engines
from asrpro.catalog.settling import forms
from asrpro.cli.comparing import compared
from asrpro.cli.show import Show, fitted, lasting, printable
from asrpro.cli.trials import Trial, tried
from asrpro.errors import SourceError, UsageError
from asrpro.i18n import _
from asrpro.transcription.request import request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.cli.program import Program
    from asrpro.domain import Model
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
    Without --reference the words are compared with those of the largest model.
    """
    program: Program = ctx.obj
    said = _read(reference) if reference else None
    wanted = list(_requests(program, models, language))
    trials = []
    with Show() as show, program.engine_room() as room:
        for number, asked in enumerate(wanted, 1):
            show.begin(asked.model.title, number, len(wanted))
            trials.append(tried(file, asked, room, show))
    told = _told(trials, said)
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print(told)
    raise typer.Exit(0 if any(trial.text is not None for trial in trials) else 1)


def _requests(program: Program, models: Sequence[str] | None, language: str | None) -> Iterator[Request]:
    """What is asked of each Model, the largest last; one that does not understand what is spoken is left out."""
    settings, catalogue = program.settings.current, program.catalogue()
    if models:
        for name in models:
            yield from (request(settings, catalogue, model=one, language=language) for one in _forms(catalogue, name))
        return
    names = [*sorted(catalogue.models, key=lambda name: catalogue.models[name].ram or 0), *program.registered().all]
    fitting = [name for name in names if not language or catalogue.find(name).understands(language)]
    if not fitting:
        raise UsageError(
            _("No model that is here understands {language}.").format(language=language),
            _("asrpro models list says which there are."),
        )
    for name in fitting:
        yield from (request(settings, catalogue, model=one, language=language) for one in _forms(catalogue, name))


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
    largest = max(heard, key=lambda trial: trial.model.ram or 0, default=None)
    against = said if said is not None else largest.text if largest else None
    told: dict[str, Any] = {"reference": "given" if said is not None else largest.model.id if largest else None}
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
        entry["is_reference"] = said is None and trial is largest
        if trial.text is not None and against is not None:
            entry["word_error_rate"] = (comparison := compared(against, trial.text)).rate
            entry["differences"] = [asdict(difference) for difference in comparison.differences]
        told["models"].append(entry)
    return told


def _print(told: dict[str, Any]) -> None:
    for entry in told["models"]:
        typer.echo(
            printable(_("{model} ({engine})").format(model=entry["title"], engine=engines.title(entry["backend"])))
        )
        for line in _lines(entry, alone=len(told["models"]) == 1):
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
        yield _("the largest, which the others are compared with")
    elif not entry["is_reference"]:
        yield _("{rate:.1%} of the words are otherwise").format(rate=entry["word_error_rate"])
    yield entry["text"] or _("Nothing was heard.")
    differences = entry["differences"]
    for one in differences[:_SHOWN]:
        yield f"- {one['wanted'] or '∅'} + {one['heard'] or '∅'}"
    if len(differences) > _SHOWN:
        yield _("and {count} more").format(count=len(differences) - _SHOWN)
