"""The codes of languages, of which some have several: systems, people and Models need not use the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

_KIN: Final = {
    one: kin
    for kin in (
        ("no", "nb"), ("jw", "jv"), ("tl", "fil"), ("he", "iw"), ("id", "in"), ("yi", "ji"), ("zh", "cmn"), ("ro", "mo")
    )
    for one in kin
}  # fmt: skip
"""What means the same to who speaks, or near enough: Whisper writes Bokmål for Norwegian."""


def spelled(code: str, known: Collection[str]) -> str:
    """The code that is known for the language of this one, itself before its kin; empty where there is none."""
    return next((one for one in (code, *_KIN.get(code, ())) if one in known), "")
