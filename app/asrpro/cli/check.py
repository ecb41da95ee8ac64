"""What `asrpro doctor` says of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

State = Literal["ok", "not needed", "optional", "limited", "unknown", "missing", "unwritable"]
MARKS: Final[dict[State, str]] = {
    "ok": _("ok"),
    "not needed": _("not needed"),
    "optional": _("not installed"),
    "limited": _("limited"),
    "unknown": _("unknown"),
    "missing": _("MISSING"),
    "unwritable": _("CANNOT BE WRITTEN"),
}
"""How each state is printed."""
HINDERING: Final[tuple[State, ...]] = ("missing", "unwritable")
"""Those with which nothing can be dictated; one does without what is limited or optional."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    found: str
    state: State = "ok"
    """Whether it is as it should be."""
    add: str = ""
    """The command that adds it, or what else to do."""


def tried(name: str, look: Callable[[], str], add: str = "") -> Check:
    """What `look` finds, or why it does not."""
    try:
        return Check(name, look())
    except AppError as error:
        return Check(name, error.title, "missing", add or error.hint)
    except OSError as error:
        return Check(name, str(error), "missing", add)
