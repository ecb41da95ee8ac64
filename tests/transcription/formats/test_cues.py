from rich.cells import cell_len

from asrpro.domain import Segment, Word
from asrpro.transcription.formats.cues import Cue, cues
from asrpro.transcription.formats.pieces import pieces, plain

LONG = "This is the first sentence of a rather long Segment. It goes on with a second one, which says little more."


def spoken(text: str, pauses: dict[int, float]) -> Segment:
    """A Segment with half a second for each word, and longer pauses before some."""
    words: list[Word] = []
    for at, word in enumerate(text.split()):
        start = (words[-1].end if words else 0.0) + pauses.get(at, 0.0)
        words.append(Word(word, start, start + 0.5))
    return Segment(text, 0, words[-1].end, None, tuple(words))


def test_a_segment_within_the_limits_is_one_cue() -> None:
    assert cues([Segment(" Hello  there.\n\nFriend. ", 1.0004, 2.5)]) == [Cue(1000, 2500, "Hello there. Friend.")]


def test_two_lines_are_balanced() -> None:
    (cue,) = cues([Segment("We were on our way to the station, when it began to rain.", 0, 4)])
    assert cue.text == "We were on our way to the station,\nwhen it began to rain."


def test_long_text_is_cut_after_a_sentence() -> None:
    assert cues([Segment(LONG, 0, 6)]) == [
        Cue(0, 2943, "This is the first sentence\nof a rather long Segment."),
        Cue(3000, 6000, "It goes on with a second one,\nwhich says little more."),
    ]


def test_words_give_the_times_of_the_parts() -> None:
    first, second = cues([spoken(LONG, {10: 0.5})])
    assert (first.start, first.end) == (0, 5000)
    assert (second.start, second.end) == (5500, 11000)


def test_a_long_segment_is_cut_where_it_pauses() -> None:
    assert cues([spoken("Well then here I am", {1: 3.0, 4: 5.0})]) == [
        Cue(0, 833, "Well"),
        Cue(3500, 5000, "then here I"),
        Cue(10000, 10833, "am"),
    ]


def test_without_words_only_marks_cut_for_time() -> None:
    assert cues([Segment("Hello there, friend", 0, 19)]) == [Cue(0, 7000, "Hello there,"), Cue(13000, 19000, "friend")]
    assert cues([Segment("Hello there friend", 10, 29)]) == [Cue(10_000, 17_000, "Hello there friend")]


def test_scripts_without_spaces_are_cut_by_their_width() -> None:
    found = cues([Segment("今天天气很好，我们去公园玩吧。" * 4, 0, 6)])
    assert "".join(cue.text for cue in found).replace("\n", "") == "今天天气很好，我们去公园玩吧。" * 4
    lines = [line for cue in found for line in cue.text.split("\n")]
    assert max(map(cell_len, lines)) <= 42
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_a_word_wider_than_a_line_is_cut() -> None:
    (cue,) = cues([Segment("a" * 60, 0, 1)])
    assert cue.text == f"{'a' * 42}\n{'a' * 18}"


def test_hyphened_words_stay_whole() -> None:
    words = (Word("twenty", 0, 1), Word("-five", 1, 2))
    assert [piece.text for piece in pieces(Segment("twenty-five", 0, 2, None, words))[0]] == ["twenty-five"]


def test_blank_segments_make_no_cue() -> None:
    assert cues([Segment(text, 0, 1) for text in ("", "\n\n", " \t", "\x00", "\u200b")]) == []
    assert plain("a\x00b\x1fc\u2028d") == "ab c d"


def test_cues_do_not_overlap() -> None:
    found = cues([Segment("a", 0, 5), Segment("b", 3, 4), Segment("c", 3, 6), Segment("d", 1, 2), Segment("e", 9, 8)])
    assert [(cue.start, cue.end) for cue in found] == [
        (0, 3000), (3000, 4000), (4000, 6000), (6000, 6833), (9000, 9833),
    ]  # fmt: skip


def test_a_cue_is_seen_for_a_moment_where_there_is_room() -> None:
    found = cues([Segment("a", 1, 1.001), Segment("b", 1.4, 1.5), Segment("c", 5, 6)])
    assert [(cue.start, cue.end) for cue in found] == [(1000, 1400), (1400, 2233), (5000, 6000)]


def test_negative_times_begin_at_the_beginning() -> None:
    assert cues([Segment("a", -963.7, -900)]) == [Cue(0, 833, "a")]
