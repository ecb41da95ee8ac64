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
    from pathlib import Path

    from bench.harness import Bench

GOAL = "0.7"
PACKED, ALONE = "one window after the other", "each utterance alone"
SIDES = {
    PACKED: ("packed",),
    ALONE: ("alone",),
    "batches of 2": ("2",),
    "batches of 4": ("4",),
    "batches of 8": ("8",),
}
OURS = [*PYTHON, "-m", "bench.our_recognition"]
TWO = "two processes, half of the windows each"


def measure(bench: Bench) -> list[Row]:
    """Each way in processes of its own, beam 5; with full files the small one, too, though not for an hour."""
    file = talk(bench.folder, MINUTES if bench.full else SHORT)
    shipped = unpack("whisper", bench.folder)
    rows = []
    for name in SIZES if bench.full else ("base",):
        model = str(make(bench.folder / f"batched-{name}", shipped, SIZES[name]))
        sides = {title: lambda way=way: _asked(model, file, *way) for title, way in SIDES.items()}  # noqa: B023
        if name != "base":
            del sides[ALONE]
        found = in_turn(bench.rounds or 3, sides | {TWO: lambda: _both(model, file)}, f"batches, {name}")  # noqa: B023
        rows += _rows(f"Whisper {name}", found) + _ours(bench, f"Whisper {name}", model, file)
    return rows


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


def _asked(model: str, file: Path, *way: str) -> Any:
    return run([*PYTHON, "-m", "bench.batches_child", model, str(file), *way]).answer


def _both(model: str, file: Path) -> dict[str, Any]:
    """The longer time and both memories; each process has its share of the threads."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda part: _asked(model, file, "packed", str(part), "2"), range(2)))
    return {"seconds": max(one["seconds"] for one in answers), "most": sum(one["most"] for one in answers)}


def _rows(title: str, found: dict[str, list[dict[str, Any]]]) -> list[Row]:
    def all_of(side: str, what: str) -> list[float]:
        return [one[what] for one in found[side]]

    texts = {one["text"] for side in SIDES if side != ALONE for one in found[side]}
    if len(texts) != 1:
        raise ValueError(f"{title}: the sides heard different things, so their times say nothing")
    rows = [Row(f"{title}: {PACKED}", spread(all_of(PACKED, "seconds"), "s"))]
    for side in found:
        if side != PACKED:
            goal = GOAL if side.startswith("batches") else ""
            what = f"{title}: {side} over {PACKED}"
            rows.append(compared(what, all_of(side, "seconds"), all_of(PACKED, "seconds"), "s", goal))
            rows.append(compared(f"{what}, memory", all_of(side, "most"), all_of(PACKED, "most"), "MB"))
    return rows
