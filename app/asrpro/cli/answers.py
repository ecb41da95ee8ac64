"""What a command that works through several things tells of them."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Self

import typer

from asrpro.cli.show import Show
from asrpro.errors import AppError

if TYPE_CHECKING:
    from types import TracebackType

log = logging.getLogger(__name__)


class Answers:
    """A sentence for each as it is done; or one list of JSON in the end, also where a later one fails."""

    def __init__(self, *, as_json: bool) -> None:
        """Tell nothing yet."""
        self._as_json = as_json
        self._told: list[dict[str, Any]] = []
        self._failed: AppError | None = None

    def add(self, told: dict[str, Any], sentence: str) -> None:
        """Tell that one is done: for programs, and for people."""
        self._told.append(told)
        if not self._as_json:
            typer.echo(sentence)

    def fail(self, told: dict[str, Any], error: AppError) -> None:
        """Tell that one failed, and go on to the next; the command ends with the first one's exit code."""
        log.info("one failed with %s", type(error).__name__, exc_info=error)
        self._told.append(told | {"error": str(error)})
        self._failed = self._failed or error
        Show().complain(AppError(f"{told['id']}: {error.title}", error.hint))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Print the list; what fails at the first one leaves standard output empty, as everywhere.

        Raises:
            typer.Exit: one of them has failed.
        """
        if self._as_json and (self._told or error is None):
            echo_json(self._told)
        if self._failed and error is None:
            raise typer.Exit(self._failed.exit_code)


def echo_json(told: object) -> None:
    """Print something as JSON."""
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
