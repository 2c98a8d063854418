"""The canvas's parts without a window: viewport, pyramid, outlines, layer."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part, ring
from annotator.core.geometry import box_xyxy, distances_to_edges
from annotator.core.opencv import cv2
from annotator.ui.canvas.dashes import dashed, dotted
from annotator.ui.canvas.layer import Layer
from annotator.ui.canvas.look import Look
from annotator.ui.canvas.outlines import Kind, Outlines
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.canvas.plan import Plan
from annotator.ui.canvas.render import Scratch, draw
from annotator.ui.canvas.viewport import Rect, Viewport
from tests.conftest import instance, proposal, square

scales = st.floats(0.02, 60)
places = st.tuples(st.integers(-500, 500), st.integers(-500, 500))


@given(scales, scales, places, st.tuples(st.floats(0, 640), st.floats(0, 480)))
def test_zooming_keeps_the_point_under_the_cursor(before, after, corner, cursor):
    view = Viewport(640, 480, before, *corner)
    zoomed = view.zoomed(after, *cursor)
    [back] = zoomed.to_view(np.array([view.to_image(*cursor)]))
    assert np.abs(back - cursor).max() <= 0.51


@given(scales, places, places)
def test_a_pan_there_and_back_is_no_pan(scale, corner, by):
    view = Viewport(640, 480, scale, *corner)
    assert view.panned(*by).panned(-by[0], -by[1]) == view


@given(scales, st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6)))
def test_a_picture_cannot_be_pushed_out_of_the_view(scale, corner):
    view = Viewport(640, 480, scale, *corner).held(400, 300)
    seen = view.box_in_view((0, 0, 400, 300)).clipped(view.rect)
    assert not seen.empty


def in_sight(view, box):
    place = view.box_in_view(box)
    return place.clipped(view.rect) == place


@given(scales, places, st.tuples(st.floats(0, 3000), st.floats(0, 3000)), st.floats(1, 2000))
def test_what_is_revealed_is_in_sight_and_then_left_in_peace(scale, corner, at, side):
    box = (*at, at[0] + side, at[1] + side / 2)
    revealed = Viewport(640, 480, scale, *corner).revealing(box)
    assert in_sight(revealed, box)
    assert revealed.revealing(box) == revealed


def test_what_is_well_in_sight_moves_nothing_and_what_is_outside_comes_at_the_same_scale():
    view = Viewport(640, 480, 1.0)
    assert view.revealing((100, 100, 180, 180)) == view
    assert view.revealing((1000, 100, 1080, 180)) == view.centred(1.0, 1040, 140)


def test_what_is_tiny_is_brought_nearer_and_what_is_too_large_is_taken_farther():
    view = Viewport(640, 480, 1.0)
    assert view.revealing((100, 100, 104, 104)).scale == 8
    assert view.revealing((0, 0, 2000, 100)).scale < 0.4


def noise(width, height, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


def drawn(pyramid, view):
    into = np.zeros((view.height, view.width, 4), np.uint8)
    pyramid.draw(into, view)
    return into[..., 2::-1]


def test_at_100_percent_every_pixel_is_the_pictures_own():
    pixels = noise(300, 200)
    assert (drawn(Pyramid(pixels), Viewport(100, 80, 1.0, 50, 40)) == pixels[40:120, 50:150]).all()


@pytest.mark.parametrize("scale", [4.0, 5.5, 16.0])
def test_from_400_percent_on_pixels_are_squares(scale):
    pixels = noise(60, 40)
    view = Viewport(100, 80, scale, 33, 21)
    x = ((np.arange(100) + 33.5) / scale).astype(int)
    y = ((np.arange(80) + 21.5) / scale).astype(int)
    assert (drawn(Pyramid(pixels), view) == pixels[np.ix_(y, x)]).all()


@pytest.mark.parametrize("scale", [0.11, 0.3, 0.5, 0.77, 1.3, 3.3])
def test_at_other_scales_things_stay_where_they_are(scale):
    """A bright square is found where the viewport says, to a quarter of a screen pixel and half an image pixel."""
    pixels = np.zeros((1001, 1503, 3), np.uint8)
    pixels[301:700, 401:1000] = 255
    view = Viewport(5000, 3400, scale)
    bright = drawn(Pyramid(pixels), view)[..., 0] / 255
    height, width = bright.sum() / bright.sum(axis=1).max(), bright.sum() / bright.sum(axis=0).max()
    assert width == pytest.approx(599 * scale, abs=0.6)
    assert height == pytest.approx(399 * scale, abs=0.6)
    rows, columns = np.nonzero(bright > 0.5)
    assert columns.mean() + 0.5 == pytest.approx(700.5 * scale, abs=0.6)
    assert rows.mean() + 0.5 == pytest.approx(500.5 * scale, abs=0.6)


def test_what_lies_beside_the_picture_is_left_alone():
    into = np.full((100, 100, 4), 7, np.uint8)
    Pyramid(noise(40, 40)).draw(into, Viewport(100, 100, 1.0, -30, -30))
    assert (into[:30] == 7).all()
    assert (into[70:] == 7).all()
    assert (into[:, 70:] == 7).all()


def test_small_lies_above_large():
    outlines = Outlines([instance(1, square(0, 0, 10)), instance(2, square(0, 0, 50)), instance(3, square(0, 0, 30))])
    assert outlines.ids(outlines.touching((5, 5, 5, 5))) == [2, 3, 1]


squares = st.builds(
    lambda id, x, y, side, human: (instance if human else proposal)(id, parts=square(x, y, side)),
    st.integers(1, 40), st.integers(0, 100), st.integers(0, 100), st.integers(1, 50), st.booleans(),
)  # fmt: skip
states = st.lists(st.lists(squares, max_size=30, unique_by=lambda one: one.id), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(states, st.tuples(st.integers(0, 150), st.integers(0, 150)))
def test_a_table_kept_up_to_date_finds_what_a_look_at_every_instance_finds(steps, at):
    outlines = Outlines()
    for step in steps:
        visible = {one.id: one for one in step}
        outlines.sync(visible)
        found = outlines.ids(outlines.touching((*at, *at)))
        boxes = {id: box_xyxy(one.rings) for id, one in visible.items()}
        assert set(found) == {id for id, (x0, y0, x1, y1) in boxes.items() if x0 <= at[0] <= x1 and y0 <= at[1] <= y1}
        assert len(outlines) == len(visible)


def test_an_accepted_or_relabelled_outline_is_drawn_anew_without_being_thinned_out_again():
    before = proposal(1, parts=square(0, 0, 10))
    after = before.accepted().relabelled(7)
    outlines, view = Outlines([before]), Viewport(100, 100, 1.0)
    [row] = outlines.touching((5, 5, 5, 5))
    outlines.drawn(np.array([row]), view)
    [thinned] = outlines._thinned.values()
    assert outlines.sync({1: after}) == [(0, 0, 10, 10)]
    assert outlines.instance(1) is after
    assert (outlines.hues[row], outlines.kinds[row]) == (7, Kind.HUMAN)
    assert not len(thinned.missing(np.array([row])))


def test_more_instances_than_the_table_was_made_for():
    outlines = Outlines([instance(n, square(n, 0, 1)) for n in range(1, 2000)])
    assert outlines.ids(outlines.touching((1500.5, 0.5, 1500.5, 0.5))) == [1500]


@pytest.mark.parametrize("scale", [0.13, 0.5, 1.0, 2.7, 9.0])
def test_thinned_outlines_stay_within_a_screen_pixel_of_the_true_ones(scale):
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    radius = 100 + 20 * np.sin(7 * turn)
    wavy = ring(np.stack([200 + radius * np.cos(turn), 200 + radius * np.sin(turn)], axis=1))
    outlines, view = Outlines([instance(1, (Part(wavy),))]), Viewport(100, 100, scale)
    [thin] = outlines.drawn(outlines.touching((0, 0, 400, 400)), view).rings
    assert len(thin) <= len(wavy)
    off = [distances_to_edges(ring(thin / 16), *point).min() for point in view.to_view(wavy)]
    assert max(off) <= 0.9


def test_the_next_zooms_are_made_ready_a_few_rows_at_a_time():
    outlines = Outlines([instance(n, square(n, 0, 1)) for n in range(1, 1200)])
    rows = outlines.touching((0, 0, 2000, 2000))
    outlines.thin(0.5)
    steps = 0
    while outlines.thin_some(0.5):
        steps += 1
        if steps == 1:  # an edit in between leaves nothing that is drawn wrongly
            outlines.sync({7: instance(7, square(900, 900, 5))}, [7])
    assert steps == 6
    for scale in (0.25, 1.0):
        assert not len(outlines._octave_at(scale).missing(rows))
    assert not outlines.thin_some(0.5)


def test_the_zooms_that_were_used_last_are_kept():
    outlines = Outlines([instance(1, square(5, 5, 3))])
    for scale in (0.1, 0.2, 0.4, 0.8, 0.1, 1.6):
        outlines.thin(scale)
    assert outlines._octave_at(0.1).missing(outlines._everything()).size == 0
    assert outlines._octave_at(0.2).missing(outlines._everything()).size == 1


def test_dashes_cover_their_share_of_the_line_and_lie_on_it():
    corners = (np.array([[10, 10], [90, 10], [90, 60], [10, 60]]) * 16).astype(np.int32)
    dashes = np.array(dashed([corners], 100, 100)) / 16
    length = np.hypot(*(dashes[:, 1] - dashes[:, 0]).T).sum()
    assert length == pytest.approx(260 * 4 / 7, rel=0.1)
    x, y = dashes.reshape(-1, 2).T
    assert (np.isclose(x, 10) | np.isclose(x, 90) | np.isclose(y, 10) | np.isclose(y, 60)).all()


def walked(rings):
    """The pixels of the dashes of closed rings, found by walking round each in small steps."""
    pixels = np.zeros((200, 200), np.uint8)
    for one in rings:
        corners = np.vstack([one, one[:1]]) / 16
        edges = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
        around = max(edges[-1], 1e-6)
        along = np.arange(0, around + 0.05, 0.05)
        along = along[along / around * max(1, round(around / 7)) % 1 < 4 / 7]
        columns, rows = (np.rint(np.interp(along, edges, at)).astype(int) for at in corners.T)
        pixels[rows, columns] = 255
    return pixels


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(100, 3000), st.integers(100, 3000)), min_size=1, max_size=9),
                min_size=1, max_size=5))  # fmt: skip
@example([[(490, 100), (665, 100), (100, 138), (100, 1882), (100, 104), (100, 960), (400, 100), (175, 100)]])
def test_dots_are_the_pixels_of_the_dashes(outlines):
    rings = [np.array(one, np.int32) for one in outlines]
    dashes, dots = walked(rings), np.zeros((200, 200), np.uint8)
    dots[dotted(rings, 200, 200)] = 255
    assert (cv2.dilate(dashes, np.ones((3, 3), np.uint8)) >= dots).all()
    assert (cv2.dilate(dots, np.ones((5, 5), np.uint8)) >= dashes).all()


def test_what_is_a_point_is_a_dot():
    rows, columns = dotted([np.full((1, 2), 320, np.int32), np.full((3, 2), 640, np.int32)], 100, 100)
    assert (rows.tolist(), columns.tolist()) == ([20, 40], [20, 40])


def test_dots_outside_the_view_are_not_made():
    assert len(dotted([np.array([(-900, -900), (-800, -900), (-800, -800)], np.int32)], 100, 100)[0]) == 0
    corners = (np.array([[-(10**5), 10], [10**5, 10], [10**5, 10**5]]) * 16).astype(np.int32)
    assert len(dashed([corners], 100, 100)) < 40


class Painting:
    """Draws a number for each place of the picture, a few rows at a time, and how often the place was changed."""

    def __init__(self):
        self.changed = []
        self.drawn = []

    def change(self, box):
        self.changed.append(box)

    def draw(self, into, rect, view):
        self.drawn.append(rect)
        x = (np.arange(rect.left, rect.right) + view.left)[None]
        for top in range(rect.top, rect.bottom, 6):
            rows = slice(top, min(top + 6, rect.bottom))
            y, part = (np.arange(rows.start, rows.stop) + view.top)[:, None], into[rows, rect.left : rect.right]
            part[..., 0], part[..., 1], part[..., 2] = x % 251, y % 251, round(view.scale * 100)
            across, down = (x + 0.5) / view.scale, (y + 0.5) / view.scale
            for x0, y0, x1, y1 in self.changed:
                part[..., 2] += (x0 <= across) & (across < x1) & (y0 <= down) & (down < y1)
            yield


def pixels_of(layer):
    return layer._front.part(layer._shown)


moves = st.one_of(
    st.tuples(st.just("pan"), st.integers(-90, 90), st.integers(-70, 70)),
    st.tuples(st.just("creep"), st.integers(-9, 9), st.integers(-9, 9)),
    st.tuples(st.just("zoom"), st.sampled_from([0.5, 1.0, 2.0]), st.just(0)),
    st.tuples(st.just("change"), st.integers(-40, 90), st.integers(-40, 70)),
    st.tuples(st.just("resize"), st.integers(30, 90), st.integers(20, 70)),
    st.tuples(st.just("replace"), st.integers(-90, 90), st.integers(-70, 70)),
    st.tuples(st.just("work"), st.integers(1, 9), st.just(0)),
    st.tuples(st.just("finish"), st.just(0), st.just(0)),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(moves, max_size=20))
def test_whatever_was_done_in_between_the_layer_comes_to_show_the_view_exactly(steps):
    painting = Painting()
    layer = Layer(painting.draw)
    layer.show(Viewport(64, 48))
    for name, a, b in steps:
        view = layer.view
        match name:
            case "pan" | "creep":
                layer.show(view.panned(a, b))
            case "zoom":
                layer.show(view.zoomed(a, 10, 20))
            case "change":
                place = Rect(a, b, a + 20, b + 20)
                painting.change(view.box_of(place))
                layer.redraw(place)
            case "resize":
                layer.show(view.resized(a, b))
            case "replace":
                painting.change((-50, -50, 50, 50))
                layer.replace(view.panned(a, b))
            case "work":
                for _ in range(a):
                    layer.work(0)
            case "finish":
                while layer.busy:
                    layer.work(0)
    while layer.busy:
        layer.work(0)
    assert layer.sharp
    assert not layer.held
    wanted = np.zeros((layer.view.height, layer.view.width, 4), np.uint8)
    for _ in painting.draw(wanted, layer.view.rect, layer.view):
        pass
    assert (pixels_of(layer)[..., :3] == wanted[..., :3]).all()


def drawn_sharp(width, height):
    painting = Painting()
    layer = Layer(painting.draw)
    layer.show(Viewport(width, height))
    while layer.busy:
        layer.work(0)
    painting.drawn.clear()
    return painting, layer


def test_panning_draws_what_comes_into_view_and_some_more():
    painting, layer = drawn_sharp(640, 480)
    layer.show(layer.view.panned(5, -3))
    assert [(one.width, one.height) for one in painting.drawn] == [(5 + 48, 480), (640 + 5 + 48, 3 + 48)]
    for _ in range(9):
        layer.show(layer.view.panned(5, -3))
    assert len(painting.drawn) == 2
    assert layer.sharp


def test_what_changes_beside_the_view_is_drawn_anew_when_it_comes_in():
    painting, layer = drawn_sharp(640, 480)
    layer.show(layer.view.panned(5, 0))
    painting.change(layer.view.box_of(Rect(-20, 0, -10, 480)))
    layer.redraw(Rect(-20, 0, -10, 480))
    layer.show(layer.view.panned(30, 0))
    assert (pixels_of(layer)[:, 10:20, 2] == 101).all()


@pytest.mark.parametrize("begun", [False, True])
def test_what_leaves_the_view_before_it_is_drawn_is_drawn_when_it_comes_back(begun):
    painting, layer = drawn_sharp(640, 480)
    painting.change(layer.view.box_of(Rect(0, 0, 20, 480)))
    layer.redraw(Rect(0, 0, 20, 480))
    if begun:
        layer.work(0)
    layer.show(layer.view.panned(-30, 0))
    while layer.busy:
        layer.work(0)
    layer.show(layer.view.panned(30, 0))
    while layer.busy:
        layer.work(0)
    assert (pixels_of(layer)[:, :20, 2] == 101).all()


def test_a_jump_is_not_drawn_at_once():
    painting, layer = drawn_sharp(640, 480)
    layer.show(layer.view.panned(300, 0))
    assert not painting.drawn
    assert layer.busy


def test_a_strip_looks_as_the_whole_does():
    """Drawing through a smaller rectangle gives the same pixels, but for the rounding of lines that are cut off."""
    rng = np.random.default_rng(1)
    some = [instance(n, square(*rng.uniform(0, 250, 2), rng.uniform(5, 60))) for n in range(1, 60)]
    outlines, pyramid, view = Outlines(some), Pyramid(noise(300, 250)), Viewport(300, 250, 1.3, 11, 7)
    whole, strip = np.zeros((2, 250, 300, 4), np.uint8)
    for _ in draw(whole, Plan(view, outlines, Look()), pyramid, Look(), Scratch()):
        pass
    place = Rect(40, 0, 70, 250)
    for _ in draw(strip[:, 40:70], Plan(view.cut(place), outlines, Look()), pyramid, Look(), Scratch()):
        pass
    differ = np.abs(whole[:, 40:70].astype(int) - strip[:, 40:70]).max(axis=2) > 8
    assert differ.mean() < 0.01
