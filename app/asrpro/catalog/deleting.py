"""Deletes a Model in all its forms, or leaves all of them as they are."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Final, Self

from asrpro.catalog import folders
from asrpro.errors import AppError, DownloadError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from asrpro.catalog.store import Store

_PATIENCE: Final = 3.0
"""Seconds in which a download that was cancelled has let go of its files."""


class Deletion:
    """A Model that is about to be deleted; while this is entered nobody fetches, updates or deletes any form of it."""

    def __init__(self, store: Store, model: str, backends: Sequence[str] = ()) -> None:
        """Touch nothing yet; with Backends their forms alone are meant."""
        self._store = store
        self._model = model
        self._backends = backends
        self._places: list[Path] = []
        self._moved: list[tuple[Path, Path]] = []
        """From where what is to go was taken, and to where."""
        self._locks = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Raises DownloadError where one of its forms is being downloaded, or nothing can be deleted here."""
        until = time.monotonic() + _PATIENCE
        with contextlib.ExitStack() as locks:
            try:
                places = self._store.places(self._model)
                self._places = [one for one in places if not self._backends or one.parent.name in self._backends]
                for place in self._places:
                    lock = self._store.lock(place.parent.name, place.name)
                    locks.enter_context(lock.acquire(timeout=max(0.0, until - time.monotonic())))
            except TimeoutError:
                title = _("{model} is being downloaded.").format(model=self._model)
                raise DownloadError(title, _("End the download first.")) from None
            except OSError as error:
                raise self._kept(error) from error
            self._locks = locks.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._locks.close()

    def carry_out(self, then: Callable[[], None] = lambda: None) -> int:
        """Delete all of it and what was gathered of it; returns how many bytes that were, 0 where nothing was here.

        What earlier deletions of others could not delete goes, too, and is not counted.

        Args:
            then: what goes with it; called once no form is to be found any more, before a byte of them is gone. Where
                it raises, all is put back.

        Raises:
            DownloadError: something keeps it; all is as it was, unless that came up while the bytes were deleted.
        """
        try:
            freed = folders.size(*(one for place in self._places for one in self._all_of(place)))
            for place in self._places:
                folders.delete(folders.beside(place, folders.LEAVING))
            leaving = [one for place in self._places if (one := self._out_of_the_way(place))]
            if leaving:
                then()
        except OSError as error:
            self._put_back()
            raise self._kept(error) from error
        except BaseException:
            self._put_back()
            raise
        try:
            for one in leaving:
                folders.delete(one)
        except OSError as error:
            raise self._kept(error) from error
        self._store.sweep()
        return freed

    def _all_of(self, place: Path) -> list[Path]:
        """What is here of one form, and what an earlier deletion could not delete."""
        hidden = (folders.beside(place, kind) for kind in (folders.ARRIVING, folders.BEFORE, folders.LEAVING))
        return [one for one in (place, *hidden) if self._store.has_made(one)]

    def _out_of_the_way(self, place: Path) -> Path | None:
        """The hidden folder in which all of one form is now; None where nothing of it is here."""
        leaving = folders.beside(place, folders.LEAVING)
        here = self._all_of(place)
        for one in here:
            leaving.mkdir(mode=0o700, exist_ok=True)
            one.rename(leaving / one.name)
            self._moved.append((one, leaving / one.name))
        return leaving if here else None

    def _put_back(self) -> None:
        """Have all where it was."""
        while self._moved:
            place, taken = self._moved.pop()
            taken.rename(place)
            with contextlib.suppress(OSError):  # there is more in it
                taken.parent.rmdir()

    def _kept(self, error: OSError) -> AppError:
        """What is said of what keeps it from being deleted."""
        if isinstance(error, AppError):
            return error
        title = _("{model} cannot be deleted: {reason}.").format(model=self._model, reason=error.strerror or error)
        return DownloadError(title, _("It may be in use: asrpro quit ends the program."))
