"""Values as people type and read them."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json

from asrpro.i18n import _
from asrpro.settings.kinds import LANGUAGE, LINE, LINE_OR_NOTHING

_SWITCH = {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
_SHOWN = 60
"""Characters of a value that a sentence quotes."""


def parse(text: str, schema: dict[str, Any]) -> object:
    """What the typed text means for a field of this JSON schema; the text itself where it means nothing."""
    try:
        match schema:
            case {"anyOf": kinds}:
                meant = [parse(text, kind) for kind in kinds]
                return next((one for one in meant if not isinstance(one, str)), text.strip())
            case {"type": "boolean"}:
                return _SWITCH.get(text.strip().casefold(), text)
            case {"type": "integer" | "number" as kind}:
                return int(text) if kind == "integer" else float(text)
            case {"type": "array"} if not text.lstrip().startswith("["):
                words = [word for part in text.split(",") if (word := part.strip())]
                # Of what has one name that must be given, that one alone will do.
                return [{name: word} for word in words for name in needed] if (needed := _needed(schema)) else words
            case {"type": "array" | "object"}:
                value: object = from_json(text)
                return value
    except ValueError:
        pass
    return text


def _needed(schema: dict[str, Any]) -> list[str]:
    names: list[str] = schema["items"].get("required", [])
    return names


def show(value: object) -> str:
    """The value so that typing it gives it again; text with line breaks keeps them."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple) and all(_plain(word) for word in value):
        return ", ".join(value)
    if isinstance(value, tuple | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _plain(word: object) -> bool:
    """Whether this is understood between commas."""
    return isinstance(word, str) and "," not in word and word[0] != "[" and word == word.strip()


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
        case {"anyOf": [this, that]}:
            said = _("{this}, or {that}").format(this=expects(this), that=expects(that))
        case {"const": word}:
            said = str(word)
        case {"enum": names}:
            said = _("one of {names}").format(names=", ".join(names))
        case {"type": "boolean"}:
            said = _("on or off")
        case {"type": "integer"}:
            said = _("a whole number from {low} to {high}").format(low=low, high=high)
        case {"type": "number"}:
            said = _("a number from {low} to {high}").format(low=low, high=high)
        case {"type": "array"} | {"type": "object"}:
            said = _expects_many(schema)
        case _other:
            said = _expects_text(schema.get("pattern"))
    return said


def _expects_many(schema: dict[str, Any]) -> str:
    match schema:
        case {"items": {"examples": [example, *_others]}}:
            text = _("keys, separated by commas, or a list as in {example}").format(example=json.dumps([example]))
        case {"examples": [example, *_others]}:
            text = _("settings by name, as in {example}").format(example=json.dumps(example))
        case {"type": "array"}:
            text = _("words, separated by commas")
        case _other:
            text = _("words and what is written in their place, as in {example}").format(example='{"gpt": "GPT"}')
    return text


def _expects_text(pattern: str | None) -> str:
    said = {
        LANGUAGE: _("a language's code such as en, de or yue, or nothing"),
        LINE: _("one line of text"),
        LINE_OR_NOTHING: _("one line of text, or nothing"),
    }
    return said.get(pattern or "", _("text without control characters"))
