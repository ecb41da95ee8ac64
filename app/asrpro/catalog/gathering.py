"""The hidden folder in which a Model's files are gathered, each called by its digest, until all are here."""

from __future__ import annotations

import contextlib
import hashlib
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from asrpro.catalog import folders
from asrpro.catalog.part import SHA256, SUFFIX, is_whole

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.order import Listing, Remote
    from asrpro.catalog.store import Store

FORGOTTEN: Final = 30 * 86400.0
"""Seconds after which nobody goes on with what was left half done."""
_TREE: Final = "tree"


class Gathering:
    """Of one Model; written to only by who holds the Store's lock for it."""

    def __init__(self, store: Store, backend: str, model: str) -> None:
        """Touch nothing yet."""
        self._store = store
        self._place = store.place(backend, model)
        self.folder = folders.beside(self._place, folders.ARRIVING)

    @property
    def expected(self) -> Listing | None:
        """What is to be gathered, by whichever process."""
        return folders.read_listing(folders.read(self.folder / folders.RECORD))

    def begin(self, listing: Listing) -> None:
        """Make the folder, and throw away what of an earlier try nobody needs. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        wanted = {file.digest for file in listing.files}
        for one in self.folder.iterdir():
            if one.name.partition(".")[0] not in wanted:
                folders.delete(one)
        self._clear_others()
        folders.write(self.folder / folders.RECORD, asdict(listing))

    def here(self, listing: Listing) -> int:
        """Bytes of it that are here."""
        sizes = {file.digest: self._size(file) for file in listing.files}
        return sum(sizes[file.digest] for file in listing.files)

    def missing(self, listing: Listing) -> list[Remote]:
        """Files that are not here whole, each once. What the Model's folder has already is taken from there."""
        wanted = {file.digest: file for file in listing.files}
        return [file for file in wanted.values() if not self._has(file) and not self._reused(file)]

    def assemble(self, listing: Listing) -> Path:
        """Give the files their names, in a folder with a record that can be put into the Model's place. Raises OSError.

        The folder is taken away from in here by whoever puts it there; then `clear` does the rest.
        """
        tree = self.folder / _TREE
        folders.delete(tree)
        sums: dict[str, str] = {}
        for file in listing.files:
            path = tree / file.path
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            folders.copy(self.folder / file.digest, path)
            sums[file.path] = file.digest if len(file.digest) == SHA256 else _sha256(path)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        folders.write(tree / folders.RECORD, asdict(listing) | {"fetched": now, "sha256": sums})
        return tree

    def clear(self) -> None:
        """Delete it with all that is in it; raises OSError."""
        folders.delete(self.folder)

    def _has(self, file: Remote) -> bool:
        # Its name is given to it only once it was found to be right, and on the disk.
        with contextlib.suppress(OSError):
            return (self.folder / file.digest).stat().st_size == file.size
        return False

    def _reused(self, file: Remote) -> bool:
        for place in (self._place, folders.beside(self._place, folders.BEFORE)):
            if is_whole(place / file.path, file):
                folders.copy(place / file.path, self.folder / file.digest)
                return True
        return False

    def _size(self, file: Remote) -> int:
        for name in (file.digest, f"{file.digest}{SUFFIX}"):
            with contextlib.suppress(OSError):
                return (self.folder / name).stat().st_size
        return 0

    def _clear_others(self) -> None:
        """Delete what was left half done long ago."""
        for other in self._store.folder.glob(f"*/.*.{folders.ARRIVING}"):
            home = folders.belongs_to(other)
            with contextlib.suppress(OSError, TimeoutError):
                if other != self.folder and time.time() - other.stat().st_mtime > FORGOTTEN:
                    with self._store.lock(home.parent.name, home.name).acquire(timeout=0):
                        folders.delete(other)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
