"""Models on the disk: BACKEND/MODEL/ is one that is whole; only then has it that name, and .complete.json in it."""

from __future__ import annotations

import contextlib
import stat
import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.catalog import folders, names
from asrpro.catalog.order import Remote
from asrpro.catalog.part import arrived
from asrpro.errors import UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from filelock import BaseFileLock

    from asrpro.catalog.order import Listing

_HIDDEN: Final = tuple(f".{kind}" for kind in (folders.ARRIVING, folders.BEFORE, folders.LEAVING))
"""How the names of hidden folders beside Models end."""
_LOOKING: Final = threading.Lock()
"""Held by whoever tries a lock only to see whether it is free: two at a time would take each other for its holder."""
_GLANCE: Final = 0.1
"""Seconds after which it is no other process that only looks who holds it, or puts a Model into its place."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A Model that is here, whole."""

    backend: str
    model: str
    folder: Path
    listing: Listing
    """Which files it has, and of which commit they are."""
    fetched: str
    """When, in ISO 8601."""
    sha256: Mapping[str, str]
    """The SHA-256 of each file, by its path."""
    unpacked: Mapping[str, int] = field(default_factory=dict)
    """Bytes of each file that came in an archive, by its path."""

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return sum(self.sizes.values())

    @property
    def sizes(self) -> Mapping[str, int]:
        """Bytes of each file, by its path."""
        return {file.path: file.size for file in self.listing.all if not file.unpacked} | dict(self.unpacked)

    @property
    def files(self) -> list[Remote]:
        """Each file with what tells whether it is whole, in archives or not, as far as that was written down."""
        alone = [file for file in self.listing.all if not file.unpacked]
        sums = ((path, size, str(self.sha256.get(path, ""))) for path, size in self.unpacked.items())
        return alone + [Remote(*one) for one in sums if one[-1]]

    def held(self, archive: Remote) -> list[str]:
        """Paths of what was in an archive."""
        return [path for path in self.unpacked if path.startswith(f"{archive.unpacked}/")]


class Store:
    """The folder of all Models that were fetched."""

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self.folder = folder

    def place(self, backend: str, model: str) -> Path:
        """Where it lies, if it is here; raises UsageError for names that could lie elsewhere."""
        if not (names.folder_name(backend) and names.folder_name(model)):
            raise UsageError(_("No model can be called {name}.").format(name=shown(f"{backend}/{model}")))
        return self.folder / backend / model

    def key(self, path: Path) -> tuple[str, str] | None:
        """The Backend and the Model whose folder or file this is; None where it lies elsewhere."""
        if not path.is_relative_to(self.folder):
            return None
        backend, model, *_file = (*path.relative_to(self.folder).parts, "", "")
        return (backend, model) if names.folder_name(backend) and names.folder_name(model) else None

    def find(self, backend: str, model: str) -> Stored | None:
        """The Model, if it is here and whole; the one before it, where its update was interrupted half way."""
        place = self.place(backend, model)
        found = stored(place)
        before = folders.beside(place, folders.BEFORE)
        if found is None and not place.exists() and stored(before):
            # Who updates it holds the lock, and is between two steps, which take no longer than this.
            with contextlib.suppress(OSError), self.lock(backend, model).acquire(_GLANCE, _GLANCE / 20):
                if not place.exists():
                    before.rename(place)
        return found or stored(place)  # where an update came between two looks

    def broken(self, backend: str, model: str) -> list[str]:
        """Paths of files that are not there, or not as long as they came, of a Model that was here whole."""
        found = None if self.find(backend, model) else recorded(self.place(backend, model))
        return lacking(found) if found else []

    def all(self) -> list[Stored]:
        """Every Model that is here."""
        with contextlib.suppress(OSError):
            places = sorted({folders.belongs_to(one) for one in self.made()})
            return [found for place in places if (found := self.find(place.parent.name, place.name))]
        return []

    def lock(self, backend: str, model: str) -> BaseFileLock:
        """What whoever fetches, updates or deletes it holds; lost with the process that does. Raises OSError."""
        # Imported here: most commands do without.
        from filelock import FileLock

        place = self.place(backend, model)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return FileLock(folders.beside(place, "lock"), mode=0o600, thread_local=False)

    def is_busy(self, backend: str, model: str) -> bool:
        """Whether it is being fetched, by this process or another one."""
        if not folders.beside(self.place(backend, model), folders.ARRIVING).is_dir():
            return False
        try:
            with _LOOKING, self.lock(backend, model).acquire(timeout=_GLANCE, poll_interval=_GLANCE / 20):
                return False
        except TimeoutError:
            return True
        except OSError:
            return False  # nobody can fetch where nothing can be locked

    def begin_update(self, backend: str, model: str, tree: Path, *, keep: bool = True) -> Stored:
        """Put a folder with a record into the Model's place; what was there is kept until `commit` or `roll_back`.

        Unless it is not to be kept, for it is damaged.

        Only to be called, as the other two, by who holds the lock. Raises OSError.
        """
        place = self.place(backend, model)
        before = folders.beside(place, folders.BEFORE)
        if keep and self.find(backend, model) and not before.exists():
            folders.replace(place, tree, before)
        else:  # what is there is not whole, or an update that never loaded: the one before that is kept
            folders.replace(place, tree)
        folders.sync(place.parent)
        found = stored(place)
        if found is None:
            raise FileNotFoundError(place)
        return found

    def is_unproven(self, backend: str, model: str) -> bool:
        """Whether an update is in its place that has never been loaded."""
        return folders.beside(self.place(backend, model), folders.BEFORE).exists()

    def commit(self, backend: str, model: str) -> None:
        """Delete what an update has replaced; raises OSError."""
        folders.delete(folders.beside(self.place(backend, model), folders.BEFORE))

    def roll_back(self, backend: str, model: str) -> Stored | None:
        """Bring back what an update has replaced; raises OSError."""
        place = self.place(backend, model)
        before = folders.beside(place, folders.BEFORE)
        if before.exists():
            folders.replace(place, before)
        return self.find(backend, model)

    def gathered(self, model: str) -> int:
        """Bytes of a Model that came before its download was interrupted; those of one under way, too.

        What an update only takes from the Model's folder is none of it, nor is what is kept of how it is to come.
        """
        with contextlib.suppress(OSError):
            return sum(_came(one) for one in self.arriving() if folders.belongs_to(one).name == model)
        return 0

    def left(self, model: str) -> int:
        """Bytes of what was downloaded of a Model, be it whole still or not."""
        with contextlib.suppress(OSError):
            return folders.size(*filter(self.has_made, self.places(model)))
        return 0

    def sweep(self) -> None:
        """Delete what deletions that came to no end have left, except of Models that somebody is at."""
        with contextlib.suppress(OSError):
            for left in [one for one in self.made() if one.name.endswith(f".{folders.LEAVING}")]:
                home = folders.belongs_to(left)
                lock = partial(self.lock(home.parent.name, home.name).acquire, timeout=0)
                with contextlib.suppress(OSError, TimeoutError), lock():  # what stays is tried again the next time
                    folders.delete(left)

    def taken(self) -> int:
        """Bytes of all that is here, or was gathered and is not whole."""
        with contextlib.suppress(OSError):
            return folders.size(*self.made())
        return 0

    def folders(self) -> list[Path]:
        """The folders in which something is made, renamed or deleted whenever Models or their names come and go."""
        with contextlib.suppress(OSError):
            inner = (place for place in self.folder.iterdir() if names.folder_name(place.name) and place.is_dir())
            return [self.folder, *inner]
        return [self.folder.parent]  # in which it is made with the first one

    def made(self) -> Iterator[Path]:
        """The folders that the Store has made, hidden ones too; raises OSError."""
        return filter(self.has_made, self.folder.glob("*/*"))

    def has_made(self, place: Path) -> bool:
        """Whether it is a folder of the Store's; what others put beside those is none."""
        hidden = place.name.startswith(".")
        ours = place.name.endswith(_HIDDEN) if hidden else (place / folders.RECORD).is_file()
        return ours and self.key(folders.belongs_to(place)) is not None and place.is_dir()

    def places(self, model: str) -> list[Path]:
        """Where forms of a Model lie, or are about to; raises OSError."""
        found = (one for one in self.folder.glob("*/*") if self.has_made(one) or one.name == f".{model}.lock")
        homes = {home for home in map(folders.belongs_to, found) if home.name == model}
        return sorted(home for home in homes if self.key(home))

    def arriving(self) -> list[Path]:
        """The folders in which Models are gathered, or were before that was interrupted; raises OSError."""
        return [place for place in self.made() if place.name.endswith(f".{folders.ARRIVING}")]


def _came(folder: Path) -> int:
    """Bytes of files in a folder where a Model is gathered that came over the network."""
    listing = folders.read_listing(folders.read(folder / folders.RECORD))
    wanted = {file.digest: file for file in listing.all}.values() if listing else ()
    found = [(file, one) for file in wanted if (one := arrived(folder, file))]
    return sum(one.st_size for file, one in found if stat.S_ISREG(one.st_mode) and not _was_taken(folder, file, one))


def _was_taken(folder: Path, file: Remote, found: os.stat_result) -> bool:
    """Whether a file was taken from the Model's folder, or a copy of it: those are as old as each other."""
    home = folders.belongs_to(folder)
    for place in (home, folders.beside(home, folders.BEFORE)):
        with contextlib.suppress(OSError):
            own = (place / file.path).stat()
            if (own.st_size, own.st_mtime_ns) == (found.st_size, found.st_mtime_ns):
                return True
    return False


def stored(place: Path) -> Stored | None:
    """The Model in a folder, if its record is there and every file is as long as it says."""
    found = recorded(place)
    return found if found and not lacking(found) else None


def lacking(found: Stored) -> list[str]:
    """Paths of its files that are not there, or not as long as they came."""
    return [path for path, size in found.sizes.items() if _length(found.folder / path) != size]


def recorded(place: Path) -> Stored | None:
    """The Model that was put into a folder, if its record is there; its files may be others by now."""
    record = folders.read(place / folders.RECORD)
    listing = folders.read_listing(record)
    if listing is None:
        return None
    sums, unpacked = record.get("sha256"), record.get("unpacked")
    home = folders.belongs_to(place)
    found = Stored(
        home.parent.name,
        home.name,
        place,
        listing,
        str(record.get("fetched", "")),
        sums if isinstance(sums, dict) else {},
        unpacked if isinstance(unpacked, dict) else {},
    )
    return None if any(file.unpacked and not found.held(file) for file in listing.all) else found


def _length(file: Path) -> int | None:
    """Bytes of a file; None where there is none."""
    try:
        return file.stat().st_size
    except OSError:
        return None
