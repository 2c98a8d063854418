"""What of a track is drawn where, without a window."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.annotations import Made
from annotator.core.tracks import Span, filled
from annotator.ui.timeline.lanes import Bar, at, bars, mark_at, marks, thinned
from annotator.ui.timeline.reading import cell_of
from annotator.ui.timeline.scale import WIDEST_PX, Scale

SPANS = filled(
    [
        Span(10, 10, Made.KEYFRAME),
        Span(20, 21, Made.KEYFRAME, occluded=True),
        Span(25, 29, Made.PROPAGATED, confidence=0.4),
        Span(40, 40, Made.KEYFRAME, outside=True),
    ]
)

scales = st.builds(
    Scale, st.integers(1, 200_000), st.floats(50, 3000), st.floats(0.0, 100.0), st.floats(-1e5, 3e5, allow_nan=False)
)


@given(scales)
def test_a_scale_never_shows_what_is_not_there(scale: Scale) -> None:
    assert scale.first >= 0
    assert scale.px <= WIDEST_PX
    assert scale.whole or scale.first + scale.span <= scale.frames + 1e-6
    low, high = scale.shown
    assert 0 <= low <= high < scale.frames


@given(scales, st.floats(0.1, 10), st.floats(0, 1))
def test_zooming_leaves_the_frame_under_the_cursor_there(scale: Scale, factor: float, share: float) -> None:
    x = share * scale.width
    zoomed = scale.zoomed(factor, x)
    if 0 < zoomed.first < scale.frames - zoomed.span:
        assert zoomed.first + x / zoomed.px == pytest.approx(scale.first + x / scale.px, rel=1e-6, abs=1e-6)


@given(scales, st.data())
def test_a_frame_is_where_it_is_drawn(scale: Scale, data: st.DataObject) -> None:
    frame = data.draw(st.integers(*scale.shown))
    assert scale.frame_at(scale.x(frame + 0.5)) == frame


@given(scales)
def test_labels_have_their_room(scale: Scale) -> None:
    labelled = [frame for frame, label in scale.ticks(90) if label]
    assert all((two - one) * scale.px >= 90 - 1e-6 for one, two in pairwise(labelled))
    assert len(list(scale.ticks(90))) <= scale.width


def test_a_frame_that_leaves_the_view_turns_the_page() -> None:
    scale = Scale(1000, 100, px=10)
    assert scale.showing(5) is scale
    assert scale.showing(11).first == 10
    assert scale.showing(500).shown[0] == 499
    assert scale.showing(500).showing(20).shown == (11, 20)


def test_bars_lie_where_their_frames_are() -> None:
    scale = Scale(50, 500)
    assert bars(SPANS, scale) == [
        Bar(100, 110, Made.KEYFRAME),
        Bar(110, 200, Made.INTERPOLATED),
        Bar(200, 220, Made.KEYFRAME, occluded=True),
        Bar(250, 300, Made.PROPAGATED, confidence=0.4),
    ]
    assert [(one.x, one.place, one.outside) for one in marks(SPANS, scale)] == [
        (105, 10, False),
        (205, 20, False),
        (215, 21, False),
        (405, 40, True),
    ]


def test_what_is_out_of_sight_is_not_drawn() -> None:
    scale = Scale(1000, 100, px=10, first=22)
    assert bars(SPANS, scale) == [Bar(30, 80, Made.PROPAGATED, confidence=0.4)]
    assert marks(SPANS, scale) == []


def test_a_hundred_thousand_frames_are_no_more_bars_than_pixels() -> None:
    runs = [Span(place, place, Made.KEYFRAME) for place in range(0, 108_000, 2)]
    scale = Scale(108_000, 800)
    assert len(bars(filled(runs), scale)) <= 401
    assert len(marks(runs, scale)) <= 801
    assert len(thinned(filled(runs), cell_of(scale.px))) <= 2 * 801


def test_from_far_away_the_longest_and_a_keyframe_are_left() -> None:
    assert thinned(SPANS, 1) == SPANS
    assert thinned(SPANS, 64) == [Span(10, 10, Made.KEYFRAME), Span(11, 19, Made.INTERPOLATED)]
    assert [cell_of(px) for px in (64, 2, 1, 0.5, 0.01)] == [1, 1, 2, 4, 128]


def test_of_narrow_frames_the_ends_of_a_run_are_marked() -> None:
    assert [one.place for one in marks([Span(10, 90, Made.KEYFRAME)], Scale(1000, 1000))] == [10, 90]


def test_a_keyframe_can_be_taken_a_little_beside_it() -> None:
    scale = Scale(50, 500)
    assert mark_at(SPANS, scale, 100) == 10
    assert mark_at(SPANS, scale, 209) == 20
    assert mark_at(SPANS, scale, 130) is None


def test_how_it_stands_on_a_frame() -> None:
    assert at(SPANS, 15) == Span(11, 19, Made.INTERPOLATED)
    assert at(SPANS, 35) is None
