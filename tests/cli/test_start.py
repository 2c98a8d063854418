"""Starting the program: light, and in sentences."""

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent


def annotator(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The real program, in its own process, without a display unless told otherwise."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    command = [sys.executable, str(REPOSITORY / "main.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=kept | environment, timeout=60)


def test_help_lists_the_commands_and_loads_neither_torch_nor_opencv():
    code = (
        "import sys; sys.argv = ['annotator', '--help']\n"
        "from annotator.cli import main\n"
        "try: main()\n"
        "finally: print('LOADED', *(name for name in ('torch', 'cv2', 'PySide6', 'timm') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=REPOSITORY)
    assert "prelabel" in done.stdout
    assert done.stdout.rstrip().endswith("LOADED")


def test_without_a_display_the_window_is_a_sentence_that_says_what_to_do():
    done = annotator()
    assert done.returncode == 2
    assert "There is no display to open a window on." in done.stderr
    assert "annotator demo --headless" in done.stderr


def test_what_is_neither_a_file_nor_a_command_is_said():
    done = annotator("prelable")
    assert done.returncode == 2
    assert "There is no file, folder or command prelable." in done.stderr


def test_an_option_that_does_not_exist_is_a_usage_error():
    assert annotator("export", "--frobnicate").returncode == 2
