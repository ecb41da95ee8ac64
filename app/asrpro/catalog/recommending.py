"""Which Models suit a computer and what is spoken: a pure function of what the catalogue says of them.

The rule, rough as its numbers are:

1. Out of the question is what does not recognise speech, what no installed engine runs, what was not seen where it is
   to be had or is given only to who logs in, what does not understand all that is spoken, what takes more than half of
   the memory, and what would be slower than speech. Where nobody said what is spoken, Models of a single language are
   left out; where the settings do not, what would have to be told which of its languages it is.
2. How much work a second of speech is follows from the memory that a Model takes: 0.12 core-seconds for 1 GB, and a
   little more than three times as many for twice that. Whisper base (30 s of speech in 1.02 s on two cores) and the
   numbers of parameters of its larger kin lie on that line.
3. Twice the memory counts as one point better, in steps of half a point. Half a point is lost for each second that one
   waits for a sentence of five seconds, two for each doubling of that beyond 2.5 s, and one where no times come with
   the text.
4. What writes neither capitals nor marks comes behind all that do, however many its points: nobody wants to type these.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from asrpro import backends
from asrpro.catalog.settling import among, preferred
from asrpro.catalog.sizes import spelled
from asrpro.i18n import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asrpro.catalog.settling import Surroundings
    from asrpro.domain import Gpu, Machine, Model

_SHARE: Final = 0.5
"""Of the memory, that a Model may take."""
_EFFORT: Final = 0.12
"""Core-seconds for a second of speech, of a Model that takes 1 GB."""
_GROWTH: Final = 1.65
"""With which power of the memory that grows."""
_USED: Final = 8
"""Cores that make recognition faster; more of them hardly do."""
_OLD: Final = 3.0
"""How much slower a processor is that has none of these:"""
_QUICK: Final = frozenset(("AVX2", "NEON"))
_GPU: Final = 100
"""Cores that a graphics card is worth at least."""
_SENTENCE: Final = 5.0
"""Seconds of speech for which somebody waits."""
_PATIENCE: Final = 2.5
"""Seconds of waiting after which it annoys."""
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A Model for a computer."""

    model: Model
    why: str
    """One sentence."""
    speed: str
    """How fast it is here, and what that is due to; another one."""


def recommended(
    entries: Iterable[Model],
    machine: Machine,
    languages: Sequence[str] = (),
    around: Surroundings | None = None,
    *,
    told: bool = True,
) -> list[Recommendation]:
    """The Models that suit this computer and what is spoken on it (ISO 639-1 codes), best first.

    `told` says whether the settings name the language, so that a Model which cannot find it out hears of it.
    `around` says which Backends work here and for which devices of the machine they may hope, where that is known.
    """
    around = around or among(machine.devices)
    found = []
    for entry in entries:
        variant = preferred(entry, around)
        if variant is None or entry.gated or not entry.recognises or not (variant.confirmed or not variant.repository):
            continue
        if not around.works(variant.backend):
            continue
        model = entry.limited(variant)
        gpu = _gpu(model, machine, around.devices(model, backends.backend(variant.backend)))
        knows = told or model.detects_language or len(model.languages) == 1
        if knows and _understands(model, languages) and _fits(model, machine, gpu) and _load(model, machine, gpu) < 1:
            found.append((model, gpu))
    found.sort(key=lambda one: (not one[0].punctuated, -_points(one[0], machine, one[1]), len(one[0].languages)))
    return [Recommendation(model, _why(model, gpu, machine), _speed(model, gpu, machine)) for model, gpu in found]


def _understands(model: Model, languages: Sequence[str]) -> bool:
    return all(map(model.understands, languages)) if languages else len(model.languages) != 1


def _gpu(model: Model, machine: Machine, devices: Iterable[str]) -> Gpu | None:
    """The card that it finds room on; None where it would run on the processor."""
    for device in devices:
        gpu = machine.gpu(device)
        room = gpu.memory if gpu and gpu.memory else machine.ram * _SHARE  # which chips share
        if gpu and model.vram and model.vram <= room:
            return gpu
    return None


def _fits(model: Model, machine: Machine, gpu: Gpu | None) -> bool:
    """Whether it leaves others memory enough; on a card its weights still pass through the computer's."""
    return model.ram is not None and model.ram <= machine.ram * (1 if gpu else _SHARE)


def _load(model: Model, machine: Machine, gpu: Gpu | None) -> float:
    """Seconds of work for a second of speech."""
    effort = _EFFORT * math.pow((model.ram or 0) / 1000, _GROWTH)
    if gpu:
        return effort / _GPU
    slow = 1.0 if _QUICK.intersection(machine.processor.abilities) else _OLD
    return effort * slow / min(machine.processor.cores, _USED)


def _points(model: Model, machine: Machine, gpu: Gpu | None) -> float:
    wait = (model.window or _SENTENCE) * _load(model, machine, gpu)
    annoyance = 2 * math.log2(max(wait / _PATIENCE, 1.0))
    size = round(2 * math.log2(model.ram or 1)) / 2
    return size - wait / 2 - annoyance - (model.timestamps == "none")


def _why(model: Model, gpu: Gpu | None, machine: Machine) -> str:
    many = len(model.languages)
    understood = ngettext("{count} language", "{count} languages", many).format(count=many)
    if many == 1:
        understood = _("only {language}").format(language=model.languages[0])
    memory = spelled(((model.vram if gpu else model.ram) or 0) * _MB)
    pace, place = _pace(model, gpu, machine)
    return _("{languages}, needs {memory} of memory; runs {speed} on {place}.").format(
        languages=understood if many else _("many languages"), memory=memory, speed=pace, place=place
    )


def _speed(model: Model, gpu: Gpu | None, machine: Machine) -> str:
    pace, place = _pace(model, gpu, machine)
    return _("Runs {speed} on {place}.").format(speed=pace, place=place)


def _pace(model: Model, gpu: Gpu | None, machine: Machine) -> tuple[str, str]:
    """How fast it is, and where it runs."""
    fast = _load(model, machine, gpu) < 1 / 2
    pace = _("faster than real time") if fast else _("hardly faster than real time")
    if gpu:
        return pace, gpu.name
    cores = machine.processor.cores
    return pace, ngettext("{count} core", "{count} cores", cores).format(count=cores)
