"""Models that were downloaded and are damaged on the disk: which of their files are, and what is said of it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asrpro import paths
from asrpro.catalog import downloaded, folders
from asrpro.catalog.part import is_whole
from asrpro.catalog.store import Store
from asrpro.errors import ModelDamaged, ModelNotAvailable
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.catalog.store import Stored
    from asrpro.domain import Model, Standing
    from asrpro.errors import AppError


_NAMED: Final = 3
"""Files of one that is broken which are named in a sentence."""
_WHOLE: Final = ".whole.json"
"""What tells in a Model's folder when its files had changed last, as they were read and found whole."""


def damaged(found: Stored, check: Callable[[], None], seen: Callable[[int], None]) -> list[str]:
    """Paths of the files that do not hold what came; all are read to their ends. That none is so is written down.

    Args:
        found: the Model.
        check: raises what ends it, and is asked often.
        seen: told how many bytes were read, again and again.
    """
    now = _changed(found)
    broken = [file.path for file in found.files if not is_whole(found.folder / file.path, file, check, seen)]
    if not broken:
        with contextlib.suppress(OSError):
            folders.write(found.folder / _WHOLE, now)
    return broken


def known_whole(found: Stored) -> bool:
    """Whether its files were read, found to hold what was published, and not touched since; none of them is read."""
    told = folders.read(found.folder / _WHOLE)
    return bool(told) and told == _changed(found)


def mended(model: str, files: Sequence[str]) -> str:
    """What is said once these files of a Model have come anew."""
    told = ngettext(
        "{model} is whole again: {files} was damaged on the disk and was downloaded anew.",
        "{model} is whole again: {files} were damaged on the disk and were downloaded anew.",
        len(files),
    )
    return told.format(model=model, files=", ".join(files))


def intact(model: str) -> str:
    """What is said where all files of a Model were read and none was damaged."""
    told = _(
        "All files of {model} are as they were published. If it cannot be loaded still, look for an update of it, or "
        "take another model."
    )
    return told.format(model=model)


def beyond_mending(model: str, error: AppError) -> ModelNotAvailable:
    """What is said where the hub has no more of what a damaged Model was downloaded from."""
    title = _("{model} is damaged, and what it came from is gone. {reason}").format(model=model, reason=error.title)
    command = f"asrpro models update {model}"
    return ModelNotAvailable(title, _("Get the newest: {command}").format(command=command))


def advised(model: Model, error: AppError) -> AppError:
    """The same error; of damaged files that were downloaded with the command that mends them, if any may."""
    store = Store(paths.models())
    key = store.key(model.path) if model.path and isinstance(error, ModelDamaged) else None
    if key is None or not store.has_made(store.place(*key)):
        return error
    found = store.find(*key)
    return ModelDamaged(error.title, _as_published(key[1]) if found and known_whole(found) else _again(key[1]))


def broken(model: Model) -> ModelDamaged | None:
    """What is said of an entry of the catalogue that was downloaded and of which files went or were cut off since."""
    files = [path for variant in model.variants for path in downloaded.broken(variant, model.id)]
    if not files:
        return None
    title = ngettext(
        "{files} of {model} is missing or damaged.", "{files} of {model} are missing or damaged.", len(files)
    )
    return ModelDamaged(title.format(files=", ".join(files[:_NAMED]), model=model.title), _again(model.id))


def renewed(model: Model, standing: Standing) -> Standing:
    """How a damaged one stands as its files are now: where all are as they were published, nothing mends it."""
    store = Store(paths.models())
    key = store.key(model.path) if model.path and standing.damaged else None
    if key is None:
        return standing
    found = store.find(*key)
    whole, again, published = found is not None and known_whole(found), _again(key[1]), _as_published(key[1])
    reason = standing.reason.replace(*((again, published) if whole else (published, again)))
    return replace(standing, reason=reason, damaged=not whole)


def _again(model: str) -> str:
    command = f"asrpro models download {model}"
    return _("Have what is damaged downloaded again: {command}").format(command=command)


def _as_published(model: str) -> str:
    told = _("All its files are as they were published, so take another model, or look for an update of it: {command}")
    return told.format(command=f"asrpro models update {model}")


def _changed(found: Stored) -> dict[str, int]:
    """When each of its files has changed last, in nanoseconds; 0 where one cannot be looked at."""
    times = dict.fromkeys((file.path for file in found.files), 0)
    for path in times:
        with contextlib.suppress(OSError):
            times[path] = (found.folder / path).stat().st_mtime_ns
    return times
