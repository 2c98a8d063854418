"""Malformed pictures: never a crash or a hang, never much memory, and each that is not shown says why."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.media.malformed import KINDS, malformed

MOST_MEMORY = 1_500_000  # kB that are really used
ADDRESS_SPACE = 4 << 30  # bytes, of which the libraries alone take more than one gigabyte

_DECODER = f"""
import json, resource, sys
from pathlib import Path
def most_memory():  # ru_maxrss would begin with the height of the process that started this one
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(status.read_text().split("VmHWM:")[1].split()[0])
resource.setrlimit(resource.RLIMIT_AS, ({ADDRESS_SPACE}, {ADDRESS_SPACE}))
from annotator import media
from annotator.core.errors import ImageUnreadable
for line in sys.stdin:
    file, said = Path(line.strip()), []
    for ask in (media.open_picture, media.size_of, lambda file: media.thumbnail(file, 64, file.parent / "kept")):
        try:
            ask(file)
            said.append("shown")
        except ImageUnreadable as error:
            said.append(str(error))
        except BaseException as error:
            said.append("! " + repr(error))
    print(json.dumps([said, most_memory()]), flush=True)
"""


class Decoder:
    """A process that decodes what it is told to; a new one is started when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def decode(self, file: Path) -> tuple[list[str], int]:
        """What was said of it and the most memory so far in kB; a crash is said too."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _DECODER], cwd=Path(__file__).parents[2], text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{file}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            code, self._process = self._process.wait(timeout=60), None
            return [f"! the process died with {code}"], 0
        said, memory = json.loads(answer)
        return said, memory

    def close(self) -> None:
        if self._process is not None and self._process.stdin is not None and self._process.stdout is not None:
            self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait(timeout=60)


def _decode_all(folder: Path, seeds: range) -> tuple[Counter[str], list[str]]:
    decoder, outcomes, wrong = Decoder(), Counter[str](), []
    try:
        for seed in seeds:
            kind, content = malformed(seed)
            file = folder / f"{seed}.png"
            file.write_bytes(content)
            said, memory = decoder.decode(file)
            file.unlink()
            outcomes["shown" if said[0] == "shown" else "unreadable"] += 1
            fine = all(one == "shown" or one.startswith(f"{file.name} cannot be read as a picture: ") for one in said)
            if not fine or memory > MOST_MEMORY:
                wrong.append(f"{seed} ({kind}): {said} {memory} kB")
    finally:
        decoder.close()
    return outcomes, wrong


def test_300_malformed_pictures_end_as_a_picture_or_as_a_sentence(tmp_path: Path) -> None:
    outcomes, wrong = _decode_all(tmp_path, range(300))
    assert wrong == []
    assert outcomes.total() == 300
    assert outcomes["unreadable"] > 100
    assert len(KINDS) >= 30


@pytest.mark.long
def test_2000_malformed_pictures_end_as_a_picture_or_as_a_sentence(tmp_path: Path) -> None:
    outcomes, wrong = _decode_all(tmp_path, range(300, 2300))
    assert wrong == []
    assert outcomes.total() == 2000
