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
    """Which files of the repository it needs, as in "*.json"."""
    revision: str = "main"

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


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one commit that an Order asks for."""

    repository: str
    commit: str
    files: tuple[Remote, ...]

    @property
    def size(self) -> int:
        """Bytes of all of them."""
        return sum(file.size for file in self.files)
