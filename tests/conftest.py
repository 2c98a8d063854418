"""Builders that every test may use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from annotator.core.annotations import Instance, Origin, Part, State, ring
from annotator.core.frames import Frame, FrameKey

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # networks this small gain nothing from more, and all cores have tests

settings.register_profile("annotator", deadline=None)  # no test depends on a clock
settings.load_profile("annotator")

SHARED_DATA = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of example data sets beside the repository; tests that need it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the example data sets are not on this machine (../shared/data)")
    return SHARED_DATA


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the user's cache, data, log or settings."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(home / name))


def square(x: float = 0, y: float = 0, side: float = 10) -> tuple[Part, ...]:
    """One square part."""
    return (Part(ring([[x, y], [x + side, y], [x + side, y + side], [x, y + side]])),)


def instance(id: int = 1, parts: tuple[Part, ...] | None = None, category: int = 1, **fields: object) -> Instance:
    """A drawn square unless told otherwise."""
    return Instance(id=id, category=category, parts=square() if parts is None else parts, **fields)  # type: ignore[arg-type]


def proposal(id: int = 1, score: float = 0.9, parts: tuple[Part, ...] | None = None, **fields: object) -> Instance:
    """What a model proposes."""
    parts = square() if parts is None else parts
    origin = Origin(model="test", version="0" * 12, score=score, parts=parts, category=1)
    return instance(id, parts, state=State.PROPOSED, origin=origin, **fields)


def frame(key: int = 1, width: int = 100, height: int = 80, path: str = "a.png") -> Frame:
    """A frame of 100 x 80 pixels."""
    return Frame(key=FrameKey(key), root="pictures", path=path, width=width, height=height)


@pytest.fixture
def numbers() -> Callable[[], int]:
    """New instance numbers from 100 on."""
    count = iter(range(100, 1_000_000))
    return lambda: next(count)
