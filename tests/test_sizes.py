"""Files stay under 300 lines and functions under 60, so that each can be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE, FUNCTION = 300, 60
PYTHON = sorted(path for folder in ("app", "models", "packaging", "tests") for path in (ROOT / folder).rglob("*.py"))


def test_all_python_is_looked_at() -> None:
    assert Path(__file__) in PYTHON
    assert ROOT / "app/asrpro/__main__.py" in PYTHON


def test_no_file_is_too_long() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in PYTHON}
    assert {name: lines for name, lines in lengths.items() if lines > FILE} == {}


def test_no_function_is_too_long() -> None:
    too_long = {}
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION:
                    too_long[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = lines
    assert too_long == {}
