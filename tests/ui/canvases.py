"""A real project with a real picture, shown by a real canvas."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import Instance, added
from annotator.core.categories import Category
from annotator.core.frames import FrameKey
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state.document import Document

GREY = 100
COLOUR = (0xE6, 0x9F, 0x00)
SIZE = 400, 300


def picture(folder: Path, name: str = "a.png", size: tuple[int, int] = SIZE, grey: int = GREY) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, (grey, grey, grey)).save(folder / name)
    return folder / name


def project_of(folder: Path, *instances: Instance, pictures: tuple[str, ...] = ("a.png",)) -> Project:
    """A project of grey pictures; the instances are on the first."""
    project = Project.create(folder / "p.annotator")
    root = project.add_root(folder / "pictures")
    project.put_category(Category(id=1, name="cell", colour="#e69f00"))
    for name in pictures:
        if not (folder / "pictures" / name).exists():
            picture(folder / "pictures", name)
    keys = project.add_frames([NewFrame(root=root, path=name, width=SIZE[0], height=SIZE[1]) for name in pictures])
    if instances:
        project.commit(added("Draw", keys[0], *instances))
    while project.new_id() < max((one.id for one in instances), default=0):
        pass
    return project


@contextlib.contextmanager
def shown(qtbot, project: Project, width: int = 640, height: int = 480) -> Iterator[Canvas]:
    """The canvas with the picture drawn; a picture of 400 x 300 lies at 100 % with its corner at (120, 90)."""
    document = Document()
    document.open(project)
    canvas = Canvas(document)
    qtbot.addWidget(canvas)
    canvas.resize(width, height)
    canvas.show()
    settle(qtbot, canvas)
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    try:
        yield canvas
    finally:
        canvas.stop()
        document.close()


def settle(qtbot, canvas: Canvas) -> None:
    """Until what is asked for is on the screen."""
    here = lambda: canvas.scenery.frame is not None and canvas.scenery.frame == canvas.document.frame  # noqa: E731
    qtbot.waitUntil(lambda: here() and not canvas.layer.held and canvas.layer.sharp, timeout=10_000)


def place(canvas: Canvas, x: float, y: float) -> QPointF:
    """Where an image point is on the widget."""
    [[left, top]] = canvas.view.to_view(np.array([[x, y]]))
    return QPointF(left, top) / canvas.ratio


def mouse(canvas: Canvas, kind: QEvent.Type, x: float, y: float, button=Qt.MouseButton.LeftButton,
          keys=Qt.KeyboardModifier.NoModifier) -> None:  # fmt: skip
    """A mouse event at an image point, through Qt's own delivery."""
    at = place(canvas, x, y)
    moving = kind is QEvent.Type.MouseMove
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton if moving else button, held, keys)
    QApplication.sendEvent(canvas, event)


def press(canvas, x, y, **more):
    mouse(canvas, QEvent.Type.MouseButtonPress, x, y, **more)


def move(canvas, x, y, **more):
    mouse(canvas, QEvent.Type.MouseMove, x, y, **more)


def release(canvas, x, y, **more):
    mouse(canvas, QEvent.Type.MouseButtonRelease, x, y, **more)


def click(canvas, x, y, **more):
    press(canvas, x, y, **more)
    release(canvas, x, y, **more)


def drag(canvas, *points, **more):
    press(canvas, *points[0], **more)
    for point in points[1:]:
        move(canvas, *point, **more)
    release(canvas, *points[-1], **more)


def wheel(canvas, x, y, steps=1):
    at = place(canvas, x, y)
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(canvas, event)


def pixels(canvas: Canvas) -> np.ndarray:
    """What the widget shows, (height, width, 3) red first."""
    image = canvas.grab().toImage().convertToFormat(canvas.grab().toImage().Format.Format_RGB32)
    memory = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return memory[:, : image.width(), 2::-1].astype(int)


def pixel(canvas: Canvas, x: float, y: float) -> list[int]:
    """The colour shown at an image point."""
    at = place(canvas, x, y) * canvas.ratio
    return pixels(canvas)[int(at.y()), int(at.x())].tolist()


def stored(canvas: Canvas) -> dict[int, Instance]:
    """What is in the project file for the first frame."""
    return canvas.document.project.instances(FrameKey(1))


def near(one, other, by=2):
    return bool(np.abs(np.subtract(one, other)).max() <= by)
