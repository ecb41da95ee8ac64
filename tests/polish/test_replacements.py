import pytest
from hypothesis import given
from hypothesis import strategies as st

from asrpro.domain import Segment, Word
from asrpro.polish.replacements import replacing


@pytest.mark.parametrize(
    ("replacements", "before", "after"),
    [
        ({"jon": "John"}, "jon and Jon met JON", "John and John met John"),
        ({"jon": "John"}, "jonathan saw jon's and jon-boy's trojon", "jonathan saw John's and John-boy's trojon"),
        ({"can": "kann"}, "can you, can't you", "kann you, can't you"),
        ({"new york": "NYC", "new": "old"}, "a new new  york", "a old NYC"),
        ({"new york": "NYC", "new": "old"}, "the new yorker", "the old yorker"),
        ({"c plus plus": "C++"}, "i like C plus plus.", "i like C++."),
        ({"c++": "C plus plus"}, "c++, c++11 and abc++", "C plus plus, C plus plus11 and abc++"),
        ({"back slash": r"\1 \g<0> \n"}, "a back slash here", r"a \1 \g<0> \n here"),
        ({"a": "b", "b": "a"}, "a b", "b a"),
        ({"a": "a a"}, "a a", "a a a a"),
        ({"dot": "."}, "a dot b", "a . b"),
        ({"caf\u00e9": "Café"}, "cafe\u0301 cafés", "Café cafés"),
        ({"cafe": "X"}, "cafe\u0301", "cafe\u0301"),
        ({"हिन": "X"}, "हिन्दी", "हिन्दी"),
        ({"東京": "とうきょう"}, "私は東京に", "私はとうきょうに"),
        ({"api": "API"}, "このapiを", "このAPIを"),
        ({"eau": "O"}, "l'eau", "l'O"),
        ({"straße": "Str."}, "STRAßE", "Str."),
        ({" ": "x", "": "y"}, "a b", "a b"),
    ],
)
def test_whole_words_are_replaced(replacements: dict[str, str], before: str, after: str) -> None:
    assert replacing(replacements)(Segment(before, 0, 1)).text == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("API calls are slow. API!", "Interface calls are slow. Interface!"),
        ('He knows. "Api" is short', 'He knows. "Interface" is short'),
        ("one\nApi", "one\nInterface"),
        ("The API is slow", "The interface is slow"),
        ("api calls", "interface calls"),
    ],
)
def test_a_capital_that_began_a_sentence_is_kept(before: str, after: str) -> None:
    assert replacing({"api": "interface"})(Segment(before, 0, 1)).text == after


def test_a_value_with_capitals_is_taken_as_it_is() -> None:
    assert replacing({"i phone": "iPhone"})(Segment("I phone sales", 0, 1)).text == "iPhone sales"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("so um i think", "so i think"),
        ("Um, it works", "It works"),
        ("Um, um, it works", "It works"),
        ("Hello. Um, it works", "Hello. It works"),
        ("So, um, it works", "So, it works"),
        ("I think um, yes", "I think, yes"),
        ("It works, um.", "It works."),
        ("It works. Um.", "It works."),
        ("It works um.", "It works."),
        ("One\num two", "One\ntwo"),
        ("Um.", ""),
        ("um", ""),
    ],
)
def test_words_can_be_taken_away(before: str, after: str) -> None:
    assert replacing({"um": ""})(Segment(before, 0, 1)).text == after


def test_words_follow() -> None:
    text = "see jon smith in c plus plus"
    said = Segment(text, 0, 7, None, tuple(Word(word, at, at + 1) for at, word in enumerate(text.split())))
    words = replacing({"jon smith": "John Smyth", "c plus plus": "C++"})(said).words
    assert words == (
        Word("see", 0, 1), Word("John", 1, 2), Word("Smyth", 2, 3), Word("in", 3, 4), Word("C++", 4, 7),
    )  # fmt: skip


@given(
    st.lists(st.sampled_from(["a", "b", "ab", "c's", "x-y", "d,"]), max_size=8),
    st.dictionaries(st.sampled_from(["a", "b", "ab", "q"]), st.text("ab\\1.", min_size=1, max_size=4), max_size=3),
)
def test_single_words_are_looked_up_once(said: list[str], replacements: dict[str, str]) -> None:
    result = replacing(replacements)(Segment(" ".join(said), 0, 1))
    assert result.text == " ".join(replacements.get(word, word) for word in said)


@given(
    st.text("ab Cé\u0301,.+\\1\n谢", max_size=20),
    st.sets(st.text("ab cé\u0301+谢", min_size=1, max_size=4).filter(str.strip), max_size=4),
)
def test_what_is_taken_away_is_gone(text: str, keys: set[str]) -> None:
    polish = replacing(dict.fromkeys(keys, ""))
    once = polish(Segment(text, 0, 1))
    assert len(once.text) <= len(text)
    assert len(polish(once).text) <= len(once.text)


@given(st.text(max_size=30))
def test_no_replacements_change_nothing(text: str) -> None:
    segment = Segment(text, 0, 1)
    assert replacing({})(segment) is segment
