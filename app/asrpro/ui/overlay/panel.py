"""What the overlay says at one moment, as words and shapes; nothing here draws."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from asrpro.errors import followed
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from asrpro.dictation.view import Ended, How, View

Glyph = Literal["ring", "disc", "arc", "tick", "slash", "triangle"]
"""State is told by shape first, word second, colour third."""
Act = Literal["retry", "insert_anyway", "paste_again"]
"""Names of menu entries that the overlay has, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One row, with a hint and the text below it where there are any."""

    glyph: Glyph
    words: str
    short: str = ""
    """What stands in the row where the words are too long for it, and stand below."""
    beside: str = ""
    """What matters less, beside the words or the level."""
    bars: bool = False
    """Whether the level is shown."""
    right: str = ""
    """A time, at the right."""
    act: Act | None = None
    """What a click at the right does."""
    says: str = ""
    """What is written there."""
    key: str = ""
    """The key that does the same; empty where none does."""
    hint: str = ""
    """A sentence below the row."""
    settled: str = ""
    tentative: str = ""
    stays: float | None = None
    """Seconds after which it goes; None as long as it is true."""

    @property
    def sentence(self) -> str:
        """The words as what another sentence can follow."""
        return self.words if self.words.endswith(("?", "!")) else f"{self.words.rstrip('.')}."


_SENTENCE: Final = re.compile(r"(?<=\.) |\n")
"""What stands between two of them."""
_WONDER: Final = 2.0
"""Seconds of waiting after which they are counted."""
_BRIEF: Final = 1.5
_LONGER: Final = 3.0
_TO_ACT: Final = 8.0
"""Seconds to read a word, to read a sentence, and to do something about it."""

_SAID: Final[dict[How, tuple[Glyph, str]]] = {
    "pasted": ("tick", _("Pasted")),
    "sent": ("tick", _("Pasted, not confirmed")),
    "typed": ("tick", _("Typed")),
    "copied": ("tick", _("Copied")),
    "not read": ("triangle", _("Not pasted: text is on the clipboard")),
    "nothing heard": ("slash", _("Nothing heard")),
    "dropped": ("slash", _("Dropped as silence")),
    "cancelled": ("slash", _("Cancelled")),
    "failed": ("triangle", _("The dictation failed")),
}
_SAID_INTO: Final[dict[How, str]] = {
    "pasted": _("Pasted into {program}"),
    "sent": _("Pasted into {program}, not confirmed"),
    "typed": _("Typed into {program}"),
}


def at_work(view: View, key_of: Callable[[str], str], *, flat: bool = False, waited: float = 0.0) -> Panel | None:
    """What is said of the Session under way; None where there is none.

    `key_of` names the key of a Binding, `flat` is whether nothing is heard, and `waited` how many seconds people wait
    for their text.
    """
    match view.state:
        case "opening":
            return Panel(glyph="ring", words=_("One moment"), hint=view.notice)
        case "recording":
            return Panel(
                glyph="disc",
                words=_("Listening"),
                beside=_to_end(key_of(view.ends_by)) if view.ends_by else "",
                bars=True,
                right=clock(view.elapsed),
                hint=view.notice or (_("No sound comes from the microphone.") if flat else ""),
                settled=view.settled,
                tentative=view.tentative,
            )
        case "finishing" | "delivering":
            recognising = view.state == "finishing"
            return Panel(
                glyph="arc",
                words=_("Transcribing") if recognising else _("Pasting"),
                beside=" · ".join(filter(None, (view.model if recognising else "", _so_far(waited)))),
                right=clock(view.elapsed) if view.elapsed else "",
                hint=view.notice,
                settled=view.settled,
                tentative=view.tentative,
            )
    return None


def _to_end(key: str) -> str:
    """How a recording is ended for which no key is held."""
    return _("{key} ends it").format(key=key) if key else ""


def _so_far(waited: float) -> str:
    """How long people wait for their text, where that is long enough to wonder."""
    return _("{count} s").format(count=int(waited)) if waited >= _WONDER else ""


def at_end(ended: Ended, key_of: Callable[[str], str], *, can_retry: bool, can_insert: bool) -> Panel:
    """What is said of a Session that is over; `key_of` names the key of a Binding, and is empty where it has none."""
    glyph, short = _SAID[ended.how]
    words = short
    if ended.into and ended.how in _SAID_INTO:
        words = _SAID_INTO[ended.how].format(program=ended.into)
    hint = "" if ended.how in ("not read", "nothing heard", "failed") else ended.words
    stays = _LONGER if hint else _BRIEF
    panel = Panel(glyph=glyph, words=words, short=short, right=duration(ended.took), hint=hint, stays=stays)
    match ended.how:
        case "not read":
            panel = _with(panel, "paste_again", _("Paste again"), key_of)
        case "dropped" if can_insert:
            panel = _with(panel, "insert_anyway", _("Insert anyway"), key_of)
        case "cancelled" if can_retry:
            kept = replace(panel, words=_("Cancelled: your recording is kept"))
            panel = _with(kept, "retry", _("Retry"), key_of)
        case "failed":
            panel = replace(panel, words=ended.words or words, hint=ended.hint, stays=_TO_ACT)
            if can_retry:
                panel = _with(_kept(panel), "retry", _("Retry"), key_of)
    return panel


def notice(text: str, stays: float) -> Panel:
    """Sentences for people that belong to no Session under way; the first of them stands in the row."""
    parts = _SENTENCE.split(text, maxsplit=1)
    hint = parts[1] if len(parts) > 1 else ""
    return Panel(glyph="ring", words=parts[0], short=_("ASR Pro"), hint=hint, stays=stays)


def clock(seconds: float) -> str:
    """Minutes and seconds, as in 0:07."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def duration(seconds: float | None) -> str:
    """A short time as people read it, as in 84 ms or 1.4 s; empty where it is not known."""
    if seconds is None:
        return ""
    milliseconds = round(seconds * 1000)
    if milliseconds < 1000:  # noqa: PLR2004 - a second has as many
        return _("{count} ms").format(count=milliseconds)
    return _("{count:.1f} s").format(count=seconds)


def _with(panel: Panel, act: Act, says: str, key_of: Callable[[str], str]) -> Panel:
    return replace(panel, act=act, says=says, key=key_of(act), stays=_TO_ACT)


def _kept(failed: Panel) -> Panel:
    """It, and that the recording is kept: in the same row where nothing else is to be said."""
    if failed.hint:
        return replace(failed, hint=followed(failed.hint, _("Your recording is kept.")))
    return replace(failed, words=_("{what}: your recording is kept").format(what=failed.words.rstrip(".")))
