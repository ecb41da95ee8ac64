"""What is recommended to whoever sits here, whose language the system may tell."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

# In a process of its own, for the locale is one process's.
CHILD = """
import json
from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.runtime.advice import advice
from asrpro.runtime.router import Router
told = advice(Catalogue(paths.catalogue()), Router(), "")
print(json.dumps([(len(one.model.languages), one.model.detects_language) for one in told]))
"""


def advised(**environment: str) -> list[tuple[int, bool]]:
    """The recommended ones: how many languages each understands, and whether it finds out which is spoken."""
    plain = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_CTYPE")}
    done = subprocess.run(
        [sys.executable, "-c", CHILD], env=plain | environment, capture_output=True, text=True, check=True
    )
    told: list[tuple[int, bool]] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("environment", [{"LANG": "C"}, {"LANG": "POSIX"}, {"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}, {}])
def test_a_system_without_a_language_speaks_no_english(environment: dict[str, str]) -> None:
    told = advised(**environment)
    assert told
    assert all(many != 1 and detects for many, detects in told)
