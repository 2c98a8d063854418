"""What a person gets who clones or installs: two commands that work, and a wheel that has everything in it."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from annotator import paths

REPOSITORY = Path(__file__).parent.parent


def _readme_commands() -> list[str]:
    return re.findall(r"^    (python3 -m venv .*)$", (REPOSITORY / "README.md").read_text(), re.M)


def test_the_readme_opens_with_two_commands_and_the_second_is_what_ci_runs() -> None:
    demo, tests = _readme_commands()
    assert demo.endswith("annotator demo")
    assert (REPOSITORY / ".ci" / "run").read_text().splitlines()[-1] == tests


def test_every_dependency_is_in_the_tested_set_which_has_names_and_versions_only() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text().splitlines()
    pinned = {line.split("==")[0] for line in lines if not line.startswith("#")}
    assert all(re.fullmatch(r"[a-z0-9-]+==[A-Za-z0-9.]+", line) for line in lines if not line.startswith("#"))
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    assert {re.split(r"[<>=\[ ]", one)[0].lower().replace("_", "-") for one in asked} <= pinned


def test_what_ships_is_found_from_a_clone() -> None:
    for name in ("models", "resources"):
        assert paths.shipped(name) == REPOSITORY / name
        assert paths.shipped(name).is_dir()


def test_every_sample_says_where_it_is_from() -> None:
    folder = REPOSITORY / "resources" / "samples"
    sources = (folder / "SOURCES.md").read_text()
    pictures = [file for file in folder.iterdir() if file.suffix == ".png"]
    assert len(pictures) >= 3
    assert all(f"`{file.name}`" in sources for file in pictures)
    assert sum(file.stat().st_size for file in pictures) < 3_000_000


@pytest.mark.long
def test_the_wheel_carries_models_and_resources_and_finds_them(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(REPOSITORY)], check=True
    )
    [wheel] = tmp_path.glob("annotator-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    for top in ("models", "resources"):
        files = [one.relative_to(REPOSITORY).as_posix() for one in (REPOSITORY / top).rglob("*") if one.is_file()]
        assert files
        assert {f"annotator/_shipped/{one}" for one in files} <= names
    asked = "from annotator.paths import shipped; print(shipped('models'), shipped('resources'))"
    found = subprocess.run(
        [sys.executable, "-c", asked], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert found == [str(tmp_path / "site" / "annotator" / "_shipped" / name) for name in ("models", "resources")]
