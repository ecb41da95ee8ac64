"""Brings one Model here: asks what there is, fetches what is missing, and puts it into its place as a whole."""

from __future__ import annotations

import contextlib
import errno
import logging
import random
import shutil
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from asrpro.catalog.fetch import fetch
from asrpro.catalog.gathering import Gathering
from asrpro.catalog.mending import beyond_mending, damaged
from asrpro.catalog.part import Part, Unfit
from asrpro.catalog.proving import is_of_files, not_tried, taken_back
from asrpro.catalog.refusals import Gone, refusal
from asrpro.catalog.sizes import spelled
from asrpro.errors import AppError, DownloadError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from asrpro.catalog.cancellation import Cancellation
    from asrpro.catalog.headway import Meter
    from asrpro.catalog.hub import Hub
    from asrpro.catalog.order import Listing, Order, Remote
    from asrpro.catalog.store import Store, Stored

log = logging.getLogger(__name__)

T = TypeVar("T")

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_POLL: Final = 0.2
"""Seconds between two looks at what another process does."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often something is tried."""

    stall: float = 30.0
    """Seconds without a byte after which a connection is given up."""
    tries: int = 5
    """How often in a row hardly anything may arrive."""
    headway: int = 1_000_000
    """Bytes after which tries are counted anew: with fewer, one that sends a byte a time would be asked for days."""
    pause: float = 1.0
    """Seconds before the second try; each further pause is twice as long."""
    longest: float = 60.0
    """Seconds that a pause may take; a server that wants a longer one is told of instead."""
    spare: int = 64_000_000
    """Bytes that are left free on the disk."""


class Bringing:
    """One Order at work, on one thread."""

    def __init__(
        self, order: Order, store: Store, hub: Hub, limits: Limits, meter: Meter, cancellation: Cancellation
    ) -> None:
        """Do nothing yet."""
        self._order = order
        self._store = store
        self._hub = hub
        self._limits = limits
        self._meter = meter
        self._cancellation = cancellation
        self._gathering = Gathering(store, *order.key, cancellation.check)
        self.brought = False
        """Whether other files are in the Model's place now."""
        self.intact = False
        """Whether all files of one that was here were read, and none is damaged."""
        self.mended: Sequence[str] = ()
        """Paths of those that were damaged on the disk, and are not any more."""

    def bring(self) -> Stored:
        """The Model, fetched unless it is here; what of one that is here was damaged is fetched anew.

        Raises:
            DownloadCancelled: somebody ended it.
            AppError: it cannot be had, and why.
        """
        with _disk(self._store):
            found = self._store.find(*self._order.key)
            if found and not self._damaged(found):
                self.intact = True
                return found
            with self._locked():
                was, found = found, self._store.find(*self._order.key)
                if found is None:
                    return self._placed(self._listing())
                # Another process may have brought or mended it meanwhile.
                if found != was:
                    return found
                try:
                    return self._mended(found, found.listing)
                except Gone as error:
                    raise beyond_mending(self._order.model, error) from error

    def update(self, load: Callable[[Stored], bool], check: Callable[[], None]) -> tuple[Stored, bool]:
        """The newest, once `load` has loaded it, and whether it is another one than before.

        Where `load` leaves that to whoever needs it next, what was before is kept until then.

        Raises:
            AppError: as `bring`, or as `check` does before anything is fetched; or `load` cannot load it: where its
                files may be why, the Model is what it was before, else the update stays and the next load tries it.
        """
        with _disk(self._store), self._locked():
            found, listing = self._store.find(*self._order.key), self._listing()
            fresh = found is None or found.listing.all != listing.all
            if found is None or fresh:
                check()
                found = self._placed(listing)
            else:
                found = self._mended(found, listing)  # the same files, of a commit that the hub has
            if self._store.is_unproven(*self._order.key):
                self._meter.note(_("It is loaded for a try."))
                self._prove(found, load)
            return found, fresh

    def has_update(self) -> bool:
        """Whether the hub has other files by now than those that are here; raises AppError."""
        with _disk(self._store):
            found = self._store.find(*self._order.key)
            return found is not None and self._listing().all != found.listing.all

    def _damaged(self, found: Stored) -> list[str]:
        """Paths of its files that do not hold what came."""
        self._meter.look(found.size)
        return damaged(found, self._cancellation.check, self._meter.move)

    def _mended(self, found: Stored, listing: Listing) -> Stored:
        """The Model with what is damaged of it fetched anew, as it was when it came; the Listing tells from where."""
        broken = self._damaged(found)
        if broken:
            found = self._placed(listing, keep=False)
        self.mended = broken
        return found

    def _prove(self, found: Stored, load: Callable[[Stored], bool]) -> None:
        try:
            loaded = load(found)
        except AppError as error:
            if not is_of_files(error):
                raise not_tried(self._order.model, error) from error
            self._store.roll_back(*self._order.key)
            raise taken_back(self._order.model, error) from error
        if loaded:
            self._store.commit(*self._order.key)

    def _listing(self) -> Listing:
        parts = self._order.parts
        own, *others = (self._patiently(partial(self._listed, one), one.repository) for one in parts)
        return replace(own, others=tuple(others))

    def _listed(self, order: Order) -> Listing:
        return self._cancellation.aside(partial(self._hub.listing, order))

    def _placed(self, listing: Listing, *, keep: bool = True) -> Stored:
        """Gather what is listed, and put it into its place; what was there is kept until it was loaded, or is not."""
        gathering = self._gathering
        gathering.begin(listing)
        with self._room_for(lambda: gathering.lacking(listing)):
            missing = gathering.missing(listing, lambda: self._check_room(gathering.lacking(listing)))
        self._meter.set_out(gathering.here(listing), listing.size)
        self._check_room(gathering.lacking(listing))
        for part, file in missing:
            self._get(part, file)
        tree = self._assembled(listing)
        self._cancellation.check()
        found = self._store.begin_update(*self._order.key, tree, keep=keep)
        self.brought = True
        gathering.clear()
        log.info("fetched %s for %s, %d bytes", self._order.model, self._order.backend, listing.size)
        return found

    def _assembled(self, listing: Listing) -> Path:
        """What was gathered, with its names, archives unpacked."""
        gathering = self._gathering
        size = gathering.growth(listing)
        self._check_room(size)
        if gathering.packed(listing):
            self._meter.note(_("It is unpacked."))
        with self._room_for(lambda: size):
            return gathering.assemble(listing)

    def _check_room(self, needed: int) -> None:
        lacking = needed + self._limits.spare - shutil.disk_usage(self._gathering.folder).free
        if needed and lacking > 0:
            raise self._no_room(lacking)

    @contextlib.contextmanager
    def _room_for(self, missing: Callable[[], int]) -> Iterator[None]:
        """Say how many bytes are missing where the disk fills up."""
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise self._no_room(missing()) from error
            raise

    def _get(self, listing: Listing, file: Remote) -> None:
        """Fetch a file; what arrives damaged is fetched once more."""
        part = Part(self._gathering.folder, file, self._cancellation.check)
        with part, self._room_for(lambda: file.size - part.size):
            if self._arrives(listing, part) or self._arrives(listing, part):
                return
        title = _("{file} arrived damaged, twice.").format(file=file.path)
        hint = _("What was wrong is thrown away. A proxy or a mirror may change what it passes on.")
        raise DownloadError(title, hint)

    def _arrives(self, listing: Listing, part: Part) -> bool:
        """Whether a file came as it was announced; what did not is gone."""
        try:
            fetching = partial(fetch, self._hub, listing, part, self._meter, self._cancellation)
            self._patiently(fetching, listing.repository)
            part.finish()
        except Unfit as unfit:
            log.info("a file arrived damaged: %s", type(unfit).__name__)
            self._meter.move(-unfit.lost)
            return False
        return True

    def _patiently(self, action: Callable[[], T], repository: str) -> T:
        """What comes of asking for a repository, tried again, after longer and longer pauses, while little arrives."""
        failed, before = 0, self._meter.headway.done
        while True:
            try:
                return action()
            except (AppError, Unfit):
                raise
            except Exception as error:  # noqa: BLE001 - what is none of the network's is raised again
                self._cancellation.check()
                failed, done = failed + 1, self._meter.headway.done
                if done - before >= self._limits.headway:
                    failed, before = 1, done
                self._bear(error, repository, failed)

    def _bear(self, error: Exception, repository: str, failed: int) -> None:
        """Wait for the next try, or say why there is none."""
        if isinstance(error, OSError) and error.errno is not None:
            raise error  # our own disk's
        found = refusal(error, self._hub.asked(repository))
        if found.wants_token and self._cancellation.aside(self._hub.admit):  # a keyring may ask people first
            return
        pause = min(self._limits.pause * 2 ** (failed - 1), self._limits.longest) * random.uniform(0.5, 1.0)  # noqa: S311
        if not found.again or failed >= self._limits.tries or found.after > self._limits.longest:
            raise found.error from error
        pause = max(pause, found.after)
        log.info("try %d failed with %s", failed, type(error).__name__)
        again = _("The next try is in {seconds:.0f} s.").format(seconds=max(pause, 1.0))
        self._meter.fail(f"{found.error.title} {again}")
        self._cancellation.wait(pause)

    def _no_room(self, missing: int) -> DownloadError:
        return DownloadError(
            _("The disk has no room: {size} more are needed in {folder}.").format(
                size=spelled(missing), folder=self._store.folder
            ),
            _("Make room, or see what can go: asrpro models list. What is here already is kept."),
        )

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the Model's lock; while another process does, tell how far that one is."""
        lock = self._store.lock(*self._order.key)
        while True:
            with contextlib.suppress(TimeoutError):
                lock.acquire(timeout=0)
                break
            expected = self._gathering.expected
            done, total = (self._gathering.here(expected), expected.size) if expected else (0, 0)
            self._meter.set_out(done, total, _("Another ASR Pro downloads it."))
            self._cancellation.wait(_POLL)
        try:
            yield
        finally:
            lock.release()


@contextlib.contextmanager
def _disk(store: Store) -> Iterator[None]:
    """Say what is wrong with the disk where anything is."""
    try:
        yield
    except AppError:
        raise
    except OSError as error:
        title = _("{folder} cannot be written to: {reason}.").format(
            folder=store.folder, reason=error.strerror or error
        )
        raise DownloadError(title, _("Look at its permissions, and whether there is room.")) from error
