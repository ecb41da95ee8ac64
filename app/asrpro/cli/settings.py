"""asrpro settings: see and change what the program was told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asrpro import packages
from asrpro.cli import facts
from asrpro.cli.asking import ask
from asrpro.cli.hotkeys import check, troubles
from asrpro.cli.show import Show, fitted
from asrpro.i18n import _
from asrpro.runtime import hardware
from asrpro.settings import keys, text
from asrpro.settings.tree import Settings

if TYPE_CHECKING:
    from asrpro.cli.program import Program

app = typer.Typer(no_args_is_help=True)


def _plain(value: object) -> str:
    """The value on one line."""
    shown = text.show(value)
    return shown if shown.isprintable() else json.dumps(shown, ensure_ascii=False)


_GUIDE = "\n\n".join(f"{key}: {keys.field(key).description}" for key in keys.ALL)

_PROGRAMS = ("engines.voxtral_program", "engines.whisper_program")
"""Settings that name one."""

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", hidden=True)]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Print JSON."))]


def _title(program: Program, key: str, value: str) -> str:
    """What a setting is called, and the Model that it names."""
    model = _model(program, key, value)
    return ": ".join(filter(None, (keys.field(key).title, model)))


def _model(program: Program, key: str, value: object) -> str:
    """What the Model is called that a setting names; empty for all other settings, and for Models of one's own."""
    known = program.catalogue().known(str(value)) if key == "model.name" else None
    return known.title if known else ""


@app.command(
    "list",
    short_help=_("Print every setting."),
    help=_("Print every setting; a star marks what differs from its default."),
)
def list_(ctx: typer.Context, *, as_json: JsonOption = False) -> None:
    """Print the tree."""
    program: Program = ctx.obj
    settings = program.settings.current
    if as_json:
        typer.echo(settings.model_dump_json(indent=2))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    rows = [(key, _plain(keys.value(settings, keys.find(key)))) for key in keys.ALL]
    chosen = keys.chosen(settings)
    names = max(len(key) for key, _value in rows)
    values = min(max(len(value) for _key, value in rows), 20)
    for key, value in rows:
        changed = key in chosen
        start = f"{'*' if changed else ' '} {key:{names}} = {value:{values}}"
        line = Text(fitted(f"{start}  {_title(program, key, value)}", indent=4))
        line.stylize("bold" if changed else "", 0, len(start.rstrip()))
        line.stylize("dim", len(start.rstrip()))
        console.print(line, soft_wrap=True)


@app.command(short_help=_("Print one setting."), help=_("Print one setting; KEY is its name, as in model.name."))
def get(ctx: typer.Context, key: KeyArgument, *, as_json: JsonOption = False) -> None:
    """Print the value so that `set` takes it again."""
    program: Program = ctx.obj
    value = program.settings.get(key)
    typer.echo(json.dumps(value, ensure_ascii=False) if as_json else text.show(value))
    _explain(program, key, value)


def _explain(program: Program, key: str, value: object) -> None:
    """Say on standard error what a value means here, where it does not say that itself."""
    if model := _model(program, key, value):
        Show().note(f"{value}: {model}")
    if key.startswith("hotkey."):
        for sentence in troubles(program.settings.current.hotkey, program.catalogue().find):
            Show().note(sentence)
    if key == "device.name" and value not in ("auto", *hardware.devices()):
        text = _("This machine has no {device}: nothing can be recognised until device.name is auto or cpu.")
        Show().note(text.format(device=value))
    if key in _PROGRAMS and value and packages.program(str(value)) is None:
        text = _("There is no program {program}: {key} wants the whole path of one, or its name on the PATH.")
        Show().note(text.format(program=value, key=key))


@app.command(
    "set",
    short_help=_("Change one setting."),
    help=_("Change one setting; KEY is its name, as in model.name."),
    epilog=_GUIDE,
    context_settings={"ignore_unknown_options": True},  # a value may start with a dash
)
def set_(
    ctx: typer.Context,
    key: KeyArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", hidden=True)],
    *,
    as_json: JsonOption = False,
) -> None:
    """Write the value, and print what was understood."""
    program: Program = ctx.obj
    hindrance = ""
    if key == "model.name":
        # What cannot be is said now and not at the next recording; a folder is found from everywhere.
        found = program.catalogue().find(value)
        hindrance = facts.hindrance(program, found.backend)
        named = program.catalogue().known(value) or found.address or program.registered().holds(value)
        value = value if named else str(Path(value).expanduser().absolute())
    if key.startswith("hotkey."):
        check(text.parse(value, keys.schema(keys.find(key))))
    program.settings.set(key, value)
    understood = program.settings.get(key)
    typer.echo(json.dumps({key: understood}, ensure_ascii=False) if as_json else f"{key} = {_plain(understood)}")
    _explain(program, key, understood)
    if hindrance:
        Show().note(hindrance)


@app.command(
    short_help=_("Restore defaults."), help=_("Give the setting KEY its default again, or without KEY all of them.")
)
def reset(
    ctx: typer.Context,
    key: Annotated[str | None, typer.Argument(metavar="KEY", hidden=True)] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before resetting everything."))] = False,
    as_json: JsonOption = False,
) -> None:
    """Write defaults."""
    program: Program = ctx.obj
    if key is None and not yes:
        ask(_("Reset all settings?"), _("Nobody is here to ask whether all settings shall be reset."))
    settings = program.settings.reset(key)
    now: dict[str, object] = settings.model_dump(mode="json")
    said = _("All settings have their defaults again.")
    if key is not None:
        place = keys.find(key)
        now = {key: keys.value(settings, place) if place.entry is None else None}
        said = f"{key} = {_plain(now[key])}" if place.entry is None else _("{key} is removed.").format(key=key)
    typer.echo(json.dumps(now, ensure_ascii=False) if as_json else said)
    if key is not None:
        _explain(program, key, now[key])


@app.command(short_help=_("Print the JSON schema."), help=_("Print the JSON schema of the settings file."))
def schema() -> None:
    """Print what editors and other programs check the file with."""
    typer.echo(json.dumps(Settings.model_json_schema(), ensure_ascii=False, indent=2))


@app.command(short_help=_("Print where the file lies."), help=_("Print where the settings file lies."))
def path(ctx: typer.Context) -> None:
    """Print the path alone."""
    program: Program = ctx.obj
    typer.echo(str(program.settings.path))
