"""The ways in which a Model may be run, best first; who fails on one takes the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.domain import LoadOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Rung:
    """A device, and how a Model is loaded onto it."""

    device: str
    options: LoadOptions


class Ladder:
    """Found when it is first stepped on, which may take a while; used by one thread."""

    def __init__(
        self,
        find: Callable[[], Sequence[Rung]],
        failed: Callable[[Rung, Exception], None] = lambda _rung, _error: None,
        worked: Callable[[Rung], None] = lambda _rung: None,
    ) -> None:
        """`failed` is told of a rung, and of its error, once another one has done its work."""
        self._find = find
        self._failed = failed
        self._worked = worked
        self._rungs: list[Rung] = []
        self._given_up: list[tuple[Rung, Exception]] = []
        self._proven: Rung | None = None

    @classmethod
    def of(cls, devices: Sequence[str], options: LoadOptions) -> Ladder:
        """One of these devices, of which nothing is remembered."""
        return cls(lambda: [Rung(device, options) for device in devices])

    @property
    def rung(self) -> Rung:
        """The one that is stood on."""
        if not self._rungs:
            self._rungs = list(self._find())
        return self._rungs[0]

    @property
    def is_last(self) -> bool:
        """Whether there is no other one than that, once it was found."""
        return len(self._rungs) < 2  # noqa: PLR2004 - this one and another

    def give_up(self, error: Exception) -> bool:
        """Take the next rung for good; False when there is no other one."""
        if self.is_last:
            return False
        self._given_up.append((self._rungs.pop(0), error))
        return True

    def start_over(self) -> None:
        """Blame no rung for what failed on it, and begin with the best one again."""
        self._rungs.clear()
        self._given_up.clear()

    def hold(self) -> None:
        """Work was done on this rung: it was not the work's fault that others failed."""
        for rung, error in self._given_up:
            self._failed(rung, error)
        self._given_up.clear()
        if self._rungs[0] is not self._proven:
            self._proven = self._rungs[0]
            self._worked(self._proven)
