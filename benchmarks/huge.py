"""How is a picture too large to be held whole? Its first cutting, opening it again, panning, memory.

    python -m benchmarks.huge [--side 30000] [--folder FOLDER]

A JPEG file of so many pixels to a side is made, with a thousand instances on it, and shown in a 1280 x 800 view; Qt
draws offscreen. The first time it is cut into tiles in a cache folder of its own, for which there must be room (4 bytes
for each pixel). Memory is the most that the process ever held.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

import benchmarks.canvas as bench
from annotator.core.annotations import Instance, added
from annotator.core.categories import Category
from annotator.storage import NewFrame, Project
from annotator.ui import pauses

NAME = "huge.jpg"
OPEN_BAR_MS, MEMORY_BAR = 2000.0, 1500.0

_MAKE = """
import sys, pyvips
side, file = int(sys.argv[1]), sys.argv[2]
plane = lambda: pyvips.Image.gaussnoise(side // 40 + 1, side // 40 + 1, mean=128, sigma=60).cast("uchar")
noise = plane().bandjoin([plane(), plane()]).copy_memory().resize(40, kernel="linear")
noise.crop(0, 0, side, side).copy(interpretation="srgb").jpegsave(file, Q=85)
"""


def scene(folder: Path, side: int) -> Path:
    """A project with the picture and a thousand instances."""
    subprocess.run([sys.executable, "-c", _MAKE, str(side), str(folder / NAME)], check=True)
    rng = np.random.default_rng(0)
    with Project.create(folder / "p.annotator") as project:
        project.put_category(Category(id=1, name="cell", colour="#e69f00"))
        [key] = project.add_frames([NewFrame(root=project.add_root(folder), path=NAME, width=side, height=side)])
        middles = rng.uniform(0, side, (1000, 2)).tolist()
        project.commit(added("Draw", key, *(
            Instance(id=project.new_id(), category=1, parts=(bench.outline(rng, x, y, 150),)) for x, y in middles
        )))  # fmt: skip
    return folder / "p.annotator"


def shown(app: QApplication, file: Path) -> tuple[bench.Bench, float]:
    """A canvas on the project, and the milliseconds until its first view was drawn."""
    started = time.perf_counter()
    made = bench.Bench(app, Project.open(file))
    return made, (time.perf_counter() - started) * 1e3


def until_cut(shown: bench.Bench) -> float:
    """Seconds until the tiles are there."""
    started = time.perf_counter()
    while shown.canvas.scenery.pyramid.file is None:
        shown.app.processEvents()
        time.sleep(0.01)
    return time.perf_counter() - started


def close(shown: bench.Bench) -> None:
    shown.canvas.stop()
    shown.document.close()
    shown.canvas.deleteLater()
    shown.app.processEvents()


def pan(shown: bench.Bench, scale: float) -> tuple[bench.Watch, float]:
    """Strokes through the picture as a hand makes them; and the longest round of the event loop beside them, ms."""
    side = shown.canvas.scenery.size[0]
    shown.canvas.show_view(shown.canvas.view.centred(scale, side / 2, side / 2))
    shown.settle()
    watch, longest = bench.Watch(), 0.0
    for stroke in range(10):
        at = np.array([640.0, 400.0])
        shown.mouse(QEvent.Type.MouseButtonPress, *at, Qt.MouseButton.MiddleButton)
        for _ in range(20):
            at -= (25 if stroke % 2 else 9, 17 if stroke % 3 else -30)
            x, y = at.tolist()
            shown.step(watch, lambda x=x, y=y: shown.mouse(QEvent.Type.MouseMove, x, y, Qt.MouseButton.MiddleButton))
            started = time.perf_counter()
            shown.app.processEvents()
            longest = max(longest, (time.perf_counter() - started) * 1e3)
        shown.mouse(QEvent.Type.MouseButtonRelease, *at, Qt.MouseButton.MiddleButton)
    return watch, longest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=30_000)
    parser.add_argument("--folder", type=Path, help="where the picture and its tiles are made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        file = scene(Path(folder), options.side)
        app = QApplication([])
        pauses.keep_short()
        first, coarse = shown(app, file)
        seconds = until_cut(first)
        first.settle()
        close(first)
        again, opened = shown(app, file)
        rows = [bench.Row("opened for the first time, coarse", coarse, coarse),
                bench.Row("cut into tiles beside that, s", seconds, seconds),
                bench.Row("opened again, first view sharp", opened, opened, None, OPEN_BAR_MS)]  # fmt: skip
        for scale in (1.0, 0.25, 0.1):
            watch, longest = pan(again, scale)
            rows += [bench.Row.of(f"pan at {scale:.0%}", watch, *bench.STEP_BARS),
                     bench.Row("its longest slice beside", longest, longest, None, None, bench.SLICE_BAR)]  # fmt: skip
        close(again)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        rows.append(bench.Row("memory at its most, MB", most, most, None, MEMORY_BAR))
    print(f"\n{options.side} x {options.side} JPEG, 1000 instances, view {bench.VIEW[0]} x {bench.VIEW[1]}; "
          f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")  # fmt: skip
    print("| what | median ms | p99 ms | cpu ms | bar (median / p99) | held |\n|---|---|---|---|---|---|")
    print("\n".join(map(bench.line, rows)))


if __name__ == "__main__":
    main()
