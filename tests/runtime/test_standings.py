"""How near to use a Model is has one source, whoever asks."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog import folders, mending
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.downloads import Downloads
from asrpro.catalog.settling import forms
from asrpro.catalog.store import Store
from asrpro.domain import LoadOptions, State
from asrpro.errors import ModelDamaged
from asrpro.runtime.residency import Residency
from asrpro.runtime.standings import Standings
from fixtures.kept import recorded
from runtime.conftest import odd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.domain import Model
    from asrpro.runtime.host import Host


class Asked:
    def __init__(self, hosts: Callable[..., Host]) -> None:
        self.residency = Residency(lambda model, _device, _options, _changed: hosts(replace(model, backend="odd")))
        self.catalogue, self.store = Catalogue(paths.catalogue()), Store(paths.models())
        self.standings = Standings(self.residency, self.catalogue, Downloads(self.store))

    def state(self, model: Model) -> State:
        return self.standings.of(model).state


@pytest.fixture
def asked(hosts: Callable[..., Host]) -> Iterator[Asked]:
    made = Asked(hosts)
    yield made
    made.residency.close()


def test_what_is_not_in_memory_is_here_or_comes_or_is_absent(asked: Asked) -> None:
    tiny, rough = (asked.catalogue.entries[name] for name in ("whisper-tiny", "pocketsphinx-en-us"))
    assert (asked.state(rough), asked.state(tiny)) == (State.PRESENT, State.ABSENT)
    place = asked.store.place("faster_whisper", tiny.id)
    with asked.store.lock("faster_whisper", tiny.id):
        assert asked.state(tiny) is State.ABSENT
        folders.beside(place, folders.ARRIVING).mkdir()
        assert asked.state(tiny) is State.DOWNLOADING
    assert asked.state(tiny) is State.ABSENT


def test_one_that_is_here_stays_so_while_another_form_or_an_update_comes(asked: Asked) -> None:
    tiny = asked.catalogue.entries["whisper-tiny"]
    place = asked.store.place("faster_whisper", tiny.id)
    place.mkdir(parents=True)
    recorded(place)
    for backend in ("whisper_cpp", "faster_whisper"):
        coming = asked.store.place(backend, tiny.id)
        with asked.store.lock(backend, tiny.id):
            folders.beside(coming, folders.ARRIVING).mkdir()
            assert asked.standings.coming() == [tiny]
            assert asked.state(tiny) is State.PRESENT


def test_a_model_of_ones_own_counts_as_well(asked: Asked) -> None:
    mine = odd("mine")
    assert asked.state(mine) is State.PRESENT
    with asked.residency.lease(mine, "auto", LoadOptions()) as host:
        host.load()
        assert asked.standings.all()["mine"].state is State.IN_USE
        assert not asked.standings.idle
    assert asked.standings.idle
    asked.standings.unload()
    assert "mine" not in asked.standings.all()


def test_one_of_ones_own_that_is_forgotten_or_has_other_files_leaves_the_memory(asked: Asked) -> None:
    mine, states = odd("mine"), list[State]()
    asked.standings.listen(lambda name, standing: states.append(standing.state) if name == "mine" else None)
    with asked.residency.lease(mine, "auto", LoadOptions()) as host:
        host.load()
        before = host.pid
        assert not asked.standings.replaced("mine"), "somebody uses it"
    assert "mine" not in asked.standings.all()
    with asked.residency.lease(mine, "auto", LoadOptions()) as host:
        host.load()
        assert host.pid != before
    assert asked.standings.replaced("mine")
    assert "mine" not in asked.standings.all()
    asked.standings.changed("mine")
    assert states[-1] is State.ABSENT, "nobody has given that name"


def test_of_one_at_a_server_nothing_is_in_memory_between_two_uses(asked: Asked) -> None:
    there, heard = replace(odd("nas"), address="http://127.0.0.1:1/v1#whisper"), []
    asked.standings.listen(lambda name, standing: heard.append((name, standing.state)))
    with asked.residency.lease(there, "auto", LoadOptions()) as host:
        host.load()
        assert asked.state(there) is State.IN_USE
    assert (asked.state(there), asked.standings.idle) == (State.PRESENT, False)
    assert not asked.standings.all()["nas"].state.in_memory
    assert heard[-1] == ("nas", State.PRESENT)


def test_a_form_in_memory_is_told_of_though_another_one_would_be_taken_now(asked: Asked) -> None:
    """As after a graphics card was found not to do."""
    tiny = asked.catalogue.entries["whisper-tiny"]
    for backend in ("faster_whisper", "whisper_cpp"):
        place = asked.store.place(backend, tiny.id)
        place.mkdir(parents=True)
        recorded(place)
    (other,) = (form for form in forms(tiny) if form.backend == "whisper_cpp")
    assert asked.catalogue.find(tiny.id) != other
    with asked.residency.lease(replace(other, id="well"), "auto", LoadOptions()):
        assert asked.state(tiny) is State.PRESENT, "which is another one"
    with asked.residency.lease(other, "auto", LoadOptions()) as host:
        host.load()
        assert asked.state(tiny) is State.IN_USE


def test_what_helps_a_damaged_one_is_told_as_its_files_are_now(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tiny, place = asked.catalogue.entries["whisper-tiny"], asked.store.place("faster_whisper", "whisper-tiny")
    place.mkdir(parents=True)
    (place / "how.txt").write_text("damaged", "utf-8")
    recorded(place)
    found, form = asked.store.find("faster_whisper", tiny.id), asked.catalogue.find(tiny.id)
    with asked.residency.lease(form, "auto", LoadOptions()) as host, pytest.raises(ModelDamaged) as failed:
        host.load()
    before = asked.standings.of(tiny)
    assert (before.state, before.damaged, before.reason) == (State.ERROR, True, str(failed.value))
    assert before.reason.endswith("asrpro models download whisper-tiny")
    assert found
    assert mending.damaged(found, lambda: None, lambda _size: None) == []
    now = asked.standings.of(tiny)
    assert (now.state, now.damaged) == (State.ERROR, False)
    assert "All its files are as they were published" in now.reason
    assert "asrpro models download" not in now.reason
    os.utime(place / "how.txt", (1, 1))
    assert asked.standings.of(tiny) == before

    def refuse(*_given: object, **_more: object) -> None:
        raise AssertionError("the Residency, which holds its lock meanwhile, looks at no disk")

    monkeypatch.setattr(io, "open", refuse)
    assert asked.residency.standing(form) == before
    with pytest.raises(AssertionError, match="looks at no disk"):
        asked.standings.of(tiny)
    monkeypatch.undo()
    del caplog


def test_all_are_told_of(asked: Asked) -> None:
    told = asked.standings.all()
    assert told.keys() == asked.catalogue.entries.keys()
    assert [name for name, one in told.items() if one.state is State.PRESENT] == ["pocketsphinx-en-us"]


def test_listeners_hear_of_what_hosts_do(asked: Asked) -> None:
    mine, heard = odd("mine"), list[tuple[str, State]]()
    asked.standings.listen(lambda name, standing: heard.append((name, standing.state)))
    with asked.residency.lease(mine, "auto", LoadOptions()) as host:
        host.load()
    with asked.residency.lease(mine, "auto", LoadOptions()):
        pass
    asked.standings.unload()
    assert heard == [("mine", state) for state in (State.READY, State.IN_USE, State.READY, State.PRESENT)]
