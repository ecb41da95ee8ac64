from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.catalog.local import inspected
from asrpro.errors import ModelDamaged
from asrpro.weights import nemo
from catalog.conftest import refusal
from fixtures import forms

if TYPE_CHECKING:
    from pathlib import Path


LETTERS = f"sample_rate: 16000\nlabels:\n- ' '\n- a\n- b\ndecoder:\n  x: 1\ntarget: {forms.TARGET}\n"
"""The configuration of one that writes letter by letter."""


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where spoiled ones go."""
    return tmp_path_factory.mktemp("nemo") / "spoiled.nemo"


@pytest.mark.parametrize(
    ("more", "punctuated"),
    [
        ({"./0123_vocab.txt": b"the\n##a\nthe\n"}, False),
        ({"./0123_vocab.txt": b"<unk>\nThe\n##a\n.\n"}, True),
        ({"./0123_tokenizer.vocab": "<unk>\t0\n\u2581the\t-1\ne\t-2\n".encode()}, False),
        ({"./0123_tokenizer.vocab": "\u2581The\t-1\ne\t-2\n.\t-3\n".encode()}, True),
        ({"./model_config.yaml": LETTERS.encode()}, False),
        ({"./model_config.yaml": LETTERS.replace("- b", "- B\n- .").encode()}, True),
        ({}, True),
    ],
)
def test_whether_it_writes_sentences_is_in_its_tokens(
    more: dict[str, bytes], *, punctuated: bool, tmp_path: Path
) -> None:
    assert inspected(forms.nemo(tmp_path / "parakeet.nemo", more=more)).punctuated is punctuated


@pytest.mark.parametrize("format", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("named", ["file", "folder"])
def test_a_recogniser(named: str, format: int, tmp_path: Path) -> None:  # noqa: A002
    file = forms.nemo(tmp_path / "parakeet-tdt-1.1b.nemo", format=format)
    model = inspected(file if named == "file" else tmp_path)
    assert (model.id, model.title, model.backend) == ("parakeet-tdt-1.1b", "parakeet-tdt-1.1b", "nemo")
    assert (model.family, model.timestamps, model.path) == ("parakeet", "word", file)


def test_canary_is_told_by_its_class(tmp_path: Path) -> None:
    target = "nemo.collections.asr.models.aed_multitask_models.EncDecMultiTaskModel"
    model = inspected(forms.nemo(tmp_path / "canary.nemo", target=target))
    assert (model.family, model.tasks, model.timestamps) == ("canary", ("transcribe", "translate"), "none")


@pytest.mark.parametrize(
    ("more", "timestamps"),
    [
        (dict.fromkeys(nemo.ALIGNER, b""), "word"),
        (dict.fromkeys(nemo.ALIGNER[1:], b""), "none"),
        ({"./45_vocab.txt": b"<|0|>\n##<|1|>\n##<|2|>\n"}, "word"),
        ({"./45_tokenizer.vocab": b"<|0|>\t-1\n<|1|>\t-1\n"}, "word"),
        ({"./45_vocab.txt": b"<|en|>\n<|de|>\n"}, "none"),
    ],
)
def test_a_canary_tells_times_by_the_model_beside_it_or_by_its_tokens(
    more: dict[str, bytes], timestamps: str, tmp_path: Path
) -> None:
    target = "nemo.collections.asr.models.EncDecMultiTaskModel"
    assert inspected(forms.nemo(tmp_path / "canary.nemo", target=target, more=more)).timestamps == timestamps


@pytest.mark.parametrize("target", ["os.system", "nemo.collections.tts.models.FastPitchModel", "!!python/object:x"])
def test_what_recognises_no_speech(target: str, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="holds no model that recognises speech"):
        inspected(forms.nemo(tmp_path / "other.nemo", target=target))


@pytest.mark.parametrize("without", [nemo.CONFIG, nemo.WEIGHTS])
def test_a_missing_part_is_told_by_its_name(without: str, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged) as told:
        inspected(forms.nemo(tmp_path / "part.nemo", without=without))
    assert told.value.hint.startswith(f"There is no {without} in it:")


@pytest.mark.parametrize("kept", [0, 100, 600, 2000, 4000])
def test_one_that_is_cut_off(kept: int, place: Path) -> None:
    whole = forms.nemo(place).read_bytes()
    place.write_bytes(whole[:kept])
    with pytest.raises(ModelDamaged, match=r"spoiled\.nemo is missing or damaged") as told:
        inspected(place)
    assert "cut off" in told.value.hint


def test_a_configuration_that_is_a_link_or_without_end_is_not_followed(place: Path) -> None:
    for kind, size in ((tarfile.SYMTYPE, 0), (tarfile.LNKTYPE, 0), (tarfile.REGTYPE, nemo.LARGEST + 1)):
        with tarfile.open(place, "w") as archive:
            member = tarfile.TarInfo(nemo.CONFIG)
            member.type, member.linkname, member.size = kind, "/etc/passwd", size
            archive.addfile(member, io.BytesIO(bytes(size)))
        with pytest.raises(ModelDamaged):
            inspected(place)


def test_one_of_a_thousand_members_and_more_is_not_looked_through(place: Path) -> None:
    with tarfile.open(place, "w") as archive:
        for number in range(nemo.MOST + 1):
            archive.addfile(tarfile.TarInfo(f"file{number}"))
    with pytest.raises(ModelDamaged):
        inspected(place)


@given(data=st.data())
def test_whatever_is_in_it_the_answer_is_a_sentence(data: st.DataObject, place: Path) -> None:
    spoiled = bytearray(forms.nemo(place).read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        spoiled[data.draw(st.integers(0, 2600))] = data.draw(st.integers(0, 255))
    place.write_bytes(spoiled)
    said = refusal(lambda: inspected(place))
    assert not said or said.endswith(".")


@given(content=st.binary(max_size=2000))
def test_random_bytes_are_refused(content: bytes, place: Path) -> None:
    place.write_bytes(content)
    with pytest.raises(ModelDamaged):
        inspected(place)
