"""`asrpro doctor --latency`: how long people waited for the text of their dictations."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from asrpro.cli.show import Show, fitted, lasting
from asrpro.dictation.ledger import stages
from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program

_SOON = 0.9995
"""Seconds up to which milliseconds are shown."""


def show_latency(program: Program, *, as_json: bool) -> None:
    """Print the median and the 95th percentile of each stage; raises AppError where the times cannot be read."""
    ledger = program.ledger()
    try:
        sessions = ledger.all()
    except OSError as error:
        raise AppError(
            _("{path} cannot be read: {reason}.").format(path=ledger.path, reason=error.strerror),
            _("Look at its permissions, or delete it: it holds nothing but how long dictations took."),
        ) from error
    found = stages(sessions)
    if as_json:
        typer.echo(json.dumps({"sessions": len(sessions), "stages": [asdict(stage) for stage in found]}, indent=2))
        return
    if not sessions:
        Show().note(_("No dictation has been measured yet."))
        return
    rows = [(_("Stage"), "p50", "p95", "n")]
    rows += [(stage.title, _shown(stage.p50), _shown(stage.p95), str(stage.n)) for stage in found]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for title, *numbers in rows:
        cells = [title.ljust(widths[0]), *(text.rjust(width) for text, width in zip(numbers, widths[1:], strict=True))]
        typer.echo(fitted("  ".join(cells)))


def _shown(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return _("{number} ms").format(number=round(seconds * 1000)) if seconds < _SOON else lasting(seconds)
