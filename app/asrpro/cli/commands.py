"""Which commands there are; what one of them is made of is imported once it is the one that was typed."""

from __future__ import annotations

import importlib
import re
from typing import Any, Final, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from asrpro.cli import mistakes
from asrpro.i18n import _


class Entry(NamedTuple):
    """A command, or a group of them."""

    place: str
    """The module that has it, and what it is called there."""
    short_help: str
    """What the list of all says of it; of a group its own help does, too."""


COMMANDS: Final = {
    "transcribe": Entry("transcribe:transcribe", _("Turn recordings and videos into text.")),
    "listen": Entry("listen:listen", _("Print what is said into a microphone.")),
    "recover": Entry("recover:recover", _("Turn interrupted dictations into text.")),
    "bench-models": Entry("bench_models:bench_models", _("Compare the models that are here on a recording.")),
    "dictate": Entry("dictate:dictate", _("Start or stop dictation in the program that runs.")),
    "quit": Entry("dictate:quit_", _("End the program that runs.")),
    "devices": Entry("devices:devices", _("Show the microphones there are.")),
    "doctor": Entry("doctor:doctor", _("Show whether dictation can work, and what is missing.")),
    "licences": Entry("licences:licences", _("Show what the program is made of, under which licences.")),
    "history": Entry("history:app", _("See and delete what was transcribed.")),
    "settings": Entry("settings:app", _("See and change the settings.")),
    "models": Entry("models:app", _("See, download and delete models.")),
    "engines": Entry("engines:app", _("Add and delete optional engines.")),
}
"""By name, in the order in which people see them."""


_BRACED: Final = re.compile(r"\{(.*)\}")


class Command(TyperCommand):
    """One whose usage line names what it needs as it is typed; the library would put braces around it."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """What follows the command in that line."""
        return [_BRACED.sub(r"\1", piece) for piece in super().collect_usage_pieces(ctx)]


class Commands(TyperGroup):
    """All of them; of a file in the place of one it is said what is missing, and `help` is `--help`."""

    def __init__(self, **named: Any) -> None:
        """Know their names, and what is said of them."""
        super().__init__(**named)
        for name, entry in COMMANDS.items():
            self.commands[name] = TyperCommand(name, short_help=entry.short_help)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the words apart."""
        return super().parse_args(ctx, [*args[1:], "--help"] if args[:1] == ["help"] else args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that the first word names, as it can be run."""
        if args[0] not in COMMANDS:
            mistakes.refuse_command(args[0])
        name, _listed, rest = super().resolve_command(ctx, args)
        return name, made(args[0]), rest


def made(name: str) -> Any:
    """The command of this name."""
    entry = COMMANDS[name]
    module, _colon, attribute = entry.place.partition(":")
    found = getattr(importlib.import_module(f"asrpro.cli.{module}"), attribute)
    alone = typer.Typer(rich_markup_mode=None)
    if isinstance(found, typer.Typer):
        for command in found.registered_commands:
            command.cls = Command
        alone.add_typer(found, name=name, help=entry.short_help)
    else:
        alone.command(name, cls=Command, short_help=entry.short_help)(found)
    return typer.main.get_group(alone).commands[name]
