import pytest

from annotator.core.errors import PathEscape
from annotator.core.names import is_portable, safe_relative

HOSTILE = [
    "/etc/passwd", "//host/share/a.png", "\\\\host\\share\\a.png", "\\a.png", "C:\\a.png", "c:a.png", "C:/a.png", "..",
    "../a.png", "a/../../b.png", "a\\..\\..\\b.png", "..\\a.png", "a/..", "http://x/a.png", "file:///etc/passwd",
    "https:a.png", "concat:a|b", "data:image/png;base64,AAAA", "s3://b/a.png", "a\0.png", "a\n.png", "\x1b[2J.png",
    "a\x7f.png", "a\x85.png", "", ".", "./", "/", "\\", "a\ud800.png", "\\\\?\\C:\\a.png", "\\\\.\\PhysicalDrive0",
    "./../a.png", "././..", "a/./../..", "smb://host/a", "ftp:a", "x:", "z:..\\a", "/./a.png",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(PathEscape):
        safe_relative(name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.png", "a.png"),
        ("cells/a.png", "cells/a.png"),
        ("cells\\a.png", "cells/a.png"),
        ("./cells//a.png", "cells/a.png"),
        ("Zelle a\u0308.png", "Zelle \u00e4.png"),
        ("...", "..."),
        ("..a.png", "..a.png"),
        ("12:30.png", "12:30.png"),
    ],
)
def test_a_relative_name_keeps_its_place_under_the_folder(name: str, expected: str) -> None:
    assert safe_relative(name) == expected


@pytest.mark.parametrize("name", ["CON", "nul.png", "a/com1.txt", "a.", "b /c", "a?.png", "x" * 300])
def test_names_that_some_system_cannot_have_are_told_apart(name: str) -> None:
    assert not is_portable(name)


def test_ordinary_names_are_portable() -> None:
    assert is_portable("cells/console 1.png")
