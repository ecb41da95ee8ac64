"""The polishes and gates of one source in their order, with what they must remember of it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from asrpro.domain import Detected, Dropped, Partial, Segment
from asrpro.i18n import _
from asrpro.polish.capitals import capitals
from asrpro.polish.commands import spoken_commands
from asrpro.polish.echoes import dropping_echoes
from asrpro.polish.loops import drop_loop
from asrpro.polish.repeats import ALLOWED_SHORT, drop_repeat
from asrpro.polish.replacements import replacing
from asrpro.polish.stops import full_stops

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asrpro.domain import Model, Options, Step


class Chain:
    """Turns Steps as an Engine yields them into Steps as people want them; make one for each source.

    Gates come first, for they compare what the Engine wrote; then spoken commands, replacements, and capitals and
    full stops where the Model writes none. Partials get replacements and capitals only: their end is no end yet.
    """

    def __init__(
        self,
        model: Model,
        options: Options,
        *,
        sentence_case: bool = True,
        spoken_commands: bool = True,
        drop_echoes: bool = True,
        replacements: Mapping[str, str] | None = None,
    ) -> None:
        """Each argument turns on what its name says; drop_echoes stands for all gates."""
        self._punctuated = model.punctuated
        self._cases = sentence_case and not model.punctuated
        self._commands = spoken_commands
        self._drops = drop_echoes
        self._replace = replacing(replacements or {})
        # A Model that was told nothing has nothing to echo.
        prompt = options.prompt if model.takes_prompt else ""
        self._drop_echo = dropping_echoes(prompt, options.hotwords if model.takes_hotwords else ())
        self._before: deque[Segment] = deque(maxlen=ALLOWED_SHORT)
        self._asked = "en" if options.task == "translate" else options.language
        self._language = self._asked or (model.languages[0] if len(model.languages) == 1 else None)

    def __call__(self, step: Step) -> list[Step]:
        """What becomes of one Step: a Segment may be dropped, wholly or in part, and a blank one is nothing."""
        match step:
            case Segment() if not step.text.strip():
                return []
            case Segment():
                return [one if isinstance(one, Dropped) else self._polish(one) for one in self._pass(step)]
            case Partial(text):
                shown = self._replace(Segment(text, 0.0, 0.0))
                return [Partial((capitals(shown, self._language) if self._cases else shown).text)]
            case Detected(language):
                self._language = self._asked or language
        return [step]

    def _pass(self, segment: Segment) -> list[Segment | Dropped]:
        """What the gates make of a Segment."""
        if not self._drops:
            return [segment]
        outcome = self._drop_echo(segment)
        if isinstance(outcome, Segment):
            outcome = drop_repeat(self._before, segment)
        self._before.append(segment)
        return [outcome] if isinstance(outcome, Dropped) else drop_loop(outcome)

    def _polish(self, segment: Segment) -> Segment | Dropped:
        """The Segment with its text as people want it; dropped when nothing is left to read."""
        polished = segment
        if self._commands:
            polished = spoken_commands(polished, self._language, punctuated=self._punctuated)
        polished = self._replace(polished)
        if self._cases:
            polished = full_stops(capitals(polished, self._language), self._language)
        # A line break is text too; spaces at the edges are not.
        polished = replace(polished, text=polished.text.strip(" \t"))
        return polished if polished.text else Dropped(segment, _("Nothing is left of this after your replacements."))
