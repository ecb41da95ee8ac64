"""`asrpro` alone, where there is no display: the spoken sample becomes text, and it is said how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.memory import Memory
from asrpro.cli.outputs import Plan
from asrpro.cli.show import Show
from asrpro.cli.work import Work
from asrpro.domain import LoadOptions, Options
from asrpro.i18n import _
from asrpro.transcription.request import Request, gate

if TYPE_CHECKING:
    from asrpro.cli.program import Program

DEFAULT = "pocketsphinx-en-us"
"""The Model that is always there."""


def sample(program: Program) -> int:
    """Transcribe the sample with the Model that is always there, whatever the settings say; returns the exit code."""
    model, settings = program.catalogue().find(DEFAULT), program.settings.current
    wanted = Request(model, "cpu", LoadOptions(), Options(language="en"), gate(settings), settings.delivery)
    with Show() as show:
        show.note(_("ASR Pro listens to a spoken sample with {model}:").format(model=model.title) + "\n")
        with program.engine_room() as room:
            nothing = Memory(program, show, wanted=False)  # it is nobody's recording
            code = Work(program, room, show, lambda: wanted, nothing).all([program.sample], [Plan()])
        if code == 0:
            show.note("\n" + _("Everything happened on this machine. Now a recording or video of your own:"))
            show.note("    asrpro transcribe talk.mp4")
            show.note(_('or, from a checkout:  make run ARGS="transcribe talk.mp4"'))
            show.note(_("What else there is: {command}").format(command="asrpro --help"))
    return code
