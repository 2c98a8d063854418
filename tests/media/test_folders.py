"""What is in a folder, and what never is, whatever a file name says."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from annotator import media
from annotator.core.errors import BadInput, PathEscape
from tests.media.pictures import four_corners, save

SECRET = "secret.png"

HOSTILE = (
    "../secret.png", "../../secret.png", "a/../../secret.png", "a/../../../etc/passwd", "./../secret.png", "..",
    "../", "a/..", "a/b/../../../secret.png", "....//../secret.png", "/etc/passwd", "//etc/passwd", "///etc/passwd",
    "/", "/../etc/passwd", "{outside}/secret.png", "..\\secret.png", "a\\..\\..\\secret.png", "\\secret.png",
    "\\\\host\\share\\a.png", "//host/share/a.png", "\\\\?\\C:\\a.png", "\\\\.\\PhysicalDrive0", "C:\\a.png", "C:a.png",
    "c:/a.png", "C:", "file:///etc/passwd", "file:/etc/passwd", "http://host/a.png", "https://host/a.png",
    "ftp://host/a.png", "data:image/png;base64,AAAA", "concat:a.png|b.png", "zip:a.zip!/b.png", "FILE:///etc/passwd",
    "a\0.png", "\0", "a.png\0.jpg", "a\n.png", "a\r.png", "\x1b[31m.png", "\x7f.png", "a\t.png", "", ".", "./", "././.",
    "\udcff.png", "out/secret.png", "link.png", "chain.png", "loop.png", "loop/a.png", "a/out/secret.png", "\x85.png",
    "..\\/..\\/secret.png", "a/./../../secret.png", "..//secret.png", "out/../secret.png", "a" * 5000 + "/b.png",
    "a/" * 3000 + "b.png",
)  # fmt: skip
"""File names as hostile annotation files hold them; `out`, `link.png`, `chain.png` and `loop` are links made below."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A picture folder with links that lead out of it, beside a secret."""
    save(tmp_path / SECRET, four_corners())
    top = tmp_path / "pictures"
    (top / "a").mkdir(parents=True)
    save(top / "own.png", four_corners())
    (top / "out").symlink_to(tmp_path)
    (top / "a" / "out").symlink_to(tmp_path)
    (top / "link.png").symlink_to(tmp_path / SECRET)
    (top / "chain.png").symlink_to("link.png")
    (top / "loop.png").symlink_to("loop.png")
    (top / "loop").symlink_to("loop")
    return top


_WATCHED = """
import os, sys
from pathlib import Path
from annotator import media
from annotator.core.errors import BadInput
from tests.media.test_folders import HOSTILE
root = Path(sys.argv[1])
media.open_picture(root / "own.png")
opened, watching = [], False
def watch(event, arguments):
    touches = watching and event in ("open", "os.listdir", "os.scandir")
    if touches and isinstance(arguments[0], (str, bytes, os.PathLike)):
        opened.append(os.path.realpath(os.fsdecode(arguments[0])))
sys.addaudithook(watch)
refused = 0
for name in HOSTILE:
    watching = True
    try:
        file = media.inside(root, name.replace("{outside}", str(root.parent)))
        media.open_picture(file), media.size_of(file)
    except BadInput:
        refused += 1
    watching = False
outside = [one for one in opened if not one.startswith(str(root.resolve()) + os.sep)]
print(len(HOSTILE), refused, outside)
"""


def test_no_hostile_name_opens_a_file_outside_the_folder(root: Path) -> None:
    repository = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED, str(root)],
        capture_output=True, text=True, timeout=120, cwd=repository, check=False,
    )  # fmt: skip
    assert len(HOSTILE) >= 60
    assert done.stdout.strip() == f"{len(HOSTILE)} {len(HOSTILE)} []", done.stderr


@pytest.mark.parametrize("name", ["link.png", "chain.png", "out/secret.png", "../secret.png", "/etc/passwd"])
def test_a_name_that_leads_out_is_refused_by_name(root: Path, name: str) -> None:
    with pytest.raises(PathEscape, match=r"secret|passwd|link|chain"):
        media.inside(root, name)


@pytest.mark.parametrize("name", ["own.png", "./own.png", "a/b.png", "a\\b.png", "a//b.png", "..png", "a..b/c.png"])
def test_a_name_inside_is_a_path_inside_also_of_a_file_that_is_missing(root: Path, name: str) -> None:
    assert media.inside(root, name).is_relative_to(root.resolve())


@pytest.mark.parametrize("stored", ["NFC", "NFD"])
@pytest.mark.parametrize("asked", ["NFC", "NFD"])
def test_accents_are_found_however_they_are_stored(tmp_path: Path, stored: str, asked: str) -> None:
    file = save(tmp_path / unicodedata.normalize(stored, "Zürich é.png"), four_corners())
    assert media.inside(tmp_path, unicodedata.normalize(asked, "Zürich é.png")) == file.resolve()


@pytest.mark.skipif(os.name == "nt", reason="a backslash separates folders there")
def test_a_file_with_a_backslash_in_its_name_is_found(tmp_path: Path) -> None:
    file = save(tmp_path / "a\\b.png", four_corners())
    assert media.inside(tmp_path, "a\\b.png") == file.resolve()


def test_pictures_come_in_the_order_that_people_count_in(tmp_path: Path) -> None:
    for name in (
        "cell 10.png",
        "cell 9.PNG",
        "Cell 1.jpg",
        "b/2.tif",
        "b/1.tif",
        "notes.txt",
        ".hidden.png",
        ".git/a.png",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = [file.relative_to(tmp_path).as_posix() for file in media.list_images(tmp_path)]
    assert found == ["Cell 1.jpg", "cell 9.PNG", "cell 10.png", "b/1.tif", "b/2.tif"]
    assert len(list(media.list_images(tmp_path, recursive=False))) == 3


def test_links_that_lead_out_of_the_folder_are_not_listed(root: Path) -> None:
    (root / "inner.png").symlink_to("own.png")
    assert [file.name for file in media.list_images(root)] == ["inner.png", "own.png"]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="There is no folder"):
        list(media.list_images(tmp_path / "nowhere"))
