"""The Router: picks device and number format for a Model, says why, and remembers what failed."""

from __future__ import annotations

import contextlib
import logging
import re
import time
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from asrpro import backends, packages, paths
from asrpro.catalog.settling import DECISIVE
from asrpro.domain import LoadOptions, Machine, Processor
from asrpro.i18n import _
from asrpro.runtime import hardware
from asrpro.runtime.ladder import Ladder, Rung
from asrpro.runtime.record import DAY, Failure, Record
from asrpro.runtime.routing import Known, Route, drives, hopes, route
from asrpro.runtime.trials import Found, Trial, Trials, version
from asrpro.shortage import lacks_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asrpro.domain import Backend, Gpu, Model

log = logging.getLogger(__name__)

_FORMAT: Final = re.compile(r"[._-](u?int8|quantized|fp16|float16|bf16|q[2-8]_[0-9k])\b", re.IGNORECASE)
"""What people put into the names of files: encoder-model.int8.onnx, decoder_model_merged_quantized.onnx."""
_PLAIN: Final = LoadOptions()
_FORMATS: Final = {"quantized": "int8", "fp16": "float16", "bf16": "bfloat16"}


class Router:
    """Asks what there is and what is known of it; `routing` decides."""

    def __init__(
        self,
        record: Record | None = None,
        trials: Trials | None = None,
        devices: Callable[[], tuple[str, ...]] = hardware.devices,
    ) -> None:
        """Ask nothing yet; the record is that of the user where none is given."""
        self._record = record or Record(_file())
        self._devices = devices
        self.trials = trials or Trials(self._record)
        """What tries devices; whoever waits for it is let go by closing it."""
        self.blames = True
        """Whether it is written down on which devices Models fail."""
        self._seen: tuple[object, _Seen] | None = None

    def ladder(self, model: Model, device: str, options: LoadOptions) -> Ladder:
        """The ways to run a Model; devices that were never tried are when it is stepped on, on that thread."""
        return Ladder(
            lambda: self._rungs(model, Rung(device, options)),
            partial(self._failed, model, options),
            partial(self._worked, model, options),
        )

    def route(self, model: Model, asked: Rung) -> Route:
        """Where a Model is to run, by its settled Backend, and why; tries devices that were never tried.

        Raises Interrupted when the Trials were closed.
        """
        return self._route(model, asked, self._machine)

    def _route(self, model: Model, asked: Rung, machine: Callable[[dict[str, Found]], Machine]) -> Route:
        backend = backends.backend(model.backend)
        found = {device: self.trials.of(device) for device in self._to_try(backend, asked.device)}
        trials = {device: one.trials for device, one in found.items()}
        if asked.options.compute_type != "default" and (processor := self.trials.known("cpu")):
            trials["cpu"] = processor.trials
        known = Known(
            trials,
            self._failures(model, asked.options),
            partial(stored, backend, model.path),
            partial(formats, backend, model.path),
        )
        chosen = route(model, backend, asked, machine(found), known)
        if chosen.rungs[0].device != "program" or not drives(backend, asked.options):
            return chosen
        if packages.program(own := asked.options.whisper_program) is None:
            away = _("{program} is not here").format(program=own)
            chosen = replace(chosen, precision="", because=(away,), at_fault="engines.whisper_program")
        return replace(chosen, rungs=chosen.rungs[:1]) if backends.lacks(backend) else chosen

    def look(self) -> None:
        """Have those devices tried for whose sake another engine is taken; raises Interrupted when closed."""
        for device in self._devices():
            if device in DECISIVE:
                self.trials.of(device)

    def hopes(self, model: Model, backend: Backend, options: LoadOptions = _PLAIN) -> list[str]:
        """The devices on which a Backend may hope to run a Model, best first, as far as is known; nothing is tried.

        A program that the options name to do its work is one of them, whether it is there or not.
        """
        seen, name = self._remembered(), f"{backend.name} {model.id}"
        failures = {
            one.device: one.said
            for one in seen.failures
            if one.model == name and (one.device != "program" or one.driver == _driver("program", options))
        }
        return hopes(model, backend, options, seen.machine, Known(seen.trials, failures))

    def _remembered(self) -> _Seen:
        """What is written down; read anew when that is otherwise, for a menu that opens asks a hundred times."""
        stamp = self._record.stamp
        if self._seen is None or self._seen[0] != stamp:
            found = {device: known for device in self._devices() if (known := self.trials.known(device))}
            trials = {device: one.trials for device, one in found.items()}
            now = {device: version(device) for device in self._devices()}
            failures = [
                one for one in self._record.failures() if one.device == "program" or one.driver == now.get(one.device)
            ]
            self._seen = stamp, _Seen(self._cards(found), trials, failures)
        return self._seen[1]

    def machine(self) -> Machine:
        """The computer, with the GPUs that are known from before; nothing is tried."""
        found = {device: known for device in self._devices() if (known := self.trials.known(device))}
        return self._machine(found)

    def forget(self) -> None:
        """Forget what was tried and what failed."""
        self._record.forget()

    def _rungs(self, model: Model, asked: Rung) -> tuple[Rung, ...]:
        chosen = self._route(model, asked, self._cards)
        log.info(
            "%s: %s", model.backend, ", then ".join(f"{one.device} {one.options.compute_type}" for one in chosen.rungs)
        )
        return chosen.rungs

    def _to_try(self, backend: Backend, asked: str) -> list[str]:
        """The devices of which it matters what they can do: those an engine would rather have than the processor."""
        here = [device for device in backend.devices if device in self._devices()]
        if asked != "auto":
            return [device for device in here if device == asked != "cpu"]
        return list(takewhile(lambda device: device != "cpu", here))

    def _machine(self, found: dict[str, Found]) -> Machine:
        return replace(hardware.machine(_gpus(found)), devices=self._devices())

    def _cards(self, found: dict[str, Found]) -> Machine:
        """As much of the computer as decides; the rest is for the sentence, and costs a first dictation 30 ms."""
        return Machine(Processor(), 0, self._devices(), tuple(_gpus(found)))

    def _failures(self, model: Model, options: LoadOptions) -> dict[str, str]:
        return {
            one.device: one.said
            for one in self._record.failures()
            if one.model == _key(model, options) and one.driver == _driver(one.device, options)
        }

    def _failed(self, model: Model, asked: LoadOptions, rung: Rung, error: Exception) -> None:
        if not self.blames:
            return
        until = time.time() + DAY if lacks_memory(error) else None
        driver = _driver(rung.device, rung.options)
        self._record.keep_failure(Failure(rung.device, _key(model, asked), driver, str(error), until))

    def _worked(self, model: Model, asked: LoadOptions, rung: Rung) -> None:
        self._record.forget_failure(rung.device, _key(model, asked))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of devices before any is tried."""

    machine: Machine
    trials: dict[str, tuple[Trial, ...]]
    failures: list[Failure]
    """Those of programs of the user's own, whatever they were then."""


def _gpus(found: dict[str, Found]) -> list[Gpu]:
    return [gpu for one in found.values() for gpu in one.gpus]


def stored(backend: Backend, path: Path | None, device: str) -> str:
    """The number format of a Model's files that a device gets; empty where that is not known before it is loaded."""
    if path is None:
        return ""
    if backend.stored:
        return backend.stored(path, device)
    files = [path] if path.is_file() else sorted(path.glob("**/*.*"))
    found = next((told for file in files if (told := _FORMAT.search(file.name))), None)
    return _FORMATS.get(found[1].lower(), found[1].lower()) if found else ""


def formats(backend: Backend, path: Path | None, device: str) -> Sequence[str]:
    """The number formats that may be asked for of a Model's files on a device; none where that is not known."""
    return backend.formats(path, device) if backend.formats and path else ()


def _driver(device: str, options: LoadOptions) -> str:
    """What a failure holds for; that of a program, until there is another one."""
    if device != "program":
        return version(device)
    place, built = packages.program(options.whisper_program), 0
    with contextlib.suppress(OSError):
        built = place.stat().st_mtime_ns if place else 0
    return f"{options.whisper_program} {built}"


def _key(model: Model, asked: LoadOptions) -> str:
    """What failed or not: in a number format that somebody asks for, something else may fail than in the best one."""
    named = "" if asked.compute_type == "default" else f" {asked.compute_type}"
    return f"{model.backend} {model.id}{named}"


def _file() -> Path | None:
    try:
        return paths.cached() / "devices.json"
    except OSError as error:
        log.info("what is found out of devices cannot be kept: %s", error.strerror)
        return None
