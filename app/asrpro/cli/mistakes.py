"""What was typed and is not understood, in plain words, and what to type instead."""

from __future__ import annotations

import difflib
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from asrpro.errors import UsageError
from asrpro.i18n import _
from asrpro.settings.text import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    import typer

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)
_CHOSEN = re.compile("'(.*)' is not one of (.*)")
"""How the parser tells of a value that is none of its choices."""


def refuse_command(word: str) -> None:
    """Raise UsageError where a file, or the address of one, stands in the place of a command."""
    refuse_address(word)
    if Path(word).suffix or os.path.lexists(word):
        raise UsageError(_("There is no command {name}.").format(name=quote(word)), _if_file(word))


def refuse_address(word: str) -> None:
    """Raise UsageError where an address stands in the place of a file."""
    address = _ADDRESS.match(word)
    if address and not os.path.lexists(word):
        raise UsageError(
            _("{address} is an address and not a file; recordings are never fetched.").format(address=word),
            _("Give the path alone.")
            if address[1].lower() == "file"
            else _("Download it first, and give the name of the file."),
        )


def reword(mistake: typer.TyperException) -> None:
    """Take the words of the library that reads values out of the parser's message."""
    if hasattr(mistake, "possibilities"):
        mistake.possibilities = ()  # the one that is likely is told by `hint`
    if isinstance(mistake.__cause__, ValidationError):
        wrong = mistake.__cause__.errors()[0]
        if wrong["type"].startswith("int"):
            mistake.message = _("{value} is no whole number.").format(value=quote(str(wrong["input"])))
        else:
            mistake.message = mistake.message.removeprefix("Value error, ")


def hint(mistake: typer.TyperException, typed: Sequence[str]) -> str:
    """What to type instead; empty where nobody knows."""
    context, option = getattr(mistake, "ctx", None), getattr(mistake, "option_name", "")
    if context is None:
        return ""
    program = context.find_root()
    if context is not program and any(option in one.opts for one in program.command.params):
        command = context.command_path.partition(" ")[2]
        return _("{option} belongs before the command: asrpro {option} … {command} …").format(
            option=option, command=command
        )
    if context is program or context.info_name == "transcribe":
        for word in typed:
            like_file = option and word.startswith(option) and not word.startswith(f"{option}=") and Path(word).suffix
            if word.startswith("-") and (like_file or os.path.lexists(word)):
                return _if_file(word)
    word, known = option, ["--help", *(name for one in context.command.params for name in one.opts)]
    if chosen := _CHOSEN.search(mistake.message):
        word, known = chosen[1], re.findall("'([^']*)'", chosen[2])
    nearest = _nearest(word, known)
    return _("Did you mean {nearest}?").format(nearest=nearest) if nearest else ""


def _nearest(word: str, known: Sequence[str]) -> str | None:
    """What was meant: what goes on like the word rather than what looks like it."""
    if not word.strip("-"):
        return None
    longer = (name for name in known if name.startswith(word))
    return next(longer, None) or next(iter(difflib.get_close_matches(word.lower(), known, n=1)), None)


def _if_file(word: str) -> str:
    # A name that begins with a dash would be taken for an option.
    name = os.path.join(os.curdir, word) if word.startswith("-") else word  # noqa: PTH118 - Path drops the dot
    return _("If it is a file: {command}").format(command=f"asrpro transcribe {shlex.quote(name)}")
