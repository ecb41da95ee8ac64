"""A Model that is here for two engines, of which the better one cannot work: commands name the form that runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from fixtures.engines import add_environment
from fixtures.fetching import PATTERNS, REPOSITORY
from fixtures.models_program import VARIANT, models

if TYPE_CHECKING:
    from pathlib import Path

    Told = pytest.CaptureFixture[str]


def test_the_form_that_runs_is_shown(home: Path, capsys: Told) -> None:
    add_environment("nemo")
    (home / "catalogue").mkdir(parents=True)
    told = VARIANT.format(name="another", repository=REPOSITORY, files=json.dumps(PATTERNS))
    places = {name: home / "data" / "models" / name / "another" for name in ("transformers", "nemo")}
    for name in places:
        (home / "catalogue" / f"{name}.toml").write_text(told, "utf-8")
        assert models(home, "download", "another", "--backend", name) == 0
    capsys.readouterr()
    assert models(home, "show", "another", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["backend"] == "nemo"
    assert shown["folder"] == str(places["nemo"])
    assert "hindrance" not in shown
    assert models(home, "path", "another") == 0
    assert capsys.readouterr().out == f"{places['nemo']}\n"
