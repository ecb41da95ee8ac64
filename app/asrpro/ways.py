"""The ways to servers that people name, certificates to trust and proxies; and what is wrong with them, in words."""

from __future__ import annotations

import contextlib
import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from asrpro import packages
from asrpro.errors import UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.errors import AppError

T = TypeVar("T")

_FILE: Final = "SSL_CERT_FILE"
_FOLDER: Final = "SSL_CERT_DIR"
_SCHEMES: Final = ("https", "all", "http")
_SECRET: Final = re.compile(r"\A(\w+://)?.*@", re.DOTALL)
"""User name and password, and what stands before them."""
_SPLIT: Final = re.compile(r"[/?#].*@", re.DOTALL)
"""A password with one of these in it: what stands before that is taken for the host, where it can be one."""
_SOCKS: Final = "socks5h"
"""What httpx calls a SOCKS proxy that is given names, not addresses."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and who names it."""

    address: str
    """As it is named, without user name and password."""
    variable: str
    """The variable that names it; empty where the system's settings do."""

    def __str__(self) -> str:
        """As people read it."""
        return self.address.removeprefix("http://").rstrip("/")

    @property
    def encrypted(self) -> bool:
        """Whether itself is asked so that nobody can read along."""
        return self.address.lower().startswith("https://")

    @property
    def remedy(self) -> str:
        """What to look at where it is what is wrong."""
        if self.variable:
            return _("Look at {variables} and NO_PROXY.").format(variables=self.variable)
        return _("Look at the proxies in the system's settings.")


def made(make: Callable[[], T], *, proxied: bool = True) -> T:
    """What httpx makes to ask servers with: a client, or certificates to trust, which take a third of a second.

    Whether the proxies that people name count for it is `proxied`.

    Raises:
        UsageError: a file or folder of certificates that the environment names cannot be read, or a proxy be used.
        PackagesMissing: what a SOCKS proxy takes is not installed.
    """
    import httpx2

    if proxied:
        check_proxies()
    try:
        _check_folder()
        return make()
    except OSError as error:
        raise _untrusted(error) from error
    except ImportError:
        packages.require(_("A SOCKS proxy"), ["socksio"])
        raise
    except (ValueError, httpx2.InvalidURL):
        raise _no_way("", "") from None  # for what httpx says may hold a part of the password


@contextlib.contextmanager
def proxied() -> Iterator[None]:
    """Have what a SOCKS proxy gets wrong be httpx's own ProxyError, as with other proxies."""
    import httpx2

    try:
        yield
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "socksio":
            raise
        raise httpx2.ProxyError(_("it does not speak SOCKS 5")) from error


def proxy(url: str) -> Proxy | None:
    """The proxy that is gone through to an address, as httpx picks it; None where it is asked without one."""
    # As a client of httpx's does it, which tells nobody: urllib.request reads NO_PROXY otherwise.
    from httpx2 import URL, InvalidURL
    from httpx2._utils import URLPattern, get_environment_proxies

    try:
        asked, found = URL(url), get_environment_proxies()
        patterns = sorted(URLPattern(one) for one in found)
    except (ValueError, InvalidURL):  # `made` tells of those
        return None
    taken = next((one for one in patterns if one.matches(asked)), None)
    named = found[taken.pattern] if taken else None
    return Proxy(without_secret(named), _variable(taken.scheme or "all")) if taken and named else None


def check_proxies() -> None:
    """Raise UsageError where a proxy that people name cannot be used.

    httpx takes some of those, and asks another host; what it, and pip, say of others may hold a part of the password.
    """
    from urllib.request import getproxies

    _translate()
    found = getproxies()
    if "*" in [host.strip() for host in found.get("no", "").split(",")]:
        return  # httpx looks at none then
    for scheme in _SCHEMES:
        if found.get(scheme) and not _is_usable(found[scheme]):
            raise _no_way(_variable(scheme), found[scheme])


def _translate() -> None:
    """Call a SOCKS proxy what httpx and pip call it: GNOME says socks://, and means version 5."""
    for name, value in [*os.environ.items()]:
        if name.lower() in {f"{scheme}_proxy" for scheme in _SCHEMES} and value.lower().startswith("socks://"):
            os.environ[name] = f"{_SOCKS}{value[len('socks') :]}"


def _check_folder() -> None:
    """Raise an OSError where SSL_CERT_DIR counts and is none: OpenSSL takes it, and vouches for nobody then."""
    named = os.environ.get(_FOLDER, "")
    if named and not os.environ.get(_FILE) and not any(Path(one).is_dir() for one in named.split(os.pathsep)):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), named)


def _untrusted(error: OSError) -> AppError:
    """What is said of certificates that cannot be read."""
    import ssl

    reason = error.strerror or str(error)
    if isinstance(error, ssl.SSLError):
        reason = _("it holds none") if "NO_CERTIFICATE" in (error.reason or "") else error.reason or reason
    variable = next((name for name in (_FILE, _FOLDER) if os.environ.get(name)), "")
    if not variable:
        title = _("The certificates of this system cannot be read: {reason}.").format(reason=reason)
        return UsageError(title, _("SSL_CERT_FILE may name a file of others, in PEM form."))
    title = _("No certificates can be read from {path}, which {variable} names: {reason}.").format(
        path=os.environ[variable], variable=variable, reason=reason
    )
    hint = _("Have it name a file of certificates in PEM form, or do without it.")
    if variable == _FOLDER:
        hint = _("Have it name a folder of certificates, or do without it.")
    return UsageError(title, hint)


def _no_way(variable: str, named: str) -> AppError:
    """What is said of a proxy that cannot be gone through."""
    hint = _("Proxies begin with http://, https:// or socks5://, as in socks5://127.0.0.1:1080.")
    title, shown = _("A proxy that this system names cannot be used."), without_secret(named)
    if variable:
        title = _("{variable} names a proxy that cannot be used: {proxy}.").format(variable=variable, proxy=shown)
    elif named:
        title = _("The system's settings name a proxy that cannot be used: {proxy}.").format(proxy=shown)
    if _is_usable(shown):
        hint = _("In its user name and password / is written as %2F, # as %23, ? as %3F and @ as %40.")
    return UsageError(title, hint)


def _is_usable(named: str) -> bool:
    """Whether httpx knows how to go through a proxy, and to the host that is meant."""
    import httpx2

    address = named if "://" in named else f"http://{named}"
    if _SPLIT.search(address.partition("://")[2]):
        return False
    try:
        return bool(httpx2.Proxy(address).url.host)
    except (ValueError, httpx2.InvalidURL):
        return False


def _variable(scheme: str) -> str:
    """The variable that names the proxy for addresses that begin so; empty where the system's settings do."""
    wanted = f"{scheme}_proxy"
    names = sorted((name for name in os.environ if name.lower() == wanted and os.environ[name]), key=str.islower)
    return names[-1] if names else ""  # that in small letters counts


def without_secret(named: str) -> str:
    """An address without user name and password, and what stands before them."""
    return _SECRET.sub(r"\1", named)
