"""Settles which Backend runs a Model that is known, and where its files are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from asrpro import backends
from asrpro.catalog import downloaded, engines
from asrpro.catalog.sizes import spelled
from asrpro.errors import ModelNotAvailable
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asrpro.domain import Model, Variant


_DECISIVE: Final = frozenset(("cuda", "metal"))
"""Devices for whose sake another engine than the usual one is taken; the others are no sure gain."""


def ready(model: Model, devices: Iterable[str] = ()) -> Model | None:
    """The Model with the Backend and the path it is to be loaded with, and what it can do there; None if not here.

    An engine that serves one of these devices, where it is worth it, comes before the usual ones.
    One whose Backend lacks packages is taken where there is no other: who loads it says how to add them.
    """
    chosen = _first([variant for variant in _running(model, devices) if downloaded.present(variant, model.id)])
    if chosen is None:
        return None
    return at_hand(model, chosen)


def at_hand(model: Model, variant: Variant) -> Model:
    """The Model as one of its Variants that is here: with its Backend and path, and what it can do there."""
    path = downloaded.place(variant, model.id)
    return replace(model, backend=variant.backend, path=path, variants=(), **dict(variant.limits))


def settled(model: Model, devices: Iterable[str] = ()) -> Model:
    """The Model as `ready` gives it.

    Raises:
        ModelNotAvailable: no engine of this version runs it, or its files are not here; says how to get them.
    """
    if found := ready(model, devices):
        return found
    wanted = preferred(model, devices)
    if wanted is None:
        raise _without_engine(model)
    command = f"asrpro models download {model.id}"
    hint = _("Get it: {command}").format(command=command)
    if wanted.size is not None:
        hint = _("Get it, about {size}: {command}").format(size=spelled(wanted.size), command=command)
    raise ModelNotAvailable(_("{model} is known, but not on this machine.").format(model=model.title), hint)


def preferred(model: Model, devices: Iterable[str] = ()) -> Variant | None:
    """The Variant to get for a machine with these devices; None where no engine of this version runs the Model."""
    return _first(_running(model, devices))


def _running(model: Model, devices: Iterable[str]) -> list[Variant]:
    """Those that this version has a Backend for, best first."""
    wanted = _DECISIVE.intersection(devices)
    known = [variant for variant in model.variants if engines.exists(variant.backend)]

    def order(variant: Variant) -> tuple[bool, int]:
        return wanted.isdisjoint(backends.backend(variant.backend).devices), engines.rank(variant.backend)

    return sorted(known, key=order)


def _first(variants: Iterable[Variant]) -> Variant | None:
    """The first one whose Backend is installed, or else the first one."""
    return min(variants, key=lambda variant: not engines.installed(variant.backend), default=None)


def _without_engine(model: Model) -> ModelNotAvailable:
    ranked = sorted({variant.backend for variant in model.variants}, key=engines.rank)
    return ModelNotAvailable(
        _("{model} is known, but its engine is not part of this version.").format(model=model.title),
        _("It would need {engines}. `asrpro doctor` names the models that can be used.").format(
            engines=_(" or ").join(map(engines.title, ranked))
        ),
    )
