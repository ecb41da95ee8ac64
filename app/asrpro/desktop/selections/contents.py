"""What lies on a selection: bytes for each of the formats that X11 calls targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Kind = Literal["text", "formatted text", "image", "files", "other"]

CLIPBOARD, PRIMARY = "CLIPBOARD", "PRIMARY"
MARK = "x-kde-passwordManagerHint"
"""What says that clipboard managers are to leave this alone: Klipper, CopyQ, GPaste and others heed it."""

_TEXT = ("UTF8_STRING", "STRING", "TEXT", "COMPOUND_TEXT")
_FILES = ("text/uri-list", "x-special/gnome-copied-files", "application/x-kde-cutselection")
_FORMATTED = ("text/html", "text/rtf", "text/richtext", "application/rtf")
_ORDER: tuple[Kind, ...] = ("text", "formatted text", "files", "image", "other")

NO_CONTENT = frozenset(
    {"TARGETS", "TIMESTAMP", "MULTIPLE", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION", "INSERT_PROPERTY"}
    # These name what lives in the server only as long as the owner does.
    | {"PIXMAP", "BITMAP", "DRAWABLE", "COLORMAP", "WINDOW", "CLIENT_WINDOW"}
)
"""Targets that are about the transfer, or that do something to the owner when they are asked for."""


@dataclass(frozen=True, slots=True)
class Content:
    """One format, as it goes into a property of a window."""

    type: str
    """The name of the property's type, which is often another than the target's."""
    format: int
    """Bits of a unit: 8, 16 or 32."""
    data: bytes


Contents = dict[str, Content]
"""By target."""


def kind(target: str) -> Kind:
    """What a format is to people."""
    if target in _TEXT or target.startswith("text/plain"):
        return "text"
    if target in _FILES:
        return "files"
    if target in _FORMATTED:
        return "formatted text"
    return "image" if target.startswith("image/") else "other"


def best_first(targets: Iterable[str]) -> list[str]:
    """Formats that carry content, in the order in which losing them would hurt; PNG before other images."""
    carrying = dict.fromkeys(target for target in targets if target not in NO_CONTENT)
    return sorted(carrying, key=lambda target: (_ORDER.index(kind(target)), target != "image/png"))


def missing(targets: Iterable[str], saved: Contents, reasons: Mapping[str, str]) -> dict[Kind, str]:
    """The kinds of which not one format could be saved, each with the reason for its first."""
    there = {kind(target) for target in saved}
    lost: dict[Kind, str] = {}
    for target in best_first(targets):
        if kind(target) not in there and target in reasons:
            lost.setdefault(kind(target), reasons[target])
    return lost


def of_text(text: str, *, marked: bool) -> Contents:
    """A text in the formats that programs ask for; `marked` tells clipboard managers to leave it alone."""
    data = text.encode("utf-8", "replace")
    contents = {
        "UTF8_STRING": Content("UTF8_STRING", 8, data),
        "text/plain;charset=utf-8": Content("text/plain;charset=utf-8", 8, data),
        "text/plain": Content("text/plain", 8, data),
        "TEXT": Content("UTF8_STRING", 8, data),
    }
    # A STRING is Latin-1. Half a text would be worse than none: what asks for it asks for the others too.
    if (latin := text.encode("latin-1", "ignore")).decode("latin-1") == text:
        contents["STRING"] = Content("STRING", 8, latin)
    if marked:
        contents[MARK] = Content(MARK, 8, b"secret")
    return contents
