"""Where a server is, and what a Model is called there: read, checked, and how safe the way to it is."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from asrpro.errors import UsageError
from asrpro.i18n import _

_BEGINS: Final = re.compile(r"https?://", re.IGNORECASE)
_WITHOUT: Final = re.compile(
    r"(?P<host>[a-z][\w.-]+:\d{1,5}|\[[0-9a-f:]+\]:\d{1,5}|(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?)"
    r"(?:/v1)?(?:/audio/transcriptions)?/?(?:[/#](?P<model>[^#]*))?",
    re.IGNORECASE | re.ASCII,
)
"""An address without its beginning, as in localhost:8000/v1: what has a port, or is called by numbers."""
_AT_HOME: Final = (".local", ".localhost", ".lan", ".home", ".internal", ".home.arpa", ".intranet")
"""How names end that only the own network knows."""
_SHARED: Final = ipaddress.ip_network("100.64.0.0/10")
"""What overlay networks, Tailscale among them, give their members (RFC 6598)."""
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """A Model at a server."""

    url: str
    """What paths of the API are added to, as in "https://api.openai.com/v1"."""
    model: str
    """What the server calls it."""

    def __str__(self) -> str:
        """As it is written down, and may be typed."""
        return f"{self.url}#{self.model}"

    @property
    def host(self) -> str:
        """The server as people read it, with its port."""
        parts = urlsplit(self.url)
        name = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{name}:{parts.port or _PORTS[parts.scheme]}"

    @property
    def loopback(self) -> bool:
        """Whether it is another program on this machine."""
        name = urlsplit(self.url).hostname or ""
        return name == "localhost" or name.endswith(".localhost") or _ip(name, "is_loopback")

    @property
    def encrypted(self) -> bool:
        """Whether nobody on the way can read what is sent."""
        return self.url.startswith("https:")

    @property
    def proxied(self) -> bool:
        """Whether proxies count: none leads to this machine, and none is to read what is sent in the open."""
        return self.encrypted and not self.loopback

    @property
    def keyring_name(self) -> str:
        """Under which name its key is kept: one for all Models of a server, and for no other server."""
        return f"{urlsplit(self.url).scheme}://{self.host}"

    @property
    def variable(self) -> str:
        """The environment variable in which its key may be instead."""
        return "ASRPRO_KEY_" + re.sub(r"\W+", "_", self.host).strip("_").upper()


def is_one(text: str) -> bool:
    """Whether this is meant to be the address of a server."""
    return bool(_BEGINS.match(text.strip()))


def completed(text: str, model: str = "") -> str:
    """What was meant by an address without its beginning, with the Model; empty where it is not like one."""
    found = _WITHOUT.fullmatch(text.strip())
    if not found:
        return ""
    name = urlsplit(f"//{found['host']}").hostname or ""
    called = model.strip() or (found["model"] or "").strip("/") or "whisper-1"
    return f"{'http' if _is_private(name) else 'https'}://{found['host']}/v1#{called}"


def read(text: str, model: str = "") -> Address:
    """An address, and the Model that is named with it or after a #; where there is no path, /v1 is the usual one.

    Raises:
        UsageError: it is none, names no Model, holds a secret, or would have speech travel unencrypted in public.
    """
    place, _hash, named = text.strip().partition("#")
    called = (model or named).strip()
    try:
        parts = urlsplit(place)
        port, name = parts.port, parts.hostname or ""
    except ValueError as error:
        raise _none(text) from error
    if parts.scheme not in _PORTS or not re.fullmatch(r"[\w.:%-]+", name, re.ASCII) or parts.query:
        raise _none(text)
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            _("An address with a name or password in it cannot be kept."),
            _("Give it without, and the key with: asrpro models token NAME"),
        )
    if not called or not called.isprintable():
        raise UsageError(
            _("It is not said what the model is called at {host}.").format(host=name),
            _("Say it after a #, as in {address}").format(address=f"{place}#whisper-1"),
        )
    if parts.scheme == "http" and not _is_private(name):
        raise UsageError(
            _("What you say, and the key, would travel to {host} for everybody on the way to read.").format(host=name),
            _("Use https://, or a tunnel: ssh -L {port}:localhost:{port} {host}").format(port=port or 80, host=name),
        )
    shown = f"[{name}]" if ":" in name else name
    netloc = f"{shown}:{port}" if port else shown
    path = parts.path.rstrip("/").removesuffix("/audio/transcriptions")
    return Address(f"{parts.scheme}://{netloc}{path or '/v1'}", called)


def _is_private(name: str) -> bool:
    """Whether a host is this machine, or one that only its own network knows."""
    return (
        ("." not in name and ":" not in name and not name[0].isdigit())  # which some read as the number of an address
        or name.endswith(_AT_HOME)
        or _ip(name, "is_private")
        or _ip(name, "is_link_local")
        or _in_shared(name)
    )


def _ip(name: str, what: str) -> bool:
    try:
        return bool(getattr(ipaddress.ip_address(name.partition("%")[0]), what))
    except ValueError:
        return False


def _in_shared(name: str) -> bool:
    try:
        return ipaddress.ip_address(name) in _SHARED
    except ValueError:
        return False


def _none(text: str) -> UsageError:
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in text.strip())
    return UsageError(
        _("{text} is no address of a server.").format(text=shown or '""'),
        _("It is one like http://192.168.1.5:8000/v1 or https://api.openai.com/v1."),
    )
