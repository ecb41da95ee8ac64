"""What `asrpro bench-models` says of what it has measured."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from asrpro.catalog import engines, folders
from asrpro.cli.comparing import compared
from asrpro.cli.show import fitted, lasting, printable
from asrpro.i18n import _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from asrpro.cli.trials import Trial
    from asrpro.domain import Model

_MEGA: Final = 1_000_000
_SHOWN: Final = 20
"""Differences that are printed of one text; JSON has all."""


def told(trials: Sequence[Trial], said: str | None) -> dict[str, Any]:
    """All there is to tell, as JSON has it; without a text that is known, the likely best Model's counts for that."""
    heard = [trial for trial in trials if trial.text is not None]
    best = max(heard, key=lambda trial: _weight(trial.model), default=None)
    against = said if said is not None else best.text if best else None
    return {
        "reference": "given" if said is not None else best.model.id if best else None,
        "models": [entry(trial, against, is_reference=said is None and trial is best) for trial in trials],
    }


def entry(trial: Trial, against: str | None, *, is_reference: bool = False) -> dict[str, Any]:
    """What came of one, compared with a text where there is one already."""
    made: dict[str, Any] = {
        "id": trial.model.id,
        "title": trial.model.title,
        "backend": trial.model.backend,
        "device": trial.device,
        "seconds": trial.duration,
        "load_seconds": trial.load,
        "work_seconds": trial.work,
        "speed": trial.duration / trial.work if trial.work and trial.duration else None,
        "peak_memory": trial.peak,
        "text": trial.text,
        "error": str(trial.error) if trial.error else None,
        "is_reference": is_reference,
    }
    if trial.text is not None and against is not None:
        made["word_error_rate"] = (comparison := compared(against, trial.text)).rate
        made["differences"] = [asdict(difference) for difference in comparison.differences]
    return made


def shown(made: dict[str, Any], several: Collection[str]) -> str:
    """What people read of one as soon as it is done; `several` are the ids that several engines are tried with."""
    return _paragraph(_title(made, several), _lines(made))


def comparison(found: dict[str, Any], several: Collection[str]) -> str:
    """What people read in the end: how far the texts are from that of the Model that is likely the best."""
    heard = [one for one in found["models"] if one["text"] is not None]
    if len(heard) < 2:  # noqa: PLR2004 - there is nothing to compare
        return ""
    likely = [_("likely the best, which the others are compared with")]
    return "".join(
        _paragraph(_title(one, several), likely if one["is_reference"] else [_rate(one), *_differences(one)])
        for one in sorted(heard, key=lambda one: not one["is_reference"])
    )


def _weight(model: Model) -> tuple[bool, int]:
    """What makes it likelier to be right: capitals and full stops, which rough ones do not know, and its bytes."""
    place = model.path
    held = place.stat().st_size if place and place.is_file() else folders.size(place) if place else 0
    return model.punctuated, model.ram * _MEGA if model.ram else held


def _title(made: dict[str, Any], several: Collection[str]) -> str:
    title: str = made["title"]
    if made["id"] in several:
        title = _("{model} with {engine}").format(model=title, engine=engines.title(made["backend"]))
    return printable(title)


def _paragraph(title: str, lines: Iterable[str]) -> str:
    told = (fitted(f"    {printable(line)}", indent=4) for line in lines)
    return "".join(f"{line}\n" for line in (title, *told, ""))


def _lines(made: dict[str, Any]) -> Iterator[str]:
    if made["error"]:
        yield made["error"]
        return
    facts = _("{seconds} on {device}, {speed:.1f} times real time; loaded in {load}")
    yield facts.format(
        seconds=lasting(made["work_seconds"]),
        device=made["device"],
        speed=made["speed"] or 0.0,
        load=lasting(made["load_seconds"]),
    )
    if made["peak_memory"] is not None:
        yield _("at most {count} MB of memory").format(count=round(made["peak_memory"] / _MEGA))
    if "word_error_rate" in made:
        yield _rate(made)
    yield made["text"] or _("Nothing was heard.")
    yield from _differences(made)


def _rate(made: dict[str, Any]) -> str:
    if not made["word_error_rate"]:
        return _("the same words")
    if made["word_error_rate"] > 1:  # of words that nobody said there may be any number
        return _("{times:.1f} times as many words differ as were said").format(times=made["word_error_rate"])
    return _("{rate:.1%} of the words differ").format(rate=made["word_error_rate"])


def _differences(made: dict[str, Any]) -> Iterator[str]:
    differences = made.get("differences", [])
    for one in differences[:_SHOWN]:
        yield f"- {one['wanted'] or '∅'} + {one['heard'] or '∅'}"
    if len(differences) > _SHOWN:
        yield _("and {count} more").format(count=len(differences) - _SHOWN)
