from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Segment, Word
from asrpro.polish.edits import Edit, edit


def segment(text: str, confidence: float | None = None) -> Segment:
    """A Segment whose Words last a second each."""
    words = tuple(Word(word, at, at + 1, confidence) for at, word in enumerate(text.split()))
    return Segment(text, 0, len(words), confidence, words)


def test_an_edit_within_a_word_changes_that_word() -> None:
    edited = edit(segment("see the kat run"), [Edit(8, 9, "C")])
    assert edited.text == "see the Cat run"
    assert [word.text for word in edited.words] == ["see", "the", "Cat", "run"]
    assert edited.words[2].start == 2


def test_an_edit_across_words_joins_them() -> None:
    said = segment("we use see plus plus", 0.9)
    edited = edit(said, [Edit(7, 20, "C++")])
    assert edited.text == "we use C++"
    assert edited.words[-1] == Word("C++", 2, 5, 0.9)


def test_joined_words_are_as_sure_as_the_least_sure() -> None:
    said = Segment("a b c", 0, 3, None, (Word("a", 0, 1, 0.9), Word("b", 1, 2, 0.2), Word("c", 2, 3)))
    assert edit(said, [Edit(0, 5, "abc")]).words == (Word("abc", 0, 3, 0.2),)


def test_a_word_of_which_nothing_is_left_goes() -> None:
    edited = edit(segment("one new line two"), [Edit(3, 13, "\n")])
    assert edited.text == "one\ntwo"
    assert [word.text for word in edited.words] == ["one", "two"]


def test_what_is_inserted_belongs_to_what_stands_before() -> None:
    edited = edit(segment("one two"), [Edit(3, 3, ","), Edit(7, 7, ".")])
    assert edited.text == "one, two."
    assert [word.text for word in edited.words] == ["one,", "two."]


def test_words_that_are_not_in_the_text_stay_as_heard() -> None:
    said = Segment("20 cats", 0, 2, None, (Word("twenty", 0, 1), Word("cats", 1, 2)))
    assert edit(said, [Edit(0, 2, "30")]).words == said.words


@given(st.lists(st.sampled_from(["a", "bc", "d,", "été", "谢谢"]), min_size=1, max_size=8), st.data())
def test_words_stay_the_text(said: list[str], data: st.DataObject) -> None:
    text = " ".join(said)
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    edits = [
        Edit(start, end, data.draw(st.sampled_from(["", "x", "\n", " y z "])))
        for start, end in zip(places[::2], places[1::2], strict=False)
    ]
    edited = edit(segment(text), edits)
    assert all(word.text and word.text in edited.text for word in edited.words)
    times = [time for word in edited.words for time in (word.start, word.end)]
    assert times == sorted(times)
