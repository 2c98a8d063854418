"""How long is the wait for a project of 120,000 frames and 1,000,000 instances, and for the same data as COCO JSON?

    python -m benchmarks.project [--frames 120000] [--instances 1000000] [--folder DIR]

Opens, lists, shows and edits a project file; beside it the same data is read with `json` and with pycocotools' COCO(),
which must read all of it before anything can be shown. Each reading runs in a process of its own, after the file was
read once, so that memory is its own and the disk is warm for all.
"""

import argparse
import contextlib
import io
import json
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO

import numpy as np

from annotator.core.annotations import Imported, Instance, Part, State, added, changed, ring
from annotator.core.categories import Category
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.frames import Frame, FrameKey
from annotator.storage import FrameFilter, Project

CORNERS = 20
SIZE = 640


def outline(number: int) -> list[float]:
    """A round outline somewhere on the frame, as COCO writes it."""
    angles = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    x, y, radius = 30 + number * 37 % 580, 30 + number * 53 % 580, 5 + number % 20
    points = np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], axis=1)
    return points.round(2).ravel().tolist()


def annotation(number: int, frame: int) -> dict[str, object]:
    """One COCO annotation."""
    return {"id": number, "image_id": frame, "category_id": 1 + number % 5, "segmentation": [outline(number)],
            "bbox": [0, 0, 10, 10], "area": 100.0, "iscrowd": 0}  # fmt: skip


def instance(number: int) -> Instance:
    """The same, as the COCO reader gives it."""
    points = outline(number)
    kept = Imported(id=b"%d" % number, geometry=json.dumps({"segmentation": [points], "area": 100.0}).encode())
    return Instance(
        id=number, category=1 + number % 5, parts=(Part(ring(points)),), state=State.ACCEPTED, imported=kept
    )


def spread(frames: int, instances: int) -> Iterator[tuple[int, range]]:
    """Each frame with the numbers of its instances."""
    bounds = np.linspace(1, instances + 1, frames + 1).astype(int).tolist()
    return ((frame + 1, range(bounds[frame], bounds[frame + 1])) for frame in range(frames))


def write_json(file: Path, frames: int, instances: int) -> None:
    """The data as one COCO file."""
    images = [{"id": number, "file_name": f"part{number // 1000}/{number:06}.jpg", "width": SIZE, "height": SIZE}
              for number in range(1, frames + 1)]  # fmt: skip
    categories = [{"id": number, "name": f"category {number}"} for number in range(1, 6)]
    with file.open("w") as out:
        out.write(f'{{"images": {json.dumps(images)}, "categories": {json.dumps(categories)}, "annotations": [')
        for frame, numbers in spread(frames, instances):
            out.writelines(("" if number == 1 else ",") + json.dumps(annotation(number, frame)) for number in numbers)
        out.write("]}")


def write_project(file: Path, frames: int, instances: int) -> None:
    """The data as one import into a new project."""

    def stream() -> Iterator[LabelledFrame]:
        for frame, numbers in spread(frames, instances):
            path = f"part{frame // 1000}/{frame:06}.jpg"
            yield LabelledFrame(Frame(key=FrameKey(frame), root="", path=path, width=SIZE, height=SIZE),
                                [instance(number) for number in numbers])  # fmt: skip

    categories = [Category(id=number, name=f"category {number}", colour="#ffffff") for number in range(1, 6)]
    with Project.create(file) as project:
        root = project.add_root(file.parent)
        project.import_dataset(Dataset(categories=categories, frames=stream()), root, Report())


def measured(act: Callable[..., object], *arguments: object) -> tuple[float, float, object]:
    """Seconds and peak MB of an act in a process of its own, and what it returned."""
    context = multiprocessing.get_context("spawn")
    reading, writing = context.Pipe(duplex=False)
    process = context.Process(target=_in_child, args=(act, arguments, writing))
    process.start()
    found: tuple[float, float, object] = reading.recv()
    process.join()
    return found


def _in_child(act: Callable[..., object], arguments: tuple[object, ...], said: Connection) -> None:
    started = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        result = act(*arguments)
    said.send((time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, result))


def read_json(file: Path) -> None:
    """All of it, with the standard library."""
    json.loads(file.read_bytes())


def read_coco(file: Path) -> None:
    """All of it, with pycocotools."""
    from pycocotools.coco import COCO

    COCO(str(file))


def use_project(file: Path) -> dict[str, float]:
    """Seconds of each thing that a person waits for."""
    took: dict[str, float] = {}

    def timed(name: str, act: Callable[[], object], times: int = 1) -> None:
        started = time.perf_counter()
        for _ in range(times):
            act()
        took[name] = (time.perf_counter() - started) / times

    opened: list[Project] = []
    timed("open", lambda: opened.append(Project.open(file)))
    [project] = opened
    middle = FrameKey(project.frame_count() // 2)
    timed("first page of 100 frames", lambda: project.frame_page(FrameFilter(), 0, 100))
    timed("a page from the middle", lambda: project.frame_page(FrameFilter(), int(middle), 100), 10)
    timed("number of unreviewed frames", lambda: project.frame_count(FrameFilter("unreviewed")), 10)
    timed(
        "a page of those whose name contains a text", lambda: project.frame_page(FrameFilter(text="99"), 100, 100), 10
    )
    timed("place of a frame in the list", lambda: project.position(middle, FrameFilter("human")), 10)
    timed("counts of categories", project.category_counts, 10)
    timed("one frame's instances", lambda: project.instances(middle), 100)
    one = next(iter(project.instances(middle).values()))
    project.commit(changed("Move", middle, (one, one.reshaped(one.parts))))  # the day's first change begins a backup
    timed("commit of one new instance", lambda: project.commit(added("Draw", middle, instance(project.new_id()))), 100)
    timed("undo", lambda: project.undo(middle), 50)
    project.close()
    with tempfile.TemporaryFile(dir=file.parent) as synced:
        timed("for comparison: 4 KiB written and synced", lambda: write_synced(synced), 50)
    return took


def write_synced(file: IO[bytes]) -> None:
    """What a commit waits for several times: for its journal, for the project and for their folder."""
    file.write(bytes(4096))
    file.flush()
    os.fsync(file.fileno())


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--frames", type=int, default=120_000)
    asked.add_argument("--instances", type=int, default=1_000_000)
    asked.add_argument("--folder", type=Path, help="where to make the files, or to find them again")
    chosen = asked.parse_args()
    with contextlib.ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        report(folder, chosen.frames, chosen.instances)


def report(folder: Path, frames: int, instances: int) -> None:
    """Make what is missing, measure, print."""
    project, coco = folder / "large.annotator", folder / "large.json"
    if not coco.exists():
        write_json(coco, frames, instances)
    if not project.exists():
        seconds, megabytes, _ = measured(write_project, project, frames, instances)
        print(f"import of the data into a new project: {seconds:.1f} s, peak {megabytes:.0f} MB")
    print(f"{frames} frames, {instances} instances; project {project.stat().st_size / 1e6:.0f} MB, "
          f"JSON {coco.stat().st_size / 1e6:.0f} MB")  # fmt: skip
    with coco.open("rb") as warm:  # in pieces: a child's peak memory counts what its parent held when it began
        while warm.read(2**20):
            pass
    _, ours_mb, result = measured(use_project, project)
    assert isinstance(result, dict)
    json_s, json_mb, _ = measured(read_json, coco)
    coco_s, coco_mb, _ = measured(read_coco, coco)
    print(f"\n{'':46}{'project':>12}{'json.loads':>12}{'COCO()':>12}{'ratio to COCO()':>17}")
    for name, seconds in result.items():
        print(f"{name:46}{seconds * 1000:>9.2f} ms{json_s:>10.1f} s{coco_s:>10.1f} s{coco_s / seconds:>16,.0f}x")
    print(f"{'peak memory':46}{ours_mb:>9.0f} MB{json_mb:>9.0f} MB{coco_mb:>9.0f} MB{coco_mb / ours_mb:>16.1f}x")


if __name__ == "__main__":
    main()
