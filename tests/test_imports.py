"""What import-linter's contracts in pyproject.toml cannot say about who imports what."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.distributions import distribution

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parent.parent / "app" / "asrpro"
MODULES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_bytes()) for path in PACKAGE.rglob("*.py")}

ONLY_IN = {"PySide6": ("ui/", "desktop/"), "fastapi": ("server/",)}
"""Where a library may be imported."""

ASKS_PLATFORM = ("desktop/", "paths.py", "audio/microphones.py", "runtime/process.py", "runtime/hardware.py")
"""Where the operating system's name may be asked for."""
PLATFORM = {("sys", "platform"), ("os", "name"), ("platform", "system")}

HOST_LIBRARIES = {"numpy", "msgpack"}
HOST_OURS = {
    "backends", "calls", "connections", "distributions", "domain", "environments", "errors", "i18n", "keyrings",
    "packages", "paths", "programs", "shortage", "ways", "weights",
}  # fmt: skip
"""Packages and modules of ours that may be in a Host, besides these of runtime:"""
HOST_RUNTIME = {"host_main", "child", "frames", "process"}

LOADED = """
import importlib, sys
before = set(sys.modules)
for name in sys.argv[1:]:
    importlib.import_module(name)
for name in set(sys.modules) - before:
    print(name, getattr(sys.modules[name], "__file__", None) or "")
"""


def imported(tree: ast.AST) -> Iterator[str]:
    """The full names of all modules that are imported anywhere in this code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_own_modules_are_imported_at_the_top() -> None:
    local = [
        f"{name}:{function.lineno} {module}"
        for name, tree in MODULES.items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for module in imported(function)
        if module.split(".")[0] == "asrpro"
    ]
    assert local == []


@pytest.mark.parametrize("library", ONLY_IN)
def test_library_stays_in_its_place(library: str) -> None:
    elsewhere = [
        name
        for name, tree in MODULES.items()
        if not name.startswith(ONLY_IN[library]) and library in {module.split(".")[0] for module in imported(tree)}
    ]
    assert elsewhere == []


def test_platform_is_asked_for_in_few_places() -> None:
    elsewhere = [
        f"{name}:{node.lineno}"
        for name, tree in MODULES.items()
        if not name.startswith(ASKS_PLATFORM)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in PLATFORM
    ]
    assert elsewhere == []


def test_packages_are_named_as_pip_knows_them() -> None:
    installed = packages_distributions()
    used = {module.split(".")[0] for tree in MODULES.values() for module in imported(tree)} & installed.keys()
    assert used > {"PySide6", "Xlib", "faster_whisper", "numpy"}
    names = {module: {name.replace("_", "-").lower() for name in installed[module]} for module in used - {"asrpro"}}
    assert [module for module in names if distribution(module).lower() not in names[module]] == []


@pytest.mark.parametrize("backend", backends.names())
def test_host_holds_little_before_a_model_is_loaded(backend: str, tmp_path: Path) -> None:
    """Whatever else were there would cost every Host its start, and clash in another environment one day."""
    names = ["asrpro.runtime.host_main", f"asrpro.backends.{backend}"]
    command = [sys.executable, "-P", "-c", LOADED, *names]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout.splitlines()
    loaded = dict(line.split(" ", 1) for line in lines)

    ours = {tuple(name.split(".")[1:]) for name in loaded if name.startswith("asrpro.")}
    runtime = {parts[1] for parts in ours if parts[0] == "runtime" and len(parts) > 1}
    assert runtime <= HOST_RUNTIME
    assert {parts[0] for parts in ours} - {"runtime"} <= HOST_OURS
    assert {parts[1] for parts in ours if parts[0] == "backends" and len(parts) > 1} == {backend}

    # A library's compiled parts may put modules of other names beside it: the folder they came from counts.
    installed = {name.split(".")[0] for name, file in loaded.items() if "site-packages" in file}
    assert installed <= HOST_LIBRARIES


@pytest.mark.parametrize("module", ["asrpro.boot.tray", "asrpro.boot.program"])
def test_the_tray_starts_without_engines_and_servers(module: str, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", LOADED, module]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tmp_path).stdout.splitlines()
    loaded = dict(line.split(" ", 1) for line in lines)
    installed = {name.split(".")[0] for name, file in loaded.items() if "site-packages" in file}
    light = {"PySide6", "shiboken6", "_distutils_hack"}
    later = {"msgpack", "annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
    assert installed <= (light if module == "asrpro.boot.tray" else light | later)
