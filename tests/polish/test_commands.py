import pytest

from asrpro.domain import Segment, Word
from asrpro.polish.commands import spoken_commands


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Dear Ann, new line, how are you?", "Dear Ann,\nhow are you?"),
        ("Hello. New line. How are you?", "Hello.\nHow are you?"),
        ("Hello. New paragraph. How are you?", "Hello.\n\nHow are you?"),
        ("That is all. Newline", "That is all.\n"),
        ("New line.", "\n"),
        ("new paragraph", "\n\n"),
        ("Hello - new line - you", "Hello\nyou"),
        ("Yes. New line, new line. No.", "Yes.\n\nNo."),
        ('He said "stop." New line. Then he left.', 'He said "stop."\nThen he left.'),
        ("Yes.\nNew line. No.", "Yes.\n\nNo."),
    ],
)
def test_commands_between_marks(before: str, after: str) -> None:
    assert spoken_commands(Segment(before, 0, 1), "en", punctuated=True).text == after


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "Start a new line.",
        "we need a new line of products",
        "New line of products.",
        "this is the new paragraph",
        "we got some news, new line of products and all",
        'He said "new line".',
        "the new lines are here",
        "a brand-new line",
        "renew line by line",
        "new-line",
        "new line-up",
    ],
)
def test_sentences_are_left_alone(text: str, *, punctuated: bool) -> None:
    assert spoken_commands(Segment(text, 0, 1), "en", punctuated=punctuated).text == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("hello world new line how are you", "hello world\nhow are you"),
        ("hello new paragraph", "hello\n\n"),
        ("new line new line hello", "\n\nhello"),
    ],
)
def test_commands_without_marks(before: str, after: str) -> None:
    assert spoken_commands(Segment(before, 0, 1), "en", punctuated=False).text == after


def test_a_model_that_writes_marks_sets_commands_apart_with_them() -> None:
    said = Segment("hello world new line how are you", 0, 1)
    assert spoken_commands(said, "en", punctuated=True) == said


def spaced(*said: tuple[str, float]) -> Segment:
    """A Segment of words of half a second with a pause before each."""
    words: list[Word] = []
    for text, pause in said:
        start = (words[-1].end if words else 0.0) + pause
        words.append(Word(text, start, start + 0.5))
    return Segment(" ".join(word.text for word in words), 0, words[-1].end, None, tuple(words))


@pytest.mark.parametrize("punctuated", [True, False])
def test_pauses_set_a_command_apart(*, punctuated: bool) -> None:
    said = spaced(("hello", 0), ("new", 0.4), ("line", 0), ("you", 0.4))
    result = spoken_commands(said, "en", punctuated=punctuated)
    assert result.text == "hello\nyou"
    assert result.words == (said.words[0], said.words[3])


@pytest.mark.parametrize("punctuated", [True, False])
@pytest.mark.parametrize(
    "said",
    [
        (("hello", 0), ("new", 0.1), ("line", 0), ("you", 0.4)),
        (("hello", 0), ("new", 0.4), ("line", 0), ("you", 0.1)),
        (("a", 0), ("new", 0.6), ("line", 0)),
        (("see", 0), ("new", 0.6), ("line", 0), ("of", 0.6), ("things", 0)),
    ],
)
def test_words_without_pauses_are_words(said: tuple[tuple[str, float], ...], *, punctuated: bool) -> None:
    segment = spaced(*said)
    assert spoken_commands(segment, "en", punctuated=punctuated) == segment


def test_each_language_has_its_own_commands() -> None:
    german = Segment("Hallo. Neue Zeile. Wie geht's? Neuer Absatz.", 0, 1)
    assert spoken_commands(german, "de", punctuated=True).text == "Hallo.\nWie geht's?\n\n"
    assert spoken_commands(german, None, punctuated=True).text == "Hallo.\nWie geht's?\n\n"
    assert spoken_commands(german, "en", punctuated=True) == german
    assert spoken_commands(german, "fi", punctuated=True) == german
    article = Segment("ich brauche eine neue zeile", 0, 1)
    assert spoken_commands(article, "de", punctuated=False) == article
