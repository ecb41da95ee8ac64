import pytest

from asrpro.domain import Options, Segment, Transcript
from asrpro.errors import UsageError
from asrpro.transcription.formats import FORMATS, render


def transcript(*texts: str) -> Transcript:
    segments = tuple(Segment(text, at, at + 1) for at, text in enumerate(texts))
    return Transcript(segments, "en", float(len(texts)), "base", "faster_whisper", "cpu (int8)", Options())


def test_formats_are_named_by_their_suffix() -> None:
    assert list(FORMATS) == ["txt", "json", "srt", "vtt"]
    said = transcript("Hello.", "World.")
    assert all(render(said, name) == write(said) for name, write in FORMATS.items())


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
