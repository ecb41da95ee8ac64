"""The language of the system, which is likely the one that is spoken before it."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_LETTERS: Final = re.compile(r"[a-z]{2,3}(?![A-Za-z])")
"""What a name begins with that tells a language: nb_NO.UTF-8, zh-Hans-CN, haw; not C, POSIX or UTF-8."""
_LONGEST: Final = 85
"""LOCALE_NAME_MAX_LENGTH of Windows."""


def language() -> str:
    """Its code, ISO 639-1 where there is one, as the system spells it; empty where it has none."""
    if sys.platform == "win32":
        import ctypes

        name = ctypes.create_unicode_buffer(_LONGEST)
        ctypes.windll.kernel32.GetUserDefaultLocaleName(name, _LONGEST)
        return code(name.value)
    told = of_variables(os.environ)
    if sys.platform == "darwin" and not told:  # what is started by a click has none
        import AppKit

        return next((found for name in AppKit.NSLocale.preferredLanguages() if (found := code(name))), "")
    return told


def code(name: str) -> str:
    """The language in what a system calls a locale; empty where there is none."""
    found = _LETTERS.match(name)
    return found[0] if found else ""


def of_variables(environment: Mapping[str, str]) -> str:
    """What the variables of POSIX say; this process's locale is C where that which they name is not here."""
    if decisive := environment.get("LC_ALL"):
        return code(decisive)
    return next((found for name in ("LC_CTYPE", "LANG") if (found := code(environment.get(name, "")))), "")
