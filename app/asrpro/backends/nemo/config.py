"""What a stranger's model_config.yaml may have made: classes of NeMo's, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CLASS: Final = re.compile(r"nemo\.collections\.(?:asr|common)\.(?:[a-z]\w*\.)*[A-Z]\w*")
"""How a class of the two collections that recognising needs is named; what a module has imported is not so."""
FUNCTIONS: Final = frozenset(("nemo.collections.asr.modules.transformer.get_nemo_transformer",))
"""What makes Canary's decoder: the one function that archives are known to name."""
MAKING: Final = ("_target_", "target", "cls", "_convert_", "_args_")
"""Keys by which hydra is told what to make and from what."""
_CALLING: Final = re.compile(r"\$\{[^}]*:")
"""Where OmegaConf would call a function while it reads."""
TOKENIZERS: Final = ("bpe", "agg")
"""Those whose files are in the archive; for another one NeMo would ask Hugging Face."""


def refused(text: str) -> str:
    """What of a configuration must not reach NeMo; empty when nothing does.

    NeMo itself allows functions too, and whatever a package that is missing might hold.
    """
    import yaml

    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            return "*"  # a few of them make a config without end, and NeMo writes none
        config = yaml.safe_load(text)
        if not isinstance(config, dict):
            return "yaml"
        return next((value for value in _unfit(config)), "")
    except (yaml.YAMLError, ValueError, RecursionError):
        return "yaml"


def _unfit(node: Any) -> Iterator[str]:
    """What is named in it that is no class of NeMo's, calls a function, or needs another tokenizer."""
    match node:
        case dict():
            yield from (str(node[key]) for key in MAKING if key in node and not _is_class(node[key]))
            yield from _of_tokenizer(node.get("tokenizer"))
            for key, value in node.items():
                yield from _unfit(key)
                yield from _unfit(value)
        case list():
            for value in node:
                yield from _unfit(value)
        case str() if _CALLING.search(node):
            yield node


def _is_class(value: Any) -> bool:
    return isinstance(value, str) and (value in FUNCTIONS or bool(CLASS.fullmatch(value)))


def _of_tokenizer(tokenizer: Mapping[str, Any] | Any) -> Iterator[str]:
    if isinstance(tokenizer, dict):
        several = tokenizer.get("langs")
        for one in (tokenizer, *(several.values() if isinstance(several, dict) else ())):
            kind = str(one.get("type")) if isinstance(one, dict) else "tokenizer"
            if kind.lower() not in TOKENIZERS:
                yield kind
