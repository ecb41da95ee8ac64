"""Devices are looked at while the program already works, and what is recommended follows from them."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.boot.greeting import Greeted, greet
from asrpro.boot.residing import look_at_devices
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions
from asrpro.runtime.advice import advice
from asrpro.runtime.ladder import Rung
from asrpro.runtime.parent import Interrupted
from asrpro.runtime.record import Record
from asrpro.runtime.router import Router
from asrpro.runtime.surroundings import surroundings
from asrpro.runtime.trials import Trials

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Router:
    """Asks about a computer with a graphics card that was never tried."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    monkeypatch.setenv("ODD_TRIAL", json.dumps({}))
    record = Record(tmp_path / "devices.json")
    return Router(record, Trials(record, main="fixtures.odd_trial"), lambda: ("cuda", "cpu"))


def test_the_first_greeting_names_what_suits_the_graphics_card(card: Router, tmp_path: Path) -> None:
    known = Catalogue(paths.catalogue(), around=surroundings(card, lambda: Rung("auto", LoadOptions())))
    on_processor = advice(known, card, "zh")[0]
    looked, said, over = look_at_devices(card.look), list[str](), threading.Event()

    def say(text: str) -> None:
        said.append(text)
        over.set()

    def later(_at: float, do: Callable[[], None]) -> None:
        pass  # nobody is that patient here

    greet(
        "",
        lambda then: looked.add_done_callback(lambda _looked: then(advice(known, card, "zh"))),
        Greeted(tmp_path),
        chosen="pocketsphinx-en-us",
        say=say,
        post=lambda do: do(),
        call_at=later,
    )
    assert over.wait(60)
    best = advice(known, card, "zh")[0]
    assert "Some Card" in best.speed
    assert best.model.id != on_processor.model.id
    assert f"Best for this computer: {best.model.title}." in said[0]


def test_who_waits_is_told_though_looking_fails(caplog: pytest.LogCaptureFixture) -> None:
    def look() -> None:
        raise OSError("no more processes")

    looked = look_at_devices(look)
    assert looked.result(10) is None
    assert "no more processes" in caplog.text
    caplog.clear()


def test_nobody_waits_for_devices_that_hang_or_is_told_when_the_program_ends() -> None:
    hangs = threading.Event()

    def look() -> None:
        hangs.wait(30)
        raise Interrupted

    looked = look_at_devices(look)
    assert not looked.done()
    hangs.set()
    with contextlib.suppress(TimeoutError):
        looked.result(0.2)
        pytest.fail("it was told")
