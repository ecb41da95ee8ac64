from __future__ import annotations

import pytest

from asrpro.cli.formats import named_formats
from asrpro.errors import UsageError


@pytest.mark.parametrize(
    ("named", "formats"),
    [
        (["txt"], ("txt",)),
        (["srt,vtt"], ("srt", "vtt")),
        (["srt", "json, txt"], ("srt", "json", "txt")),
        (["SRT", ".vtt", "srt"], ("srt", "vtt")),
        (["txt,,", ""], ("txt",)),
    ],
)
def test_formats_are_named_with_commas_or_apart(named: list[str], formats: tuple[str, ...]) -> None:
    assert named_formats(named) == formats


@pytest.mark.parametrize(("named", "unknown"), [("docx", "docx"), ("txt,pdf,doc", "pdf, doc"), ("", '""'), (",", '""')])
def test_formats_that_do_not_exist_are_refused(named: str, unknown: str) -> None:
    with pytest.raises(UsageError, match=rf"There is no format {unknown}\. Choose from txt, json, srt, vtt"):
        named_formats([named])
