"""What languages are called."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLocale

_QT: Final = {"jw": "jv"}
"""What Whisper calls otherwise than everybody else."""


def named(code: str) -> str:
    """The name of a language (ISO 639-1); the code itself where nobody has one for it."""
    language = _known(code)
    return code if language is None else QLocale.languageToString(language)


def own(code: str) -> str:
    """What those who speak it call it; empty where that is not known."""
    language = _known(code)
    return "" if language is None else QLocale(language).nativeLanguageName()


def _known(code: str) -> QLocale.Language | None:
    language = QLocale.codeToLanguage(_QT.get(code, code))
    return None if language in (QLocale.Language.AnyLanguage, QLocale.Language.C) else language
