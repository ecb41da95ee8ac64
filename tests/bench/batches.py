"""What packing windows, batches of them, and a second process bring faster-whisper, in time and in memory."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bench.engines import MINUTES, SHORT, SIZES
from bench.harness import PYTHON, in_turn, run
from bench.report import Row, compared, spread
from bench.scripted_whisper import make
from fixtures.speech import unpack
from fixtures.talk import talk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.harness import Bench

GOAL = "0.7"
PACKED, ALONE, TWO = "one window after the other", "each utterance alone", "two processes, half of the windows each"
SIZES_OF_BATCHES = (2, 4, 8)
OURS = [*PYTHON, "-m", "bench.our_recognition"]


def measure(bench: Bench) -> list[Row]:
    """Whisper base, each way in processes of its own, beam 5; utterances alone, which take ten times as long, short."""
    title, model = _made(bench, "base")
    file, short = talk(bench.folder, MINUTES if bench.full else SHORT), talk(bench.folder, SHORT)
    packing = {PACKED: _asking(model, short, "packed"), ALONE: _asking(model, short, "alone")}
    found = in_turn(bench.rounds or 3, packing, f"packing, {title}")
    return _compared(f"{title}, {SHORT:g} min", found, same=False) + _measured(bench, title, model, file)


def measure_small(bench: Bench) -> list[Row]:
    """The same of Whisper small, but for packing."""
    title, model = _made(bench, "small")
    return _measured(bench, title, model, talk(bench.folder, MINUTES if bench.full else SHORT))


def _made(bench: Bench, name: str) -> tuple[str, str]:
    """What people call a Whisper of this size, and its folder."""
    shipped = unpack("whisper", bench.folder)
    return f"Whisper {name}", str(make(bench.folder / f"batched-{name}", shipped, SIZES[name]))


def _measured(bench: Bench, title: str, model: str, file: Path) -> list[Row]:
    sides = {PACKED: _asking(model, file, "packed")}
    sides |= {f"batches of {many}": _asking(model, file, str(many)) for many in SIZES_OF_BATCHES}
    sides[TWO] = lambda: _both(model, file)
    found = in_turn(bench.rounds or 3, sides, f"batches, {title}")
    title = f"{title}, {MINUTES if bench.full else SHORT:g} min"
    return _compared(title, found, same=True) + _ours(bench, title, model, file)


def _ours(bench: Bench, title: str, model: str, file: Path) -> list[Row]:
    """What batches bring in the program, as it does them."""
    sides = {way: lambda way=way: run([*OURS, model, str(file), way]).answer for way in ("one by one", "batches")}
    one, many = in_turn(bench.rounds or 3, sides, f"the program, {title}").values()
    if len({answer["text"] for answer in (*one, *many)}) != 1:
        raise ValueError(f"{title}: the program heard different things, so its times say nothing")
    what = f"{title}: the program in batches over the program {PACKED}"
    return [
        compared(what, [each["recognise"] for each in many], [each["recognise"] for each in one], "s", GOAL),
        compared(f"{what}, memory", [each["most"] for each in many], [each["most"] for each in one], "MB"),
    ]


def _asking(model: str, file: Path, *way: str) -> Callable[[], Any]:
    return lambda: run([*PYTHON, "-m", "bench.batches_child", model, str(file), *way]).answer


def _both(model: str, file: Path) -> dict[str, Any]:
    """The longer time and both memories; each process has its share of the threads."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda part: _asking(model, file, "packed", str(part), "2")(), range(2)))
    return {"seconds": max(one["seconds"] for one in answers), "most": sum(one["most"] for one in answers)}


def _compared(title: str, found: dict[str, list[dict[str, Any]]], *, same: bool) -> list[Row]:
    """Each way over PACKED, of which those must hear the same that do the same with windows."""

    def all_of(side: str, what: str) -> list[float]:
        return [one[what] for one in found[side]]

    if same and len({one["text"] for side in found if side != TWO for one in found[side]}) != 1:
        raise ValueError(f"{title}: the sides heard different things, so their times say nothing")
    rows = [Row(f"{title}: {PACKED}", spread(all_of(PACKED, "seconds"), "s"))]
    for side in found:
        if side != PACKED:
            goal = GOAL if side.startswith("batches") else ""
            what = f"{title}: {side} over {PACKED}"
            rows.append(compared(what, all_of(side, "seconds"), all_of(PACKED, "seconds"), "s", goal))
            rows.append(compared(f"{what}, memory", all_of(side, "most"), all_of(PACKED, "most"), "MB"))
    return rows
