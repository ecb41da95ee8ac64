"""Bytes as people read them."""

from __future__ import annotations

from asrpro.i18n import _

_THOUSAND = 1000
_TEN = 10


def spelled(size: float) -> str:
    """As in 512 B, 1.5 GB, 74 MB: thousands of thousands, as on the label of a disk."""
    units = (_("B"), _("kB"), _("MB"), _("GB"), _("TB"))
    step = 0
    # What would be rounded to a thousand is one of the next.
    while size >= _THOUSAND - 0.5 and step < len(units) - 1:
        size /= _THOUSAND
        step += 1
    return f"{size:.{1 if step and size < _TEN else 0}f} {units[step]}"
