"""Fetches the bytes of one file, from where they stopped."""

from __future__ import annotations

import contextlib
import re
from functools import partial
from typing import TYPE_CHECKING

from asrpro.catalog.part import Unfit

if TYPE_CHECKING:
    import httpx2

    from asrpro.catalog.cancellation import Cancellation
    from asrpro.catalog.headway import Meter
    from asrpro.catalog.hub import Hub
    from asrpro.catalog.order import Listing
    from asrpro.catalog.part import Part


class Refused(Exception):
    """The server answered with a status other than success."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def fetch(hub: Hub, listing: Listing, part: Part, meter: Meter, cancellation: Cancellation) -> None:
    """Fill an open Part with what it lacks.

    Raises:
        DownloadCancelled: somebody ended it.
        Refused: the server does not send it.
        Unfit: it has to come anew; what was there is gone.
        httpx2.RequestError: the connection failed; what arrived is kept.
        OSError: it cannot be written.
    """
    import httpx2

    if part.size == part.remote.size:
        return
    try:
        answer = cancellation.aside(partial(hub.stream, listing, part.remote, _range(part)), late=httpx2.Response.close)
        with (
            contextlib.closing(answer) as response,
            cancellation.watching(response.extensions["network_stream"]),
        ):
            meter.move(-_accept(response, part))
            for block in response.iter_bytes():
                cancellation.check()
                part.add(block)
                meter.move(len(block))
    except httpx2.RequestError:
        cancellation.check()  # it is how a socket that was shut looks from here
        raise
    cancellation.check()
    if part.size < part.remote.size:
        raise httpx2.RemoteProtocolError("the file ended early")


def _range(part: Part) -> dict[str, str]:
    """Ask for the rest alone, and only if it is still of the same file (RFC 9110, 13.1.5)."""
    if not part.size:
        return {}
    return {"Range": f"bytes={part.size}-"} | ({"If-Range": part.etag} if part.etag else {})


def _accept(response: httpx2.Response, part: Part) -> int:
    """See to it that what comes now fits what is there; returns how many bytes come again that were here."""
    lost = 0
    if response.status_code == 206:  # noqa: PLR2004 - Partial Content
        sent = re.fullmatch(r"bytes (\d{1,18})-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
        fits = sent and int(sent[1]) == part.size and sent[2] in ("*", str(part.remote.size))
        if not fits or "Content-Encoding" in response.headers:
            raise Unfit(part.restart())
    elif response.status_code == 416:  # noqa: PLR2004 - Range Not Satisfiable
        raise Unfit(part.restart())
    elif response.status_code != 200:  # noqa: PLR2004 - OK
        raise Refused(response)
    elif part.size:  # the server knows no ranges, or has another file by now
        lost = part.restart()
    part.begin(response.headers.get("ETag", ""))
    return lost
