"""COCO files spoilt at random, the same for the same seed, and what an import makes of each."""

import copy
import json
import random
import resource
import signal
from pathlib import Path
from typing import Any

from annotator.core.errors import FormatRefused
from annotator.formats import coco
from tests.formats.files import SQUARE, annotation, document, image

CPU_SECONDS = 5  # of one file: a hang
MEMORY = 3 << 30

RLE = {"size": [80, 100], "counts": "P6:P2000000000000000000000000000000000000ebV1"}
HOSTILE: list[Any] = [
    None, True, False, 0, -1, 1, 2, 3, 1.5, -0.0, 1e308, -1e308, 2e8, 1e-300, 2**31, 2**53, 2**63, 2**64, 10**30,
    10**400, float("nan"), float("inf"), float("-inf"), "", "0", "1", "a", "\u00e9\u0308", "NaN", "\0", "../a.png",
    "/etc/passwd", "C:\\a.png", "http://x/a.png", "b'P6:P2'", "b'", "\\", "oooooo", "zzzz", "PPPP", "0" * 50, "1" * 50,
    "\U0001f600", [], [[]], [[[]]], [1], [1, 2], [1, 2, 3, 4], [SQUARE], [SQUARE, SQUARE], [SQUARE[:4]], [SQUARE[:2]],
    [SQUARE[:7]], [["a", "b"] * 4], [[None] * 8], [[[1, 2], [3, 4], [5, 6]]], {}, {"size": [80, 100]}, RLE,
    {"size": [80, 100], "counts": []}, {"size": [100, 80], "counts": [8000]}, {"size": [80, 100], "counts": [8000]},
    {"size": [80, 100], "counts": [10, -10, 8000]}, {"size": [2000000, 2000000], "counts": "0"}, {"counts": "a"},
    {"size": [80, 100], "counts": [0, 1] * 4000}, [[1e7] * 8], [[-1500.0, 0.0, 1900.0, 1.0] * 400], 640, 640.5, 100000,
    [100, 80], [80, 100], 8000, [8000], "8000", [0.5] * 6,
]  # fmt: skip
TOKENS = [b"NaN", b"Infinity", b"null", b"[", b"]", b"{", b"}", b",", b":", b'"', b"\\", b"\xff", b"\0", b"1e999", b"-",
          b"\xef\xbb\xbf", b'"id":', b'"segmentation":', b"[" * 2000, b"9" * 600, b"\\ud800", b" ", b"\n"]  # fmt: skip


def base(rng: random.Random) -> Any:
    """A right file with some of everything."""
    shapes: list[Any] = [
        [SQUARE],
        [SQUARE, [v + 20 for v in SQUARE]],
        RLE,
        {"size": [80, 100], "counts": [810, 20, 7170]},
    ]
    every = [annotation(k, image_id=rng.randint(1, 3), segmentation=rng.choice(shapes)) for k in range(1, 7)]
    every[0] |= {"keypoints": [1, 2, 2], "attributes": {"a": [1, {"b": None}]}}
    every[1] |= {"score": 0.5}
    images = [image(k, f"{k}.png") for k in range(1, 4)]
    whole = document(*every, images=images, info={"year": 2017}, licenses=[{"id": 1}])
    return copy.deepcopy(whole if rng.random() > 0.05 else every)


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every container in the tree with each of its keys."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


def spoil(tree: Any, rng: random.Random) -> None:
    """One change at a random place of the tree."""
    here, key = rng.choice(places(tree) or [([None], 0)])
    _, other = rng.choice(places(tree) or [([None], 0)])
    act = rng.randrange(6)
    if act == 0:
        del here[key]
    elif act == 1 and isinstance(here, list):
        here.insert(key, here[key])
    elif act == 2 and isinstance(here, dict):
        here[str(other)] = here.pop(key)
    else:
        here[key] = copy.deepcopy(rng.choice(HOSTILE)) if rng.random() < 0.98 else list(range(9999))


def spoilt_bytes(data: bytes, rng: random.Random) -> bytes:
    """One change at a random byte."""
    at, to = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    act = rng.randrange(5)
    if act == 0:
        return data[:at]
    if act == 1:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if act == 2:
        return data[:at] + data[at:to] * 2 + data[to:]
    if act == 3:
        return data[:at] + data[to:]
    return data[:at] + rng.choice(TOKENS) + data[at:]


def file_of(seed: int) -> bytes:
    """The spoilt file of a seed."""
    rng = random.Random(seed)
    tree = base(rng)
    for _ in range(rng.randint(1, 4)):
        spoil(tree, rng)
    data = json.dumps(tree, indent=rng.choice([None, None, 1]), ensure_ascii=rng.random() < 0.5).encode(
        "utf-8", "ignore"
    )
    for _ in range(rng.choice([0, 0, 0, 1, 2])):
        data = spoilt_bytes(data, rng)
    return data


def limit() -> None:
    """Bounds this process: memory that cannot be had is an error, and a hang is its end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def outcome(seed: int, folder: str) -> str:
    """What became of a file: "refused", "imported", or what is wrong with that."""
    file = Path(folder) / f"{seed}.json"
    file.write_bytes(file_of(seed))
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        return _imported(file)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        file.unlink()


def _imported(file: Path) -> str:
    images_from = file.with_name("images.json")
    try:
        dataset, report = coco.read(file, images_from=images_from)
    except FormatRefused as error:
        return "refused" if str(error) else "refused without a sentence"
    labelled = [*dataset.frames]
    there = sum(len(one.instances) for one in labelled)
    left_out = sum(one.kind == "skipped" and one.where.startswith("annotation") for one in report.findings)
    listed = _annotations(file)
    if listed is not None and there + left_out != listed:
        return f"{listed} annotations, {there} imported and {left_out} named"
    written = coco.write(dataset, file.with_name(f"out-{file.name}"), coco.Choices(proposals=True))
    file.with_name(f"out-{file.name}").unlink()
    return "imported" if written.instances == there and not written.count("skipped") else "not exported"


def _annotations(file: Path) -> int | None:
    """How many annotations Python's own reader sees; None where it does not read the file as a document."""
    try:
        whole = json.loads(file.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    found = whole.get("annotations") if isinstance(whole, dict) else whole
    return len(found) if isinstance(found, list) else 0
