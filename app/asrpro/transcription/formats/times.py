"""Seconds as whole milliseconds, rounded once, and as the clock of subtitles."""

from __future__ import annotations

import math

LATEST = 99_999 * 3600.0
"""Seconds beyond which nothing is believed: programs that read subtitles fail on times without end."""


def milliseconds(seconds: float) -> int:
    """The nearest millisecond; what is before the beginning, or no number at all, is the beginning."""
    return round(min(max(float(seconds), 0.0), LATEST) * 1000) if math.isfinite(seconds) else 0


def clock(time: int, point: str) -> str:
    """Milliseconds as HH:MM:SS and three digits behind the point; the hours may have more than two digits."""
    seconds, thousandths = divmod(time, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{thousandths:03}"
