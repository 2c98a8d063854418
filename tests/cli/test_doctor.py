"""The doctor says in a sentence what is missing, and never shows a trace."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.cli.doctor import DEBIAN_PACKAGES, install_sentence, missing_libraries

REPOSITORY = Path(__file__).parents[2]

_WINDOW = """
import json, dataclasses
from annotator.cli.doctor import window_check
print(json.dumps(dataclasses.asdict(window_check())))
"""


def _run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, cwd=REPOSITORY, check=False, env={**kept, **environment}
    )


def _window(*before: str, **environment: str) -> dict[str, str]:
    done = _run(*before, sys.executable, "-c", _WINDOW, **environment)
    assert done.stderr == ""
    window: dict[str, str] = json.loads(done.stdout)
    return window


def test_it_says_versions_device_and_that_a_window_opens() -> None:
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    done = _run(sys.executable, "main.py", "doctor", "--json", QT_QPA_PLATFORM="offscreen")
    said = json.loads(done.stdout)
    found = {check["name"]: check["text"] for check in said["checks"]}
    assert re.fullmatch(r"[0-9.]+", found["numpy"])
    assert re.match(r"CPU|Apple|.*\(cuda", found["device"])
    assert found["window"] == "opens, Qt platform offscreen"
    assert done.returncode == (0 if said["fine"] else 1)
    assert "Traceback" not in done.stderr


def test_without_a_display_it_says_that_commands_work() -> None:
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    window = _window(QT_QPA_PLATFORM="")
    assert "commands work without" in window["text"]
    assert window["advice"] == ""


def test_a_platform_that_qt_does_not_have_is_a_sentence() -> None:
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    assert _window(QT_QPA_PLATFORM="nonsense")["advice"].startswith("Qt cannot open a window: ")


def _hiding(library: str) -> tuple[str, ...]:
    """What to put before a command so that it runs without this system library; skips where that cannot be done."""
    if not shutil.which("unshare") or os.geteuid() != 0:
        pytest.skip("hiding a library needs a mount of its own")
    known = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    files = re.findall(rf"{re.escape(library)} .* => (\S+)", known)
    hide = " && ".join(f"mount --bind /dev/null $(readlink -f {file})" for file in files)
    before = ("unshare", "-m", "sh", "-c", f'{hide} && exec "$0" "$@"')
    if not files or subprocess.run([*before, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this system does not let a test hide a library")
    return before


def test_a_missing_system_library_is_named_with_the_one_package_to_install() -> None:
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    advice = _window(*_hiding("libxcb-cursor.so.0"), QT_QPA_PLATFORM="xcb", DISPLAY=":99")["advice"]
    assert advice == "The window cannot open because a system package is missing: sudo apt-get install libxcb-cursor0"


def test_libraries_that_are_not_there_are_found_out_all_at_once() -> None:
    wanted = {"libc.so.6": "libc6", "libnowhere.so.1": "libnowhere1", "libnever.so.2": "libnowhere1"}
    missing = missing_libraries(wanted)
    assert list(missing) == ["libnowhere.so.1", "libnever.so.2"]
    assert install_sentence(missing).endswith("a system package is missing: sudo apt-get install libnowhere1")


def test_every_library_that_qts_x11_plugin_asks_for_is_in_the_table() -> None:
    import PySide6

    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        pytest.skip("Qt has no X11 plugin on this system")
    asked = set(re.findall(rb"lib(?:xcb|xkb|X11|EGL|GL|dbus|font|free)[\w.+-]*\.so\.\d+", plugin.read_bytes()))
    assert {one.decode() for one in asked} <= set(DEBIAN_PACKAGES)
