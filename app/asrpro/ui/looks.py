"""What tray and window show of dictation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asrpro.i18n import _
from asrpro.ui.look import Look

if TYPE_CHECKING:
    from asrpro.dictation.view import Shown, View
    from asrpro.errors import AppError
    from asrpro.ui.icons import Shape

_SHAPES: Final[dict[Shown, Shape]] = {
    "opening": "recording",
    "recording": "recording",
    "finishing": "working",
    "delivering": "working",
}


def look(view: View, *, keys: str, fault: AppError | None, possible: frozenset[str]) -> Look:
    """The Look of this View; `fault` says why nothing can be recorded, `keys` with what one starts."""
    can = {"retry": view.can_retry, "insert_anyway": view.can_insert}
    can |= {"paste_again": view.can_paste, "copy_last": view.can_paste}
    can["cancel"] = view.state in ("opening", "recording", "finishing")  # later it is on its way
    resting = view.state not in _SHAPES
    return Look(
        shape="missing" if resting and fault else _SHAPES.get(view.state, "ready"),
        words=str(fault) if resting and fault else _words(view, keys),
        recording=view.state in ("opening", "recording"),
        possible=possible | {name for name, there in can.items() if there},
    )


def _words(view: View, keys: str) -> str:
    words: dict[Shown, str] = {
        "opening": _("The microphone is being opened."),
        "recording": _("Listening."),
        "finishing": _("{model} writes down what was said.").format(model=view.model),
        "delivering": _("The text is on its way."),
        "cancelled": _("The dictation was cancelled; its recording is kept."),
        "failed": view.notice or _("The dictation failed; its recording is kept."),
        "idle": _("{keys} and speak: the words go to the window you are in.").format(keys=keys)
        if keys
        else _("Ready."),
    }
    return words[view.state]
