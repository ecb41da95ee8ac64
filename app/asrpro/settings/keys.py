"""Settings by their dotted names, as in model.name; one entry of a table as in delivery.replacements.word."""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from pydantic import ValidationError

from asrpro.errors import SettingsError
from asrpro.i18n import _
from asrpro.settings import text
from asrpro.settings.kinds import LINE, Group
from asrpro.settings.tree import DEFAULTS, Settings

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

GROUPS: Final = tuple(Settings.model_fields)


def _fields(group: str) -> dict[str, FieldInfo]:
    held: Group = getattr(DEFAULTS, group)
    return type(held).model_fields


ALL: Final = tuple(f"{group}.{name}" for group in GROUPS for name in _fields(group))
"""The names of all settings, in the order of the tree."""
_LONGEST: Final = 100
"""Characters of an unknown name that are compared."""


class Key(NamedTuple):
    """The place of one setting."""

    group: str
    name: str
    entry: str | None = None
    """One word of a table; None for the whole setting."""

    def __str__(self) -> str:
        return ".".join(part for part in self if part is not None)


def find(key: str) -> Key:
    """The place a dotted name stands for; raises SettingsError with the names that may be meant."""
    parts = key.split(".", 2)
    setting = ".".join(parts[:2])
    if setting == key and setting in ALL:
        return Key(*parts)
    if setting in ALL and isinstance(value(DEFAULTS, Key(*parts[:2])), dict):
        if re.match(LINE, parts[2]):
            return Key(*parts)
        raise SettingsError(_("{key} names no word to replace.").format(key=text.quote(key)))
    meant = _around(key) if key.lower() in GROUPS else near(key) or _around(key)
    raise SettingsError(
        _("There is no setting {key}.").format(key=text.quote(key)),
        _("Did you mean {names}?").format(names=", ".join(meant))
        if meant
        else _("`asrpro settings list` shows what there is."),
    )


def near(key: str) -> list[str]:
    """Up to three names that look so much like the one given that it may be a slip of the pen, best first."""
    word = key[:_LONGEST].lower()
    ends = difflib.get_close_matches(word, {name.partition(".")[2] for name in ALL})
    named = (name for end in ends for name in ALL if name.partition(".")[2] == end)
    return difflib.get_close_matches(word, ALL) or [*named][:3]


def _around(key: str) -> list[str]:
    """The names in the group that is named, or with a word of the one given in them."""
    words = re.findall(r"[a-z]{3,}", key[:_LONGEST].lower())
    return [name for name in ALL if name.partition(".")[0] in words or any(word in name for word in words)]


def field(key: str) -> FieldInfo:
    """Title, description and default of a setting; raises SettingsError where there is none of that name."""
    place = find(key)
    return _fields(place.group)[place.name]


@cache
def _schemas(group: str) -> dict[str, Any]:
    held: Group = getattr(DEFAULTS, group)
    whole = type(held).model_json_schema()
    fields: dict[str, Any] = whole["properties"]
    for field in fields.values():
        if named := field.get("items", {}).get("$ref"):
            field["items"] = whole["$defs"][named.rpartition("/")[2]]
    return fields


def schema(key: Key) -> dict[str, Any]:
    """The JSON schema of what the place takes; an entry may be an index of a list, too."""
    whole: dict[str, Any] = _schemas(key.group)[key.name]
    if key.entry is None:
        return whole
    inside: dict[str, Any] = whole["items"] if "items" in whole else whole["patternProperties"][LINE]
    return inside


def value(settings: Settings, key: Key) -> object:
    """What the place holds, in words of JSON but for tuples; raises SettingsError when a table has no such entry."""
    held: object = getattr(getattr(settings, key.group), key.name)
    if isinstance(held, tuple):
        return tuple(one.model_dump(exclude_defaults=True) if isinstance(one, Group) else one for one in held)
    if key.entry is None or not isinstance(held, dict):
        return held
    if key.entry not in held:
        table = f"{key.group}.{key.name}"
        raise SettingsError(_("{table} has no entry {word}.").format(table=table, word=text.quote(key.entry)))
    return held[key.entry]


def chosen(settings: Settings) -> tuple[str, ...]:
    """The names of the settings that differ from their default."""
    places = [(key, find(key)) for key in ALL]
    return tuple(key for key, place in places if value(settings, place) != value(DEFAULTS, place))


def changed(settings: Settings, key: Key, new: object, typed: object = None) -> Settings:
    """The settings with another value; raises SettingsError when the value, or what was typed for it, cannot be."""
    document = settings.model_dump()
    group = document[key.group]
    group[key.name] = new if key.entry is None else {**group[key.name], key.entry: new}
    try:
        return Settings.model_validate(document)
    except ValidationError:
        raise SettingsError(
            _("{key} cannot be {value}.").format(key=key, value=text.quote(new if typed is None else typed)),
            _("It takes {expected}.").format(expected=text.expects(schema(key))),
        ) from None


def cleared(settings: Settings, key: Key) -> Settings:
    """The settings with the default in that place; raises SettingsError when a table has no such entry."""
    if key.entry is None:
        return changed(settings, key, value(DEFAULTS, key))
    value(settings, key)
    table = key._replace(entry=None)
    entries = cast("dict[str, str]", value(settings, table))
    return changed(settings, table, {word: new for word, new in entries.items() if word != key.entry})
