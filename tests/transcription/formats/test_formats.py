import pytest

from asrpro.domain import Options, Segment, Transcript
from asrpro.errors import UsageError
from asrpro.transcription import formats
from asrpro.transcription.formats import FORMATS


def transcript(*texts: str) -> Transcript:
    segments = tuple(Segment(text, at, at + 1) for at, text in enumerate(texts))
    return Transcript(segments, "en", float(len(texts)), "base", "faster_whisper", "cpu (int8)", Options())


def render(said: Transcript, name: str) -> str:
    return "".join(formats.render(said, name))


def test_formats_are_named_by_their_suffix() -> None:
    assert list(FORMATS) == ["txt", "json", "srt", "vtt"]
    said = transcript("Hello.", "World.")
    assert all(render(said, name) == "".join(write(said)) for name, write in FORMATS.items())


def test_a_stretch_is_whole_lines() -> None:
    said = transcript("Hello.", "\n", "World.", "So.\n\n")
    assert all(piece == "" or piece.endswith("\n") for name in FORMATS for piece in formats.render(said, name))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="docx") as caught:
        render(transcript(), "docx")
    assert "srt" in caught.value.hint


def test_silence_is_empty() -> None:
    silence = transcript()
    assert render(silence, "txt") == ""
    assert render(silence, "srt") == ""
    assert render(silence, "vtt") == "WEBVTT\n\n"


def test_text_has_a_line_for_each_segment_and_an_empty_one_for_a_paragraph() -> None:
    spoken = ("Hello.", "Dear Ann,\n", "how are you?", "\n", "Well.\n\n", "Bye.", "\n\n", "Really.", "\nYes.")
    assert render(transcript(*spoken), "txt") == ("Hello.\nDear Ann,\nhow are you?\nWell.\n\nBye.\n\nReally.\nYes.\n")
