"""Starting: without torch, with a log, and with a sentence for what nobody has caught."""

import logging
import subprocess
import sys

import pytest

from annotator import paths
from annotator.app import log_to_file, say_unexpected_errors
from annotator.core.errors import ProjectDamaged

SCRIPT = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pathlib import Path
from annotator import app

QTimer.singleShot(0, lambda: None)
qt = QApplication([])
QTimer.singleShot(1500, qt.quit)
status = app.run(Path(sys.argv[1]))
from annotator.ui.state.document import Document
print("status", status, "torch", "torch" in sys.modules, "torchvision" in sys.modules)
"""


def test_the_window_opens_a_project_without_importing_torch(project_file):
    found = subprocess.run([sys.executable, "-c", SCRIPT, project_file], capture_output=True, text=True, timeout=120)
    assert found.stdout.strip() == "status 0 torch False False", found.stderr


@pytest.fixture
def _quiet_root():
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for one in set(root.handlers) - set(handlers):
        root.removeHandler(one)
        one.close()
    root.setLevel(level)


@pytest.mark.usefixtures("_quiet_root")
@pytest.mark.parametrize(("error", "sentence"), [
    (ZeroDivisionError("division by zero"), "Something went wrong that should not have: division by zero."),
    (ProjectDamaged("Instance 7 cannot be read."), "Instance 7 cannot be read."),
])  # fmt: skip
def test_what_nobody_has_caught_is_said_in_a_sentence_and_logged_with_its_trace(monkeypatch, error, sentence):
    said = []
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    log_to_file()
    say_unexpected_errors(lambda level, sentence: said.append((level, sentence)))
    try:
        raise error
    except type(error):
        sys.excepthook(type(error), error, error.__traceback__)
    [(level, words)] = said
    assert level == "error"
    assert words.startswith(sentence)
    assert ("log file" in words) == (words != sentence)
    assert "Traceback" in paths.log_file().read_text()
