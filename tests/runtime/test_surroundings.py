"""Which of several engines runs a Model, by what the settings and this computer have to say."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from asrpro.catalog.settling import preferred
from asrpro.domain import LoadOptions, Model, Variant
from asrpro.runtime.ladder import Rung
from asrpro.runtime.record import Failure, Record
from asrpro.runtime.router import Router
from asrpro.runtime.surroundings import surroundings
from asrpro.runtime.trials import Trials
from fixtures.engines import add_environment

if TYPE_CHECKING:
    import pytest


def model(*engines: str) -> Model:
    """One that can be had for these, and gains by a card."""
    forms = tuple(Variant(engine, "a/b", ("model.bin",)) for engine in engines)
    return Model("small", "Small", vram=1200, variants=forms)


def test_a_program_that_the_settings_name_is_an_engine_like_any_other(tmp_path: Path) -> None:
    asked = [Rung("auto", LoadOptions(program=str(tmp_path / "voxtral")))]
    around, voxtral = surroundings(Router(), lambda: asked[-1]), model("transformers", "voxtral_c")
    add_environment("transformers")
    taken = [preferred(voxtral, around)]
    (tmp_path / "voxtral").touch(0o755)
    taken.append(preferred(voxtral, around))
    asked.append(Rung("auto", LoadOptions()))
    taken.append(preferred(voxtral, around))
    assert [one and one.backend for one in taken] == ["transformers", "voxtral_c", "transformers"]


def test_a_program_that_does_an_engines_work_is_a_device_for_whose_sake_it_is_taken(tmp_path: Path) -> None:
    record, server = Record(tmp_path / "devices.json"), tmp_path / "whisper-server"
    router, both = Router(record), model("faster_whisper", "whisper_cpp")
    named = Rung("auto", LoadOptions(whisper_program=str(server)))
    asked = [named]
    around, taken = surroundings(router, lambda: asked[-1]), list[str]()

    def take() -> None:
        found = preferred(both, around)
        taken.append(found.backend if found else "")

    take()  # it is not there
    server.touch(0o755)
    take()
    asked.append(Rung("cpu", named.options))
    take()
    asked.append(named)
    built = f"{server} {server.stat().st_mtime_ns}"
    record.keep_failure(Failure("program", "whisper_cpp small", built, "out of memory"))
    take()
    os.utime(server, (1, 1))  # another build of it
    take()
    asked.append(Rung("auto", LoadOptions()))
    take()
    assert taken == [
        "faster_whisper", "whisper_cpp", "faster_whisper", "faster_whisper", "whisper_cpp", "faster_whisper",
    ]  # fmt: skip


def test_a_card_decides_nothing_where_the_settings_ask_for_another_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    monkeypatch.setenv("ODD_TRIAL", json.dumps({}))
    record = Record(tmp_path / "devices.json")
    trials = Trials(record, main="fixtures.odd_trial")
    router = Router(record, trials, lambda: ("cuda", "cpu"))
    router.look()
    trials.close()
    add_environment("transformers")
    asked, both = [Rung("auto", LoadOptions())], model("moonshine", "transformers")
    around = surroundings(router, lambda: asked[-1])
    taken = [preferred(both, around)]
    asked.append(Rung("cpu", LoadOptions()))
    taken.append(preferred(both, around))
    assert [one and one.backend for one in taken] == ["transformers", "moonshine"]
