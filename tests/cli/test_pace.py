from __future__ import annotations

from asrpro.cli.pace import Pace


def test_it_is_known_after_a_second_of_work() -> None:
    pace = Pace()
    assert pace.speed(100.0, 0.0) == 0.0
    assert pace.speed(150.0, 10.0) == 0.0  # the model was loaded until now
    assert pace.speed(150.9, 30.0) == 0.0
    assert pace.speed(152.0, 50.0) == 20.0


def test_steps_of_a_millisecond_tell_nothing() -> None:
    pace = Pace()
    pace.speed(0.0, 0.001)
    assert pace.speed(5.0, 0.002) == 0.0
    assert pace.speed(5.0, 5.001) == 1.0
