"""The hidden folder in which a Model's files are gathered, each called by its digest, until all are here.

An archive whose content the Model's folder has already is a folder here, of what was in it.
"""

from __future__ import annotations

import contextlib
import hashlib
import stat
import time
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from asrpro.catalog import folders
from asrpro.catalog.order import Remote
from asrpro.catalog.part import NAMED, SHA256, arrived, is_whole
from asrpro.catalog.store import stored
from asrpro.catalog.unpacking import Packed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.catalog.order import Listing
    from asrpro.catalog.store import Store

FORGOTTEN: Final = 30 * 86400.0
"""Seconds after which nobody goes on with what was left half done."""
_TAKEN: Final = ".taken"
_BLOCK: Final = 1 << 20


class Gathering:
    """Of one Model; written to only by who holds the Store's lock for it."""

    def __init__(self, store: Store, backend: str, model: str, check: Callable[[], None]) -> None:
        """Touch nothing yet; `check` raises what ends it, and is asked often."""
        self._check = check
        self._store = store
        self._place = store.place(backend, model)
        self.folder = folders.beside(self._place, folders.ARRIVING)

    @property
    def expected(self) -> Listing | None:
        """What is to be gathered, by whichever process."""
        return folders.read_listing(folders.read(self.folder / folders.RECORD))

    def begin(self, listing: Listing) -> None:
        """Make the folder, and throw away what of earlier tries, or of deletions, nobody needs. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._take_back()
        wanted = {file.digest for file in listing.all}
        for one in self.folder.iterdir():
            if one.name.partition(".")[0] not in wanted:
                folders.delete(one)
        self._clear_others()
        with contextlib.suppress(OSError):  # somebody has it open still; it is in nobody's way
            folders.delete(folders.beside(self._place, folders.LEAVING))
        self._store.sweep()
        folders.write(self.folder / folders.RECORD, asdict(listing))

    def here(self, listing: Listing) -> int:
        """Bytes of it that are here."""
        sizes = {file.digest: self._size(file) for file in listing.all}
        return sum(sizes[file.digest] for file in listing.all)

    def missing(self, listing: Listing, room: Callable[[], None]) -> list[tuple[Listing, Remote]]:
        """Files that are not here whole, each once, with the part of the Listing that tells of them.

        What the Model's folder has already is taken from there; `room` is called before any of it is copied, which only
        disks need that know no second names, and raises what keeps that from being begun. Raises OSError.
        """
        wanted = {file.digest: (part, file) for part in listing.parts for file in part.files}
        return [(part, file) for part, file in wanted.values() if not self._has(file) and not self._reused(file, room)]

    def lacking(self, listing: Listing) -> int:
        """Bytes that there must be room for until it is assembled."""
        once = {file.digest: file for file in listing.all}.values()
        # What an archive becomes is known once it is here; that is about as much.
        packed = sum(file.size for file in self.packed(listing))
        return sum(file.size - self._size(file) for file in once) + _repeated(listing) + packed

    def packed(self, listing: Listing) -> list[Remote]:
        """Archives that are to be unpacked, here or not."""
        return [file for file in listing.all if file.unpacked and not (self.folder / file.digest).is_dir()]

    def growth(self, listing: Listing) -> int:
        """Bytes that `assemble` will write, at most; raises as it does."""
        packed = (Packed(self.folder / file.digest, file.path) for file in self.packed(listing))
        return _repeated(listing) + sum(archive.size for archive in packed)

    def assemble(self, listing: Listing) -> Path:
        """Give the files their names, in a folder with a record that can be put into the Model's place.

        The folder is taken away from in here by whoever puts it there; then `clear` does the rest.

        Raises:
            DownloadError: an archive is damaged, or holds what cannot be stored safely.
            OSError: something cannot be written.
        """
        tree = self.folder / NAMED
        folders.delete(tree)
        tree.mkdir(mode=0o700)
        sums: dict[str, str] = {}
        unpacked: dict[str, int] = {}
        uses = Counter(file.digest for file in listing.all)
        for file in listing.all:
            uses[file.digest] -= 1
            again = uses[file.digest] > 0
            if file.unpacked:
                self._take_out(file, tree / file.unpacked, again=again)
                paths = [f"{file.unpacked}/{name}" for name in folders.files(tree / file.unpacked)]
                unpacked |= {path: (tree / path).stat().st_size for path in paths}
                sums |= {path: self._sha256(tree / path) for path in paths}
            else:
                # Not every disk knows second names for the same bytes: so they are moved, and `begin` takes them back.
                (self._copy if again else _move)(self.folder / file.digest, tree / file.path)
                sums[file.path] = file.digest if len(file.digest) == SHA256 else self._sha256(tree / file.path)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        record = asdict(listing) | {"fetched": now, "sha256": sums, "unpacked": unpacked}
        folders.write(tree / folders.RECORD, record)
        return tree

    def clear(self) -> None:
        """Delete it with all that is in it; raises OSError."""
        folders.delete(self.folder)

    def _has(self, file: Remote) -> bool:
        # Its name is given to it only once it was found to be right, and on the disk.
        arrived = self.folder / file.digest
        with contextlib.suppress(OSError):
            return arrived.is_dir() or arrived.stat().st_size == file.size
        return False

    def _sha256(self, path: Path) -> str:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                self._check()
                digest.update(block)
        return digest.hexdigest()

    def _take_back(self) -> None:
        """Have by their digests again what an `assemble` that came to no end has given its names."""
        expected = self.expected
        for file in expected.all if expected else ():
            named, arrived = self.folder / NAMED / file.path, self.folder / file.digest
            if named.is_file() and not arrived.exists():
                named.replace(arrived)

    def _reused(self, file: Remote, room: Callable[[], None]) -> bool:
        for place in (self._place, folders.beside(self._place, folders.BEFORE)):
            if file.unpacked:
                if self._taken(file, place, room):
                    return True
            elif is_whole(place / file.path, file, self._check):
                self._copy(place / file.path, self.folder / file.digest, room)
                return True
        return False

    def _taken(self, archive: Remote, place: Path, room: Callable[[], None]) -> bool:
        """Take what was in an archive from a place, if all of it is there as it was unpacked; whether it is."""
        found = stored(place)
        if found is None or archive not in found.listing.all:
            return False
        held = [Remote(path, found.sizes[path], str(found.sha256.get(path, ""))) for path in found.held(archive)]
        if not all(is_whole(place / file.path, file, self._check) for file in held):
            return False
        taken = self.folder / f"{archive.digest}{_TAKEN}"
        folders.delete(taken)
        for file in held:
            self._copy(place / file.path, taken / file.path.removeprefix(f"{archive.unpacked}/"), room)
        taken.rename(self.folder / archive.digest)
        return True

    def _take_out(self, archive: Remote, folder: Path, *, again: bool) -> None:
        """Have what is in an archive in a folder; `again` if it will be wanted in another one, too."""
        arrived = self.folder / archive.digest
        if not arrived.is_dir():
            Packed(arrived, archive.path).unpack(folder, self._check)
        elif again:
            for name in folders.files(arrived):
                self._copy(arrived / name, folder / name)
        else:  # where that comes to no end, it is taken once more from where it was taken
            _move(arrived, folder)

    def _copy(self, file: Path, path: Path, room: Callable[[], None] = lambda: None) -> None:
        """Have a file there, too, in folders that need not be there yet."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folders.copy(file, path, room, self._check)

    def _size(self, file: Remote) -> int:
        found = arrived(self.folder, file)
        if found and stat.S_ISDIR(found.st_mode):
            return file.size
        return found.st_size if found else 0

    def _clear_others(self) -> None:
        """Delete what was left half done long ago."""
        for other in self._store.arriving():
            home = folders.belongs_to(other)
            with contextlib.suppress(OSError, TimeoutError):
                if other != self.folder and time.time() - other.stat().st_mtime > FORGOTTEN:
                    with self._store.lock(home.parent.name, home.name).acquire(timeout=0):
                        folders.delete(other)


def _repeated(listing: Listing) -> int:
    """Bytes of files that are others' again, under another name."""
    return listing.size - sum({file.digest: file.size for file in listing.all}.values())


def _move(file: Path, path: Path) -> None:
    """Have a file or folder there instead, in folders that need not be there yet."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.rename(path)
