from __future__ import annotations

import pytest

from asrpro.domain import Model


@pytest.mark.parametrize(
    ("languages", "code", "expected"),
    [((), "de", True), (("en",), "en", True), (("en",), "de", False), (("en", "de"), "de", True), (("en",), "", False)],
)
def test_a_model_understands_its_languages_or_must_be_asked(
    languages: tuple[str, ...], code: str, *, expected: bool
) -> None:
    assert Model("id", "Title", "backend", languages=languages).understands(code) is expected


def test_a_language_is_called_as_the_model_calls_it() -> None:
    known = Model("id", "Title", languages=("no", "nn", "tl", "id", "zh", "yue", "en"))
    told = {code: known.spelled(code) for code in ("nb", "nn", "fil", "tl", "in", "cmn", "yue", "en", "xx", "")}
    assert told == {
        "nb": "no", "nn": "nn", "fil": "tl", "tl": "tl", "in": "id", "cmn": "zh", "yue": "yue", "en": "en",
        "xx": "", "": "",
    }  # fmt: skip
    assert [known.understands(code) for code in ("nb", "in", "xx")] == [True, True, False]
    assert Model("id", "Title").spelled("nb") == "nb"
    assert Model("id", "Title", languages=("no", "nb")).spelled("nb") == "nb"


def test_models_are_told_apart_by_what_they_are() -> None:
    """They are keys of the Hosts that run them."""
    assert hash(Model("a", "A", "b")) == hash(Model("a", "A", "b"))
    assert Model("a", "A", "b") != Model("a", "A", "b", window=30.0)
