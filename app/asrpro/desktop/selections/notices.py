"""What people are told of clipboards that could not be saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asrpro.desktop.selections.contents import Kind


def lost(missing: Mapping[Kind, str], *, silent: bool) -> str:
    """A sentence about what was on the clipboards and will not come back; empty where all of it will."""
    if silent:
        return _("What was on the clipboard is lost, because the program that it came from does not answer.")
    names: dict[Kind, str] = {
        "text": _("the text"),
        "formatted text": _("the formatting of the text"),
        "image": _("the image"),
        "files": _("the list of files"),
        "other": _("data that only some programs understand"),
    }
    what = _(", ").join(names[kind] for kind in missing)
    if not missing:
        return ""
    if set(missing.values()) == {"large"}:
        return _("Not all that was on the clipboard will come back, because it is too large: {what}.").format(what=what)
    return _("Not all that was on the clipboard will come back, because reading it took too long: {what}.").format(
        what=what
    )
