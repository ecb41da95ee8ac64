"""Memory that does not do: how libraries say so, and how people are told."""

from __future__ import annotations

import re
from typing import Final

from asrpro.errors import OutOfMemory
from asrpro.i18n import _

_WORDS: Final = re.compile(
    r"out of memory|memory allocation|ALLOC_FAILED|bad_alloc|(?:failed|unable) to allocate|OUT_OF_(?:DEVICE_)?MEMORY"
    r"|ErrorMemory|MemoryError|(?:insufficient|not enough) memory|WinError 1455"
    # In static TLS there is no room for a library that was loaded too late, however much memory there is.
    r"|llocate memory(?! in static TLS)"
    # What is said of a library or a thread for which there is no room; of a library on a disk without programs, too.
    r"|failed to map segment from shared object(?!: Operation not permitted)|libgcc_s\.so\.1 must be installed"
    r"|can't start new thread|Thread creation failed|Resource temporarily unavailable",
    re.IGNORECASE,
)


KILLED: Final = -9
"""What a process ends with that somebody killed: on Linux, the system does when memory runs out."""


def lacks_memory(said: object) -> bool:
    """Whether an error, or what a library says, is of memory: it may work when less is in use, or on another device."""
    return isinstance(said, MemoryError) or bool(_WORDS.search(str(said)))


def no_memory() -> OutOfMemory:
    """What is told where a Model cannot be loaded for want of memory."""
    return OutOfMemory(
        _("There is not enough memory for this model."), _("Close other programs, or pick a smaller model.")
    )


def no_memory_at_work(model: str = "") -> OutOfMemory:
    """What is told where a Model lacks it while it hears, with its title where that is known."""
    return OutOfMemory(
        _("There is not enough memory for {model}.").format(model=model or _("this model")),
        _("The audio is unharmed. Close other programs, or pick a smaller model."),
    )


def killed_at_work(title: str) -> OutOfMemory:
    """What is told where the system ended what was at work; the title says what that was."""
    return OutOfMemory(
        title, _("Perhaps memory ran out. The audio is unharmed. Close other programs, or try a smaller model.")
    )
