"""Starting the window."""

import logging
import os
import sys
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from annotator import paths

LOG_BYTES = 2_000_000

_SET_BY_CV2 = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
"""cv2 points these at its own Qt when it is imported, and then no window opens."""


def run(path: Path | None = None) -> int:
    """Open the window, on a project, folder, picture or COCO file if one is given; the exit status."""
    log_to_file()
    for name in _SET_BY_CV2:
        os.environ.pop(name, None)
    from PySide6.QtWidgets import QApplication

    from annotator.ui import pauses
    from annotator.ui.main_window import MainWindow
    from annotator.ui.preferences import Preferences
    from annotator.ui.theme import Theme

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("annotator")
    app.setApplicationDisplayName("Annotator")
    app.setDesktopFileName("annotator")
    preferences = Preferences()
    window = MainWindow(Theme(app, preferences.get("theme", "system")), preferences)
    say_unexpected_errors(window.document.said.emit)
    pauses.keep_short()
    window.show()
    window.activateWindow()  # a bare X server has no window manager that would give it the keys
    if path is not None:
        window.open_path(path)
    return app.exec()


def log_to_file() -> None:
    """Every error goes to the log file with its trace; never to the console, which a window may not have."""
    root = logging.getLogger()
    if any(isinstance(one, RotatingFileHandler) for one in root.handlers):
        return
    try:
        handler = RotatingFileHandler(paths.log_file(), maxBytes=LOG_BYTES, backupCount=1, encoding="utf-8", delay=True)
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def say_unexpected_errors(say: Callable[[str, str], object]) -> None:
    """What nobody has caught is logged with its trace and said in a sentence; the program goes on."""
    from annotator.ui.lanes import sentence_of

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        say("error", sentence_of(error))

    sys.excepthook = hook
