"""The settings of single engines."""

from __future__ import annotations

from pydantic import Field

from asrpro.i18n import _
from asrpro.settings.kinds import Group, LineOrNothing


class EngineSettings(Group):
    """What single engines need to know."""

    voxtral_program: LineOrNothing = Field(
        default="",
        title=_("Voxtral program"),
        description=_("Where the program `voxtral` of voxtral.c is; with nothing it is looked for on the PATH."),
    )
