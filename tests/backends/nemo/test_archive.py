"""What is refused before NeMo is even imported."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

import pytest

from asrpro import backends
from asrpro.backends.nemo.config import refused
from asrpro.domain import LoadOptions, Model
from asrpro.errors import ModelDamaged, Unsupported
from asrpro.weights.nemo import ALIGNER
from fixtures import forms

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GOOD = """
tokenizer: {dir: tiny, type: bpe, model_path: 'nemo:abc_tokenizer.model'}
encoder: {_target_: nemo.collections.asr.modules.ConformerEncoder, d_model: '${model_defaults.enc_hidden}'}
loss: [{_target_: nemo.collections.common.losses.smoothed_cross_entropy.SmoothedCrossEntropyLoss}]
target: nemo.collections.asr.models.rnnt_bpe_models.EncDecRNNTBPEModel
"""


def load(file: Path | None, device: str = "cpu", **options: str) -> object:
    model = Model("m", "M", "nemo", path=file)
    return backends.backend("nemo").load(model, device, LoadOptions(**options))  # type: ignore[arg-type]


@pytest.mark.parametrize("file", [None, "nowhere.nemo", "."])
def test_a_file_that_is_none_is_told(file: str | None, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="There is no model file"):
        load(None if file is None else tmp_path / file)


@pytest.mark.parametrize("kept", [0, 100, 600, 5000])
def test_one_that_is_cut_off_is_told(kept: int, tmp_path: Path) -> None:
    file = forms.nemo(tmp_path / "whole.nemo")
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(ModelDamaged, match=r"whole\.nemo is missing or damaged") as told:
        load(file)
    assert told.value.hint.endswith("Get the model again.")


@pytest.mark.parametrize("without", ["model_config.yaml", "model_weights.ckpt"])
def test_a_missing_part_is_told_by_its_name(without: str, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged) as told:
        load(forms.nemo(tmp_path / "part.nemo", without=without))
    assert told.value.hint.startswith(f"There is no {without} in it")


@pytest.mark.parametrize("name", ["/tmp/out", "../out", "a/../../out", "\\out", "C:/out", "..\\out"])  # noqa: S108
def test_what_would_be_unpacked_elsewhere_is_refused(name: str, tmp_path: Path) -> None:
    file = forms.nemo(tmp_path / "far.nemo")
    with tarfile.open(file, "a") as archive:
        archive.addfile(tarfile.TarInfo(name), io.BytesIO())
    with pytest.raises(ModelDamaged) as told:
        load(file)
    assert "files for other folders" in told.value.hint


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE])
def test_links_and_devices_are_refused(kind: bytes, tmp_path: Path) -> None:
    file = forms.nemo(tmp_path / "link.nemo")
    with tarfile.open(file, "a") as archive:
        member = tarfile.TarInfo("tokenizer")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(ModelDamaged) as told:
        load(file)
    assert "links" in told.value.hint


def test_a_config_of_nemos_is_let_through(whispers: Mapping[str, Path]) -> None:
    assert refused(GOOD) == ""
    with tarfile.open(whispers["nemo"]) as archive:
        held = archive.extractfile("./model_config.yaml")
        assert held is not None
        assert refused(held.read().decode()) == ""


@pytest.mark.parametrize(
    "more",
    [
        "a: {_target_: os.system}",
        "a: [{b: {_target_: torch.load}}]",
        "a: {_target_: nemo.collections.asr.os.system}",
        "a: {_target_: nemo.utils.model_utils.import_class_by_path}",
        "a: {_target_: 5}",
        "a: {target: subprocess.Popen, params: {}}",
        "a: {cls: builtins.exec}",
        "a: '${oc.env:HOME}'",
        "'${oc.env:HOME}': a",
        "a: ['${oc.create:x}']",
        "a: &b [1]\nc: *b",
        "a: !!python/object/apply:os.system [id]",
        "tokenizer: {type: wpe}",
        "a: {tokenizer: {type: agg, langs: {en: {type: hf}}}}",
        "a: {b",
    ],
)
def test_what_would_run_something_else_is_refused(more: str, tmp_path: Path) -> None:
    config = "\n".join(line for line in GOOD.splitlines() if line.partition(":")[0] != more.partition(":")[0])
    assert refused(f"{config}\n{more}\n")
    file = tmp_path / "odd.nemo"
    with tarfile.open(file, "w") as archive:
        for name, content in {"model_config.yaml": f"{config}\n{more}\n".encode(), "model_weights.ckpt": b""}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    with pytest.raises(ModelDamaged) as told:
        load(file)
    assert "asks for what no model needs" in told.value.hint


def test_what_the_model_beside_a_canary_would_run_is_refused(tmp_path: Path) -> None:
    """NeMo restores that one by itself."""
    more = {"model_config.yaml": GOOD, ALIGNER[0]: f"{GOOD}\na: {{_target_: os.system}}\n", ALIGNER[1]: ""}
    file = forms.nemo(
        tmp_path / "canary.nemo", without="model_config.yaml", more={name: text.encode() for name, text in more.items()}
    )
    with pytest.raises(ModelDamaged) as told:
        load(file)
    assert told.value.hint.startswith("Its configuration asks for what no model needs: 'os.system'.")


@pytest.mark.parametrize("wanted", ["float16", "bfloat16", "int8"])
def test_a_processor_computes_in_32_bits(wanted: str, tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match=f"does not compute in {wanted}") as told:
        load(forms.nemo(tmp_path / "some.nemo"), compute_type=wanted)
    assert "default, float32" in told.value.hint


def test_the_function_that_makes_canarys_decoder_is_let_through() -> None:
    function = "nemo.collections.asr.modules.transformer.get_nemo_transformer"
    assert (
        refused(f"target: nemo.collections.asr.models.EncDecMultiTaskModel\ntransf_decoder:\n  _target_: {function}\n")
        == ""
    )
    assert (
        refused(f"target: nemo.collections.asr.models.EncDecMultiTaskModel\ntransf_decoder:\n  _target_: {function}s\n")
        == f"{function}s"
    )
