"""Settles which Backend runs a Model that is known, and where its files are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from asrpro import backends, environments
from asrpro.catalog import downloaded, engines, mending
from asrpro.catalog.sizes import spelled
from asrpro.errors import ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asrpro.domain import Backend, Model, Variant

DECISIVE: Final = frozenset(("cuda", "metal", "program"))
"""Devices for whose sake another engine than the usual one is taken; the others are no sure gain.

A program that does an engine's work was built for this computer's graphics card by who names it in the settings.
"""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides which of several Backends runs a Model on this computer."""

    devices: Callable[[Model, Backend], Iterable[str]]
    """On which devices a Backend may hope to run a Model, as far as is known."""
    works: Callable[[str], bool] = engines.installed
    """Whether a Backend can be used now."""


def among(devices: Iterable[str]) -> Surroundings:
    """Any of these devices that a Backend serves, where no settings say anything of it."""
    here = tuple(devices)
    return Surroundings(lambda _model, backend: [device for device in backend.devices if device in here])


NOWHERE: Final = among(())
"""Nothing is known of any device."""


def ready(model: Model, around: Surroundings = NOWHERE) -> Model | None:
    """The Model with the Backend and the path it is to be loaded with, and what it can do there; None if not here.

    An engine that may hope for a device that is worth it comes before the usual ones.
    One whose Backend lacks packages is taken where there is no other: who loads it says how to add them.
    """
    chosen = _first([variant for variant in _running(model, around) if downloaded.present(variant, model.id)], around)
    if chosen is None:
        return None
    return at_hand(model, chosen)


def forms(model: Model) -> list[Model]:
    """All its forms that are here and that this version has a Backend for, each as it is to be loaded."""
    known = [variant for variant in model.variants if engines.exists(variant.backend)]
    return [at_hand(model, variant) for variant in known if downloaded.present(variant, model.id)]


def at_hand(model: Model, variant: Variant) -> Model:
    """The Model as one of its Variants that is here: with its Backend and path, and what it can do there."""
    path = downloaded.place(variant, model.id)
    return replace(model.limited(variant), backend=variant.backend, path=path, variants=())


def settled(model: Model, around: Surroundings = NOWHERE, *, whole: Model | None = None) -> Model:
    """The Model as `ready` gives it; `whole` has all its Variants, where some of them alone are meant.

    Raises:
        ModelNotAvailable: no engine of this version runs it, or its files are not here; says how to get them.
        ModelDamaged: some of its files are here no more, or were cut off.
    """
    if found := ready(model, around):
        return found
    if fault := mending.broken(model):
        raise fault
    wanted = preferred(model, around)
    if wanted is None:
        raise _without_engine(model)
    some = whole is not None and whole.variants != model.variants
    command = f"asrpro models download {model.id}{f' --backend {wanted.backend}' if some else ''}"
    hint = _("Get it: {command}").format(command=command)
    if wanted.size is not None:
        hint = _("Get it, about {size}: {command}").format(size=spelled(wanted.size), command=command)
    raise ModelNotAvailable(_("{model} is known, but not on this machine.").format(model=model.title), hint)


def preferred(model: Model, around: Surroundings = NOWHERE) -> Variant | None:
    """The Variant to get here; None where no engine of this version runs it."""
    found = _first(_running(model, around), around)
    return fitted(model, found, around) if found else None


def fitted(model: Model, variant: Variant, around: Surroundings) -> Variant:
    """The Variant with the files to get here: others where its Backend is set up for an NVIDIA card with the room."""
    if not variant.cuda_files or environments.python(variant.backend) is None:
        return variant
    there = model.limited(variant)
    # What is known of its memory is for 16 bits.
    there = replace(there, vram=there.vram and 2 * there.vram)
    return for_cuda(variant) if "cuda" in around.devices(there, backends.backend(variant.backend)) else variant


def for_cuda(variant: Variant) -> Variant:
    """The Variant with the files for an NVIDIA card, of which it has some."""
    return replace(variant, files=variant.cuda_files, size=variant.cuda_size)


def _running(model: Model, around: Surroundings) -> list[Variant]:
    """Those that this version has a Backend for, best first."""
    known = [variant for variant in model.variants if engines.exists(variant.backend)]

    def order(variant: Variant) -> tuple[bool, int]:
        there = model.limited(variant)
        here = around.devices(there, backends.backend(variant.backend))
        # Of what no card's memory is told, as of Moonshine, a card would make nothing better.
        gains = there.vram is not None and not DECISIVE.isdisjoint(here)
        return not gains, engines.rank(variant.backend)

    return sorted(known, key=order) if len(known) > 1 else known


def _first(variants: Iterable[Variant], around: Surroundings) -> Variant | None:
    """The first one whose Backend can be used, or else the first one."""
    return min(variants, key=lambda variant: not around.works(variant.backend), default=None)


def _without_engine(model: Model) -> ModelNotAvailable:
    ranked = sorted({variant.backend for variant in model.variants}, key=engines.rank)
    return ModelNotAvailable(
        _("{model} is known, but its engine is not part of this version.").format(model=model.title),
        _("It would need {engines}. `asrpro doctor` names the models that can be used.").format(
            engines=_(" or ").join(map(engines.title, ranked))
        ),
    )
