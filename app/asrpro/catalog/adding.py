"""Gives names to Models of the user's own, and takes them away."""

from __future__ import annotations

import unicodedata
from itertools import count
from typing import TYPE_CHECKING, Final

from asrpro.audio.sniff import shown
from asrpro.catalog import names, servers
from asrpro.catalog.local import existing, inspected, nothing
from asrpro.errors import ModelNotAvailable, UsageError
from asrpro.i18n import _

if TYPE_CHECKING:
    from pathlib import Path

    from asrpro.catalog.catalogue import Catalogue
    from asrpro.catalog.registered import Registered
    from asrpro.domain import Model

_LONGEST: Final = 60
"""Letters of a name that is made of another one."""
_BYTES: Final = 180
"""What these may take, of what a name may."""


def add(catalogue: Catalogue, registered: Registered, place: str | Path, name: str | None = None) -> Model:
    """The Model in a folder or file, which goes by this name from now on; without one, by a name like the file's.

    Raises:
        ModelNotAvailable: nothing is there.
        ModelDamaged: what is there is none.
        UsageError: no Model can be called so, or another one is; or its path is no text.
        OutputError: it cannot be written down.
    """
    there = existing(place)
    if there is None:
        raise nothing(shown(str(place)) or '""')
    if known := catalogue.known(str(there.absolute())):
        title = _("{path} is {model}, which was downloaded.").format(path=shown(str(there)), model=known.title)
        raise UsageError(title, _("It has a name: {name}").format(name=known.id))
    found = inspected(there)
    try:
        str(there.resolve()).encode()
    except UnicodeEncodeError as error:
        title = _("The name of {path} is no text, so it cannot be written down.").format(path=shown(str(there)))
        raise UsageError(title, _("Give folder and file another name.")) from error
    chosen = _free(catalogue, registered, there.resolve(), found.id) if name is None else _asked(catalogue, name)
    if not _is_it(registered.path(chosen), found):
        registered.add(chosen, there)
    return catalogue.find(chosen)


def add_server(catalogue: Catalogue, registered: Registered, address: str, model: str, name: str) -> Model:
    """What a server calls so, which goes by this name from now on; raises UsageError and OutputError, as `add`."""
    chosen = _asked(catalogue, name)
    registered.add_place(chosen, str(servers.read(address, model)))
    return catalogue.find(chosen)


def _is_it(place: Path | None, model: Model) -> bool:
    """Whether this Model has the name already, of a folder that holds nothing else, or of the file in it."""
    try:
        return place is not None and inspected(place).path == model.path
    except ModelNotAvailable:  # or what is there is none
        return False


def forget(registered: Registered, name: str, title: str) -> str:
    """Take the name of a Model away; the sentence that tells of that one, as it is titled. Raises OutputError."""
    told = _("{model} is not listed any more; its files stay as they are.")
    if registered.path(name) is None or registered.is_gone(name):
        told = _("{model} is not listed any more.")
    registered.forget(name)
    return told.format(model=title)


def _asked(catalogue: Catalogue, name: str) -> str:
    """A name that somebody chose, as it is written down."""
    name = names.called(name)
    if known := catalogue.known(name):
        title = _("{name} is the name of {model} already.").format(name=name, model=known.title)
        raise UsageError(title, _("Give another one with --id."))
    return name


def _free(catalogue: Catalogue, registered: Registered, place: Path, called: str) -> str:
    """The name that it has already, or one like what it is called that nothing has."""
    taken = registered.all
    if own := next((name for name, path in taken.items() if path == place), ""):
        return own
    stem = _plain(called)
    tried = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(one for one in tried if not (registered.holds(one) or catalogue.known(one)))


def _plain(called: str) -> str:
    """A name made of another one: letters of any script, digits and dots, and a dash for whatever else is in it."""
    kept = (sign if sign == "." or unicodedata.category(sign)[0] in "LMN" else " " for sign in names.called(called))
    plain = "-".join("".join(kept).split()).strip("-.")[:_LONGEST]
    plain = plain.encode()[:_BYTES].decode(errors="ignore").rstrip("-.")
    return plain if names.can_be_called(plain) else "model"
