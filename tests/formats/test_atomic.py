"""What takes the place of a file or a folder, on disks that do less than others."""

import errno
import os
import stat
from pathlib import Path

import pytest

from annotator.formats.atomic import replacing, replacing_folder


@pytest.fixture
def folders_cannot_be_synced(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on some network disks."""
    really = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.usefixtures("folders_cannot_be_synced")
def test_what_was_written_is_no_failure_where_the_folder_cannot_be_synced(tmp_path: Path) -> None:
    with replacing(tmp_path / "out.json") as file:
        file.write(b"new")
    with replacing_folder(tmp_path / "out", lambda folder: False) as folder:
        (folder / "in").mkdir()
        (folder / "in" / "a.txt").write_text("new")
    assert [one.relative_to(tmp_path).as_posix() for one in sorted(tmp_path.rglob("*"))] == [
        "out", "out/in", "out/in/a.txt", "out.json",
    ]  # fmt: skip
