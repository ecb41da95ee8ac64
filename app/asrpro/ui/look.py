"""What tray, window and menu show at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.ui.icons import Shape


@dataclass(frozen=True, slots=True)
class Choice:
    """A Model that can be picked."""

    name: str
    """What the settings call it."""
    title: str
    current: bool


@dataclass(frozen=True, slots=True)
class Look:
    """The same for all who show it."""

    shape: Shape
    words: str
    """A sentence about what is going on."""
    recording: bool = False
    cancellable: bool = False
    """Whether there is a dictation that is not on its way yet."""
    possible: frozenset[str] = frozenset()
    """Names of those menu entries that would do something now, besides those that always do."""
    models: tuple[Choice, ...] = ()


STARTING = Look("ready", _("ASR Pro is starting."))
