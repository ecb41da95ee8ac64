"""What a Model claims is what its Engine is then seen to do, and what it does not claim its Engine does not do."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from asrpro.catalog.settling import at_hand
from asrpro.domain import SAMPLE_RATE, Audio, Detected, Options, Partial
from asrpro.errors import Unsupported
from backends.conftest import TOLERANCE, clip_at, plain, segments, text
from backends.made import ROWS, TRIED
from backends.vouched import ENTRIES, HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asrpro.domain import Model, Step
    from backends.conftest import Tried
    from backends.vouched import Known
    from fixtures.speech import Clip

MANY = 30
"""How often a word is told: far more than anybody would."""
CLAIMS = ("timestamps", "window", "detects_language", "gives_confidence", "takes_prompt", "takes_hotwords", "streams")


def once(tried: Tried, options: Options) -> list[Step]:
    return list(tried.engine.transcribe(clip_at(tried.clips[0], 2.0), options))


def test_it_says_how_sure_it_is_where_it_claims_to(patient: Tried) -> None:
    heard = segments(once(patient, patient.options()))
    assert heard or patient.known.chance
    assert all((segment.confidence is not None) == patient.model.gives_confidence for segment in heard)


def test_it_tells_times_as_finely_as_it_claims(patient: Tried) -> None:
    """Where nothing is said after the words, one that knows times does not take that for a part of them."""
    audio = Audio(np.concatenate([clip_at(patient.clips[0]).samples, np.zeros(2 * SAMPLE_RATE, np.float32)]), 5.0)
    heard = segments(patient.engine.transcribe(audio, replace(patient.options(), words=False)))
    if not heard:
        assert patient.known.chance
        return
    first, *_others = heard
    if patient.model.timestamps == "none":
        assert (first.start, first.end) == pytest.approx((audio.start, audio.end), abs=TOLERANCE)
    elif not patient.known.chance:  # which says anything at any time
        assert first.end < audio.end - 1
    assert bool(segments(once(patient, patient.options()))[0].words) == (patient.model.timestamps == "word")


def test_for_the_times_of_words_nothing_is_left_out(hearing: Tried, clips: list[Clip]) -> None:
    """Whispers' libraries leave out a sentence whose words all got the same time, as those of this one here."""
    audio, options = clip_at(clips[3], 4.0), Options(language="en")
    assert text(hearing.engine.transcribe(audio, replace(options, words=hearing.words))) == text(
        hearing.engine.transcribe(audio, options)
    )


def test_it_finds_the_language_where_it_claims_to(tried: Tried, clips: list[Clip]) -> None:
    for number in (1, 19):
        found = [
            step.language
            for step in tried.engine.transcribe(clip_at(clips[number]), replace(tried.options(), words=False))
            if isinstance(step, Detected)
        ]
        tells = tried.model.detects_language and tried.known.tells_language
        assert found == ([clips[number].language] if tells else [])


def test_it_translates_where_it_claims_to(tried: Tried, clips: list[Clip]) -> None:
    """And refuses to where it does not; one that hears nothing may say anything."""
    german, wanted = clips[18], Options(language="de", task="translate")
    with nullcontext() if "translate" in tried.model.tasks else pytest.raises(Unsupported):
        said = text(tried.engine.transcribe(clip_at(german), wanted))
        assert said == german.english or not tried.known.hears


@pytest.mark.parametrize("claim", ["takes_prompt", "takes_hotwords"])
def test_words_that_it_is_told_reach_it_where_it_claims_so(patient: Tried, claim: str) -> None:
    """A small model that is told one name over and over writes something else; one they do not reach does not."""
    plain = replace(patient.options(), language="en")
    told = replace(plain, **{"prompt": "Laura " * MANY} if claim == "takes_prompt" else {"hotwords": ("Laura",) * MANY})
    assert (text(once(patient, told)) != text(once(patient, plain))) == getattr(patient.model, claim)


def test_it_writes_capitals_and_marks_where_it_claims_to(hearing: Tried) -> None:
    said = text(once(hearing, replace(hearing.options(), words=False)))
    written = said[0].isupper() and said[-1] in ".?!"
    assert written == hearing.model.punctuated
    assert written or plain(said) == said.split()


def test_it_gives_partial_text_while_audio_arrives_where_it_claims_to(tried: Tried) -> None:
    audio = clip_at(tried.clips[0])

    def blocks() -> Iterator[Audio]:
        for begin in range(0, len(audio.samples), 1600):
            yield Audio(audio.samples[begin : begin + 1600], begin / SAMPLE_RATE)
        arrived.append(len(partials))
        yield Audio(np.zeros(0, np.float32), audio.end)
        while tried.known.waits and not partials:  # what it says comes when it comes
            yield Audio(np.zeros(0, np.float32), audio.end)

    partials: list[Partial] = []
    arrived: list[int] = []
    stream = getattr(tried.engine, "stream", None)
    assert (stream is not None) == tried.model.streams
    if stream is not None:
        for step in stream(blocks(), tried.options()):
            if isinstance(step, Partial):
                partials.append(step)  # noqa: PERF401 - who gives the blocks looks at it meanwhile
        assert len(arrived) == 1
        assert partials


def like(known: Known, tried: Model) -> list[tuple[Model, Model]]:
    """The entries that may be compared with what is tried, each also as the Backend has it."""
    here = [
        (entry, at_hand(entry, variant))
        for entry in ENTRIES.values()
        for variant in entry.variants
        if known.listed and (variant.backend, entry.family) == (known.backend, known.family)
    ]
    return [(entry, claimed) for entry, claimed in here if tried.streams or not claimed.streams]


def claims(model: Model) -> dict[str, object]:
    return {name: getattr(model, name) for name in CLAIMS}


def test_the_catalogue_claims_what_was_seen_here_of_the_same_family_and_engine(tried: Tried) -> None:
    """Each may be trained on fewer tasks, or not to stream; one that is for English alone finds no language.

    Of those that are tried with an entry itself, its claims are what was looked at above.
    """
    for entry, claimed in like(tried.known, tried.model):
        seen = replace(tried.model, streams=tried.model.streams and claimed.streams)
        if entry.languages == ("en",):
            seen = replace(seen, tasks=("transcribe",), detects_language=False)
        elif tried.model.languages == ("en",):  # it was heard without being told; of several languages it cannot tell
            seen = replace(seen, detects_language=claimed.detects_language)
        assert set(claimed.tasks) <= set(seen.tasks)
        assert claims(claimed) == claims(seen), entry.id


def test_every_entry_is_compared_with_something_that_was_tried(trying: Callable[[str], Tried]) -> None:
    compared = {(name, entry.id) for name in TRIED for entry, _claimed in like(ROWS[name], trying(name).model)}
    seen = {(ROWS[name].backend, entry) for name, entry in compared}
    assert seen == {
        (variant.backend, entry.id)
        for entry in ENTRIES.values()
        for variant in entry.variants
        if variant.backend in HERE
    }
