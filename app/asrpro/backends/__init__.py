"""One file for each way of turning a Model into an Engine."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from asrpro import packages

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


def installed(name: str) -> Backend:
    """The Backend of this name.

    Raises:
        PackagesMissing: packages it needs are not installed; says how to add them.
    """
    wanted = backend(name)
    packages.require(wanted.title, wanted.needs, wanted.extra)
    return wanted


def sound(audio: Audio) -> NDArray[np.float32]:
    """Its samples, fit for any Engine: what is no number is silent, and what is beyond full scale is clipped.

    Microphones' drivers have been seen to give both; one such sample makes a network's whole output nonsense.
    """
    # Imported here: the command line asks for names without needing numpy.
    import numpy as np

    return np.nan_to_num(audio.samples, nan=0.0).clip(-1.0, 1.0)
