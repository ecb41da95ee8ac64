"""A history that cannot be written is listed all the same."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from fixtures.command import PROGRAM, asrpro
from fixtures.disks import files_of_at_most

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asrpro.history.store import History

WITHOUT_RIGHTS = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if os.geteuid() == 0 else ()
"""Permissions bind even root then."""


@pytest.fixture
def kept(filled: History, home: Path) -> Path:
    """The folder of a history of two Entries that nobody has open."""
    filled.close()
    asrpro("settings", "set", "privacy.history_days", "9999")
    return home / "data"


@pytest.fixture
def read_only(kept: Path) -> Iterator[Path]:
    """The same, where nothing can be written."""
    (kept / "history.db").chmod(0o400)
    kept.chmod(0o500)
    yield kept
    kept.chmod(0o700)


def test_on_a_full_disk(kept: Path) -> None:
    with files_of_at_most(0):
        done = asrpro("history", "list")
    assert (done.returncode, done.stdout.count("\n")) == (0, 3)
    assert str(kept) in done.stderr.splitlines()[-1]
    assert "Error" not in done.stderr


def test_in_a_folder_that_may_only_be_read(read_only: Path) -> None:
    command = [*WITHOUT_RIGHTS, *PROGRAM, "history", "list"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.count("\n")) == (0, 3)
    path = read_only / "history.db"
    hint = f"Check that {read_only} is a folder you may write to."
    assert done.stderr == f"The history {path} cannot be opened for writing. {hint}\n"
    refused = subprocess.run(
        [*command[:-1], "delete", "1", "--yes"], capture_output=True, encoding="utf-8", check=False
    )
    assert (refused.returncode, refused.stderr.count("cannot be opened for writing")) == (1, 1)
