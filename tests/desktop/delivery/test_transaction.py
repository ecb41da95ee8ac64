"""What is due at which time, without a clock and without a clipboard."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from asrpro.desktop.delivery.clipboards import Read
from asrpro.desktop.delivery.transaction import LONGEST, PATIENCE, QUIET, UNSURE_QUIET, State, evaluate, with_read

SENT = State(sent=100.0, reader=7)


def test_waits_for_a_read() -> None:
    due = evaluate(SENT, 100.2)
    assert (due.act, round(due.seconds, 3)) == ("wait", PATIENCE - 0.2)


def test_a_read_is_told_and_then_the_clipboards_return() -> None:
    read = with_read(SENT, Read(100.01, 7))
    assert evaluate(read, 100.01).act == "tell read"
    told = replace(read, told="read")
    assert evaluate(told, 100.2).act == "wait"
    assert evaluate(told, 100.01 + QUIET).act == "restore"


def test_a_second_read_puts_the_return_off() -> None:
    state = replace(with_read(with_read(SENT, Read(100.0, 7)), Read(100.15, 7)), told="read")
    assert state.first == 100.0
    assert evaluate(state, 100.3).act == "wait"
    assert evaluate(state, 100.36).act == "restore"


def test_reading_for_ever_ends() -> None:
    state = replace(with_read(with_read(SENT, Read(100.0, 7)), Read(107.95, 7)), told="read")
    assert evaluate(state, 100.0 + LONGEST).act == "restore"


def test_nobody_reads() -> None:
    assert evaluate(SENT, 100.0 + PATIENCE).act == "tell not read"
    told = replace(SENT, told="not read")
    assert evaluate(told, 105.0) == evaluate(told, 105.0)
    assert evaluate(told, 105.0).seconds == 3.0
    assert evaluate(told, 108.0).act == "restore"


def test_a_late_read_is_told_too() -> None:
    state = with_read(replace(SENT, told="not read"), Read(103.0, 7))
    assert evaluate(state, 103.0).act == "tell read"


def test_strangers_and_early_reads_do_not_count() -> None:
    assert with_read(SENT, Read(100.5, 8)) == SENT
    assert with_read(SENT, Read(99.9, 7)) == SENT


def test_where_the_reader_is_not_known_all_count_but_watchers() -> None:
    state = State(sent=100.0, watchers=frozenset({8}))
    assert with_read(state, Read(100.5, 8)) == state
    read = replace(with_read(state, Read(100.5, 9)), told="read")
    assert evaluate(read, 100.5 + QUIET).act == "wait"  # it may have been another watcher
    assert evaluate(read, 100.5 + UNSURE_QUIET).act == "restore"


def test_where_no_reader_is_ever_known() -> None:
    read = replace(with_read(State(sent=100.0), Read(100.5)), told="read")
    assert evaluate(read, 100.5 + QUIET).act == "restore"


@given(st.lists(st.tuples(st.floats(0, 12), st.sampled_from([7, 8])), max_size=12))
def test_every_paste_ends_in_time_and_tells_once_of_each(reads: list[tuple[float, int]]) -> None:
    state, now, told, left = SENT, 100.0, [], sorted(reads)
    for _ in range(100):
        due = evaluate(state, now)
        if due.act == "restore":
            break
        if due.act == "wait":
            assert due.seconds > 0
            now += due.seconds
            while left and 100.0 + left[0][0] <= now:
                at, reader = left.pop(0)
                state = with_read(state, Read(100.0 + at, reader))
        else:
            what = due.act.removeprefix("tell ")
            told.append(what)
            state = replace(state, told=what)
    assert now <= 100.0 + LONGEST + QUIET
    assert told in (["read"], ["not read"], ["not read", "read"])
