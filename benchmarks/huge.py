"""How is a picture too large to be held whole? The first look at it, cutting it, opening it again, panning, memory.

    python -m benchmarks.huge [--side 30000] [--kinds jpg tif png] [--folder FOLDER]

A picture of so many pixels to a side is made of each kind: a JPEG file, a TIFF file in deflated tiles without smaller
copies of itself, a PNG file. A thousand instances lie on it; it is shown in a 1280 x 800 view; Qt draws offscreen. The
first time it is cut into tiles in a cache folder of its own, for which there must be room (4 bytes for each pixel).
Each kind is measured in a process of its own; memory is the most that the process ever held.
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
from typing import NamedTuple

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import Instance, added
from annotator.core.categories import Category
from annotator.storage import NewFrame, Project
from annotator.ui import pauses
from annotator.ui.canvas.tiling import NOT_YET
from benchmarks import bench

KINDS = {
    "jpg": "jpegsave(file, Q=85)",
    "tif": "tiffsave(file, tile=True, tile_width=256, tile_height=256, compression='deflate', bigtiff=True)",
    "png": "pngsave(file, compression=1)",
}
SHOWN_WHOLE = ("jpg", "tif")
"""A PNG file can only be decoded from its beginning: its first view fills from the top."""

OPEN_BAR_MS, MEMORY_BAR = 2000.0, 1500.0

_MAKE = """
import sys, pyvips
side, file = int(sys.argv[1]), sys.argv[2]
plane = lambda: pyvips.Image.gaussnoise(side // 40 + 1, side // 40 + 1, mean=128, sigma=60).cast("uchar")
noise = plane().bandjoin([plane(), plane()]).copy_memory().resize(40, kernel="linear")
noise.crop(0, 0, side, side).copy(interpretation="srgb")."""


def picture(folder: Path, side: int, kind: str) -> Path:
    """A smooth picture in colour, made by a process of its own so that its memory does not count."""
    file = folder / f"{side}.{kind}"
    if not file.exists():
        subprocess.run([sys.executable, "-c", _MAKE + KINDS[kind], str(side), str(file)], check=True)
    return file


def scene(folder: Path, side: int, file: Path) -> Path:
    """A project with the picture and a thousand instances."""
    rng = np.random.default_rng(0)
    with Project.create(folder / "p.annotator") as project:
        project.put_category(Category(id=1, name="cell", colour="#e69f00"))
        root = project.add_root(file.parent)
        [key] = project.add_frames([NewFrame(root=root, path=file.name, width=side, height=side)])
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


class Coming(NamedTuple):
    """Milliseconds from opening a picture that was never cut."""

    something: float
    """Until some of it is on the screen."""
    whole: float
    """Until all of it is, however blurred."""
    cut: float
    longest: float
    """Of the rounds of the event loop meanwhile, while the picture is panned."""


def until_cut(shown: bench.Bench, opened_ms: float) -> Coming:
    """Pan about while the picture is cut."""
    started, longest = time.perf_counter(), 0.0
    coarse = shown.canvas.scenery.pyramid.levels[0]
    seen: list[float] = []
    way = 1
    while shown.canvas.scenery.pyramid.file is None:
        way = -way
        before = time.perf_counter()
        shown.canvas.show_view(shown.canvas.view.panned(7 * way, 4 * way))
        shown.app.processEvents()
        now = time.perf_counter()
        longest = max(longest, (now - before) * 1e3)
        blank = (coarse[::64, ::64] == NOT_YET).all(axis=2)
        if len(seen) < 1 and not blank.all():
            seen.append((now - started) * 1e3 + opened_ms)
        if len(seen) < 2 and not blank.any():
            seen.append((now - started) * 1e3 + opened_ms)
        time.sleep(0.01)
    cut = (time.perf_counter() - started) * 1e3
    something, whole = (*seen, cut, cut)[:2]
    return Coming(something, whole, cut, longest)


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


def measured(side: int, kind: str, folder: Path) -> list[bench.Row]:
    """All rows for one kind of file."""
    file = picture(folder, side, kind)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        os.environ["XDG_CACHE_HOME"] = made
        project = scene(Path(made), side, file)
        app = QApplication([])
        pauses.keep_short()
        first, opened = shown(app, project)
        coming = until_cut(first, opened)
        first.settle()
        first.close()
        again, opened = shown(app, project)
        whole = kind in SHOWN_WHOLE
        rows = [bench.Row("first time: some of it on the screen", coming.something, coming.something, None,
                          None if whole else OPEN_BAR_MS),
                bench.Row("first time: all of it on the screen, coarse", coming.whole, coming.whole, None,
                          OPEN_BAR_MS if whole else None),
                bench.Row("first time: cut, sharp everywhere, s", coming.cut / 1e3, coming.cut / 1e3),
                bench.Row("longest pause of the window meanwhile", coming.longest, coming.longest, None, None,
                          bench.SLICE_BAR),
                bench.Row("opened again, sharp", opened, opened, None, OPEN_BAR_MS)]  # fmt: skip
        for scale in (1.0, 0.25, 0.1):
            watch, longest = pan(again, scale)
            rows += [bench.Row.of(f"pan at {scale:.0%}", watch, *bench.STEP_BARS),
                     bench.Row("its longest slice beside", longest, longest, None, None, bench.SLICE_BAR)]  # fmt: skip
        again.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return [*rows, bench.Row("memory at its most, MB", most, most, None, MEMORY_BAR)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--side", type=int, default=30_000)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--folder", type=Path, help="where pictures and tiles are made; the pictures stay there")
    options = parser.parse_args()
    if len(options.kinds) == 1 and options.folder:
        rows = measured(options.side, options.kinds[0], options.folder)
        print(f"\n{options.side} x {options.side} {options.kinds[0]}, 1000 instances, view {bench.VIEW[0]} x "
              f"{bench.VIEW[1]}; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")  # fmt: skip
        print("| what | median ms | p99 ms | cpu ms | bar (median / p99) | held |\n|---|---|---|---|---|---|")
        print("\n".join(map(bench.line, rows)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind in options.kinds:
            subprocess.run([sys.executable, "-m", "benchmarks.huge", "--side", str(options.side), "--kinds", kind,
                            "--folder", str(options.folder or folder)], check=True)  # fmt: skip


if __name__ == "__main__":
    main()
