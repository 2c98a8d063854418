"""Pictures of every part of the window, made on a virtual screen: `python -m tests.screenshots OUT [NAME...]`.

Empty, full, busy and in error, light, dark and at 125 %, over projects made from the example data sets.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.xvfb import virtual_screen

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
ROUNDS = (("light", "1"), ("dark", "1"), ("light", "1.25"))
SETTLE_MS = 700


def main(out: Path, only: list[str]) -> None:
    """Start a virtual screen and take all pictures on it, one process per look."""
    out.mkdir(parents=True, exist_ok=True)
    with virtual_screen() as display:
        for theme, scale in ROUNDS:
            name = theme if scale == "1" else f"{theme}-{scale}"
            home = tempfile.mkdtemp()
            env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": scale}
            env |= {f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("CACHE", "DATA", "STATE", "CONFIG")}
            subprocess.run([sys.executable, "-m", "tests.screenshots", "--child", theme, out / name, *only],
                           env=env, check=True)  # fmt: skip


def child(theme: str, out: Path, only: list[str]) -> None:
    """In a process that has a screen: take the pictures of one look."""
    out.mkdir(parents=True, exist_ok=True)
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from annotator.ui.main_window import MainWindow
    from annotator.ui.preferences import Preferences
    from annotator.ui.theme import Theme

    app = QApplication(["annotator"])
    preferences = Preferences()
    folder = Path(tempfile.mkdtemp())
    window = MainWindow(Theme(app, theme), preferences)  # type: ignore[arg-type]
    screen = app.primaryScreen().size()
    window.resize(screen)
    window.move(0, 0)
    window.show()
    steps = _scenes(window, folder)

    def next_step() -> None:
        name = next(steps, None)
        if name is None:
            window.stop()
            app.quit()
            return
        QTimer.singleShot(SETTLE_MS, lambda: take(name))

    def take(name: str) -> None:
        if not only or name in only:
            app.primaryScreen().grabWindow(0).save(str(out / f"{name}.png"))
        next_step()

    QTimer.singleShot(SETTLE_MS, next_step)
    app.exec()


def make_projects(folder: Path) -> dict[str, Path]:
    """Projects over the example data sets, with human work and made-up proposals."""
    from annotator.ui.importing import Answers, Source, import_coco
    from annotator.ui.lanes import Job

    made = {}
    for name in ("coco", "nuclei"):
        path = folder / f"{name}.annotator"
        source = Source(file=DATA / name / "annotations" / "val.json", images=DATA / name / "images")
        import_coco(Job(""), source, path, Answers())
        _propose(path)
        made[name] = path
    return made


def _propose(path: Path) -> None:
    """What was imported becomes proposals with scores on most frames."""
    from annotator.core.annotations import Origin, State, removed
    from annotator.storage import ALL, Project

    chance = random.Random(1)
    with Project.open(path) as project:
        for row in project.frame_page(ALL, 0, 40)[1:]:
            instances = list(project.instances(row.frame.key).values())
            if not instances:
                continue
            project.commit(removed("Start over", row.frame.key, *instances[1:]))
            proposals = [
                replace(one, id=0, state=State.PROPOSED, imported=None, crowd=False,
                        origin=Origin(model="starter-people", version="0" * 12, parts=one.parts,
                                      score=round(min(0.99, max(0.05, chance.betavariate(3, 1.2))), 3),
                                      category=one.category))
                for one in instances[1:]
            ]  # fmt: skip
            project.propose(row.frame.key, proposals, "Pre-label with starter-people")
            if row.frame.key % 5 == 0:
                project.set_reviewed(row.frame.key, True)


def _scenes(window, folder: Path) -> Iterator[str]:
    """Bring the window into one state after the other; the name of the picture to take of each."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from annotator.core.dataset import Finding, Report
    from annotator.ui.inline_bar import Answer
    from annotator.ui.lanes import Job

    shift, no_keys = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    document, flows, actions = window.document, window.flows, window.actions_.by_name
    yield "welcome-empty"
    made = make_projects(folder)
    window.preferences.put("recent", [str(made["coco"]), "/media/disk/gone/cells of last year.annotator",
                                      str(made["nuclei"])])  # fmt: skip
    window.welcome.refresh()
    yield "welcome-recent"
    flows.open_folder(DATA / "coco" / "images")
    yield "new-project"
    window.sheets.sheet.say("error", "coco.annotator could not be made: you are not allowed to write there.")
    yield "new-project-error"
    flows.import_file(DATA / "coco" / "annotations" / "val.json")
    yield "import"
    report = Report(frames=78, instances=601)
    for number in range(40):
        report.findings.append(Finding("skipped" if number % 3 else "repaired", f"annotation {number * 137}",
                                       "a polygon of two points was left out; it covers nothing"))  # fmt: skip
    window.sheets.sheet.succeeded(report)
    yield "import-report"
    flows.open_project(made["coco"])
    yield "coco"
    document.next_frame()
    yield "coco-proposals"
    document.select(list(document.visible)[:1])
    yield "coco-selected"
    document.reject(list(document.visible)[1:4])
    window.instances.rejected.setChecked(True)
    document.select(list(document.visible)[2:3])
    yield "coco-rejected"
    document.undo()
    window.instances.rejected.setChecked(False)
    actions["tool_polygon"].trigger()
    yield "coco-polygon"
    actions["tool_select"].trigger()
    document.select(document.visible)
    yield "coco-all-selected"
    window.desk.show_settings()
    yield "settings"
    window.keys.choose("labelme")
    window.sheets.sheet.list.search.setText("frame")
    window.sheets.sheet.list.change.setChecked(True)
    window.sheets.sheet.list.change.pressed_key.emit("A")
    yield "settings-conflict"
    window.keys.choose("annotator")
    document.select(list(document.visible)[:3])
    document.accept(document.selection)
    document.delete(list(document.visible)[:2])
    document.delete(list(document.visible)[-1:])
    document.undo()
    window.desk.show_history()
    yield "history"
    window.desk.show_deleted()
    yield "bin"
    window.sheets.close_sheet()
    window.canvas.setFocus()
    actions["tool_polygon"].trigger()
    for key in (Qt.Key.Key_F8, Qt.Key.Key_Space, *[Qt.Key.Key_Right] * 9, Qt.Key.Key_Space, *[Qt.Key.Key_Down] * 9):
        arrow = key not in (Qt.Key.Key_F8, Qt.Key.Key_Space)
        QTest.keyClick(window.canvas, key, shift if arrow else no_keys)
    yield "cross"
    window.canvas.cancel_gesture()
    window.canvas.cross.leave()
    actions["tool_select"].trigger()
    for name in ("instances", "header", "tools"):
        for _ in range(len(window.desk.panes)):
            if getattr(window, name).isAncestorOf(window.focusWidget()):
                break
            actions["next_pane"].trigger()
        yield f"focus-{name}"
    window.canvas.setFocus()
    flows.show_export()
    yield "export"
    window.sheets.sheet.proposals.setChecked(True)
    window.sheets.sheet.act.click()
    yield "export-report"
    window.sheets.close_sheet()
    window.desk.show_palette()
    yield "palette"
    window.desk.palette.wish.setText("acab")
    yield "palette-search"
    window.desk.palette.close()
    window.desk.show_cheat_sheet()
    yield "cheat-sheet"
    window.desk.cheat_sheet.close()
    window.header.prelabel.menu().popup(window.header.prelabel.mapToGlobal(window.header.prelabel.rect().bottomLeft()))
    yield "prelabel-menu"
    window.header.prelabel.menu().close()
    window.header.menu_button.menu().popup(window.header.menu_button.mapToGlobal(window.header.rect().bottomLeft()))
    yield "main-menu"
    window.header.menu_button.menu().close()
    job = Job("Pre-labelling unreviewed frames", window)
    window.status.add_job(job)
    job.progress(31, 78, "000000039951.jpg")
    second = Job("Exporting coco.json", window)
    window.status.add_job(second)
    yield "busy"
    job.ended.emit()
    second.ended.emit()
    document.said.emit("error", "The disk is full: your last change is on the screen but not saved. "
                                "Free some space; it is saved by itself then.")  # fmt: skip
    yield "error"
    window.bar.say("warning", "coco.annotator is open in another window (process 4711 on workstation).",
                   [Answer("Open for looking only", lambda: None)])  # fmt: skip
    yield "question"
    window.bar.hide()
    window.files.search.setText("nothing like this")
    yield "filter-empty"
    window.files.search.clear()
    window.files.shown.setCurrentIndex(3)
    yield "filter-proposals"
    window.files.shown.setCurrentIndex(0)
    flows.open_project(made["nuclei"])
    yield "nuclei"
    document.next_frame()
    document.set_threshold(0.8)
    yield "nuclei-proposals"
    document.set_reviewed(True)
    document.said.emit("good", "Pre-labelled 12 frames: 1,234 proposals.")
    yield "nuclei-reviewed"
    flows.open_project(_long_names(folder))
    yield "long-names"
    document.next_frame()
    yield "missing"
    document.next_frame()
    yield "unreadable"


def _long_names(folder: Path) -> Path:
    """A project whose every name is too long, and some of whose pictures are not there or not readable."""
    import numpy as np
    from PIL import Image

    from annotator.storage import NewFrame, Project

    pictures = folder / "pictures of the second campaign in the northern reserve, camera traps"
    pictures.mkdir()
    name = "2026-11-03 14-22-59 camera trap north ridge burst 0001 exposure corrected final version 2.png"
    Image.fromarray(np.full((300, 400, 3), 90, np.uint8)).save(pictures / name)
    (pictures / "broken.png").write_bytes(b"this is no picture")
    path = folder / "a project with quite a long name as people give them in real life.annotator"
    with Project.create(path) as project:
        root = project.add_root(pictures)
        project.add_frames([NewFrame(root, name, 400, 300), NewFrame(root, "gone.png", 400, 300),
                            NewFrame(root, "broken.png", 400, 300)])  # fmt: skip
        for one in ("Eurasian red squirrel (Sciurus vulgaris), juvenile", "Lynx", "x" * 60):
            project.new_category(one)
    return path


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        child(sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
    else:
        main(Path(sys.argv[1]), sys.argv[2:])
