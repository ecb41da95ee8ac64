"""Asks a hub for models, Hugging Face or what HF_ENDPOINT names, which files there are, and has it send them."""

from __future__ import annotations

import contextlib
import os
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from asrpro import __version__, ways
from asrpro.catalog import names, shards, tokens
from asrpro.catalog.order import Listing, Remote
from asrpro.catalog.refusals import Asked, no_address, no_hub
from asrpro.errors import AppError, DownloadError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx2

    from asrpro.catalog.order import Order

DEFAULT: Final = "https://huggingface.co"
_CONNECT: Final = 15.0
"""Seconds that a connection may take."""

_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_DIGEST: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")

# The bytes come over plain HTTP, which goes on where it stopped; and nobody is told what else is installed here.
_ENVIRONMENT: Final = {
    "HF_HUB_DISABLE_XET": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "HF_HUB_VERBOSITY": "error",
}


class Hub:
    """A hub as one Order sees it. Nothing is asked before a method is called; the token only after `admit`."""

    def __init__(self, endpoint: str = "", *, stall: float = 30.0, token: Callable[[], str] = tokens.found) -> None:
        """Ask at this address, else at HF_ENDPOINT's; give up after `stall` seconds without a byte."""
        os.environ.update(_ENVIRONMENT)
        self.endpoint = (endpoint or os.environ.get("HF_ENDPOINT", "").strip() or DEFAULT).rstrip("/")
        self.stall = stall
        self._find_token = token
        self._token = ""

    def admit(self) -> bool:
        """Say who is asking from now on; whether that is new."""
        if self._token:
            return False
        self._token = self._find_token()
        return bool(self._token)

    def asked(self, repository: str) -> Asked:
        """Who is asked for what."""
        return Asked(self.endpoint, repository, bool(self._token), self.stall)

    def listing(self, order: Order) -> Listing:
        """What there is of an Order now in its own repository; one request.

        Raises:
            DownloadError: something that it needs is not there, names cannot be files here, or it is no hub's answer.
            UsageError: the hub's address is none, or what `ways.made` says.
            Exception: those that `refusals.refusal` knows.
        """
        self._check_address()
        from huggingface_hub import HfApi, get_session

        ways.made(get_session)  # which it asks with
        api = HfApi(endpoint=self.endpoint, token=False, library_name="asrpro", library_version=__version__)
        with _understood(self.asked(order.repository)), ways.proxied():
            info = api.model_info(
                order.repository,
                revision=order.revision,
                files_metadata=True,
                timeout=self.stall,
                token=self._token or False,
            )
            siblings = {one.rfilename: one for one in info.siblings or ()}
            chosen = names.selected(siblings, (*order.patterns, *order.optional))
            self._check_whole(chosen, order)
            files = tuple(self._remote(siblings[name], order) for name in chosen)
            if not _COMMIT.fullmatch(info.sha or ""):
                raise no_hub(self.asked(order.repository))
        return Listing(order.repository, str(info.sha), files)

    def _check_address(self) -> None:
        """Before the hub's library is imported, which reads HF_ENDPOINT then."""
        try:
            parts = urlsplit(self.endpoint)
            is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_one = False
        if not is_one:
            raise no_address(self.endpoint)

    def _check_whole(self, chosen: list[str], order: Order) -> None:
        if lacking := [*names.unmatched(chosen, order.patterns), *shards.absent(chosen)]:
            title = _("{page} lacks files that this model needs: {names}.").format(
                page=self.asked(order.repository).page, names=", ".join(lacking)
            )
            raise DownloadError(title, _("It may have been changed since. Another model may do."))

    def _remote(self, sibling: Any, order: Order) -> Remote:
        digest, size = (sibling.lfs.sha256, sibling.lfs.size) if sibling.lfs else (sibling.blob_id, sibling.size)
        if not (isinstance(size, int) and size >= 0 and isinstance(digest, str) and _DIGEST.fullmatch(digest)):
            raise no_hub(self.asked(order.repository))
        return Remote(sibling.rfilename, size, digest, order.unpacked)

    def stream(self, listing: Listing, file: Remote, headers: dict[str, str]) -> httpx2.Response:
        """The answer that carries a file's bytes, as the hub sends on to wherever they lie; the token stays here.

        It is open, and to be closed. Raises what `ways.made` does, and httpx's errors.
        """
        import httpx2
        from huggingface_hub import get_session, hf_hub_url

        url = hf_hub_url(listing.repository, file.path, revision=listing.commit, endpoint=self.endpoint)
        # Compressed bytes could not be counted, nor asked for from the middle.
        own = {"Accept-Encoding": "identity", "User-Agent": f"asrpro/{__version__}"}
        if self._token:
            own["Authorization"] = f"Bearer {self._token}"
        timeout = httpx2.Timeout(self.stall, connect=min(_CONNECT, self.stall))
        session = ways.made(get_session)
        request = session.build_request("GET", url, headers=own | headers, timeout=timeout)
        with ways.proxied():
            return session.send(request, stream=True)


@contextlib.contextmanager
def _understood(asked: Asked) -> Iterator[None]:
    """Say what answers where that cannot be read: the hub's library checks nothing, and raises whatever comes of it."""
    import httpx2

    try:
        yield
    except (AppError, OSError, httpx2.HTTPError, httpx2.InvalidURL):
        raise
    except Exception as error:
        raise no_hub(asked) from error
