"""How each type of recogniser is asked what it hears, and what it tells of that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from asrpro.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from asrpro.domain import Options

    Samples = NDArray[np.float32]

_LANGUAGE: Final = re.compile(r"<\|([a-z]{2,3})\|>")
_ENGLISH_ONLY: Final = 50256
"""Number of the token that ends a text, in Whispers for English alone."""

_DURATIONS: Final = 16
"""Durations that a TDT tells apart at most; those that are published know five."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a recogniser heard in one piece of audio."""

    text: str
    tokens: tuple[str, ...] = ()
    """The text's pieces, spaces included; empty where it tells no times."""
    starts: tuple[float, ...] = ()
    """Seconds from the beginning of the piece to each token."""
    logprobs: tuple[float, ...] = ()
    language: str = ""
    """What it found to be spoken; empty where it did not look, or cannot tell."""
    probability: float = 0.0


class Recogniser(Protocol):
    """A loaded model of onnx-asr."""

    times: bool
    """Whether it tells when each token begins."""
    translates: bool
    finds_language: bool
    """Whether it can do without being told what is spoken."""

    def understands(self, language: str) -> bool:
        """Whether it can be told that this language is spoken."""
        ...

    def hear(self, samples: Samples, options: Options) -> Heard:
        """What is said; shape (n,), as much as it can hear at once. Words, prompt and hotwords are not looked at."""
        ...


class Whisper:
    """Writes what is said, or what it means in English, and finds the language; tells no times.

    onnx-asr's own way in passes on neither the task nor how sure the language is, takes a mark for a language now and
    then, and fails over a time that is written in spite of being told not to. So its parts are used one by one.
    """

    times = False
    finds_language = True

    def __init__(self, asr: Any) -> None:
        """Take over an onnx_asr.models.whisper.WhisperHf or WhisperOrt.

        Raises:
            ValueError: its vocabulary is not whole.
        """
        self._asr = asr
        self._tokens: dict[str, int] = asr._tokens  # noqa: SLF001
        self._named: dict[int, str] = asr._vocab  # noqa: SLF001
        ends: int = asr._eos_token_id  # noqa: SLF001
        if any(number not in self._named for number in range(ends)):
            raise ValueError(_("its vocabulary is not whole"))
        self._marks = {
            name: self._tokens[f"<|{name}|>"]
            for name in ("startoftranscript", "transcribe", "translate", "notimestamps")
        }
        self.translates = ends != _ENGLISH_ONLY
        self._languages = {
            number: found[1] for token, number in self._tokens.items() if (found := _LANGUAGE.fullmatch(token))
        }

    def understands(self, language: str) -> bool:
        """Whether there is a token for it; for a Whisper of English alone there are all, but it knows none."""
        return language in self._languages.values() if self.translates else language == "en"

    def hear(self, samples: Samples, options: Options) -> Heard:
        """What is said, by always taking the likeliest token."""
        import numpy as np

        asr, begin = self._asr, self._marks["startoftranscript"]
        encoded = asr._encode(samples[None], np.array([len(samples)], np.int64))  # noqa: SLF001
        language, probability = "", 0.0
        prompt = [begin]
        if self.translates:
            if options.language is None:
                language, probability = self._language(encoded)
            prompt += [self._tokens[f"<|{options.language or language}|>"], self._marks[options.task]]
        prompt.append(self._marks["notimestamps"])
        (tokens,) = asr._decoding(encoded, np.array([prompt], np.int64))  # noqa: SLF001
        known = [token for token in tokens.tolist() if token in self._named]
        text = asr._decode_tokens(known).text  # noqa: SLF001
        return Heard(text.strip(), language=language, probability=probability)

    def _language(self, encoded: Any) -> tuple[str, float]:
        """The likeliest language, and how likely of all languages."""
        import numpy as np

        asr, begin = self._asr, np.array([[self._marks["startoftranscript"]]], np.int64)
        numbers = list(self._languages)
        if not hasattr(asr, "_decode"):  # one graph does it all, and tells only which token it took
            (found,) = asr._decoding(encoded, begin, 3)  # noqa: SLF001
            return self._languages.get(int(found[1]), "en"), 0.0
        logits, _state = asr._decode(begin, asr._create_state(), encoded)  # noqa: SLF001
        of_languages = logits[0, -1, numbers].astype(np.float64)
        shares = np.exp(of_languages - of_languages.max())
        best = int(shares.argmax())
        return self._languages[numbers[best]], float(shares[best] / shares.sum())


class Canary:
    """Writes what is said in a language it is told, or what it means in English; tells no times."""

    times = False
    translates = True
    finds_language = False

    def __init__(self, adapter: Any) -> None:
        """Take over onnx-asr's adapter of a NemoConformerAED."""
        self._adapter = adapter
        self._tokens: dict[str, int] = adapter.asr._tokens  # noqa: SLF001

    def understands(self, language: str) -> bool:
        """Whether there is a token for it."""
        return f"<|{language}|>" in self._tokens

    def hear(self, samples: Samples, options: Options) -> Heard:
        """What is said, by always taking the likeliest token."""
        target = "en" if options.task == "translate" else options.language
        return Heard(self._adapter.recognize(samples, language=options.language, target_language=target).strip())


class Timed:
    """Transducers and CTC: what they are trained on is what they understand; each token has its time."""

    times = True
    translates = False
    finds_language = True

    def __init__(self, adapter: Any, *, durations: bool) -> None:
        """Take over onnx-asr's adapter of any of them, and whether it is a TDT: one that also says how long all lasts.

        Raises:
            ValueError: its vocabulary is of another model.
        """
        self._adapter = adapter.with_timestamps()
        size = adapter.asr._decoder_joint.get_outputs()[0].shape[-1] if durations else None  # noqa: SLF001
        # What lies behind the tokens there are durations: with tokens too few, each would be taken for a long one.
        if isinstance(size, int) and not 1 < size - adapter.asr._vocab_size <= _DURATIONS:  # noqa: SLF001
            raise ValueError(_("its vocabulary is of another model"))

    def understands(self, language: str) -> bool:  # noqa: ARG002
        """Nothing in the files tells: the Model does, where it is known."""
        return True

    def hear(self, samples: Samples, options: Options) -> Heard:  # noqa: ARG002
        """What is said, with the times."""
        found = self._adapter.recognize(samples)
        return Heard(found.text, tuple(found.tokens), tuple(found.timestamps), tuple(found.logprobs))
