import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Dropped, Segment, Word
from asrpro.polish.loops import drop_loop


@pytest.mark.parametrize(
    "text",
    [
        "thank you " * 6,
        "Thank you, thank you. Thank you! thank you thank you thank you thank you thank you and",
        "no " * 10,
        "so we went on " * 20,
        "谢谢观看" * 6,
    ],
)
def test_a_loop_is_dropped(text: str) -> None:
    said = Segment(text.strip(), 0, 9)
    (outcome,) = drop_loop(said)
    assert isinstance(outcome, Dropped)
    assert outcome.segment is said


@pytest.mark.parametrize(
    "text",
    [
        "thank you " * 5,
        "no " * 9,
        "5 " * 20,
        "12 34 " * 20,
        "it is very very very good",
        "",
        "...",
    ],
)
def test_people_repeat_themselves_too(text: str) -> None:
    said = Segment(text, 0, 9)
    assert drop_loop(said) == [said]


def test_a_sentence_before_a_loop_is_kept() -> None:
    text = "we went to the shop and then we bought bread " + "and the " * 7
    words = tuple(Word(word, at, at + 0.5, 0.8) for at, word in enumerate(text.split()))
    kept, dropped = drop_loop(Segment(text.strip(), 0, 24, 0.8, words))
    assert isinstance(kept, Segment)
    assert isinstance(dropped, Dropped)
    assert kept == Segment("we went to the shop and then we bought bread and the", 0, 11.5, 0.8, words[:12])
    assert dropped.segment == Segment(("and the " * 6).strip(), 12, 23.5, 0.8, words[12:])


def test_a_sentence_after_a_loop_is_kept() -> None:
    text = "la la la la la la la la la la la la and now we all sing the second part of this old song"
    kept, dropped = drop_loop(Segment(text, 0, 88))
    assert isinstance(kept, Segment)
    assert isinstance(dropped, Dropped)
    assert kept == Segment("la and now we all sing the second part of this old song", 0, 88)
    assert dropped.segment.text == " ".join(["la"] * 11)
    assert (dropped.segment.start, dropped.segment.end) == (3, 35)


@given(st.lists(st.sampled_from(["a", "b", "c,"]), max_size=60), st.booleans())
def test_nothing_gets_lost(said: list[str], words: bool) -> None:  # noqa: FBT001
    times = tuple(Word(word, at, at + 1) for at, word in enumerate(said)) if words else ()
    segment = Segment(" ".join(said), 0, len(said), None, times)
    parts = [one.segment if isinstance(one, Dropped) else one for one in drop_loop(segment)]
    assert sorted(" ".join(part.text for part in parts).split()) == sorted(said)
    assert sorted(word.start for part in parts for word in part.words) == [word.start for word in times]
    assert all(0 <= part.start <= part.end <= len(said) for part in parts)
