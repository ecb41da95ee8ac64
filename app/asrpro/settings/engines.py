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
    whisper_program: LineOrNothing = Field(
        default="",
        title=_("whisper.cpp program"),
        description=_(
            "Where a program `whisper-server` of whisper.cpp is, built for this machine's graphics card (Vulkan, CUDA, "
            "Metal): it loads models in GGML files. With nothing, the package pywhispercpp does."
        ),
    )
