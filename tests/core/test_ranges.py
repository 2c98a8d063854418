"""Ranges of a video as a person writes them, and the names of videos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.errors import BadInput
from annotator.core.films import names_of
from annotator.core.ranges import Range

SECONDS = [0, 0.5, 1, 1.5]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("1:2", (1, 2)), ("1:", (1, 3)), (":1", (0, 1)), ("3", (3, 3)), ("1:900", (1, 3)), ("1s:1.2s", (2, 2)),
        ("0.6s:", (1, 3)), (".5s", (1, 1)), ("1.9s:", (3, 3)), ("1 : 1.5s", (1, 3)), ("0s:0s", (0, 0)),
    ],
)  # fmt: skip
def test_a_range_is_in_frames_or_in_seconds_with_both_ends(text, bounds):
    assert Range.parse(text).bounds(SECONDS) == bounds


@pytest.mark.parametrize("text", ["4:", "2s:", "9:12"])
def test_a_range_behind_the_end_holds_nothing(text):
    first, last = Range.parse(text).bounds(SECONDS)
    assert first > last


@pytest.mark.parametrize("text", ["", ":", "a", "1-2", "3:1", "2s:1s", "1:2:3", "-1:2", "1e3:", "s:", ".s"])
def test_what_is_no_range_is_said_with_how_to_write_one(text):
    with pytest.raises(BadInput, match=r"is no range: write frames|ends before it begins: write"):
        Range.parse(text)


@given(st.text(alphabet="0123456789.:s -", max_size=12))
def test_any_text_is_a_range_or_a_sentence(text):
    try:
        first, last = Range.parse(text).bounds(SECONDS)
    except BadInput:
        return
    assert first >= 0
    assert last <= 3


def test_videos_of_one_name_get_names_that_no_file_system_takes_for_one():
    places = [("a", "clip.mp4"), ("b", "clip.mp4"), ("a", "clip.avi"), ("a", "s/clip.mp4"), ("b", "Clip.MP4")]
    assert names_of(places) == ["clip", "clip.mp4", "clip.avi", "s/clip", "b/Clip.MP4"]
    assert names_of([*places, ("c", "clip.mp4")])[:5] == names_of(places)
    assert names_of([("b", "Clip.MP4"), *places, ("b", "CLIP.mp4")])[-1] == "b/CLIP.mp4 (3)"
