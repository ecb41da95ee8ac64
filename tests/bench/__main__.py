"""Measures the program against the bare libraries: python tests/bench [NAME...] [--full] [--write]."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bench import (
    batches,
    behind_file,
    delivery,
    dictation_length,
    engines,
    first_sample,
    frames,
    gaps,
    host_start,
    loading,
    memory,
    menu,
    overlay,
    report,
    startup,
    transcribe,
    tray,
)
from bench.harness import Bench

MEASURES = {
    "startup": startup.measure,
    "host_start": host_start.measure,
    "first_sample": first_sample.measure,
    "frames": frames.measure,
    "transcribe": transcribe.measure,
    "engines": engines.measure,
    "engines_slow": engines.measure_slow,
    "engines_tiny": engines.measure_tiny,
    "engines_nemo": engines.measure_nemo,
    "engines_transformers": engines.measure_transformers,
    "batches": batches.measure,
    "batches_small": batches.measure_small,
    "loading": loading.measure,
    "loading_sized": loading.measure_sized,
    "loading_apart": loading.measure_apart,
    "memory": memory.measure,
    "dictation_length": dictation_length.measure,
    "delivery": delivery.measure,
    "behind_file": behind_file.measure,
    "tray": tray.measure,
    "overlay": overlay.measure,
    "menu": menu.measure,
    "gaps": gaps.measure,
}


APART = ("engines_nemo", "engines_transformers", "loading_sized", "loading_apart")
"""Those that take half an hour, or need gigabytes of packages; measured when they are named."""


def main(
    names: Annotated[
        list[str] | None,
        typer.Argument(help=f"{', '.join(MEASURES)}; all but {', '.join(APART)} when none is named."),
    ] = None,
    *,
    rounds: Annotated[int | None, typer.Option(min=1, help="How often each side runs.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Files as long and full as the goals say: an hour.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Put the tables into docs/benchmarks.md too.")] = False,
) -> None:
    """Measure and print tables, ready for a page."""
    chosen = names or [name for name in MEASURES if name not in APART]
    if unknown := set(chosen) - set(MEASURES):
        raise typer.BadParameter(f"there is no measurement {', '.join(sorted(unknown))}")
    # Children find what we find, wherever they start.
    given = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    os.environ["PYTHONPATH"] = os.pathsep.join(str(Path(folder).absolute()) for folder in given if folder)
    about = report.machine()
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="asrpro-bench-") as folder:
            rows = MEASURES[name](Bench(Path(folder), rounds, full))
        text = f"{report.table(rows)}\n\n{about}"
        sys.stdout.write(f"\n## {name}\n\n{text}\n")
        sys.stdout.flush()
        if write:
            report.write(name, text)


if __name__ == "__main__":
    typer.run(main)
