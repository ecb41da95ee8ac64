"""The page that says what runs where is what the program offers and what was tried, and says nothing else."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from packaging.markers import Marker

from asrpro import environments
from asrpro.domain import Backend
from backends.made import MADE
from backends.vouched import HEAVY, KNOWN
from matrix import evidence, offers
from matrix.evidence import Book, Evidence, Unproven
from matrix.page import PAGE, POINTED, Matrix, renewed

if TYPE_CHECKING:
    from asrpro.catalog.catalogue import Catalogue

TRIED = offers.tried_in_ci()
CATALOGUE, HERE = offers.everything()


def tables(book: Book, here: list[Backend] = HERE, catalogue: Catalogue = CATALOGUE) -> str:
    return Matrix(book, TRIED).text(catalogue, here)


def more(book: Book, *lines: Evidence) -> Book:
    return replace(book, lines=(*book.lines, *lines))


def engine(name: str, *devices: str) -> Backend:
    def load(*_given: Any) -> Any:
        raise AssertionError

    return Backend(name, name, (), "", devices, load)


@pytest.fixture(scope="module")
def book() -> Book:
    return evidence.read()


def test_the_page_is_what_is_offered_and_what_was_tried(book: Book) -> None:
    page = PAGE.read_text("utf-8")
    assert page == renewed(page, tables(book)), "run `make matrix` and look at what changed in docs/runtime-matrix.md"


def test_every_kind_of_model_has_its_table_and_what_there_is_none_of_is_said(book: Book) -> None:
    parts = dict(part.split("\n", 1) for part in tables(book).split("### ")[1:])
    assert list(parts) == ["Speech-to-text", "Text-to-speech", "Language models", "Vision", "Embeddings"]
    for kind, text in parts.items():
        rows = text.strip().splitlines()[2:]
        assert all(row.count(" | ") == 5 for row in rows)
        assert (rows == ["| none | - | - | not offered | not offered | not offered |"]) == (kind != "Speech-to-text")


def test_what_ci_has_is_what_the_suite_over_all_backends_is_given() -> None:
    rows = [known for known in (KNOWN | MADE).values() if known.backend not in HEAVY and not known.stand_in]
    assert set(TRIED) == {(known.backend, known.family) for known in rows}
    assert TRIED["faster_whisper", "whisper"] == TRIED["onnx", "whisper"] == ""
    assert TRIED["mlx_whisper", "whisper"] == "a sample, all of it in `make soak`"
    assert TRIED["onnx", "parakeet"] == "words not tested here"


def test_nothing_else_is_tested_in_ci_and_what_hears_no_words_says_so(book: Book) -> None:
    rows = [row.split(" | ") for row in tables(book).splitlines() if row.startswith("| ")]
    titles = {backend.title: backend.name for backend in HERE}
    for family, title, _device, linux, *others in rows:
        assert not any(evidence.CI in cell for cell in others)
        if evidence.CI in linux:
            left_out = TRIED[titles[title], family.removeprefix("| ").partition(" (")[0]]
            assert left_out in linux


def test_what_is_not_offered_for_download_says_so(book: Book) -> None:
    rows = [row.removeprefix("| ").split(" | ") for row in tables(book).splitlines() if row.startswith("| ")]
    said = {(title, family) for family, title, *_cells in rows if family.endswith(POINTED)}
    assert ("ONNX Runtime", f"vosk {POINTED}") in said
    assert {title for family, title, *_cells in rows if family == f"whisper {POINTED}"} == {"Transformers"}
    titles = {backend.name: backend.title for backend in HERE}
    models = CATALOGUE.entries.values()
    offered = {(titles[one.backend], model.family) for model in models for one in model.variants}
    assert not offered & {(title, family.removesuffix(f" {POINTED}")) for title, family in said}
    left = {(title, family) for family, title, *_cells in rows[1:] if family != "none" and POINTED not in family}
    assert left - offered == {("engine", "models"), (titles["remote"], "at a server")}


def test_a_device_is_there_where_what_computes_on_it_can_be_had(book: Book) -> None:
    """Packages of an environment are made for some systems alone."""
    known = {"linux": ("linux", "x86_64"), "macos": ("darwin", "arm64"), "windows": ("win32", "AMD64")}
    for one in environments.KNOWN.values():
        if one.device and one.systems:
            here = {name: {"sys_platform": system, "platform_machine": kind} for name, (system, kind) in known.items()}
            made = [name for name, told in here.items() if Marker(one.systems).evaluate(told)]
            assert list(book.devices[one.device]) == made, one.name


def test_a_backend_that_nobody_vouches_for_is_told(book: Book) -> None:
    with pytest.raises(Unproven, match="no family of models for new: name one in docs/evidence"):
        tables(book, [*HERE, engine("new", "cpu")])
    new = Evidence("new", ("macos",), ("cpu",), ("whisper",), evidence.WRITTEN)
    with pytest.raises(Unproven, match=r"no evidence for new with whisper on linux, cpu: add a line to docs/evidence"):
        tables(more(book, new), [*HERE, engine("new", "cpu")])
    everywhere = replace(new, systems=("linux", "macos", "windows"), note="not yet")
    row = f"| whisper | new | cpu |{3 * ' written, not run here (not yet) |'}"
    assert row in tables(more(book, everywhere), [*HERE, engine("new", "cpu")])


def test_a_device_of_which_nobody_knows_where_it_is_is_told(book: Book) -> None:
    new = Evidence("new", ("linux",), ("abacus",), ("whisper",), evidence.WRITTEN)
    with pytest.raises(Unproven, match=r"new serves abacus: say in docs/evidence\.toml which systems have that"):
        tables(more(book, new), [*HERE, engine("new", "abacus")])


def test_evidence_that_nobody_needs_is_told(book: Book) -> None:
    with pytest.raises(Unproven, match=r"says what nobody needs: evidence for gone \(whisper, linux, cpu\)"):
        tables(more(book, Evidence("gone", ("linux",), ("cpu",), ("whisper",), evidence.WRITTEN)))
    typed = Evidence("pocketsphinx", ("linux",), ("cpu",), ("pocketsphinx",), evidence.WRITTEN)
    with pytest.raises(Unproven, match=r"says what nobody needs: .*pocketsphinx"):
        tables(more(book, typed))


def test_two_lines_about_the_same_are_told(book: Book) -> None:
    again = next(line for line in book.lines if line.backend == "whisper_cpp")
    with pytest.raises(Unproven, match="speak of the same"):
        tables(more(book, replace(again, note="again")))


def test_what_was_tested_by_hand_has_its_day_on_the_page(book: Book) -> None:
    tried = Evidence(
        "faster_whisper", ("linux",), ("cuda",), ("whisper",), evidence.BY_HAND, date(2026, 11, 20), note="float16"
    )
    row = "| whisper | faster-whisper | cuda | tested by hand (2026-11-20, float16) | not offered | written, not run"
    assert row in tables(more(book, tried))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"how": "checked"}, "no such word"),
        ({"how": evidence.BY_HAND}, "has a date"),
        ({"date": date(2026, 1, 1)}, "has a date"),
        ({"how": evidence.CI, "families": ("pocketsphinx",)}, "no such word"),
        ({"how": "", "families": ("pocketsphinx",)}, "says nothing"),
        ({"how": "", "note": "of all"}, "says nothing"),
        ({"systems": ("plan9",)}, "true nowhere"),
        ({"devices": ()}, "true nowhere"),
    ],
)
def test_evidence_that_says_what_cannot_be_is_told(wrong: dict[str, Any], told: str) -> None:
    whole = {"backend": "pocketsphinx", "systems": ("linux",), "devices": ("cpu",), "how": evidence.WRITTEN}
    Evidence(**whole)  # type: ignore[arg-type]
    with pytest.raises(Unproven, match=told):
        Evidence(**whole | wrong)


def test_what_is_written_by_hand_stays() -> None:
    page = PAGE.read_text("utf-8")
    assert "## Everything else" in renewed(page, "new")
    assert "| hotkeys, keyboard, focus |" in renewed(page, "new")
    with pytest.raises(ValueError, match="no place for its tables"):
        renewed("# Other", "new")


def test_all_lines_of_the_file_are_read(book: Book) -> None:
    held = tomllib.loads(evidence.FILE.read_text("utf-8"))
    assert len(book.lines) == len(held["evidence"])
