"""What is to be fetched, and what a hub says there is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """One Model for one Backend, and where its files come from."""

    backend: str
    model: str
    """The Model's id."""
    repository: str
    """As in "organisation/name"."""
    patterns: tuple[str, ...]
    """Which files of the repository it needs, as in "*.json"; none of these may be missing."""
    optional: tuple[str, ...] = ()
    """Which ones it takes besides, where they are there."""
    revision: str = "main"
    unpacked: str = ""
    """The folder for what is in its files, where they are archives; empty where they are taken as they are."""
    others: tuple[Order, ...] = ()
    """What belongs to it in other repositories."""

    @property
    def parts(self) -> tuple[Order, ...]:
        """Itself and the others, one for each repository."""
        return self, *self.others

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from others: a Model is fetched once for each Backend."""
        return self.backend, self.model


@dataclass(frozen=True, slots=True)
class Remote:
    """A file at a hub."""

    path: str
    """Its name in the repository, with / between folders; checked by `names`."""
    size: int
    digest: str
    """64 hexadecimal digits are a SHA-256 of its bytes, 40 are its id in git."""
    unpacked: str = ""
    """The folder for what is in it, where it is an archive; empty for a file that is taken as it is."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one commit that an Order asks for."""

    repository: str
    commit: str
    files: tuple[Remote, ...]
    others: tuple[Listing, ...] = ()
    """Those that belong to it, each of another repository."""

    @property
    def parts(self) -> tuple[Listing, ...]:
        """Itself and the others."""
        return self, *self.others

    @property
    def all(self) -> tuple[Remote, ...]:
        """The files of all parts."""
        return tuple(file for part in self.parts for file in part.files)

    @property
    def size(self) -> int:
        """Bytes of all of them, as they are sent."""
        return sum(file.size for file in self.all)
