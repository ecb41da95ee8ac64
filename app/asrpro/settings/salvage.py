"""What can be saved of a settings file, whatever is in it."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError
from pydantic_core import from_json

from asrpro.i18n import _, ngettext
from asrpro.settings import keys, text
from asrpro.settings.tree import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
"""Names and indexes that lead from the top of a document to a value: group, setting, entry."""

_DEPTH: Final = 3
_NAMED: Final = 8
"""Faults that are told one by one; of more only their number is told."""
_GOES_ON: Final = re.compile(r'\s*[,}"]')
"""What comes after a whole value."""


def parse(data: bytes) -> tuple[dict[str, Any], bool]:
    """The document of a file, and whether the file was whole; of a broken one what settings can be made out."""
    try:
        document = from_json(data.removeprefix(codecs.BOM_UTF8))
    except ValueError:
        encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
        return _scan(data.decode(encoding, errors="replace")), False
    return (document, True) if isinstance(document, dict) else ({}, False)


def place(data: bytes) -> str:
    """Where the text of a broken file stops to be JSON, in words for people; empty where that is not known."""
    try:
        json.loads(data.removeprefix(codecs.BOM_UTF8))
    except json.JSONDecodeError as error:
        return _("line {line}, column {column}").format(line=error.lineno, column=error.colno)
    except (ValueError, RecursionError):  # no text at all
        pass
    return ""


def _scan(damaged: str) -> dict[str, Any]:
    """The settings that can be read where they stand: a group reaches to the next one's name."""
    spans = {group: re.search(rf'"{group}"\s*:\s*\{{', damaged) for group in keys.GROUPS}
    found = {group: (span.start(), span.end()) for group, span in spans.items() if span}
    document: dict[str, Any] = {}
    for group, (_start, begin) in found.items():
        end = min((start for start, _end in found.values() if start >= begin), default=len(damaged))
        names = [key.name for key in map(keys.find, keys.ALL) if key.group == group]
        document[group] = dict(_values(damaged[begin:end], names))
    return document


def _values(damaged: str, names: list[str]) -> Iterator[tuple[str, Any]]:
    """The named values that are whole."""
    decoder = json.JSONDecoder()
    for name in names:
        found = re.search(rf'"{name}"\s*:\s*', damaged)
        if found:
            try:
                value, end = decoder.raw_decode(damaged, found.end())
            except (ValueError, RecursionError):
                continue
            # A number may be cut short, and the replacement character stands for bytes that were no text.
            if _GOES_ON.match(damaged, end) and "\ufffd" not in damaged[found.end() : end]:
                yield name, value


def settle(document: dict[str, Any], last: Settings, *, whole: bool) -> tuple[Settings, tuple[str, ...]]:
    """The settings of a document, and in words what was wrong with it; faults are removed from the document.

    A setting that is wrong, or missing from a document that is not whole, stays as it was last.
    """
    lost = set() if whole else {key for key in keys.ALL if not _holds(document, keys.find(key))}
    faults: dict[Place, str] = {}
    while True:
        try:
            settings = Settings.model_validate(document)
            break
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False, include_context=False)
        found = {_place(detail): _kind(detail) for detail in details}
        # From the end, so that the indexes of a list stay what they were.
        for place in sorted(found, reverse=True):
            _remove(document, place)
        lost |= {key for key in keys.ALL for part in (1, 2) if tuple(key.split("."))[:part] in found}
        faults |= found
    for key in map(keys.find, lost):
        settings = keys.changed(settings, key, keys.value(last, key))
    return settings, _told(faults)


def _place(detail: ErrorDetails) -> Place:
    """Where the fault is; of a value that may be of several kinds, pydantic adds for which of them."""
    place = detail["loc"][:_DEPTH]
    several = len(place) == _DEPTH and "anyOf" in keys.schema(keys.Key(*map(str, place[:2])))
    return place[:2] if several else place


def _kind(detail: ErrorDetails) -> str:
    # Of a table's key that cannot be, the place has one more step; so has what is wrong inside a list's entry.
    deeper = len(detail["loc"]) > _DEPTH
    return detail["type"] if not deeper else "word" if isinstance(detail["loc"][_DEPTH - 1], str) else "entry"


def _holds(document: dict[str, Any], key: keys.Key) -> bool:
    return key.name in document.get(key.group, {})


def _remove(document: Any, place: Place) -> None:
    *way, last = place
    for step in way:
        document = document[step]
    del document[last]


def _told(faults: dict[Place, str]) -> tuple[str, ...]:
    first = [_sentence(place, kind) for place, kind in list(faults.items())[:_NAMED]]
    more = len(faults) - len(first)
    if more:
        first.append(ngettext("{n} more value is left out.", "{n} more values are left out.", more).format(n=more))
    return tuple(first)


def _sentence(place: Place, kind: str) -> str:
    name = ".".join(map(str, place))
    if kind == "extra_forbidden":
        nobody = _("There is no setting {key}.").format(key=text.quote(name))
        close = [_("Did you mean {key}?").format(key=key) for key in keys.near(name)[:1]]
        return " ".join((nobody, *close))
    if kind == "word":
        return _("{key} names no word to replace; it is left out.").format(key=text.quote(name))
    known = len(place) > 1
    expected = text.expects(keys.schema(keys.Key(*map(str, place)))) if known else _("settings by name")
    return _("{key} takes {expected}; what the file says is left out.").format(key=text.quote(name), expected=expected)
