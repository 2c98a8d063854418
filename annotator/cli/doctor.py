"""`annotator doctor`: what is installed, which device computes, and whether a window can open; if not, what to install.

Nothing that could fail is imported here: each check is a program of its own, and what it says last is the reason.
"""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import typer

import annotator
from annotator.cli import reporting
from annotator.cli.window import has_display
from annotator.paths import log_file, shipped

PACKAGES = ("torch", "torchvision", "PySide6-Essentials", "numpy", "pillow", "pycocotools", "timm", "safetensors")

DEBIAN_PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's libraries and its X11 plugin load from the system, and the Debian and Ubuntu package that has it."""

_WINDOW = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.show()
app.processEvents()
print(app.platformName())
"""
_DEVICE = "from annotator.inference.device import choose, describe; print(describe(choose()))"
_PICTURES = "from annotator.core.opencv import cv2; print('OpenCV', cv2.__version__)"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report. `advice` says what to do and is empty where there is nothing to do."""

    name: str
    text: str
    advice: str = ""


def doctor(json: reporting.Json = False) -> None:
    """Say what is installed, which device will be used and whether a window can open."""
    checks = [*_versions(), _pictures(), _models(), _device(), window_check(), Check("log file", str(log_file()))]
    advice = [check.advice for check in checks if check.advice]
    if json:
        reporting.print_json({"fine": not advice, "checks": [asdict(check) for check in checks]})
    else:
        reporting.print_table("", ("what", "found"), [(check.name, check.text) for check in checks])
        for sentence in advice:
            reporting.warn(sentence)
        if not advice:
            reporting.say("Everything is there.")
    if advice:
        raise typer.Exit(reporting.SOME_FAILED)


def _versions() -> list[Check]:
    own = Check("annotator", f"{annotator.__version__}, {Path(annotator.__file__).parent}")
    python = Check("Python", f"{platform.python_version()}, {platform.platform()}")
    return [own, python, *(_version(name) for name in PACKAGES)]


def _version(name: str) -> Check:
    try:
        return Check(name, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name, "missing", f"The package {name} is missing: install Annotator again with pip.")


def _pictures() -> Check:
    said, why = _run(_PICTURES)
    return Check("pictures", said) if said else Check("pictures", why, f"Pictures cannot be decoded: {why}")


def _models() -> Check:
    found = sorted(file.parent.name for file in shipped("models").glob("*/*.safetensors"))
    if found:
        return Check("models that ship", ", ".join(found))
    return Check("models that ship", "none", f"There are no weights in {shipped('models')}: install Annotator again.")


def _device() -> Check:
    said, why = _run(_DEVICE)
    return Check("device", said) if said else Check("device", why, f"Models cannot run: {why}")


def window_check() -> Check:
    """Whether a window can open, tried in a program of its own."""
    if sys.platform.startswith("linux") and (missing := missing_libraries(DEBIAN_PACKAGES)):
        return Check("window", f"Qt does not find {', '.join(missing)}", install_sentence(missing))
    if not has_display():
        return Check("window", "no display here (neither DISPLAY nor WAYLAND_DISPLAY is set); commands work without")
    said, why = _run(_WINDOW)
    if said:
        return Check("window", f"opens, Qt platform {said}")
    return Check("window", why, f"Qt cannot open a window: {why}")


def missing_libraries(wanted: Mapping[str, str]) -> dict[str, str]:
    """The system libraries of this table that the loader does not find, with their packages."""
    return {library: package for library, package in wanted.items() if not _loads(library)}


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_sentence(missing: Mapping[str, str]) -> str:
    """What to install, in one line."""
    packages: Sequence[str] = list(dict.fromkeys(missing.values()))
    many = "a system package is" if len(packages) == 1 else f"{len(packages)} system packages are"
    return f"The window cannot open because {many} missing: sudo apt-get install {' '.join(packages)}"


def _run(program: str) -> tuple[str, str]:
    """What the program printed last, and what it said on standard error last if it failed."""
    try:
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", str(error)
    if done.returncode == 0:
        return (done.stdout.strip().splitlines() or ["works"])[-1], ""
    return "", (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
