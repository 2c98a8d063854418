"""Tools that read the picture on a real canvas: what they work out beside the GUI thread arrives in the project."""

import numpy as np
import pytest
from PIL import Image

from annotator.core.raster import parts_mask
from tests.conftest import instance, square
from tests.ui.canvases import SIZE, click, drag, move, press, project_of, release, shown, stored

DISC = np.hypot(*(np.mgrid[: SIZE[1], : SIZE[0]] + 0.5 - np.array([150, 200])[:, None, None])) <= 60


@pytest.fixture
def canvas(qtbot, tmp_path):
    (tmp_path / "pictures").mkdir()
    pixels = np.where(DISC[..., None], np.uint8([220, 210, 200]), np.uint8([40, 45, 60]))
    Image.fromarray(pixels).save(tmp_path / "pictures" / "a.png")
    with shown(qtbot, project_of(tmp_path, instance(1, square(10, 10, 20)))) as one:
        yield one


def finished(qtbot, canvas):
    """The share that the new instance and the disc have in common."""
    qtbot.waitUntil(lambda: not canvas._gestures.active, timeout=10_000)
    [new] = stored(canvas).keys() - {1}
    covered = parts_mask(stored(canvas)[new].parts, *SIZE)
    return (covered & DISC).sum() / (covered | DISC).sum()


def test_the_wand_keeps_what_a_click_shows(qtbot, canvas):
    canvas.set_tool("wand")
    click(canvas, 200.5, 150.5)
    assert finished(qtbot, canvas) == 1


def test_a_box_is_cut_out_on_enter(qtbot, canvas):
    canvas.set_tool("cutout")
    drag(canvas, (120, 70), (200, 150), (280, 230))
    canvas.finish_gesture()
    assert finished(qtbot, canvas) > 0.97


def test_four_clicks_and_enter_without_waiting_outline_along_the_edge(qtbot, canvas):
    canvas.set_tool("magnet")
    for place in ((260, 150), (200, 210), (140, 150), (200, 90)):
        click(canvas, *place)
    canvas.finish_gesture()
    assert finished(qtbot, canvas) > 0.95


@pytest.mark.parametrize("tool", ["wand", "cutout", "magnet"])
def test_escape_leaves_nothing(qtbot, canvas, tool):
    before = stored(canvas)
    canvas.set_tool(tool)
    press(canvas, 130, 80)
    move(canvas, 250, 220)
    if tool == "cutout":
        release(canvas, 250, 220)
    canvas.cancel_gesture()
    qtbot.wait(300)
    assert stored(canvas) == before
    assert not canvas._gestures.active
