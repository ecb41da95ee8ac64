"""How people get a text after all that a dictation did not bring, in words for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asrpro.dictation.bindings import INSERT_ANYWAY, PASTE_AGAIN, RETRY
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Ways:
    """Names the key that is to be pressed, or else the menu."""

    key_of: Callable[[str], str]
    """By the name of a Binding, its key for people; empty where none does that."""

    def to_paste(self) -> str:
        """How the last text is pasted again; empty where no key does that."""
        key = self.key_of(PASTE_AGAIN)
        return _("To paste it again: {key}.").format(key=key) if key else ""

    def to_retry(self) -> str:
        """How what was recorded is recognised once more."""
        key = self.key_of(RETRY)
        return _("To try it again: {key}.").format(key=key) if key else _("The menu can try it again.")

    def to_insert(self, count: int) -> str:
        """How so many lines that a gate left out are had all the same."""
        key = self.key_of(INSERT_ANYWAY)
        if key:
            way = ngettext(
                "{count} line was left out; {key} inserts it anyway.",
                "{count} lines were left out; {key} inserts them anyway.",
                count,
            )
        else:
            way = ngettext(
                "{count} line was left out; the menu inserts it anyway.",
                "{count} lines were left out; the menu inserts them anyway.",
                count,
            )
        return way.format(count=count, key=key)
