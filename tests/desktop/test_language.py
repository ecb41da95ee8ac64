"""Systems name languages each in its way."""

from __future__ import annotations

import pytest

from asrpro.desktop.language import code, of_variables


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nb_NO.UTF-8", "nb"),
        ("nn_NO@euro", "nn"),
        ("zh_TW.Big5", "zh"),
        ("haw_US", "haw"),
        ("de", "de"),
        ("zh-Hans-CN", "zh"),  # macOS
        ("yue-HK", "yue"),
        ("en-US", "en"),  # Windows
        ("sr-Cyrl-RS", "sr"),
        ("UTF-8", ""),
        ("C.UTF-8", ""),
        ("POSIX", ""),
        ("English_United States.1252", ""),
        ("", ""),
    ],
)
def test_the_language_is_what_a_name_begins_with(name: str, told: str) -> None:
    assert code(name) == told


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"LC_ALL": "nb_NO.UTF-8", "LC_CTYPE": "de_DE", "LANG": "fr_FR"}, "nb"),
        ({"LC_CTYPE": "de_DE", "LANG": "fr_FR"}, "de"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "fr_FR"}, "fr"),
        ({"LC_CTYPE": "UTF-8", "LANG": "fr_FR"}, "fr"),
        ({"LC_ALL": "C", "LANG": "fr_FR"}, ""),
        ({}, ""),
    ],
)
def test_variables_tell_it_where_systems_have_them(variables: dict[str, str], told: str) -> None:
    assert of_variables(variables) == told
