from __future__ import annotations

from typing import TYPE_CHECKING

from asrpro.cli.pip import Packages
from asrpro.cli.show import Show

if TYPE_CHECKING:
    import pytest

SAID = """\
Making an environment in /somewhere
Collecting torch==2.9.1 (from -r requirements.txt (line 1))
Downloading torch-2.9.1-cp312-cp312-manylinux_2_28_x86_64.whl.metadata (30 kB)
Downloading https://download.example.org/whl/torch-2.9.1-cp312-cp312-manylinux_2_28_x86_64.whl (899.7 MB)
Using cached nvidia_cublas_cu12-12.8.4.1-py3-none-manylinux_2_27_x86_64.whl (1.1 GB)
Downloading idna-3.11-py3-none-any.whl (71 kB)
Downloading antlr4-python3-runtime-4.9.3.tar.gz (117 kB)
Building wheel for antlr4-python3-runtime (pyproject.toml): started
Installing collected packages: torch, nvidia-cublas-cu12, idna
"""
"""What pip says, and before it the program."""


def test_of_what_pip_says_few_lines_are_left(capsys: pytest.CaptureFixture[str]) -> None:
    packages = Packages(Show())
    for line in SAID.splitlines():
        packages.tell(line)
    assert capsys.readouterr().err.splitlines() == [
        "Making an environment in /somewhere",
        "Fetching torch, 899.7 MB",
        "Fetching nvidia_cublas_cu12, 1.1 GB",
        "Building wheel for antlr4-python3-runtime (pyproject.toml): started",
        "Installing 3 packages",
    ]


def test_what_would_command_the_terminal_does_not_get_there(capsys: pytest.CaptureFixture[str]) -> None:
    Packages(Show()).tell("Building wheel \x1b[31m")
    assert "\x1b" not in capsys.readouterr().err
