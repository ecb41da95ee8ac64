"""What an engine lacks to work on this computer, for windows and menus; `asrpro doctor` names the same commands."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from asrpro import backends
from asrpro.errors import PackagesMissing, Unsupported
from asrpro.i18n import _
from asrpro.runtime.engine_room import check

if TYPE_CHECKING:
    from asrpro.domain import LoadOptions


def lacking(name: str, options: LoadOptions) -> str:
    """Why this Backend cannot work here, and the command that helps, in sentences; empty where it can.

    Nothing is imported for that, and nothing is started.
    """
    backend = backends.backend(name)
    program = options.program or backend.program
    if backend.program and shutil.which(program) is None:
        told = _("{program} is not here. Say where it is: {command}")
        return told.format(program=program, command="asrpro settings set engines.voxtral_program PATH")
    try:
        check(name, options)
    except (PackagesMissing, Unsupported) as error:
        return str(error)
    return ""
