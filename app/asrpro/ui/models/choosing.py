"""Having another Model hear dictations, in the menu or the window of Models, and what people are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.errors import AppError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.dictation.view import View
    from asrpro.settings.file import SettingsFile


class Choosing:
    """The one way of it."""

    def __init__(
        self,
        settings: SettingsFile,
        catalogue: Catalogue,
        view: Callable[[], View],
        *,
        say: Callable[[str], None],
        tell: Callable[[str], None],
    ) -> None:
        """`say` is told sentences for people, `tell` those for somebody who dictates, as `view` has it."""
        self._settings = settings
        self._catalogue = catalogue
        self._view = view
        self._say = say
        self._tell = tell

    def use(self, name: str) -> None:
        """Have the one of this name, id or path hear dictations from now on, and say where speech goes then."""
        try:
            self._settings.set("model.name", name)
        except AppError as error:
            self._say(str(error))
            return
        found, view = self._catalogue.found(name), self._view()
        title = name if isinstance(found, AppError) else found.title
        told = [_("{model} hears you from now on.").format(model=title)]
        if not isinstance(found, AppError) and found.address:
            told.append(found.summary)
        recording = view.state in ("opening", "recording")
        if recording and view.model and view.model != title:
            told.append(_("The dictation under way still goes to {model}.").format(model=view.model))
        (self._tell if recording else self._say)(" ".join(told))
