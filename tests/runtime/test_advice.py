"""What is recommended to whoever sits here, whose language the system may tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions
from asrpro.runtime.advice import advice
from asrpro.runtime.ladder import Rung
from asrpro.runtime.router import Router
from asrpro.runtime.surroundings import surroundings

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere variables do not decide")

# In a process of its own, for the locale is one process's.
CHILD = """
import json
from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.domain import LoadOptions
from asrpro.runtime.advice import advice
from asrpro.runtime.ladder import Rung
from asrpro.runtime.router import Router
from asrpro.runtime.surroundings import surroundings
router = Router()
around = surroundings(router, lambda: Rung("auto", LoadOptions()))
told = advice(Catalogue(paths.catalogue(), around=around), router, "")
print(json.dumps([(one.model.languages, one.model.detects_language) for one in told]))
"""


def advised(**environment: str) -> list[tuple[list[str], bool]]:
    """The recommended ones: which languages each understands, and whether it finds out which is spoken."""
    plain = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_CTYPE")}
    done = subprocess.run(
        [sys.executable, "-c", CHILD], env=plain | environment, capture_output=True, text=True, check=True
    )
    told: list[tuple[list[str], bool]] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("environment", [{"LANG": "C"}, {"LANG": "POSIX"}, {"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}, {}])
def test_a_system_without_a_language_speaks_no_english(environment: dict[str, str]) -> None:
    told = advised(**environment)
    assert told
    assert all(len(understood) != 1 and detects for understood, detects in told)


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANG": "nb_NO.UTF-8"}, "no"),
        ({"LANG": "jv_ID"}, "jw"),
        ({"LANG": "de_DE.UTF-8", "LC_CTYPE": "C.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "iw_IL"}, "he"),
    ],
)
def test_what_is_recommended_understands_the_language_of_the_system(environment: dict[str, str], code: str) -> None:
    told = advised(**environment)
    assert told
    assert all(code in understood for understood, _detects in told)


def test_something_is_recommended_to_who_speaks_what_no_model_understands() -> None:
    assert advised(LANG="tlh_XX.UTF-8") == advised(LANG="C")


@pytest.mark.parametrize("codes", [("no", "nb"), ("tl", "fil"), ("he", "iw"), ("zh", "cmn")])
def test_a_language_of_the_settings_may_be_called_by_each_of_its_codes(codes: tuple[str, str]) -> None:
    known, router = Catalogue(paths.catalogue()), Router()
    told = [[one.model.id for one in advice(known, router, code)] for code in codes]
    assert told[0] == told[1] != []


def test_what_a_program_runs_that_the_settings_name_is_recommended(tmp_path: Path) -> None:
    model = '["small"]\ntitle = "Small"\nlicence = "MIT"\ngated = false\nlanguages = ["en"]\ntasks = ["transcribe"]\n'
    (tmp_path / "models.toml").write_text(model + 'timestamps = "none"\nram = 50\n')
    (tmp_path / "voxtral_c.toml").write_text('["small"]\nrepository = "a/b"\nfiles = ["c"]\nconfirmed = true\n')
    router, named = Router(), Rung("auto", LoadOptions(program=str(tmp_path / "voxtral")))
    known = Catalogue(tmp_path, around=surroundings(router, lambda: named))
    assert advice(known, router, "en") == []
    (tmp_path / "voxtral").touch(0o755)
    (told,) = advice(known, router, "en")
    assert told.model.id == "small"
