"""What was measured, as a table for people, and its place in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
_SCALES = {"s": (1, 3), "ms": (1e3, 2), "µs": (1e6, 1), "MB": (1 / (1 << 20), 1)}
"""What a second, or a byte, is multiplied with, and the digits shown after the point."""
_HEAD = "| what | ours | against | ours / against | goal |\n|---|---|---|---|---|"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table."""

    what: str
    ours: str
    against: str = ""
    ratio: str = ""
    goal: str = ""

    def __str__(self) -> str:
        return f"| {self.what} | {self.ours} | {self.against} | {self.ratio} | {self.goal} |"


def spread(values: Sequence[float], unit: str) -> str:
    """The median and, in brackets, the least and the most of values in seconds or bytes."""
    factor, digits = _SCALES[unit]
    middle, *ends = (f"{value * factor:.{digits}f}" for value in (median(values), min(values), max(values)))
    return f"{middle} {unit}" + (f" ({ends[0]} to {ends[1]})" if len(values) > 1 else "")


def compared(what: str, ours: Sequence[float], against: Sequence[float], unit: str, goal: str = "") -> Row:
    """Both sides, and the median of what their rounds have for a ratio."""
    ratios = [one / other for one, other in zip(ours, against, strict=True)]
    digits = 3 if median(ratios) < 10 else 1
    ratio = f"**{median(ratios):.{digits}f}**"
    if len(ratios) > 1:
        ratio += f" ({min(ratios):.{digits}f} to {max(ratios):.{digits}f})"
    return Row(what, spread(ours, unit), spread(against, unit), ratio, goal)


def both(what: str, ours: Sequence[float], against: Sequence[float], goal: str = "") -> list[Row]:
    """What half of the values in seconds are below, and 95 of 100; beside them what ours have more."""
    rows = []
    for share, find in (("half", median), ("95 of 100", _worst)):
        one, other = find(ours), find(against)
        texts = (f"{1e3 * one:.1f} ms", f"{1e3 * other:.1f} ms", f"**{1e3 * (one - other):+.1f} ms**")
        rows.append(Row(f"{what}: {share} are below", *texts, goal if find is _worst else ""))
    return rows


def _worst(values: Sequence[float]) -> float:
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def table(rows: Sequence[Row]) -> str:
    """Rows under their head."""
    return "\n".join([_HEAD, *map(str, rows)])


def machine() -> str:
    """This machine in a sentence, and how busy it was; nothing that says whose it is."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("faster-whisper", "ctranslate2", "pocketsphinx"))
    load = f"; load average {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"asrpro {version('asrpro')} on {datetime.now(UTC):%Y-%m-%d}: {_processor()}, {os.cpu_count()} cores, "
        f"{psutil.virtual_memory().total / (1 << 30):.0f} GB, {platform.system()}, "
        f"Python {platform.python_version()}, {libraries}{load}."
    )


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*:\s*(.+)", listed.read_text("utf-8")) if listed.exists() else []
    return names[0] if names else platform.processor() or platform.machine()


def write(name: str, text: str) -> None:
    """Replace what stands between a measurement's marks on the page.

    Raises:
        ValueError: the page has no marks of that name.
    """
    page = PAGE.read_text("utf-8")
    begin, end = f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
    before, found, rest = page.partition(begin)
    _old, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{PAGE.name} has no place for {name}")
    PAGE.write_text(f"{before}{begin}\n{text}\n{end}{after}", "utf-8")
