"""Going from frame to frame: decoding is off the GUI thread and nothing blinks."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import added
from tests.conftest import instance, square
from tests.ui.canvases import picture, pixel, pixels, project_of, settle, shown


def two_frames(folder):
    picture(folder / "pictures", "b.png", grey=200)
    return project_of(folder, instance(1, square(100, 100, 80)), pictures=("a.png", "b.png"))


def test_the_previous_picture_stays_until_the_next_is_drawn(qtbot, tmp_path):
    with shown(qtbot, two_frames(tmp_path)) as canvas:
        before = pixels(canvas)
        canvas.document.next_frame()
        assert (pixels(canvas) == before).all()
        settle(qtbot, canvas)
        assert pixel(canvas, 140, 140) == [200] * 3


def test_the_next_picture_is_decoded_while_a_person_looks_at_this_one(qtbot, tmp_path):
    with shown(qtbot, two_frames(tmp_path)) as canvas:
        source = canvas.document.project.source_of(canvas.document.project.frame(canvas.document.coming()[0]))
        qtbot.waitUntil(lambda: canvas._loader._pictures._cache.peek(source) is not None)


def test_what_was_laid_out_ahead_is_what_is_shown(qtbot, tmp_path):
    project = two_frames(tmp_path)
    crowd = [instance(project.new_id(), square(n % 40 * 10, n // 40 * 10, 8)) for n in range(600)]
    project.commit(added("Draw", project.frame_at(1), *crowd))
    with shown(qtbot, project) as canvas:
        qtbot.waitUntil(lambda: len(canvas._loader._layouts._kept) == 1)
        laid = canvas._loader._layouts._kept[0].outlines
        canvas.document.next_frame()
        settle(qtbot, canvas)
        assert canvas.scenery.outlines is laid
        canvas.document.previous_frame()
        settle(qtbot, canvas)
        assert len(canvas.scenery.outlines) == 1


def test_while_the_next_picture_is_decoded_no_gesture_begins(qtbot, tmp_path):
    with shown(qtbot, two_frames(tmp_path)) as canvas:
        canvas.document.next_frame()
        assert not canvas.ready


def test_the_frame_that_was_asked_for_last_is_the_one_that_is_shown(qtbot, tmp_path):
    with shown(qtbot, two_frames(tmp_path)) as canvas:
        seen = []
        canvas.shown.connect(seen.append)
        for _ in range(5):
            canvas.document.next_frame()
            canvas.document.previous_frame()
        canvas.document.next_frame()
        settle(qtbot, canvas)
        qtbot.wait(50)
        assert seen[-1].path == "b.png"
        assert pixel(canvas, 140, 140) == [200] * 3


def test_two_frames_of_one_size_keep_the_place_that_was_looked_at(qtbot, tmp_path):
    with shown(qtbot, two_frames(tmp_path)) as canvas:
        canvas.show_view(canvas.view.centred(6, 50, 60))
        view = canvas.view
        canvas.document.next_frame()
        settle(qtbot, canvas)
        assert canvas.view == view


def test_an_unreadable_picture_is_a_sentence_and_the_next_frame_is_fine(qtbot, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"no picture at all")
    picture(folder, "b.png", grey=200)
    project = project_of(tmp_path, pictures=("b.png", "a.png"))
    with shown(qtbot, project) as canvas:
        with qtbot.waitSignal(canvas.shown):
            canvas.document.next_frame()
        qtbot.waitUntil(lambda: not canvas.layer.held)
        assert not canvas.ready
        assert "a.png" in canvas.message
        assert len({tuple(one) for one in pixels(canvas).reshape(-1, 3).tolist()}) > 1
        canvas.document.previous_frame()
        settle(qtbot, canvas)
        assert pixel(canvas, 10, 10) == [200] * 3


def test_a_picture_that_leads_out_of_its_folder_is_a_sentence_and_the_next_frame_is_fine(qtbot, tmp_path):
    folder = tmp_path / "pictures"
    project = project_of(tmp_path, pictures=("b.png", "a.png", "c.png"))
    elsewhere = picture(tmp_path, "elsewhere.png", grey=10)
    (folder / "a.png").unlink()
    (folder / "a.png").symlink_to(elsewhere)
    with shown(qtbot, project) as canvas:
        canvas.document.next_frame()
        qtbot.waitUntil(lambda: not canvas.layer.held)
        assert not canvas.ready
        assert "a link that leads out of" in canvas.message
        canvas.document.next_frame()
        settle(qtbot, canvas)


def test_without_a_project_there_is_nothing_to_see(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path)) as canvas:
        canvas.document.close()
        qtbot.waitUntil(lambda: not canvas.layer.busy)
        assert len({tuple(one) for one in pixels(canvas).reshape(-1, 3).tolist()}) == 1


COUNTED = pytest.mark.skipif(sys.version_info >= (3, 12), reason="None lives for ever, so nobody counts")


@COUNTED
def test_painting_leaves_the_references_to_none_alone(qapp):
    """PySide6 6.12.0 loses one with every void call under Python 3.11 and ends the program after some thousands."""
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    path = QPainterPath()
    path.addRect(1, 1, 20, 20)
    calls = 20_000
    before = sys.getrefcount(None)
    painter = QPainter(image)
    for _ in range(calls // 4):
        painter.setPen(QPen(QColor("red")))
        painter.drawPath(path)
        painter.fillRect(0, 0, 9, 9, QColor("blue"))
        painter.setOpacity(1.0)
    painter.end()
    assert abs(sys.getrefcount(None) - before) < calls / 20


@COUNTED
def test_painting_the_canvas_leaves_the_references_to_none_alone(qtbot, tmp_path):
    with shown(qtbot, two_frames(tmp_path)) as canvas:
        canvas.document.select([1])
        canvas.set_tool("corners")
        before = sys.getrefcount(None)
        for _ in range(300):
            canvas.repaint()
            QApplication.processEvents()
        assert abs(sys.getrefcount(None) - before) < 200


def run_python(code, **environment):
    import os

    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True,
                          text=True, timeout=60)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_canvas_and_the_tools_import_nothing_of_torch():
    code = "import sys, annotator.ui.canvas.canvas, annotator.tools; print('torch' in sys.modules)"
    assert run_python(code) == "False"


HIGH_DPI = """
import sys
from pathlib import Path
import numpy as np
from PIL import Image
from PySide6.QtWidgets import QApplication
app = QApplication([])
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state.document import Document
folder = Path(sys.argv[1])
noise = np.random.default_rng(0).integers(0, 255, (300, 400, 3), np.uint8)
Image.fromarray(noise).save(folder / "a.png")
project = Project.create(folder / "p.annotator")
project.add_frames([NewFrame(root=project.add_root(folder), path="a.png", width=400, height=300)])
document = Document(); document.open(project)
canvas = Canvas(document); canvas.resize(640, 480); canvas.show()
while not (canvas.ready and not canvas.layer.held and canvas.layer.sharp): app.processEvents()
canvas.zoom_to(1.0)
while not canvas.layer.sharp: app.processEvents()
image = canvas.grab().toImage()
shown = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, :image.width(), 2::-1]
x, y = -canvas.view.left, -canvas.view.top
print(canvas.ratio, image.width(), bool((shown[y:y + 300, x:x + 400] == noise).all()))
canvas.stop(); document.close()
"""


def test_on_a_screen_of_125_percent_a_pixel_of_the_picture_is_one_of_the_screen(tmp_path):
    code = f"import sys; sys.argv = ['', {str(tmp_path)!r}]\n{HIGH_DPI}"
    assert run_python(code, QT_SCALE_FACTOR="1.25") == "1.25 800 True"
