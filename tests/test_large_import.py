"""A million annotations come into a project in two gigabytes of memory, and the work says how far it is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.storage import Project

REPOSITORY = Path(__file__).parent.parent
MOST_MIB = 2048

IMPORT = """
import re, sys
from pathlib import Path
from annotator.exchange.answers import Answers, Source
from annotator.ui.projects.importing import import_into
from annotator.ui.lanes import Job

file, images, project = map(Path, sys.argv[1:])
job, heard = Job(""), []
job.progressed.connect(lambda done, of, text: heard.append((done, of)))
made = import_into(job, Source(file=file, images=images), project, Answers())
told = [done for done, of in heard if of]
assert told == sorted(told) and len(set(told)) >= 10, told[:20]
peak_kib = re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())  # ru_maxrss has the parent's in it
print(made.report.instances, int(peak_kib[1]) // 1024)
"""


def write_coco(file: Path, frames: int, per_frame: int) -> None:
    """Octagons in rows, written as they are made."""
    with file.open("w") as out:
        size = {"width": 640, "height": 480}
        images = [{"id": n, "file_name": f"{n // 1000}/{n}.jpg", **size} for n in range(1, frames + 1)]
        out.write(f'{{"categories": [{{"id": 1, "name": "cell"}}], "images": {json.dumps(images)}, "annotations": [')
        for number in range(frames * per_frame):
            x, y = 20 * (number % 30) + 5.5, 15 * (number // 30 % 30) + 5.25
            ring = [x + 2, y, x + 6, y, x + 8, y + 3, x + 8, y + 6, x + 6, y + 9, x + 2, y + 9, x, y + 6, x, y + 3]
            out.write("," * (number > 0) + json.dumps({
                "id": number + 1, "image_id": number // per_frame + 1, "category_id": 1, "iscrowd": 0,
                "segmentation": [ring], "bbox": [x, y, 8, 9], "area": 54,
            }))  # fmt: skip
        out.write("]}")


def imported(folder: Path, frames: int, per_frame: int) -> int:
    """The highest memory of the process that imports, in MiB."""
    file, project = folder / "many.json", folder / "many.annotator"
    write_coco(file, frames, per_frame)
    (folder / "images").mkdir()
    done = subprocess.run([sys.executable, "-c", IMPORT, file, folder / "images", project],
                          capture_output=True, text=True, cwd=REPOSITORY)  # fmt: skip
    assert done.returncode == 0, done.stderr
    instances, peak_mib = map(int, done.stdout.split())
    assert instances == frames * per_frame
    with Project.open(project, read_only=True) as seen:
        assert seen.frame_count() == frames
        assert sum(seen.category_counts().values()) == instances
    return peak_mib


def test_the_memory_of_an_import_is_measured_where_it_happens(tmp_path: Path) -> None:
    assert 20 < imported(tmp_path, frames=2_000, per_frame=2) < MOST_MIB


@pytest.mark.long
def test_a_million_annotations_take_less_than_two_gigabytes(tmp_path: Path) -> None:
    peak_mib = imported(tmp_path, frames=10_000, per_frame=100)
    print(f"a million annotations: {peak_mib} MiB at the most")  # noqa: T201  the figure of the nightly run
    assert peak_mib < MOST_MIB
