"""Models that were downloaded and are damaged on the disk: which of their files are, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro import paths
from asrpro.catalog.part import is_whole
from asrpro.catalog.store import Store
from asrpro.errors import ModelDamaged, ModelNotAvailable
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.catalog.store import Stored
    from asrpro.domain import Model
    from asrpro.errors import AppError


def damaged(found: Stored, check: Callable[[], None], seen: Callable[[int], None]) -> list[str]:
    """Paths of the files that do not hold what came; all are read to their ends.

    Args:
        found: the Model.
        check: raises what ends it, and is asked often.
        seen: told how many bytes were read, again and again.
    """
    return [file.path for file in found.files if not is_whole(found.folder / file.path, file, check, seen)]


def mended(model: str, files: Sequence[str]) -> str:
    """What is said once these files of a Model have come anew."""
    told = ngettext(
        "{model} is whole again: {files} was damaged on the disk and was downloaded anew.",
        "{model} is whole again: {files} were damaged on the disk and were downloaded anew.",
        len(files),
    )
    return told.format(model=model, files=", ".join(files))


def beyond_mending(model: str, error: AppError) -> ModelNotAvailable:
    """What is said where the hub has no more of what a damaged Model was downloaded from."""
    title = _("{model} is damaged, and what it came from is gone. {reason}").format(model=model, reason=error.title)
    command = f"asrpro models update {model}"
    return ModelNotAvailable(title, _("Get the newest: {command}").format(command=command))


def advised(model: Model, error: AppError) -> AppError:
    """The same error; of damaged files that were downloaded with the command that mends them."""
    store = Store(paths.models())
    key = store.key(model.path) if model.path and isinstance(error, ModelDamaged) else None
    if key is None or not store.has_made(store.place(*key)):
        return error
    command = f"asrpro models download {key[1]}"
    return ModelDamaged(error.title, _("Have what is damaged downloaded again: {command}").format(command=command))
