"""What a command that works through several things tells of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Self

import typer

if TYPE_CHECKING:
    from types import TracebackType


class Answers:
    """A sentence for each as it is done; or one list of JSON in the end, also where a later one fails."""

    def __init__(self, *, as_json: bool) -> None:
        """Tell nothing yet."""
        self._as_json = as_json
        self._told: list[dict[str, Any]] = []

    def add(self, told: dict[str, Any], sentence: str) -> None:
        """Tell that one is done: for programs, and for people."""
        self._told.append(told)
        if not self._as_json:
            typer.echo(sentence)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Print the list; what fails at the first one leaves standard output empty, as everywhere."""
        if self._as_json and (self._told or error is None):
            echo_json(self._told)


def echo_json(told: object) -> None:
    """Print something as JSON."""
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
