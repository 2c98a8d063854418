"""The command line as a person runs it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from annotator.cli import app
from tests.inference.tiny import write_tiny

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """A command; the result has its exit code and what it printed."""
    return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder with a tiny network that finds something on every picture."""
    return write_tiny(tmp_path_factory.mktemp("models") / "tiny")
