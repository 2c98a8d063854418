"""A virtual screen, and a process on it for each look."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tests.screenshots.guide import GUIDE, Shown
from tests.screenshots.projects import make_projects
from tests.xvfb import virtual_screen


class Look(NamedTuple):
    """How the window looks in one round of pictures."""

    theme: str
    scale: str = "1"

    @property
    def name(self) -> str:
        return self.theme if self.scale == "1" else f"{self.theme}-{self.scale}"


LOOKS = (Look("light"), Look("dark"), Look("light", "1.25"))


def main() -> None:
    """Start a virtual screen and take the pictures on it."""
    asked = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("names", nargs="*", help="scenes; all of them where none is named")
    asked.add_argument("--look", choices=[look.name for look in LOOKS], help="only this one")
    asked.add_argument("--projects", type=Path, help="a folder to make the projects in, or to find them in again")
    asked.add_argument("--guide", action="store_true", help="the pictures of the README, small")
    chosen = asked.parse_intermixed_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with virtual_screen() as display, tempfile.TemporaryDirectory() as folder:
        projects = chosen.projects or Path(folder) / "projects"
        if not projects.exists():
            make_projects(projects)
        if chosen.guide:
            taken = Path(folder) / "taken"
            take(display, LOOKS[0], projects, taken, [one.scene for one in GUIDE])
            for one in GUIDE:
                make_small(taken / f"{one.scene}.png", chosen.out / one.file, one)
            return
        for look in LOOKS:
            if chosen.look in (None, look.name):
                take(display, look, projects, chosen.out / look.name, chosen.names)


def take(display: str, look: Look, projects: Path, out: Path, names: list[str]) -> None:
    """In a process of its own, with settings of its own, and copies of the projects: the pictures of one look."""
    home = Path(tempfile.mkdtemp())
    env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": look.scale}
    env |= {f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("CACHE", "DATA", "STATE", "CONFIG")}
    subprocess.run(
        [sys.executable, "-m", "tests.screenshots.photographer", look.theme, projects, out, *names],
        env=env, check=True,
    )  # fmt: skip
    shutil.rmtree(home)


def make_small(taken: Path, file: Path, shown: Shown) -> None:
    """A picture for the README: cut, and narrow."""
    with Image.open(taken) as opened:
        picture = opened.convert("RGB").crop(shown.crop or (0, 0, *opened.size))
    picture.thumbnail((shown.width, shown.width), Image.Resampling.LANCZOS)
    picture.save(file, optimize=True)


if __name__ == "__main__":
    main()
