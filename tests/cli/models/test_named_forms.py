"""Who gives the name of a repository means the form of a Model that is fetched from there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from asrpro.domain import Model
from fixtures.fetching import PATTERNS, REPOSITORY, files, held, needed
from fixtures.hub_server import Repository
from fixtures.models_program import ENTRY, VARIANT, models, program

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures.hub_server import HubServer

    Told = pytest.CaptureFixture[str]

OTHER = "somebody/Whisper-GGML"
NEXT = "To dictate with it: asrpro settings set model.name small"
NAMES = (OTHER, "whisper-ggml", f"https://huggingface.co/{OTHER}/tree/main")


@pytest.fixture(autouse=True)
def _two_forms(home: Path, hub: HubServer) -> None:
    """Another one is to be had for two engines, of which the first one is usual."""
    program(home)
    folder = home / "catalogue"
    told = {"name": "small", "files": json.dumps(PATTERNS)}
    makers = 'aliases = ["makers/whisper-small"]\n'
    (folder / "models.toml").write_text(ENTRY.format(name="small", title="Small") + makers, "utf-8")
    for file in (folder / "tomorrow.toml", folder / "pocketsphinx.toml"):
        file.unlink()
    (folder / "faster_whisper.toml").write_text(VARIANT.format(repository=REPOSITORY, **told), "utf-8")
    (folder / "whisper_cpp.toml").write_text(VARIANT.format(repository=OTHER, **told), "utf-8")
    hub.repositories[OTHER] = Repository(files(seed=2))


@pytest.fixture(autouse=True)
def _kept(monkeypatch: pytest.MonkeyPatch, _two_forms: None) -> None:
    """The catalogue stays as it is."""
    monkeypatch.setattr("fixtures.models_program.offers", lambda folder: folder)


def place(home: Path, backend: str) -> Path:
    return home / "data" / "models" / backend / "small"


@pytest.mark.parametrize("name", NAMES)
def test_the_repository_that_is_named_is_fetched(name: str, home: Path, hub: HubServer, capsys: Told) -> None:
    assert models(home, "download", name) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == (f"small is here: 301 kB in {place(home, 'whisper_cpp')}\n", f"{NEXT}\n")
    assert not place(home, "faster_whisper").exists()
    assert held(place(home, "whisper_cpp")) == needed(hub.repositories[OTHER])


@pytest.mark.parametrize("name", NAMES)
def test_another_engine_than_its_own_is_refused_in_a_sentence(
    name: str, home: Path, hub: HubServer, capsys: Told
) -> None:
    assert models(home, "download", name, "--backend", "faster_whisper") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"{name} is the form of Small for whisper.cpp, not for faster_whisper." in said
    assert "Leave --backend out, or give the model's own name: small" in said
    assert hub.asked == []
    assert models(home, "download", name, "--backend", "whisper_cpp") == 0


def test_its_makers_repository_stands_for_the_model_and_what_comes_instead_is_told(home: Path, capsys: Told) -> None:
    assert models(home, "download", "makers/Whisper-Small") == 0
    said = " ".join(capsys.readouterr().err.split())
    told = f"makers/Whisper-Small stands for Small; its form for faster-whisper comes from {REPOSITORY}."
    assert said == f"{told} {NEXT}"
    assert place(home, "faster_whisper").is_dir()


def test_the_form_that_is_named_is_loaded_where_it_is_here_and_another_one_where_not(home: Path) -> None:
    catalogue = program(home).catalogue()
    missing = catalogue.found(OTHER)
    assert not isinstance(missing, Model)
    assert missing.hint == "Get it, about 301 kB: asrpro models download small --backend whisper_cpp"
    assert models(home, "download", "small") == 0
    assert catalogue.find(OTHER).backend == "faster_whisper"
    assert models(home, "download", OTHER) == 0
    named, usual = catalogue.find(OTHER), catalogue.find("small")
    assert (named.id, named.backend, named.path) == ("small", "whisper_cpp", place(home, "whisper_cpp"))
    assert usual.backend == "faster_whisper"


def test_what_is_shown_updated_and_deleted_is_that_form(home: Path, capsys: Told) -> None:
    assert models(home, "download", "small") == models(home, "download", OTHER) == 0
    capsys.readouterr()
    assert models(home, "show", OTHER, "--json") == 0
    assert json.loads(capsys.readouterr().out)["repository"] == OTHER
    assert models(home, "update", OTHER, "--check", "--json") == 0
    assert [one["backend"] for one in json.loads(capsys.readouterr().out)] == ["whisper_cpp"]
    assert models(home, "remove", OTHER, "--yes") == 0
    assert "small for whisper.cpp is deleted: " in capsys.readouterr().out
    assert place(home, "faster_whisper").is_dir()
    assert not place(home, "whisper_cpp").exists()
    assert models(home, "remove", OTHER, "--yes") == 3
    assert "Nothing of small for whisper.cpp was downloaded." in capsys.readouterr().err
