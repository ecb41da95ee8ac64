"""How much memory is free."""

from __future__ import annotations


def available() -> int:
    """Bytes that programs may still take before others are moved out of memory."""
    # Imported here: commands that load no Model do without.
    import psutil

    return int(psutil.virtual_memory().available)
