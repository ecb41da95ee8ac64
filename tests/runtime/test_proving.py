"""An update that was never loaded is kept when it works, and taken back when it does not, by whoever loads it."""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import folders
from asrpro.catalog.order import Listing, Remote
from asrpro.catalog.proving import Proving
from asrpro.catalog.store import Store
from asrpro.domain import LoadOptions, Options, State
from asrpro.errors import AppError, EngineCrashed, ModelDamaged, OutOfMemory, PackagesMissing, Unsupported
from asrpro.runtime.host import Host
from asrpro.runtime.ladder import Ladder, Rung
from runtime.conftest import noise, odd, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asrpro.domain import Model

KEY = ("odd", "model")
ALL = ["Second 0.", "Second 1.", "Second 2."]


def put(store: Store, how: str) -> None:
    """Put a version of the Model into its place, as a download does."""
    tree = store.folder / "odd" / ".tree"
    tree.mkdir(parents=True)
    (tree / "how.txt").write_text(how, "utf-8")
    listing = Listing("somebody/odd", how, (Remote("how.txt", len(how), how),))
    folders.write(tree / folders.RECORD, asdict(listing))
    store.begin_update(*KEY, tree)


def version(store: Store) -> str:
    """The one in the Model's place."""
    found = store.find(*KEY)
    return found.listing.commit if found else ""


@pytest.fixture
def store() -> Store:
    """One in which a Model that works is."""
    made = Store(paths.models())
    put(made, "well")
    return made


@pytest.fixture
def model(store: Store, monkeypatch: pytest.MonkeyPatch) -> Model:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
    return replace(odd("model"), path=store.place(*KEY))


@contextlib.contextmanager
def opened(model: Model, said: list[str], ladder: Ladder | None = None) -> Iterator[Host]:
    ladder = ladder or Ladder.of(["cpu"], LoadOptions())
    with contextlib.closing(Host(model, ladder, main="fixtures.odd_host", say=said.append)) as host:
        yield host


@contextlib.contextmanager
def updated(store: Store, model: Model, update: str) -> Iterator[tuple[Host, list[str]]]:
    """A Host of a Model of which this update has come, and what people are told by it."""
    put(store, update)
    said: list[str] = []
    with opened(model, said) as host:
        yield host, said


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ("damaged", "It is damaged."),
        ("refuses", "The program cannot use it."),
        ("dies-at-load", "Odd (model) crashed, and again on a second try."),
        ("dies", "Odd (model) crashed, and again on a second try."),
        ("raises", "Odd (model) failed: "),
    ],
)
def test_what_does_not_work_is_taken_back_and_the_one_from_before_does_the_work(
    update: str, reason: str, store: Store, model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    with updated(store, model, update) as (host, said):
        host.begin()
        assert texts(host.transcribe(noise(3), Options())) == ALL
        assert host.standing.state is State.READY
    assert (version(store), store.is_unproven(*KEY)) == ("well", False)
    (told,) = said
    assert told.startswith(f"The update of Odd (model) cannot be loaded: {reason}")
    assert told.endswith("The one from before is in its place again.")
    assert "an update of model is taken back" in caplog.text


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ("starves", "There is not enough memory for Odd (model)."),
        ("starves-at-load", "There is not enough memory for Odd (model)."),
        ("is-killed", "Odd (model) crashed, and again on a second try. Perhaps memory ran out."),
        ("is-killed-at-load", "Odd (model) crashed, and again on a second try. Perhaps memory ran out."),
    ],
)
def test_a_lack_of_memory_is_no_fault_of_an_update(
    update: str, reason: str, store: Store, model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    with updated(store, model, update) as (host, said), pytest.raises(OutOfMemory) as told:
        list(host.transcribe(noise(3), Options()))
    assert str(told.value).startswith(reason)
    assert "smaller model" in told.value.hint
    assert (version(store), store.is_unproven(*KEY)) == (update, True)
    assert said == []
    assert "taken back" not in caplog.text


def test_what_works_is_kept_and_what_fails_later_is_not_taken_back(
    store: Store, model: Model, caplog: pytest.LogCaptureFixture
) -> None:
    with updated(store, model, "reads-stdin") as (host, said):
        host.load()
    assert (version(store), store.is_unproven(*KEY)) == ("reads-stdin", False)
    (store.place(*KEY) / "how.txt").write_text("damaged", "utf-8")
    with opened(model, said) as host, pytest.raises(ModelDamaged):
        host.load()
    assert said == []
    assert caplog.text == ""


def test_no_device_is_blamed_for_an_update(store: Store, model: Model, caplog: pytest.LogCaptureFixture) -> None:
    put(store, "raises")
    failed: list[str] = []
    rungs = [Rung("cuda", LoadOptions()), Rung("cpu", LoadOptions())]
    ladder = Ladder(lambda: rungs, lambda rung, _said: failed.append(rung.device))
    (store.place(*KEY).with_name(".model.old") / "how.txt").write_text("well-on-cuda", "utf-8")
    with opened(model, [], ladder) as host:
        assert texts(host.transcribe(noise(3), Options())) == ALL
        assert host.device == "cuda"
    assert failed == []
    assert "does not run on cuda" in caplog.text


def test_what_has_nothing_to_do_with_the_files_leaves_them(store: Store, model: Model) -> None:
    put(store, "damaged")
    proving = Proving(model)
    proving.begin()
    assert proving.blames(EngineCrashed("It crashed."))
    assert not proving.blames(PackagesMissing("There are packages missing."))
    assert not proving.blames(Unsupported("There is no graphics card."))
    assert not Proving(replace(model, path=store.folder.parent / "elsewhere")).blames(EngineCrashed("It crashed."))


def test_who_holds_the_lock_decides(store: Store, model: Model) -> None:
    """As `asrpro models update` does while it loads an update for a try."""
    put(store, "damaged")
    with store.lock(*KEY), opened(model, []) as host, pytest.raises(ModelDamaged):
        host.load()
    assert (version(store), store.is_unproven(*KEY)) == ("damaged", True)


def test_only_what_was_loaded_is_known_to_work(store: Store, model: Model) -> None:
    """An update may come while a Model is at work."""
    put(store, "reads-stdin")
    with opened(model, []) as host:
        steps = host.transcribe(noise(3), Options())
        next(steps)
        put(store, "damaged!")
        list(steps)
    assert (version(store), store.is_unproven(*KEY)) == ("damaged!", True)
    proving = Proving(model)
    proving.begin()
    put(store, "another")
    assert not proving.failed(AppError("It is not known."))
    assert version(store) == "another"
