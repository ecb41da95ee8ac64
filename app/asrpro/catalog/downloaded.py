"""Where Models lie that were downloaded, and whether they are whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.catalog.store import Store

if TYPE_CHECKING:
    from asrpro.domain import Variant


def folder(backend: str, model: str) -> Path:
    """Where the files of a Model's id lie, or will, that one Backend loads."""
    return paths.models() / backend / model


def key(name: str) -> tuple[str, str] | None:
    """The Backend and the id of the Model whose folder, or something in it, this path names, be it there or not.

    None as well for what somebody else has put there.
    """
    store = Store(paths.models())
    try:
        found = store.key(Path(os.path.abspath(Path(name.strip()).expanduser())))  # noqa: PTH100 - looks at no disk
        home = store.place(*found) if found else None
        return found if home and (store.has_made(home) or not home.exists()) else None
    except (OSError, ValueError, RuntimeError):  # no path at all, of no such user, or nobody may look
        return None


def present(variant: Variant, model: str) -> bool:
    """Whether all of it is on this machine; what comes inside a package always is, as far as this can tell."""
    if not variant.repository:
        return True
    try:
        return Store(paths.models()).find(variant.backend, model) is not None
    except OSError:  # there is no such place, nor can it be made
        return False


def broken(variant: Variant, model: str) -> list[str]:
    """Files of one that was downloaded which are not there, or not as long as they came."""
    if not variant.repository:
        return []
    try:
        return Store(paths.models()).broken(variant.backend, model)
    except OSError:  # there is no such place, nor can it be made
        return []


def place(variant: Variant, model: str) -> Path | None:
    """What its Backend is to load: a folder, or the file where the Variant is a single one."""
    if not variant.repository:
        return None
    home = folder(variant.backend, model)
    single = len(variant.files) == 1 and not (variant.optional or variant.archives)
    alone = single and not set(variant.files[0]) & set("*?[")
    return home / variant.files[0] if alone else home
