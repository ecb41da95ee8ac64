"""The History, as commands have it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from asrpro.cli.show import Show
from asrpro.errors import HistoryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import typer

    from asrpro.cli.program import Program
    from asrpro.history.store import History


@contextmanager
def opened(ctx: typer.Context) -> Iterator[History]:
    """The History; whatever it has to say goes to stderr in the end."""
    program: Program = ctx.obj
    history = program.history()
    told = ""
    try:
        yield history
    except HistoryError as error:
        told = str(error)  # which is shown in any case
        raise
    finally:
        for notice in history.notices:
            if notice != told:
                Show().note(notice)
