"""SubRip and WebVTT as other programs read them."""

import html
import re
from datetime import timedelta
from itertools import pairwise

import pytest
import srt
import webvtt
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from asrpro.domain import Options, Segment, Transcript, Word
from asrpro.transcription import formats
from asrpro.transcription.formats.cues import cues
from asrpro.transcription.formats.pieces import plain

SRT_TIMES = re.compile(r"^\d{2,}:\d\d:\d\d,\d{3} --> \d{2,}:\d\d:\d\d,\d{3}$", re.MULTILINE)
VTT_TIMES = re.compile(r"^\d{2,}:\d\d:\d\d\.\d{3} --> \d{2,}:\d\d:\d\d\.\d{3}$", re.MULTILINE)

WORDS = st.sampled_from(
    ["a", "Hello,", "world.", "&amp;", "<i>", "</v>", "-->", "--", ">", "1", "42", "NOTE", "STYLE", "WEBVTT", "\n",
     "\n\n", "\r\n", "12.10.2024", "00:00:01,000", "e\u0301", "谢谢，你", "👩‍👩‍👧", "नमस्ते", "شكرا", "w" * 50]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=200)
TIMES = st.floats(-10, 20_000) | st.floats()


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    """Any Segment, with Words of its own text, with Words that do not fit, or without."""
    text = draw(TEXTS)
    said = draw(st.sampled_from([text.split(), ["other", "words"], []]))
    words = tuple(Word(word, draw(TIMES), draw(TIMES)) for word in said[:60])
    return Segment(text, draw(TIMES), draw(TIMES), None, words)


def transcript(*said: Segment) -> Transcript:
    return Transcript(said, "en", 1.0, "base", "faster_whisper", "cpu", Options())


def render(said: Transcript, name: str) -> str:
    return "".join(formats.render(said, name))


def bare(text: str) -> str:
    """The text without spaces, and with the arrows that SubRip cannot hold as one letter."""
    return re.sub(r"-->|→", "→", re.sub(r"\s", "", text))


@given(st.lists(segments(), max_size=4))
def test_cues_can_be_read(said: list[Segment]) -> None:
    found = cues(said)
    assert all(0 <= cue.start < cue.end <= cue.start + 7000 for cue in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    lines = [cue.text.split("\n") for cue in found]
    assert all(len(cue) <= 2 for cue in lines)
    assert all(line.strip() and cell_len(line) <= 42 for cue in lines for line in cue)
    assert bare("".join(cue.text for cue in found)) == bare("".join(plain(one.text) for one in said))


@given(st.lists(segments(), max_size=4))
def test_subrip_is_read_as_it_was_meant(said: list[Segment]) -> None:
    text = render(transcript(*said), "srt")
    wanted = cues(said)
    found = list(srt.parse(text))
    assert [one.index for one in found] == list(range(1, len(wanted) + 1))
    milli = timedelta(milliseconds=1)
    assert [(one.start // milli, one.end // milli) for one in found] == [(cue.start, cue.end) for cue in wanted]
    assert [bare(one.content) for one in found] == [bare(cue.text) for cue in wanted]
    assert len(SRT_TIMES.findall(text)) == text.count(" --> ") == len(wanted)
    assert not text or text.endswith("\n\n")
    assert "\r" not in text


@given(st.lists(segments(), max_size=4))
def test_webvtt_is_read_as_it_was_meant(said: list[Segment]) -> None:
    text = render(transcript(*said), "vtt")
    wanted = cues(said)
    found = list(webvtt.from_string(text))
    assert len(found) == len(wanted)
    assert len(VTT_TIMES.findall(text)) == text.count("-->") == len(wanted)
    for one, cue in zip(found, wanted, strict=True):
        assert (one.start_time.in_milliseconds(), one.end_time.in_milliseconds()) == (cue.start, cue.end)
        assert html.unescape(one.raw_text) == cue.text
    assert text.startswith("WEBVTT\n\n")


def test_subrip_looks_so() -> None:
    said = transcript(Segment(" Hello there.", 1.001, 59.9996), Segment("a --> b <i>&</i>", 360_001, 360_002))
    assert render(said, "srt") == (
        "1\n00:00:01,001 --> 00:00:08,001\nHello there.\n\n2\n100:00:01,000 --> 100:00:02,000\na → b <i>&</i>\n\n"
    )


def test_webvtt_looks_so() -> None:
    said = transcript(Segment(" Hello there.", 1.001, 5.9996), Segment("a --> b <i>&</i>", 360_001, 360_002))
    assert render(said, "vtt") == (
        "WEBVTT\n\n00:00:01.001 --> 00:00:06.000\nHello there.\n\n"
        "100:00:01.000 --> 100:00:02.000\na --&gt; b &lt;i&gt;&amp;&lt;/i&gt;\n\n"
    )


@pytest.mark.parametrize("name", ["srt", "vtt"])
def test_blank_segments_make_no_cue(name: str) -> None:
    assert render(transcript(Segment("\n\n", 0, 1)), name) == render(transcript(), name)
