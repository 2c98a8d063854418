"""A real canvas on a real project without a screen, the events for it, and the rows of a table of what they took."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import Instance, Part, added, ring
from annotator.core.categories import Category, palette_colour
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.state.document import Document

WIDTH, HEIGHT, CORNERS, CATEGORIES = 4000, 3000, 50, 5
VIEW = 1280, 800
STEP_BARS = 4.0, 16.0
"""Milliseconds: the median and the 99th percentile of an interactive step."""

SLICE_BAR = 16.0

_AT_ONCE = QEventLoop.ProcessEventsFlag.AllEvents
_WAITING = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


def outline(rng: np.random.Generator, x: float, y: float, radius: float) -> Part:
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    radii = radius * (1 + 0.1 * np.sin(5 * turn) + rng.normal(0, 0.03, CORNERS))
    return Part(ring(np.stack([x + radii * np.cos(turn), y + radii * np.sin(turn)], axis=1)))


def instances(project: Project, count: int) -> Iterator[Instance]:
    """The first is the one that fills the screen, the second the small one that is dragged."""
    rng = np.random.default_rng(0)
    yield Instance(id=project.new_id(), category=1, parts=(outline(rng, WIDTH / 2, HEIGHT / 2, 1200),))
    yield Instance(id=project.new_id(), category=2, parts=(outline(rng, WIDTH / 2, 1000, 40),))
    for _ in range(count - 2):
        x, y = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT)
        part = outline(rng, x, y, float(rng.lognormal(np.log(3000 / np.sqrt(count)), 0.4)) / 2)
        yield Instance(id=project.new_id(), category=int(rng.integers(1, CATEGORIES + 1)), parts=(part,))


def scene(folder: Path, count: int) -> Project:
    """Two frames: an empty one, and the dense one."""
    rng = np.random.default_rng(1)
    coarse = Image.fromarray(rng.integers(0, 256, (HEIGHT // 40, WIDTH // 40, 3), np.uint8))
    picture = coarse.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    for name in ("a.jpg", "b.jpg"):
        picture.save(folder / name, quality=90)
    project = Project.create(folder / "p.annotator")
    for number in range(CATEGORIES):
        project.put_category(Category(id=number + 1, name=f"category {number + 1}", colour=palette_colour(number)))
    root = project.add_root(folder)
    keys = project.add_frames([NewFrame(root=root, path=n, width=WIDTH, height=HEIGHT) for n in ("a.jpg", "b.jpg")])
    project.commit(added("Draw", keys[1], *instances(project, count)))
    return project


class Watch:
    """Milliseconds by the clock and of this thread's own work, one of each for every lap."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []

    def lap(self, act: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), time.thread_time()
        act()
        self.wall.append((time.perf_counter() - wall) * 1e3)
        self.cpu.append((time.thread_time() - cpu) * 1e3)


class Row(NamedTuple):
    """A line of the table: milliseconds, or megabytes in the last one."""

    name: str
    median: float
    p99: float
    cpu: float | None = None
    bar: float | None = None
    p99_bar: float | None = None

    @classmethod
    def of(cls, name: str, watch: Watch, bar: float | None = None, p99_bar: float | None = None) -> Row:
        cpu = float(np.median(watch.cpu))
        return cls(name, float(np.median(watch.wall)), float(np.percentile(watch.wall, 99)), cpu, bar, p99_bar)


class Bench:
    """A canvas and the events for it."""

    def __init__(self, app: QApplication, project: Project) -> None:
        self.app = app
        self.document = Document()
        self.document.open(project)
        self.canvas = Canvas(self.document)
        self.canvas.resize(*VIEW)
        self.canvas.show()
        self.settle()

    def settle(self) -> float:
        """Process events until the screen is exact; the longest time, in ms, that the event loop was kept from the
        next event. While it waits for another thread it sleeps, so then its own work counts and not the clock."""
        longest, canvas = 0.0, self.canvas
        while not self.exact:
            waits = not canvas.layer.busy
            clock = time.thread_time if waits else time.perf_counter
            started = clock()
            self.app.processEvents(_WAITING if waits else _AT_ONCE)
            longest = max(longest, clock() - started)
        return longest * 1e3

    @property
    def exact(self) -> bool:
        """Whether the screen shows the document's frame, sharp."""
        layer = self.canvas.layer
        return self.document.heading is None and self.canvas.ready and layer.sharp and not layer.held

    def whole(self) -> None:
        """The whole picture in the view, and nothing selected, as selecting may have moved the view."""
        self.document.select(())
        self.canvas.fit()
        self.settle()

    def close(self) -> None:
        """Let go of everything, and wait for the project's daily copy."""
        self.canvas.stop()
        self.document.close()
        self.canvas.deleteLater()
        self.app.processEvents()
        for thread in threading.enumerate():
            if thread.name == "annotator-backup":
                thread.join()

    def step(self, watch: Watch, act: Callable[[], object]) -> None:
        """An event, and the painting it asks for; the layer's timer gets no turn."""

        def acted() -> None:
            act()
            self.app.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)

        watch.lap(acted)

    def mouse(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        moving = kind is QEvent.Type.MouseMove
        event = QMouseEvent(kind, QPointF(x, y), QPointF(x, y), Qt.MouseButton.NoButton if moving else button, button,
                            Qt.KeyboardModifier.NoModifier)  # fmt: skip
        self.app.sendEvent(self.canvas, event)

    def move(self, x: float, y: float) -> None:
        self.mouse(QEvent.Type.MouseMove, x, y)

    def wheel(self, x: float, y: float, up: bool) -> None:
        event = QWheelEvent(QPointF(x, y), QPointF(x, y), QPoint(), QPoint(0, 120 if up else -120),
                            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
                            False)  # fmt: skip
        self.app.sendEvent(self.canvas, event)

    def place(self, x: float, y: float) -> tuple[float, float]:
        [[left, top]] = self.canvas.view.to_view(np.array([[x, y]])).tolist()
        return left, top


def line(row: Row) -> str:
    """A row of the table in Markdown."""
    held = (row.bar is None or row.median <= row.bar) and (row.p99_bar is None or row.p99 <= row.p99_bar)
    bars = [f"{bar:.0f}" if bar else "-" for bar in (row.bar, row.p99_bar)]
    verdict = f"{' / '.join(bars)} | {'yes' if held else 'NO'}" if row.bar or row.p99_bar else " | "
    cpu = "" if row.cpu is None else f"{row.cpu:.2f}"
    return f"| {row.name} | {row.median:.2f} | {row.p99:.2f} | {cpu} | {verdict} |"
