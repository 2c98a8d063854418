"""How many frames are dropped when a video is played with tracks drawn over it?

    python -m benchmarks.video playing [--seconds 10] [--tracks 20] [--size 1920x1080] [--folder DIR]

H.264 with B-frames at 30 frames a second, in the window's own canvas of 1280 x 720 pixels, which paints into memory
where there is no screen. Once all tracks are stored on every frame, once interpolated between keyframes a hundred
frames apart. The bar: none on two cores that have nothing else to do.
"""

import argparse
import math
import os
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from annotator import media
from annotator.core.annotations import Instance, Part, Presence, added, ring
from annotator.core.frames import FrameKey
from annotator.storage import Project, Video
from benchmarks import clips

GAP = 100
CORNERS = 60


def outline(t: float, number: int, width: int, height: int) -> Part:
    """A wobbly disc that moves."""
    turn = [2 * math.pi * corner / CORNERS for corner in range(CORNERS)]
    x = width * (0.5 + 0.4 * math.sin(t * 2 + number))
    y = height * (0.5 + 0.35 * math.cos(t * 3 + 2 * number))
    reach = height * 0.09
    return Part(ring([[x + reach * (1 + 0.2 * math.sin(5 * a + t)) * math.cos(a),
                       y + reach * (1 + 0.2 * math.sin(5 * a + t)) * math.sin(a)] for a in turn]))  # fmt: skip


def make_project(file: Path, path: Path, tracks: int, step: int) -> None:
    """Each track has a keyframe on every so many-th frame."""
    index = media.index_of(file)
    with Project.create(path) as project:
        root = project.add_root(file.parent)
        video = Video(root=root, path=file.name, frames=len(index), rate=float(index.rate), packets=index.to_bytes())
        project.add_video(video, index.width, index.height)
        for name in ("car", "person", "bicycle"):
            project.new_category(name)
        made = [project.new_track(project.frame(FrameKey(1)), 1 + number % 3) for number in range(tracks)]
        for place in sorted({*range(0, len(index), step), len(index) - 1}):
            parts = {one.id: (outline(place / 60, one.id, index.width, index.height),) for one in made}
            there = [Instance(id=project.new_id(), category=one.category, parts=parts[one.id],
                              presence=Presence(track=one.id)) for one in made]  # fmt: skip
            project.commit(added("Draw", FrameKey(place + 1), *there))


def play(path: Path) -> tuple[int, int, float]:
    """Frames shown, frames dropped, and seconds of all processors together."""
    from PySide6.QtCore import QEventLoop, QTimer

    from annotator.ui.canvas.canvas import Canvas
    from annotator.ui.playing.player import Player
    from annotator.ui.state.document import Document

    document = Document()
    canvas = Canvas(document)
    canvas.resize(1280, 720)
    canvas.show()
    player = Player(document, canvas)
    document.open(Project.open(path))
    loop = QEventLoop()
    shown: list[int] = []
    QTimer.singleShot(1500, loop.quit)
    loop.exec()
    player.moved.connect(shown.append)
    player.changed.connect(lambda: None if player.playing else loop.quit())
    began = time.process_time()
    player.play()
    loop.exec()
    seconds = time.process_time() - began
    player.stop()
    canvas.stop()
    document.close()
    return len(set(shown)), player.dropped, seconds


def main(options: list[str]) -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=int, default=10)
    asked.add_argument("--tracks", type=int, default=20)
    asked.add_argument("--size", default="1920x1080")
    asked.add_argument("--folder", type=Path)
    chosen = asked.parse_args(options)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    app = QApplication([])
    width, height = map(int, chosen.size.split("x"))
    frames = chosen.seconds * clips.RATE
    columns = ("tracks", "frames shown", "dropped", "share", "bar", "CPU ms a frame shown")
    table = Table(*columns, title=f"Playing {chosen.size} at {clips.RATE} frames a second")
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        file = folder / f"{chosen.size}-{frames}.mp4"
        if not file.exists():
            pictures = (one.pixels for one in clips.moments(clips.SCENES["camera"], width, height, frames))
            clips.encode(file, pictures, "h264-long")
        for name, step in ((f"{chosen.tracks} stored", 1), (f"{chosen.tracks} interpolated", GAP)):
            path = folder / f"{name}.annotator"
            path.unlink(missing_ok=True)
            make_project(file, path, chosen.tracks, step)
            shown, dropped, seconds = play(path)
            share, cost = f"{dropped / frames:.1%}", f"{seconds / max(1, shown) * 1000:.0f}"
            table.add_row(name, str(shown), str(dropped), share, "0", cost)
    Console().print(table)
    app.quit()
