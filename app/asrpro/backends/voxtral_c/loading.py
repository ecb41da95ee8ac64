"""Looks at program and files, and tries the one with the other, before anybody speaks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro import packages
from asrpro.backends.voxtral_c.engine import VoxtralC
from asrpro.backends.voxtral_c.run import Run
from asrpro.errors import ModelDamaged, ModelRefused, PackagesMissing, Unsupported
from asrpro.i18n import _
from asrpro.shortage import KILLED, lacks_memory, no_memory
from asrpro.weights import safetensors
from asrpro.weights.reader import CutOff

if TYPE_CHECKING:
    from asrpro.domain import LoadOptions, Model

TITLE: Final = _("voxtral.c (a program of its own)")
PROGRAM: Final = "voxtral"
WEIGHTS: Final = "consolidated.safetensors"
TOKENS: Final = "tekken.json"
_TRIED: Final = bytes(16_000)
"""Half a second of silence, to be tried with."""
_LOAD: Final = 570.0
"""Seconds that it may take; a Host is given 600."""
_INTERVAL: Final = "1.0"
"""Seconds of sound that it works on at once (its -I): with less it spends most of its time on beginning."""


def load(model: Model, device: str, options: LoadOptions) -> VoxtralC:
    """Have the program load the Model's folder once, for a try, and then wait with it.

    Raises:
        PackagesMissing: there is no such program.
        ModelDamaged: a file is missing or damaged.
        ModelRefused: the program cannot do it; OutOfMemory where it has no memory for it.
        Unsupported: a device or number format was asked for.
    """
    if device != "program" or options.compute_type != "default":
        raise Unsupported(
            _("What {title} computes on, and in which number format, is its own choice.").format(title=TITLE),
            _("Leave device and compute type at their defaults, or pick another model."),
        )
    folder = _checked(model)
    command = (_found(options.program), "-d", str(folder), "--stdin", "-I", _INTERVAL)
    try:
        said = _tried(command)
        return VoxtralC(command, _device(said), model.languages)
    except OSError as error:
        raise no_memory() if lacks_memory(error) else _unfit(command[0], error.strerror or str(error)) from error


def _found(named: str) -> str:
    """The program's path.

    Raises:
        PackagesMissing: it is not there, or is none.
    """
    if place := packages.program(named or PROGRAM):
        return str(place)
    title = _("{title} is not here: there is no program {name} on the PATH.").format(title=TITLE, name=PROGRAM)
    if named:
        title = _("{path} is no program that can be started.").format(path=named)
    raise PackagesMissing(
        title,
        _("Build it from https://github.com/antirez/voxtral.c, then say where it is: {command}").format(
            command="asrpro settings set engines.voxtral_program PATH"
        ),
    )


def _tried(command: tuple[str, ...]) -> str:
    """What it prints while it hears a little silence; raises ModelRefused or OutOfMemory when that does not work."""
    run = Run(command)
    try:
        run.feed(_TRIED)
        run.finish()
        if not run.over(_LOAD):
            raise _unfit(command[0], _("it gave no answer for {seconds:.0f} s").format(seconds=_LOAD))
        if run.too_much:
            raise _unfit(command[0], _("it prints without end"))
        if code := run.code():
            if lacks_memory(run.prints) or code == KILLED:
                raise no_memory()
            last = run.prints.rpartition("\n")[2].rstrip(".")
            raise _unfit(command[0], last or _("it ended with {code}").format(code=code))
        return run.prints
    finally:
        run.kill()


def _device(said: str) -> str:
    """What it computes on, as far as it says so."""
    return f"{PROGRAM} (Metal)" if "Metal GPU" in said else PROGRAM


def _unfit(program: str, reason: str) -> ModelRefused:
    return ModelRefused(
        _("{program} cannot run this model: {reason}.").format(program=program, reason=reason),
        _("Is it voxtral.c, built for this machine? Is there enough memory for the model?"),
    )


def _checked(model: Model) -> Path:
    folder = model.path
    if folder is None or not folder.is_dir():
        raise ModelDamaged(
            _("There is no model folder {folder}.").format(folder=folder), _("Was it moved, or is its disk away?")
        )
    try:
        safetensors.names(folder / WEIGHTS)
    except CutOff as error:
        cut = _("It ends too early: the download or the copy was cut off.")
        raise _damaged(folder / WEIGHTS, cut) from error
    except safetensors.Damaged as error:
        raise _damaged(folder / WEIGHTS) from error
    try:
        json.loads((folder / TOKENS).read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(folder / TOKENS) from error
    return folder


def _damaged(file: Path, reason: str = "") -> ModelDamaged:
    again = _("Get the model again.")
    return ModelDamaged(_("{file} is missing or damaged.").format(file=file), f"{reason} {again}".strip())
