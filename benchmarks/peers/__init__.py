"""labelme's and X-AnyLabeling's canvases on the scene of `benchmarks.canvas`, each in an environment made for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from annotator.core.annotations import Instance


class Peer(NamedTuple):
    """A peer: its package, its script here, and the least ratios that are to be reached."""

    package: str
    script: str
    bars: dict[str, float]


PEERS = (
    Peer("labelme", "labelme_canvas.py", {"drag": 100, "repaint": 30, "open": 5}),
    Peer("x-anylabeling-cvhub", "xanylabeling_canvas.py", {}),
)
STEPS = {"drag": "drag of a corner, a mouse move", "repaint": "full repaint", "open": "open the frame"}


def write_labelme(file: Path, picture: str, size: tuple[int, int], instances: Iterable[Instance]) -> None:
    """The same outlines as labelme's JSON, which both peers read."""
    shapes = [{"label": f"category {one.category}", "points": part.outer.tolist(), "group_id": None, "description": "",
               "shape_type": "polygon", "flags": {}} for one in instances for part in one.parts]  # fmt: skip
    head = {"version": "5.5.0", "flags": {}, "imagePath": picture, "imageData": None}
    file.write_text(json.dumps({**head, "imageHeight": size[1], "imageWidth": size[0], "shapes": shapes}))


def measured(peer: Peer, folder: Path, corner: tuple[float, float]) -> dict[str, float]:
    """Medians in milliseconds by step; `a.jpg`, `b.jpg` and `b.json` are in the folder."""
    python = folder / peer.package / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        print(f"installing {peer.package} ...", file=sys.stderr)
        venv.create(folder / peer.package, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", peer.package], check=True)
    home = folder / f"{peer.package}-home"
    home.mkdir(exist_ok=True)
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONPATH", None)
    files = (str(folder / name) for name in ("a.jpg", "b.json"))
    script = Path(__file__).with_name(peer.script)
    said = subprocess.run([python, script, *files, *map(str, corner)], check=True, env=environment, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # fmt: skip
    return json.loads(said.stdout.splitlines()[-1])
