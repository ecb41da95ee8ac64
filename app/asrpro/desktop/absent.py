"""Ports of desktops that let no program have what they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asrpro.desktop.ports import Binding, Target


class NoHotkeys:
    """Keys are never told of."""

    def bind(self, bindings: Sequence[Binding]) -> tuple[str, ...]:  # noqa: ARG002 - none can be had, which is said once
        """Nothing is bound; that is said among the permissions, and not for each key."""
        return ()

    def close(self) -> None:
        """There is nothing to give back."""


class NoFocus:
    """It is never known which window has the focus."""

    def target(self) -> Target | None:
        """Unknown."""
        return None

    def activate(self, target: Target) -> bool:  # noqa: ARG002 - none can be given the focus
        """Nobody but the user gives a window the focus."""
        return False

    def place(self, target: Target) -> tuple[int, int] | None:  # noqa: ARG002 - none is known
        """Unknown."""
        return None
