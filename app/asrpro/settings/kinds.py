"""What settings are made of: groups, and texts of certain kinds."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

LANGUAGE: Final = r"^([a-z]{2,3})?$"
LINE: Final = r"^[^\x00-\x1f\x7f-\x9f]+$"
LINE_OR_NOTHING: Final = r"^[^\x00-\x1f\x7f-\x9f]*$"
TEXT: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"


def _language(value: object) -> object:
    """The two or three letters of what people call a language: "EN" and "en-US" are "en", "auto" is nothing."""
    if not isinstance(value, str):
        return value
    plain = value.strip().lower()
    tag = re.fullmatch(r"([a-z]{2,3})(?:[-_][a-z0-9_.@-]*)?", plain)
    return tag[1] if tag else "" if plain == "auto" else value


Language = Annotated[str, Field(pattern=LANGUAGE), BeforeValidator(_language)]
Line = Annotated[str, Field(pattern=LINE)]
LineOrNothing = Annotated[str, Field(pattern=LINE_OR_NOTHING)]
Text = Annotated[str, Field(pattern=TEXT)]


class Group(BaseModel):
    """Settings that belong together."""

    # Strict, so that a file means the same to us as to everyone who reads its JSON schema.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
