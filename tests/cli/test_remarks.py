from __future__ import annotations

import pytest

from asrpro.cli.remarks import remarks
from asrpro.domain import Dropped, Options, Segment, Transcript
from asrpro.transcription.file import FileTranscript

SAID = (Segment("Hello.", 0, 1),)


def told(
    said: tuple[Segment, ...] = SAID,
    *,
    dropped: tuple[Dropped, ...] = (),
    claimed: float | None = None,
    holes: tuple[tuple[float, float], ...] = (),
) -> list[str]:
    transcript = Transcript(said, "en", 60.0, "base", "odd", "cpu", Options(), dropped)
    return list(remarks("talk.mp4", FileTranscript(transcript, "", claimed, holes, {})))


def test_nothing_is_said_of_a_file_in_good_order() -> None:
    assert told() == told(claimed=61.0) == told((), dropped=(Dropped(SAID[0], "It loops."),)) == []


@pytest.mark.parametrize(
    ("remark", "of"),
    [
        ("talk.mp4 should last 2:00, but has sound for 1:00 only. Was it cut off?", {"claimed": 120.0}),
        ("talk.mp4 holds nothing for 12 s from 0:18 on. Is it damaged?", {"holes": ((17.7, 29.9),)}),
        (
            "talk.mp4 holds nothing for 3.5 s in all, at 0:02 for the first time. Is it damaged?",
            {"holes": ((2.0, 4.5), (9.0, 10.0))},
        ),
        ("No speech was found in talk.mp4.", {"said": ()}),
    ],
)
def test_what_may_be_wrong_is_a_sentence(remark: str, of: dict[str, object]) -> None:
    assert told(**of) == [remark]  # type: ignore[arg-type]
