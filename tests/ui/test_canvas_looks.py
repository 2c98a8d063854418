"""What instances look like on the canvas, pixel by pixel."""

import json

import numpy as np
import pytest
from PySide6.QtCore import Qt

from annotator.core.annotations import Imported, Part, State, ring
from annotator.core.geometry import rectangle
from annotator.ui.commands import judging
from tests.conftest import instance, proposal, square
from tests.ui.canvases import (
    COLOUR,
    GREY,
    click,
    near,
    pixel,
    pixels,
    place,
    project_of,
    settle,
    shown,
)

SQUARE = instance(1, square(100, 100, 80))
TINT = [round(0.25 * one + 0.75 * GREY) for one in COLOUR]


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE)) as made:
        yield made


def outline_of(canvas, y):
    """How wide the outline of the square is where the row y of the image crosses it, in device pixels."""
    row = pixels(canvas)[int(place(canvas, 0, y).y() * canvas.ratio)]
    tinted = [one for one in row.tolist() if one[0] - one[2] > 150]
    return len(tinted) / 2


@pytest.mark.parametrize("scale", [0.5, 1, 3, 12, 40])
def test_an_outline_is_one_pixel_of_the_screen_at_any_zoom(canvas, qtbot, scale):
    canvas.show_view(canvas.view.centred(scale, 140, 140))
    settle(qtbot, canvas)
    canvas.show_view(canvas.view.centred(scale, 100, 140))
    settle(qtbot, canvas)
    assert outline_of(canvas, 140) <= 1


def test_masks_are_tinted_by_the_opacity(canvas, qtbot):
    assert near(pixel(canvas, 140, 140), TINT)
    canvas.set_fill_opacity(0.0)
    settle(qtbot, canvas)
    assert pixel(canvas, 140, 140) == [GREY] * 3


def test_a_mask_over_a_mask_is_not_darker(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE, instance(2, square(120, 120, 80)))) as canvas:
        assert near(pixel(canvas, 150, 150), TINT)


def test_a_hole_is_not_tinted(qtbot, tmp_path):
    holed = instance(1, (Part(rectangle(50, 50, 150, 150), (rectangle(80, 80, 120, 120),)),))
    with shown(qtbot, project_of(tmp_path, holed)) as canvas:
        assert pixel(canvas, 100, 100) == [GREY] * 3
        assert near(pixel(canvas, 65, 65), TINT)


def edge_pixels(canvas, y):
    """Which pixels along the square's edge at this row of the image are coloured."""
    at = place(canvas, 105, y)
    row = pixels(canvas)[int(at.y()) - 1 : int(at.y()) + 2, int(at.x()) : int(at.x()) + 70]
    return (row[:, :, 0] - row[:, :, 2] > 150).any(axis=0)


def test_human_work_is_drawn_solid_and_proposals_dashed(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE)) as canvas:
        assert edge_pixels(canvas, 100).all()
    (tmp_path / "2").mkdir()
    with shown(qtbot, project_of(tmp_path / "2", proposal(1, parts=SQUARE.parts))) as canvas:
        assert 0.3 < edge_pixels(canvas, 100).mean() < 0.8
        judging.accept(canvas.document, [1])
        settle(qtbot, canvas)
        assert edge_pixels(canvas, 100).all()


def test_ghosts_and_rejected_ones_are_not_drawn_and_appear_with_the_threshold(qtbot, tmp_path):
    ghost = proposal(1, 0.2, parts=SQUARE.parts)
    rejected = instance(2, square(250, 100, 80), state=State.REJECTED)
    with shown(qtbot, project_of(tmp_path, ghost, rejected)) as canvas:
        assert pixel(canvas, 140, 140) == pixel(canvas, 290, 140) == [GREY] * 3
        canvas.document.set_threshold(0.1)
        settle(qtbot, canvas)
        assert near(pixel(canvas, 140, 140), TINT)


def test_a_crowd_is_hatched(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, instance(1, square(100, 100, 80), crowd=True))) as canvas:
        at = place(canvas, 105, 140)
        row = pixels(canvas)[int(at.y()), int(at.x()) : int(at.x()) + 70, 2]
        assert 2 < (np.diff((row < GREY).astype(int)) == 1).sum() < 20


def test_an_instance_that_came_with_a_box_alone_is_a_dashed_box(qtbot, tmp_path):
    imported = Imported(id=b"1", geometry=json.dumps({"bbox": [100, 100, 80, 80]}).encode())
    with shown(qtbot, project_of(tmp_path, instance(1, (), imported=imported))) as canvas:
        assert 0.3 < edge_pixels(canvas, 100).mean() < 0.8
        assert pixel(canvas, 140, 140) == [GREY] * 3


def test_what_is_rejected_is_off_the_canvas_until_it_is_asked_for(canvas):
    inside = pixel(canvas, 140, 140)
    judging.reject(canvas.document, [1])
    assert not near(pixel(canvas, 140, 140), inside)
    assert edge_pixels(canvas, 100).mean() == 0
    canvas.document.show_rejected(True)
    click(canvas, 140, 140)
    assert canvas.document.selection == {1}


def test_many_selected_instances_are_marked_in_the_layer(qtbot, tmp_path):
    many = [instance(n, square(10 + 12 * (n % 30), 10 + 12 * (n // 30), 10)) for n in range(1, 200)]
    with shown(qtbot, project_of(tmp_path, *many)) as canvas:
        before = pixels(canvas)
        canvas.document.select(range(1, 200))
        settle(qtbot, canvas)
        assert (pixels(canvas) != before).any()
        canvas.document.select(())
        settle(qtbot, canvas)
        assert (pixels(canvas) == before).all()


def test_everything_drawn_can_be_faded(canvas, qtbot):
    click(canvas, 140, 140)
    canvas.set_faded(True)
    settle(qtbot, canvas)
    assert pixel(canvas, 140, 140) == [GREY] * 3
    canvas.set_faded(False)
    settle(qtbot, canvas)
    assert pixel(canvas, 140, 140) != [GREY] * 3


def test_focus_by_keyboard_is_seen(canvas):
    canvas.clearFocus()
    before = pixels(canvas)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert (pixels(canvas)[0] != before[0]).any()


def test_outlines_far_beyond_the_picture_do_no_harm(qtbot, tmp_path):
    far = instance(1, (Part(ring([[-1e5, -1e5], [2e5, -1e5], [2e5, 3e5], [-1e5, 3e5]])),))
    with shown(qtbot, project_of(tmp_path, far)) as canvas:
        canvas.show_view(canvas.view.centred(64, 200, 150))
        settle(qtbot, canvas)
        assert near(pixel(canvas, 200, 150), TINT)
