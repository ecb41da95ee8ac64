from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro import paths
from asrpro.catalog.catalogue import Catalogue
from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from catalog.conftest import refusal

if TYPE_CHECKING:
    from pathlib import Path


def text(written: str) -> bytes:
    return struct.pack("<Q", len(written.encode())) + written.encode()


def gguf(*pairs: tuple[str, str | int]) -> bytes:
    """The beginning of a file, a list of tokens after what it says of itself."""
    said = [text(key) + _value(value) for key, value in pairs]
    tokens = text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 1) + text("a")
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(said) + 1) + b"".join(said) + tokens + bytes(100)


def _value(value: str | int) -> bytes:
    return struct.pack("<I", 8) + text(value) if isinstance(value, str) else struct.pack("<II", 4, value)


def said(content: bytes, file: Path) -> ModelDamaged:
    file.write_bytes(content)
    with pytest.raises(ModelDamaged) as told:
        inspected(file)
    return told.value


LLAMA = gguf(("general.architecture", "llama"), ("general.quantization_version", 2), ("general.name", "Some Model 8B"))


def test_a_whisper_is_told_by_its_name_with_what_runs_one(tmp_path: Path) -> None:
    told = said(gguf(("general.architecture", "whisper")), tmp_path / "small.gguf")
    assert told.title.endswith("small.gguf is a GGUF file (whisper), which no engine of this version runs.")
    assert "GGML" in told.hint
    known = Catalogue(paths.catalogue()).entries["whisper-small"]
    assert "asrpro models download whisper-small --backend whisper_cpp" in told.hint
    assert "whisper_cpp" in [variant.backend for variant in known.variants]


@pytest.mark.parametrize("called", ["some.gguf", "model.bin", "without an ending"])
def test_another_model_is_told_by_its_name_whatever_the_file_is_called(called: str, tmp_path: Path) -> None:
    told = said(LLAMA, tmp_path / called)
    assert "is a GGUF file (llama, Some Model 8B), which no engine of this version runs." in told.title
    assert told.hint.startswith("llama.cpp, Ollama and others run such files.")


def test_so_is_the_one_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "some.gguf").write_bytes(LLAMA)
    (tmp_path / "README.md").write_text("about it", "utf-8")
    with pytest.raises(ModelDamaged, match="llama, Some Model 8B"):
        inspected(tmp_path)


def test_what_would_move_the_cursor_is_not_written_out(tmp_path: Path) -> None:
    told = said(gguf(("general.architecture", "a\x1b[2Jb\n")), tmp_path / "odd.gguf")
    assert told.title.isprintable()


@pytest.mark.parametrize("length", range(4, len(LLAMA), 9))
def test_one_that_is_cut_off_is_one_still(length: int, tmp_path: Path) -> None:
    assert "is a GGUF file" in said(LLAMA[:length], tmp_path / "cut.gguf").title


@given(content=st.binary(max_size=400))
def test_whatever_is_in_it_the_answer_is_a_sentence(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "any.gguf"
    file.write_bytes(b"GGUF" + content)
    answer = refusal(lambda: inspected(file))
    assert answer
    assert answer.endswith((".", "whisper_cpp"))
