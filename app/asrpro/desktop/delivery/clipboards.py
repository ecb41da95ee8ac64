"""What Delivery asks of the clipboards, however a desktop keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.desktop.ports import Target


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody took the text that is offered."""

    time: float
    """Seconds of `time.monotonic()`."""
    reader: int | None = None
    """Who: the same number for all windows of one program; None where the desktop does not tell."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of offering a text."""

    ok: bool
    reader: int | None = None
    """The number by which the target would be known as a reader; None where that cannot be told."""
    notice: str = ""
    """A sentence for people about what was on the clipboards and will not come back; or why it is not offered."""


class Clipboards(Protocol):
    """Offers a text in the place of what is on the clipboards, and puts that back; never blocks the GUI thread."""

    def save(self) -> None:
        """Begin to read what the clipboards hold."""
        ...

    def offer(
        self,
        text: str,
        target: Target | None,
        *,
        primary: bool,
        offered: Callable[[Offered], None],
        read: Callable[[Read], None],
    ) -> None:
        """Save what is not saved, then offer a text for a target, hidden from clipboard managers.

        `primary` offers it on the selection of the middle mouse button too, where there is one. `offered` is called
        once, `read` whenever somebody takes the text.
        """
        ...

    def restore(self) -> None:
        """Put back what was there, each clipboard unless somebody has copied to it since."""
        ...

    def copy(self, text: str, copied: Callable[[Offered], None]) -> None:
        """Put a text on the clipboard, to stay there."""
        ...

    def close(self) -> None:
        """Put back what was there, and wait until that is done."""
        ...
