"""One file for each way of turning a Model into an Engine."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import TYPE_CHECKING

from asrpro import environments, packages
from asrpro.domain import SAMPLE_RATE, Audio
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Backend, Model

FAINT = 0.002
"""Where no sample is louder (-54 dB), nobody speaks; Whisper makes up a sentence there as soon as something hums."""
SHORTEST = SAMPLE_RATE // 10
"""Samples in which nothing can be said; of fewer, frontends make no frame, or no number, and servers refuse them."""
_SEARCHED = 5
"""Seconds at the end of a window in which it may be cut."""


def names() -> list[str]:
    """The names of all Backends, whether their packages are installed or not."""
    return [*_names(tuple(__path__))]


@functools.cache
def _names(folders: tuple[str, ...]) -> tuple[str, ...]:
    # A menu that opens asks dozens of times.
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folders)))


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
    if lacking := lacks(wanted):
        packages.require(wanted.title, lacking, wanted.extra, environments.command(name))
    return wanted


def lacks(wanted: Backend) -> list[str]:
    """The packages that it needs and that are not installed; nothing where it has an environment of its own."""
    return [] if environments.python(wanted.name) else packages.absent(wanted.needs)


def folder(model: Model, title: str) -> Path:
    """The folder of a Model, for a library that opens it by a name that must be text.

    Raises:
        ModelDamaged: there is none.
        Unsupported: its name is no text.
    """
    place = model.path
    if place is None or not place.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=place), _("Was it moved, or is its disk away?")
        )
    try:
        str(place).encode()
    except UnicodeEncodeError as error:
        raise Unsupported(
            _("{backend} cannot open {file}: its name is not valid text.").format(backend=title, file=place),
            _("Rename it."),
        ) from error
    return place


def sound(audio: Audio) -> NDArray[np.float32]:
    """Its samples, fit for any Engine: what is no number is silent, and what is beyond full scale is clipped.

    Microphones' drivers have been seen to give both; one such sample makes a network's whole output nonsense.
    """
    # Imported here: the command line asks for names without needing numpy.
    import numpy as np

    return np.nan_to_num(audio.samples, nan=0.0).clip(-1.0, 1.0)


def windows(audio: Audio, seconds: float) -> Iterator[Audio]:
    """Stretches of at most this long, cut where it is quietest and fit for any Engine.

    Those are left out in which nobody can be heard: without sound, or of less than 0.1 s.
    """
    import numpy as np

    samples, begin, longest = sound(audio), 0, int(seconds * SAMPLE_RATE)
    while begin < len(samples):
        end = min(begin + longest, len(samples))
        if end < len(samples):
            # What is left must not be too short to be heard.
            end = _quietest(samples, end - _SEARCHED * SAMPLE_RATE, min(end, len(samples) - SHORTEST))
        if end - begin >= SHORTEST and np.abs(samples[begin:end]).max() > FAINT:
            yield Audio(samples[begin:end], audio.start + begin / SAMPLE_RATE)
        begin = end


def _quietest(samples: NDArray[np.float32], begin: int, end: int) -> int:
    """Where between these two a tenth of a second is quietest, the last of equal ones; its middle."""
    import numpy as np

    span = SAMPLE_RATE // 10
    energy = np.cumsum(np.square(samples[begin:end], dtype=np.float64))
    return end - span // 2 - int(np.argmin((energy[span:] - energy[:-span])[::-1]))
