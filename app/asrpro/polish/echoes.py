"""A gate for text that only echoes the prompt or the hotwords.

Engines that are told what to expect say it back when they hear nothing. But a user may well say words of the prompt,
so an echo must fill the whole Segment, be at least four words and twelve letters long, and be one of these:

- all of the prompt, or all of the hotwords in order, once or several times, the last perhaps cut short: nobody says
  that by chance, however sure the engine is;
- a part of it, word for word, of which the engine itself is not sure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.domain import Dropped, Segment
from asrpro.i18n import _
from asrpro.polish.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORDS = 4
LETTERS = 12
UNSURE = 0.5
"""The confidence below which a part of the prompt is taken for an echo."""


def dropping_echoes(prompt: str, hotwords: Sequence[str]) -> Callable[[Segment], Segment | Dropped]:
    """A gate that drops echoes of this prompt and these hotwords."""
    told_prompt, told_hotwords = _words(prompt), _words(" ".join(hotwords))

    def drop_echo(segment: Segment) -> Segment | Dropped:
        said = _words(segment.text)
        if len(said) < WORDS or sum(map(len, said)) < LETTERS:
            return segment
        unsure = segment.confidence is not None and segment.confidence < UNSURE
        if _echoes(said, told_prompt, unsure=unsure):
            return Dropped(segment, _("This only repeats the prompt, as happens when no speech is heard."))
        if _echoes(said, told_hotwords, unsure=unsure):
            return Dropped(segment, _("This only repeats the list of hotwords, as happens when no speech is heard."))
        if _echoes(said, told_prompt + told_hotwords, unsure=unsure):
            return Dropped(segment, _("This only repeats the prompt and hotwords, as happens when no speech is heard."))
        return segment

    return drop_echo


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(text))


def _echoes(said: tuple[str, ...], told: tuple[str, ...], *, unsure: bool) -> bool:
    """Whether all that was said is what was told, or a part of it where the engine is unsure."""
    if len(told) < WORDS:
        return False
    times = -(-len(said) // len(told))
    if len(said) >= len(told) and said == (told * times)[: len(said)]:
        return True
    return unsure and any(told[at : at + len(said)] == said for at in range(len(told) - len(said) + 1))
