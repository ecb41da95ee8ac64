"""The settings of what is seen and heard of a dictation."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from asrpro.i18n import _
from asrpro.settings.kinds import Group

Overlay = Literal["bottom", "top", "off"]


class UiSettings(Group):
    """What is seen."""

    overlay: Overlay = Field(
        default="bottom",
        title=_("Overlay"),
        description=_("Where on the screen is shown what is heard: at the bottom, at the top, or not at all."),
    )
