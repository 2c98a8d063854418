"""How fast is the canvas? Pan, zoom, hover, drag, selection, sharp redraw and frame switch on a dense frame.

    python -m benchmarks.canvas [--instances 1000 10000 20000] [--json FILE]

The scene: instances of 50 corners scattered over a 4000 x 3000 picture, all of them in a 1280 x 800 view, in a real
project file; Qt draws offscreen. A step is the event and the painting that follows it, in the GUI thread. A slice is
the longest that drawing the layer kept the event loop from the next event.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import Instance, Part, added, ring
from annotator.core.categories import Category, palette_colour
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.document import Document

WIDTH, HEIGHT, CORNERS, CATEGORIES = 4000, 3000, 50, 5
VIEW = 1280, 800
STEP_BARS = 4.0, 16.0
"""Milliseconds: the median and the 99th percentile of an interactive step."""

SHARP_BARS = {1000: 8.0, 10_000: 40.0, 20_000: 80.0}
SLICE_BAR, SWITCH_BAR, MEMORY_BAR = 16.0, 150.0, 600.0


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


class Bench:
    """A canvas and the events for it; times in milliseconds."""

    def __init__(self, app: QApplication, project: Project) -> None:
        self.app = app
        self.document = Document()
        self.document.open(project)
        self.canvas = Canvas(self.document)
        self.canvas.resize(*VIEW)
        self.canvas.show()
        self.settle()

    def settle(self) -> float:
        """Process events until the screen is exact; the longest time between two rounds of the event loop."""
        longest = 0.0
        while True:
            started = time.perf_counter()
            self.app.processEvents()
            longest = max(longest, time.perf_counter() - started)
            canvas = self.canvas
            if canvas.ready and not canvas.layer.held and canvas.layer.sharp:
                return longest * 1e3

    def step(self, act: Callable[[], object]) -> float:
        started = time.perf_counter()
        act()
        self.flush()
        return (time.perf_counter() - started) * 1e3

    def flush(self) -> None:
        """Paint what was asked to be painted, without giving the layer's timer a turn."""
        self.app.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)

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


def pan(bench: Bench) -> list[float]:
    """Steps of 3 to 20 pixels, as a hand makes them at 60 a second."""
    rng, at = np.random.default_rng(2), np.array([640.0, 400.0])
    bench.canvas.zoom_to(bench.canvas.view.scale * 1.2)
    bench.settle()
    bench.mouse(QEvent.Type.MouseButtonPress, *at, Qt.MouseButton.MiddleButton)
    times = []
    for number in range(200):
        at += rng.uniform(3, 20, 2) * (1 if (number // 20) % 2 else -1)
        times.append(bench.step(lambda: bench.mouse(QEvent.Type.MouseMove, *at, Qt.MouseButton.MiddleButton)))
    bench.mouse(QEvent.Type.MouseButtonRelease, *at, Qt.MouseButton.MiddleButton)
    bench.canvas.fit()
    bench.settle()
    return times


def zoom(bench: Bench) -> list[float]:
    """The wheel in and out, faster than the sharp picture can follow."""
    times = []
    for number in range(100):
        times.append(bench.step(lambda: bench.wheel(500, 300, up=(number // 4) % 2 == 0)))
        bench.app.processEvents()
    bench.canvas.fit()
    bench.settle()
    return times


def hover(bench: Bench) -> list[float]:
    rng = np.random.default_rng(3)
    return [bench.step(lambda: bench.move(*at)) for at in rng.uniform((150, 20), (1130, 780), (200, 2))]


def drag(bench: Bench, id: int) -> list[float]:
    """A corner of an instance is dragged about and let go."""
    bench.canvas.set_tool("corners")
    bench.document.select([id])
    bench.settle()
    x, y = bench.place(*bench.document.instances[id].parts[0].outer[7].tolist())
    bench.mouse(QEvent.Type.MouseButtonPress, x, y)
    steps = [(x + 30 * np.sin(n / 5), y + 30 * np.cos(n / 7) - 30) for n in range(1, 150)]
    bench.move(*steps[0])
    bench.settle()
    times = [bench.step(lambda: bench.move(*at)) for at in steps]
    bench.canvas.cancel_gesture()
    bench.settle()
    return times


def drop(bench: Bench, id: int) -> list[float]:
    """Letting go of a corner: the edit is in the project file when it returns."""
    times = []
    for number in range(12):
        bench.document.select([id])
        x, y = bench.place(*bench.document.instances[id].parts[0].outer[7].tolist())
        bench.mouse(QEvent.Type.MouseButtonPress, x, y)
        bench.move(x + 9, y + (5 if number % 2 else -5))
        bench.settle()
        times.append(bench.step(lambda: bench.mouse(QEvent.Type.MouseButtonRelease, x + 9, y)))
        bench.settle()
    bench.canvas.set_tool("select")
    return times


def select(bench: Bench) -> list[float]:
    rng, ids = np.random.default_rng(4), list(bench.document.visible)
    times = [bench.step(lambda: bench.document.select([int(one)])) for one in rng.choice(ids, 100)]
    bench.document.select(())
    bench.settle()
    return times


def sharp(bench: Bench) -> tuple[list[float], float]:
    """The whole layer drawn anew, and the longest slice of it."""
    times, longest = [], 0.0
    for _ in range(15):
        bench.canvas.layer.redraw()
        bench.canvas.go_on()
        started = time.perf_counter()
        longest = max(longest, bench.settle())
        times.append((time.perf_counter() - started) * 1e3)
    return times, longest


def switch(bench: Bench) -> tuple[list[float], float]:
    """From the empty frame to the dense one until it is drawn sharp, with its picture decoded before."""
    times, longest = [], 0.0
    for _ in range(7):
        bench.document.previous_frame()
        bench.settle()
        started = time.perf_counter()
        bench.document.next_frame()
        longest = max(longest, bench.settle())
        times.append((time.perf_counter() - started) * 1e3)
    return times, longest


def memory_mb() -> float:
    """What the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def measured(app: QApplication, count: int) -> list[tuple[str, float, float, float | None, float | None]]:
    """Rows of: what, median, 99th percentile, and the bars of both; milliseconds, or megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(app, scene(Path(folder), count))
        bench.document.next_frame()
        bench.settle()
        large, small = list(bench.document.visible)[:2]
        rows = [step_row("pan", pan(bench)), step_row("zoom", zoom(bench)), step_row("hover", hover(bench)),
                step_row("drag a corner, small outline", drag(bench, small)),
                step_row("drag a corner, screen-filling", drag(bench, large)),
                step_row("selection change", select(bench))]  # fmt: skip
        rows.append(("let go of a corner (stored)", *middle_and_end(drop_in(bench, small)), None, None))
        times, longest = sharp(bench)
        rows.append(("sharp redraw, all in view", *middle_and_end(times), SHARP_BARS.get(count), None))
        rows.append(("longest slice of it", longest, longest, None, SLICE_BAR))
        times, longest = switch(bench)
        rows.append(("frame switch", *middle_and_end(times), SWITCH_BAR, None))
        rows.append(("longest slice of it", longest, longest, None, None))
        rows.append(("memory, MB", memory_mb(), memory_mb(), MEMORY_BAR, None))
        bench.canvas.stop()
        bench.document.close()
        bench.canvas.deleteLater()
        app.processEvents()
    return rows


def drop_in(bench: Bench, id: int) -> list[float]:
    bench.canvas.set_tool("corners")
    return drop(bench, id)


def middle_and_end(times: list[float]) -> tuple[float, float]:
    return float(np.median(times)), float(np.percentile(times, 99))


def step_row(name: str, times: list[float]) -> tuple[str, float, float, float | None, float | None]:
    return (name, *middle_and_end(times), *STEP_BARS)


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, nargs="+", default=[1000, 10_000, 20_000])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    app = QApplication([])
    found = {}
    for count in options.instances:
        found[count] = measured(app, count)
        print(f"\n{count} instances of {CORNERS} corners, {WIDTH} x {HEIGHT} picture, view {VIEW[0]} x {VIEW[1]}\n")
        print("| step | median ms | p99 ms | bar (median / p99) | held |\n|---|---|---|---|---|")
        for name, median, end, bar, end_bar in found[count]:
            held = (bar is None or median <= bar) and (end_bar is None or end <= end_bar)
            bars = f"{shown(bar)} / {shown(end_bar)}" if bar or end_bar else ""
            print(f"| {name} | {median:.2f} | {end:.2f} | {bars} | {('yes' if held else 'NO') if bars else ''} |")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
