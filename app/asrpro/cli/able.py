"""What a Model can do and what it takes, for programs and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from asrpro import backends
from asrpro.catalog import engines
from asrpro.catalog.sizes import spelled
from asrpro.i18n import _

if TYPE_CHECKING:
    from asrpro.domain import Model, Variant

_TELLING: Final = (
    "aliases", "family", "tasks", "timestamps", "window", "detects_language", "gives_confidence", "takes_prompt",
    "takes_hotwords", "streams", "punctuated", "ram", "vram", "gated",
)  # fmt: skip
_MEGABYTE: Final = 1_000_000
_ABILITIES: Final = {
    "transcribe": _("transcribe"),
    "translate": _("translate into English"),
    "speak": _("speak"),
    "chat": _("chat"),
    "see": _("see pictures"),
    "embed": _("compare texts"),
}
_TIMES: Final = {"segment": _("times of sentences"), "word": _("times of words")}
_MORE: Final = {
    "detects_language": _("finding the language"),
    "streams": _("text while you speak"),
    "takes_prompt": _("a prompt"),
    "takes_hotwords": _("hotwords"),
    "gives_confidence": _("confidence"),
}


def of(model: Model, variant: Variant | None) -> dict[str, Any]:
    """What it can do with the engine of a Variant, by the names that the catalogue has for it."""
    there = model.limited(variant) if variant else model
    told = {name: getattr(there, name) for name in _TELLING}
    if variant and engines.exists(variant.backend) and {*backends.backend(variant.backend).devices} == {"cpu"}:
        told["vram"] = None  # what it takes on a graphics card says nothing of an engine that uses none
    return {name: [*value] if isinstance(value, tuple) else value for name, value in told.items()}


def in_words(told: dict[str, Any]) -> dict[str, str]:
    """What `of` tells as people read it."""
    able = [_ABILITIES[task] for task in told["tasks"]]
    with_ = [_TIMES[told["timestamps"]]] if told["timestamps"] in _TIMES else []
    with_ += [said for name, said in _MORE.items() if told[name]]
    memory = [spelled(told["ram"] * _MEGABYTE)] if told["ram"] else []
    if told["vram"]:
        memory.append(_("{size} on a graphics card").format(size=spelled(told["vram"] * _MEGABYTE)))
    return {
        "aliases": ", ".join(told["aliases"]),
        "tasks": ", ".join(able),
        "with": ", ".join(with_),
        "memory": _("about {sizes}").format(sizes=", ".join(memory)) if memory else "",
        "gated": _("only for those whom its owner lets in: asrpro models token") if told["gated"] else "",
    }
