"""OpenCV leaves Qt alone: its wheel would otherwise point our windows at a Qt 5 of its own."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def _says(program: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=REPOSITORY, timeout=60,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY), **environment},
    )  # fmt: skip
    return done.stdout.strip()


_SHOW = "import os; print([os.environ.get(n) for n in ('QT_QPA_PLATFORM_PLUGIN_PATH', 'QT_QPA_FONTDIR')])"


@pytest.mark.parametrize("first", ["", "import cv2; ", "import annotator.media; "])
def test_after_importing_opencv_qt_looks_where_it_looked_before(first: str) -> None:
    assert _says(f"{first}from annotator.core.opencv import cv2; {_SHOW}") == "[None, None]"


def test_what_the_person_has_set_stays() -> None:
    own = _says(
        f"from annotator.core.opencv import cv2; {_SHOW}", QT_QPA_PLATFORM_PLUGIN_PATH="/own", QT_QPA_FONTDIR="/f"
    )
    assert own == "['/own', '/f']"


def test_a_window_opens_after_opencv_was_imported() -> None:
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    program = (
        "from annotator.core.opencv import cv2\n"
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        "app = QApplication([]); label = QLabel('x'); label.show(); app.processEvents(); print(app.platformName())"
    )
    assert _says(program, QT_QPA_PLATFORM="offscreen") == "offscreen"


def _modules(*apart: str) -> list[Path]:
    found = sorted((REPOSITORY / "annotator").rglob("*.py"))
    return [file for file in found if file.relative_to(REPOSITORY / "annotator").parts[0] not in apart]


@pytest.mark.parametrize("file", _modules("training", "inference"), ids=lambda file: file.name)
def test_whatever_the_window_imports_takes_opencv_from_one_place(file: Path) -> None:
    tree = ast.parse(file.read_text())
    imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert "cv2" not in imports or file.name == "opencv.py", "write `from annotator.core.opencv import cv2`"


@pytest.mark.parametrize("file", _modules(), ids=lambda file: file.name)
def test_no_file_is_read_but_by_the_one_decoder(file: Path) -> None:
    read = {node.attr for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute)}
    assert "imread" not in read, "decode through annotator.media.open_picture"
