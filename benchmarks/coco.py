"""How long do COCO import and export take, and how much memory, against json and pycocotools?

    python -m benchmarks.coco [--polygons 50000] [--masks 5000] [--json FILE]

Polygons have 24 corners, eight on a frame of 640 x 480; masks are compressed RLE with a hole. Each job runs in a
process of its own; memory is the height of its resident set above what it held before. Import: pycocotools loads and
indexes the file and makes every mask; ours checks every record and makes every outline. Export: the peer computes area
and box with pycocotools and dumps with json; ours also proves each mask by reading the file back, and replaces the old
file as a whole. "cpu" is what the process itself worked: on a busy machine it tells more than the clock.
"""

import argparse
import contextlib
import io
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from rich.console import Console
from rich.table import Table

from annotator.core.dataset import Dataset
from annotator.formats import coco

WIDTH, HEIGHT, ON_A_FRAME, CORNERS = 640, 480, 8, 24


class Cost(NamedTuple):
    """What a job took: seconds by the clock and of the processor, MiB, and bytes of the file."""

    wall_s: float
    cpu_s: float
    memory_mib: float
    file_mib: float


def polygon(rng: np.random.Generator) -> list[list[float]]:
    turn = np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return [np.round(circle * rng.uniform(5, 40) + rng.uniform(0, [WIDTH, HEIGHT]), 2).ravel().tolist()]


def mask(rng: np.random.Generator) -> dict[str, Any]:
    x, y, radius = rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT), rng.uniform(10, 40)
    far = np.hypot(*np.meshgrid(np.arange(WIDTH) - x, np.arange(HEIGHT) - y))
    rle = coco_mask.encode(np.asfortranarray(((far < radius) & (far > radius / 2)).astype(np.uint8)))
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def write_source(file: Path, count: int, shape: Callable[[np.random.Generator], Any]) -> None:
    rng = np.random.default_rng(0)
    frames = count // ON_A_FRAME + 1
    images = [{"id": k, "file_name": f"{k}.png", "width": WIDTH, "height": HEIGHT} for k in range(1, frames + 1)]
    annotations = [
        {"id": k + 1, "image_id": k // ON_A_FRAME + 1, "category_id": 1, "segmentation": shape(rng), "area": 400.5,
         "bbox": [0, 0, WIDTH, HEIGHT], "iscrowd": 0}
        for k in range(count)
    ]  # fmt: skip
    file.write_text(json.dumps({"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "a"}]}))


def peer_import(source: Path, target: Path) -> Callable[[], COCO]:
    def job() -> COCO:
        with contextlib.redirect_stdout(io.StringIO()):
            whole = COCO(str(source))
        for one in whole.dataset["annotations"]:
            whole.annToMask(one)
        return whole

    return job


def peer_export(source: Path, target: Path) -> Callable[[], object]:
    whole = peer_import(source, target)()

    def job() -> None:
        for one in whole.dataset["annotations"]:
            rle = whole.annToRLE(one)
            one["area"], one["bbox"] = float(coco_mask.area(rle)), coco_mask.toBbox(rle).tolist()
        with target.open("w") as out:
            json.dump(whole.dataset, out)

    return job


def our_import(source: Path, target: Path) -> Callable[[], object]:
    return lambda: sum(len(labelled.instances) for labelled in coco.read(source)[0].frames)


def our_export(source: Path, target: Path) -> Callable[[], object]:
    dataset, _ = coco.read(source)
    ready = Dataset(categories=dataset.categories, frames=list(dataset.frames))

    def job() -> None:
        assert not coco.write(ready, target).findings

    return job


JOBS = {"import": (peer_import, our_import), "export": (peer_export, our_export)}


def memory_mib() -> float:
    """The height of this process's resident set; `ru_maxrss` of a child would begin with its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def measured(prepare: Callable[[Path, Path], Callable[[], object]], source: Path, target: Path) -> Cost:
    """Runs in a process of its own."""
    job = prepare(source, target)
    memory, wall, cpu = memory_mib(), time.perf_counter(), time.process_time()
    kept = job()
    wall, cpu, memory = time.perf_counter() - wall, time.process_time() - cpu, memory_mib() - memory
    del kept
    return Cost(wall, cpu, memory, source.stat().st_size / (1 << 20))


def in_own_process(*job: Any) -> Cost:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, job)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--polygons", type=int, default=50_000)
    parser.add_argument("--masks", type=int, default=5_000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    table = Table("what", "job", "json + pycocotools", "ours", "ratio of cpu", "ratio of memory")
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for kind, count, shape in (("polygons", options.polygons, polygon), ("masks", options.masks, mask)):
            source = Path(folder) / f"{kind}.json"
            write_source(source, count, shape)
            for job, (peer, ours) in JOBS.items():
                one, other = (in_own_process(each, source, Path(folder) / "out.json") for each in (peer, ours))
                what = f"{count:,} {kind}, {one.file_mib:.0f} MiB"
                ratios = other.cpu_s / one.cpu_s, other.memory_mib / max(one.memory_mib, 1)
                table.add_row(what, job, said(one), said(other), *(f"{ratio:.2f}" for ratio in ratios))
                found.append({"what": kind, "count": count, "job": job, "peer": one._asdict(), "ours": other._asdict()})
    Console().print(table)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))


def said(cost: Cost) -> str:
    return f"{cost.wall_s:.1f} s, cpu {cost.cpu_s:.1f} s, {cost.memory_mib:.0f} MiB"


if __name__ == "__main__":
    main()
