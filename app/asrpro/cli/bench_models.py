"""`asrpro bench-models`: every model that is here, on one recording of the user's own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro.catalog.settling import forms
from asrpro.cli import measured
from asrpro.cli.answers import echo_json
from asrpro.cli.show import Show, printable
from asrpro.cli.trials import Trial, tried
from asrpro.domain import Model
from asrpro.errors import AppError, ModelNotAvailable, SourceError, Unsupported, UsageError
from asrpro.i18n import _
from asrpro.runtime.lacking import lacking
from asrpro.transcription.request import fits, load_options, request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asrpro.cli.program import Program
    from asrpro.transcription.request import Request


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
    several = {name for name, times in Counter(one.model.id for one in wanted).items() if times > 1}
    trials = []
    with Show() as show, program.engine_room() as room:
        try:
            for number, asked in enumerate(wanted, 1):
                show.begin(asked.model.title, number, len(wanted))
                trial = asked if isinstance(asked, Trial) else tried(file, asked, room, show)
                trials.append(trial)
                if not as_json:  # at once: it may be an hour until the last one is done
                    show.text(measured.shown(measured.entry(trial, said), several))
        except KeyboardInterrupt:
            show.note(_ended([one.model for one in wanted[len(trials) :]]))
            raise
        if not as_json and said is None:
            show.text(measured.comparison(measured.told(trials, None), several))
    if as_json:
        echo_json(measured.told(trials, said))
    raise typer.Exit(_code(trials, asked_for=bool(models)))


def _code(trials: Sequence[Trial], *, asked_for: bool) -> int:
    """That of the first failure where each was asked for by its name; else one that is gone is none of anybody's."""
    failed = [trial.error.exit_code for trial in trials if trial.error]
    if asked_for:
        return failed[0] if failed else 0
    return int(len(failed) == len(trials))


def _requests(program: Program, models: Sequence[str] | None, language: str | None) -> Iterator[Request | Trial]:
    """What is asked of each Model; of one that cannot be used why. Nothing is sent to a server unasked.

    Raises:
        AppError: what was asked for makes no sense, or nothing at all of it can be tried.
    """
    settings, catalogue = program.settings.current, program.catalogue()
    if models:
        yield from _named(program, models, language)
        return
    fitting: list[Model | Trial] = []
    for name in (*catalogue.models, *program.registered().all):
        try:
            known = _forms(program, name)
        except AppError as error:
            fitting.append(Trial(model=Model(name, name, ""), error=error))
        else:
            fitting += [one for one in known if language is None or fits(one, language)]
    if not any(isinstance(one, Model) for one in fitting):
        raise UsageError(
            _("No model that is here understands {language}.").format(language=language),
            _("asrpro models list says which there are."),
        )
    for one in fitting:
        yield one if isinstance(one, Trial) else request(settings, catalogue, model=one, language=language)


def _named(program: Program, names: Sequence[str], language: str | None) -> list[Request | Trial]:
    """The same of those that were asked for by their names; raises the first one's error where none can be tried."""
    settings, catalogue = program.settings.current, program.catalogue()
    found: list[Request | Trial] = []
    failed: list[AppError] = []
    for name in names:
        try:
            known = [request(settings, catalogue, model=one, language=language) for one in _forms(program, name)]
        except (ModelNotAvailable, Unsupported) as error:
            failed.append(error)
            found.append(Trial(model=Model(name, name, ""), error=error))
        else:
            found += known
    if len(failed) == len(found):
        raise failed[0]
    return found


def _forms(program: Program, name: str) -> list[Model]:
    """The Model as it is loaded otherwise, then with each other engine that it is here for and that works here."""
    catalogue, options = program.catalogue(), load_options(program.settings.current)
    first = catalogue.find(name)
    entry = catalogue.meant(name)
    others = forms(entry) if entry and first.backend in {variant.backend for variant in entry.variants} else []
    return [first, *(one for one in others if one.backend != first.backend and lacking(one.backend, options) is None)]


def _ended(left: Sequence[Model]) -> str:
    """What is said when somebody ends it, with those that did not come to an end."""
    names = ", ".join(dict.fromkeys(model.id for model in left))
    return printable(_("Ended. Not tried to the end: {models}.").format(models=names) if left else _("Ended."))


def _read(reference: Path) -> str:
    path = printable(str(reference))
    try:
        return reference.read_text("utf-8")
    except FileNotFoundError as error:
        title = _("There is no file {path}.").format(path=path)
        raise SourceError(title, _("Check the name and the folder.")) from error
    except UnicodeDecodeError as error:
        title = _("The reference {path} is no text in UTF-8.").format(path=path)
        raise SourceError(title, _("Give a text file in UTF-8.")) from error
    except OSError as error:
        title = _("The reference {path} cannot be read: {reason}.").format(path=path, reason=error.strerror)
        raise SourceError(title, _("Give a text file in UTF-8.")) from error
