from collections.abc import Iterable
from dataclasses import replace

from asrpro.domain import Detected, Dropped, Model, Options, Partial, Progress, Segment, Step, Word
from asrpro.polish.chain import Chain

ROUGH = Model("rough", "Rough", "test", languages=("en",), punctuated=False)
FINE = Model("fine", "Fine", "test", takes_prompt=True)


def said(*texts: str) -> list[Step]:
    return [Segment(text, at, at + 1) for at, text in enumerate(texts)]


def polish(steps: Iterable[Step], chain: Chain) -> list[Step]:
    return [polished for step in steps for polished in chain(step)]


def texts(steps: Iterable[Step]) -> list[str]:
    return [step.text for step in steps if isinstance(step, Segment)]


def test_a_rough_model_gets_everything() -> None:
    chain = Chain(ROUGH, Options(), replacements={"asr pro": "ASR Pro"})
    heard = said("hello world new line i like asr pro", "new paragraph", "asr pro it is new line")
    assert texts(polish(heard, chain)) == ["Hello world.\nI like ASR Pro.", "\n\n", "ASR Pro it is.\n"]


def test_a_fine_model_keeps_its_own_case() -> None:
    assert texts(polish(said("iPhone sales", "Ann, new line, hi"), Chain(FINE, Options(language="en")))) == [
        "iPhone sales",
        "Ann,\nhi",
    ]


def test_what_is_turned_off_does_nothing() -> None:
    chain = Chain(ROUGH, Options(), sentence_case=False, spoken_commands=False, drop_echoes=False)
    heard = said(*["hello new line thank you"] * 4, "thank you " * 9)
    assert [step.text.strip() for step in polish(heard, chain) if isinstance(step, Segment)] == [
        *["hello new line thank you"] * 4,
        ("thank you " * 9).strip(),
    ]


def test_gates_report_what_they_drop() -> None:
    options = Options(prompt="Glossary: PySide6, Ollama, Kubernetes")
    heard = said("Glossary PySide6 Ollama Kubernetes", *["Thanks for watching."] * 3, "thank you " * 9)
    steps = polish(heard, Chain(FINE, options))
    assert [type(step) for step in steps] == [Dropped, Segment, Segment, Dropped, Dropped]
    assert [step.segment for step in steps if isinstance(step, Dropped)] == [heard[0], heard[3], heard[4]]


def test_a_model_that_takes_no_prompt_cannot_echo_it() -> None:
    options = Options(prompt="Glossary: PySide6, Ollama, Kubernetes")
    assert texts(polish(said(options.prompt), Chain(ROUGH, options))) == ["Glossary: PySide6, Ollama, Kubernetes."]


def test_hotwords_are_echoed_only_by_a_model_that_takes_them() -> None:
    options = Options(hotwords=("Kubernetes", "Ollama", "Parakeet", "Canary", "Moonshine"))
    heard = said("Kubernetes, Ollama, Parakeet, Canary, Moonshine.")
    assert [type(step) for step in polish(heard, Chain(replace(FINE, takes_hotwords=True), options))] == [Dropped]
    assert [type(step) for step in polish(heard, Chain(FINE, options))] == [Segment]


def test_a_loop_leaves_its_sentence_polished() -> None:
    heard = said("we went to the shop and then we bought bread " + "and the " * 7)
    kept, dropped = polish(heard, Chain(ROUGH, Options()))
    assert isinstance(kept, Segment)
    assert kept.text == "We went to the shop and then we bought bread and the."
    assert isinstance(dropped, Dropped)


def test_other_steps_pass() -> None:
    steps: list[Step] = [Progress(1.0), Detected("de", 0.9), Dropped(Segment("x", 0, 1), "Why.")]
    assert polish(steps, Chain(ROUGH, Options())) == steps


def test_partials_get_replacements_and_capitals() -> None:
    partial = Partial("i use asr pro new line")
    assert Chain(ROUGH, Options(), replacements={"asr pro": "ASR Pro"})(partial) == [Partial("I use ASR Pro new line")]
    assert Chain(FINE, Options())(partial) == [partial]


def test_the_language_is_what_was_asked_for_then_what_is_heard() -> None:
    heard: list[Step] = [Detected("de", 0.9), *said("Eins. Neue Zeile. Zwei. New line. Drei.")]
    assert texts(polish(heard, Chain(FINE, Options()))) == ["Eins.\nZwei. New line. Drei."]
    assert texts(polish(heard, Chain(FINE, Options(language="en")))) == ["Eins. Neue Zeile. Zwei.\nDrei."]
    assert texts(polish(heard, Chain(FINE, Options(task="translate")))) == ["Eins. Neue Zeile. Zwei.\nDrei."]


def test_a_segment_of_which_nothing_is_left_is_reported() -> None:
    (dropped,) = polish(said("Um."), Chain(FINE, Options(), replacements={"um": ""}))
    assert isinstance(dropped, Dropped)
    assert dropped.segment.text == "Um."


def test_blank_segments_are_nothing() -> None:
    assert polish(said("", "  "), Chain(ROUGH, Options())) == []


def test_words_stay_with_the_text() -> None:
    words = (Word("i", 0, 1), Word("see", 1, 2), Word("new", 3, 4), Word("line", 4, 5))
    (step,) = polish([Segment("i see new line", 0, 5, None, words)], Chain(ROUGH, Options()))
    assert step == Segment("I see.\n", 0, 5, None, (Word("I", 0, 1), Word("see.", 1, 2)))
