"""What somebody may have meant by a name: one of the Models whose names are most like it, or a path."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Final

from asrpro.catalog.names import called
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asrpro.domain import Model

LONGEST: Final = 100
"""Letters of a name that does not exist which are looked at and shown."""
NEAREST: Final = 3
"""Models that are offered in place of one that does not exist."""
_MEANT: Final = 0.72
"""From which likeness on a name was likely meant; ggml-base.en is that like base.en."""
_PARTS: Final = re.compile(r"[^a-z0-9]+")
_PAGE: Final = re.compile(r"(?:https?://)?(?:www\.)?huggingface\.co/|hf:(?://)?")
"""What people copy along before the name of a repository."""
_FURTHER: Final = re.compile(r"/(?:tree|blob|resolve|raw|commits?|discussions)(?:/.*)?$|[?#].*$", re.DOTALL)
"""And behind it: what was looked at there."""
_REPOSITORY: Final = re.compile(r"\w[\w.-]*/\w[\w.-]*", re.ASCII)
"""How "organisation/name" is written; a folder in a folder is, too, but few give one that is not there."""


def plain(name: str) -> str:
    """A name as names are compared: in small letters, without the rest of a page's address."""
    word = called(name)
    page = _PAGE.match(word)
    return _FURTHER.sub("", word[page.end() :]).rstrip("/") if page else word


def is_page(name: str) -> bool:
    """Whether it is meant to be the page of a Model on the hub."""
    return bool(_PAGE.match(name.strip().lower()))


def is_path(name: str) -> bool:
    r"""Whether a name that nothing has can only be meant as a path, as in ./x, /x, ~/x or C:\x."""
    word = name.strip()
    if is_page(word) or "://" in word or _REPOSITORY.fullmatch(word):
        return False
    return word.startswith("~") or "/" in word or "\\" in word


def nearest(name: str, names: Mapping[str, Model]) -> str:
    """A sentence with those that recognise speech and have the names most like this one, the nearest first.

    That one of them was meant it says only where the nearest is near; it is empty for no name at all.
    """
    found = _ranked(name, names)[:NEAREST]
    if not found:
        return ""
    told = _("Did you mean {near}?") if found[0][0] >= _MEANT else _("The names nearest to it: {near}.")
    return told.format(near=", ".join(f"{model.id} ({model.title})" for _likeness, model in found))


def _ranked(name: str, names: Mapping[str, Model]) -> list[tuple[float, Model]]:
    """All that recognise speech, and how like this one their names are (0 to 1), the nearest first.

    Names are compared whole, and by what follows their last slash: people often remember a Model, and not its maker.
    Of a name its parts are looked at, too: a word may be all that is remembered.
    """
    word = plain(name)[:LONGEST]
    if not word:
        return []
    found: dict[str, tuple[float, Model]] = {}
    whole, last = difflib.SequenceMatcher(b=word), difflib.SequenceMatcher(b=_last(word))
    for known, model in names.items():
        whole.set_seq1(known)
        likeness = whole.ratio()
        for part in (_last(known), *_PARTS.split(_last(known))):
            last.set_seq1(part)
            likeness = max(likeness, last.ratio())
        if model.recognises and likeness > found.get(model.id, (-1.0, model))[0]:
            found[model.id] = likeness, model
    return sorted(found.values(), key=lambda one: -one[0])


def _last(name: str) -> str:
    return name.rpartition("/")[2]
