"""The window's tests need Qt, and Qt needs system libraries that a bare machine lacks: there, all other tests run."""

import pytest

try:
    import PySide6.QtWidgets  # noqa: F401
except ImportError as error:
    WHY_NO_QT = str(error)
else:
    WHY_NO_QT = ""

pytest_plugins = [] if WHY_NO_QT else ["pytestqt.plugin"]
collect_ignore_glob = ["tests/ui", "tests/screenshots"] if WHY_NO_QT else []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Without pytest-qt its settings are still settings."""
    if WHY_NO_QT:
        for name in ("qt_log_level_fail", "qt_log_ignore"):
            parser.addini(name, "for pytest-qt, which needs Qt")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that something was left out."""
    if WHY_NO_QT:
        terminalreporter.line(f"The window's tests were left out: Qt cannot be loaded here ({WHY_NO_QT}).", yellow=True)
        terminalreporter.line("`annotator doctor` names the system packages to install.", yellow=True)
