"""The languages that can be picked: those that the Model understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale

from asrpro.i18n import _
from asrpro.ui import languages
from asrpro.ui.look import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.domain import Model
    from asrpro.settings.file import SettingsFile

_FEW = 6
"""Languages that are offered without a submenu of all."""


class LanguageOffer:
    """Those that people here are likely to speak first."""

    def __init__(
        self, settings: SettingsFile, model: Callable[[], Model | None], choose: Callable[[str, str], None]
    ) -> None:
        """`model` tells which one is chosen; `choose` is told a setting's name and its new value."""
        self._settings = settings
        self._model = model
        self._choose = choose

    def choices(self) -> Sequence[Sequence[Choice]]:
        """Those that the Model understands; why there are none where it cannot be used."""
        model, setting = self._model(), self._settings.current.model.language
        if model is None:
            return ([Choice("", _("The chosen model cannot be used"), enabled=False)],)
        known = model.languages
        setting = model.spelled(setting)  # one that gives way to the Model is told where it does
        if len(known) == 1:
            return ([self._choice(known[0], known[0])],)
        found = [Choice("", _("Found out from speech"), not setting)] if model.detects_language else []
        near = known if len(known) <= _FEW else self._near(model, setting)
        groups = [found, [self._choice(code, setting) for code in near]]
        if len(known) > len(near):
            rest = sorted((self._choice(code, setting) for code in known), key=lambda one: one.title.casefold())
            groups.append([Choice("", _("All languages"), more=tuple(rest))])
        return groups

    def choose(self, name: str) -> None:
        """Take this for what is spoken from the next dictation on; with no name, the Model finds out."""
        self._choose("model.language", name)

    @staticmethod
    def _near(model: Model, setting: str) -> Sequence[str]:
        """What is spoken here: what is set, what the system speaks, and English, as the Model spells it."""
        system = [tag.partition("-")[0] for tag in QLocale.system().uiLanguages()]
        return [code for code in dict.fromkeys(map(model.spelled, (setting, *system, "en"))) if code][:_FEW]

    @staticmethod
    def _choice(code: str, setting: str) -> Choice:
        name, own = languages.named(code), languages.own(code)
        return Choice(code, name, code == setting, own if name.casefold() not in own.casefold() else "")
