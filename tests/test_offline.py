"""Nothing asks for the network: the main job runs where there is none, and no address is looked up or called."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.paths import shipped
from tests.inference.tiny import write_tiny

REPOSITORY = Path(__file__).parent.parent

COMMANDS = """
import json, socket, sys
calls = []

def hook(event, given):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        calls.append(f"{event} {given[0]}")
    if event in ("socket.connect", "socket.sendto") and given[0].family != socket.AF_UNIX:
        calls.append(f"{event} {given[1]}")

sys.addaudithook(hook)
from annotator.cli import app

statuses = []
for words in json.loads(sys.argv[1]):
    try:
        app(words)
    except SystemExit as end:
        statuses.append(end.code or 0)
print(json.dumps({"statuses": statuses, "calls": calls}))
"""


def without_network() -> list[str]:
    """The words that run a command in a name space without a network; skips where this user may not make one."""
    words = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], capture_output=True).returncode:
        pytest.skip("this machine does not let this user run a command without a network (unshare --net)")
    return words


def test_the_main_job_needs_and_asks_for_no_network(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    shutil.copyfile(shipped("resources") / "samples" / "astronaut.png", pictures / "astronaut.png")
    project, coco, again = (str(tmp_path / name) for name in ("p.annotator", "out.json", "again.annotator"))
    commands = [
        ["new", project, str(pictures)],
        ["prelabel", project, "--model", str(write_tiny(tmp_path / "tiny")), "--device", "cpu"],
        ["export", project, coco, "--proposals"],
        ["import", again, "--coco", coco, "--images", str(pictures)],
        ["models", "list"],
        ["doctor"],
    ]
    done = subprocess.run(
        [*without_network(), sys.executable, "-c", COMMANDS, json.dumps(commands)],
        capture_output=True, text=True, cwd=REPOSITORY, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {"statuses": [0] * len(commands), "calls": []}
