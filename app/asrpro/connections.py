"""What can go wrong on the way to a server, in words, and whether trying again may help."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asrpro import ways
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Broken:
    """Why nothing, or not all of it, came over a connection."""

    title: str
    hint: str = ""
    """Empty where nothing can be done but trying again."""
    again: bool = True
    """Whether it may be different in a moment."""


def retry_after(headers: Any) -> float:
    """Seconds that a server wants to be left alone (RFC 9110, Retry-After; the draft RateLimit's t=); 0 without."""
    from email.utils import parsedate_to_datetime

    given = headers.get("Retry-After", "")
    if given.isascii() and given.isdigit():
        return float(given)
    try:
        if given:
            return max(parsedate_to_datetime(given).timestamp() - time.time(), 0.0)
    except (ValueError, OverflowError):
        pass
    reset = re.search(r"\br=0\b.*\bt=(\d+)", headers.get("RateLimit", ""))
    return float(reset[1]) if reset else 0.0


def broken(error: Exception, host: str, seconds: float) -> Broken:
    """What an exception of httpx's means that ended a connection to a host, or kept one from being made.

    `seconds` were waited for a byte.
    """
    import httpx2

    match error:
        case httpx2.ConnectError():
            return _unconnected(error, host)
        case httpx2.ConnectTimeout():
            return Broken(_("{host} cannot be reached: it does not answer.").format(host=host), _online())
        case httpx2.TimeoutException():
            return Broken(_("{host} has sent nothing for {seconds:.0f} s.").format(host=host, seconds=seconds))
        case httpx2.ProxyError():
            reason = str(error).rstrip(".")
            title = _("The proxy lets nothing through to {host}: {reason}.").format(host=host, reason=reason)
            named = ", ".join(variable for variable, _proxy in ways.proxies() if variable) or "HTTPS_PROXY"
            return Broken(title, _("Look at {variables} and NO_PROXY.").format(variables=named), again=False)
        case _:
            return Broken(_("The connection to {host} broke off.").format(host=host))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it came of, and what that came of; of several that came together, all."""
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):
            for one in error.exceptions:
                yield from causes(one)
        error = error.__cause__ or error.__context__


def _unconnected(error: Exception, host: str) -> Broken:
    """What keeps a connection from being made."""
    import socket
    import ssl

    for cause in causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                title = _("Nobody vouches for {host}: {reason}.").format(host=host, reason=cause.verify_message)
                hint = _("Where a proxy reads along, SSL_CERT_FILE names its certificate. Look at the clock, too.")
                return Broken(title, hint, again=False)
            case ssl.SSLError():
                title = _("No secure connection to {host} comes about: {reason}.").format(
                    host=host, reason=cause.reason or cause
                )
                return Broken(title, _("A proxy may stand between. Look at HTTPS_PROXY."), again=False)
            case socket.gaierror():
                return Broken(_("Nobody knows where {host} is.").format(host=host), _online())
            case OSError() if cause.strerror:
                title = _("{host} cannot be reached: {reason}.").format(host=host, reason=cause.strerror)
                return Broken(title, _online())
    return Broken(_("{host} cannot be reached: {reason}.").format(host=host, reason=str(error).rstrip(".")), _online())


def _online() -> str:
    """What to look at where nothing is reached."""
    hint = _("Look whether this machine is online.")
    if proxies := ways.proxies():
        proxy = proxies[0][1].removeprefix("http://")
        hint = f"{hint} {_('It is asked through the proxy {proxy}.').format(proxy=proxy)}"
    return hint
