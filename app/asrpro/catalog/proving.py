"""Whether an update of a Model works: what it has replaced is kept until it did, and comes back if it does not."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Final

from asrpro import paths
from asrpro.catalog.store import Store
from asrpro.errors import DownloadError, EngineCrashed, EngineHung, ModelNotAvailable, ModelRefused
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.catalog.store import Stored
    from asrpro.domain import Model
    from asrpro.errors import AppError

log = logging.getLogger(__name__)

_OF_FILES: Final = (ModelNotAvailable, ModelRefused, EngineCrashed, EngineHung)
"""What is said where the files may be at fault; of packages, memory, devices, number formats and servers other things
are."""


class Proving:
    """A Model while it is loaded and at work, until it is known whether it does. Used by one thread."""

    def __init__(self, model: Model, say: Callable[[str], None] = lambda _text: None) -> None:
        """Look at nothing yet; people are told by `say` of an update that is taken back."""
        self._model = model
        self._say = say
        self._update: Stored | None = None

    def begin(self) -> None:
        """It is about to be loaded, as it lies there now."""
        self._update = None
        if self._model.path is None:
            return
        with contextlib.suppress(OSError):
            store = Store(paths.models())
            key = store.key(self._model.path)
            self._update = store.find(*key) if key and store.is_unproven(*key) else None

    def passed(self) -> None:
        """It works: what it has replaced is needed no more."""
        if self._update:
            _settle(self._update, Store.commit)
            self._update = None

    def blames(self, error: AppError) -> bool:
        """Whether this may be because of an update that has never worked."""
        return self._update is not None and is_of_files(error)

    def failed(self, error: AppError) -> bool:
        """Have back what the update has replaced, now that no process of ours has its files open; False if it stays."""
        if not (self._update and _settle(self._update, Store.roll_back)):
            return False
        log.warning("an update of %s is taken back", self._update.model)
        self._say(str(taken_back(self._model.title, error)))
        self._update = None
        return True


def is_of_files(error: AppError) -> bool:
    """Whether the files of a Model may be why it could not be loaded."""
    return isinstance(error, _OF_FILES)


def taken_back(model: str, error: AppError) -> DownloadError:
    """What is said of an update that cannot be loaded, and why, once the Model is what it was before."""
    title = _("The update of {model} cannot be loaded: {reason}").format(model=model, reason=error.title)
    return DownloadError(title, _("The one from before is in its place again."))


def not_tried(model: str, error: AppError) -> DownloadError:
    """What is said of an update that is here and could not be loaded for a reason that is none of its own."""
    title = _("The update of {model} is here, but could not be tried: {reason}").format(model=model, reason=error.title)
    return DownloadError(title, error.hint)


def _settle(update: Stored, decide: Callable[[Store, str, str], object]) -> bool:
    """Decide what becomes of an update, if it is still the one; who holds its lock does that itself."""
    store, key = Store(paths.models()), (update.backend, update.model)
    with contextlib.suppress(OSError, TimeoutError), store.lock(*key).acquire(timeout=0):
        if store.is_unproven(*key) and store.find(*key) == update:
            decide(store, *key)
            return True
    return False
