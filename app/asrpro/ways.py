"""The ways to servers that people name, certificates to trust and proxies; and what is wrong with them, in words."""

from __future__ import annotations

import contextlib
import errno
import os
import re
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
_SOCKS: Final = "socks5h"
"""What httpx calls a SOCKS proxy that is given names, not addresses."""


def made(make: Callable[[], T]) -> T:
    """What httpx makes to ask servers with: a client, or certificates to trust, which take a third of a second.

    Raises:
        UsageError: a file or folder of certificates that the environment names cannot be read, or a proxy be used.
        PackagesMissing: what a SOCKS proxy takes is not installed.
    """
    import httpx2

    _translate()
    try:
        _check_folder()
        return make()
    except OSError as error:
        raise _untrusted(error) from error
    except ImportError:
        packages.require(_("A SOCKS proxy"), ["socksio"])
        raise
    except (ValueError, httpx2.InvalidURL) as error:
        raise _no_way() from error


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


def proxies() -> list[tuple[str, str]]:
    """The proxies that are gone through, without passwords, each after the variable that names it, if one does."""
    return [(variable, _shown(proxy)) for variable, proxy in _named()]


def _named() -> list[tuple[str, str]]:
    """The same as they are named."""
    from urllib.request import getproxies

    found = getproxies()
    return [(_variable(scheme), found[scheme]) for scheme in _SCHEMES if found.get(scheme)]


def _translate() -> None:
    """Call a SOCKS proxy what httpx calls it: GNOME says socks://, and means version 5."""
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


def _no_way() -> AppError:
    """What is said of a proxy that httpx does not know how to go through.

    How httpx puts it may hold a part of the password, and so is not repeated.
    """
    hint = _("Proxies begin with http://, https:// or socks5://, as in socks5://127.0.0.1:1080.")
    found = next((one for one in _named() if not _is_known(one[1])), None)
    if found is None:
        return UsageError(_("A proxy that this system names cannot be used."), hint)
    variable, proxy = found[0], _shown(found[1])
    title = _("The system's settings name a proxy that cannot be used: {proxy}.").format(proxy=proxy)
    if variable:
        title = _("{variable} names a proxy that cannot be used: {proxy}.").format(variable=variable, proxy=proxy)
    if _is_known(proxy):
        hint = _("In its user name and password / is written as %2F, # as %23, ? as %3F and @ as %40.")
    return UsageError(title, hint)


def _is_known(proxy: str) -> bool:
    """Whether httpx knows how to go through it."""
    import httpx2

    try:
        httpx2.Proxy(proxy if "://" in proxy else f"http://{proxy}")
    except (ValueError, httpx2.InvalidURL):
        return False
    return True


def _variable(scheme: str) -> str:
    """The variable that names the proxy for addresses that begin so; empty where the system's settings do."""
    wanted = f"{scheme}_proxy"
    names = sorted((name for name in os.environ if name.lower() == wanted and os.environ[name]), key=str.islower)
    return names[-1] if names else ""  # that in small letters counts


def _shown(proxy: str) -> str:
    return re.sub(r"^(\w+://)?.*@", r"\1", proxy)
