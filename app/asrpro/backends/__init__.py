"""One file for each way of turning a Model into an Engine."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from asrpro.errors import BackendMissing
from asrpro.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Audio, Backend


def names() -> list[str]:
    """The names of all Backends, whether their packages are installed or not."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def backend(name: str) -> Backend:
    """The Backend of this name; importing it imports none of its packages."""
    found: Backend = importlib.import_module(f"{__name__}.{name}").BACKEND
    return found


def missing(wanted: Backend) -> list[str]:
    """The packages it needs that are not installed; they are looked for, not imported."""
    return [package for package in wanted.needs if find_spec(package) is None]


def installed(name: str) -> Backend:
    """The Backend of this name.

    Raises:
        BackendMissing: packages it needs are not installed; says how to add them.
    """
    wanted = backend(name)
    if lacking := missing(wanted):
        raise BackendMissing(
            _("{backend} needs packages that are not installed: {packages}.").format(
                backend=wanted.title, packages=", ".join(lacking)
            ),
            _("Add them: {command}").format(command=install_command(wanted)),
        )
    return wanted


def install_command(wanted: Backend) -> str:
    """The exact command that adds what a Backend needs."""
    packages = f'"asrpro[{wanted.extra}]"' if wanted.extra else " ".join(wanted.needs).replace("_", "-")
    return f'"{sys.executable}" -m pip install {packages}'


def sound(audio: Audio) -> NDArray[np.float32]:
    """Its samples, fit for any Engine: what is no number is silent, and what is beyond full scale is clipped.

    Microphones' drivers have been seen to give both; one such sample makes a network's whole output nonsense.
    """
    # Imported here: the command line asks for names without needing numpy.
    import numpy as np

    return np.nan_to_num(audio.samples, nan=0.0).clip(-1.0, 1.0)
