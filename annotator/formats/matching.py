"""Which picture a file name in an annotation file means."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable

from annotator.core.errors import PathEscape
from annotator.core.names import safe_relative

FoundImage = tuple[str, int, int]
"""The picture's path relative to its root, its width and its height as shown."""

FindImage = Callable[[str], FoundImage | None]
"""The picture that a file name means; None where there is none."""


def basename(name: str) -> str:
    """The last step of a name from any system or address, NFC."""
    return unicodedata.normalize("NFC", name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def image_finder(paths: Iterable[str], size_of: Callable[[str], tuple[int, int]]) -> FindImage:
    """Finds names among these relative paths: as they are in NFC, else by the file's own name where only one has it.

    `size_of` gives the width and height as shown of a path, when it is first asked for.
    """
    known = {unicodedata.normalize("NFC", path): path for path in paths}
    count = Counter(basename(path) for path in known)
    by_basename = {basename(path): path for path in known.values() if count[basename(path)] == 1}

    def find(name: str) -> FoundImage | None:
        path = known.get(unicodedata.normalize("NFC", name)) or known.get(_relative(name))
        path = path or by_basename.get(basename(name))
        return (path, *size_of(path)) if path else None

    return find


def _relative(name: str) -> str:
    try:
        return safe_relative(name)
    except PathEscape:
        return ""
