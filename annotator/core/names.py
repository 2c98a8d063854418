"""File names that came from outside: what may be looked for under a folder and what may not."""

import re
import unicodedata

from annotator.core.errors import PathEscape

# a drive (C:), a scheme (http:, file:, concat:, data:); one letter or many, with or without slashes after it
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]|conin\$|conout\$)(?:\..*)?")


def safe_relative(name: str) -> str:
    """The name as a relative path with forward slashes, NFC, without empty or `.` steps.

    Nothing is looked up: symlinks are for `annotator.media.inside` to follow. Raises PathEscape for an absolute path,
    a drive, a network share, `..`, a URL, a control character or a name that no file can have.
    """
    problem = _problem(name)
    if problem:
        raise PathEscape(f"The file name {name[:200]!r} {problem}, so no file was opened for it.")
    return "/".join(_steps(unicodedata.normalize("NFC", name)))


def is_portable(name: str) -> bool:
    """Whether every system can have a file of this name: no device names of Windows, no trailing dot or space."""
    return not any(
        _DEVICES.fullmatch(step) or step.endswith((".", " ")) or len(step.encode()) > 255 or set(step) & set('<>:"|?*')
        for step in _steps(name)
    )


def _steps(name: str) -> list[str]:
    return [step for step in name.replace("\\", "/").split("/") if step not in ("", ".")]


def _problem(name: str) -> str:
    """Why the name is refused, to follow "The file name ..."; empty where it is not."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        return "has control characters or is not Unicode"
    if _SCHEME.match(name):
        return "is a drive or an address, not a path under the picture folder"
    if name.startswith(("/", "\\")):
        return "is an absolute path or a network share, not a path under the picture folder"
    if ".." in _steps(name):
        return "leads out of the picture folder"
    if not _steps(name):
        return "names no file"
    return ""
