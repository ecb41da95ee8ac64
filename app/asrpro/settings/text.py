"""Values as people type and read them."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json

from asrpro.i18n import _
from asrpro.settings.tree import LANGUAGE, LINE

_SWITCH = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
_SHOWN = 60
"""Characters of a value that a sentence quotes."""


def parse(text: str, schema: dict[str, Any]) -> object:
    """What the typed text means for a field of this JSON schema; the text itself where it means nothing."""
    try:
        match schema["type"]:
            case "boolean":
                return _SWITCH.get(text.strip().casefold(), text)
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "array" if not text.lstrip().startswith("["):
                return [word for part in text.split(",") if (word := part.strip())]
            case "array" | "object":
                value: object = from_json(text)
                return value
    except ValueError:
        pass
    return text


def show(value: object) -> str:
    """The value so that typing it gives it again; text with line breaks keeps them."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple) and not any("," in word or word[0] == "[" or word != word.strip() for word in value):
        return ", ".join(value)
    if isinstance(value, tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def quote(value: object) -> str:
    """The value between quotation marks, on one line, shortened where it is long."""
    text = value if isinstance(value, str) else show(value)
    # repr() names what would disturb a terminal instead of printing it.
    plain = text if text.isprintable() else repr(text)[1:-1]
    return f'"{plain if len(plain) <= _SHOWN else plain[: _SHOWN - 1] + "…"}"'


def expects(schema: dict[str, Any]) -> str:
    """What a field of this JSON schema takes, as the end of a sentence."""
    low, high = schema.get("minimum"), schema.get("maximum")
    match schema:
        case {"enum": names}:
            said = _("one of {names}").format(names=", ".join(names))
        case {"type": "boolean"}:
            said = _("on or off")
        case {"type": "integer"}:
            said = _("a whole number from {low} to {high}").format(low=low, high=high)
        case {"type": "number"}:
            said = _("a number from {low} to {high}").format(low=low, high=high)
        case {"type": "array"}:
            said = _("words, separated by commas")
        case {"type": "object"}:
            said = _("words and what is written in their place, as in {example}").format(example='{"gpt": "GPT"}')
        case {"pattern": pattern} if pattern == LANGUAGE:
            said = _("a language's code such as en, de or yue, or nothing")
        case {"pattern": pattern} if pattern == LINE:
            said = _("one line of text")
        case _other:
            said = _("text without control characters")
    return said
