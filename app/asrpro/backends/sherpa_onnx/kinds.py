"""The kinds of recognisers that are loaded through sherpa-onnx, and what each must have.

sherpa-onnx ends the process, without an exception, over what it does not find in a file; so it is looked for before.
What it looks for: the model files of its C++ sources (csrc/on*line-*-model.cc).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asrpro.domain.model import Timestamps


@dataclass(frozen=True, slots=True)
class Needs:
    """What a graph must have."""

    inputs: int = 1
    outputs: int = 1
    """How many at least."""
    positive: tuple[str, ...] = ()
    """Metadata that are whole numbers above 0."""
    numbers: tuple[str, ...] = ()
    """Metadata that are whole numbers."""
    lists: tuple[str, ...] = ()
    """Metadata that are lists of whole numbers, all of the same length."""
    means: tuple[str, ...] = ()
    """Metadata that are lists of numbers, all of the same length."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Which graphs a kind of recogniser is made of, and by which metadata of the first one it is known."""

    name: str
    family: str
    graphs: Mapping[str, Needs]
    """By what their names begin with."""
    types: frozenset[str] = frozenset()
    """What model_type may be; empty where it does not matter."""
    marks: tuple[str, ...] = ()
    """Metadata by which it is told from kinds further down."""
    without: tuple[str, ...] = ()
    """Metadata by which it is told from kinds further up, of which something is missing."""
    streams: bool = False
    timestamps: Timestamps = "word"
    languages: tuple[str, ...] = ()
    """Those it was made for, where that is the same for all of the kind."""
    finds_language: bool = False
    counted: str = ""
    """Whose metadata tell how many tokens there are; empty where there is no tokens.txt."""
    blank: bool = False
    """Whether the token for silence comes last and is not counted, as in NeMo."""
    further: tuple[str, ...] = ()
    """Other files it needs, beside tokens.txt."""


TOKENS: Final = "tokens.txt"
SILENCE: Final = frozenset(("<blk>", "<eps>", "<blank>"))
"""What the token for silence is called."""

_CHUNK: Final = ("T", "decode_chunk_len")
_DECODER: Final = Needs(positive=("vocab_size", "context_size"))
_JOINER: Final = Needs(inputs=2)
_NEMO_DECODER: Final = Needs(inputs=4, outputs=4)
_NEMO: Final = ("vocab_size", "subsampling_factor", "pred_rnn_layers", "pred_hidden")
_LFR: Final = ("vocab_size", "lfr_window_size", "lfr_window_shift")
_MEANS: Final = ("neg_mean", "inv_stddev")


def _transducer(encoder: Needs) -> Mapping[str, Needs]:
    return {"encoder": encoder, "decoder": _DECODER, "joiner": _JOINER}


def _nemo(encoder: Needs) -> Mapping[str, Needs]:
    return {"encoder": encoder, "decoder": _NEMO_DECODER, "joiner": _JOINER}


KINDS: Final = (
    Kind(
        "streaming-zipformer2", "zipformer", _transducer(Needs(9, 9, positive=_CHUNK, lists=(
            "encoder_dims", "query_head_dims", "value_head_dims", "num_heads", "num_encoder_layers",
            "cnn_module_kernels", "left_context_len",
        ))), frozenset(("zipformer2",)), _CHUNK, streams=True, counted="decoder",
    ),
    Kind(
        "streaming-zipformer", "zipformer", _transducer(Needs(8, 8, positive=_CHUNK, lists=(
            "encoder_dims", "attention_dims", "num_encoder_layers", "cnn_module_kernels", "left_context_len",
        ))), frozenset(("zipformer",)), _CHUNK, streams=True, counted="decoder",
    ),
    Kind(
        "streaming-conformer", "conformer", _transducer(Needs(
            4, 3, positive=(*_CHUNK, "num_encoder_layers", "encoder_dim", "cnn_module_kernel"),
            numbers=("left_context", "pad_length"),
        )), frozenset(("conformer",)), _CHUNK, streams=True, counted="decoder",
    ),
    Kind(
        "streaming-lstm", "lstm", _transducer(Needs(
            3, 3, positive=(*_CHUNK, "num_encoder_layers", "rnn_hidden_size", "d_model"),
        )), frozenset(("lstm",)), _CHUNK, streams=True, counted="decoder",
    ),
    Kind(
        "streaming-nemo", "nemo", _nemo(Needs(5, 5, positive=(
            *_NEMO, "window_size", "chunk_shift", "cache_last_channel_dim1", "cache_last_channel_dim2",
            "cache_last_channel_dim3", "cache_last_time_dim1", "cache_last_time_dim2", "cache_last_time_dim3",
        ))), marks=("window_size", "chunk_shift"), streams=True, counted="encoder", blank=True,
    ),
    Kind(
        "nemo-transducer", "parakeet", _nemo(Needs(2, 2, positive=_NEMO)), marks=("pred_rnn_layers",),
        counted="encoder", blank=True,
    ),
    Kind(
        "transducer", "zipformer", _transducer(Needs(2, 2)), frozenset(("zipformer2", "zipformer", "conformer")),
        without=_CHUNK, counted="decoder",
    ),
    Kind(
        "sense-voice", "sense-voice", {"model": Needs(
            4, positive=_LFR, means=_MEANS,
            numbers=(
                "normalize_samples", "with_itn", "without_itn", "lang_auto", "lang_zh", "lang_en", "lang_ja",
                "lang_ko", "lang_yue",
            ),
        )}, marks=("with_itn",), timestamps="word", languages=("zh", "en", "ja", "ko", "yue"), finds_language=True,
        counted="model",
    ),
    Kind(
        "paraformer", "paraformer", {"model": Needs(2, 2, positive=_LFR, means=_MEANS)}, marks=("neg_mean",),
        timestamps="none", counted="model",
    ),
    Kind(
        "qwen3-asr", "qwen3-asr", {"conv_frontend": Needs(), "encoder": Needs(), "decoder": Needs()},
        timestamps="none", finds_language=True,
        further=("tokenizer/vocab.json", "tokenizer/merges.txt", "tokenizer/tokenizer_config.json"),
    ),
)  # fmt: skip
"""In the order in which they are looked for."""
