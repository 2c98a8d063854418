"""In a process that has a screen: `photographer THEME PROJECTS OUT [NAME...]` takes the pictures of one look."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.screenshots.scenes import SCENES
from tests.screenshots.stage import Stage


def main(theme: str, projects: Path, out: Path, only: list[str]) -> None:
    """A window of its own for each scene."""
    unknown = set(only) - SCENES.keys()
    if unknown:
        raise SystemExit(f"There is no scene {', '.join(sorted(unknown))}; there are {', '.join(SCENES)}.")
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication(["annotator"])
    for name, scene in SCENES.items():
        if not only or name in only:
            stage = Stage(app, theme, projects)
            if scene.project:
                stage.open(scene.project, scene.frame)
            scene.play(stage)
            stage.take(out / f"{name}.png")
            stage.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
