"""What a server sends back, of which no more is taken than an answer can need."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asrpro.errors import ServerError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from asrpro.backends.remote.address import Address

MOST: Final = 16 << 20
"""Bytes of an answer: that to five minutes of speech, with each word's times, has a few hundred thousand."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, what is said with it, and the JSON that came."""

    status: int
    headers: Mapping[str, str]
    body: Any
    """What the JSON says; None where it was none."""

    @property
    def good(self) -> bool:
        """Whether it is what was asked for."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the statuses of success


async def received(response: httpx2.Response, address: Address) -> Reply:
    """All of an answer; raises ServerError when there is more of it than an answer can have."""
    taken = bytearray()
    async for piece in response.aiter_bytes():
        taken += piece
        if len(taken) > MOST:
            raise ServerError(
                _("{host} sends more than any answer can be.").format(host=address.host),
                _("It may be no transcription server. Look at its address."),
            )
    try:
        body = json.loads(taken)
    except (ValueError, RecursionError):
        body = None
    return Reply(response.status_code, response.headers, body)
