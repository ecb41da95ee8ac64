"""The settings of ASR Pro as it was before this program, in a config.json."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from asrpro.settings.tree import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Mapping


def places(folder: Path) -> tuple[Path, ...]:
    """Where the older program may have left its file, likeliest first, for settings that now lie in folder."""
    beside = folder / "config.json"
    try:
        home = Path.home()
    except RuntimeError:  # a user without a home
        return (beside,)
    # Settings that lie elsewhere, as on a memory stick, are nobody's in particular.
    return (beside, home / ".asrpro" / "config.json") if home in folder.parents else (beside,)


def translate(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the older document says in words of today; the rest of it has no meaning any more."""
    asked = {
        "language": _at(document, "transcription_config", "language"),
        "beam_size": _at(document, "transcription_config", "beam_size"),
        "prompt": _at(document, "transcription_config", "initial_prompt"),
    }
    model = {name: value for name, value in asked.items() if value is not None}
    return {"device": {"name": "cpu"} if _no_gpu(document) else {}, "model": model, **_hotkey(document)}


def _hotkey(document: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that started it, as in "<ctrl>+<alt>+t"; they take the first place among those of today."""
    keys = _at(document, "hotkey", "combination")
    if not isinstance(keys, str) or not keys:
        return {}
    plain = re.sub(r"<(\w+)>", r"\1", keys).lower()
    others = [key.model_dump(exclude_defaults=True) for key in DEFAULTS.hotkey.dictate[1:]]
    return {"hotkey": {"dictate": [{"keys": plain}, *others]}}


def _no_gpu(document: Mapping[str, Any]) -> bool:
    """Whether it was told to leave graphics cards alone, in the words of any of its releases."""
    wanted = (
        _at(document, "models", "prefer_gpu"),
        _at(document, "model", "prefer_gpu"),
        _at(document, "device", "prefer_gpu"),
        _at(document, "model_config", "use_gpu"),
    )
    first = document.get("device_preference")
    return any(value is False for value in wanted) or (isinstance(first, list) and first[:1] == ["cpu"])


def _at(document: Mapping[str, Any], group: str, name: str) -> object:
    held = document.get(group)
    value: object = held.get(name) if isinstance(held, dict) else None
    return value
