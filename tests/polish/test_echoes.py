import pytest

from asrpro.domain import Dropped, Segment
from asrpro.polish.echoes import dropping_echoes

PROMPT = "Glossary: CTranslate2, PySide6, Ollama and Kubernetes."
HOTWORDS = ("Kubernetes", "Ollama", "Parakeet", "Canary", "Moonshine")


def dropped(text: str, confidence: float | None = 0.9, prompt: str = PROMPT) -> str:
    """The reason for which it is dropped, or nothing."""
    outcome = dropping_echoes(prompt, HOTWORDS)(Segment(text, 0, 2, confidence))
    return outcome.reason if isinstance(outcome, Dropped) else ""


@pytest.mark.parametrize(
    "text",
    [
        PROMPT,
        "glossary ctranslate2 pyside6 ollama and kubernetes",
        f"{PROMPT} {PROMPT}",
        f"{PROMPT} Glossary: CTranslate2",
    ],
)
def test_the_whole_prompt_is_an_echo(text: str) -> None:
    assert "prompt" in dropped(text)


def test_the_whole_list_of_hotwords_is_an_echo() -> None:
    assert "hotwords" in dropped("Kubernetes, Ollama, Parakeet, Canary, Moonshine.")
    both = dropped(f"{PROMPT} {' '.join(HOTWORDS)}")
    assert "prompt" in both
    assert "hotwords" in both


def test_a_part_is_an_echo_when_the_engine_is_unsure() -> None:
    part = "PySide6, Ollama and Kubernetes."
    assert dropped(part, 0.3)
    assert not dropped(part, 0.9)
    assert not dropped(part, None)


@pytest.mark.parametrize(
    "text",
    [
        "Kubernetes.",
        "Ollama and Kubernetes",
        "Glossary",
        "",
        "We use PySide6, Ollama and Kubernetes.",
        "Kubernetes and Ollama and PySide6, CTranslate2",
        "Kubernetes, Ollama, Parakeet, Canary, Moonshine are models.",
    ],
)
@pytest.mark.parametrize("confidence", [0.1, 0.9, None])
def test_who_says_words_of_the_prompt_is_heard(text: str, confidence: float | None) -> None:
    assert not dropped(text, confidence)


def test_a_tiny_prompt_is_never_an_echo() -> None:
    assert not dropped("Kubernetes", 0.1, prompt="Kubernetes")
    assert not dropped("人工智能", 0.1, prompt="人工智能")
    assert not dropped("Kubernetes Kubernetes Kubernetes Kubernetes", 0.1, prompt="Kubernetes")


def test_what_passes_is_the_same_segment() -> None:
    said = Segment("Something else was said here.", 0, 2)
    assert dropping_echoes("", ())(said) is said
