"""What can go wrong on the way to a server, in words, and whether trying again may help."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.ways import Proxy


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


def broken(error: Exception, host: str, seconds: float, proxy: Proxy | None) -> Broken:
    """What an exception of httpx's means that ended a connection to a host, or kept one from being made.

    `seconds` were waited for a byte; `proxy` is the one that the host is asked through.
    """
    import httpx2

    match error:
        case httpx2.ConnectError():
            return _unconnected(error, host, proxy)
        case httpx2.ConnectTimeout() if proxy:  # it or the host: httpx tells them apart for nobody
            title = _("{host} cannot be reached through the proxy {proxy}: there is no answer.")
            return Broken(title.format(host=host, proxy=proxy), _online(proxy))
        case httpx2.ConnectTimeout():
            return Broken(_("{host} cannot be reached: it does not answer.").format(host=host), _online(proxy))
        case httpx2.TimeoutException():
            return Broken(_("{host} has sent nothing for {seconds:.0f} s.").format(host=host, seconds=seconds))
        case httpx2.ProxyError():
            reason = str(error).rstrip(".")
            title = _("The proxy lets nothing through to {host}: {reason}.").format(host=host, reason=reason)
            return Broken(title, proxy.remedy if proxy else "", again=False)
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


def _unconnected(error: Exception, host: str, proxy: Proxy | None) -> Broken:
    """What keeps a connection from being made: through a proxy the one to the proxy, but for certificates."""
    import socket
    import ssl

    reached, secured = (_("The proxy {proxy}").format(proxy=proxy) if proxy else host), host
    if proxy and proxy.encrypted:  # httpx does not say which of the two it was
        secured = _("{host} or the proxy {proxy} before it").format(host=host, proxy=proxy)
    for cause in causes(error):
        match cause:
            case ssl.SSLCertVerificationError():
                title = _("Nobody vouches for {host}: {reason}.").format(host=secured, reason=cause.verify_message)
                hint = _("Where a proxy reads along, SSL_CERT_FILE names its certificate. Look at the clock, too.")
                return Broken(title, hint, again=False)
            case ssl.SSLError():
                title = _("No secure connection to {host} comes about: {reason}.").format(
                    host=secured, reason=cause.reason or cause
                )
                hint = _("A proxy may stand between. Look at HTTPS_PROXY.")
                if proxy:
                    hint = _("It is asked through the proxy {proxy}.").format(proxy=proxy) + f" {proxy.remedy}"
                return Broken(title, hint, again=False)
            case socket.gaierror() if proxy:
                title = _("Nobody knows where the proxy {proxy} is.").format(proxy=proxy)
                return Broken(title, _online(proxy))
            case socket.gaierror():
                return Broken(_("Nobody knows where {host} is.").format(host=host), _online(proxy))
            case OSError() if cause.strerror:
                said = cause.strerror  # asyncio has it begin so, and the address follow
                reason = os.strerror(cause.errno or 0) if said.startswith("Connect call failed") else said
                title = _("{host} cannot be reached: {reason}.").format(host=reached, reason=reason)
                return Broken(title, _online(proxy))
    title = _("{host} cannot be reached: {reason}.").format(host=reached, reason=str(error).rstrip("."))
    return Broken(title, _online(proxy))


def _online(proxy: Proxy | None) -> str:
    """What to look at where nothing is reached."""
    hint = _("Look whether this machine is online.")
    return f"{hint} {proxy.remedy}" if proxy else hint
