from __future__ import annotations

import sys

import pytest

from asrpro import packages
from asrpro.errors import PackagesMissing

PIP = f'"{sys.executable}" -m pip install'


def test_what_is_absent_is_named_with_the_command_that_adds_it() -> None:
    assert packages.absent(["numpy", "not_there"]) == ["not_there"]
    assert packages.command(["not_there", "nor_here"]) == f"{PIP} not-there nor-here"
    assert packages.command(["not_there"], "some") == f'{PIP} "asrpro[some]"'


def test_what_needs_more_than_there_is_says_so() -> None:
    packages.require("This", ["numpy", "sys"])
    with pytest.raises(PackagesMissing, match=r"^Magic needs packages that are not installed: not_there\.") as told:
        packages.require("Magic", ["numpy", "not_there"])
    assert told.value.hint == f"Add them: {PIP} not-there"
