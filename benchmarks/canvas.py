"""How fast is the canvas? Pan, zoom, hover, drag, selection, sharp redraw and frame switch on a dense frame.

    python -m benchmarks.canvas [--instances 1000 10000 20000] [--peers [--environments FOLDER]]

The scene: instances of 50 corners scattered over a 4000 x 3000 picture, all of them in a 1280 x 800 view, in a real
project file; Qt draws offscreen; each number of instances in a process of its own. A step is the event and the painting
that follows it, in the GUI thread. A slice is the longest that drawing the layer kept the event loop from the next
event. Bars are held by the clock, so nothing else may run; "cpu" is the time the GUI thread itself worked, at the
median: on a busy machine it tells more, though two busy threads of one core each work half as fast.

`--peers` installs labelme and X-AnyLabeling in environments of their own and measures their canvases on the scene of
1,000 instances in the same run. Their windows also fill a list of the outlines; their canvases are up to a quarter
larger. Opening a frame decodes its picture on both sides.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from annotator.core.adjustment import Adjustment
from annotator.core.annotations import State
from annotator.ui import pauses
from benchmarks.bench import CORNERS, HEIGHT, SLICE_BAR, STEP_BARS, VIEW, WIDTH, Bench, Row, Watch, line, scene
from benchmarks.peers import PEERS, STEPS, write_labelme
from benchmarks.peers import measured as measured_peer

SHARP_BARS = {1000: 8.0, 10_000: 40.0, 20_000: 80.0}
LOOKED_S = 1.0
"""How long a person looks at a frame at the least who does something there."""

SWITCH_BAR, MEMORY_BAR, ADJUST_BAR = 150.0, 600.0, 16.0


def pan(bench: Bench) -> Watch:
    """Steps of 3 to 20 pixels, as a hand makes them at 60 a second."""
    watch, rng, at = Watch(), np.random.default_rng(2), np.array([640.0, 400.0])
    bench.canvas.zoom_to(bench.canvas.view.scale * 1.2)
    bench.settle()
    bench.mouse(QEvent.Type.MouseButtonPress, *at, Qt.MouseButton.MiddleButton)
    for number in range(200):
        at += rng.uniform(3, 20, 2) * (1 if (number // 20) % 2 else -1)
        x, y = at.tolist()
        bench.step(watch, lambda x=x, y=y: bench.mouse(QEvent.Type.MouseMove, x, y, Qt.MouseButton.MiddleButton))
    bench.mouse(QEvent.Type.MouseButtonRelease, *at, Qt.MouseButton.MiddleButton)
    bench.canvas.fit()
    bench.settle()
    return watch


def zoom(bench: Bench) -> Watch:
    """The wheel in and out, faster than the sharp picture can follow."""
    watch = Watch()
    for number in range(100):
        up = (number // 4) % 2 == 0
        bench.step(watch, lambda up=up: bench.wheel(500, 300, up))
        bench.app.processEvents()
    bench.canvas.fit()
    bench.settle()
    return watch


def hover(bench: Bench) -> Watch:
    watch, rng = Watch(), np.random.default_rng(3)
    for x, y in rng.uniform((150, 20), (1130, 780), (200, 2)):
        bench.step(watch, lambda x=x, y=y: bench.move(x, y))
    return watch


def drag(bench: Bench, id: int) -> Watch:
    """A corner of an instance is dragged about and let go."""
    watch = Watch()
    x, y = grabbed(bench, id)
    bench.move(x + 5, y)
    bench.settle()
    for n in range(1, 150):
        bench.step(watch, lambda n=n: bench.move(x + 30 * np.sin(n / 5), y + 30 * np.cos(n / 7) - 30))
    bench.canvas.cancel_gesture()
    bench.settle()
    return watch


def dab(bench: Bench, id: int) -> Watch:
    """The brush goes along the rim of an instance, without letting go."""
    watch = Watch()
    bench.canvas.set_tool("brush")
    bench.document.select([id])
    bench.settle()
    rim = bench.document.instances[id].parts[0].outer
    bench.mouse(QEvent.Type.MouseButtonPress, *bench.place(*rim[0].tolist()))
    for number in range(1, 150):
        along = rim[(number // 3) % len(rim)] + (rim[(number // 3 + 1) % len(rim)] - rim[(number // 3) % len(rim)]) * (
            number % 3 / 3
        )
        x, y = bench.place(*along.tolist())
        bench.step(watch, lambda x=x, y=y: bench.move(x, y))
    bench.canvas.cancel_gesture()
    bench.canvas.set_tool("select")
    bench.settle()
    return watch


def freehand(bench: Bench) -> Watch:
    """The last of 3,000 moves of one freehand line, a spiral drawn by a trembling hand."""
    watch, rng = Watch(), np.random.default_rng(5)
    bench.canvas.set_tool("polygon")
    turn = np.linspace(0, 45, 3000)
    x, y = np.array([[640.0], [400.0]]) + (30 + 6 * turn) * np.array([np.cos(turn), np.sin(turn)])
    places = (np.stack([x, y], axis=1) + rng.normal(0, 0.7, (3000, 2))).tolist()
    bench.mouse(QEvent.Type.MouseButtonPress, *places[0])
    for x, y in places[1:]:
        bench.step(watch, lambda x=x, y=y: bench.move(x, y))
    bench.canvas.cancel_gesture()
    bench.canvas.set_tool("select")
    bench.settle()
    watch.wall, watch.cpu = watch.wall[-200:], watch.cpu[-200:]
    return watch


def grabbed(bench: Bench, id: int) -> tuple[float, float]:
    """Press on a corner of an instance; where that is."""
    bench.canvas.set_tool("corners")
    bench.document.select([id])
    bench.settle()
    x, y = bench.place(*bench.document.instances[id].parts[0].outer[7].tolist())
    bench.mouse(QEvent.Type.MouseButtonPress, x, y)
    return x, y


def adjust(bench: Bench) -> Watch:
    """A slider of the picture's brightness is dragged: from each step until the whole view shows it."""
    watch = Watch()

    def stepped(number: int) -> None:
        bench.canvas.adjusting.try_out(Adjustment(brightness=number / 100, gamma=1.2))
        bench.settle()

    for number in range(40):
        watch.lap(lambda number=number: stepped(number))
    bench.canvas.adjusting.reset()
    bench.settle()
    return watch


def drop(bench: Bench, id: int) -> Watch:
    """Letting go of a corner: the edit is in the project file when it returns."""
    watch = Watch()
    for number in range(12):
        x, y = grabbed(bench, id)
        bench.move(x + 9, y + (5 if number % 2 else -5))
        bench.settle()
        bench.step(watch, lambda x=x, y=y: bench.mouse(QEvent.Type.MouseButtonRelease, x + 9, y))
        bench.settle()
    bench.canvas.set_tool("select")
    return watch


def select(bench: Bench) -> Watch:
    watch, rng, ids = Watch(), np.random.default_rng(4), list(bench.document.visible)
    for one in rng.choice(ids, 100).tolist():
        bench.step(watch, lambda one=one: bench.document.select([one]))
    bench.document.select(())
    bench.settle()
    return watch


def sharp(bench: Bench) -> tuple[Watch, float]:
    """The whole layer drawn anew, and the longest slice of it."""
    watch, slices = Watch(), []
    bench.whole()
    for _ in range(15):
        bench.canvas.layer.redraw()
        bench.canvas.go_on()
        watch.lap(lambda: slices.append(bench.settle()))
    return watch, max(slices)


def proposed(bench: Bench) -> Watch:
    """The same where nothing is confirmed: lines are dashes."""
    outlines, visible = bench.canvas.scenery.outlines, bench.document.visible
    outlines.sync({id: replace(one, state=State.PROPOSED) for id, one in visible.items()})
    watch, _ = sharp(bench)
    outlines.sync(visible)
    return watch


def zoomed(bench: Bench) -> Watch:
    """The same after a small zoom: the picture is scaled and the outlines are laid out anew; the zoom's own step is not
    counted."""
    watch = Watch()
    bench.whole()
    scale = bench.canvas.view.scale
    for number in range(15):
        bench.step(Watch(), lambda number=number: bench.canvas.zoom_to(scale * (1 - number % 2 / 50)))
        watch.lap(bench.settle)
    return watch


def first_sharp(bench: Bench) -> Watch:
    """The same at a zoom that no outline was drawn at yet: each is thinned out for it first."""
    watch = Watch()
    bench.whole()
    for _ in range(5):
        bench.canvas.scenery.outlines.forget_thinned()
        bench.canvas.layer.redraw()
        bench.canvas.go_on()
        watch.lap(bench.settle)
    return watch


def switch(bench: Bench, rest_s: float) -> tuple[Watch, float]:
    """From the empty frame to the dense one until it is drawn sharp, after looking at the empty one for so long.

    The dense one's picture is decoded anew each time, in the first place while the empty one is looked at.
    """
    watch, slices = Watch(), []
    assert bench.document.project
    empty = bench.document.project.frame_at(0)

    def switched() -> None:
        bench.document.next_frame()
        slices.append(bench.settle())

    bench.whole()
    for _ in range(7):
        bench.document.show(empty)
        bench.settle()
        bench.canvas.forget_pictures()
        until = time.perf_counter() + rest_s
        while time.perf_counter() < until:
            bench.app.processEvents()
            time.sleep(0.005)
        watch.lap(switched)
    return watch, max(slices)


def memory_mb() -> float:
    """What the process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def measured(app: QApplication, count: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(app, scene(Path(folder), count))
        bench.document.next_frame()
        bench.settle()
        large, small = list(bench.document.visible)[:2]
        rows = [
            Row.of("pan", pan(bench), *STEP_BARS),
            Row.of("zoom", zoom(bench), *STEP_BARS),
            Row.of("hover", hover(bench), *STEP_BARS),
            Row.of("drag a corner, small outline", drag(bench, small), *STEP_BARS),
            Row.of("drag a corner, screen-filling", drag(bench, large), *STEP_BARS),
            Row.of("brush dab, small mask", dab(bench, small), *STEP_BARS),
            Row.of("brush dab, screen-filling mask", dab(bench, large), *STEP_BARS),
            Row.of("freehand, after 3,000 moves", freehand(bench), *STEP_BARS),
            Row.of("selection change", select(bench), *STEP_BARS),
            Row.of("adjust the picture, slider dragged", adjust(bench), ADJUST_BAR),
            Row.of("let go of a corner, stored", drop(bench, small)),
        ]
        watch, longest = sharp(bench)
        rows += [Row.of("sharp redraw, all in view", watch, SHARP_BARS.get(count)),
                 Row("its longest slice", longest, longest, None, None, SLICE_BAR)]  # fmt: skip
        rows += [Row.of("the same, all proposals", proposed(bench), SHARP_BARS.get(count)),
                 Row.of("the same after a zoom", zoomed(bench), SHARP_BARS.get(count)),
                 Row.of("the same, first at this zoom", first_sharp(bench))]  # fmt: skip
        for name, rest_s in (("the next frame", LOOKED_S), ("a frame nobody expected", 0.0)):
            watch, longest = switch(bench, rest_s)
            rows += [Row.of(f"frame switch, {name}", watch, SWITCH_BAR),
                     Row("its longest slice", longest, longest, None, None, SLICE_BAR)]  # fmt: skip
        rows.append(Row("memory, MB", memory_mb(), memory_mb(), None, MEMORY_BAR))
        bench.close()
    return rows


def peers(app: QApplication, environments: Path | None) -> list[str]:
    """Ours, a peer's and how many times ours that is, for each step at 1,000 instances."""
    with tempfile.TemporaryDirectory() as made:
        folder = environments or Path(made)
        project = scene(Path(made), 1000)
        dense = list(project.instances(project.frame_at(1)).values())
        for name in ("a.jpg", "b.jpg"):
            (folder / name).write_bytes((Path(made) / name).read_bytes())
        write_labelme(folder / "b.json", "b.jpg", (WIDTH, HEIGHT), dense)
        x, y = dense[1].parts[0].outer[7].tolist()
        bench = Bench(app, project)
        ours = {"open": cold_switch(bench), "repaint": sharp(bench)[0], "drag": drag(bench, dense[1].id)}
        bench.close()
        lines = []
        for peer in PEERS:
            found = measured_peer(peer, folder, (x, y))
            for step, name in STEPS.items():
                mine = float(np.median(ours[step].wall))
                ratio, bar = found[step] / mine, peer.bars.get(step)
                held = "" if bar is None else f"{bar:.0f} | {'yes' if ratio >= bar else 'NO'}"
                lines.append(f"| {peer.package} | {name} | {mine:.2f} | {found[step]:.1f} | {ratio:.0f}x | {held} |")
    return lines


def cold_switch(bench: Bench) -> Watch:
    """From the empty frame to the dense one with its picture decoded anew, as the peers do."""
    watch = Watch()

    def switched() -> None:
        bench.canvas.forget_pictures()
        bench.document.next_frame()
        bench.settle()

    for _ in range(5):
        bench.document.previous_frame()
        bench.settle()
        watch.lap(switched)
    return watch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instances", type=int, nargs="+", default=[1000, 10_000, 20_000])
    parser.add_argument("--peers", action="store_true", help="measure labelme and X-AnyLabeling too")
    parser.add_argument("--environments", type=Path, help="keep the peers' environments in this folder")
    options = parser.parse_args()
    if len(options.instances) > 1:  # memory is a process's own, so each scene has a process of its own
        for count in options.instances:
            subprocess.run([sys.executable, "-m", "benchmarks.canvas", "--instances", str(count)], check=True)
        options.instances = []
    app = QApplication([])
    pauses.keep_short()
    for count in options.instances:
        print(f"\n{count} instances of {CORNERS} corners, {WIDTH} x {HEIGHT} picture, view {VIEW[0]} x {VIEW[1]}; "
              f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")  # fmt: skip
        print("| step | median ms | p99 ms | cpu ms | bar (median / p99) | held |\n|---|---|---|---|---|---|")
        print("\n".join(map(line, measured(app, count))), flush=True)
    if options.peers:
        lines = peers(app, options.environments)
        print(f"\n1000 instances; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
        print("| peer | step | ours, ms | theirs, ms | ratio | bar | held |\n|---|---|---|---|---|---|---|")
        print("\n".join(lines))


if __name__ == "__main__":
    main()
