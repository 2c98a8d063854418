"""What is done to a real window, and what it is given."""

import json
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget


def act(window, name: str) -> None:
    window.actions_.refresh()
    assert window.actions_.by_name[name].isEnabled(), f"{name} is not enabled"
    window.actions_.by_name[name].trigger()


def drop(window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    window.dropEvent(event)


def coco_file(folder: Path) -> Path:
    """One good annotation and one that cannot be imported."""
    file = folder / "labels.json"
    square = [20, 20, 50, 20, 50, 50, 20, 50]
    annotation = {"image_id": 7, "category_id": 3, "iscrowd": 0, "bbox": [20, 20, 30, 30], "area": 900}
    file.write_text(json.dumps({
        "images": [{"id": 7, "file_name": "a.png", "width": 200, "height": 150}],
        "annotations": [{"id": 1, "segmentation": [square], **annotation},
                        {"id": 2, "segmentation": {"size": [9, 9], "counts": [81]}, **annotation}],
        "categories": [{"id": 3, "name": "patch"}],
    }))  # fmt: skip
    return file


def tap(widget: QWidget, key: Qt.Key, times: int = 1, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    for _ in range(times):
        QTest.keyClick(widget, key, modifiers)


def focused(qtbot, opened, widget: QWidget) -> QWidget:
    """Gives the keyboard to a part of the window."""
    opened.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    return widget
