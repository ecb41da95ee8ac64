"""What can go wrong between here and a hub, in words, and whether trying again may help."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asrpro import ways
from asrpro.catalog import tokens
from asrpro.connections import broken, retry_after
from asrpro.errors import AppError, DownloadError, ModelNotAvailable, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    import httpx2

_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_GOES_ON: Final = _("What is here already is kept; the next download goes on from there.")


class Gone(ModelNotAvailable):
    """What was asked for is not at the hub, or not any more."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something did not arrive."""

    error: AppError
    """What is said if nothing helps."""
    again: bool = False
    """Whether it may be different in a moment."""
    after: float = 0.0
    """Seconds that the server wants to be left alone."""
    wants_token: bool = False
    """Whether it may be different for somebody the hub knows."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked for what, for the words of a Refusal."""

    endpoint: str
    """The hub's address."""
    repository: str
    """What was asked for, as in "organisation/name"."""
    token: bool
    """Whether it was told who is asking."""
    stall: float
    """Seconds without a byte that were waited."""

    @property
    def host(self) -> str:
        """The hub's name."""
        shown = ways.without_secret(self.endpoint)
        return shown.partition("://")[2] or shown

    @property
    def page(self) -> str:
        """Where people read about the repository."""
        return f"{ways.without_secret(self.endpoint)}/{self.repository}"


def refusal(error: Exception, asked: Asked) -> Refusal:
    """What an exception of httpx's or of the hub's library means; raises it again where it is neither's."""
    import httpx2
    from huggingface_hub.errors import OfflineModeIsEnabled

    response = getattr(error, "response", None)
    if isinstance(response, httpx2.Response):
        return refused(response.status_code, response.headers, asked)
    match error:
        case OfflineModeIsEnabled():
            title = _("HF_HUB_OFFLINE is set: nothing may be downloaded.")
            return Refusal(UsageError(title, _("Start the download without it.")))
        case httpx2.UnsupportedProtocol() | httpx2.InvalidURL() | httpx2.TooManyRedirects():
            return Refusal(no_address(asked.endpoint))
        case httpx2.RequestError():
            return _broken(error, asked)
    raise error


def no_address(endpoint: str) -> UsageError:
    """What is said of what is not the address of a hub."""
    title = _("{endpoint} does not lead to a hub.").format(endpoint=ways.without_secret(endpoint))
    return UsageError(title, _("Look at HF_ENDPOINT: it is an address like https://huggingface.co."))


def no_hub(asked: Asked) -> DownloadError:
    """What is said where the answer is none of a hub's."""
    return DownloadError(
        _("What answers at {host} is no hub for models.").format(host=asked.host),
        _("A network that wants a login first answers in its place; so does a proxy. Else look at HF_ENDPOINT."),
    )


def refused(status: int, headers: Any, asked: Asked) -> Refusal:
    """What a status other than success means, with the headers that a hub explains it by."""
    code, message = headers.get("X-Error-Code", ""), headers.get("X-Error-Message", "")
    if status in (401, 403):
        return _no_access(code, message, asked)
    if status in (404, 410):
        title = _("{page} has no such files, or does not exist.").format(page=asked.page)
        if code == "RevisionNotFound":
            title = _("{page} does not have that version any more.").format(page=asked.page)
        elif code != "EntryNotFound":
            title = _("There is no {page}.").format(page=asked.page)
        return Refusal(Gone(title, _("It may have been renamed or deleted.")))
    if status in _AGAIN:
        after = retry_after(headers)
        if status == 429:  # noqa: PLR2004 - Too Many Requests
            title = _("{host} was asked too often.").format(host=asked.host)
            hint = _("Try again in a few minutes.")
            if after:
                hint = _("Try again in {seconds:.0f} s.").format(seconds=after)
        else:
            title = _("{host} has a fault of its own ({status}).").format(host=asked.host, status=status)
            hint = _("Try again later.")
        return Refusal(DownloadError(title, f"{hint} {_GOES_ON}"), again=True, after=after)
    title = _("{host} refuses to send it ({status}).").format(host=asked.host, status=status)
    return Refusal(DownloadError(title, _("{page} may say why.").format(page=asked.page)))


def _no_access(code: str, message: str, asked: Asked) -> Refusal:
    own = _("Ask for access at {page}.").format(page=asked.page)
    make = _("Make a token at {endpoint}/settings/tokens and give it: asrpro models token").format(
        endpoint=ways.without_secret(asked.endpoint)
    )
    if "credentials" in message:
        title = _("{host} does not know the token it was given.").format(host=asked.host)
        where = _("({variable} comes before the one that is kept.)").format(variable=tokens.VARIABLE)
        return Refusal(DownloadError(title, f"{where} {make}"))
    if code == "GatedRepo":
        title = _("{page} is open only to those whom its owner lets in.").format(page=asked.page)
        hint = _("{own} The token is of an account that has none.").format(own=own) if asked.token else f"{own} {make}"
    elif code == "RepoNotFound":
        title = _("There is no {page}, or it is private.").format(page=asked.page)
        return Refusal(ModelNotAvailable(title, "" if asked.token else make), wants_token=True)
    else:
        title = _("{host} refuses access to {page}.").format(host=asked.host, page=asked.page)
        hint = own if asked.token else f"{own} {make}"
    return Refusal(DownloadError(title, hint), wants_token=True)


def _broken(error: httpx2.RequestError, asked: Asked) -> Refusal:
    """What ended a connection: to the hub, or to where it says that a file lies."""
    try:
        url, host = str(error.request.url), error.request.url.netloc.decode("ascii")
    except RuntimeError:  # it knows of no request
        url, host = asked.endpoint, asked.host
    found = broken(error, host, asked.stall, ways.proxy(url))
    hint = found.hint or _GOES_ON
    if found.hint and os.environ.get("HF_ENDPOINT", "").strip():
        hint = _("{hint} Look at HF_ENDPOINT.").format(hint=hint)
    return Refusal(DownloadError(found.title, hint), again=found.again)
