"""What docs/evidence.toml says: what was tried on which system and device, how and when."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
FILE: Final = ROOT / "docs" / "evidence.toml"
SYSTEMS: Final = {"linux": "Linux x86-64", "macos": "macOS (Apple Silicon)", "windows": "Windows x86-64"}
CI, BY_HAND, WRITTEN, NOT_OFFERED = "tested in CI", "tested by hand", "written, not run here", "not offered"


class Unproven(ValueError):
    """What the page would say is backed by nothing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a Backend was tried on some systems and devices."""

    backend: str
    systems: tuple[str, ...]
    devices: tuple[str, ...]
    families: tuple[str, ...] = ()
    """Families of Models it is true of; of all when it names none."""
    how: str = ""
    """Empty where the suite over all Backends tells, and only the note is added."""
    date: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.how not in ("", BY_HAND, WRITTEN, NOT_OFFERED):
            raise Unproven(f"{self}: there is no such word")
        if (self.how == BY_HAND) != (self.date is not None):
            raise Unproven(f"{self}: what was tested by hand has a date, and nothing else has")
        if not self.how and not (self.families and self.note):
            raise Unproven(f"{self}: it says nothing")
        if not self.systems or not self.devices or set(self.systems) - set(SYSTEMS):
            raise Unproven(f"{self}: it is true nowhere")

    def __str__(self) -> str:
        words = (*self.families, *self.systems, *self.devices)
        return f"evidence for {self.backend} ({', '.join(words)}): {self.how}"

    def speaks_of(self, backend: str, family: str, system: str, device: str) -> bool:
        """Whether it is about this."""
        named = self.backend == backend and system in self.systems and device in self.devices
        return named and (not self.families or family in self.families)


@dataclass(frozen=True, slots=True)
class Book:
    """All evidence there is, and which systems have which devices."""

    lines: tuple[Evidence, ...]
    devices: dict[str, tuple[str, ...]]

    def line(self, *place: str) -> Evidence | None:
        """What is known of this Backend, family, system and device; of several lines one that names the family."""
        found = sorted((line for line in self.lines if line.speaks_of(*place)), key=lambda line: not line.families)
        if len(found) > 1 and bool(found[0].families) == bool(found[1].families):
            raise Unproven(f"{found[0]} and {found[1]} speak of the same")
        return found[0] if found else None


def read(file: Path = FILE) -> Book:
    """The file's lines.

    Raises:
        Unproven: one of them says what cannot be.
    """
    held = tomllib.loads(file.read_text("utf-8"))
    devices = {name: tuple(systems) for name, systems in held["devices"].items()}
    return Book(tuple(_line(entry) for entry in held["evidence"]), devices)


def _line(entry: dict[str, Any]) -> Evidence:
    if unknown := set(entry) - {field.name for field in fields(Evidence)}:
        raise Unproven(f"evidence has no field {', '.join(sorted(unknown))}")
    return Evidence(**{name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()})
