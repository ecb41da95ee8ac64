"""`asrpro` alone, where there is no display: the spoken sample becomes text, and it is said how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.request import request
from asrpro.cli.show import Show
from asrpro.cli.work import Work
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.cli.program import Program

DEFAULT = "pocketsphinx-en-us"
"""The Model that is always there."""


def sample(program: Program) -> int:
    """Transcribe the sample with the Model that is always there; returns the exit code."""
    wanted = request(program, model=DEFAULT, language=None, task="transcribe", formats="txt", timestamps="segment")
    with Show() as show:
        show.note(_("ASR Pro listens to a spoken sample, with {model}:").format(model=wanted.model.title))
        show.note("")
        with Work(program, wanted, show) as work:
            code = work.all([program.sample], [{}])
        show.note("")
        show.note(_("Everything happened on this machine. Now a recording or video of your own:"))
        show.note("    asrpro transcribe talk.mp4")
        show.note(_('or, from a checkout:  make run ARGS="transcribe talk.mp4"'))
    return code
