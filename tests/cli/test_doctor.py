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


def _doctor(*before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [*before, sys.executable, "main.py", "doctor", "--json"], capture_output=True, text=True, timeout=300,
        cwd=REPOSITORY, check=False, env={**kept, **environment},
    )  # fmt: skip


def _check(done: subprocess.CompletedProcess[str], name: str) -> dict[str, str]:
    [check] = [one for one in json.loads(done.stdout)["checks"] if one["name"] == name]
    return check


def test_it_says_versions_device_and_that_a_window_opens() -> None:
    done = _doctor(QT_QPA_PLATFORM="offscreen")
    assert done.stderr == ""
    assert re.fullmatch(r"[0-9.]+", _check(done, "numpy")["text"])
    assert re.match(r"CPU|Apple|.*\(cuda", _check(done, "device")["text"])
    assert _check(done, "window")["text"] == "opens, Qt platform offscreen"
    assert done.returncode == (0 if json.loads(done.stdout)["fine"] else 1)


def test_without_a_display_it_says_that_commands_work() -> None:
    window = _check(_doctor(QT_QPA_PLATFORM=""), "window")
    assert "commands work without" in window["text"]
    assert window["advice"] == ""


def test_a_platform_that_qt_does_not_have_is_a_sentence() -> None:
    done = _doctor(QT_QPA_PLATFORM="nonsense")
    assert done.returncode == 1
    assert _check(done, "window")["advice"].startswith("Qt cannot open a window: ")
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(
    not shutil.which("unshare") or os.geteuid() != 0, reason="hiding a library needs a mount of its own"
)
def test_a_missing_system_library_is_named_with_the_one_package_to_install() -> None:
    found = subprocess.run(["ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    libraries = re.findall(r"libxcb-cursor\.so\.0 .* => (\S+)", found)
    hide = " && ".join(f"mount --bind /dev/null $(readlink -f {one})" for one in libraries)
    if (
        not libraries
        or subprocess.run(["unshare", "-m", "sh", "-c", hide], capture_output=True, check=False).returncode
    ):
        pytest.skip("this system does not let a test hide a library")
    done = _doctor("unshare", "-m", "sh", "-c", f'{hide} && exec "$0" "$@"', QT_QPA_PLATFORM="xcb", DISPLAY=":99")
    assert done.returncode == 1
    assert _check(done, "window")["advice"] == (
        "The window cannot open because a system package is missing: sudo apt-get install libxcb-cursor0"
    )


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
