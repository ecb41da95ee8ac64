"""The settings of what is heard of a dictation, and of what others are heard meanwhile."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from asrpro.i18n import _
from asrpro.settings.kinds import Group

Others = Literal["leave", "lower", "mute"]


class SoundSettings(Group):
    """What is heard of a dictation, and of other programs meanwhile."""

    start: bool = Field(
        default=True,
        title=_("Start chime"),
        description=_("A chime once you are heard."),
    )
    end: bool = Field(
        default=True,
        title=_("End chime"),
        description=_("A chime when a recording ends and becomes text."),
    )
    cancel: bool = Field(
        default=True,
        title=_("Cancel chime"),
        description=_("A chime when a recording is cancelled."),
    )
    volume: int = Field(
        default=50,
        ge=0,
        le=100,
        title=_("Chime volume (percent)"),
        description=_("How loud chimes are, from 0 to 100."),
    )
    others: Others = Field(
        default="leave",
        title=_("Other sound"),
        description=_(
            "What other programs play while you speak: leave it, lower it to a fifth, or mute it; "
            "on a Mac it is the whole output that is lowered or muted."
        ),
    )
    pause_media: bool = Field(
        default=False,
        title=_("Pause media"),
        description=_("Players pause while you speak, and go on afterwards; there is no way to do that on a Mac."),
    )
