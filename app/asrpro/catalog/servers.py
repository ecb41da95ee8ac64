"""Models at servers: nothing is asked of one to tell what is known of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asrpro.backends.remote import address
from asrpro.domain import Model
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.backends.remote.address import Address


_BEGUN: Final = re.compile(r"(https?)(?::/?|//?)(?![/])", re.IGNORECASE)
"""The beginning of an address of which a sign is missing, as in http:/localhost."""


def is_one(name: str) -> bool:
    """Whether this is meant to be the address of a server."""
    return address.is_one(name)


def meant(name: str, called: str = "") -> str:
    """What to type where an address was meant and its beginning is missing, as a sentence; empty for other names."""
    beginning = _BEGUN.match(name.strip())
    whole = address.completed(name.strip()[beginning.end() :] if beginning else name, called)
    if whole and beginning and beginning[1].lower() == "https":
        whole = f"https://{whole.partition('://')[2]}"
    if not whole:
        return ""
    return _(
        "If it is a server: its address begins with http:// or https://, and # names the model, as in {address}"
    ).format(address=whole)


def model(text: str) -> Model:
    """The Model at an address; what it really can shows when it is asked.

    Raises:
        UsageError: the address is none, names no Model, or the way to it is open to everybody.
    """
    place = address.read(text)
    named = _named(place)
    return Model(
        id=str(place),
        title=named,
        backend="remote",
        summary=_("What you say is sent to {host}; it does not stay on this machine.").format(host=place.host)
        if not place.loopback
        else _("What you say is handed to the program that listens at {host}.").format(host=place.host),
        tasks=("transcribe", "translate"),
        timestamps="word",
        # One question for many short Utterances: each takes its time on the way.
        window=30.0,
        detects_language=True,
        takes_prompt=True,
        address=str(place),
    )


def title(name: str, text: str) -> str:
    """What people read of one that has a name: always with the server's."""
    return _("{name} ({model})").format(name=name, model=_named(address.read(text)))


def read(text: str, called: str = "") -> Address:
    """An address, and what the Model is called there; raises UsageError as `model` does."""
    return address.read(text, called)


def _named(place: Address) -> str:
    return _("{model} at {host}").format(model=place.model, host=place.host)
