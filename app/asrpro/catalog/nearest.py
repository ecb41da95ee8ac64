"""What somebody may have meant by a name: one of the Models whose names are most like it, or a path."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
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
_WORD_MEANT: Final = 0.8
"""From which on a word of a name was: one wrong letter of five will do, of four it may well be another word."""
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
    told = _("Did you mean {near}?") if any(one.meant for one in found) else _("The names nearest to it: {near}.")
    return told.format(near=", ".join(f"{one.model.id} ({one.model.title})" for one in found))


@dataclass(frozen=True, slots=True)
class _Near:
    """A Model that may be meant."""

    model: Model
    likeness: float
    """Of its names to what was typed, from 0 to 1; of the one that is most like that."""
    meant: bool
    """Whether one of them is so like it that it likely was meant."""


def _ranked(name: str, names: Mapping[str, Model]) -> list[_Near]:
    """All that recognise speech, the nearest first.

    Names are compared whole, and by what follows their last slash: people often remember a Model, and not its maker.
    Of a name its words are looked at, too: one of them may be all that is remembered. It tells of what was meant only
    where one word was typed: whisper.cpp is no Whisper.
    """
    word = plain(name)[:LONGEST]
    if not word:
        return []
    found: dict[str, _Near] = {}
    whole, last = difflib.SequenceMatcher(b=word), difflib.SequenceMatcher(b=_last(word))
    single = len([*filter(None, _PARTS.split(_last(word)))]) == 1
    for known, model in names.items():
        if not model.recognises:
            continue
        whole.set_seq1(known)
        last.set_seq1(_last(known))
        in_all = max(whole.ratio(), last.ratio())
        in_word = max(_likeness(last, part) for part in _PARTS.split(_last(known)))
        before = found.get(model.id, _Near(model, -1.0, meant=False))
        meant = in_all >= _MEANT or (single and in_word >= _WORD_MEANT)
        found[model.id] = _Near(model, max(before.likeness, in_all, in_word), meant or before.meant)
    return sorted(found.values(), key=lambda one: -one.likeness)


def _likeness(matcher: difflib.SequenceMatcher[str], word: str) -> float:
    matcher.set_seq1(word)
    return matcher.ratio()


def _last(name: str) -> str:
    return name.rpartition("/")[2]
