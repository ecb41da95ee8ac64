"""Many threads, many processes, and processes that are killed."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

from asrpro.history.store import History

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asrpro.history.entry import Entry

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from asrpro.history.entry import Entry
from asrpro.history.store import History
history = History(Path(sys.argv[1]))
for n in range(int(sys.argv[2])):
    text = f"{n} " * (n % 997)
    entry = Entry(created=datetime.now(UTC), kind="file", outcome="delivered", source=sys.argv[3], heard=text)
    print(history.add(entry), len(text), flush=True)
print(len(history.notices), "notices", flush=True)
history.close()
"""


def writer(path: Path, count: int, name: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, path, str(count), name]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_threads_share_one_history(history: History, make: Callable[[int], Entry]) -> None:
    with ThreadPoolExecutor(8) as threads:
        numbers = list(threads.map(lambda n: history.add(make(n)), range(200)))
    assert sorted(numbers) == list(range(1, 201))
    assert {entry.source for entry in history.list(1000)} == {make(n).source for n in range(200)}


def test_processes_write_at_once(path: Path) -> None:
    children = [writer(path, 150, str(n)) for n in range(3)]
    for child in children:
        assert child.communicate()[0].endswith("0 notices\n")
    with closing(History(path)) as history:
        assert Counter(entry.source for entry in history.list(1000)) == {"0": 150, "1": 150, "2": 150}
        assert history.notices == ()


def test_only_one_mends_a_damaged_file(history: History, make: Callable[[int], Entry]) -> None:
    for n in range(100):
        history.add(make(n))
    history.close()
    content = history.path.read_bytes()
    history.path.write_bytes(content[:100_000] + bytes(4096) + content[104_096:])
    children = [writer(history.path, 5, "late") for _ in range(4)]
    said = [child.communicate()[0].splitlines()[-1] for child in children]
    assert sorted(said) == ["0 notices"] * 3 + ["1 notices"]
    assert 90 + 20 <= history.count() < 100 + 20
    assert len(list(history.path.parent.glob("*.damaged-*"))) == 1


def test_what_was_stored_survives_a_kill(path: Path, rounds: Callable[[int, int], int]) -> None:
    dice = random.Random(5)
    stored: dict[int, int] = {}
    for _ in range(rounds(4, 30)):
        child = writer(path, 10**6, "killed")
        assert child.stdout is not None
        said = child.stdout.readline()
        time.sleep(dice.uniform(0, 0.1))
        child.kill()
        said += child.stdout.read()
        child.stdout.close()
        child.wait()
        lines = said[: said.rindex("\n")].splitlines()
        stored |= dict(map(int, line.split()) for line in lines)
        with closing(History(path)) as history:
            lengths = {entry.id: len(entry.heard) for entry in history.list(10**6)}
            assert history.notices == ()
        assert stored.items() <= lengths.items()
        stored |= lengths  # one more may have been stored than the child could say
